//! The inside of the net: how the weights of every tensor are spread, how long its gradient was, and how far a step moved it.

use egui::{Key, Modifiers, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Context, numbers};
use crate::engine::PictureId;
use crate::figure::{Figure, Inside, Moved, Within, length};
use crate::ui::theme::{self, size, space};
use crate::ui::widgets::fold::fold;

/// How tall a histogram is, and what share of the row it takes.
const HEIGHT: f32 = 22.0;
const SHARE: f32 = 0.42;
/// A megabyte.
const MEGABYTE: f64 = 1024.0 * 1024.0;

/// Whether it is open.
#[derive(Default)]
pub(super) struct InsideNet {
    pub(super) open: bool,
    /// Whether it was opened by a key, and is to come into sight.
    called: bool,
}

impl InsideNet {
    /// The key I opens and closes it.
    pub(super) fn keys(&mut self, ui: &Ui) {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::I)) {
            self.open = !self.open;
            self.called = self.open;
        }
    }

    /// Draws the fold, and below it what the engine tells.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context) {
        ui.add_space(space::LARGE);
        let words = context.language.t("inside-title");
        let fold = fold(ui, &mut self.open, &words, theme::bold(size::SMALL));
        let fold = fold.on_hover_text(context.language.t("inside-why"));
        if std::mem::take(&mut self.called) {
            fold.scroll_to_me(Some(egui::Align::TOP));
        }
        if self.open {
            table(ui, context);
        }
    }
}

fn table(ui: &mut Ui, context: &Context) {
    let picture = context.run.pictures.get(&PictureId::Inside);
    let Some(Figure::Inside(inside)) = picture.map(|picture| &picture.figure) else {
        return note(ui, &context.language.t("inside-waiting"));
    };
    note(ui, &costs(context, inside));
    if inside.tensors.is_empty() {
        return note(ui, &context.language.t("inside-nothing"));
    }
    ui.add_space(space::SMALL);
    heads(ui, context);
    let all = context.language.t("inside-all");
    numbers_row(ui, &all, altogether(&inside.tensors));
    for within in inside.tensors.iter() {
        ui.add_space(space::SMALL);
        note(ui, &within.tensor);
        row(ui, context, within);
    }
    if inside.tensors.iter().all(|within| within.moved.is_none()) {
        note(ui, &context.language.t("inside-still"));
    }
}

fn note(ui: &mut Ui, words: &str) {
    let text = RichText::new(words).size(size::SMALL);
    ui.label(text.color(theme::of(ui).faint));
}

/// What a step takes, and what is held in memory.
fn costs(context: &Context, inside: &Inside) -> String {
    let language = context.language;
    let megabytes = |bytes: usize| numbers::scaled(bytes as f64 / MEGABYTE);
    let mut parts = Vec::new();
    let rate = context.run.pulse.map(|pulse| pulse.steps_per_second);
    if let Some(rate) = rate.filter(|rate| *rate > 0.0) {
        let ms = numbers::scaled(1000.0 / rate);
        parts.push(language.f("inside-step", &[("ms", ms.into())]));
    }
    let net = megabytes(inside.bytes);
    parts.push(language.f("inside-net", &[("mb", net.into())]));
    if let Some(bytes) = inside.program_bytes {
        let all = megabytes(bytes);
        parts.push(language.f("inside-program", &[("mb", all.into())]));
    }
    parts.join(" \u{b7} ")
}

/// The names of the columns, each with what it means.
fn heads(ui: &mut Ui, context: &Context) {
    columns(ui, |ui, column, width| {
        let key = ["inside-weights", "inside-gradient", "inside-update"][column];
        let text = RichText::new(context.language.t(key)).size(size::SMALL);
        let label = egui::Label::new(text.color(theme::of(ui).dim)).truncate();
        let head = ui.add_sized(vec2(width, size::SMALL + space::SMALL), label);
        head.on_hover_text(context.language.t(&format!("{key}-why")));
    });
}

