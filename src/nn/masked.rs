//! Linear layers of which a mask leaves only some connections, and the masks that make a net autoregressive.
//!
//! Germain et al. (2015), MADE: every unit has a degree, the number of inputs that it may know of; a connection is kept
//! where it does not lead to a lower degree.

mod draw;
mod pass;

use burn::module::{Module, Param};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;

use super::descent::Descent;
use super::{Noise, bernoulli_nats};

/// A linear layer x (W * M) + b, where the mask M is 1 at the connections that are kept and 0 elsewhere.
#[derive(Module, Debug)]
struct MaskedLinear {
    weight: Param<Tensor<2>>,
    bias: Param<Tensor<1>>,
}

impl MaskedLinear {
    /// A layer for a mask, `[inputs, outputs]`; the weights and the bias of a unit are uniform in +-1/sqrt(n), where n is
    /// the number of connections that the mask leaves it.
    fn new(name: &str, mask: &Tensor<2>, noise: Noise, device: &Device) -> Self {
        let [inputs, outputs] = mask.dims();
        let kept: Vec<f32> = mask.clone().sum_dim(0).into_data().iter().collect(); // [outputs]
        let bounds: Vec<f32> = kept.iter().map(|n| 1.0 / n.max(1.0).sqrt()).collect();
        let mut generator = noise.generator(name);
        let mut draw = |rows: usize| -> Vec<f32> {
            (0..rows)
                .flat_map(|_| &bounds)
                .map(|&bound| generator.random_range(-bound..bound))
                .collect()
        };
        let device = device.clone().autodiff();
        Self {
            weight: Param::from_data(TensorData::new(draw(inputs), [inputs, outputs]), &device),
            bias: Param::from_data(TensorData::new(draw(1), [outputs]), &device),
        }
    }

    /// x (W * M) + b: x `[batch, inputs]`, mask `[inputs, outputs]`, to `[batch, outputs]`.
    fn forward(&self, x: Tensor<2>, mask: &Tensor<2>) -> Tensor<2> {
        let weight = self.weight.val() * mask.clone(); // [inputs, outputs]
        x.matmul(weight) + self.bias.val().unsqueeze()
    }
}

/// Masked layers with rectified linear units in between; the last one sees the inputs beside the hidden units, directly.
#[derive(Module, Debug)]
pub struct MaskedNet {
    layers: Vec<MaskedLinear>,
}

impl MaskedNet {
    /// A net with a layer for each of these masks. `[inputs, outputs]`, the last one `[units + inputs, outputs]`
    pub fn new(masks: &[Tensor<2>], noise: Noise, device: &Device) -> Self {
        let layer = |(i, mask)| MaskedLinear::new(&format!("layers.{i}"), mask, noise, device);
        Self {
            layers: masks.iter().enumerate().map(layer).collect(),
        }
    }

    /// What each unit of the first layer adds up of the inputs under its mask. `[units, inputs]`
    pub fn filters(&self, mask: &Tensor<2>) -> Tensor<2> {
        let weight = self.layers[0].weight.val().inner(); // [inputs, units]
        (weight * mask.clone()).transpose()
    }

    /// The logits of the inputs under these masks: x `[batch, inputs]` to `[batch, inputs]`.
    pub fn logits(&self, x: Tensor<2>, masks: &[Tensor<2>]) -> Tensor<2> {
        let last = self.layers.len() - 1;
        let hidden = self.layers[..last].iter().zip(masks);
        let h = hidden.fold(x.clone(), |h, (layer, mask)| {
            relu(layer.forward(h, mask)) // [batch, units]
        });
        let seen = Tensor::cat(vec![h, x], 1); // [batch, units + inputs]
        self.layers[last].forward(seen, &masks[last])
    }

    /// The mean of -log p(x) over a batch of bits, in nats, and the way down: x `[batch, inputs]`, without gradients.
    pub fn mean_nats(&self, x: &Tensor<2>, masks: &[Tensor<2>]) -> Descent {
        pass::mean_nats(&self.layers, x, masks).unwrap_or_else(|| self.composed(x, masks))
    }

    /// The same in tensor operations.
    fn composed(&self, x: &Tensor<2>, masks: &[Tensor<2>]) -> Descent {
        let x = Tensor::from_inner(x.clone()); // [batch, inputs]
        Descent::of(&bernoulli_nats(x.clone(), self.logits(x, masks)).mean())
    }
}

/// Which connections a mask keeps, by the degrees of the units at their ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Those to the same degree or a higher one: into hidden layers.
    NotLower,
    /// Those to a higher degree: into the outputs, which must not know of their own input.
    Higher,
}

/// The mask between units of these degrees. `[before, after]`
pub fn mask(before: &[usize], after: &[usize], keeps: Keeps, device: &Device) -> Tensor<2> {
    let kept = |from: usize, to: usize| match keeps {
        Keeps::NotLower => to >= from,
        Keeps::Higher => to > from,
    };
    let values: Vec<f32> = before
        .iter()
        .flat_map(|&from| {
            after
                .iter()
                .map(move |&to| f32::from(u8::from(kept(from, to))))
        })
        .collect();
    Tensor::from_data(TensorData::new(values, [before.len(), after.len()]), device)
}

/// When each input is looked at, counted from 0, by the sequence in which they are.
pub fn positions(sequence: &[usize]) -> Vec<usize> {
    let mut positions = vec![0; sequence.len()];
    for (position, &input) in sequence.iter().enumerate() {
        positions[input] = position;
    }
    positions
}

