//! What it takes to write: a model of texts that can be asked for the next character, again and again.

use crate::nn::Noise;

/// Writes texts a character at a time. Characters go by their numbers; the last one is the unknown, which is never written.
pub trait Author {
    /// How many characters it looks back on.
    fn block(&self) -> usize;

    /// How the knobs want characters to be chosen.
    fn manner(&self) -> Manner;

    /// Begins to write on from texts that have at least one character each, with the model as it is now, whatever becomes of it
    /// meanwhile.
    fn write(&self, beginnings: &[Vec<u16>], manner: Manner, noise: Noise) -> Box<dyn Pen>;

    /// What it makes of the last block of a text that has at least one character.
    fn read(&self, text: &[u16], manner: Manner) -> Perusal;

    /// -log p in nats of every character of a text but the first, each given at least half a block before it or all there is.
    fn nats(&self, text: &[u16]) -> Vec<f32>;
}

/// Texts that are being written.
pub trait Pen {
    /// The next character of each text.
    fn write(&mut self) -> Vec<u16>;
}

/// How the next character is chosen from its probabilities.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// Logits are divided by it; 0 takes the most likely character.
    pub temperature: f32,
    /// Only so many of the most likely characters may come; 0 for all.
    pub top_k: usize,
    /// Only the most likely characters that have this share together may come; 1 for all.
    pub top_p: f32,
}

impl Manner {
    /// As the model says.
    pub const PLAIN: Self = Self {
        temperature: 1.0,
        top_k: 0,
        top_p: 1.0,
    };
}

/// What a model makes of a text.
pub struct Perusal {
    /// How many characters it looked at: the last ones.
    pub length: usize,
    /// The probability of each symbol to come next, as the model says. `[symbols]`
    pub next: Vec<f32>,
    /// The same in the manner in which characters are chosen. `[symbols]`
    pub chosen: Vec<f32>,
    /// How many layers and heads look back.
    pub heads: [usize; 2],
    /// What each character looked at. `[layers, heads, length, length]`
    pub looks: Vec<f32>,
}
