//! Files that users bring.

mod idx;
mod pictures;
mod table;
mod writing;

pub(super) use self::pictures::{of_file as picture_of_file, of_rgba as picture_of_rgba};

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::DataSet;
use crate::files::read_bytes;
use crate::text::Trouble;
use table::Origin;

/// What a file may have, and what it may unpack to; MNIST's 60,000 images are 47 MB.
const MOST_BYTES: u64 = 1 << 30;

/// Reads a file, or a folder of pictures.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn read(path: &Path) -> Result<Arc<DataSet>, Trouble> {
    if path.is_dir() {
        return pictures::folder(path);
    }
    parse(path, &read_bytes(path, MOST_BYTES)?).map(Arc::new)
}

/// Reads the bytes of a file by what they are, not by what the file is called.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<DataSet, Trouble> {
    if pictures::is_png(bytes) {
        return pictures::sprite(path, bytes).map(DataSet::Images);
    }
    if pictures::is_picture(bytes) {
        return Err(Trouble::new("error-picture-alone").with("path", path.display()));
    }
    let bytes = unzipped(path, bytes)?;
    if bytes.starts_with(&GZIP) || is_idx(&bytes) {
        return idx::images(path, &bytes).map(DataSet::Images);
    }
    // What is a table is told as one, with all that is wrong with it; other letters in a row are a text.
    if !table::is_likely(&bytes)
        && let Some(text) = writing::text(path, &bytes)
    {
        return text.map(DataSet::Text);
    }
    table::points(Origin::File(path), &bytes).map(DataSet::Plane)
}

/// Reads the points of a table in their order, and how many of its rows are none.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn listed(path: &Path) -> Result<(Vec<[f64; 2]>, usize), Trouble> {
    let bytes = read_bytes(path, MOST_BYTES)?;
    table::listed(path, &unzipped(path, &bytes)?)
}

/// Reads points that were copied from elsewhere, such as from a spreadsheet.
///
/// # Errors
/// A sentence that says what is wrong with the text and what to do.
pub(super) fn pasted(text: &str) -> Result<DataSet, Trouble> {
    table::points(Origin::Pasted, text.as_bytes()).map(DataSet::Plane)
}

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// No text begins with two zero bytes.
fn is_idx(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0, 0])
}

/// The text in a gzipped table; everything else as it is. Reads no further than a table may be long.
fn unzipped<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Trouble> {
    let mut start = [0; 2];
    let is_text = bytes.starts_with(&GZIP)
        && MultiGzDecoder::new(bytes).read_exact(&mut start).is_ok()
        && !is_idx(&start);
    if !is_text {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = Vec::new();
    let mut stream = MultiGzDecoder::new(bytes).take(table::MOST_BYTES + 1);
    match stream.read_to_end(&mut unpacked) {
        Ok(_) if unpacked.len() as u64 > table::MOST_BYTES => {
            Err(table::too_long(Origin::File(path)))
        }
        Ok(_) => Ok(Cow::Owned(unpacked)),
        Err(why) => Err(Trouble::new("error-gz-damaged")
            .with("path", path.display())
            .with("why", why)),
    }
}
