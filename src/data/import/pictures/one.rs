//! One picture of a user's own, made like the pictures of a data set.

use std::path::Path;

use image::imageops::{FilterType, resize};
use image::{DynamicImage, RgbImage, RgbaImage};

use super::MOST_BYTES;
use super::decode::{decoded, flat, luminance, middle};
use crate::data::ImageSet;
use crate::files::read_bytes;
use crate::text::Trouble;

/// So many pictures say whether those of a set stand on black or on white.
const ASKED: usize = 100;

/// A picture from a file: its middle square, as large and as colourful as the pictures of a set, and on black where these are.
/// Intensities from 0 to 1. `[dims]`
///
/// # Errors
/// If the file cannot be read, or holds no picture.
pub(in crate::data) fn of_file(path: &Path, like: &ImageSet) -> Result<Vec<f32>, Trouble> {
    let bytes = read_bytes(path, MOST_BYTES)?;
    let image = decoded(&bytes)
        .map_err(|_| Trouble::new("error-picture-unreadable").with("path", path.display()))?;
    Ok(alike(image, like))
}

/// The same from red, green, blue and opacity, row by row; `None` where these are not as many as a picture of this width and
/// height has.
pub(in crate::data) fn of_rgba(
    [width, height]: [u32; 2],
    rgba: Vec<u8>,
    like: &ImageSet,
) -> Option<Vec<f32>> {
    let image = RgbaImage::from_raw(width, height, rgba)?;
    (width.min(height) > 0).then(|| alike(DynamicImage::ImageRgba8(image), like))
}

fn alike(image: DynamicImage, like: &ImageSet) -> Vec<f32> {
    let (width, height) = (like.width as u32, like.height as u32);
    let small = resize(&middle(&flat(image)), width, height, FilterType::Lanczos3);
    let pixels = pixels(&small, like.channels);
    let turned = is_light(&pixels, like) && !is_on_light(like);
    let turn = |pixel: u8| if turned { 255 - pixel } else { pixel };
    let intensity = |pixel: u8| f32::from(turn(pixel)) / 255.0;
    pixels.into_iter().map(intensity).collect()
}

/// The bytes of a picture in so many colours: all three, or how bright a pixel is.
fn pixels(image: &RgbImage, channels: usize) -> Vec<u8> {
    if channels == 3 {
        image.as_raw().clone()
    } else {
        image.pixels().copied().map(luminance).collect()
    }
}

/// Whether the border of a picture is brighter than the middle grey.
fn is_light(pixels: &[u8], like: &ImageSet) -> bool {
    let on_border = |index: &usize| {
        let (x, y) = (index % like.width, index / like.width);
        x == 0 || y == 0 || x + 1 == like.width || y + 1 == like.height
    };
    let border: Vec<u64> = (0..like.width * like.height)
        .filter(on_border)
        .flat_map(|at| &pixels[at * like.channels..(at + 1) * like.channels])
        .map(|pixel| u64::from(*pixel))
        .collect();
    border.iter().sum::<u64>() > 127 * border.len() as u64
}

/// Whether most of the first pictures of a set have a light border.
fn is_on_light(set: &ImageSet) -> bool {
    let pictures = set.train.pixels.chunks_exact(set.dims().max(1)).take(ASKED);
    let count = pictures.len();
    let light = pictures.filter(|picture| is_light(picture, set)).count();
    2 * light > count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataSet, load};

    /// Black ink on white paper: a bar down the middle of a picture that is wider than high.
    fn ink() -> Vec<u8> {
        let is_ink = |x: u32| (95..105).contains(&x);
        let pixel = |x: u32| if is_ink(x) { [0, 0, 0, 255] } else { [255; 4] };
        (0..100u32)
            .flat_map(|_| (0..200u32).flat_map(pixel))
            .collect()
    }

    #[test]
    fn ink_on_paper_becomes_what_the_digits_are() {
        let data = load("mnist").unwrap();
        let DataSet::Images(set) = &*data else {
            panic!("digits are pictures");
        };
        let pixels = of_rgba([200, 100], ink(), set).unwrap();
        assert_eq!(pixels.len(), 784);
        let (middle, corner) = (pixels[14 * 28 + 14], pixels[0]);
        assert!(middle > 0.8 && corner < 0.1, "{middle} {corner}");
        assert!(of_rgba([200, 101], ink(), set).is_none());
    }

    #[test]
    fn pictures_on_white_stay_on_white_and_keep_their_colours() {
        let data = load("emoji").unwrap();
        let DataSet::Images(set) = &*data else {
            panic!("emoji are pictures");
        };
        let red: Vec<u8> = [255, 0, 0, 255].repeat(30 * 30);
        let pixels = of_rgba([30, 30], red, set).unwrap();
        assert_eq!(pixels.len(), set.dims());
        assert!(pixels[0] > 0.9 && pixels[1] < 0.1);
    }

    #[test]
    fn what_is_no_picture_is_told() {
        let data = load("mnist").unwrap();
        let set = data.images().unwrap();
        let path = std::env::temp_dir().join("genera-no-picture.png");
        std::fs::write(&path, "hello").unwrap();
        let trouble = of_file(&path, set).unwrap_err();
        assert_eq!(trouble.key(), "error-picture-unreadable");
        std::fs::remove_file(path).unwrap();
    }
}
