//! What train and eval have to say at their end: one object for programs, one table for people.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::device;
use super::file::Aside;
use super::output::{filled, number, table, thousands, words};
use crate::engine::{Diagnosis, Ready};
use crate::families::Family;
use crate::figure::Known;
use crate::taxonomy::DensityKind;
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
    /// What the doctor found wrong at the end.
    pub(super) findings: Vec<Diagnosis>,
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
        if let Some(Known::Oracle(oracle)) = self.ready.density
            && metrics.contains_key("nll_nats")
        {
            metrics.insert("kl_by".to_owned(), json!(oracle));
        }
        metrics.insert("protocol".to_owned(), json!(self.ready.protocol));
        if let Some(features) = self.ready.features
            && metrics.contains_key("precision")
        {
            metrics.insert("features".to_owned(), json!(features));
        }
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
            "likelihood": self.likelihood(),
            "out": self.out,
            "metrics": metrics,
            "findings": findings_json(&self.findings),
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
        let says = match self.likelihood() {
            Some(DensityKind::None) => Some("report-likelihood-none"),
            Some(DensityKind::UpToConstant) => Some("report-likelihood-constant"),
            _ => None,
        };
        rows.extend(says.map(|says| vec![words("report-likelihood"), words(says)]));
        rows.extend(metric_rows(&self.metrics));
        rows.extend(self.findings.iter().map(finding_row));
        table(&rows)
    }

    /// What the family can say about log p(x).
    fn likelihood(&self) -> Option<DensityKind> {
        let family = Family::find(&self.ready.spec.family).ok()?;
        Some(family.card.can.density)
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

/// Each metric with its standard error, and what it is to be read beside: the same of two sets of real data, the band of
/// chance, or that it is no more than a bound.
fn metric_rows(metrics: &[(String, f64)]) -> Vec<Vec<String>> {
    const BESIDE: [&str; 4] = ["_se", "_real", "_band", "_total"];
    let beside = |name: &str, what: &str| {
        let name = format!("{name}{what}");
        metrics.iter().find(|(other, _)| *other == name)
    };
    metrics
        .iter()
        .filter(|(name, _)| !BESIDE.iter().any(|beside| name.ends_with(beside)))
        .map(|(name, value)| {
            let error = beside(name, "_se");
            let error = error.map_or_else(String::new, |(_, se)| format!(" ± {}", decimals(*se)));
            let value = format!("{}{error}", decimals(*value));
            let mut notes = Vec::new();
            if is_bound(name) {
                notes.push(words("report-bound"));
            }
            for (what, key) in [
                ("_real", "report-real"),
                ("_band", "report-band"),
                ("_total", "report-total"),
            ] {
                if let Some((_, value)) = beside(name, what) {
                    notes.push(filled(key, &[("value", decimals(*value))]));
                }
            }
            vec![name.clone(), value, notes.join(", ")]
        })
        .collect()
}

/// What the doctor found, for programs.
pub(super) fn findings_json(findings: &[Diagnosis]) -> Value {
    let of = |found: &Diagnosis| {
        json!({
            "ailment": found.ailment,
            "since": found.since,
            "cure": cure_words(found),
        })
    };
    findings.iter().map(of).collect()
}

/// A finding, for people.
fn finding_row(found: &Diagnosis) -> Vec<String> {
    let since = filled("doctor-since", &[("step", thousands(found.since))]);
    let name = words(found.ailment.key());
    let cure = cure_words(found).join(" ");
    let cure = if cure.is_empty() {
        cure
    } else {
        filled("doctor-try", &[("cure", cure)])
    };
    vec![name, since, cure]
}

/// The knobs to turn, as on the command line.
fn cure_words(found: &Diagnosis) -> Vec<String> {
    let turns = found.cure.iter();
    turns
        .map(|(knob, value)| format!("{knob}={value}"))
        .collect()
}

/// Whether a metric is a lower bound on log p(x), not the value itself.
fn is_bound(metric: &str) -> bool {
    metric == "elbo_nats" || metric.starts_with("iwae_")
}

/// Three decimals, four where they would be all that is left, and powers of ten where nothing would be.
fn decimals(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e9 {
        return format!("{value:.0}");
    }
    if value.abs() < 1e-4 {
        format!("{value:.1e}")
    } else if value.abs() < 0.1 {
        format!("{value:.4}")
    } else {
        format!("{value:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_stands_beside_its_ceiling_and_a_bound_is_called_one() {
        let metrics = [
            ("elbo_nats", -3.2),
            ("elbo_nats_se", 0.01),
            ("energy_distance", 0.0123),
            ("energy_distance_real", 0.0011),
            ("mmd2", 0.002),
            ("mmd2_real", -0.0001),
            ("mmd2_band", 0.0004),
            ("modes", 7.0),
            ("modes_total", 8.0),
        ];
        let metrics = metrics.map(|(name, value)| (name.to_owned(), value));
        let rows = metric_rows(&metrics);
        let expected = [
            ["elbo_nats", "-3.200 ± 0.0100", "<= log p(x)"],
            ["energy_distance", "0.0123", "real data 0.0011"],
            ["mmd2", "0.0020", "real data -0.0001, chance up to 0.0004"],
            ["modes", "7", "of 8"],
        ];
        assert_eq!(rows, expected.map(|row| row.map(str::to_owned).to_vec()));
    }
}
