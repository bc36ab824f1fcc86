//! `genera export`: a kept run as a script that rebuilds its net in PyTorch, with its weights and numbers to check it by.

mod recipe;

use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};

use self::recipe::Recipe;
use super::failure::Failure;
use super::output::{filled, remark};
use super::session::{RUN, Session};
use crate::data::{self, PlaneSet};
use crate::engine::{Column, Command, Event, Ready};
use crate::files::write_whole;
use crate::knob::Knobs;
use crate::spec::DeviceChoice;
use crate::store::{RunFolder, weights};
use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// How many examples the script is checked by.
const EXAMPLES: usize = 64;

/// The arguments of `genera export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the run
    run: PathBuf,
    /// What to export it to
    #[arg(long, value_enum)]
    to: Format,
    /// The folder for the script, the weights and the numbers [default: a folder torch in that of the run]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What a run can be exported to.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// A script for PyTorch
    Torch,
}

/// Exports a run.
pub(super) fn run(args: &Args, device: Option<DeviceChoice>) -> Result<(), Failure> {
    let Format::Torch = args.to;
    let (_, kept) = RunFolder::open(&args.run)?;
    let state = kept
        .state
        .ok_or_else(|| Trouble::new("error-export-fresh").with("path", args.run.display()))?;
    let knobs = kept.spec.knobs_at(kept.step);
    let family = kept.spec.family.as_str();
    // What cannot be exported is refused before a device is opened.
    let kind = data::kind_of(&kept.spec.data);
    let known = kind
        .map(|kind| Recipe::of(family, kind, &knobs))
        .transpose()?;
    let (session, ready) = Session::open(&args.run, None, device)?;
    let recipe = match known {
        Some(recipe) => recipe,
        None => Recipe::of(family, ready.shape.kind(), &knobs)?,
    };
    session.send(Command::Vouch(RUN, EXAMPLES));
    let columns = session.until(|event| match event {
        Event::Vouched(_, columns) => Some(columns),
        _ => None,
    })?;
    let averages = knobs.get("averaging").is_some() && knobs.real("averaging") > 0.0;
    let out = args.out.clone().unwrap_or_else(|| args.run.join("torch"));
    let whole = |why: std::io::Error| unwritable(&out, &why);
    let weights = weights(&state, family, recipe.averaged.filter(|_| averages)).map_err(whole)?;
    let files = [
        ("model.safetensors", weights),
        ("model.json", pretty(&about(&ready, &knobs))),
        ("check.json", pretty(&check(recipe, &columns, &ready))),
        ("model.py", recipe.script().into_bytes()),
    ];
    std::fs::create_dir_all(&out).map_err(whole)?;
    for (name, bytes) in files {
        let path = out.join(name);
        write_whole(&path, &bytes).map_err(|why| unwritable(&path, &why))?;
    }
    let told = [("path", out.join("model.py").display().to_string())];
    remark(&filled("export-wrote", &told));
    Ok(())
}

fn unwritable(path: &Path, why: &std::io::Error) -> Trouble {
    Trouble::new("error-out-unwritable")
        .with("path", path.display())
        .with("why", why)
}

fn pretty(value: &Json) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}

/// What the script has to know beside the weights: the knobs, and what lies between the data and what the model sees.
fn about(ready: &Ready, knobs: &Knobs) -> Json {
    let kind = ready.shape.kind();
    let knob = |(id, value): (&str, &crate::knob::Value)| (id.to_owned(), json!(value));
    let mut about = json!({
        "family": ready.spec.family,
        "data": ready.spec.data,
        "data_kind": kind,
        "steps": ready.step,
        "knobs": knobs.iter().map(knob).collect::<Map<String, Json>>(),
    });
    if ready.spec.family == "made" {
        about["order"] = json!(recipe::order(knobs, kind, ready.shape.dims()));
    }
    if let Some(plane) = ready.data.plane() {
        about["mean"] = json!(plane.standard.mean);
        about["deviation"] = json!(plane.standard.deviation);
        about["low"] = json!(plane.window.low);
        about["high"] = json!(plane.window.high);
    } else if kind == DataKind::Images {
        about["width_height_channels"] = json!(ready.shape.sides());
    }
    about
}

/// Examples and what the model says about them, a row an example, in units of the data.
fn check(recipe: &Recipe, columns: &[Column], ready: &Ready) -> Json {
    let is_wanted = |column: &&Column| column.name == "x" || recipe.columns.contains(&column.name);
    let wanted = columns.iter().filter(is_wanted);
    let told = wanted.map(|column| {
        let rows = column.values.chunks_exact(column.width.max(1));
        let rows = rows.map(|row| in_data_units(column.name, row, ready.data.plane()));
        (column.name.to_owned(), rows.collect::<Vec<_>>().into())
    });
    Json::Object(told.collect())
}

fn in_data_units(name: &str, row: &[f32], plane: Option<&PlaneSet>) -> Vec<f64> {
    let wide = row.iter().map(|&value| f64::from(value));
    let Some(plane) = plane else {
        return wide.collect();
    };
    match (name, row) {
        ("x" | "decoded" | "sample", &[x, y]) => {
            let point = [f64::from(x), f64::from(y)];
            plane.standard.to_data(point).to_vec()
        }
        ("log_p", _) => wide
            .map(|log_p| log_p - plane.standard.log_area())
            .collect(),
        _ => wide.collect(),
    }
}
