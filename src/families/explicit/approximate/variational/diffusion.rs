//! Diffusion: drown the data in noise a little at a time, and learn to take each step back.
//!
//! Ho, Jain and Abbeel (2020), Denoising diffusion probabilistic models, <https://arxiv.org/abs/2006.11239>; sampling with
//! fewer steps and less noise after Song, Meng and Ermon (2021), <https://arxiv.org/abs/2010.02502>; the density along the
//! probability-flow ODE after Song et al. (2021), <https://arxiv.org/abs/2011.13456>, with the exact divergence.

mod bound;
mod denoiser;
mod descent;
mod pixels;
mod prediction;
mod schedule;
mod transport;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use self::bound::{DRAWS, Levels, Parts};
use self::denoiser::{Denoiser, ODE_STEPS};
use self::descent::{Descent, levels_of};
use self::pixels::PixelDiffusion;
use self::prediction::Prediction;
use self::schedule::Schedule;
use crate::data::Shape;
use crate::families::knobs::{
    AVERAGING, CHANNELS, COSINE, LEARNING_RATE, OPTIMISER, PICTURES_A_STEP, WARM_UP,
};
use crate::families::labels::{GUIDANCE, LABELS};
use crate::families::{
    Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Measured, Oracle, Passes, Process,
    Sampler, Setup, Snapshot, State, Story, Term, Trained, Transport, mixing,
};
use crate::knob::{Knob, Knobs};
use crate::nn::{Field, Noise, TimedField, followed, load_parameters, parameters};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "diffusion",
        place: Place::Variational,
        paper: Paper {
            authors: "Ho, Jain and Abbeel",
            year: 2020,
            title: "Denoising diffusion probabilistic models",
            link: "https://arxiv.org/abs/2006.11239",
        },
        can: Capabilities {
            density: DensityKind::Bound,
            sampling: SamplingKind::Steps,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\mathcal L =").told("loss"),
            Piece::new(r"\mathbb E_{t, x_0, \epsilon}").seen(Sight::Data),
            Piece::new(r"\left\| \epsilon - \epsilon_\theta\!\left( \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \epsilon,\; t \right) \right\|^2").seen(Sight::Drift),
        ],
    },
    build: Some(build),
};

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Plane | Shape::Text { .. } => Box::new(Diffusion::new(setup)),
        Shape::Image { .. } => Box::new(PixelDiffusion::new(setup)),
    }
}

const KNOBS: &[Knob] = &[
    LEARNING_RATE.on_plane("3e-3"),
    Knob::choice("schedule", Schedule::WORDS, "cosine").main(),
    Knob::whole("sampling-steps", 1, 1000, "50")
        .logarithmic()
        .hot()
        .main(),
    Knob::real("eta", 0.0, 1.0, "0").hot().main(),
    Knob::choice("prediction", Prediction::WORDS, "v"),
    Knob::whole("noise-steps", 2, 1000, "1000").logarithmic(),
    AVERAGING.on_plane("0.9997"),
    Knob::sizes("hidden", 1024, 4, "128-128-128").only(DataKind::Plane),
    CHANNELS.only(DataKind::Images),
    Knob {
        default: "0",
        ..WARM_UP
    }
    .only(DataKind::Images),
    COSINE.only(DataKind::Images),
    LABELS,
    GUIDANCE,
    PICTURES_A_STEP.on_plane("256"),
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "diffusion-digits",
        data: "mnist",
        set: &[],
        works: true,
    },
    Preset {
        id: "diffusion-ancestral",
        data: "eight-gaussians",
        set: &["schedule=linear", "eta=1", "sampling-steps=1000"],
        works: true,
    },
    Preset {
        id: "diffusion-short-schedule",
        data: "eight-gaussians",
        set: &["schedule=linear-unscaled", "noise-steps=50"],
        works: false,
    },
    Preset {
        id: "diffusion-few-steps",
        data: "eight-gaussians",
        set: &["eta=1", "sampling-steps=5"],
        works: false,
    },
    Preset {
        id: "diffusion-too-fast",
        data: "checkerboard",
        set: &["learning-rate=0.1", "averaging=0"],
        works: false,
    },
];

/// A net that learns to take noise out.
struct Diffusion {
    trained: Trained<TimedField>,
    average: TimedField,
    schedule: Schedule,
    prediction: Prediction,
    levels: Levels,
    /// How samples come down, as hot knobs say.
    descent: Descent,
    /// Whether pictures and measures ask the average.
    averages: bool,
}

impl Diffusion {
    fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let net = TimedField::new("noise", knobs.sizes("hidden"), setup.noise, setup.device);
        let schedule = Schedule::new(knobs);
        Self {
            trained: Trained::new(net.clone(), setup),
            average: net,
            schedule,
            prediction: Prediction::from_word(knobs.choice("prediction")),
            levels: Levels::new(schedule),
            descent: Descent::new(schedule, knobs),
            averages: knobs.real("averaging") > 0.0,
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// What pictures and measures ask: the average of the net's past, or the net as it is now.
    fn calm(&self) -> Denoiser<'_, TimedField> {
        Denoiser {
            net: if self.averages {
                &self.average
            } else {
                &self.trained.net
            },
            schedule: self.schedule,
            prediction: self.prediction,
        }
    }

