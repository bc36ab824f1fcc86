//! Gates: what passes is decided by the values themselves.
//!
//! The gate of van den Oord et al. (2016b), Conditional image generation with PixelCNN decoders, and the cell of the long
//! short-term memory (Hochreiter and Schmidhuber 1997) as van den Oord et al. (2016a), Pixel recurrent neural networks, use it.

use burn::tensor::Tensor;
use burn::tensor::activation::{sigmoid, tanh};
use wide::f32x8;

use super::rowwise::rowwise;

const LANES: usize = 8;

/// tanh(a) s(b) of the two halves a and b of the channels of x + y: each `[batch, height, width, 2 channels]` to
/// `[batch, height, width, channels]`.
pub fn gated_sum(x: Tensor<4>, y: Tensor<4>) -> Tensor<4> {
    let channels = x.dims()[3] / 2;
    rowwise([&x, &y], channels, sum_ahead, sum_back).unwrap_or_else(|| composed(x + y))
}

/// tanh(a) s(b) of the two halves a and b of the channels: `[batch, height, width, 2 channels]` to
/// `[batch, height, width, channels]`.
pub fn gated(x: Tensor<4>) -> Tensor<4> {
    let channels = x.dims()[3] / 2;
    rowwise([&x], channels, gate_ahead, gate_back).unwrap_or_else(|| composed(x))
}

fn composed(x: Tensor<4>) -> Tensor<4> {
    let mut halves = x.chunk(2, 3).into_iter(); // [batch, height, width, channels]
    match (halves.next(), halves.next()) {
        (Some(a), Some(b)) => tanh(a) * sigmoid(b),
        _ => unreachable!("there are two halves"),
    }
}

/// One step of a long short-term memory: the sum of what the input and the state say, `[batch, height, width, 4 channels]`
/// each (output, forget and input gate, then the content), and the memory before, `[batch, height, width, channels]`. The new
/// state and the new memory beside each other, `[batch, height, width, 2 channels]`.
///
/// c' = f c + i g and h = o tanh(c'), with o, f, i = s(.) and g = tanh(.).
pub fn remembered(from_input: Tensor<4>, from_state: Tensor<4>, memory: Tensor<4>) -> Tensor<4> {
    let channels = memory.dims()[3];
    let inputs = [&from_input, &from_state, &memory];
    if let Some(both) = rowwise(inputs, 2 * channels, cell_ahead, cell_back) {
        return both;
    }
    let sums = from_input + from_state; // [batch, height, width, 4 channels]
    let part = |k: usize| sums.clone().narrow(3, k * channels, channels);
    let (o, f, i) = (sigmoid(part(0)), sigmoid(part(1)), sigmoid(part(2)));
    let memory = f * memory + i * tanh(part(3)); // [batch, height, width, channels]
    Tensor::cat(vec![o * tanh(memory.clone()), memory], 3)
}

/// A row of one picture's place through a gate, for who computes place by place: 2 channels to one.
pub fn gate_row(x: &[f32], y: &mut [f32]) {
    gate_ahead([x], y);
}

/// The same for a cell: 4 channels and a memory of one to state and memory.
pub fn cell_row(sums: &[f32], memory: &[f32], both: &mut [f32]) {
    let none = vec![0.0; sums.len()];
    cell_ahead([sums, &none, memory], both);
}

fn gate_ahead([x]: [&[f32]; 1], y: &mut [f32]) {
    let (a, b) = x.split_at(y.len());
    lanes(y.len(), |at| {
        let pass = hyperbolic(at.load(a)) * logistic(at.load(b));
        at.store(pass, y);
    });
}

fn gate_back([x]: [&[f32]; 1], slope: &[f32], [to]: [&mut [f32]; 1]) {
    let (a, b) = x.split_at(slope.len());
    let (to_a, to_b) = to.split_at_mut(slope.len());
    lanes(slope.len(), |at| {
        let (by_a, by_b) = gate_slopes(at.load(a), at.load(b), at.load(slope));
        at.store(by_a, to_a);
        at.store(by_b, to_b);
    });
}

fn sum_ahead([x, y]: [&[f32]; 2], z: &mut [f32]) {
    let half = z.len();
    lanes(half, |at| {
        let a = at.load(x) + at.load(y);
        let b = at.load(&x[half..]) + at.load(&y[half..]);
        at.store(hyperbolic(a) * logistic(b), z);
    });
}

fn sum_back([x, y]: [&[f32]; 2], slope: &[f32], [to_x, to_y]: [&mut [f32]; 2]) {
    let half = slope.len();
    lanes(half, |at| {
        let a = at.load(x) + at.load(y);
        let b = at.load(&x[half..]) + at.load(&y[half..]);
        let (by_a, by_b) = gate_slopes(a, b, at.load(slope));
        for to in [&mut *to_x, &mut *to_y] {
            at.store(by_a, to);
            at.store(by_b, &mut to[half..]);
        }
    });
}

/// d tanh(a) s(b) by a and by b.
fn gate_slopes(a: f32x8, b: f32x8, slope: f32x8) -> (f32x8, f32x8) {
    let (t, s) = (hyperbolic(a), logistic(b));
    let by_a = slope * s * (f32x8::ONE - t * t);
    let by_b = slope * t * s * (f32x8::ONE - s);
    (by_a, by_b)
}

fn cell_ahead([x, y, memory]: [&[f32]; 3], both: &mut [f32]) {
    let n = memory.len();
    let (state, kept) = both.split_at_mut(n);
    lanes(n, |at| {
        let [o, f, i, g] = gates(x, y, n, at);
        let c = f * at.load(memory) + i * g;
        at.store(o * hyperbolic(c), state);
        at.store(c, kept);
    });
}

