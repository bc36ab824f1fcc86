//! Sets of small images: those that every copy carries, and what any set of images has.

mod bundled;
mod coins;
mod hangul;

pub(in crate::data) use bundled::tiles;
pub use bundled::{digits, emoji, fashion, mnist};
pub use hangul::hangul;

use std::sync::Arc;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::data::Shape;
use crate::text::Trouble;

/// By which sets that come in an order of their own are mixed.
const SHUFFLE: u64 = 7;

/// Images and their labels, split by position.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageSet {
    /// The name it was asked for by: a bundled name, or a path.
    pub name: String,
    /// Width of an image in pixels.
    pub width: usize,
    /// Height of an image in pixels.
    pub height: usize,
    /// 1 for grey, 3 for colour.
    pub channels: usize,
    /// What a model learns from.
    pub train: Split,
    /// What it is judged by.
    pub test: Split,
    /// The names of the classes by label; empty where a label is its own name, as a digit is, or nobody knows one.
    pub classes: Vec<String>,
    /// What there is to tell about how files were read, such as pictures left out.
    pub remarks: Vec<Trouble>,
    /// What the set was before its pixels were tossed, where they were.
    pub(in crate::data) grey: Option<Arc<ImageSet>>,
}

/// One part of a set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Split {
    /// Intensities, 0 to 255: images x height x width x channels.
    pub pixels: Vec<u8>,
    /// The class of each image, or empty where there are no labels.
    pub labels: Vec<u8>,
}

impl ImageSet {
    /// The shape of one image.
    pub fn shape(&self) -> Shape {
        Shape::Image {
            width: self.width,
            height: self.height,
            channels: self.channels,
        }
    }

    /// How many numbers an image has.
    pub fn dims(&self) -> usize {
        self.shape().dims()
    }

    /// How many classes there are: as many as the largest label says; 0 where an image has none.
    pub fn class_count(&self) -> usize {
        let images = self.count(&self.train) + self.count(&self.test);
        let labels = self.train.labels.iter().chain(&self.test.labels);
        if labels.clone().count() < images {
            return 0;
        }
        labels.max().map_or(0, |&label| usize::from(label) + 1)
    }

    /// How many images a split has.
    pub fn count(&self, split: &Split) -> usize {
        split.pixels.len() / self.dims().max(1)
    }

    /// One image of a split, as intensities from 0 to 1.
    pub fn intensities(&self, split: &Split, index: usize) -> Vec<f32> {
        let dims = self.dims();
        split.pixels[index * dims..(index + 1) * dims]
            .iter()
            .map(|&p| f32::from(p) / 255.0)
            .collect()
    }

    /// A short fingerprint of the pixels, so that a run can tell whether it is given the data it was trained on.
    pub fn fingerprint(&self) -> String {
        let hash = hash(self.train.pixels.iter().chain(&self.test.pixels));
        format!("{hash:016x}")
    }

    /// The set with all of it held out.
    pub fn all_held_out(&self) -> Self {
        let whole = Split {
            pixels: [&self.train.pixels[..], &self.test.pixels].concat(),
            labels: [&self.train.labels[..], &self.test.labels].concat(),
        };
        let grey = self.grey.as_ref();
        Self {
            train: Split::default(),
            test: whole,
            grey: grey.map(|grey| Arc::new(grey.all_held_out())),
            ..self.clone()
        }
    }

    /// Splits images by position: the last tenth, at most a thousand, is held out.
    pub fn split_by_position(
        name: &str,
        [width, height, channels]: [usize; 3],
        pixels: &[u8],
        labels: &[u8],
    ) -> Self {
        let dims = width * height * channels;
        let count = pixels.len() / dims.max(1);
        let held_out = (count / 10).clamp(usize::from(count > 1), 1000);
        let cut = count - held_out;
        let part = |from: usize, to: usize| Split {
            pixels: pixels[from * dims..to * dims].to_vec(),
            labels: labels.get(from..to).map(<[u8]>::to_vec).unwrap_or_default(),
        };
        Self {
            name: name.to_owned(),
            width,
            height,
            channels,
            train: part(0, cut),
            test: part(cut, count),
            classes: Vec::new(),
            remarks: Vec::new(),
            grey: None,
        }
    }
}

/// The same number for the same bytes (FNV-1a).
fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
    let fold = |h: u64, byte: &u8| (h ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, fold)
}

/// The positions of so many images in an order that is mixed, and always the same: what is ordered by class is shuffled by it
/// before the split by position.
pub(in crate::data) fn shuffled(count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(SHUFFLE));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_image_alone_is_not_held_out() {
        let set = ImageSet::split_by_position("one", [2, 2, 1], &[1, 2, 3, 4], &[]);
        assert_eq!((set.count(&set.train), set.count(&set.test)), (1, 0));
    }
}
