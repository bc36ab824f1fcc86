//! Annealed importance sampling: log Z of a distribution that is known up to its constant, with an error bar.
//!
//! Neal (2001), Annealed importance sampling, <https://arxiv.org/abs/physics/9803008>; Salakhutdinov and Murray (2008), On the
//! quantitative analysis of deep belief networks, <https://doi.org/10.1145/1390156.1390290>. A walker starts in a distribution
//! whose constant is known and is led to the one that is asked about along p_b, b from 0 to 1:
//!
//! log w = sum_k [log p*_(b_k)(v_(k-1)) - log p*_(b_(k-1))(v_(k-1))],  Z_1 / Z_0 = E[w]
//!
//! The mean of the weights is right on average, so that its logarithm is too low on average: by about half the variance of
//! the mean over its square.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

/// What walkers draw with.
pub type Generator = Xoshiro256PlusPlus;

/// A way of distributions from one whose constant is known, b = 0, to one whose constant is asked for, b = 1.
pub trait Annealed: Sync {
    /// A state of the distributions.
    type State: Send;

    /// log of the sum over all states of p*_0, in nats.
    fn log_z_start(&self) -> f64;

    /// An independent draw from p_0.
    fn start(&self, generator: &mut Generator) -> Self::State;

    /// log p*_to(state) - log p*_from(state), in nats.
    fn change(&self, state: &Self::State, from: f64, to: f64) -> f64;

    /// One move that leaves p_b as it is.
    fn walk(&self, state: &mut Self::State, b: f64, generator: &mut Generator);
}

/// An estimate of log Z that is made a few temperatures at a time.
pub struct Annealing<A: Annealed> {
    target: A,
    walkers: Vec<Walker<A::State>>,
    temperatures: usize,
    /// How many of the temperatures have been passed.
    passed: usize,
}

struct Walker<S> {
    state: S,
    log_weight: f64,
    generator: Generator,
}

/// log Z with its standard error, in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogZ {
    /// log of the mean weight, plus log Z at the start.
    pub value: f64,
    /// By the delta method: the standard error of the mean weight over the mean weight.
    pub standard_error: f64,
}

impl<A: Annealed> Annealing<A> {
    /// Walkers at the start of a way that is cut into equal steps of temperature.
    pub fn new(target: A, walkers: usize, temperatures: usize, seed: u64) -> Self {
        let walkers = (0..walkers as u64).map(|which| {
            let mut generator = Generator::seed_from_u64(seed.wrapping_add(which));
            Walker {
                state: target.start(&mut generator),
                log_weight: 0.0,
                generator,
            }
        });
        Self {
            walkers: walkers.collect(),
            target,
            temperatures,
            passed: 0,
        }
    }

    /// How many moves of a single walker are left to be made.
    pub fn moves_left(&self) -> usize {
        (self.temperatures - self.passed) * self.walkers.len()
    }

    /// Leads all walkers on by up to so many temperatures; what comes out does not depend on how the way is cut.
    pub fn advance(&mut self, temperatures: usize) {
        let end = (self.passed + temperatures).min(self.temperatures);
        let at = |k: usize| k as f64 / self.temperatures as f64;
        let (way, target) = (self.passed..end, &self.target);
        let lead = |walker: &mut Walker<A::State>| {
            for k in way.clone() {
                let (from, to) = (at(k), at(k + 1));
                walker.log_weight += target.change(&walker.state, from, to);
                target.walk(&mut walker.state, to, &mut walker.generator);
            }
        };
        self.walkers.par_iter_mut().for_each(lead);
        self.passed = end;
    }

    /// The estimate, once all temperatures are passed.
    pub fn log_z(&self) -> Option<LogZ> {
        if self.passed < self.temperatures || self.walkers.is_empty() {
            return None;
        }
        let weights: Vec<f64> = self.walkers.iter().map(|w| w.log_weight).collect();
        Some(LogZ::of(self.target.log_z_start(), &weights))
    }
}

