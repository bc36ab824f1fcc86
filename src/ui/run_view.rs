//! What the window knows of a run: everything the engine has told, kept for drawing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::engine::{
    Diagnosis, Doing, Held, Picture, PictureId, Pulse, Readings, Ready, RunId, View,
};
use crate::figure::{Figure, Told};
use crate::knob::{Knobs, Value};
use crate::link::Link;
use crate::spec::Spec;
use crate::text::Trouble;
use crate::ui::film::Film;

/// The window's copy of a run.
pub struct RunView {
    /// Its name to the engine.
    pub run: RunId,
    /// What it was asked to be; with all knobs once it is ready.
    pub spec: Spec,
    /// What it is, once it is built.
    pub ready: Option<Ready>,
    /// Where it stands.
    pub pulse: Option<Pulse>,
    /// Whether it begins with what another run has recorded.
    is_branch: bool,
    /// Losses of every training step.
    pub training: Table,
    /// Measures on the held-out set, at the steps where they were made.
    pub held_out: Vec<HeldOut>,
    /// The newest picture of each kind.
    pub pictures: BTreeMap<PictureId, Picture>,
    /// What its samples have been.
    pub film: Film,
    /// Knobs turned while it trained.
    pub marks: Vec<Mark>,
    /// After how many steps it diverged or broke.
    pub broke: Vec<u64>,
    /// What the doctor finds wrong now.
    pub findings: Vec<Diagnosis>,
    /// The earlier step on show, or on its way.
    pub past: Option<Held>,
    /// The step that is told beat by beat, the newest that was asked for.
    pub told: Option<Arc<Told>>,
    /// The knobs that are not shown.
    pub hidden: BTreeSet<String>,
    /// What went wrong.
    pub trouble: Option<Trouble>,
    /// What pictures it was asked for.
    pub view: View,
    /// The limit on steps a second; infinite where there is none.
    pub speed: f64,
}

/// Measures on the held-out set after some steps.
#[derive(Clone)]
pub struct HeldOut {
    /// After how many steps.
    pub step: u64,
    /// Metric names and values.
    pub values: Vec<(String, f64)>,
}

/// A knob turned while training.
pub struct Mark {
    /// After how many steps.
    pub step: u64,
    /// Which knob.
    pub knob: String,
    /// Its value before.
    pub from: Value,
    /// Its value from then on.
    pub to: Value,
}

/// Columns of numbers over training steps; row i is step i + 1.
#[derive(Default)]
pub struct Table {
    /// The names of the columns.
    pub names: Vec<&'static str>,
    /// A column a name, all of one length.
    pub columns: Vec<Vec<f32>>,
    /// Seconds of training and examples seen, at the rows where they are known: (row, seconds, examples).
    pub clock: Vec<(usize, f64, u64)>,
}

impl Table {
    /// How many steps are recorded.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Whether nothing is recorded yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&[f32]> {
        let index = self.names.iter().position(|n| *n == name)?;
        Some(&self.columns[index])
    }

    /// Appends readings; rows that the table holds already (after a return to a snapshot) are replaced, and rows that were
    /// never told (of a run that was taken up in the middle) are not numbers.
    pub fn append(&mut self, readings: &Readings) {
        if self.names.is_empty() {
            self.names.clone_from(&readings.names);
            self.columns = vec![Vec::new(); self.names.len()];
        }
        let keep = usize::try_from(readings.first_step.saturating_sub(1)).unwrap_or(usize::MAX);
        self.truncate(keep);
        for column in &mut self.columns {
            // A table that was damaged may lack rows; row i stays step i + 1.
            column.resize(keep, f32::NAN);
        }
        for row in 0..readings.rows() {
            for (column, value) in self.columns.iter_mut().zip(readings.row(row)) {
                column.push(*value);
            }
        }
        self.clock
            .push((self.len(), readings.seconds, readings.examples));
    }

    /// The first `rows` rows.
    #[must_use]
    fn until(&self, rows: usize) -> Self {
        let first = |column: &Vec<f32>| column[..rows.min(column.len())].to_vec();
        let clock = self.clock.iter().filter(|(row, _, _)| *row <= rows);
        Self {
            names: self.names.clone(),
            columns: self.columns.iter().map(first).collect(),
            clock: clock.copied().collect(),
        }
    }

    /// Forgets every row after the first `rows`.
    pub fn truncate(&mut self, rows: usize) {
        for column in &mut self.columns {
            column.truncate(rows);
        }
        self.clock.retain(|(row, _, _)| *row <= rows);
    }
}

impl HeldOut {
    /// The value of a metric, if it was measured.
    pub fn value(&self, metric: &str) -> Option<f64> {
        let found = self.values.iter().find(|(name, _)| name == metric)?;
        Some(found.1)
    }
}

