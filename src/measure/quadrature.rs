//! The density of a model with a small latent space, as a sum over the codes of a grid: p(x) = sum_i w_i N(x; m_i, sigma^2 I).
//!
//! The sum is itself a mixture of Gaussians whose weights add up to one, so what it says is a density whatever the grid.

use std::f64::consts::TAU;

use pulp::Arch;
use rayon::prelude::*;

use crate::nn::exp::exp;

/// The Gaussians that codes stand for, as wide as each other.
pub struct GaussianNodes {
    /// First and second coordinate of every mean.
    means: [Vec<f32>; 2],
    /// log w_i.
    log_weights: Vec<f32>,
    sigma: f64,
}

impl GaussianNodes {
    /// Gaussians about `means`, which are `[nodes, 2]`, with weights of these logarithms.
    pub fn new(means: &[f32], log_weights: Vec<f64>, sigma: f64) -> Self {
        let along = |axis: usize| means.iter().skip(axis).step_by(2).copied().collect();
        Self {
            means: [along(0), along(1)],
            log_weights: log_weights.into_iter().map(|w| w as f32).collect(),
            sigma,
        }
    }

    /// log p of points: `[points, 2]` to `[points]`.
    pub fn log_density(&self, points: &[f32]) -> Vec<f32> {
        let arch = Arch::new();
        let log_norm = TAU.ln() + 2.0 * self.sigma.ln();
        let half_precision = (0.5 / (self.sigma * self.sigma)) as f32;
        points
            .par_chunks_exact(2)
            .map_init(
                || vec![0.0f32; self.log_weights.len()],
                |terms, x| {
                    let log_sum =
                        arch.dispatch(|| self.log_sum([x[0], x[1]], half_precision, terms));
                    (f64::from(log_sum) - log_norm) as f32
                },
            )
            .collect()
    }

    /// log sum_i w_i exp(-|x - m_i|^2 / 2 sigma^2), with the largest term taken out so that nothing underflows.
    #[expect(
        clippy::inline_always,
        reason = "wide vectors are used only in what is inlined into the dispatch"
    )]
    #[inline(always)]
    fn log_sum(&self, [x, y]: [f32; 2], half_precision: f32, terms: &mut [f32]) -> f32 {
        let nodes = self.means[0]
            .iter()
            .zip(&self.means[1])
            .zip(&self.log_weights);
        for (term, ((m, n), log_weight)) in terms.iter_mut().zip(nodes) {
            let (along, across) = (x - m, y - n);
            *term = log_weight - (along * along + across * across) * half_precision;
        }
        let mut tops = [f32::NEG_INFINITY; LANES];
        for terms in terms.chunks_exact(LANES) {
            for (top, term) in tops.iter_mut().zip(terms) {
                *top = if *term > *top { *term } else { *top };
            }
        }
        let rest = terms.chunks_exact(LANES).remainder();
        let largest = tops
            .iter()
            .chain(rest)
            .copied()
            .fold(f32::NEG_INFINITY, f32::max);
        let mut sums = [0.0f32; LANES];
        for terms in terms.chunks_exact(LANES) {
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += exp(*term - largest);
            }
        }
        let rest: f32 = rest.iter().map(|term| exp(*term - largest)).sum();
        largest + (sums.iter().sum::<f32>() + rest).ln()
    }
}

/// Sums that run side by side, whose order does not depend on the processor.
const LANES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    /// x | z ~ N(a z, s^2 I) with z ~ N(0, 1) along one direction: p(x) is a Gaussian that can be written down.
    #[test]
    fn a_straight_decoder_has_the_density_of_a_gaussian() {
        const A: [f64; 2] = [1.5, -0.4];
        const S: f64 = 0.3;
        let (side, reach) = (2000, 7.0);
        let step = 2.0 * reach / f64::from(side);
        let codes: Vec<f64> = (0..side)
            .map(|i| (f64::from(i) + 0.5) * step - reach)
            .collect();
        let means: Vec<f32> = codes
            .iter()
            .flat_map(|z| A.map(|a| (a * z) as f32))
            .collect();
        let log_weights = codes
            .iter()
            .map(|z| step.ln() - 0.5 * z * z - 0.5 * TAU.ln())
            .collect();
        let nodes = GaussianNodes::new(&means, log_weights, S);
        let (xx, yy, xy) = (A[0] * A[0] + S * S, A[1] * A[1] + S * S, A[0] * A[1]);
        let det = xx * yy - xy * xy;
        // Near, between, and so far out that every term underflows by itself.
        for [x, y] in [
            [0.0f32, 0.0],
            [1.0, -0.3],
            [-0.5, 1.2],
            [9.0, 9.0],
            [-40.0, 30.0],
        ] {
            let (a, b) = (f64::from(x), f64::from(y));
            let square = (yy * a * a - 2.0 * xy * a * b + xx * b * b) / det;
            let exact = -0.5 * square - 0.5 * det.ln() - TAU.ln();
            let ours = f64::from(nodes.log_density(&[x, y])[0]);
            assert!(
                (ours - exact).abs() < 1e-3 * (1.0 + exact.abs() / 10.0) || exact < -500.0,
                "{ours} against {exact}"
            );
            assert!(ours.is_finite());
        }
    }

    #[test]
    fn it_is_a_mixture() {
        let nodes = GaussianNodes::new(
            &[-1.0, 0.5, 2.0, 0.0],
            vec![0.25f64.ln(), 0.75f64.ln()],
            0.5,
        );
        let normal = |x: f64, y: f64| (-(x * x + y * y) / 0.5).exp() / (TAU * 0.25);
        let exact = 0.25 * normal(1.3, -0.2) + 0.75 * normal(-1.7, 0.3);
        let ours = f64::from(nodes.log_density(&[0.3, 0.3])[0]);
        assert!((ours - exact.ln()).abs() < 1e-5, "{ours}");
    }
}
