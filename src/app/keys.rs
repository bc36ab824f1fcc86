//! The keyboard: which key asks for what. Single keys act only while no text field has the focus.

use egui::{Key, Modifiers};

use super::PresentAsk as Present;
use crate::engine::Command;
use crate::ui::beats::Ask;
use crate::ui::bench::compare;
use crate::ui::lesson::Ask as Walk;
use crate::ui::run_view::RunView;
use crate::ui::widgets::keys::DIGITS;
use crate::ui::{Action, Screen, Seed};

/// Where the window is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The screen on show.
    pub(super) screen: Screen,
    /// Whether a lesson is under way.
    pub(super) in_lesson: bool,
    /// Whether a step is told in slow motion.
    pub(super) in_beats: bool,
    /// Whether the bench has something open that Escape puts away.
    pub(super) is_open: bool,
}

/// What the keys of this frame ask for on a screen without an open overlay.
pub(super) fn actions(ctx: &egui::Context, place: Place, run: Option<&RunView>) -> Vec<Action> {
    let mut actions = Vec::new();
    let Place {
        screen, in_lesson, ..
    } = place;
    let typing = ctx.text_edit_focused();
    let focused = ctx.memory(|memory| memory.focused().is_some());
    ctx.input_mut(|input| {
        input.events.retain(|event| !is_held(event));
        let mut on = |modifiers, key, action: Action| {
            if input.consume_key(modifiers, key) {
                actions.push(action);
            }
        };
        let undo = Modifiers::COMMAND | Modifiers::SHIFT;
        on(Modifiers::COMMAND, Key::K, Action::Find);
        on(Modifiers::NONE, Key::F11, Action::FullScreen);
        if typing {
            return;
        }
        on(
            Modifiers::SHIFT,
            Key::P,
            Action::Present(Present::Spotlight),
        );
        on(Modifiers::ALT, Key::P, Action::Present(Present::Notes));
        on(Modifiers::NONE, Key::P, Action::Present(Present::Toggle));
        if place.in_beats {
            return beats(&mut on);
        }
        on(undo, Key::Z, Action::Redo);
        on(Modifiers::COMMAND, Key::Y, Action::Redo);
        on(Modifiers::COMMAND, Key::Z, Action::Undo);
        on(Modifiers::SHIFT, Key::Questionmark, Action::Keys);
        on(Modifiers::NONE, Key::Questionmark, Action::Keys);
        on(Modifiers::SHIFT, Key::Slash, Action::Keys);
        on(Modifiers::NONE, Key::M, Action::Go(Screen::Map));
        on(Modifiers::NONE, Key::K, Action::Go(Screen::Shelf));
        on(Modifiers::NONE, Key::T, Action::Go(Screen::Lessons));
        for (number, key) in (1..).zip(DIGITS) {
            let keep = Modifiers::ALT | Modifiers::SHIFT;
            on(keep, key, Action::Present(Present::Keep(number)));
            on(Modifiers::ALT, key, Action::Present(Present::Scene(number)));
        }
        if in_lesson {
            on(Modifiers::NONE, Key::PageDown, Action::Lesson(Walk::Next));
            on(Modifiers::NONE, Key::PageUp, Action::Lesson(Walk::Back));
        }
        if !focused && screen != Screen::Map && !place.is_open {
            let back = run.map_or(Screen::Map, |_| screen.back());
            on(Modifiers::NONE, Key::Escape, Action::Go(back));
        }
        let Some(run) = run else { return };
        on(Modifiers::NONE, Key::B, Action::Go(Screen::Bench));
        on(Modifiers::NONE, Key::S, Action::Go(Screen::Sweep));
        if !focused {
            on(Modifiers::NONE, Key::Space, play_or_pause(run));
        }
        if screen != Screen::Bench {
            return;
        }
        for (key, by) in [(Key::Comma, -1), (Key::Period, 1)] {
            if let Some(family) = compare::neighbour(run, by) {
                on(Modifiers::NONE, key, Action::Family(family));
            }
        }
        // A key without Shift hears the same with it, so that with it comes first.
        if run.can_fork() {
            on(Modifiers::SHIFT, Key::R, Action::Fork);
        }
        on(Modifiers::NONE, Key::R, Action::Restart(Seed::Same));
        on(Modifiers::NONE, Key::N, Action::Restart(Seed::New));
        on(Modifiers::NONE, Key::W, Action::Beats(Ask::Begin));
        if !focused {
            let step = |count| Action::Engine(Command::Step(run.run, count));
            on(Modifiers::SHIFT, Key::ArrowRight, step(10));
            on(Modifiers::NONE, Key::ArrowRight, step(1));
        }
    });
    actions
}

/// The keys of a step in slow motion: all others would lead away from it.
fn beats(on: &mut impl FnMut(Modifiers, Key, Action)) {
    // A key without Shift hears the same with it, so that with it comes first.
    on(Modifiers::SHIFT, Key::Space, Action::Beats(Ask::Back));
    on(Modifiers::NONE, Key::Space, Action::Beats(Ask::Forward));
    for (back, forward) in [
        (Key::ArrowLeft, Key::ArrowRight),
        (Key::PageUp, Key::PageDown),
    ] {
        on(Modifiers::NONE, back, Action::Beats(Ask::Back));
        on(Modifiers::NONE, forward, Action::Beats(Ask::Forward));
    }
}

fn play_or_pause(run: &RunView) -> Action {
    Action::Engine(if run.doing().is_stepping() {
        Command::Pause(run.run)
    } else {
        Command::Play(run.run)
    })
}

/// A key that is held down repeats; only steps are meant to.
fn is_held(event: &egui::Event) -> bool {
    let egui::Event::Key {
        key, repeat: true, ..
    } = event
    else {
        return false;
    };
    matches!(
        key,
        Key::Space
            | Key::R
            | Key::N
            | Key::M
            | Key::B
            | Key::P
            | Key::S
            | Key::T
            | Key::W
            | Key::F11
            | Key::Questionmark
            | Key::Comma
            | Key::Period
    )
}
