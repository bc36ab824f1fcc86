//! Files that are whole or not there, files that are read only as far as they can be what they should be, and those that
//! the program carries for more than one purpose.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use crate::text::Trouble;

/// Pretendard, the font of the window and the syllables that models learn from.
pub(crate) static PRETENDARD: &[u8] = include_bytes!("../assets/fonts/Pretendard-Regular.otf");
/// The same for what stands out.
pub(crate) static PRETENDARD_BOLD: &[u8] =
    include_bytes!("../assets/fonts/Pretendard-SemiBold.otf");

/// Writes a file aside and renames it, so that it is whole or not there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // The process in the name keeps two programs with the same settings out of each other's way.
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.next", std::process::id()));
    let draft = Path::new(&draft);
    let written = write_synced(draft, bytes).and_then(|()| fs::rename(draft, path));
    if written.is_err() {
        // On a full disk half a draft would take the room that the next try needs.
        fs::remove_file(draft).ok();
    }
    written
}

/// Writes a file and waits until it is on the disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The first of the names for 1, 2, 3 ... that nothing has yet.
pub(crate) fn first_free(name: impl Fn(u32) -> PathBuf) -> PathBuf {
    (1..)
        .map(&name)
        .find(|name| !name.exists())
        .unwrap_or_else(|| name(1))
}

/// The bytes of a file that is no longer than `most`. Folders, pipes and devices, some of which never end, are no files.
///
/// # Errors
/// A sentence that names the file.
pub(crate) fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, Trouble> {
    let unreadable = |why: std::io::Error| {
        Trouble::new("error-file-unreadable")
            .with("path", path.display())
            .with("why", why)
    };
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Trouble::new("error-file-kind").with("path", path.display()));
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read, so the limit holds for what is read and not for what was promised.
    fs::File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > most {
        return Err(Trouble::new("error-file-long")
            .with("path", path.display())
            .with("most", most));
    }
    Ok(bytes)
}

/// The text of a file that is no longer than `most` bytes.
///
/// # Errors
/// A sentence that names the file.
pub(crate) fn read_text(path: &Path, most: u64) -> Result<String, Trouble> {
    String::from_utf8(read_bytes(path, most)?)
        .map_err(|_| Trouble::new("error-file-text").with("path", path.display()))
}
