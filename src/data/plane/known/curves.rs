//! Curves blurred by round Gaussian noise: two moons, two circles, the Swiss roll (scikit-learn's, as FFJORD scales them).
//!
//! A point is one of the curves at an even angle, plus noise: p(x) = E_t[N(x; c(t), sigma^2)], an integral along the curve
//! that is tabulated once and summed for every point. scikit-learn spaces the points of moons and circles evenly before the
//! noise; here angles are drawn, because points come one by one and without end. The density is the same.

use std::f64::consts::PI;
use std::sync::OnceLock;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::Generator;
use super::quadrature::{Arm, Panels};

/// Arms that are visited equally often, each at an even angle, with round noise on top.
pub(super) struct Curves {
    /// Where the arms are at an angle.
    arms: &'static [Arm],
    /// The angles, from and to.
    angles: [f64; 2],
    /// The deviation of the noise along every direction.
    sigma: f64,
    /// Into how many panels an arm is cut, so that none is longer than the deviation.
    panels: usize,
    cut: OnceLock<Panels>,
}

/// `make_moons(noise=0.1)`, times 2, moved by (-1, -0.2).
pub(super) static MOONS: Curves = Curves::new(
    &[
        |t| [2.0 * t.cos() - 1.0, 2.0 * t.sin() - 0.2],
        |t| [1.0 - 2.0 * t.cos(), 0.8 - 2.0 * t.sin()],
    ],
    [0.0, PI],
    0.2,
    32,
);

/// `make_circles(factor=0.5, noise=0.08)`, times 3.
pub(super) static CIRCLES: Curves = Curves::new(
    &[
        |t| [3.0 * t.cos(), 3.0 * t.sin()],
        |t| [1.5 * t.cos(), 1.5 * t.sin()],
    ],
    [0.0, 2.0 * PI],
    0.24,
    80,
);

/// `make_swiss_roll(noise=1.0)` seen from the side, divided by 5.
pub(super) static SWISS_ROLL: Curves = Curves::new(
    &[|t| [t * t.cos() / 5.0, t * t.sin() / 5.0]],
    [1.5 * PI, 4.5 * PI],
    0.2,
    136,
);

impl Curves {
    const fn new(arms: &'static [Arm], angles: [f64; 2], sigma: f64, panels: usize) -> Self {
        Self {
            arms,
            angles,
            sigma,
            panels,
            cut: OnceLock::new(),
        }
    }

    /// One point.
    pub(super) fn draw(&self, generator: &mut Generator) -> [f64; 2] {
        let arm = self.arms[generator.random_range(0..self.arms.len())];
        let [from, to] = self.angles;
        let place = arm(from + (to - from) * generator.random::<f64>());
        let normal: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut *generator));
        [0, 1].map(|axis| place[axis] + self.sigma * normal[axis])
    }

    /// log p(x) in nats.
    pub(super) fn log_density(&self, x: [f64; 2]) -> f64 {
        let cut = || Panels::along(self.arms, self.angles, self.panels, |_| 1.0);
        let twice_variance = 2.0 * self.sigma * self.sigma;
        let energy = |c: [f64; 2]| ((x[0] - c[0]).powi(2) + (x[1] - c[1]).powi(2)) / twice_variance;
        self.cut.get_or_init(cut).log_mean(energy, |_| 1.0) - (PI * twice_variance).ln()
    }

    /// How far apart the ends of a panel are at most, in deviations.
    #[cfg(test)]
    pub(super) fn longest_panel(&self) -> f64 {
        let [from, to] = self.angles;
        let angle = |k: usize| from + (to - from) * k as f64 / self.panels as f64;
        let ends = |arm: &Arm, k: usize| [arm(angle(k)), arm(angle(k + 1))];
        let lengths = self.arms.iter().flat_map(|arm| {
            (0..self.panels).map(move |k| {
                let [a, b] = ends(arm, k);
                (a[0] - b[0]).hypot(a[1] - b[1])
            })
        });
        lengths.fold(0.0, f64::max) / self.sigma
    }
}
