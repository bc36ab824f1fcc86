//! Event files beside `metrics.csv`, which TensorBoard and its kin read: losses, held-out metrics, samples, knobs.
//!
//! A curve of a hundred thousand steps needs no hundred thousand points: each power of ten has 900 of them here, and
//! `metrics.csv` has all. Every session writes a file of its own that says from which step on it counts, so that what an
//! earlier one told of a future that was not kept is void.

mod event;
mod last;

pub use last::last_picture;

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use self::event::When;
use super::table::MetricsRow;
use crate::knob::Value;
use crate::spec::Spec;

/// What a name holds that readers look for.
const MARK: &str = "tfevents";
/// What stands before the name of a loss in a row.
const OF_TRAINING: &str = "train_";
/// On a disk that stays full the curve has a gap: better than memory that runs out too.
const MOST_PENDING: usize = 16 << 20;
/// The next picture comes once the steps have grown by one in so many.
const PICTURE_PACE: u64 = 10;

/// A picture of bytes, row by row, one or three a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Bytes of a pixel: 1 for grey, 3 for red, green and blue.
    pub channels: usize,
    /// `[height * width * channels]`
    pub bytes: Vec<u8>,
}

impl Sheet {
    fn png(&self) -> image::ImageResult<Vec<u8>> {
        let colour = match self.channels {
            1 => image::ExtendedColorType::L8,
            _ => image::ExtendedColorType::Rgb8,
        };
        let mut png = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut png);
        let (width, height) = (self.width as u32, self.height as u32);
        image::ImageEncoder::write_image(encoder, &self.bytes, width, height, colour)?;
        Ok(png)
    }
}

/// The event file of this session; it is made when there is something to write.
pub(super) struct EventFile {
    folder: PathBuf,
    /// The family, the data, the seed and the knobs.
    knobs: Vec<(String, Value)>,
    /// From here on this session counts.
    from: u64,
    file: Option<File>,
    pending: Vec<u8>,
    last_row: u64,
    last_picture: Option<u64>,
}

impl EventFile {
    /// The file of a run that goes on from `step`; `None` for one that begins, or begins anew.
    pub(super) fn new(folder: &Path, spec: &Spec, step: Option<u64>) -> Self {
        let about = [
            ("family", Value::Choice(spec.family.clone())),
            ("data", Value::Choice(spec.data.clone())),
            ("seed", Value::Whole(spec.seed as i64)),
        ];
        let about = about.map(|(name, value)| (name.to_owned(), value));
        let knobs = spec.knobs_at(step.unwrap_or(0));
        let knobs = knobs
            .iter()
            .map(|(id, value)| (id.to_owned(), value.clone()));
        Self {
            folder: folder.to_owned(),
            knobs: about.into_iter().chain(knobs).collect(),
            from: step.map_or(0, |step| step + 1),
            file: None,
            pending: Vec::new(),
            last_row: 0,
            last_picture: None,
        }
    }

    /// Notes rows of metrics; of rows with losses alone only as many as a curve needs.
    pub(super) fn rows(&mut self, rows: &[MetricsRow]) {
        for row in rows {
            if row.step < self.last_row {
                // The run went back to an earlier step, as after a divergence.
                self.pending.extend(now(row.step).session());
            }
            self.last_row = row.step;
            let measured = row
                .values
                .iter()
                .any(|(name, _)| !name.starts_with(OF_TRAINING));
            if measured || is_on_the_curve(row.step) {
                let known = row.values.iter().filter(|(_, value)| !value.is_nan());
                let tagged = known.map(|(name, value)| (tag(name), value));
                self.pending.extend(now(row.step).scalars(tagged));
            }
        }
    }

    /// Notes a picture of samples, unless one was noted only a few steps before; the last one of a run always.
    pub(super) fn picture(&mut self, step: u64, sheet: &Sheet, is_last: bool) {
        let is_due = |last: u64| step < last || step >= last + last / PICTURE_PACE;
        if !is_last && !self.last_picture.is_none_or(is_due) {
            return;
        }
        match sheet.png() {
            Ok(png) => {
                let size = [sheet.width, sheet.height, sheet.channels];
                self.pending.extend(now(step).image("samples", size, &png));
                self.last_picture = Some(step);
            }
            Err(why) => log::warn!("a picture of samples: {why}"),
        }
    }

    /// Writes what was noted. After a failure the file is as it was, and what was noted waits for the next time.
    pub(super) fn write(&mut self) -> std::io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let written = self.write_pending();
        match &written {
            Ok(()) => self.pending.clear(),
            Err(_) if self.pending.len() > MOST_PENDING => self.pending = Vec::new(),
            Err(_) => {}
        }
        written
    }

    fn write_pending(&mut self) -> std::io::Result<()> {
        let Some(file) = &mut self.file else {
            self.file = Some(self.begun()?);
            return self.write_pending();
        };
        let before = file.seek(SeekFrom::End(0))?;
        file.write_all(&self.pending).inspect_err(|_| {
            // Readers give a file up at half a record.
            file.set_len(before).ok();
        })
    }

    /// A new file with its first events.
    fn begun(&self) -> std::io::Result<File> {
        let latest = files(&self.folder)?
            .into_iter()
            .map(|(stamp, _)| stamp)
            .max();
        let seconds = now(0).seconds as u64;
        // Readers take files up in the order of their names.
        let stamp = latest.map_or(seconds, |latest| seconds.max(latest + 1));
        let path = self
            .folder
            .join(format!("events.out.{MARK}.{stamp:010}.genera"));
        let mut head = now(0).version();
        if latest.is_some() {
            head.extend(now(self.from).session());
        }
        let knobs = self
            .knobs
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        head.extend(now(self.from).knobs(knobs));
        let mut file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .open(&path)?;
        match file.write_all(&head) {
            Ok(()) => Ok(file),
            Err(why) => {
                fs::remove_file(&path).ok();
                Err(why)
            }
        }
    }
}

/// The event files in a folder, each after the second since 1970 in which it was begun, as its name says.
fn files(folder: &Path) -> std::io::Result<Vec<(u64, PathBuf)>> {
    let stamp = |name: &str| name.split(MARK).nth(1)?.split('.').nth(1)?.parse().ok();
    let entries = fs::read_dir(folder)?.flatten();
    let stamped = |entry: fs::DirEntry| {
        let stamp = stamp(&entry.file_name().to_string_lossy())?;
        Some((stamp, entry.path()))
    };
    Ok(entries.filter_map(stamped).collect())
}

fn now(step: u64) -> When {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    When {
        seconds: since.map_or(0.0, |since| since.as_secs_f64()),
        step,
    }
}

/// `train_loss` is `train/loss`, and what is measured on held-out data is `held_out/NAME`: a slash makes a group.
fn tag(name: &str) -> String {
    match name.strip_prefix(OF_TRAINING) {
        Some(loss) => format!("train/{loss}"),
        None => format!("held_out/{name}"),
    }
}

/// Every step below a thousand, every tenth below ten thousand, and so on.
fn is_on_the_curve(step: u64) -> bool {
    let digits = step.checked_ilog10().unwrap_or(0);
    step.is_multiple_of(10_u64.pow(digits.saturating_sub(2)))
}

#[cfg(test)]
mod tests;