impl LogZ {
    /// From log Z at the start and the logarithms of the weights of all walkers.
    pub fn of(start: f64, log_weights: &[f64]) -> Self {
        let weights = || log_weights.iter();
        let largest = weights().copied().fold(f64::NEG_INFINITY, f64::max);
        let count = log_weights.len() as f64;
        let mean = weights().map(|w| (w - largest).exp()).sum::<f64>() / count;
        let squares = weights().map(|w| ((w - largest).exp() - mean).powi(2));
        let variance = squares.sum::<f64>() / (count - 1.0).max(1.0);
        Self {
            value: start + largest + mean.ln(),
            standard_error: (variance / count).sqrt() / mean,
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;

    /// Spins on a ring, each at odds with a field of its own and drawn to its neighbours: small enough to be summed.
    struct Ring {
        field: Vec<f64>,
        pull: f64,
    }

    impl Ring {
        fn energy(&self, spins: &[f64]) -> f64 {
            let count = spins.len();
            let alone: f64 = spins.iter().zip(&self.field).map(|(s, f)| s * f).sum();
            let pairs: f64 = (0..count).map(|i| spins[i] * spins[(i + 1) % count]).sum();
            -alone - self.pull * pairs
        }

        fn exact(&self) -> f64 {
            let count = self.field.len();
            let spin = |state: usize, i: usize| if state >> i & 1 == 1 { 1.0 } else { -1.0 };
            let sum: f64 = (0..1usize << count)
                .map(|state| {
                    let spins: Vec<f64> = (0..count).map(|i| spin(state, i)).collect();
                    (-self.energy(&spins)).exp()
                })
                .sum();
            sum.ln()
        }
    }

    impl Annealed for &Ring {
        type State = Vec<f64>;

        fn log_z_start(&self) -> f64 {
            self.field.len() as f64 * 2f64.ln()
        }

        fn start(&self, generator: &mut Generator) -> Vec<f64> {
            let coin = |_| {
                if generator.random::<bool>() {
                    1.0
                } else {
                    -1.0
                }
            };
            (0..self.field.len()).map(coin).collect()
        }

        fn change(&self, state: &Vec<f64>, from: f64, to: f64) -> f64 {
            -(to - from) * self.energy(state)
        }

        fn walk(&self, state: &mut Vec<f64>, b: f64, generator: &mut Generator) {
            let count = state.len();
            for i in 0..count {
                let pulled = state[(i + 1) % count] + state[(i + count - 1) % count];
                let lean = b * (self.field[i] + self.pull * pulled);
                let up = 1.0 / (1.0 + (-2.0 * lean).exp());
                state[i] = if generator.random::<f64>() < up {
                    1.0
                } else {
                    -1.0
                };
            }
        }
    }

    fn ring() -> Ring {
        Ring {
            field: vec![0.4, -0.9, 0.2, 1.3, -0.1, 0.0, -1.7, 0.6, 0.3, -0.4],
            pull: 0.8,
        }
    }

    #[test]
    fn it_finds_the_constant_that_can_be_summed() {
        let (ring, mut errors) = (ring(), Vec::new());
        let exact = ring.exact();
        for seed in 0..20 {
            let mut annealing = Annealing::new(&ring, 100, 200, seed * 1000);
            assert!(annealing.log_z().is_none(), "not before the end");
            annealing.advance(usize::MAX >> 1);
            let found = annealing.log_z().unwrap();
            assert!(found.standard_error > 1e-3 && found.standard_error < 0.05);
            errors.push((found.value - exact) / found.standard_error);
        }
        // In units of their own error bars: centred, and about as wide as one.
        let mean = errors.iter().sum::<f64>() / 20.0;
        let square = errors.iter().map(|e| e * e).sum::<f64>() / 20.0;
        assert!(mean.abs() < 1.0, "{errors:?}");
        assert!((0.3..3.0).contains(&square), "{errors:?}");
    }

    #[test]
    fn one_step_of_temperature_is_plain_importance_sampling_and_is_worse() {
        let ring = ring();
        let at_once = |temperatures| {
            let mut annealing = Annealing::new(&ring, 400, temperatures, 5);
            annealing.advance(temperatures);
            annealing.log_z().unwrap().standard_error
        };
        assert!(at_once(1) > 3.0 * at_once(100));
    }

    #[test]
    fn how_the_way_is_cut_does_not_matter() {
        let ring = ring();
        let mut whole = Annealing::new(&ring, 10, 50, 3);
        let mut cut = Annealing::new(&ring, 10, 50, 3);
        assert_eq!(whole.moves_left(), 500);
        whole.advance(50);
        while cut.moves_left() > 0 {
            cut.advance(7);
        }
        assert_eq!(whole.log_z(), cut.log_z());
    }
}
