//! Diffusion: data is drowned in noise step by step, and a net learns each step back.
//!
//! Ho, Jain and Abbeel (2020), Denoising diffusion probabilistic models, <https://arxiv.org/abs/2006.11239>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "diffusion",
        place: Place::Variational,
        paper: Paper {
            authors: "Ho, Jain and Abbeel",
            year: 2020,
            title: "Denoising diffusion probabilistic models",
            link: "https://arxiv.org/abs/2006.11239",
        },
        can: Capabilities {
            density: DensityKind::Bound,
            sampling: SamplingKind::Steps,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\mathcal L = \mathbb E_{t, x_0, \epsilon} \left\| \epsilon - \epsilon_\theta\!\left( \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \epsilon,\; t \right) \right\|^2",
    },
    build: None,
};
