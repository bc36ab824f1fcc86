//! The folder of a run: `run.toml`, `metrics.csv` with event files beside it, and `checkpoint/` with the weights as safetensors.
//!
//! A checkpoint is one folder, written aside and renamed whole, so that weights and optimiser can never disagree. A run
//! killed at any moment can be opened again.

use std::fs;
use std::path::{Path, PathBuf};

use super::checkpoint::{self, Checkpoint, Progress};
use super::metrics::{MetricsTable, read_metrics};
use super::run_file::{self, RunFile};
use super::table::{MetricsRow, Table};
use super::tensorboard::{EventFile, Sheet};
use super::tensors::is_finite;
use crate::families::State;
use crate::files::{first_free, write_whole};
use crate::gpu::About;
use crate::spec::Spec;
use crate::text::Trouble;

/// The table of metrics in the folder of a run.
pub(super) const METRICS: &str = "metrics.csv";

/// A run as it was found in its folder.
pub struct Kept {
    /// The run as data.
    pub spec: Spec,
    /// A fingerprint of the data it was trained on.
    pub fingerprint: String,
    /// Everything the next step reads; `None` for a run that was killed before its first checkpoint.
    pub state: Option<State>,
    /// Steps behind it.
    pub step: u64,
    /// Seconds of training behind it.
    pub seconds: f64,
    /// Examples behind it.
    pub examples: u64,
    /// Whether the table of metrics has the row of this step.
    pub recorded: bool,
}

/// The folder of a run that is open for writing.
pub struct RunFolder {
    path: PathBuf,
    file: RunFile,
    table: Table,
    events: EventFile,
    /// Held from the first write on, so that two programs never write one run.
    lock: Option<fs::File>,
}

impl RunFolder {
    /// A free folder name below `runs`: the wish itself, or the wish with a number.
    pub fn free_name(runs: &Path, wish: &str) -> PathBuf {
        first_free(|n| {
            runs.join(if n == 1 {
                wish.to_owned()
            } else {
                format!("{wish}-{n}")
            })
        })
    }

    /// Makes the folder of a new run.
    ///
    /// # Errors
    /// If it cannot be written, or something is in it already.
    pub fn create(
        path: &Path,
        spec: &Spec,
        device: &About,
        fingerprint: String,
    ) -> Result<Self, Trouble> {
        if is_taken(path) {
            return Err(Trouble::new("error-run-exists").with("path", path.display()));
        }
        fs::create_dir_all(path).map_err(|why| unwritable(path, &why))?;
        let file = RunFile {
            genera: run_file::VERSION.to_owned(),
            data_fingerprint: fingerprint,
            device: format!("{} ({})", device.name, device.backend),
            spec: spec.clone(),
        };
        let mut folder = Self {
            path: path.to_owned(),
            file,
            table: Table::fresh(path.join(METRICS)),
            events: EventFile::new(path, spec, None),
            lock: None,
        };
        folder.write_spec(spec)?;
        Ok(folder)
    }

    /// Makes this program the only one that writes the run.
    ///
    /// # Errors
    /// If another one does already, or the folder cannot be written.
    pub fn hold(&mut self) -> Result<(), Trouble> {
        if self.lock.is_some() {
            return Ok(());
        }
        if self.table.is_damaged() {
            return Err(
                Trouble::new("error-metrics-damaged").with("path", self.table.path().display())
            );
        }
        let lock = probe(&self.path)
            .and_then(|()| fs::File::create(self.path.join("run.lock")))
            .map_err(|why| self.unwritable(&self.path, &why))?;
        match lock.try_lock() {
            Ok(()) => self.lock = Some(lock),
            Err(fs::TryLockError::WouldBlock) => {
                return Err(Trouble::new("error-run-busy").with("path", self.path.display()));
            }
            // A file system without locks, such as some network drives, is no reason not to train.
            Err(fs::TryLockError::Error(why)) => {
                log::warn!("{} cannot be locked: {why}", self.path.display());
            }
        }
        Ok(())
    }

    /// Whether the table of metrics has its columns already.
    pub fn has_columns(&self) -> bool {
        self.table.has_columns()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the spec with its edits.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_spec(&mut self, spec: &Spec) -> Result<(), Trouble> {
        self.hold()?;
        // A run that an earlier version began is from now on one of this version.
        let file = RunFile {
            genera: run_file::VERSION.to_owned(),
            spec: spec.clone(),
            ..self.file.clone()
        };
        let path = self.path.join(run_file::NAME);
        toml::to_string_pretty(&file)
            .map_err(std::io::Error::other)
            .and_then(|text| write_whole(&path, text.as_bytes()))
            .map_err(|why| self.unwritable(&path, &why))
    }

    /// Appends rows to `metrics.csv`: step, seconds, examples, then a column a metric; unknown values stay empty.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn append(&mut self, rows: &[MetricsRow]) -> Result<(), Trouble> {
        self.hold()?;
        self.table
            .append(rows)
            .map_err(|why| self.unwritable(self.table.path(), &why))?;
        self.events.rows(rows);
        Ok(())
    }

