//! What a step tells of itself, beat by beat, for those who want to watch one: the very numbers that it computes with, of a few
//! examples.

use burn::tensor::Tensor;

use crate::figure::{Beat, Look, Shown};

/// Rows are told of until there are so many numbers, but of no fewer examples than the least, nor more than the most.
const NUMBERS: usize = 1024;
const LEAST: usize = 8;
const MOST: usize = 256;

/// All pieces of a formula; none has more.
const PIECES: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7];

/// The beats of a step so far. One that nobody listens to keeps nothing, and costs nothing.
#[derive(Default)]
pub struct Story {
    listened_to: bool,
    formula: &'static [&'static str],
    beats: Vec<(Beat, Option<&'static str>)>,
}

impl Story {
    /// A story that somebody listens to.
    pub fn new() -> Self {
        Self {
            listened_to: true,
            ..Self::default()
        }
    }

    /// A story that nobody listens to.
    pub fn untold() -> Self {
        Self::default()
    }

    /// Whether somebody listens, for what is worth computing only then.
    pub fn is_told(&self) -> bool {
        self.listened_to
    }

    /// Whether nothing has been told.
    pub fn is_silent(&self) -> bool {
        self.beats.is_empty()
    }

    /// What the step goes up or down, in pieces of LaTeX that stand side by side.
    pub fn formula(&mut self, pieces: &'static [&'static str]) {
        self.formula = pieces;
    }

    /// Begins a beat, which is about some pieces of the formula; its words are `beat-ID` in the locales.
    pub fn beat(&mut self, id: &'static str, pieces: &'static [usize]) {
        if self.listened_to {
            let (shown, moved) = (Vec::new(), None);
            let beat = Beat {
                id,
                pieces,
                shown,
                moved,
            };
            self.beats.push((beat, None));
        }
    }

    /// The last beat of a step down one loss, `[1]`: it is about the whole formula, and all weights move.
    pub fn down(&mut self, loss: &Tensor<1>) {
        self.beat("down", &PIECES[..self.formula.len()]);
        self.value("loss", loss);
        self.moves("");
    }

    /// Says that in this beat the weights moved whose names begin like this.
    pub fn moves(&mut self, side: &'static str) {
        if let Some((_, moves)) = self.beats.last_mut() {
            *moves = Some(side);
        }
    }

    /// Shows numbers, a row an example; what they are called is `told-ID` in the locales. `[batch, width]`
    pub fn rows(&mut self, id: &'static str, look: Look, values: &Tensor<2>) {
        self.rows_beside(id, look, values, None);
    }

    /// The same with something beside each row: `[batch, width]` and `[batch, width]` or `[batch, 1]`.
    pub fn rows_beside(
        &mut self,
        id: &'static str,
        look: Look,
        values: &Tensor<2>,
        beside: Option<&Tensor<2>>,
    ) {
        if !self.listened_to {
            return;
        }
        let [batch, width] = values.dims();
        let rows = (NUMBERS / width.max(1)).clamp(LEAST, MOST).min(batch);
        // Some from all of the batch: where it is sorted, as by times, the first ones are no sample of it.
        let some = |values: &Tensor<2>| -> Vec<f32> {
            let [_, width] = values.dims();
            let all: Vec<f32> = values.clone().into_data().iter().collect();
            let row = |i: usize| &all[i * batch / rows * width..][..width];
            (0..rows).flat_map(row).copied().collect()
        };
        self.show(Shown::Rows {
            id,
            look,
            width,
            values: some(values).into(),
            beside: beside.map_or_else(Vec::new, some).into(),
        });
    }

    /// Shows a number that is on the device, `[1]`.
    pub fn value(&mut self, id: &'static str, value: &Tensor<1>) {
        if self.listened_to {
            let value = value.clone().into_data().iter::<f64>().next();
            self.number(id, value.unwrap_or(f64::NAN));
        }
    }

    /// Shows a number.
    pub fn number(&mut self, id: &'static str, value: f64) {
        self.show(Shown::Value { id, value });
    }

    /// Shows whatever there is to see.
    pub fn show(&mut self, shown: Shown) {
        if let Some((beat, _)) = self.beats.last_mut() {
            beat.shown.push(shown);
        }
    }

    /// The formula, and the beats, each with the beginning of the names of the weights that it moves.
    pub fn told(self) -> (&'static [&'static str], Vec<(Beat, Option<&'static str>)>) {
        (self.formula, self.beats)
    }
}
