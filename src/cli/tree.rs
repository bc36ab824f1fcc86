//! `genera tree`: the taxonomy, its families, what each can compute, which data each accepts.

use serde_json::{Value, json};

use super::failure::Failure;
use super::output::{print, print_json, table, words, words_if_any};
use crate::data;
use crate::families::{Family, TREE};
use crate::taxonomy::{CROSS_LINKS, Node, Preset};

/// The arguments of `genera tree`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Shows the tree.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    if args.json {
        let families: Vec<Value> = Family::all().into_iter().map(family_json).collect();
        let links: Vec<Value> = CROSS_LINKS
            .iter()
            .map(|link| json!({ "from": link.from, "to": link.to, "words": words(link.id) }))
            .collect();
        let value = json!({ "tree": node_json(TREE), "families": families, "links": links });
        return Ok(print_json(&value)?);
    }
    let head = [
        "tree-family",
        "can-density",
        "can-sampling",
        "can-latent",
        "tree-data",
        "tree-state",
    ];
    let mut rows = vec![head.map(words).to_vec()];
    node_rows(TREE, 0, &mut rows);
    Ok(print(&table(&rows))?)
}

/// What is known of a family without building it.
pub(super) fn family_json(family: &'static Family) -> Value {
    let card = &family.card;
    json!({
        "id": card.id,
        "name": words(&format!("family-{}", card.id)),
        "line": words(&format!("family-{}-line", card.id)),
        "place": card.place,
        "path": path_to(family),
        "capabilities": card.can,
        "accepts": card.accepts,
        "datasets": datasets(family),
        "data": card.data,
        "presets": card.presets.iter().map(preset_json).collect::<Vec<_>>(),
        "ready": family.build.is_some(),
        "paper": card.paper,
    })
}

fn preset_json(preset: &Preset) -> Value {
    json!({
        "id": preset.id,
        "name": words_if_any(&format!("preset-{}", preset.id)),
        "explanation": words_if_any(&format!("preset-{}-why", preset.id)),
        "data": preset.data,
        "set": preset.set,
        "works": preset.works,
    })
}

/// The bundled data that a family accepts.
pub(super) fn datasets(family: &Family) -> Vec<&'static str> {
    data::bundled()
        .filter(|set| family.card.accepts.contains(&set.kind))
        .map(|set| set.name)
        .collect()
}

/// The word under which a plain enumeration is known: in JSON, and after a prefix in the locales.
pub(super) fn slug(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The nodes above a family, from the root down.
fn path_to(family: &'static Family) -> Vec<&'static str> {
    TREE.walk()
        .into_iter()
        .filter(|node| {
            node.leaves()
                .iter()
                .any(|leaf| leaf.card.id == family.card.id)
        })
        .map(|node| node.id)
        .collect()
}

fn node_json(node: &'static Node) -> Value {
    let children: Vec<Value> = node.children.iter().map(|child| node_json(child)).collect();
    let families: Vec<&str> = node.families.iter().map(|family| family.card.id).collect();
    json!({
        "id": node.id,
        "name": words(&format!("node-{}", node.id)),
        "line": words(&format!("node-{}-line", node.id)),
        "children": children,
        "families": families,
    })
}

fn node_rows(node: &'static Node, depth: usize, rows: &mut Vec<Vec<String>>) {
    let indent = "  ".repeat(depth);
    rows.push(vec![format!(
        "{indent}{}",
        words(&format!("node-{}", node.id))
    )]);
    for family in node.families {
        let [density, sampling, latent] = family.card.can.words().map(words);
        let accepts: Vec<String> = family.card.accepts.iter().map(slug).collect();
        let state = if family.build.is_some() {
            "tree-ready"
        } else {
            "tree-planned"
        };
        rows.push(vec![
            format!("{indent}  - {}", family.card.id),
            density,
            sampling,
            latent,
            accepts.join(", "),
            words(state),
        ]);
    }
    for child in node.children {
        node_rows(child, depth + 1, rows);
    }
}
