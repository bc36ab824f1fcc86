//! A long short-term memory that runs down a picture, row after row: the row LSTM of van den Oord et al. (2016a), Pixel
//! recurrent neural networks, section 3.1.
//!
//! What a place hears of its own row is computed for the whole picture at once; what it hears of the states in the row above
//! can only come row after row. On the processor the whole way is one operation, and the way back is derived by hand.

use std::sync::Arc;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::Tensor;
use rayon::prelude::*;

use super::conv::host;
use super::gate::{cell_back, cell_row, remembered};
use super::rowwise::{flat, tensor, whole};
use super::taped::node;
use super::{Conv, Window};

/// The states at every place: what the input says, `[batch, height, width, 4 channels]`, and the layer that carries the states
/// of a row, `channels` to `4 channels`, to the row below, to `[batch, height, width, channels]`.
pub fn down_the_rows(from_input: Tensor<4>, from_state: &Conv) -> Tensor<4> {
    on_the_processor(&from_input, from_state).unwrap_or_else(|| composed(from_input, from_state))
}

/// The same in tensor operations.
fn composed(from_input: Tensor<4>, from_state: &Conv) -> Tensor<4> {
    let [batch, height, width, gates] = from_input.dims();
    let channels = gates / 4;
    let nothing = Tensor::zeros([batch, 1, width, channels], &from_input.device());
    let (mut state, mut memory) = (nothing.clone(), nothing); // [batch, 1, width, channels]
    let mut states = Vec::with_capacity(height);
    for row in 0..height {
        let said = from_state.forward(state); // [batch, 1, width, 4 channels]
        let here = from_input.clone().narrow(1, row, 1);
        let both = remembered(here, said, memory); // [batch, 1, width, 2 channels]
        state = both.clone().narrow(3, 0, channels);
        memory = both.narrow(3, channels, channels);
        states.push(state.clone());
    }
    Tensor::cat(states, 1)
}

/// The whole way on the tape.
#[derive(Debug)]
struct RowLstm;

/// What the way back needs; rows of the batch lie beside each other.
#[derive(Debug, Clone)]
struct Kept {
    window: Window,
    weight: FlexTensor,
    sides: [usize; 4],
    walk: Arc<Walk>,
}

/// What came about in every row, from the first to the last.
#[derive(Debug)]
struct Walk {
    /// The sum of all that the gates hear. `[height, batch, width, 4 channels]`
    sums: Vec<f32>,
    /// State and memory. `[height, batch, width, 2 channels]`
    both: Vec<f32>,
}

fn on_the_processor(from_input: &Tensor<4>, from_state: &Conv) -> Option<Tensor<4>> {
    let [batch, height, width, gates] = from_input.dims();
    let channels = gates / 4;
    let (weight, bias) = from_state.numbers();
    let (input, plain_weight, plain_bias) = (flat(from_input)?, flat(&weight)?, flat(&bias)?);
    let window = from_state.window();
    let layer = host::Packed::new(window, plain_weight.storage(), plain_bias.storage());
    let row = batch * width;
    let mut walk = Walk {
        sums: by_rows(input.storage(), batch, height),
        both: vec![0.0; height * row * 2 * channels],
    };
    let mut state = vec![0.0; row * channels]; // [batch, width, channels]
    let mut memory = state.clone();
    for (sums, both) in walk
        .sums
        .chunks_exact_mut(row * gates)
        .zip(walk.both.chunks_exact_mut(row * 2 * channels))
    {
        let said = host::forward(&state, [1, width], &layer, 1.0); // [batch, width, 4 channels]
        sums.par_chunks_exact_mut(gates)
            .zip(said.par_chunks_exact(gates))
            .zip(both.par_chunks_exact_mut(2 * channels))
            .zip(state.par_chunks_exact_mut(channels))
            .zip(memory.par_chunks_exact_mut(channels))
            .with_min_len(64)
            .for_each(|((((sums, said), both), state), memory)| {
                sums.iter_mut().zip(said).for_each(|(a, b)| *a += b);
                cell_row(sums, memory, both);
                state.copy_from_slice(&both[..channels]);
                memory.copy_from_slice(&both[channels..]);
            });
    }
    let states = firsts(&walk.both, 2 * channels, channels); // [height, batch, width, channels]
    let states = tensor(
        by_rows(&states, height, batch),
        [batch, height, width, channels],
    );
    let on_tape = from_input.is_autodiff() || weight.is_autodiff() || bias.is_autodiff();
    if !on_tape {
        return Some(Tensor::from_primitive::<Flex>(states));
    }
    let nodes = [
        node::<Flex, _>(from_input)?,
        node::<Flex, _>(&weight)?,
        node::<Flex, _>(&bias)?,
    ];
    let kept = Kept {
        window: window.clone(),
        weight: plain_weight,
        sides: [batch, height, width, channels],
        walk: Arc::new(walk),
    };
    let step = RowLstm.prepare::<NoCheckpointing>(nodes);
    let states = match step.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(kept, states),
        OpsKind::UnTracked(step) => step.finish(states),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex>>(states))
}

