//! `genera describe`: everything that it takes to understand a family and to rebuild its net.

use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::output::{filled, print, print_json, table, thousands, words, words_if_any};
use super::session::Session;
use super::train;
use super::tree::{datasets, family_json, slug};
use crate::engine::Ready;
use crate::families::Family;
use crate::knob::{Kind, Knob, Knobs};
use crate::spec::{DeviceChoice, Spec};
use crate::taxonomy::{Capabilities, DataKind};

/// The arguments of `genera describe`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The family, as `genera tree` names it
    family: String,
    /// Turn a knob, as in --set hidden=400-200, and see what becomes of the net
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    knobs: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Describes a family.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let family = Family::find(&args.family)?;
    let knobs = train::knobs(family, family.card.data, &args.knobs)?;
    let built = if family.build.is_none() {
        None
    } else {
        let mut spec = Spec::of(family, 0, DeviceChoice::Cpu);
        spec.knobs = knobs.clone();
        Some(Session::build(spec)?)
    };
    if args.json {
        return Ok(print_json(&description(family, &knobs, built.as_ref()))?);
    }
    Ok(print(&text(family, &knobs, built.as_ref()))?)
}

fn description(family: &'static Family, knobs: &Knobs, built: Option<&Ready>) -> Value {
    let mut value = family_json(family);
    let described: Vec<Value> = family
        .knobs()
        .iter()
        .map(|knob| knob_json(knob, knobs))
        .collect();
    value["objective"] = json!(family.card.formula());
    value["knobs"] = json!(described);
    value["parameters"] = json!(built.map(|ready| ready.parameters));
    value["latent"] = json!(built.and_then(|ready| ready.latent));
    value["shape"] = json!(built.map(|ready| ready.shape));
    value["layers"] = json!(built.map_or(&[][..], |ready| &ready.layers));
    value
}

fn knob_json(knob: &'static Knob, knobs: &Knobs) -> Value {
    let mut value = Map::new();
    let mut put = |name: &str, member: Value| value.insert(name.to_owned(), member);
    put("id", json!(knob.id));
    put("name", json!(words_if_any(&format!("knob-{}", knob.id))));
    put("explanation", json!(why(knob)));
    match &knob.kind {
        Kind::Real { min, max, log } => {
            put("kind", json!("real"));
            put("min", json!(min));
            put("max", json!(max));
            put("log", json!(log));
        }
        Kind::Whole { min, max, log } => {
            put("kind", json!("whole"));
            put("min", json!(min));
            put("max", json!(max));
            put("log", json!(log));
        }
        Kind::Sizes { min, max, layers } => {
            put("kind", json!("sizes"));
            put("min", json!(min));
            put("max", json!(max));
            put("layers", json!(layers));
        }
        Kind::Choice(choices) => {
            put("kind", json!("choice"));
            put("choices", json!(choices));
        }
        Kind::Switch => {
            put("kind", json!("switch"));
        }
    }
    put("range", json!(knob.range()));
    put("default", json!(knob.default_value()));
    if knob.on_plane.is_some() {
        put("default_on_plane", json!(knob.default_for(DataKind::Plane)));
    }
    if let Some(kind) = knob.only {
        put("only", json!(kind));
    }
    put("value", json!(knobs.get(knob.id)));
    put("hot", json!(knob.hot));
    put("main", json!(knob.main));
    Value::Object(value)
}

fn why(knob: &Knob) -> Option<String> {
    words_if_any(&format!("knob-{}-why", knob.id))
}

fn text(family: &'static Family, knobs: &Knobs, built: Option<&Ready>) -> String {
    let mut text = format!("{}\n", head(family));
    if !family.knobs().is_empty() {
        text += &format!(
            "\n{}\n{}",
            words("describe-knobs"),
            knob_table(family, knobs)
        );
    }
    if !family.card.presets.is_empty() {
        text += &format!("\n{}\n{}", words("describe-presets"), preset_table(family));
    }
    let Some(ready) = built else {
        return text + "\n" + &words("describe-planned");
    };
    let title = filled(
        "describe-layers",
        &[
            ("data", family.card.data.to_owned()),
            ("parameters", thousands(ready.parameters as u64)),
        ],
    );
    let head = ["describe-tensor", "describe-shape", "describe-role"].map(words);
    let mut rows = vec![head.to_vec()];
    rows.extend(ready.layers.iter().map(|layer| {
        let shape: Vec<String> = layer.shape.iter().map(ToString::to_string).collect();
        vec![
            layer.tensor.clone(),
            shape.join(" x "),
            layer.role.to_owned(),
        ]
    }));
    text + &format!("\n{title}\n{}", table(&rows))
}

fn head(family: &'static Family) -> String {
    let card = &family.card;
    let heads = Capabilities::HEADS;
    let [density, sampling, latent] = card.can.words().map(words);
    let name = words(&format!("family-{}", card.id));
    let line = words(&format!("family-{}-line", card.id));
    let place = format!("node-{}", card.place.node());
    let accepts: Vec<String> = card.accepts.iter().map(slug).collect();
    let paper = &card.paper;
    let rows = [
        ("describe-place", words(&place)),
        (heads[0], density),
        (heads[1], sampling),
        (heads[2], latent),
        (
            "describe-accepts",
            format!("{} ({})", accepts.join(", "), datasets(family).join(", ")),
        ),
        ("describe-data", card.data.to_owned()),
        ("describe-objective", card.formula()),
        (
            "describe-paper",
            format!(
                "{} ({}), {}, {}",
                paper.authors, paper.year, paper.title, paper.link
            ),
        ),
    ];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(key, value)| vec![words(key), value])
        .collect();
    format!("{name}: {line}\n\n{}", table(&rows).trim_end())
}

fn preset_table(family: &'static Family) -> String {
    let head = [
        "describe-preset",
        "describe-data",
        "describe-call",
        "describe-works",
        "describe-shows",
    ];
    let mut rows = vec![head.map(words).to_vec()];
    rows.extend(family.card.presets.iter().map(|preset| {
        let set: Vec<String> = preset
            .set
            .iter()
            .map(|set| format!("--set {set}"))
            .collect();
        vec![
            preset.id.to_owned(),
            preset.data.to_owned(),
            set.join(" "),
            words(if preset.works {
                "describe-yes"
            } else {
                "describe-no"
            }),
            words_if_any(&format!("preset-{}-why", preset.id)).unwrap_or_default(),
        ]
    }));
    table(&rows)
}

fn knob_table(family: &'static Family, knobs: &Knobs) -> String {
    let head = [
        "describe-knob",
        "describe-value",
        "describe-default",
        "describe-range",
        "describe-acts",
        "describe-why",
    ];
    let mut rows = vec![head.map(words).to_vec()];
    rows.extend(family.knobs().iter().map(|knob| {
        vec![
            knob.id.to_owned(),
            knobs
                .get(knob.id)
                .map(ToString::to_string)
                .unwrap_or_default(),
            knob.default_value().to_string(),
            knob.range(),
            words(if knob.hot {
                "describe-hot"
            } else {
                "describe-restart"
            }),
            why(knob).unwrap_or_default(),
        ]
    }));
    table(&rows)
}
