//! Products of small matrices on the processor, for gradients that are derived by hand.
//!
//! A general library pays for its generality on matrices of 64 by 64. These ones keep a tile of the result in registers and
//! ask that rows are padded to whole [`LANES`].

use pulp::{Arch, Simd, WithSimd};

/// Rows of everything but the left factor are padded to a multiple of this many numbers.
pub const LANES: usize = 16;

/// Two vectors of the widest kind.
const TILE: usize = 2 * LANES;

/// `count` rounded up to whole [`LANES`].
pub const fn padded(count: usize) -> usize {
    count.div_ceil(LANES) * LANES
}

/// The left factor, row by row or column by column.
#[derive(Clone, Copy)]
pub enum Left<'a> {
    /// A of `[rows, inner]` with this stride between rows.
    Plain(&'a [f32], usize),
    /// The transpose of what is stored as `[inner, rows]` with this stride.
    Transposed(&'a [f32], usize),
}

/// C += A B: A `[rows, inner]`, B `[inner, columns]`, C `[rows, columns]`; columns are whole [`LANES`].
pub fn add_product(a: Left, b: &[f32], c: &mut [f32], columns: usize) {
    Arch::new().dispatch(Product { a, b, c, columns });
}

/// One product, to be done with the widest vectors that this processor has.
struct Product<'a> {
    a: Left<'a>,
    b: &'a [f32],
    c: &'a mut [f32],
    columns: usize,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "wide vectors are used only in what is inlined into the dispatch"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        // As many sums as the registers hold, and two vectors of B and one number of A beside them.
        if S::F32_LANES >= LANES {
            strips::<6, TILE>(self);
        } else {
            strips::<6, LANES>(self);
        }
    }
}

/// The whole product in strips of R rows and tiles of W columns, and what is left over in smaller ones.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn strips<const R: usize, const W: usize>(Product { a, b, c, columns }: Product) {
    let rows = c.len() / columns;
    let mut row = 0;
    while row + R <= rows {
        strip::<R, W>(a, row, b, &mut c[row * columns..], columns);
        row += R;
    }
    while row + 2 <= rows {
        strip::<2, W>(a, row, b, &mut c[row * columns..], columns);
        row += 2;
    }
    if row < rows {
        strip::<1, W>(a, row, b, &mut c[row * columns..], columns);
    }
}

/// R rows of the result, tile by tile.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn strip<const R: usize, const W: usize>(
    a: Left,
    row: usize,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
) {
    let mut column = 0;
    while column + W <= columns {
        tile::<R, W>(a, row, b, c, columns, column);
        column += W;
    }
    if column < columns {
        tile::<R, LANES>(a, row, b, c, columns, column);
    }
}

/// R rows by W columns of the result, held in registers.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn tile<const R: usize, const W: usize>(
    a: Left,
    row: usize,
    b: &[f32],
    c: &mut [f32],
    columns: usize,
    column: usize,
) {
    let mut sums: [[f32; W]; R] = std::array::from_fn(|i| vector(&c[i * columns + column..]));
    match a {
        Left::Plain(a, stride) => {
            let inner = b.len() / columns;
            let rows: [&[f32]; R] =
                std::array::from_fn(|i| &a[(row + i) * stride..(row + i) * stride + inner]);
            for (k, b) in b.chunks_exact(columns).enumerate() {
                let b: [f32; W] = vector(&b[column..]);
                accumulate(&mut sums, std::array::from_fn(|i| rows[i][k]), b);
            }
        }
        Left::Transposed(a, stride) => {
            for (a, b) in a.chunks(stride).zip(b.chunks_exact(columns)) {
                let b: [f32; W] = vector(&b[column..]);
                let a: [f32; R] = vector(&a[row..]);
                accumulate(&mut sums, a, b);
            }
        }
    }
    for (i, sums) in sums.iter().enumerate() {
        c[i * columns + column..][..W].copy_from_slice(sums);
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn accumulate<const R: usize, const W: usize>(sums: &mut [[f32; W]; R], a: [f32; R], b: [f32; W]) {
    for (sums, a) in sums.iter_mut().zip(a) {
        for (sum, b) in sums.iter_mut().zip(b) {
            *sum = a.mul_add(b, *sum);
        }
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn vector<const W: usize>(slice: &[f32]) -> [f32; W] {
    let mut out = [0.0; W];
    out.copy_from_slice(&slice[..W]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_adds_the_product_whatever_the_sizes() {
        for (rows, inner, columns) in [(1, 1, 16), (4, 3, 32), (7, 64, 48), (64, 5, 64), (9, 2, 16)]
        {
            let number = |i: usize| ((i * 37 + 11) % 17) as f32 - 8.0;
            let a: Vec<f32> = (0..rows * inner).map(number).collect();
            let turned: Vec<f32> = (0..rows * inner)
                .map(|i| a[i % rows * inner + i / rows])
                .collect();
            let b: Vec<f32> = (0..inner * columns).map(|i| number(i + 5)).collect();
            let mut plain = vec![1.0; rows * columns];
            let mut transposed = plain.clone();
            add_product(Left::Plain(&a, inner), &b, &mut plain, columns);
            add_product(
                Left::Transposed(&turned, rows),
                &b,
                &mut transposed,
                columns,
            );
            for i in 0..rows {
                for j in 0..columns {
                    let sum: f32 = (0..inner)
                        .map(|k| a[i * inner + k] * b[k * columns + j])
                        .sum();
                    assert_eq!(plain[i * columns + j], 1.0 + sum);
                    assert_eq!(transposed[i * columns + j], 1.0 + sum);
                }
            }
        }
    }
}
