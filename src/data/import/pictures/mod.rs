//! A folder of pictures of any size and format: each is cut to the middle square and scaled down.
//!
//! All are grey, 28 pixels a side, where none has colour; otherwise all are in colour, 32 a side. The names of the folders below
//! are the labels. The order is that of the paths, mixed by a shuffle that is always the same, and the last tenth is held out.

mod decode;
mod one;
mod sprite;
#[cfg(test)]
mod tests;

pub(in crate::data) use one::{of_file, of_rgba};
pub(super) use sprite::{is_picture, is_png, sprite};

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;

use self::decode::{COLOUR, GREY, Seen, Unfit};
use crate::data::images::shuffled;
use crate::data::{DataSet, ImageSet};
use crate::files::read_bytes;
use crate::text::Trouble;

/// How many pictures are taken; in colour they have 61 million numbers, 250 MB on the device.
const MOST: usize = 20_000;
/// How many files are looked at, so that a drive dropped by mistake is told of soon.
const MOST_FILES: usize = 200_000;
/// Fewer say nothing about a distribution.
const LEAST: usize = 10;
/// What one file may have.
const MOST_BYTES: u64 = 256 << 20;
/// Labels are numbered in a byte.
const MOST_CLASSES: usize = 255;
/// What file managers leave behind.
const LITTER: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// A file below the folder.
struct Found {
    path: PathBuf,
    /// The folder that it lies in, just below the one that was asked for.
    class: Option<String>,
    bytes: u64,
    changed: Option<SystemTime>,
}

/// The last folder that was read, as it was then: a window asks for it several times before a run begins.
struct Last {
    path: PathBuf,
    stamp: u64,
    set: Arc<DataSet>,
}

static LAST: Mutex<Option<Last>> = Mutex::new(None);

