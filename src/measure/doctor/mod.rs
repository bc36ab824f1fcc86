//! The doctor: what goes wrong in a training, read off what is measured anyway.
//!
//! Every ailment has a detector of its own in [`signs`]: a small function over a few measures. A [`Doctor`] keeps the measures of
//! one run, thinned so that they never take more room, and asks all detectors.

mod series;
pub mod signs;

use std::borrow::Borrow;
use std::collections::BTreeMap;

pub use series::Series;

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ailment {
    /// A loss was no number or grew without bounds.
    Divergence,
    /// Samples or verdicts grow far beyond the data.
    ExplodingScale,
    /// Samples keep to a few modes of the data.
    ModeCollapse,
    /// Samples wander from mode to mode.
    ModeHopping,
    /// The generator learns nothing any more.
    VanishingGradient,
    /// The latent code says nothing about the example.
    PosteriorCollapse,
    /// The penalty weighs so much that the model no longer fits the data.
    OverRegularisation,
    /// The model learns its examples by heart.
    Overfitting,
    /// The Markov chain hardly moves.
    StuckChain,
    /// The Markov chain leaves the data for good.
    RunawayChain,
    /// A flow can no longer be inverted.
    LostInvertibility,
    /// The noise schedule ends while something of the data is left.
    UnfinishedNoise,
}

impl Ailment {
    /// All of them, in the order of the museum.
    pub const ALL: [Self; 12] = [
        Self::Divergence,
        Self::ExplodingScale,
        Self::ModeCollapse,
        Self::ModeHopping,
        Self::VanishingGradient,
        Self::PosteriorCollapse,
        Self::OverRegularisation,
        Self::Overfitting,
        Self::StuckChain,
        Self::RunawayChain,
        Self::LostInvertibility,
        Self::UnfinishedNoise,
    ];

    /// The key of its name in the locales; its sentence stands under `KEY-why`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Divergence => "ailment-divergence",
            Self::ExplodingScale => "ailment-exploding-scale",
            Self::ModeCollapse => "ailment-mode-collapse",
            Self::ModeHopping => "ailment-mode-hopping",
            Self::VanishingGradient => "ailment-vanishing-gradient",
            Self::PosteriorCollapse => "ailment-posterior-collapse",
            Self::OverRegularisation => "ailment-over-regularisation",
            Self::Overfitting => "ailment-overfitting",
            Self::StuckChain => "ailment-stuck-chain",
            Self::RunawayChain => "ailment-runaway-chain",
            Self::LostInvertibility => "ailment-lost-invertibility",
            Self::UnfinishedNoise => "ailment-unfinished-noise",
        }
    }
}

/// An ailment that a run has, and the step at which it began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// What it is.
    pub ailment: Ailment,
    /// After how many steps it began.
    pub since: u64,
}

/// The measures of one run.
#[derive(Debug, Default)]
pub struct Doctor {
    /// Losses of training steps.
    training: BTreeMap<&'static str, Series>,
    /// Measures on held-out data.
    held_out: BTreeMap<String, Series>,
}

impl Doctor {
    /// So many steps of training are one point at first.
    const STEPS: u64 = 10;

    /// Takes up the loss of a training step.
    pub fn train(&mut self, name: &'static str, step: u64, value: f64) {
        let series = self.training.entry(name);
        let series = series.or_insert_with(|| Series::new(Self::STEPS));
        series.push(step, value);
    }

    /// Takes up a measure on held-out data.
    pub fn measure(&mut self, name: &str, step: u64, value: f64) {
        let series = self.held_out.entry(name.to_owned());
        series.or_insert_with(|| Series::new(1)).push(step, value);
    }

    /// Forgets everything after a step, to which the run went back.
    pub fn forget_after(&mut self, step: u64) {
        let all = self.training.values_mut().chain(self.held_out.values_mut());
        for series in all {
            series.forget_after(step);
        }
    }

