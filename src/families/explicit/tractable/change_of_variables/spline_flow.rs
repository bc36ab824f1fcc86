//! Neural spline flow: couplings that bend each coordinate by a monotone rational-quadratic spline.
//!
//! Durkan, Bekasov, Murray and Papamakarios (2019), Neural spline flows, <https://arxiv.org/abs/1906.04032>.

use super::flow::{ALTERNATE, Flow, LAYERS, LEARNING_RATE, SETTLE};
use super::spline::Spline;
use crate::families::Family;
use crate::families::knobs::{AVERAGING, OPTIMISER, POINTS_A_STEP};
use crate::knob::Knob;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "spline-flow",
        place: Place::ChangeOfVariables,
        paper: Paper {
            authors: "Durkan, Bekasov, Murray and Papamakarios",
            year: 2019,
            title: "Neural spline flows",
            link: "https://arxiv.org/abs/1906.04032",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane],
        data: "checkerboard",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"g(\xi) ="),
            Piece::new(r"y_k + \frac{h_k \left[ s_k \xi^2 + \delta_k \xi(1-\xi) \right]}{s_k + \left[ \delta_{k+1} + \delta_k - 2 s_k \right] \xi(1-\xi)}").seen(Sight::Warp),
        ],
    },
    build: Some(|setup| {
        let spline = Spline {
            bins: setup.knobs.whole("bins"),
            bound: setup.knobs.real("tail-bound") as f32,
        };
        Box::new(Flow::new(setup, spline, false))
    }),
};

const KNOBS: &[Knob] = &[
    LEARNING_RATE,
    Knob::whole("bins", 2, 64, "8").logarithmic().main(),
    Knob {
        default: "4",
        ..LAYERS
    },
    Knob::sizes("hidden", 512, 4, "64-64").main(),
    Knob::real("tail-bound", 0.5, 10.0, "3"),
    ALTERNATE,
    Knob {
        default: "3000",
        ..SETTLE
    },
    AVERAGING,
    POINTS_A_STEP,
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "spline-modes",
        data: "eight-gaussians",
        set: &[],
        works: true,
    },
    Preset {
        id: "spline-two-bins",
        data: "checkerboard",
        set: &["bins=2"],
        works: false,
    },
    Preset {
        id: "spline-narrow",
        data: "checkerboard",
        set: &["tail-bound=1"],
        works: false,
    },
];
