//! Samples against real points, by every measure that needs no density: the fair way to put families side by side.

use std::cell::OnceCell;

use super::evaluation::Number;
use super::picture_measures::RealPictures;
use crate::measure::{Discrepancy, EnergyDistance, Neighbours, SlicedWasserstein};
use crate::nn::Noise;

/// What a perfect model gets by each measure, which is what two sets of real points get; it does not change while a run
/// trains, so it is measured once.
#[derive(Default)]
pub(super) struct Ceilings {
    pub(super) whole: OnceCell<Vec<Number>>,
    pub(super) beside: OnceCell<Vec<Number>>,
    pub(super) pictures: OnceCell<RealPictures>,
}

/// A comparison of two sets of points that has not come to its end.
pub(super) struct Comparison {
    noise: Noise,
    energy: EnergyDistance,
    neighbours: Neighbours<2>,
    /// What there is no time for beside the training.
    dear: Option<Dear>,
}

struct Dear {
    sliced: SlicedWasserstein,
    discrepancy: Discrepancy,
}

/// The names of the measures.
struct Names {
    energy: &'static str,
    overlap: [&'static str; 4],
    sliced: &'static str,
    discrepancy: &'static str,
}

const OF_SAMPLES: Names = Names {
    energy: "energy_distance",
    overlap: ["precision", "recall", "density", "coverage"],
    sliced: "sliced_wasserstein",
    discrepancy: "mmd2",
};
const OF_REAL: Names = Names {
    energy: "energy_distance_real",
    overlap: [
        "precision_real",
        "recall_real",
        "density_real",
        "coverage_real",
    ],
    sliced: "sliced_wasserstein_real",
    discrepancy: "mmd2_real",
};
/// What the discrepancy of two draws of one distribution stays below in 95 of 100 cases.
const BAND: &str = "mmd2_band";

impl Comparison {
    /// How many distances between two points there is time for in a turn.
    const PAIRS: usize = 2_000_000;

    /// By everything, or by what is cheap alone.
    pub(super) fn new(noise: Noise, samples: &[[f64; 2]], real: &[[f64; 2]], whole: bool) -> Self {
        Self {
            noise,
            energy: EnergyDistance::new(samples, real),
            neighbours: Neighbours::new(real, samples),
            dear: whole.then(|| Dear {
                sliced: SlicedWasserstein::new(samples, real),
                discrepancy: Discrepancy::new(samples, real, &mut noise.generator("pool")),
            }),
        }
    }

    /// A turn of a few milliseconds; false when there is nothing left to do.
    pub(super) fn turn(&mut self) -> bool {
        let pairs = Self::PAIRS;
        if !self.energy.is_done() {
            self.energy.advance(pairs);
        } else if !self.neighbours.is_done() {
            self.neighbours.advance(pairs);
        } else if let Some(dear) = &mut self.dear {
            return dear.turn(pairs);
        } else {
            return false;
        }
        true
    }

    /// What came out for samples, with the band of chance.
    pub(super) fn of_samples(&self) -> Vec<Number> {
        let mut numbers = self.numbers(&OF_SAMPLES);
        let generator = &mut self.noise.generator("deals");
        let discrepancy = self.dear.as_ref().map(|dear| &dear.discrepancy);
        numbers.push((BAND, discrepancy.and_then(|sum| sum.band(generator))));
        numbers
    }

    /// What came out for real points against others.
    pub(super) fn of_real(&self) -> Vec<Number> {
        self.numbers(&OF_REAL)
    }

    fn numbers(&self, names: &Names) -> Vec<Number> {
        let overlap = self.neighbours.value();
        let shares = overlap.map(|o| [o.precision, o.recall, o.density, o.coverage]);
        let mut numbers = vec![(names.energy, self.energy.value())];
        let share = |index: usize| shares.map(|shares| shares[index]);
        numbers.extend((0..4).map(|index| (names.overlap[index], share(index))));
        let dear = self.dear.as_ref();
        numbers.extend([
            (names.sliced, dear.and_then(|dear| dear.sliced.value())),
            (
                names.discrepancy,
                dear.and_then(|dear| dear.discrepancy.value()),
            ),
        ]);
        numbers
    }
}

impl Dear {
    fn turn(&mut self, pairs: usize) -> bool {
        if !self.sliced.is_done() {
            self.sliced.advance(pairs);
        } else if !self.discrepancy.is_done() {
            // An exponential takes as long as several distances.
            self.discrepancy.advance(pairs / 4);
        } else {
            return false;
        }
        true
    }
}