    /// Everything that is wrong now.
    pub fn look(&self) -> Vec<Sign> {
        let found = |ailment, since: Option<u64>| since.map(|since| Sign { ailment, since });
        let training = |name| of(&self.training, name);
        let held_out = |name| of(&self.held_out, name);
        let modes = signs::Modes {
            found: held_out("modes"),
            total: held_out("modes_total"),
            precision: held_out("precision"),
            coverage: held_out("coverage"),
        };
        let centre = ["sample_mean_1", "sample_mean_2"].map(held_out);
        let hopping = signs::mode_hopping(&modes, centre);
        // What hops has collapsed as well; the more precise finding is told.
        let collapse = signs::mode_collapse(&modes).filter(|_| hopping.is_none());
        let kl = training("kl_term_nats");
        let collapsed = signs::posterior_collapse(kl);
        let penalty = signs::Penalty {
            loss: training("loss"),
            reconstruction: training("reconstruction_nats"),
            kl,
        };
        let distance = [
            held_out("energy_distance"),
            held_out("energy_distance_real"),
        ];
        let too_regular = signs::over_regularisation(&penalty, distance);
        let likelihood = [held_out("nll_nats"), held_out("nll_nats_se")];
        let overfitting = signs::overfitting(training("loss"), likelihood)
            .filter(|_| collapsed.is_none() && too_regular.is_none());
        let runaway = signs::runaway_chain(held_out("chain_spread"));
        // Samples that are the ends of a chain spread as it does.
        let exploding = [
            signs::wide_samples(held_out("sample_spread")),
            signs::large_verdicts([training("verdict_real"), training("verdict_fake")]),
        ];
        let all = [
            found(
                Ailment::ExplodingScale,
                exploding
                    .into_iter()
                    .flatten()
                    .min()
                    .filter(|_| runaway.is_none()),
            ),
            found(Ailment::ModeCollapse, collapse),
            found(Ailment::ModeHopping, hopping),
            found(
                Ailment::VanishingGradient,
                signs::vanishing_gradient(training("generator_gradient")),
            ),
            found(Ailment::PosteriorCollapse, collapsed),
            found(
                Ailment::OverRegularisation,
                too_regular.filter(|_| collapsed.is_none()),
            ),
            found(Ailment::Overfitting, overfitting),
            found(
                Ailment::StuckChain,
                signs::stuck_chain(held_out("chain_step")),
            ),
            found(Ailment::RunawayChain, runaway),
            found(
                Ailment::LostInvertibility,
                signs::lost_invertibility(held_out("inverse_error")),
            ),
            found(
                Ailment::UnfinishedNoise,
                signs::unfinished_noise(held_out("terminal_snr")),
            ),
        ];
        all.into_iter().flatten().collect()
    }
}

fn of<'a, K: Ord + Borrow<str>>(all: &'a BTreeMap<K, Series>, name: &str) -> signs::Line<'a> {
    all.get(name).map_or(&[], Series::points)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A run whose GAN keeps to one of eight modes.
    fn collapsed() -> Doctor {
        let mut doctor = Doctor::default();
        for step in (0..=6000).step_by(500) {
            let modes = if step < 2000 { 7.0 } else { 1.0 };
            doctor.measure("modes", step, modes);
            doctor.measure("modes_total", step, 8.0);
            doctor.measure("energy_distance", step, 0.5);
        }
        doctor
    }

    #[test]
    fn a_collapse_is_told_with_its_beginning_and_a_healthy_run_has_nothing() {
        let sign = Sign {
            ailment: Ailment::ModeCollapse,
            since: 2000,
        };
        assert_eq!(collapsed().look(), [sign]);
        let mut healthy = Doctor::default();
        for step in 1..=5000 {
            healthy.train("loss", step, 1.0 / step as f64);
            healthy.train("generator_gradient", step, 0.1);
            healthy.train("kl_term_nats", step, 2.0);
        }
        assert_eq!(healthy.look(), []);
    }

    #[test]
    fn what_lies_after_a_return_is_forgotten() {
        let mut doctor = collapsed();
        doctor.forget_after(2500);
        assert_eq!(doctor.look(), []);
    }
}
