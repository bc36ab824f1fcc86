//! The arithmetic of a tile: products of matrices whose sums stay in registers, and the activation with its slope.

use pulp::Simd;

use super::ROWS;
use crate::nn::exp::exp;

/// c += a b, where a is `[rows, depth]` in rows of `a_row` numbers, b `[depth, wide]`, and c `[rows, wide]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(super) fn times<S: Simd>(
    simd: S,
    a: &[f32],
    a_row: usize,
    depth: usize,
    b: &[f32],
    c: &mut [f32],
    wide: usize,
) {
    for (a, c) in a
        .chunks_exact(ROWS * a_row)
        .zip(c.chunks_exact_mut(ROWS * wide))
    {
        let rows: [&[f32]; ROWS] = std::array::from_fn(|r| &a[r * a_row..][..depth]);
        block(simd, depth, |k| rows.map(|row| row[k]), b, c, wide);
    }
}

/// c += a^T b, where a is `[depth, rows]` in rows of `a_row` numbers, b `[depth, wide]`, and c `[rows, wide]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(super) fn times_transposed<S: Simd>(
    simd: S,
    a: &[f32],
    a_row: usize,
    b: &[f32],
    c: &mut [f32],
    wide: usize,
) {
    let depth = a.len() / a_row;
    for (i, c) in c.chunks_exact_mut(ROWS * wide).enumerate() {
        let column = |k: usize| {
            let from = &a[k * a_row + i * ROWS..][..ROWS];
            std::array::from_fn(|r| from[r])
        };
        block(simd, depth, column, b, c, wide);
    }
}

/// `ROWS` rows of c += a b, where `a` gives a column of the rows of a: sums stay in registers, two vectors wide.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
fn block<S: Simd>(
    simd: S,
    depth: usize,
    a: impl Fn(usize) -> [f32; ROWS],
    b: &[f32],
    c: &mut [f32],
    wide: usize,
) {
    let pair = 2 * S::F32_LANES;
    for first in (0..wide).step_by(pair) {
        let mut sums = [[simd.splat_f32s(0.0); 2]; ROWS];
        for k in 0..depth {
            let (b, _) = S::as_simd_f32s(&b[k * wide + first..][..pair]);
            let b = [b[0], b[1]];
            let column = a(k);
            for (sum, a) in sums.iter_mut().zip(column) {
                let a = simd.splat_f32s(a);
                sum[0] = simd.mul_add_e_f32s(a, b[0], sum[0]);
                sum[1] = simd.mul_add_e_f32s(a, b[1], sum[1]);
            }
        }
        for (sum, c) in sums.iter().zip(c.chunks_exact_mut(wide)) {
            let (c, _) = S::as_mut_simd_f32s(&mut c[first..][..pair]);
            c[0] = simd.add_f32s(c[0], sum[0]);
            c[1] = simd.add_f32s(c[1], sum[1]);
        }
    }
}

/// a becomes a s(a), and its slope s + a s (1 - s), where s is the logistic function.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(super) fn activate(a: &mut [f32], slope: &mut [f32]) {
    for (a, slope) in a.iter_mut().zip(slope) {
        let s = 1.0 / (1.0 + exp(-*a));
        let h = *a * s;
        *slope = s + h * (1.0 - s);
        *a = h;
    }
}
