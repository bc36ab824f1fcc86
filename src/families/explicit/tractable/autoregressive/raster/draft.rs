//! Drawing pictures number by number, so many at a time; what the masks leave as it is, is computed once.

use rayon::prelude::*;

use super::Reader;
use crate::families::Draft;
use crate::nn::Rows;

/// Pictures that one thread draws together.
const TOGETHER: usize = 16;

/// Pictures on their way, in parts that threads share.
pub(super) struct RasterDraft {
    parts: Vec<Part>,
    dims: usize,
    done: usize,
}

/// Some of the pictures.
struct Part {
    reader: Box<dyn Reader>,
    levels: usize,
    dims: usize,
    /// What decides each number, uniform in [0, 1). `[pictures, dims]`
    uniform: Vec<f32>,
    /// What is not drawn because it is known. `[pictures, dims]`
    given: Vec<f32>,
    /// Which numbers those are. `[dims]`
    known: Vec<bool>,
    /// `[pictures, dims]`
    values: Vec<f32>,
    /// E[x_i | x_<i] of the numbers that are drawn. `[pictures, dims]`
    expected: Vec<f32>,
}

impl RasterDraft {
    /// Nothing is drawn yet; `given` are pictures that are drawn only where they are not known.
    pub(super) fn new(
        reader: &dyn Fn(usize) -> Box<dyn Reader>,
        levels: usize,
        uniform: Vec<f32>,
        dims: usize,
        given: Option<(Vec<f32>, Vec<bool>)>,
    ) -> Self {
        let (given, known) = given.unwrap_or_else(|| (vec![0.0; uniform.len()], vec![false; dims]));
        let parts = uniform
            .chunks(TOGETHER * dims)
            .zip(given.chunks(TOGETHER * dims))
            .map(|(uniform, given)| Part {
                reader: reader(uniform.len() / dims),
                levels,
                dims,
                uniform: uniform.to_vec(),
                given: given.to_vec(),
                known: known.clone(),
                values: vec![0.0; uniform.len()],
                expected: vec![0.0; uniform.len()],
            })
            .collect();
        Self {
            parts,
            dims,
            done: 0,
        }
    }
}

impl Draft for RasterDraft {
    fn go_on(&mut self, numbers: usize) {
        let end = (self.done + numbers).min(self.dims);
        let places = self.done..end;
        self.parts.par_iter_mut().for_each(|part| {
            for place in places.clone() {
                part.draw(place);
            }
        });
        self.done = end;
    }

    fn done(&self) -> usize {
        self.done
    }

    fn dims(&self) -> usize {
        self.dims
    }

    fn values(&self) -> Vec<f32> {
        let parts = self.parts.iter();
        parts.flat_map(|part| &part.values).copied().collect()
    }

    fn expected(&self) -> Vec<f32> {
        let parts = self.parts.iter();
        parts.flat_map(|part| &part.expected).copied().collect()
    }
}

impl Part {
    fn draw(&mut self, place: usize) {
        let logits = self.reader.logits(); // [pictures, outputs]
        let Rows {
            channels,
            wide,
            values,
        } = &logits;
        let mut numbers = Vec::with_capacity(values.len() / wide);
        for (picture, logits) in values.chunks_exact(*wide).enumerate() {
            let at = picture * self.dims + place;
            let (drawn, expected) = drawn(&logits[..*channels], self.uniform[at]);
            let value = if self.known[place] {
                self.given[at]
            } else {
                drawn as f32 / (self.levels - 1) as f32
            };
            self.values[at] = value;
            self.expected[at] = expected;
            numbers.push(value);
        }
        self.reader.read(&numbers);
    }
}

/// The level that a number uniform in [0, 1) chooses, and the mean of all as a share of the highest.
fn drawn(logits: &[f32], uniform: f32) -> (usize, f32) {
    if let [logit] = logits {
        let p = 1.0 / (1.0 + (-logit).exp());
        return (usize::from(uniform < p), p);
    }
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares: Vec<f32> = logits.iter().map(|l| (l - largest).exp()).collect();
    let total: f32 = shares.iter().sum();
    let top = (logits.len() - 1) as f32;
    let mean = shares
        .iter()
        .enumerate()
        .map(|(k, s)| k as f32 * s)
        .sum::<f32>()
        / (total * top);
    let mut below = 0.0;
    for (level, share) in shares.iter().enumerate() {
        below += share;
        if uniform * total < below {
            return (level, mean);
        }
    }
    (logits.len() - 1, mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_drawn_as_often_as_they_are_likely() {
        let logits = [0.0, 2f32.ln(), f32::NEG_INFINITY, 5f32.ln()];
        let mut counts = [0; 4];
        for i in 0..8000 {
            counts[drawn(&logits, (i as f32 + 0.5) / 8000.0).0] += 1;
        }
        assert_eq!(counts, [1000, 2000, 0, 5000]);
        let mean = drawn(&logits, 0.3).1;
        assert!((mean - (2.0 + 15.0) / 24.0).abs() < 1e-6);
        assert_eq!(drawn(&[0.0], 0.4), (1, 0.5));
        assert_eq!(drawn(&[0.0], 0.6), (0, 0.5));
    }
}
