//! The panel of a lesson: what is said at this step, what is waited for, and the way on; at the end, its questions.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Align, Button, Layout, ProgressBar, RichText, ScrollArea, Ui, vec2};

use super::Action;
use super::bench::numbers;
use super::prose::Prose;
use super::run_view::RunView;
use super::theme::{self, icon, size, space};
use super::widgets::icon_button::icon_button;
use crate::lesson::{Lesson, Question, Step, Wait};
use crate::text::Language;

/// How wide the panel is.
const WIDTH: f32 = 350.0;
/// How tall the buttons at its foot are.
const BUTTON: f32 = 34.0;

/// What the panel asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Begins one of the bundled lessons, by its place.
    Begin(usize),
    /// Begins the tour of the first start.
    Tour,
    /// Puts the tour of the first start away.
    PutAway,
    /// Begins to write down what one does, or hands over what was written.
    Record,
    /// Asks for the file of a lesson of one's own.
    Choose,
    /// Begins a lesson of one's own.
    Read(std::path::PathBuf),
    /// The next step, or question.
    Next,
    /// The step before.
    Back,
    /// Shows the answer to what is asked.
    Reveal,
    /// Chooses an answer to the question on show.
    Answer(usize),
    /// Leaves, and brings one's own bench back.
    Leave,
}

/// Where in a lesson one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At a step.
    Step(usize),
    /// At a question of those at the end.
    Question(usize),
    /// Behind the last one.
    End,
}

/// What the panel shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The lesson.
    pub lesson: &'a Arc<Lesson>,
    /// Where one is.
    pub place: Place,
    /// Whether the answer to what is asked is shown.
    pub revealed: bool,
    /// The answers that were chosen, by question.
    pub answers: &'a [Option<usize>],
    /// The run of the lesson.
    pub run: Option<&'a RunView>,
}

/// What the panel remembers: the prose that it has parsed.
#[derive(Default)]
pub struct Panel {
    prose: HashMap<String, Prose>,
}

impl Panel {
    /// Draws the panel at the left of the window.
    pub fn show(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let theme = theme::of(ui);
        let frame = egui::Frame::new()
            .fill(theme.panel)
            .inner_margin(egui::Margin::same(space::LARGE as i8));
        egui::Panel::left("lesson")
            .frame(frame)
            .exact_size(WIDTH)
            .resizable(false)
            .show(ui, |ui| {
                head(ui, context, actions);
                ui.add_space(space::MEDIUM);
                let foot = BUTTON + space::LARGE;
                let rest = ui.available_height() - foot;
                ScrollArea::vertical()
                    .id_salt(("lesson", format!("{:?}", context.place)))
                    .max_height(rest)
                    .min_scrolled_height(rest)
                    .auto_shrink(false)
                    .show(ui, |ui| self.body(ui, context, actions));
                ui.add_space(space::MEDIUM);
                foot_row(ui, context, actions);
            });
    }

    fn body(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        match context.place {
            Place::Step(at) => self.step(ui, context, &context.lesson.steps[at], actions),
            Place::Question(at) => self.question(ui, context, at, actions),
            Place::End => end(ui, context),
        }
    }

    fn step(&mut self, ui: &mut Ui, context: &Context, step: &Step, actions: &mut Vec<Action>) {
        self.say(ui, step.say.of(context.language));
        if let Some(wait) = &step.wait {
            waiting(ui, context, wait);
        }
        let Some(ask) = &step.ask else { return };
        ui.add_space(space::MEDIUM);
        ui.separator();
        self.say(ui, ask.question.of(context.language));
        if context.revealed {
            self.say(ui, ask.answer.of(context.language));
        } else if ui.button(context.language.t("lesson-reveal")).clicked() {
            actions.push(Action::Lesson(Ask::Reveal));
        }
    }

