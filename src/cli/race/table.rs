//! What a race comes to: a table for people, one object or a table for programs.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::Runner;
use crate::cli::device;
use crate::cli::file::Aside;
use crate::cli::output::{number, thousands, words};
use crate::cli::report::{Pace, findings_json};
use crate::gpu::About;
use crate::spec::Budget;
use crate::taxonomy::DensityKind;
use crate::text::Trouble;

impl Runner {
    fn json(&self) -> Value {
        let (steps, seconds, examples, first) = self.clock();
        let metrics: Map<String, Value> = self
            .metrics
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let nats = self.standing().nats;
        json!({
            "family": self.ready.spec.family,
            "steps": steps,
            "seconds": seconds,
            "examples": examples,
            "steps_per_second": Pace::of(steps, seconds, first).steps_per_second,
            "parameters": self.ready.parameters,
            "likelihood": self.claim,
            "kl_nats": nats.value,
            "kl_nats_at_most": nats.at_most,
            "state": self.state(),
            "metrics": metrics,
            "findings": findings_json(&self.findings),
        })
    }

    /// A row of the table, after its rank.
    fn row(&self) -> Vec<String> {
        let (steps, seconds, ..) = self.clock();
        let cell = |name: &str, decimals: usize| dash(self.metric(name), decimals);
        let modes = self.metric("modes").zip(self.metric("modes_total"));
        let nats = self.standing().nats;
        // A value and a bound never stand side by side without a sign that tells them apart.
        let nats = match (nats.value, nats.at_most) {
            (Some(value), Some(bound)) => format!("{value:.3} (<= {bound:.3})"),
            (None, Some(bound)) => format!("<= {bound:.3}"),
            (value, None) => dash(value, 3),
        };
        let likelihood = match self.claim {
            DensityKind::Exact => "race-exact",
            DensityKind::Bound => "race-bound",
            DensityKind::UpToConstant => "race-constant",
            DensityKind::None => "race-none",
        };
        vec![
            self.ready.spec.family.clone(),
            cell("energy_distance", 4),
            nats,
            words(likelihood),
            modes.map_or_else(|| "-".to_owned(), |(found, all)| format!("{found} / {all}")),
            cell("high_quality", 3),
            cell("precision", 3),
            cell("recall", 3),
            cell("coverage", 3),
            thousands(steps),
            number(seconds),
            self.state(),
        ]
    }
}

fn dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}

/// The table, best first, and below it what real data would get.
pub(super) fn rows(runners: &[Runner]) -> Vec<Vec<String>> {
    let heads = [
        "race-rank",
        "report-family",
        "race-energy",
        "race-kl",
        "race-likelihood",
        "race-modes",
        "race-quality",
        "race-precision",
        "race-recall",
        "race-coverage",
        "report-steps",
        "report-seconds",
        "race-state",
    ];
    let mut rows = vec![heads.map(words).to_vec()];
    for (rank, runner) in runners.iter().enumerate() {
        let mut row = vec![(rank + 1).to_string()];
        row.extend(runner.row());
        rows.push(row);
    }
    let real = |name: &str, decimals: usize| {
        dash(
            runners.iter().find_map(|runner| runner.metric(name)),
            decimals,
        )
    };
    let empty = String::new;
    rows.push(vec![
        empty(),
        words("race-ceiling"),
        real("energy_distance_real", 4),
        empty(),
        empty(),
        empty(),
        empty(),
        real("precision_real", 3),
        real("recall_real", 3),
        real("coverage_real", 3),
    ]);
    rows
}

pub(super) fn json_of(runners: &[Runner], about: &About, budget: Budget) -> Value {
    let first = &runners[0].ready;
    json!({
        "data": first.spec.data,
        "seed": first.spec.seed,
        "budget": budget,
        "device": device::short(about),
        "device_name": about.name,
        "n": first.held_out_count,
        "results": runners.iter().map(Runner::json).collect::<Vec<Value>>(),
    })
}

/// The same table for programs: a column a metric that any of them has.
pub(super) fn write_csv(path: &Path, runners: &[Runner]) -> Result<(), Trouble> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in runners.iter().flat_map(|runner| &runner.metrics) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut file = Aside::begin(path)?;
    let mut csv = csv::Writer::from_writer(file.writer());
    let fixed = [
        "family",
        "data",
        "seed",
        "steps",
        "seconds",
        "examples",
        "parameters",
        "likelihood",
        "state",
    ];
    let mut written = csv.write_record(fixed.iter().chain(&names));
    for runner in runners {
        let (steps, seconds, examples, _) = runner.clock();
        let likelihood = json!(runner.claim);
        let mut record = vec![
            runner.ready.spec.family.clone(),
            runner.ready.spec.data.clone(),
            runner.ready.spec.seed.to_string(),
            steps.to_string(),
            format!("{seconds:.3}"),
            examples.to_string(),
            runner.ready.parameters.to_string(),
            likelihood.as_str().unwrap_or_default().to_owned(),
            runner.state(),
        ];
        let values = names.iter().map(|name| runner.metric(name));
        record.extend(values.map(|value| value.map_or_else(String::new, |v| v.to_string())));
        written = written.and_then(|()| csv.write_record(&record));
    }
    let flushed = written.map_err(|why| why.to_string());
    let flushed = flushed.and_then(|()| csv.flush().map_err(|why| why.to_string()));
    drop(csv);
    flushed.map_err(|why| file.trouble(&why))?;
    file.finish()
}
