//! A distribution drawn by hand: every dab of the brush is a small round Gaussian, heavier the longer the brush stays.

use std::f64::consts::PI;

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

use super::Generator;

/// One dab of the brush.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dab {
    /// Its middle, in units of the plane.
    pub at: [f64; 2],
    /// Its deviation along every direction.
    pub sigma: f64,
    /// How long the brush stayed, in seconds; the share of all points that fall here follows from it.
    pub weight: f64,
    /// After how many steps of the run it was made.
    #[serde(default)]
    pub from: u64,
    /// After how many steps of the run it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
}

/// What a hand does to a drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stroke {
    /// A dab of the brush.
    Dab {
        /// Its middle, in units of the plane.
        at: [f64; 2],
        /// Its deviation along every direction.
        sigma: f64,
        /// How long the brush stayed, in seconds.
        weight: f64,
    },
    /// Takes away every dab whose middle is within a radius.
    Erase {
        /// The middle of the eraser.
        at: [f64; 2],
        /// How far it reaches.
        radius: f64,
    },
    /// Takes away everything.
    Clear,
}

/// A mixture of dabs. What was erased stays in it with the step at which that happened, so that a run can be replayed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawing {
    /// The dabs, in the order they were made.
    pub dabs: Vec<Dab>,
}

impl Drawing {
    /// The canvas reaches this far from its middle along each axis.
    pub const REACH: f64 = 4.0;

    /// Whether there is nothing to draw points from.
    pub fn is_empty(&self) -> bool {
        self.weight() <= 0.0
    }

    /// The drawing as it was after some steps of the run.
    #[must_use]
    pub fn at(&self, step: u64) -> Self {
        let is_there = |dab: &&Dab| dab.from <= step && dab.until.is_none_or(|until| step < until);
        Self {
            dabs: self.dabs.iter().filter(is_there).copied().collect(),
        }
    }

    /// The drawing with what was done to it up to some step of the run, and nothing of what came later.
    #[must_use]
    pub fn until(&self, step: u64) -> Self {
        let before = self.dabs.iter().filter(|dab| dab.from <= step);
        let kept = before.map(|dab| Dab {
            until: dab.until.filter(|until| *until <= step),
            ..*dab
        });
        Self {
            dabs: kept.collect(),
        }
    }

    /// Carries out a stroke that a hand made after `step` steps of the run.
    pub fn stroke(&mut self, step: u64, stroke: Stroke) {
        match stroke {
            Stroke::Dab { at, sigma, weight } => {
                let fits = at.iter().all(|v| v.is_finite()) && sigma > 0.0 && weight > 0.0;
                if fits && sigma.is_finite() && weight.is_finite() {
                    self.dab(step, at, sigma, weight);
                }
            }
            Stroke::Erase { at, radius } => self.erase(step, |dab| distance(dab.at, at) <= radius),
            Stroke::Clear => self.erase(step, |_| true),
        }
    }

    /// A brush that stays makes a dab heavier rather than another one.
    fn dab(&mut self, step: u64, at: [f64; 2], sigma: f64, weight: f64) {
        let same = self.dabs.iter_mut().rev().find(|dab| {
            dab.from == step
                && dab.until.is_none()
                && dab.sigma == sigma
                && distance(dab.at, at) < sigma / 4.0
        });
        match same {
            Some(dab) => dab.weight += weight,
            None => self.dabs.push(Dab {
                at,
                sigma,
                weight,
                from: step,
                until: None,
            }),
        }
    }

    fn erase(&mut self, step: u64, is_hit: impl Fn(&Dab) -> bool) {
        for dab in self.dabs.iter_mut().filter(|dab| is_hit(dab)) {
            dab.until.get_or_insert(step);
        }
        self.dabs
            .retain(|dab| dab.until.is_none_or(|until| until > dab.from));
    }

    fn weight(&self) -> f64 {
        self.dabs.iter().map(|dab| dab.weight).sum()
    }

