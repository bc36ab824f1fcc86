//! The hidden layer that all conditionals of a NADE share: it grows by one input at a time.
//!
//! Larochelle and Murray (2011): h_i = s(c + sum_{j<i} x_j W_j), l_i = b_i + V_i h_i, where s is the logistic function and
//! l_i the logit of x_i. Because a_{i+1} = a_i + x_i W_i, all conditionals together cost as much as one layer of D H units.

use burn::module::{Module, Param};
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::RngExt;

use super::descent::{Descent, by_hand};
use super::{Noise, bernoulli_nats, grown, positions};

/// The layer with its weights; the inputs stand in the order in which they are read.
#[derive(Module, Debug)]
pub struct SharedHidden {
    /// What each input adds once it is known. `[inputs, hidden]`
    read: Param<Tensor<2>>,
    /// What the hidden units begin with. `[hidden]`
    start: Param<Tensor<1>>,
    /// How each output listens to the hidden units. `[inputs, hidden]`
    tell: Param<Tensor<2>>,
    /// The biases of the outputs. `[inputs]`
    bias: Param<Tensor<1>>,
}

impl SharedHidden {
    /// What each hidden unit adds up of the inputs. `[hidden, inputs]`
    pub fn filters(&self) -> Tensor<2> {
        self.read.val().inner().transpose()
    }

    /// Weights uniform in +-1/sqrt(number of units that are added up), as in [`linear`](super::linear).
    pub fn new(name: &str, inputs: usize, hidden: usize, noise: Noise, device: &Device) -> Self {
        let mut generator = noise.generator(name);
        let mut draw = |count: usize, fan_in: usize| -> Vec<f32> {
            let bound = 1.0 / (fan_in as f32).sqrt();
            (0..count)
                .map(|_| generator.random_range(-bound..bound))
                .collect()
        };
        let matrix = |values| TensorData::new(values, [inputs, hidden]);
        let device = device.clone().autodiff();
        Self {
            read: Param::from_data(matrix(draw(inputs * hidden, inputs)), &device),
            start: Param::from_data(TensorData::new(draw(hidden, inputs), [hidden]), &device),
            tell: Param::from_data(matrix(draw(inputs * hidden, hidden)), &device),
            bias: Param::from_data(TensorData::new(draw(inputs, hidden), [inputs]), &device),
        }
    }

    /// The logits of all inputs, each given those before it: x `[batch, inputs]` to `[batch, inputs]`.
    pub fn logits(&self, x: Tensor<2>) -> Tensor<2> {
        let sequence: Vec<usize> = (0..self.read.dims()[0]).collect();
        if let Some(logits) = grown::logits(&x, &self.weights(), &sequence) {
            return logits;
        }
        self.composed_logits(x, self.weights())
    }

    /// The same where the inputs are read in another sequence than they stand in; without a tape.
    pub fn logits_along(&self, x: &Tensor<2>, sequence: &[usize]) -> Tensor<2> {
        if let Some(logits) = grown::logits(x, &self.weights(), sequence) {
            return logits;
        }
        let device = x.device();
        let read = x.clone().select(1, index(sequence, &device)); // [batch, inputs], as they are read
        let logits = self.composed_logits(read, self.weights().along(sequence));
        logits.select(1, index(&positions(sequence), &device))
    }

    /// The logits in tensor operations, of inputs that stand in the order in which they are read.
    fn composed_logits(&self, x: Tensor<2>, weights: Weights) -> Tensor<2> {
        let [_, hidden] = self.read.dims();
        let x: Tensor<3> = x.unsqueeze_dim(2); // [batch, inputs, 1]
        let added = x * weights.read.unsqueeze(); // [batch, inputs, hidden]
        let before = added.clone().cumsum(1) - added; // what those before each input have added
        let h = sigmoid(before + weights.start.reshape([1, 1, hidden]));
        let heard = h * weights.tell.unsqueeze(); // [batch, inputs, hidden]
        heard.sum_dim(2).squeeze_dim::<2>(2) + weights.bias.unsqueeze()
    }

    /// The mean of -log p(x) over a batch of bits, in nats, and the way down: x `[batch, inputs]`, without gradients.
    pub fn mean_nats(&self, x: &Tensor<2>) -> Descent {
        let sequence: Vec<usize> = (0..self.read.dims()[0]).collect();
        self.mean_nats_along(x, &sequence)
    }

