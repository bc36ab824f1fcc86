//! Files that users bring.

mod idx;

use std::path::Path;

use super::DataSet;
use crate::files::read_bytes;
use crate::text::Trouble;

/// What a file may have, and what it may unpack to; MNIST's 60,000 images are 47 MB.
const MOST_BYTES: u64 = 1 << 30;

/// Reads a file.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn read(path: &Path) -> Result<DataSet, Trouble> {
    parse(path, &read_bytes(path, MOST_BYTES)?)
}

/// Reads the bytes of a file by what they are, not by what the file is called.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<DataSet, Trouble> {
    idx::images(path, bytes).map(DataSet::Images)
}
