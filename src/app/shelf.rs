//! What is asked for on the shelf, carried out: runs are taken up, labelled, taken off and put back.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::App;
use super::act::first_view;
use crate::data::kind_of;
use crate::spec::Spec;
use crate::store::{self, Best, RunFolder, Sheet};
use crate::taxonomy::DataKind;
use crate::text::Trouble;
use crate::ui::Screen;
use crate::ui::shelf::{Ask, Unseen, thumbnail};

/// The window is drawn at most so often for what was found on the shelf.
const TELL_AFTER: Duration = Duration::from_millis(50);

/// What was seen in a run: the best that it has been, and a thumbnail of what it drew last, with whether it shows points.
pub(super) type Seen = (Unseen, Option<Best>, Option<(Sheet, bool)>);

impl App {
    /// Reads the shelf anew, and empties for good what was taken off by a window that is closed by now.
    pub(super) fn look_at_shelf(&mut self) {
        let Some(runs) = self.home.runs() else { return };
        if self.shelf.is_new() {
            store::clear_taken_off(runs);
        }
        self.shelf.put(store::shelf(runs));
        self.see_shelf();
    }

    /// Looks through the tables and pictures of the runs, without holding up the window. A later look takes over from an
    /// earlier one.
    fn see_shelf(&mut self) {
        let unseen = self.shelf.unseen();
        let (outbox, inbox) = channel();
        self.seen = Some(inbox);
        let ctx = self.ctx.clone();
        let work = move || {
            for run in unseen {
                let best = run
                    .judged
                    .and_then(|judged| store::best(&run.folder, judged));
                let last = store::last_picture(&run.folder);
                // Of data of one's own the kind is known once they are read, which the window must not wait for.
                let picture = last.map(|(_, sheet)| {
                    let on_plane = kind_of(&run.data) == Some(DataKind::Plane);
                    (thumbnail(&sheet, on_plane), on_plane)
                });
                if outbox.send((run, best, picture)).is_err() {
                    return;
                }
                ctx.request_repaint_after(TELL_AFTER);
            }
        };
        let thread = std::thread::Builder::new().name("shelf".to_owned());
        if let Err(why) = thread.spawn(work) {
            log::warn!("nobody looks through the shelf: {why}");
        }
    }

    /// Takes in what was seen.
    pub(super) fn hear_of_shelf(&mut self) {
        for (run, best, picture) in self.seen.iter().flat_map(Receiver::try_iter) {
            self.shelf.saw(run, best, picture);
        }
    }

    pub(super) fn at_shelf(&mut self, ctx: &egui::Context, ask: Ask) {
        let done = match ask {
            Ask::Open(folder) => self.take_up(folder),
            Ask::Again(folder) => self.again(&folder),
            Ask::Copy(folder) => self.copy_command(ctx, &folder),
            Ask::Label(folder, label) => {
                store::write_label(&folder, &label).map(|()| self.look_at_shelf())
            }
            Ask::TakeOff(folder) => store::take_off(&folder).map(|aside| {
                self.shelf.took_off(folder, aside);
                self.look_at_shelf();
            }),
            Ask::PutBack => self.put_back(),
            Ask::Lay(folder) => self.lay(folder),
            Ask::Compare(one, other) => self.compare_runs(one, other),
        };
        if let Err(trouble) = done {
            self.trouble = Some(trouble);
        }
    }

    /// Shows a kept run on the bench, paused: the one that is there already, or the folder taken up.
    pub(super) fn take_up(&mut self, folder: PathBuf) -> Result<(), Trouble> {
        let mut runs = self.runs.values();
        let known = runs.find(|run| run.folder() == Some(&folder));
        if let Some(run) = known.map(|run| run.run) {
            self.shown = Some(run);
            self.go(Screen::Bench);
            return Ok(());
        }
        let spec = RunFolder::spec(&folder)?;
        let run = self.next_run();
        self.open(run, folder, spec);
        self.go(Screen::Bench);
        Ok(())
    }

    /// Starts a new run with the settings that a kept one had in the end.
    fn again(&mut self, folder: &Path) -> Result<(), Trouble> {
        let kept = RunFolder::spec(folder)?;
        let spec = Spec {
            knobs: kept.knobs_at(u64::MAX),
            edits: Vec::new(),
            parent: folder
                .file_name()
                .map(|name| name.to_string_lossy().into_owned()),
            ..kept
        };
        let view = first_view(&spec);
        self.show_new(spec, view);
        Ok(())
    }

    fn copy_command(&mut self, ctx: &egui::Context, folder: &Path) -> Result<(), Trouble> {
        let spec = RunFolder::spec(folder)?;
        let line = spec.command_line(kind_of(&spec.data));
        self.copy(ctx, line);
        Ok(())
    }

    fn put_back(&mut self) -> Result<(), Trouble> {
        let Some(gone) = self.shelf.last_taken_off() else {
            return Ok(());
        };
        store::put_back(&gone.aside, &gone.folder)?;
        self.shelf.took_back();
        self.look_at_shelf();
        Ok(())
    }
}
