//! What a family is to the engine: something that steps, and the capabilities that pictures and measures are made from.
//!
//! A learner lives and dies on the engine thread. It does no file or clock access, holds no channel, draws its noise from
//! the [`Noise`] it is handed, and cannot fail after it is built: bad luck is a NaN, and the engine notices.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use super::{Author, Drawing, LatentSpace, Predictor, Restorer, Snapshot, Story, Unfolding};
use crate::data::{PlaneSet, Shape};
use crate::figure::{Axis, Component, Matrix};
use crate::knob::Knobs;
use crate::nn::Noise;
use crate::taxonomy::DensityKind;
use crate::text::Trouble;

/// What a learner is built from.
pub struct Setup<'a> {
    /// Where its tensors live; without gradients.
    pub device: &'a Device,
    /// The values of all of its knobs.
    pub knobs: &'a Knobs,
    /// The shape of one example.
    pub shape: Shape,
    /// The set of points, where the examples are points in a plane.
    pub plane: Option<&'a PlaneSet>,
    /// How many classes the examples have; 0 where nobody knows.
    pub classes: usize,
    /// Where the initial weights come from.
    pub noise: Noise,
}

/// The examples of one step, and the noise that belongs to them.
pub struct Batch {
    /// Examples, flattened; intensities in `[0, 1]` for images, standard units for points. `[batch, dims]`, without gradients.
    pub x: Tensor<2>,
    /// A one in the column of each example's class, where there are classes. `[batch, classes]`
    pub labels: Option<Tensor<2>>,
    /// The noise of this step, and of nothing else.
    pub noise: Noise,
    /// How many steps were done before this one, for what follows a schedule.
    pub steps_done: u64,
}

