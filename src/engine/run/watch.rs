//! Reading losses off the device, and what happens when they are not finite or a step panics.

use std::time::Instant;

use burn::tensor::Tensor;

use super::{Good, Outlet, Run};
use crate::engine::{Doing, Event, Readings, View};
use crate::text::Trouble;

impl Run {
    /// Reads the losses that wait on the device, checks that they are finite, and keeps the state they belong to.
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
        let broken = values.iter().position(|value| !value.is_finite());
        if let Some(broken) = broken {
            values.truncate(broken / names.len() * names.len());
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
            (outlet.tell)(Event::Trained(self.id, readings.clone()));
        }
        match broken {
            None => {
                self.good = Good {
                    snapshot: self.learner.snapshot(),
                    step: self.step,
                    examples: self.examples,
                    seconds: self.seconds,
                }
            }
            Some(broken) => self.diverge(
                first_step + (broken / readings.names.len()) as u64,
                readings.names[broken % readings.names.len()],
                outlet,
            ),
        }
    }

    fn diverge(&mut self, step: u64, loss: &str, outlet: &mut Outlet) {
        self.go_back(Doing::Diverged);
        let trouble = Trouble::new("trouble-diverged")
            .with("step", step)
            .with("loss", loss)
            .with("good", self.step);
        (outlet.tell)(Event::Failed(self.id, trouble));
        self.pulse(outlet);
    }

    /// What a panic leaves behind is not to be trusted: back to the last good state.
    pub(in crate::engine) fn broke(&mut self, why: &str, outlet: &mut Outlet) {
        self.go_back(Doing::Failed);
        // What broke may have been a picture, and it would break again at every turn until somebody looks anew.
        self.gallery.look(View::NOTHING);
        (outlet.tell)(Event::Failed(
            self.id,
            Trouble::new("trouble-panicked")
                .with("why", why)
                .with("good", self.step),
        ));
        self.pulse(outlet);
    }

    fn go_back(&mut self, doing: Doing) {
        self.pending.clear();
        self.evaluation = None;
        self.left = None;
        self.learner.restore(&self.good.snapshot);
        (self.step, self.examples, self.seconds) =
            (self.good.step, self.good.examples, self.good.seconds);
        // Knobs turned in the part that is given up stay turned, from here on.
        for edit in &mut self.spec.edits {
            edit.step = edit.step.min(self.good.step);
        }
        self.doing = doing;
        self.gallery.refresh();
    }
}
