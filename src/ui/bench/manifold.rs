//! The lattice of decodes over a latent plane.

use egui::{Align2, Id, Rect, Ui, pos2, vec2};

use super::fit::CAPTION;
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
