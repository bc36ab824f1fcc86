//! Runs that were asked for and are not there yet.

use std::collections::BTreeMap;

use super::news::run_of;
use crate::engine::{Command, Event, RunId};

/// How many starts of a run the engine has not answered. A run that is started again keeps its name, so what the engine tells
/// under that name before its last answer is about a run that is gone.
#[derive(Default)]
pub(super) struct Unborn(BTreeMap<RunId, u32>);

impl Unborn {
    /// Notes what the engine is told.
    pub(super) fn send(&mut self, command: &Command) {
        if let Command::Start { run, .. } | Command::Open { run, .. } | Command::Fork { run, .. } =
            command
        {
            *self.0.entry(*run).or_default() += 1;
        }
    }

    /// Notes what the engine tells; whether it is about a run that is still wanted.
    pub(super) fn admits(&mut self, event: &Event) -> bool {
        let Some(run) = run_of(event) else {
            return true;
        };
        let Some(awaited) = self.0.get_mut(&run) else {
            return true;
        };
        if !matches!(event, Event::Ready(_) | Event::Unbuilt(..)) {
            return false;
        }
        *awaited -= 1;
        if *awaited > 0 {
            return false;
        }
        self.0.remove(&run);
        true
    }

    /// Whether a picture is of the run that is there now.
    pub(super) fn has_drawn(&self, run: RunId) -> bool {
        !self.0.contains_key(&run)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Held, View};
    use crate::families::Family;
    use crate::spec::{DeviceChoice, Spec};
    use crate::text::Trouble;

    const RUN: RunId = RunId(1);

    fn start() -> Command {
        let family = Family::find("vae").unwrap();
        Command::Start {
            run: RUN,
            spec: Box::new(Spec::of(family, 0, DeviceChoice::Cpu)),
            out: crate::engine::Out::Memory,
            playing: true,
            view: View::NOTHING,
        }
    }

    fn word() -> Event {
        Event::Scrubbed(RUN, None::<Held>)
    }

    fn answer() -> Event {
        Event::Unbuilt(RUN, Trouble::new("error-gpu-none"))
    }

    #[test]
    fn what_is_told_before_the_last_answer_belongs_to_nobody() {
        let mut unborn = Unborn::default();
        assert!(unborn.admits(&word()) && unborn.has_drawn(RUN));
        unborn.send(&start());
        assert!(!unborn.admits(&word()) && !unborn.has_drawn(RUN));
        unborn.send(&start());
        assert!(!unborn.admits(&answer()), "the answer to the first");
        assert!(!unborn.admits(&word()), "news of the first");
        assert!(unborn.admits(&answer()), "the answer to the second");
        assert!(unborn.admits(&word()) && unborn.has_drawn(RUN));
        assert!(unborn.admits(&Event::Gone));
    }
}
