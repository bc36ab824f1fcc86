//! One run: a learner, its data, its clock, and everything that keeps it honest.

mod birth;
mod branch;
mod control;
mod journal;
mod pace;
mod past;
mod quota;
mod recall;
mod stepping;
mod telling;
mod vouch;
mod watch;

use std::time::{Duration, Instant};

use burn::tensor::Device;

use self::journal::{Journal, Stand};
use self::pace::Pace;
use self::past::Past;
use super::clinic::Clinic;
use super::evaluation::Evaluation;
use super::gallery::{Gallery, Scene};
use super::history::{History, Moment};
use super::ladder::{Height, Ladder};
use super::material::Material;
use super::{Doing, Event, Pulse, RunId, Slot};
use crate::families::{Learner, Losses};
use crate::gpu::{About, Health};
use crate::knob::Knobs;
use crate::spec::Spec;
use crate::text::Trouble;

/// A run steps this long before others, commands and pictures have their turn.
const SLICE: Duration = Duration::from_millis(8);
/// Losses stay on the device this long before they are read together.
const READ_EVERY: Duration = Duration::from_millis(80);
/// And never more of them than this, so that reading stays cheap.
const READ_AT_MOST: usize = 512;
const PULSE_EVERY: Duration = Duration::from_millis(120);
/// A run is saved at least this often, and as often as once a second where that costs next to nothing.
const SAVE_EVERY: Duration = Duration::from_mins(1);
const SAVE_AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// The share of its time that a run may spend on saving.
const SAVE_SHARE: f64 = 0.02;

/// A run on the engine's thread.
pub(super) struct Run {
    pub(super) id: RunId,
    spec: Spec,
    knobs: Knobs,
    learner: Box<dyn Learner>,
    material: Material,
    device: Device,
    about: About,
    health: Health,
    /// The device is gone, and with it everything that was on it.
    lost: bool,
    doing: Doing,
    /// Others that it runs together with are behind, and it waits for them.
    held: bool,
    /// Steps still to take before it pauses by itself; `None` goes on.
    left: Option<u64>,
    step: u64,
    examples: u64,
    seconds: f64,
    first_step_seconds: f64,
    pace: Pace,
    /// How long a step takes on a device that works behind our back.
    queued_step: Option<Duration>,
    /// Losses that wait on the device, each with the examples behind it.
    pending: Vec<(Losses, u64)>,
    last_read: Instant,
    last_pulse: Instant,
    last_save: Instant,
    save_pause: Duration,
    history: History,
    /// The earlier step on show, if it is not the newest one.
    past: Option<Past>,
    /// The size of the loss at the start, by which an explosion is told.
    scale: Option<f32>,
    evaluation: Option<Evaluation>,
    ladder: Option<Ladder>,
    /// The step of the last ladder that was begun by itself.
    climbed_at: Option<u64>,
    measured_at: Option<u64>,
    gallery: Gallery,
    clinic: Clinic,
    journal: Journal,
    /// Why the run is not kept in the folder it was to be kept in; told once.
    unkept: Option<Trouble>,
}

/// What a run needs from the engine to speak.
pub(super) struct Outlet<'a> {
    pub(super) tell: &'a mut dyn FnMut(Event),
    pub(super) slot: &'a Slot,
}

/// When a run next has something to do.
pub(super) enum Next {
    Now,
    At(Instant),
    Never,
}

impl Run {
    pub(super) fn is_stepping(&self) -> bool {
        self.doing.is_stepping()
    }

    /// When it next has something to do: now, at some time, or never by itself.
    pub(super) fn next(&self) -> Next {
        if self.lost {
            return Next::Never;
        }
        if self.evaluation.is_some()
            || self.ladder.is_some()
            || self.wants_ladder()
            || self.is_repeating()
            || !self.is_stepping() && self.is_behind_with_pictures()
        {
            return Next::Now;
        }
        match self.is_stepping() {
            true if self.held => Next::Never,
            true if self.pace.limit.is_finite() => Next::At(self.pace.next),
            true => Next::Now,
            false => Next::Never,
        }
    }