    fn question(&mut self, ui: &mut Ui, context: &Context, at: usize, actions: &mut Vec<Action>) {
        let language = context.language;
        let question: &Question = &context.lesson.questions[at];
        self.say(ui, question.ask.of(language));
        let chosen = context.answers.get(at).copied().flatten();
        let seen = chosen.is_some() && is_over(context, question.wait.as_ref());
        for (index, answer) in question.answers.iter().enumerate() {
            ui.add_enabled_ui(chosen.is_none() || chosen == Some(index), |ui| {
                ui.horizontal_top(|ui| {
                    let radio = ui.radio(chosen == Some(index), "");
                    let words = answer.of(language);
                    radio.widget_info(|| {
                        let on = chosen == Some(index);
                        egui::WidgetInfo::selected(egui::Role::RadioButton, true, on, words)
                    });
                    if radio.clicked() && chosen.is_none() {
                        actions.push(Action::Lesson(Ask::Answer(index)));
                    }
                    ui.vertical(|ui| self.say(ui, words));
                });
            });
        }
        let Some(chosen) = chosen else { return };
        if let Some(wait) = question.wait.as_ref().filter(|_| !seen) {
            return waiting(ui, context, wait);
        }
        let theme = theme::of(ui);
        let right = chosen == question.right;
        let (key, color) = if right {
            ("lesson-right", theme.accent)
        } else {
            ("lesson-wrong", theme.warning)
        };
        ui.label(
            RichText::new(language.t(key))
                .font(theme::bold(size::BODY))
                .color(color),
        );
        self.say(ui, question.because.of(language));
    }

    fn say(&mut self, ui: &mut Ui, words: &str) {
        let prose = match self.prose.get(words) {
            Some(prose) => prose,
            None => self
                .prose
                .entry(words.to_owned())
                .or_insert_with(|| Prose::parse(words)),
        };
        prose.ui(ui, size::READING);
    }
}

/// The title, how far one is, and the way out.
fn head(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    ui.horizontal(|ui| {
        let (done, all) = (position(context), length(context.lesson));
        let args = [("at", done.into()), ("all", all.into())];
        let words = RichText::new(language.f("lesson-at", &args)).size(size::SMALL);
        ui.label(words.color(theme.dim));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icon::CLOSE, &language.t("lesson-leave"), true).clicked() {
                actions.push(Action::Lesson(Ask::Leave));
            }
        });
    });
    let title = context.lesson.title.of(language);
    ui.label(RichText::new(title).font(theme::bold(size::HEADING)));
    let share = position(context) as f32 / length(context.lesson).max(1) as f32;
    ui.add(
        ProgressBar::new(share)
            .desired_height(space::SMALL)
            .fill(theme.accent),
    );
}

/// How many steps and questions there are.
fn length(lesson: &Lesson) -> usize {
    lesson.steps.len() + lesson.questions.len()
}

fn position(context: &Context) -> usize {
    match context.place {
        Place::Step(at) => at + 1,
        Place::Question(at) => context.lesson.steps.len() + at + 1,
        Place::End => length(context.lesson),
    }
}

/// Whether what is waited for has come; where nothing is, it has.
pub fn is_over(context: &Context, wait: Option<&Wait>) -> bool {
    let Some(wait) = wait else { return true };
    let Some(run) = context.run else { return false };
    wait.is_over(run.step(), |metric| run.reading(metric))
}

/// What is waited for, and how far it is.
fn waiting(ui: &mut Ui, context: &Context, wait: &Wait) {
    let language = context.language;
    ui.add_space(space::SMALL);
    if is_over(context, Some(wait)) {
        let parts = [
            (icon::DONE, theme::icons(size::BODY)),
            (&*language.t("lesson-there"), theme::regular(size::SMALL)),
        ];
        ui.label(theme::beside(parts, theme::of(ui).accent));
        return;
    }
    let step = context.run.map_or(0, RunView::step);
    if let Some(steps) = wait.steps.filter(|steps| step < *steps) {
        let args = [
            ("step", numbers::count(step).into()),
            ("steps", numbers::count(steps).into()),
        ];
        let words = language.f("lesson-steps", &args);
        ui.add(ProgressBar::new(step as f32 / steps as f32).text(words));
        return;
    }
    let now = wait.metric.as_ref().zip(context.run);
    let now = now.and_then(|(metric, run)| run.reading(metric));
    let now = now.map_or("\u{2013}".to_owned(), |now| numbers::fixed(now, 2));
    let (key, limit) = match (wait.below, wait.above) {
        (Some(below), _) => ("lesson-below", below),
        (None, above) => ("lesson-above", above.unwrap_or_default()),
    };
    let args = [
        ("now", now.into()),
        ("limit", numbers::fixed(limit, 2).into()),
    ];
    let words = RichText::new(language.f(key, &args)).size(size::SMALL);
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(words.color(theme::of(ui).dim));
    });
}

