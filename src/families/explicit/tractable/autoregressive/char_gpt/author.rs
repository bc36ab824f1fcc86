//! Writing and reading: texts are continued with what the layers keep, and looked into.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::CharGpt;
use super::choice::{at_height, chosen_by, probabilities};
use crate::families::{Author, Manner, Pen, Perusal};
use crate::nn::{Noise, TransformerKept, TransformerWriter};

/// Texts that are being written, with the model as it was when they were begun.
pub(super) struct Writing {
    writer: TransformerWriter,
    manner: Manner,
    /// Whether the unknown symbol may come, as the model says.
    unknown: bool,
    /// What each text has taken in.
    kept: Vec<TransformerKept>,
    /// The last characters of each text, at most a block.
    texts: Vec<Vec<u16>>,
    /// The character of each that is not taken in yet.
    last: Vec<u16>,
    generators: Vec<Xoshiro256PlusPlus>,
}

impl Writing {
    pub(super) fn new(
        writer: TransformerWriter,
        beginnings: &[Vec<u16>],
        manner: Manner,
        noise: Noise,
    ) -> Self {
        let block = writer.size().block;
        let part = |i: usize| noise.part(i as u64).generator("characters");
        let tail = |text: &Vec<u16>| text[text.len().saturating_sub(block)..].to_vec();
        let mut writing = Self {
            manner,
            unknown: false,
            kept: beginnings.iter().map(|_| writer.begin()).collect(),
            texts: beginnings.iter().map(tail).collect(),
            last: beginnings
                .iter()
                .map(|text| text.last().copied().unwrap_or(0))
                .collect(),
            generators: (0..beginnings.len()).map(part).collect(),
            writer,
        };
        for at in 0..beginnings.len() {
            writing.take_in(at);
        }
        writing
    }

    /// The unknown symbol may come too.
    #[must_use]
    pub(super) fn with_unknown(self) -> Self {
        Self {
            unknown: true,
            ..self
        }
    }

    /// Takes in all of a text but its last character.
    fn take_in(&mut self, at: usize) {
        let text = &self.texts[at];
        self.kept[at] = self.writer.begin();
        for symbol in &text[..text.len().saturating_sub(1)] {
            self.writer
                .take(std::slice::from_mut(&mut self.kept[at]), &[*symbol]);
        }
    }

    /// The next character of each text. A text that fills the block goes on with its last half, which is taken in anew, for its
    /// places are counted from another beginning then.
    pub(super) fn next(&mut self) -> Vec<u16> {
        let block = self.writer.size().block;
        for at in 0..self.texts.len() {
            if self.kept[at].length() == block {
                let text = &mut self.texts[at];
                text.drain(..text.len() - block.div_ceil(2));
                self.take_in(at);
            }
        }
        let mut next = Vec::with_capacity(self.texts.len());
        let logits = self.writer.take(&mut self.kept, &self.last);
        for (mut logits, generator) in logits.into_iter().zip(&mut self.generators) {
            if let (false, Some(unknown)) = (self.unknown, logits.last_mut()) {
                *unknown = f32::NEG_INFINITY;
            }
            let p = chosen_by(&logits, self.manner);
            next.push(at_height(&p, generator.random()));
        }
        for (text, next) in self.texts.iter_mut().zip(&next) {
            text.push(*next);
        }
        self.last.clone_from(&next);
        next
    }
}

impl Pen for Writing {
    fn write(&mut self) -> Vec<u16> {
        self.next()
    }
}

impl Author for CharGpt {
    fn block(&self) -> usize {
        self.size.block
    }

    fn manner(&self) -> Manner {
        self.manner
    }

    fn write(&self, beginnings: &[Vec<u16>], manner: Manner, noise: Noise) -> Box<dyn Pen> {
        let writer = self.trained.net.writer();
        Box::new(Writing::new(writer, beginnings, manner, noise))
    }

    fn read(&self, text: &[u16], manner: Manner) -> Perusal {
        let tail = &text[text.len().saturating_sub(self.size.block)..];
        let writer = self.trained.net.writer();
        let mut logits = writer.logits(tail).pop().unwrap_or_default();
        let next = probabilities(&logits);
        if let Some(unknown) = logits.last_mut() {
            *unknown = f32::NEG_INFINITY;
        }
        Perusal {
            length: tail.len(),
            next,
            chosen: chosen_by(&logits, manner),
            heads: [self.size.layers, self.size.heads],
            looks: writer.looks(tail),
        }
    }

    fn nats(&self, text: &[u16]) -> Vec<f32> {
        let block = self.size.block;
        let writer = self.trained.net.writer();
        let mut nats = Vec::with_capacity(text.len());
        while nats.len() + 1 < text.len() {
            // From half a block before the first character that is not judged yet.
            let from = (nats.len() + 1).saturating_sub(block.div_ceil(2) + 1);
            let from = if nats.is_empty() { 0 } else { from };
            let to = text.len().min(from + block + 1);
            let judged = writer.nats(&text[from..to]);
            nats.extend(&judged[nats.len() - from..]);
        }
        nats
    }
}
