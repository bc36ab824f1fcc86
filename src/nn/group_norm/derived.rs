//! Group normalisation in tensor operations, as one operation on the tape: with even = (x - mean) / deviation over a group,
//!
//! `dL/dx = (d - mean(d) - even mean(d even)) / deviation`, where `d = scale dL/du` and `u = scale even + shift`.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::{Autodiff, Backend, DispatchKindConversion, DispatchTensor};
use burn::tensor::Tensor;
use burn::tensor::activation::{sigmoid, silu};

use super::EPSILON;
use crate::nn::taped::{node, over_places, primitive};

/// The operation itself; what it needs on the way back is its state.
#[derive(Debug)]
struct Normalisation;

/// What the way back needs.
#[derive(Debug, Clone)]
struct Kept {
    /// `[batch, places, groups, size]`
    even: Tensor<4>,
    /// `[batch, 1, groups, 1]`
    deviation: Tensor<4>,
    /// `[1, 1, groups, size]`
    scale: Tensor<4>,
    shift: Tensor<4>,
    /// Of what went in. `[batch, height, width, channels]`
    sides: [usize; 4],
    bent: bool,
}

/// x `[batch, height, width, channels]`, scale and shift `[channels]` to the shape of x.
///
/// What lives on another backend than B, and has a tape, keeps the tape of its tensor operations.
pub(super) fn normalised<B: Backend>(
    x: Tensor<4>,
    scale: Tensor<1>,
    shift: Tensor<1>,
    groups: usize,
    bent: bool,
) -> Tensor<4>
where
    DispatchTensor: DispatchKindConversion<B> + DispatchKindConversion<Autodiff<B>>,
{
    let tracked = x.is_autodiff() || scale.is_autodiff() || shift.is_autodiff();
    let nodes = tracked.then(|| {
        Some([
            node::<B, _>(&x)?,
            node::<B, _>(&scale)?,
            node::<B, _>(&shift)?,
        ])
    });
    let Some(nodes) = nodes.flatten() else {
        return Kept::of(x, [scale, shift], groups, bent).ahead();
    };
    let kept = Kept::of(x.inner(), [scale.inner(), shift.inner()], groups, bent);
    let y = primitive::<B, _>(kept.ahead());
    let step = Normalisation.prepare::<NoCheckpointing>(nodes);
    let y = match step.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(kept, y),
        OpsKind::UnTracked(step) => step.finish(y),
    };
    Tensor::from_primitive::<Autodiff<B>>(y)
}

impl Kept {
    fn of(x: Tensor<4>, numbers: [Tensor<1>; 2], groups: usize, bent: bool) -> Self {
        let sides = x.dims();
        let [batch, height, width, channels] = sides;
        let size = channels / groups;
        let grouped = x.reshape([batch, height * width, groups, size]);
        let centred = grouped.clone() - over_group(grouped); // [batch, places, groups, size]
        let variance = over_group(centred.clone().square()); // [batch, 1, groups, 1]
        let deviation = variance.add_scalar(f64::from(EPSILON)).sqrt();
        let [scale, shift] = numbers.map(|numbers| numbers.reshape([1, 1, groups, size]));
        Self {
            even: centred / deviation.clone(),
            deviation,
            scale,
            shift,
            sides,
            bent,
        }
    }

    /// scale even + shift. `[batch, places, groups, size]`
    fn moved(&self) -> Tensor<4> {
        self.even.clone() * self.scale.clone() + self.shift.clone()
    }

    fn ahead(&self) -> Tensor<4> {
        let u = self.moved().reshape(self.sides);
        if self.bent { silu(u) } else { u }
    }

    /// Slopes by what came out to those by scale even + shift. `[batch, places, groups, size]`
    fn straightened(&self, slope: Tensor<4>) -> Tensor<4> {
        let slope = slope.reshape(self.even.dims());
        if !self.bent {
            return slope;
        }
        let u = self.moved();
        let share = sigmoid(u.clone());
        let rest = share.clone().neg().add_scalar(1.0);
        slope * share * (u * rest).add_scalar(1.0) // d silu/du = s(u) (1 + u (1 - s(u)))
    }

    /// Slopes by scale even + shift to those by what went in.
    fn back(&self, slope: Tensor<4>) -> Tensor<4> {
        let d = slope * self.scale.clone(); // [batch, places, groups, size]
        let along = over_group(d.clone() * self.even.clone()); // [batch, 1, groups, 1]
        let mean = over_group(d.clone());
        let by_x = (d - mean - self.even.clone() * along) / self.deviation.clone();
        by_x.reshape(self.sides)
    }

    /// The sum over all places of all pictures: `[batch, places, groups, size]` to `[channels]`.
    fn over_all(&self, x: Tensor<4>) -> Tensor<1> {
        let [batch, height, width, channels] = self.sides;
        over_places(x.reshape([batch, height * width, channels]))
    }
}

/// The mean of every group of every picture: `[batch, places, groups, size]` to `[batch, 1, groups, 1]`.
fn over_group(x: Tensor<4>) -> Tensor<4> {
    x.mean_dim(1).mean_dim(3)
}

impl<B: Backend> Backward<B, 3> for Normalisation
where
    DispatchTensor: DispatchKindConversion<B>,
{
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let kept = ops.state;
        let slope = Tensor::from_primitive::<B>(gradients.consume::<B>(&ops.node));
        let slope = kept.straightened(slope); // [batch, places, groups, size]
        let [of_x, of_scale, of_shift] = ops.parents;
        if let Some(node) = of_x {
            let by_x = kept.back(slope.clone());
            gradients.register::<B>(node.id, primitive::<B, _>(by_x));
        }
        if let Some(node) = of_scale {
            let by_scale = kept.over_all(slope.clone() * kept.even.clone());
            gradients.register::<B>(node.id, primitive::<B, _>(by_scale));
        }
        if let Some(node) = of_shift {
            let by_shift = kept.over_all(slope);
            gradients.register::<B>(node.id, primitive::<B, _>(by_shift));
        }
    }
}
