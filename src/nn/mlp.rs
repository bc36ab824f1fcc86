//! Linear layers and the multi-layer perceptron, initialised from a [`Noise`] rather than a global stream.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData, activation::relu};
use rand::{Rng, RngExt};

use super::Noise;

/// A linear layer x W + b with W `[inputs, outputs]` and b `[outputs]`, both uniform in +-1/sqrt(inputs).
///
/// That is the common default (LeCun et al. 1998; PyTorch's `nn.Linear`), so figures compare.
pub fn linear(name: &str, inputs: usize, outputs: usize, noise: Noise, device: &Device) -> Linear {
    let bound = 1.0 / (inputs as f32).sqrt();
    let mut generator = noise.generator(name);
    let mut draw = |n: usize| uniform(&mut generator, n, bound);
    let weight = TensorData::new(draw(inputs * outputs), [inputs, outputs]);
    let bias = TensorData::new(draw(outputs), [outputs]);
    Linear {
        weight: Param::from_data(weight, &device.clone().autodiff()),
        bias: Some(Param::from_data(bias, &device.clone().autodiff())),
    }
}

/// Numbers uniform in +-bound.
pub(super) fn uniform(generator: &mut impl Rng, count: usize, bound: f32) -> Vec<f32> {
    (0..count)
        .map(|_| generator.random_range(-bound..bound))
        .collect()
}

/// Hidden layers with rectified linear units; what comes after the last one is the caller's business.
#[derive(Module, Debug)]
pub struct Mlp {
    layers: Vec<Linear>,
}

impl Mlp {
    /// Layers of the given widths on top of `inputs` numbers.
    pub fn new(name: &str, inputs: usize, widths: &[usize], noise: Noise, device: &Device) -> Self {
        let mut layers = Vec::with_capacity(widths.len());
        let mut from = inputs;
        for (i, &to) in widths.iter().enumerate() {
            layers.push(linear(&format!("{name}.{i}"), from, to, noise, device));
            from = to;
        }
        Self { layers }
    }

    /// h = relu(... relu(x W_1 + b_1) ...): x `[batch, inputs]` to `[batch, last width]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.layers
            .iter()
            .fold(x, |h, layer| relu(layer.forward(h)))
    }
}
