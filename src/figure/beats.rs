//! A training step, told beat by beat: what went through the net, in the order in which it did.

use std::sync::Arc;

use super::Moved;

/// One step of training, told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// How many steps were done before it.
    pub after: u64,
    /// What the step goes up or down, in pieces that stand side by side, in LaTeX; empty where the objective is shown as a whole.
    pub formula: &'static [&'static str],
    /// Its beats, in their order; at least one.
    pub beats: Arc<[Beat]>,
    /// The losses of the step, by name.
    pub losses: Vec<(&'static str, f64)>,
}

/// A beat of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Beat {
    /// Its words in the locales: `beat-ID` and `beat-ID-why`.
    pub id: &'static str,
    /// Which pieces of the formula it is about.
    pub pieces: &'static [usize],
    /// What there is to see, in its order.
    pub shown: Vec<Shown>,
    /// How the weights moved, where they did.
    pub moved: Option<Moved>,
}

/// Something to see.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// A few rows of numbers, one an example.
    Rows {
        /// Its words in the locales: `told-ID`.
        id: &'static str,
        /// What the numbers are.
        look: Look,
        /// How many numbers a row has.
        width: usize,
        /// `[rows * width]`
        values: Arc<[f32]>,
        /// Something else of each row, as the look says; empty where there is nothing.
        beside: Arc<[f32]>,
    },
    /// A number.
    Value {
        /// Its words in the locales: `told-ID`.
        id: &'static str,
        /// The number.
        value: f64,
    },
    /// A text.
    Letters {
        /// Its words in the locales: `told-ID`.
        id: &'static str,
        /// Its characters, by their numbers in the alphabet.
        symbols: Arc<[u16]>,
        /// What each character but the first came at, in nats; empty where that is not told.
        nats: Arc<[f32]>,
    },
    /// What may come next in a text.
    Next {
        /// Its words in the locales: `told-ID`.
        id: &'static str,
        /// The likeliest characters, by their numbers in the alphabet, each with its probability, the likeliest first.
        guesses: Arc<[(u16, f32)]>,
        /// The character that does come, and what was expected of it.
        truth: (u16, f32),
    },
}

/// What numbers in rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Examples: pictures from 0 to 1, or points; beside each point how bright it is, from 0 to 1.
    Examples,
    /// Points, and beside each the way that it is pulled.
    Pulled,
    /// Of the form of examples, but of either sign: noise, differences, slopes.
    Signed,
    /// Of the form of examples, from 0 up: nats, ranks.
    Heat,
    /// Numbers of either sign that have no form.
    Numbers,
    /// Numbers from 0 to 1 that have no form.
    Shares,
}
