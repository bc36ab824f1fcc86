//! A sweep: its runs are trained by the engine one after the other beside whatever is on show, and each is kept in a folder.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{App, act, news};
use crate::engine::{Command, Event, Picture, PictureId, RunId, View};
use crate::spec::Spec;
use crate::sweep::{self, State, Turn};
use crate::taxonomy::DataKind;
use crate::ui::run_view::RunView;
use crate::ui::sweep::{Ask, Cell, Going, Stage};
use crate::ui::widgets::toasts::Tells;

/// The runs of sweeps are numbered from here, far from those of the bench.
const FIRST: u64 = 1 << 32;
/// A run that has drawn nothing for so long has nothing to draw.
const DRAWS: Duration = Duration::from_secs(6);

impl App {
    /// Carries out what was asked for on the screen of the sweep.
    pub(super) fn at_sweep(&mut self, ask: Ask) {
        match ask {
            Ask::Begin(grid) => self.begin_sweep(*grid),
            Ask::Cancel => self.cancel_sweep(),
            Ask::Open(index) => self.open_swept(index),
        }
    }

    fn begin_sweep(&mut self, grid: sweep::Grid) {
        if self.going.as_ref().is_some_and(Going::is_going) {
            return;
        }
        let first = FIRST + self.swept;
        self.swept += grid.points.len() as u64;
        let cells = grid.points.iter().zip(first..).map(|(point, id)| {
            let view = RunView::new(RunId(id), point.spec.clone(), View::NOTHING);
            Cell::new(view, sweep::Row::of(point))
        });
        self.going = Some(Going {
            cells: cells.collect(),
            grid,
            began: Instant::now(),
            stopped: false,
        });
        self.next_swept();
    }

    /// Starts the next run that waits, if none is under way.
    fn next_swept(&mut self) {
        let Some(going) = self
            .going
            .as_mut()
            .filter(|going| going.current().is_none())
        else {
            return;
        };
        let waits = |cell: &&mut Cell| cell.stage == Stage::Waiting;
        let next = going
            .cells
            .iter_mut()
            .find(waits)
            .filter(|_| !going.stopped);
        let Some(cell) = next else {
            let (done, all) = (going.done().count(), going.cells.len());
            let args = [("done", done.into()), ("all", all.into())];
            let key = if done == all {
                "sweep-done"
            } else {
                "sweep-stopped"
            };
            let words = self.language.f(key, &args);
            return self.toasts.tell(Tells::Done, words);
        };
        cell.stage = Stage::Training;
        let (run, spec) = (cell.view.run, cell.view.spec.clone());
        self.command(Command::Behind(vec![run]));
        self.command(Command::Start {
            run,
            out: self.out(&spec),
            spec: Box::new(spec),
            playing: true,
            view: View::NOTHING,
        });
    }

    /// Begins no more runs; the one that trains is stopped, measured and kept.
    fn cancel_sweep(&mut self) {
        let Some(going) = &mut self.going else { return };
        going.stopped = true;
        let Some(cell) = going.current().map(|at| &mut going.cells[at]) else {
            return;
        };
        let run = cell.view.run;
        if cell.stage == Stage::Training && cell.following.stop() {
            self.command(Command::Pause(run));
        }
    }

    /// Takes in what the engine tells of a run of the sweep.
    pub(super) fn hear_of_sweep(&mut self, event: &Event) {
        let Some(run) = news::run_of(event) else {
            return;
        };
        let Some(going) = &mut self.going else { return };
        // All of them learn from the same data, and one copy of it is enough.
        let mut known = going
            .cells
            .iter()
            .filter_map(|cell| cell.view.ready.as_ref());
        let data = known.next().map(|ready| Arc::clone(&ready.data));
        let Some(cell) = going.cell_of(run) else {
            return;
        };
        match event {
            Event::Ready(ready) => {
                let mut ready = (**ready).clone();
                ready.data = data.unwrap_or(ready.data);
                cell.view.ready = Some(ready);
            }
            Event::Pulse(pulse) => cell.view.pulse = Some(*pulse),
            _ => {}
        }
        if cell.stage != Stage::Training {
            return;
        }
        match cell.following.hear(event) {
            Turn::Goes => {}
            Turn::Measure => self.command(Command::Measure(run)),
            Turn::Over => {
                let ready = cell.view.ready.as_ref();
                let draws = ready.is_some_and(|ready| ready.shape.kind() != DataKind::Text);
                if !draws || cell.following.row.state == State::Failed {
                    return self.finish_swept(run);
                }
                cell.stage = Stage::Drawing(Instant::now());
                let view = last_view(&cell.view.spec);
                self.command(Command::Look(run, view));
            }
        }
    }

    /// Takes in a picture of a run of the sweep.
    pub(super) fn show_swept(&mut self, run: RunId, id: PictureId, picture: Picture) {
        let going = self.going.as_mut();
        let Some(cell) = going.and_then(|going| going.cell_of(run)) else {
            return;
        };
        cell.view.pictures.insert(id, picture);
        let is_last = id == PictureId::Samples && matches!(cell.stage, Stage::Drawing(_));
        if is_last {
            self.finish_swept(run);
        }
    }

    /// Goes on where a run has nothing to draw.
    pub(super) fn wait_for_swept(&mut self) {
        let Some(going) = &self.going else { return };
        let Some(cell) = going.current().map(|at| &going.cells[at]) else {
            return;
        };
        if let Stage::Drawing(since) = cell.stage {
            match DRAWS.checked_sub(since.elapsed()) {
                Some(left) => self.ctx.request_repaint_after(left),
                None => self.finish_swept(cell.view.run),
            }
        }
    }

    /// A run is done: it is in its folder, and the engine need not hold it any longer.
    fn finish_swept(&mut self, run: RunId) {
        let going = self.going.as_mut();
        if let Some(cell) = going.and_then(|going| going.cell_of(run)) {
            cell.stage = Stage::Done;
        }
        self.command(Command::Save(run));
        self.command(Command::Close(run));
        self.next_swept();
    }

    /// Shows a run of the sweep on the bench; one that could not be kept is trained again.
    fn open_swept(&mut self, index: usize) {
        let cell = self.going.as_ref().and_then(|going| going.cells.get(index));
        let Some(cell) = cell else { return };
        let folder = cell.view.folder().map(std::path::Path::to_owned);
        let spec = cell.view.spec.clone();
        let Some(folder) = folder else {
            let view = act::first_view(&spec);
            return self.show_new(spec, view);
        };
        if let Err(trouble) = self.take_up(folder) {
            self.trouble = Some(trouble);
        }
    }
}

/// What is drawn of a run at its end.
pub(super) fn last_view(spec: &Spec) -> View {
    let first = act::first_view(spec);
    View {
        samples: first.samples,
        sample_seed: first.sample_seed,
        ..View::NOTHING
    }
}
