//! The lessons there are: a card each, with how far one has come.

use egui::{Button, Frame, Margin, RichText, Ui, vec2};

use super::Action;
use super::lesson::Ask;
use super::theme::{self, icon, size, space};
use super::widgets::sheet::sheet;
use crate::lesson::Lesson;
use crate::store::Results;
use crate::text::Language;
use crate::ui::export::{Export, What};

/// No line of the screen is wider.
const WIDEST: f32 = 880.0;

/// What the screen shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// What came of the lessons so far.
    pub results: &'a Results,
    /// Whether what is done is being written down.
    pub records: bool,
}

/// Draws the screen.
pub fn ui(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    sheet(ui, WIDEST, |ui| {
        let (theme, t) = (theme::of(ui), |key| context.language.t(key));
        ui.label(RichText::new(t("lessons")).font(theme::bold(size::HEADING)));
        let line = RichText::new(t("lessons-line")).size(size::READING);
        ui.label(line.color(theme.dim));
        ui.add_space(space::LARGE);
        for (index, lesson) in Lesson::bundled().iter().enumerate() {
            card(ui, context, index, lesson, actions);
            ui.add_space(space::MEDIUM);
        }
        choose(ui, context, actions);
        record(ui, context, actions);
        results(ui, context, actions);
    });
}

fn card(ui: &mut Ui, context: &Context, index: usize, lesson: &Lesson, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(theme.hairline())
        .corner_radius(size::CARD_RADIUS)
        .inner_margin(Margin::same(space::LARGE as i8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            // The tour stands before the first lesson.
            let number = RichText::new(index.to_string()).font(theme::bold(size::HEADING));
            ui.label(number.color(theme.faint));
            ui.add_space(space::MEDIUM);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - 120.0);
                let title = lesson.title.of(language);
                ui.label(RichText::new(title).font(theme::bold(size::TITLE)));
                let summary = lesson.summary.of(language);
                ui.add(egui::Label::new(RichText::new(summary).color(theme.dim)).wrap());
                ui.label(
                    RichText::new(about(context, lesson))
                        .size(size::SMALL)
                        .color(theme.faint),
                );
            });
            let words = language.t("lessons-begin");
            let parts = [
                (icon::PLAY, theme::icons(size::BODY)),
                (words.as_str(), theme::bold(size::BODY)),
            ];
            let button = Button::new(theme::beside(parts, theme.on_accent)).fill(theme.accent);
            let name = format!("{words}: {}", lesson.title.of(language));
            let button = ui.add(button.min_size(vec2(100.0, 34.0)));
            if button.accessible_name(name).clicked() {
                actions.push(Action::Lesson(Ask::Begin(index)));
            }
        });
    });
}

/// How long it takes, and what came of it so far.
fn about(context: &Context, lesson: &Lesson) -> String {
    let language = context.language;
    let minutes = language.f("lessons-minutes", &[("minutes", lesson.minutes.into())]);
    let Some(result) = context.results.of(&lesson.id) else {
        return minutes;
    };
    let args = [("right", result.right.into()), ("all", result.all.into())];
    format!("{minutes} \u{b7} {}", language.f("lessons-result", &args))
}

/// A lesson of one's own, from its file.
fn choose(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let words = context.language.t("lessons-choose");
    let parts = [
        (icon::FOLDER, theme::icons(size::BODY)),
        (words.as_str(), theme::regular(size::BODY)),
    ];
    let button = Button::new(theme::beside(parts, theme::of(ui).text));
    ui.add_space(space::MEDIUM);
    if ui.add(button).accessible_name(words.clone()).clicked() {
        actions.push(Action::Lesson(Ask::Choose));
    }
}

/// A lesson of one's own: written from what one does.
fn record(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    let (glyph, key, color) = if context.records {
        (icon::DONE, "record-stop", theme.warning)
    } else {
        (icon::PENCIL, "record-begin", theme.text)
    };
    ui.add_space(space::MEDIUM);
    let words = language.t(key);
    let parts = [
        (glyph, theme::icons(size::BODY)),
        (words.as_str(), theme::regular(size::BODY)),
    ];
    let button = ui.add(Button::new(theme::beside(parts, color)));
    if button.accessible_name(words.clone()).clicked() {
        actions.push(Action::Lesson(Ask::Record));
    }
    let why = RichText::new(language.t("record-why")).size(size::SMALL);
    ui.add(egui::Label::new(why.color(theme.faint)).wrap());
}

/// The way to a table of what was answered, for who compares before and after.
fn results(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    if context.results.is_empty() {
        return;
    }
    ui.add_space(space::MEDIUM);
    if ui.button(language.t("lessons-export")).clicked() {
        let export = Export {
            name: "genera-answers".to_owned(),
            what: What::Table(context.results.table()),
        };
        actions.push(Action::Export(Box::new(export)));
    }
    let words = RichText::new(language.t("lessons-export-why")).size(size::SMALL);
    ui.label(words.color(theme::of(ui).faint));
}