/// Three columns side by side: the histogram, the gradient, the step.
fn columns(ui: &mut Ui, mut cell: impl FnMut(&mut Ui, usize, f32)) {
    let room = ui.available_width();
    let wide = (room * SHARE).floor();
    let narrow = ((room - wide) / 2.0 - space::MEDIUM).floor();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::MEDIUM;
        for (column, width) in [wide, narrow, narrow].into_iter().enumerate() {
            cell(ui, column, width);
        }
    });
}

/// The length of the weights, and how they moved: of all tensors together as of one long one.
fn altogether(tensors: &[Within]) -> (f32, Option<Moved>) {
    let moved: Vec<Moved> = tensors.iter().filter_map(|within| within.moved).collect();
    let norm = length(tensors.iter().map(|within| within.norm));
    (norm, Moved::together(&moved))
}

fn row(ui: &mut Ui, context: &Context, within: &Within) {
    columns(ui, |ui, column, width| {
        if column == 0 {
            return histogram(ui, context, within, width);
        }
        number(ui, column, width, (within.norm, within.moved));
    });
}

fn numbers_row(ui: &mut Ui, words: &str, all: (f32, Option<Moved>)) {
    columns(ui, |ui, column, width| {
        if column == 0 {
            let text = RichText::new(words).size(size::SMALL);
            ui.add_sized(vec2(width, HEIGHT), egui::Label::new(text).truncate());
            return;
        }
        number(ui, column, width, all);
    });
}

/// The length of the gradient, or of the step in proportion to the weights; a dash where nobody knows.
fn number(ui: &mut Ui, column: usize, width: f32, (norm, moved): (f32, Option<Moved>)) {
    let value = moved.and_then(|moved| match column {
        1 => moved.gradient,
        _ => (norm > 0.0).then(|| moved.update / norm),
    });
    let words = value.map_or("\u{2013}".to_owned(), |v| numbers::short(f64::from(v)));
    let text = RichText::new(words).size(size::SMALL);
    ui.add_sized(vec2(width, HEIGHT), egui::Label::new(text).truncate());
}

/// How the weights are spread from the largest below zero to the largest above: the square roots of the shares, so that few can
/// be seen beside many.
fn histogram(ui: &mut Ui, context: &Context, within: &Within, width: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let theme = theme::of(ui);
    let most = within.shares.iter().copied().fold(0.0, f32::max).sqrt();
    let pitch = rect.width() / within.shares.len().max(1) as f32;
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.bottom(), theme.hairline());
    for (i, share) in within.shares.iter().enumerate() {
        let tall = rect.height() * share.sqrt() / most.max(f32::MIN_POSITIVE);
        let left = rect.left() + i as f32 * pitch;
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - tall),
            pos2(left + (pitch - 1.0).max(1.0), rect.bottom()),
        );
        painter.rect_filled(bar, 0.0, theme.dim);
    }
    let args = [
        ("tensor", within.tensor.as_str().into()),
        ("reach", numbers::short(f64::from(within.reach)).into()),
        ("norm", numbers::short(f64::from(within.norm)).into()),
    ];
    let words = context.language.f("inside-spread", &args);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    response.on_hover_text(words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tensors_together_are_one_long_one() {
        let within = |norm: f32, gradient, update| Within {
            tensor: String::new(),
            reach: 1.0,
            shares: [1.0].into(),
            norm,
            moved: Some(Moved { gradient, update }),
        };
        let (norm, moved) = altogether(&[within(3.0, Some(6.0), 0.3), within(4.0, Some(8.0), 0.4)]);
        let moved = moved.unwrap();
        assert!((norm - 5.0).abs() < 1e-6);
        assert!((moved.gradient.unwrap() - 10.0).abs() < 1e-6);
        assert!((moved.update - 0.5).abs() < 1e-6);
        let (_, moved) = altogether(&[within(3.0, None, 0.3), within(4.0, Some(8.0), 0.4)]);
        assert_eq!(moved.unwrap().gradient, None);
        assert_eq!(altogether(&[]).1, None);
    }
}
