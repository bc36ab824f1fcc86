//! IDX, the format MNIST is published in (Y. LeCun), plain or gzipped.
//!
//! A header of four bytes (0, 0, element type, number of axes), then a big-endian length an axis, then the elements. Labels
//! are looked for beside the images under the usual name: `train-images-idx3-ubyte` has `train-labels-idx1-ubyte`.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::MOST_BYTES;
use crate::data::ImageSet;
use crate::files::read_bytes;
use crate::text::Trouble;

const UNSIGNED_BYTE: u8 = 8;
/// What one image may have: larger ones would need more weights than fit in any memory.
const MOST_PIXELS: usize = 256 * 256;

/// Reads a file of images, grey or with red, green and blue as a last axis.
pub(super) fn images(path: &Path, bytes: &[u8]) -> Result<ImageSet, Trouble> {
    let (axes, pixels) = parse(path, bytes)?;
    let (count, height, width, channels) = match axes[..] {
        [count, height, width] => (count, height, width, 1),
        [count, height, width, channels @ (1 | 3)] => (count, height, width, channels),
        _ => return Err(wrong(path, "error-idx-axes").with("axes", axes.len())),
    };
    if count == 0 || width == 0 || height == 0 {
        return Err(wrong(path, "error-idx-empty"));
    }
    if width * height > MOST_PIXELS {
        return Err(wrong(path, "error-idx-size")
            .with("width", width)
            .with("height", height)
            .with("most", MOST_PIXELS));
    }
    let labels = match labels_path(path) {
        Some(beside) if beside.exists() => labels(&beside, count)?,
        _ => Vec::new(),
    };
    Ok(ImageSet::split_by_position(
        &path.display().to_string(),
        [width, height, channels],
        &pixels,
        &labels,
    ))
}

fn labels(path: &Path, count: usize) -> Result<Vec<u8>, Trouble> {
    let (axes, labels) = parse(path, &read_bytes(path, MOST_BYTES)?)?;
    match axes[..] {
        [found] if found == count => Ok(labels),
        [found] => Err(wrong(path, "error-idx-labels")
            .with("labels", found)
            .with("images", count)),
        _ => Err(wrong(path, "error-idx-labels-axes").with("axes", axes.len())),
    }
}

fn labels_path(images: &Path) -> Option<PathBuf> {
    let name = images.file_name()?.to_str()?;
    let labels = name
        .replace("images", "labels")
        .replace("idx3", "idx1")
        .replace("idx4", "idx1");
    (labels != name).then(|| images.with_file_name(labels))
}

/// The lengths of the axes, and the elements.
fn parse(path: &Path, bytes: &[u8]) -> Result<(Vec<usize>, Vec<u8>), Trouble> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        parse_stream(path, flate2::read::MultiGzDecoder::new(bytes))
    } else {
        parse_stream(path, bytes)
    }
}

/// Reads no further than the header says, so that a few bytes that unpack to many cost no memory.
fn parse_stream(path: &Path, mut stream: impl Read) -> Result<(Vec<usize>, Vec<u8>), Trouble> {
    let mut next = |count: usize| {
        let mut bytes = Vec::new();
        stream
            .by_ref()
            .take(count as u64)
            .read_to_end(&mut bytes)
            .map(|_| bytes)
            .map_err(|why| wrong(path, "error-gz-damaged").with("why", why))
    };
    let truncated = |expected: usize, found: usize| {
        wrong(path, "error-idx-truncated")
            .with("expected", expected)
            .with("found", found)
    };
    let [0, 0, element, axes] = next(4)?[..] else {
        return Err(wrong(path, "error-idx-magic"));
    };
    if element != UNSIGNED_BYTE {
        return Err(wrong(path, "error-idx-element").with("element", format!("0x{element:02x}")));
    }
    let header = next(4 * usize::from(axes))?;
    if header.len() < 4 * usize::from(axes) {
        return Err(truncated(4 + 4 * usize::from(axes), 4 + header.len()));
    }
    let lengths: Vec<usize> = header
        .chunks_exact(4)
        .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize)
        .collect();
    let expected = lengths
        .iter()
        .try_fold(1usize, |product, &n| product.checked_mul(n))
        .filter(|&bytes| bytes as u64 <= MOST_BYTES)
        .ok_or_else(|| wrong(path, "error-idx-large").with("most", MOST_BYTES >> 20))?;
    let elements = next(expected + 1)?;
    match elements.len() {
        found if found < expected => Err(truncated(expected, found)),
        found if found > expected => {
            Err(wrong(path, "error-idx-too-long").with("expected", expected))
        }
        _ => Ok((lengths, elements)),
    }
}

