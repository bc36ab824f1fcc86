//! What is measured of a model of texts beyond its likelihood: what it writes, beside what it has read.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::evaluation::Number;
use super::material::Material;
use crate::data::TextSet;
use crate::data::corpus::words_of;
use crate::families::{Learner, Manner, Pen};
use crate::measure::Grams;
use crate::nn::Noise;

/// How well the held-out text is foretold without a net, by sequences of so many characters.
const BASELINES: [&str; 4] = [
    "uniform_nats_per_char",
    "unigram_nats_per_char",
    "bigram_nats_per_char",
    "trigram_nats_per_char",
];
/// Characters that are written in a turn.
const AT_ONCE: usize = 96;
/// A word or a line counts as whole only where something stands before and after it.
const LEAST: usize = 2;

/// What is known of a text once and for all.
#[derive(Default)]
pub(super) struct Learned {
    baselines: [OnceCell<f64>; BASELINES.len()],
    lexicon: OnceCell<Lexicon>,
    real: OnceCell<Habits>,
}

/// What stands in a text.
struct Lexicon {
    /// The share of each character. `[symbols]`
    shares: Vec<f64>,
    words: HashSet<String>,
    lines: HashSet<String>,
}

/// What a text is like beside what stands in another.
#[derive(Clone, Copy)]
struct Habits {
    /// Half the sum of how far the shares of the characters are apart: 0 where they are the same, 1 where they share none.
    letters: f64,
    /// The share of its words, of a list of its lines, that stand in the other.
    known: f64,
    /// How many characters its lines have in the mean.
    line: f64,
}

impl Lexicon {
    fn of(set: &TextSet) -> Self {
        let text = set.alphabet.decode(&set.train);
        Self {
            shares: shares(&set.train, set.alphabet.symbols()),
            words: if set.is_list {
                HashSet::new()
            } else {
                words_of(&text).collect()
            },
            lines: if set.is_list {
                text.lines().map(str::to_owned).collect()
            } else {
                HashSet::new()
            },
        }
    }

    fn beside(&self, set: &TextSet, texts: &[Vec<u16>]) -> Habits {
        let all = texts.concat();
        let apart = shares(&all, set.alphabet.symbols())
            .iter()
            .zip(&self.shares)
            .map(|(a, b)| (a - b).abs())
            .sum::<f64>();
        let (mut known, mut units) = (0usize, 0usize);
        let (mut characters, mut lines) = (0usize, 0usize);
        for text in texts {
            let text = set.alphabet.decode(text);
            let whole = whole(text.split('\n'));
            let whole: Vec<&str> = whole.into_iter().filter(|l| !l.trim().is_empty()).collect();
            lines += whole.len();
            characters += whole.iter().map(|line| line.chars().count()).sum::<usize>();
            if set.is_list {
                units += whole.len();
                known += whole.iter().filter(|l| self.lines.contains(**l)).count();
            } else {
                let found = whole_words(&text);
                units += found.len();
                known += found.iter().filter(|w| self.words.contains(*w)).count();
            }
        }
        Habits {
            letters: apart / 2.0,
            known: known as f64 / units as f64,
            line: characters as f64 / lines as f64,
        }
    }
}

/// Without the first and the last, which may have been cut.
fn whole<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let parts: Vec<&str> = parts.collect();
    match parts.len() {
        0..=LEAST => Vec::new(),
        count => parts[1..count - 1].to_vec(),
    }
}

fn whole_words(text: &str) -> Vec<String> {
    let found: Vec<String> = words_of(text).collect();
    match found.len() {
        0..=LEAST => Vec::new(),
        count => found[1..count - 1].to_vec(),
    }
}

fn shares(text: &[u16], symbols: usize) -> Vec<f64> {
    let mut shares = vec![0.0; symbols];
    let one = 1.0 / text.len().max(1) as f64;
    for c in text {
        shares[usize::from(*c)] += one;
    }
    shares
}

/// Measures that have not come to their end.
pub(super) struct TextMeasures {
    noise: Noise,
    /// How many texts are written, and how long each becomes.
    texts: usize,
    length: usize,
    pen: Option<Box<dyn Pen>>,
    written: Vec<Vec<u16>>,
}

impl TextMeasures {
    /// As good as it gets.
    pub(super) fn whole(seed: u64) -> Self {
        Self::new(seed, 16, 1024)
    }

