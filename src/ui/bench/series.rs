//! One curve over training steps: the readings as they came, a smoothed line, and the extremes of both for drawing.

use super::decimate::Pyramid;

/// A mean never reaches back over more than the steps so far divided by this.
const EARLY: f32 = 8.0;
/// Rows that a curve takes up in one frame, so that a long history never holds up the window.
const BUDGET: usize = 100_000;

/// What is kept of a curve. The readings themselves stay where they are.
#[derive(Debug, Default)]
pub struct Series {
    smooth: Vec<f32>,
    raw_extremes: Pyramid,
    smooth_extremes: Pyramid,
    window: f32,
    /// The last reading taken up, to notice that a history was replaced.
    last: f32,
}

/// A stretch of a curve that falls on about one column of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Its first row.
    pub from: usize,
    /// The row after its last.
    pub to: usize,
    /// Smallest and largest reading.
    pub raw: [f32; 2],
    /// The smoothed line.
    pub smooth: f32,
}

impl Series {
    /// Takes up readings that are new, and smooths them over about `window` steps.
    pub fn update(&mut self, value: impl Fn(usize) -> f32 + Copy, rows: usize, window: f32) {
        let taken = self.smooth.len();
        let replaced = taken > rows
            || taken > 0 && value(taken - 1).to_bits() != self.last.to_bits()
            || window.to_bits() != self.window.to_bits();
        if replaced {
            *self = Self {
                window,
                ..Self::default()
            };
        }
        let end = rows.min(self.smooth.len() + BUDGET);
        for row in self.smooth.len()..end {
            let smoothed = self.smoothed(row, value(row));
            self.smooth.push(smoothed);
        }
        if end > 0 {
            self.last = value(end - 1);
        }
        self.raw_extremes.extend(value, end, BUDGET);
        let smooth = &self.smooth;
        self.smooth_extremes.extend(|row| smooth[row], end, BUDGET);
    }

    /// How many rows are taken up.
    pub fn rows(&self) -> usize {
        self.smooth.len()
    }

    /// The buckets between cuts; stretches without a finite reading are left out.
    pub fn buckets(&self, value: impl Fn(usize) -> f32 + Copy, cuts: &[usize]) -> Vec<Bucket> {
        cuts.windows(2)
            .filter_map(|pair| {
                let (from, to) = (pair[0], pair[1].min(self.rows()));
                let raw = self.raw_extremes.range(value, from, to)?;
                let line = self
                    .smooth_extremes
                    .range(|row| self.smooth[row], from, to)?;
                Some(Bucket {
                    from,
                    to,
                    raw,
                    smooth: f32::midpoint(line[0], line[1]),
                })
            })
            .collect()
    }

    /// An exponential mean over no more than the last eighth of the steps, so that it does not lag behind the first ones, which
    /// fall the fastest.
    fn smoothed(&self, row: usize, value: f32) -> f32 {
        let Some(&before) = self.smooth.last() else {
            return value;
        };
        if !value.is_finite() || !before.is_finite() {
            return if before.is_finite() { before } else { value };
        }
        let weight = (EARLY / (row as f32 + 1.0)).min(1.0);
        let weight = weight.max(1.0 / self.window.max(1.0));
        before + weight * (value - before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_history_is_taken_up_over_several_frames() {
        let mut series = Series::default();
        let value = |row: usize| row as f32;
        let mut frames = 0;
        while series.rows() < 1_000_000 {
            series.update(value, 1_000_000, 1.0);
            frames += 1;
        }
        assert_eq!(frames, 10);
        let buckets = series.buckets(value, &[0, 500_000, 1_000_000]);
        assert_eq!(buckets[1].raw, [500_000.0, 999_999.0]);
    }

    #[test]
    fn smoothing_ends_at_a_constant_and_skips_what_is_not_finite() {
        let mut series = Series::default();
        let value = |row: usize| if row == 5 { f32::NAN } else { 3.0 };
        series.update(value, 100, 20.0);
        assert!(series.smooth.iter().all(|v| (v - 3.0).abs() < 1e-6));
    }

    #[test]
    fn a_replaced_history_is_noticed() {
        let mut series = Series::default();
        series.update(|row| row as f32, 100, 1.0);
        series.update(|row| 2.0 * row as f32, 120, 1.0);
        let buckets = series.buckets(|row| 2.0 * row as f32, &[0, 120]);
        assert_eq!(buckets[0].raw, [0.0, 238.0]);
    }
}
