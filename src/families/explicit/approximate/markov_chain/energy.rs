//! An energy-based model: any net may be the energy; Langevin dynamics draws the samples that training needs.
//!
//! Du and Mordatch (2019), Implicit generation and modeling with energy-based models, <https://arxiv.org/abs/1903.08689>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "energy",
        place: Place::MarkovChain,
        paper: Paper {
            authors: "Du and Mordatch",
            year: 2019,
            title: "Implicit generation and modeling with energy-based models",
            link: "https://arxiv.org/abs/1903.08689",
        },
        can: Capabilities {
            density: DensityKind::UpToConstant,
            sampling: SamplingKind::Chain,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane],
        data: "moons",
        knobs: &[],
        presets: &[],
        objective: r"\nabla_\theta \left( -\log p \right) = \nabla_\theta E(x^+) - \mathbb E_{x^- \sim p_\theta} \nabla_\theta E(x^-)",
    },
    build: None,
};
