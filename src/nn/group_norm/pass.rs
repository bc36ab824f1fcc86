//! Group normalisation on the processor, picture by picture; pictures are shared out to threads.
//!
//! With x^ = (x - m) / s, u = scale x^ + shift and d the slope by u, the slope by x is
//! (scale d - mean(scale d) - x^ mean(scale d x^)) / s, the means being over a group.

use pulp::Arch;
use rayon::prelude::*;

use super::EPSILON;
use crate::nn::exp::exp;

/// A layer, as it stands.
#[derive(Clone, Copy)]
pub(super) struct Layer<'a> {
    /// `[channels]`
    pub(super) scale: &'a [f32],
    /// `[channels]`
    pub(super) shift: &'a [f32],
    /// Places of a picture.
    pub(super) places: usize,
    /// Channels of a group.
    pub(super) size: usize,
    /// Whether silu follows.
    pub(super) bent: bool,
}

impl Layer<'_> {
    fn channels(&self) -> usize {
        self.scale.len()
    }
}

/// Slopes by everything that goes in.
pub(super) struct Slopes {
    pub(super) x: Vec<f32>,
    pub(super) scale: Vec<f32>,
    pub(super) shift: Vec<f32>,
}

/// x `[batch, places, channels]` to the same.
pub(super) fn ahead(x: &[f32], layer: Layer) -> Vec<f32> {
    let picture = layer.places * layer.channels();
    let mut y = vec![0.0; x.len()];
    y.par_chunks_exact_mut(picture)
        .zip(x.par_chunks_exact(picture))
        .for_each(|(y, x)| Arch::new().dispatch(|| picture_ahead(x, y, layer)));
    y
}

/// x and the slope by what came out, `[batch, places, channels]`. Sums over pictures are taken in their order, whoever is done
/// first.
pub(super) fn back(x: &[f32], slope: &[f32], layer: Layer) -> Slopes {
    let (channels, picture) = (layer.channels(), layer.places * layer.channels());
    let mut of_x = vec![0.0; x.len()];
    let mut of_layer = vec![0.0; x.len() / picture.max(1) * 2 * channels];
    of_x.par_chunks_exact_mut(picture)
        .zip(of_layer.par_chunks_exact_mut(2 * channels))
        .zip(
            x.par_chunks_exact(picture)
                .zip(slope.par_chunks_exact(picture)),
        )
        .for_each(|((of_x, of_layer), (x, slope))| {
            Arch::new().dispatch(|| picture_back(x, slope, layer, of_x, of_layer));
        });
    let (mut scale, mut shift) = (vec![0.0; channels], vec![0.0; channels]);
    for of_picture in of_layer.chunks_exact(2 * channels) {
        let (by_scale, by_shift) = of_picture.split_at(channels);
        add(&mut scale, by_scale);
        add(&mut shift, by_shift);
    }
    Slopes {
        x: of_x,
        scale,
        shift,
    }
}

fn add(to: &mut [f32], what: &[f32]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += what;
    }
}

/// The mean and 1 / the deviation of the group of every channel. `[channels]` each
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined into the dispatch"
)]
#[inline(always)]
fn moments(x: &[f32], layer: Layer) -> [Vec<f32>; 2] {
    let channels = layer.channels();
    let numbers = (layer.places * layer.size) as f32;
    let mut mean = vec![0.0; channels];
    for row in x.chunks_exact(channels) {
        for (mean, x) in mean.iter_mut().zip(row) {
            *mean += x;
        }
    }
    over_groups(&mut mean, layer.size, |sum| sum / numbers);
    let mut scale = vec![0.0; channels];
    for row in x.chunks_exact(channels) {
        for ((sum, x), mean) in scale.iter_mut().zip(row).zip(&mean) {
            *sum += (x - mean) * (x - mean);
        }
    }
    over_groups(&mut scale, layer.size, |sum| {
        1.0 / (sum / numbers + EPSILON).sqrt()
    });
    [mean, scale]
}

/// Every channel gets a function of the sum over its group.
fn over_groups(channels: &mut [f32], size: usize, of_sum: impl Fn(f32) -> f32) {
    for group in channels.chunks_exact_mut(size) {
        let value = of_sum(group.iter().sum());
        group.fill(value);
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn logistic(u: f32) -> f32 {
    1.0 / (1.0 + exp(-u))
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn picture_ahead(x: &[f32], y: &mut [f32], layer: Layer) {
    let channels = layer.channels();
    let [mean, narrow] = moments(x, layer);
    // u = slant x + level
    let slant: Vec<f32> = narrow.iter().zip(layer.scale).map(|(n, s)| n * s).collect();
    let level = slant.iter().zip(&mean).zip(layer.shift);
    let level: Vec<f32> = level
        .map(|((slant, mean), shift)| shift - slant * mean)
        .collect();
    for (y, x) in y.chunks_exact_mut(channels).zip(x.chunks_exact(channels)) {
        for (((y, x), slant), level) in y.iter_mut().zip(x).zip(&slant).zip(&level) {
            *y = slant * x + level;
        }
        if layer.bent {
            for y in y {
                *y *= logistic(*y);
            }
        }
    }
}

#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn picture_back(x: &[f32], slope: &[f32], layer: Layer, of_x: &mut [f32], of_layer: &mut [f32]) {
    let channels = layer.channels();
    let [mean, narrow] = moments(x, layer);
    let (by_scale, by_shift) = of_layer.split_at_mut(channels);
    // The slope by u takes its place in `of_x` until the means are known.
    let rows = of_x
        .chunks_exact_mut(channels)
        .zip(x.chunks_exact(channels));
    for ((d, x), slope) in rows.zip(slope.chunks_exact(channels)) {
        for c in 0..channels {
            let even = (x[c] - mean[c]) * narrow[c];
            let through = if layer.bent {
                let u = layer.scale[c] * even + layer.shift[c];
                let s = logistic(u);
                s * (1.0 + u * (1.0 - s))
            } else {
                1.0
            };
            let by_u = slope[c] * through;
            d[c] = by_u;
            by_scale[c] += by_u * even;
            by_shift[c] += by_u;
        }
    }
    let numbers = (layer.places * layer.size) as f32;
    let mean_over_groups = |sums: &[f32]| {
        let mut means: Vec<f32> = sums.iter().zip(layer.scale).map(|(s, k)| s * k).collect();
        over_groups(&mut means, layer.size, |sum| sum / numbers);
        means
    };
    let (level, lean) = (mean_over_groups(by_shift), mean_over_groups(by_scale));
    for (d, x) in of_x
        .chunks_exact_mut(channels)
        .zip(x.chunks_exact(channels))
    {
        for c in 0..channels {
            let even = (x[c] - mean[c]) * narrow[c];
            d[c] = narrow[c] * (layer.scale[c] * d[c] - level[c] - even * lean[c]);
        }
    }
}
