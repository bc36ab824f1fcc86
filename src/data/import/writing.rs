//! Texts to learn from, in any encoding that can be told.
//!
//! UTF-8 and UTF-16 by their marks or their bytes; what is neither is told by its letters, as browsers do.

use std::borrow::Cow;
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::data::TextSet;
use crate::data::corpus::LEAST;
use crate::text::Trouble;

/// What a text may have in bytes.
const MOST_BYTES: usize = 64 << 20;
/// So much of a file decides what it is.
const SAMPLE: usize = 1 << 16;

/// The text in a file; `None` where it is none, or where it is too short to learn from.
pub(super) fn text(path: &Path, bytes: &[u8]) -> Option<Result<TextSet, Trouble>> {
    let (encoding, text) = decoded(bytes)?;
    if text.chars().take(LEAST).count() < LEAST {
        return None;
    }
    if bytes.len() > MOST_BYTES {
        let trouble = Trouble::new("error-table-long").with("path", path.display());
        return Some(Err(trouble.with("most", MOST_BYTES >> 20)));
    }
    let mut set = TextSet::found(&path.display().to_string(), &text);
    if encoding != UTF_8 {
        let remark = Trouble::new("remark-text-encoding").with("encoding", encoding.name());
        set.remarks.push(remark);
    }
    if set.is_list {
        set.remarks.push(Trouble::new("remark-text-list"));
    }
    Some(Ok(set))
}

/// The encoding of a text and its characters; `None` where these are no letters.
fn decoded(bytes: &[u8]) -> Option<(&'static Encoding, Cow<'_, str>)> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guessed(bytes)?,
    };
    let (text, encoding, _) = encoding.decode(bytes);
    let head = text.chars().take(SAMPLE);
    let (mut all, mut odd) = (0usize, 0usize);
    for c in head {
        all += 1;
        let is_blank = matches!(c, '\n' | '\r' | '\t' | '\u{c}');
        if c == '\0' {
            return None;
        }
        odd += usize::from(c.is_control() && !is_blank || c == char::REPLACEMENT_CHARACTER);
    }
    // A damaged letter here and there is no reason to refuse a book.
    (odd * 100 <= all).then_some((encoding, text))
}

fn guessed(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if let Some(wide) = without_a_mark(head) {
        return Some(wide);
    }
    if head.contains(&0) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Allow))
}

/// UTF-16 without its mark: of ordinary letters every other byte is zero.
fn without_a_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (first, second, half) = (zeros(0), zeros(1), head.len() / 2);
    match (first * 2 > half, second * 2 > half) {
        (true, false) if second * 100 < half => Some(UTF_16BE),
        (false, true) if first * 100 < half => Some(UTF_16LE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::data::DataSet;

    const KOREAN: &str =
        "옛날 옛적에 호랑이가 담배 피우던 시절, 어느 마을에 한 나무꾼이 살았습니다. ";
    const GERMAN: &str =
        "Über allen Gipfeln ist Ruh, in allen Wipfeln spürest du kaum einen Hauch. ";

    fn read(bytes: &[u8]) -> TextSet {
        match parse(Path::new("own.txt"), bytes) {
            Ok(DataSet::Text(set)) => set,
            other => panic!("{other:?}"),
        }
    }

    fn whole(set: &TextSet) -> String {
        set.alphabet.decode(&set.train)
    }

    #[test]
    fn a_text_is_read_in_any_encoding_that_can_be_told() {
        let korean = KOREAN.repeat(40);
        let german = GERMAN.repeat(40);
        let (legacy, _, _) = encoding_rs::EUC_KR.encode(&korean);
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&german);
        let wide: Vec<u8> = german.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe], &wide[..]].concat();
        for (bytes, text, remarks) in [
            (korean.as_bytes(), &korean, 0),
            (&legacy, &korean, 1),
            (&latin, &german, 1),
            (&wide, &german, 1),
            (&marked, &german, 1),
        ] {
            let set = read(bytes);
            assert!(text.starts_with(&whole(&set)), "{:?}", set.remarks);
            assert_eq!(set.remarks.len(), remarks);
        }
    }

    #[test]
    fn numbers_in_columns_are_points_and_bytes_are_nothing() {
        let table = (0..200).map(|i| format!("{i},{}\n", i * i % 17));
        let table: String = table.collect();
        let points = parse(Path::new("own.txt"), table.as_bytes());
        assert!(matches!(points, Ok(DataSet::Plane(_))));
        // A table with a word for every two numbers, too.
        let named = table.replace('\n', ",left of the river\n");
        let points = parse(Path::new("own.csv"), named.as_bytes());
        assert!(matches!(points, Ok(DataSet::Plane(_))));
        // A column of dates beside a column of numbers is a table that lacks one, and no text.
        let dated: Vec<String> = (0..200).map(|i| format!("2024-01-{i},{i}\n")).collect();
        let dated = dated.concat();
        let trouble = parse(Path::new("own.csv"), dated.as_bytes()).unwrap_err();
        assert_eq!(trouble.key(), "error-table-words");
        let bytes: Vec<u8> = (0..4000u32).map(|i| (i * 193 % 251) as u8).collect();
        let trouble = parse(Path::new("own.bin"), &bytes).unwrap_err();
        assert_eq!(trouble.key(), "error-table-binary");
    }

    #[test]
    fn prose_with_numbers_in_it_is_a_text() {
        let prose = "In 1599 the 2 companies moved; 12 carts, 3 days. And then, 40 years later:\n";
        let set = read(prose.repeat(50).as_bytes());
        assert!(!set.is_list);
        // Too short to learn from: what would be needed is said.
        let trouble = parse(Path::new("own.txt"), prose.as_bytes()).unwrap_err();
        assert!(trouble.key().starts_with("error-"), "{}", trouble.key());
    }
}
