//! Long columns in little time: minima and maxima over any range of rows, from a pyramid that grows with the column.
//!
//! A frame may not cost more because a run is longer. The pyramid keeps the smallest and largest value of every 32, 64,
//! 128, ... rows; a range is put together from few of them.

/// Rows under one entry of the lowest level.
const BASE: usize = 32;
const NOTHING: [f32; 2] = [f32::INFINITY, f32::NEG_INFINITY];

/// The extremes of a column, level by level.
#[derive(Debug, Default, Clone)]
pub struct Pyramid {
    levels: Vec<Vec<[f32; 2]>>,
}

impl Pyramid {
    /// How many rows are covered; the rest of a column is read row by row.
    pub fn rows(&self) -> usize {
        self.levels.first().map_or(0, Vec::len) * BASE
    }

    /// Takes up rows of a column that has grown to `rows`, at most about `budget` of them.
    pub fn extend(&mut self, value: impl Fn(usize) -> f32, rows: usize, budget: usize) {
        let end = rows.min(self.rows() + budget.max(BASE));
        while self.rows() + BASE <= end {
            let start = self.rows();
            let entry =
                (start..start + BASE).fold(NOTHING, |range, row| widened(range, value(row)));
            self.push(entry);
        }
    }

    /// The smallest and largest finite value of rows `from..to`, if there is any.
    pub fn range(&self, value: impl Fn(usize) -> f32, from: usize, to: usize) -> Option<[f32; 2]> {
        let mut range = NOTHING;
        let mut at = from;
        while at < to {
            if let Some((entry, next)) = self.largest(at, to) {
                range = [range[0].min(entry[0]), range[1].max(entry[1])];
                at = next;
            } else {
                range = widened(range, value(at));
                at += 1;
            }
        }
        (range[0] <= range[1]).then_some(range)
    }

    /// The largest entry that starts at a row and ends before another, and where it ends.
    fn largest(&self, at: usize, to: usize) -> Option<([f32; 2], usize)> {
        let fits = |level: usize| {
            let size = BASE << level;
            (at.is_multiple_of(size) && at + size <= to)
                .then(|| self.levels[level].get(at / size))
                .flatten()
        };
        let mut best = None;
        for level in 0..self.levels.len() {
            let Some(entry) = fits(level) else {
                break;
            };
            best = Some((*entry, at + (BASE << level)));
        }
        best
    }

    fn push(&mut self, entry: [f32; 2]) {
        let mut entry = entry;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let entries = &mut self.levels[level];
            entries.push(entry);
            if entries.len() % 2 == 1 {
                return;
            }
            let [.., a, b] = entries[..] else {
                return;
            };
            entry = [a[0].min(b[0]), a[1].max(b[1])];
        }
    }
}

fn widened(range: [f32; 2], value: f32) -> [f32; 2] {
    if value.is_finite() {
        [range[0].min(value), range[1].max(value)]
    } else {
        range
    }
}

/// Where rows are cut into buckets for a view of about `pixels` columns, so that each bucket is about as wide as a pixel.
///
/// `view` is the stretch of the axis that is seen, and `row_of` tells how many rows lie before a place on it: steps are
/// rows, seconds and examples are not. On a linear axis the cuts are multiples of a power of two: a bucket keeps its rows
/// while the curve grows, and nothing shimmers.
pub fn cuts(
    view: [f64; 2],
    pixels: usize,
    rows: usize,
    log: bool,
    row_of: impl Fn(f64) -> f64,
) -> Vec<usize> {
    let pixels = pixels.max(2);
    let [low, high] = view;
    let row = |value: f64| (row_of(value).max(0.0) as usize).min(rows);
    // The step at the left end is the row before it; at the right end a row that is begun is shown.
    let first = row(low).saturating_sub(1);
    let last = (row_of(high).max(0.0).ceil() as usize).clamp(first, rows);
    let mut cuts = vec![first, last];
    let places: Vec<f64> = if log {
        let (a, b) = (
            low.max(f64::MIN_POSITIVE).ln(),
            high.max(f64::MIN_POSITIVE).ln(),
        );
        let share = |i: usize| i as f64 / pixels as f64;
        (1..pixels)
            .map(|i| (a + (b - a) * share(i)).exp())
            .collect()
    } else {
        let size = ((high - low) / pixels as f64).max(f64::MIN_POSITIVE);
        let size = size.log2().ceil().exp2();
        let start = (low / size).ceil();
        (0..=pixels)
            .map(|i| (start + i as f64) * size)
            .take_while(|value| *value < high)
            .collect()
    };
    cuts.extend(places.into_iter().map(row));
    cuts.retain(|cut| (first..=last).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(rows: usize) -> Vec<f32> {
        let mut state = 1u32;
        (0..rows)
            .map(|i| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 1e6 + if i % 977 == 0 { f32::NAN } else { 0.0 }
            })
            .collect()
    }

    fn plain(values: &[f32]) -> Option<[f32; 2]> {
        let range = values.iter().fold(NOTHING, |range, v| widened(range, *v));
        (range[0] <= range[1]).then_some(range)
    }

    #[test]
    fn every_range_is_what_a_search_through_the_rows_finds() {
        let values = column(10_007);
        let mut pyramid = Pyramid::default();
        for grown in [1, 31, 32, 33, 500, 4096, 10_007] {
            pyramid.extend(|row| values[row], grown, usize::MAX / 2);
        }
        for from in (0..values.len()).step_by(311) {
            for to in (from..=values.len()).step_by(173) {
                assert_eq!(
                    pyramid.range(|row| values[row], from, to),
                    plain(&values[from..to]),
                    "{from}..{to}"
                );
            }
        }
    }

    #[test]
    fn work_is_bounded_by_the_budget() {
        let mut pyramid = Pyramid::default();
        pyramid.extend(|_| 0.0, 1_000_000, 1000);
        assert!(pyramid.rows() <= 1000);
    }

    #[test]
    fn cuts_cover_the_view_and_stay_in_place_while_a_curve_grows() {
        for log in [false, true] {
            let cuts = cuts([1.0, 100_000.0], 400, 100_000, log, |step| step);
            assert_eq!((cuts[0], cuts[cuts.len() - 1]), (0, 100_000));
            assert!(cuts.len() <= 402, "{}", cuts.len());
        }
        let early = cuts([1.0, 90_000.0], 400, 90_000, false, |step| step);
        let late = cuts([1.0, 100_000.0], 400, 100_000, false, |step| step);
        assert_eq!(early[..early.len() - 1], late[..early.len() - 1]);
    }

    #[test]
    fn cuts_are_even_on_the_axis_and_not_in_rows() {
        // The first thousand rows took as long as the other ninety-nine thousand.
        let row_of = |seconds: f64| {
            if seconds < 50.0 {
                seconds * 20.0
            } else {
                1000.0 + (seconds - 50.0) * 1980.0
            }
        };
        let cuts = cuts([0.0, 100.0], 400, 100_000, false, row_of);
        let early = cuts.iter().filter(|cut| **cut <= 1000).count();
        let late = cuts.len() - early;
        assert!(
            cuts.len() > 200 && early.abs_diff(late) < 4,
            "{early} {late}"
        );
    }

    #[test]
    fn a_view_of_nothing_has_no_cuts_to_draw() {
        assert!(cuts([1.0, 2.0], 400, 0, false, |step| step).len() <= 1);
        assert!(cuts([0.0, 0.0], 400, 10, true, |_| 0.0).len() <= 2);
    }
}
