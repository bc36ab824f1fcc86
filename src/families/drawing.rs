//! Drawing examples number by number, as much at a time as there is time for.

use burn::tensor::Tensor;

use crate::nn::Noise;

/// Draws examples number by number.
pub trait Drawing {
    /// Begins `count` examples of the model as it is now, which the learner may go on to change; the same noise gives the same
    /// examples as a [`Sampler`](super::Sampler). `given` are examples that are drawn only where they are not known.
    fn begin(&self, count: usize, given: Option<Given>, noise: Noise) -> Box<dyn Draft>;
}

/// Examples of which some numbers are known.
pub struct Given {
    /// The examples. `[count, dims]`
    pub x: Tensor<2>,
    /// Which numbers are known. `[dims]`
    pub known: Vec<bool>,
}

/// Examples on their way, from the first number to the last.
pub trait Draft {
    /// Draws so many numbers more of every example.
    fn go_on(&mut self, numbers: usize);

    /// How many numbers of every example are drawn.
    fn done(&self) -> usize;

    /// How many numbers an example has.
    fn dims(&self) -> usize;

    /// The examples; zero where they are not drawn yet. `[count * dims]`
    fn values(&self) -> Vec<f32>;

    /// E[x_i | x_<i] of the numbers that are drawn; zero elsewhere. `[count * dims]`
    fn expected(&self) -> Vec<f32>;
}
