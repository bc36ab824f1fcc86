//! The maximum mean discrepancy of two sets of points, squared and without bias (Gretton et al. 2012).
//!
//! MMD^2 = mean k(x, x') + mean k(y, y') - 2 mean k(x, y), the first two over pairs of different points, with k a sum of
//! Gaussians exp(-|a - b|^2 / 2 sigma^2) of five widths around the median distance of the real points. Of two draws of one
//! distribution it is 0 on average, and half of the time below. How large chance makes it is told by a permutation band: the
//! pool of all points is dealt out into two sets of the same sizes again and again, and the band ends where 95 % of them lie.
//!
//! One pass over the pairs is enough for all of that: the pool is shuffled and cut into blocks, sums are kept for each pair
//! of blocks, and it is whole blocks that are dealt out. Each deal is then a random one, only not independent of the others.

use std::ops::Range;

use rand::RngExt;
use rayon::prelude::*;
use wide::f64x4;

use crate::data::plane::Generator;

/// The widths of the kernel in medians: each is half of the next, so that one exponential gives them all.
const WIDTHS: [f64; 5] = [4.0, 2.0, 1.0, 0.5, 0.25];
/// The median distance is that of all pairs of so many points.
const MEDIAN_OF: usize = 400;
/// The pool is cut into so many blocks.
const BLOCKS: usize = 50;
/// And dealt out so often.
const DEALS: usize = 400;
/// The share of deals that lies in the band.
const SHARE: f64 = 0.95;

/// The discrepancy of two sets, as a sum over pairs that can be cut into turns.
#[derive(Debug, Clone)]
pub struct Discrepancy {
    /// The shuffled pool, block by block, in each block those of the first set before those of the second.
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// Where the halves of the blocks lie: those at even places belong to the first set.
    halves: Vec<Range<usize>>,
    counts: [usize; 2],
    /// -1 / 2 sigma^2 of the widest kernel.
    rate: f64,
    next: usize,
    /// The sum of the kernel over all pairs of a half and a later one, or of two points of one half. `[halves * halves]`
    sums: Vec<f64>,
}

impl Discrepancy {
    /// Nothing is summed yet. The kernel is as wide as the `real` points are apart, so that it does not follow the samples.
    pub fn new(samples: &[[f64; 2]], real: &[[f64; 2]], generator: &mut Generator) -> Self {
        let mut pool: Vec<([f64; 2], bool)> = samples.iter().map(|x| (*x, false)).collect();
        pool.extend(real.iter().map(|x| (*x, true)));
        shuffle(&mut pool, generator);
        let blocks = BLOCKS.min(pool.len().max(1));
        let mut halves = Vec::with_capacity(2 * blocks);
        for block in 0..blocks {
            let range = block * pool.len() / blocks..(block + 1) * pool.len() / blocks;
            let own = &mut pool[range.clone()];
            own.sort_by_key(|(_, is_real)| *is_real);
            let middle = range.start + own.iter().filter(|(_, is_real)| !is_real).count();
            halves.extend([range.start..middle, middle..range.end]);
        }
        let width = WIDTHS[0] * median_distance(real);
        Self {
            xs: pool.iter().map(|(x, _)| x[0]).collect(),
            ys: pool.iter().map(|(x, _)| x[1]).collect(),
            counts: [samples.len(), real.len()],
            rate: -0.5 / (width * width),
            next: 0,
            sums: vec![0.0; halves.len() * halves.len()],
            halves,
        }
    }

    /// Sums about this many pairs more, at least one row of them; about four nanoseconds each on a core. What comes out does
    /// not depend on how the sum is cut, nor on the number of cores.
    pub fn advance(&mut self, pairs: usize) {
        let rows = (2 * pairs / self.xs.len().max(1)).max(1);
        let end = (self.next + rows).min(self.xs.len());
        let fresh: Vec<(usize, Vec<f64>)> = (self.next..end)
            .into_par_iter()
            .map(|row| self.row(row))
            .collect();
        for (half, row) in fresh {
            let first = half * self.halves.len();
            for (sum, fresh) in self.sums[first + half..].iter_mut().zip(row) {
                *sum += fresh;
            }
        }
        self.next = end;
    }

    /// Whether every pair is summed.
    pub fn is_done(&self) -> bool {
        self.next == self.xs.len()
    }

    /// MMD^2, once every pair is summed; `None` before, and where a set has less than two points.
    pub fn value(&self) -> Option<f64> {
        self.of(&(0..self.halves.len())
            .map(|half| half % 2 == 0)
            .collect::<Vec<_>>())
    }

