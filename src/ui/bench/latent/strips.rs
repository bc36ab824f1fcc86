//! Pictures along ways through latent space: the walk with its slider and loop, directions, dimensions.

use std::sync::Arc;

use egui::{
    Align2, CursorIcon, Galley, Rect, Role, ScrollArea, Sense, Slider, Stroke, Ui, UiBuilder, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::controls::letter;
use super::{Below, Latent, fitted, shown, source, walk};
use crate::engine::PictureId;
use crate::figure::{Course, Figure, Images, Strip, Walk};
use crate::ui::bench::{Context, classes, numbers};
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;

/// The largest a frame gets.
const LARGEST: f32 = 72.0;
/// Once along the walk and back takes so many seconds.
const LOOP: f64 = 6.0;
/// A frame of a walk should be about so large, in at most so many rows; its words take so much above them.
const FRAME: f32 = 36.0;
const MOST_ROWS: f32 = 3.0;
const CAPTION: f32 = 34.0;
/// The row of the slider.
const SLIDER: f32 = 24.0;

/// Where one stands on the walk.
#[derive(Default)]
pub(super) struct Walker {
    /// From 0 at the first kept place to 1 at the last.
    at: f32,
    looping: bool,
}

impl Walker {
    /// The frame that one stands on.
    pub(super) fn frame(&self, frames: usize) -> usize {
        (self.at * frames.saturating_sub(1) as f32).round() as usize
    }

    /// Where that is in the plane on show.
    pub(super) fn place(&self, walk: Option<&Walk>) -> Option<[f32; 2]> {
        let line = &walk?.line;
        line.get(self.frame(line.len())).copied()
    }

    /// The slider, and the button that walks by itself.
    fn ui(&mut self, ui: &mut Ui, context: &Context) {
        let t = |key: &str| context.language.t(key);
        if self.looping {
            let turn = (ui.input(|input| input.time) / LOOP).fract() as f32;
            self.at = 1.0 - (2.0 * turn - 1.0).abs();
            ui.ctx().request_repaint();
        }
        let (glyph, name) = if self.looping {
            (icon::PAUSE, "latent-loop-stop")
        } else {
            (icon::PLAY, "latent-loop")
        };
        if icon_button(ui, glyph, &t(name), true).clicked() {
            self.looping = !self.looping;
        }
        ui.spacing_mut().slider_width = (ui.available_width() - space::MEDIUM).max(40.0);
        let slider = Slider::new(&mut self.at, 0.0..=1.0).show_value(false);
        if ui.add(slider).accessible_name(t("latent-slider")).changed() {
            self.looping = false;
        }
    }
}

impl Latent {
    /// What stands beside the pad: one large decode, the kept places, and the strips.
    pub(super) fn beside(&mut self, ui: &mut Ui, context: &Context, rect: Rect) {
        if rect.width() < 60.0 {
            return;
        }
        let top = self.aside(ui, context, rect);
        let mut rest = rect.with_min_y(top + space::SMALL);
        let row = rest.with_max_y(rest.top() + SLIDER);
        let mut controls = ui.new_child(
            UiBuilder::new()
                .max_rect(row)
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        controls.set_clip_rect(row.intersect(ui.clip_rect()));
        self.anchors(&mut controls, context);
        rest.set_top(row.bottom() + space::SMALL);
        match self.below {
            Below::Walk => self.walk(ui, context, rest),
            Below::Directions => strips(ui, context, rest, PictureId::Directions),
            Below::Dimensions => strips(ui, context, rest, PictureId::Traversals),
        }
    }

    /// The walk by one way or two, with what is nearest to each picture below it where that is asked for.
    fn walk(&mut self, ui: &mut Ui, context: &Context, rect: Rect) {
        let Some(found) = walk(context.run).filter(|walk| !walk.strips.is_empty()) else {
            return;
        };
        let row = rect.with_min_y(rect.bottom() - SLIDER);
        let room = rect.with_max_y(row.top());
        let each = room.height() / found.strips.len() as f32;
        let of_frames = vec2(room.width(), each - CAPTION);
        self.frames = Rows::filling(of_frames, FRAME);
        for (index, strip) in found.strips.iter().enumerate() {
            let top = room.top() + index as f32 * each;
            let one = Rect::from_min_max(pos2(room.left(), top), pos2(room.right(), top + each));
            let words = told(context, strip, found.searched.filter(|_| index == 0));
            let here = self.walker.frame(strip.images.count());
            if let Some(clicked) = draw(ui, context, one, (strip, index), &words, here) {
                let last = strip.images.count().saturating_sub(1).max(1);
                self.walker.at = clicked as f32 / last as f32;
            }
        }
        let mut slider = ui.new_child(
            UiBuilder::new()
                .max_rect(row)
                .layout(egui::Layout::left_to_right(egui::Align::Center)),
        );
        self.walker.ui(&mut slider, context);
    }
}

/// Ways one below the other, in a list that can be scrolled.
fn strips(ui: &mut Ui, context: &Context, rect: Rect, id: PictureId) {
    let Some(Figure::Strips(strips)) = shown(context.run, id) else {
        ui.painter().text(
            rect.center(),
            Align2::CENTER_CENTER,
            context.language.t("latent-coming"),
            theme::regular(size::SMALL),
            theme::of(ui).dim,
        );
        return;
    };
    let mut list = ui.new_child(UiBuilder::new().max_rect(rect));
    ScrollArea::vertical()
        .id_salt(("latent strips", id))
        .auto_shrink(false)
        .show(&mut list, |ui| {
            for (index, strip) in strips.iter().enumerate() {
                let rows = 1.0 + f32::from(u8::from(strip.nearest.is_some()));
                let width = ui.available_width();
                let label = LABEL.min(width * LABEL_SHARE);
                let tile = tile(strip, width - label, LARGEST * 0.6);
                let theme = theme::of(ui);
                let words = name(context, strip.course);
                let font = theme::regular(size::SMALL);
                let words = ui
                    .painter()
                    .layout(words, font, theme.dim, label - space::SMALL);
                let height = (rows * (tile + 2.0)).max(words.size().y) + space::SMALL;
                let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
                named_row(ui, rect, words, (strip, index), [label, tile]);
            }
        });
}

/// The words before a row of a list.
const LABEL: f32 = 108.0;
/// And at most this share of it.
const LABEL_SHARE: f32 = 0.4;

fn named_row(
    ui: &Ui,
    rect: Rect,
    words: Arc<Galley>,
    (strip, index): (&Strip, usize),
    [label, tile]: [f32; 2],
) {
    let theme = theme::of(ui);
    let said = words.text().to_owned();
    let down = ((rect.height() - space::SMALL - words.size().y) / 2.0).max(0.0);
    ui.painter()
        .galley(rect.min + vec2(0.0, down), words, theme.dim);
    let at = pos2(rect.left() + label, rect.top());
    pictures(ui, &strip.images, ("strip", index), tile, at);
    if let Some(nearest) = &strip.nearest {
        let below = at + vec2(0.0, tile + 2.0);
        pictures(ui, nearest, ("near", index), tile, below);
    }
    let response = ui.interact(rect, ui.scope_id().with(("strip", index)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &said));
}

/// Draws a way with its words above it, in rows; the frame that was clicked.
fn draw(
    ui: &Ui,
    context: &Context,
    rect: Rect,
    (strip, index): (&Strip, usize),
    words: &str,
    here: usize,
) -> Option<usize> {
    let theme = theme::of(ui);
    let font = theme::regular(size::SMALL);
    let caption = ui
        .painter()
        .layout(words.to_owned(), font, theme.dim, rect.width());
    let top = rect.top() + caption.size().y + 2.0;
    ui.painter().galley(rect.min, caption, theme.dim);
    let count = strip.images.count().max(1);
    let room = rect.with_min_y(top).size();
    let Rows { columns, tile, .. } = Rows::of(room, count);
    let tiles = Tiles {
        columns,
        ..Tiles::new(
            source(("walk", index)),
            &strip.images,
            fitted(&strip.images, tile),
        )
    };
    let name = egui::Id::unique(("latent walk", index));
    let drawn = tiles.paint(ui, name, pos2(rect.left(), top));
    let corner = |frame: usize| {
        let step = vec2((frame % columns) as f32, (frame / columns) as f32);
        drawn.min + step * tiles.tile
    };
    let frame = Rect::from_min_size(corner(here), tiles.tile);
    let stroke = Stroke::new(1.5, theme.accent);
    ui.painter()
        .rect_stroke(frame, 0.0, stroke, egui::StrokeKind::Inside);
    let response = ui.interact(drawn, ui.scope_id().with(name), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
    let over = response.hover_pos().map(|at| {
        let cell = (at - drawn.min) / tiles.tile;
        cell.y as usize * columns + (cell.x as usize).min(columns - 1)
    });
    let frame = over.filter(|frame| *frame < count)?;
    let args = [
        ("frame", (frame + 1).into()),
        (
            "norm",
            numbers::fixed(f64::from(strip.norms[frame]), 2).into(),
        ),
        (
            "decoded",
            numbers::fixed(f64::from(strip.decoded[frame]), 2).into(),
        ),
    ];
    response
        .clone()
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text_at_pointer(context.language.f("latent-frame", &args));
    response.clicked().then_some(frame)
}

/// How frames are laid out in a room: as large as they can be, and no larger than is good.
struct Rows {
    columns: usize,
    count: usize,
    tile: f32,
}

impl Rows {
    /// So many frames.
    fn of(room: Vec2, count: usize) -> Self {
        let layout = |columns: usize| {
            let rows = count.div_ceil(columns);
            let tile = (room.x / columns as f32).min(room.y / rows as f32);
            Self {
                columns,
                count: rows,
                tile: tile.clamp(8.0, LARGEST),
            }
        };
        let fits = (1..=count).map(layout);
        fits.max_by(|a, b| a.tile.total_cmp(&b.tile).then(b.count.cmp(&a.count)))
            .unwrap_or_else(|| layout(1))
    }

    /// How many frames fill a room where each should be about so large.
    fn filling(room: Vec2, wish: f32) -> usize {
        let columns = (room.x / wish).floor().max(1.0);
        let rows = (room.y / (room.x / columns)).floor().clamp(1.0, MOST_ROWS);
        (columns * rows) as usize
    }
}

/// How large a frame is where all have to stand in a row.
fn tile(strip: &Strip, width: f32, most: f32) -> f32 {
    (width / strip.images.count().max(1) as f32).clamp(8.0, most.max(8.0))
}

fn pictures(
    ui: &Ui,
    images: &Images,
    name: (&'static str, usize),
    tile: f32,
    at: egui::Pos2,
) -> Rect {
    let tiles = Tiles {
        columns: images.count().max(1),
        ..Tiles::new(source(name), images, fitted(images, tile))
    };
    tiles.paint(ui, egui::Id::unique(("latent", name)), at)
}

/// How a walk runs, how long its codes and pictures are on the way, and how its ends were found.
fn told(context: &Context, strip: &Strip, searched: Option<(usize, f32)>) -> String {
    let least = |values: &[f32]| values.iter().copied().fold(f32::INFINITY, f32::min);
    let most = |values: &[f32]| values.iter().copied().fold(0.0, f32::max);
    let short = |value: f32| numbers::fixed(f64::from(value), 1);
    let args = [
        ("way", name(context, strip.course).into()),
        ("least", short(least(&strip.norms)).into()),
        ("most", short(most(&strip.norms)).into()),
        ("dimmest", short(least(&strip.decoded)).into()),
        ("brightest", short(most(&strip.decoded)).into()),
    ];
    let mut words = context.language.f("latent-told", &args);
    if let Some((steps, error)) = searched {
        let args = [
            ("steps", steps.into()),
            ("error", numbers::fixed(f64::from(error), 4).into()),
        ];
        words = format!("{words} · {}", context.language.f("latent-searched", &args));
    }
    words
}

/// A way in words.
fn name(context: &Context, course: Course) -> String {
    let language = context.language;
    match course {
        Course::Straight => language.t("latent-straight"),
        Course::Spherical => language.t("latent-spherical"),
        Course::Data => language.t("latent-data"),
        Course::Component(index, share) => {
            let share = numbers::fixed(100.0 * f64::from(share), 0);
            let args = [("number", (index + 1).into()), ("share", share.into())];
            language.f("latent-component", &args)
        }
        Course::Classes(from, to) => {
            let of = |class: u8| match &context.run.ready {
                Some(ready) => classes::name(language, &ready.data, usize::from(class)),
                None => class.to_string(),
            };
            let args = [("from", of(from).into()), ("to", of(to).into())];
            language.f("latent-between-classes", &args)
        }
        Course::Analogy => {
            let [a, b, c] = [0, 1, 2].map(letter);
            let args = [("a", a.into()), ("b", b.into()), ("c", c.into())];
            language.f("latent-analogy", &args)
        }
        Course::Dimension(index) => {
            language.f("latent-dimension", &[("number", (index + 1).into())])
        }
    }
}
