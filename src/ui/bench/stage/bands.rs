//! Bands of held-out images, and in rows below them what the model makes of each.

use egui::{Align2, Id, Rect, Ui, Vec2, pos2};

use super::super::Context;
use super::super::fit::{GAP, Plan, Wanted};
use super::super::rows::Row;
use super::{Layer, Stage, images as shown_of, name, predicts, tiles};
use crate::engine::PictureId;
use crate::figure::Images;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::theme::{self, size, space};

impl Stage {
    /// The rows of a band that are on.
    pub(super) fn rows(&self, context: &Context) -> Vec<Row> {
        if shown_of(context.run, PictureId::Reconstructions).is_none() {
            return Vec::new();
        }
        let (pairs, difference) = (
            self.shows(Layer::Reconstructions),
            self.shows(Layer::Difference),
        );
        let mut rows = Vec::new();
        if pairs || difference {
            rows.push(Row::Test);
        }
        if pairs {
            rows.push(if predicts(context.run) {
                Row::Prediction
            } else {
                Row::Reconstruction
            });
        }
        if difference {
            rows.push(Row::Difference);
        }
        let more = [
            (Layer::Surprise, Row::Surprise),
            (Layer::Receptive, Row::Receptive),
            (Layer::Completed, Row::Completed),
        ];
        for (layer, row) in more {
            let there = row
                .picture()
                .is_some_and(|id| shown_of(context.run, id).is_some());
            if self.shows(layer) && there {
                if rows.is_empty() {
                    rows.push(Row::Test);
                }
                rows.push(row);
            }
        }
        rows
    }

    /// A part of a row: of images of this size, so many in a row, from the first on, so many.
    fn shown<'a>(
        &'a self,
        context: &'a Context,
        row: Row,
        images: &'a Images,
        (tile, columns, first, count): (Vec2, usize, usize, usize),
    ) -> Option<Tiles<'a>> {
        let heat = Look::Heat(ColorMap::Magma, [0.0, 1.0]);
        let part = |images, source: &str, first| tiles(images, source, tile, columns, first, count);
        let (images, look) = match row {
            Row::Test => return Some(part(images, "pairs", first)),
            Row::Reconstruction | Row::Prediction => {
                return Some(part(images, "pairs", images.count() / 2 + first));
            }
            Row::Difference => (&self.difference.as_ref()?.1, heat),
            Row::Completed => (shown_of(context.run, row.picture()?)?, Look::Picture),
            Row::Surprise | Row::Receptive => (shown_of(context.run, row.picture()?)?, heat),
        };
        Some(Tiles {
            look,
            ..part(images, row.key(), first)
        })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one call from one place, each a different thing to draw with"
    )]
    pub(super) fn bands(
        &mut self,
        ui: &Ui,
        context: &Context,
        images: &Images,
        rows: &[Row],
        (rect, columns): (Rect, usize),
        plan: &Plan,
        wanted: &Wanted,
    ) {
        let theme = theme::of(ui);
        let step = context
            .run
            .pictures
            .get(&PictureId::Reconstructions)
            .map_or(0, |p| p.step);
        let pairs = wanted.pairs;
        if rows.contains(&Row::Difference)
            && self
                .difference
                .as_ref()
                .is_none_or(|(made, _)| *made != step)
        {
            self.difference = Some((step, difference(images)));
        }
        let pitch = plan.tile.y + GAP;
        let band_height = rows.len() as f32 * pitch - GAP + space::MEDIUM;
        let mut touched = Vec::new();
        for band in 0..pairs.div_ceil(columns) {
            let first = band * columns;
            let count = columns.min(pairs - first);
            for (i, row) in rows.iter().enumerate() {
                let top = rect.top() + band as f32 * band_height + i as f32 * pitch;
                let words = context.language.t(row.key());
                let middle = pos2(rect.left(), top + plan.tile.y / 2.0);
                ui.painter().text(
                    middle,
                    Align2::LEFT_CENTER,
                    &words,
                    theme::regular(size::SMALL),
                    theme.dim,
                );
                let at = pos2(rect.left() + wanted.names, top);
                let part = (plan.tile, columns, first, count);
                let Some(shown) = self.shown(context, *row, images, part) else {
                    continue;
                };
                if *row == Row::Test && predicts(context.run) {
                    touched.push((at, band, first, count));
                }
                let drawn = shown.paint(ui, Id::unique(("stage", row.key(), band)), at);
                name(ui, drawn, (row.key(), band), &words);
                if matches!(row, Row::Test | Row::Receptive) && self.shows(Layer::Receptive) {
                    self.insight.mark(ui, context.run, at, &shown);
                }
            }
        }
        for (at, band, first, count) in touched {
            let row = tiles(images, "pairs", plan.tile, columns, first, count);
            self.insight.hands(ui, at, &row, band);
        }
    }
}

/// |x - reconstruction|, image by image.
fn difference(images: &Images) -> Images {
    let (x, r) = images.pixels.split_at(images.pixels.len() / 2);
    Images {
        pixels: x.iter().zip(r).map(|(x, r)| (x - r).abs()).collect(),
        ..images.clone()
    }
}

pub(super) fn row_names(ui: &Ui, context: &Context, rows: &[Row]) -> f32 {
    let width = |row: &Row| {
        let font = theme::regular(size::SMALL);
        let words = context.language.t(row.key());
        ui.painter()
            .layout_no_wrap(words, font, theme::of(ui).dim)
            .size()
            .x
    };
    rows.iter().map(width).fold(0.0, f32::max) + space::LARGE
}
