//! A multi-layer perceptron on the processor whose way back is derived by hand.
//!
//! On nets as small as those of the plane a tape costs more than the arithmetic. Here a few rows go through the whole net
//! while they lie in the nearest cache, and come back at once. Other devices, and whoever only looks, use
//! [`MlpStack`](super::MlpStack); a test holds one against the other.

use std::collections::BTreeMap;

use burn::tensor::TensorData;

use super::MlpStack;
use super::product::{Left, add_product, padded};

/// The weights of one net of a stack, rows padded to whole lanes.
pub struct HandMlp {
    layers: Vec<HandLayer>,
}

/// One layer, rows padded to whole lanes.
pub(super) struct HandLayer {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// `[inputs, padded outputs]`
    pub(super) weight: Vec<f32>,
    /// The same the other way around: `[outputs, padded inputs]`
    pub(super) turned: Vec<f32>,
    /// `[padded outputs]`
    pub(super) bias: Vec<f32>,
}

/// What a layer has made of its inputs, layer by layer: `[rows, padded outputs]`.
pub struct HandTape(Vec<Vec<f32>>);

/// The derivatives by the weight, `[inputs, padded outputs]`, and the bias, `[padded outputs]`, of a layer.
type WeightAndBias = (Vec<f32>, Vec<f32>);

/// The derivative by all weights of a net, layer by layer.
pub struct HandGradient(Vec<WeightAndBias>);

impl HandMlp {
    /// All nets of a stack, as they are now.
    pub fn all(stack: &MlpStack) -> Vec<Self> {
        let layers: Vec<([usize; 3], Vec<f32>, Vec<f32>)> = stack
            .layers
            .iter()
            .map(|layer| {
                let numbers = |data: TensorData| data.iter::<f32>().collect::<Vec<f32>>();
                let weight = numbers(layer.weight.val().inner().into_data());
                let bias = numbers(layer.bias.val().inner().into_data());
                (layer.weight.dims(), weight, bias)
            })
            .collect();
        let nets = layers.first().map_or(0, |(dims, ..)| dims[0]);
        (0..nets)
            .map(|net| Self {
                layers: layers
                    .iter()
                    .map(|([_, inputs, outputs], weight, bias)| {
                        let (weights, biases) = (inputs * outputs, *outputs);
                        let weight = &weight[net * weights..(net + 1) * weights];
                        HandLayer::new(*inputs, weight, &bias[net * biases..(net + 1) * biases])
                    })
                    .collect(),
            })
            .collect()
    }

    /// What the net makes of some rows, kept for the way back: x `[rows, inputs]`.
    pub fn forward(&self, x: &[f32]) -> HandTape {
        let mut made: Vec<Vec<f32>> = Vec::with_capacity(self.layers.len());
        for (i, layer) in self.layers.iter().enumerate() {
            let (input, stride) = match made.last() {
                Some(h) => (h.as_slice(), padded(layer.inputs)),
                None => (x, layer.inputs),
            };
            let rows = input.len() / stride;
            let mut h = layer.bias.repeat(rows); // [rows, padded outputs]
            add_product(
                Left::Plain(input, stride),
                &layer.weight,
                &mut h,
                layer.bias.len(),
            );
            if i + 1 < self.layers.len() {
                // Not max(0, h), which would hide a NaN.
                for h in &mut h {
                    *h = if *h < 0.0 { 0.0 } else { *h };
                }
            }
            made.push(h);
        }
        HandTape(made)
    }

