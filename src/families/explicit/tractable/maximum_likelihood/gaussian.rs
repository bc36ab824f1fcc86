//! A single Gaussian, fitted by maximum likelihood: the one model whose best parameters can be written down.
//!
//! C. F. Gauss (1809), Theoria motus corporum coelestium, <https://archive.org/details/theoriamotuscor00gausgoog>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "gaussian",
        place: Place::MaximumLikelihood,
        paper: Paper {
            authors: "C. F. Gauss",
            year: 1809,
            title: "Theoria motus corporum coelestium",
            link: "https://archive.org/details/theoriamotuscor00gausgoog",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\hat\mu = \frac1N\sum_n x_n,\quad \hat\Sigma = \frac1N\sum_n (x_n-\hat\mu)(x_n-\hat\mu)^\top",
    },
    build: None,
};
