//! The GAN: a generator and a discriminator play a game; no density is ever written down.
//!
//! Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio (2014), Generative adversarial nets,
//! <https://arxiv.org/abs/1406.2661>; the penalty on the slope at the data is that of Mescheder, Geiger and Nowozin (2018),
//! <https://arxiv.org/abs/1801.04406>; the spectral norm of the discriminator that of Miyato, Kataoka, Koyama and Yoshida (2018),
//! <https://arxiv.org/abs/1802.05957>; the convolutional nets are after Radford, Metz and Chintala (2015),
//! <https://arxiv.org/abs/1511.06434>.

use burn::tensor::Tensor;
use burn::tensor::activation::{log_sigmoid, sigmoid};

use super::players::{
    Bounds, GENERATOR_RATE, GENERATOR_STEPS, Game, HIDDEN, Judge, LONG_SETTLE, Look, NOISE, Names,
    Ruled, Ruling, build,
};
use crate::families::Family;
use crate::families::knobs::{AVERAGING, BATCH_SIZE, CHANNELS, NET, OPTIMISER};
use crate::families::labels::{CLASS, LABELS};
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, Share};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "gan",
        place: Place::Direct,
        paper: Paper {
            authors: "Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio",
            year: 2014,
            title: "Generative adversarial nets",
            link: "https://arxiv.org/abs/1406.2661",
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
            Piece::new(r"\min_G \max_D\;").seen(Sight::Landscape),
            Piece::new(r"\mathbb E_{x} \log D(x)")
                .told("verdict_real")
                .seen(Sight::Data),
            Piece::new(r"+ \mathbb E_z \log\left( 1 - D(G(z)) \right)")
                .told("verdict_fake")
                .seen(Sight::Samples),
        ],
    },
    build: Some(build::<Gan>),
};

const KNOBS: &[Knob] = &[
    GENERATOR_RATE,
    Knob::real("learning-rate-discriminator", 1e-6, 1.0, "2e-4")
        .logarithmic()
        .hot()
        .main()
        .on_plane("2e-3"),
    Knob::choice(
        "generator-loss",
        &["non-saturating", "minimax"],
        "non-saturating",
    )
    .hot()
    .main(),
    Knob::real("slope-penalty", 0.0, 10.0, "1")
        .hot()
        .main()
        .on_plane("0.1"),
    Knob::switch("spectral-norm", "off").hot(),
    NOISE,
    GENERATOR_STEPS,
    Knob::whole("steps-discriminator", 1, 20, "1").hot(),
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
        id: "gan-conv",
        data: "mnist",
        set: &["net=conv"],
        works: true,
    },
    Preset {
        id: "gan-board",
        data: "checkerboard",
        set: &[],
        works: true,
    },
    Preset {
        id: "gan-collapse",
        data: "eight-gaussians",
        set: &[
            "learning-rate-generator=1e-3",
            "learning-rate-discriminator=1e-4",
            "slope-penalty=0",
            "averaging=0",
            "settle=0",
        ],
        works: false,
    },
    Preset {
        id: "gan-vanishing",
        data: "ring",
        set: &[
            "batch-size=64",
            "generator-loss=minimax",
            "optimiser=sgd",
            "learning-rate-generator=1e-3",
            "learning-rate-discriminator=0.1",
            "steps-discriminator=10",
            "slope-penalty=0",
            "settle=0",
        ],
        works: false,
    },
    Preset {
        id: "gan-hopping",
        data: "eight-gaussians",
        set: &[
            "learning-rate-generator=1e-2",
            "learning-rate-discriminator=1e-4",
            "slope-penalty=0",
            "averaging=0",
            "settle=0",
        ],
        works: false,
    },
];

/// The discriminator's net gives the logit f, and D(x) = 1 / (1 + exp(-f(x))) is the probability that x is real.
pub(super) struct Gan {
    /// Whether the generator minimises log(1 - D(G(z))), as the game has it, or -log D(G(z)).
    is_minimax: bool,
    /// The weight of the penalty on the slope of f at the data.
    slope_penalty: f64,
    /// Whether no matrix of the discriminator may have a singular value above 1 (Miyato et al. 2018).
    is_spectral: bool,
}

impl Game for Gan {
    const LOSSES: &'static [&'static str] = &[
        "discriminator_loss",
        "generator_loss",
        "verdict_real",
        "verdict_fake",
        "generator_gradient",
    ];
    const JUDGE: Names = Names {
        side: "discriminator.",
        rate: "learning-rate-discriminator",
        steps: "steps-discriminator",
        landscape: "verdict",
        top: "f = h W + b, and D(x) = 1 / (1 + exp(-f))",
    };
    const FORMULA: &'static [&'static str] = &[
        r"\min_G",
        r"\max_D",
        r"\;\mathbb E_x \log D(x)",
        r"+\; \mathbb E_z \log ( 1 - D(",
        r"G(z)",
        r"))",
    ];

    fn new(knobs: &Knobs) -> Self {
        Self {
            is_minimax: knobs.choice("generator-loss") == "minimax",
            slope_penalty: knobs.real("slope-penalty"),
            is_spectral: knobs.switch("spectral-norm"),
        }
    }

    /// L_D = -E log D(x) - E log(1 - D(G(z))) + gamma/2 E |grad f(x)|^2
    fn judge<J: Judge>(
        &self,
        judge: &Look<J>,
        real: Tensor<2>,
        fake: Tensor<2>,
        _: Noise,
    ) -> Ruled {
        let count = real.dims()[0] as f64;
        let (on_real, on_fake) = (judge.survey(real), judge.survey(fake));
        let (real, fake) = (J::height(&on_real), J::height(&on_fake)); // [batch]
        let mut loss = log_sigmoid(real.clone()).mean() + log_sigmoid(fake.clone().neg()).mean();
        loss = loss.neg();
        let mut by_slope = None;
        if self.slope_penalty > 0.0 {
            let slope = judge.slope(&on_real); // [batch, dims]
            let squares = slope.clone().square().sum().div_scalar(count); // [1]
            loss = loss + squares.mul_scalar(self.slope_penalty / 2.0);
            by_slope = Some(slope.mul_scalar(self.slope_penalty / count));
        }
        // d/df of -log D is D - 1, and of -log(1 - D) it is D.
        let shares = [
            Share {
                survey: &on_real,
                by_height: sigmoid(real.clone()).sub_scalar(1.0).div_scalar(count),
                by_slope,
            },
            Share {
                survey: &on_fake,
                by_height: sigmoid(fake.clone()).div_scalar(count),
                by_slope: None,
            },
        ];
        let ruling = Ruling {
            loss,
            parts: Vec::new(),
            real,
            fake,
        };
        (ruling, judge.gradients(&shares))
    }

    fn bounds(&self) -> Bounds {
        if self.is_spectral {
            Bounds::Spectrum
        } else {
            Bounds::None
        }
    }

    /// log(1 - D(G(z))), which is flat where the discriminator is sure of itself, or -log D(G(z)), which is steep there.
    fn stake(&self, height: Tensor<1>) -> [Tensor<1>; 2] {
        let verdict = sigmoid(height.clone()); // [batch]
        if self.is_minimax {
            [log_sigmoid(height.neg()), verdict.neg()]
        } else {
            [log_sigmoid(height).neg(), verdict.sub_scalar(1.0)]
        }
    }

    fn verdict(&self, height: Tensor<1>) -> Tensor<1> {
        sigmoid(height)
    }
}
