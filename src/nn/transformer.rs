//! A causal Transformer over symbols: layers of attention that never looks ahead, with the norm before each part
//! (Vaswani et al. 2017; pre-norm and weights as in GPT-2, Radford et al. 2019).
//!
//! h = x + W_o attend(norm(x)), x' = h + W_d gelu(W_u norm(h)); the logits of the next symbol are W norm(x). On the processor a
//! step is derived by hand, a text after the other through all layers and back; elsewhere the tape does it.

mod attention;
mod back;
mod by_hand;
mod cache;
mod parts;
mod weights;

pub use cache::{Kept, Writer};

use burn::module::{Module, Param};
use burn::tensor::activation::{log_softmax, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand_distr::{Distribution, StandardNormal};

use self::weights::Weights;
use super::product::LANES;
use super::{Descent, Noise};

/// The deviation of fresh weights.
const DEVIATION: f32 = 0.02;
/// Keeps a division from failing where all numbers of a row are the same.
const EPSILON: f32 = 1e-5;

/// How large a Transformer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How many symbols there are.
    pub symbols: usize,
    /// How many symbols it looks back on.
    pub block: usize,
    /// How many layers.
    pub layers: usize,
    /// How many heads of attention a layer has.
    pub heads: usize,
    /// How many numbers stand for a symbol.
    pub width: usize,
}

impl Size {
    /// The next width that fills whole vectors and that the heads share evenly.
    #[must_use]
    pub fn evened(self) -> Self {
        let even = (1..)
            .map(|i| i * LANES)
            .find(|width| width.is_multiple_of(self.heads));
        let even = even.unwrap_or(LANES);
        Self {
            width: self.width.next_multiple_of(even),
            ..self
        }
    }
}

/// The norm of a row: (x - mean) / deviation, scaled and shifted.
#[derive(Module, Debug)]
struct Norm {
    /// `[width]`
    scale: Param<Tensor<1>>,
    /// `[width]`
    shift: Param<Tensor<1>>,
}

/// x W + b.
#[derive(Module, Debug)]
struct Dense {
    /// `[inputs, outputs]`
    weight: Param<Tensor<2>>,
    /// `[outputs]`
    bias: Param<Tensor<1>>,
}

/// One layer.
#[derive(Module, Debug)]
struct Layer {
    norm_1: Norm,
    /// Queries, keys and values side by side. `[width, 3 width]`
    attend: Dense,
    /// `[width, width]`
    mix: Dense,
    norm_2: Norm,
    /// `[width, 4 width]`
    up: Dense,
    /// `[4 width, width]`
    down: Dense,
}

/// The net.
#[derive(Module, Debug)]
pub struct Transformer {
    /// What stands for each symbol. `[symbols, width]`
    characters: Param<Tensor<2>>,
    /// What stands for each place. `[block, width]`
    positions: Param<Tensor<2>>,
    layers: Vec<Layer>,
    norm: Norm,
    /// From what stands for a text to the logits of its next symbol. `[width, symbols]`
    head: Param<Tensor<2>>,
    heads: usize,
}

impl Transformer {
    /// Fresh weights: normal with a deviation of 0.02, and where a layer adds to what flows past it that over the root of how
    /// often this happens, 2 layers, so that the sum stays as large as at the beginning.
    pub fn new(size: Size, noise: Noise, device: &Device) -> Self {
        let make = Make { noise, device };
        let width = size.width;
        let last = DEVIATION / (2.0 * size.layers as f32).sqrt();
        let layer = |i: usize| Layer {
            norm_1: make.norm(width),
            attend: make.dense(&format!("attend.{i}"), [width, 3 * width], DEVIATION),
            mix: make.dense(&format!("mix.{i}"), [width, width], last),
            norm_2: make.norm(width),
            up: make.dense(&format!("up.{i}"), [width, 4 * width], DEVIATION),
            down: make.dense(&format!("down.{i}"), [4 * width, width], last),
        };
        Self {
            characters: make.normal("characters", [size.symbols, width], DEVIATION),
            positions: make.normal("positions", [size.block, width], DEVIATION),
            layers: (0..size.layers).map(layer).collect(),
            norm: make.norm(width),
            head: make.normal("head", [width, size.symbols], DEVIATION),
            heads: size.heads,
        }
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        let [symbols, width] = self.characters.dims();
        Size {
            symbols,
            block: self.positions.dims()[0],
            layers: self.layers.len(),
            heads: self.heads,
            width,
        }
    }

    /// The mean of -log p(x_t | x_<t) in nats over windows of `block + 1` symbols, and its gradients: the numbers of the
    /// symbols `[batch, block + 1]`.
    pub fn mean_nats(&self, windows: &Tensor<2>) -> Descent {
        by_hand::mean_nats(self, windows)
            .unwrap_or_else(|| Descent::of(&self.composed(windows).mean()))
    }

    /// -log p(x_t | x_<t) in nats of every symbol but the first, without a tape: the numbers of the symbols
    /// `[batch, length + 1]`, of which there are at most `block + 1`, to `[batch, length]`.
    pub fn nats(&self, windows: &Tensor<2>) -> Tensor<2> {
        by_hand::nats(self, windows).unwrap_or_else(|| self.composed(windows).inner())
    }

    /// Its weights as they are now, to write texts and to look into it.
    pub fn writer(&self) -> Writer {
        Writer::new(Weights::of(self))
    }

