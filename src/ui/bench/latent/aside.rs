//! The large decodes beside the pad: of the place under the pointer, and of where one stands on the walk.

use egui::{Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::{Below, Latent, decoded, fitted, source, walk};
use crate::figure::Images;
use crate::ui::bench::{Context, numbers};
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, size, space};

/// The height of a large decode.
const LARGE: f32 = 76.0;
/// It takes at most this share of the height.
const SHARE: f32 = 0.36;

impl Latent {
    /// Draws the row; where it ends.
    pub(super) fn aside(&self, ui: &mut Ui, context: &Context, rect: Rect) -> f32 {
        let side = LARGE.min(rect.height() * SHARE);
        let line = size::SMALL + space::SMALL;
        let bottom = rect.top() + side + line;
        let mut left = rect.left();
        let t = |key: &str| context.language.t(key);
        let mut tile = |ui: &Ui, images: &Images, index: usize, words: &str, name: &str| {
            let drawn = fitted(images, side);
            let at = pos2(left, rect.top());
            if at.x + drawn.x > rect.right() {
                return;
            }
            one(ui, images, index, drawn, at, &t(name));
            let font = theme::regular(size::SMALL - 1.0);
            let below = at + vec2(0.0, drawn.y + 2.0);
            let theme = theme::of(ui);
            let words = ui
                .painter()
                .layout_no_wrap(words.to_owned(), font, theme.dim);
            let width = words.size().x;
            ui.painter().galley(below, words, theme.dim);
            left += drawn.x.max(width) + space::LARGE;
        };
        if let Some(decoded) = decoded(context.run) {
            let number = |value: f32| numbers::fixed(f64::from(value), 1);
            let args = [
                ("z1", number(decoded.at[0]).into()),
                ("z2", number(decoded.at[1]).into()),
            ];
            let words = context.language.f("latent-probe", &args);
            tile(ui, &decoded.image, 0, &words, "latent-probe-name");
            if let Some(nearest) = &decoded.nearest {
                tile(ui, nearest, 0, &t("latent-nearest"), "latent-nearest-name");
            }
        }
        let strip = walk(context.run).and_then(|walk| walk.strips.first());
        if let Some(strip) = strip.filter(|_| self.below == Below::Walk) {
            let frame = self.walker.frame(strip.images.count());
            let args = [(
                "norm",
                numbers::fixed(f64::from(strip.norms[frame]), 1).into(),
            )];
            let words = context.language.f("latent-here", &args);
            tile(ui, &strip.images, frame, &words, "latent-here-name");
            if let Some(nearest) = &strip.nearest {
                tile(
                    ui,
                    nearest,
                    frame,
                    &t("latent-nearest"),
                    "latent-nearest-name",
                );
            }
        }
        bottom
    }
}

fn one(ui: &Ui, images: &Images, index: usize, tile: Vec2, at: egui::Pos2, name: &str) {
    let tiles = Tiles {
        first: index,
        count: 1,
        columns: 1,
        ..Tiles::new(source(("large", name, at.x as i32)), images, tile)
    };
    let id = egui::Id::unique(("latent large", name, at.x as i32));
    let drawn = tiles.paint(ui, id, at);
    let response = ui.interact(drawn, ui.scope_id().with(id), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
}
