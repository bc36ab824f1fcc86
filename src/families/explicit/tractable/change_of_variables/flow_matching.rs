//! Flow matching: an ODE from noise to data, trained by regression and not by likelihood.
//!
//! Lipman, Chen, Ben-Hamu, Nickel and Le (2023), Flow matching for generative modeling, <https://arxiv.org/abs/2210.02747>;
//! pairs by optimal transport after Tong et al. (2024), <https://arxiv.org/abs/2302.00482>. The density is the
//! instantaneous change of variables of Chen et al. (2018), <https://arxiv.org/abs/1806.07366>, with the exact divergence.

mod coupling;
mod pixels;
mod presets;
mod settings;
mod times;
mod ways;

use std::cell::Cell;

use burn::module::Module;
use burn::tensor::{Device, Tensor, TensorData};

use self::pixels::PixelFlow;
use self::presets::PRESETS;
use self::settings::Settings;
use self::times::times;
use self::ways::{nats, straightness};
use super::couplings::log_base;
use crate::data::Shape;
use crate::families::knobs::{
    AVERAGING, CHANNELS, COSINE, LEARNING_RATE, OPTIMISER, PICTURES_A_STEP, WARM_UP,
};
use crate::families::labels::{GUIDANCE, LABELS};
use crate::families::{
    Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Measured, Passes, Process,
    Sampler, Setup, Snapshot, Stage, State, Story, Term, Trained, Transport, mixing,
};
use crate::figure::Axis;
use crate::knob::{Knob, Knobs};
use crate::nn::ode::{Path, Solver, solve};
use crate::nn::{Field, Noise, TimedField, followed, load_parameters, parameters};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "flow-matching",
        place: Place::ChangeOfVariables,
        paper: Paper {
            authors: "Lipman, Chen, Ben-Hamu, Nickel and Le",
            year: 2023,
            title: "Flow matching for generative modeling",
            link: "https://arxiv.org/abs/2210.02747",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::Steps,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\mathcal L =").told("loss"),
            Piece::new(r"\mathbb E \left\| v_\theta(x_t, t) - (x_1 - x_0) \right\|^2,\quad")
                .seen(Sight::Drift),
            Piece::new(r"x_t = (1-t)\,x_0 + t\,x_1").seen(Sight::Paths),
        ],
    },
    build: Some(build),
};

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Plane | Shape::Text { .. } => Box::new(FlowMatching::new(setup)),
        Shape::Image { .. } => Box::new(PixelFlow::new(setup)),
    }
}

