//! The two places where a step on the processor would spend most of its time, each in one pass over memory.
//!
//! A chain of tensor operations walks through memory once an operation; on small nets that costs more than the arithmetic.
//! On other devices these functions answer `None`, and the callers write the same formula in tensor operations.

use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::tensor::Tensor;
use rayon::prelude::*;
use wide::f32x8;

/// Work is handed to threads in pieces of this many numbers: large enough to pay, small enough to share.
const PIECE: usize = 1 << 14;
const LANES: usize = 8;

/// The numbers of one Adam step that are the same for all parameters.
#[derive(Clone, Copy)]
pub(super) struct AdamRates {
    pub(super) beta_1: f32,
    pub(super) beta_2: f32,
    /// Learning rate over the bias correction of the first moment.
    pub(super) rate: f32,
    /// One over the root of the bias correction of the second moment.
    pub(super) scale: f32,
    pub(super) epsilon: f32,
}

/// What an Adam step leaves: the moved parameter and both moments, each `[n]`.
pub(super) struct AdamMoved {
    pub(super) parameter: Tensor<1>,
    pub(super) first: Tensor<1>,
    pub(super) second: Tensor<1>,
}

/// Whether the tensor lives where these functions work.
pub(super) fn is_possible(tensor: &Tensor<1>) -> bool {
    tensor.clone().try_into_primitive::<Flex>().is_ok()
}

/// One Adam step of one parameter for which it [`is_possible`]; all tensors are `[n]`, without gradients, on one device.
pub(super) fn adam(
    parameter: Tensor<1>,
    gradient: Tensor<1>,
    first: Tensor<1>,
    second: Tensor<1>,
    rates: AdamRates,
) -> AdamMoved {
    // The gradient is used up, so that its memory takes the moved parameter.
    let [old, mut moved, mut first, mut second] =
        [parameter, gradient, first, second].map(primitive);
    // The widest vectors this processor has.
    let arch = pulp::Arch::new();
    old.storage::<f32>()
        .par_chunks(PIECE)
        .zip(moved.storage_mut::<f32>().par_chunks_mut(PIECE))
        .zip(first.storage_mut::<f32>().par_chunks_mut(PIECE))
        .zip(second.storage_mut::<f32>().par_chunks_mut(PIECE))
        .for_each(|(((theta, g), m), s)| arch.dispatch(|| adam_piece(theta, g, m, s, rates)));
    let [parameter, first, second] = [moved, first, second].map(Tensor::from_primitive::<Flex>);
    AdamMoved {
        parameter,
        first,
        second,
    }
}

/// Row-major memory of a tensor.
fn primitive(tensor: Tensor<1>) -> FlexTensor {
    match tensor.try_into_primitive::<Flex>() {
        Ok(primitive) if primitive.is_contiguous() => primitive,
        Ok(strided) => strided.to_contiguous(),
        Err(why) => unreachable!("the tensors of one parameter live on one device: {why:?}"),
    }
}

/// m = b1 m + (1 - b1) g, s = b2 s + (1 - b2) g^2, theta - rate m / (scale sqrt(s) + epsilon) in the place of g.
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined into the dispatch"
)]
#[inline(always)]
fn adam_piece(theta: &[f32], g: &mut [f32], m: &mut [f32], s: &mut [f32], rates: AdamRates) {
    let AdamRates {
        beta_1,
        beta_2,
        rate,
        scale,
        epsilon,
    } = rates;
    for (((theta, g), m), s) in theta.iter().zip(g).zip(m).zip(s) {
        *m = beta_1 * *m + (1.0 - beta_1) * *g;
        *s = beta_2 * *s + (1.0 - beta_2) * *g * *g;
        *g = theta - rate * *m / (scale * s.sqrt() + epsilon);
    }
}

/// The numbers of a tensor without its tape, row by row; `None` where it does not live on the processor.
fn row_major(tensor: &Tensor<2>) -> Option<FlexTensor> {
    let primitive = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
    Some(primitive.to_contiguous())
}

/// The likelihood of Bernoulli pixels and its derivative by the logits: x and l `[batch, dims]` to `[batch]` and `[batch, dims]`.
pub(super) fn bernoulli(x: &Tensor<2>, logits: &Tensor<2>) -> Option<(Tensor<1>, Tensor<2>)> {
    let [batch, dims] = x.dims();
    let (x, mut slope) = (row_major(x)?, row_major(logits)?);
    let mut nats = vec![0.0f32; batch];
    x.as_slice::<f32>()?
        .par_chunks(dims)
        .zip(slope.storage_mut::<f32>().par_chunks_mut(dims))
        .zip(nats.par_iter_mut())
        .with_min_len((PIECE / dims).max(1))
        .for_each(|((x, l), nats)| *nats = bernoulli_row(x, l));
    let slope = Tensor::<2>::from_primitive::<Flex>(slope);
    let nats = Tensor::from_data(
        burn::tensor::TensorData::new(nats, [batch]),
        &slope.device(),
    );
    Some((nats, slope))
}

