//! The variational autoencoder: an encoder guesses the posterior that cannot be computed, and both nets climb one bound.
//!
//! Kingma and Welling (2014), Auto-encoding variational Bayes, <https://arxiv.org/abs/1312.6114>; beta after Higgins et al.
//! (2017); the importance-weighted bound after Burda, Grosse and Salakhutdinov (2016), <https://arxiv.org/abs/1509.00519>.
//! Of pictures (`pixels`) the decoder says coins, of points in the plane (`plane`) a Gaussian whose width is learned.

mod objective;
mod pixels;
mod plane;
mod telling;

use crate::data::Shape;
use crate::families::knobs::{
    AVERAGING, BATCH_SIZE, CHANNELS, COSINE, LEARNING_RATE, NET, OPTIMISER, SETTLE,
};
use crate::families::labels::{CLASS, LABELS};
use crate::families::{Family, Learner, Setup};
use crate::knob::Knob;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

use self::pixels::PixelVae;
use self::plane::PlaneVae;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "vae",
        place: Place::Variational,
        paper: Paper {
            authors: "Kingma and Welling",
            year: 2014,
            title: "Auto-encoding variational Bayes",
            link: "https://arxiv.org/abs/1312.6114",
        },
        can: Capabilities {
            density: DensityKind::Bound,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Amortised,
        },
        accepts: &[DataKind::Images, DataKind::Plane],
        data: "mnist",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\mathcal L =").told("loss"),
            Piece::new(r"\mathbb E_{q_\phi(z \mid x)} \left[ \log p_\theta(x \mid z) \right]")
                .told("reconstruction_nats")
                .seen(Sight::Restored),
            Piece::new(r"- \beta\, D_{\mathrm{KL}}\left( q_\phi(z \mid x) \,\|\, p(z) \right)")
                .told("kl_term_nats")
                .seen(Sight::Code),
        ],
    },
    build: Some(build),
};

const KNOBS: &[Knob] = &[
    LEARNING_RATE.on_plane("6e-3"),
    Knob::real("beta", 0.0, 20.0, "1").hot().main(),
    Knob::whole("latent", 1, 128, "20")
        .logarithmic()
        .main()
        .on_plane("2"),
    NET,
    Knob::sizes("hidden", 4096, 4, "400")
        .main()
        .on_plane("64-64"),
    CHANNELS.only(DataKind::Images),
    Knob::choice("objective", &["elbo", "iwae"], "elbo").hot(),
    Knob::whole("importance-samples", 1, 100, "50")
        .logarithmic()
        .hot(),
    Knob::whole("warm-up", 0, 20_000, "0").hot(),
    Knob::real("free-bits", 0.0, 5.0, "0").hot(),
    BATCH_SIZE.on_plane("256"),
    OPTIMISER,
    Knob {
        default: "0",
        ..SETTLE
    }
    .on_plane("3000"),
    COSINE.only(DataKind::Images),
    AVERAGING.only(DataKind::Plane),
    LABELS,
    CLASS,
    Knob::choice("pixels", &["grey", "dynamic", "static"], "grey").only(DataKind::Images),
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "vae-conv",
        data: "mnist",
        set: &["net=conv"],
        works: true,
    },
    Preset {
        id: "vae-importance-weighted",
        data: "eight-gaussians",
        set: &["objective=iwae"],
        works: true,
    },
    Preset {
        id: "vae-collapse",
        data: "eight-gaussians",
        set: &["beta=6"],
        works: false,
    },
    Preset {
        id: "vae-blur",
        data: "eight-gaussians",
        set: &["beta=1.25"],
        works: false,
    },
    Preset {
        id: "vae-holes",
        data: "eight-gaussians",
        set: &["beta=0.02"],
        works: false,
    },
];

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Image { .. } if setup.knobs.choice("net") == "conv" => {
            Box::new(PixelVae::convolutional(setup))
        }
        Shape::Image { .. } => Box::new(PixelVae::new(setup)),
        Shape::Plane | Shape::Text { .. } => Box::new(PlaneVae::new(setup)),
    }
}
