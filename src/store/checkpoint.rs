//! A checkpoint: one folder, written aside and renamed whole, so that weights and optimiser can never disagree.
//!
//! `progress.toml` says where it stands and has a checksum of everything: a flipped bit would otherwise pass for a weight.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::TensorData;
use serde::{Deserialize, Serialize};

use super::tensors;
use crate::families::State;
use crate::files::{read_bytes, read_text, write_synced};
use crate::text::Trouble;

const MODEL: &str = "model.";
const WEIGHTS: &str = "weights.safetensors";
const TRAINING: &str = "training.safetensors";
const PROGRESS: &str = "progress.toml";
/// A thousand million weights; nothing here learns as many.
const MOST_TENSOR_BYTES: u64 = 4 << 30;
const MOST_PROGRESS_BYTES: u64 = 1 << 16;

/// Where a checkpoint stands.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) step: u64,
    pub(super) seconds: f64,
    pub(super) examples: u64,
}

/// What `progress.toml` says: CRC-32 of each part as eight hexadecimal digits, then where the run stands. The checksums come
/// first, so that a file cut short cannot pass for one of the first days, which has none.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgressFile {
    weights_crc32: Option<String>,
    training_crc32: Option<String>,
    progress_crc32: Option<String>,
    step: u64,
    seconds: f64,
    examples: u64,
}

/// What is kept of a checkpoint, and of which family its weights are.
pub(super) struct Checkpoint {
    pub(super) state: State,
    pub(super) progress: Progress,
    pub(super) family: Option<String>,
}

/// Writes a checkpoint in place of the last one.
pub(super) fn write(
    run: &Path,
    family: &str,
    state: &State,
    progress: Progress,
) -> std::io::Result<()> {
    let next = run.join("checkpoint.next");
    let written = write_next(&next, family, state, progress).and_then(|()| take_up(run, &next));
    if written.is_err() {
        // On a full disk half a checkpoint would take the room that the next one needs.
        remove_folder(&next).ok();
    }
    written
}

fn write_next(next: &Path, family: &str, state: &State, progress: Progress) -> std::io::Result<()> {
    remove_folder(next)?;
    fs::create_dir(next)?;
    let mut weights: BTreeMap<&str, &TensorData> = BTreeMap::new();
    let mut rest: BTreeMap<&str, &TensorData> = BTreeMap::new();
    for (name, data) in state {
        match name.strip_prefix(MODEL) {
            Some(name) => weights.insert(name, data),
            None => rest.insert(name, data),
        };
    }
    let weights = tensors::pack(&weights, family)?;
    let training = tensors::pack(&rest, family)?;
    write_synced(&next.join(WEIGHTS), &weights)?;
    write_synced(&next.join(TRAINING), &training)?;
    let file = ProgressFile {
        weights_crc32: Some(checksum(&weights)),
        training_crc32: Some(checksum(&training)),
        progress_crc32: Some(checksum(progress_words(progress).as_bytes())),
        step: progress.step,
        seconds: progress.seconds,
        examples: progress.examples,
    };
    let text = toml::to_string(&file).map_err(std::io::Error::other)?;
    write_synced(&next.join(PROGRESS), text.as_bytes())
}

/// Puts the finished checkpoint in the place of the one before.
fn take_up(run: &Path, next: &Path) -> std::io::Result<()> {
    let [now, last] = places(run);
    remove_folder(&last)?;
    if now.exists() {
        fs::rename(&now, &last)?;
    }
    fs::rename(next, &now)?;
    remove_folder(&last)
}

/// Where a checkpoint may be, the newest first. The second is there only if a program was killed while it wrote.
fn places(run: &Path) -> [PathBuf; 2] {
    ["checkpoint", "checkpoint.last"].map(|name| run.join(name))
}

/// Where the checkpoint of a run stands, if there is a whole one.
pub(super) fn progress_of(run: &Path) -> Option<Progress> {
    places(run)
        .iter()
        .find_map(|folder| read_progress(folder).ok())
        .map(|(progress, _)| progress)
}

