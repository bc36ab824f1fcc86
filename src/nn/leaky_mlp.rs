//! A multi-layer perceptron with leaky rectified units, its slope, and the derivatives of both, written out by hand.
//!
//! Between the places where a unit switches such a net is a straight line. Its derivative by the input, the slope, is a
//! product of weights and masks, and that product has a derivative by the weights in its turn: what the gradient penalty of
//! Gulrajani et al. (2017) needs and a tape that goes back only once cannot give. With h_0 = x, layers l = 1..L, masks s_l of
//! ones and leaks, and * entry by entry,
//!
//! ```text
//! forward          h_l = (h_{l-1} W_l + b_l) * s_l            f = h_{L-1} W_L + b_L
//! backward         u_L = what the outputs are weighed by      u_{l-1} = (u_l W_l^T) * s_{l-1}      slope g = u_1 W_1^T
//! along v          t_0 = v                                    t_l = (t_{l-1} W_l) * s_l            v . g = t_{l-1} W_l u_l^T
//! ```
//!
//! An objective that changes by c df + v . dg at an example changes by (c h_{l-1} + t_{l-1})^T u_l with W_l, and by c u_l with
//! b_l. On the processor all of it goes through [`tiles`]; elsewhere it is the tensor operations written here.

mod tiles;

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::leaky_relu;
use burn::tensor::{Device, Gradients, Tensor};

use super::Noise;
use super::descent::by_hand;
use super::mlp::linear;

/// What a unit lets through of what is below zero (Maas et al. 2013; the value of Radford et al. 2016).
pub(super) const LEAK: f32 = 0.2;

/// More weights than this, a quarter of a megabyte, are read from farther away than it takes to multiply by them.
const LARGE: usize = 1 << 16;

/// Hidden layers of leaky rectified units and a linear layer on top.
#[derive(Module, Debug)]
pub struct LeakyMlp {
    layers: Vec<Linear>,
}

/// What a net made of a batch, layer by layer, kept for the way back.
pub struct LeakyTrace(Made);

enum Made {
    Tiles(tiles::Trace),
    /// h_0 = x to h_L = f, each `[batch, width]`.
    Tensors(Vec<Tensor<2>>),
}

/// What a net of one output is like at the points of a batch.
pub struct Survey {
    /// f(x). `[batch]`
    pub height: Tensor<1>,
    /// The derivative of f by x. `[batch, inputs]`
    pub slope: Tensor<2>,
    kept: Surveyed,
}

enum Surveyed {
    Tiles(tiles::Trace),
    Tensors {
        /// h_0 = x to h_L = f, each `[batch, width]`.
        h: Vec<Tensor<2>>,
        /// u_1 to u_L, each `[batch, width]`.
        u: Vec<Tensor<2>>,
    },
}

/// What an objective has to do with the points of a survey: how it changes with the height and the slope at each of them.
pub struct Share<'a, S = Survey> {
    /// The points.
    pub survey: &'a S,
    /// Its derivative by the height, c. `[batch]`
    pub by_height: Tensor<1>,
    /// Its derivative by the slope, v, where it asks for the slope at all. `[batch, inputs]`
    pub by_slope: Option<Tensor<2>>,
}

impl LeakyMlp {
    /// Hidden layers of the given widths between `inputs` and `outputs` numbers.
    pub fn new(
        name: &str,
        [inputs, outputs]: [usize; 2],
        widths: &[usize],
        noise: Noise,
        device: &Device,
    ) -> Self {
        let from = [inputs].into_iter().chain(widths.iter().copied());
        let to = widths.iter().copied().chain([outputs]);
        let layer = |(i, (from, to))| linear(&format!("{name}.{i}"), from, to, noise, device);
        Self {
            layers: from.zip(to).enumerate().map(layer).collect(),
        }
    }

    /// The same net with an output of zero, whatever comes in.
    #[must_use]
    pub fn silenced(mut self) -> Self {
        if let Some(last) = self.layers.last_mut() {
            let silent = |tensor: Tensor<2>| tensor.inner().zeros_like();
            last.weight = last
                .weight
                .clone()
                .map(|weight| Tensor::from_inner(silent(weight)).require_grad());
            last.bias = last.bias.clone().map(|bias| {
                bias.map(|bias| Tensor::from_inner(bias.inner().zeros_like()).require_grad())
            });
        }
        self
    }

