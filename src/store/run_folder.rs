//! The folder of a run: `run.toml`, `metrics.csv`, and `checkpoint/` with the weights as safetensors.
//!
//! A checkpoint is one folder, written aside and renamed whole, so that weights and optimiser can never disagree. A run
//! killed at any moment can be opened again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::TensorData;
use serde::{Deserialize, Serialize};

use super::files::{write_synced, write_whole};
use super::tensors::{read_tensors, write_tensors};
use crate::families::State;
use crate::gpu::About;
use crate::spec::Spec;
use crate::text::Trouble;

const MODEL: &str = "model.";

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

/// Where a checkpoint stands; `checkpoint/progress.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Progress {
    step: u64,
    seconds: f64,
    examples: u64,
}

/// A run as it was found in its folder.
pub struct Kept {
    /// The run as data.
    pub spec: Spec,
    /// A fingerprint of the data it was trained on.
    pub fingerprint: String,
    /// Everything the next step reads.
    pub state: State,
    /// Steps behind it.
    pub step: u64,
    /// Seconds of training behind it.
    pub seconds: f64,
    /// Examples behind it.
    pub examples: u64,
}

/// The folder of a run that is open for writing.
pub struct RunFolder {
    path: PathBuf,
    file: RunFile,
    columns: Vec<String>,
    /// Rows after this step belong to a future that was not kept; they go before the first new row is written.
    valid_until: Option<u64>,
}

impl RunFolder {
    /// A free folder name below `runs/`: the wish itself, or the wish with a number.
    pub fn free_name(wish: &str) -> PathBuf {
        let runs = Path::new("runs");
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
        let taken = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some());
        if taken {
            return Err(Trouble::new("error-run-exists").with("path", path.display()));
        }
        fs::create_dir_all(path).map_err(|why| unwritable(path, &why))?;
        let file = RunFile {
            genera: env!("CARGO_PKG_VERSION").to_owned(),
            data_fingerprint: fingerprint,
            device: format!("{} ({})", device.name, device.backend),
            spec: spec.clone(),
        };
        let folder = Self {
            path: path.to_owned(),
            file,
            columns: Vec::new(),
            valid_until: None,
        };
        folder.write_spec(spec)?;
        Ok(folder)
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
    pub fn write_spec(&self, spec: &Spec) -> Result<(), Trouble> {
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
        self.write_checkpoint(
            state,
            Progress {
                step,
                seconds,
                examples,
            },
        )
        .map_err(|why| unwritable(&self.path, &why))
    }

    fn write_checkpoint(&self, state: &State, progress: Progress) -> std::io::Result<()> {
        let [now, next, last] =
            ["checkpoint", "checkpoint.next", "checkpoint.last"].map(|name| self.path.join(name));
        remove_folder(&next)?;
        fs::create_dir(&next)?;
        let is_model = |name: &&String| name.starts_with(MODEL);
        let weights: BTreeMap<&str, &TensorData> = state
            .iter()
            .filter(|(name, _)| is_model(name))
            .map(|(name, data)| (&name[MODEL.len()..], data))
            .collect();
        let rest: BTreeMap<&str, &TensorData> = state
            .iter()
            .filter(|(name, _)| !is_model(name))
            .map(|(name, data)| (name.as_str(), data))
            .collect();
        write_tensors(
            &next.join("weights.safetensors"),
            &weights,
            &self.file.spec.family,
        )?;
        write_tensors(
            &next.join("training.safetensors"),
            &rest,
            &self.file.spec.family,
        )?;
        let progress = toml::to_string(&progress).map_err(std::io::Error::other)?;
        write_synced(&next.join("progress.toml"), progress.as_bytes())?;
        remove_folder(&last)?;
        if now.exists() {
            fs::rename(&now, &last)?;
        }
        fs::rename(&next, &now)?;
        remove_folder(&last)
    }

    /// Opens the folder of a run: to look at it, or to go on.
    ///
    /// # Errors
    /// If it is not the folder of a run, or a file in it is damaged.
    pub fn open(path: &Path) -> Result<(Self, Kept), Trouble> {
        let text = fs::read_to_string(path.join("run.toml"))
            .map_err(|_| Trouble::new("error-run-none").with("path", path.display()))?;
        let file: RunFile = toml::from_str(&text).map_err(|why| {
            Trouble::new("error-run-toml")
                .with("path", path.display())
                .with("why", why.message())
        })?;
        let spec = file.spec.clone().checked()?;
        let folder = [path.join("checkpoint"), path.join("checkpoint.last")]
            .into_iter()
            .find(|folder| folder.join("progress.toml").exists())
            .ok_or_else(|| Trouble::new("error-run-no-checkpoint").with("path", path.display()))?;
        let damaged = |name: &str, why: &dyn std::fmt::Display| {
            Trouble::new("error-checkpoint-damaged")
                .with("path", folder.join(name).display())
                .with("why", why)
        };
        let progress = fs::read_to_string(folder.join("progress.toml"))
            .map_err(|why| damaged("progress.toml", &why))?;
        let progress: Progress =
            toml::from_str(&progress).map_err(|why| damaged("progress.toml", &why.message()))?;
        let mut state = State::new();
        for (name, prefix) in [("weights.safetensors", MODEL), ("training.safetensors", "")] {
            let tensors = read_tensors(&folder.join(name)).map_err(|why| damaged(name, &why))?;
            state.extend(
                tensors
                    .into_iter()
                    .map(|(tensor, data)| (format!("{prefix}{tensor}"), data)),
            );
        }
        let columns = columns_of(&path.join("metrics.csv"));
        let kept = Kept {
            spec,
            fingerprint: file.data_fingerprint.clone(),
            state,
            step: progress.step,
            seconds: progress.seconds,
            examples: progress.examples,
        };
        Ok((
            Self {
                path: path.to_owned(),
                file,
                columns,
                valid_until: Some(progress.step),
            },
            kept,
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
    let Ok(mut table) = csv::Reader::from_path(metrics) else {
        return Vec::new();
    };
    table
        .headers()
        .map(|names| names.iter().skip(3).map(str::to_owned).collect())
        .unwrap_or_default()
}

fn remove_folder(path: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, why: &std::io::Error) -> Trouble {
    Trouble::new("error-run-unwritable")
        .with("path", path.display())
        .with("why", why)
}
