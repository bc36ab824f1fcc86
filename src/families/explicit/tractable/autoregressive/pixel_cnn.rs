//! PixelCNN: masked convolutions that see only the pixels above and to the left.
//!
//! van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu (2016), Conditional image generation with PixelCNN decoders, <https://arxiv.org/abs/1606.05328>

use crate::families::Family;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Place, SamplingKind,
};

/// Its place on the map; it cannot be trained in this version.
pub const FAMILY: Family = Family {
    card: Card {
        id: "pixel-cnn",
        place: Place::Autoregressive,
        paper: Paper {
            authors: "van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu",
            year: 2016,
            title: "Conditional image generation with PixelCNN decoders",
            link: "https://arxiv.org/abs/1606.05328",
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
        objective: r"y = \tanh(W_{f} * x) \odot \sigma(W_{g} * x)",
    },
    build: None,
};