    /// What there is time for beside the training.
    pub(super) fn beside(seed: u64) -> Self {
        Self::new(seed, 8, 256)
    }

    fn new(seed: u64, texts: usize, length: usize) -> Self {
        Self {
            noise: Noise::fixed(seed, "measured texts"),
            texts,
            length,
            pen: None,
            written: Vec::new(),
        }
    }

    /// A turn of a few milliseconds; the numbers come with the last one.
    pub(super) fn turn(
        &mut self,
        learner: &dyn Learner,
        material: &Material,
    ) -> Option<Vec<Number>> {
        let (Some(learned), Some(judge)) = (material.data.text(), material.judge.text()) else {
            return Some(Vec::new());
        };
        let known = &material.learned;
        for (order, baseline) in known.baselines.iter().enumerate() {
            if baseline.get().is_none() {
                let grams = Grams::of(&learned.train, order, learned.alphabet.symbols());
                baseline.get_or_init(|| grams.nats(&judge.held_out));
                return None;
            }
        }
        if known.lexicon.get().is_none() {
            known.lexicon.get_or_init(|| Lexicon::of(learned));
            return None;
        }
        if self.write(learner, learned) {
            return None;
        }
        let lexicon = known.lexicon.get()?;
        let length = self.texts * self.length;
        let held_out = &judge.held_out[..judge.held_out.len().min(length)];
        let real = known
            .real
            .get_or_init(|| lexicon.beside(learned, &[held_out.to_vec()]));
        let ours = (!self.written.is_empty()).then(|| lexicon.beside(learned, &self.written));
        let [known_name, known_real] = if learned.is_list {
            ["lines_known", "lines_known_real"]
        } else {
            ["words_known", "words_known_real"]
        };
        let pair = |names: [&'static str; 2], of: fn(&Habits) -> f64| {
            [
                (names[0], ours.as_ref().map(of).filter(|v| v.is_finite())),
                (names[1], Some(of(real)).filter(|v| v.is_finite())),
            ]
        };
        let mut numbers: Vec<Number> = BASELINES
            .iter()
            .zip(&known.baselines)
            .map(|(name, nats)| (*name, nats.get().copied()))
            .collect();
        numbers.extend(pair(["letters_distance", "letters_distance_real"], |h| {
            h.letters
        }));
        numbers.extend(pair([known_name, known_real], |h| h.known));
        numbers.extend(pair(["line_length", "line_length_real"], |h| h.line));
        Some(numbers)
    }

    /// Writes some characters; false when all are there.
    fn write(&mut self, learner: &dyn Learner, set: &TextSet) -> bool {
        let Some(author) = learner.author() else {
            return false;
        };
        let pen = self.pen.get_or_insert_with(|| {
            let beginnings = vec![vec![set.beginning()]; self.texts];
            self.written.clone_from(&beginnings);
            author.write(&beginnings, Manner::PLAIN, self.noise)
        });
        for _ in 0..(AT_ONCE / self.texts).max(1) {
            if self.written[0].len() >= self.length {
                return false;
            }
            for (text, next) in self.written.iter_mut().zip(pen.write()) {
                text.push(next);
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_beside_itself_has_its_habits() {
        let text = "the cat sat on the mat\nand then it went\n".repeat(60);
        let set = TextSet::new("own", &text, false);
        let lexicon = Lexicon::of(&set);
        let same = lexicon.beside(&set, std::slice::from_ref(&set.train));
        assert!(same.letters < 1e-9 && same.known == 1.0);
        // Lines of 22 and 16 characters.
        assert!((same.line - 19.0).abs() < 0.2, "{}", same.line);
        let other = set.alphabet.encode("x the dog sat then xx");
        let other = lexicon.beside(&set, &[other]);
        // Of the words in the middle, "the", "sat" and "then" are known, and "dog" is not.
        assert_eq!(other.known, 0.75);
        assert!(other.line.is_nan() && other.letters > 0.1);
    }

    #[test]
    fn of_a_list_lines_are_what_counts() {
        let names = (0..300)
            .map(|i| format!("n{i}\n"))
            .collect::<Vec<_>>()
            .concat();
        let set = TextSet::new("own", &names, true);
        let lexicon = Lexicon::of(&set);
        let written = set.alphabet.encode("\nn1\nn9999\nn2\nn3");
        let habits = lexicon.beside(&set, &[written]);
        assert!((habits.known - 2.0 / 3.0).abs() < 1e-9);
    }
}
