//! The newest pictures: what is not taken in time is overwritten, so that a slow window never makes a queue.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::RunId;
use crate::figure::Figure;

/// Which picture of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PictureId {
    /// Samples from the prior.
    Samples,
    /// Held-out examples above their reconstructions.
    Reconstructions,
    /// Samples above the pictures that were learned from and are nearest to them.
    Nearest,
    /// The lattice of decodes over a plane of latent codes.
    Manifold,
    /// The codes of the held-out examples.
    Codes,
    /// The decodes along a latent path: [`Walk`](crate::figure::Walk).
    Path,
    /// The decode of one code: [`Decoded`](crate::figure::Decoded).
    Probe,
    /// The decodes all over a plane through latent space: [`Lattice`](crate::figure::Lattice).
    Lattice,
    /// The directions through latent space that matter.
    Directions,
    /// Every latent dimension by itself.
    Traversals,
    /// The divergence from the prior of every latent dimension.
    Units,
    /// What the model says about the point that is read: a [`Reading`](crate::figure::Reading).
    Reading,
    /// log p(x) over the plane.
    Density,
    /// log p_data(x) over the plane.
    Truth,
    /// A lattice of the base space carried through the model.
    Warp,
    /// Fixed points of the base space on their way through the process.
    Paths,
    /// Where held-out points come from in the base space.
    Base,
    /// The velocity over the plane.
    Arrows,
    /// The parts of a mixture.
    Components,
    /// Held-out points with the component that each belongs to.
    Assigned,
    /// The masks of an autoregressive net.
    Masks,
    /// The posteriors of some held-out points in a latent plane.
    Posteriors,
    /// The height of the landscape over the plane.
    Landscape,
    /// Where places of the plane are drawn to.
    Drift,
    /// Where samples are drawn to.
    Push,
    /// How some Markov chains walk.
    Chain,
    /// What the model can compute: [`Abilities`](crate::figure::Abilities).
    Abilities,
    /// What the net is like inside: [`Inside`](crate::figure::Inside).
    Inside,
    /// Texts that the model wrote.
    Texts,
    /// The characters that may come next.
    Next,
    /// What the characters of a beginning look back on.
    Attention,
    /// A held-out text with what each character costs.
    Passage,
    /// Some samples on their way from noise, where they clear up step by step: one a row.
    Strip,
    /// The weights by which the first hidden units read a picture; 0.5 stands for none.
    Filters,
    /// A few samples by each of the ways that are worth comparing, one way a row.
    Ways,
    /// How far samples have come that are drawn number by number: [`Growing`](crate::figure::Growing).
    Growing,
    /// How many nats each number of the held-out examples costs, given those before it.
    Surprise,
    /// What one number of the held-out examples depends on.
    Receptive,
    /// Held-out examples of which the model has drawn a part.
    Completed,
}

/// A picture and the step it was made at.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// After how many steps.
    pub step: u64,
    /// What it shows.
    pub figure: Figure,
    /// Where it shows what is still on its way out of noise: how many steps it has taken, and how many there are.
    pub way: Option<[usize; 2]>,
}

impl Picture {
    /// One that has come to its end.
    pub fn whole(step: u64, figure: Figure) -> Self {
        Self {
            step,
            figure,
            way: None,
        }
    }
}

/// Where the engine leaves pictures and the window takes them.
#[derive(Default)]
pub struct Slot(Mutex<BTreeMap<(RunId, PictureId), Picture>>);

impl Slot {
    /// Leaves a picture in place of an older one.
    pub fn put(&self, run: RunId, id: PictureId, picture: Picture) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((run, id), picture);
    }

    /// Whether the last picture of this kind has been taken.
    pub fn is_free(&self, run: RunId, id: PictureId) -> bool {
        !self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(&(run, id))
    }

    /// Whether there is nothing to take.
    pub fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// Throws away what a run has left that is gone.
    pub fn forget(&self, run: RunId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(of, _), _| *of != run);
    }

    /// Takes everything there is.
    pub fn take(&self) -> BTreeMap<(RunId, PictureId), Picture> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Bars;

    fn picture(step: u64) -> Picture {
        let bars = Bars {
            values: [].into(),
            unit: "nats",
        };
        Picture::whole(step, Figure::Bars(bars))
    }

    #[test]
    fn the_newest_wins_and_is_taken_once() {
        let slot = Slot::default();
        let run = RunId(1);
        slot.put(run, PictureId::Samples, picture(1));
        slot.put(run, PictureId::Samples, picture(2));
        assert!(!slot.is_free(run, PictureId::Samples));
        let taken = slot.take();
        assert_eq!(taken[&(run, PictureId::Samples)].step, 2);
        assert!(slot.is_free(run, PictureId::Samples));
        assert!(slot.take().is_empty());
    }

    #[test]
    fn what_a_run_left_goes_with_it() {
        let slot = Slot::default();
        slot.put(RunId(1), PictureId::Samples, picture(1));
        slot.put(RunId(2), PictureId::Samples, picture(2));
        slot.forget(RunId(1));
        assert_eq!(slot.take().into_keys().next().unwrap().0, RunId(2));
    }
}
