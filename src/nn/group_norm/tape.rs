//! Group normalisation as one operation on the tape.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::{Autodiff, Flex};
use burn::tensor::Tensor;

use super::pass::{self, Layer};
use crate::nn::rowwise::{flat, tensor, whole};
use crate::nn::taped::node;

/// The operation itself; what it needs on the way back is its state.
#[derive(Debug)]
struct Normalisation;

/// What the way back needs.
#[derive(Debug, Clone)]
struct Kept {
    x: FlexTensor,
    scale: FlexTensor,
    shift: FlexTensor,
    shape: [usize; 4],
    groups: usize,
    bent: bool,
}

/// x `[batch, height, width, channels]`, scale and shift `[channels]` to the shape of x; `None` where they do not live on the
/// processor.
pub(super) fn normalised(
    x: &Tensor<4>,
    scale: &Tensor<1>,
    shift: &Tensor<1>,
    groups: usize,
    bent: bool,
) -> Option<Tensor<4>> {
    let kept = Kept {
        x: flat(x)?,
        scale: flat(scale)?,
        shift: flat(shift)?,
        shape: x.dims(),
        groups,
        bent,
    };
    let y = tensor(pass::ahead(kept.x.storage(), kept.layer()), kept.shape);
    if !(x.is_autodiff() || scale.is_autodiff() || shift.is_autodiff()) {
        return Some(Tensor::from_primitive::<Flex>(y));
    }
    let nodes = [
        node::<Flex, _>(x)?,
        node::<Flex, _>(scale)?,
        node::<Flex, _>(shift)?,
    ];
    let step = Normalisation.prepare::<NoCheckpointing>(nodes);
    let y = match step.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(kept, y),
        OpsKind::UnTracked(step) => step.finish(y),
    };
    Some(Tensor::from_primitive::<Autodiff<Flex>>(y))
}

impl Kept {
    fn layer(&self) -> Layer<'_> {
        let [_, height, width, channels] = self.shape;
        Layer {
            scale: self.scale.storage(),
            shift: self.shift.storage(),
            places: height * width,
            size: channels / self.groups,
            bent: self.bent,
        }
    }
}

impl Backward<Flex, 3> for Normalisation {
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let kept = ops.state;
        let slope = whole(gradients.consume::<Flex>(&ops.node)); // [batch, height, width, channels]
        let slopes = pass::back(kept.x.storage(), slope.storage(), kept.layer());
        let channels = kept.shape[3];
        let [of_x, of_scale, of_shift] = ops.parents;
        if let Some(node) = of_x {
            gradients.register::<Flex>(node.id, tensor(slopes.x, kept.shape));
        }
        if let Some(node) = of_scale {
            gradients.register::<Flex>(node.id, tensor(slopes.scale, [channels]));
        }
        if let Some(node) = of_shift {
            gradients.register::<Flex>(node.id, tensor(slopes.shift, [channels]));
        }
    }
}
