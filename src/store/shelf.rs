//! All runs that are kept in a folder, as they stand there: what each is, how far it came, and what its owner says about it.
//!
//! A shelf is read without opening a single run: of a table of metrics only the end is looked at. A run that is taken off goes to
//! a folder of its own first, from which it can come back.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RunFolder, checkpoint, run_file};
use crate::files::{read_text, write_whole};
use crate::spec::Spec;
use crate::text::Trouble;

/// Where runs go that were taken off, beside the others.
const TAKEN_OFF: &str = ".taken-off";
/// What the owner says about a run, in its folder.
const LABEL: &str = "label.toml";
/// The end of a table of metrics in which the newest measures are looked for.
const END: u64 = 32 << 10;
/// A label is no book.
const MOST_BYTES: u64 = 1 << 20;

/// What is found in the folder of runs.
#[derive(Debug)]
pub enum Found {
    /// A run.
    Run(Box<Shelved>),
    /// A folder that is none, or a damaged one, and what is wrong with it.
    Strange(PathBuf, Trouble),
}

/// A run on the shelf.
#[derive(Debug, Clone)]
pub struct Shelved {
    /// Its folder.
    pub folder: PathBuf,
    /// What it is.
    pub spec: Spec,
    /// The device it was trained on, in words.
    pub device: String,
    /// Steps and seconds of training behind its last checkpoint.
    pub progress: Option<(u64, f64)>,
    /// The names of its metrics with their newest values.
    pub newest: Vec<(String, f64)>,
    /// When something in it changed last.
    pub changed: SystemTime,
    /// How many bytes it takes.
    pub bytes: u64,
    /// What its owner says about it.
    pub label: Label,
}

impl Shelved {
    /// The newest value of a metric, if it was measured of late.
    pub fn newest(&self, metric: &str) -> Option<f64> {
        let found = self.newest.iter().find(|(name, _)| name == metric)?;
        Some(found.1)
    }
}

/// What the owner of a run says about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Label {
    /// Whether it is one of the good ones.
    pub star: bool,
    /// Anything.
    pub note: String,
}

/// Everything in a folder of runs; nothing where there is no such folder.
pub fn shelf(runs: &Path) -> Vec<Found> {
    let folders = fs::read_dir(runs).into_iter().flatten().flatten();
    let folders: Vec<PathBuf> = folders
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && !is_hidden(path))
        .collect();
    let look = |path: PathBuf| match look_at(&path) {
        Ok(run) => Found::Run(Box::new(run)),
        Err(trouble) => Found::Strange(path, trouble),
    };
    folders.into_par_iter().map(look).collect()
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().starts_with('.')
}

fn look_at(folder: &Path) -> Result<Shelved, Trouble> {
    let file = run_file::read(folder)?;
    let progress = checkpoint::progress_of(folder);
    let (bytes, changed) = weigh(folder);
    Ok(Shelved {
        spec: file.spec.checked()?,
        device: file.device,
        progress: progress.map(|at| (at.step, at.seconds)),
        newest: newest(&folder.join("metrics.csv")).unwrap_or_default(),
        changed,
        bytes,
        label: label(folder),
        folder: folder.to_owned(),
    })
}

/// How many bytes a folder takes, and when a file in it changed last; what its owner says about the run changes nothing in it,
/// so that a star moves no row.
fn weigh(folder: &Path) -> (u64, SystemTime) {
    let mut sum = (0, SystemTime::UNIX_EPOCH);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(about) = entry.metadata() else {
            continue;
        };
        let (bytes, changed) = if about.is_dir() {
            weigh(&entry.path())
        } else {
            let is_label = entry.file_name() == LABEL;
            let changed = about.modified().ok().filter(|_| !is_label);
            (about.len(), changed.unwrap_or(SystemTime::UNIX_EPOCH))
        };
        sum = (sum.0 + bytes, sum.1.max(changed));
    }
    sum
}

/// The last value of every metric in the end of a table.
fn newest(table: &Path) -> Option<Vec<(String, f64)>> {
    let mut file = fs::File::open(table).ok()?;
    let mut start = vec![0; 8192];
    let read = file.read(&mut start).ok()?;
    let start = String::from_utf8_lossy(&start[..read]);
    let names: Vec<&str> = start.lines().next()?.split(',').skip(3).collect();
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END)))
        .ok()?;
    let mut end = Vec::new();
    file.read_to_end(&mut end).ok()?;
    let end = String::from_utf8_lossy(&end);
    let mut values = vec![None; names.len()];
    for line in end.lines().rev() {
        let cells: Vec<&str> = line.split(',').skip(3).collect();
        if cells.len() != names.len() {
            continue;
        }
        for (value, cell) in values.iter_mut().zip(cells) {
            *value = value.or_else(|| cell.parse::<f64>().ok());
        }
    }
    let known = names.into_iter().zip(values);
    Some(
        known
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect(),
    )
}