    /// Adds the derivative by the weights, and gives the derivative by x, `[rows, padded inputs]`, for the derivative by the
    /// outputs, `[rows, padded outputs]`.
    pub fn backward(
        &self,
        x: &[f32],
        tape: &HandTape,
        slope: Vec<f32>,
        gradient: &mut HandGradient,
    ) -> Vec<f32> {
        let mut slope = slope;
        for (i, layer) in self.layers.iter().enumerate().rev() {
            let (input, stride) = match i.checked_sub(1) {
                Some(before) => (tape.0[before].as_slice(), padded(layer.inputs)),
                None => (x, layer.inputs),
            };
            let (rows, columns) = (input.len() / stride, layer.bias.len());
            let (weight, bias) = &mut gradient.0[i];
            add_product(Left::Transposed(input, stride), &slope, weight, columns);
            for row in slope.chunks_exact(columns) {
                bias.iter_mut()
                    .zip(row)
                    .for_each(|(sum, slope)| *sum += slope);
            }
            let across = padded(layer.inputs);
            let mut by_input = vec![0.0; rows * across]; // [rows, padded inputs]
            add_product(
                Left::Plain(&slope, columns),
                &layer.turned,
                &mut by_input,
                across,
            );
            if i > 0 {
                for (slope, h) in by_input.iter_mut().zip(input) {
                    *slope = if *h > 0.0 { *slope } else { 0.0 };
                }
            }
            slope = by_input;
        }
        slope
    }

    /// A gradient of zero.
    pub fn no_gradient(&self) -> HandGradient {
        let zeros = |numbers: &Vec<f32>| vec![0.0; numbers.len()];
        let layers = self.layers.iter();
        HandGradient(
            layers
                .map(|layer| (zeros(&layer.weight), zeros(&layer.bias)))
                .collect(),
        )
    }
}

impl HandLayer {
    /// From weights `[inputs, outputs]` and biases `[outputs]`.
    pub(super) fn new(inputs: usize, weight: &[f32], bias: &[f32]) -> Self {
        let outputs = bias.len();
        let (across, down) = (padded(outputs), padded(inputs));
        let mut layer = Self {
            inputs,
            outputs,
            weight: vec![0.0; inputs * across],
            turned: vec![0.0; outputs * down],
            bias: vec![0.0; across],
        };
        layer.bias[..outputs].copy_from_slice(bias);
        for (input, row) in weight.chunks_exact(outputs).enumerate() {
            layer.weight[input * across..][..outputs].copy_from_slice(row);
            for (output, weight) in row.iter().enumerate() {
                layer.turned[output * down + input] = *weight;
            }
        }
        layer
    }
}

impl HandTape {
    /// What came out of the net, and may be written over: `[rows, padded outputs]`.
    pub fn outputs(&mut self) -> &mut [f32] {
        self.0.last_mut().map_or(&mut [], Vec::as_mut_slice)
    }

    /// What came out of the net. `[rows, padded outputs]`
    pub fn kept(&self) -> &[f32] {
        self.0.last().map_or(&[], Vec::as_slice)
    }
}

impl HandGradient {
    /// Adds another gradient of the same net.
    pub fn add(&mut self, other: &Self) {
        let add = |to: &mut [f32], by: &[f32]| to.iter_mut().zip(by).for_each(|(a, b)| *a += b);
        for ((weight, bias), (more_weight, more_bias)) in self.0.iter_mut().zip(&other.0) {
            add(weight, more_weight);
            add(bias, more_bias);
        }
    }

    /// The gradients of all nets of a stack under the paths of its parameters, each times `factor`; `prefix` stands before
    /// every path.
    pub fn by_path(
        nets: &[HandMlp],
        gradients: &[Self],
        factor: f32,
        prefix: &str,
    ) -> BTreeMap<String, TensorData> {
        let mut by_path = BTreeMap::new();
        let depth = nets.first().map_or(0, |net| net.layers.len());
        for i in 0..depth {
            let layer = &nets[0].layers[i];
            let gather = |pick: fn(&WeightAndBias) -> &Vec<f32>| -> TensorData {
                let numbers: Vec<f32> = gradients
                    .iter()
                    .flat_map(|gradient| pick(&gradient.0[i]).chunks_exact(layer.bias.len()))
                    .flat_map(|row| &row[..layer.outputs])
                    .map(|slope| slope * factor)
                    .collect();
                let count = numbers.len();
                TensorData::new(numbers, [count])
            };
            by_path.insert(
                format!("{prefix}layers.{i}.weight"),
                gather(|(weight, _)| weight),
            );
            by_path.insert(format!("{prefix}layers.{i}.bias"), gather(|(_, bias)| bias));
        }
        by_path
    }
}
