//! The transport bar: the history, and below it restart, play, step, speed, and where the run stands. Every part has a fixed width, so nothing jitters.

use egui::{Align, Button, Layout, Rect, RichText, Slider, Ui, UiBuilder, vec2};

use super::scrubber::{self, Scrubber};
use super::{Context, numbers};
use crate::data::DataSet;
use crate::engine::{Command, Doing};
use crate::gpu::Kind;
use crate::lesson::Target;
use crate::ui::beats::Ask;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::at_end::at_end;
use crate::ui::widgets::icon_button::large_icon_button;
use crate::ui::widgets::spot;
use crate::ui::{Action, Seed};

/// The height of the bar.
pub const HEIGHT: f32 = 56.0 + scrubber::HEIGHT;
/// From here on the slider means no limit.
const FASTEST: f64 = 10_000.0;

/// Draws the bar.
pub fn ui(ui: &mut Ui, context: &Context, history: &mut Scrubber, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    let rect = ui.max_rect();
    theme.pane_ground(ui.painter(), rect);
    spot::mark(ui, Target::Transport, rect);
    let inner = rect.shrink2(vec2(space::LARGE, 0.0));
    let above = inner.with_max_y(inner.top() + scrubber::HEIGHT + space::SMALL);
    let inner = inner.with_min_y(inner.top() + scrubber::HEIGHT);
    let mut row = ui.new_child(UiBuilder::new().max_rect(above));
    spot::mark(ui, Target::History, above);
    history.ui(&mut row, context, actions);
    let wide = inner.width() > 1100.0;
    let mut bar = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    bar.spacing_mut().item_spacing.x = space::SMALL;
    buttons(&mut bar, context, actions);
    bar.add_space(space::LARGE);
    speed(&mut bar, context, if wide { 180.0 } else { 96.0 }, actions);
    bar.add_space(space::LARGE);
    counters(&mut bar, context, wide);
    let left = bar.min_rect().right() + space::MEDIUM;
    let rest = Rect::from_min_max(inner.min.max(egui::pos2(left, inner.top())), inner.max);
    let row = Layout::left_to_right(Align::Center);
    let mut end = ui.new_child(UiBuilder::new().max_rect(rest).layout(row));
    let left = at_end(&mut end, "standing", |ui| ways_on(ui, context, actions));
    let words = rest.with_max_x(left - space::MEDIUM);
    let row = Layout::right_to_left(Align::Center);
    let mut end = ui.new_child(UiBuilder::new().max_rect(words).layout(row));
    standing(&mut end, context);
}

fn buttons(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let t = |key: &str| context.language.t(key);
    let run = context.run.run;
    let playing = context.run.doing().is_stepping();
    let ready = context.run.ready.is_some();
    let can_step = ready && !matches!(context.run.doing(), Doing::Diverged | Doing::Failed);
    if large_icon_button(ui, icon::RESET, &t("transport-restart"), true).clicked() {
        actions.push(Action::Restart(Seed::Same));
    }
    let (glyph, name) = if playing {
        (icon::PAUSE, "transport-pause")
    } else {
        (icon::PLAY, "transport-play")
    };
    if large_icon_button(ui, glyph, &t(name), can_step).clicked() {
        actions.push(Action::Engine(if playing {
            Command::Pause(run)
        } else {
            Command::Play(run)
        }));
    }
    if large_icon_button(ui, icon::STEP, &t("transport-step"), can_step).clicked() {
        actions.push(Action::Engine(Command::Step(run, 1)));
    }
    let slow = large_icon_button(ui, icon::FOOTPRINTS, &t("transport-slow"), can_step);
    if slow.clicked() {
        actions.push(Action::Beats(Ask::Begin));
    }
    let ten = Button::new("×10").min_size(vec2(44.0, 36.0));
    let response = ui
        .add_enabled(can_step, ten)
        .accessible_name(t("transport-ten"))
        .on_hover_text(t("transport-ten"));
    if response.clicked() {
        actions.push(Action::Engine(Command::Step(run, 10)));
    }
}

fn speed(ui: &mut Ui, context: &Context, width: f32, actions: &mut Vec<Action>) {
    let now = context.run.speed;
    let words = if now >= FASTEST {
        context.language.t("transport-unlimited")
    } else {
        let limit = numbers::count(now.round().max(1.0) as u64);
        context
            .language
            .f("transport-limit", &[("steps", limit.into())])
    };
    stacked(ui, width, |ui| {
        ui.spacing_mut().slider_width = width;
        let mut speed = now.clamp(1.0, FASTEST);
        let slider = Slider::new(&mut speed, 1.0..=FASTEST)
            .logarithmic(true)
            .show_value(false);
        let response = ui
            .add(slider)
            .accessible_name(context.language.t("transport-speed"));
        if response.changed() {
            let limit = if speed >= 0.97 * FASTEST {
                f64::INFINITY
            } else {
                speed.round()
            };
            actions.push(Action::Engine(Command::Speed(context.run.run, limit)));
        }
        caption(ui, &words);
    });
}

