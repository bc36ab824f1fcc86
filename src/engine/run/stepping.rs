//! The turns of a run: steps, measures, and how both come to an end.

use std::time::Instant;

use super::quota::Quota;
use super::{Outlet, READ_AT_MOST, READ_EVERY, Run, SLICE};
use crate::data::Shape;
use crate::engine::evaluation::{Evaluation, Mean};
use crate::engine::examples::Stream;
use crate::engine::ladder::Climb;
use crate::engine::picture_measures;
use crate::engine::plan::{self, Plan};
use crate::engine::{Doing, Event};
use crate::families::Batch;
use crate::gpu::Kind;
use crate::knob::Knobs;
use crate::nn::Noise;
use crate::spec::Budget;
use crate::text::Trouble;

impl Run {
    pub(super) fn wants_measuring(&self) -> bool {
        self.material.held_out.count() > 0
            && self.evaluation.is_none()
            && self.measured_at != Some(self.step)
            && plan::is_due(self.step, self.plan().every)
    }

    /// How often is measured, and by how much.
    pub(super) fn plan(&self) -> Plan {
        let count = self.material.held_out.count();
        let batch = self.spec.knobs.batch_size();
        match self.material.shape {
            Shape::Image { .. } | Shape::Text { .. } => {
                Plan::of_images(count, batch, self.learner.measure_passes())
            }
            Shape::Plane => Plan::of_points(count, batch, self.learner.passes()),
        }
    }

    /// Begins a measure beside the training.
    pub(super) fn measure_beside(&mut self) {
        if self.material.held_out.count() > 0 {
            // What a run ends with is measured as well as it can be.
            if self.budget_is_used_up() {
                return self.measure();
            }
            let plan = self.plan();
            let passes = self.learner.passes().sample;
            let plan = Plan {
                pictures: picture_measures::is_due(self.step, plan.every, passes),
                ..plan
            };
            self.evaluation = Some(Evaluation::beside(self.spec.seed, &self.material, plan));
        }
    }

    pub(super) fn measuring_turn(&mut self, outlet: &mut Outlet) {
        let Some(mut evaluation) = self.evaluation.take() else {
            return;
        };
        let Some(outcome) = evaluation.turn(&*self.learner, &self.material) else {
            self.evaluation = Some(evaluation);
            return;
        };
        self.measured_at = Some(self.step);
        let mut values = named(&outcome.means);
        let known = outcome.numbers.iter();
        let known = known.filter_map(|(name, value)| Some((*name, (*value)?)));
        for (name, value) in values.iter().map(|(n, v)| (n.as_str(), *v)).chain(known) {
            self.clinic.measure(name, self.step, value);
        }
        let numbers = outcome.numbers.into_iter();
        // What was not measured this time has its column in the table all the same.
        values.extend(numbers.map(|(name, value)| (name.to_owned(), value.unwrap_or(f64::NAN))));
        if let Some(units) = outcome.units {
            values.push(("active_units".to_owned(), units.active as f64));
            self.gallery.learn_units(self.step, units.divergence);
        }
        // A measure that somebody asked for of a run at rest is an answer, and no part of its history.
        if self.is_stepping() {
            self.journal.held_out(self.stand(), &values);
            if let Some(sheet) = &outcome.sheet {
                let is_last = self.budget_is_used_up();
                self.journal.picture(self.step, sheet, is_last);
            }
        }
        values.retain(|(_, value)| !value.is_nan());
        if let Err(trouble) = self.journal.flush() {
            (outlet.tell)(Event::Unkept(self.id, trouble));
        }
        (outlet.tell)(Event::HeldOut {
            run: self.id,
            step: self.step,
            values,
        });
        self.tell_findings(outlet);
        if self.budget_is_used_up() && self.is_stepping() {
            self.rest(Doing::Finished, outlet);
        }
    }

    pub(super) fn climbing_turn(&mut self, outlet: &mut Outlet) {
        let Some(mut ladder) = self.ladder.take() else {
            return;
        };
        let step = ladder.step;
        match ladder.turn(&self.material.held_out) {
            Climb::Going => self.ladder = Some(ladder),
            Climb::Done(means) => {
                let values = named(&means);
                (outlet.tell)(Event::HeldOut {
                    run: self.id,
                    step,
                    values,
                });
            }
            Climb::Impossible => {
                let trouble = Trouble::new("error-ladder-none").with("family", &self.spec.family);
                (outlet.tell)(Event::Failed(self.id, trouble));
            }
        }
    }

    pub(super) fn stepping_turn(&mut self, outlet: &mut Outlet) {
        let mut quota = self.quota();
        while self.is_stepping() && self.evaluation.is_none() {
            if self.budget_is_used_up() {
                self.finish(outlet);
                return;
            }
            if quota.is_used_up() || !self.pace.allows() {
                break;
            }
            self.one_step(outlet);
            quota.count();
            if self.wants_measuring() {
                break;
            }
        }
        self.catch_up(&quota);
        if self.last_read.elapsed() >= READ_EVERY || self.pending.len() >= READ_AT_MOST {
            self.read(outlet);
        }
        // A checkpoint between a step and its measure would tear the row of that step in two.
        if self.last_save.elapsed() >= self.save_pause && !self.wants_measuring() {
            self.save(outlet);
        }
    }

