//! A step in slow motion: which beat is on show, and the way on.

use super::App;
use crate::engine::{Command, Doing, RunId};
use crate::ui::beats::{Ask, Beats, Context};
use crate::ui::run_view::RunView;
use crate::ui::{Action, Screen};

/// The step that is told.
pub(super) struct Slow {
    run: RunId,
    /// The beat on show.
    at: usize,
    /// Whether the run trained before, and goes on after.
    was_stepping: bool,
    /// Whether a lesson began it, which goes on after the last beat.
    is_taught: bool,
    sheet: Beats,
}

impl App {
    /// The beat on show, of a step in slow motion.
    pub fn beat(&self) -> Option<usize> {
        self.slow.as_ref().map(|slow| slow.at)
    }

    /// Carries out what was asked for.
    pub(super) fn at_beats(&mut self, ask: Ask) {
        if ask == Ask::Begin {
            return self.begin_beats();
        }
        let Some(slow) = &mut self.slow else { return };
        let run = self.runs.get(&slow.run);
        let beats = run.and_then(|run| run.told.as_ref());
        let beats = beats.map_or(0, |told| told.beats.len());
        match ask {
            Ask::Begin => {}
            Ask::To(beat) => slow.at = beat.min(beats.saturating_sub(1)),
            Ask::Back => slow.at = slow.at.saturating_sub(1),
            Ask::Forward if slow.at + 1 < beats => slow.at += 1,
            Ask::Forward if beats > 0 && slow.is_taught => self.go_in_lesson(1),
            Ask::Forward => self.take_told_step(),
            Ask::Leave => self.leave_beats(),
        }
    }

    fn begin_beats(&mut self) {
        let Some(run) = self.shown_run() else { return };
        if !can_be_told(run) {
            return;
        }
        let (id, was_stepping) = (run.run, run.doing().is_stepping());
        self.slow = Some(Slow {
            run: id,
            at: 0,
            was_stepping,
            is_taught: false,
            sheet: Beats::default(),
        });
        self.tell(id);
    }

    /// Asks for the next step of a run, beat by beat.
    fn tell(&mut self, id: RunId) {
        if let Some(run) = self.runs.get_mut(&id) {
            run.told = None;
        }
        self.command(Command::Tell(id));
    }

    /// Takes the step that was told to its end, and asks for the one after it.
    fn take_told_step(&mut self) {
        let Some(slow) = &mut self.slow else { return };
        let id = slow.run;
        let can = self
            .runs
            .get(&id)
            .is_some_and(|run| run.told.is_some() && can_go_on(run));
        if can {
            slow.at = 0;
            self.command(Command::Step(id, 1));
            self.tell(id);
        }
    }

    /// Lets a step of a lesson be told once its run is there, or no more.
    pub(super) fn teach_beats(&mut self, wanted: bool) {
        self.leave_beats();
        if let Some(guide) = &mut self.guide {
            guide.wants_beats = wanted;
        }
    }

    fn leave_beats(&mut self) {
        let Some(slow) = self.slow.take() else { return };
        if slow.was_stepping {
            self.command(Command::Play(slow.run));
        }
    }

    /// Ends it where the run is on show no more, or can be told no more.
    pub(super) fn watch_beats(&mut self) {
        let is_there = self.screen == Screen::Bench && self.shown_run().is_some_and(can_be_told);
        let guide = self.guide.as_mut().filter(|_| is_there);
        if guide.is_some_and(|guide| std::mem::take(&mut guide.wants_beats)) {
            self.begin_beats();
            if let Some(slow) = &mut self.slow {
                slow.is_taught = true;
            }
        }
        let Some(slow) = &self.slow else { return };
        let is_there = self.screen == Screen::Bench && self.shown == Some(slow.run);
        let run = self.runs.get(&slow.run);
        if !is_there || !run.is_some_and(can_be_told) {
            self.leave_beats();
        }
    }

    /// Draws the sheet.
    pub(super) fn beats_ui(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        let Some(slow) = &mut self.slow else { return };
        let Some(run) = self.runs.get(&slow.run) else {
            return;
        };
        let context = Context {
            language: self.language,
            run,
            at: slow.at,
            can_go_on: can_go_on(run),
            is_taught: slow.is_taught,
            hints: self.presenting.is_none(),
        };
        slow.sheet.show(ctx, &context, actions);
    }
}

fn can_be_told(run: &RunView) -> bool {
    run.ready.is_some() && !matches!(run.doing(), Doing::Diverged | Doing::Failed)
}

fn can_go_on(run: &RunView) -> bool {
    can_be_told(run) && run.doing() != Doing::Finished
}
