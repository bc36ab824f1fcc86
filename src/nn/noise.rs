//! Noise without a state: every draw is named by (seed, step, purpose), so that it never depends on what was drawn before.
//!
//! A run replays bit for bit, does not depend on its neighbours, and a run taken up at step k repeats the original. The
//! numbers are made on the host by xoshiro256++ (Blackman and Vigna 2019), seeded from a hash of the three names.

use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The source of all randomness of one run at one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noise {
    seed: u64,
    step: u64,
}

impl Noise {
    /// The noise of a run at a step.
    pub fn new(seed: u64, step: u64) -> Self {
        Self { seed, step }
    }

    /// Noise that does not follow the training step, for pictures and measures that must not flicker.
    pub fn fixed(seed: u64, purpose: &str) -> Self {
        Self {
            seed: mix(seed ^ hash(purpose)),
            step: u64::MAX,
        }
    }

    /// The noise of part `k` of a larger draw, such as one batch of many.
    #[must_use]
    pub fn part(self, k: u64) -> Self {
        Self {
            seed: mix(self.seed.wrapping_add(mix(k ^ 0x5851_f42d_4c95_7f2d))),
            step: self.step,
        }
    }

    /// A generator for one purpose.
    pub fn generator(self, purpose: &str) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(mix(mix(self.seed)
            ^ mix(self.step.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            ^ hash(purpose)))
    }

    /// Standard normal numbers. `[rows, columns]`
    pub fn normal(self, purpose: &str, [rows, columns]: [usize; 2], device: &Device) -> Tensor<2> {
        let mut generator = self.generator(purpose);
        let values: Vec<f32> = (0..rows * columns)
            .map(|_| StandardNormal.sample(&mut generator))
            .collect();
        Tensor::from_data(TensorData::new(values, [rows, columns]), device)
    }

    /// Numbers uniform in [0, 1). `[rows, columns]`
    pub fn uniform(self, purpose: &str, [rows, columns]: [usize; 2], device: &Device) -> Tensor<2> {
        let mut generator = self.generator(purpose);
        let values: Vec<f32> = (0..rows * columns)
            .map(|_| generator.random::<f32>())
            .collect();
        Tensor::from_data(TensorData::new(values, [rows, columns]), device)
    }

    /// A random order of 0..n.
    pub fn permutation(self, purpose: &str, n: usize) -> Vec<u32> {
        let mut generator = self.generator(purpose);
        let mut order: Vec<u32> = (0..n as u32).collect();
        for i in (1..n).rev() {
            order.swap(i, generator.random_range(0..=i));
        }
        order
    }
}

/// The finaliser of SplitMix64: every bit of the input reaches every bit of the output.
fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// FNV-1a, so that purposes can be words.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |h, byte| {
        (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(noise: Noise, purpose: &str) -> Vec<f32> {
        noise
            .normal(purpose, [64, 64], &Device::flex())
            .into_data()
            .try_into_vec_as()
            .unwrap()
    }

    #[test]
    fn the_same_name_gives_the_same_numbers_and_another_name_others() {
        let noise = Noise::new(7, 100);
        assert_eq!(values(noise, "posterior"), values(noise, "posterior"));
        assert_ne!(values(noise, "posterior"), values(noise, "prior"));
        assert_ne!(
            values(noise, "posterior"),
            values(Noise::new(7, 101), "posterior")
        );
        assert_ne!(
            values(noise, "posterior"),
            values(Noise::new(8, 100), "posterior")
        );
        assert_ne!(
            values(noise.part(0), "posterior"),
            values(noise.part(1), "posterior")
        );
    }

    #[test]
    fn the_numbers_are_normal() {
        let x = values(Noise::new(3, 0), "moments");
        let n = x.len() as f32;
        let mean = x.iter().sum::<f32>() / n;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / n;
        let fourth = x.iter().map(|x| (x - mean).powi(4)).sum::<f32>() / n;
        // Standard errors for n = 4096: 0.016, 0.022, 0.15.
        assert!(mean.abs() < 0.06, "{mean}");
        assert!((variance - 1.0).abs() < 0.09, "{variance}");
        assert!((fourth - 3.0).abs() < 0.6, "{fourth}");
    }

    #[test]
    fn neighbouring_steps_are_uncorrelated() {
        let a = values(Noise::new(3, 1000), "step");
        let b = values(Noise::new(3, 1001), "step");
        let correlation = a.iter().zip(&b).map(|(a, b)| a * b).sum::<f32>() / a.len() as f32;
        assert!(correlation.abs() < 0.06, "{correlation}");
    }

    #[test]
    fn a_permutation_has_every_number_once() {
        let mut order = Noise::new(1, 0).permutation("epoch", 1000);
        assert_ne!(order[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        order.sort_unstable();
        assert!(order.iter().enumerate().all(|(i, &v)| i as u32 == v));
    }
}
