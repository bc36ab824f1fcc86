//! Codes of examples, and the way there and back.

use burn::tensor::Tensor;

/// The posterior of a batch, as a diagonal Gaussian.
pub struct EncodedGaussian {
    /// Means. `[batch, latent]`
    pub mean: Tensor<2>,
    /// Logarithms of the variances. `[batch, latent]`
    pub log_variance: Tensor<2>,
}

impl EncodedGaussian {
    /// KL(N(mu, sigma^2) || N(0, 1)) = 1/2 (mu^2 + sigma^2 - 1 - log sigma^2) of every unit, in nats. `[batch, latent]`
    pub fn divergence(self) -> Tensor<2> {
        let Self { mean, log_variance } = self;
        let twice = mean.square() + log_variance.clone().exp() - log_variance.add_scalar(1.0);
        twice.mul_scalar(0.5)
    }
}

/// A latent space that can be walked in.
pub trait LatentSpace {
    /// The number of latent dimensions.
    fn dimension(&self) -> usize;

    /// Whether a code is the example itself, by an inverse: then its posterior has no width, and says nothing about units.
    fn is_exact(&self) -> bool {
        false
    }

    /// Whether codes can be read off examples; where not, [`pull`](Self::pull) says which way to look for them.
    fn encodes(&self) -> bool {
        true
    }

    /// The squared distance of decodes from examples, `[batch, 1]`, and its gradient by the code, `[batch, latent]`: z
    /// `[batch, latent]` and x `[batch, dims]`.
    fn pull(&self, _z: Tensor<2>, _x: Tensor<2>) -> Option<[Tensor<2>; 2]> {
        None
    }

    /// How many passes of a net a code or a decode takes.
    fn passes(&self) -> usize {
        1
    }

    /// Examples to codes: x `[batch, dims]`.
    fn encode(&self, x: Tensor<2>) -> EncodedGaussian;

    /// Codes to the means of examples: z `[batch, latent]` to `[batch, dims]`.
    fn decode(&self, z: Tensor<2>) -> Tensor<2>;
}
