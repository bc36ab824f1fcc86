//! PixelCNN: masked convolutions that see only the pixels above and to the left.
//!
//! van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu (2016), Conditional image generation with PixelCNN
//! decoders, <https://arxiv.org/abs/1606.05328>; the plain net is that of van den Oord, Kalchbrenner and Kavukcuoglu (2016),
//! Pixel recurrent neural networks, <https://arxiv.org/abs/1601.06759>, section 3.2.

mod gated;
mod plain;
#[cfg(test)]
mod tests;

use super::raster::{Raster, outputs};
use super::settings::{FILTERS, LEVELS, learning_rate};
use crate::families::knobs::{BATCH_SIZE, BINARISED, COSINE, OPTIMISER, SETTLE};
use crate::families::{Family, Learner, Setup};
use crate::knob::Knob;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

use self::gated::Gated;
use self::plain::Plain;

/// Its place on the map, its knobs, and how the engine builds it.
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
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\log p(x) =")
                .told("loss")
                .seen(Sight::Surprise),
            Piece::new(r"\sum_i \log p(x_i \mid x_{<i}),\quad").seen(Sight::Guesses),
            Piece::new(r"h = \tanh(W_{f} * x) \odot \sigma(W_{g} * x)"),
        ],
    },
    build: Some(build),
};

const KNOBS: &[Knob] = &[
    learning_rate("1e-3"),
    Knob::choice("stack", &["gated", "plain"], "gated").main(),
    FILTERS,
    Knob::whole("blocks", 0, 30, "5").main(),
    LEVELS,
    SETTLE,
    COSINE,
    Knob {
        default: "32",
        ..BATCH_SIZE
    },
    OPTIMISER,
    BINARISED,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "pixel-cnn-greys",
        data: "mnist",
        set: &["levels=4"],
        works: true,
    },
    Preset {
        id: "pixel-cnn-blind",
        data: "mnist",
        set: &["stack=plain", "blocks=2"],
        works: false,
    },
    Preset {
        id: "pixel-cnn-near",
        data: "mnist",
        set: &["blocks=0"],
        works: false,
    },
];

fn build(setup: &Setup) -> Box<dyn Learner> {
    let channels = setup.knobs.whole("filters");
    let blocks = setup.knobs.whole("blocks");
    let wide = outputs(setup.knobs.whole("levels"));
    let (noise, device) = (setup.noise, setup.device);
    if setup.knobs.choice("stack") == "plain" {
        let net = Plain::new(channels, blocks, wide, noise, device);
        return Box::new(Raster::new(net, setup));
    }
    let net = Gated::new(channels, blocks, wide, noise, device);
    Box::new(Raster::new(net, setup))
}
