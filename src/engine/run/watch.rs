//! Reading losses off the device, and what happens when they are not finite, explode, or a step breaks.

use std::time::Instant;

use burn::tensor::Tensor;

use super::{Outlet, Run};
use crate::engine::{Doing, Event, Readings, View};
use crate::gpu::Kind;
use crate::text::Trouble;

/// A loss this many times as large as at the start has exploded: no family comes back from there by itself.
const EXPLOSION: f32 = 100.0;
/// A state is gone back to only if its losses were smaller than this many times the loss at the start.
const CALM: f32 = 3.0;

/// The first reading that says that training has failed.
#[derive(Debug, PartialEq)]
struct Bad {
    row: usize,
    column: usize,
    exploded: bool,
}

impl Run {
    /// Reads the losses that wait on the device, checks them, and keeps the state they belong to.
    pub(super) fn read(&mut self, outlet: &mut Outlet) {
        self.last_read = Instant::now();
        let (pending, examples): (Vec<_>, Vec<u64>) =
            std::mem::take(&mut self.pending).into_iter().unzip();
        let Some(names) = pending
            .first()
            .map(|losses| losses.iter().map(|(name, _)| *name).collect::<Vec<_>>())
        else {
            return;
        };
        let first_step = self.step - pending.len() as u64 + 1;
        let scalars: Vec<Tensor<1>> = pending
            .into_iter()
            .flatten()
            .map(|(_, value)| value)
            .collect();
        let mut values: Vec<f32> = Tensor::cat(scalars, 0).into_data().iter::<f32>().collect();
        if self.health.lost().is_some() {
            // What was read from a device that is gone means nothing.
            return self.lose(outlet);
        }
        self.history.learn(values[0].abs());
        let bad = first_bad(&values, names.len(), self.largest_loss(values[0]));
        if let Some(bad) = &bad {
            values.truncate(bad.row * names.len());
        }
        let readings = Readings {
            names,
            first_step,
            values,
            seconds: self.seconds,
            examples: self.examples,
        };
        self.journal.losses(&readings, &examples);
        if readings.rows() > 0 {
            self.clinic.train(&readings);
            (outlet.tell)(Event::Trained(self.id, readings.clone()));
        }
        match bad {
            None => {
                let largest = losses(&readings.values, readings.names.len()).fold(0.0, f32::max);
                let moment = self.moment(largest);
                self.history.keep(moment);
            }
            Some(bad) => {
                let step = first_step + bad.row as u64;
                self.diverge(step, readings.names[bad.column], bad.exploded, outlet);
            }
        }
    }

    /// What a loss may not exceed: a multiple of the first one that was read.
    fn largest_loss(&mut self, first: f32) -> f32 {
        if self.scale.is_none() && first.is_finite() {
            self.scale = Some(first.abs().max(1.0));
        }
        self.scale.map_or(f32::MAX, |scale| EXPLOSION * scale)
    }

    fn diverge(&mut self, step: u64, loss: &str, exploded: bool, outlet: &mut Outlet) {
        self.go_back(Doing::Diverged);
        let key = if exploded {
            "trouble-exploded"
        } else {
            "trouble-diverged"
        };
        let trouble = Trouble::new(key)
            .with("step", step)
            .with("loss", loss)
            .with("good", self.step);
        self.clinic.diverged(step, self.step);
        self.tell_break(step, trouble, outlet);
        self.tell_findings(outlet);
    }

    /// What a panic leaves behind is not to be trusted: back to the last good state.
    pub(in crate::engine) fn broke(&mut self, why: &str, outlet: &mut Outlet) {
        if self.health.ask().is_some() {
            return self.lose(outlet);
        }
        let step = self.step;
        self.go_back(Doing::Failed);
        // What broke may have been a picture, and it would break again at every turn until somebody looks anew.
        self.gallery.look(View::NOTHING);
        let trouble = Trouble::new("trouble-panicked")
            .with("why", why)
            .with("good", self.step);
        self.tell_break(step, trouble, outlet);
    }

