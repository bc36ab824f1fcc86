//! Files that a user takes out of the program: written aside, renamed, and never over a file that is there.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::files::write_whole;

/// After so many taken names there is something wrong with the folder.
const TRIES: usize = 10_000;

/// The folder that exports go to where nobody can be asked: `GENERA_EXPORTS`, or the user's pictures or documents.
pub fn exports_folder() -> PathBuf {
    if let Some(folder) = exports_variable() {
        return folder;
    }
    let dirs = directories::UserDirs::new();
    let dirs = dirs.as_ref();
    dirs.and_then(|dirs| dirs.picture_dir().or_else(|| dirs.document_dir()))
        .or_else(|| dirs.map(directories::UserDirs::home_dir))
        .map_or_else(std::env::temp_dir, |folder| folder.join("Genera"))
}

/// `GENERA_EXPORTS` names the folder that exports go to, without a question: for tests, and for who exports a lot.
pub fn exports_variable() -> Option<PathBuf> {
    std::env::var_os("GENERA_EXPORTS").map(PathBuf::from)
}

/// Writes a file under this name, or under the next free one (`curves-2.png`), and tells which it was.
///
/// # Errors
/// If the folder cannot be made or the file cannot be written.
pub fn write_export(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    for count in 1..TRIES {
        let free = numbered(path, count);
        // The empty file takes the name, so that nobody else can between the question and the rename.
        match File::create_new(&free) {
            Ok(_) => {
                return write_whole(&free, bytes)
                    .map(|()| free.clone())
                    .inspect_err(|_| {
                        std::fs::remove_file(&free).ok();
                    });
            }
            Err(why) if why.kind() == ErrorKind::AlreadyExists => {}
            Err(why) => return Err(why),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

fn numbered(path: &Path, count: usize) -> PathBuf {
    if count == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(ending) => format!("{stem}-{count}.{}", ending.to_string_lossy()),
        None => format!("{stem}-{count}"),
    };
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_ever_overwritten_and_nothing_is_left_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("curves.png");
        let first = write_export(&path, b"one").unwrap();
        let second = write_export(&path, b"two").unwrap();
        assert_eq!(first, path);
        assert_eq!(second, path.with_file_name("curves-2.png"));
        assert_eq!(std::fs::read(first).unwrap(), b"one");
        assert_eq!(std::fs::read(second).unwrap(), b"two");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            2
        );
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"").unwrap();
        assert!(write_export(&file.join("curves.png"), b"one").is_err());
    }
}