/// Degrees of hidden units from 1 to `highest`, each for about as many units, from the lowest to the highest.
pub fn spread(units: usize, highest: usize) -> Vec<usize> {
    (0..units).map(|unit| 1 + unit * highest / units).collect()
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    #[test]
    fn the_masks_are_those_of_figure_1_of_the_paper() {
        // Inputs x1, x2, x3 in the order 3, 1, 2; hidden degrees 1, 2, 1, 2 and 1, 2, 2, 1; the same order at the outputs.
        let device = Device::flex();
        let (inputs, first) = ([3, 1, 2], [2, 1, 2, 2]);
        let into = values(mask(&inputs, &first, Keeps::NotLower, &device));
        #[rustfmt::skip]
        assert_eq!(into, [
            0.0, 0.0, 0.0, 0.0,
            1.0, 1.0, 1.0, 1.0,
            1.0, 0.0, 1.0, 1.0,
        ]);
        let out = values(mask(&first, &inputs, Keeps::Higher, &device));
        #[rustfmt::skip]
        assert_eq!(out, [
            1.0, 0.0, 0.0,
            1.0, 0.0, 1.0,
            1.0, 0.0, 0.0,
            1.0, 0.0, 0.0,
        ]);
    }

    #[test]
    fn a_connection_that_is_not_kept_has_no_say_and_no_gradient() {
        let device = Device::flex();
        let mask = Tensor::<2>::from_data([[1.0, 0.0], [0.0, 1.0]], &device);
        let layer = MaskedLinear::new("layer", &mask, Noise::new(1, 0), &device);
        let x = Tensor::<2>::from_data([[3.0, 5.0]], &device);
        let gradients = layer
            .forward(
                Tensor::from_inner(x.clone()),
                &Tensor::from_inner(mask.clone()),
            )
            .sum()
            .backward();
        let slope = layer.weight.val().grad(&gradients).unwrap();
        assert_eq!(values(slope), [3.0, 0.0, 0.0, 5.0]);
        let weight = values(layer.weight.val());
        let bias = values(layer.bias.val());
        let y = values(layer.valid().forward(x, &mask));
        assert!((y[0] - (3.0 * weight[0] + bias[0])).abs() < 1e-6);
        assert!((y[1] - (5.0 * weight[3] + bias[1])).abs() < 1e-6);
    }

    #[test]
    fn drawing_unit_by_unit_is_drawing_pass_by_pass() {
        let (net, masks) = net();
        // The order in which the inputs of `net` are looked at, by their degrees 3, 1, 5, 2, 4.
        let sequence = vec![1, 3, 0, 4, 2];
        let uniform = Noise::new(4, 0).uniform("bits", [200, 5], &Device::flex());
        let ours = net.draw(from_ref(&masks), from_ref(&sequence), &[0; 200], &uniform);
        let mut theirs = uniform.zeros_like(); // [200, 5]
        for input in sequence {
            let logits = net
                .valid()
                .logits(theirs.clone(), &masks)
                .narrow(1, input, 1);
            let share = burn::tensor::activation::sigmoid(logits);
            let drawn = uniform.clone().narrow(1, input, 1).lower(share).float();
            theirs = theirs.slice_assign([0..200, input..input + 1], drawn);
        }
        let mean = values(ours.clone().mean())[0];
        assert!((0.2..0.8).contains(&mean), "both values are drawn: {mean}");
        assert_eq!(values(ours), values(theirs));
    }

    /// Two hidden layers of widths that are no multiple of a vector's, for five inputs.
    fn net() -> (MaskedNet, Vec<Tensor<2>>) {
        let device = Device::flex();
        let inputs = [3, 1, 5, 2, 4];
        let (first, second) = (spread(21, 4), spread(19, 4));
        let seen = [second.clone(), inputs.to_vec()].concat();
        let masks = vec![
            mask(&inputs, &first, Keeps::NotLower, &device),
            mask(&first, &second, Keeps::NotLower, &device),
            mask(&seen, &inputs, Keeps::Higher, &device),
        ];
        (MaskedNet::new(&masks, Noise::new(3, 0), &device), masks)
    }

    #[test]
    fn one_pass_there_and_back_is_what_the_tape_says() {
        let (net, masks) = net();
        // More rows than a tile has, and not a multiple of it.
        let x = Noise::new(2, 0).uniform("bits", [150, 5], &Device::flex());
        let x = x.greater_elem(0.5).float();
        let ours = pass::mean_nats(&net.layers, &x, &masks).unwrap();
        let tape = net.composed(&x, &masks);
        assert!((values(ours.loss)[0] - values(tape.loss)[0]).abs() < 1e-5);
        let compare = |ours: Vec<f32>, tape: Vec<f32>| {
            let largest = tape
                .iter()
                .fold(0.0f32, |most, slope| most.max(slope.abs()));
            assert!(largest > 1e-3, "there is a slope");
            for (ours, tape) in ours.into_iter().zip(tape) {
                assert!(
                    (ours - tape).abs() < 1e-6 + 1e-4 * largest,
                    "{ours} against {tape}"
                );
            }
        };
        for layer in &net.layers {
            let slope = |gradients| values(layer.weight.val().grad(gradients).unwrap());
            compare(slope(&ours.gradients), slope(&tape.gradients));
            let slope = |gradients| values(layer.bias.val().grad(gradients).unwrap());
            compare(slope(&ours.gradients), slope(&tape.gradients));
        }
    }

    #[test]
    fn every_degree_gets_its_share_of_the_units() {
        let degrees = spread(128, 15);
        assert!(degrees.is_sorted() && degrees[0] == 1 && degrees[127] == 15);
        for degree in 1..=15 {
            let units = degrees.iter().filter(|&&d| d == degree).count();
            assert!((8..=9).contains(&units), "{units} of degree {degree}");
        }
        assert_eq!(spread(3, 15), [1, 6, 11]);
    }
}
