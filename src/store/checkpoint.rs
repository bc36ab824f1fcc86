//! A checkpoint: one folder, written aside and renamed whole, so that weights and optimiser can never disagree.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use burn::tensor::TensorData;
use serde::{Deserialize, Serialize};

use super::files::write_synced;
use super::tensors::{read_tensors, write_tensors};
use crate::families::State;
use crate::text::Trouble;

const MODEL: &str = "model.";

/// Where a checkpoint stands; `checkpoint/progress.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    pub(super) step: u64,
    pub(super) seconds: f64,
    pub(super) examples: u64,
}

/// Writes a checkpoint in place of the last one.
pub(super) fn write_checkpoint(
    path: &Path,
    family: &str,
    state: &State,
    progress: Progress,
) -> std::io::Result<()> {
    let [now, next, last] =
        ["checkpoint", "checkpoint.next", "checkpoint.last"].map(|name| path.join(name));
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
    write_tensors(&next.join("weights.safetensors"), &weights, family)?;
    write_tensors(&next.join("training.safetensors"), &rest, family)?;
    let progress = toml::to_string(&progress).map_err(std::io::Error::other)?;
    write_synced(&next.join("progress.toml"), progress.as_bytes())?;
    remove_folder(&last)?;
    if now.exists() {
        fs::rename(&now, &last)?;
    }
    fs::rename(&next, &now)?;
    remove_folder(&last)
}

/// The tensors of a checkpoint, and where it stands.
pub(super) fn read_checkpoint(folder: &Path) -> Result<(State, Progress), Trouble> {
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
    Ok((state, progress))
}

fn remove_folder(path: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}
