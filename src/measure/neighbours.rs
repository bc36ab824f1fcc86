//! Precision and recall (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020) of samples against real points.
//!
//! A set is taken to fill the balls around its points that reach to their k-th nearest neighbour in it. Precision is the share
//! of samples in a ball of the real points, recall the share of real points in a ball of the samples; density counts the
//! balls that a sample is in, so that an outlier among the real points spoils less; coverage is the share of balls of real
//! points with a sample in them. Of two draws of one distribution the expected density is 1 and the expected coverage is
//! [`expected_coverage`], in any dimension; precision and recall depend on the distribution, so they are shown beside what two
//! sets of real points give.

use std::ops::Range;

use rayon::prelude::*;

/// The number of neighbours that a ball reaches to.
pub const NEIGHBOURS: usize = 5;

/// The four shares of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// The share of samples that lie where real points are.
    pub precision: f64,
    /// The share of real points that lie where samples are.
    pub recall: f64,
    /// How many balls of real points a sample is in, over k.
    pub density: f64,
    /// The share of real points with a sample in their ball.
    pub coverage: f64,
}

/// A comparison of samples with real points of `D` dimensions, as sums over pairs that can be cut into turns.
#[derive(Debug, Clone)]
pub struct Neighbours<const D: usize> {
    real: Vec<[f64; D]>,
    samples: Vec<[f64; D]>,
    /// The next row: the balls of the real points, those of the samples, then what each real point and each sample is in.
    next: usize,
    /// The squared radii of the balls so far.
    real_radii: Vec<f64>,
    sample_radii: Vec<f64>,
    in_samples: usize,
    in_real: usize,
    /// Pairs of a ball of a real point and a sample in it.
    held: usize,
    covered: usize,
}

/// What one real point has to do with the samples.
struct Meeting {
    /// How many samples are in its ball.
    held: usize,
    /// Whether it is in the ball of a sample.
    inside: bool,
}

impl<const D: usize> Neighbours<D> {
    /// Nothing is compared yet.
    pub fn new(real: &[[f64; D]], samples: &[[f64; D]]) -> Self {
        Self {
            real: real.to_vec(),
            samples: samples.to_vec(),
            next: 0,
            real_radii: Vec::with_capacity(real.len()),
            sample_radii: Vec::with_capacity(samples.len()),
            in_samples: 0,
            in_real: 0,
            held: 0,
            covered: 0,
        }
    }

    /// Compares about this many pairs more, at least one row of them; about two nanoseconds each on a core in the plane. What
    /// comes out does not depend on how the work is cut, nor on the number of cores.
    pub fn advance(&mut self, pairs: usize) {
        let (n, m) = (self.real.len(), self.samples.len());
        let rows = (pairs / n.max(m).max(1)).max(1);
        let ends = [n, n + m, 2 * n + m, 2 * (n + m)];
        let Some(stage) = ends.iter().position(|end| self.next < *end) else {
            return;
        };
        let begin = if stage == 0 { 0 } else { ends[stage - 1] };
        let end = (self.next + rows).min(ends[stage]);
        let rows = self.next - begin..end - begin;
        match stage {
            0 => self.real_radii.extend(radii(&self.real, rows)),
            1 => self.sample_radii.extend(radii(&self.samples, rows)),
            2 => self.meet(rows),
            _ => self.place(rows),
        }
        self.next = end;
    }

    /// Whether every pair is compared.
    pub fn is_done(&self) -> bool {
        self.next == 2 * (self.real.len() + self.samples.len())
    }

    /// The four shares, once every pair is compared; `None` before, and where a set has no more than k points.
    pub fn value(&self) -> Option<Overlap> {
        let (n, m) = (self.real.len(), self.samples.len());
        let is_known = self.is_done() && n.min(m) > NEIGHBOURS;
        let share = |count: usize, of: usize| count as f64 / of as f64;
        is_known.then(|| Overlap {
            precision: share(self.in_real, m),
            recall: share(self.in_samples, n),
            density: share(self.held, NEIGHBOURS * m),
            coverage: share(self.covered, n),
        })
    }

    /// The samples in the balls of some real points, and whether the points are in balls of samples.
    fn meet(&mut self, rows: Range<usize>) {
        let meetings: Vec<Meeting> = rows
            .into_par_iter()
            .map(|row| {
                let (point, radius) = (&self.real[row], self.real_radii[row]);
                let mut meeting = Meeting {
                    held: 0,
                    inside: false,
                };
                for (sample, reach) in self.samples.iter().zip(&self.sample_radii) {
                    let distance = squared(point, sample);
                    meeting.held += usize::from(distance < radius);
                    meeting.inside |= distance < *reach;
                }
                meeting
            })
            .collect();
        for Meeting { held, inside } in meetings {
            self.held += held;
            self.covered += usize::from(held > 0);
            self.in_samples += usize::from(inside);
        }
    }