fn counters(ui: &mut Ui, context: &Context, wide: bool) {
    let run = context.run;
    let t = |key: &str| context.language.t(key);
    let pulse = run.pulse;
    // Fresh points without end have no epochs.
    let train = run.ready.as_ref().and_then(|ready| match &*ready.data {
        DataSet::Images(images) => Some(images.count(&images.train)),
        DataSet::Plane(set) => set.train_count(),
        DataSet::Text(_) => None,
    });
    let examples = pulse.map_or(0, |p| p.examples);
    let epochs = train.map(|train| examples as f64 / train.max(1) as f64);
    counter(
        ui,
        if wide { 104.0 } else { 84.0 },
        &numbers::count(run.step()),
        &t("transport-steps"),
    );
    if wide {
        counter(
            ui,
            116.0,
            &numbers::count(examples),
            &t("transport-examples"),
        );
    }
    if let Some(epochs) = epochs {
        counter(ui, 68.0, &numbers::fixed(epochs, 1), &t("transport-epochs"));
    }
    counter(
        ui,
        72.0,
        &numbers::clock(pulse.map_or(0.0, |p| p.seconds)),
        &t("transport-time"),
    );
    let rate = pulse.map_or(0.0, |p| p.steps_per_second);
    let decimals = usize::from(rate < 10.0);
    let rate = if rate >= 1000.0 {
        numbers::count(rate.round() as u64)
    } else {
        numbers::fixed(rate, decimals)
    };
    counter(ui, 76.0, &rate, &t("transport-rate"));
}

/// On from a divergence, and on with a new seed.
fn ways_on(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    let t = |key: &str| context.language.t(key);
    if context.run.doing() == Doing::Diverged {
        let back = Button::new(t("transport-recover")).min_size(vec2(0.0, 36.0));
        let response = ui.add(back).on_hover_text(t("transport-recover-why"));
        if response.clicked() {
            actions.push(Action::Recover);
        }
    }
    let words = t("transport-new-seed");
    let parts = [
        (icon::DICE, theme::icons(size::TITLE)),
        (words.as_str(), theme::regular(size::BODY)),
    ];
    let dice = theme::beside(parts, theme.text);
    let button = Button::new(dice).min_size(vec2(0.0, 36.0));
    if ui
        .add(button)
        .accessible_name(t("transport-new-seed"))
        .clicked()
    {
        actions.push(Action::Restart(Seed::New));
    }
}

/// What the run is doing, in words.
fn standing(ui: &mut Ui, context: &Context) {
    let theme = theme::of(ui);
    let t = |key: &str| context.language.t(key);
    let doing = context.run.doing();
    let on_cpu = context
        .run
        .ready
        .as_ref()
        .is_some_and(|ready| ready.device.kind == Kind::Cpu);
    let (key, color) = match doing {
        Doing::WarmingUp if context.run.ready.is_none() => ("doing-building", theme.dim),
        Doing::WarmingUp if on_cpu => ("doing-first-step", theme.dim),
        Doing::WarmingUp => ("doing-warming-up", theme.dim),
        Doing::Playing => ("doing-playing", theme.accent),
        Doing::Paused => ("doing-paused", theme.dim),
        Doing::Finished => ("doing-finished", theme.dim),
        Doing::Diverged => ("doing-diverged", theme.error),
        Doing::Failed => ("doing-failed", theme.error),
    };
    let words = egui::Label::new(RichText::new(t(key)).color(color)).truncate();
    let response = ui.add(words);
    if let Some(trouble) = &context.run.trouble {
        response.on_hover_text(trouble.explain(context.language));
    }
}

fn counter(ui: &mut Ui, width: f32, value: &str, what: &str) {
    stacked(ui, width, |ui| {
        ui.label(RichText::new(value).font(theme::bold(size::TITLE)));
        caption(ui, what);
    });
}

fn caption(ui: &mut Ui, words: &str) {
    let text = RichText::new(words)
        .size(size::SMALL)
        .color(theme::of(ui).dim);
    ui.add(egui::Label::new(text).truncate());
}

/// Two lines of a fixed width, one above the other, in the middle of the bar.
fn stacked(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let height = 40.0;
    ui.allocate_ui_with_layout(vec2(width, height), Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(vec2(width, height));
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 20.0;
        add(ui);
    });
}
