//! Files that users bring.

mod idx;

use std::path::Path;

use super::ImageSet;
use crate::text::Trouble;

/// Reads a file by what is in it, not by what it is called.
///
/// # Errors
/// A sentence that names the file, what is wrong with it and what to do.
pub(super) fn read(path: &Path) -> Result<ImageSet, Trouble> {
    let bytes = std::fs::read(path).map_err(|why| {
        Trouble::new("error-file-unreadable")
            .with("path", path.display())
            .with("why", why)
    })?;
    idx::images(path, &bytes)
}
