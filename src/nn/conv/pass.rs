//! A convolution on the processor, picture by picture, without the matrix that it would be a product with.
//!
//! With channels last, what a place sees of one row lies in one piece: the product with its weights can be taken from where
//! it is, once zeros are laid around the picture. A tile of the result, so many places by so many channels, stays in registers
//! until all weights have been added. The way back to the inputs is a convolution itself, with the weights turned around.
//! Pictures are shared out to threads.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::window::{Border, Window};

/// Channels of a tile.
pub(super) const LANES: usize = 16;
/// Places whose sums are taken by tiles of the same channels before the next ones are: their weights stay in the cache.
const BLOCK: usize = 48;

/// One vector of channels.
pub(super) type Lanes = [f32; LANES];

/// A convolution made ready: its weights in the order in which they are read.
pub(in crate::nn) struct Packed {
    window: Window,
    inputs: usize,
    outputs: usize,
    /// For every [`LANES`] outputs in turn, the weights of all inputs. `[tiles * places * inputs]`
    panels: Vec<Lanes>,
    /// `[tiles]`
    bias: Vec<Lanes>,
}

impl Packed {
    /// From weights `[places * inputs, outputs]` and biases `[outputs]`.
    pub(in crate::nn) fn new(window: &Window, weight: &[f32], bias: &[f32]) -> Self {
        let outputs = bias.len();
        let seen = weight.len() / outputs;
        let mut panels = Vec::with_capacity(outputs.div_ceil(LANES) * seen);
        for first in (0..outputs).step_by(LANES) {
            let wide = LANES.min(outputs - first);
            panels.extend(
                weight
                    .chunks_exact(outputs)
                    .map(|row| filled(&row[first..first + wide])),
            );
        }
        Self {
            window: window.clone(),
            inputs: seen / window.places().max(1),
            outputs,
            panels,
            bias: bias.chunks(LANES).map(filled).collect(),
        }
    }

    /// The convolution that brings slopes by the outputs of a layer back to its inputs; weights as above.
    pub(in crate::nn) fn turned(window: &Window, weight: &[f32], outputs: usize) -> Self {
        let places = window.places();
        let inputs = weight.len() / outputs / places.max(1);
        let mut turned = vec![0.0; weight.len()]; // [places * outputs, inputs]
        for (place, weight) in weight.chunks_exact(inputs * outputs).enumerate() {
            let there = &mut turned[(places - 1 - place) * inputs * outputs..];
            for (input, row) in weight.chunks_exact(outputs).enumerate() {
                for (output, &weight) in row.iter().enumerate() {
                    there[output * inputs + input] = weight;
                }
            }
        }
        Self::new(&window.turned(), &turned, &vec![0.0; inputs])
    }
}

/// A part of a vector of channels, filled up with zeros.
fn filled(part: &[f32]) -> Lanes {
    let mut lanes = [0.0; LANES];
    lanes[..part.len()].copy_from_slice(part);
    lanes
}

/// Where the places of a picture lie once zeros are around it.
pub(super) struct Ground {
    pub(super) height: usize,
    pub(super) width: usize,
    pub(super) channels: usize,
    border: Border,
    /// Where what each run of the window sees begins, counted from the corner of the ground, and how many numbers it sees.
    pub(super) runs: Vec<Range<usize>>,
}

impl Ground {
    pub(super) fn new([height, width]: [usize; 2], channels: usize, window: &Window) -> Self {
        let border = window.border();
        let wide = width + border.left + border.right;
        let begin = |row: isize, column: isize| {
            let down = (row + border.top as isize) as usize;
            let across = (column + border.left as isize) as usize;
            (down * wide + across) * channels
        };
        Self {
            height,
            width,
            channels,
            border,
            runs: window
                .runs()
                .iter()
                .map(|run| {
                    let first = begin(run.row, run.column);
                    first..first + run.count * channels
                })
                .collect(),
        }
    }

    pub(super) fn wide(&self) -> usize {
        self.width + self.border.left + self.border.right
    }

    pub(super) fn size(&self) -> usize {
        (self.height + self.border.top + self.border.bottom) * self.wide() * self.channels
    }

    /// Lays a picture onto the ground; what is around it is zero and stays so.
    pub(super) fn lay(&self, picture: &[f32], ground: &mut [f32]) {
        let row = self.width * self.channels;
        let first = self.border.top * self.wide() + self.border.left;
        let rows = ground[first * self.channels..].chunks_mut(self.wide() * self.channels);
        for (to, from) in rows.zip(picture.chunks_exact(row)) {
            to[..row].copy_from_slice(from);
        }
    }

