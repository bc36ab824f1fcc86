//! A multi-layer perceptron with smooth units, its exact divergence, and its regression on targets.
//!
//! The unit is SiLU, a times the logistic function of a (Elfwing et al. 2018): smooth, so that the divergence of the net is
//! continuous and can be integrated. On the processor all three go through [`lanes`] in one pass over memory; elsewhere
//! they are the tensor operations written here.

mod lanes;
mod pass;

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::activation::{sigmoid, silu};
use burn::tensor::{Device, Gradients, Tensor};

pub use self::pass::{SiluPass, SiluSlopes, SiluTape};
use super::Noise;
use super::mlp::linear;

/// Hidden layers of SiLU units and a linear layer on top.
#[derive(Module, Debug)]
pub struct SiluMlp {
    layers: Vec<Linear>,
}

/// The mean squared error of a batch, and its gradients by the parameters of the net.
pub struct Regression {
    /// The mean over examples of |f(x) - y|^2, without a tape. `[1]`
    pub loss: Tensor<1>,
    /// The gradients, for an optimiser.
    pub gradients: Gradients,
}

/// A batch that has gone through the net, and can go back.
pub struct Trace<'a> {
    /// f(x), without a tape. `[batch, outputs]`
    pub f: Tensor<2>,
    net: &'a SiluMlp,
    way: Way,
}

enum Way {
    /// What the pass has left in memory.
    Memory(lanes::Passed),
    /// f(x) on the tape. `[batch, outputs]`
    Tape(Tensor<2>),
}

impl Trace<'_> {
    /// The gradients by the parameters of a loss whose derivative by f(x) is known: `[batch, outputs]`, without a tape.
    pub fn back(self, slope: Tensor<2>) -> Gradients {
        match self.way {
            Way::Memory(passed) => passed.gradients(&self.net.layers, &slope),
            Way::Tape(f) => (f * Tensor::from_inner(slope)).sum().backward(),
        }
    }
}

/// A net with one output whose slope is asked for at many places in a row.
pub struct SlopeField(Laid);

enum Laid {
    Memory(lanes::Packed),
    Net(SiluMlp),
}

impl SlopeField {
    /// f(x) and its derivative by x, both without a tape: x `[batch, inputs]` to `[batch]` and `[batch, inputs]`.
    pub fn at(&self, x: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        match &self.0 {
            Laid::Memory(packed) => packed.slopes(&x),
            Laid::Net(net) => net.composed_slopes(x),
        }
    }
}

impl SiluMlp {
    /// Hidden layers of the given widths between `inputs` and `outputs` numbers.
    pub fn new(
        name: &str,
        [inputs, outputs]: [usize; 2],
        widths: &[usize],
        noise: Noise,
        device: &Device,
    ) -> Self {
        let mut layers = Vec::with_capacity(widths.len() + 1);
        let mut from = inputs;
        for (i, &to) in widths.iter().chain([&outputs]).enumerate() {
            let layer = linear(&format!("{name}.{i}"), from, to, noise, device);
            let is_hidden = i > 0 && i < widths.len();
            layers.push(if is_hidden {
                strengthened(layer)
            } else {
                layer
            });
            from = to;
        }
        Self { layers }
    }

    /// The same net with bends so many times as sharp: the signals into the first hidden layer and the biases of all grow, and
    /// SiLU of a large signal is nearly a corner. What has to fall apart into pieces with edges is learned sooner so.
    pub fn sharper(mut self, times: f64) -> Self {
        let depth = self.depth();
        for (i, layer) in self.layers.iter_mut().take(depth).enumerate() {
            layer.bias = layer.bias.take().map(|bias| scaled(bias, times));
            if i == 0 {
                layer.weight = scaled(layer.weight.clone(), times);
            }
        }
        self
    }

    /// How many hidden layers there are.
    pub fn depth(&self) -> usize {
        self.layers.len() - 1
    }