    /// Out of memory, say: the device is there, but what it was doing is not to be trusted.
    pub(in crate::engine) fn fell_ill(&mut self, trouble: Trouble, outlet: &mut Outlet) {
        let step = self.step;
        self.go_back(Doing::Failed);
        self.gallery.look(View::NOTHING);
        self.tell_break(step, trouble.with("good", self.step), outlet);
    }

    /// Gives up everything on a device that is gone. What stands in the run's folder can be taken up on another one.
    pub(in crate::engine) fn lose(&mut self, outlet: &mut Outlet) {
        self.lost = true;
        self.doing = Doing::Failed;
        self.pending.clear();
        self.evaluation = None;
        self.ladder = None;
        self.tell_loss(outlet);
    }

    pub(in crate::engine) fn is_on_lost_device(&self) -> bool {
        !self.lost && self.health.lost().is_some()
    }

    pub(in crate::engine) fn is_on_gpu(&self) -> bool {
        self.about.kind != Kind::Cpu
    }

    pub(super) fn tell_loss(&mut self, outlet: &mut Outlet) {
        let trouble = Trouble::new("trouble-gpu-lost")
            .with("name", &self.about.name)
            .with("why", self.health.lost().unwrap_or_default());
        self.tell_break(self.step, trouble, outlet);
    }

    fn tell_break(&mut self, step: u64, trouble: Trouble, outlet: &mut Outlet) {
        (outlet.tell)(Event::Broke {
            run: self.id,
            step,
            trouble,
        });
        self.pulse(outlet);
    }

    fn go_back(&mut self, doing: Doing) {
        self.pending.clear();
        self.evaluation = None;
        self.ladder = None;
        self.left = None;
        let calm = CALM * self.scale.unwrap_or(f32::INFINITY);
        let good = self.history.back_to_calm(calm);
        self.learner.restore(&good.snapshot);
        (self.step, self.examples, self.seconds) = (good.step, good.examples, good.seconds);
        // Knobs turned in the part that is given up stay turned, from here on.
        for edit in &mut self.spec.edits {
            edit.step = edit.step.min(self.step);
        }
        self.climbed_at = self.climbed_at.filter(|&step| step <= self.step);
        self.doing = doing;
        self.forget_future();
        self.gallery.refresh();
    }
}

/// The first value that is not finite, or the first row whose minimised loss is larger than `limit`.
fn first_bad(values: &[f32], width: usize, limit: f32) -> Option<Bad> {
    let infinite = values.iter().position(|value| !value.is_finite());
    let exploded = losses(values, width).position(|loss| loss > limit);
    let of_value = infinite.map(|at| Bad {
        row: at / width,
        column: at % width,
        exploded: false,
    });
    let of_row = exploded.map(|row| Bad {
        row,
        column: 0,
        exploded: true,
    });
    let both = [of_value, of_row].into_iter().flatten();
    both.min_by_key(|bad| (bad.row, bad.exploded))
}

/// The size of the minimised loss of each row: the first value in it.
fn losses(values: &[f32], width: usize) -> impl Iterator<Item = f32> {
    values.iter().step_by(width.max(1)).map(|loss| loss.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_and_what_exploded_are_told_apart() {
        let bad =
            |values: &[f32]| first_bad(values, 2, 100.0).map(|b| (b.row, b.column, b.exploded));
        assert_eq!(bad(&[1.0, 2.0, -99.0, 1e6]), None);
        assert_eq!(
            bad(&[1.0, 2.0, 3.0, f32::NAN, 1e3, 1.0]),
            Some((1, 1, false))
        );
        assert_eq!(
            bad(&[1.0, 2.0, -101.0, 1.0, f32::NAN, 1.0]),
            Some((1, 0, true))
        );
        assert_eq!(bad(&[f32::INFINITY, 2.0]), Some((0, 0, false)));
    }
}
