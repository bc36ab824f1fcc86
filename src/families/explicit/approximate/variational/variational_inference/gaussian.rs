//! A Gaussian q(z) = N(mu, L L^T) with L = [[exp a, 0], [c, exp b]], the bound it gives, and both divergences' slopes.
//!
//! The models' maps are polynomials of second degree, so log p(x, z) is one of the fourth, and its mean under q is exact with
//! four Gauss-Hermite nodes an axis: nothing is left to chance.

use std::f64::consts::TAU;

use super::model::Model;

/// mu_1, mu_2, a, b, c.
pub(super) type Parameters = [f64; 5];

/// The parameters of the prior.
pub(super) const PRIOR: Parameters = [0.0; 5];

/// What q is drawn towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Divergence {
    /// KL(q || p): the bound.
    Reverse,
    /// KL(p || q): q covers all of the posterior.
    Forward,
}

/// A Gaussian and the model whose posterior it stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inference {
    pub(super) model: Model,
    /// Whether the axes of q may tilt.
    pub(super) full: bool,
    pub(super) divergence: Divergence,
}

/// Steps of the search for the best q of one example, and their length at the start and at the end.
const SEARCH: usize = 300;
const LONGEST: f64 = 0.1;
const SHORTEST: f64 = 1e-3;

impl Inference {
    /// How many parameters move.
    fn free(self) -> usize {
        if self.full { 5 } else { 4 }
    }

    /// The ELBO of q for x, in nats, and its derivative by the parameters.
    pub(super) fn elbo(self, x: [f64; 2], q: Parameters) -> (f64, Parameters) {
        let [m, n, a, b, c] = self.bound(q);
        let (wide, high) = (a.exp(), b.exp());
        // The entropy of q.
        let mut elbo = a + b + 1.0 + TAU.ln();
        let mut slope = [0.0, 0.0, 1.0, 1.0, 0.0];
        for (u, first) in nodes() {
            for (v, second) in nodes() {
                let z = [m + wide * u, n + c * u + high * v];
                let (log_p, by_z) = self.model.log_joint(x, z);
                let weight = first * second;
                elbo += weight * log_p;
                let by = [
                    by_z[0],
                    by_z[1],
                    by_z[0] * wide * u,
                    by_z[1] * high * v,
                    by_z[1] * u,
                ];
                for (slope, by) in slope.iter_mut().zip(by) {
                    *slope += weight * by;
                }
            }
        }
        (elbo, self.bound(slope))
    }

    /// What goes down while q learns, and its derivative: -ELBO, or the cross entropy of the posterior and q.
    pub(super) fn loss(self, x: [f64; 2], q: Parameters) -> (f64, Parameters) {
        match self.divergence {
            Divergence::Reverse => {
                let (elbo, slope) = self.elbo(x, q);
                (-elbo, slope.map(|s| -s))
            }
            Divergence::Forward => self.cross_entropy(x, q),
        }
    }

    /// -E_{p(z|x)} log q(z) = log 2 pi + a + b + 1/2 E |L^-1 (z - mu)|^2, from the moments of the posterior.
    fn cross_entropy(self, x: [f64; 2], q: Parameters) -> (f64, Parameters) {
        let [m, n, a, b, c] = self.bound(q);
        let (mean, [uu, uv, vv]) = self.model.posterior_moments(x);
        let (wide, high) = ((-a).exp(), (-b).exp());
        let [d, e] = [mean[0] - m, mean[1] - n];
        // Second moments about mu, and those of y = L^-1 (z - mu).
        let [uu, uv, vv] = [uu + d * d, uv + d * e, vv + e * e];
        let tilt = c * wide;
        let first = uu * wide * wide;
        let mixed = (uv - tilt * uu) * wide * high;
        let second = (vv - 2.0 * tilt * uv + tilt * tilt * uu) * high * high;
        let [y, w] = [d * wide, (e - tilt * d) * high];
        let loss = TAU.ln() + a + b + 0.5 * (first + second);
        let slope = [
            -wide * y + tilt * high * w,
            -high * w,
            1.0 - first + tilt * high / wide * mixed,
            1.0 - second,
            -high * mixed,
        ];
        (loss, self.bound(slope))
    }

    /// The best q for one example that downhill steps from a start arrive at, by Adam with steps that get shorter.
    pub(super) fn settle(self, x: [f64; 2], start: Parameters) -> Parameters {
        let (mut q, mut best) = (self.bound(start), (f64::INFINITY, start));
        let (mut first, mut second) = ([0.0; 5], [0.0; 5]);
        for step in 0..SEARCH {
            let (loss, slope) = self.loss(x, q);
            if loss < best.0 {
                best = (loss, q);
            }
            let done = step as f64 / SEARCH as f64;
            let rate = LONGEST * (SHORTEST / LONGEST).powf(done);
            let age = step as i32 + 1;
            for i in 0..self.free() {
                first[i] = 0.9 * first[i] + 0.1 * slope[i];
                second[i] = 0.99 * second[i] + 0.01 * slope[i] * slope[i];
                let mean = first[i] / (1.0 - 0.9f64.powi(age));
                let size = (second[i] / (1.0 - 0.99f64.powi(age))).sqrt();
                q[i] -= rate * mean / (size + 1e-8);
            }
        }
        best.1
    }

    /// Without the tilt where there is none.
    fn bound(self, mut q: Parameters) -> Parameters {
        if !self.full {
            q[4] = 0.0;
        }
        q
    }
}

/// The variances of q along both axes.
pub(super) fn variances([.., a, b, c]: Parameters) -> [f64; 2] {
    [(2.0 * a).exp(), (2.0 * b).exp() + c * c]
}

/// The roots of the fourth Hermite polynomial and their weights in a mean under N(0, 1).
fn nodes() -> [(f64, f64); 4] {
    // 4! / (4 He_3(x))^2 with He_3(x) = x^3 - 3 x.
    let weight = |x: f64| 1.5 / (x * x * x - 3.0 * x).powi(2);
    let (near, far) = ((3.0 - 6f64.sqrt()).sqrt(), (3.0 + 6f64.sqrt()).sqrt());
    [-far, -near, near, far].map(|x| (x, weight(x)))
}
