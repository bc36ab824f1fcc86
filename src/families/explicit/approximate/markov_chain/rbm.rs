//! The restricted Boltzmann machine: an energy over visible and hidden units, and a constant Z nobody can sum.
//!
//! Hinton (2002), Training products of experts by minimizing contrastive divergence, <https://doi.org/10.1162/089976602760128018>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "rbm",
        place: Place::MarkovChain,
        paper: Paper {
            authors: "Hinton",
            year: 2002,
            title: "Training products of experts by minimizing contrastive divergence",
            link: "https://doi.org/10.1162/089976602760128018",
        },
        can: Capabilities {
            density: DensityKind::UpToConstant,
            sampling: SamplingKind::Chain,
            latent: LatentKind::Posterior,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"E(v, h) = -a^\top v - b^\top h - v^\top W h,\quad p(v) = \frac{1}{Z} \sum_h e^{-E(v, h)}",
    },
    build: None,
};