    /// The same where the inputs are read in another sequence than they stand in.
    pub fn mean_nats_along(&self, x: &Tensor<2>, sequence: &[usize]) -> Descent {
        let weights = self.weights();
        let Some((nats, slopes)) = grown::mean_nats(x, &weights, sequence) else {
            return self.composed(x, sequence);
        };
        let mut gradients = by_hand(&self.bias);
        weights.read.grad_replace(&mut gradients, slopes.read);
        weights.start.grad_replace(&mut gradients, slopes.start);
        weights.tell.grad_replace(&mut gradients, slopes.tell);
        weights.bias.grad_replace(&mut gradients, slopes.bias);
        Descent {
            loss: nats,
            gradients,
        }
    }

    /// The same in tensor operations.
    fn composed(&self, x: &Tensor<2>, sequence: &[usize]) -> Descent {
        let x = x.clone().select(1, index(sequence, &x.device())); // [batch, inputs], as they are read
        let x = Tensor::from_inner(x);
        let logits = self.composed_logits(x.clone(), self.weights().along(sequence));
        Descent::of(&bernoulli_nats(x, logits).mean())
    }

    /// Draws bits input after input in a sequence, each by a number uniform in [0, 1): `[count, inputs]` to bits,
    /// `[count, inputs]`.
    pub fn draw_along(&self, uniform: &Tensor<2>, sequence: &[usize]) -> Tensor<2> {
        grown::draw(uniform, &self.weights(), sequence)
    }

    /// What the hidden units begin with. `[1, hidden]`
    pub fn start(&self) -> Tensor<2> {
        self.start.val().unsqueeze()
    }

    /// The logit of the input at a position: the sums of the hidden units `[batch, hidden]` to `[batch, 1]`.
    pub fn logit(&self, sums: Tensor<2>, position: usize) -> Tensor<2> {
        let tell = self.tell.val().narrow(0, position, 1); // [1, hidden]
        let bias = self.bias.val().narrow(0, position, 1); // [1]
        (sigmoid(sums) * tell).sum_dim(1) + bias.unsqueeze()
    }

    /// The sums of the hidden units once the input at a position, `[batch, 1]`, is known: `[batch, hidden]`.
    pub fn grow(&self, sums: Tensor<2>, position: usize, x: Tensor<2>) -> Tensor<2> {
        sums + x * self.read.val().narrow(0, position, 1)
    }

    fn weights(&self) -> Weights {
        Weights {
            read: self.read.val(),
            start: self.start.val(),
            tell: self.tell.val(),
            bias: self.bias.val(),
        }
    }
}

/// The weights of the layer, or the slopes of a loss by them; shapes as in [`SharedHidden`].
pub(super) struct Weights {
    pub(super) read: Tensor<2>,
    pub(super) start: Tensor<1>,
    pub(super) tell: Tensor<2>,
    pub(super) bias: Tensor<1>,
}

impl Weights {
    /// The same weights, with the rows of the inputs in a sequence.
    fn along(self, sequence: &[usize]) -> Self {
        // An index lives where the numbers do that a tape stands on.
        let rows = |tensor: Tensor<2>| {
            let device = tensor.device();
            tensor.select(0, index(sequence, &device))
        };
        let device = self.bias.device();
        Self {
            read: rows(self.read),
            start: self.start,
            tell: rows(self.tell),
            bias: self.bias.select(0, index(sequence, &device)),
        }
    }
}

