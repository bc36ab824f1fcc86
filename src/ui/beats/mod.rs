//! One training step in slow motion, beat by beat, while everything else is dimmed: the formula with what the beat is about lit, the
//! beats as stations of a way, and the numbers of the very step.

mod bars;
mod pictures;
mod rows;
mod stations;
mod texts;
mod words;

use egui::{
    Align, Button, Frame, Id, Layout, Margin, Modal, Rect, RichText, Ui, UiBuilder, pos2, vec2,
};

use self::pictures::Pictures;
use super::Action;
use super::bench::numbers;
use super::formula::{Formula, Style, fitted_formula_ui};
use super::prose;
use super::run_view::RunView;
use super::theme::{self, icon, size, space};
use super::widgets::icon_button::icon_button;
use crate::families::Family;
use crate::figure::Told;
use crate::text::Language;

/// The sheet takes this share of the window, and is at most so large.
const SHARE: [f32; 2] = [0.9, 0.86];
const LARGEST: [f32; 2] = [1460.0, 820.0];
/// How tall its parts are, from the top.
const HEAD: f32 = 34.0;
const FORMULA: f32 = 74.0;
const STATIONS: f32 = 58.0;
const FOOT: f32 = 40.0;
/// The type of the formula.
const FORMULA_TYPE: f32 = 24.0;
/// How much of the width the words take.
const WORDS: f32 = 0.32;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Tells the next step of the shown run.
    Begin,
    /// The next beat; behind the last one the step is taken, and the one after it told.
    Forward,
    /// The beat before.
    Back,
    /// One of the beats.
    To(usize),
    /// Ends it.
    Leave,
}

/// What is shown.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The run.
    pub run: &'a RunView,
    /// Which beat.
    pub at: usize,
    /// Whether the step can be taken at the end.
    pub can_go_on: bool,
    /// Whether a lesson goes on after the last beat.
    pub is_taught: bool,
    /// Whether keys are told.
    pub hints: bool,
}

/// What the sheet remembers: the pictures of the step that it has laid out.
#[derive(Default)]
pub struct Beats {
    pictures: Pictures,
}

impl Beats {
    /// Draws the sheet over everything else.
    pub fn show(&mut self, ctx: &egui::Context, context: &Context, actions: &mut Vec<Action>) {
        let room = ctx.content_rect().size();
        let [width, height] = [0, 1].map(|axis| (room[axis] * SHARE[axis]).min(LARGEST[axis]));
        let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(space::HUGE as i8));
        let modal = Modal::new(Id::unique("beats"))
            .frame(frame)
            .show(ctx, |ui| {
                let (rect, _) =
                    ui.allocate_exact_size(vec2(width, height).floor(), egui::Sense::hover());
                let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
                self.sheet(&mut ui, context, rect, actions);
            });
        if modal.should_close() {
            actions.push(Action::Beats(Ask::Leave));
        }
    }

    fn sheet(&mut self, ui: &mut Ui, context: &Context, rect: Rect, actions: &mut Vec<Action>) {
        let told = context.run.told.as_deref();
        let mut top = rect.top();
        let mut part = |height: f32| {
            let part = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + height));
            top = part.bottom() + space::MEDIUM;
            part
        };
        let (head_row, formula_row, stations_row) = (part(HEAD), part(FORMULA), part(STATIONS));
        head(&mut child(ui, head_row), context, told, actions);
        let foot_row = rect.with_min_y(rect.bottom() - FOOT);
        let Some(told) = told else {
            ui.scope_builder(UiBuilder::new().max_rect(rect), |ui| {
                ui.centered_and_justified(Ui::spinner);
            });
            return;
        };
        let at = context.at.min(told.beats.len() - 1);
        formula(&mut child(ui, formula_row), context, told, at);
        stations::ui(&mut child(ui, stations_row), context, told, at, actions);
        let body = rect
            .with_min_y(stations_row.bottom() + space::LARGE)
            .with_max_y(foot_row.top() - space::MEDIUM);
        let split = body.right() - (body.width() * WORDS).floor();
        let (left, right) = (body.with_max_x(split - space::HUGE), body.with_min_x(split));
        self.pictures.ui(&mut child(ui, left), context, told, at);
        words::ui(&mut child(ui, right), context, &told.beats[at]);
        foot(&mut child(ui, foot_row), context, told, at, actions);
    }
}

/// A part of the sheet, in which things stand beside one another.
fn child(ui: &mut Ui, rect: Rect) -> Ui {
    let row = Layout::left_to_right(Align::Center);
    ui.new_child(UiBuilder::new().max_rect(rect).layout(row))
}