    /// Whether some samples are in balls of real points.
    fn place(&mut self, rows: Range<usize>) {
        let balls = || self.real.iter().zip(&self.real_radii);
        self.in_real += rows
            .into_par_iter()
            .filter(|row| {
                let sample = &self.samples[*row];
                balls().any(|(point, radius)| squared(point, sample) < *radius)
            })
            .count();
    }
}

/// The share of real points that is covered on average by `samples` draws of their own distribution, beside `real` of them:
/// that of the n - 1 + m other points some sample is among the k nearest (Naeem et al. 2020, lemma 2).
pub fn expected_coverage(real: usize, samples: usize) -> f64 {
    let missed = (0..NEIGHBOURS).map(|i| {
        let others = real.saturating_sub(1 + i) as f64;
        others / (others + samples as f64)
    });
    1.0 - missed.product::<f64>()
}

/// The squared distances of some points to their k-th nearest neighbours in their own set.
fn radii<const D: usize>(points: &[[f64; D]], rows: Range<usize>) -> Vec<f64> {
    let of = |row: usize| {
        let mut nearest = [f64::INFINITY; NEIGHBOURS];
        let (before, after) = (&points[..row], &points[row + 1..]);
        for other in before.iter().chain(after) {
            insert(&mut nearest, squared(&points[row], other));
        }
        nearest[NEIGHBOURS - 1]
    };
    rows.into_par_iter().map(of).collect()
}

/// Puts a value in its place among the smallest so far.
fn insert(smallest: &mut [f64; NEIGHBOURS], value: f64) {
    let mut at = NEIGHBOURS;
    while at > 0 && value < smallest[at - 1] {
        if at < NEIGHBOURS {
            smallest[at] = smallest[at - 1];
        }
        at -= 1;
    }
    if at < NEIGHBOURS {
        smallest[at] = value;
    }
}