/// The outer two of three dimensions exchanged: `[a, b, rest]` to `[b, a, rest]`.
fn by_rows(values: &[f32], a: usize, b: usize) -> Vec<f32> {
    let rest = values.len() / (a * b).max(1);
    let mut turned = Vec::with_capacity(values.len());
    for j in 0..b {
        for i in 0..a {
            turned.extend_from_slice(&values[(i * b + j) * rest..][..rest]);
        }
    }
    turned
}

/// The first `count` numbers of every row of `wide`.
fn firsts(values: &[f32], wide: usize, count: usize) -> Vec<f32> {
    let rows = values.chunks_exact(wide);
    rows.flat_map(|row| &row[..count]).copied().collect()
}

impl Backward<Flex, 3> for RowLstm {
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let Kept {
            window,
            weight,
            sides: [batch, height, width, channels],
            walk,
        } = ops.state;
        let slope = whole(gradients.consume::<Flex>(&ops.node)); // [batch, height, width, channels]
        let slope = by_rows(slope.storage(), batch, height); // [height, batch, width, channels]
        let gates = 4 * channels;
        let row = batch * width;
        let back = host::Packed::turned(&window, weight.storage(), gates);
        let mut by_sums = vec![0.0; height * row * gates]; // [height, batch, width, 4 channels]
        let mut by_state = vec![0.0; row * channels]; // [batch, width, channels]
        let mut by_memory = by_state.clone();
        let nothing = vec![0.0; row * 2 * channels];
        for r in (0..height).rev() {
            let before = match r.checked_sub(1) {
                Some(above) => &walk.both[above * row * 2 * channels..][..row * 2 * channels],
                None => &nothing[..],
            };
            let sums = &walk.sums[r * row * gates..][..row * gates];
            let slope = &slope[r * row * channels..][..row * channels];
            let to = &mut by_sums[r * row * gates..][..row * gates];
            to.par_chunks_exact_mut(gates)
                .zip(sums.par_chunks_exact(gates))
                .zip(before.par_chunks_exact(2 * channels))
                .zip(slope.par_chunks_exact(channels))
                .zip(by_state.par_chunks_exact(channels))
                .zip(by_memory.par_chunks_exact_mut(channels))
                .with_min_len(64)
                .for_each(|(((((to, sums), before), slope), by_state), by_memory)| {
                    let mut both: Vec<f32> =
                        slope.iter().zip(by_state).map(|(a, b)| a + b).collect();
                    both.extend_from_slice(by_memory);
                    let none = vec![0.0; gates];
                    let mut unused = vec![0.0; gates];
                    let inputs = [sums, &none, &before[channels..]];
                    cell_back(inputs, &both, [to, &mut unused, by_memory]);
                });
            by_state = host::forward(to, [1, width], &back, 1.0);
        }
        let [of_input, of_weight, of_bias] = ops.parents;
        if of_weight.is_some() || of_bias.is_some() {
            // What every row heard of: the states above it, nothing above the first.
            let mut heard = vec![0.0; row * channels];
            heard.extend(firsts(
                &walk.both[..(height - 1) * row * 2 * channels],
                2 * channels,
                channels,
            ));
            let layers = [channels, gates];
            let (by_weight, by_bias) =
                host::by_weights(&heard, &by_sums, [1, width], &window, layers);
            if let Some(node) = of_weight {
                let rows = window.places() * channels;
                gradients.register::<Flex>(node.id, tensor(by_weight, [rows, gates]));
            }
            if let Some(node) = of_bias {
                gradients.register::<Flex>(node.id, tensor(by_bias, [gates]));
            }
        }
        if let Some(node) = of_input {
            let by_input = by_rows(&by_sums, height, batch);
            gradients.register::<Flex>(node.id, tensor(by_input, [batch, height, width, gates]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use burn::tensor::Device;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter().collect()
    }

    #[test]
    fn one_operation_down_the_rows_is_what_the_tape_says() {
        let (device, noise) = (Device::flex(), Noise::new(2, 0));
        let [batch, height, width, channels] = [9, 4, 5, 3];
        let layer = Conv::through(
            "state",
            [channels, 4 * channels],
            Window::row(3),
            noise,
            &device,
        );
        let x = noise.normal("x", [batch, height * width * 4 * channels], &device);
        let x = x.reshape([batch, height, width, 4 * channels]);
        let by = noise.normal("by", [batch, height * width * channels], &device);
        let by = Tensor::from_inner(by.reshape([batch, height, width, channels]));
        let there_and_back = |of: &dyn Fn(Tensor<4>) -> Tensor<4>| {
            let x = Tensor::from_inner(x.clone()).require_grad();
            let y = of(x.clone());
            let gradients = (y.clone() * by.clone()).sum().backward();
            let (weight, bias) = layer.numbers();
            [
                values(y.inner()),
                values(x.grad(&gradients).unwrap()),
                values(weight.grad(&gradients).unwrap()),
                values(bias.grad(&gradients).unwrap()),
            ]
        };
        let ours = there_and_back(&|x| on_the_processor(&x, &layer).unwrap());
        let theirs = there_and_back(&|x| composed(x, &layer));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert!(theirs.iter().any(|v| v.abs() > 0.1));
            for (a, b) in ours.iter().zip(theirs) {
                assert!((a - b).abs() < 3e-5 * (1.0 + b.abs()), "{a} against {b}");
            }
        }
    }
}
