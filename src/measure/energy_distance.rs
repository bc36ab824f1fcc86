//! The energy distance between two sets of points (Székely and Rizzo 2013).
//!
//! D = 2 E|X - Y| - E|X - X'| - E|Y - Y'|, with means over all pairs, a point and itself included: the V-statistic. It is
//! never negative, and 0 of a set and itself. Between finite draws of one distribution it is not 0 but (1/n + 1/m) E|X - X'|
//! on average, so it is shown beside what two sets of real data give.

use rayon::prelude::*;

/// The energy distance of two sets of points, as a sum over pairs that can be cut into turns.
#[derive(Debug, Clone)]
pub struct EnergyDistance {
    x: Points,
    y: Points,
    /// The next row: first those of `x`, then those of `y`.
    next: usize,
    between: f64,
    within_x: f64,
    within_y: f64,
}

impl EnergyDistance {
    /// Nothing is summed yet.
    pub fn new(x: &[[f64; 2]], y: &[[f64; 2]]) -> Self {
        Self {
            x: Points::new(x),
            y: Points::new(y),
            next: 0,
            between: 0.0,
            within_x: 0.0,
            within_y: 0.0,
        }
    }

    /// Sums about this many pairs more, at least one row of them; about a nanosecond each on a core. What comes out does not
    /// depend on how the sum is cut, nor on the number of cores.
    pub fn advance(&mut self, pairs: usize) {
        let longest = self.x.count().max(self.y.count()).max(1);
        let end = (self.next + (pairs / longest).max(1)).min(self.rows());
        let rows: Vec<(f64, f64)> = (self.next..end)
            .into_par_iter()
            .map(|row| self.row(row))
            .collect();
        for (row, (within, between)) in (self.next..end).zip(rows) {
            self.between += between;
            if row < self.x.count() {
                self.within_x += within;
            } else {
                self.within_y += within;
            }
        }
        self.next = end;
    }

    /// Whether every pair is summed.
    pub fn is_done(&self) -> bool {
        self.next == self.rows()
    }

    /// The distance, once every pair is summed; `None` before, and where a set is empty.
    pub fn value(&self) -> Option<f64> {
        let (n, m) = (self.x.count() as f64, self.y.count() as f64);
        let is_known = self.is_done() && n > 0.0 && m > 0.0;
        // Every pair within a set was summed once, and counts twice.
        is_known.then(|| {
            2.0 * self.between / (n * m)
                - 2.0 * self.within_x / (n * n)
                - 2.0 * self.within_y / (m * m)
        })
    }

    fn rows(&self) -> usize {
        self.x.count() + self.y.count()
    }

    /// The distances of a point to the later ones of its own set, and, of a point of `x`, to all of `y`.
    fn row(&self, row: usize) -> (f64, f64) {
        match row.checked_sub(self.x.count()) {
            None => {
                let point = self.x.at(row);
                let between = self.y.distances(point, 0);
                (self.x.distances(point, row + 1), between)
            }
            Some(row) => (self.y.distances(self.y.at(row), row + 1), 0.0),
        }
    }
}

/// The energy distance of two sets of points at once; `None` where one is empty.
pub fn energy_distance(x: &[[f64; 2]], y: &[[f64; 2]]) -> Option<f64> {
    let mut distance = EnergyDistance::new(x, y);
    distance.advance((x.len() + y.len()) * x.len().max(y.len()));
    distance.value()
}

/// Points, a coordinate after the other, so that several distances are computed at once.
#[derive(Debug, Clone)]
struct Points {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Points {
    fn new(points: &[[f64; 2]]) -> Self {
        Self {
            x: points.iter().map(|point| point[0]).collect(),
            y: points.iter().map(|point| point[1]).collect(),
        }
    }

    fn count(&self) -> usize {
        self.x.len()
    }

    fn at(&self, index: usize) -> [f64; 2] {
        [self.x[index], self.y[index]]
    }