    /// Where the window of every place has its corner.
    fn corners(&self) -> Vec<usize> {
        let places = 0..self.height * self.width;
        places
            .map(|p| (p / self.width * self.wide() + p % self.width) * self.channels)
            .collect()
    }
}

/// x `[batch, height, width, inputs]` to `[batch, height, width, outputs]`; of a sum below zero the share `leak` is let through,
/// all of it at 1.
pub(in crate::nn) fn forward(x: &[f32], sides: [usize; 2], layer: &Packed, leak: f32) -> Vec<f32> {
    let places = sides[0] * sides[1];
    let ground = Ground::new(sides, layer.inputs, &layer.window);
    let corners = ground.corners();
    let mut y = vec![0.0; x.len() / layer.inputs * layer.outputs];
    y.par_chunks_exact_mut(places * layer.outputs)
        .zip(x.par_chunks_exact(places * layer.inputs))
        .for_each_init(
            || vec![0.0; ground.size()],
            |laid, (y, x)| {
                ground.lay(x, laid);
                Arch::new().dispatch(Sums {
                    x: laid,
                    runs: &ground.runs,
                    corners: &corners,
                    layer,
                    leak,
                    y,
                });
            },
        );
    y
}

/// What one picture becomes.
struct Sums<'a> {
    x: &'a [f32],
    runs: &'a [Range<usize>],
    corners: &'a [usize],
    layer: &'a Packed,
    leak: f32,
    y: &'a mut [f32],
}

impl WithSimd for Sums<'_> {
    type Output = ();

    #[expect(
        clippy::inline_always,
        reason = "wide vectors are used only in what is inlined into the dispatch"
    )]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        // As many sums as the registers hold, beside the weights and one input.
        if S::F32_LANES >= LANES {
            sums::<12>(self);
        } else {
            sums::<6>(self);
        }
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn sums<const R: usize>(mut job: Sums) {
    let seen = job.layer.panels.len() / job.layer.bias.len();
    for block in (0..job.corners.len()).step_by(BLOCK) {
        let end = job.corners.len().min(block + BLOCK);
        for tile in 0..job.layer.bias.len() {
            let panel = &job.layer.panels[tile * seen..(tile + 1) * seen];
            let mut at = block;
            while at + R <= end {
                strip::<R>(&mut job, at, tile, panel);
                at += R;
            }
            while at + 4 <= end {
                strip::<4>(&mut job, at, tile, panel);
                at += 4;
            }
            while at < end {
                strip::<1>(&mut job, at, tile, panel);
                at += 1;
            }
        }
    }
}

/// R places by [`LANES`] channels.
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn strip<const R: usize>(job: &mut Sums, at: usize, tile: usize, panel: &[Lanes]) {
    let mut sums = [job.layer.bias[tile]; R];
    let mut panel = panel;
    for run in job.runs {
        let (weights, rest) = panel.split_at(run.len());
        panel = rest;
        let rows: [&[f32]; R] = std::array::from_fn(|i| {
            let first = job.corners[at + i] + run.start;
            &job.x[first..first + weights.len()]
        });
        for k in 0..weights.len() {
            let weight = weights[k];
            for (sums, row) in sums.iter_mut().zip(rows) {
                let x = row[k];
                for (sum, weight) in sums.iter_mut().zip(weight) {
                    *sum = x.mul_add(weight, *sum);
                }
            }
        }
    }
    if job.leak < 1.0 {
        // Not max(leak y, y), which would hide a NaN; and what is cut off is 0, not -0.
        for sum in sums.as_flattened_mut() {
            *sum = if *sum < 0.0 {
                *sum * job.leak + 0.0
            } else {
                *sum
            };
        }
    }
    let outputs = job.layer.outputs;
    let first = tile * LANES;
    let wide = LANES.min(outputs - first);
    for (i, sums) in sums.iter().enumerate() {
        let to = &mut job.y[(at + i) * outputs + first..][..wide];
        match <&mut Lanes>::try_from(&mut *to) {
            Ok(whole) => *whole = *sums,
            Err(_) => to.copy_from_slice(&sums[..wide]),
        }
    }
}

/// Lets the share `leak` of slopes through where what came out is not positive; both of one length.
pub(super) fn through(y: &[f32], leak: f32, slopes: &mut [f32]) {
    slopes
        .par_chunks_mut(1 << 14)
        .zip(y.par_chunks(1 << 14))
        .for_each(|(slopes, y)| {
            for (slope, y) in slopes.iter_mut().zip(y) {
                *slope = if *y > 0.0 { *slope } else { *slope * leak };
            }
        });
}
