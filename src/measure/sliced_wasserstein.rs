//! The sliced Wasserstein distance of two sets of points in the plane (Bonneel et al. 2015).
//!
//! Along a line, the cheapest way to carry one set over to another keeps their order, so that the distance follows from
//! sorting. SW^2 is the mean over directions of the squared distance W_2^2 of the shadows on them; the directions are spread
//! evenly over the half circle. Of a shift by d it is |d| / sqrt 2.

use std::f64::consts::PI;

use rayon::prelude::*;

/// The sliced Wasserstein distance of two sets, as a sum over directions that can be cut into turns.
#[derive(Debug, Clone)]
pub struct SlicedWasserstein {
    x: Vec<[f64; 2]>,
    y: Vec<[f64; 2]>,
    next: usize,
    squares: f64,
}

impl SlicedWasserstein {
    /// How many directions there are.
    pub const DIRECTIONS: usize = 128;

    /// Nothing is summed yet.
    pub fn new(x: &[[f64; 2]], y: &[[f64; 2]]) -> Self {
        Self {
            x: x.to_vec(),
            y: y.to_vec(),
            next: 0,
            squares: 0.0,
        }
    }

    /// Looks along some more directions, for about as long as this many pairs of points would take at a nanosecond each.
    pub fn advance(&mut self, pairs: usize) {
        // Sorting takes some thirty nanoseconds a point.
        let points = 30 * (self.x.len() + self.y.len()).max(1);
        let end = (self.next + (pairs / points).max(1)).min(Self::DIRECTIONS);
        let squares: Vec<f64> = (self.next..end)
            .into_par_iter()
            .map(|direction| {
                let angle = PI * (direction as f64 + 0.5) / Self::DIRECTIONS as f64;
                squared_on_a_line(shadow(&self.x, angle), shadow(&self.y, angle))
            })
            .collect();
        self.squares += squares.iter().sum::<f64>();
        self.next = end;
    }

    /// Whether all directions are summed.
    pub fn is_done(&self) -> bool {
        self.next == Self::DIRECTIONS
    }

    /// The distance, once all directions are summed; `None` before, and where a set is empty.
    pub fn value(&self) -> Option<f64> {
        let is_known = self.is_done() && !self.x.is_empty() && !self.y.is_empty();
        is_known.then(|| (self.squares / Self::DIRECTIONS as f64).sqrt())
    }
}

/// Where points lie along a direction, in order.
fn shadow(points: &[[f64; 2]], angle: f64) -> Vec<f64> {
    let (sin, cos) = angle.sin_cos();
    let mut along: Vec<f64> = points.iter().map(|x| cos * x[0] + sin * x[1]).collect();
    along.sort_unstable_by(f64::total_cmp);
    along
}

/// W_2^2 of two sets on a line, each in order: the mean square of the difference of their quantiles.
fn squared_on_a_line(x: Vec<f64>, y: Vec<f64>) -> f64 {
    let (n, m) = (x.len(), y.len());
    let (mut i, mut j, mut at, mut sum) = (0, 0, 0, 0.0);
    // Shares are counted in parts of 1 / (n m), so that no rounding adds up.
    while i < n && j < m {
        let end = ((i + 1) * m).min((j + 1) * n);
        sum += (end - at) as f64 * (x[i] - y[j]).powi(2);
        i += usize::from(end == (i + 1) * m);
        j += usize::from(end == (j + 1) * n);
        at = end;
    }
    sum / (n * m) as f64
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};

    use super::*;
    use crate::data::plane::Generator;

    fn gaussian(seed: u64, count: usize, sigma: f64) -> Vec<[f64; 2]> {
        let mut generator = Generator::seed_from_u64(seed);
        let mut one = || -> f64 { StandardNormal.sample(&mut generator) };
        (0..count).map(|_| [sigma * one(), sigma * one()]).collect()
    }

    fn distance(x: &[[f64; 2]], y: &[[f64; 2]]) -> f64 {
        let mut distance = SlicedWasserstein::new(x, y);
        while !distance.is_done() {
            distance.advance(100_000);
        }
        distance.value().unwrap()
    }

    #[test]
    fn by_hand_on_a_line() {
        assert_eq!(squared_on_a_line(vec![0.0, 1.0], vec![1.0, 3.0]), 2.5);
        // Quantiles up to 1/3: 0 and 1, up to 1/2: 0 and 2, up to 2/3: 4 and 2, up to 1: 4 and 6.
        let found = squared_on_a_line(vec![0.0, 4.0], vec![1.0, 2.0, 6.0]);
        assert!((found - (1.0 / 3.0 + 4.0 / 6.0 + 4.0 / 6.0 + 4.0 / 3.0)).abs() < 1e-12);
    }

    #[test]
    fn a_shift_and_a_stretch_are_what_the_closed_form_says() {
        let x = gaussian(1, 500, 1.0);
        assert_eq!(distance(&x, &x), 0.0);
        let moved: Vec<_> = x.iter().map(|p| [p[0] + 3.0, p[1] - 4.0]).collect();
        let exact = 5.0 / 2.0f64.sqrt();
        assert!((distance(&x, &moved) - exact).abs() < 1e-9);
        // A stretch moves every point by half its length, and every shadow keeps its order.
        let wider: Vec<_> = x.iter().map(|p| [1.5 * p[0], 1.5 * p[1]]).collect();
        let squares = x.iter().map(|p| p[0] * p[0] + p[1] * p[1]).sum::<f64>();
        let exact = 0.5 * (squares / 500.0 / 2.0).sqrt();
        assert!((distance(&x, &wider) - exact).abs() < 1e-9);
        // As many points twice over are the same distribution.
        let twice = [x.clone(), x.clone()].concat();
        assert!(distance(&twice, &moved) - 5.0 / 2.0f64.sqrt() < 1e-9);
        assert!(distance(&twice, &x) < 1e-9);
    }

    #[test]
    fn two_gaussians_are_as_far_apart_as_their_deviations() {
        let found = distance(&gaussian(2, 20_000, 1.0), &gaussian(3, 20_000, 1.6));
        assert!((found - 0.6).abs() < 0.02, "{found}");
    }

    #[test]
    fn an_empty_set_is_at_no_known_distance() {
        let mut distance = SlicedWasserstein::new(&[], &[[0.0, 0.0]]);
        distance.advance(usize::MAX);
        assert!(distance.is_done() && distance.value().is_none());
    }
}
