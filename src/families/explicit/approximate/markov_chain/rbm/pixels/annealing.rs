//! log Z of a machine whose states nobody can list, by annealed importance sampling with all walkers side by side.
//!
//! After Salakhutdinov and Murray (2008), section 4: the walkers are led from a machine without hidden units that matter,
//! whose visible biases a0 are the log-odds of the pixels, to the one that is asked about,
//!
//! p*_t(v) = exp((1 - t) a0.v + t a.v) prod_j (1 + exp(t (b_j + v W_j))),  log Z_0 = H log 2 + sum_i log(1 + exp a0_i)
//!
//! and every temperature costs one matrix product there and one back.

use burn::tensor::Tensor;

use super::super::units::{Units, tossed};
use crate::families::{Finding, Inquiry};
use crate::measure::LogZ;
use crate::nn::{Noise, on_or_off};

/// Pixels that know nothing of each other.
pub(super) struct BaseRates {
    /// a0. `[1, dims]`
    log_odds: Tensor<2>,
}

impl BaseRates {
    pub(super) fn new(log_odds: Tensor<2>) -> Self {
        Self { log_odds }
    }

    /// Independent pixels, by the noise. `[count, dims]`
    pub(super) fn draw(&self, count: usize, noise: Noise) -> Tensor<2> {
        let (_, chance) = on_or_off(self.log_odds.clone()); // [1, dims]
        let dims = chance.dims()[1];
        let uniform = noise.uniform("base rates", [count, dims], &chance.device());
        uniform.lower(chance.repeat_dim(0, count)).float()
    }

    /// sum_i log(1 + exp a0_i), in nats.
    fn log_z(&self) -> f64 {
        let (sum, _) = on_or_off(self.log_odds.clone()); // [1]
        sum.into_data().iter::<f64>().sum()
    }
}

/// An estimate that is made a few temperatures at a time.
pub(super) struct Estimate {
    units: Units,
    base: BaseRates,
    noise: Noise,
    temperatures: usize,
    /// How many of the temperatures have been passed.
    passed: usize,
    /// `[walkers, dims]`
    v: Tensor<2>,
    /// What has been added to the log weight of each walker.
    log_weights: Vec<f64>,
}

/// The whole estimate takes seconds and has an error bar of a few tenths of a nat; the one beside the training is coarser.
const WHOLE: [usize; 2] = [100, 4000];
const BESIDE: [usize; 2] = [40, 250];

impl Estimate {
    pub(super) fn new(units: Units, base: BaseRates, noise: Noise, whole: bool) -> Self {
        let [walkers, temperatures] = if whole { WHOLE } else { BESIDE };
        Self::with(units, base, noise, [walkers, temperatures])
    }

    pub(super) fn with(
        units: Units,
        base: BaseRates,
        noise: Noise,
        [walkers, temperatures]: [usize; 2],
    ) -> Self {
        Self {
            v: base.draw(walkers, noise),
            log_weights: vec![0.0; walkers],
            units,
            base,
            noise,
            temperatures,
            passed: 0,
        }
    }

    /// Where the way stands after so many temperatures: dense where the machine comes into its own, as the authors have it,
    /// a twentieth of them up to one half, a quarter up to 0.9.
    fn at(&self, passed: usize) -> f64 {
        const BENDS: [(f64, f64); 4] = [(0.0, 0.0), (0.05, 0.5), (0.3, 0.9), (1.0, 1.0)];
        let share = passed as f64 / self.temperatures as f64;
        let within = |ends: &&[(f64, f64)]| share <= ends[1].0;
        let ends = BENDS.windows(2).find(within).unwrap_or(&BENDS[2..]);
        let [(from, low), (to, high)] = [ends[0], ends[1]];
        low + (high - low) * (share - from) / (to - from)
    }

    /// All walkers past one more temperature.
    fn pass(&mut self) {
        let (from, to) = (self.at(self.passed), self.at(self.passed + 1));
        let units = &self.units;
        let bias: Tensor<2> = units.visible.val().inner().unsqueeze(); // [1, dims]
        let between = (bias - self.base.log_odds.clone()).transpose(); // [dims, 1]
        let heard = units.heard(self.v.clone()); // [walkers, hidden]
        let (after, on) = on_or_off(heard.clone().mul_scalar(to)); // [walkers], [walkers, hidden]
        let (before, _) = on_or_off(heard.mul_scalar(from));
        let alone: Tensor<1> = self.v.clone().matmul(between).squeeze_dim(1); // [walkers]
        let change = after - before + alone.mul_scalar(to - from);
        for (weight, change) in self
            .log_weights
            .iter_mut()
            .zip(change.into_data().iter::<f64>())
        {
            *weight += change;
        }
        let noise = self.noise.part(self.passed as u64);
        let hidden = tossed(on, noise, "hidden"); // [walkers, hidden]
        // (1 - t) a0 + t (a + W h)
        let told = units.told(hidden).mul_scalar(to); // [walkers, dims]
        let told = told + self.base.log_odds.clone().mul_scalar(1.0 - to);
        self.v = tossed(on_or_off(told).1, noise, "visible"); // [walkers, dims]
        self.passed += 1;
    }

    /// The estimate, once all temperatures are passed.
    pub(super) fn log_z(&self) -> Option<LogZ> {
        if self.passed < self.temperatures {
            return None;
        }
        let hidden = self.units.hidden.dims()[0] as f64;
        let start = hidden * 2f64.ln() + self.base.log_z();
        Some(LogZ::of(start, &self.log_weights))
    }
}

impl Inquiry for Estimate {
    fn turn(&mut self) -> bool {
        self.pass();
        self.passed < self.temperatures
    }

    fn found(&self) -> Vec<Finding> {
        let found = self.log_z().map(|found| Finding {
            name: "log_z_ais_nats",
            value: found.value,
            standard_error: Some(found.standard_error),
        });
        found.into_iter().collect()
    }
}