pub(super) fn cell_back(
    [x, y, memory]: [&[f32]; 3],
    slope: &[f32],
    [to_x, to_y, to_memory]: [&mut [f32]; 3],
) {
    let n = memory.len();
    lanes(n, |at| {
        let [o, f, i, g] = gates(x, y, n, at);
        let before = at.load(memory);
        let t = hyperbolic(f * before + i * g);
        let (by_state, by_kept) = (at.load(slope), at.load(&slope[n..]));
        let by_c = by_kept + by_state * o * (f32x8::ONE - t * t);
        let through = |s: f32x8| s * (f32x8::ONE - s);
        let sums = [
            by_state * t * through(o),
            by_c * before * through(f),
            by_c * g * through(i),
            by_c * i * (f32x8::ONE - g * g),
        ];
        for (k, by) in sums.into_iter().enumerate() {
            at.store(by, &mut to_x[k * n..]);
            at.store(by, &mut to_y[k * n..]);
        }
        at.store(by_c * f, to_memory);
    });
}

/// Output, forget and input gate, and the content.
fn gates(x: &[f32], y: &[f32], n: usize, at: At) -> [f32x8; 4] {
    let sum = |k: usize| at.load(&x[k * n..]) + at.load(&y[k * n..]);
    [
        logistic(sum(0)),
        logistic(sum(1)),
        logistic(sum(2)),
        hyperbolic(sum(3)),
    ]
}

/// Some neighbouring channels.
#[derive(Clone, Copy)]
struct At {
    first: usize,
    count: usize,
}

impl At {
    fn load(self, from: &[f32]) -> f32x8 {
        let mut lanes = [0.0; LANES];
        let from = &from[self.first..];
        if self.count == LANES {
            lanes.copy_from_slice(&from[..LANES]);
        } else {
            lanes[..self.count].copy_from_slice(&from[..self.count]);
        }
        f32x8::from(lanes)
    }

    fn store(self, value: f32x8, to: &mut [f32]) {
        let to = &mut to[self.first..];
        if self.count == LANES {
            to[..LANES].copy_from_slice(&value.to_array());
        } else {
            to[..self.count].copy_from_slice(&value.to_array()[..self.count]);
        }
    }
}

fn lanes(channels: usize, mut of: impl FnMut(At)) {
    for first in (0..channels).step_by(LANES) {
        of(At {
            first,
            count: LANES.min(channels - first),
        });
    }
}

/// 1 / (1 + exp(-x)), from exp(-|x|), which never overflows.
fn logistic(x: f32x8) -> f32x8 {
    let e = (-x.abs()).exp();
    let upper = f32x8::ONE / (f32x8::ONE + e);
    x.simd_ge(f32x8::ZERO).select(upper, e * upper)
}

/// tanh(x) = 2 s(2x) - 1.
fn hyperbolic(x: f32x8) -> f32x8 {
    let two = f32x8::splat(2.0);
    two * logistic(two * x) - f32x8::ONE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use burn::tensor::Device;

    fn values(tensor: Tensor<4>) -> Vec<f32> {
        tensor.into_data().iter().collect()
    }

    fn input(name: &str, channels: usize) -> Tensor<4> {
        let x = Noise::new(4, 0).normal(name, [1, 2 * 3 * 2 * channels], &Device::flex());
        x.mul_scalar(2.0).reshape([2, 3, 2, channels])
    }

    /// The result of an operation, and the slopes of its sum weighted at random by all of its inputs.
    fn there_and_back<const N: usize>(
        inputs: &[Tensor<4>; N],
        of: impl Fn([Tensor<4>; N]) -> Tensor<4>,
    ) -> Vec<Vec<f32>> {
        let inputs: [Tensor<4>; N] =
            std::array::from_fn(|i| Tensor::from_inner(inputs[i].clone()).require_grad());
        let y = of(inputs.clone());
        let by = Tensor::from_inner(input("by", y.dims()[3]));
        let gradients = (y.clone() * by).sum().backward();
        let slopes = inputs.iter().map(|x| values(x.grad(&gradients).unwrap()));
        [values(y.inner())].into_iter().chain(slopes).collect()
    }

    fn close(ours: &[Vec<f32>], theirs: &[Vec<f32>]) {
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(theirs) {
            assert!(theirs.iter().any(|v| v.abs() > 0.1));
            for (a, b) in ours.iter().zip(theirs) {
                assert!((a - b).abs() < 2e-5, "{a} against {b}");
            }
        }
    }

    #[test]
    fn gates_and_cells_are_what_the_tape_says_there_and_back() {
        // Eleven channels leave a rest behind every vector.
        let x = [input("x", 22), input("y", 22)];
        let ours = there_and_back(&x, |[x, y]| gated_sum(x, y));
        let theirs = there_and_back(&x, |[x, y]| composed(x + y));
        close(&ours, &theirs);
        let x = [input("x", 22)];
        let ours = there_and_back(&x, |[x]| gated(x));
        let theirs = there_and_back(&x, |[x]| composed(x));
        close(&ours, &theirs);
        let x = [input("x", 44), input("y", 44), input("c", 11)];
        let ours = there_and_back(&x, |[x, y, c]| remembered(x, y, c));
        let theirs = there_and_back(&x, |[x, y, c]| {
            let sums = x + y;
            let part = |k: usize| sums.clone().narrow(3, k * 11, 11);
            let memory = sigmoid(part(1)) * c + sigmoid(part(2)) * tanh(part(3));
            Tensor::cat(vec![sigmoid(part(0)) * tanh(memory.clone()), memory], 3)
        });
        close(&ours, &theirs);
    }
}
