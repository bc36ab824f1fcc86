//! Exports on their way to a file: where to is asked in the system's own dialog, and everything that takes long happens on
//! a thread.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::mailbox::Mailbox;
use crate::store::{exports_folder, exports_variable, write_export};
use crate::text::Trouble;
use crate::ui::export::Export;

/// A dialog that is gone so soon was never shown: nobody reads and cancels in that time.
const NEVER_SHOWN: Duration = Duration::from_millis(400);

/// What became of an export: the file, or what went wrong.
pub(super) type Outcome = Result<PathBuf, Trouble>;

/// The exports of a window.
#[derive(Default)]
pub(super) struct Exports {
    done: Mailbox<Outcome>,
    going: Vec<Going>,
}

/// An export that is being written.
struct Going {
    /// The name of its file.
    name: String,
    /// What share is done, in thousandths; more than all once there is nothing more to tell.
    share: Arc<AtomicU32>,
}

/// All of a file, in thousandths.
const ALL: u32 = 1000;

impl Exports {
    /// Asks where to and writes, without holding up the window; `wake` is called when there is something to show.
    pub(super) fn begin(
        &mut self,
        export: Export,
        title: String,
        wake: impl Fn() + Send + 'static,
    ) {
        let outbox = self.done.slit();
        let ask = exports_variable().is_none().then(|| {
            // The dialog has to be begun here: macOS shows windows for its first thread alone.
            rfd::AsyncFileDialog::new()
                .set_title(title)
                .set_file_name(export.file_name())
                .add_filter(export.ending(), &[export.ending()])
                .save_file()
        });
        let share = Arc::new(AtomicU32::new(0));
        self.going.push(Going {
            name: export.file_name(),
            share: Arc::clone(&share),
        });
        let work = move || {
            if let Some(path) = place(&export, ask) {
                let told = |done: f32| {
                    share.store((done * ALL as f32) as u32, Ordering::Relaxed);
                    wake();
                };
                outbox.send(written(&export, &path, &told)).ok();
            }
            share.store(ALL + 1, Ordering::Relaxed);
            wake();
        };
        let thread = std::thread::Builder::new().name("export".to_owned());
        if let Err(why) = thread.spawn(work) {
            let trouble = Trouble::new("export-failed").with("why", why);
            self.done.slit().send(Err(trouble)).ok();
            self.going.pop();
        }
    }

    /// What became of an export, one at a time.
    pub(super) fn poll(&mut self) -> Option<Outcome> {
        self.going
            .retain(|going| going.share.load(Ordering::Relaxed) <= ALL);
        self.done.fetch()
    }

    /// The files that are being written, and what share of each is done.
    pub(super) fn going(&self) -> impl Iterator<Item = (&str, f32)> {
        let going = self.going.iter().map(|going| {
            let share = going.share.load(Ordering::Relaxed);
            (going.name.as_str(), share as f32 / ALL as f32)
        });
        going.filter(|(_, share)| *share > 0.0)
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

fn written(export: &Export, path: &std::path::Path, told: &dyn Fn(f32)) -> Outcome {
    let bytes = export
        .bytes_telling(told)
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
    fn what_is_being_written_is_told_until_it_is_done() {
        let mut exports = Exports::default();
        let share = Arc::new(AtomicU32::new(0));
        let name = "walk.gif".to_owned();
        exports.going.push(Going {
            name,
            share: Arc::clone(&share),
        });
        assert_eq!(exports.going().count(), 0, "the dialog is still open");
        share.store(250, Ordering::Relaxed);
        assert!(exports.poll().is_none());
        assert_eq!(exports.going().collect::<Vec<_>>(), [("walk.gif", 0.25)]);
        share.store(ALL + 1, Ordering::Relaxed);
        assert!(exports.poll().is_none());
        assert_eq!(exports.going().count(), 0);
    }

    #[test]
    fn a_file_ends_as_its_contents_say() {
        let ended = |path: &str| ended(PathBuf::from(path), "png");
        assert_eq!(ended("a/curves.PNG"), PathBuf::from("a/curves.PNG"));
        assert_eq!(ended("a/curves"), PathBuf::from("a/curves.png"));
        assert_eq!(ended("a/epoch.10"), PathBuf::from("a/epoch.10.png"));
    }
}