const KNOBS: &[Knob] = &[
    LEARNING_RATE.on_plane("3e-3"),
    Knob::choice(
        "coupling",
        &["independent", "optimal-transport"],
        "independent",
    )
    .main()
    .only(DataKind::Plane),
    Knob::whole("ode-steps", 1, 200, "20")
        .logarithmic()
        .hot()
        .main(),
    Knob::choice("solver", Solver::WORDS, "midpoint")
        .hot()
        .main(),
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

/// Points on the time axis of the pictures, whatever steps the solver takes.
const FRAMES: usize = 32;
/// Calls of the net along a path for the adaptive solver, before it was asked the first time.
const FIRST_GUESS: usize = 60;

/// A flow that learns.
struct FlowMatching {
    trained: Trained<TimedField>,
    average: TimedField,
    couples: bool,
    settings: Settings,
    /// How often the adaptive solver called the net along the last path from data to noise.
    evaluations: Cell<usize>,
}

impl FlowMatching {
    fn new(setup: &Setup) -> Self {
        let widths = setup.knobs.sizes("hidden");
        let net = TimedField::new("velocity", widths, setup.noise, setup.device);
        Self {
            trained: Trained::new(net.clone(), setup),
            average: net,
            couples: setup.knobs.choice("coupling") == "optimal-transport",
            settings: Settings::new(setup.knobs),
            evaluations: Cell::new(FIRST_GUESS),
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The net that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &TimedField {
        if self.settings.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    /// Noise for every example: independent of it, or the partner in the optimal transport of the batch. `[batch, 2]`
    fn partners(&self, batch: &Batch) -> Tensor<2> {
        let count = batch.x.dims()[0];
        let noise = batch.noise.normal("base", [count, 2], self.device()); // [batch, 2]
        if !self.couples {
            return noise;
        }
        let points = |x: Tensor<2>| -> Vec<[f32; 2]> {
            let numbers: Vec<f32> = x.into_data().iter().collect();
            numbers.chunks_exact(2).map(|x| [x[0], x[1]]).collect()
        };
        let (noise, examples) = (points(noise), points(batch.x.clone()));
        let pairs = coupling::optimal(&noise, &examples);
        let partners: Vec<f32> = pairs.into_iter().flat_map(|j| noise[j]).collect();
        Tensor::from_data(TensorData::new(partners, [count, 2]), self.device())
    }

    /// The way of points through time, without the change of volume: x `[batch, 2]`.
    fn travel(&self, x: Tensor<2>, span: [f64; 2]) -> Path {
        let Settings { solver, .. } = self.settings;
        let steps = self.settings.steps_for((span[1] - span[0]).abs());
        let net = self.calm();
        solve(solver, steps, span, x, |x, t| net.at(x.clone(), t))
    }

    /// The way of points through time; the third column is the integral of the divergence since the start. x `[batch, 2]`
    fn travel_with_volume(&self, x: Tensor<2>, span: [f64; 2], settings: Settings) -> Path {
        let Settings { solver, .. } = settings;
        let steps = settings.steps_for((span[1] - span[0]).abs());
        let net = self.calm();
        let unmoved = x.clone().narrow(1, 0, 1).zeros_like(); // [batch, 1]
        let start = Tensor::cat(vec![x, unmoved], 1); // [batch, 3]
        solve(solver, steps, span, start, |state, t| {
            let (v, divergence) = net.with_divergence(state.clone().narrow(1, 0, 2), t);
            Tensor::cat(vec![v, divergence.unsqueeze_dim(1)], 1) // [batch, 3]
        })
    }

    /// The way from data back to noise, close enough to the field's own for a density. `[batch, 3]`
    fn back(&self, x: Tensor<2>, from: f64) -> Path {
        let path = self.travel_with_volume(x, [from, 0.0], self.settings.for_density());
        if from == 1.0 {
            self.evaluations.set(path.evaluations);
        }
        path
    }
}

impl Learner for FlowMatching {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.settings = Settings::new(knobs);
        let x_1 = batch.x.clone(); // [batch, 2]
        let x_0 = self.partners(batch); // [batch, 2]
        let count = x_1.dims()[0];
        let t = times(batch.noise, count, self.device()); // [batch, 1]
        let target = x_1 - x_0.clone(); // [batch, 2]
        let x_t = x_0.clone() + t.clone() * target.clone(); // [batch, 2]
        mixing::mixture(story, mixing::OF_FLOW, [&batch.x, &x_0, &x_t], &t);
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

    fn measure(&self, batch: &Batch) -> Measured {
        let path = self.back(batch.x.clone(), 1.0);
        let [base, volume] = nats(&path);
        vec![
            ("nll_nats", (base + volume).neg()),
            ("straightness", straightness(&path)),
        ]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, _| {
            let [base, volume] = nats(&self.back(x, 1.0));
            base + volume
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn terms(&self, x: Tensor<2>) -> Vec<Term> {
        let [base, volume] = nats(&self.back(x, 1.0));
        vec![
            Term {
                id: "noise",
                latex: r"\log p_0(x_0)",
                value: base,
                volume: [0.0; 2],
            },
            Term {
                id: "divergence",
                latex: r"-\int_0^1 \nabla \cdot v_\theta(x_t, t)\, dt",
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

    /// A density carries two derivatives beside the point itself.
    fn passes(&self) -> Passes {
        let before = self.evaluations.get();
        Passes {
            density: 3 * self.settings.for_density().calls(before),
            sample: self.settings.calls(before),
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
        self.trained.layers(&[], |path| {
            if path.starts_with(&last) {
                "v = h W + b"
            } else {
                "h = silu(h W + b); the first reads x_t and features of t"
            }
        })
    }
}

impl Sampler for FlowMatching {
    /// x_0 ~ N(0, I), and from there along the field.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let x_0 = noise.normal("prior", [count, 2], self.device());
        self.travel(x_0, [0.0, 1.0]).end()
    }
}

impl Process for FlowMatching {
    fn axis(&self) -> Axis {
        Axis::Time
    }

    fn steps(&self) -> usize {
        FRAMES
    }

    fn log_density(&self, x: Tensor<2>, step: usize) -> Tensor<1> {
        if step == 0 {
            return log_base(x);
        }
        let [base, volume] = nats(&self.back(x, moment(step)));
        base + volume
    }
}

/// The time of a frame.
fn moment(step: usize) -> f64 {
    step.min(FRAMES) as f64 / FRAMES as f64
}

impl Transport for FlowMatching {
    fn push(&self, z: Tensor<2>) -> Vec<Stage> {
        let path = self.travel_with_volume(z, [0.0, 1.0], self.settings);
        let stage = |step| {
            let state = path.at(moment(step)); // [count, 3]
            Stage {
                at: state.clone().narrow(1, 0, 2),
                log_volume: state.narrow(1, 2, 1).squeeze_dim(1),
            }
        };
        (0..=FRAMES).map(stage).collect()
    }

    fn pull(&self, x: Tensor<2>) -> Tensor<2> {
        self.travel(x, [1.0, 0.0]).end()
    }

    fn velocity(&self, x: Tensor<2>, step: usize) -> Option<Tensor<2>> {
        Some(self.calm().at(x, moment(step)))
    }
}

#[cfg(test)]
mod tests;
