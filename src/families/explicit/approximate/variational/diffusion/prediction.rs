//! What the net is asked for. The noise, the example and the velocity say the same: with x_t known, each follows from each.
//!
//! The velocity is v = alpha epsilon - sigma x_0, the derivative of x_t by its angle (Salimans and Ho 2022,
//! <https://arxiv.org/abs/2202.00512>).

use burn::tensor::Tensor;

/// What the net is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prediction {
    /// The noise epsilon that went in.
    Noise,
    /// The example x_0 that it went into.
    Example,
    /// alpha epsilon - sigma x_0.
    Velocity,
}

impl Prediction {
    /// The words of the knob that chooses it.
    pub(super) const WORDS: &'static [&'static str] = &["epsilon", "x0", "v"];

    /// The prediction behind a word of the knob.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "x0" => Self::Example,
            "v" => Self::Velocity,
            _ => Self::Noise,
        }
    }

    /// What the net should have said: x_0 and epsilon `[batch, dims]`, alpha and sigma `[batch, 1]`, to `[batch, dims]`.
    pub(super) fn target(
        self,
        example: Tensor<2>,
        noise: Tensor<2>,
        alpha: Tensor<2>,
        sigma: Tensor<2>,
    ) -> Tensor<2> {
        match self {
            Self::Noise => noise,
            Self::Example => example,
            Self::Velocity => alpha * noise - sigma * example,
        }
    }

    /// The noise, from what the net says about x: both `[batch, dims]`, alpha and sigma `[batch, 1]`, to `[batch, dims]`.
    pub(super) fn noise(
        self,
        said: Tensor<2>,
        x: Tensor<2>,
        alpha: Tensor<2>,
        sigma: Tensor<2>,
    ) -> Tensor<2> {
        match self {
            Self::Noise => said,
            Self::Example => (x - alpha * said) / sigma,
            Self::Velocity => sigma * x + alpha * said,
        }
    }

    /// dx/dangle, from what the net says about x: both `[batch, dims]`.
    pub(super) fn velocity(
        self,
        said: Tensor<2>,
        x: Tensor<2>,
        (alpha, sigma): (f64, f64),
    ) -> Tensor<2> {
        match self {
            Self::Noise => (said - x.mul_scalar(sigma)).div_scalar(alpha),
            Self::Example => (x.mul_scalar(alpha) - said).div_scalar(sigma),
            Self::Velocity => said,
        }
    }

    /// The divergence of dx/dangle, from that of what the net says, on the plane: `[batch]`.
    pub(super) fn divergence(self, said: Tensor<1>, (alpha, sigma): (f64, f64)) -> Tensor<1> {
        match self {
            Self::Noise => said.sub_scalar(2.0 * sigma).div_scalar(alpha),
            Self::Example => said.neg().add_scalar(2.0 * alpha).div_scalar(sigma),
            Self::Velocity => said,
        }
    }
}

/// epsilon = sigma x + alpha v. `[batch, dims]`
pub(super) fn noise_of(v: Tensor<2>, x: Tensor<2>, (alpha, sigma): (f64, f64)) -> Tensor<2> {
    x.mul_scalar(sigma) + v.mul_scalar(alpha)
}

/// x_0 = alpha x - sigma v. `[batch, dims]`
pub(super) fn example_of(v: Tensor<2>, x: Tensor<2>, (alpha, sigma): (f64, f64)) -> Tensor<2> {
    x.mul_scalar(alpha) - v.mul_scalar(sigma)
}
