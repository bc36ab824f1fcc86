//! A run of a sweep, followed from its start to its end, however that is.

use super::row::{Row, State};
use crate::engine::{Doing, Event, Pulse, RunId};
use crate::text::Trouble;

/// The one run that trains.
pub struct Following {
    id: RunId,
    /// What it has come to.
    pub row: Row,
    /// Whether there are examples to measure it by.
    is_judged: bool,
    /// How it ended, while what it has reached is being measured.
    leaving: Option<State>,
    pausing: bool,
    /// What broke it.
    trouble: Option<Trouble>,
}

/// What comes after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// More events.
    Goes,
    /// It ends early, and what it has reached is to be measured first.
    Measure,
    /// Nothing.
    Over,
}

impl Following {
    /// A run that is about to start.
    pub fn new(id: RunId, row: Row) -> Self {
        Self {
            id,
            row,
            is_judged: false,
            leaving: None,
            pausing: false,
            trouble: None,
        }
    }

    /// Its name to the engine.
    pub fn id(&self) -> RunId {
        self.id
    }

    /// It is to be stopped; true if it has to be told to pause.
    pub fn stop(&mut self) -> bool {
        let pauses = !self.pausing && self.leaving.is_none();
        self.pausing = true;
        pauses
    }

    /// What broke it, told once.
    pub fn take_trouble(&mut self) -> Option<Trouble> {
        self.trouble.take()
    }

    /// Takes up an event, of this run or of another.
    pub fn hear(&mut self, event: &Event) -> Turn {
        match event {
            Event::Unbuilt(run, trouble) | Event::Failed(run, trouble) if *run == self.id => {
                self.trouble = Some(trouble.clone());
                self.fail()
            }
            Event::Ready(ready) if ready.run == self.id => {
                self.row.parameters = ready.parameters;
                self.is_judged = ready.held_out_count > 0;
                Turn::Goes
            }
            Event::HeldOut { run, values, .. } if *run == self.id => {
                self.row.metrics.clone_from(values);
                match self.leaving {
                    Some(state) => {
                        self.row.state = state;
                        Turn::Over
                    }
                    None => Turn::Goes,
                }
            }
            Event::Broke { run, step, trouble } if *run == self.id => {
                self.trouble = Some(trouble.clone());
                self.leave(State::Diverged(*step))
            }
            Event::Pulse(pulse) if pulse.run == self.id => self.beat(pulse),
            _ => Turn::Goes,
        }
    }

    fn beat(&mut self, pulse: &Pulse) -> Turn {
        (self.row.steps, self.row.seconds) = (pulse.step, pulse.seconds);
        match pulse.doing {
            Doing::Finished => {
                self.row.state = State::Finished;
                Turn::Over
            }
            Doing::Paused if self.pausing => self.leave(State::Stopped),
            Doing::Failed => self.fail(),
            _ => Turn::Goes,
        }
    }

    /// What a run that leaves early has reached is measured as well as that of the others, where anything can be.
    fn leave(&mut self, state: State) -> Turn {
        self.row.state = state;
        if self.leaving.is_some() {
            return Turn::Goes;
        }
        if !self.is_judged {
            return Turn::Over;
        }
        self.leaving = Some(state);
        Turn::Measure
    }

    /// A run that broke may not be asked anything any more.
    fn fail(&mut self) -> Turn {
        self.row.state = State::Failed;
        Turn::Over
    }
}