fn wrong(path: &Path, key: &'static str) -> Trouble {
    Trouble::new(key).with("path", path.display())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn idx(lengths: &[u32], elements: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 0, UNSIGNED_BYTE, lengths.len() as u8];
        bytes.extend(lengths.iter().flat_map(|n| n.to_be_bytes()));
        bytes.extend(elements);
        bytes
    }

    #[test]
    fn plain_and_zipped_files_give_the_same_images_with_their_labels() {
        let folder = tempfile::tempdir().unwrap();
        let pixels: Vec<u8> = (0..20 * 6).map(|i| i as u8).collect();
        let bytes = idx(&[20, 2, 3], &pixels);
        let plain = folder.path().join("t10k-images-idx3-ubyte");
        std::fs::write(&plain, &bytes).unwrap();
        std::fs::write(
            folder.path().join("t10k-labels-idx1-ubyte"),
            idx(&[20], &[7; 20]),
        )
        .unwrap();
        let zipped = folder.path().join("zipped.gz");
        let mut gz = flate2::write::GzEncoder::new(
            std::fs::File::create(&zipped).unwrap(),
            flate2::Compression::default(),
        );
        gz.write_all(&bytes).unwrap();
        gz.finish().unwrap();

        let a = crate::data::load(plain.to_str().unwrap()).unwrap();
        let b = crate::data::load(zipped.to_str().unwrap()).unwrap();
        let (a, b) = (a.images().unwrap(), b.images().unwrap());
        assert_eq!(
            (a.width, a.height, a.count(&a.train), a.count(&a.test)),
            (3, 2, 18, 2)
        );
        assert_eq!(a.train.pixels, b.train.pixels);
        assert_eq!(a.train.labels, [7; 18]);
        assert!(b.train.labels.is_empty());
    }

    #[test]
    fn the_fourth_axis_is_colour() {
        let path = Path::new("colours.idx");
        let pixels: Vec<u8> = (0..20 * 12).map(|i| i as u8).collect();
        let set = images(path, &idx(&[20, 2, 2, 3], &pixels)).unwrap();
        assert_eq!(
            (set.channels, set.dims(), set.count(&set.train)),
            (3, 12, 18)
        );
        assert_eq!(set.train.pixels[..12], pixels[..12]);
        let why = images(path, &idx(&[20, 2, 2, 2], &[0; 160])).unwrap_err();
        assert_eq!(why.key(), "error-idx-axes");
    }

    #[test]
    fn every_damage_has_its_own_sentence() {
        let path = Path::new("digits.idx");
        let good = idx(&[2, 2, 2], &[0; 8]);
        let cases: &[(&str, Vec<u8>)] = &[
            ("error-idx-magic", Vec::new()),
            ("error-idx-magic", b"PNG, not IDX".to_vec()),
            (
                "error-idx-element",
                [&[0, 0, 13, 3][..], &good[4..]].concat(),
            ),
            ("error-idx-truncated", good[..10].to_vec()),
            ("error-idx-truncated", good[..good.len() - 1].to_vec()),
            ("error-idx-too-long", [&good[..], &[0]].concat()),
            ("error-idx-truncated", idx(&[3000, 1000, 10], &[])),
            ("error-idx-large", idx(&[u32::MAX, 1, 1], &[])),
            ("error-idx-large", idx(&[u32::MAX, u32::MAX, u32::MAX], &[])),
            ("error-idx-size", idx(&[1, 257, 256], &vec![0; 257 * 256])),
            ("error-idx-axes", idx(&[4], &[0; 4])),
            ("error-idx-empty", idx(&[0, 2, 2], &[])),
            ("error-gz-damaged", vec![0x1f, 0x8b, 8, 0, 1, 2, 3]),
        ];
        for (key, bytes) in cases {
            let why = images(path, bytes).unwrap_err();
            assert_eq!(why.key(), *key);
            assert!(why.to_string().contains("digits.idx"), "{why}");
        }
    }
}