    /// What MMD^2 stays below in 95 % of all ways to deal the pool out again; `None` where there is no value.
    pub fn band(&self, generator: &mut Generator) -> Option<f64> {
        let blocks = self.halves.len() / 2;
        let share = self.counts[0] as f64 / self.xs.len().max(1) as f64;
        let first = (share * blocks as f64).round() as usize;
        let mut order: Vec<usize> = (0..blocks).collect();
        let mut found = Vec::with_capacity(DEALS);
        for _ in 0..DEALS {
            shuffle(&mut order, generator);
            let mut is_first = vec![false; self.halves.len()];
            for block in &order[..first] {
                is_first[2 * block] = true;
                is_first[2 * block + 1] = true;
            }
            found.push(self.of(&is_first)?);
        }
        found.sort_unstable_by(f64::total_cmp);
        found.get((SHARE * DEALS as f64) as usize).copied()
    }

    /// MMD^2 of the halves that are told off to the first set against all others.
    fn of(&self, is_first: &[bool]) -> Option<f64> {
        if !self.is_done() {
            return None;
        }
        let (mut within, mut between) = ([0.0; 2], 0.0);
        let width = self.halves.len();
        for (a, first) in is_first.iter().enumerate() {
            for (b, other) in is_first.iter().enumerate().skip(a) {
                let sum = self.sums[a * width + b];
                if first == other {
                    within[usize::from(!first)] += sum;
                } else {
                    between += sum;
                }
            }
        }
        let mut counts = [0.0; 2];
        for (half, first) in self.halves.iter().zip(is_first) {
            counts[usize::from(!first)] += half.len() as f64;
        }
        let [n, m] = counts;
        // Every pair within a set was summed once, and counts twice.
        let mean_within = 2.0 * within[0] / (n * (n - 1.0)) + 2.0 * within[1] / (m * (m - 1.0));
        (n > 1.0 && m > 1.0).then(|| mean_within - 2.0 * between / (n * m))
    }

    /// The half that a point is in, and the sums of its kernel over the later points of that half and over all later halves.
    fn row(&self, row: usize) -> (usize, Vec<f64>) {
        let half = self.halves.partition_point(|half| half.end <= row);
        let of = |range: &Range<usize>| self.kernel(row, range.start.max(row + 1)..range.end);
        (half, self.halves[half..].iter().map(of).collect())
    }

    /// The sum of the kernel of a point over some others.
    fn kernel(&self, row: usize, others: Range<usize>) -> f64 {
        let at = [self.xs[row], self.ys[row]];
        let (xs, x_rest) = self.xs[others.clone()].as_chunks::<4>();
        let (ys, y_rest) = self.ys[others].as_chunks::<4>();
        let [x_at, y_at] = at.map(f64x4::splat);
        let rate = f64x4::splat(self.rate);
        let mut sum = f64x4::ZERO;
        for (x, y) in xs.iter().zip(ys) {
            let (x, y) = (f64x4::from(*x) - x_at, f64x4::from(*y) - y_at);
            sum += every_width(((x * x + y * y) * rate).exp());
        }
        let rest = x_rest.iter().zip(y_rest).map(|(x, y)| {
            let squared = (x - at[0]).powi(2) + (y - at[1]).powi(2);
            every_width((squared * self.rate).exp())
        });
        sum.reduce_add() + rest.sum::<f64>()
    }
}

/// The sum of the Gaussians of all widths: half the width is the fourth power.
fn every_width<T>(widest: T) -> T
where
    T: Copy + std::ops::Mul<Output = T> + std::ops::Add<Output = T>,
{
    let (mut of_width, mut sum) = (widest, widest);
    for _ in 1..WIDTHS.len() {
        let square = of_width * of_width;
        of_width = square * square;
        sum = sum + of_width;
    }
    sum
}

/// The median distance of two different points, of some of them.
fn median_distance(points: &[[f64; 2]]) -> f64 {
    let some = &points[..points.len().min(MEDIAN_OF)];
    let mut distances: Vec<f64> = Vec::with_capacity(some.len() * some.len() / 2);
    for (i, a) in some.iter().enumerate() {
        distances.extend(some[..i].iter().map(|b| (a[0] - b[0]).hypot(a[1] - b[1])));
    }
    let middle = distances.len() / 2;
    if distances.is_empty() {
        return 1.0;
    }
    let (_, median, _) = distances.select_nth_unstable_by(middle, f64::total_cmp);
    // Points that are all the same are no distance apart, and any width serves.
    if *median > 0.0 { *median } else { 1.0 }
}

