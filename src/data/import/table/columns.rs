//! Which two columns of a table are the coordinates.

use csv::StringRecord;

use super::Origin;
use super::cells::{self, Cell, Separator};
use crate::text::Trouble;

/// How many rows decide which columns hold numbers.
const SAMPLE: usize = 1000;
/// How much of a cell is told in a sentence.
const LETTERS: usize = 40;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    /// Those of x and y, from 0.
    pub chosen: [usize; 2],
    /// How many there are.
    pub count: usize,
}

/// What the first rows have in a column.
#[derive(Debug, Default, Clone)]
struct Column {
    numbers: usize,
    words: usize,
    /// The last word, and the line it stands in.
    word: Option<(String, u64)>,
}

impl Column {
    fn read(&mut self, cell: &str, line: u64) {
        match Cell::read(cell) {
            Cell::Number(_) => self.numbers += 1,
            Cell::Missing => {}
            Cell::Word => {
                self.words += 1;
                self.word = Some((cell.chars().take(LETTERS).collect(), line));
            }
        }
    }

    /// Most of it is numbers; a header is a word, and what is missing is neither.
    fn is_numeric(&self) -> bool {
        self.numbers > 0 && self.numbers >= self.words
    }
}

impl Columns {
    /// The first two that hold numbers.
    ///
    /// # Errors
    /// A sentence that says why there are no two.
    pub(super) fn of(
        origin: Origin<'_>,
        text: &str,
        separator: Separator,
    ) -> Result<Self, Trouble> {
        let rows: Vec<StringRecord> = cells::rows(text, separator).take(SAMPLE).collect();
        let count = rows.iter().map(StringRecord::len).max().unwrap_or(0);
        let mut columns = vec![Column::default(); count];
        for row in &rows {
            let line = row.position().map_or(0, csv::Position::line);
            for (column, cell) in columns.iter_mut().zip(row) {
                column.read(cell, line);
            }
        }
        let mut numeric: Vec<usize> = (0..count).filter(|&at| columns[at].is_numeric()).collect();
        if numeric.len() > 2 && numbers_the_rows(&rows) {
            numeric.remove(0);
        }
        match numeric[..] {
            [x, y, ..] => Ok(Self {
                chosen: [x, y],
                count,
            }),
            _ => Err(refusal(origin, &columns, &numeric)),
        }
    }
}

/// Whether the first column is the one that pandas and R write before the data: numbers below an empty name.
fn numbers_the_rows(rows: &[StringRecord]) -> bool {
    let Some(first) = rows.first() else {
        return false;
    };
    let is_word = |cell| Cell::read(cell) == Cell::Word;
    first.get(0) == Some("") && first.iter().skip(1).all(is_word)
}

fn refusal(origin: Origin<'_>, columns: &[Column], numeric: &[usize]) -> Trouble {
    let words = |column: &Column| column.word.clone();
    match (numeric, columns) {
        ([], _) => match columns.iter().find_map(words) {
            Some((cell, line)) => origin
                .trouble_of_file("error-file-numbers", "error-table-numbers")
                .with("line", line)
                .with("cell", cell),
            None => origin.trouble_of_file("error-file-empty", "error-table-empty"),
        },
        (_, [_]) => origin.trouble("error-table-column"),
        _ => {
            let other = columns
                .iter()
                .position(|column| column.words > column.numbers);
            match other.and_then(|at| Some((at, words(&columns[at])?))) {
                Some((at, (cell, line))) => origin
                    .trouble("error-table-words")
                    .with("column", at + 1)
                    .with("line", line)
                    .with("cell", cell),
                None => origin.trouble("error-table-column"),
            }
        }
    }
}
