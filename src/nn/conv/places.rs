//! A convolution a few places at a time, for nets of which most places are known already.
//!
//! What masks keep from later places stays as it is once it is computed. Drawing a picture place by place therefore costs
//! what one pass costs, if every layer is computed at one place after the other and kept.

use std::ops::Range;

use burn::tensor::Tensor;

use super::{Conv, Window};
use crate::nn::product::{Left, add_product, padded};

/// What some pictures hold at every place, zeros beyond the border.
#[derive(Debug, Clone)]
pub struct Grid {
    height: usize,
    width: usize,
    channels: usize,
    /// How far the zeros reach.
    reach: usize,
    pictures: usize,
    /// `[pictures, height + 2 reach, width + 2 reach, channels]`
    values: Vec<f32>,
}

/// A convolution whose weights are at hand for a few places at a time.
#[derive(Debug, Clone)]
pub struct Placed {
    window: Window,
    inputs: usize,
    outputs: usize,
    /// `[places * inputs, outputs filled up]`
    weight: Vec<f32>,
    /// `[outputs filled up]`
    bias: Vec<f32>,
}

/// A row of numbers for each of some places of some pictures: `[pictures * places, channels filled up]`.
#[derive(Debug, Clone)]
pub struct Rows {
    /// How many numbers of a row mean something.
    pub channels: usize,
    /// How many numbers a row has.
    pub wide: usize,
    /// Row by row.
    pub values: Vec<f32>,
}

impl Grid {
    /// Nothing but zeros; windows may reach this far beyond the border.
    pub fn new(
        pictures: usize,
        [height, width]: [usize; 2],
        channels: usize,
        reach: usize,
    ) -> Self {
        let places = (height + 2 * reach) * (width + 2 * reach);
        Self {
            height,
            width,
            channels,
            reach,
            pictures,
            values: vec![0.0; pictures * places * channels],
        }
    }

    /// How many rows and columns there are.
    pub fn sides(&self) -> [usize; 2] {
        [self.height, self.width]
    }

    /// Where a place begins; it may lie beyond the border, as far as that reaches.
    fn at(&self, picture: usize, row: isize, column: isize) -> usize {
        let wide = self.width + 2 * self.reach;
        let high = self.height + 2 * self.reach;
        let (row, column) = (
            (row + self.reach as isize) as usize,
            (column + self.reach as isize) as usize,
        );
        ((picture * high + row) * wide + column) * self.channels
    }

    /// Puts numbers at some places of a row, picture by picture.
    pub fn put(&mut self, row: usize, columns: Range<usize>, rows: &Rows) {
        let mut from = rows.values.chunks_exact(rows.wide);
        for picture in 0..self.pictures {
            let first = self.at(picture, row as isize, columns.start as isize);
            let places = self.values[first..][..columns.len() * self.channels]
                .chunks_exact_mut(self.channels);
            for (to, from) in places.zip(&mut from) {
                to.copy_from_slice(&from[..self.channels]);
            }
        }
    }

    /// The numbers at some places of a row, picture by picture.
    pub fn rows(&self, row: usize, columns: Range<usize>) -> Rows {
        let mut values = Vec::with_capacity(self.pictures * columns.len() * self.channels);
        for picture in 0..self.pictures {
            let first = self.at(picture, row as isize, columns.start as isize);
            values.extend_from_slice(&self.values[first..][..columns.len() * self.channels]);
        }
        Rows {
            channels: self.channels,
            wide: self.channels,
            values,
        }
    }
}

impl Rows {
    /// One number a row.
    pub fn single(numbers: &[f32]) -> Self {
        Self {
            channels: 1,
            wide: 1,
            values: numbers.to_vec(),
        }
    }

    /// Negative numbers cut off at zero.
    #[must_use]
    pub fn rectified(mut self) -> Self {
        for value in &mut self.values {
            *value = if *value < 0.0 { 0.0 } else { *value };
        }
        self
    }

