//! A sweep as the window knows it: which runs there are, how far each is, and what it has come to.

use std::time::Instant;

use crate::engine::{Doing, RunId};
use crate::measure::Judged;
use crate::sweep::{Following, Grid, Row, State};
use crate::ui::run_view::RunView;

/// How far a run of a sweep is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Others come first.
    Waiting,
    /// It trains, or is being measured for the last time.
    Training,
    /// Its last samples are being drawn, since this moment.
    Drawing(Instant),
    /// Nothing more comes.
    Done,
}

/// A run of a sweep.
pub struct Cell {
    /// What the engine has told.
    pub view: RunView,
    /// What it comes to.
    pub following: Following,
    /// How far it is.
    pub stage: Stage,
}

/// A sweep, under way or over.
pub struct Going {
    /// Which runs there are.
    pub grid: Grid,
    /// The runs, in the order of the grid.
    pub cells: Vec<Cell>,
    /// When the first one began.
    pub began: Instant,
    /// Whether no more runs are to begin.
    pub stopped: bool,
}

impl Going {
    /// The run that is under way.
    pub fn current(&self) -> Option<usize> {
        let is_under_way = |cell: &Cell| matches!(cell.stage, Stage::Training | Stage::Drawing(_));
        self.cells.iter().position(is_under_way)
    }

    /// Whether anything is still to come.
    pub fn is_going(&self) -> bool {
        let waits = |cell: &Cell| cell.stage == Stage::Waiting;
        self.current().is_some() || !self.stopped && self.cells.iter().any(waits)
    }

    /// The cell of a run.
    pub fn cell_of(&mut self, run: RunId) -> Option<&mut Cell> {
        self.cells.iter_mut().find(|cell| cell.view.run == run)
    }

    /// The runs that came to an end, whatever that was.
    pub fn done(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.stage == Stage::Done)
    }

    /// The rows of the table.
    pub fn rows(&self) -> Vec<Row> {
        self.done().map(|cell| cell.following.row.clone()).collect()
    }

    /// By which measure the runs are held against each other: that of the first one that has any.
    pub fn judged(&self) -> Option<Judged> {
        let mut found = self
            .done()
            .filter_map(|cell| Judged::of(&cell.following.row.metrics));
        found.next().map(|(judged, _)| judged)
    }

    /// The values of the measure among all that are done, the best first and the worst last.
    pub fn ends(&self, judged: Judged) -> Option<[f64; 2]> {
        let values = self
            .done()
            .filter_map(|cell| cell.following.row.metric(judged.metric));
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_by(|a, b| judged.loss(*a).total_cmp(&judged.loss(*b)));
        Some([*values.first()?, *values.last()?])
    }

    /// The share of the whole that is done.
    pub fn share(&self) -> f32 {
        let of = |cell: &Cell| match cell.stage {
            Stage::Waiting => 0.0,
            Stage::Done => 1.0,
            Stage::Training | Stage::Drawing(_) => {
                let view = &cell.view;
                let used = view.pulse.map_or(0.0, |pulse| {
                    let budget = view.spec.budget;
                    budget.used(pulse.step, pulse.seconds, pulse.examples)
                });
                used.clamp(0.0, 1.0)
            }
        };
        let sum: f64 = self.cells.iter().map(of).sum();
        (sum / self.cells.len().max(1) as f64) as f32
    }

    /// About how many seconds are left, once anything can be said about it.
    pub fn seconds_left(&self) -> Option<f64> {
        let share = f64::from(self.share());
        let so_far = self.began.elapsed().as_secs_f64();
        (share > 0.02).then(|| so_far * (1.0 - share) / share)
    }
}

impl Cell {
    /// A run that waits.
    pub fn new(view: RunView, row: Row) -> Self {
        Self {
            following: Following::new(view.run, row),
            view,
            stage: Stage::Waiting,
        }
    }

    /// Whether it came to a bad end.
    pub fn is_bad(&self) -> bool {
        let state = self.following.row.state;
        self.stage == Stage::Done && matches!(state, State::Diverged(_) | State::Failed)
    }

    /// Whether it is being built or compiled.
    pub fn warms_up(&self) -> bool {
        self.view.doing() == Doing::WarmingUp
    }
}
