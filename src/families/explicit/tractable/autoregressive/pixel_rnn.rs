//! PixelRNN: a recurrent net that reads an image row by row.
//!
//! van den Oord, Kalchbrenner and Kavukcuoglu (2016), Pixel recurrent neural networks, <https://arxiv.org/abs/1601.06759>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "pixel-rnn",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "van den Oord, Kalchbrenner and Kavukcuoglu",
            year: 2016,
            title: "Pixel recurrent neural networks",
            link: "https://arxiv.org/abs/1601.06759",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::PassPerDimension,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Images],
        data: "mnist",
        knobs: &[],
        presets: &[],
        objective: r"p(x) = \prod_{i=1}^{n^2} p(x_i \mid x_1, \dots, x_{i-1})",
    },
    build: None,
};