/// The newest whole checkpoint of a run; `None` if there has never been one.
pub(super) fn read(run: &Path) -> Result<Option<Checkpoint>, Trouble> {
    let mut first_trouble = None;
    for folder in places(run).iter().filter(|folder| folder.exists()) {
        match read_folder(folder) {
            Ok(checkpoint) => return Ok(Some(checkpoint)),
            Err(trouble) => {
                log::warn!("{trouble}");
                first_trouble.get_or_insert(trouble);
            }
        }
    }
    first_trouble.map_or(Ok(None), Err)
}

fn read_folder(folder: &Path) -> Result<Checkpoint, Trouble> {
    let (progress, checksums) = read_progress(folder)?;
    let mut state = State::new();
    let mut family = None;
    for (index, (name, prefix)) in [(WEIGHTS, MODEL), (TRAINING, "")].into_iter().enumerate() {
        let path = folder.join(name);
        let bytes = read_part(&path)?;
        if let Some(checksums) = &checksums {
            verify(&path, &bytes, &checksums[index])?;
        }
        family = family.or_else(|| tensors::family(&bytes));
        let found = tensors::unpack(&bytes).map_err(|trouble| damaged(&path, trouble))?;
        for (tensor, data) in found {
            if state.insert(format!("{prefix}{tensor}"), data).is_some() {
                let trouble = Trouble::new("misfit-extra").with("tensor", tensor);
                return Err(damaged(&path, trouble));
            }
        }
    }
    Ok(Checkpoint {
        state,
        progress,
        family,
    })
}

fn read_part(path: &Path) -> Result<Vec<u8>, Trouble> {
    if !path.exists() {
        return Err(damaged(path, Trouble::new("damage-missing")));
    }
    read_bytes(path, MOST_TENSOR_BYTES)
}

/// Where a checkpoint stands, and the checksums of its two files of tensors.
fn read_progress(folder: &Path) -> Result<(Progress, Option<[String; 2]>), Trouble> {
    let path = folder.join(PROGRESS);
    if !path.exists() {
        return Err(damaged(&path, Trouble::new("damage-missing")));
    }
    let text = read_text(&path, MOST_PROGRESS_BYTES)?;
    let file: ProgressFile = toml::from_str(&text).map_err(|why| {
        damaged(
            &path,
            Trouble::new("damage-progress").with("why", why.message()),
        )
    })?;
    let progress = Progress {
        step: file.step,
        seconds: file.seconds,
        examples: file.examples,
    };
    let checksums = match (file.weights_crc32, file.training_crc32, file.progress_crc32) {
        (Some(weights), Some(training), Some(own)) => {
            verify(&path, progress_words(progress).as_bytes(), &own)?;
            Some([weights, training])
        }
        (None, None, None) => None,
        _ => return Err(damaged(&path, Trouble::new("damage-checksums"))),
    };
    if !(progress.seconds.is_finite() && progress.seconds >= 0.0) {
        let trouble = Trouble::new("damage-seconds").with("value", progress.seconds);
        return Err(damaged(&path, trouble));
    }
    Ok((progress, checksums))
}

/// What the checksum of the progress is taken of.
fn progress_words(progress: Progress) -> String {
    let Progress {
        step,
        seconds,
        examples,
    } = progress;
    format!("{step} {:016x} {examples}", seconds.to_bits())
}

fn checksum(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

fn verify(path: &Path, bytes: &[u8], wanted: &str) -> Result<(), Trouble> {
    let found = checksum(bytes);
    if found == wanted {
        return Ok(());
    }
    let trouble = Trouble::new("damage-checksum")
        .with("found", found)
        .with("wanted", wanted);
    Err(damaged(path, trouble))
}

fn damaged(path: &Path, damage: Trouble) -> Trouble {
    Trouble::new("error-checkpoint-damaged")
        .with("path", path.display())
        .with_trouble("damage", damage)
}

fn remove_folder(path: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}
