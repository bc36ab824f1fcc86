//! What stands at the side of samples: the lattice of decodes over a latent plane, how samples come about, what units look for,
//! what samples have been.

use egui::{Align2, Id, Rect, Ui, pos2, vec2};

use super::fit::{CAPTION, GAP};
use super::stage::{caption, name};
use super::{Context, numbers};
use crate::engine::{MANIFOLD_REACH, MANIFOLD_SIDE};
use crate::figure::Images;
use crate::taxonomy::Sight;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::spot;

/// The axes take this much room.
const AXIS: f32 = 18.0;

/// A block at the side.
#[derive(Clone, Copy)]
pub enum Side<'a> {
    /// The lattice of decodes over a latent plane.
    Manifold(&'a Images),
    /// Some samples on their way from noise.
    Way(&'a Images),
    /// A few samples by each of several ways.
    Ways(&'a Images),
    /// The weights of hidden units.
    Filters(&'a Images),
    /// Samples in the course of the training.
    Film(&'a Images),
}

impl Side<'_> {
    /// What it shows of what an objective is about.
    fn sights(self) -> &'static [Sight] {
        match self {
            Self::Way(_) => &[Sight::Paths, Sight::Drift, Sight::Chain],
            Self::Filters(_) => &[Sight::Filters],
            Self::Manifold(_) | Self::Ways(_) | Self::Film(_) => &[],
        }
    }
}

/// Blocks one above the other, each with the same share of the height.
pub fn stacked(ui: &Ui, context: &Context, sides: &[Side], rect: Rect) {
    let share = (rect.height() + space::MEDIUM) / sides.len().max(1) as f32;
    for (i, side) in sides.iter().enumerate() {
        let top = rect.top() + i as f32 * share;
        let rect = rect.with_min_y(top).with_max_y(top + share - space::MEDIUM);
        match side {
            Side::Manifold(images) => manifold(ui, context, images, rect),
            Side::Way(images) => way(ui, context, images, rect),
            Side::Ways(images) => ways(ui, context, images, rect),
            Side::Filters(images) => filters(ui, context, images, rect),
            Side::Film(images) => film(ui, context, images, rect),
        }
        for sight in side.sights() {
            spot::picture(ui, *sight, rect);
        }
    }
}

/// The lattice of decodes as one seamless square with its two axes.
fn manifold(ui: &Ui, context: &Context, images: &Images, rect: Rect) {
    let theme = &theme::of(ui);
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
fn way(ui: &Ui, context: &Context, images: &Images, rect: Rect) {
    let words = context.language.t("stage-way-caption");
    caption(ui, &theme::of(ui), rect, &words);
    let below = rect.with_min_y(rect.top() + CAPTION);
    grid(ui, "way", (images, Look::Picture), below, &words);
}

/// The weights of hidden units, each as a picture.
fn filters(ui: &Ui, context: &Context, images: &Images, rect: Rect) {
    let theme = theme::of(ui);
    let words = context.language.t("stage-filters-caption");
    caption(ui, &theme, rect, &words);
    let below = rect.with_min_y(rect.top() + CAPTION);
    let share = (below.width() * images.height as f32) / (below.height() * images.width as f32);
    let columns = (images.count() as f32 * share).sqrt().ceil().max(1.0);
    let images = Images {
        columns: Some(columns as usize),
        ..images.clone()
    };
    let map = if theme.dark {
        ColorMap::Diverging
    } else {
        ColorMap::DivergingLight
    };
    let look = Look::Heat(map, [0.0, 1.0]);
    grid(ui, "filters", (&images, look), below, &words);
}

/// The same noise in the course of the training, with the step below each column.
fn film(ui: &Ui, context: &Context, images: &Images, rect: Rect) {
    let theme = theme::of(ui);
    let words = context.language.t("stage-film-caption");
    caption(ui, &theme, rect, &words);
    let below = rect
        .with_min_y(rect.top() + CAPTION)
        .with_max_y(rect.bottom() - AXIS);
    let drawn = grid(ui, "film", (images, Look::Picture), below, &words);
    let steps = context.run.film.steps();
    let pitch = (drawn.width() + GAP) / steps.len().max(1) as f32;
    for (i, step) in steps.enumerate() {
        let middle = drawn.left() + (i as f32 + 0.5) * pitch - GAP / 2.0;
        ui.painter().text(
            pos2(middle, drawn.bottom() + 2.0),
            Align2::CENTER_TOP,
            numbers::short(step as f64),
            theme::regular(size::SMALL - 1.0),
            theme.dim,
        );
    }
}

/// A few samples by each of several ways, one way a row, from the same noise.
fn ways(ui: &Ui, context: &Context, images: &Images, rect: Rect) {
    let theme = theme::of(ui);
    let Some(ready) = &context.run.ready else {
        return;
    };
    let words = context.language.t("stage-ways-caption");
    caption(ui, &theme, rect, &words);
    let names = ready.ways.iter().map(|way| {
        let id = format!("way-{}", way.id);
        context.language.f(&id, &[("steps", way.steps.into())])
    });
    let font = theme::regular(size::SMALL);
    let laid = |name| ui.painter().layout_no_wrap(name, font.clone(), theme.dim);
    let names: Vec<_> = names.map(laid).collect();
    let wide = names.iter().map(|name| name.size().x).fold(0.0, f32::max);
    let right = rect
        .with_min_y(rect.top() + CAPTION)
        .with_min_x(rect.left() + wide + space::LARGE);
    let drawn = grid(ui, "ways", (images, Look::Picture), right, &words);
    let row = (drawn.height() + GAP) / names.len().max(1) as f32;
    for (i, name) in names.into_iter().enumerate() {
        let middle = drawn.top() + i as f32 * row + (row - GAP - name.size().y) / 2.0;
        let at = pos2(rect.left(), middle);
        ui.painter().galley(at, name, theme.dim);
    }
}

/// Pictures in their own columns, as large as the room allows.
fn grid(
    ui: &Ui,
    id: &'static str,
    (images, look): (&Images, Look),
    rect: Rect,
    words: &str,
) -> Rect {
    let columns = images.columns.unwrap_or(1).max(1);
    let rows = images.count().div_ceil(columns).max(1);
    let room = [
        (rect.width() + GAP) / columns as f32 - GAP,
        ((rect.height() + GAP) / rows as f32 - GAP) * images.width as f32
            / images.height.max(1) as f32,
    ];
    let wide = room[0].min(room[1]).max(4.0);
    let tile = vec2(
        wide,
        wide * images.height as f32 / images.width.max(1) as f32,
    );
    let tiles = Tiles {
        look,
        columns,
        gap: GAP,
        radius: f32::from(size::PICTURE_RADIUS) * 0.5,
        ..Tiles::new(Id::unique(id), images, tile)
    };
    let drawn = tiles.paint(ui, Id::unique(("stage", id)), rect.min);
    name(ui, drawn, ("stage", id), words);
    drawn
}
