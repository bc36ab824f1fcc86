//! Bands of held-out images, and in rows below them what the model makes of each.

use egui::{Align2, Id, Rect, Ui, pos2};

use super::super::Context;
use super::super::fit::{GAP, Plan, Wanted};
use super::super::rows::{Row, difference};
use super::{Layer, Stage, images as shown_of, name, predicts, tiles};
use crate::engine::PictureId;
use crate::figure::Images;
use crate::taxonomy::Sight;
use crate::ui::paint::{ColorMap, Look};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::spot;

impl Stage {
    /// The rows of a band that are on.
    pub(super) fn rows(&self, context: &Context) -> Vec<Row> {
        let is_there = |id| shown_of(context.run, id).is_some();
        let mut rows = Vec::new();
        if is_there(PictureId::Reconstructions) {
            rows = self.example_rows(context);
        }
        if is_there(PictureId::Nearest) && self.shows(Layer::Nearest) {
            rows.extend([Row::Sample, Row::Nearest]);
        }
        rows
    }

    /// Those that stand below held-out examples.
    fn example_rows(&self, context: &Context) -> Vec<Row> {
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

    pub(super) fn bands(
        &mut self,
        ui: &Ui,
        context: &Context,
        rows: &[Row],
        (rect, columns): (Rect, usize),
        plan: &Plan,
        wanted: &Wanted,
    ) {
        let theme = theme::of(ui);
        self.follow_difference(context, rows);
        let pairs = wanted.pairs;
        let pitch = plan.tile.y + GAP;
        let band_height = rows.len() as f32 * pitch - GAP + space::MEDIUM;
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
                let difference = self.difference.as_ref().map(|(_, images)| images);
                let Some((images, source, second)) = of_row(context, difference, *row) else {
                    continue;
                };
                let from = if second { images.count() / 2 } else { 0 };
                let mut shown = tiles(images, source, plan.tile, columns, from + first, count);
                if matches!(row, Row::Difference | Row::Surprise | Row::Receptive) {
                    shown.look = Look::Heat(ColorMap::Magma, [0.0, 1.0]);
                }
                if *row == Row::Test && predicts(context.run) {
                    self.insight.hands(ui, at, &shown, band);
                }
                let drawn = shown.paint(ui, Id::unique(("stage", row.key(), band)), at);
                name(ui, drawn, (row.key(), band), &words);
                if let Some(sight) = seen(*row) {
                    spot::picture(ui, sight, drawn);
                }
                let marked = matches!(row, Row::Test | Row::Receptive);
                if marked && self.shows(Layer::Receptive) {
                    self.insight.mark(ui, context.run, at, &shown);
                }
            }
        }
    }

    /// Makes the difference anew where its row is on and the reconstructions are others.
    fn follow_difference(&mut self, context: &Context, rows: &[Row]) {
        let pictures = &context.run.pictures;
        let step = pictures
            .get(&PictureId::Reconstructions)
            .map_or(0, |p| p.step);
        let is_old = self
            .difference
            .as_ref()
            .is_none_or(|(made, _)| *made != step);
        let examples = shown_of(context.run, PictureId::Reconstructions);
        if let Some(examples) = examples
            && rows.contains(&Row::Difference)
            && is_old
        {
            self.difference = Some((step, difference(examples)));
        }
    }
}

/// The images of a row, the name of their texture, and whether they are the second half.
fn of_row<'a>(
    context: &'a Context,
    difference: Option<&'a Images>,
    row: Row,
) -> Option<(&'a Images, &'static str, bool)> {
    let picture = |id| shown_of(context.run, id);
    Some(match row {
        Row::Test => (picture(PictureId::Reconstructions)?, "pairs", false),
        Row::Reconstruction | Row::Prediction => {
            (picture(PictureId::Reconstructions)?, "pairs", true)
        }
        Row::Difference => (difference?, "difference", false),
        Row::Surprise | Row::Receptive | Row::Completed => {
            (picture(row.picture()?)?, row.key(), false)
        }
        Row::Sample => (picture(PictureId::Nearest)?, "nearest", false),
        Row::Nearest => (picture(PictureId::Nearest)?, "nearest", true),
    })
}

/// What a row shows of what an objective is about.
fn seen(row: Row) -> Option<Sight> {
    match row {
        Row::Test => Some(Sight::Data),
        Row::Reconstruction => Some(Sight::Restored),
        Row::Prediction => Some(Sight::Guesses),
        Row::Surprise => Some(Sight::Surprise),
        _ => None,
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
