//! A race: families on the same data, from the same seed, within one budget, side by side.

mod curves;
mod history;
mod standings;

use egui::{Align2, Button, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use self::history::History;
use self::standings::{Column, Row};
use super::export::{Export, What};
use super::map::thumbs::Thumbs;
use super::run_view::RunView;
use super::theme::{self, icon, size, space};
use super::widgets::spot;
use super::{Action, Screen};
use crate::app::run_name;
use crate::engine::{Command, Doing};
use crate::lesson::Target;
use crate::spec::Budget;
use crate::text::Language;

/// A picture is at least and at most so wide.
const PICTURE: [f32; 2] = [40.0, 420.0];
/// The height of the lines above a picture.
const CAPTION: f32 = 20.0;
/// The curves are at least and at most so high; the table stands below them.
const CURVES: [f32; 2] = [190.0, 320.0];
/// What the head of the screen and a row of the table need.
const HEAD: f32 = 92.0;
const ROW: f32 = 30.0;

/// What the screen remembers.
#[derive(Default)]
pub struct Race {
    thumbs: Thumbs,
    history: History,
    sort: Column,
    /// Whether the order of the table is turned round.
    reversed: bool,
}

/// What the screen shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The runs of the race, in the order they were chosen.
    pub runs: &'a [&'a RunView],
}

impl Race {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let inner = ui.available_rect_before_wrap().shrink(space::LARGE);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        ScrollArea::vertical().show(&mut ui, |ui| {
            let rows: Vec<Row> = context.runs.iter().map(|run| Row::of(run)).collect();
            let [side, height] = sizes(inner.size(), context.runs.len());
            head(ui, context, &rows, actions);
            self.history.ui(ui, context, actions);
            ui.add_space(space::MEDIUM);
            self.pictures(ui, context, side, actions);
            ui.add_space(space::MEDIUM);
            let width = ui.available_width();
            let chart = curves::chart(context, [width, height]);
            curves::ui(ui, context, &chart, height);
            ui.add_space(space::MEDIUM);
            let order = (&mut self.sort, &mut self.reversed);
            let table = ui.scope(|ui| standings::ui(ui, context, &rows, order, actions));
            spot::mark(ui, Target::Standings, table.response.rect);
        });
    }

    /// A picture of each, all at the same size.
    fn pictures(&mut self, ui: &mut Ui, context: &Context, side: f32, actions: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            for (index, run) in context.runs.iter().enumerate() {
                let room = vec2(side, side + CAPTION);
                let (rect, response) = ui.allocate_exact_size(room, Sense::click());
                let name = family(context.language, run);
                response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
                let theme = theme::of(ui);
                let color = theme.class(index as u8);
                let dot = pos2(rect.left() + size::DOT, rect.top() + CAPTION / 2.0);
                ui.painter().circle_filled(dot, size::DOT, color);
                let at = dot + vec2(space::MEDIUM + size::DOT, 0.0);
                let font = theme::bold(size::BODY);
                ui.painter()
                    .text(at, Align2::LEFT_CENTER, &name, font, theme.text);
                let words = state(context.language, run);
                let end = pos2(rect.right(), dot.y);
                let font = theme::regular(size::SMALL);
                ui.painter()
                    .text(end, Align2::RIGHT_CENTER, words, font, theme.dim);
                let place = Rect::from_min_size(rect.min + vec2(0.0, CAPTION), vec2(side, side));
                ui.painter()
                    .rect_filled(place, f32::from(size::PICTURE_RADIUS), theme.panel);
                if let Some(texture) = self.thumbs.of(ui.ctx(), run) {
                    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                    ui.painter()
                        .image(texture.into(), place, whole, theme::UNTINTED);
                }
                let words = context.language.t("race-open");
                let hint = match run.folder() {
                    Some(folder) => {
                        let name = run_name(context.language, &run.spec, Some(folder));
                        format!("{name}\n{words}")
                    }
                    None => words,
                };
                if response.on_hover_text(hint).clicked() {
                    actions.push(Action::Show(run.run));
                }
            }
        });
    }
}