/// Named scalars of one training step, each `[1]`, still on the device. The first is what is minimised.
pub type Losses = Vec<(&'static str, Tensor<1>)>;

/// Named values of each held-out example, each `[batch]`, still on the device.
pub type Measured = Vec<(&'static str, Tensor<1>)>;

/// Everything the next step reads, by name, for files: parameters under `model.`, the optimiser's under `optimiser.`.
pub type State = BTreeMap<String, TensorData>;

/// One layer, for the description that lets anybody rebuild the net.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Layer {
    /// The name of its tensor in the weights file.
    pub tensor: String,
    /// The tensor's shape.
    pub shape: Vec<usize>,
    /// What it does, in the notation of the field: `h = relu(x W + b)`.
    pub role: &'static str,
}

/// A family at work.
pub trait Learner {
    /// The names of the losses that a step gives, in their order.
    fn losses(&self) -> &'static [&'static str];

    /// One optimiser step on one batch.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses;

    /// The same step, which tells on the way what goes through the net. A family that tells nothing takes its step in silence.
    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, _story: &mut Story) -> Losses {
        self.step(batch, knobs)
    }

    /// Takes up hot knobs that act on pictures and measures even while nothing is trained, such as the steps of a solver.
    fn turn(&mut self, _knobs: &Knobs) {}

    /// The objective in its parts for each example of a held-out batch, without learning from it.
    fn measure(&self, batch: &Batch) -> Measured;

    /// The names of what [`measure_dear`](Self::measure_dear) finds, each with that of its standard error.
    fn dear(&self) -> &'static [[&'static str; 2]] {
        &[]
    }
    /// What takes so many passes that it is asked only of some held-out examples, and only when a run is measured as a whole.
    fn measure_dear(&self, _batch: &Batch) -> Measured {
        Vec::new()
    }

    /// Whether there are importance-weighted bounds on the likelihood of the pixels as they are.
    fn bounds(&self) -> bool {
        false
    }

    /// log p(x, z_i) - log q(z_i|x) for `draws` codes z_i drawn from q(z|x) with the noise given, `[batch, draws]`; `None`
    /// where there are no such [`bounds`](Self::bounds).
    fn importance(&self, _batch: &Batch, _noise: Noise, _draws: usize) -> Option<Tensor<2>> {
        None
    }

    /// The taxonomy's claim: what this family can say about log p(x).
    fn density(&self) -> Density<'_>;

    /// Draws samples, where the family can.
    fn sampler(&self) -> Option<&dyn Sampler>;

    /// Draws examples number by number, where that takes a pass each.
    fn drawing(&self) -> Option<&dyn Drawing> {
        None
    }

    /// Draws examples step by step, all numbers at once, where that takes several passes.
    fn unfolding(&self) -> Option<&dyn Unfolding> {
        None
    }

    /// The latent space, where the family has one.
    fn latent(&self) -> Option<&dyn LatentSpace>;

    /// The same as one can walk in it: also where codes take many passes, or have to be searched for.
    fn workspace(&self) -> Option<&dyn LatentSpace> {
        self.latent()
    }

    /// How log p(x) of points falls into the terms of its formula, which add up to the density: x `[batch, dims]`.
    fn terms(&self, _x: Tensor<2>) -> Vec<Term> {
        Vec::new()
    }

    /// How the density comes about step by step, where it does.
    fn process(&self) -> Option<&dyn Process> {
        None
    }

    /// The map between noise and data, where there is one that goes both ways.
    fn transport(&self) -> Option<&dyn Transport> {
        None
    }

    /// The parts of a mixture, in the units that the model sees; empty where there are none.
    fn components(&self) -> Vec<Component> {
        Vec::new()
    }

    /// p(k|x) of every component, or p(h_j = 1|x) of every hidden unit that is on or off: x `[batch, dims]` to
    /// `[batch, components or units]`.
    fn responsibilities(&self, _x: Tensor<2>) -> Option<Tensor<2>> {
        None
    }

    /// log p(x) by a way that needs the plane: it is no part of what the family claims, and is named wherever it is shown.
    fn oracle(&self) -> Option<Oracle<'_>> {
        None
    }

    /// What the family has over the plane that is no density: a verdict, a critic, an energy.
    fn landscape(&self) -> Option<&dyn Landscape> {
        None
    }

    /// Where a point is drawn to by a gradient or a transition: x `[batch, dims]` to `[batch, dims]`, in the units the model sees.
    fn drift(&self, _x: Tensor<2>) -> Option<Tensor<2>> {
        None
    }

    /// The Markov chain that samples are drawn by.
    fn chain(&self) -> Option<&dyn Chain> {
        None
    }

    /// Numbers about the model as it is now that take longer than a turn to find; `whole` when there is time for good ones.
    fn inquiry(&self, _noise: Noise, _whole: bool) -> Option<Box<dyn Inquiry>> {
        None
    }

    /// Writes texts, where examples are texts.
    fn author(&self) -> Option<&dyn Author> {
        None
    }

    /// What it expects of every number of an example from those before it, where it looks at one after another.
    fn predictor(&self) -> Option<&dyn Predictor> {
        None
    }

    /// The way there and back, where it sends examples through hidden units or through noise and restores them.
    fn restorer(&self) -> Option<&dyn Restorer> {
        None
    }

    /// What each hidden unit adds up of a picture, where units read pictures: its weights. `[units, dims]`
    fn filters(&self) -> Option<Tensor<2>> {
        None
    }
    /// The masks that make a net autoregressive, from its inputs to its outputs; empty where there are none.
    fn masks(&self) -> Vec<Matrix> {
        Vec::new()
    }

    /// At how many places of an example the weights of a tensor are used, by its name in [`layers`](Self::layers).
    fn uses(&self, _tensor: &str) -> usize {
        1
    }

    /// What a density and a sample cost, by which measures and pictures are rationed.
    fn passes(&self) -> Passes {
        Passes::default()
    }

    /// What [`measure`](Self::measure) costs for one example, in forward passes of the network.
    fn measure_passes(&self) -> usize {
        self.passes().density
    }

    /// Keeps everything the next step reads.
    fn snapshot(&self) -> Snapshot;

    /// Goes back to a snapshot of this same learner.
    fn restore(&mut self, snapshot: &Snapshot);

    /// Everything the next step reads, by name.
    fn state(&self) -> State;

    /// Takes up a state from a file.
    ///
    /// # Errors
    /// The first tensor that is missing, or has another shape or type, as a part of a sentence.
    fn load(&mut self, state: &State) -> Result<(), Trouble>;

    /// The layers in the order of computation.
    fn layers(&self) -> Vec<Layer>;

    /// How many numbers are learned.
    fn parameters(&self) -> usize {
        self.layers()
            .iter()
            .map(|layer| layer.shape.iter().product::<usize>())
            .sum()
    }
}