    /// Notes a picture of samples for the event file, unless one was noted only a few steps before; the last one always.
    pub fn picture(&mut self, step: u64, sheet: &Sheet, is_last: bool) {
        self.events.picture(step, sheet, is_last);
    }

    /// Writes what rows and pictures there are for the event file. Where that fails it is tried again the next time, and no
    /// more is said: the table has every number, and tells of a full disk itself.
    pub fn write_events(&mut self) {
        if let Err(why) = self.events.write() {
            log::warn!("the event file in {}: {why}", self.path.display());
        }
    }

    /// The metrics that were recorded up to a step, if there are any.
    pub fn metrics(&self, until: u64) -> Option<MetricsTable> {
        read_metrics(self.table.path(), until)
    }

    /// What the run in a folder is, without its state.
    ///
    /// # Errors
    /// If it is not the folder of a run, or its `run.toml` is damaged.
    pub fn spec(path: &Path) -> Result<Spec, Trouble> {
        checked(path, &run_file::read(path)?, None)
    }

    /// Writes a checkpoint in place of the last one.
    ///
    /// # Errors
    /// If it cannot be written, or could not be read again; the last one is then still there.
    pub fn checkpoint(
        &self,
        state: &State,
        step: u64,
        seconds: f64,
        examples: u64,
    ) -> Result<(), Trouble> {
        if let Some((tensor, _)) = state.iter().find(|(_, data)| !is_finite(data)) {
            return Err(Trouble::new("error-checkpoint-finite")
                .with("path", self.path.display())
                .with("tensor", tensor));
        }
        let progress = Progress {
            step,
            seconds,
            examples,
        };
        checkpoint::write(&self.path, &self.file.spec.family, state, progress)
            .map_err(|why| self.unwritable(&self.path.join("checkpoint"), &why))
    }

    /// What to say when something cannot be written: also what there still is of the run.
    fn unwritable(&self, path: &Path, why: &std::io::Error) -> Trouble {
        match checkpoint::progress_of(&self.path) {
            Some(progress) => Trouble::new("error-run-unsaved")
                .with("path", path.display())
                .with("why", why)
                .with("step", progress.step),
            None => unwritable(path, why),
        }
    }

    /// Opens the folder of a run: to look at it, or to go on.
    ///
    /// # Errors
    /// If it is not the folder of a run, or a file in it is damaged.
    pub fn open(path: &Path) -> Result<(Self, Kept), Trouble> {
        let file = run_file::read(path)?;
        let kept = checkpoint::read(path)?;
        let mut spec = checked(path, &file, kept.as_ref())?;
        let metrics = path.join(METRICS);
        let begun = kept.as_ref().map(|kept| kept.progress.step);
        let (state, progress, table) = match kept {
            Some(Checkpoint {
                state, progress, ..
            }) => (Some(state), progress, Table::kept(metrics, progress.step)),
            None => (None, Progress::default(), Table::fresh(metrics)),
        };
        let Progress {
            step,
            seconds,
            examples,
        } = progress;
        // Knobs turned in the part that was not kept stay turned, from here on.
        for edit in &mut spec.edits {
            edit.step = edit.step.min(step);
        }
        let kept = Kept {
            spec,
            fingerprint: file.data_fingerprint.clone(),
            state,
            step,
            seconds,
            examples,
            recorded: table.has_row(step),
        };
        let folder = Self {
            events: EventFile::new(path, &kept.spec, begun),
            path: path.to_owned(),
            file,
            table,
            lock: None,
        };
        Ok((folder, kept))
    }
}

/// The spec of a kept run, if it is one that can be, and the one that the checkpoint is of.
fn checked(path: &Path, file: &RunFile, kept: Option<&Checkpoint>) -> Result<Spec, Trouble> {
    let said = &file.spec.family;
    if let Some(found) = kept
        .and_then(|kept| kept.family.as_ref())
        .filter(|found| *found != said)
    {
        return Err(Trouble::new("error-run-family")
            .with("path", path.join(run_file::NAME).display())
            .with("family", said)
            .with("found", found));
    }
    file.spec.clone().checked().map_err(|trouble| {
        Trouble::new("error-run-spec")
            .with("path", path.join(run_file::NAME).display())
            .with_trouble("trouble", trouble)
    })
}

/// Whether anything but the leavings of a killed program is in a folder.
fn is_taken(path: &Path) -> bool {
    let is_left_over = |name: &std::ffi::OsStr| {
        let name = name.to_string_lossy();
        name == "run.lock" || name.ends_with(".next")
    };
    fs::read_dir(path).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| !is_left_over(&entry.file_name()))
    })
}

/// Whether new files can be made in a folder: the lock may be an old one, in a folder that is closed by now.
fn probe(folder: &Path) -> std::io::Result<()> {
    let file = folder.join(format!("run.lock.{}.next", std::process::id()));
    fs::File::create(&file)?;
    fs::remove_file(file)
}

fn unwritable(path: &Path, why: &std::io::Error) -> Trouble {
    Trouble::new("error-run-unwritable")
        .with("path", path.display())
        .with("why", why)
}
