//! Files that a command writes: aside first, then renamed, so that nobody ever sees half a file.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::text::Trouble;

/// A file that is being written beside its place.
pub(super) struct Aside {
    place: PathBuf,
    draft: PathBuf,
    file: BufWriter<File>,
    kept: bool,
}

impl Aside {
    /// Begins a file.
    pub(super) fn begin(place: &Path) -> Result<Self, Trouble> {
        let mut name = OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(format!(".part-{}", std::process::id()));
        let draft = place.with_file_name(name);
        let file = File::create(&draft).map_err(|why| unwritable(place, &why))?;
        Ok(Self {
            place: place.to_owned(),
            draft,
            file: BufWriter::new(file),
            kept: false,
        })
    }

    /// Where the bytes go.
    pub(super) fn writer(&mut self) -> &mut impl Write {
        &mut self.file
    }

    /// What to say when writing into it went wrong.
    pub(super) fn trouble(&self, why: &dyn std::fmt::Display) -> Trouble {
        unwritable(&self.place, why)
    }

    /// Puts the file in its place, in one step.
    pub(super) fn finish(mut self) -> Result<(), Trouble> {
        let done = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .and_then(|()| fs::rename(&self.draft, &self.place));
        done.map_err(|why| unwritable(&self.place, &why))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.kept {
            fs::remove_file(&self.draft).ok();
        }
    }
}

/// The ending of a file, if it is one of those that can be written and the file has a folder to go to.
pub(super) fn ending(path: &Path, known: &[&'static str]) -> Result<&'static str, Trouble> {
    let given = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = known
        .iter()
        .find(|known| given.as_deref() == Some(known))
        .ok_or_else(|| {
            let known: Vec<String> = known.iter().map(|known| format!(".{known}")).collect();
            Trouble::new("error-out-kind")
                .with("path", path.display())
                .with("known", known.join(", "))
        })?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(Trouble::new("error-out-folder").with("path", path.display()));
    }
    Ok(ending)
}

fn unwritable(path: &Path, why: &dyn std::fmt::Display) -> Trouble {
    Trouble::new("error-out-unwritable")
        .with("path", path.display())
        .with("why", why)
}