impl RunView {
    /// A run that has been asked for and is not ready yet.
    pub fn new(run: RunId, spec: Spec, view: View) -> Self {
        Self {
            run,
            spec,
            ready: None,
            pulse: None,
            is_branch: false,
            training: Table::default(),
            held_out: Vec::new(),
            pictures: BTreeMap::new(),
            film: Film::default(),
            marks: Vec::new(),
            broke: Vec::new(),
            findings: Vec::new(),
            past: None,
            told: None,
            hidden: BTreeSet::new(),
            trouble: None,
            view,
            speed: f64::INFINITY,
        }
    }

    /// Its knobs as they were turned up to a step.
    pub fn knobs_at(&self, step: u64) -> Knobs {
        let mut knobs = self.spec.knobs.clone();
        for mark in self.marks.iter().filter(|mark| mark.step <= step) {
            knobs.set(&mark.knob, mark.to.clone());
        }
        knobs
    }

    /// The bench that it stands on, to be brought back elsewhere: a run with its knobs as they are now.
    pub fn link(&self) -> Link {
        Link {
            spec: Spec {
                knobs: self.knobs_at(u64::MAX),
                edits: Vec::new(),
                parent: None,
                ..self.spec.clone()
            },
            hidden: self.hidden.iter().cloned().collect(),
        }
    }

    /// The run that it turned out to be. A branch keeps the curves of the run that it comes from; what else was told is of a run
    /// that had the name before.
    #[must_use]
    pub fn built(&self, ready: Ready) -> Self {
        let mut built = Self::new(ready.run, ready.spec.clone(), self.view.clone());
        if self.is_branch {
            built.inherit(self, ready.step);
        }
        Self {
            speed: self.speed,
            hidden: self.hidden.clone(),
            ready: Some(ready),
            ..built
        }
    }

    /// Takes over what another run has recorded up to a step.
    pub fn inherit(&mut self, from: &Self, step: u64) {
        self.is_branch = true;
        self.training = from
            .training
            .until(usize::try_from(step).unwrap_or(usize::MAX));
        let held_out = from.held_out.iter().filter(|held| held.step <= step);
        self.held_out = held_out.cloned().collect();
    }

    /// Takes in a picture; whole samples are kept as moments of the training.
    pub fn show(&mut self, id: PictureId, picture: Picture) {
        if let (PictureId::Samples, Figure::Images(images)) = (id, &picture.figure)
            && picture.way.is_none()
            && !self.is_growing()
            && self.past.is_none()
        {
            self.film.take(picture.step, images);
        }
        self.pictures.insert(id, picture);
    }

    /// Whether samples are on their way, number by number.
    fn is_growing(&self) -> bool {
        let growing = self.pictures.get(&PictureId::Growing);
        growing.is_some_and(|picture| match &picture.figure {
            Figure::Growing(growing) => growing.done < growing.all,
            _ => false,
        })
    }

    /// The folder that it is kept in, once it is built.
    pub fn folder(&self) -> Option<&Path> {
        self.ready.as_ref()?.out.as_deref()
    }

    /// The name of the folder that it is kept in.
    pub fn folder_name(&self) -> Option<String> {
        Some(self.folder()?.file_name()?.to_string_lossy().into_owned())
    }

    /// Whether another run may begin at the step on show: that has to be there.
    pub fn can_fork(&self) -> bool {
        let is_there = self.past.is_none_or(|past| past.is_there());
        self.ready.is_some() && self.step() > 0 && is_there
    }

    /// How many steps are behind it.
    pub fn step(&self) -> u64 {
        self.pulse.map_or(0, |pulse| pulse.step)
    }

    /// What it is doing.
    pub fn doing(&self) -> Doing {
        self.pulse.map_or(Doing::WarmingUp, |pulse| pulse.doing)
    }

    /// The newest held-out value of a metric at the step on show. Bounds that take long are measured apart from the others,
    /// so that it need not be among the very last values.
    pub fn newest(&self, metric: &str) -> Option<f64> {
        let until = self.past.map_or(u64::MAX, |past| past.goal);
        let held_out = self.held_out.iter().rev().filter(|held| held.step <= until);
        let values = held_out.flat_map(|held| &held.values);
        let mut newest = values.filter(|(name, _)| name == metric);
        newest.next().map(|(_, value)| *value)
    }

    /// The same, or where a metric is not held out, its last reading in training.
    pub fn reading(&self, metric: &str) -> Option<f64> {
        let trained = || self.training.column(metric)?.last().copied().map(f64::from);
        self.newest(metric).or_else(trained)
    }
}
