//! A stack of couplings that learns by exact likelihood: what Real NVP and the neural spline flow share.
//!
//! log p(x) = log p(z) + log|det dz/dx| with z = f(x), and training maximises just that.

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::couplings::{Couplings, Curve, Net, log_base};
use super::{by_hand, telling};
use crate::families::knobs::{self, scheduled};
use crate::families::{
    Batch, Density, LatentSpace, Layer, Learner, Losses, Measured, Process, Sampler, Setup,
    Snapshot, Stage, State, Story, Term, Trained, Transport,
};
use crate::figure::{Axis, Look};
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, followed, load_parameters, parameters};
use crate::text::Trouble;

/// How many couplings there are.
pub const LAYERS: Knob = Knob::whole("layers", 1, 32, "12").main();

/// Whether the couplings take turns with the coordinates.
pub const ALTERNATE: Knob = Knob::switch("alternate", "on");

/// Whether both coordinates are normalised before each coupling.
pub const ACTNORM: Knob = Knob::switch("actnorm", "off");

/// The step size of the optimiser: higher than elsewhere, because it settles and the weights are averaged.
pub const LEARNING_RATE: Knob = Knob {
    default: "5e-3",
    ..knobs::LEARNING_RATE
};

/// After how many steps the learning rate has halved.
pub const SETTLE: Knob = Knob {
    default: "1000",
    ..knobs::SETTLE
};

/// A flow that learns.
pub struct Flow<C> {
    trained: Trained<Net>,
    /// The average of the net over its training, which is calmer than the net itself.
    average: Net,
    /// Whether pictures and measures use the average, as the knob said at the last step.
    averages: bool,
    couplings: Couplings<C>,
}

impl<C: Curve> Flow<C> {
    /// A flow whose couplings all change nothing yet, with an ActNorm before each of them if wanted.
    pub fn new(setup: &Setup, curve: C, actnorm: bool) -> Self {
        let knobs = setup.knobs;
        let couplings = Couplings {
            count: knobs.whole("layers"),
            alternate: knobs.switch("alternate"),
            curve,
        };
        let net = couplings.net(knobs.sizes("hidden"), actnorm, setup.noise, setup.device);
        Self {
            trained: Trained::new(net.clone(), setup),
            average: net,
            averages: knobs.real("averaging") > 0.0,
            couplings,
        }
    }

    /// The net that pictures and measures use, without a tape.
    fn calm(&self) -> Net {
        if self.averages {
            self.average.valid()
        } else {
            self.trained.valid()
        }
    }

    /// z = f(x) and log|det dz/dx|: x `[batch, 2]` to `[batch, 2]` and `[batch]`.
    fn to_noise(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let all = 0..self.couplings.count;
        self.couplings.to_noise(&self.calm(), x, all)
    }

    fn log_density(&self, x: Tensor<2>) -> Tensor<1> {
        let (z, log_det) = self.to_noise(x);
        log_base(z) + log_det
    }

    /// One step down the gradient, and the loss before it, `[1]`.
    fn descend(&mut self, batch: &Batch, knobs: &Knobs) -> Tensor<1> {
        let rate = scheduled(knobs, batch.steps_done);
        if *self.trained.device() == Device::flex() {
            let slope = by_hand::slope(&self.couplings, &self.trained.net, &batch.x);
            self.trained.descend_by(rate, slope.gradient, knobs);
            return Tensor::from_data([slope.loss], self.trained.device());
        }
        let loss = self.loss(Tensor::from_inner(batch.x.clone())); // [1]
        self.trained.descend_at(rate, &loss, knobs);
        loss.inner()
    }

    /// Tells where points go, coupling by coupling, and gives both terms of log p(x): x `[batch, 2]` to `[batch]` each.
    fn tell_way(&self, story: &mut Story, x: &Tensor<2>) -> Option<[Tensor<1>; 2]> {
        let net = story.is_told().then(|| self.trained.valid())?;
        let count = self.couplings.count;
        let until = |layer| self.couplings.to_noise(&net, x.clone(), 0..layer);
        let (z, log_det) = until(count);
        telling::begin(story, x);
        story.rows("first-layer", Look::Examples, &until(1).0);
        story.rows("middle-layer", Look::Examples, &until(count.div_ceil(2)).0);
        story.rows("z", Look::Examples, &z);
        Some([log_base(z), log_det])
    }

