//! MADE: an autoencoder whose weights are masked so that output i sees only the inputs before it.
//!
//! Germain, Gregor, Murray and Larochelle (2015), MADE: masked autoencoder for distribution estimation, <https://arxiv.org/abs/1502.03509>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "made",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "Germain, Gregor, Murray and Larochelle",
            year: 2015,
            title: "MADE: masked autoencoder for distribution estimation",
            link: "https://arxiv.org/abs/1502.03509",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::PassPerDimension,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: &[],
        presets: &[],
        objective: r"\log p(x) = \sum_{i=1}^{D} \log p(x_i \mid x_{<i}),\quad h = g(b + (W \odot M)\, x)",
    },
    build: None,
};