/// Positions as a tensor. `[positions]`
fn index(positions: &[usize], device: &Device) -> Tensor<1, Int> {
    let numbers: Vec<i64> = positions.iter().map(|&at| at as i64).collect();
    Tensor::from_data(TensorData::new(numbers, [positions.len()]), device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::parameters;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    /// The formula of the paper, input by input, in f64.
    fn by_hand(layer: &SharedHidden, x: &[f32]) -> Vec<f64> {
        let wide = |tensor: Vec<f32>| tensor.into_iter().map(f64::from).collect::<Vec<f64>>();
        let (read, tell) = (
            wide(values(layer.read.val())),
            wide(values(layer.tell.val())),
        );
        let (mut sums, bias) = (
            wide(values(layer.start.val())),
            wide(values(layer.bias.val())),
        );
        let hidden = sums.len();
        let logistic = |a: f64| 1.0 / (1.0 + (-a).exp());
        (0..x.len())
            .map(|i| {
                let logit = (0..hidden)
                    .map(|k| tell[i * hidden + k] * logistic(sums[k]))
                    .sum::<f64>();
                for k in 0..hidden {
                    sums[k] += f64::from(x[i]) * read[i * hidden + k];
                }
                logit + bias[i]
            })
            .collect()
    }

    /// 21 hidden units leave a tail behind every width of a vector; the weights are large enough to bend the logistic.
    fn layer() -> SharedHidden {
        let device = Device::flex();
        let mut layer = SharedHidden::new("layer", 6, 21, Noise::new(4, 0), &device);
        for weight in [&mut layer.read, &mut layer.tell] {
            *weight = weight
                .clone()
                .map(|w| Tensor::from_inner(w.inner().mul_scalar(9.0)).require_grad());
        }
        layer
    }

    fn bits(count: usize) -> Tensor<2> {
        let x = Noise::new(2, 0).uniform("bits", [count, 6], &Device::flex());
        x.greater_elem(0.5).float()
    }

    #[test]
    fn the_logits_are_those_of_the_paper_on_the_tape_and_off_it() {
        let layer = layer();
        let x = bits(70);
        let plain = values(layer.valid().logits(x.clone()));
        let taped = values(layer.logits(Tensor::from_inner(x.clone())));
        for (row, x) in values(x).chunks_exact(6).enumerate() {
            for (i, exact) in by_hand(&layer, x).into_iter().enumerate() {
                for ours in [plain[row * 6 + i], taped[row * 6 + i]] {
                    assert!(
                        (f64::from(ours) - exact).abs() < 2e-5,
                        "{ours} against {exact}"
                    );
                }
            }
        }
    }

    #[test]
    fn another_sequence_is_another_order_of_the_rows() {
        let layer = layer().valid();
        let x = bits(9);
        let sequence = [3, 0, 5, 1, 4, 2];
        let ours = values(layer.logits_along(&x, &sequence));
        let read = x.clone().select(1, index(&sequence, &Device::flex()));
        let composed = layer.composed_logits(read, layer.weights().along(&sequence));
        let composed = values(composed);
        for row in 0..9 {
            for (place, &input) in sequence.iter().enumerate() {
                let (a, b) = (ours[row * 6 + input], composed[row * 6 + place]);
                assert!((a - b).abs() < 2e-5, "{a} {b}");
            }
        }
        // Drawn by numbers that decide for the very bits, the bits come back.
        let chance = Tensor::<2>::from_data(TensorData::new(ours, [9, 6]), &Device::flex());
        let chance = sigmoid(chance);
        let uniform = chance.clone() + x.clone().mul_scalar(-2e-3).add_scalar(1e-3);
        assert_eq!(values(layer.draw_along(&uniform, &sequence)), values(x));
    }

    #[test]
    fn growing_unit_by_unit_gives_the_same_logits() {
        let layer = layer().valid();
        let x = bits(5);
        let all = values(layer.logits(x.clone()));
        let mut sums = layer.start().repeat_dim(0, 5);
        for i in 0..6 {
            for (row, logit) in values(layer.logit(sums.clone(), i)).into_iter().enumerate() {
                assert!((logit - all[row * 6 + i]).abs() < 2e-5);
            }
            sums = layer.grow(sums, i, x.clone().narrow(1, i, 1));
        }
    }

    #[test]
    fn the_slopes_in_one_pass_are_those_of_the_tape() {
        let layer = layer();
        // More rows than one piece of work holds, and not a multiple of it.
        let x = bits(150);
        let sequence = [3, 0, 5, 1, 4, 2];
        let (ours, tape) = (
            layer.mean_nats_along(&x, &sequence),
            layer.composed(&x, &sequence),
        );
        assert!((values(ours.loss)[0] - values(tape.loss)[0]).abs() < 1e-5);
        let (ours, tape) = (ours.gradients, tape.gradients);
        let compare = |name: &str, ours: Vec<f32>, tape: Vec<f32>| {
            let largest = tape
                .iter()
                .fold(0.0f32, |most, slope| most.max(slope.abs()));
            assert!(largest > 1e-3, "{name} has a slope");
            for (ours, tape) in ours.into_iter().zip(tape) {
                assert!(
                    (ours - tape).abs() < 1e-5 + 1e-4 * largest,
                    "{name}: {ours} against {tape}"
                );
            }
        };
        for (name, weight) in [("read", &layer.read), ("tell", &layer.tell)] {
            let slope = |gradients| values(weight.val().grad(gradients).unwrap());
            compare(name, slope(&ours), slope(&tape));
        }
        for (name, weight) in [("start", &layer.start), ("bias", &layer.bias)] {
            let slope = |gradients| values(weight.val().grad(gradients).unwrap());
            compare(name, slope(&ours), slope(&tape));
        }
        assert_eq!(parameters(&layer).len(), 4);
    }
}