/// Puts things in a random order.
fn shuffle<T>(things: &mut [T], generator: &mut Generator) {
    for i in (1..things.len()).rev() {
        things.swap(i, generator.random_range(0..=i));
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;

    fn gaussian(seed: u64, count: usize, mean: f64, sigma: f64) -> Vec<[f64; 2]> {
        let mut generator = Generator::seed_from_u64(seed);
        let mut one = || -> f64 { StandardNormal.sample(&mut generator) };
        (0..count)
            .map(|_| [mean + sigma * one(), sigma * one()])
            .collect()
    }

    fn summed(x: &[[f64; 2]], y: &[[f64; 2]]) -> Discrepancy {
        let mut found = Discrepancy::new(x, y, &mut Generator::seed_from_u64(99));
        while !found.is_done() {
            found.advance(1_000_000);
        }
        found
    }

    /// The definition, pair by pair.
    fn plainly(x: &[[f64; 2]], y: &[[f64; 2]]) -> f64 {
        let median = median_distance(y);
        let kernel = |a: &[f64; 2], b: &[f64; 2]| -> f64 {
            let squared = (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
            let of = |width: f64| (-squared / (2.0 * (width * median).powi(2))).exp();
            WIDTHS.into_iter().map(of).sum()
        };
        let sum = |a: &[[f64; 2]], b: &[[f64; 2]]| -> f64 {
            a.iter()
                .map(|a| b.iter().map(|b| kernel(a, b)).sum::<f64>())
                .sum()
        };
        let (n, m) = (x.len() as f64, y.len() as f64);
        let own = WIDTHS.len() as f64;
        (sum(x, x) - own * n) / (n * (n - 1.0)) + (sum(y, y) - own * m) / (m * (m - 1.0))
            - 2.0 * sum(x, y) / (n * m)
    }

    #[test]
    fn it_is_what_the_definition_says() {
        for (n, m) in [(2, 2), (7, 30), (130, 91)] {
            let (x, y) = (gaussian(1, n, 0.0, 1.0), gaussian(2, m, 0.5, 1.3));
            let (found, exact) = (summed(&x, &y).value().unwrap(), plainly(&x, &y));
            assert!((found - exact).abs() < 1e-12, "{found} and {exact}");
        }
        assert_eq!(summed(&[[0.0; 2]], &gaussian(1, 9, 0.0, 1.0)).value(), None);
    }

    #[test]
    fn two_gaussians_are_as_far_apart_as_the_closed_form_says() {
        let (s, t, shift, n) = (1.0, 1.4, 0.8, 4000);
        let (x, y) = (gaussian(3, n, 0.0, s), gaussian(4, n, shift, t));
        let median = median_distance(&y);
        // The mean of a Gaussian kernel under a Gaussian difference, in two dimensions.
        let mean = |width: f64, variance: f64, shift: f64| {
            let sigma = (width * median).powi(2);
            sigma / (sigma + variance) * (-shift * shift / (2.0 * (sigma + variance))).exp()
        };
        let of_width = |w: f64| {
            mean(w, 2.0 * s * s, 0.0) + mean(w, 2.0 * t * t, 0.0)
                - 2.0 * mean(w, s * s + t * t, shift)
        };
        let exact: f64 = WIDTHS.into_iter().map(of_width).sum();
        let found = summed(&x, &y).value().unwrap();
        assert!((found / exact - 1.0).abs() < 0.1, "{found} and {exact}");
    }

    #[test]
    fn chance_is_on_both_sides_of_nothing_and_in_the_band() {
        let (rounds, n) = (100u64, 150);
        let mut values = Vec::new();
        let mut in_band = 0;
        for round in 0..rounds {
            let x = gaussian(2 * round + 1000, n, 0.0, 1.0);
            let y = gaussian(2 * round + 1001, n, 0.0, 1.0);
            let found = summed(&x, &y);
            let value = found.value().unwrap();
            let band = found.band(&mut Generator::seed_from_u64(round)).unwrap();
            in_band += usize::from(value <= band);
            values.push(value);
        }
        let mean = values.iter().sum::<f64>() / rounds as f64;
        let deviation =
            (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / rounds as f64).sqrt();
        assert!(
            mean.abs() < 4.0 * deviation / (rounds as f64).sqrt(),
            "{mean}"
        );
        // 95 of 100, give or take 2.2.
        assert!((87..100).contains(&in_band), "{in_band}");
        // Sets that differ are far beyond their band.
        let found = summed(&gaussian(1, n, 0.0, 1.0), &gaussian(2, n, 1.0, 1.0));
        let band = found.band(&mut Generator::seed_from_u64(0)).unwrap();
        assert!(found.value().unwrap() > 5.0 * band);
    }

    #[test]
    fn cuts_and_cores_change_not_a_bit() {
        let (x, y) = (gaussian(6, 300, 0.0, 1.0), gaussian(7, 251, 0.1, 1.0));
        let whole = summed(&x, &y).value();
        let alone = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        for pairs in [0, 1000, 7777] {
            let mut found = Discrepancy::new(&x, &y, &mut Generator::seed_from_u64(99));
            while !found.is_done() {
                alone.install(|| found.advance(pairs));
            }
            assert_eq!(found.value(), whole);
        }
    }
}
