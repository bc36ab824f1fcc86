//! A run as data: what it takes to make it again. The same in a run file, on a command line and in memory.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::data::{self, DRAWN, Drawing};
use crate::families::Family;
use crate::knob::{Knobs, Value};
use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// Which device a run asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum DeviceChoice {
    /// A hardware GPU where there is one, the CPU otherwise.
    #[default]
    Auto,
    /// The GPU through wgpu, a software rasteriser included.
    Gpu,
    /// The CPU.
    Cpu,
}

/// How long a run trains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Budget {
    /// Until somebody stops it.
    Endless,
    /// This many optimiser steps.
    Steps(u64),
    /// This many seconds of training.
    Seconds(f64),
    /// This many examples seen.
    Examples(u64),
}

impl Budget {
    /// The share of it that a run has used up; of one without an end, twenty seconds count as one.
    pub fn used(self, step: u64, seconds: f64, examples: u64) -> f64 {
        const ENDLESS: f64 = 20.0;
        match self {
            Self::Endless => seconds / ENDLESS,
            Self::Steps(steps) => step as f64 / steps.max(1) as f64,
            Self::Seconds(budget) => seconds / budget,
            Self::Examples(budget) => examples as f64 / budget.max(1) as f64,
        }
    }

    /// Whether it is one: more than nothing, and less than for ever.
    fn check(self) -> Result<(), Trouble> {
        let wrong = match self {
            Self::Endless => return Ok(()),
            Self::Steps(count) | Self::Examples(count) => (count == 0).then(|| count.to_string()),
            Self::Seconds(seconds) => {
                let fits = seconds.is_finite() && seconds > 0.0;
                (!fits).then(|| seconds.to_string())
            }
        };
        wrong.map_or(Ok(()), |value| {
            Err(Trouble::new("error-spec-budget").with("value", value))
        })
    }
}

/// A knob turned while training: from `step` on, `knob` has `value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The number of steps done when it was turned.
    pub step: u64,
    /// Which knob.
    pub knob: String,
    /// Its new value.
    pub value: Value,
}

/// A run as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// The family's name.
    pub family: String,
    /// A data set's name, or the path of a file.
    pub data: String,
    /// The seed that everything random follows from.
    pub seed: u64,
    /// How long it trains.
    pub budget: Budget,
    /// The device it asks for.
    pub device: DeviceChoice,
    /// The knobs at the start.
    pub knobs: Knobs,
    /// The folder of the run that it was made from by turning knobs, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What was turned while training, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// What it learns from, where that is drawn by hand, with the steps at which each part was drawn and erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawing: Option<Drawing>,
}

impl Spec {
    /// The run that a click on a leaf starts.
    pub fn of(family: &Family, seed: u64, device: DeviceChoice) -> Self {
        Self {
            family: family.card.id.to_owned(),
            data: family.card.data.to_owned(),
            seed,
            budget: Budget::Endless,
            device,
            knobs: family.defaults(),
            parent: None,
            edits: Vec::new(),
            drawing: None,
        }
    }

    /// Goes over to other data; knobs at their default follow where its kind asks for another.
    pub fn learn_from(&mut self, data: String) {
        let kinds = [self.data.as_str(), data.as_str()].map(data::kind_of);
        if let (Ok(family), [Some(from), Some(to)]) = (Family::find(&self.family), kinds) {
            self.knobs.move_over(family.knobs(), [from, to]);
        }
        self.data = data;
    }

    /// Checks a spec that came from outside, and fills in knobs that it does not know.
    ///
    /// # Errors
    /// If the family or a knob is unknown, a value does not fit, or the edits are not in order.
    pub fn checked(mut self) -> Result<Self, Trouble> {
        let family = Family::find(&self.family)?;
        family.builder()?;
        self.budget.check()?;
        let is_drawn = self.data == DRAWN;
        self.drawing = is_drawn.then(|| self.drawing.take().unwrap_or_default());
        self.knobs = self
            .knobs
            .completed(family.knobs(), || data::kind_of(&self.data))?;
        let mut last = 0;
        for edit in &mut self.edits {
            edit.value = crate::knob::find(family.knobs(), &edit.knob)?.check(&edit.value)?;
            if edit.step < last {
                return Err(Trouble::new("error-spec-edits")
                    .with("knob", &edit.knob)
                    .with("step", edit.step)
                    .with("last", last));
            }
            last = edit.step;
        }
        Ok(self)
    }

    /// The knobs after all edits up to and including `step`.
    pub fn knobs_at(&self, step: u64) -> Knobs {
        let mut knobs = self.knobs.clone();
        for edit in self.edits.iter().filter(|edit| edit.step <= step) {
            knobs.set(&edit.knob, edit.value.clone());
        }
        knobs
    }

    /// The run as it was after so many steps, without what was done to it later.
    #[must_use]
    pub fn until(&self, step: u64) -> Self {
        let mut spec = self.clone();
        spec.edits.retain(|edit| edit.step <= step);
        spec.drawing = spec.drawing.map(|drawing| drawing.until(step));
        spec
    }

    /// What a folder of this run is called: `FAMILY-DATA-seedK`; of a file, the beginning of its name.
    pub fn folder_name(&self) -> String {
        let data = Path::new(&self.data).file_name().unwrap_or_default();
        let data = data.to_string_lossy();
        let data = data.split('.').next().unwrap_or_default();
        format!("{}-{data}-seed{}", self.family, self.seed)
    }

    /// The `genera train` call that makes this run, for a terminal.
    ///
    /// The kind of the data says which knobs stand at their default; it is asked for because a file would have to be read for it.
    pub fn command_line(&self, kind: Option<DataKind>) -> String {
        let mut line = format!(
            "genera train {} --data {} --seed {}",
            self.family,
            quoted(&self.data),
            self.seed
        );
        match self.budget {
            Budget::Endless => {}
            Budget::Steps(steps) => line += &format!(" --steps {steps}"),
            Budget::Seconds(seconds) => line += &format!(" --seconds {seconds}"),
            Budget::Examples(examples) => line += &format!(" --examples {examples}"),
        }
        for (id, value) in self.turned(kind).iter() {
            line += &format!(" --set {id}={value}");
        }
        line
    }

    /// The knobs that do not stand at their default for data of a kind.
    pub fn turned(&self, kind: Option<DataKind>) -> Knobs {
        let defaults = Family::find(&self.family)
            .map(|family| kind.map_or_else(|| family.defaults(), |kind| family.defaults_for(kind)))
            .unwrap_or_default();
        let mut turned = Knobs::default();
        for (id, value) in self.knobs.iter() {
            if defaults.get(id) != Some(value) {
                turned.set(id, value.clone());
            }
        }
        turned
    }
}

fn quoted(path: &str) -> String {
    if path.contains(char::is_whitespace) {
        format!("\"{path}\"")
    } else {
        path.to_owned()
    }
}
