//! Multi-layer perceptrons of the same shape with weights of their own, kept in one tensor a layer.
//!
//! A stack of eight nets then has as many tensors as one net, and an optimiser's step costs what its numbers cost.

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData, activation::relu};

use super::Noise;
use super::mlp::uniform;

/// One layer of every net of the stack.
#[derive(Module, Debug)]
pub struct StackedLinear {
    /// `[nets, inputs, outputs]`
    pub weight: Param<Tensor<3>>,
    /// `[nets, outputs]`
    pub bias: Param<Tensor<2>>,
}

/// A stack of nets with rectified linear units between their layers and nothing after the last.
#[derive(Module, Debug)]
pub struct MlpStack {
    /// From the inputs to the outputs.
    pub layers: Vec<StackedLinear>,
}

impl MlpStack {
    /// `nets` nets from `widths[0]` numbers over hidden layers to the last of `widths`.
    ///
    /// Hidden weights are uniform in +-1/sqrt(inputs) as in [`linear`](super::linear); the last layer starts at zero, so
    /// that every net says nothing before it has learned something.
    pub fn new(nets: usize, widths: &[usize], noise: Noise, device: &Device) -> Self {
        let last = widths.len().saturating_sub(2);
        let layers = widths.windows(2).enumerate();
        let layers = layers.map(|(i, pair)| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let draw = |what: &str, count: usize| {
                if i == last {
                    return vec![0.0; nets * count];
                }
                let bound = 1.0 / (inputs as f32).sqrt();
                (0..nets)
                    .flat_map(|net| {
                        uniform(
                            &mut noise.generator(&format!("{what}.{i}.{net}")),
                            count,
                            bound,
                        )
                    })
                    .collect()
            };
            let weight = TensorData::new(draw("weight", inputs * outputs), [nets, inputs, outputs]);
            let bias = TensorData::new(draw("bias", outputs), [nets, outputs]);
            StackedLinear {
                weight: Param::from_data(weight, &device.clone().autodiff()),
                bias: Param::from_data(bias, &device.clone().autodiff()),
            }
        });
        Self {
            layers: layers.collect(),
        }
    }

    /// What net `net` makes of its inputs: `[batch, inputs]` to `[batch, outputs]`.
    pub fn forward(&self, net: usize, x: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len() - 1;
        self.layers.iter().enumerate().fold(x, |h, (i, layer)| {
            let weight = layer.weight.val().slice_dim(0, net..=net); // [1, inputs, outputs]
            let bias = layer.bias.val().slice_dim(0, net..=net); // [1, outputs]
            let h = h.matmul(weight.squeeze_dim::<2>(0)) + bias; // [batch, outputs]
            if i == last { h } else { relu(h) }
        })
    }
}
