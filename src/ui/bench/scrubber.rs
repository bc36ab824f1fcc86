//! The history scrubber: which step of the run stage, latent space, curves and measures show.
//!
//! It follows the newest step, holds an earlier one, or plays the training as a film; training goes on all the while.

use egui::{
    Align, Align2, CursorIcon, Key, Layout, Modifiers, Pos2, Rect, Response, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::{Context, numbers};
use crate::engine::{Command, Scrub};
use crate::ui::Action;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::arrows::has_arrows;
use crate::ui::widgets::at_end::at_end;
use crate::ui::widgets::icon_button::icon_button;

/// The height of its row.
pub const HEIGHT: f32 = 28.0;
/// The film of a whole training lasts so many seconds.
const FILM: f64 = 10.0;
/// A leap by the keyboard is this share of the training.
const LEAP: u64 = 20;
/// Where the words stand beside the track.
const WORDS: f32 = 220.0;
/// This near to its end, the track means the newest step.
const AT_END: f32 = 6.0;

/// What the scrubber remembers.
#[derive(Default)]
pub struct Scrubber {
    /// Since when the film plays.
    film: Option<f64>,
    /// What was asked for last, so that nothing is asked for twice.
    asked: Option<Scrub>,
}

impl Scrubber {
    /// Draws the row.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let run = context.run;
        if run.past.is_none() && self.film.is_none() {
            self.asked = None;
        }
        self.play(ui, run, actions);
        let mut row = ui.new_child(
            UiBuilder::new()
                .max_rect(ui.max_rect())
                .layout(Layout::left_to_right(Align::Center)),
        );
        row.spacing_mut().item_spacing.x = space::SMALL;
        let t = |key: &str| context.language.t(key);
        let can = run.ready.is_some() && run.step() > 0;
        let (glyph, name) = match self.film {
            Some(_) => (icon::PAUSE, "history-stop"),
            None => (icon::FILM, "history-play"),
        };
        if icon_button(&mut row, glyph, &t(name), can).clicked() {
            self.toggle_film(row.input(|input| input.time), run, actions);
        }
        let left = row.min_rect().right() + space::MEDIUM;
        let end = at_end(&mut row, "history", |ui| self.ways(ui, context, actions));
        let words = Rect::from_min_max(
            pos2(end - WORDS, ui.max_rect().top()),
            pos2(end - space::MEDIUM, ui.max_rect().bottom()),
        );
        let theme = theme::of(ui);
        let color = if run.past.is_some() {
            theme.accent
        } else {
            theme.dim
        };
        ui.painter().with_clip_rect(words).text(
            words.right_center(),
            Align2::RIGHT_CENTER,
            self.standing(context),
            theme::regular(size::SMALL),
            color,
        );
        let track = Rect::from_min_max(
            pos2(left, ui.max_rect().top()),
            pos2(words.left() - space::MEDIUM, ui.max_rect().bottom()),
        );
        self.track(ui, context, track, can, actions);
    }

    /// Back to the newest step, and off on a branch.
    fn ways(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let run = context.run;
        let t = |key: &str| context.language.t(key);
        if icon_button(ui, icon::STEP, &t("history-follow"), run.past.is_some()).clicked() {
            self.ask(Scrub::Follow, run, actions);
        }
        if icon_button(ui, icon::BRANCH, &t("history-fork"), run.can_fork()).clicked() {
            actions.push(Action::Fork);
        }
    }

    /// Which step is on show, in words.
    fn standing(&self, context: &Context) -> String {
        let language = context.language;
        let step = |step| numbers::count(step);
        match context.run.past {
            _ if context.run.ready.is_none() => String::new(),
            None => language.t("history-following"),
            Some(held) if !held.is_there() => {
                let args = [
                    ("step", step(held.step).into()),
                    ("goal", step(held.goal).into()),
                ];
                language.f("history-repeating", &args)
            }
            Some(held) => {
                let key = match self.film {
                    Some(_) => "history-playing",
                    None => "history-held",
                };
                language.f(key, &[("step", step(held.goal).into())])
            }
        }
    }

    fn track(
        &mut self,
        ui: &Ui,
        context: &Context,
        rect: Rect,
        can: bool,
        actions: &mut Vec<Action>,
    ) {
        let run = context.run;
        if rect.width() < 40.0 {
            return;
        }
        let sense = if can {
            Sense::click_and_drag()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, ui.scope_id().with("history"), sense);
        let words = context.language.t("history-track");
        let shown = shown(run);
        response.widget_info(|| {
            WidgetInfo::slider(ui.is_enabled() && can, shown as f64, words.clone())
        });
        let reach = Reach::of(run, rect);
        if can {
            self.touched(ui, context, &response, &reach, actions);
            self.keyed(ui, &response, run, actions);
        }
        paint(ui, run, &response, &reach);
    }

    /// Dragging shows what was kept nearby; letting go shows the very step.
    fn touched(
        &mut self,
        ui: &Ui,
        context: &Context,
        response: &Response,
        reach: &Reach,
        actions: &mut Vec<Action>,
    ) {
        let run = context.run;
        let response = response.clone().on_hover_cursor(CursorIcon::PointingHand);
        let pointer = response
            .interact_pointer_pos()
            .or_else(|| ui.input(|input| input.pointer.latest_pos()));
        if let Some(at) = pointer
            && (response.dragged() || response.clicked() || response.drag_stopped())
        {
            self.film = None;
            let at_end = at.x >= reach.rect.right() - AT_END;
            let step = reach.step(at.x);
            let scrub = match (at_end, response.dragged()) {
                (true, _) => Scrub::Follow,
                (false, true) => Scrub::Near(step),
                (false, false) => Scrub::At(step),
            };
            self.ask(scrub, run, actions);
        }
        if let Some(at) = response.hover_pos() {
            let step = numbers::count(reach.step(at.x));
            response.on_hover_text_at_pointer(
                context.language.f("history-go", &[("step", step.into())]),
            );
        }
    }

    fn keyed(&mut self, ui: &Ui, response: &Response, run: &RunView, actions: &mut Vec<Action>) {
        if !has_arrows(ui, response) {
            return;
        }
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let by = [(Key::ArrowLeft, -1), (Key::ArrowRight, 1)];
        for (_, by) in by.into_iter().filter(|(key, _)| pressed(*key)) {
            self.step(by, run, actions);
        }
    }

    /// Keys that act wherever the focus is: J and L leap, with Shift they step, H plays the film, Home and End.
    pub fn keys(&mut self, ui: &Ui, context: &Context, actions: &mut Vec<Action>) {
        let run = context.run;
        if run.ready.is_none() || run.step() == 0 {
            return;
        }
        let focused = ui.memory(|memory| memory.focused().is_some());
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        for (key, sign) in [(Key::J, -1i64), (Key::L, 1)] {
            if pressed(Modifiers::SHIFT, key) {
                self.step(sign, run, actions);
            }
            if pressed(Modifiers::NONE, key) {
                let leap = (run.step() / LEAP).max(1) as i64;
                self.step(sign * leap, run, actions);
            }
        }
        if pressed(Modifiers::NONE, Key::H) {
            self.toggle_film(ui.input(|input| input.time), run, actions);
        }
        if focused {
            return;
        }
        if pressed(Modifiers::NONE, Key::Home) {
            self.film = None;
            self.ask(Scrub::At(first(run)), run, actions);
        }
        if pressed(Modifiers::NONE, Key::End) {
            self.ask(Scrub::Follow, run, actions);
        }
    }

    /// Moves by some steps; past the newest one it follows again.
    fn step(&mut self, by: i64, run: &RunView, actions: &mut Vec<Action>) {
        self.film = None;
        let to = shown(run).saturating_add_signed(by).max(first(run));
        let scrub = if to >= run.step() && by > 0 {
            Scrub::Follow
        } else {
            Scrub::At(to)
        };
        self.ask(scrub, run, actions);
    }

    fn toggle_film(&mut self, now: f64, run: &RunView, actions: &mut Vec<Action>) {
        if self.film.take().is_some() {
            return;
        }
        // From where one stands, or from the beginning.
        let (first, last) = (first(run) as f64, run.step() as f64);
        let from = run.past.map_or(first, |held| held.goal as f64);
        let done = (from - first) / (last - first).max(1.0);
        self.film = Some(now - done * FILM);
        self.ask(Scrub::Near(from as u64), run, actions);
    }

    /// The film goes on.
    fn play(&mut self, ui: &Ui, run: &RunView, actions: &mut Vec<Action>) {
        let Some(began) = self.film else { return };
        let share = (ui.input(|input| input.time) - began) / FILM;
        if share >= 1.0 || run.ready.is_none() {
            self.film = None;
            self.ask(Scrub::Follow, run, actions);
            return;
        }
        let (first, last) = (first(run) as f64, run.step() as f64);
        let step = (first + share * (last - first)) as u64;
        self.ask(Scrub::Near(step), run, actions);
        ui.ctx().request_repaint();
    }

    fn ask(&mut self, scrub: Scrub, run: &RunView, actions: &mut Vec<Action>) {
        if scrub == Scrub::Follow {
            self.film = None;
        }
        if self.asked != Some(scrub) {
            self.asked = Some(scrub);
            actions.push(Action::Engine(Command::Scrub(run.run, scrub)));
        }
    }
}

