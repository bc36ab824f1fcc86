//! The gradient of the weights of a convolution on the processor: a sum over places of what they see times their slopes.
//!
//! A tile of the gradient stays in registers while the places of some lines go by. Pieces of the batch are shared out to
//! threads and their sums added in a fixed order, so that the same step gives the same bits.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::pass::{Ground, LANES, Lanes};
use super::window::Window;

/// Places whose slopes are added at a time.
const STRETCH: usize = 168;
/// Pieces of a batch whose sums are taken apart, by as many threads at most.
const PIECES: usize = 8;

/// The gradients of a layer by its weights, `[places * inputs, outputs]`, and biases, `[outputs]`, summed over the batch: for x
/// `[batch, height, width, inputs]` and slopes by the outputs, `[batch, height, width, outputs]`.
pub(in crate::nn) fn by_weights(
    x: &[f32],
    slopes: &[f32],
    sides: [usize; 2],
    window: &Window,
    [inputs, outputs]: [usize; 2],
) -> (Vec<f32>, Vec<f32>) {
    let places = sides[0] * sides[1];
    let ground = Ground::new(sides, inputs, window);
    let (rows, tiles) = (window.places() * inputs, outputs.div_ceil(LANES));
    let pictures = x.len() / (places * inputs);
    let piece = pictures.div_ceil(PIECES).max(1);
    let pieces: Vec<(Vec<Lanes>, Vec<f32>)> = x
        .par_chunks(piece * places * inputs)
        .zip(slopes.par_chunks(piece * places * outputs))
        .map(|(x, slopes)| {
            let mut weight = vec![[0.0; LANES]; rows * tiles];
            let mut bias = vec![0.0; outputs];
            let mut laid = vec![0.0; ground.size()];
            let mut columns = vec![[0.0; LANES]; tiles * places];
            let x = x.chunks_exact(places * inputs);
            for (x, slopes) in x.zip(slopes.chunks_exact(places * outputs)) {
                ground.lay(x, &mut laid);
                in_columns(slopes, outputs, &mut columns);
                for row in slopes.chunks_exact(outputs) {
                    bias.iter_mut().zip(row).for_each(|(sum, s)| *sum += s);
                }
                Arch::new().dispatch(Gather {
                    x: &laid,
                    ground: &ground,
                    slopes: &columns,
                    sums: &mut weight,
                });
            }
            (weight, bias)
        })
        .collect();
    let mut weight = vec![0.0; rows * outputs];
    let mut bias = vec![0.0; outputs];
    for (of_weights, of_biases) in pieces {
        bias.iter_mut().zip(of_biases).for_each(|(a, b)| *a += b);
        for (tile, sums) in of_weights.chunks_exact(rows).enumerate() {
            let first = tile * LANES;
            for (to, sums) in weight.chunks_exact_mut(outputs).zip(sums) {
                let to = &mut to[first..outputs.min(first + LANES)];
                to.iter_mut().zip(sums).for_each(|(a, b)| *a += b);
            }
        }
    }
    (weight, bias)
}

/// Rows of channels as columns of whole vectors: `[places, outputs]` to `[tiles * places]`.
fn in_columns(slopes: &[f32], outputs: usize, columns: &mut [Lanes]) {
    let places = slopes.len() / outputs;
    for (tile, column) in columns.chunks_exact_mut(places).enumerate() {
        let first = tile * LANES;
        let wide = LANES.min(outputs - first);
        for (to, row) in column.iter_mut().zip(slopes.chunks_exact(outputs)) {
            to[..wide].copy_from_slice(&row[first..first + wide]);
        }
    }
}

/// What one picture adds to the gradient of the weights, `[tiles * rows]`.
struct Gather<'a> {
    x: &'a [f32],
    ground: &'a Ground,
    /// `[tiles * places]`
    slopes: &'a [Lanes],
    sums: &'a mut [Lanes],
}

impl WithSimd for Gather<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "wide vectors are used only in what is inlined into the dispatch"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        if S::F32_LANES >= LANES {
            gather::<12>(self);
        } else {
            gather::<6>(self);
        }
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn gather<const R: usize>(job: Gather) {
    let (ground, width) = (job.ground, job.ground.width);
    let places = ground.height * width;
    let rows: usize = ground.runs.iter().map(ExactSizeIterator::len).sum();
    let lines = (STRETCH / width).max(1);
    for top in (0..ground.height).step_by(lines) {
        let lines = top..ground.height.min(top + lines);
        let mut first = 0;
        for run in &ground.runs {
            let of_run = first..first + run.len();
            first = of_run.end;
            let tiles = job.sums.chunks_exact_mut(rows);
            for (sums, slopes) in tiles.zip(job.slopes.chunks_exact(places)) {
                let sums = &mut sums[of_run.clone()];
                let mut k = 0;
                while k + R <= sums.len() {
                    add::<R>(
                        job.x,
                        ground,
                        run.start + k,
                        lines.clone(),
                        slopes,
                        &mut sums[k..],
                    );
                    k += R;
                }
                while k + 4 <= sums.len() {
                    add::<4>(
                        job.x,
                        ground,
                        run.start + k,
                        lines.clone(),
                        slopes,
                        &mut sums[k..],
                    );
                    k += 4;
                }
                while k < sums.len() {
                    add::<1>(
                        job.x,
                        ground,
                        run.start + k,
                        lines.clone(),
                        slopes,
                        &mut sums[k..],
                    );
                    k += 1;
                }
            }
        }
    }
}

/// Adds to R neighbouring rows of the gradient, by [`LANES`] channels, what the places of some lines have to say.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn add<const R: usize>(
    x: &[f32],
    ground: &Ground,
    offset: usize,
    lines: Range<usize>,
    slopes: &[Lanes],
    to: &mut [Lanes],
) {
    let mut sums: [Lanes; R] = std::array::from_fn(|i| to[i]);
    let (width, channels) = (ground.width, ground.channels);
    for line in lines {
        let x = &x[line * ground.wide() * channels + offset..];
        let mut at = 0;
        for slope in &slopes[line * width..(line + 1) * width] {
            let x = &x[at..at + R];
            at += channels;
            for (sums, &x) in sums.iter_mut().zip(x) {
                for (sum, slope) in sums.iter_mut().zip(slope) {
                    *sum = x.mul_add(*slope, *sum);
                }
            }
        }
    }
    to[..R].copy_from_slice(&sums);
}
