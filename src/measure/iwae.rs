//! The importance-weighted bound: L_k = E log 1/k sum_i p(x, z_i) / q(z_i|x), with z_1 ... z_k drawn from q(z|x).
//!
//! Burda, Grosse and Salakhutdinov (2016), Importance weighted autoencoders, <https://arxiv.org/abs/1509.00519>. L_1 is the
//! ELBO, and ELBO <= L_k <= L_(k+1) <= log p(x).

/// L_k of one example, in nats: the mean over as many groups of `k` as the log weights fill.
///
/// The weights are log p(x, z_i) - log q(z_i|x) for independent draws z_i; draws that fill no group are left out.
pub fn importance_bound(log_weights: &[f64], k: usize) -> f64 {
    let groups = log_weights.chunks_exact(k);
    let count = groups.len().max(1) as f64;
    groups.map(log_mean_exp).sum::<f64>() / count
}

/// log 1/n sum_i exp(a_i), with the largest taken out so that nothing overflows.
fn log_mean_exp(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return largest;
    }
    let sum: f64 = values.iter().map(|value| (value - largest).exp()).sum();
    largest + (sum / values.len() as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use rand_distr::{Distribution, StandardNormal};

    /// z ~ N(0, 1), x | z ~ N(a z, s^2): everything about it is known.
    const A: f64 = 1.5;
    const S: f64 = 0.7;

    fn log_normal(x: f64, mean: f64, sigma: f64) -> f64 {
        -0.5 * ((x - mean) / sigma).powi(2) - sigma.ln() - 0.5 * (2.0 * std::f64::consts::PI).ln()
    }

    /// Log weights of draws from a q that is off the posterior by a shift and a stretch.
    fn log_weights(x: f64, shift: f64, stretch: f64, draws: usize, seed: u64) -> Vec<f64> {
        let precision = 1.0 + A * A / (S * S);
        let (mean, sigma) = (A * x / (S * S) / precision, precision.sqrt().recip());
        let (mean, sigma) = (mean + shift, sigma * stretch);
        let mut generator = Noise::new(seed, 0).generator("linear-gaussian");
        (0..draws)
            .map(|_| {
                let e: f64 = StandardNormal.sample(&mut generator);
                let z = mean + sigma * e;
                log_normal(x, A * z, S) + log_normal(z, 0.0, 1.0) - log_normal(z, mean, sigma)
            })
            .collect()
    }

    fn exact(x: f64) -> f64 {
        log_normal(x, 0.0, (A * A + S * S).sqrt())
    }

    #[test]
    fn with_the_true_posterior_every_bound_is_the_likelihood() {
        for x in [-2.0, 0.3, 1.7] {
            let weights = log_weights(x, 0.0, 1.0, 500, 1);
            for k in [1, 5, 50, 500] {
                assert!((importance_bound(&weights, k) - exact(x)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_ladder_climbs_to_the_exact_likelihood() {
        let draws = 100_000;
        for x in [-1.0, 0.5, 2.0] {
            let weights = log_weights(x, 0.3, 1.3, draws, 2);
            let ladder: Vec<f64> = [1, 5, 50, 500]
                .iter()
                .map(|&k| importance_bound(&weights, k))
                .collect();
            assert!(
                ladder.windows(2).all(|pair| pair[0] < pair[1]),
                "{ladder:?}"
            );
            assert!(ladder[0] < exact(x) - 0.02, "the gap of a wrong q is seen");
            assert!(
                (ladder[3] - exact(x)).abs() < 5e-3,
                "{} against {}",
                ladder[3],
                exact(x)
            );
        }
    }

    #[test]
    fn the_elbo_of_a_wrong_q_lies_its_divergence_below() {
        // KL(q || posterior) of two Gaussians, in closed form.
        let (shift, stretch) = (0.4, 1.2f64);
        let sigma = (1.0 + A * A / (S * S)).sqrt().recip();
        let kl = 0.5 * (stretch * stretch + (shift / sigma).powi(2) - 1.0) - stretch.ln();
        let weights = log_weights(0.8, shift, stretch, 400_000, 3);
        let elbo = importance_bound(&weights, 1);
        assert!(
            (exact(0.8) - elbo - kl).abs() < 0.01,
            "{} against {kl}",
            exact(0.8) - elbo
        );
    }

    #[test]
    fn large_and_impossible_weights_do_not_overflow() {
        assert!((importance_bound(&[-2000.0, -2000.0], 2) + 2000.0).abs() < 1e-9);
        assert!((importance_bound(&[900.0, 900.0], 2) - 900.0).abs() < 1e-9);
        assert_eq!(
            importance_bound(&[f64::NEG_INFINITY; 2], 2),
            f64::NEG_INFINITY
        );
    }
}