    /// Adds others of as many channels.
    pub fn add(&mut self, other: &Self) {
        let rows = self.values.chunks_exact_mut(self.wide);
        for (to, from) in rows.zip(other.values.chunks_exact(other.wide)) {
            let pairs = to[..self.channels].iter_mut().zip(from);
            pairs.for_each(|(a, b)| *a += b);
        }
    }

    /// What `of` makes of every row's numbers and of those of another, `channels` of them.
    #[must_use]
    pub fn map_with(
        &self,
        other: &Self,
        channels: usize,
        of: impl Fn(&[f32], &[f32], &mut [f32]),
    ) -> Self {
        let mut others = other.values.chunks_exact(other.wide);
        let mut rows = self.map(channels, |_, _| {});
        let all = rows.values.chunks_exact_mut(channels);
        for (to, from) in all.zip(self.values.chunks_exact(self.wide)) {
            if let Some(other) = others.next() {
                of(&from[..self.channels], &other[..other.len()], to);
            }
        }
        rows
    }

    /// The first half of every row's numbers, and the second.
    pub fn halves(&self) -> [Self; 2] {
        let half = self.channels / 2;
        [0, half].map(|first| self.map(half, |from, to| to.copy_from_slice(&from[first..][..half])))
    }

    /// What `of` makes of every row's numbers, `channels` of them.
    #[must_use]
    pub fn map(&self, channels: usize, of: impl Fn(&[f32], &mut [f32])) -> Self {
        let rows = self.values.len() / self.wide;
        let mut values = vec![0.0; rows * channels];
        for (to, from) in values
            .chunks_exact_mut(channels)
            .zip(self.values.chunks_exact(self.wide))
        {
            of(&from[..self.channels], to);
        }
        Self {
            channels,
            wide: channels,
            values,
        }
    }
}

impl Conv {
    /// The layer as it is now, to be computed a few places at a time.
    pub fn placed(&self) -> Placed {
        let (weight, bias) = self.numbers();
        let outputs = bias.dims()[0];
        let wide = padded(outputs);
        let mut filled = Vec::new();
        for row in numbers(weight).chunks_exact(outputs) {
            filled.extend_from_slice(row);
            filled.resize(filled.len().next_multiple_of(wide), 0.0);
        }
        let mut bias = numbers(bias);
        bias.resize(wide, 0.0);
        Placed {
            inputs: filled.len() / wide / self.window().places().max(1),
            window: self.window().clone(),
            outputs,
            weight: filled,
            bias,
        }
    }
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.inner().into_data().iter().collect()
}

impl Placed {
    /// How many channels come out.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// What some places of a row make of what they see.
    pub fn at(&self, grid: &Grid, row: usize, columns: Range<usize>) -> Rows {
        let seen = self.window.places() * self.inputs;
        let mut surroundings = Vec::with_capacity(grid.pictures * columns.len() * seen);
        for picture in 0..grid.pictures {
            for column in columns.clone() {
                for run in self.window.runs() {
                    let (row, column) = (row as isize + run.row, column as isize + run.column);
                    let first = grid.at(picture, row, column);
                    surroundings
                        .extend_from_slice(&grid.values[first..][..run.count * self.inputs]);
                }
            }
        }
        self.product(&surroundings, seen, grid.pictures * columns.len())
    }

    /// What a layer that sees its own place alone makes of rows.
    pub fn of(&self, rows: &Rows) -> Rows {
        let count = rows.values.len() / rows.wide;
        self.product(&rows.values, rows.wide, count)
    }

    fn product(&self, seen: &[f32], stride: usize, rows: usize) -> Rows {
        let wide = self.bias.len();
        let mut values = self.bias.repeat(rows); // [rows, outputs filled up]
        if !self.weight.is_empty() {
            add_product(Left::Plain(seen, stride), &self.weight, &mut values, wide);
        }
        Rows {
            channels: self.outputs,
            wide,
            values,
        }
    }
}
