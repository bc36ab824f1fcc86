//! The lattice of decodes over a latent plane, and in the same place the way of samples from noise.

use egui::{Align2, Id, Rect, Ui, pos2, vec2};

use super::fit::{CAPTION, GAP};
use super::stage::{caption, name};
use super::{Context, numbers};
use crate::engine::{MANIFOLD_REACH, MANIFOLD_SIDE};
use crate::figure::Images;
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, Theme, size, space};

/// The axes take this much room.
const AXIS: f32 = 18.0;

/// The lattice of decodes as one seamless square with its two axes.
pub fn manifold_square(ui: &Ui, context: &Context, theme: &Theme, images: &Images, rect: Rect) {
    let words = context.language.t("stage-manifold-caption");
    caption(ui, theme, rect, &words);
    let side = (rect.width() - AXIS)
        .min(rect.height() - CAPTION - AXIS)
        .max(20.0);
    let square = Rect::from_min_size(rect.min + vec2(AXIS, CAPTION), vec2(side, side));
    let tile = vec2(side, side) / MANIFOLD_SIDE as f32;
    let drawn = Tiles::new(Id::unique("manifold"), images, tile).paint(
        ui,
        Id::unique("stage manifold"),
        square.min,
    );
    name(ui, drawn, "stage manifold", &words);
    let font = theme::regular(size::SMALL - 1.0);
    let painter = ui.painter();
    for i in -3i32..=3 {
        let share = f32::midpoint(i as f32 / MANIFOLD_REACH, 1.0);
        let text = numbers::fixed(f64::from(i), 0);
        let x = pos2(square.left() + share * side, square.bottom() + 2.0);
        painter.text(x, Align2::CENTER_TOP, &text, font.clone(), theme.dim);
        let y = pos2(square.left() - space::SMALL, square.bottom() - share * side);
        painter.text(y, Align2::RIGHT_CENTER, &text, font.clone(), theme.dim);
    }
}

/// Some samples on their way from noise on the left to what they become, one a row.
pub fn way(ui: &Ui, context: &Context, images: &Images, rect: Rect) {
    let words = context.language.t("stage-way-caption");
    caption(ui, &theme::of(ui), rect, &words);
    let columns = images.columns.unwrap_or(1).max(1);
    let rows = images.count().div_ceil(columns).max(1);
    let room = [
        (rect.width() + GAP) / columns as f32 - GAP,
        ((rect.height() - CAPTION + GAP) / rows as f32 - GAP) * images.width as f32
            / images.height.max(1) as f32,
    ];
    let wide = room[0].min(room[1]).max(4.0);
    let tile = vec2(
        wide,
        wide * images.height as f32 / images.width.max(1) as f32,
    );
    let tiles = Tiles {
        columns,
        gap: GAP,
        radius: f32::from(size::PICTURE_RADIUS) * 0.5,
        ..Tiles::new(Id::unique("way"), images, tile)
    };
    let at = pos2(rect.left(), rect.top() + CAPTION);
    let drawn = tiles.paint(ui, Id::unique("stage way"), at);
    name(ui, drawn, "stage way", &words);
}
