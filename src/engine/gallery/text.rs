//! Pictures of models of texts: what they write on from a beginning, what they expect next, and what they look back on.

use std::time::{Duration, Instant};

use super::Scene;
use crate::data::{Alphabet, TextSet};
use crate::engine::{PictureId, TextView, View};
use crate::families::{Author, Pen};
use crate::figure::{Attention, Figure, Next, Tokens, Written};
use crate::nn::Noise;

/// How many of the most likely next characters are shown.
const MOST: usize = 12;
/// Heads are looked into over so many of the last characters: more could not be read.
const LOOKED_AT: usize = 32;
/// How many characters of the held-out part are shown with what each costs.
const PASSAGE: usize = 720;
/// A turn of writing.
const TURN: Duration = Duration::from_millis(6);
/// Writing shows what it has at least this often.
const SHOW_EVERY: Duration = Duration::from_millis(80);
/// While training, writing takes at most this share of the time.
const SHARE: f64 = 0.06;

/// Which pictures are wanted of a run on texts, and can be made.
pub(super) fn wanted(scene: &Scene, view: &View) -> Vec<PictureId> {
    let Some(text) = view
        .text
        .as_ref()
        .filter(|_| scene.learner.author().is_some())
    else {
        return Vec::new();
    };
    let wanted = [
        // What a hand is waiting for comes first.
        (PictureId::Next, text.next),
        (PictureId::Attention, text.attention),
        (PictureId::Texts, text.texts > 0 && text.length > 0),
        (PictureId::Passage, text.passage),
    ];
    let wanted = wanted.into_iter().filter(|(_, wanted)| *wanted);
    wanted.map(|(id, _)| id).collect()
}

/// What changed between two views.
pub(super) fn changed(old: &View, new: &View) -> Vec<PictureId> {
    const ALL: [PictureId; 4] = [
        PictureId::Next,
        PictureId::Attention,
        PictureId::Texts,
        PictureId::Passage,
    ];
    let (Some(before), Some(after)) = (&old.text, &new.text) else {
        return if old.text == new.text {
            Vec::new()
        } else {
            ALL.to_vec()
        };
    };
    let other = before.prompt != after.prompt;
    let texts = (before.texts, before.length, before.plain);
    let texts_differ = texts != (after.texts, after.length, after.plain);
    let changed = [
        other || before.next != after.next,
        other || before.attention != after.attention,
        other || texts_differ || old.sample_seed != new.sample_seed,
        before.passage != after.passage,
    ];
    let pairs = ALL.into_iter().zip(changed);
    pairs
        .filter(|(_, changed)| *changed)
        .map(|(id, _)| id)
        .collect()
}

/// The numbers of a beginning: what somebody typed, at the beginning of a line.
fn beginning(set: &TextSet, prompt: &str) -> Vec<u16> {
    let mut numbers = vec![set.beginning()];
    numbers.extend(set.alphabet.encode(prompt));
    numbers
}

/// A picture, made at once.
pub(super) fn figure(id: PictureId, scene: &Scene, view: &View) -> Option<Figure> {
    let (author, set) = (scene.learner.author()?, scene.material.data.text()?);
    let prompt = &view.text.as_ref()?.prompt;
    match id {
        PictureId::Next => Some(Figure::Next(next(author, set, prompt))),
        PictureId::Attention => Some(Figure::Attention(attention(author, set, prompt))),
        PictureId::Passage => Some(Figure::Tokens(passage(author, scene)?)),
        _ => None,
    }
}

fn next(author: &dyn Author, set: &TextSet, prompt: &str) -> Next {
    let read = author.read(&beginning(set, prompt), author.manner());
    let mut order: Vec<usize> = (0..read.next.len()).collect();
    order.sort_by(|&a, &b| read.next[b].total_cmp(&read.next[a]));
    order.truncate(MOST);
    let shown = order.into_iter().map(|at| {
        let c = set.alphabet.character(at as u16);
        (c, read.next[at], read.chosen[at])
    });
    let entropy = -read
        .next
        .iter()
        .filter(|p| **p > 0.0)
        .map(|p| p * p.ln())
        .sum::<f32>();
    Next {
        shown: shown.collect(),
        entropy,
    }
}

