//! The convolution of a graphics card: what places see is gathered through a table, and the rest is one product.
//!
//! A card pays for every operation it is given, and a tape would give it some for every place of a window, ahead and back. So it
//! is one operation on the tape too, whose way back is derived by hand: slopes are gathered through the turned window.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::{Autodiff, Backend, DispatchKindConversion, DispatchTensor};
use burn::tensor::activation::{leaky_relu, relu};
use burn::tensor::{Bool, Device, Int, Tensor, TensorData};

use super::turned;
use super::window::Window;
use crate::nn::taped::{node, over_places, primitive};

/// The operation itself; what it needs on the way back is its state.
#[derive(Debug)]
struct Convolution;

/// What the way back needs.
#[derive(Debug, Clone)]
struct Kept {
    window: Window,
    /// `[batch, height, width, inputs]`
    x: Tensor<4>,
    /// `[places * inputs, outputs]`
    weight: Tensor<2>,
    /// What came out, where less is let through of what is below zero: `[batch, height, width, outputs]`
    y: Option<Tensor<4>>,
    /// How much of it is.
    leak: f32,
}

/// x `[batch, height, width, inputs]`, weight `[places * inputs, outputs]` and bias `[outputs]` to
/// `[batch, height, width, outputs]`, of which the share `leak` is let through below zero.
///
/// What lives on another backend than B, and has a tape, keeps the tape of its tensor operations.
pub(super) fn convolved<B: Backend>(
    x: Tensor<4>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    window: &Window,
    leak: f32,
) -> Tensor<4>
where
    DispatchTensor: DispatchKindConversion<B> + DispatchKindConversion<Autodiff<B>>,
{
    let tracked = x.is_autodiff() || weight.is_autodiff() || bias.is_autodiff();
    let nodes = tracked.then(|| {
        Some([
            node::<B, _>(&x)?,
            node::<B, _>(&weight)?,
            node::<B, _>(&bias)?,
        ])
    });
    let Some(nodes) = nodes.flatten() else {
        return ahead(x, weight, bias, window, leak);
    };
    let (x, weight) = (x.inner(), weight.inner());
    let y = ahead(x.clone(), weight.clone(), bias.inner(), window, leak);
    let kept = Kept {
        window: window.clone(),
        x,
        weight,
        y: (leak < 1.0).then(|| y.clone()),
        leak,
    };
    let step = Convolution.prepare::<NoCheckpointing>(nodes);
    let y = primitive::<B, _>(y);
    let y = match step.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(kept, y),
        OpsKind::UnTracked(step) => step.finish(y),
    };
    Tensor::from_primitive::<Autodiff<B>>(y)
}

impl<B: Backend> Backward<B, 3> for Convolution
where
    DispatchTensor: DispatchKindConversion<B>,
{
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let kept = ops.state;
        let slope = Tensor::from_primitive::<B>(gradients.consume::<B>(&ops.node));
        let slope = kept.through(slope); // [batch, height, width, outputs]
        let [of_x, of_weight, of_bias] = ops.parents;
        if let Some(node) = of_x {
            let x = back(slope.clone(), kept.weight.clone(), &kept.window);
            gradients.register::<B>(node.id, primitive::<B, _>(x));
        }
        if let Some(node) = of_weight {
            let weight = by_weight(kept.x, slope.clone(), &kept.window);
            gradients.register::<B>(node.id, primitive::<B, _>(weight));
        }
        if let Some(node) = of_bias {
            let [batch, height, width, outputs] = slope.dims();
            let bias = over_places(slope.reshape([batch, height * width, outputs]));
            gradients.register::<B>(node.id, primitive::<B, _>(bias));
        }
    }
}

impl Kept {
    /// The slopes by what came out as slopes before less was let through of what was below zero.
    fn through(&self, slope: Tensor<4>) -> Tensor<4> {
        let Some(y) = &self.y else { return slope };
        let less = slope.clone().mul_scalar(self.leak);
        slope.mask_where(y.clone().lower_equal_elem(0.0), less)
    }
}