    /// The same as [`nats`](Self::nats), in tensor operations and on the tape. `[batch, length]`
    fn composed(&self, windows: &Tensor<2>) -> Tensor<2> {
        let [batch, length] = windows.dims();
        let length = length - 1;
        let windows = windows.clone().inner().int();
        let symbols = windows.clone().narrow(1, 0, length); // [batch, length]
        let next = windows.narrow(1, 1, length); // [batch, length]
        let logits = self.logits(symbols); // [batch, length, symbols]
        let log_p = log_softmax(logits, 2);
        let next = if log_p.is_autodiff() {
            Tensor::from_inner(next)
        } else {
            next
        };
        let chosen = log_p.gather(2, next.reshape([batch, length, 1]));
        chosen.reshape([batch, length]).neg()
    }

    /// The logits of the symbol after every one: `[batch, length]` to `[batch, length, symbols]`.
    fn logits(&self, symbols: Tensor<2, Int>) -> Tensor<3> {
        let [batch, length] = symbols.dims();
        let Size { width, .. } = self.size();
        let characters = self.characters.val();
        let symbols = symbols.reshape([batch * length]);
        let symbols = if characters.is_autodiff() {
            Tensor::from_inner(symbols)
        } else {
            symbols
        };
        let characters = characters.select(0, symbols); // [batch * length, width]
        let positions = self.positions.val().narrow(0, 0, length).unsqueeze(); // [1, length, width]
        let mut x = characters.reshape([batch, length, width]) + positions;
        for layer in &self.layers {
            x = layer.forward(x, self.heads);
        }
        let x = self.norm.forward(x); // [batch, length, width]
        x.matmul(self.head.val().unsqueeze())
    }
}

impl Norm {
    /// `[batch, length, width]`
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = x.clone() - x.mean_dim(2);
        let variance = x.clone().square().mean_dim(2); // [batch, length, 1]
        let x = x / variance.add_scalar(EPSILON).sqrt();
        x * self.scale.val().unsqueeze() + self.shift.val().unsqueeze()
    }
}

impl Dense {
    /// `[batch, length, inputs]` to `[batch, length, outputs]`.
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        x.matmul(self.weight.val().unsqueeze()) + self.bias.val().unsqueeze()
    }
}

impl Layer {
    /// `[batch, length, width]`
    fn forward(&self, x: Tensor<3>, heads: usize) -> Tensor<3> {
        let attended = attend(self.attend.forward(self.norm_1.forward(x.clone())), heads);
        let h = x + self.mix.forward(attended);
        let up = gelu(self.up.forward(self.norm_2.forward(h.clone())));
        h + self.down.forward(up)
    }
}

/// softmax(Q K^T / sqrt(d) + M) V for each head, where M forbids to look ahead: queries, keys and values side by side
/// `[batch, length, 3 width]` to `[batch, length, width]`.
fn attend(qkv: Tensor<3>, heads: usize) -> Tensor<3> {
    let [batch, length, wide] = qkv.dims();
    let (width, depth) = (wide / 3, wide / 3 / heads);
    let part = |i: usize| {
        let part = qkv.clone().narrow(2, i * width, width);
        part.reshape([batch, length, heads, depth]).swap_dims(1, 2) // [batch, heads, length, depth]
    };
    let (q, k, v) = (part(0), part(1), part(2));
    let scores = q
        .matmul(k.swap_dims(2, 3))
        .div_scalar((depth as f32).sqrt());
    let ahead: Vec<f32> = (0..length * length)
        .map(|at| {
            if at % length > at / length {
                f32::MIN
            } else {
                0.0
            }
        })
        .collect();
    let ahead = TensorData::new(ahead, [1, 1, length, length]);
    let scores = scores + Tensor::from_data(ahead, &qkv.device()); // [batch, heads, length, length]
    let mixed = softmax(scores, 3).matmul(v); // [batch, heads, length, depth]
    mixed.swap_dims(1, 2).reshape([batch, length, width])
}

/// x Phi(x) by its usual approximation, 1/2 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) (Hendrycks and Gimpel 2016).
fn gelu(x: Tensor<3>) -> Tensor<3> {
    let inner = x.clone() + x.clone().powi_scalar(3).mul_scalar(parts::CUBIC);
    let tanh = inner.mul_scalar(parts::ROOT).tanh();
    x.mul_scalar(0.5) * tanh.add_scalar(1.0)
}

/// Makes parameters.
struct Make<'a> {
    noise: Noise,
    device: &'a Device,
}

impl Make<'_> {
    fn normal(&self, name: &str, shape: [usize; 2], deviation: f32) -> Param<Tensor<2>> {
        let mut generator = self.noise.generator(name);
        let mut draw = || -> f32 { StandardNormal.sample(&mut generator) };
        let values: Vec<f32> = (0..shape[0] * shape[1])
            .map(|_| deviation * draw())
            .collect();
        Param::from_data(TensorData::new(values, shape), &self.on_tape())
    }

    fn row(&self, width: usize, value: f32) -> Param<Tensor<1>> {
        Param::from_data(
            TensorData::new(vec![value; width], [width]),
            &self.on_tape(),
        )
    }

    fn norm(&self, width: usize) -> Norm {
        Norm {
            scale: self.row(width, 1.0),
            shift: self.row(width, 0.0),
        }
    }

    fn dense(&self, name: &str, shape: [usize; 2], deviation: f32) -> Dense {
        Dense {
            weight: self.normal(name, shape, deviation),
            bias: self.row(shape[1], 0.0),
        }
    }

    fn on_tape(&self) -> Device {
        self.device.clone().autodiff()
    }
}

#[cfg(test)]
mod tests;
