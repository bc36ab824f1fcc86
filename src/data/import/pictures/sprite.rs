//! A sheet of square pictures side by side in one PNG file.
//!
//! The side of a tile is told from the file's name where that says so (`sheet-24x24.png`), and otherwise from the size of the
//! sheet: 28, 32, 16 or 8 pixels, whichever divides both of its sides. Tiles of one colour at the end fill up the last row.

use std::path::Path;

use super::decode::{Unfit, decoded, flat, is_grey, luminance};
use super::{LEAST, MOST, MOST_BYTES};
use crate::data::ImageSet;
use crate::data::images::tiles;
use crate::files::read_bytes;
use crate::text::Trouble;

/// The usual sides of tiles; the first two are as usual as each other.
const SIDES: [usize; 4] = [28, 32, 16, 8];
/// What a tile may have, as a name may say.
const MOST_SIDE: usize = 256;
/// How many numbers a set may have: 256 MB on the device.
const MOST_NUMBERS: usize = 64 << 20;

/// Whether a file is a PNG.
pub(in crate::data::import) fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// Whether a file is a picture, of whatever format.
pub(in crate::data::import) fn is_picture(bytes: &[u8]) -> bool {
    image::guess_format(bytes).is_ok()
}

/// Reads a sheet.
///
/// # Errors
/// A sentence that says what is wrong with it, or how to tell the size of its tiles.
pub(in crate::data::import) fn sprite(path: &Path, bytes: &[u8]) -> Result<ImageSet, Trouble> {
    let trouble = |key| Trouble::new(key).with("path", path.display());
    let sheet = decoded(bytes).map(flat).map_err(|unfit| {
        trouble(match unfit {
            Unfit::Large => "error-sprite-large",
            _ => "error-sprite-broken",
        })
    })?;
    let (width, height) = (sheet.width() as usize, sheet.height() as usize);
    let side = side(path, [width, height])?;
    let channels = if is_grey(sheet.as_raw()) { 1 } else { 3 };
    let pixels: Vec<u8> = if channels == 1 {
        sheet.pixels().copied().map(luminance).collect()
    } else {
        sheet.into_raw()
    };
    let mut pixels = tiles(&pixels, width, side, channels);
    let dims = side * side * channels;
    let all = pixels.len() / dims;
    let filled = pixels
        .rchunks_exact(dims)
        .position(|tile| {
            tile.chunks_exact(channels)
                .any(|pixel| pixel != &tile[..channels])
        })
        .map_or(0, |blank| all - blank);
    let most = MOST.min(MOST_NUMBERS / dims);
    let count = filled.min(most);
    if count < LEAST {
        return Err(trouble("error-sprite-few")
            .with("count", count)
            .with("side", side)
            .with("least", LEAST));
    }
    pixels.truncate(count * dims);
    let labels = read_bytes(&path.with_extension("labels"), MOST_BYTES).unwrap_or_default();
    let labels = if (count..=all).contains(&labels.len()) {
        &labels[..count]
    } else {
        &[]
    };
    let name = path.display().to_string();
    let mut set = ImageSet::split_by_position(&name, [side, side, channels], &pixels, labels);
    if count < filled {
        let over = Trouble::new("remark-sprite-over").with("count", filled - count);
        set.remarks.push(over.with("all", filled));
    }
    Ok(set)
}

/// The side of the tiles of a sheet.
fn side(path: &Path, [width, height]: [usize; 2]) -> Result<usize, Trouble> {
    let divides = |side: &usize| width.is_multiple_of(*side) && height.is_multiple_of(*side);
    let trouble = |key| {
        Trouble::new(key)
            .with("path", path.display())
            .with("width", width)
            .with("height", height)
    };
    if let Some(side) = named_side(path) {
        let wrong = || trouble("error-sprite-side").with("side", side);
        return divides(&side).then_some(side).ok_or_else(wrong);
    }
    let mut sides = SIDES.into_iter().filter(divides);
    match (sides.next(), sides.next()) {
        (Some(28), Some(32)) => Err(trouble("error-sprite-ambiguous")),
        (Some(side), _) => Ok(side),
        (None, _) => Err(trouble("error-sprite-size")),
    }
}

/// The side that the end of a name tells, such as 24 in `sheet-24x24.png`.
fn named_side(path: &Path) -> Option<usize> {
    let stem = path.file_stem()?.to_str()?;
    let (rest, second) = stem.rsplit_once('x')?;
    let digits = rest.len() - rest.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let first = &rest[rest.len() - digits..];
    let side: usize = first.parse().ok()?;
    (first == second && (4..=MOST_SIDE).contains(&side)).then_some(side)
}
