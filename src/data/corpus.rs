//! Texts as sequences of characters: the bundled ones, and files that users bring.
//!
//! A character is a Unicode scalar value. The alphabet is that of the part that is learned from; whatever else turns up, in
//! the part that is held out or in what somebody types, becomes the one symbol for what is unknown.

use std::collections::HashSet;

use crate::text::Trouble;

/// What a running text holds out at most, in characters: an evaluation of it stays short.
const HELD_OUT: usize = 40_000;
/// One of so many lines of a list is held out.
const EVERY: usize = 10;
/// Fewer characters than this say nothing about a language.
pub const LEAST: usize = 1000;
/// An alphabet has at most so many characters; the rarest beyond that are unknown.
const LARGEST: usize = 4096;
/// What stands for an unknown character where a text is shown.
pub const UNKNOWN: char = '□';

/// The characters that a model knows, each with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alphabet {
    /// In the order of their code points.
    characters: Vec<char>,
}

impl Alphabet {
    /// The characters of a text, the most frequent ones if there are too many.
    fn of(text: &str) -> Self {
        let mut counts = std::collections::BTreeMap::<char, usize>::new();
        for c in text.chars() {
            *counts.entry(c).or_default() += 1;
        }
        let mut counted: Vec<(char, usize)> = counts.into_iter().collect();
        counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counted.truncate(LARGEST);
        let mut characters: Vec<char> = counted.into_iter().map(|(c, _)| c).collect();
        characters.sort_unstable();
        Self { characters }
    }

    /// How many symbols there are, the unknown one included.
    pub fn symbols(&self) -> usize {
        self.characters.len() + 1
    }

    /// The number of the unknown symbol, the last one.
    pub fn unknown(&self) -> u16 {
        self.characters.len() as u16
    }

    /// The number of a character.
    pub fn number(&self, c: char) -> u16 {
        self.characters
            .binary_search(&c)
            .map_or(self.unknown(), |at| at as u16)
    }

    /// The character with a number.
    pub fn character(&self, number: u16) -> char {
        self.characters
            .get(usize::from(number))
            .copied()
            .unwrap_or(UNKNOWN)
    }

    /// The numbers of the characters of a text.
    pub fn encode(&self, text: &str) -> Vec<u16> {
        text.chars().map(|c| self.number(c)).collect()
    }

    /// The text that numbers stand for.
    pub fn decode(&self, numbers: &[u16]) -> String {
        numbers.iter().map(|&n| self.character(n)).collect()
    }
}

/// A text, split into what a model learns from and what it is judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct TextSet {
    /// The name it was asked for by: a bundled name, or a path.
    pub name: String,
    /// The characters of the part that is learned from.
    pub alphabet: Alphabet,
    /// What a model learns from, as numbers of characters.
    pub train: Vec<u16>,
    /// What it is judged by.
    pub held_out: Vec<u16>,
    /// Whether it is a list, such as of names, whose lines have nothing to do with each other.
    pub is_list: bool,
    /// What there is to tell about how it was read.
    pub remarks: Vec<Trouble>,
}

impl TextSet {
    /// Splits a text by position. Of a running text the last tenth is held out, and not more than an evaluation has time for;
    /// of a list every tenth line, because lists are often sorted.
    pub fn new(name: &str, text: &str, is_list: bool) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let (train, held_out) = if is_list {
            split_lines(&text)
        } else {
            split_running(&text)
        };
        let alphabet = Alphabet::of(&train);
        Self {
            name: name.to_owned(),
            train: alphabet.encode(&train),
            held_out: alphabet.encode(&held_out),
            alphabet,
            is_list,
            remarks: Vec::new(),
        }
    }

    /// A text from a file: a list where its lines are many, short and without gaps.
    pub(super) fn found(name: &str, text: &str) -> Self {
        Self::new(name, text, is_list(text))
    }

    /// The whole text held out, in the alphabet of a model that has learned another one.
    #[must_use]
    pub fn judging(&self, alphabet: &Alphabet, all: bool) -> Self {
        let again = |numbers: &[u16]| -> Vec<u16> {
            let characters = numbers.iter().map(|&n| self.alphabet.character(n));
            characters.map(|c| alphabet.number(c)).collect()
        };
        let train = again(&self.train);
        let held_out = again(&self.held_out);
        let (train, held_out) = if all {
            (Vec::new(), [train, held_out].concat())
        } else {
            (train, held_out)
        };
        Self {
            name: self.name.clone(),
            alphabet: alphabet.clone(),
            train,
            held_out: held_out.into_iter().take(HELD_OUT).collect(),
            is_list: self.is_list,
            remarks: self.remarks.clone(),
        }
    }

    /// The character after which a text begins: the end of a line, or where there is none, of a word.
    pub fn beginning(&self) -> u16 {
        let known = ['\n', ' '].map(|c| self.alphabet.number(c));
        let unknown = self.alphabet.unknown();
        known.into_iter().find(|&n| n != unknown).unwrap_or(0)
    }

    /// How many characters of the held-out part the alphabet lacks.
    pub fn unknown(&self) -> usize {
        let unknown = self.alphabet.unknown();
        self.held_out.iter().filter(|&&n| n == unknown).count()
    }

    /// The words of the part that is learned from, in small letters.
    pub fn words(&self) -> HashSet<String> {
        words_of(&self.alphabet.decode(&self.train)).collect()
    }

    /// A short fingerprint of the text, so that a run can tell whether it is given the data it was trained on.
    pub fn fingerprint(&self) -> String {
        let fold = |h: u64, n: u32| (h ^ u64::from(n)).wrapping_mul(0x0100_0000_01b3);
        let alphabet = self.alphabet.characters.iter().map(|&c| c as u32);
        let numbers = self.train.iter().chain(&self.held_out);
        let all = alphabet.chain(numbers.map(|&n| u32::from(n)));
        format!("{:016x}", all.fold(0xcbf2_9ce4_8422_2325, fold))
    }
}