    /// What fits in a slice: on the processor as many steps as the clock allows, on a device that works behind our back as
    /// many as the last slice showed it to finish in that time.
    pub(super) fn quota(&self) -> Quota {
        let at_most = match self.queued_step {
            Some(step) => {
                (SLICE.as_secs_f64() / step.as_secs_f64().max(1e-6)).clamp(1.0, 256.0) as u32
            }
            None if self.about.kind == Kind::Cpu => u32::MAX,
            None => 1,
        };
        Quota {
            began: Instant::now(),
            steps: 0,
            at_most,
        }
    }

    /// Waits for a device that works behind our back, so that no more than a slice is ever queued ahead.
    fn catch_up(&mut self, quota: &Quota) {
        if self.about.kind == Kind::Cpu || quota.steps == 0 {
            return;
        }
        let before = quota.began.elapsed();
        if let Err(why) = self.device.sync() {
            panic!("the device does not answer: {why}");
        }
        let whole = quota.began.elapsed();
        self.seconds += whole.saturating_sub(before).as_secs_f64();
        self.queued_step = Some(whole / quota.steps);
    }

    pub(super) fn one_step(&mut self, outlet: &mut Outlet) {
        let before = self.gallery.watches().then(|| {
            let began = Instant::now();
            (self.learner.state(), began.elapsed())
        });
        self.step_on(outlet);
        if let Some((before, spent)) = before {
            let began = Instant::now();
            let after = self.learner.state();
            self.gallery
                .watched(&before, &after, spent + began.elapsed());
        }
    }

    fn step_on(&mut self, outlet: &mut Outlet) {
        let began = Instant::now();
        let (train, seen) = (&mut self.material.train, (self.step, self.examples));
        let batch = next_batch(train, self.spec.seed, seen, &self.knobs);
        let size = batch.x.dims()[0];
        let losses = self.learner.step(&batch, &self.knobs);
        self.step += 1;
        self.examples += size as u64;
        self.pending.push((losses, self.examples));
        if self.doing == Doing::WarmingUp {
            // The first step counts when its result is there: on a GPU that is after compilation and tuning.
            self.read(outlet);
            self.first_step_seconds = began.elapsed().as_secs_f64();
            if self.doing == Doing::WarmingUp {
                self.doing = Doing::Playing;
            }
            self.pulse(outlet);
        }
        self.seconds += began.elapsed().as_secs_f64();
        self.pace.stepped(self.step);
        if let Some(left) = &mut self.left {
            *left -= 1;
            if *left == 0 && self.is_stepping() {
                self.rest(Doing::Paused, outlet);
            }
        }
    }

    pub(super) fn budget_is_used_up(&self) -> bool {
        match self.spec.budget {
            Budget::Endless => false,
            Budget::Steps(steps) => self.step >= steps,
            Budget::Seconds(seconds) => self.seconds >= seconds,
            Budget::Examples(examples) => self.examples >= examples,
        }
    }

    /// The last measure belongs to the last step.
    fn finish(&mut self, outlet: &mut Outlet) {
        self.read(outlet);
        if self.material.held_out.count() > 0 && self.measured_at != Some(self.step) {
            self.measure();
        } else if self.is_stepping() {
            self.rest(Doing::Finished, outlet);
        }
    }

    /// Makes the measure that the last step is owed, so that its row is whole before the run rests or is saved.
    pub(in crate::engine) fn settle(&mut self, outlet: &mut Outlet) {
        if self.is_stepping() && self.evaluation.is_none() && self.wants_measuring() {
            self.read(outlet);
            self.measure_beside();
        }
        while self.is_stepping() && self.evaluation.is_some() {
            self.measuring_turn(outlet);
        }
    }

    pub(super) fn rest(&mut self, doing: Doing, outlet: &mut Outlet) {
        self.left = None;
        self.read(outlet);
        self.settle(outlet);
        if self.is_stepping() {
            self.doing = doing;
        }
        self.save(outlet);
        self.pulse(outlet);
    }
}

/// What a step learns from that comes after so many steps and examples: it follows from them and the seed alone.
pub(super) fn next_batch(
    train: &mut Stream,
    seed: u64,
    (step, examples): (u64, u64),
    knobs: &Knobs,
) -> Batch {
    let noise = Noise::new(seed, step);
    let (x, labels) = train.batch(noise, examples, knobs.batch_size());
    Batch {
        x,
        labels,
        noise,
        steps_done: step,
    }
}

/// Every mean under its name, and its standard error under `NAME_se`.
fn named(means: &[Mean]) -> Vec<(String, f64)> {
    means
        .iter()
        .flat_map(
            |Mean {
                 name,
                 value,
                 standard_error,
             }| {
                [
                    ((*name).to_owned(), *value),
                    (format!("{name}_se"), *standard_error),
                ]
            },
        )
        .collect()
}
