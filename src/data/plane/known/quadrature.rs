//! Integrals along curves, by the rule of Gauss and Legendre with five nodes a panel.
//!
//! What is integrated here is a Gaussian bump that travels along a curve. On panels about as long as its deviation the rule is
//! right to seven digits and more near the curve, and to three or four where the bump is eight deviations away.

/// How many nodes a panel has.
const NODES: usize = 5;
/// Panels whose middle is further than this many nats below the highest one are left out of an integral.
const NEGLIGIBLE: f64 = 25.0;

/// A curve in the plane, by its angle.
pub(super) type Arm = fn(f64) -> [f64; 2];

/// Curves that are cut into panels, once and for all.
pub(super) struct Panels(Vec<Panel>);

struct Panel {
    places: [[f64; 2]; NODES],
    /// How much of all mass is at each place.
    shares: [f64; NODES],
}

impl Panels {
    /// Cuts curves that are as heavy as each other. `density` is how often a curve is at an angle, relative to evenly.
    pub(super) fn along(
        arms: &[Arm],
        [from, to]: [f64; 2],
        panels: usize,
        density: impl Fn(f64) -> f64,
    ) -> Self {
        let width = (to - from) / panels as f64;
        let share = 1.0 / (2.0 * panels as f64 * arms.len() as f64);
        let panel = |arm: &Arm, index: usize| {
            let middle = from + (index as f64 + 0.5) * width;
            let nodes = legendre().map(|(at, weight)| (middle + 0.5 * width * at, weight));
            Panel {
                places: nodes.map(|(angle, _)| arm(angle)),
                shares: nodes.map(|(angle, weight)| share * weight * density(angle)),
            }
        };
        let of_arm = |arm| (0..panels).map(move |index| panel(arm, index));
        Self(arms.iter().flat_map(of_arm).collect())
    }

    /// log of the mean of factor * exp(-energy) along the curves.
    pub(super) fn log_mean(
        &self,
        energy: impl Fn([f64; 2]) -> f64,
        factor: impl Fn([f64; 2]) -> f64,
    ) -> f64 {
        let middle = |panel: &Panel| energy(panel.places[NODES / 2]);
        let lower = |least: f64, energy: f64| if energy < least { energy } else { least };
        let least = self.0.iter().map(middle).fold(f64::MAX, lower);
        let mut sum = LogSum::default();
        for panel in self
            .0
            .iter()
            .filter(|panel| middle(panel) <= least + NEGLIGIBLE)
        {
            for (&place, &share) in panel.places.iter().zip(&panel.shares) {
                sum.add(-energy(place), share * factor(place));
            }
        }
        sum.value()
    }
}

/// A sum of exponentials that neither overflows nor vanishes: the largest exponent, and the sum relative to it.
pub(super) struct LogSum {
    largest: f64,
    sum: f64,
}

impl Default for LogSum {
    fn default() -> Self {
        Self {
            largest: f64::NEG_INFINITY,
            sum: 0.0,
        }
    }
}

impl LogSum {
    /// Adds factor * exp(exponent).
    pub(super) fn add(&mut self, exponent: f64, factor: f64) {
        if exponent <= self.largest {
            self.sum += factor * (exponent - self.largest).exp();
        } else {
            self.sum = self.sum * (self.largest - exponent).exp() + factor;
            self.largest = exponent;
        }
    }

    /// The logarithm of the sum; minus infinity of nothing.
    pub(super) fn value(&self) -> f64 {
        self.largest + self.sum.ln()
    }
}

/// Nodes and weights on the line between -1 and 1, in their closed form.
fn legendre() -> [(f64, f64); NODES] {
    let root = 2.0 * (10.0f64 / 7.0).sqrt();
    let (inner, outer) = ((5.0 - root).sqrt() / 3.0, (5.0 + root).sqrt() / 3.0);
    let (heavy, light) = (
        (322.0 + 13.0 * 70.0f64.sqrt()) / 900.0,
        (322.0 - 13.0 * 70.0f64.sqrt()) / 900.0,
    );
    [
        (-outer, light),
        (-inner, heavy),
        (0.0, 128.0 / 225.0),
        (inner, heavy),
        (outer, light),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_up_to_the_ninth_degree_are_exact() {
        let (from, to) = (-0.5, 2.0f64);
        let line = Panels::along(&[|t| [t, 0.0]], [from, to], 1, |_| 1.0);
        let off = |degree: i32| {
            let mean = line.log_mean(|_| 0.0, |at| at[0].powi(degree) + 2.0).exp() - 2.0;
            let power = degree + 1;
            (mean - (to.powi(power) - from.powi(power)) / f64::from(power) / (to - from)).abs()
        };
        for degree in 0..10 {
            assert!(
                off(degree) < 1e-11 * 2.0f64.powi(degree),
                "{degree}: {}",
                off(degree)
            );
        }
        assert!(off(10) > 1e-3, "five nodes cannot do that");
    }

    #[test]
    fn sums_neither_overflow_nor_vanish() {
        for order in [[1000.0, 999.0, -1000.0], [-1000.0, 999.0, 1000.0]] {
            let mut sum = LogSum::default();
            for exponent in order {
                sum.add(exponent, 2.0);
            }
            assert!((sum.value() - 1000.0 - (2.0 + 2.0 / 1.0f64.exp()).ln()).abs() < 1e-12);
        }
        assert_eq!(LogSum::default().value(), f64::NEG_INFINITY);
    }
}
