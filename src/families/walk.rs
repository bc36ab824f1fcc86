//! Markov chains as the way from noise to examples: side by side, a step of all of them at a time.

use burn::tensor::Tensor;

use super::Course;
use crate::nn::Noise;

/// What a chain does in a step.
pub trait Kernel {
    /// The next state of every chain: x `[count, dims]` to the same.
    fn advance(&self, x: Tensor<2>, noise: Noise) -> Tensor<2>;

    /// What is looked at after the last step, in place of coin tosses: the chances of the pixels. x `[count, dims]` to the same.
    fn reveal(&self, x: Tensor<2>, noise: Noise) -> Tensor<2>;
}

/// So many chains, for so many steps.
pub struct Walk<K> {
    kernel: K,
    steps: usize,
    done: usize,
    noise: Noise,
    /// Where they are. `[count, dims]`
    pub x: Tensor<2>,
}

impl<K: Kernel> Walk<K> {
    /// Chains that begin at x, `[count, dims]`; the last of their steps, of which there is at least one, reveals.
    pub fn new(kernel: K, x: Tensor<2>, steps: usize, noise: Noise) -> Self {
        Self {
            kernel,
            steps: steps.max(1),
            done: 0,
            noise,
            x,
        }
    }
}

impl<K: Kernel> Course for Walk<K> {
    fn go_on(&mut self) {
        let (x, noise) = (self.x.clone(), self.noise.part(self.done as u64));
        self.done += 1;
        self.x = if self.done < self.steps {
            self.kernel.advance(x, noise)
        } else {
            self.kernel.reveal(x, noise)
        };
    }

    fn done(&self) -> usize {
        self.done
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn values(&self) -> Vec<f32> {
        self.x.clone().into_data().iter().collect()
    }
}
