//! Runs of the past that are brought back to be looked at: laid over the curves, or two of them side by side. Their files are
//! read on a thread, so that a long table never holds up the window.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::App;
use crate::store::{self, RunFolder};
use crate::text::Trouble;
use crate::ui::Screen;
use crate::ui::bench::{MOST_OVERLAYS, Overlay};
use crate::ui::compare::{Compare, Side};

/// What came back.
enum Back {
    Overlay(PathBuf, Box<Result<Overlay, Trouble>>),
    Pair(Box<Result<[Side; 2], Trouble>>),
}

/// What of the past is on show, and what is on its way.
pub(super) struct Past {
    overlays: Vec<Overlay>,
    /// The runs whose curves are being read.
    awaited: Vec<PathBuf>,
    outbox: Sender<Back>,
    inbox: Receiver<Back>,
}

impl Default for Past {
    fn default() -> Self {
        let (outbox, inbox) = channel();
        Self {
            overlays: Vec::new(),
            awaited: Vec::new(),
            outbox,
            inbox,
        }
    }
}

impl Past {
    /// The runs that are laid over the curves.
    pub(super) fn overlays(&self) -> &[Overlay] {
        &self.overlays
    }

    /// Lays a run over the curves, in a colour that no other has.
    fn lay(&mut self, mut overlay: Overlay) {
        let is_free = |slot: &u8| self.overlays.iter().all(|other| other.slot != *slot);
        overlay.slot = (0..).find(is_free).unwrap_or_default();
        self.overlays.push(overlay);
    }
}

impl App {
    /// Lays a kept run over the curves, or takes it off again.
    pub(super) fn lay(&mut self, folder: PathBuf) -> Result<(), Trouble> {
        let past = &mut self.past;
        let before = past.overlays.len() + past.awaited.len();
        past.overlays.retain(|overlay| overlay.folder != folder);
        past.awaited.retain(|awaited| *awaited != folder);
        if past.overlays.len() + past.awaited.len() < before {
            return Ok(());
        }
        if before >= MOST_OVERLAYS {
            return Err(Trouble::new("error-overlay-many").with("most", MOST_OVERLAYS));
        }
        past.awaited.push(folder.clone());
        self.bring_back(move || {
            let read = overlay(folder.clone());
            Back::Overlay(folder, Box::new(read))
        })
    }

    /// Shows two kept runs side by side.
    pub(super) fn compare_runs(&mut self, one: PathBuf, other: PathBuf) -> Result<(), Trouble> {
        self.bring_back(move || {
            let both = side(one).and_then(|one| Ok([one, side(other)?]));
            Back::Pair(Box::new(both))
        })
    }

    fn bring_back(&self, work: impl FnOnce() -> Back + Send + 'static) -> Result<(), Trouble> {
        let (outbox, ctx) = (self.past.outbox.clone(), self.ctx.clone());
        let work = move || {
            outbox.send(work()).ok();
            ctx.request_repaint();
        };
        let thread = std::thread::Builder::new().name("past".to_owned());
        thread
            .spawn(work)
            .map(drop)
            .map_err(|why| Trouble::new("error-past-thread").with("why", why))
    }

    /// Takes in what was read.
    pub(super) fn hear_of_past(&mut self) {
        while let Ok(back) = self.past.inbox.try_recv() {
            match back {
                Back::Overlay(folder, read) => {
                    let before = self.past.awaited.len();
                    self.past.awaited.retain(|awaited| *awaited != folder);
                    let is_wanted = self.past.awaited.len() < before;
                    match *read {
                        Ok(overlay) if is_wanted => self.past.lay(overlay),
                        // It was taken off again while it was being read.
                        Ok(_) => {}
                        Err(trouble) => self.trouble = Some(trouble),
                    }
                }
                Back::Pair(both) => match *both {
                    Ok(sides) => {
                        self.compare = Some(Compare::new(sides));
                        self.redraw();
                        self.go(Screen::Compare);
                    }
                    Err(trouble) => self.trouble = Some(trouble),
                },
            }
        }
    }
}

fn overlay(folder: PathBuf) -> Result<Overlay, Trouble> {
    let spec = RunFolder::spec(&folder)?;
    let table = table(&folder)?;
    Ok(Overlay::new(folder, spec, &table))
}

fn side(folder: PathBuf) -> Result<Side, Trouble> {
    let spec = RunFolder::spec(&folder)?;
    let picture = store::last_picture(&folder);
    let table = table(&folder)?;
    Ok(Side::new(folder, spec, &table, picture))
}

fn table(folder: &Path) -> Result<store::MetricsTable, Trouble> {
    let table = store::metrics(folder).filter(|table| table.rows() > 0);
    table.ok_or_else(|| Trouble::new("error-metrics-unread").with("path", folder.display()))
}
