//! What can be taken out of the latent space: walks as pictures and animations, the pad as one picture, codes as a table.

use egui::Ui;

use super::{dimension, lattice, shown, walk};
use crate::engine::PictureId;
use crate::figure::{Figure, Images, Strip};
use crate::ui::Action;
use crate::ui::bench::Context;
use crate::ui::export::{Export, What, Zoom};

/// The part of the menu that writes files.
pub(super) fn menu(
    ui: &mut Ui,
    context: &Context,
    (on_walk, zoom): (bool, &mut Zoom),
    actions: &mut Vec<Action>,
) {
    let t = |key: &str| context.language.t(key);
    ui.label(t("latent-export"));
    ui.horizontal(|ui| {
        for (choice, key) in Zoom::ALL {
            ui.radio_value(zoom, choice, t(key));
        }
    });
    let zoom = *zoom;
    let run = context.run;
    let strip = walk(run).and_then(|walk| walk.strips.first());
    if let Some(strip) = strip.filter(|_| on_walk) {
        let images = strip.images.clone();
        for (key, what) in [
            (
                "latent-export-png",
                What::Sheet(in_a_row(images.clone()), zoom),
            ),
            ("latent-export-gif", What::Gif(images.clone(), zoom)),
            ("latent-export-apng", What::Apng(images, zoom)),
            ("latent-export-csv", What::Table(table(strip))),
        ] {
            item(ui, context, key, "walk", what, actions);
        }
    }
    let strips = [PictureId::Directions, PictureId::Traversals]
        .into_iter()
        .filter(|_| !on_walk)
        .find_map(|id| match shown(run, id)? {
            Figure::Strips(strips) if !strips.is_empty() => Some(strips),
            _ => None,
        });
    if let Some(strips) = strips {
        let sheet = What::Sheet(together(strips), zoom);
        item(ui, context, "latent-export-sheet", "sheet", sheet, actions);
    }
    match lattice(run) {
        Some(lattice) => {
            let sheet = What::Sheet(lattice.images.clone(), zoom);
            item(
                ui,
                context,
                "latent-export-lattice",
                "lattice",
                sheet,
                actions,
            );
        }
        None if strip.is_none() && dimension(run).is_some() => {
            ui.weak(t("latent-coming"));
        }
        None => {}
    }
}

fn item(
    ui: &mut Ui,
    context: &Context,
    key: &str,
    name: &str,
    what: What,
    actions: &mut Vec<Action>,
) {
    if ui.button(context.language.t(key)).clicked() {
        let name = format!("{}-{name}-step{}", context.name, context.run.step());
        actions.push(Action::Export(Box::new(Export { name, what })));
        ui.close();
    }
}

fn in_a_row(images: Images) -> Images {
    Images {
        columns: Some(images.count().max(1)),
        ..images
    }
}

/// Several ways of as many pictures each, one below the other.
fn together(strips: &[Strip]) -> Images {
    let first = &strips[0].images;
    let pixels = strips.iter().flat_map(|strip| strip.images.pixels.iter());
    Images {
        columns: Some(first.count().max(1)),
        pixels: pixels.copied().collect(),
        ..first.clone()
    }
}

/// A line a picture: how long its code and it are, then the code.
fn table(strip: &Strip) -> Vec<Vec<String>> {
    let frames = strip.norms.len().max(1);
    let dims = strip.codes.len() / frames;
    let mut head: Vec<String> = ["frame", "code_norm", "decoded_norm"]
        .map(str::to_owned)
        .into();
    head.extend((1..=dims).map(|of| format!("z{of}")));
    let mut rows = vec![head];
    for (frame, code) in strip.codes.chunks_exact(dims.max(1)).enumerate() {
        let lengths = [strip.norms[frame], strip.decoded[frame]];
        let numbers = lengths.iter().chain(code).map(ToString::to_string);
        rows.push(
            std::iter::once((frame + 1).to_string())
                .chain(numbers)
                .collect(),
        );
    }
    rows
}
