//! The GAN: a generator and a discriminator play a game; no density is ever written down.
//!
//! Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio (2014), Generative adversarial nets, <https://arxiv.org/abs/1406.2661>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "gan",
        place: Place::Direct,
        paper: Paper {
            authors: "Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio",
            year: 2014,
            title: "Generative adversarial nets",
            link: "https://arxiv.org/abs/1406.2661",
        },
        can: Capabilities {
            density: DensityKind::None,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::OneWay,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\min_G \max_D\; \mathbb E_{x} \log D(x) + \mathbb E_z \log\left( 1 - D(G(z)) \right)",
    },
    build: None,
};
