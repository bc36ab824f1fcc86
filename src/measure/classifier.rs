//! A small classifier of 28x28 pictures, trained once on what is bundled and kept in `assets/measure`: not a model on the
//! map, but a ruler. In its features pictures are near each other that are alike to the eye, as pixels are not.
//!
//! conv 5x5 to 8, halve, conv 3x3 to 16, halve, 784 - 64 - 10, with rectified units; `tests/classifier.rs` trains it and measures
//! it on what is held out. It has seen grey pictures and tossed ones, so that both kinds of samples can be measured. Samples are
//! never compared in it with other data than it was trained on.

use std::sync::OnceLock;

use rayon::prelude::*;
use safetensors::SafeTensors;

/// The side of a picture.
const SIDE: usize = 28;
/// How many numbers a picture has.
pub const PIXELS: usize = SIDE * SIDE;
/// How many features it sees, before it decides.
pub const FEATURES: usize = 64;
/// How many classes it tells apart.
pub const CLASSES: usize = 10;
/// The channels behind each convolution, and the sides of their kernels.
const CHANNELS: [usize; 2] = [8, 16];
const KERNELS: [usize; 2] = [5, 3];
/// What is left after both convolutions have been halved: 7 x 7 places of 16 channels.
const SEEN: usize = SIDE / 4 * (SIDE / 4) * CHANNELS[1];

/// What the classifier makes of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Impression {
    /// The features before the last layer.
    pub features: [f64; FEATURES],
    /// The most likely class.
    pub class: usize,
}

/// A classifier with its weights.
#[derive(Debug)]
pub struct Classifier {
    convolutions: [Layer; 2],
    hidden: Layer,
    last: Layer,
}

/// Weights `[inputs, outputs]` and a bias `[outputs]`.
#[derive(Debug)]
struct Layer {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Classifier {
    /// The classifier for a bundled set, where there is one.
    pub fn of(data: &str) -> Option<&'static Self> {
        static DIGITS: OnceLock<Option<Classifier>> = OnceLock::new();
        static CLOTHES: OnceLock<Option<Classifier>> = OnceLock::new();
        let (cell, bytes): (_, &[u8]) = match data {
            "mnist" => (
                &DIGITS,
                include_bytes!("../../assets/measure/mnist.safetensors"),
            ),
            "fashion" => (
                &CLOTHES,
                include_bytes!("../../assets/measure/fashion.safetensors"),
            ),
            _ => return None,
        };
        cell.get_or_init(|| Self::read(bytes)).as_ref()
    }

    /// Takes weights from a file: `conv1`, `conv2`, `hidden` and `last`, each with `.weight` and `.bias`.
    fn read(bytes: &[u8]) -> Option<Self> {
        let file = SafeTensors::deserialize(bytes).ok()?;
        let numbers = |name: String, count: usize| {
            let data = file.tensor(&name).ok()?.data();
            let (numbers, _) = data.as_chunks::<4>();
            let numbers: Vec<f32> = numbers.iter().map(|b| f32::from_le_bytes(*b)).collect();
            (numbers.len() == count).then_some(numbers)
        };
        let layer = |name: &str, inputs: usize, outputs: usize| {
            Some(Layer {
                weight: numbers(format!("{name}.weight"), inputs * outputs)?,
                bias: numbers(format!("{name}.bias"), outputs)?,
            })
        };
        let [first, second] = KERNELS.map(|side| side * side);
        Some(Self {
            convolutions: [
                layer("conv1", first, CHANNELS[0])?,
                layer("conv2", second * CHANNELS[0], CHANNELS[1])?,
            ],
            hidden: layer("hidden", SEEN, FEATURES)?,
            last: layer("last", FEATURES, CLASSES)?,
        })
    }

    /// What it makes of pictures, whose intensities lie one after the other. `[count * 784]`
    pub fn look(&self, pictures: &[f32]) -> Vec<Impression> {
        let pictures = pictures.par_chunks_exact(PIXELS);
        pictures.map(|picture| self.impression(picture)).collect()
    }

    fn impression(&self, picture: &[f32]) -> Impression {
        let [first, second] = &self.convolutions;
        let h = first.convolved(picture, SIDE, KERNELS[0]); // [28 * 28 * 8]
        let h = halved(&h, SIDE, CHANNELS[0]); // [14 * 14 * 8]
        let h = second.convolved(&h, SIDE / 2, KERNELS[1]); // [14 * 14 * 16]
        let h = halved(&h, SIDE / 2, CHANNELS[1]); // [7 * 7 * 16]
        let mut hidden = self.hidden.linear(&h); // [64]
        rectify(&mut hidden);
        let logits = self.last.linear(&hidden); // [10]
        let best = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        let mut features = [0.0; FEATURES];
        for (feature, h) in features.iter_mut().zip(&hidden) {
            *feature = f64::from(*h);
        }
        Impression {
            features,
            class: best.map_or(0, |(class, _)| class),
        }
    }
}