/// The squared distance of two points.
fn squared<const D: usize>(a: &[f64; D], b: &[f64; D]) -> f64 {
    // Eight sums side by side where there are that many dimensions: one alone would wait for itself.
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut lanes = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *sum += (a - b) * (a - b);
        }
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b));
    let rest: f64 = rest.sum();
    if D < 8 {
        rest
    } else {
        lanes.iter().sum::<f64>() + rest
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::data::plane::Generator;

    fn gaussian<const D: usize>(seed: u64, count: usize, sigma: f64) -> Vec<[f64; D]> {
        let mut generator = Generator::seed_from_u64(seed);
        let mut one = || -> f64 { StandardNormal.sample(&mut generator) };
        (0..count)
            .map(|_| std::array::from_fn(|_| sigma * one()))
            .collect()
    }

    fn overlap<const D: usize>(real: &[[f64; D]], samples: &[[f64; D]]) -> Overlap {
        let mut neighbours = Neighbours::new(real, samples);
        while !neighbours.is_done() {
            neighbours.advance(1_000_000);
        }
        neighbours.value().unwrap()
    }

    #[test]
    fn by_hand_on_a_line() {
        // Ten real points a step apart: the ball of an end reaches 5 steps, of its neighbours 4, and of all others 3.
        let real: Vec<[f64; 1]> = (0..10).map(|k| [f64::from(k)]).collect();
        // Samples half a step to the right of the first six; the balls of their ends reach 5, 4 and 3 steps likewise.
        let samples: Vec<[f64; 1]> = (0..6).map(|k| [f64::from(k) + 0.5]).collect();
        let found = overlap(&real, &samples);
        let inside = |a: f64, b: f64, reach: f64| usize::from((a - b).abs() < reach);
        let reach = [5.0, 4.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 4.0, 5.0];
        let held: usize = (0..10)
            .map(|i| {
                (0..6)
                    .map(|j| inside(f64::from(i), f64::from(j) + 0.5, reach[i as usize]))
                    .sum::<usize>()
            })
            .sum();
        assert_eq!(found.precision, 1.0);
        // The sample at 5.5 reaches 5 steps, to 10.5; so all real points are in a ball.
        assert_eq!(found.recall, 1.0);
        assert_eq!(found.density, held as f64 / 30.0);
        // The ball of the last real point reaches from 9 down to 4, and 4.5 and 5.5 are in it.
        assert_eq!(found.coverage, 1.0);
    }

    #[test]
    fn a_set_against_itself_and_sets_that_do_not_meet() {
        let set = gaussian::<2>(1, 300, 1.0);
        let same = overlap(&set, &set);
        // The ball of a point holds the point itself and all nearer ones than the k-th.
        assert_eq!(
            same,
            Overlap {
                precision: 1.0,
                recall: 1.0,
                density: 1.0,
                coverage: 1.0
            }
        );
        let far: Vec<[f64; 2]> = set.iter().map(|x| [x[0] + 100.0, x[1]]).collect();
        let none = overlap(&set, &far);
        assert_eq!(
            none,
            Overlap {
                precision: 0.0,
                recall: 0.0,
                density: 0.0,
                coverage: 0.0
            }
        );
        assert_eq!(Neighbours::new(&set, &set[..NEIGHBOURS]).value(), None);
    }

    #[test]
    fn a_lost_mode_costs_recall_and_a_stray_one_precision() {
        let at = |points: Vec<[f64; 2]>, x: f64| points.into_iter().map(move |p| [p[0] + x, p[1]]);
        let near = |seed| at(gaussian(seed, 500, 0.1), 0.0);
        let far = |seed| at(gaussian(seed, 500, 0.1), 50.0);
        let both: Vec<_> = near(1).chain(far(2)).collect();
        let lost: Vec<_> = near(3).chain(near(4)).collect();
        let found = overlap(&both, &lost);
        assert!(
            found.precision > 0.9 && (found.recall - 0.5).abs() < 0.05,
            "{found:?}"
        );
        assert!((found.coverage - 0.5).abs() < 0.03, "{found:?}");
        let found = overlap(&lost, &both);
        assert!(
            (found.precision - 0.5).abs() < 0.05 && found.recall > 0.9,
            "{found:?}"
        );
    }

    /// Density is 1 on average and coverage what the formula says, whatever the distribution and the dimension.
    fn draws_of_one_distribution<const D: usize>() {
        let (n, m, rounds) = (60, 45, 400u64);
        let of_round = |seed| {
            overlap(
                &gaussian::<D>(2 * seed, n, 1.0),
                &gaussian::<D>(2 * seed + 1, m, 1.0),
            )
        };
        let all: Vec<Overlap> = (0..rounds).map(of_round).collect();
        let check = |of: fn(&Overlap) -> f64, exact: f64| {
            let mean = all.iter().map(of).sum::<f64>() / rounds as f64;
            let squares = all.iter().map(|o| (of(o) - mean).powi(2)).sum::<f64>();
            let error = squares.sqrt() / rounds as f64;
            assert!(
                (mean - exact).abs() < 4.0 * error,
                "{mean} ± {error} and {exact}"
            );
        };
        check(|o| o.density, 1.0);
        check(|o| o.coverage, expected_coverage(n, m));
    }

    #[test]
    fn density_and_coverage_of_draws_of_one_distribution_are_what_chance_says() {
        draws_of_one_distribution::<2>();
        draws_of_one_distribution::<17>();
        // The limit of many points is 1 - 2^-k.
        assert!((expected_coverage(100_000, 100_000) - 31.0 / 32.0).abs() < 1e-4);
    }

    #[test]
    #[ignore = "takes minutes: three hundred million distances in a thousand dimensions"]
    fn a_thousand_dimensions_give_the_published_figures() {
        let real = gaussian::<1000>(1, 10_000, 1.0);
        let samples = gaussian::<1000>(2, 10_000, 1.0);
        let found = overlap(&real, &samples);
        // The self-test of the authors' code (clovaai/generative-evaluation-prdc), of one draw.
        assert!((found.precision - 0.477).abs() < 0.02, "{found:?}");
        assert!((found.recall - 0.471).abs() < 0.02, "{found:?}");
        assert!((found.density - 1.056).abs() < 0.08, "{found:?}");
        assert!((found.coverage - 0.974).abs() < 0.005, "{found:?}");
    }

    #[test]
    fn cuts_and_cores_change_not_a_bit() {
        let (real, samples) = (gaussian::<2>(6, 300, 1.0), gaussian::<2>(7, 251, 1.2));
        let whole = overlap(&real, &samples);
        let alone = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        for pairs in [0, 1000, 7777] {
            let mut neighbours = Neighbours::new(&real, &samples);
            while neighbours.value().is_none() {
                alone.install(|| neighbours.advance(pairs));
            }
            assert_eq!(neighbours.value(), Some(whole));
        }
    }

    #[test]
    fn what_is_no_number_is_nowhere() {
        let real = gaussian::<2>(8, 200, 1.0);
        let mut samples = gaussian::<2>(9, 200, 1.0);
        let clean = overlap(&real, &samples[..150]);
        samples[150..].fill([f64::NAN, 0.0]);
        let found = overlap(&real, &samples);
        assert!(
            (found.precision - 0.75 * clean.precision).abs() < 1e-12,
            "{found:?}"
        );
        assert_eq!(
            (found.recall, found.coverage),
            (clean.recall, clean.coverage)
        );
    }
}
