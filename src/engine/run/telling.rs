//! The step that would be the next one, told beat by beat and taken back.

use std::sync::Arc;

use super::stepping::next_batch;
use super::{Outlet, Run};
use crate::engine::gallery::moved_together;
use crate::engine::{Doing, Event};
use crate::families::{Batch, State, Story};
use crate::figure::{Beat, Look, Told};

impl Run {
    /// Pauses, takes the next step aloud, and goes back to before it: what it learns from follows from the seed and its number
    /// alone, so that the next one is just this step again.
    pub(in crate::engine) fn tell_step(&mut self, outlet: &mut Outlet) {
        if self.lost {
            return self.tell_loss(outlet);
        }
        // A step that was asked for by its number comes first.
        if self.is_stepping() && self.left == Some(1) {
            self.settle(outlet);
            self.one_step(outlet);
        }
        self.pause(outlet);
        let is_broken = matches!(self.doing, Doing::Diverged | Doing::Failed);
        if is_broken || !self.material.may_train() {
            return self.pulse(outlet);
        }
        let (snapshot, before) = (self.learner.snapshot(), self.learner.state());
        let seen = (self.step, self.examples);
        let batch = next_batch(&mut self.material.train, self.spec.seed, seen, &self.knobs);
        let mut story = Story::new();
        let losses = self.learner.told_step(&batch, &self.knobs, &mut story);
        let after = self.learner.state();
        self.learner.restore(&snapshot);
        self.learner.turn(&self.knobs);
        let losses = losses.into_iter().map(|(name, loss)| {
            let loss = loss.into_data().iter::<f64>().next();
            (name, loss.unwrap_or(f64::NAN))
        });
        let losses: Vec<(&'static str, f64)> = losses.collect();
        if story.is_silent() {
            tell_plainly(&mut story, &batch, &losses);
        }
        let (formula, beats) = story.told();
        let told = Told {
            after: self.step,
            formula,
            beats: moved(beats, &before, &after),
            losses,
        };
        (outlet.tell)(Event::Told(self.id, Arc::new(told)));
    }
}

/// What can be told of any step: its batch, its losses, and how the weights moved.
fn tell_plainly(story: &mut Story, batch: &Batch, losses: &[(&'static str, f64)]) {
    story.beat("batch", &[]);
    story.rows("x", Look::Examples, &batch.x);
    story.beat("losses", &[]);
    for (name, loss) in losses {
        story.number(name, *loss);
    }
    story.beat("down", &[]);
    if let Some((name, loss)) = losses.first() {
        story.number(name, *loss);
    }
    story.moves("");
}

/// The beats, with how the weights moved that they say they moved.
fn moved(beats: Vec<(Beat, Option<&'static str>)>, before: &State, after: &State) -> Arc<[Beat]> {
    let with = |(beat, side): (Beat, Option<&'static str>)| Beat {
        moved: side.and_then(|side| moved_together(side, before, after)),
        ..beat
    };
    beats.into_iter().map(with).collect()
}
