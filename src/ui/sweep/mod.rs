//! A sweep in the window: what it is to be, how far it is, and a grid of pictures with what each run came to.

mod form;
mod going;
mod grid;

use egui::{Align, Button, Layout, ProgressBar, RichText, Ui, vec2};

use self::form::Form;
pub use self::going::{Cell, Going, Stage};
use self::grid::Pictures;
use super::bench::numbers;
use super::export::{Export, What};
use super::run_view::RunView;
use super::theme::{self, icon, size, space};
use super::{Action, Screen};
use crate::knob::{Knobs, Value};
use crate::sweep;
use crate::text::Language;

/// The width of the form.
const FORM: f32 = 280.0;

/// What can be asked for.
#[derive(Debug, Clone)]
pub enum Ask {
    /// Train these runs, one after the other.
    Begin(Box<sweep::Grid>),
    /// Begin no more of them, and stop the one that trains.
    Cancel,
    /// Show the run in this place on the bench.
    Open(usize),
}

/// What the screen remembers.
#[derive(Default)]
pub struct Sweep {
    form: Form,
    pictures: Pictures,
}

/// What the screen shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The run on show, which the runs of a sweep are made from.
    pub run: Option<&'a RunView>,
    /// Its name.
    pub name: &'a str,
    /// Its knobs as the panel shows them.
    pub knobs: Option<&'a Knobs>,
    /// The last sweep.
    pub going: Option<&'a Going>,
}

impl Sweep {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let inner = ui.available_rect_before_wrap().shrink(space::HUGE);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        head(&mut ui, context, actions);
        ui.add_space(space::LARGE);
        let height = ui.available_height();
        ui.horizontal_top(|ui| {
            let room = vec2(FORM, height);
            ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
                ui.set_width(FORM);
                self.form.ui(ui, context, actions);
            });
            ui.add_space(space::HUGE);
            ui.vertical(|ui| {
                let Some(going) = context.going else {
                    let words = context.language.t("sweep-empty");
                    ui.label(RichText::new(words).color(theme::of(ui).dim));
                    return;
                };
                course(ui, context.language, going, actions);
                ui.add_space(space::LARGE);
                self.pictures.ui(ui, context.language, going, actions);
            });
        });
    }
}

/// The title, of which run, and the way back to it.
fn head(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(language.t("sweep")).font(theme::bold(size::HEADING)));
        ui.add_space(space::MEDIUM);
        let Some(run) = context.run else {
            let words = language.t("sweep-no-run");
            ui.label(RichText::new(words).color(theme.dim));
            return;
        };
        let family = language.t(&format!("family-{}", run.spec.family));
        let data = super::shelf::data_name(&run.spec);
        let args = [
            ("name", context.name.into()),
            ("family", family.into()),
            ("data", data.into()),
        ];
        let words = language.f("sweep-of", &args);
        ui.label(RichText::new(words).color(theme.dim));
        ui.add_space(space::MEDIUM);
        if button(ui, icon::BACK, &language.t("sweep-back"), true) {
            actions.push(Action::Go(Screen::Bench));
        }
    });
}

/// How far the sweep is, and what can be done with it.
fn course(ui: &mut Ui, language: Language, going: &Going, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        let bar = ProgressBar::new(going.share())
            .desired_width(180.0)
            .desired_height(space::MEDIUM)
            .fill(theme.accent);
        ui.add(bar);
        ui.add_space(space::SMALL);
        if button(
            ui,
            icon::CLOSE,
            &language.t("sweep-cancel"),
            going.is_going(),
        ) {
            actions.push(Action::Sweep(Ask::Cancel));
        }
        let rows = going.rows();
        if button(
            ui,
            icon::EXPORT,
            &language.t("sweep-save"),
            !rows.is_empty(),
        ) {
            let what = What::Table(sweep::table(&going.grid, &[], &rows));
            let name = name_of(going);
            actions.push(Action::Export(Box::new(Export { name, what })));
        }
    });
    let words = told(language, going);
    ui.label(RichText::new(words).size(size::SMALL).color(theme.dim));
}

/// What a file of it is called.
fn name_of(going: &Going) -> String {
    let family = going.grid.points.first();
    let family = family.map_or("", |point| &point.spec.family);
    let knobs = going.grid.varied.iter().map(|vary| vary.knob.id);
    let knobs: Vec<&str> = knobs.collect();
    format!("sweep-{family}-{}", knobs.join("-"))
}

/// How far it is, in a line.
fn told(language: Language, going: &Going) -> String {
    let all = going.cells.len();
    let Some(current) = going.current() else {
        let args = [("done", going.done().count().into()), ("all", all.into())];
        let is_going = going.is_going();
        let whole = going.done().count() == all;
        return match (is_going, whole) {
            (true, _) => language.t("sweep-begins"),
            (false, true) => language.f("sweep-done", &args),
            (false, false) => language.f("sweep-stopped", &args),
        };
    };
    let cell = &going.cells[current];
    let values = going.grid.varied.iter().zip(&cell.following.row.values);
    let values = values.map(|(vary, value)| {
        let knob = language.t(&format!("knob-{}", vary.knob.id));
        format!("{knob} {}", written(language, value))
    });
    let args = [
        ("run", (current + 1).into()),
        ("all", all.into()),
        ("values", values.collect::<Vec<_>>().join(", ").into()),
        ("step", numbers::count(cell.view.step()).into()),
    ];
    let mut words = language.f("sweep-run", &args);
    if let Some(left) = going.seconds_left() {
        let left = [("time", numbers::clock(left.ceil()).into())];
        words = format!("{words} {}", language.f("sweep-left", &left));
    }
    words
}

/// A value of a knob in words.
fn written(language: Language, value: &Value) -> String {
    match value {
        Value::Choice(word) => language.t(&format!("choice-{word}")),
        Value::Switch(on) => language.t(if *on { "knobs-on" } else { "knobs-off" }),
        _ => value.to_string(),
    }
}

fn button(ui: &mut Ui, glyph: &str, words: &str, enabled: bool) -> bool {
    let theme = theme::of(ui);
    let parts = [
        (glyph, theme::icons(size::BODY)),
        (words, theme::regular(size::SMALL)),
    ];
    let color = if enabled { theme.text } else { theme.faint };
    let button = Button::new(theme::beside(parts, color));
    ui.add_enabled(enabled, button)
        .accessible_name(words)
        .clicked()
}