    /// f(x) without a tape: x `[batch, inputs]` to `[batch, outputs]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        if let Some((f, _)) = lanes::forward(&self.layers, &x, &[]) {
            return f;
        }
        self.composed(x.inner())
    }

    /// f(x) on the tape of x and of the parameters: x `[batch, inputs]` to `[batch, outputs]`.
    pub fn taped(&self, x: Tensor<2>) -> Tensor<2> {
        self.composed(x)
    }

    /// f(x) and the sum over i of the i-th output's derivative along the i-th tangent, both without a tape: x and every
    /// tangent `[batch, inputs]`, to `[batch, outputs]` and `[batch]`. With unit vectors as tangents that is the divergence.
    ///
    /// The derivatives are carried through the layers together with x (forward mode), so that the sum is exact and costs
    /// as much as one more pass for every tangent.
    pub fn with_divergence(&self, x: Tensor<2>, tangents: &[Tensor<2>]) -> (Tensor<2>, Tensor<1>) {
        if let Some((f, Some(divergence))) = lanes::forward(&self.layers, &x, tangents) {
            return (f, divergence);
        }
        self.composed_with_divergence(x.inner(), tangents)
    }

    /// The regression of y on x: both without a tape, `[batch, inputs]` and `[batch, outputs]`.
    pub fn regress(&self, x: Tensor<2>, y: Tensor<2>) -> Regression {
        if let Some(regression) = lanes::regress(&self.layers, &x, &y) {
            return regression;
        }
        let f = self.composed(Tensor::from_inner(x));
        let loss = (f - Tensor::from_inner(y)).square().sum_dim(1).mean(); // [1]
        Regression {
            loss: loss.clone().inner(),
            gradients: loss.backward(),
        }
    }

    /// f(x), and the way back from there: x without a tape, `[batch, inputs]`.
    pub fn trace(&self, x: Tensor<2>) -> Trace<'_> {
        if let Some(packed) = lanes::Packed::new(&self.layers) {
            let (f, passed) = packed.pass(&x);
            let way = Way::Memory(passed);
            return Trace { f, net: self, way };
        }
        let on_tape = self.composed(Tensor::from_inner(x)); // [batch, outputs]
        Trace {
            f: on_tape.clone().inner(),
            net: self,
            way: Way::Tape(on_tape),
        }
    }

    /// The net as it is now, with one output, for slopes by its inputs.
    pub fn slope_field(&self) -> SlopeField {
        let laid = lanes::Packed::new(&self.layers);
        SlopeField(laid.map_or_else(|| Laid::Net(self.clone()), Laid::Memory))
    }

    /// f(x) and its derivative by x in tensor operations.
    fn composed_slopes(&self, x: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let x = Tensor::from_inner(x).require_grad(); // [batch, inputs]
        let f = self.composed(x.clone()); // [batch, 1]
        let gradients = f.clone().sum().backward();
        let slope = x
            .grad(&gradients)
            .unwrap_or_else(|| x.clone().inner().zeros_like());
        (f.inner().squeeze_dim(1), slope)
    }

    /// f(x) in tensor operations, on the tape of x.
    fn composed(&self, x: Tensor<2>) -> Tensor<2> {
        let (last, hidden) = self.ends();
        let on_tape = x.is_autodiff();
        let through = |h: Tensor<2>, layer: &Linear| {
            if on_tape {
                layer.forward(h)
            } else {
                layer.valid().forward(h)
            }
        };
        let h = hidden.iter().fold(x, |h, layer| silu(through(h, layer))); // [batch, width]
        through(h, last)
    }

    /// f(x) and its divergence in tensor operations.
    fn composed_with_divergence(
        &self,
        x: Tensor<2>,
        tangents: &[Tensor<2>],
    ) -> (Tensor<2>, Tensor<1>) {
        let (last, hidden) = self.ends();
        let batch = x.dims()[0];
        let mut h = x; // [batch, width]
        let mut tangents = tangents.to_vec(); // [batch, width] each
        for layer in hidden {
            let layer = layer.valid();
            let a = layer.forward(h); // [batch, width]
            let s = sigmoid(a.clone());
            h = a * s.clone();
            // (a s)' = s + a s (1 - s)
            let slope = s.clone() + h.clone() * s.neg().add_scalar(1.0); // [batch, width]
            let weight = layer.weight.val();
            for tangent in &mut tangents {
                *tangent = tangent.clone().matmul(weight.clone()) * slope.clone();
            }
        }
        let last = last.valid();
        let weight = last.weight.val();
        let none = Tensor::zeros([batch], &h.device());
        let divergence = tangents
            .into_iter()
            .enumerate()
            .fold(none, |sum, (i, tangent)| {
                let along = tangent.matmul(weight.clone().narrow(1, i, 1)); // [batch, 1]
                sum + along.squeeze_dim::<1>(1)
            });
        (last.forward(h), divergence)
    }

    /// The gradients by weight and bias of each layer, for comparison.
    #[cfg(test)]
    pub fn gradients(&self, tape: &Gradients) -> Vec<(Tensor<2>, Tensor<1>)> {
        let of = |layer: &Linear| {
            let weight = layer.weight.val().grad(tape)?;
            Some((weight, layer.bias.as_ref()?.val().grad(tape)?))
        };
        self.layers.iter().filter_map(of).collect()
    }

    fn ends(&self) -> (&Linear, &[Linear]) {
        match self.layers.split_last() {
            Some(ends) => ends,
            None => unreachable!("there is always the linear layer on top"),
        }
    }
}

/// A layer between hidden units with weights that are `GAIN` times as large.
fn strengthened(layer: Linear) -> Linear {
    Linear {
        weight: scaled(layer.weight, GAIN),
        bias: layer.bias,
    }
}

/// A parameter that begins so many times as large.
fn scaled<const D: usize>(parameter: Param<Tensor<D>>, times: f64) -> Param<Tensor<D>> {
    parameter.map(|value| Tensor::from_inner(value.inner().mul_scalar(times)).require_grad())
}

/// SiLU lets less than half of a signal through and uniform weights a third of its variance; with this the signal arrives.
const GAIN: f64 = 2.0;

#[cfg(test)]
mod tests;
