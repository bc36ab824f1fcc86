//! Real NVP: affine couplings, invertible by construction, with a Jacobian that is a sum.
//!
//! Dinh, Sohl-Dickstein and Bengio (2017), Density estimation using Real NVP, <https://arxiv.org/abs/1605.08803>. On the
//! plane a coupling keeps one coordinate and scales and shifts the other: y_b = x_b e^s(x_a) + t(x_a). Of pictures (`pixels`) it
//! keeps half of the pixels.

mod pixels;

use burn::tensor::Tensor;

use super::couplings::{Bent, Curve};
use super::flow::{ACTNORM, ALTERNATE, Flow, LAYERS, SETTLE};
use crate::data::Shape;
use crate::families::knobs::{AVERAGING, BATCH_SIZE, COSINE, LEARNING_RATE, OPTIMISER};
use crate::families::{Family, Learner, Setup};
use crate::knob::Knob;
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

use self::pixels::{BASES, PixelFlow};

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "real-nvp",
        place: Place::ChangeOfVariables,
        paper: Paper {
            authors: "Dinh, Sohl-Dickstein and Bengio",
            year: 2017,
            title: "Density estimation using Real NVP",
            link: "https://arxiv.org/abs/1605.08803",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "moons",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\log p_X(x) =")
                .told("loss")
                .seen(Sight::Density),
            Piece::new(r"\log p_Z(f(x))").seen(Sight::Code),
            Piece::new(r"+ \log \left| \det \frac{\partial f}{\partial x} \right|")
                .seen(Sight::Warp),
        ],
    },
    build: Some(build),
};

fn build(setup: &Setup) -> Box<dyn Learner> {
    let bounded = setup.knobs.choice("scale-bound") == "bounded";
    match setup.shape {
        Shape::Image { .. } => Box::new(PixelFlow::new(setup, Affine { bounded })),
        Shape::Plane | Shape::Text { .. } => {
            let actnorm = setup.knobs.switch("actnorm");
            Box::new(Flow::new(setup, Affine { bounded }, actnorm))
        }
    }
}

const KNOBS: &[Knob] = &[
    LEARNING_RATE.on_plane("5e-3"),
    Knob {
        default: "6",
        ..LAYERS
    }
    .on_plane("12"),
    Knob::sizes("hidden", 1024, 4, "256-256")
        .main()
        .on_plane("48-48"),
    Knob::whole("scales", 1, 3, "2").only(DataKind::Images),
    Knob::choice("base", BASES, "logistic").only(DataKind::Images),
    Knob::choice("scale-bound", &["bounded", "free"], "bounded").main(),
    Knob::real("sampling-temperature", 0.0, 2.0, "1")
        .hot()
        .only(DataKind::Images),
    ALTERNATE.only(DataKind::Plane),
    ACTNORM.only(DataKind::Plane),
    SETTLE,
    COSINE.only(DataKind::Images),
    AVERAGING,
    BATCH_SIZE.on_plane("256"),
    OPTIMISER,
    Knob::choice("pixels", &["dequantised", "raw"], "dequantised").only(DataKind::Images),
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "nvp-modes",
        data: "eight-gaussians",
        set: &[],
        works: true,
    },
    Preset {
        id: "nvp-bridges",
        data: "eight-gaussians",
        set: &["layers=2"],
        works: false,
    },
    Preset {
        id: "nvp-explodes",
        data: "moons",
        set: &["scale-bound=free", "learning-rate=0.04"],
        works: false,
    },
    Preset {
        id: "nvp-raw",
        data: "mnist",
        set: &["pixels=raw"],
        works: false,
    },
    Preset {
        id: "nvp-one-coordinate",
        data: "eight-gaussians",
        set: &["alternate=off"],
        works: false,
    },
];

/// The largest |s|: one coupling stretches by a factor of at most e^2 = 7.4.
const BOUND: f64 = 2.0;

/// y = x e^s + t; `numbers` are s, before it is bounded, and t.
#[derive(Debug, Clone, Copy)]
pub(super) struct Affine {
    /// Whether s = 2 tanh(s' / 2) rather than s', so that no step makes it explode.
    pub(super) bounded: bool,
}

impl Affine {
    /// s and t, each `[batch, moved]`: numbers `[batch, 2 moved]`.
    fn scale_and_shift(self, numbers: &Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let moved = numbers.dims()[1] / 2;
        let s = numbers.clone().narrow(1, 0, moved); // [batch, moved]
        let t = numbers.clone().narrow(1, moved, moved); // [batch, moved]
        if !self.bounded {
            return (s, t);
        }
        (s.div_scalar(BOUND).tanh().mul_scalar(BOUND), t)
    }

    /// The derivative by what s is before it is bounded, from that by s. `[batch, moved]` each
    fn by_raw(self, s: Tensor<2>, by_s: Tensor<2>) -> Tensor<2> {
        if !self.bounded {
            return by_s;
        }
        // d/ds' of b tanh(s' / b) is 1 - tanh^2.
        by_s * s.div_scalar(BOUND).square().neg().add_scalar(1.0)
    }
}

impl Curve for Affine {
    const ROLE: &'static str = "s, t = h W + b, one net a coupling";

    fn numbers(&self) -> usize {
        2
    }

    fn forward(&self, x: Tensor<2>, numbers: Tensor<2>) -> Bent {
        let (s, t) = self.scale_and_shift(&numbers);
        Bent {
            to: x * s.clone().exp() + t,
            log_slope: s,
        }
    }

    fn inverse(&self, y: Tensor<2>, numbers: Tensor<2>) -> Bent {
        let (s, t) = self.scale_and_shift(&numbers);
        Bent {
            to: (y - t) * s.clone().neg().exp(),
            log_slope: s,
        }
    }

    /// Leaves s and e^s.
    fn bend(&self, x: f32, numbers: &mut [f32]) -> (f32, f32) {
        let (raw, t) = (numbers[0], numbers[1]);
        let bound = BOUND as f32;
        let s = if self.bounded {
            bound * (raw / bound).tanh()
        } else {
            raw
        };
        let factor = s.exp();
        (numbers[0], numbers[1]) = (s, factor);
        (x * factor + t, s)
    }

    fn bend_back(
        &self,
        x: f32,
        kept: &[f32],
        by_y: f32,
        by_log: f32,
        by_numbers: &mut [f32],
    ) -> f32 {
        let (s, factor) = (kept[0], kept[1]);
        let by_s = by_y * x * factor + by_log;
        // d/ds' of b tanh(s' / b) is 1 - tanh^2.
        let steepness = if self.bounded {
            1.0 - (s / BOUND as f32).powi(2)
        } else {
            1.0
        };
        by_numbers[0] = by_s * steepness;
        by_numbers[1] = by_y;
        by_y * factor
    }
}
