//! Drawing examples all numbers at once, clearer with every step: down the levels of noise, or along a flow.

use crate::nn::Noise;

/// Draws examples step by step.
pub trait Unfolding {
    /// Begins `count` examples of the model as it is now, which the learner may go on to change; the same noise gives the same
    /// examples as a [`Sampler`](super::Sampler).
    fn begin(&self, count: usize, noise: Noise) -> Box<dyn Course>;
}

/// Examples on their way from noise.
pub trait Course {
    /// Takes one step with all examples.
    fn go_on(&mut self);

    /// How many steps are taken.
    fn done(&self) -> usize;

    /// How many there are.
    fn steps(&self) -> usize;

    /// The examples as they are now, noise and all, cut off where no example can be. `[count * dims]`
    fn values(&self) -> Vec<f32>;
}
