//! An earlier step of a run, reached again: a second learner that goes on from a kept state and repeats the steps after it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::control::another;
use super::stepping::next_batch;
use super::{Outlet, Run};
use crate::data::{DataSet, Drawing, PlaneSet};
use crate::engine::examples::Stream;
use crate::engine::history::Moment;
use crate::engine::material::Material;
use crate::engine::{Event, Held, Scrub};
use crate::families::Learner;
use crate::gpu::Kind;
use crate::knob::Knobs;
use crate::spec::Spec;

/// How often is told how far the repeating has come.
const TELL_EVERY: Duration = Duration::from_millis(60);

/// A run as it was, or on its way there.
pub(super) struct Past {
    pub(super) learner: Box<dyn Learner>,
    pub(super) knobs: Knobs,
    pub(super) step: u64,
    pub(super) examples: u64,
    pub(super) seconds: f64,
    /// The step that is wanted.
    goal: u64,
    /// How long a step took when it was taken first.
    seconds_a_step: f64,
    /// What was learned from, where that is drawn by hand.
    drawn: Option<(Drawing, Stream)>,
    last_told: Option<Instant>,
}

impl Past {
    /// The run as it was at a kept state, on its way to a step; a learner that was in the past before is sent there again.
    fn at(
        moment: &Moment,
        (goal, seconds_a_step): (u64, f64),
        before: Option<Self>,
        spec: &Spec,
        material: &Material,
    ) -> Option<Self> {
        let knobs = spec.knobs_at(moment.step);
        let mut learner = match before {
            Some(Self { mut learner, .. }) => {
                learner.restore(&moment.snapshot);
                learner
            }
            None => another(spec, &knobs, material, &moment.snapshot)?,
        };
        learner.turn(&knobs);
        Some(Self {
            learner,
            knobs,
            step: moment.step,
            examples: moment.examples,
            seconds: moment.seconds,
            goal,
            seconds_a_step,
            drawn: None,
            last_told: None,
        })
    }

    /// Whether it has come to where it is wanted.
    pub(super) fn is_there(&self) -> bool {
        self.step == self.goal
    }

    /// Repeats a step: the same examples, the same noise, the knobs as they were.
    fn repeat(&mut self, spec: &Spec, material: &mut Material) {
        if spec.edits.iter().any(|edit| edit.step == self.step) {
            self.knobs = spec.knobs_at(self.step);
            self.learner.turn(&self.knobs);
        }
        let before = (self.step, self.examples);
        let train = match &spec.drawing {
            Some(drawing) => drawn(&mut self.drawn, &drawing.at(self.step), spec, material),
            None => &mut material.train,
        };
        let batch = next_batch(train, spec.seed, before, &self.knobs);
        self.examples += batch.x.dims()[0] as u64;
        self.learner.step(&batch, &self.knobs);
        self.step += 1;
        self.seconds += self.seconds_a_step;
    }
}

/// The points of a drawing, as long as it stays the same.
fn drawn<'a>(
    known: &'a mut Option<(Drawing, Stream)>,
    drawing: &Drawing,
    spec: &Spec,
    material: &Material,
) -> &'a mut Stream {
    let same = known.take().filter(|(known, _)| known == drawing);
    let points = same.unwrap_or_else(|| {
        let set = DataSet::Plane(PlaneSet::drawn(drawing.clone()));
        let examples = (material.shape, material.classes);
        let stream = Stream::new(&Arc::new(set), examples, spec.seed, material.device());
        (drawing.clone(), stream)
    });
    &mut known.insert(points).1
}

impl Run {
    /// Shows another step than the newest one, or the newest one again.
    pub(in crate::engine) fn scrub(&mut self, to: Scrub, outlet: &mut Outlet) {
        let goal = match to {
            Scrub::Follow => None,
            Scrub::At(step) => Some(step.clamp(self.history.first(), self.step)),
            Scrub::Near(step) => Some(self.history.near(step)),
        };
        let was = self.held();
        match goal {
            None => self.past = None,
            Some(goal) => self.go_to(goal),
        }
        if self.held() != was {
            self.gallery.refresh();
        }
        self.tell_held(outlet);
    }

    fn go_to(&mut self, goal: u64) {
        let newest = (goal == self.step).then(|| self.moment(0.0));
        let kept = || self.history.before(goal);
        let moment = newest.as_ref().unwrap_or_else(kept);
        let is_on_the_way = |past: &&mut Past| (moment.step..=goal).contains(&past.step);
        if let Some(past) = self.past.as_mut().filter(is_on_the_way) {
            past.goal = goal;
            return;
        }
        let pace = self.history.pace(moment.step, (self.step, self.seconds));
        let before = self.past.take();
        self.past = Past::at(moment, (goal, pace), before, &self.spec, &self.material);
    }

    /// Whether it is on its way to an earlier step.
    pub(super) fn is_repeating(&self) -> bool {
        self.past.as_ref().is_some_and(|past| !past.is_there())
    }

    /// Repeats steps for one turn.
    pub(super) fn repeating_turn(&mut self, outlet: &mut Outlet) {
        let mut quota = self.quota();
        let Some(past) = self.past.as_mut().filter(|past| !past.is_there()) else {
            return;
        };
        while !past.is_there() && !quota.is_used_up() {
            past.repeat(&self.spec, &mut self.material);
            quota.count();
        }
        let (is_there, told) = (past.is_there(), past.last_told);
        if self.about.kind != Kind::Cpu
            && let Err(why) = self.device.sync()
        {
            panic!("the device does not answer: {why}");
        }
        if is_there {
            self.gallery.refresh();
        }
        if is_there || told.is_none_or(|told| told.elapsed() > TELL_EVERY) {
            self.tell_held(outlet);
        }
    }

    /// An earlier step that is no part of the run any more is not shown.
    pub(super) fn forget_future(&mut self) {
        self.past = self.past.take().filter(|past| past.goal <= self.step);
    }

    fn held(&self) -> Option<Held> {
        let past = self.past.as_ref()?;
        Some(Held {
            step: past.step,
            goal: past.goal,
        })
    }

    pub(super) fn tell_held(&mut self, outlet: &mut Outlet) {
        let held = self.held();
        if let Some(past) = &mut self.past {
            past.last_told = Some(Instant::now());
        }
        (outlet.tell)(Event::Scrubbed(self.id, held));
    }
}
