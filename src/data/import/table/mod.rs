//! Tables of points: CSV and its relatives, from files and from the clipboard.
//!
//! Whatever separates the cells, with or without a header, with decimal points or commas: the first two columns of numbers are
//! x and y. What is left out or odd is told in remarks, and what cannot be understood is refused in one sentence.

mod cells;
mod columns;
#[cfg(test)]
mod tests;

use std::path::Path;

use rand::SeedableRng;
use rand::seq::SliceRandom;

use crate::data::PlaneSet;
use crate::data::plane::{Generator, HELD_OUT, Source, Standard, Table, Window};
use crate::text::Trouble;
use cells::{Cell, Separator};
use columns::Columns;

/// What a table may have in bytes: a million rows of two long numbers.
pub(super) const MOST_BYTES: u64 = 64 << 20;
const MOST_POINTS: usize = 1_000_000;
/// Fewer than this say nothing about a distribution.
const LEAST_POINTS: usize = 10;
/// Points that are further than this many robust deviations from the middle are told of.
const OUTLYING: f64 = 10.0;
/// The margin around the data, as a share of their extent.
const MARGIN: f64 = 0.05;

/// Where a table comes from, for its name and for the sentences about it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'a> {
    /// A file.
    File(&'a Path),
    /// What somebody has pasted.
    Pasted,
}

impl Origin<'_> {
    /// A sentence about it.
    pub(super) fn trouble(self, key: &'static str) -> Trouble {
        match self {
            Self::File(path) => Trouble::new(key).with("path", path.display()),
            Self::Pasted => Trouble::new(key).with_trouble("path", Trouble::new("data-pasted")),
        }
    }

    /// A sentence about it, which for a file says that it could have held images as well.
    fn trouble_of_file(self, of_file: &'static str, of_text: &'static str) -> Trouble {
        match self {
            Self::File(_) => self.trouble(of_file),
            Self::Pasted => self.trouble(of_text),
        }
    }

    fn name(self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Pasted => "pasted".to_owned(),
        }
    }
}

/// What to say of a table that is longer than [`MOST_BYTES`].
pub(super) fn too_long(origin: Origin<'_>) -> Trouble {
    origin
        .trouble("error-table-long")
        .with("most", MOST_BYTES >> 20)
}

/// Whether letters look like a table: most rows hold a point, or a good part of the cells are numbers.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    const ROWS: usize = 1000;
    /// Of prose, only now and then a word is a number.
    const NUMBERS: f64 = 0.3;
    let head = &bytes[..bytes.len().min(1 << 20)];
    let Some(text) = cells::text(head) else {
        return false;
    };
    let separator = Separator::of(&text);
    let columns = Columns::of(Origin::Pasted, &text, separator).ok();
    let (mut rows, mut points, mut cells, mut numbers) = (0usize, 0usize, 0usize, 0usize);
    let is_number = |cell: &str| matches!(Cell::read(cell), Cell::Number(_));
    for row in cells::rows(&text, separator).take(ROWS) {
        rows += 1;
        cells += row.len();
        numbers += row.iter().filter(|cell| is_number(cell)).count();
        let is_point = |columns: &Columns| {
            let chosen = columns.chosen.into_iter();
            chosen
                .filter_map(|at| row.get(at))
                .filter(|cell| is_number(cell))
                .count()
                == 2
        };
        points += usize::from(columns.as_ref().is_some_and(is_point));
    }
    // Words stand between blanks, too: there a row is one of a table only if most of it is numbers.
    let is_prose = separator == Separator::Space && numbers * 2 < cells;
    rows > 0 && !is_prose && (points * 2 >= rows || numbers as f64 >= NUMBERS * cells as f64)
}

/// Reads a table of points to learn from.
pub(super) fn points(origin: Origin<'_>, bytes: &[u8]) -> Result<PlaneSet, Trouble> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_long(origin));
    }
    let (found, columns) = Found::read(origin, bytes, MOST_POINTS)?;
    if found.points.len() < LEAST_POINTS {
        return Err(origin
            .trouble("error-table-few")
            .with("points", found.points.len())
            .with("least", LEAST_POINTS));
    }
    Ok(found.into_set(origin.name(), &columns))
}

/// Reads a table of places to be told about, however many, and how many of its rows are none.
pub(super) fn listed(path: &Path, bytes: &[u8]) -> Result<(Vec<[f64; 2]>, usize), Trouble> {
    let (found, _) = Found::read(Origin::File(path), bytes, usize::MAX)?;
    Ok((found.points, found.left_out))
}

/// What a table holds.
#[derive(Default)]
struct Found {
    points: Vec<[f64; 2]>,
    header: Option<[String; 2]>,
    left_out: usize,
}

