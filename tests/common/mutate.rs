//! Damage by the seed: what happens to files on bad disks, in bad transfers and in careless editors.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Numbers as people and programs write them who do not know the limits.
const NUMBERS: &[&str] = &[
    "",
    "0",
    "1",
    "2",
    "5",
    "-0",
    "-1",
    "1e308",
    "1e999",
    "-1e-320",
    "nan",
    "inf",
    "-inf",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0x7f",
    "1_000",
    "١٢",
    "\"1\"",
    "[]",
    "null",
];

/// Numbers of one to eight bytes at the limits.
const EXTREMES: &[u64] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff_ffff,
    0xffff_ffff,
    u64::MAX >> 1,
    u64::MAX,
];

/// Spoils texts and files, always the same ones from the same seed.
pub(crate) struct Mutator(Xoshiro256PlusPlus);

impl Mutator {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A whole number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    /// One to four damages of one of the inputs.
    pub(crate) fn damaged(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(4) {
            self.damage(&mut bytes, corpus);
        }
        bytes
    }

    fn damage(&mut self, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let at = self.below(bytes.len());
        match self.below(10) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => bytes[at] = self.0.random(),
            2 => bytes.truncate(at),
            3 => {
                let chunk = self.chunk(bytes);
                bytes.splice(at..at, chunk);
            }
            4 => {
                let end = (at + self.below(64)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            5 => {
                let other = self.below(corpus.len());
                let chunk = self.chunk(&corpus[other]);
                let end = (at + chunk.len()).min(bytes.len());
                bytes.splice(at.min(end)..end, chunk);
            }
            6 => self.extreme(bytes, at),
            // The numbers that say how large everything is stand at the beginning.
            7 => {
                let at = self.below(bytes.len().min(24));
                self.extreme(bytes, at);
            }
            8 => self.number(bytes),
            _ => {
                let count = self.below(16);
                let noise: Vec<u8> = (0..count).map(|_| self.0.random()).collect();
                bytes.splice(at..at, noise);
            }
        }
    }

    /// Up to 64 bytes from anywhere.
    fn chunk(&mut self, bytes: &[u8]) -> Vec<u8> {
        let from = self.below(bytes.len());
        let to = (from + 1 + self.below(64)).min(bytes.len());
        bytes.get(from..to).unwrap_or_default().to_vec()
    }

    fn extreme(&mut self, bytes: &mut [u8], at: usize) {
        let number = EXTREMES[self.below(EXTREMES.len())];
        let width = [1, 2, 4, 8][self.below(4)];
        let all = if self.below(2) == 0 {
            number.to_le_bytes()
        } else {
            (number << (64 - 8 * width)).to_be_bytes()
        };
        for (place, byte) in bytes.iter_mut().skip(at).zip(&all[..width]) {
            *place = *byte;
        }
    }

    /// Puts another number in the place of one that is written in digits.
    fn number(&mut self, bytes: &mut Vec<u8>) {
        let starts: Vec<usize> = (0..bytes.len())
            .filter(|&i| bytes[i].is_ascii_digit() && (i == 0 || !bytes[i - 1].is_ascii_digit()))
            .collect();
        if starts.is_empty() {
            return;
        }
        let start = starts[self.below(starts.len())];
        let rest = bytes[start..].iter();
        let end = start
            + rest
                .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
                .count();
        let number = NUMBERS[self.below(NUMBERS.len())];
        bytes.splice(start..end, number.bytes());
    }
}