fn attention(author: &dyn Author, set: &TextSet, prompt: &str) -> Attention {
    let text = beginning(set, prompt);
    let tail = &text[text.len().saturating_sub(LOOKED_AT)..];
    let read = author.read(tail, author.manner());
    let seen = &tail[tail.len() - read.length..];
    Attention {
        characters: seen.iter().map(|&n| set.alphabet.character(n)).collect(),
        layers: read.heads[0],
        heads: read.heads[1],
        looks: read.looks.into(),
    }
}

/// A piece of the held-out text that begins with a line.
fn passage(author: &dyn Author, scene: &Scene) -> Option<Tokens> {
    let judge = scene.material.judge.text()?;
    let alphabet: &Alphabet = &scene.material.data.text()?.alphabet;
    let end = judge.beginning();
    let first = judge.held_out.iter().position(|&n| n == end).unwrap_or(0);
    let rest = &judge.held_out[first..];
    let text = &rest[..rest.len().min(PASSAGE)];
    let judged = author.nats(text);
    Some(Tokens {
        given: 0,
        texts: vec![Written {
            text: alphabet.decode(text.get(1..)?),
            nats: judged.into(),
        }],
    })
}

/// Texts that are being written.
pub(super) struct Job {
    pub(super) step: u64,
    pen: Box<dyn Pen>,
    texts: Vec<String>,
    alphabet: Alphabet,
    given: usize,
    /// How many characters are still to come.
    left: usize,
    began: Instant,
    shown: Instant,
    pub(super) spent: Duration,
}

impl Job {
    /// Begins to write.
    pub(super) fn begin(scene: &Scene, view: &View) -> Option<Self> {
        let (author, set) = (scene.learner.author()?, scene.material.data.text()?);
        let TextView {
            prompt,
            texts,
            length,
            plain,
            ..
        } = view.text.as_ref()?;
        let began = Instant::now();
        let noise = Noise::fixed(scene.seed ^ view.sample_seed, "texts");
        let manner = if *plain {
            crate::families::Manner::PLAIN
        } else {
            author.manner()
        };
        let beginning = beginning(set, prompt);
        let shown: String = set.alphabet.decode(&beginning[1..]);
        Some(Self {
            step: scene.step,
            pen: author.write(&vec![beginning; *texts], manner, noise),
            given: shown.chars().count(),
            texts: vec![shown; *texts],
            alphabet: set.alphabet.clone(),
            left: *length,
            began,
            shown: began,
            spent: began.elapsed(),
        })
    }

    /// Whether a training run can spare the time for a turn.
    pub(super) fn may_go_on(&self) -> bool {
        self.spent.as_secs_f64() <= SHARE * self.began.elapsed().as_secs_f64()
    }

    /// Whether all is written.
    pub(super) fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Writes for a few milliseconds; the texts so far now and then, and at the end.
    pub(super) fn turn(&mut self) -> Option<Figure> {
        let began = Instant::now();
        while self.left > 0 && began.elapsed() < TURN {
            for (text, next) in self.texts.iter_mut().zip(self.pen.write()) {
                text.push(self.alphabet.character(next));
            }
            self.left -= 1;
        }
        self.spent += began.elapsed();
        if self.left > 0 && self.shown.elapsed() < SHOW_EVERY {
            return None;
        }
        self.shown = Instant::now();
        let texts = self.texts.iter().map(|text| Written {
            text: text.clone(),
            nats: [].into(),
        });
        Some(Figure::Tokens(Tokens {
            given: self.given,
            texts: texts.collect(),
        }))
    }
}
