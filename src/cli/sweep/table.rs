//! What a sweep comes to: a table for programs, a short one for people, one object.

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::grid::{Grid, Point};
use super::{Args, State};
use crate::cli::device;
use crate::cli::file::Aside;
use crate::cli::output::{self, filled, number, thousands, words};
use crate::gpu::About;
use crate::knob::Value;
use crate::spec::Budget;
use crate::text::Trouble;

/// What stands between the knobs and the metrics.
const FIXED: [&str; 5] = ["seed", "steps", "seconds", "parameters", "state"];

/// What one run came to.
pub(super) struct Row {
    /// A value for each knob that is varied.
    pub(super) values: Vec<Value>,
    pub(super) seed: u64,
    pub(super) steps: u64,
    pub(super) seconds: f64,
    pub(super) parameters: usize,
    pub(super) state: State,
    /// On held-out data, `NAME_se` after `NAME`.
    pub(super) metrics: Vec<(String, f64)>,
}

impl Row {
    /// The row of a run that has not begun.
    pub(super) fn of(point: &Point) -> Self {
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

    fn metric(&self, name: &str) -> Option<f64> {
        let found = self.metrics.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| *value)
    }

    /// How it ended, in a word or two.
    fn state(&self) -> String {
        match self.state {
            State::Finished => words("race-finished"),
            State::Stopped => words("race-stopped"),
            State::Diverged(step) => filled("race-diverged", &[("step", thousands(step))]),
            State::Failed => words("sweep-failed"),
        }
    }
}

/// The names of the metrics that are wanted, in the order they come.
fn names<'a>(args: &Args, rows: &'a [Row]) -> Vec<&'a str> {
    let is_wanted = |name: &str| {
        let of = name.strip_suffix("_se").unwrap_or(name);
        args.metrics.is_empty()
            || args
                .metrics
                .iter()
                .any(|metric| metric == name || metric == of)
    };
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.metrics) {
        if is_wanted(name) && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// The table for programs: a row a run, a column a metric that any of them has.
pub(super) fn csv(args: &Args, grid: &Grid, rows: &[Row]) -> String {
    let names = names(args, rows);
    let knobs = grid.varied.iter().map(|vary| vary.knob.id);
    let heads: Vec<&str> = knobs.chain(FIXED).chain(names.iter().copied()).collect();
    let mut lines = vec![heads.join(",")];
    for row in rows {
        let values = row.values.iter().map(Value::to_string);
        let fixed = [
            row.seed.to_string(),
            row.steps.to_string(),
            format!("{:.3}", row.seconds),
            row.parameters.to_string(),
            // The only cell with words: a comma in a number of steps would make two cells of it.
            row.state().replace(',', ""),
        ];
        let metrics = names.iter().map(|name| row.metric(name));
        let metrics = metrics.map(|value| value.map_or_else(String::new, |v| v.to_string()));
        lines.push(
            values
                .chain(fixed)
                .chain(metrics)
                .collect::<Vec<_>>()
                .join(","),
        );
    }
    lines.join("\n") + "\n"
}

/// Writes the table so that it is whole at any moment.
pub(super) fn write(path: &Path, table: &str) -> Result<(), Trouble> {
    let mut file = Aside::begin(path)?;
    if let Err(why) = file.writer().write_all(table.as_bytes()) {
        return Err(file.trouble(&why));
    }
    file.finish()
}

/// The table for people: what was varied, and the first metric or those that were asked for.
pub(super) fn short(args: &Args, grid: &Grid, rows: &[Row]) -> String {
    let all = names(args, rows);
    let shown = if args.metrics.is_empty() {
        1
    } else {
        all.len()
    };
    let all = &all[..shown.min(all.len())];
    let mut heads: Vec<String> = grid
        .varied
        .iter()
        .map(|vary| vary.knob.id.to_owned())
        .collect();
    heads.extend(
        [
            "report-seed",
            "report-steps",
            "report-seconds",
            "race-state",
        ]
        .map(words),
    );
    heads.extend(all.iter().map(|name| (*name).to_owned()));
    let mut lines = vec![heads];
    for row in rows {
        let mut line: Vec<String> = row.values.iter().map(Value::to_string).collect();
        line.extend([
            row.seed.to_string(),
            thousands(row.steps),
            number(row.seconds),
            row.state(),
        ]);
        let metrics = all.iter().map(|name| row.metric(name));
        line.extend(metrics.map(|value| value.map_or_else(|| "-".to_owned(), number)));
        lines.push(line);
    }
    output::table(&lines)
}

/// The object for programs.
pub(super) fn json_of(
    args: &Args,
    grid: &Grid,
    budget: Budget,
    about: &About,
    rows: &[Row],
) -> Json {
    let names = names(args, rows);
    let of = |row: &Row| {
        let knobs = grid.varied.iter().zip(&row.values);
        let knobs: Map<String, Json> = knobs
            .map(|(vary, value)| (vary.knob.id.to_owned(), json!(value)))
            .collect();
        let metrics = names
            .iter()
            .filter_map(|name| Some((*name, row.metric(name)?)));
        let metrics: Map<String, Json> = metrics
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        json!({
            "knobs": knobs,
            "seed": row.seed,
            "steps": row.steps,
            "seconds": row.seconds,
            "parameters": row.parameters,
            "state": row.state(),
            "metrics": metrics,
        })
    };
    json!({
        "family": args.family,
        "data": grid.data,
        "budget": budget,
        "device": device::short(about),
        "device_name": about.name,
        "runs": rows.iter().map(of).collect::<Vec<Json>>(),
    })
}
