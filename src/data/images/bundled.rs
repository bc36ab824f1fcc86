//! The sets of images that every copy carries: sprites of MNIST, Fashion-MNIST and emoji, and the table of the 8x8 digits.

use std::io::Read;

use super::{ImageSet, shuffled};
use crate::text::Trouble;

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

/// 1,911 emoji of 32x32 pixels in colour on white, labelled by their category. They stand in the order of Unicode, and are
/// shuffled so that every category is learned from and held out.
///
/// # Errors
/// If a bundled file does not decode.
pub fn emoji() -> Result<ImageSet, Trouble> {
    const SIDE: usize = 32;
    let broken = || Trouble::new("error-bundled-broken").with("data", "emoji");
    let sheet = image::load_from_memory(include_bytes!("../../../assets/data/emoji32_sprite.png"))
        .map_err(|_| broken())?
        .to_rgb8();
    let names: Vec<[String; 3]> =
        serde_json::from_slice(include_bytes!("../../../assets/data/emoji32_labels.json"))
            .map_err(|_| broken())?;
    let mut tiles = tiles(sheet.as_raw(), sheet.width() as usize, SIDE, 3);
    // The last row of the sheet is not full.
    tiles.truncate(names.len() * SIDE * SIDE * 3);
    let mut classes: Vec<String> = names
        .iter()
        .map(|[category, ..]| category.clone())
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let class = |[category, ..]: &[String; 3]| classes.binary_search(category).unwrap_or(0) as u8;
    let labels: Vec<u8> = names.iter().map(class).collect();
    let order = shuffled(names.len());
    let dims = SIDE * SIDE * 3;
    let pixels: Vec<u8> = order
        .iter()
        .flat_map(|&i| tiles[i * dims..(i + 1) * dims].iter().copied())
        .collect();
    let labels: Vec<u8> = order.iter().map(|&i| labels[i]).collect();
    let set = ImageSet::split_by_position("emoji", [SIDE, SIDE, 3], &pixels, &labels);
    Ok(ImageSet { classes, ..set })
}

/// Cuts a grey sprite into tiles of 28x28 pixels.
fn sprite(name: &str, png: &[u8], labels: &[u8]) -> Result<ImageSet, Trouble> {
    const SIDE: usize = 28;
    let sheet = image::load_from_memory(png)
        .map_err(|_| Trouble::new("error-bundled-broken").with("data", name))?
        .to_luma8();
    let pixels = tiles(sheet.as_raw(), sheet.width() as usize, SIDE, 1);
    Ok(ImageSet::split_by_position(
        name,
        [SIDE, SIDE, 1],
        &pixels,
        labels,
    ))
}

/// The square tiles of a sheet one after the other, row by row; what is left over at the right and the bottom falls away.
pub(in crate::data) fn tiles(sheet: &[u8], width: usize, side: usize, channels: usize) -> Vec<u8> {
    let height = sheet.len() / (width * channels).max(1);
    let (columns, rows) = (width / side, height / side);
    let (stride, line) = (width * channels, side * channels);
    let mut pixels = Vec::with_capacity(columns * rows * side * line);
    for tile in 0..columns * rows {
        let (x, y) = (tile % columns * line, tile / columns * side);
        for row in y..y + side {
            let from = row * stride + x;
            pixels.extend_from_slice(&sheet[from..from + line]);
        }
    }
    pixels
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
    fn emoji_are_whole_and_of_every_category_in_both_parts() {
        let set = emoji().unwrap();
        assert_eq!(
            (set.count(&set.train), set.count(&set.test), set.dims()),
            (1720, 191, 3072)
        );
        assert_eq!(set.classes.len(), 10);
        let count = |part: &[u8], class: &str| {
            let class = set.classes.iter().position(|c| c == class).unwrap() as u8;
            part.iter()
                .map(|label| usize::from(*label == class))
                .sum::<usize>()
        };
        assert_eq!(
            count(&set.train.labels, "Flags") + count(&set.test.labels, "Flags"),
            270
        );
        for class in ["Flags", "Objects", "Activities", "People & Body"] {
            assert!(count(&set.test.labels, class) > 0, "{class}");
        }
        // On white, and in colour.
        let corners = set
            .train
            .pixels
            .chunks_exact(3072)
            .filter(|picture| picture[..3] == [255; 3]);
        assert!(corners.count() > 1500);
        let colourful = |picture: &&[u8]| picture.chunks_exact(3).any(|p| p[0].abs_diff(p[2]) > 60);
        assert!(
            set.train
                .pixels
                .chunks_exact(3072)
                .filter(colourful)
                .count()
                > 1200
        );
    }

    #[test]
    fn tiles_are_cut_row_by_row() {
        // 5 x 4, tiles of 2 x 2: the fifth column falls away.
        let sheet: Vec<u8> = (0..20).collect();
        assert_eq!(
            tiles(&sheet, 5, 2, 1),
            [0, 1, 5, 6, 2, 3, 7, 8, 10, 11, 15, 16, 12, 13, 17, 18]
        );
        assert_eq!(
            tiles(&sheet[..18], 3, 2, 3),
            [0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14]
        );
    }
}
