//! What a command prints: results on standard output, remarks on standard error.

use std::io::Write;

use serde_json::Value;

use crate::text::{Language, Trouble};

/// The words under `key`. The command line speaks English: other programs read it.
pub(super) fn words(key: &str) -> String {
    Language::English.t(key)
}

/// The words under `key`, or nothing where there are none.
pub(super) fn words_if_any(key: &str) -> Option<String> {
    Some(words(key)).filter(|words| words != key)
}

/// The words under `key` with places filled in.
pub(super) fn filled(key: &str, args: &[(&'static str, String)]) -> String {
    let args: Vec<_> = args
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    Language::English.f(key, &args)
}

/// Prints a result. A reader that has gone away, such as `head`, is no failure.
pub(super) fn print(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    match out
        .write_all(text.trim_end().as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
    {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Trouble::new("error-out-unwritable")
                .with("path", "standard output")
                .with("why", why))
        }
        _ => Ok(()),
    }
}

/// Prints one JSON object.
pub(super) fn print_json(value: &Value) -> Result<(), Trouble> {
    print(&format!("{value:#}"))
}

/// Says something beside the result.
pub(super) fn remark(text: &str) {
    // Standard error may be closed, and then nobody wants to know.
    writeln!(std::io::stderr(), "{text}").ok();
}

/// A whole number with its thousands set apart: 12,345.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with as many decimals as its size asks for.
pub(super) fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size >= 1000.0 => {
            let sign = if value < 0.0 { "-" } else { "" };
            format!("{sign}{}", thousands(size.round() as u64))
        }
        size if size >= 100.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}

/// Rows in columns as wide as their widest cell; the last column is left as it is.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell:<width$}"))
            .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(7), "7");
        assert_eq!(thousands(123), "123");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(number(-1234.4), "-1,234");
        assert_eq!(number(104.26), "104.3");
        assert_eq!(number(-0.5), "-0.5000");
    }
}
