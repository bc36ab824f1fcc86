//! The folder of a run: `run.toml`, `metrics.csv`, and `checkpoint/` with the weights as safetensors.
//!
//! A checkpoint is one folder, written aside and renamed whole, so that weights and optimiser can never disagree. A run
//! killed at any moment can be opened again.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::checkpoint::{Progress, read_checkpoint, write_checkpoint};
use super::files::write_whole;
use super::metrics::{MetricsTable, read_metrics};
use crate::families::State;
use crate::gpu::About;
use crate::spec::Spec;
use crate::text::Trouble;

/// What `run.toml` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RunFile {
    /// The version of Genera that wrote it.
    genera: String,
    /// A fingerprint of the data it was trained on.
    data_fingerprint: String,
    /// The device it was trained on, in words.
    device: String,
    /// The run as data.
    spec: Spec,
}

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
    columns: Vec<String>,
    /// Rows after this step belong to a future that was not kept; they go before the first new row is written.
    valid_until: Option<u64>,
    /// Held from the first write on, so that two programs never write one run.
    lock: Option<fs::File>,
}

impl RunFolder {
    /// A free folder name below `runs`: the wish itself, or the wish with a number.
    pub fn free_name(runs: &Path, wish: &str) -> PathBuf {
        (1u32..)
            .map(|n| {
                runs.join(if n == 1 {
                    wish.to_owned()
                } else {
                    format!("{wish}-{n}")
                })
            })
            .find(|path| !path.exists())
            .unwrap_or_else(|| runs.join(wish))
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
            genera: env!("CARGO_PKG_VERSION").to_owned(),
            data_fingerprint: fingerprint,
            device: format!("{} ({})", device.name, device.backend),
            spec: spec.clone(),
        };
        let mut folder = Self {
            path: path.to_owned(),
            file,
            columns: Vec::new(),
            valid_until: None,
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
        let lock = fs::File::create(self.path.join("run.lock"))
            .map_err(|why| unwritable(&self.path, &why))?;
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
        !self.columns.is_empty()
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
        let file = RunFile {
            spec: spec.clone(),
            ..self.file.clone()
        };
        let text = toml::to_string_pretty(&file).map_err(|why| {
            Trouble::new("error-run-unwritable")
                .with("path", self.path.display())
                .with("why", why)
        })?;
        write_whole(&self.path.join("run.toml"), text.as_bytes())
            .map_err(|why| unwritable(&self.path, &why))
    }