/// The words of a text in small letters: letters in a row, and apostrophes between them.
pub fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != UNKNOWN)
        .map(|word| word.trim_matches('\'').to_lowercase())
        .filter(|word| !word.is_empty())
}

fn split_running(text: &str) -> (String, String) {
    let count = text.chars().count();
    let held_out = (count / EVERY).min(HELD_OUT);
    let cut = text
        .char_indices()
        .nth(count - held_out)
        .map_or(text.len(), |(at, _)| at);
    (text[..cut].to_owned(), text[cut..].to_owned())
}

/// Each line begins where another one ended, so that a model can begin one and end it.
fn split_lines(text: &str) -> (String, String) {
    let (mut train, mut held_out) = ("\n".to_owned(), "\n".to_owned());
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (at, line) in lines.enumerate() {
        let part = if at % EVERY == EVERY - 1 {
            &mut held_out
        } else {
            &mut train
        };
        part.push_str(line);
        part.push('\n');
    }
    (train, held_out)
}

fn is_list(text: &str) -> bool {
    const MANY: usize = 50;
    const SHORT: usize = 32;
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let short = lines.iter().filter(|line| line.chars().count() <= SHORT);
    lines.len() >= MANY
        && !lines.iter().any(|line| line.is_empty())
        && short.count() * 10 >= lines.len() * 9
}

/// The texts that every copy of Genera carries: name, text, and whether it is a list.
const BUNDLED: &[(&str, &str, bool)] = &[
    (
        "shakespeare",
        include_str!("../../assets/data/shakespeare_9plays.txt"),
        false,
    ),
    (
        "names",
        include_str!("../../assets/data/names_en.txt"),
        true,
    ),
    (
        "korean",
        include_str!("../../assets/data/ko_emoji_names.txt"),
        true,
    ),
];

/// The names of the bundled texts.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    BUNDLED.iter().map(|(name, ..)| *name)
}

/// The bundled text with this name.
pub(super) fn bundled(name: &str) -> Option<TextSet> {
    let (name, text, is_list) = BUNDLED.iter().find(|(known, ..)| *known == name)?;
    Some(TextSet::new(name, text, *is_list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_texts_are_whole() {
        let plays = bundled("shakespeare").unwrap();
        assert_eq!(plays.train.len() + plays.held_out.len(), 1_150_991);
        assert_eq!(plays.held_out.len(), HELD_OUT);
        // 76 characters in all, one of which may be held out alone.
        assert!((76..=77).contains(&(plays.alphabet.symbols())), "{plays:?}");
        let names = bundled("names").unwrap();
        assert_eq!(names.alphabet.symbols(), 26 + 1 + 1);
        let lines = |part: &[u16]| names.alphabet.decode(part).trim().lines().count();
        assert_eq!((lines(&names.train), lines(&names.held_out)), (7563, 840));
        let korean = bundled("korean").unwrap();
        assert!(korean.alphabet.symbols() > 600);
        let share = korean.unknown() as f64 / korean.held_out.len() as f64;
        assert!(share < 0.03, "{share} of the held-out characters are new");
        assert!(bundled("mnist").is_none());
    }

    #[test]
    fn a_text_comes_back_but_for_what_is_unknown() {
        let set = TextSet::new("own", &"abc abd\r\n".repeat(200), false);
        // Four letters, a blank, the end of a line, and the unknown.
        assert_eq!(set.alphabet.symbols(), 4 + 1 + 1 + 1);
        let there = set.alphabet.encode("bad Cab\n");
        assert_eq!(there[4], set.alphabet.unknown());
        assert_eq!(set.alphabet.decode(&there), "bad □ab\n");
        // The last tenth is held out, and nothing is lost between the parts.
        assert_eq!((set.train.len(), set.held_out.len()), (1440, 160));
        let other = TextSet::new("own", &"xyz\n".repeat(300), false);
        assert_ne!(set.fingerprint(), other.fingerprint());
        let judged = other.judging(&set.alphabet, true);
        assert_eq!(judged.held_out.len(), 1200);
        assert_eq!(judged.unknown(), 900);
    }

    #[test]
    fn lists_are_told_from_running_text_by_their_lines() {
        assert!(is_list(&"emma\nolivia\n".repeat(30)));
        assert!(!is_list(&"emma\n\nolivia\n".repeat(30)));
        assert!(!is_list(
            &"a line of prose that goes on and on, and then some\n".repeat(60)
        ));
        assert!(!is_list("emma\nolivia\n"));
        assert!(!is_list(BUNDLED[0].1));
    }

    #[test]
    fn words_are_letters_in_a_row() {
        let found: Vec<String> = words_of("ROMEO.\n  I'll go, 'tis 가로 신호등").collect();
        assert_eq!(found, ["romeo", "i'll", "go", "tis", "가로", "신호등"]);
    }
}
