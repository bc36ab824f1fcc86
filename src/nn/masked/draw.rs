//! Ancestral sampling from a masked net for the price of a single pass.
//!
//! Input after input is drawn from its conditional. A whole pass for each would compute everything again and again; but the
//! masks say which units can be known once the first t inputs are: each is computed once, as soon as it can be.

use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::{MaskedLinear, MaskedNet, positions};
use crate::nn::grown::dot;

/// Examples that go through together: a row of weights serves all of them while it is in the nearest cache.
const TOGETHER: usize = 8;

/// A layer with a row of weights for each of its units.
struct Layer {
    inputs: usize,
    /// (W * M)^T. `[outputs, inputs]`
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Layer {
    fn new(layer: &MaskedLinear, mask: &Tensor<2>) -> Self {
        let [inputs, outputs] = mask.dims();
        let weight = (layer.weight.val().inner() * mask.clone()).swap_dims(0, 1);
        let numbers = |data: TensorData| -> Vec<f32> { data.iter().collect() };
        let weight = numbers(weight.into_data());
        let bias = numbers(layer.bias.val().inner().into_data());
        debug_assert_eq!(weight.len(), inputs * outputs);
        Self {
            inputs,
            weight,
            bias,
        }
    }

    fn row(&self, unit: usize) -> &[f32] {
        &self.weight[unit * self.inputs..][..self.inputs]
    }
}

/// The net under one set of masks, with the order in which its units can be known.
struct Plan<'a> {
    layers: Vec<Layer>,
    sequence: &'a [usize],
    /// The hidden units that can be known once t inputs are drawn, and not before: layer and number. `[inputs + 1]`
    due: Vec<Vec<(usize, usize)>>,
}

impl<'a> Plan<'a> {
    fn new(net: &MaskedNet, masks: &[Tensor<2>], sequence: &'a [usize]) -> Self {
        let layers = net.layers.iter().zip(masks);
        let layers = layers
            .map(|(layer, mask)| Layer::new(layer, mask))
            .collect();
        let mut known: Vec<usize> = positions(sequence).iter().map(|at| at + 1).collect();
        let mut due = vec![Vec::new(); sequence.len() + 1];
        for (number, mask) in masks[..masks.len() - 1].iter().enumerate() {
            let units = mask.dims()[1];
            let kept: Vec<f32> = mask.clone().into_data().iter().collect(); // [inputs * units]
            let when = |unit: usize| {
                let inputs = known.iter().enumerate();
                let seen = inputs.filter(|(input, _)| kept[input * units + unit] != 0.0);
                seen.map(|(_, when)| *when).max().unwrap_or_default()
            };
            let next: Vec<usize> = (0..units).map(when).collect();
            for (unit, when) in next.iter().enumerate() {
                due[*when].push((number, unit));
            }
            known = next;
        }
        Self {
            layers,
            sequence,
            due,
        }
    }

    /// Draws a few examples: numbers uniform in [0, 1), `[count, inputs]`, to bits, `[count, inputs]`.
    fn draw(&self, uniform: &[f32]) -> Vec<f32> {
        let dims = self.sequence.len();
        let count = uniform.len() / dims;
        let Some((last, hidden)) = self.layers.split_last() else {
            return Vec::new();
        };
        // What each layer reads: the inputs, then the hidden units layer by layer. `[count, width]` each
        let mut values: Vec<Vec<f32>> = vec![vec![0.0; uniform.len()]];
        values.extend(
            hidden
                .iter()
                .map(|layer| vec![0.0; count * layer.bias.len()]),
        );
        let top = last.inputs - dims;
        for (t, &input) in self.sequence.iter().enumerate() {
            for &(number, unit) in &self.due[t] {
                let layer = &hidden[number];
                let (read, written) = values.split_at_mut(number + 1);
                let rows = read[number].chunks_exact(layer.inputs);
                let units = written[0].chunks_exact_mut(layer.bias.len());
                for (read, written) in rows.zip(units) {
                    written[unit] = (dot(layer.row(unit), read) + layer.bias[unit]).max(0.0);
                }
            }
            let (of_units, of_inputs) = last.row(input).split_at(top);
            for example in 0..count {
                let h = &values[hidden.len()][example * top..(example + 1) * top];
                let x = &values[0][example * dims..(example + 1) * dims];
                let logit = dot(of_units, h) + dot(of_inputs, x) + last.bias[input];
                let share = 1.0 / (1.0 + (-logit).exp());
                let place = example * dims + input;
                values[0][place] = f32::from(u8::from(uniform[place] < share));
            }
        }
        values.swap_remove(0)
    }
}

impl MaskedNet {
    /// Draws bits, each example in one of several orders: for each order its masks and the sequence of its inputs, for each
    /// example which order it has, and numbers uniform in [0, 1), `[count, inputs]`, to bits, `[count, inputs]`.
    ///
    /// It is done on the processor, wherever the net lives: step after step, a graphics card would wait for itself.
    pub fn draw(
        &self,
        masks: &[Vec<Tensor<2>>],
        sequences: &[Vec<usize>],
        choices: &[usize],
        uniform: &Tensor<2>,
    ) -> Tensor<2> {
        let [count, dims] = uniform.dims();
        let numbers: Vec<f32> = uniform.clone().into_data().iter().collect();
        let mut drawn = vec![0.0; count * dims];
        for (order, (masks, sequence)) in masks.iter().zip(sequences).enumerate() {
            let plan = Plan::new(self, masks, sequence);
            let of_order: Vec<usize> = (0..count).filter(|&row| choices[row] == order).collect();
            let parts: Vec<(&[usize], Vec<f32>)> = of_order
                .par_chunks(TOGETHER)
                .map(|rows| {
                    let of_row = |row: &usize| &numbers[row * dims..(row + 1) * dims];
                    let uniform: Vec<f32> = rows.iter().flat_map(of_row).copied().collect();
                    (rows, plan.draw(&uniform))
                })
                .collect();
            for (rows, bits) in parts {
                for (row, bits) in rows.iter().zip(bits.chunks_exact(dims)) {
                    drawn[row * dims..(row + 1) * dims].copy_from_slice(bits);
                }
            }
        }
        Tensor::from_data(TensorData::new(drawn, [count, dims]), &uniform.device())
    }
}
