//! The Wasserstein GAN: a critic whose slope is bounded measures how far the two distributions are apart.
//!
//! Arjovsky, Chintala and Bottou (2017), Wasserstein GAN, <https://arxiv.org/abs/1701.07875>, with clipped weights; Gulrajani,
//! Ahmed, Arjovsky, Dumoulin and Courville (2017), Improved training of Wasserstein GANs, <https://arxiv.org/abs/1704.00028>,
//! with a penalty on the slope; Miyato, Kataoka, Koyama and Yoshida (2018), Spectral normalization for generative adversarial
//! networks, <https://arxiv.org/abs/1802.05957>, with matrices that stretch nothing. All three hold for either net: both critics
//! are piecewise linear, which the penalty needs.

use burn::tensor::Tensor;

use super::players::{
    Bounds, GENERATOR_RATE, GENERATOR_STEPS, Game, HIDDEN, Judge, LONG_SETTLE, Look, NOISE, Names,
    Ruled, Ruling, build,
};
use crate::families::Family;
use crate::families::knobs::{AVERAGING, BATCH_SIZE, CHANNELS, NET, OPTIMISER};
use crate::families::labels::{CLASS, LABELS};
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, Share, share_beyond};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "wgan",
        place: Place::Direct,
        paper: Paper {
            authors: "Arjovsky, Chintala and Bottou",
            year: 2017,
            title: "Wasserstein GAN",
            link: "https://arxiv.org/abs/1701.07875",
        },
        can: Capabilities {
            density: DensityKind::None,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::OneWay,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\mathcal L_C =").told("critic_loss").seen(Sight::Landscape),
            Piece::new(r"\mathbb E\, C(G(z))").told("verdict_fake").seen(Sight::Samples),
            Piece::new(r"- \mathbb E\, C(x)").told("verdict_real").seen(Sight::Data),
            Piece::new(r"+ \lambda\, \mathbb E_{\hat x} \left( \left\| \nabla_{\hat x} C(\hat x) \right\|_2 - 1 \right)^2").told("penalty").seen(Sight::Drift),
        ],
    },
    build: Some(build::<Wasserstein>),
};

const KNOBS: &[Knob] = &[
    Knob::choice(
        "constraint",
        &["penalty", "clipping", "spectral", "none"],
        "penalty",
    )
    .hot()
    .main(),
    Knob::real("penalty", 0.0, 100.0, "10")
        .hot()
        .main()
        .on_plane("0.1"),
    Knob::real("clip", 1e-4, 10.0, "0.02")
        .logarithmic()
        .hot()
        .main()
        .on_plane("0.1"),
    Knob::whole("steps-critic", 1, 20, "3").hot().main(),
    Knob {
        main: false,
        ..GENERATOR_RATE
    },
    Knob::real("learning-rate-critic", 1e-6, 1.0, "2e-4")
        .logarithmic()
        .hot()
        .on_plane("1e-3"),
    NOISE,
    GENERATOR_STEPS,
    AVERAGING,
    LONG_SETTLE,
    NET,
    HIDDEN,
    CHANNELS.only(DataKind::Images),
    LABELS,
    CLASS,
    BATCH_SIZE.on_plane("256"),
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "wgan-clipping",
        data: "eight-gaussians",
        set: &["constraint=clipping"],
        works: true,
    },
    Preset {
        id: "wgan-spectral",
        data: "mnist",
        set: &["net=conv", "constraint=spectral"],
        works: true,
    },
    Preset {
        id: "wgan-small-clip",
        data: "eight-gaussians",
        set: &["constraint=clipping", "clip=0.01"],
        works: false,
    },
    Preset {
        id: "wgan-unbounded",
        data: "eight-gaussians",
        set: &["constraint=none"],
        works: false,
    },
];

/// What keeps the critic's slope near one, or at least bounded.
enum Constraint {
    /// lambda (|grad C| - 1)^2 between examples and samples.
    Penalty(f64),
    /// Weights and biases within +-c.
    Clipping(f64),
    /// No matrix of weights has a singular value above 1.
    Spectral,
    /// Nothing: the distance that the critic claims has no upper limit.
    None,
}

/// The critic's net gives C(x) itself.
pub(super) struct Wasserstein {
    constraint: Constraint,
}