    /// How many hidden layers there are.
    pub fn depth(&self) -> usize {
        self.layers.len() - 1
    }

    /// f(x) without a tape: x `[batch, inputs]` to `[batch, outputs]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let tiles = if self.is_large() {
            None
        } else {
            tiles::forward(&self.layers, &x)
        };
        tiles.unwrap_or_else(|| last(&self.made(x)))
    }

    /// f(x) with what is needed to come back: x `[batch, inputs]` to `[batch, outputs]`.
    pub fn trace(&self, x: Tensor<2>) -> (Tensor<2>, LeakyTrace) {
        if !self.is_large()
            && let Some((f, trace)) = tiles::trace(&self.layers, &x)
        {
            return (f, LeakyTrace(Made::Tiles(trace)));
        }
        let h = self.made(x);
        (last(&h), LeakyTrace(Made::Tensors(h)))
    }

    /// The gradients of an objective whose derivative by the outputs is known: `[batch, outputs]`.
    pub fn gradients(&self, trace: &LeakyTrace, by_outputs: Tensor<2>) -> Gradients {
        match &trace.0 {
            Made::Tiles(trace) => tiles::gradients(&self.layers, trace, &by_outputs),
            Made::Tensors(h) => {
                let u = self.back(h, by_outputs);
                let by_layer = h.iter().zip(u).map(|(h, u)| by_parameters(h.clone(), u));
                self.fill(by_layer)
            }
        }
    }

    /// Puts the same gradients beside others, and gives the derivative by what went in, `[batch, inputs]`.
    pub fn back_into(
        &self,
        gradients: &mut Gradients,
        trace: &LeakyTrace,
        by_outputs: Tensor<2>,
    ) -> Tensor<2> {
        match &trace.0 {
            Made::Tiles(trace) => tiles::back_into(&self.layers, gradients, trace, &by_outputs),
            Made::Tensors(h) => {
                let u = self.back(h, by_outputs);
                let by_inputs = u[0].clone().matmul(self.weight(0).transpose()); // [batch, inputs]
                let by_layer = h.iter().zip(u).map(|(h, u)| by_parameters(h.clone(), u));
                self.fill_into(gradients, by_layer);
                by_inputs
            }
        }
    }

    /// A container for gradients of this net and of others, to be filled by [`back_into`](Self::back_into).
    pub fn no_gradients(&self) -> Gradients {
        by_hand(&self.layers[0].weight)
    }

    /// The height and the slope of a net of one output: x `[batch, inputs]`.
    pub fn survey(&self, x: Tensor<2>) -> Survey {
        let tiles = if self.is_large() {
            None
        } else {
            tiles::survey(&self.layers, &x)
        };
        match tiles {
            Some((height, slope, trace)) => Survey {
                height,
                slope,
                kept: Surveyed::Tiles(trace),
            },
            None => self.composed_survey(x),
        }
    }

    /// The gradients of an objective that asks for heights and slopes at the points of some surveys of this net.
    pub fn survey_gradients(&self, shares: &[Share]) -> Gradients {
        if let Some(gradients) = tiles::survey_gradients(&self.layers, shares) {
            return gradients;
        }
        let mut sums: Vec<(Tensor<2>, Tensor<1>)> = Vec::new();
        for share in shares {
            let parts = self.share_gradients(share);
            if sums.is_empty() {
                sums = parts;
                continue;
            }
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = (sum.0.clone() + part.0, sum.1.clone() + part.1);
            }
        }
        self.fill(sums.into_iter())
    }

    /// A survey in tensor operations.
    fn composed_survey(&self, x: Tensor<2>) -> Survey {
        let h = self.made(x);
        let f = last(&h); // [batch, 1]
        let u = self.back(&h, f.ones_like());
        let slope = u[0].clone().matmul(self.weight(0).transpose()); // [batch, inputs]
        Survey {
            height: f.squeeze_dim(1),
            slope,
            kept: Surveyed::Tensors { h, u },
        }
    }

    /// h_0 = x to h_L = f in tensor operations.
    fn made(&self, x: Tensor<2>) -> Vec<Tensor<2>> {
        let mut h = vec![x.inner()];
        for (i, layer) in self.layers.iter().enumerate() {
            let a = layer.valid().forward(last(&h)); // [batch, width]
            h.push(if i == self.depth() {
                a
            } else {
                leaky_relu(a, f64::from(LEAK))
            });
        }
        h
    }

    /// u_1 to u_L in tensor operations, where `seed` is u_L.
    fn back(&self, h: &[Tensor<2>], seed: Tensor<2>) -> Vec<Tensor<2>> {
        let mut u = vec![seed];
        for l in (1..self.layers.len()).rev() {
            let through = last(&u).matmul(self.weight(l).transpose()); // [batch, width]
            u.push(masked(through, &h[l]));
        }
        u.reverse();
        u
    }

    /// (c h + t)^T u and the sum of c u of every layer, in tensor operations.
    fn share_gradients(&self, share: &Share) -> Vec<(Tensor<2>, Tensor<1>)> {
        let Surveyed::Tensors { h, u } = &share.survey.kept else {
            unreachable!("a survey stays on the device of its net");
        };
        let c = share.by_height.clone().unsqueeze_dim::<2>(1); // [batch, 1]
        let mut t = share.by_slope.clone();
        let mut parts = Vec::with_capacity(u.len());
        for (l, u) in u.iter().enumerate() {
            let heights = h[l].clone() * c.clone();
            let both = match &t {
                Some(t) => heights + t.clone(),
                None => heights,
            }; // [batch, width]
            let bias = (u.clone() * c.clone()).sum_dim(0).squeeze_dim::<1>(0);
            parts.push((both.transpose().matmul(u.clone()), bias));
            t = t.map(|t| masked(t.matmul(self.weight(l)), &h[l + 1]));
        }
        parts
    }

    fn weight(&self, layer: usize) -> Tensor<2> {
        self.layers[layer].weight.val().inner()
    }

    /// Gradients by the weights and biases of all layers, as an optimiser takes them.
    fn fill(&self, by_layer: impl Iterator<Item = (Tensor<2>, Tensor<1>)>) -> Gradients {
        let mut gradients = self.no_gradients();
        self.fill_into(&mut gradients, by_layer);
        gradients
    }

    fn fill_into(
        &self,
        gradients: &mut Gradients,
        by_layer: impl Iterator<Item = (Tensor<2>, Tensor<1>)>,
    ) {
        for (layer, (weight, bias)) in self.layers.iter().zip(by_layer) {
            layer.weight.val().grad_replace(gradients, weight);
            if let Some(parameter) = &layer.bias {
                parameter.val().grad_replace(gradients, bias);
            }
        }
    }

    /// Whether its weights do not fit the nearest caches: then whole matrices are multiplied, layer by layer, instead of tiles of
    /// examples that go through all layers.
    fn is_large(&self) -> bool {
        let weights = |layer: &Linear| layer.weight.dims().iter().product::<usize>();
        self.layers.iter().map(weights).sum::<usize>() > LARGE
    }
}

fn last(tensors: &[Tensor<2>]) -> Tensor<2> {
    match tensors.last() {
        Some(last) => last.clone(),
        None => unreachable!("there is always what goes in"),
    }
}

/// What a unit's mask lets through: it leaks where what the unit made, h, is below zero. Both `[batch, width]`.
fn masked(through: Tensor<2>, h: &Tensor<2>) -> Tensor<2> {
    let leaked = through.clone().mul_scalar(LEAK);
    through.mask_where(h.clone().lower_elem(0.0), leaked)
}

/// h^T u and the sum of u: h `[batch, inputs]`, u `[batch, outputs]` to `[inputs, outputs]` and `[outputs]`.
fn by_parameters(h: Tensor<2>, u: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
    let bias = u.clone().sum_dim(0).squeeze_dim(0);
    (h.transpose().matmul(u), bias)
}

#[cfg(test)]
mod tests;