/// What every place makes of what it sees.
fn ahead(
    x: Tensor<4>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    window: &Window,
    leak: f32,
) -> Tensor<4> {
    let [batch, height, width, _] = x.dims();
    let outputs = bias.dims()[0];
    let y = surroundings(x, window).matmul(weight.unsqueeze()) + bias.unsqueeze(); // [batch, height * width, outputs]
    let y = y.reshape([batch, height, width, outputs]);
    if leak >= 1.0 {
        y
    } else if leak > 0.0 {
        leaky_relu(y, f64::from(leak))
    } else {
        relu(y)
    }
}

/// Slopes by what came out, `[batch, height, width, outputs]`, to those by what went in, `[batch, height, width, inputs]`.
fn back(slope: Tensor<4>, weight: Tensor<2>, window: &Window) -> Tensor<4> {
    let [batch, height, width, _] = slope.dims();
    let weight = turned(weight, window.places()); // [places * outputs, inputs]
    let inputs = weight.dims()[1];
    let x = surroundings(slope, &window.turned()).matmul(weight.unsqueeze()); // [batch, height * width, inputs]
    x.reshape([batch, height, width, inputs])
}

/// The slopes by the weights, `[places * inputs, outputs]`: picture by picture, since one product of the whole batch would leave a sum
/// over all places of all pictures to the few threads that so small a result has.
fn by_weight(x: Tensor<4>, slope: Tensor<4>, window: &Window) -> Tensor<2> {
    let [batch, height, width, outputs] = slope.dims();
    let slope = slope.reshape([batch, height * width, outputs]);
    let of_pictures = surroundings(x, window).swap_dims(1, 2).matmul(slope); // [batch, places * inputs, outputs]
    of_pictures.sum_dim(0).squeeze_dim(0)
}

/// What every place sees: x `[batch, height, width, inputs]` to `[batch, height * width, places * inputs]`.
fn surroundings(x: Tensor<4>, window: &Window) -> Tensor<3> {
    let [batch, height, width, inputs] = x.dims();
    let table = Table::of(window, [height, width], &x.device());
    let x = x.reshape([batch, height * width, inputs]);
    let seen = x.select(1, table.seen).mask_fill(table.outside, 0.0); // [batch, height * width * places, inputs]
    seen.reshape([batch, height * width, window.places() * inputs])
}

/// Which place of a picture every place of a window is.
#[derive(Debug, Clone)]
struct Table {
    window: Window,
    sides: [usize; 2],
    device: Device,
    /// Places of the picture, row by row; any where there is none. `[height * width * places]`
    seen: Tensor<1, Int>,
    /// Where there is none, beyond the border. `[1, height * width * places, 1]`
    outside: Tensor<3, Bool>,
}

/// Tables that are kept, one for each layer of some nets.
const TABLES: usize = 64;

thread_local! {
    /// The tables of this thread. They are not dropped with it: what a device holds is not to be given back while the memory of the
    /// thread is torn down.
    static KEPT: RefCell<ManuallyDrop<Vec<Table>>> = const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

impl Table {
    /// The table of a window over pictures of some rows and columns, kept from the last time where there was one.
    fn of(window: &Window, sides: [usize; 2], device: &Device) -> Self {
        KEPT.with_borrow_mut(|kept| {
            let known = kept.iter().find(|table| {
                table.window == *window && table.sides == sides && table.device == *device
            });
            if let Some(table) = known {
                return table.clone();
            }
            let table = Self::new(window, sides, device);
            if kept.len() == TABLES {
                kept.remove(0);
            }
            kept.push(table.clone());
            table
        })
    }

    fn new(window: &Window, [height, width]: [usize; 2], device: &Device) -> Self {
        let count = height * width * window.places();
        let (mut seen, mut outside) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for place in 0..height * width {
            for (row, column) in window.from((place / width) as isize, (place % width) as isize) {
                let inside =
                    (0..height as isize).contains(&row) && (0..width as isize).contains(&column);
                seen.push(if inside {
                    row * width as isize + column
                } else {
                    place as isize
                } as i32);
                outside.push(!inside);
            }
        }
        Self {
            window: window.clone(),
            sides: [height, width],
            device: device.clone(),
            seen: Tensor::from_data(TensorData::new(seen, [count]), device),
            outside: Tensor::from_data(TensorData::new(outside, [1, count, 1]), device),
        }
    }
}
