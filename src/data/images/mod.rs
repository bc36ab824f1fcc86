//! Sets of small images: those that every copy carries, and what any set of images has.

mod coins;

use std::io::Read;

use crate::data::Shape;
use crate::text::Trouble;

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
        }
    }
}

/// The same number for the same bytes (FNV-1a).
fn hash<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> u64 {
    let fold = |h: u64, byte: &u8| (h ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, fold)
}

/// 10,000 MNIST digits: 9,000 to learn from, 1,000 held out.
///
/// # Errors
/// If the bundled file does not decode.
pub fn mnist() -> Result<ImageSet, Trouble> {
    sprite(
        "mnist",
        include_bytes!("../../../assets/data/mnist10k.png"),
        include_bytes!("../../../assets/data/mnist10k.labels"),
    )
}

/// 10,000 Fashion-MNIST images: 9,000 to learn from, 1,000 held out.
///
/// # Errors
/// If the bundled file does not decode.
pub fn fashion() -> Result<ImageSet, Trouble> {
    sprite(
        "fashion",
        include_bytes!("../../../assets/data/fashion10k.png"),
        include_bytes!("../../../assets/data/fashion10k.labels"),
    )
}

/// 1,797 handwritten digits of 8x8 pixels: small enough to train in seconds.
///
/// # Errors
/// If the bundled file does not decode.
pub fn digits() -> Result<ImageSet, Trouble> {
    let broken = || Trouble::new("error-bundled-broken").with("data", "digits");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&include_bytes!("../../../assets/data/digits8x8.csv.gz")[..])
        .read_to_string(&mut text)
        .map_err(|_| broken())?;
    let mut pixels = Vec::new();
    let mut labels = Vec::new();
    for row in text.lines().filter(|line| !line.trim().is_empty()) {
        let values: Vec<u8> = row
            .split(',')
            .map(|v| v.trim().parse::<f32>().map(|v| v as u8))
            .collect::<Result<_, _>>()
            .map_err(|_| broken())?;
        let [image @ .., label] = values.as_slice() else {
            return Err(broken());
        };
        if image.len() != 64 {
            return Err(broken());
        }
        // 0..16 to 0..255
        pixels.extend(
            image
                .iter()
                .map(|&v| (f32::from(v) / 16.0 * 255.0).round() as u8),
        );
        labels.push(*label);
    }
    Ok(ImageSet::split_by_position(
        "digits",
        [8, 8, 1],
        &pixels,
        &labels,
    ))
}

/// Cuts a sprite of 100x100 tiles of 28x28 pixels.
fn sprite(name: &str, png: &[u8], labels: &[u8]) -> Result<ImageSet, Trouble> {
    const SIDE: usize = 28;
    let sheet = image::load_from_memory(png)
        .map_err(|_| Trouble::new("error-bundled-broken").with("data", name))?
        .to_luma8();
    let (columns, rows) = (
        sheet.width() as usize / SIDE,
        sheet.height() as usize / SIDE,
    );
    let stride = sheet.width() as usize;
    let mut pixels = Vec::with_capacity(sheet.len());
    for tile in 0..columns * rows {
        let (x, y) = (tile % columns * SIDE, tile / columns * SIDE);
        for line in 0..SIDE {
            let from = (y + line) * stride + x;
            pixels.extend_from_slice(&sheet.as_raw()[from..from + SIDE]);
        }
    }
    Ok(ImageSet::split_by_position(
        name,
        [SIDE, SIDE, 1],
        &pixels,
        labels,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mnist_is_whole() {
        let set = mnist().unwrap();
        assert_eq!((set.count(&set.train), set.count(&set.test)), (9000, 1000));
        assert_eq!(set.train.labels.len(), 9000);
        let all = set.train.pixels.iter().chain(&set.test.pixels);
        let mean = all.map(|&p| f64::from(p) / 255.0).sum::<f64>() / (10_000.0 * 784.0);
        // The published mean of this selection.
        assert!((mean - 0.1311).abs() < 5e-4, "{mean}");
        let mut classes = set.test.labels.clone();
        classes.sort_unstable();
        classes.dedup();
        assert_eq!(classes, (0..10).collect::<Vec<u8>>());
    }

    #[test]
    fn fashion_and_digits_are_whole() {
        let set = fashion().unwrap();
        assert_eq!(
            (set.count(&set.train), set.count(&set.test), set.dims()),
            (9000, 1000, 784)
        );
        let set = digits().unwrap();
        assert_eq!(
            (set.count(&set.train), set.count(&set.test), set.dims()),
            (1618, 179, 64)
        );
        assert_eq!(*set.train.pixels.iter().max().unwrap(), 255);
    }

    #[test]
    fn one_image_alone_is_not_held_out() {
        let set = ImageSet::split_by_position("one", [2, 2, 1], &[1, 2, 3, 4], &[]);
        assert_eq!((set.count(&set.train), set.count(&set.test)), (1, 0));
    }
}
