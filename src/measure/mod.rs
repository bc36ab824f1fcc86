//! Measures of how far p_model is from p_data, each held against a closed form in its tests. Plain numbers, no tensors.

mod active_units;
mod ais;
mod classifier;
pub mod doctor;
mod energy_distance;
mod frechet;
mod integral;
mod iwae;
mod judged;
mod mmd;
mod modes;
mod nearest;
mod neighbours;
mod ngram;
mod quadrature;
mod sliced_wasserstein;
mod standing;

pub use active_units::active_units;
pub use ais::{Annealed, Annealing, Generator, LogZ};
pub use classifier::{CLASSES, Classifier, FEATURES, Impression};
pub use energy_distance::{EnergyDistance, energy_distance};
pub use frechet::Moments;
pub use integral::grid_integral;
pub use iwae::importance_bound;
pub use judged::Judged;
pub use mmd::Discrepancy;
pub use modes::{ModeCoverage, mode_counts, mode_coverage};
pub use nearest::{Nearest, nearest};
pub use neighbours::{NEIGHBOURS, Neighbours, Overlap, expected_coverage};
pub use ngram::Grams;
pub use quadrature::GaussianNodes;
pub use sliced_wasserstein::SlicedWasserstein;
pub use standing::{Nats, Standing, smaller_first};
