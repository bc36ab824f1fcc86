//! Samples of kept runs that left no picture: they are taken up for a moment, draw once, and are put down again.

use super::{App, sweep};
use crate::data::plane::Window;
use crate::engine::{Command, Event, Picture, PictureId, RunId, sheet_of};
use crate::store::RunFolder;

/// The two runs that are held against each other go by these numbers, far from those of the bench and of sweeps.
const FIRST: u64 = 1 << 48;

/// The runs that are about to draw, each with the part of the plane that its data lie in.
pub(super) type Redrawn = [Option<Window>; 2];

impl App {
    /// Asks those of the two runs that have no picture for one.
    pub(super) fn redraw(&mut self) {
        let Some(compare) = &self.compare else { return };
        self.redrawn = Redrawn::default();
        for (run, folder) in (FIRST..).zip(compare.without_picture()) {
            let Some(folder) = folder else { continue };
            // What is wrong with a folder was told when it was read.
            let Ok(spec) = RunFolder::spec(&folder) else {
                continue;
            };
            self.command(Command::Open {
                run: RunId(run),
                folder,
                data: None,
                device: self.device,
                recall: false,
                view: sweep::last_view(&spec),
            });
        }
    }

    /// Takes in where the points of a run lie that is about to draw.
    pub(super) fn hear_of_redrawn(&mut self, event: &Event) {
        let Event::Ready(ready) = event else { return };
        let Some(side) = side_of(ready.run) else {
            return;
        };
        self.redrawn[side] = ready.data.plane().map(|set| set.window);
    }

    /// Takes in the samples of such a run.
    pub(super) fn show_redrawn(&mut self, run: RunId, id: PictureId, picture: &Picture) {
        let Some(side) = side_of(run).filter(|_| id == PictureId::Samples) else {
            return;
        };
        let sheet = sheet_of(&picture.figure, self.redrawn[side]);
        if let (Some(compare), Some(sheet)) = (&mut self.compare, sheet) {
            compare.drew(side, picture.step, sheet);
        }
        self.command(Command::Close(run));
    }
}

fn side_of(run: RunId) -> Option<usize> {
    let side = run.0.checked_sub(FIRST)? as usize;
    (side < 2).then_some(side)
}
