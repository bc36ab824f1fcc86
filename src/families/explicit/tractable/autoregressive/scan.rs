//! In which order a model looks at the pixels of a picture.

use crate::data::Shape;
use crate::nn::Noise;

/// The words of the knob that chooses it.
pub(super) const WORDS: &[&str] = &["raster", "spiral", "random"];

/// The numbers of a picture in the order in which they are looked at; the colours of a pixel follow each other.
///
/// - `raster`: row by row from the top;
/// - `spiral`: around the border and inwards, so that the middle comes last and sees everything around it;
/// - `random`: by chance, from the noise.
pub(super) fn sequence(word: &str, shape: Shape, noise: Noise) -> Vec<usize> {
    let [width, height, channels] = shape.sides();
    let pixels: Vec<usize> = match word {
        "spiral" => spiral(width, height),
        "random" => {
            let order = noise.permutation("scan", width * height);
            order.into_iter().map(|pixel| pixel as usize).collect()
        }
        _ => (0..width * height).collect(),
    };
    pixels
        .into_iter()
        .flat_map(|pixel| (0..channels).map(move |channel| pixel * channels + channel))
        .collect()
}

/// Clockwise from the upper left corner, ring by ring.
fn spiral(width: usize, height: usize) -> Vec<usize> {
    let mut pixels = Vec::with_capacity(width * height);
    let (mut left, mut top, mut right, mut bottom) = (0, 0, width, height);
    while left < right && top < bottom {
        pixels.extend((left..right).map(|x| top * width + x));
        pixels.extend((top + 1..bottom).map(|y| y * width + right - 1));
        if bottom - top > 1 {
            pixels.extend((left..right - 1).rev().map(|x| (bottom - 1) * width + x));
        }
        if right - left > 1 {
            pixels.extend((top + 1..bottom - 1).rev().map(|y| y * width + left));
        }
        (left, top, right, bottom) = (left + 1, top + 1, right - 1, bottom - 1);
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::positions;

    #[test]
    fn every_pixel_comes_once_and_the_spiral_turns_inwards() {
        let shape = |width, height, channels| Shape::Image {
            width,
            height,
            channels,
        };
        assert_eq!(spiral(4, 3), [0, 1, 2, 3, 7, 11, 10, 9, 8, 4, 5, 6]);
        assert_eq!(spiral(3, 1), [0, 1, 2]);
        assert_eq!(spiral(1, 3), [0, 1, 2]);
        for word in WORDS {
            for shape in [
                shape(5, 4, 3),
                shape(4, 4, 1),
                shape(1, 7, 1),
                shape(28, 28, 1),
            ] {
                let order = sequence(word, shape, Noise::new(3, 0));
                let back = positions(&order);
                let mut sorted = order.clone();
                sorted.sort_unstable();
                assert_eq!(sorted, (0..shape.dims()).collect::<Vec<_>>(), "{word}");
                assert!(
                    order
                        .iter()
                        .enumerate()
                        .all(|(at, &number)| back[number] == at)
                );
            }
        }
    }
}
