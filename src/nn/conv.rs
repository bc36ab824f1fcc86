//! Convolutions over pictures that keep their size, channels last.
//!
//! Every place sees the square around it, or what a mask leaves of it, zeros beyond the border; the layer is linear in what is
//! seen (Chellapilla, Puri and Simard 2006). Pictures lie channels last, `[batch, height, width, channels]`, as examples do.
//! It is one operation whose way back is derived by hand: on the processor in loops of its own, on a graphics card in a few products.

mod gathered;
mod pass;
mod places;
mod slopes;
mod tape;
mod window;

use burn::backend::Cube;
use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};

use super::Noise;
use super::mlp::uniform;
pub use places::{Grid, Placed, Rows};

/// The passes of the processor, for other operations that are derived by hand.
pub(super) mod host {
    pub(in crate::nn) use super::pass::{Packed, forward};
    pub(in crate::nn) use super::slopes::by_weights;
}

pub use window::{Run, Window};

/// A convolution with stride 1 that keeps the size.
///
/// Weights and bias are uniform in +-1/sqrt(numbers seen), PyTorch's default, so figures compare.
#[derive(Module, Debug)]
pub struct Conv {
    /// One row for each place and channel that is seen, row by row. `[places * inputs, outputs]`
    weight: Param<Tensor<2>>,
    /// `[outputs]`
    bias: Param<Tensor<1>>,
    #[module(skip)]
    window: Window,
}

impl Conv {
    /// A layer of so many input and output channels, whose kernel has an odd number of pixels a side.
    pub fn new(
        name: &str,
        channels: [usize; 2],
        side: usize,
        noise: Noise,
        device: &Device,
    ) -> Self {
        Self::through(name, channels, Window::square(side), noise, device)
    }

    /// A layer of so many input and output channels that sees through a window.
    pub fn through(
        name: &str,
        [inputs, outputs]: [usize; 2],
        window: Window,
        noise: Noise,
        device: &Device,
    ) -> Self {
        let seen = window.places() * inputs;
        let bound = 1.0 / (seen.max(1) as f32).sqrt();
        let mut generator = noise.generator(name);
        let mut draw = |n: usize| uniform(&mut generator, n, bound);
        let weight = TensorData::new(draw(seen * outputs), [seen, outputs]);
        let bias = TensorData::new(draw(outputs), [outputs]);
        let device = device.clone().autodiff();
        Self {
            weight: Param::from_data(weight, &device),
            bias: Param::from_data(bias, &device),
            window,
        }
    }

    /// The layer with every weight and bias at zero, for what should begin as nothing.
    #[must_use]
    pub fn zeroed(self) -> Self {
        let (weight, bias) = (self.weight.val(), self.bias.val());
        Self {
            weight: Param::from_tensor(weight.zeros_like()),
            bias: Param::from_tensor(bias.zeros_like()),
            window: self.window,
        }
    }

    /// What is added to every place. `[outputs]`
    pub fn bias(&self) -> Tensor<1> {
        self.bias.val()
    }

    /// x `[batch, height, width, inputs]` to `[batch, height, width, outputs]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.leaky(x, 1.0)
    }

    /// The same followed by a rectified linear unit, for less than the two cost apart.
    pub fn rectified(&self, x: Tensor<4>) -> Tensor<4> {
        self.leaky(x, 0.0)
    }

    /// The same followed by a unit that lets the share `leak` through of what is below zero (Maas et al. 2013).
    pub fn leaky(&self, x: Tensor<4>, leak: f32) -> Tensor<4> {
        seen_through(&self.window, x, self.weight.val(), self.bias.val(), leak)
    }

    /// How what comes out moves with what goes in, which is the layer without its biases: t `[batch, height, width, inputs]` to
    /// `[batch, height, width, outputs]`.
    pub fn along(&self, t: Tensor<4>) -> Tensor<4> {
        let none = self.bias.val().inner().zeros_like(); // [outputs]
        seen_through(&self.window, t, self.weight.val(), none, 1.0)
    }

    /// The way back without a tape: slopes by what came out, `[batch, height, width, outputs]`, to those by what went in,
    /// `[batch, height, width, inputs]`.
    pub fn back(&self, slopes: Tensor<4>) -> Tensor<4> {
        let turned = turned(self.weight.val().inner(), self.window.places()); // [places * outputs, inputs]
        let none = Tensor::zeros([turned.dims()[1]], &slopes.device()); // [inputs]
        seen_through(&self.window.turned(), slopes, turned, none, 1.0)
    }

    /// Which places a place sees.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// The weights, `[places * inputs, outputs]`, and the biases, `[outputs]`, on the tape.
    pub fn numbers(&self) -> (Tensor<2>, Tensor<1>) {
        (self.weight.val(), self.bias.val())
    }
}

/// x `[batch, height, width, inputs]` times weights `[side * side * inputs, outputs]`: `[batch, height, width, outputs]`.
pub fn convolved(x: Tensor<4>, weight: Tensor<2>, side: usize) -> Tensor<4> {
    let none = weight.clone().inner().narrow(0, 0, 1).zeros_like(); // [1, outputs]
    seen_through(&Window::square(side), x, weight, none.squeeze_dim(0), 1.0)
}

/// What every place makes of what it sees: x `[batch, height, width, inputs]`, weights `[places * inputs, outputs]` and biases
/// `[outputs]` to `[batch, height, width, outputs]`, of which the share `leak` is let through below zero.
fn seen_through(
    window: &Window,
    x: Tensor<4>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    leak: f32,
) -> Tensor<4> {
    tape::convolved(&x, &weight, &bias, window, leak)
        .unwrap_or_else(|| gathered::convolved::<Cube>(x, weight, bias, window, leak))
}

/// The weights of the way back through the turned window: `[places * inputs, outputs]` to `[places * outputs, inputs]`.
fn turned(weight: Tensor<2>, places: usize) -> Tensor<2> {
    let [seen, outputs] = weight.dims();
    let weight = weight.reshape([places, seen / places, outputs]).flip([0]);
    let weight = weight.swap_dims(1, 2); // [places, outputs, inputs]
    weight.reshape([places * outputs, seen / places])
}

#[cfg(test)]
mod tests;
