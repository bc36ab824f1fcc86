//! The Wasserstein GAN: a critic whose slope is bounded measures how far the two distributions are apart.
//!
//! Arjovsky, Chintala and Bottou (2017), Wasserstein GAN, <https://arxiv.org/abs/1701.07875>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "wgan",
        place: Place::Direct,
        paper: Paper {
            authors: "Arjovsky, Chintala and Bottou",
            year: 2017,
            title: "Wasserstein GAN",
            link: "https://arxiv.org/abs/1701.07875",
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
        objective: r"\mathcal L_C = \mathbb E\, C(G(z)) - \mathbb E\, C(x) + \lambda\, \mathbb E_{\hat x} \left( \left\| \nabla_{\hat x} C(\hat x) \right\|_2 - 1 \right)^2",
    },
    build: None,
};
