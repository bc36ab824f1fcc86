//! Exports on their way to a file: where to is asked in the system's own dialog, and everything that takes long happens on
//! a thread.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::store::{exports_folder, exports_variable, write_export};
use crate::text::Trouble;
use crate::ui::export::Export;

/// A dialog that is gone so soon was never shown: nobody reads and cancels in that time.
const NEVER_SHOWN: Duration = Duration::from_millis(400);

/// What became of an export: the file, or what went wrong.
pub(super) type Outcome = Result<PathBuf, Trouble>;

/// The exports of a window.
pub(super) struct Exports {
    outbox: Sender<Outcome>,
    inbox: Receiver<Outcome>,
}

impl Default for Exports {
    fn default() -> Self {
        let (outbox, inbox) = channel();
        Self { outbox, inbox }
    }
}

impl Exports {
    /// Asks where to and writes, without holding up the window; `wake` is called when it is done.
    pub(super) fn begin(
        &self,
        export: Export,
        title: String,
        wake: impl FnOnce() + Send + 'static,
    ) {
        let outbox = self.outbox.clone();
        let ask = exports_variable().is_none().then(|| {
            // The dialog has to be begun here: macOS shows windows for its first thread alone.
            rfd::AsyncFileDialog::new()
                .set_title(title)
                .set_file_name(export.file_name())
                .add_filter(export.ending(), &[export.ending()])
                .save_file()
        });
        let work = move || {
            if let Some(path) = place(&export, ask) {
                outbox.send(written(&export, &path)).ok();
                wake();
            }
        };
        let thread = std::thread::Builder::new().name("export".to_owned());
        if let Err(why) = thread.spawn(work) {
            let trouble = Trouble::new("export-failed").with("why", why);
            self.outbox.send(Err(trouble)).ok();
        }
    }

    /// What became of an export, one at a time.
    pub(super) fn poll(&self) -> Option<Outcome> {
        self.inbox.try_recv().ok()
    }
}

/// Where the user wants it; `None` if not at all. Where no dialog can be shown it goes to a folder of its own.
fn place(
    export: &Export,
    ask: Option<impl Future<Output = Option<rfd::FileHandle>>>,
) -> Option<PathBuf> {
    let folder = || exports_folder().join(export.file_name());
    let Some(ask) = ask else {
        return Some(folder());
    };
    let asked = Instant::now();
    match pollster::block_on(ask) {
        Some(file) => Some(ended(file.path().to_owned(), export.ending())),
        None => (asked.elapsed() < NEVER_SHOWN).then(folder),
    }
}

/// The path with the ending that its contents have.
fn ended(mut path: PathBuf, ending: &str) -> PathBuf {
    let has = path
        .extension()
        .is_some_and(|found| found.eq_ignore_ascii_case(ending));
    if !has {
        path.as_mut_os_string().push(format!(".{ending}"));
    }
    path
}

fn written(export: &Export, path: &std::path::Path) -> Outcome {
    let bytes = export
        .bytes()
        .map_err(|why| Trouble::new("export-failed").with("why", why))?;
    write_export(path, &bytes).map_err(|why| {
        Trouble::new("error-out-unwritable")
            .with("path", path.display())
            .with("why", why)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_ends_as_its_contents_say() {
        let ended = |path: &str| ended(PathBuf::from(path), "png");
        assert_eq!(ended("a/curves.PNG"), PathBuf::from("a/curves.PNG"));
        assert_eq!(ended("a/curves"), PathBuf::from("a/curves.png"));
        assert_eq!(ended("a/epoch.10"), PathBuf::from("a/epoch.10.png"));
    }
}