    /// The sum of the distances of a place to all points from `from` on.
    fn distances(&self, place: [f64; 2], from: usize) -> f64 {
        let distance = |x: f64, y: f64| {
            let (dx, dy) = (x - place[0], y - place[1]);
            (dx * dx + dy * dy).sqrt()
        };
        // Eight sums side by side: one alone would wait for itself.
        let (xs, x_rest) = self.x[from..].as_chunks::<8>();
        let (ys, y_rest) = self.y[from..].as_chunks::<8>();
        let mut lanes = [0.0; 8];
        for (xs, ys) in xs.iter().zip(ys) {
            for (sum, (&x, &y)) in lanes.iter_mut().zip(xs.iter().zip(ys)) {
                *sum += distance(x, y);
            }
        }
        let rest = x_rest.iter().zip(y_rest).map(|(&x, &y)| distance(x, y));
        lanes.iter().sum::<f64>() + rest.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::data::plane::Generator;

    fn gaussian(seed: u64, count: usize, mean: [f64; 2], sigma: [f64; 2]) -> Vec<[f64; 2]> {
        let mut generator = Generator::seed_from_u64(seed);
        let mut one = |axis: usize| {
            let normal: f64 = StandardNormal.sample(&mut generator);
            mean[axis] + sigma[axis] * normal
        };
        (0..count).map(|_| [one(0), one(1)]).collect()
    }

    /// E|m + s n| along one axis, with n standard normal; the tail of the normal distribution by Simpson's rule.
    fn folded(m: f64, s: f64) -> f64 {
        let density = |z: f64| (-z * z / 2.0).exp() / (2.0 * PI).sqrt();
        let steps = 1000;
        let at = |k: usize| density(m / s * k as f64 / f64::from(steps));
        let inner: f64 = (1..1000)
            .map(|k| at(k) * if k % 2 == 1 { 4.0 } else { 2.0 })
            .sum();
        let within = 2.0 * (at(0) + inner + at(1000)) * (m / s) / f64::from(steps) / 3.0;
        2.0 * s * density(m / s) + m * within
    }

    /// E|m + s (n1, n2)|, the mean of Rice's distribution, by the mean over all directions of the folded normal: a length is
    /// pi / 2 times the mean of its projections.
    fn rice(m: f64, s: f64) -> f64 {
        let angles = (0..400).map(|k| (f64::from(k) + 0.5) * PI / 400.0);
        angles
            .map(|angle| folded((m * angle.cos()).abs(), s))
            .sum::<f64>()
            / 400.0
            * PI
            / 2.0
    }

    #[test]
    fn by_hand() {
        assert_eq!(energy_distance(&[[0.0, 0.0]], &[[3.0, 4.0]]), Some(10.0));
        // 2 (1 + 1) / 2 - 2 * 2 / 4 - 0
        let pair = [[-1.0, 0.0], [1.0, 0.0]];
        assert_eq!(energy_distance(&pair, &[[0.0, 0.0]]), Some(1.0));
        assert_eq!(energy_distance(&pair, &[]), None);
    }

    #[test]
    fn a_set_and_itself_are_at_no_distance() {
        let set = gaussian(1, 500, [0.3, -0.2], [1.0, 2.0]);
        assert!(energy_distance(&set, &set).unwrap().abs() < 1e-12);
    }

    #[test]
    fn two_gaussians_on_a_line_are_as_far_apart_as_the_closed_form_says() {
        let (n, shift) = (6000, 1.5);
        let x = gaussian(2, n, [0.0, 0.0], [1.0, 0.0]);
        let y = gaussian(3, n, [shift, 0.0], [1.0, 0.0]);
        let spread = folded(0.0, 2.0f64.sqrt());
        let exact = 2.0 * folded(shift, 2.0f64.sqrt()) - 2.0 * spread + 2.0 * spread / n as f64;
        let found = energy_distance(&x, &y).unwrap();
        assert!((found - exact).abs() < 0.05, "{found} and {exact}");
    }

    #[test]
    fn two_gaussians_in_the_plane_are_as_far_apart_as_the_closed_form_says() {
        let (n, shift) = (6000, 1.2);
        let x = gaussian(4, n, [0.0, 0.0], [1.0, 1.0]);
        let y = gaussian(5, n, [0.0, shift], [0.5, 0.5]);
        let (own, other) = (rice(0.0, 2.0f64.sqrt()), rice(0.0, 0.5f64.sqrt()));
        assert!((own - PI.sqrt()).abs() < 1e-4, "{own}");
        let exact = 2.0 * rice(shift, 1.25f64.sqrt()) - own - other;
        let found = energy_distance(&x, &y).unwrap();
        assert!((found - exact).abs() < 0.04, "{found} and {exact}");
    }

    #[test]
    fn two_draws_of_one_distribution_are_as_far_apart_as_chance_says() {
        let (n, m, rounds) = (200, 300, 40u64);
        let of_round = |seed| {
            let x = gaussian(2 * seed, n, [0.0; 2], [1.0; 2]);
            let y = gaussian(2 * seed + 1, m, [0.0; 2], [1.0; 2]);
            energy_distance(&x, &y).unwrap()
        };
        let mean = (0..rounds).map(of_round).sum::<f64>() / 40.0;
        let exact = (1.0 / n as f64 + 1.0 / m as f64) * PI.sqrt();
        assert!((mean / exact - 1.0).abs() < 0.1, "{mean} and {exact}");
    }

    #[test]
    fn cuts_and_cores_change_not_a_bit() {
        let x = gaussian(6, 300, [0.0; 2], [1.0; 2]);
        let y = gaussian(7, 251, [1.0, 0.0], [1.0; 2]);
        let whole = energy_distance(&x, &y).unwrap();
        let alone = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .unwrap();
        for pairs in [0, 1000, 7777] {
            let mut distance = EnergyDistance::new(&x, &y);
            while distance.value().is_none() {
                alone.install(|| distance.advance(pairs));
            }
            assert_eq!(distance.value(), Some(whole));
        }
    }
}