    /// One turn of a few milliseconds: a batch of measuring, or some steps; then the pictures that are due.
    pub(super) fn turn(&mut self, outlet: &mut Outlet) {
        if self.lost {
            return;
        }
        self.repeating_turn(outlet);
        // A picture of the fresh net comes before its first measure: it is what the click was for.
        self.paint(outlet);
        if self.is_stepping() && self.wants_measuring() {
            self.read(outlet);
            self.measure_beside();
        }
        if self.evaluation.is_some() {
            self.measuring_turn(outlet);
        } else if self.is_stepping() && !self.held {
            self.stepping_turn(outlet);
        }
        if self.wants_ladder() {
            self.begin_ladder(Height::Usual);
        }
        if let Some(ladder) = &self.ladder
            && (!self.is_stepping() || ladder.may_climb())
        {
            self.climbing_turn(outlet);
        }
        self.paint(outlet);
        if self.last_pulse.elapsed() >= PULSE_EVERY && self.is_stepping() {
            self.pulse(outlet);
        }
    }

    /// Writes the run to its folder, if it has one.
    pub(super) fn save(&mut self, outlet: &mut Outlet) {
        let began = Instant::now();
        if !self.material.may_train() || self.lost {
            return;
        }
        // What is written down has been seen to be finite.
        self.read(outlet);
        let stand = self.stand();
        match self
            .journal
            .save(&self.spec, || self.learner.state(), stand)
        {
            Some(Ok(path)) => (outlet.tell)(Event::Saved(self.id, path)),
            Some(Err(trouble)) => (outlet.tell)(Event::Unkept(self.id, trouble)),
            None => {}
        }
        self.last_save = Instant::now();
        self.save_pause = began
            .elapsed()
            .div_f64(SAVE_SHARE)
            .clamp(SAVE_AT_MOST_EVERY, SAVE_EVERY);
    }

    /// The state as it is now, reached through losses no larger than `loss`.
    fn moment(&self, loss: f32) -> Moment {
        Moment {
            snapshot: self.learner.snapshot(),
            step: self.step,
            examples: self.examples,
            seconds: self.seconds,
            loss,
        }
    }

    fn stand(&self) -> Stand {
        Stand {
            step: self.step,
            seconds: self.seconds,
            examples: self.examples,
        }
    }

    /// Whether there are pictures that a run at rest has not made yet.
    fn is_behind_with_pictures(&self) -> bool {
        if self.is_repeating() {
            return false;
        }
        let (step, learner, _) =
            on_show(self.past.as_ref(), (self.step, &*self.learner, &self.knobs));
        self.gallery.is_behind(&Scene {
            run: self.id,
            step,
            seed: self.spec.seed,
            playing: self.past.is_none() && self.is_stepping(),
            learner,
            material: &self.material,
            freeze: &|| None,
            device: &self.device,
        })
    }

    /// Makes the pictures that are due: of the step on show, and none on the way there.
    fn paint(&mut self, outlet: &mut Outlet) {
        if self.is_repeating() {
            return;
        }
        let playing = self.past.is_none() && self.is_stepping();
        let now = (self.step, &*self.learner, &self.knobs);
        let (step, learner, knobs) = on_show(self.past.as_ref(), now);
        let freeze = || control::frozen(&self.spec, knobs, &self.material, learner);
        let scene = Scene {
            run: self.id,
            step,
            seed: self.spec.seed,
            playing,
            learner,
            material: &self.material,
            freeze: &freeze,
            device: &self.device,
        };
        self.gallery.paint(&scene, outlet.slot);
    }

    /// Tells what is wrong with the run, if that has changed.
    fn tell_findings(&mut self, outlet: &mut Outlet) {
        let kind = self.material.shape.kind();
        if let Some(found) = self.clinic.news(&self.spec, &self.knobs, kind) {
            (outlet.tell)(Event::Diagnosed(self.id, found));
        }
    }

    /// Tells, once, that the run could not have its folder.
    pub(super) fn tell_unkept(&mut self, outlet: &mut Outlet) {
        if let Some(trouble) = self.unkept.take() {
            (outlet.tell)(Event::Unkept(self.id, trouble));
        }
    }

    /// Tells where the run stands.
    pub(super) fn pulse(&mut self, outlet: &mut Outlet) {
        self.last_pulse = Instant::now();
        (outlet.tell)(Event::Pulse(Pulse {
            run: self.id,
            doing: self.doing,
            step: self.step,
            seconds: self.seconds,
            examples: self.examples,
            steps_per_second: self.pace.rate(),
            first_step_seconds: self.first_step_seconds,
        }));
    }
}

/// What pictures are made of: an earlier step where one is looked at, otherwise the run as it is now.
fn on_show<'a>(
    past: Option<&'a Past>,
    now: (u64, &'a dyn Learner, &'a Knobs),
) -> (u64, &'a dyn Learner, &'a Knobs) {
    past.map_or(now, |past| (past.step, &*past.learner, &past.knobs))
}
