//! `metrics.csv`: a row a step, appended to. Whatever else stands in it stays, be it damaged or not.

use std::fs;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::files::write_whole;

/// The columns that every table begins with.
const FIRST: &str = "step,seconds,examples";
/// The first line is shorter than this, whatever metrics a family has.
const LONGEST_HEADER: u64 = 1 << 16;

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

/// The table of a run that is open for writing.
pub(super) struct Table {
    path: PathBuf,
    header: Header,
    /// Rows after this step belong to a future that was not kept; they go before the first new row is written.
    valid_until: Option<u64>,
}

/// How a table begins.
#[derive(Debug, Clone, PartialEq)]
enum Header {
    /// It is not there, or it is to be written anew: a kill left no more than a part of its first line.
    None,
    /// The names of its columns after the first three.
    Columns(Vec<String>),
    /// Not like a table of metrics.
    Damaged,
}

impl Table {
    /// The table of a run that has no checkpoint yet: it is written anew.
    pub(super) fn fresh(path: PathBuf) -> Self {
        Self {
            path,
            header: Header::None,
            valid_until: None,
        }
    }

    /// The table of a run that stands at `step`.
    pub(super) fn kept(path: PathBuf, step: u64) -> Self {
        Self {
            header: header(&path),
            path,
            valid_until: Some(step),
        }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it has its columns already.
    pub(super) fn has_columns(&self) -> bool {
        matches!(self.header, Header::Columns(_))
    }

    /// Whether it begins like something else, so that nothing may be appended.
    pub(super) fn is_damaged(&self) -> bool {
        self.header == Header::Damaged
    }

    /// Whether it has the whole row of a step.
    pub(super) fn has_row(&self, step: u64) -> bool {
        let start = format!("{step},");
        lines(&self.path).is_ok_and(|mut lines| {
            lines.any(|line| line.starts_with(start.as_bytes()) && line.ends_with(b"\n"))
        })
    }

    /// Appends rows; unknown values stay empty. After a failure the table is as it was.
    pub(super) fn append(&mut self, rows: &[MetricsRow]) -> std::io::Result<()> {
        if let Some(step) = self.valid_until {
            self.drop_rows_after(step)?;
            self.valid_until = None;
        }
        let fresh = !self.has_columns();
        let columns = match &self.header {
            Header::Columns(columns) => columns.clone(),
            Header::None | Header::Damaged => columns_of(rows),
        };
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        if fresh {
            // What a run without a checkpoint wrote before it was killed is written anew.
            file.set_len(0)?;
        }
        let before = file.seek(SeekFrom::End(0))?;
        let written = write_rows(&file, fresh, &columns, rows);
        if written.is_err() {
            // Half a row in the middle of a table would spoil it once there is room again.
            file.set_len(before).ok();
        } else {
            self.header = Header::Columns(columns);
        }
        written
    }

    /// Writes the table anew without the rows after a step, and without the half line that a kill may have left.
    fn drop_rows_after(&self, step: u64) -> std::io::Result<()> {
        let is_valid = |line: &Vec<u8>| {
            let first = line.split(|&byte| byte == b',').next().unwrap_or_default();
            let of = std::str::from_utf8(first).ok().and_then(|n| n.parse().ok());
            line.ends_with(b"\n") && of.is_none_or(|of: u64| of <= step)
        };
        match lines(&self.path) {
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(why) => Err(why),
            Ok(lines) => {
                let kept: Vec<u8> = lines.filter(is_valid).flatten().collect();
                write_whole(&self.path, &kept)
            }
        }
    }
}

/// The names of all values, in the order they come.
fn columns_of(rows: &[MetricsRow]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.values) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn write_rows(
    file: &fs::File,
    fresh: bool,
    columns: &[String],
    rows: &[MetricsRow],
) -> std::io::Result<()> {
    let mut table = csv::Writer::from_writer(file);
    if fresh {
        let names = FIRST.split(',').chain(columns.iter().map(String::as_str));
        table.write_record(names)?;
    }
    for row in rows {
        let mut record = vec![
            row.step.to_string(),
            format!("{:.3}", row.seconds),
            row.examples.to_string(),
        ];
        record.extend(columns.iter().map(|column| {
            let value = row.values.iter().find(|(name, _)| name == column);
            value
                .filter(|(_, value)| !value.is_nan())
                .map(|(_, value)| value.to_string())
                .unwrap_or_default()
        }));
        table.write_record(&record)?;
    }
    table.flush()
}

/// The lines of a file, as bytes, each with its end.
fn lines(path: &Path) -> std::io::Result<impl Iterator<Item = Vec<u8>>> {
    let mut file = BufReader::new(fs::File::open(path)?);
    Ok(std::iter::from_fn(move || {
        let mut line = Vec::new();
        file.read_until(b'\n', &mut line)
            .ok()
            .filter(|&read| read > 0)
            .map(|_| line)
    }))
}

/// Reads how a table begins.
fn header(path: &Path) -> Header {
    let mut line = Vec::new();
    let read = fs::File::open(path)
        .and_then(|file| BufReader::new(file.take(LONGEST_HEADER)).read_until(b'\n', &mut line));
    match read {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Header::None,
        Err(_) => return Header::Damaged,
        Ok(_) => {}
    }
    let first = FIRST.as_bytes();
    if line.last() != Some(&b'\n') {
        let is_torn = line.starts_with(first) || first.starts_with(&line);
        return if is_torn && (line.len() as u64) < LONGEST_HEADER {
            Header::None
        } else {
            Header::Damaged
        };
    }
    let names = std::str::from_utf8(&line)
        .ok()
        .and_then(|line| line.trim_end().strip_prefix(FIRST)?.strip_prefix(','));
    names.map_or(Header::Damaged, |names| {
        Header::Columns(names.split(',').map(str::to_owned).collect())
    })
}