/// The sum over the units of softplus(l), and the logistic function of l: `[batch, units]` to `[batch]` and `[batch, units]`.
pub(super) fn logistic(logits: &Tensor<2>) -> Option<(Tensor<1>, Tensor<2>)> {
    let [batch, units] = logits.dims();
    let mut on = row_major(logits)?;
    let (mut sums, off) = (vec![0.0f32; batch], vec![0.0f32; units]);
    on.storage_mut::<f32>()
        .par_chunks_mut(units)
        .zip(sums.par_iter_mut())
        .with_min_len((PIECE / units).max(1))
        .for_each(|(l, sum)| *sum = bernoulli_row(&off, l));
    let on = Tensor::<2>::from_primitive::<Flex>(on);
    let sums = burn::tensor::TensorData::new(sums, [batch]);
    Some((Tensor::from_data(sums, &on.device()), on))
}

/// sum_i softplus(l_i) - x_i l_i; l_i is replaced by the derivative s(l_i) - x_i.
pub(super) fn bernoulli_row(x: &[f32], l: &mut [f32]) -> f32 {
    let mut total = f32x8::ZERO;
    let whole = l.len() / LANES * LANES;
    for (x, l) in x[..whole]
        .chunks_exact(LANES)
        .zip(l[..whole].chunks_exact_mut(LANES))
    {
        let (x, logits) = (f32x8::from(lanes(x)), f32x8::from(lanes(l)));
        let (nats, slope) = bernoulli_lanes(x, logits);
        total += nats;
        l.copy_from_slice(&slope.to_array());
    }
    let mut sum = total.reduce_add();
    let rest = l.len() - whole;
    if rest > 0 {
        let (mut last_x, mut last_l) = ([0.0; LANES], [0.0; LANES]);
        last_x[..rest].copy_from_slice(&x[whole..]);
        last_l[..rest].copy_from_slice(&l[whole..]);
        let (nats, slope) = bernoulli_lanes(f32x8::from(last_x), f32x8::from(last_l));
        sum += nats.to_array()[..rest].iter().sum::<f32>();
        l[whole..].copy_from_slice(&slope.to_array()[..rest]);
    }
    sum
}

/// With e = exp(-|l|), which never overflows: softplus(l) = max(l, 0) + log(1 + e), s(|l|) = 1 / (1 + e).
#[inline]
fn bernoulli_lanes(x: f32x8, l: f32x8) -> (f32x8, f32x8) {
    let e = (-l.abs()).exp();
    let whole = f32x8::ONE + e;
    let softplus = l.max(f32x8::ZERO) + whole.ln();
    let upper = f32x8::ONE / whole;
    let sigmoid = l.simd_ge(f32x8::ZERO).select(upper, e * upper);
    (softplus - x * l, sigmoid - x)
}

/// The likelihood of levels and its derivative by the logits: k `[batch, dims]`, whole numbers below the number of levels, and l
/// `[batch, dims * levels]` to `[batch]` and `[batch, dims * levels]`.
pub(super) fn categorical(k: &Tensor<2>, logits: &Tensor<2>) -> Option<(Tensor<1>, Tensor<2>)> {
    let ([batch, dims], wide) = (k.dims(), logits.dims()[1]);
    let (k, mut slope) = (row_major(k)?, row_major(logits)?);
    let mut nats = vec![0.0f32; batch];
    k.as_slice::<f32>()?
        .par_chunks(dims)
        .zip(slope.storage_mut::<f32>().par_chunks_mut(wide))
        .zip(nats.par_iter_mut())
        .for_each(|((k, l), nats)| {
            let levels = l.chunks_exact_mut(wide / dims);
            *nats = k
                .iter()
                .zip(levels)
                .map(|(&k, l)| categorical_row(k, l))
                .sum();
        });
    let slope = Tensor::<2>::from_primitive::<Flex>(slope);
    let nats = burn::tensor::TensorData::new(nats, [batch]);
    Some((Tensor::from_data(nats, &slope.device()), slope))
}

/// log sum_j exp(l_j) - l_k; l_j is replaced by the derivative, softmax(l)_j - [j = k].
fn categorical_row(k: f32, l: &mut [f32]) -> f32 {
    let k = (k.max(0.0) as usize).min(l.len() - 1);
    let largest = l.iter().fold(f32::NEG_INFINITY, |most, &l| most.max(l));
    let right = l[k];
    let mut total = 0.0;
    let whole = l.len() / LANES * LANES;
    for l in l[..whole].chunks_exact_mut(LANES) {
        let e = (f32x8::from(lanes(l)) - f32x8::splat(largest)).exp();
        total += e.reduce_add();
        l.copy_from_slice(&e.to_array());
    }
    for l in &mut l[whole..] {
        *l = (*l - largest).exp();
        total += *l;
    }
    for l in &mut *l {
        *l /= total;
    }
    l[k] -= 1.0;
    total.ln() + largest - right
}

fn lanes(slice: &[f32]) -> [f32; LANES] {
    std::array::from_fn(|i| slice[i])
}
