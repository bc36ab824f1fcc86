//! How an example drowns in noise: x_t = alpha x_0 + sigma epsilon with alpha^2 + sigma^2 = 1, so that a level of noise is an
//! angle, alpha = cos and sigma = sin.
//!
//! Linear after Ho, Jain and Abbeel (2020), its betas stretched so that any number of steps ends in noise (Song et al. 2021);
//! cosine after Nichol and Dhariwal (2021), <https://arxiv.org/abs/2102.09672>.

use std::f64::consts::FRAC_PI_2;

use crate::knob::Knobs;

/// How much signal is left along the way.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// beta grows linearly, by as much in all as in a thousand steps from 1e-4 to 0.02.
    Linear,
    /// The angle grows steadily.
    Cosine,
    /// The betas of a thousand steps as they are, with however few steps: the classic mistake.
    Unscaled,
}

/// Angles of `steps` levels of noise; the time t = k / steps of level k runs from the example at 0 to the noise at 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Schedule {
    shape: Shape,
    pub(super) steps: usize,
}

/// A thousand times beta at the first step of a thousand, and how much it grows up to the last.
const FIRST: f64 = 0.1;
const GROWTH: f64 = 19.9;
/// What alpha^2 falls to where a schedule ends in noise: exp(-(FIRST + GROWTH / 2)).
const LEFT: f64 = 4.318_6e-5;
/// The cosine begins a little way in, so that the first steps are no shorter than they need be.
const OFFSET: f64 = 0.008;

impl Schedule {
    /// The words of the knob that chooses it.
    pub(super) const WORDS: &'static [&'static str] = &["linear", "cosine", "linear-unscaled"];

    pub(super) fn new(knobs: &Knobs) -> Self {
        let shape = match knobs.choice("schedule") {
            "cosine" => Shape::Cosine,
            "linear-unscaled" => Shape::Unscaled,
            _ => Shape::Linear,
        };
        Self {
            shape,
            steps: knobs.whole("noise-steps").max(1),
        }
    }

    /// The angle at a time between 0 and 1, in radians: cos is what is left of the example, sin what there is of noise.
    pub(super) fn angle(self, time: f64) -> f64 {
        let (alpha, sigma) = self.mixture(time);
        sigma.atan2(alpha)
    }

    /// alpha and sigma at a time between 0 and 1.
    pub(super) fn mixture(self, time: f64) -> (f64, f64) {
        let log_left = match self.shape {
            Shape::Linear | Shape::Unscaled => -self.share() * time * (FIRST + GROWTH / 2.0 * time),
            Shape::Cosine => 2.0 * (cosine(time * cut()) / cosine(0.0)).ln(), // log alpha^2
        };
        ((log_left / 2.0).exp(), (-log_left.exp_m1()).sqrt())
    }

    /// alpha and sigma of a level from 0, the example, to `steps`.
    pub(super) fn level(self, level: usize) -> (f64, f64) {
        self.mixture(self.time_of(level))
    }

    /// The time of a level.
    pub(super) fn time_of(self, level: usize) -> f64 {
        level as f64 / self.steps as f64
    }

    /// The time at which the angle is this one: the inverse of [`angle`](Self::angle).
    pub(super) fn time(self, angle: f64) -> f64 {
        let time = match self.shape {
            Shape::Linear | Shape::Unscaled => {
                let lost = -2.0 * angle.cos().ln() / self.share();
                let root = (FIRST * FIRST + 2.0 * GROWTH * lost).sqrt();
                2.0 * lost / (FIRST + root)
            }
            Shape::Cosine => {
                let inner = (angle.cos() * cosine(0.0)).acos() / FRAC_PI_2;
                (inner * (1.0 + OFFSET) - OFFSET) / cut()
            }
        };
        time.clamp(0.0, 1.0)
    }

    /// The signal-to-noise ratio alpha^2 / sigma^2 that is left at the last level; sampling begins as if it were 0.
    pub(super) fn terminal_snr(self) -> f64 {
        let (alpha, sigma) = self.level(self.steps);
        (alpha / sigma).powi(2)
    }

    /// How much of the noise of a thousand steps there is.
    fn share(self) -> f64 {
        match self.shape {
            Shape::Unscaled => self.steps as f64 / 1000.0,
            Shape::Linear | Shape::Cosine => 1.0,
        }
    }
}

/// cos((t + s) / (1 + s) pi / 2)
fn cosine(time: f64) -> f64 {
    ((time + OFFSET) / (1.0 + OFFSET) * FRAC_PI_2).cos()
}

/// The time at which the cosine has as little left as the linear schedule: at 1 it would have nothing.
fn cut() -> f64 {
    (LEFT.sqrt() * cosine(0.0)).acos() / FRAC_PI_2 * (1.0 + OFFSET) - OFFSET
}
