//! The generative stochastic network: a Markov chain whose one step, corrupt and denoise, is learned.
//!
//! Bengio, Thibodeau-Laufer, Alain and Yosinski (2014), Deep generative stochastic networks trainable by backprop,
//! <https://arxiv.org/abs/1306.1091>; walkback after Bengio, Yao, Alain and Vincent (2013), <https://arxiv.org/abs/1305.6663>.
//! Of pictures (`pixels`) some pixels are replaced by coins, points in the plane (`plane`) are moved by Gaussian noise.

mod pixels;
mod plane;
mod walkers;

use crate::data::Shape;
use crate::families::knobs::{AVERAGING, BATCH_SIZE, BINARISED, LEARNING_RATE, OPTIMISER, SETTLE};
use crate::families::{Family, Learner, Setup};
use crate::knob::Knob;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

use self::pixels::PixelGsn;
use self::plane::PlaneGsn;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "gsn",
        place: Place::ImplicitMarkovChain,
        paper: Paper {
            authors: "Bengio, Thibodeau-Laufer, Alain and Yosinski",
            year: 2014,
            title: "Deep generative stochastic networks trainable by backprop",
            link: "https://arxiv.org/abs/1306.1091",
        },
        can: Capabilities {
            density: DensityKind::None,
            sampling: SamplingKind::Chain,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\tilde x_t \sim C(\cdot \mid x_t),\quad").seen(Sight::Chain),
            Piece::new(r"x_{t+1} \sim p_\theta(\cdot \mid \tilde x_t)")
                .told("loss")
                .seen(Sight::Restored),
        ],
    },
    build: Some(build),
};

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Image { .. } => Box::new(PixelGsn::new(setup)),
        Shape::Plane | Shape::Text { .. } => Box::new(PlaneGsn::new(setup)),
    }
}

const KNOBS: &[Knob] = &[
    LEARNING_RATE.on_plane("3e-3"),
    Knob::real("corruption", 0.01, 3.0, "0.5")
        .logarithmic()
        .hot()
        .main()
        .only(DataKind::Plane),
    Knob::real("spoiled", 0.01, 1.0, "0.4")
        .hot()
        .main()
        .only(DataKind::Images),
    Knob::real("walkback", 0.0, 20.0, "1").hot().main(),
    Knob::whole("components", 1, 32, "8")
        .logarithmic()
        .main()
        .only(DataKind::Plane),
    Knob::choice("reconstruction", &["drawn", "mean"], "drawn").hot(),
    Knob::whole("chain-steps", 1, 5000, "50")
        .logarithmic()
        .hot(),
    AVERAGING,
    SETTLE,
    Knob::sizes("hidden", 1024, 4, "500-500").on_plane("128-128"),
    BATCH_SIZE.on_plane("256"),
    OPTIMISER,
    BINARISED,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "gsn-board",
        data: "checkerboard",
        set: &[],
        works: true,
    },
    Preset {
        id: "gsn-no-walkback",
        data: "eight-gaussians",
        set: &["walkback=0", "corruption=0.1"],
        works: false,
    },
    Preset {
        id: "gsn-timid",
        data: "eight-gaussians",
        set: &["walkback=0", "corruption=0.01"],
        works: false,
    },
    Preset {
        id: "gsn-one-answer",
        data: "eight-gaussians",
        set: &["components=1", "corruption=1"],
        works: false,
    },
    Preset {
        id: "gsn-mean",
        data: "eight-gaussians",
        set: &["reconstruction=mean"],
        works: false,
    },
];
