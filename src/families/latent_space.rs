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

    /// Examples whose classes are known to codes, where a model is told classes: x `[batch, dims]`, y `[batch, classes]`.
    fn encode_of(&self, x: Tensor<2>, _y: Option<Tensor<2>>) -> EncodedGaussian {
        self.encode(x)
    }

    /// Codes to the means of examples of these classes: z `[batch, latent]`, y `[batch, classes]`, to `[batch, dims]`.
    fn decode_of(&self, z: Tensor<2>, _y: Option<Tensor<2>>) -> Tensor<2> {
        self.decode(z)
    }

    /// Codes to the means of examples: z `[batch, latent]` to `[batch, dims]`.
    fn decode(&self, z: Tensor<2>) -> Tensor<2>;
}

#[cfg(test)]
mod tests {
    use crate::families::Family;
    use crate::families::tests::{EIGHT, digits, knobs, rows, setup, values};
    use crate::nn::Noise;

    #[test]
    fn the_pull_on_a_code_is_the_slope_of_the_distance() {
        for net in ["mlp", "conv"] {
            let family = Family::find("gan").unwrap();
            let set = [format!("net={net}"), "noise-dimensions=5".to_owned()];
            let knobs = knobs(family, &set.each_ref().map(String::as_str));
            let learner = family.builder().unwrap()(&setup(&knobs, EIGHT));
            let latent = learner.workspace().unwrap();
            assert!(!latent.encodes());
            let x = digits(3, Noise::new(2, 0));
            let z: Vec<f32> = (0..15).map(|i| (i as f32 * 0.7).sin()).collect();
            let pulled = |z: &[f32]| latent.pull(rows(z.to_vec(), 5), x.clone()).unwrap();
            let slope = values(pulled(&z)[1].clone());
            for at in 0..15 {
                const WIDTH: f32 = 4e-3;
                let moved = |by: f32| {
                    let mut z = z.clone();
                    z[at] += by;
                    values(pulled(&z)[0].clone()).iter().sum::<f64>()
                };
                let expected = (moved(WIDTH) - moved(-WIDTH)) / f64::from(2.0 * WIDTH);
                let off = (slope[at] - expected).abs();
                assert!(
                    off < 5e-3 + 0.02 * expected.abs(),
                    "{net} {at}: {} {expected}",
                    slope[at]
                );
            }
        }
    }

    #[test]
    fn examples_come_back_from_the_noise_that_they_are_led_to() {
        for (family, most) in [("flow-matching", 0.01), ("diffusion", 0.08)] {
            let family = Family::find(family).unwrap();
            let knobs = knobs(family, &["channels=8"]);
            let mut learner = family.builder().unwrap()(&setup(&knobs, EIGHT));
            crate::families::tests::learn(&mut *learner, &knobs, 30);
            let latent = learner.workspace().unwrap();
            let x = digits(6, Noise::new(2, 0));
            let z = latent.encode(x.clone()).mean;
            let off = values((latent.decode(z.clone()) - x.clone()).abs().mean())[0];
            let led = values((z - x).abs().mean())[0];
            assert!(led > 0.2, "{}: {led}", family.card.id);
            assert!(off < most, "{}: {off}", family.card.id);
        }
    }
}