    /// One point; the origin where nothing is drawn.
    pub fn draw(&self, generator: &mut Generator) -> [f64; 2] {
        let mut left = generator.random::<f64>() * self.weight();
        let found = self.dabs.iter().find(|dab| {
            left -= dab.weight;
            left < 0.0
        });
        let Some(dab) = found.or(self.dabs.last()) else {
            return [0.0; 2];
        };
        let normal: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut *generator));
        [0, 1].map(|axis| dab.at[axis] + dab.sigma * normal[axis])
    }

    /// log p(x) in nats; minus infinity where nothing is drawn at all.
    pub fn log_density(&self, x: [f64; 2]) -> f64 {
        let whole = self.weight();
        let terms: Vec<f64> = self
            .dabs
            .iter()
            .map(|dab| {
                let distance = (x[0] - dab.at[0]).powi(2) + (x[1] - dab.at[1]).powi(2);
                let variance = dab.sigma * dab.sigma;
                (dab.weight / whole / (2.0 * PI * variance)).ln() - distance / (2.0 * variance)
            })
            .collect();
        let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !largest.is_finite() {
            return largest;
        }
        let sum: f64 = terms.iter().map(|term| (term - largest).exp()).sum();
        largest + sum.ln()
    }

    /// The entropy in nats, from as many of its own points as pin it down to two hundredths; `None` where nothing is drawn.
    pub fn entropy(&self) -> Option<f64> {
        const POINTS: usize = 4000;
        if self.is_empty() {
            return None;
        }
        let mut generator = Generator::seed_from_u64(1);
        let sum: f64 = (0..POINTS)
            .map(|_| self.log_density(self.draw(&mut generator)))
            .sum();
        Some(-sum / POINTS as f64)
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_dabs() -> Drawing {
        let mut drawing = Drawing::default();
        for (at, weight) in [([-2.0, 0.0], 1.0), ([2.0, 0.0], 3.0)] {
            let sigma = 0.3;
            drawing.stroke(0, Stroke::Dab { at, sigma, weight });
        }
        drawing
    }

    #[test]
    fn where_the_brush_stays_longer_there_are_more_points() {
        let drawing = two_dabs();
        let mut generator = Generator::seed_from_u64(3);
        let right = (0..4000)
            .filter(|_| drawing.draw(&mut generator)[0] > 0.0)
            .count();
        assert!(
            (2880..3120).contains(&right),
            "{right} of 4000 instead of 3000"
        );
        let step = 0.05;
        let places = (-100..100).flat_map(|i| (-40..40).map(move |j| [i, j]));
        let whole: f64 = places
            .map(|at| drawing.log_density(at.map(|i| f64::from(i) * step)).exp() * step * step)
            .sum();
        assert!((whole - 1.0).abs() < 1e-6, "{whole}");
        // Two Gaussians that do not overlap: their own entropy, and that of which one.
        let of_one = (2.0 * PI * std::f64::consts::E * 0.09f64).ln();
        let of_which = -(0.25 * 0.25f64.ln() + 0.75 * 0.75f64.ln());
        assert!((drawing.entropy().unwrap() - of_one - of_which).abs() < 0.03);
    }

    #[test]
    fn what_was_erased_is_still_there_for_the_steps_before() {
        let mut drawing = two_dabs();
        let at = [2.1, 0.0];
        drawing.stroke(50, Stroke::Erase { at, radius: 0.5 });
        assert_eq!(
            (drawing.at(49).dabs.len(), drawing.at(50).dabs.len()),
            (2, 1)
        );
        drawing.stroke(60, Stroke::Clear);
        assert!(drawing.at(60).is_empty() && !drawing.at(59).is_empty());
        drawing.stroke(
            60,
            Stroke::Dab {
                at,
                sigma: f64::NAN,
                weight: 1.0,
            },
        );
        assert!(drawing.at(60).is_empty(), "nonsense leaves no dab");
    }
}
