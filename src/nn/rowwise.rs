//! Operations on the channels of a place, on the processor: one pass over memory ahead and one back.
//!
//! A gate written in tensor operations walks through memory once for every function in it. Here a row of channels goes
//! through all of them at once. On other devices [`rowwise`] answers `None`, and callers write the formula.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::taped::node;

/// Work is handed to threads in pieces of about this many numbers.
const PIECE: usize = 1 << 14;

/// What rows of the inputs become.
pub(super) type Ahead<const N: usize> = fn([&[f32]; N], &mut [f32]);
/// From rows of the inputs and slopes by the output, the slopes by the inputs.
pub(super) type Back<const N: usize> = fn([&[f32]; N], &[f32], [&mut [f32]; N]);

/// The operation on the tape.
#[derive(Debug)]
struct Rowwise;

/// What the way back needs.
#[derive(Debug, Clone)]
struct Kept<const N: usize> {
    inputs: [FlexTensor; N],
    shapes: [[usize; 4]; N],
    outputs: usize,
    back: Back<N>,
}

/// Rows of N inputs, each `[batch, height, width, channels]` with channels of its own, to `[batch, height, width, outputs]`;
/// `None` where they do not live on the processor.
pub(super) fn rowwise<const N: usize>(
    inputs: [&Tensor<4>; N],
    outputs: usize,
    ahead: Ahead<N>,
    back: Back<N>,
) -> Option<Tensor<4>> {
    let mut plain = Vec::with_capacity(N);
    for input in inputs {
        plain.push(flat(input)?);
    }
    let plain: [FlexTensor; N] = plain.try_into().ok()?;
    let shapes = inputs.map(Tensor::dims);
    let [batch, height, width, _] = shapes[0];
    let rows = batch * height * width;
    let mut y = vec![0.0; rows * outputs];
    let piece = (PIECE / outputs.max(1)).max(1);
    y.par_chunks_mut(piece * outputs)
        .enumerate()
        .for_each(|(number, y)| {
            for (i, y) in y.chunks_exact_mut(outputs).enumerate() {
                ahead(at(&plain, &shapes, number * piece + i), y);
            }
        });
    let y = tensor(y, [batch, height, width, outputs]);
    if inputs.iter().all(|input| !input.is_autodiff()) {
        return Some(Tensor::from_primitive::<Flex>(y));
    }
    let mut nodes = Vec::with_capacity(N);
    for input in inputs {
        nodes.push(node::<Flex, _>(input)?);
    }
    let step = Rowwise.prepare::<NoCheckpointing>(nodes.try_into().ok()?);
    let kept = Kept {
        inputs: plain,
        shapes,
        outputs,
        back,
    };
    let y = match step.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(kept, y),
        OpsKind::UnTracked(step) => step.finish(y),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex>>(y))
}

/// A row of every input.
fn at<'a, const N: usize>(
    inputs: &'a [FlexTensor; N],
    shapes: &[[usize; 4]; N],
    row: usize,
) -> [&'a [f32]; N] {
    std::array::from_fn(|i| {
        let channels = shapes[i][3];
        &inputs[i].storage::<f32>()[row * channels..][..channels]
    })
}

/// The numbers of a tensor in one piece from the first on, if it lives in the memory of the processor.
pub(super) fn flat<const D: usize>(tensor: &Tensor<D>) -> Option<FlexTensor> {
    let primitive = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
    Some(whole(primitive))
}

/// A tensor whose memory is its numbers and nothing else, row by row.
pub(super) fn whole(tensor: FlexTensor) -> FlexTensor {
    let count = tensor.layout().num_elements();
    if tensor.is_contiguous() && tensor.storage::<f32>().len() == count {
        return tensor;
    }
    FlexTensor::from_data(tensor.to_contiguous().into_data())
}

/// Numbers row by row as a tensor of the processor.
pub(super) fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

impl<const N: usize> Backward<Flex, N> for Rowwise {
    type State = Kept<N>;

    fn backward(self, ops: Ops<Kept<N>, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let kept = ops.state;
        let slope = whole(gradients.consume::<Flex>(&ops.node)); // [batch, height, width, outputs]
        let slope = slope.storage::<f32>();
        let rows = slope.len() / kept.outputs;
        let piece = (PIECE / kept.outputs.max(1)).max(1);
        let mut found: [Vec<f32>; N] = std::array::from_fn(|i| vec![0.0; rows * kept.shapes[i][3]]);
        let mut rest = found.each_mut().map(Vec::as_mut_slice);
        let mut pieces = Vec::with_capacity(rows.div_ceil(piece));
        for first in (0..rows).step_by(piece) {
            let count = piece.min(rows - first);
            let mut i = 0;
            let part = rest.each_mut().map(|all| {
                let length = count * kept.shapes[i][3];
                i += 1;
                all.split_off_mut(..length).unwrap_or_default()
            });
            pieces.push((first, part));
        }
        pieces.into_par_iter().for_each(|(first, mut part)| {
            let count = part[0].len() / kept.shapes[0][3];
            for i in 0..count {
                let row = first + i;
                let mut input = 0;
                let to = part.each_mut().map(|all| {
                    let channels = kept.shapes[input][3];
                    input += 1;
                    &mut all[i * channels..][..channels]
                });
                let slope = &slope[row * kept.outputs..][..kept.outputs];
                (kept.back)(at(&kept.inputs, &kept.shapes, row), slope, to);
            }
        });
        for ((node, shape), found) in ops.parents.into_iter().zip(kept.shapes).zip(found) {
            if let Some(node) = node {
                gradients.register::<Flex>(node.id, tensor(found, shape));
            }
        }
    }
}
