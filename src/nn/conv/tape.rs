//! The convolution of the processor as one operation on the tape, whose way back is derived by hand.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::Tensor;

use super::pass::{self, Packed};
use super::slopes;
use super::window::Window;
use crate::nn::rowwise::{flat, tensor, whole};
use crate::nn::taped::node;

/// The operation itself; what it needs on the way back is its state.
#[derive(Debug)]
struct Convolution;

/// What the way back needs.
#[derive(Debug, Clone)]
struct Kept {
    window: Window,
    x: FlexTensor,
    weight: FlexTensor,
    /// What came out, where less is let through of what is below zero.
    y: Option<FlexTensor>,
    /// How much of it is.
    leak: f32,
    sides: [usize; 4],
    outputs: usize,
}

/// x `[batch, height, width, inputs]`, weight `[places * inputs, outputs]` and bias `[outputs]` to
/// `[batch, height, width, outputs]`, of which the share `leak` is let through below zero; `None` where they do not live on the processor.
pub(super) fn convolved(
    x: &Tensor<4>,
    weight: &Tensor<2>,
    bias: &Tensor<1>,
    window: &Window,
    leak: f32,
) -> Option<Tensor<4>> {
    let [batch, height, width, inputs] = x.dims();
    let outputs = bias.dims()[0];
    let (plain_x, plain_weight, plain_bias) = (flat(x)?, flat(weight)?, flat(bias)?);
    let packed = Packed::new(window, plain_weight.storage(), plain_bias.storage());
    let y = pass::forward(plain_x.storage(), [height, width], &packed, leak);
    let y = tensor(y, [batch, height, width, outputs]);
    if !(x.is_autodiff() || weight.is_autodiff() || bias.is_autodiff()) {
        return Some(Tensor::from_primitive::<Flex>(y));
    }
    let kept = Kept {
        window: window.clone(),
        x: plain_x,
        weight: plain_weight,
        y: (leak < 1.0).then(|| y.clone()),
        leak,
        sides: [batch, height, width, inputs],
        outputs,
    };
    let nodes = [
        node::<Flex, _>(x)?,
        node::<Flex, _>(weight)?,
        node::<Flex, _>(bias)?,
    ];
    let step = Convolution.prepare::<NoCheckpointing>(nodes);
    let y = match step.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(kept, y),
        OpsKind::UnTracked(step) => step.finish(y),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex>>(y))
}

impl Backward<Flex, 3> for Convolution {
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let kept = ops.state;
        let [batch, height, width, inputs] = kept.sides;
        let mut slope = whole(gradients.consume::<Flex>(&ops.node)); // [batch, height, width, outputs]
        if let Some(y) = &kept.y {
            let y = y.storage::<f32>();
            pass::through(y, kept.leak, slope.storage_mut());
        }
        let slope = slope.storage::<f32>();
        let [of_x, of_weight, of_bias] = ops.parents;
        if let Some(node) = of_x {
            let back = Packed::turned(&kept.window, kept.weight.storage(), kept.outputs);
            let x = pass::forward(slope, [height, width], &back, 1.0);
            gradients.register::<Flex>(node.id, tensor(x, [batch, height, width, inputs]));
        }
        if of_weight.is_none() && of_bias.is_none() {
            return;
        }
        let channels = [inputs, kept.outputs];
        let (weight, bias) = slopes::by_weights(
            kept.x.storage(),
            slope,
            [height, width],
            &kept.window,
            channels,
        );
        if let Some(node) = of_weight {
            let rows = kept.window.places() * inputs;
            gradients.register::<Flex>(node.id, tensor(weight, [rows, kept.outputs]));
        }
        if let Some(node) = of_bias {
            gradients.register::<Flex>(node.id, tensor(bias, [kept.outputs]));
        }
    }
}