impl Layer {
    /// x W + b.
    fn linear(&self, x: &[f32]) -> Vec<f32> {
        let mut y = self.bias.clone();
        for (x, row) in x.iter().zip(self.weight.chunks_exact(y.len())) {
            add(&mut y, *x, row);
        }
        y
    }

    /// relu(x * W + b) with as much padding as keeps the size: x `[side * side * inputs]` to `[side * side * outputs]`.
    fn convolved(&self, x: &[f32], side: usize, kernel: usize) -> Vec<f32> {
        let outputs = self.bias.len();
        let inputs = x.len() / (side * side);
        let reach = kernel / 2;
        let mut y = self.bias.repeat(side * side);
        for (place, y) in y.chunks_exact_mut(outputs).enumerate() {
            let (row, column) = (place / side, place % side);
            for (k, weights) in self.weight.chunks_exact(inputs * outputs).enumerate() {
                // Beyond the border there are zeros.
                let (Some(row), Some(column)) = (
                    (row + k / kernel)
                        .checked_sub(reach)
                        .filter(|row| *row < side),
                    (column + k % kernel)
                        .checked_sub(reach)
                        .filter(|at| *at < side),
                ) else {
                    continue;
                };
                let from = (row * side + column) * inputs;
                let seen = &x[from..from + inputs];
                for (x, weights) in seen.iter().zip(weights.chunks_exact(outputs)) {
                    add(y, *x, weights);
                }
            }
        }
        rectify(&mut y);
        y
    }
}

/// y += x w.
fn add(y: &mut [f32], x: f32, w: &[f32]) {
    // Most of a picture is black.
    if x != 0.0 {
        for (y, w) in y.iter_mut().zip(w) {
            *y += x * w;
        }
    }
}

fn rectify(values: &mut [f32]) {
    for value in values {
        *value = value.max(0.0);
    }
}

/// The largest of every four neighbours: `[side * side * channels]` to a quarter of it.
fn halved(x: &[f32], side: usize, channels: usize) -> Vec<f32> {
    let half = side / 2;
    let mut y = Vec::with_capacity(half * half * channels);
    for place in 0..half * half {
        let (row, column) = (place / half * 2, place % half * 2);
        for channel in 0..channels {
            let at = |r: usize, c: usize| x[((row + r) * side + column + c) * channels + channel];
            y.push(at(0, 0).max(at(0, 1)).max(at(1, 0)).max(at(1, 1)));
        }
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::images::{fashion, mnist};
    use crate::data::{ImageSet, Split};

    fn accuracy(set: &ImageSet, split: &Split) -> f64 {
        let pixels: Vec<f32> = split.pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
        let seen = Classifier::of(&set.name).unwrap().look(&pixels);
        let right = seen
            .iter()
            .zip(&split.labels)
            .filter(|(seen, label)| seen.class == usize::from(**label));
        right.count() as f64 / split.labels.len() as f64
    }

    #[test]
    fn what_is_held_out_is_told_apart() {
        for (set, of_grey, of_tossed) in [
            (mnist().unwrap(), 0.965, 0.95),
            (fashion().unwrap(), 0.82, 0.8),
        ] {
            let (grey, tossed) = (
                accuracy(&set, &set.test),
                accuracy(&set, &set.tossed().test),
            );
            println!(
                "{}: {grey} of grey pictures, {tossed} of tossed ones",
                set.name
            );
            assert!(
                grey >= of_grey && tossed >= of_tossed,
                "{}: {grey} {tossed}",
                set.name
            );
        }
        assert!(Classifier::of("digits").is_none());
    }

    #[test]
    fn a_convolution_sees_the_square_around_a_place() {
        // One input, one output, a kernel that takes what stands to the upper left.
        let mut weight = vec![0.0; 9];
        weight[0] = 1.0;
        let layer = Layer {
            weight,
            bias: vec![0.5],
        };
        let x: Vec<f32> = (0..16).map(|v| v as f32).collect();
        let y = layer.convolved(&x, 4, 3);
        assert_eq!(y[..4], [0.5; 4]);
        assert_eq!(y[4..8], [0.5, 0.5, 1.5, 2.5]);
        assert_eq!(halved(&x, 4, 1), [5.0, 7.0, 13.0, 15.0]);
    }
}
