//! NADE: one hidden layer shared by all conditionals, grown one input at a time.
//!
//! Larochelle and Murray (2011), The neural autoregressive distribution estimator, <https://proceedings.mlr.press/v15/larochelle11a.html>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "nade",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "Larochelle and Murray",
            year: 2011,
            title: "The neural autoregressive distribution estimator",
            link: "https://proceedings.mlr.press/v15/larochelle11a.html",
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
        objective: r"h_i = \sigma(c + W_{:,<i}\, x_{<i}),\quad p(x_i = 1 \mid x_{<i}) = \sigma(b_i + V_{i,:}\, h_i)",
    },
    build: None,
};
