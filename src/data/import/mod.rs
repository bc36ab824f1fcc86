//! Files that users bring.

mod idx;

use std::path::Path;

use super::ImageSet;
use crate::files::read_bytes;
use crate::text::Trouble;

/// What a file may have, and what it may unpack to; MNIST's 60,000 images are 47 MB.
const MOST_BYTES: u64 = 1 << 30;

/// Reads a file by what is in it, not by what it is called.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn read(path: &Path) -> Result<ImageSet, Trouble> {
    idx::images(path, &read_bytes(path, MOST_BYTES)?)
}
