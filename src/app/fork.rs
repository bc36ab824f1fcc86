//! A run that begins at a step of the shown one.

use super::{App, Desk};
use crate::engine::Command;
use crate::ui::run_view::RunView;

impl App {
    /// Starts a run from the step on show, paused, so that its knobs can be turned first; it has the curves of the other until
    /// there.
    pub(super) fn fork(&mut self) {
        let Some(from) = self.shown.and_then(|id| self.runs.get(&id)) else {
            return;
        };
        let step = from.past.map_or(from.step(), |held| held.goal);
        let spec = from.spec.until(step);
        let id = self.next_run();
        let mut run = RunView::new(id, spec.clone(), from.view.clone());
        run.inherit(from, step);
        let of = from.run;
        run.hidden.clone_from(&from.hidden);
        let desk = Desk::of(&spec.family, from.knobs_at(step));
        self.desks.insert(id, desk);
        self.asked.insert(id, run.view.clone());
        self.command(Command::Fork {
            of,
            run: id,
            out: self.out(&spec),
            view: run.view.clone(),
        });
        self.runs.insert(id, run);
        self.shown = Some(id);
    }
}
