//! What a lesson is made of: steps, and the questions at its end.

use serde::{Deserialize, Serialize};

use super::Words;
use super::target::Target;
use crate::data;
use crate::families::{Family, TREE};
use crate::spec::{Budget, DeviceChoice, Spec};
use crate::text::Trouble;

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is said.
    pub say: Words,
    /// What only the lecturer reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Words>,
    /// The screen that is shown; without one it is that of the step before, or of what is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<Shown>,
    /// The run that is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// The race that is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub race: Option<Race>,
    /// Hot knobs that are turned, as `knob=value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turn: Vec<String>,
    /// Whether the run steps from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub play: Option<bool>,
    /// Whether the next step of the run is told in slow motion.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub slow: bool,
    /// What is pointed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub point: Vec<Target>,
    /// What is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// A question whose answer is shown when it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Ask>,
}

impl Step {
    /// Whether everything it asks for is there, on a bench of a family.
    pub(super) fn check(&self, family: Option<&'static Family>) -> Result<(), Trouble> {
        for turn in &self.turn {
            let knob = turn.split('=').next().unwrap_or_default();
            let family = family.ok_or_else(|| form(format!("{turn}: no run to turn a knob of")))?;
            family.defaults().set_from_text(family.knobs(), turn)?;
            if !crate::knob::find(family.knobs(), knob)?.hot {
                return Err(form(format!("{turn}: the knob acts at a restart only")));
            }
        }
        for target in &self.point {
            target.check(family)?;
        }
        if self.slow && family.is_none() {
            return Err(form("slow: no run whose step could be told".to_owned()));
        }
        self.wait.as_ref().map_or(Ok(()), Wait::check)
    }
}

/// What is wrong with a lesson.
fn form(why: String) -> Trouble {
    Trouble::new("error-lesson-form").with("why", why)
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Shown {
    /// The whole tree.
    Map,
    /// The run.
    Bench,
    /// The race.
    Race,
    /// The page of a node or family.
    Page(String),
}

impl TryFrom<String> for Shown {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "map" => Ok(Self::Map),
            "bench" => Ok(Self::Bench),
            "race" => Ok(Self::Race),
            other => {
                let id = other.strip_prefix("page ").map(str::trim);
                let page = id.and_then(page_of);
                page.map(|id| Self::Page(id.to_owned()))
                    .ok_or_else(|| format!("{text}: no screen; map, bench, race, page NODE"))
            }
        }
    }
}

impl From<Shown> for String {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Map => "map".to_owned(),
            Shown::Bench => "bench".to_owned(),
            Shown::Race => "race".to_owned(),
            Shown::Page(id) => format!("page {id}"),
        }
    }
}

/// The node or family of a name.
pub fn page_of(id: &str) -> Option<&'static str> {
    let nodes = TREE.walk().into_iter().map(|node| node.id);
    let families = Family::all().into_iter().map(|family| family.card.id);
    nodes.chain(families).find(|known| *known == id)
}

/// A run to be started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The family.
    pub family: String,
    /// The data; without any, those of the family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The seed.
    #[serde(default = "seven")]
    pub seed: u64,
    /// Knobs that do not stand at their default, as `knob=value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// Whether it waits for the viewer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
}

fn seven() -> u64 {
    7
}

impl Start {
    pub(super) fn check(&self) -> Result<&'static Family, Trouble> {
        self.spec(DeviceChoice::Auto)?;
        Family::find(&self.family)
    }

    /// The run as data.
    ///
    /// # Errors
    /// If there is no such family, knob or data.
    pub fn spec(&self, device: DeviceChoice) -> Result<Spec, Trouble> {
        let family = Family::find(&self.family)?;
        let mut spec = Spec::of(family, self.seed, device);
        if let Some(data) = &self.data {
            known(data)?;
            spec.learn_from(data.clone());
        }
        for set in &self.set {
            spec.knobs.set_from_text(family.knobs(), set)?;
        }
        spec.checked()
    }
}

/// A race to be started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Race {
    /// The families.
    pub families: Vec<String>,
    /// The data.
    pub data: String,
    /// The seed.
    #[serde(default = "seven")]
    pub seed: u64,
    /// How many seconds of its own each trains.
    pub seconds: f64,
}

impl Race {
    pub(super) fn check(&self) -> Result<(), Trouble> {
        self.specs(DeviceChoice::Auto).map(|_| ())
    }

    /// The runs as data.
    ///
    /// # Errors
    /// If there is no such family or data.
    pub fn specs(&self, device: DeviceChoice) -> Result<Vec<Spec>, Trouble> {
        known(&self.data)?;
        let of = |id: &String| {
            let mut spec = Spec::of(Family::find(id)?, self.seed, device);
            spec.learn_from(self.data.clone());
            spec.budget = Budget::Seconds(self.seconds);
            spec.checked()
        };
        self.families.iter().map(of).collect()
    }
}

/// Lessons travel, and files of somebody's own do not: the data have to be bundled.
fn known(name: &str) -> Result<(), Trouble> {
    let is_there = name == data::DRAWN || data::find_bundled(name).is_some();
    is_there.then_some(()).ok_or_else(|| {
        let known: Vec<&str> = data::bundled().map(|set| set.name).collect();
        Trouble::new("error-data-unknown")
            .with("data", name)
            .with("known", known.join(", "))
    })
}

/// What is waited for, on the processor at most so long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// So many steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<u64>,
    /// A metric, as in the table of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The metric is at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// The metric is at most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
    /// In how many seconds it comes on the processor.
    pub within: f64,
}

impl Wait {
    fn check(&self) -> Result<(), Trouble> {
        let limits = self.above.is_some() || self.below.is_some();
        let asks = self.steps.is_some() || self.metric.is_some() && limits;
        let whole = self.metric.is_some() == limits && self.within > 0.0;
        (asks && whole)
            .then_some(())
            .ok_or_else(|| form("wait: steps, or a metric with above or below".to_owned()))
    }

    /// Whether it has come.
    pub fn is_over(&self, step: u64, newest: impl Fn(&str) -> Option<f64>) -> bool {
        let far = self.steps.is_none_or(|steps| step >= steps);
        let Some(metric) = &self.metric else {
            return far;
        };
        let fits = |value: f64| {
            self.above.is_none_or(|above| value >= above)
                && self.below.is_none_or(|below| value <= below)
        };
        far && newest(metric).is_some_and(fits)
    }
}

/// A question that is asked and answered at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What is asked.
    pub question: Words,
    /// The answer.
    pub answer: Words,
}

/// A question at the end, whose answer is found by doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is asked.
    pub ask: Words,
    /// The answers to choose from.
    pub answers: Vec<Words>,
    /// The place of the right one.
    pub right: usize,
    /// Why it is right.
    pub because: Words,
    /// The run that shows it, once an answer is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// When it can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
}

impl Question {
    pub(super) fn check(&self) -> Result<(), Trouble> {
        if self.answers.len() < 2 || self.right >= self.answers.len() {
            return Err(form(
                "question: two answers or more, one of them right".to_owned(),
            ));
        }
        if let Some(start) = &self.start {
            start.check()?;
        }
        self.wait.as_ref().map_or(Ok(()), Wait::check)
    }
}
