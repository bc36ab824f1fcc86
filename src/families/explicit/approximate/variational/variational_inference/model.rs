//! The model whose posterior is looked for: z ~ N(0, I) in two dimensions, x | z ~ N(f(z), sigma^2 I). It is given, not learned,
//! so that the posterior holds still while q moves.

use std::f64::consts::{SQRT_2, TAU};

/// The width of p(x|z), in the units that the model sees. Its square and the variance of f add up to 1, that of the data.
pub(super) const SIGMA: f64 = 0.35;
/// How far the straight map is tilted: the correlation of its coordinates.
const TILT: f64 = 0.9;
/// How much the bent map bends.
const BEND: f64 = 0.8;

/// What the hidden causes do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    /// f is linear: the posterior is a tilted Gaussian, and known.
    Line,
    /// f bends a line into a parabola: the posterior is a banana.
    Bend,
    /// f folds the plane: two causes explain most data equally well.
    Fold,
}

impl Model {
    /// The words of the knob that chooses it.
    pub(super) const WORDS: &'static [&'static str] = &["line", "bend", "fold"];

    /// The model behind a word of the knob.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "line" => Self::Line,
            "fold" => Self::Fold,
            _ => Self::Bend,
        }
    }

    /// f(z) and its derivatives, `[[df_1/dz_1, df_1/dz_2], [df_2/dz_1, df_2/dz_2]]`. Each coordinate has variance 1 - sigma^2.
    fn map(self, [u, v]: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) {
        let a = (1.0 - SIGMA * SIGMA).sqrt();
        match self {
            Self::Line => {
                let rest = (1.0 - TILT * TILT).sqrt();
                (
                    [a * u, a * (TILT * u + rest * v)],
                    [[a, 0.0], [a * TILT, a * rest]],
                )
            }
            Self::Bend => {
                let b = a / (1.0 + 2.0 * BEND * BEND).sqrt();
                (
                    [a * u, b * (v + BEND * (u * u - 1.0))],
                    [[a, 0.0], [2.0 * b * BEND * u, b]],
                )
            }
            Self::Fold => (
                [a * (u * u - 1.0) / SQRT_2, a * v],
                [[a * SQRT_2 * u, 0.0], [0.0, a]],
            ),
        }
    }

    /// E[x|z].
    pub(super) fn mean(self, z: [f64; 2]) -> [f64; 2] {
        self.map(z).0
    }

    /// log p(x, z) and its derivative by z.
    pub(super) fn log_joint(self, x: [f64; 2], z: [f64; 2]) -> (f64, [f64; 2]) {
        let (f, slopes) = self.map(z);
        let off = [x[0] - f[0], x[1] - f[1]];
        let precision = 1.0 / (SIGMA * SIGMA);
        let squares = (off[0] * off[0] + off[1] * off[1]) * precision + z[0] * z[0] + z[1] * z[1];
        let along = |axis: usize| {
            (off[0] * slopes[0][axis] + off[1] * slopes[1][axis]) * precision - z[axis]
        };
        let log_p = -0.5 * squares - 2.0 * SIGMA.ln() - 2.0 * TAU.ln();
        (log_p, [along(0), along(1)])
    }

    /// The mean and the covariance `[xx, xy, yy]` of p(z|x), summed up over a grid.
    pub(super) fn posterior_moments(self, x: [f64; 2]) -> ([f64; 2], [f64; 3]) {
        const SIDE: usize = 64;
        const REACH: f64 = 4.5;
        let place = |i: usize| (i as f64 + 0.5) * 2.0 * REACH / SIDE as f64 - REACH;
        let codes = (0..SIDE * SIDE).map(|i| [place(i % SIDE), place(i / SIDE)]);
        let logs: Vec<f64> = codes.clone().map(|z| self.log_joint(x, z).0).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut whole, mut first, mut second) = (0.0, [0.0; 2], [0.0; 3]);
        for ([u, v], log_p) in codes.zip(logs) {
            let weight = (log_p - largest).exp();
            whole += weight;
            for (sum, value) in first.iter_mut().zip([u, v]) {
                *sum += weight * value;
            }
            for (sum, value) in second.iter_mut().zip([u * u, u * v, v * v]) {
                *sum += weight * value;
            }
        }
        let [m, n] = first.map(|sum| sum / whole);
        let [uu, uv, vv] = second.map(|sum| sum / whole);
        ([m, n], [uu - m * m, uv - m * n, vv - n * n])
    }
}
