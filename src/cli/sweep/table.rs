//! What a sweep comes to: a table for programs, a short one for people, one object.

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::Args;
use crate::cli::device;
use crate::cli::file::Aside;
use crate::cli::output::{self, number, thousands, words};
use crate::gpu::About;
use crate::knob::Value;
use crate::spec::Budget;
use crate::sweep::{self, Grid, Row};
use crate::text::{Language, Trouble};

/// How a run ended, in a word or two.
fn state(row: &Row) -> String {
    row.state.told(Language::English, thousands)
}

/// The table for programs: a row a run, a column a metric that any of them has.
pub(super) fn csv(args: &Args, grid: &Grid, rows: &[Row]) -> String {
    let lines = sweep::table(grid, &args.metrics, rows);
    let lines: Vec<String> = lines.iter().map(|line| line.join(",")).collect();
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
    let all = sweep::names(&args.metrics, rows);
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
            state(row),
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
    let names = sweep::names(&args.metrics, rows);
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
            "state": state(row),
            "metrics": metrics,
        })
    };
    json!({
        "family": args.family,
        "data": grid.points.first().map(|point| &point.spec.data),
        "budget": budget,
        "device": device::short(about),
        "device_name": about.name,
        "runs": rows.iter().map(of).collect::<Vec<Json>>(),
    })
}
