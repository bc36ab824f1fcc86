//! Pictures in black and white: every pixel is a coin with its grey as probability, tossed once and for good.
//!
//! The coins of a picture follow from the picture alone. So the same picture has the same bits in every run, for every family
//! and every seed, wherever it stands in whatever set: nats that are measured on them compare.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::{ImageSet, Split};

/// Black and white.
const BITS: [u8; 2] = [0, 255];

impl ImageSet {
    /// The set in black and white, every pixel tossed once with its grey as probability. What is black and white stays as it is.
    pub fn tossed(&self) -> Self {
        if self.grey.is_some() {
            return self.clone();
        }
        let dims = self.dims();
        let part = |split: &Split| Split {
            pixels: split.pixels.chunks(dims).flat_map(bits).collect(),
            labels: split.labels.clone(),
        };
        Self {
            train: part(&self.train),
            test: part(&self.test),
            grey: Some(Arc::new(self.clone())),
            ..self.clone()
        }
    }

    /// The set as it was before it was tossed.
    pub fn before_tossing(&self) -> &Self {
        self.grey.as_deref().unwrap_or(self)
    }
}

/// The bits of a picture: 255 with a probability of pixel / 255, otherwise 0.
fn bits(picture: &[u8]) -> impl Iterator<Item = u8> {
    let mut coins = Xoshiro256PlusPlus::seed_from_u64(super::hash(picture));
    picture
        .iter()
        .map(move |&grey| BITS[usize::from(coins.random_range(0..u8::MAX) < grey)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_picture_has_the_same_bits_wherever_it_stands() {
        let pictures: Vec<u8> = (0..20 * 16).map(|i| (i * 37 % 256) as u8).collect();
        let set =
            |pixels: &[u8]| ImageSet::split_by_position("some", [4, 4, 1], pixels, &[]).tossed();
        let (a, b) = (set(&pictures), set(&pictures[16..]));
        assert_eq!(a.train.pixels[16..32], b.train.pixels[..16]);
        let all = a.train.pixels.iter().chain(&a.test.pixels);
        assert!(all.clone().all(|bit| BITS.contains(bit)));
        assert_eq!(a.tossed(), a);
        let bits = ImageSet {
            grey: None,
            ..a.clone()
        };
        assert_eq!(bits.tossed().train, a.train, "bits stay what they are");
        assert_eq!(
            a.before_tossing().train.pixels[..],
            pictures[..a.train.pixels.len()]
        );
        assert_eq!((a.train.labels.len(), a.test.pixels.len()), (0, 2 * 16));
    }

    #[test]
    fn bits_are_white_as_often_as_the_pixel_is_bright() {
        let dims = 64 * 64;
        for grey in [0, 64, 200, 255u8] {
            // Pictures of one grey that differ in one pixel, so that their coins do.
            let picture = |first: u8| [&[first][..], &vec![grey; dims - 1]].concat();
            let white: usize = (0..4)
                .map(|first| {
                    bits(&picture(first))
                        .skip(1)
                        .filter(|bit| *bit == 255)
                        .count()
                })
                .sum();
            let (n, p) = (4.0 * (dims - 1) as f64, f64::from(grey) / 255.0);
            let deviation = (n * p * (1.0 - p)).sqrt();
            assert!(
                (white as f64 - n * p).abs() <= 4.0 * deviation,
                "{grey}: {white}"
            );
        }
    }
}
