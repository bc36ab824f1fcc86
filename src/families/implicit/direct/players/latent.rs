//! The noise of a generator as a space to walk in: codes go in and none comes out, so that of a picture is searched for.

use burn::tensor::Tensor;

use super::nets::{Judge, Maker};
use super::{Game, Match};
use crate::families::{EncodedGaussian, LatentSpace};

impl<G: Game, M: Maker, J: Judge> LatentSpace for Match<G, M, J> {
    fn dimension(&self) -> usize {
        self.noise_dimensions
    }

    fn encodes(&self) -> bool {
        false
    }

    /// The middle of the prior: nothing is known of codes but that.
    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let zeros = Tensor::zeros([x.dims()[0], self.noise_dimensions], self.device());
        EncodedGaussian {
            mean: zeros.clone(),
            log_variance: zeros,
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.shown(self.calm().make(self.told(z)))
    }

    fn pull(&self, z: Tensor<2>, x: Tensor<2>) -> Option<[Tensor<2>; 2]> {
        let off = self.decode(z.clone()) - x.clone(); // [batch, dims]
        let slope = self.calm().slope(self.told(z), &|made| {
            let made = self.shown(made);
            let off = made.clone() - x.clone();
            self.by_made(made, off.mul_scalar(2.0))
        }); // [batch, noise + classes]
        let slope = slope.narrow(1, 0, self.noise_dimensions); // [batch, noise]
        Some([off.square().sum_dim(1), slope])
    }
}

impl<G: Game, M: Maker, J: Judge> Match<G, M, J> {
    /// Codes beside the class that the knob says, where classes are told: z `[batch, noise]` to `[batch, noise + classes]`.
    fn told(&self, z: Tensor<2>) -> Tensor<2> {
        let y = self.classes.all(self.class, z.dims()[0], self.device()); // [batch, classes]
        self.classes.beside(z, y.as_ref())
    }
}