/// The side of a picture and the height of the curves: what the head and the table leave, so that all of it is on the screen.
fn sizes(room: egui::Vec2, runs: usize) -> [f32; 2] {
    let count = runs.max(1) as f32;
    let table = ROW * (count + 2.0);
    let left = room.y - HEAD - CAPTION - table - 3.0 * space::MEDIUM;
    let wide = (room.x - space::LARGE * (count - 1.0)) / count;
    let side = wide.min(left - CURVES[0]).clamp(PICTURE[0], PICTURE[1]);
    [side, (left - side).clamp(CURVES[0], CURVES[1])]
}

/// What the race is about, and what can be done with it.
fn head(ui: &mut Ui, context: &Context, rows: &[Row], actions: &mut Vec<Action>) {
    let language = context.language;
    let Some(first) = context.runs.first() else {
        ui.label(language.t("race-empty"));
        return;
    };
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::MEDIUM;
        let title = RichText::new(language.t("screen-race")).font(theme::bold(size::TITLE));
        ui.label(title);
        let args = [
            ("data", first.spec.data.clone().into()),
            ("seed", first.spec.seed.to_string().into()),
            ("budget", budget(language, first.spec.budget).into()),
        ];
        let about = RichText::new(language.f("race-about", &args)).color(theme.dim);
        ui.label(about);
        let going = |run: &RunView| run.doing().is_stepping();
        let (glyph, key) = if context.runs.iter().any(|run| going(run)) {
            (icon::PAUSE, "race-pause")
        } else {
            (icon::PLAY, "race-play")
        };
        if button(ui, glyph, &language.t(key)) {
            for run in context.runs {
                let command = if glyph == icon::PAUSE {
                    Command::Pause(run.run)
                } else {
                    Command::Play(run.run)
                };
                actions.push(Action::Engine(command));
            }
        }
        if button(ui, icon::DICE, &language.t("race-again")) {
            let families = context.runs.iter().map(|run| run.spec.family.clone());
            actions.push(Action::Race(families.collect()));
        }
        if button(ui, icon::EXPORT, &language.t("export-png")) {
            let what = What::Png(curves::chart(context, [1280.0, 720.0]));
            actions.push(export(context, what));
        }
        if button(ui, icon::EXPORT, &language.t("export-csv")) {
            actions.push(export(
                context,
                What::Table(standings::table(context.runs, rows)),
            ));
        }
        if button(ui, icon::BACK, &language.t("screen-map")) {
            actions.push(Action::Go(Screen::Map));
        }
    });
}

fn button(ui: &mut Ui, glyph: &str, words: &str) -> bool {
    let parts = [
        (glyph, theme::icons(size::BODY)),
        (words, theme::regular(size::SMALL)),
    ];
    let button = Button::new(theme::beside(parts, theme::of(ui).text));
    ui.add(button).accessible_name(words).clicked()
}

fn export(context: &Context, what: What) -> Action {
    let families = context.runs.iter().map(|run| run.spec.family.as_str());
    let name = format!("race-{}", families.collect::<Vec<_>>().join("-"));
    Action::Export(Box::new(Export { name, what }))
}

fn budget(language: Language, budget: Budget) -> String {
    let words = |key, name: &'static str, count: String| language.f(key, &[(name, count.into())]);
    match budget {
        Budget::Endless => language.t("race-endless"),
        Budget::Steps(steps) => words("race-steps", "steps", steps.to_string()),
        Budget::Seconds(seconds) => words("race-seconds", "seconds", seconds.to_string()),
        Budget::Examples(n) => words("race-examples", "examples", n.to_string()),
    }
}

/// The name of a run's family.
pub(super) fn family(language: Language, run: &RunView) -> String {
    language.t(&format!("family-{}", run.spec.family))
}

/// How far a run is, in a few words.
fn state(language: Language, run: &RunView) -> String {
    let Some(pulse) = run.pulse else {
        return language.t("doing-building");
    };
    let used = run
        .spec
        .budget
        .used(pulse.step, pulse.seconds, pulse.examples);
    match pulse.doing {
        Doing::Diverged => language.t("doing-diverged"),
        Doing::Failed => language.t("doing-failed"),
        Doing::Finished => language.t("doing-finished"),
        _ => format!("{:.0} %", 100.0 * used.min(1.0)),
    }
}