impl Game for Wasserstein {
    const LOSSES: &'static [&'static str] = &[
        "critic_loss",
        "generator_loss",
        "verdict_real",
        "verdict_fake",
        "generator_gradient",
        "wasserstein",
        "penalty",
        "at_the_clip",
    ];
    const JUDGE: Names = Names {
        side: "critic.",
        rate: "learning-rate-critic",
        steps: "steps-critic",
        landscape: "critic",
        top: "C(x) = h W + b",
    };
    const FORMULA: &'static [&'static str] = &[
        r"\min_G",
        r"\max_C",
        r"\;\mathbb E_x C(x)",
        r"-\; \mathbb E_z C(",
        r"G(z)",
        r")",
    ];

    fn new(knobs: &Knobs) -> Self {
        let constraint = match knobs.choice("constraint") {
            "clipping" => Constraint::Clipping(knobs.real("clip")),
            "spectral" => Constraint::Spectral,
            "none" => Constraint::None,
            _ => Constraint::Penalty(knobs.real("penalty")),
        };
        Self { constraint }
    }

    /// L_C = E C(G(z)) - E C(x) + lambda E (|grad C| - 1)^2
    fn judge<J: Judge>(
        &self,
        judge: &Look<J>,
        real: Tensor<2>,
        fake: Tensor<2>,
        noise: Noise,
    ) -> Ruled {
        let count = real.dims()[0] as f64;
        let (on_real, on_fake) = (judge.survey(real.clone()), judge.survey(fake.clone()));
        let (at_real, at_fake) = (J::height(&on_real), J::height(&on_fake)); // [batch]
        let wasserstein = at_real.clone().mean() - at_fake.clone().mean(); // [1]
        let everywhere = at_real.ones_like().div_scalar(count); // [batch]
        let mut shares = vec![
            Share {
                survey: &on_real,
                by_height: everywhere.clone().neg(),
                by_slope: None,
            },
            Share {
                survey: &on_fake,
                by_height: everywhere.clone(),
                by_slope: None,
            },
        ];
        let mut penalty = wasserstein.zeros_like();
        let on_between;
        if let Constraint::Penalty(weight) = self.constraint {
            on_between = judge.survey(between(real, fake, noise));
            let by_slope;
            (penalty, by_slope) = penalised(judge.slope(&on_between), weight);
            shares.push(Share {
                survey: &on_between,
                by_height: everywhere.zeros_like(),
                by_slope: Some(by_slope),
            });
        }
        let gradients = judge.gradients(&shares);
        let ruling = Ruling {
            loss: penalty.clone() - wasserstein.clone(),
            parts: vec![wasserstein, penalty],
            real: at_real,
            fake: at_fake,
        };
        (ruling, gradients)
    }

    fn bounds(&self) -> Bounds {
        match self.constraint {
            Constraint::Clipping(bound) => Bounds::Clip(bound),
            Constraint::Spectral => Bounds::Spectrum,
            Constraint::Penalty(_) | Constraint::None => Bounds::None,
        }
    }

    /// The share of the critic's weights that have run into the clip.
    fn tell(&self, judge: &impl Judge) -> Vec<Tensor<1>> {
        let bound = match self.constraint {
            Constraint::Clipping(bound) => bound,
            // No weight is infinite.
            Constraint::Penalty(_) | Constraint::Spectral | Constraint::None => f64::INFINITY,
        };
        vec![share_beyond(judge, bound)]
    }

    /// -C(G(z))
    fn stake(&self, height: Tensor<1>) -> [Tensor<1>; 2] {
        let slope = height.ones_like().neg();
        [height.neg(), slope]
    }

    fn verdict(&self, height: Tensor<1>) -> Tensor<1> {
        height
    }
}

/// Points at random places on the lines from samples to examples. `[batch, dims]`
fn between(real: Tensor<2>, fake: Tensor<2>, noise: Noise) -> Tensor<2> {
    let share = noise.uniform("between", [real.dims()[0], 1], &real.device()); // [batch, 1]
    fake.clone() + share * (real - fake)
}

/// lambda E (|g| - 1)^2 of some slopes g, `[batch, dims]`: the penalty, `[1]`, and its derivative by each of them, `[batch, dims]`.
fn penalised(slope: Tensor<2>, weight: f64) -> (Tensor<1>, Tensor<2>) {
    let count = slope.dims()[0] as f64;
    // Where the critic is flat, no direction is better than another.
    let size = slope.clone().square().sum_dim(1).sqrt().clamp_min(TINY); // [batch, 1]
    let excess = size.clone().sub_scalar(1.0); // [batch, 1]
    let penalty = excess.clone().square().mean().mul_scalar(weight); // [1]
    let pull = excess.div(size).mul_scalar(2.0 * weight / count); // [batch, 1]
    (penalty, slope * pull)
}

/// A slope below this counts as flat.
const TINY: f64 = 1e-6;