/// Which step it is, and the way out.
fn head(ui: &mut Ui, context: &Context, told: Option<&Told>, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    let step = told.map_or_else(|| context.run.step(), |told| told.after) + 1;
    let title = language.f("beats-title", &[("step", numbers::count(step).into())]);
    ui.label(RichText::new(title).font(theme::bold(size::HEADING)));
    if let Some(told) = told {
        let args = [
            ("at", (context.at + 1).into()),
            ("all", told.beats.len().into()),
        ];
        ui.add_space(space::MEDIUM);
        ui.label(RichText::new(language.f("beats-of", &args)).color(theme.dim));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if icon_button(ui, icon::CLOSE, &language.t("beats-leave"), true).clicked() {
            actions.push(Action::Beats(Ask::Leave));
        }
    });
}

/// The formula, with the pieces that the beat is about lit; each tells under the pointer what its symbols mean.
fn formula(ui: &mut Ui, context: &Context, told: &Told, at: usize) {
    let Ok(family) = Family::find(&context.run.spec.family) else {
        return;
    };
    if told.formula.is_empty() {
        ui.vertical_centered(|ui| fitted_formula_ui(ui, &family.card.formula(), FORMULA_TYPE));
        return;
    }
    let (theme, room) = (theme::of(ui), ui.max_rect());
    let pieces = &told.beats[at].pieces;
    let set = |size: f32| -> Vec<Formula> {
        let piece = |(i, latex): (usize, &&str)| {
            let color = if pieces.contains(&i) {
                theme.accent
            } else {
                theme.faint
            };
            Formula::typeset(ui, latex, Style::Display, size, color)
        };
        told.formula.iter().enumerate().filter_map(piece).collect()
    };
    let gap = space::SMALL;
    let width = |pieces: &[Formula]| -> f32 {
        let gaps = gap * pieces.len().saturating_sub(1) as f32;
        pieces.iter().map(|piece| piece.size.x).sum::<f32>() + gaps
    };
    let mut set_pieces = set(FORMULA_TYPE);
    let share = (room.width() / width(&set_pieces).max(1.0)).min(1.0);
    if share < 1.0 {
        set_pieces = set((FORMULA_TYPE * share * 0.99).max(size::LEAST_FORMULA));
    }
    let ascent = set_pieces.iter().map(|p| p.ascent).fold(0.0, f32::max);
    let descent = set_pieces.iter().map(|p| p.size.y - p.ascent);
    let descent = descent.fold(0.0, f32::max);
    let mut left = room.center().x - width(&set_pieces) / 2.0;
    let baseline = room.center().y + (ascent - descent) / 2.0;
    for (i, (piece, latex)) in set_pieces.iter().zip(told.formula).enumerate() {
        piece.paint(ui.painter(), left, baseline);
        let corner = pos2(left, baseline - piece.ascent);
        let place = Rect::from_min_size(corner, piece.size);
        let response = ui.interact(
            place,
            ui.scope_id().with(("piece", i)),
            egui::Sense::hover(),
        );
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, latex));
        if pieces.contains(&i) {
            let under = (baseline + descent + space::SMALL).min(room.bottom());
            let line = egui::Stroke::new(2.0, theme.accent);
            ui.painter().hline(place.x_range(), under, line);
        }
        prose::explain(response, context.language, family.card.id, latex);
        left += piece.size.x + gap;
    }
}

/// Back and forward, and by which keys.
fn foot(ui: &mut Ui, context: &Context, told: &Told, at: usize, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    let button = |key: &str| Button::new(language.t(key)).min_size(vec2(120.0, FOOT - 6.0));
    if ui.add_enabled(at > 0, button("beats-back")).clicked() {
        actions.push(Action::Beats(Ask::Back));
    }
    let is_last = at + 1 == told.beats.len();
    let key = match (is_last, context.is_taught) {
        (false, _) => "beats-forward",
        (true, true) => "beats-lesson",
        (true, false) => "beats-take",
    };
    let text = RichText::new(language.t(key)).font(theme::bold(size::BODY));
    let can = !is_last || context.is_taught || context.can_go_on;
    let forward = Button::new(text.color(theme.on_accent)).fill(theme.accent);
    let forward = forward.min_size(vec2(160.0, FOOT - 6.0));
    if ui.add_enabled(can, forward).clicked() {
        actions.push(Action::Beats(Ask::Forward));
    }
    if context.hints {
        ui.add_space(space::LARGE);
        let words = RichText::new(language.t("beats-keys")).size(size::SMALL);
        ui.add(egui::Label::new(words.color(theme.dim)).truncate());
    }
}
