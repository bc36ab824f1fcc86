//! Mixtures of equal, round Gaussians: the sets that ask whether a model finds every mode.

use std::f64::consts::PI;
use std::sync::LazyLock;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::Generator;

/// The modes of a mixture of equal, round Gaussians.
#[derive(Debug, Clone, PartialEq)]
pub struct Modes {
    /// Where they are.
    pub centres: Vec<[f64; 2]>,
    /// The deviation of each along every direction.
    pub sigma: f64,
}

/// FFJORD's `8gaussians`: on a circle of radius 4, with deviation 0.5, all divided by 1.414 (not by the root of two).
pub(super) static EIGHT: LazyLock<Modes> = LazyLock::new(|| Modes {
    centres: around(8, 4.0 / 1.414),
    sigma: 0.5 / 1.414,
});

/// VEEGAN's ring: eight modes on the unit circle, a hundredth wide.
pub(super) static RING: LazyLock<Modes> = LazyLock::new(|| Modes {
    centres: around(8, 1.0),
    sigma: 0.01,
});

/// VEEGAN's grid: 5 x 5 modes from -4 to 4, two apart.
pub(super) static GRID: LazyLock<Modes> = LazyLock::new(|| {
    let line = [-4.0, -2.0, 0.0, 2.0, 4.0];
    Modes {
        centres: line.iter().flat_map(|&x| line.map(|y| [x, y])).collect(),
        sigma: 0.05,
    }
});

/// Two modes far apart: the smallest set on which covering mass and seeking a mode differ.
pub(super) static TWO: LazyLock<Modes> = LazyLock::new(|| Modes {
    centres: vec![[-2.0, 0.0], [2.0, 0.0]],
    sigma: 0.5,
});

/// So many places at equal distances on a circle.
fn around(count: usize, radius: f64) -> Vec<[f64; 2]> {
    let angle = |k: usize| 2.0 * PI * k as f64 / count as f64;
    (0..count)
        .map(|k| [radius * angle(k).cos(), radius * angle(k).sin()])
        .collect()
}

impl Modes {
    /// One point of the mixture.
    pub(super) fn draw(&self, generator: &mut Generator) -> [f64; 2] {
        let centre = self.centres[generator.random_range(0..self.centres.len())];
        let normal: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut *generator));
        [0, 1].map(|axis| centre[axis] + self.sigma * normal[axis])
    }

    /// log p(x) of the mixture, in nats.
    pub(super) fn log_density(&self, x: [f64; 2]) -> f64 {
        let variance = self.sigma * self.sigma;
        let distance = |c: &[f64; 2]| (x[0] - c[0]).powi(2) + (x[1] - c[1]).powi(2);
        let nearest = self.centres.iter().map(distance).fold(f64::MAX, f64::min);
        let sum: f64 = self
            .centres
            .iter()
            .map(|c| (-(distance(c) - nearest) / (2.0 * variance)).exp())
            .sum();
        sum.ln()
            - nearest / (2.0 * variance)
            - (self.centres.len() as f64 * 2.0 * PI * variance).ln()
    }
}
