//! log Z twice: by the sum over all states, and by the estimate that one would have to rely on in more dimensions.

use rand::RngExt;

use super::units::Machine;
use crate::families::{Finding, Inquiry};
use crate::measure::Annealing;
use crate::nn::Noise;

/// Moves of a walker that a turn of a few milliseconds has time for.
const A_TURN: usize = 1500;

/// Both values of log Z for the machine as it was when it was asked.
pub(super) struct Normaliser {
    exact: f64,
    annealing: Annealing<Machine>,
    walkers: usize,
}

impl Normaliser {
    /// The whole estimate has an error bar of a few hundredths of a nat; the one beside the training costs a fraction of it. With a
    /// third of the temperatures a machine that has learned the checkerboard was a quarter of a nat off, beyond its error bar.
    pub(super) fn new(machine: Machine, exact: f64, noise: Noise, whole: bool) -> Self {
        let (walkers, temperatures) = if whole { (500, 3000) } else { (40, 100) };
        let seed = noise.generator("annealing").random();
        Self {
            exact,
            annealing: Annealing::new(machine, walkers, temperatures, seed),
            walkers,
        }
    }
}

impl Inquiry for Normaliser {
    fn turn(&mut self) -> bool {
        self.annealing.advance((A_TURN / self.walkers).max(1));
        self.annealing.moves_left() > 0
    }

    fn found(&self) -> Vec<Finding> {
        let exact = Finding {
            name: "log_z_exact_nats",
            value: self.exact,
            standard_error: None,
        };
        let estimate = self.annealing.log_z().map(|found| Finding {
            name: "log_z_ais_nats",
            value: found.value,
            standard_error: Some(found.standard_error),
        });
        [Some(exact), estimate].into_iter().flatten().collect()
    }
}