/// What a family can say about log p(x), as the taxonomy claims it.
pub enum Density<'a> {
    /// log p(x) itself, in nats: x `[batch, dims]` to `[batch]`.
    Exact(Box<dyn Fn(Tensor<2>, Noise) -> Tensor<1> + 'a>),
    /// A lower bound on log p(x), in nats, estimated with the noise given: x `[batch, dims]` to `[batch]`.
    Bound(Box<dyn Fn(Tensor<2>, Noise) -> Tensor<1> + 'a>),
    /// log p(x) up to one unknown constant: x `[batch, dims]` to `[batch]`.
    UpToConstant(Box<dyn Fn(Tensor<2>, Noise) -> Tensor<1> + 'a>),
    /// Nothing.
    None,
}

impl Density<'_> {
    /// The kind of answer, for comparison with the card's claim.
    pub fn kind(&self) -> DensityKind {
        match self {
            Self::Exact(_) => DensityKind::Exact,
            Self::Bound(_) => DensityKind::Bound,
            Self::UpToConstant(_) => DensityKind::UpToConstant,
            Self::None => DensityKind::None,
        }
    }
}

/// One term of the formula for log p(x).
pub struct Term {
    /// Its words in the locales: `term-ID`.
    pub id: &'static str,
    /// How the formula writes it, in LaTeX.
    pub latex: &'static str,
    /// Its value for each example, in nats, in the units that the model sees. `[batch]`
    pub value: Tensor<1>,
    /// What share of the change of units along each axis belongs to it: the shares of all terms add up to `[1, 1]`.
    pub volume: [f64; 2],
}

/// How a density comes about step by step: through layers, through time, bit by bit.
pub trait Process {
    /// What one moves along.
    fn axis(&self) -> Axis;

    /// How many steps there are from the beginning to the model's density.
    fn steps(&self) -> usize;

    /// log of the density after `step` steps: x `[batch, dims]` to `[batch]`. After the last it is the model's own.
    fn log_density(&self, x: Tensor<2>, step: usize) -> Tensor<1>;
}

/// A map between noise and data that goes both ways, with a known change of volume.
pub trait Transport: Process {
    /// Where points of the base space are after each step: z `[count, dims]` to `steps + 1` stages; the first is z itself.
    fn push(&self, z: Tensor<2>) -> Vec<Stage>;

    /// The points of the base space that these data come from: x `[batch, dims]` to `[batch, dims]`.
    fn pull(&self, x: Tensor<2>) -> Tensor<2>;

    /// Where a point is drawn to after `step` steps, where the map is a flow in time: x `[batch, dims]` to `[batch, dims]`.
    fn velocity(&self, _x: Tensor<2>, _step: usize) -> Option<Tensor<2>> {
        None
    }
}

/// Points on their way from noise to data.
pub struct Stage {
    /// Where they are. `[count, dims]`
    pub at: Tensor<2>,
    /// log |det of the derivative by z|, in nats. `[count]`
    pub log_volume: Tensor<1>,
}

/// log p(x) found from outside, where two dimensions allow what more would forbid.
pub struct Oracle<'a> {
    /// How it is found, as `oracle-ID` in the locales says: by quadrature over codes, by a sum over all states, along an ODE.
    pub id: &'static str,
    /// log p(x) in nats, in the units that the model sees: x `[batch, dims]` to `[batch]`.
    pub log_density: Box<dyn Fn(Tensor<2>) -> Tensor<1> + 'a>,
}

/// A height over the plane that is no density.
pub trait Landscape {
    /// What it is, as `landscape-ID` in the locales says: `verdict`, `critic`, `energy`.
    fn id(&self) -> &'static str;

    /// Its height: x `[batch, dims]` to `[batch]`.
    fn height(&self, x: Tensor<2>) -> Tensor<1>;
}

/// A Markov chain whose states are examples.
pub trait Chain {
    /// The states of `count` chains at the start and after each of `steps` steps, each `[count, dims]`; they start where the
    /// noise puts them, and the same noise walks the same way on a slowly changing model.
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>>;
}

/// Numbers about a model that are found a little at a time.
pub trait Inquiry {
    /// Works on for a few milliseconds; false once there is no more to do.
    fn turn(&mut self) -> bool;

    /// What has been found.
    fn found(&self) -> Vec<Finding>;
}

/// A number about a model that is no mean over examples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finding {
    /// The name of the metric.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// Its standard error, where it is an estimate.
    pub standard_error: Option<f64>,
}

/// What a density or a sample costs, in forward passes of the network for one example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passes {
    /// log p(x) of one example.
    pub density: usize,
    /// One sample.
    pub sample: usize,
}

impl Default for Passes {
    fn default() -> Self {
        Self {
            density: 1,
            sample: 1,
        }
    }
}

/// Draws from p_model.
pub trait Sampler {
    /// Draws `count` samples; the same noise gives the same samples of a slowly changing model. `[count, dims]`
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2>;

    /// The noise that samples are made from and the samples, row by row, where one pass makes the one of the other:
    /// `[count, noise]` and `[count, dims]`.
    fn one_pass(&self, _count: usize, _noise: Noise) -> Option<[Tensor<2>; 2]> {
        None
    }

    /// How many classes samples are of, in turn; 0 where nobody says.
    fn classes(&self) -> usize {
        0
    }
}
