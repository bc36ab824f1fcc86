//! What a run can be told: play, pause, step, speed, knobs, views.

use std::sync::Arc;

use super::{Outlet, Run};
use crate::data::PlaneSet;
use crate::data::plane::Stroke;
use crate::engine::evaluation::{self, Evaluation};
use crate::engine::examples::Examples;
use crate::engine::gallery;
use crate::engine::ladder::{Height, Ladder};
use crate::engine::material::Material;
use crate::engine::{Doing, Event, View};
use crate::families::{Family, Learner, Setup, Snapshot};
use crate::figure::Known;
use crate::knob::{Knobs, Value};
use crate::nn::Noise;
use crate::spec::{Budget, Edit, Spec};

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
        ) {
            return;
        }
        // A canvas with nothing on it waits for the first stroke.
        if !self.material.may_train() {
            return self.pulse(outlet);
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
        self.learner.turn(&self.knobs);
        self.gallery.refresh();
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

    /// Changes the drawing that is learned from; a run that waited for something to learn from goes on.
    pub(in crate::engine) fn draw(&mut self, strokes: &[Stroke], outlet: &mut Outlet) {
        if self
            .material
            .data
            .plane()
            .and_then(PlaneSet::drawing)
            .is_none()
        {
            return;
        }
        let waited = !self.material.may_train();
        self.material.redraw(&mut self.spec, self.step, strokes);
        self.evaluation = None;
        self.gallery.refresh_data();
        (outlet.tell)(Event::Drawn {
            run: self.id,
            step: self.step,
            data: Arc::clone(&self.material.data),
            held_out: Arc::clone(&self.material.points),
        });
        if !self.material.may_train() {
            self.pause(outlet);
        } else if waited && self.doing == Doing::Paused {
            self.play(None, outlet);
        }
    }

    /// The share of its budget that it has used up.
    pub(in crate::engine) fn used(&self) -> f64 {
        let budget = self.spec.budget;
        budget.used(self.step, self.seconds, self.examples)
    }

    /// Whether it waits for others that it runs together with.
    pub(in crate::engine) fn hold(&mut self, held: bool) {
        self.held = held;
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
    pub(in crate::engine) fn begin_ladder(&mut self, height: Height) {
        if self.material.held_out.count() == 0 {
            return;
        }
        let frozen = frozen(&self.spec, &self.knobs, &self.material, &*self.learner);
        let Some(frozen) = frozen else {
            return;
        };
        self.climbed_at = Some(self.step);
        let at = (self.step, self.spec.seed);
        self.ladder = Some(Ladder::new(frozen, at, height, self.about.kind));
    }

    /// Whether the ladder is looked at and the model has moved on far enough, or has come to rest, since the last one.
    pub(super) fn wants_ladder(&self) -> bool {
        if self.ladder.is_some()
            || self.material.held_out.count() == 0
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
        if self.material.held_out.count() > 0 {
            let passes = self.learner.passes();
            let whole = Evaluation::whole(self.spec.seed, &self.material, passes);
            self.evaluation = Some(whole);
        }
    }

    /// Says log p(x) of points in units of the data, and by what way it is known, where it is.
    pub(in crate::engine) fn tell_density(&self, points: &[[f64; 2]], outlet: &mut Outlet) {
        let answer = self.log_density(points);
        (outlet.tell)(Event::Density(self.id, answer));
    }

    fn log_density(&self, points: &[[f64; 2]]) -> Option<(Known, Vec<f64>)> {
        let plane = self.material.data.plane()?;
        let (known, log_density) = gallery::way(&*self.learner)?;
        let mut answer = Vec::with_capacity(points.len());
        for part in points.chunks(evaluation::at_once(self.learner.passes().density)) {
            let x = Examples::points(part, plane.standard, &self.device);
            let log_p = log_density(x.range(0, part.len())).into_data(); // [part]
            let area = self.material.log_area();
            answer.extend(log_p.iter::<f64>().map(|log_p| log_p - area));
        }
        Some((known, answer))
    }
}

/// A learner that stays as this one is now, for what takes longer than a turn.
pub(super) fn frozen(
    spec: &Spec,
    knobs: &Knobs,
    material: &Material,
    learner: &dyn Learner,
) -> Option<Box<dyn Learner>> {
    another(spec, knobs, material, &learner.snapshot())
}

/// Another learner of the same run, in a state that was kept.
pub(super) fn another(
    spec: &Spec,
    knobs: &Knobs,
    material: &Material,
    snapshot: &Snapshot,
) -> Option<Box<dyn Learner>> {
    let build = Family::find(&spec.family).and_then(Family::builder).ok()?;
    let mut another = build(&Setup {
        device: material.device(),
        knobs,
        shape: material.shape,
        classes: material.classes,
        plane: material.data.plane(),
        noise: Noise::fixed(spec.seed, "weights"),
    });
    another.restore(snapshot);
    Some(another)
}
