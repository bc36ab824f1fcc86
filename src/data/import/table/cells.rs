//! A table as text: its letters, what separates its cells, and which cells are numbers.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord, Trim};

/// Numbers beyond this are no measurements, and their squares leave what a model can compute with.
const LARGEST: f64 = 1e30;
/// How many rows decide what separates cells.
const SAMPLE: usize = 100;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// A finite number.
    Number(f64),
    /// Nothing, or what stands for a number that is not there.
    Missing,
    /// Anything else.
    Word,
}

impl Cell {
    /// Reads a cell. A comma before the last digits is a decimal comma; thousands are not set apart.
    pub(super) fn read(text: &str) -> Self {
        const MISSING: [&str; 7] = ["", "-", "na", "n/a", "#n/a", "null", "none"];
        let dotted = Some(text).filter(|text| text.contains([',', '\u{2212}']));
        let dotted = dotted.map(|text| text.replacen(',', ".", 1).replace('\u{2212}', "-"));
        let is_cut_off = text.ends_with(',');
        match dotted.as_deref().unwrap_or(text).parse::<f64>() {
            Ok(number) if number.abs() <= LARGEST && !is_cut_off => Self::Number(number),
            Ok(_) if !is_cut_off => Self::Missing,
            _ if MISSING.contains(&text.to_lowercase().as_str()) => Self::Missing,
            _ => Self::Word,
        }
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Number(_))
    }
}

/// The text of a file: UTF-8, or UTF-16 as spreadsheet programs write it. Letters of other codes become question marks, for
/// numbers are the same in all of them. `None` where it is no text at all.
pub(super) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |of: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes[2..].as_chunks();
        let units = pairs.iter().map(|pair| of(*pair));
        let letters = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        Cow::Owned(letters.collect::<String>())
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(bytes),
    };
    let is_odd = |c: char| c.is_ascii_control() && !c.is_ascii_whitespace();
    (!text.contains('\0') && !text.chars().take(4096).any(is_odd)).then_some(text)
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Separator {
    /// One of these bytes.
    Byte(u8),
    /// Spaces, as many as there are.
    Space,
}

impl Separator {
    /// In the order of preference.
    const ALL: [Self; 4] = [
        Self::Byte(b'\t'),
        Self::Byte(b';'),
        Self::Byte(b','),
        Self::Space,
    ];

    /// The one by which the first rows come apart into the most numbers and the least of anything else.
    pub(super) fn of(text: &str) -> Self {
        let numbers = |row: &StringRecord| row.iter().filter(|c| Cell::read(c).is_number()).count();
        let rate = |separator| {
            let (mut pure, mut apart) = (0.0, 0usize);
            let head: Vec<&str> = text.lines().take(SAMPLE).collect();
            for row in rows(&head.join("\n"), separator) {
                apart += usize::from(row.len() > 1);
                if numbers(&row) > 1 {
                    pure += numbers(&row) as f64 / row.len() as f64;
                }
            }
            (pure, apart)
        };
        let mut best = (Self::ALL[0], rate(Self::ALL[0]));
        for separator in Self::ALL.into_iter().skip(1) {
            let rated = rate(separator);
            if rated > best.1 {
                best = (separator, rated);
            }
        }
        best.0
    }
}

/// The rows of a table, without those that are blank or comments.
pub(super) fn rows(text: &str, separator: Separator) -> impl Iterator<Item = StringRecord> {
    let (text, byte) = match separator {
        Separator::Byte(byte) => (Cow::Borrowed(text), byte),
        Separator::Space => (Cow::Owned(tabbed(text)), b'\t'),
    };
    // A quote that is never closed would swallow all rows after it.
    let quotes = text.bytes().filter(|byte| *byte == b'"').count();
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(byte)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .quoting(quotes.is_multiple_of(2));
    let reader = builder.from_reader(std::io::Cursor::new(text.into_owned().into_bytes()));
    reader.into_records().flatten().filter(|row| !is_idle(row))
}

fn tabbed(text: &str) -> String {
    let mut tabbed = String::with_capacity(text.len() + 1);
    for line in text.lines() {
        for (index, cell) in line.split_whitespace().enumerate() {
            if index > 0 {
                tabbed.push('\t');
            }
            tabbed.push_str(cell);
        }
        tabbed.push('\n');
    }
    tabbed
}

fn is_idle(row: &StringRecord) -> bool {
    let first = row.get(0).unwrap_or_default();
    let is_blank = |cell: &str| cell.chars().all(|c| [',', ';', '\t', ' '].contains(&c));
    ["#", "%", "//"].iter().any(|mark| first.starts_with(mark)) || row.iter().all(is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_nothing_or_words() {
        for (text, number) in [
            ("1.5", 1.5),
            ("-3e-2", -0.03),
            ("+.5", 0.5),
            ("1,5", 1.5),
            ("\u{2212}2,25", -2.25),
            ("1e5", 1e5),
        ] {
            assert_eq!(Cell::read(text), Cell::Number(number), "{text}");
        }
        for text in [
            "",
            "NaN",
            "inf",
            "-Infinity",
            "NA",
            "#N/A",
            "null",
            "-",
            "1e300",
        ] {
            assert_eq!(Cell::read(text), Cell::Missing, "{text}");
        }
        for text in [
            "1,",
            "1,234,567",
            "1.234,5",
            "x",
            "2024-01-01",
            "5 %",
            "12:30",
            "1 2",
        ] {
            assert_eq!(Cell::read(text), Cell::Word, "{text}");
        }
    }

    #[test]
    fn separators_are_told_apart() {
        for (text, separator) in [
            ("1,2\n3,4\n", Separator::Byte(b',')),
            ("1.5, 2.5\n", Separator::Byte(b',')),
            ("1,5;2,5\n3,5;4,5", Separator::Byte(b';')),
            ("1,5\t2,5\n", Separator::Byte(b'\t')),
            ("1,5 2,5\n", Separator::Space),
            ("  1.5   2.5\n", Separator::Space),
            (
                "when, x, y\n2024-01-01 12:00, 1, 2\n",
                Separator::Byte(b','),
            ),
            ("2024-01-01;3\n", Separator::Byte(b';')),
        ] {
            assert_eq!(Separator::of(text), separator, "{text}");
        }
    }
}