    /// The mean of -log p(x), on the tape: x `[batch, 2]` to `[1]`.
    fn loss(&self, x: Tensor<2>) -> Tensor<1> {
        let all = 0..self.couplings.count;
        let (z, log_det) = self.couplings.to_noise(&self.trained.net, x, all);
        (log_base(z) + log_det).mean().neg()
    }
}

impl<C: Curve> Learner for Flow<C> {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        if batch.steps_done == 0 {
            let net = self.trained.net.clone();
            self.trained.net = self.couplings.normalise(net, batch.x.clone());
            self.average = self.trained.net.clone();
        }
        let terms = self.tell_way(story, &batch.x);
        let loss = self.descend(batch, knobs);
        telling::likelihood(story, terms, &loss);
        let (steps, decay) = (batch.steps_done, knobs.real("averaging"));
        self.averages = decay > 0.0;
        self.average = followed(self.average.clone(), &self.trained.net, steps, decay);
        vec![("loss", loss)]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        vec![("nll_nats", self.log_density(batch.x.clone()).neg())]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, _| self.log_density(x)))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn terms(&self, x: Tensor<2>) -> Vec<Term> {
        let (z, log_det) = self.to_noise(x);
        vec![
            Term {
                id: "base",
                latex: r"\log p_Z(f(x))",
                value: log_base(z),
                volume: [0.0, 0.0],
            },
            Term {
                id: "log-det",
                latex: r"\log \left| \det \frac{\partial f}{\partial x} \right|",
                value: log_det,
                volume: [1.0, 1.0],
            },
        ]
    }

    fn process(&self) -> Option<&dyn Process> {
        Some(self)
    }

    fn transport(&self) -> Option<&dyn Transport> {
        Some(self)
    }

    fn snapshot(&self) -> Snapshot {
        let bytes = self.trained.snapshot().bytes() + self.average.num_params() * size_of::<f32>();
        let kept = (self.trained.clone(), self.average.clone(), self.averages);
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Net>, Net, bool)>() {
            (self.trained, self.average, self.averages) = kept.clone();
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
        let last = self.trained.net.conditioners.layers.len() - 1;
        let last = format!("conditioners.layers.{last}.");
        self.trained.layers(&["norms", "conditioners"], |path| {
            if path.starts_with("norms") {
                "y = (x + shift) e^log_scale, before each coupling"
            } else if path.starts_with(&last) {
                C::ROLE
            } else {
                "h = relu(x_kept W + b), one net a coupling"
            }
        })
    }
}

impl<C: Curve> Sampler for Flow<C> {
    /// z ~ N(0, I), x = f^-1(z).
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let z = noise.normal("prior", [count, 2], self.trained.device()); // [count, 2]
        let net = self.calm();
        let from_base = (0..self.couplings.count).rev();
        from_base.fold(z, |at, coupling| {
            self.couplings.to_data(&net, at, coupling).0
        })
    }
}

impl<C: Curve> Process for Flow<C> {
    fn axis(&self) -> Axis {
        Axis::Layers
    }

    fn steps(&self) -> usize {
        self.couplings.count
    }

    /// What the couplings nearest to the base make of noise: they are the last ones on the way from data.
    fn log_density(&self, x: Tensor<2>, step: usize) -> Tensor<1> {
        let count = self.couplings.count;
        let nearest = count.saturating_sub(step)..count;
        let (z, log_det) = self.couplings.to_noise(&self.calm(), x, nearest);
        log_base(z) + log_det
    }
}

impl<C: Curve> Transport for Flow<C> {
    fn push(&self, z: Tensor<2>) -> Vec<Stage> {
        let net = self.calm();
        let mut log_volume = Tensor::zeros([z.dims()[0]], self.trained.device()); // [count]
        let mut at = z;
        let mut stages = vec![Stage {
            at: at.clone(),
            log_volume: log_volume.clone(),
        }];
        for coupling in (0..self.couplings.count).rev() {
            let (moved, log_det) = self.couplings.to_data(&net, at, coupling);
            log_volume = log_volume + log_det;
            at = moved;
            stages.push(Stage {
                at: at.clone(),
                log_volume: log_volume.clone(),
            });
        }
        stages
    }

    fn pull(&self, x: Tensor<2>) -> Tensor<2> {
        self.to_noise(x).0
    }
}

#[cfg(test)]
mod tests;