impl Found {
    fn read(origin: Origin<'_>, bytes: &[u8], most: usize) -> Result<(Self, Columns), Trouble> {
        const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
        if WORKBOOKS.iter().any(|start| bytes.starts_with(start)) {
            return Err(origin.trouble("error-table-workbook"));
        }
        let text = cells::text(bytes).ok_or_else(|| origin.trouble("error-table-binary"))?;
        let separator = Separator::of(&text);
        let columns = Columns::of(origin, &text, separator)?;
        let found = Self::in_text(&text, separator, &columns, most);
        if found.points.len() > most {
            return Err(origin.trouble("error-table-many").with("most", most));
        }
        Ok((found, columns))
    }

    /// Stops once there are more than `most`.
    fn in_text(text: &str, separator: Separator, columns: &Columns, most: usize) -> Self {
        let mut found = Self::default();
        for row in cells::rows(text, separator) {
            let words = columns
                .chosen
                .map(|column| row.get(column).unwrap_or_default());
            match words.map(Cell::read) {
                [Cell::Number(x), Cell::Number(y)] => found.points.push([x, y]),
                // The last row of words before the numbers is the header; a title above it is left out.
                [Cell::Word, Cell::Word] if found.points.is_empty() => {
                    let before = found.header.replace(words.map(str::to_owned));
                    found.left_out += usize::from(before.is_some());
                }
                _ => found.left_out += 1,
            }
            if found.points.len() > most {
                break;
            }
        }
        found
    }

    fn into_set(self, name: String, columns: &Columns) -> PlaneSet {
        let mut remarks = Vec::new();
        if columns.count > 2 {
            let names = match &self.header {
                Some(names) => names.clone(),
                None => columns.chosen.map(|column| (column + 1).to_string()),
            };
            remarks.push(
                Trouble::new("remark-table-columns")
                    .with("columns", columns.count)
                    .with("x", &names[0])
                    .with("y", &names[1]),
            );
        }
        if self.left_out > 0 {
            remarks.push(
                Trouble::new("remark-table-left-out")
                    .with("rows", self.left_out)
                    .with("all", self.left_out + self.points.len()),
            );
        }
        let outliers = outliers(&self.points);
        if outliers > 0 {
            remarks.push(Trouble::new("remark-table-outliers").with("points", outliers));
        }
        let window = around(&self.points);
        let table = split(self.points, self.header);
        PlaneSet {
            name,
            standard: Standard::of(&table.train),
            window,
            remarks,
            entropy: None,
            source: Source::Table(table),
        }
    }
}

/// Holds out a tenth. Which rows is left to chance, because tables are often sorted; chance is the same every time.
fn split(mut points: Vec<[f64; 2]>, names: Option<[String; 2]>) -> Table {
    let count = (points.len() / 10).min(HELD_OUT);
    points.shuffle(&mut Generator::seed_from_u64(0));
    let train = points.split_off(count);
    Table {
        train,
        held_out: points,
        names,
    }
}

/// The smallest rectangle that holds all points, with a margin. A column of equal numbers gets a unit.
fn around(points: &[[f64; 2]]) -> Window {
    let along = |axis: usize| {
        let values = points.iter().map(|point| point[axis]);
        let bounds = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = values.fold(bounds, |(low, high), v| (low.min(v), high.max(v)));
        let size = high - low;
        let unit = low.abs().max(high.abs()).max(1.0);
        // Next to large numbers, smaller margins than this would be lost to rounding.
        let margin = if size > 1e-9 * unit {
            MARGIN * size
        } else {
            0.5 * unit
        };
        (low - margin, high + margin)
    };
    let (x, y) = (along(0), along(1));
    Window {
        low: [x.0, y.0],
        high: [x.1, y.1],
    }
}

/// How many points are further from the median than [`OUTLYING`] robust deviations along an axis.
fn outliers(points: &[[f64; 2]]) -> usize {
    let reach = [0, 1].map(|axis| {
        let mut values: Vec<f64> = points.iter().map(|point| point[axis]).collect();
        let middle = median(&mut values);
        for v in &mut values {
            *v = (*v - middle).abs();
        }
        // 1.4826 makes the median distance of a Gaussian its deviation.
        (middle, OUTLYING * 1.4826 * median(&mut values))
    });
    let is_out = |v: f64, (middle, reach): (f64, f64)| reach > 0.0 && (v - middle).abs() > reach;
    points
        .iter()
        .filter(|point| is_out(point[0], reach[0]) || is_out(point[1], reach[1]))
        .count()
}

fn median(values: &mut [f64]) -> f64 {
    let half = values.len() / 2;
    *values.select_nth_unstable_by(half, f64::total_cmp).1
}
