//! What the runs of a sweep come to, a row a run.

use super::grid::{Grid, Point};
use crate::knob::Value;
use crate::text::Language;

/// What stands between the knobs and the metrics.
pub const FIXED: [&str; 5] = ["seed", "steps", "seconds", "parameters", "state"];

/// How a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It has used up its budget.
    Finished,
    /// Somebody stopped the sweep.
    Stopped,
    /// A loss was not finite or exploded at this step.
    Diverged(u64),
    /// It could not be built, or it broke.
    Failed,
}

impl State {
    /// In a word or two, with the number of a step written in some way.
    pub fn told(self, language: Language, step: impl Fn(u64) -> String) -> String {
        match self {
            Self::Finished => language.t("race-finished"),
            Self::Stopped => language.t("race-stopped"),
            Self::Diverged(at) => language.f("race-diverged", &[("step", step(at).into())]),
            Self::Failed => language.t("sweep-failed"),
        }
    }
}

/// What one run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// A value for each knob that is varied.
    pub values: Vec<Value>,
    /// Its seed.
    pub seed: u64,
    /// Steps of training.
    pub steps: u64,
    /// Seconds of training.
    pub seconds: f64,
    /// How many numbers it learned.
    pub parameters: usize,
    /// How it ended.
    pub state: State,
    /// On held-out data, `NAME_se` after `NAME`.
    pub metrics: Vec<(String, f64)>,
}

impl Row {
    /// The row of a run that has not begun.
    pub fn of(point: &Point) -> Self {
        Self {
            values: point.values.clone(),
            seed: point.spec.seed,
            steps: 0,
            seconds: 0.0,
            parameters: 0,
            state: State::Stopped,
            metrics: Vec::new(),
        }
    }

    /// The value of a metric, if it was measured.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let found = self.metrics.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| *value)
    }
}

/// The names of the metrics that are wanted, or of all where none is named, in the order they come.
pub fn names<'a>(wanted: &[String], rows: &'a [Row]) -> Vec<&'a str> {
    let is_wanted = |name: &str| {
        let of = name.strip_suffix("_se").unwrap_or(name);
        wanted.is_empty() || wanted.iter().any(|metric| metric == name || metric == of)
    };
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.metrics) {
        if is_wanted(name) && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// The table for programs, its heads first: a row a run, a column a metric that any of them has.
pub fn table(grid: &Grid, wanted: &[String], rows: &[Row]) -> Vec<Vec<String>> {
    let names = names(wanted, rows);
    let knobs = grid.varied.iter().map(|vary| vary.knob.id);
    let heads = knobs.chain(FIXED).chain(names.iter().copied());
    let mut lines: Vec<Vec<String>> = vec![heads.map(str::to_owned).collect()];
    for row in rows {
        let values = row.values.iter().map(Value::to_string);
        let fixed = [
            row.seed.to_string(),
            row.steps.to_string(),
            format!("{:.3}", row.seconds),
            row.parameters.to_string(),
            // Programs read the same words whatever the window speaks.
            row.state.told(Language::English, |step| step.to_string()),
        ];
        let metrics = names.iter().map(|name| row.metric(name));
        let metrics = metrics.map(|value| value.map_or_else(String::new, |v| v.to_string()));
        lines.push(values.chain(fixed).chain(metrics).collect());
    }
    lines
}
