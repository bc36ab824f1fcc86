//! What codes of pictures are distributed as: independent numbers of mean 0 and variance 1.

use std::f64::consts::TAU;

use burn::tensor::{Device, Tensor};

use crate::nn::{Noise, bernoulli_nats, bernoulli_slope};

/// The scale of the logistic distribution whose variance is 1.
const SCALE: f64 = 0.551_328_895_421_792;

/// The distribution at the side of noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// -log p grows with the square of the distance: a pixel that was dark in all that was learned from, and is lit now, costs
    /// hundreds of nats.
    Gaussian,
    /// -log p grows with the distance itself, as Dinh, Krueger and Bengio (2015), <https://arxiv.org/abs/1410.8516>, chose it for
    /// digits.
    Logistic,
}

impl Base {
    /// The words of the knob that chooses it.
    pub(super) const WORDS: &'static [&'static str] = &["logistic", "gaussian"];

    pub(super) fn from_word(word: &str) -> Self {
        if word == "gaussian" {
            Self::Gaussian
        } else {
            Self::Logistic
        }
    }

    /// log p(z): z `[batch, dims]` to `[batch]`.
    pub(super) fn log_density(self, z: Tensor<2>) -> Tensor<1> {
        match self {
            Self::Gaussian => {
                let each = z.square().mul_scalar(-0.5).sub_scalar(TAU.ln() / 2.0); // [batch, dims]
                each.sum_dim(1).squeeze_dim(1)
            }
            Self::Logistic => {
                let u = z.div_scalar(SCALE); // [batch, dims]
                from_coins(bernoulli_nats(even(&u), u.clone()), &u)
            }
        }
    }

    /// log p(z) and -d log p / dz, without a tape: z `[batch, dims]` to `[batch]` and `[batch, dims]`.
    pub(super) fn log_density_and_slope(self, z: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        match self {
            Self::Gaussian => (self.log_density(z.clone()), z),
            Self::Logistic => {
                let u = z.div_scalar(SCALE); // [batch, dims]
                let (nats, slope) = bernoulli_slope(even(&u), u.clone());
                (from_coins(nats, &u), slope.mul_scalar(2.0 / SCALE))
            }
        }
    }

    /// z ~ p. `[count, dims]`
    pub(super) fn draw(
        self,
        [count, dims]: [usize; 2],
        noise: Noise,
        device: &Device,
    ) -> Tensor<2> {
        /// No uniform number is taken for nearer to 0 or 1 than this, where the logarithm ends.
        const LEAST: f64 = 1e-6;
        match self {
            Self::Gaussian => noise.normal("prior", [count, dims], device),
            Self::Logistic => {
                let u = noise.uniform("prior", [count, dims], device);
                let u = u.clamp(LEAST, 1.0 - LEAST);
                (u.clone().log() - u.neg().add_scalar(1.0).log()).mul_scalar(SCALE)
            }
        }
    }
}

/// A grey of one half everywhere. `[batch, dims]`
fn even(u: &Tensor<2>) -> Tensor<2> {
    Tensor::full(u.dims(), 0.5, &u.device())
}

/// log s(u) + log s(-u) - log SCALE of every number, summed: with the logistic function s that is what even coins with the logits u
/// cost in nats, twice and negative, less the scale. `[batch]`
fn from_coins(nats: Tensor<1>, u: &Tensor<2>) -> Tensor<1> {
    let dims = u.dims()[1] as f64;
    nats.mul_scalar(-2.0).sub_scalar(dims * SCALE.ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::tests::{rows, values};
    use std::f64::consts::PI;

    #[test]
    fn both_are_densities_of_variance_one_with_the_slope_that_they_say() {
        const STEP: f64 = 0.01;
        assert!((SCALE - 3f64.sqrt() / PI).abs() < 1e-12);
        let at: Vec<f32> = (-2000..2000)
            .map(|i| (f64::from(i) * STEP) as f32)
            .collect();
        for base in [Base::Gaussian, Base::Logistic] {
            let log_p = values(base.log_density(rows(at.clone(), 1)));
            let slope = values(base.log_density_and_slope(rows(at.clone(), 1)).1);
            let moment = |power: i32| -> f64 {
                let terms = at.iter().zip(&log_p);
                terms
                    .map(|(z, log_p)| f64::from(*z).powi(power) * log_p.exp() * STEP)
                    .sum()
            };
            assert!((moment(0) - 1.0).abs() < 1e-3, "{base:?}");
            assert!((moment(2) - 1.0).abs() < 1e-2, "{base:?} {}", moment(2));
            for i in (1500..2500).step_by(50) {
                let numeric = -(log_p[i + 1] - log_p[i - 1]) / (2.0 * STEP);
                assert!((numeric - slope[i]).abs() < 0.01, "{base:?} {i}");
            }
            let drawn = values(base.draw([20_000, 1], Noise::new(1, 0), &Device::flex()));
            let variance = drawn.iter().map(|z| z * z).sum::<f64>() / 20_000.0;
            assert!((variance - 1.0).abs() < 0.05, "{base:?} {variance}");
        }
    }
}