    /// The bound in its parts, x `[batch, 2]`.
    fn parts(&self, x: &Tensor<2>, noise: Noise) -> Parts {
        self.levels.parts(&self.calm(), x, noise)
    }
}

impl Learner for Diffusion {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.turn(knobs);
        let x_0 = batch.x.clone(); // [batch, 2]
        let count = x_0.dims()[0];
        let [t, alpha, sigma] = levels_of(self.schedule, batch.noise, count, self.device()); // [batch, 1] each
        let epsilon = batch.noise.normal("epsilon", [count, 2], self.device()); // [batch, 2]
        let x_t = alpha.clone() * x_0.clone() + sigma.clone() * epsilon.clone(); // [batch, 2]
        mixing::mixture(story, mixing::OF_DIFFUSION, [&x_0, &epsilon, &x_t], &t);
        let target = self.prediction.target(x_0, epsilon, alpha, sigma); // [batch, 2]
        if story.is_told() {
            let said = self.trained.net.at_each(x_t.clone(), t.clone()); // [batch, 2]
            mixing::guess(story, &said, &target);
        }
        let regression = self.trained.net.regress(x_t, t, target);
        story.down(&regression.loss);
        self.trained.descend_along(regression.gradients, knobs);
        let (steps, decay) = (batch.steps_done, knobs.real("averaging"));
        self.average = followed(self.average.clone(), &self.trained.net, steps, decay);
        vec![("loss", regression.loss)]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.descent = Descent::new(self.schedule, knobs);
        self.averages = knobs.real("averaging") > 0.0;
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let Parts {
            reconstruction,
            latents,
        } = self.parts(&batch.x, batch.noise);
        let snr = reconstruction.zeros_like();
        let snr = snr.add_scalar(self.schedule.terminal_snr()); // [batch]
        vec![
            (
                "elbo_nats",
                (reconstruction.clone() + latents.clone()).neg(),
            ),
            ("reconstruction_nats", reconstruction),
            ("kl_term_nats", latents),
            ("terminal_snr", snr),
        ]
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, noise| {
            let parts = self.parts(&x, noise);
            (parts.reconstruction + parts.latents).neg()
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    /// Those of the density along the ODE, which is the oracle's.
    fn terms(&self, x: Tensor<2>) -> Vec<Term> {
        let [base, volume] = self.nats(x, 0.0);
        vec![
            Term {
                id: "noise",
                latex: r"\log p_T(x_T)",
                value: base,
                volume: [0.0; 2],
            },
            Term {
                id: "divergence",
                latex: r"\int_0^{T} \nabla \cdot \dot x_t\, dt",
                value: volume,
                volume: [1.0; 2],
            },
        ]
    }

    fn process(&self) -> Option<&dyn Process> {
        Some(self)
    }

    fn transport(&self) -> Option<&dyn Transport> {
        Some(self)
    }

    fn oracle(&self) -> Option<Oracle<'_>> {
        Some(Oracle {
            id: "probability-flow",
            log_density: Box::new(|x| {
                let [base, volume] = self.nats(x, 0.0);
                base + volume
            }),
        })
    }

    /// Along the ODE, with two derivatives beside the point itself at two places a step; the bound is a few passes more.
    fn passes(&self) -> Passes {
        Passes {
            density: 3 * 2 * ODE_STEPS + DRAWS + 1,
            sample: self.descent.levels().len() - 1,
        }
    }

    fn snapshot(&self) -> Snapshot {
        let bytes = self.trained.snapshot().bytes() + self.average.num_params() * size_of::<f32>();
        Snapshot::new((self.trained.clone(), self.average.clone()), bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<TimedField>, TimedField)>() {
            (self.trained, self.average) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        self.trained.state().into_iter().chain(average).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)
    }

    fn layers(&self) -> Vec<Layer> {
        let last = format!("net.layers.{}.", self.trained.net.depth());
        let says = match self.prediction {
            Prediction::Noise => "epsilon = h W + b",
            Prediction::Example => "x_0 = h W + b",
            Prediction::Velocity => "v = h W + b",
        };
        self.trained.layers(&[], |path| {
            if path.starts_with(&last) {
                says
            } else {
                "h = silu(h W + b); the first reads x_t and features of t"
            }
        })
    }
}

impl Sampler for Diffusion {
    /// From pure noise down the levels.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let (denoiser, descent) = (self.calm(), self.descent);
        let mut x = noise.normal("prior", [count, 2], self.device()); // [count, 2]
        for (step, pair) in descent.levels().windows(2).enumerate() {
            let parts = denoiser.parts(x, pair[0]); // [count, 2] each
            x = descent.step(parts, [pair[0], pair[1]], noise.part(step as u64));
        }
        x
    }
}

#[cfg(test)]
mod tests;