/// Reads a folder of pictures.
///
/// # Errors
/// A sentence that says what is wrong with the folder.
pub(super) fn folder(path: &Path) -> Result<Arc<DataSet>, Trouble> {
    let mut found = Vec::new();
    list(path, None, &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    let stamp = stamp(&found);
    let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let known = last()
        .as_ref()
        .filter(|last| last.path == path && last.stamp == stamp)
        .map(|last| Arc::clone(&last.set));
    if let Some(set) = known {
        return Ok(set);
    }
    let set = Arc::new(DataSet::Images(read(path, &found)?));
    *last() = Some(Last {
        path: path.to_owned(),
        stamp,
        set: Arc::clone(&set),
    });
    Ok(set)
}

/// Lists the files below a folder. Links to folders are not followed: they could lead around in a circle.
fn list(folder: &Path, class: Option<&str>, found: &mut Vec<Found>) -> Result<(), Trouble> {
    let unreadable = |why: std::io::Error| {
        Trouble::new("error-file-unreadable")
            .with("path", folder.display())
            .with("why", why)
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        if name.starts_with('.') || LITTER.contains(&name.to_lowercase().as_str()) {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list(&path, Some(class.unwrap_or(&name)), found)?;
            continue;
        }
        let about = fs::metadata(&path).ok().filter(fs::Metadata::is_file);
        if found.len() == MOST_FILES {
            return Err(Trouble::new("error-pictures-many")
                .with("path", folder.display())
                .with("most", MOST_FILES));
        }
        found.push(Found {
            path,
            class: class.map(str::to_owned),
            bytes: about.as_ref().map_or(0, fs::Metadata::len),
            changed: about.and_then(|about| about.modified().ok()),
        });
    }
    Ok(())
}

/// A number that changes when a file does.
fn stamp(found: &[Found]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for file in found {
        (&file.path, file.bytes, file.changed).hash(&mut hasher);
    }
    hasher.finish()
}

fn read(path: &Path, found: &[Found]) -> Result<ImageSet, Trouble> {
    let looked_at: Vec<Result<Seen, Unfit>> = found
        .par_iter()
        .map(|file| {
            let bytes = read_bytes(&file.path, MOST_BYTES).map_err(|_| Unfit::Broken)?;
            decode::seen(&bytes)
        })
        .collect();
    let mut left_out = LeftOut::default();
    let mut kept: Vec<(&Found, Seen)> = Vec::new();
    for (file, seen) in found.iter().zip(looked_at) {
        match seen {
            Ok(_) if kept.len() == MOST => left_out.add(Unfit::Over, file),
            Ok(seen) => kept.push((file, seen)),
            Err(unfit) => left_out.add(unfit, file),
        }
    }
    let remark = left_out.remark(found.len());
    if kept.len() < LEAST {
        let left_out = remark.unwrap_or_else(|| Trouble::new("left-out-nothing"));
        return Err(Trouble::new("error-pictures-few")
            .with("path", path.display())
            .with("count", kept.len())
            .with("least", LEAST)
            .with_trouble("left-out", left_out));
    }
    let mut set = assembled(path, &kept);
    set.remarks.splice(0..0, remark);
    Ok(set)
}

/// The set of these pictures: in grey where none has colour, with labels where every one lies in a folder of its class.
fn assembled(path: &Path, kept: &[(&Found, Seen)]) -> ImageSet {
    let in_grey = kept.iter().all(|(_, seen)| seen.grey.is_some());
    let order = shuffled(kept.len());
    let mut classes: Vec<&str> = kept
        .iter()
        .filter_map(|(file, _)| file.class.as_deref())
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let all_have_one = kept.iter().all(|(file, _)| file.class.is_some());
    let labelled = all_have_one && classes.len() <= MOST_CLASSES;
    let label = |i: usize| {
        let class = kept[i].0.class.as_deref().unwrap_or_default();
        classes.binary_search(&class).unwrap_or(0) as u8
    };
    let labels: Vec<u8> = order.iter().map(|&i| label(i)).collect();
    let sides = if in_grey {
        [GREY as usize, GREY as usize, 1]
    } else {
        [COLOUR as usize, COLOUR as usize, 3]
    };
    let pixels: Vec<u8> = order
        .iter()
        .flat_map(|&i| {
            let Seen { colour, grey } = &kept[i].1;
            let grey = grey.as_ref().filter(|_| in_grey);
            grey.unwrap_or(colour).iter().copied()
        })
        .collect();
    let name = path.display().to_string();
    let labels = if labelled { &labels[..] } else { &[] };
    let mut set = ImageSet::split_by_position(&name, sides, &pixels, labels);
    if labelled {
        set.classes = classes.into_iter().map(str::to_owned).collect();
    } else if all_have_one {
        let many = Trouble::new("remark-pictures-classes").with("classes", classes.len());
        set.remarks.push(many.with("most", MOST_CLASSES));
    }
    set
}

/// What was left out, why, and the name of one file for each reason.
#[derive(Default)]
struct LeftOut(BTreeMap<Unfit, (usize, String)>);

impl LeftOut {
    fn add(&mut self, unfit: Unfit, file: &Found) {
        let name = || {
            file.path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let (count, _) = self.0.entry(unfit).or_insert_with(|| (0, name()));
        *count += 1;
    }

    /// One sentence about all of it; nothing where nothing was left out.
    fn remark(&self, all: usize) -> Option<Trouble> {
        let count: usize = self.0.values().map(|(count, _)| count).sum();
        let reasons = self.0.iter().map(|(unfit, (count, name))| {
            Trouble::new(unfit.key())
                .with("count", count)
                .with("name", name)
                .with("least", decode::LEAST_SIDE)
                .with("most", MOST)
        });
        let why = reasons.reduce(|first, next| {
            Trouble::new("left-out-and")
                .with_trouble("first", first)
                .with_trouble("next", next)
        })?;
        let remark = Trouble::new("remark-pictures-left-out");
        Some(
            remark
                .with("count", count)
                .with("all", all)
                .with_trouble("why", why),
        )
    }
}
