//! What train and eval have to say at their end: one object for programs, one table for people.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::device;
use super::file::Aside;
use super::output::{number, table, thousands, words};
use crate::engine::Ready;
use crate::text::Trouble;

/// The file in a run's folder that keeps what train printed last.
const FILE: &str = "result.json";

/// Where a run stands and what was measured.
pub(super) struct Report {
    pub(super) ready: Ready,
    /// The data that it was measured by.
    pub(super) data: String,
    pub(super) out: PathBuf,
    /// Steps since the run began.
    pub(super) steps: u64,
    /// Seconds of training since the run began.
    pub(super) seconds: f64,
    pub(super) pace: Pace,
    /// Names and values, `NAME_se` after `NAME`.
    pub(super) metrics: Vec<(String, f64)>,
}

/// How fast a run went; nothing where it is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pace {
    pub(super) steps_per_second: Option<f64>,
    pub(super) first_step_seconds: Option<f64>,
}

impl Pace {
    /// The pace after `steps` steps in `seconds`, the first of which includes compilation and does not count.
    pub(super) fn of(steps: u64, seconds: f64, first: f64) -> Self {
        let rest = seconds - first;
        Self {
            steps_per_second: (steps > 1 && rest > 0.0).then(|| (steps - 1) as f64 / rest),
            first_step_seconds: (first > 0.0).then_some(first),
        }
    }

    /// The pace that train noted in the run's folder, if the run has not gone on since.
    pub(super) fn noted(folder: &Path, steps: u64) -> Self {
        let noted = std::fs::read_to_string(folder.join(FILE))
            .ok()
            .and_then(|text| serde_json::from_str::<Value>(&text).ok())
            .filter(|noted| noted["steps"] == steps);
        let Some(noted) = noted else {
            return Self::default();
        };
        Self {
            steps_per_second: noted["steps_per_second"].as_f64(),
            first_step_seconds: noted["first_step_seconds"].as_f64(),
        }
    }
}

impl Report {
    /// The object for programs.
    pub(super) fn json(&self) -> Value {
        let mut metrics: Map<String, Value> = self
            .metrics
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        if let Some(oracle) = self
            .ready
            .oracle
            .filter(|_| metrics.contains_key("nll_nats"))
        {
            metrics.insert("kl_by".to_owned(), json!(oracle));
        }
        metrics.insert("protocol".to_owned(), json!(self.ready.protocol));
        metrics.insert("split".to_owned(), json!("held-out"));
        metrics.insert("n".to_owned(), json!(self.ready.held_out_count));
        json!({
            "family": self.ready.spec.family,
            "data": self.data,
            "device": device::short(&self.ready.device),
            "device_name": self.ready.device.name,
            "seed": self.ready.spec.seed,
            "steps": self.steps,
            "seconds": self.seconds,
            "steps_per_second": self.pace.steps_per_second,
            "first_step_seconds": self.pace.first_step_seconds,
            "parameters": self.ready.parameters,
            "out": self.out,
            "metrics": metrics,
        })
    }

    /// The table for people.
    pub(super) fn table(&self) -> String {
        let known = |value: Option<f64>| value.map_or_else(|| words("report-unknown"), number);
        let device = format!(
            "{} ({})",
            device::short(&self.ready.device),
            self.ready.device.name
        );
        let mut rows = vec![
            vec![words("report-family"), self.ready.spec.family.clone()],
            vec![words("report-data"), self.data.clone()],
            vec![words("report-device"), device],
            vec![words("report-seed"), self.ready.spec.seed.to_string()],
            vec![words("report-steps"), thousands(self.steps)],
            vec![words("report-seconds"), number(self.seconds)],
            vec![words("report-pace"), known(self.pace.steps_per_second)],
            vec![
                words("report-first-step"),
                known(self.pace.first_step_seconds),
            ],
            vec![
                words("report-parameters"),
                thousands(self.ready.parameters as u64),
            ],
            vec![words("report-out"), self.out.display().to_string()],
            vec![words("report-protocol"), self.ready.protocol.clone()],
            vec![
                words("report-held-out"),
                thousands(self.ready.held_out_count as u64),
            ],
        ];
        rows.extend(self.metric_rows());
        table(&rows)
    }

    /// Each metric with its standard error beside it.
    fn metric_rows(&self) -> impl Iterator<Item = Vec<String>> {
        let error_of = |name: &str| {
            let error = format!("{name}_se");
            self.metrics.iter().find(|(other, _)| *other == error)
        };
        self.metrics
            .iter()
            .filter(|(name, _)| !name.ends_with("_se"))
            .map(move |(name, value)| {
                let value = match error_of(name) {
                    Some((_, error)) => format!("{value:.3} ± {error:.3}"),
                    None => format!("{value:.3}"),
                };
                vec![name.clone(), value]
            })
    }

    /// Notes it in the run's folder.
    pub(super) fn note(&self) -> Result<(), Trouble> {
        let mut file = Aside::begin(&self.out.join(FILE))?;
        let text = format!("{:#}\n", self.json());
        if let Err(why) = std::io::Write::write_all(file.writer(), text.as_bytes()) {
            return Err(file.trouble(&why));
        }
        file.finish()
    }
}
