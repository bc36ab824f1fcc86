//! Files that are whole or not there.

use std::fs;
use std::io::Write;
use std::path::Path;

/// Writes a file aside and renames it, so that it is whole or not there.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // The process in the name keeps two programs with the same settings out of each other's way.
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.next", std::process::id()));
    write_synced(Path::new(&draft), bytes)?;
    fs::rename(&draft, path)
}

/// Writes a file and waits until it is on the disk.
pub(super) fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