fn label(folder: &Path) -> Label {
    let path = folder.join(LABEL);
    let text = read_text(&path, MOST_BYTES).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// Writes what the owner of a run says about it.
///
/// # Errors
/// If it cannot be written.
pub fn write_label(folder: &Path, label: &Label) -> Result<(), Trouble> {
    let path = folder.join(LABEL);
    toml::to_string(label)
        .map_err(std::io::Error::other)
        .and_then(|text| write_whole(&path, text.as_bytes()))
        .map_err(|why| {
            Trouble::new("error-shelf-label")
                .with("path", path.display())
                .with("why", why)
        })
}

/// Takes a run off the shelf; returns where it is now.
///
/// # Errors
/// If it cannot be moved.
pub fn take_off(folder: &Path) -> Result<PathBuf, Trouble> {
    let aside = folder.with_file_name(TAKEN_OFF);
    let name = folder.file_name().unwrap_or_default().to_owned();
    let moved = fs::create_dir_all(&aside).and_then(|()| {
        let place = RunFolder::free_name(&aside, &name.to_string_lossy());
        fs::rename(folder, &place).map(|()| place)
    });
    moved.map_err(|why| unmovable(folder, &why))
}

/// Puts a run that was taken off back in its place, or in another one where that is taken by now; returns where it is.
///
/// # Errors
/// If it cannot be moved.
pub fn put_back(aside: &Path, folder: &Path) -> Result<PathBuf, Trouble> {
    let runs = folder.parent().unwrap_or(Path::new(""));
    let name = folder.file_name().unwrap_or_default();
    let place = RunFolder::free_name(runs, &name.to_string_lossy());
    fs::rename(aside, &place).map_err(|why| unmovable(aside, &why))?;
    Ok(place)
}

/// Removes for good what was taken off: nobody can ask for it any more.
pub fn clear_taken_off(runs: &Path) {
    let aside = runs.join(TAKEN_OFF);
    if aside.is_dir()
        && let Err(why) = fs::remove_dir_all(&aside)
    {
        log::warn!("{} could not be emptied: {why}", aside.display());
    }
}

fn unmovable(path: &Path, why: &std::io::Error) -> Trouble {
    Trouble::new("error-shelf-move")
        .with("path", path.display())
        .with("why", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::spec::DeviceChoice;

    fn write_run(runs: &Path, name: &str, seed: u64) -> PathBuf {
        let folder = runs.join(name);
        fs::create_dir_all(&folder).unwrap();
        let spec = Spec::of(Family::find("made").unwrap(), seed, DeviceChoice::Cpu);
        let file = run_file::RunFile {
            genera: run_file::VERSION.to_owned(),
            data_fingerprint: "0".to_owned(),
            device: "flex (cpu)".to_owned(),
            spec,
        };
        fs::write(folder.join(run_file::NAME), toml::to_string(&file).unwrap()).unwrap();
        folder
    }

    fn runs_of(found: &[Found]) -> Vec<&Shelved> {
        found
            .iter()
            .filter_map(|found| match found {
                Found::Run(run) => Some(&**run),
                Found::Strange(..) => None,
            })
            .collect()
    }

    #[test]
    fn what_is_no_run_is_told_and_the_others_stand_there() {
        let home = tempfile::tempdir().unwrap();
        let whole = write_run(home.path(), "whole", 1);
        let table = "step,seconds,examples,train_loss,nll_nats\n1,0.1,9,3.5,\n2,0.2,18,3.0,2.5\n3,0.3,27,2.75,\n4,0.";
        fs::write(whole.join("metrics.csv"), table).unwrap();
        let half = write_run(home.path(), "half-written", 2);
        let text = fs::read_to_string(half.join(run_file::NAME)).unwrap();
        fs::write(half.join(run_file::NAME), &text[..text.len() / 2]).unwrap();
        fs::create_dir(home.path().join("holiday-pictures")).unwrap();
        let damaged = write_run(home.path(), "damaged", 3);
        fs::write(damaged.join(run_file::NAME), [0xff, 0x00, 0x13]).unwrap();
        fs::write(home.path().join("a-file"), "nothing").unwrap();
        let found = shelf(home.path());
        let runs = runs_of(&found);
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].newest("nll_nats"), Some(2.5));
        assert_eq!(runs[0].newest("train_loss"), Some(2.75));
        assert_eq!(found.len() - runs.len(), 3);
        assert!(shelf(&home.path().join("nowhere")).is_empty());
    }

    #[test]
    fn a_run_that_was_taken_off_comes_back_with_its_label() {
        let home = tempfile::tempdir().unwrap();
        let folder = write_run(home.path(), "run", 1);
        let label = Label {
            star: true,
            note: "the good one".to_owned(),
        };
        write_label(&folder, &label).unwrap();
        let aside = take_off(&folder).unwrap();
        assert!(shelf(home.path()).is_empty());
        assert_eq!(put_back(&aside, &folder).unwrap(), folder);
        let found = shelf(home.path());
        assert_eq!(runs_of(&found)[0].label, label);
        // Twice the same name: both can come back.
        let first = take_off(&folder).unwrap();
        write_run(home.path(), "run", 2);
        let second = take_off(&folder).unwrap();
        put_back(&first, &folder).unwrap();
        assert_ne!(put_back(&second, &folder).unwrap(), folder);
        assert_eq!(shelf(home.path()).len(), 2);
        let gone = take_off(&folder).unwrap();
        clear_taken_off(home.path());
        assert!(!gone.exists());
    }

    #[test]
    fn five_hundred_runs_are_seen_in_half_a_second() {
        let home = tempfile::tempdir().unwrap();
        let rows: Vec<String> = (1..4000)
            .map(|step| format!("{step},0.1,{step},3.5,"))
            .collect();
        let rows = rows.join("\n");
        for i in 0..500 {
            let folder = write_run(home.path(), &format!("run-{i}"), i);
            let table = format!("step,seconds,examples,train_loss,nll_nats\n{rows}");
            fs::write(folder.join("metrics.csv"), table).unwrap();
        }
        // Beside other tests one look may have to wait for the processor; three in a row do not.
        let look = || {
            let began = std::time::Instant::now();
            assert_eq!(shelf(home.path()).len(), 500);
            began.elapsed()
        };
        let took = [look(), look(), look()].into_iter().min();
        assert!(
            took.is_some_and(|took| took.as_secs_f64() < 0.5),
            "{took:?}"
        );
    }
}