/// Back and next.
fn foot_row(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    ui.horizontal(|ui| {
        let first = context.place == Place::Step(0);
        let half = (ui.available_width() - space::MEDIUM) / 3.0;
        ui.spacing_mut().item_spacing.x = space::MEDIUM;
        let back = Button::new(language.t("lesson-back")).min_size(vec2(half, BUTTON));
        let back = ui.add_enabled(!first, back);
        if back.on_hover_text(language.t("lesson-back-key")).clicked() {
            actions.push(Action::Lesson(Ask::Back));
        }
        let (key, ask) = match context.place {
            Place::End => ("lesson-leave", Ask::Leave),
            _ if is_last(context) => ("lesson-finish", Ask::Next),
            _ => ("lesson-next", Ask::Next),
        };
        let words = language.t(key);
        let ready = is_ready(context);
        let text = RichText::new(&words).font(theme::bold(size::BODY));
        let next = if ready {
            Button::new(text.color(theme.on_accent)).fill(theme.accent)
        } else {
            Button::new(text)
        };
        let next = ui.add(next.min_size(vec2(ui.available_width(), BUTTON)));
        if next.on_hover_text(language.t("lesson-next-key")).clicked() {
            actions.push(Action::Lesson(ask));
        }
    });
}

fn is_last(context: &Context) -> bool {
    position(context) == length(context.lesson)
}

/// Whether one has seen what there is to see here.
fn is_ready(context: &Context) -> bool {
    match context.place {
        Place::Step(at) => is_over(context, context.lesson.steps[at].wait.as_ref()),
        Place::Question(at) => context.answers.get(at).copied().flatten().is_some(),
        Place::End => true,
    }
}

/// What came of the questions.
fn end(ui: &mut Ui, context: &Context) {
    let (theme, language) = (theme::of(ui), context.language);
    let questions = &context.lesson.questions;
    let right = context.answers.iter().zip(questions);
    let right = right.filter(|(answer, question)| **answer == Some(question.right));
    let args = [
        ("right", right.count().into()),
        ("all", questions.len().into()),
    ];
    ui.label(RichText::new(language.t("lesson-end")).font(theme::bold(size::TITLE)));
    if !questions.is_empty() {
        ui.label(language.f("lesson-score", &args));
    }
    ui.add_space(space::MEDIUM);
    let words = RichText::new(language.t("lesson-end-why")).size(size::SMALL);
    ui.label(words.color(theme.dim));
}

/// What only the lecturer reads: the time, the notes of this step, and how the next one begins.
pub fn notes(
    ui: &mut Ui,
    language: Language,
    (lesson, place): (&Lesson, Place),
    spent: std::time::Duration,
) {
    let theme = theme::of(ui);
    let args = [
        ("spent", numbers::clock(spent.as_secs_f64()).into()),
        ("minutes", lesson.minutes.into()),
    ];
    let clock = RichText::new(language.f("notes-clock", &args));
    ui.label(clock.font(theme::bold(size::HEADING)));
    ui.label(RichText::new(lesson.title.of(language)).color(theme.dim));
    ui.add_space(space::MEDIUM);
    let Place::Step(at) = place else {
        return;
    };
    let own = lesson.steps[at].notes.as_ref();
    let own = own.map_or_else(
        || language.t("notes-none"),
        |own| own.of(language).to_owned(),
    );
    Prose::parse(&own).ui(ui, size::READING);
    let Some(next) = lesson.steps.get(at + 1) else {
        return;
    };
    ui.add_space(space::MEDIUM);
    ui.label(RichText::new(language.t("notes-next")).font(theme::bold(size::SMALL)));
    let words = next
        .say
        .of(language)
        .split("\n\n")
        .next()
        .unwrap_or_default();
    Prose::parse(words).ui(ui, size::BODY);
}
