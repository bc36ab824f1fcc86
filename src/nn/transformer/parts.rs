//! The parts of a layer that go through a row or a number at a time, there and back.

use pulp::Arch;

use super::EPSILON;
use super::weights::Norm;
use crate::nn::exp::exp;
use crate::nn::product::LANES;

/// sqrt(2 / pi)
pub(super) const ROOT: f32 = 0.797_884_6;
/// The weight of the cube in the approximation of x Phi(x).
pub(super) const CUBIC: f32 = 0.044_715;

/// What a norm made of some rows, kept for the way back.
#[derive(Default)]
pub(super) struct Normed {
    /// What came out. `[rows, width]`
    pub(super) out: Vec<f32>,
    /// (x - mean) / deviation. `[rows, width]`
    straight: Vec<f32>,
    /// One over the deviation. `[rows]`
    rates: Vec<f32>,
}

/// The norm of rows: x `[rows, width]`.
pub(super) fn norm(x: &[f32], by: &Norm) -> Normed {
    let width = by.scale.len();
    let mut normed = Normed {
        out: vec![0.0; x.len()],
        straight: vec![0.0; x.len()],
        rates: vec![0.0; x.len() / width],
    };
    Arch::new().dispatch(|| norm_rows(x, by, &mut normed));
    normed
}

#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined"
)]
#[inline(always)]
fn norm_rows(x: &[f32], by: &Norm, normed: &mut Normed) {
    let width = by.scale.len();
    let Normed {
        out,
        straight,
        rates,
    } = normed;
    let rows = x
        .chunks_exact(width)
        .zip(out.chunks_exact_mut(width))
        .zip(straight.chunks_exact_mut(width));
    for (((x, out), straight), rate) in rows.zip(rates) {
        let mean = sum(x) / width as f32;
        for (s, x) in straight.iter_mut().zip(x) {
            *s = x - mean;
        }
        *rate = 1.0 / (dot(straight, straight) / width as f32 + EPSILON).sqrt();
        let scaled = straight.iter_mut().zip(&by.scale).zip(&by.shift);
        for (out, ((s, scale), shift)) in out.iter_mut().zip(scaled) {
            *s *= *rate;
            *out = *s * scale + shift;
        }
    }
}

/// The way back: adds the slopes by scale and shift to `by_norm`, and the slope by x to `by_x`, for the slope by what came out,
/// `[rows, width]`.
pub(super) fn norm_back(
    normed: &Normed,
    by: &Norm,
    slope: &[f32],
    by_norm: &mut Norm,
    by_x: &mut [f32],
) {
    Arch::new().dispatch(|| norm_back_rows(normed, by, slope, by_norm, by_x));
}

/// With s = (x - mean) / deviation and t = slope * scale: (t - mean(t) - s mean(t s)) / deviation.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn norm_back_rows(normed: &Normed, by: &Norm, slope: &[f32], by_norm: &mut Norm, by_x: &mut [f32]) {
    let width = by.scale.len();
    let rows = normed.straight.chunks_exact(width).zip(&normed.rates);
    let slopes = slope.chunks_exact(width).zip(by_x.chunks_exact_mut(width));
    let mut t = vec![0.0; width];
    for ((s, rate), (slope, by_x)) in rows.zip(slopes) {
        for ((t, slope), scale) in t.iter_mut().zip(slope).zip(&by.scale) {
            *t = slope * scale;
        }
        let (mean, along) = (sum(&t) / width as f32, dot(&t, s) / width as f32);
        for ((by_x, t), s) in by_x.iter_mut().zip(&t).zip(s) {
            *by_x += rate * (t - mean - s * along);
        }
        let sums = by_norm.scale.iter_mut().zip(&mut by_norm.shift);
        for ((scale, shift), (slope, s)) in sums.zip(slope.iter().zip(s)) {
            *scale += slope * s;
            *shift += slope;
        }
    }
}

/// a becomes x Phi(x), and `slopes` its derivative.
pub(super) fn gelu(a: &mut [f32], slopes: &mut [f32]) {
    Arch::new().dispatch(|| gelu_all(a, slopes));
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn gelu_all(a: &mut [f32], slopes: &mut [f32]) {
    for (a, slope) in a.iter_mut().zip(slopes) {
        let x = *a;
        let square = x * x;
        // (1 + tanh u) / 2 = 1 / (1 + e^-2u)
        let half = 1.0 / (1.0 + exp(-2.0 * ROOT * x * (1.0 + CUBIC * square)));
        let steep = ROOT * (1.0 + 3.0 * CUBIC * square);
        *a = x * half;
        *slope = half + 2.0 * x * half * (1.0 - half) * steep;
    }
}

/// The first numbers of a row become their shares after the exponential, the others zero; the row is whole vectors long. Gives
/// the logarithm of what they were divided by.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
pub(super) fn soften(row: &mut [f32], count: usize) -> f32 {
    row[count..].fill(f32::NEG_INFINITY);
    let mut most = [f32::NEG_INFINITY; LANES];
    for part in row.chunks_exact(LANES) {
        for (most, x) in most.iter_mut().zip(part) {
            // Not max, which would hide a NaN.
            *most = if *x < *most { *most } else { *x };
        }
    }
    let most = most
        .into_iter()
        .fold(f32::NEG_INFINITY, |a, b| if b < a { a } else { b });
    for x in &mut row[..count] {
        *x = exp(*x - most);
    }
    row[count..].fill(0.0);
    let all = sum(row);
    let share = 1.0 / all;
    for x in row.iter_mut() {
        *x *= share;
    }
    most + all.ln()
}

/// The sum of a row of whole vectors.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
pub(super) fn sum(row: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    for part in row.chunks_exact(LANES) {
        for (sum, x) in sums.iter_mut().zip(part) {
            *sum += x;
        }
    }
    sums.iter().sum()
}

/// The product of two rows of whole vectors.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum = a.mul_add(*b, *sum);
        }
    }
    sums.iter().sum()
}