    /// Appends rows to `metrics.csv`: step, seconds, examples, then a column a metric; unknown values stay empty.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn append(&mut self, rows: &[MetricsRow]) -> Result<(), Trouble> {
        self.hold()?;
        let path = self.path.join("metrics.csv");
        self.append_rows(&path, rows)
            .map_err(|why| unwritable(&path, &why))
    }

    fn append_rows(&mut self, path: &Path, rows: &[MetricsRow]) -> std::io::Result<()> {
        if let Some(step) = self.valid_until.take() {
            drop_rows_after(path, step)?;
        }
        let fresh = self.columns.is_empty();
        if fresh {
            // What a run without a checkpoint wrote before it was killed is written anew.
            remove_file(path)?;
            let mut names: Vec<String> = rows
                .iter()
                .flat_map(|row| row.values.iter().map(|(name, _)| name.clone()))
                .collect();
            let mut seen = std::collections::HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
            self.columns = names;
        }
        let file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)?;
        let mut table = csv::Writer::from_writer(file);
        if fresh {
            table.write_record(
                ["step", "seconds", "examples"]
                    .into_iter()
                    .chain(self.columns.iter().map(String::as_str)),
            )?;
        }
        for row in rows {
            let mut record = vec![
                row.step.to_string(),
                format!("{:.3}", row.seconds),
                row.examples.to_string(),
            ];
            for column in &self.columns {
                let value = row.values.iter().find(|(name, _)| name == column);
                record.push(
                    value
                        .map(|(_, value)| value.to_string())
                        .unwrap_or_default(),
                );
            }
            table.write_record(&record)?;
        }
        table.flush()
    }

    /// The metrics that were recorded up to a step, if there are any.
    pub fn metrics(&self, until: u64) -> Option<MetricsTable> {
        read_metrics(&self.path.join("metrics.csv"), until)
    }

    /// What the run in a folder is, without its state.
    ///
    /// # Errors
    /// If it is not the folder of a run, or its `run.toml` is damaged.
    pub fn spec(path: &Path) -> Result<Spec, Trouble> {
        read_run_file(path)?.spec.checked()
    }

    /// Writes a checkpoint in place of the last one.
    ///
    /// # Errors
    /// If it cannot be written; the last one is then still there.
    pub fn checkpoint(
        &self,
        state: &State,
        step: u64,
        seconds: f64,
        examples: u64,
    ) -> Result<(), Trouble> {
        write_checkpoint(
            &self.path,
            &self.file.spec.family,
            state,
            Progress {
                step,
                seconds,
                examples,
            },
        )
        .map_err(|why| unwritable(&self.path, &why))
    }

    /// Opens the folder of a run: to look at it, or to go on.
    ///
    /// # Errors
    /// If it is not the folder of a run, or a file in it is damaged.
    pub fn open(path: &Path) -> Result<(Self, Kept), Trouble> {
        let file = read_run_file(path)?;
        let spec = file.spec.clone().checked()?;
        let kept = [path.join("checkpoint"), path.join("checkpoint.last")]
            .into_iter()
            .find(|folder| folder.join("progress.toml").exists())
            .map(|folder| read_checkpoint(&folder))
            .transpose()?;
        let (state, progress) = kept.unzip();
        let columns = if progress.is_some() {
            columns_of(&path.join("metrics.csv"))
        } else {
            Vec::new()
        };
        let Progress {
            step,
            seconds,
            examples,
        } = progress.unwrap_or_default();
        let recorded = has_row(&path.join("metrics.csv"), step);
        let fingerprint = file.data_fingerprint.clone();
        let folder = Self {
            path: path.to_owned(),
            file,
            columns,
            valid_until: Some(step),
            lock: None,
        };
        Ok((
            folder,
            Kept {
                spec,
                fingerprint,
                state,
                step,
                seconds,
                examples,
                recorded,
            },
        ))
    }
}

/// One line of `metrics.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricsRow {
    /// Steps done.
    pub step: u64,
    /// Seconds of training.
    pub seconds: f64,
    /// Examples seen.
    pub examples: u64,
    /// Metric names and values.
    pub values: Vec<(String, f64)>,
}

fn read_run_file(path: &Path) -> Result<RunFile, Trouble> {
    let text = fs::read_to_string(path.join("run.toml"))
        .map_err(|_| Trouble::new("error-run-none").with("path", path.display()))?;
    toml::from_str(&text).map_err(|why| {
        Trouble::new("error-run-toml")
            .with("path", path.display())
            .with("why", why.message())
    })
}

/// Whether the table has the whole row of a step.
fn has_row(metrics: &Path, step: u64) -> bool {
    let start = format!("{step},");
    fs::read_to_string(metrics).is_ok_and(|text| {
        text.split_inclusive('\n')
            .any(|line| line.starts_with(&start) && line.ends_with('\n'))
    })
}

/// Writes the table anew without the rows after a step.
fn drop_rows_after(path: &Path, step: u64) -> std::io::Result<()> {
    let Ok(text) = fs::read_to_string(path) else {
        return Ok(());
    };
    let is_valid = |line: &&str| {
        line.split(',')
            .next()
            .and_then(|first| first.parse::<u64>().ok())
            .is_none_or(|s| s <= step)
    };
    // A kill may have left half a line at the end.
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    let kept: String = whole
        .lines()
        .filter(is_valid)
        .flat_map(|line| [line, "\n"])
        .collect();
    write_whole(path, kept.as_bytes())
}

fn columns_of(metrics: &Path) -> Vec<String> {
    let text = fs::read_to_string(metrics).unwrap_or_default();
    // A kill may have left a torn header and nothing else.
    let Some((header, _)) = text.split_once('\n') else {
        return Vec::new();
    };
    header
        .trim_end()
        .split(',')
        .skip(3)
        .map(str::to_owned)
        .collect()
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

fn remove_file(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, why: &std::io::Error) -> Trouble {
    Trouble::new("error-run-unwritable")
        .with("path", path.display())
        .with("why", why)
}
