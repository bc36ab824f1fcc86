//! What a run can be told: play, pause, step, speed, knobs, views.

use super::{Outlet, Run};
use crate::engine::evaluation::Evaluation;
use crate::engine::ladder::Ladder;
use crate::engine::{Doing, Event, View};
use crate::families::{Family, Setup};
use crate::knob::Value;
use crate::nn::Noise;
use crate::spec::{Budget, Edit};

/// No ladder is climbed by itself before this step: there is nothing to tell yet.
const FIRST_LADDER: u64 = 100;
/// And the next one when the steps have grown by this factor, since bounds move with the logarithm of the steps.
const LADDER_PACE: f64 = 1.3;

impl Run {
    pub(in crate::engine) fn play(&mut self, steps: Option<u64>, outlet: &mut Outlet) {
        if self.lost {
            return self.tell_loss(outlet);
        }
        if matches!(
            self.doing,
            Doing::Diverged | Doing::Failed | Doing::Finished
        ) || self.train.count() == 0
        {
            return;
        }
        if let Err(trouble) = self.journal.hold() {
            (outlet.tell)(Event::Failed(self.id, trouble));
            return;
        }
        self.left = steps;
        self.doing = if self.first_step_seconds == 0.0 {
            Doing::WarmingUp
        } else {
            Doing::Playing
        };
        self.pace.restart();
        self.pulse(outlet);
    }

    /// Stops stepping, with everything read, told and saved.
    pub(in crate::engine) fn pause(&mut self, outlet: &mut Outlet) {
        if self.is_stepping() {
            self.rest(Doing::Paused, outlet);
        }
    }

    pub(in crate::engine) fn limit(&mut self, steps_per_second: f64) {
        self.pace.limit = if steps_per_second > 0.0 {
            steps_per_second
        } else {
            f64::INFINITY
        };
        self.pace.restart();
    }

    pub(in crate::engine) fn turn_knob(&mut self, knob: &str, value: &Value, outlet: &mut Outlet) {
        let Ok(value) = Family::find(&self.spec.family)
            .and_then(|f| crate::knob::find(f.knobs(), knob))
            .and_then(|k| k.check(value))
        else {
            return;
        };
        let Some(from) = self.knobs.get(knob).cloned().filter(|old| *old != value) else {
            return;
        };
        self.knobs.set(knob, value.clone());
        if self.step == 0 {
            self.spec.knobs.set(knob, value.clone());
        } else {
            self.spec.edits.push(Edit {
                step: self.step,
                knob: knob.to_owned(),
                value: value.clone(),
            });
        }
        (outlet.tell)(Event::Turned {
            run: self.id,
            step: self.step,
            knob: knob.to_owned(),
            from,
            to: value,
        });
    }

    /// Gives the run another budget; one that was finished may go on.
    pub(in crate::engine) fn budget(&mut self, budget: Budget, outlet: &mut Outlet) {
        self.spec.budget = budget;
        if self.doing == Doing::Finished && !self.budget_is_used_up() {
            self.doing = Doing::Paused;
            self.pulse(outlet);
        }
    }

    pub(in crate::engine) fn look(&mut self, view: View) {
        self.gallery.look(view);
    }

    pub(in crate::engine) fn recover(&mut self, outlet: &mut Outlet) {
        if matches!(self.doing, Doing::Diverged | Doing::Failed) {
            self.doing = Doing::Paused;
            self.pulse(outlet);
        }
    }

    /// Begins the ladder of bounds of the model as it is now.
    pub(in crate::engine) fn begin_ladder(&mut self) {
        let Ok(build) = Family::find(&self.spec.family).and_then(Family::builder) else {
            return;
        };
        if self.held_out.count() == 0 {
            return;
        }
        let mut frozen = build(&Setup {
            device: &self.device,
            knobs: &self.knobs,
            shape: self.data.shape(),
            noise: Noise::fixed(self.spec.seed, "weights"),
        });
        frozen.restore(&self.learner.snapshot());
        self.climbed_at = Some(self.step);
        self.ladder = Some(Ladder::new(frozen, self.step, self.spec.seed));
    }

    /// Whether the ladder is looked at and the model has moved on far enough, or has come to rest, since the last one.
    pub(super) fn wants_ladder(&self) -> bool {
        if self.ladder.is_some()
            || self.held_out.count() == 0
            || !self.gallery.wants_ladder()
            || !self.learner.bounds()
            || self.step < FIRST_LADDER
        {
            return false;
        }
        let Some(last) = self.climbed_at else {
            return true;
        };
        let far = self.step as f64 >= last as f64 * LADDER_PACE;
        far || self.step != last && !self.is_stepping()
    }

    pub(in crate::engine) fn measure(&mut self) {
        if self.held_out.count() > 0 {
            self.evaluation = Some(Evaluation::new(self.spec.seed));
        }
    }
}
