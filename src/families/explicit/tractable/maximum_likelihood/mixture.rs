//! A mixture of Gaussians: a discrete latent variable whose posterior, the responsibilities, is exact.
//!
//! Dempster, Laird and Rubin (1977), Maximum likelihood from incomplete data via the EM algorithm, <https://doi.org/10.1111/j.2517-6161.1977.tb01600.x>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "mixture",
        place: Place::MaximumLikelihood,
        paper: Paper {
            authors: "Dempster, Laird and Rubin",
            year: 1977,
            title: "Maximum likelihood from incomplete data via the EM algorithm",
            link: "https://doi.org/10.1111/j.2517-6161.1977.tb01600.x",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Posterior,
        },
        accepts: &[DataKind::Plane],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\log p(x) = \log \sum_k \pi_k\, \mathcal N(x;\, \mu_k, \Sigma_k)",
    },
    build: None,
};