fn first(run: &RunView) -> u64 {
    run.ready.as_ref().map_or(0, |ready| ready.first_step)
}

/// The step on show.
fn shown(run: &RunView) -> u64 {
    run.past.map_or(run.step(), |held| held.goal)
}

/// The track: from the first step that can be shown to the newest.
struct Reach {
    rect: Rect,
    first: u64,
    last: u64,
}

impl Reach {
    fn of(run: &RunView, rect: Rect) -> Self {
        Self {
            rect: rect.shrink2(vec2(space::MEDIUM, 0.0)),
            first: first(run),
            last: run.step(),
        }
    }

    fn x(&self, step: u64) -> f32 {
        let whole = (self.last - self.first.min(self.last)).max(1) as f32;
        let share = step.saturating_sub(self.first) as f32 / whole;
        self.rect.left() + share.min(1.0) * self.rect.width()
    }

    fn step(&self, x: f32) -> u64 {
        let share = ((x - self.rect.left()) / self.rect.width().max(1.0)).clamp(0.0, 1.0);
        let whole = self.last.saturating_sub(self.first) as f32;
        self.first + (share * whole).round() as u64
    }
}

fn paint(ui: &Ui, run: &RunView, response: &Response, reach: &Reach) {
    let theme = theme::of(ui);
    let painter = ui.painter();
    let y = reach.rect.center().y;
    let across = |from: f32, to: f32, color| {
        let line = [pos2(from, y), pos2(to, y)];
        painter.line_segment(line, Stroke::new(4.0, color));
    };
    let at = match run.past {
        _ if run.step() == 0 => reach.rect.left(),
        None => reach.rect.right(),
        Some(held) => reach.x(held.goal),
    };
    across(reach.rect.left(), reach.rect.right(), theme.line);
    let done = match run.past {
        Some(held) if !held.is_there() => reach.x(held.step),
        _ => at,
    };
    across(reach.rect.left(), done.min(at), theme.accent);
    let tick = |step: u64, color| {
        let x = reach.x(step);
        painter.vline(x, y - 8.0..=y - 4.0, Stroke::new(1.5, color));
    };
    for mark in &run.marks {
        tick(mark.step, theme.warning);
    }
    for step in &run.broke {
        tick(*step, theme.error);
    }
    let knob = Pos2::new(at, y);
    painter.circle(knob, 6.0, theme.text, Stroke::new(2.0, theme.panel));
    if response.has_focus() {
        painter.circle_stroke(knob, 9.0, Stroke::new(1.5, theme.accent));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_track_reaches_from_the_first_step_to_the_newest() {
        let reach = Reach {
            rect: Rect::from_min_max(pos2(10.0, 0.0), pos2(110.0, 20.0)),
            first: 100,
            last: 1100,
        };
        for (x, step) in [(10.0, 100), (60.0, 600), (110.0, 1100)] {
            assert_eq!(reach.step(x), step);
            assert!((reach.x(step) - x).abs() < 1e-3);
        }
        assert_eq!((reach.step(-50.0), reach.step(500.0)), (100, 1100));
        assert_eq!((reach.x(0), reach.x(9999)), (10.0, 110.0));
    }
}
