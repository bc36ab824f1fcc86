//! The autoencoder of points in the plane: p(x|z) = N(f(z), sigma^2 I) with a sigma that is learned.
//!
//! With one or two latent dimensions log p(x) can be found by quadrature, which shows how far below it the bounds lie.

mod by_hand;
mod net;

use std::cell::RefCell;
use std::rc::Rc;

use burn::module::Module;
use burn::tensor::{Tensor, TensorData};

use self::by_hand::Goal;
use self::net::Net;
use super::objective::{log_mean_exp, warmed_up};
use super::telling;
use crate::families::knobs::scheduled;
use crate::families::{
    Batch, Density, EncodedGaussian, LatentSpace, Layer, Learner, Losses, Measured, Oracle, Passes,
    Sampler, Setup, Snapshot, State, Story, Trained,
};
use crate::knob::Knobs;
use crate::measure::GaussianNodes;
use crate::nn::{Noise, followed, load_parameters, parameters};
use crate::text::Trouble;

/// Draws of a code for each example that is measured, and how they are grouped for the lower rung of the ladder.
const DRAWS: usize = 50;
const FEW: usize = 5;
/// The codes of the quadrature lie on a grid over so many deviations of the prior.
const REACH: f64 = 4.5;
/// How many there are a side, for one latent dimension and for two: also between two codes the decoder is straight.
const SIDES: [usize; 2] = [4096, 160];
/// What the density at a point costs, in passes of the decoder: a Gaussian for every code.
const QUADRATURE: usize = 20;

/// A VAE of points that learns.
pub(super) struct PlaneVae {
    trained: Trained<Net>,
    /// The average of the net's past, which is what pictures and measures ask unless it is off.
    average: Net,
    averages: bool,
    latent: usize,
    /// The codes of the quadrature, decoded, until the decoder moves on.
    nodes: RefCell<Option<Rc<GaussianNodes>>>,
}

impl PlaneVae {
    pub(super) fn new(setup: &Setup) -> Self {
        let latent = setup.knobs.whole("latent");
        let net = Net::new(
            setup.knobs.sizes("hidden"),
            latent,
            setup.noise,
            setup.device,
        );
        Self {
            average: net.clone(),
            averages: setup.knobs.real("averaging") > 0.0,
            trained: Trained::new(net, setup),
            latent,
            nodes: RefCell::new(None),
        }
    }

    /// What pictures and measures ask.
    fn net(&self) -> &Net {
        if self.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    fn epsilon(&self, noise: Noise, count: usize) -> Tensor<2> {
        noise.normal("epsilon", [count, self.latent], self.trained.device())
    }

    /// -log p(x|z) and log w = log p(x|z) + log p(z) - log q(z|x) for `draws` codes of every example: x `[batch, 2]`, to
    /// `[batch, draws]` each, and the posteriors.
    fn draws(&self, x: &Tensor<2>, noise: Noise, draws: usize) -> Drawn {
        let (net, batch) = (self.net(), x.dims()[0]);
        let code = net.encode(x.clone());
        let each = |values: Tensor<2>| -> Tensor<2> {
            let values: Tensor<3> = values.unsqueeze_dim(1); // [batch, 1, width]
            let values = values.repeat_dim(1, draws); // [batch, draws, width]
            let width = values.dims()[2];
            values.reshape([batch * draws, width])
        };
        let (mean, log_variance) = (each(code.mean.clone()), each(code.log_variance.clone()));
        let epsilon = self.epsilon(noise, batch * draws); // [batch * draws, latent]
        let sigma = log_variance.clone().mul_scalar(0.5).exp();
        let z = mean + sigma * epsilon.clone(); // [batch * draws, latent]
        let nats = net.nats(each(x.clone()), net.decode(z.clone())); // [batch * draws]
        let ratio = epsilon.square() + log_variance - z.square();
        let ratio = ratio.sum_dim(1).squeeze_dim::<1>(1).mul_scalar(0.5); // [batch * draws]
        Drawn {
            log_weights: (ratio - nats.clone()).reshape([batch, draws]),
            reconstruction: nats.reshape([batch, draws]),
            code,
        }
    }

    /// What a step climbs, as the knobs say.
    fn goal(batch: &Batch, knobs: &Knobs) -> Goal {
        if knobs.choice("objective") == "iwae" {
            return Goal::Weighted {
                draws: knobs.whole("importance-samples"),
            };
        }
        let warm = warmed_up(batch.steps_done, knobs.whole("warm-up"));
        Goal::Elbo {
            beta: knobs.real("beta") * warm,
            free_bits: knobs.real("free-bits"),
        }
    }

    /// p(x) as a sum over the codes of a grid: Gaussians about where they are decoded to, weighted by the prior.
    fn nodes(&self) -> Rc<GaussianNodes> {
        let known = self.nodes.borrow().clone();
        if let Some(nodes) = known {
            return nodes;
        }
        let side = SIDES[self.latent - 1];
        let step = 2.0 * REACH / side as f64;
        let place = |i: usize| (i as f64 + 0.5) * step - REACH;
        let count = side.pow(self.latent as u32);
        let codes = (0..count).flat_map(|i| {
            let axes = [i % side, i / side];
            axes.into_iter().take(self.latent).map(place)
        });
        let codes: Vec<f64> = codes.collect();
        let log_weight = |code: &[f64]| {
            let squares: f64 = code.iter().map(|z| z * z).sum();
            let log_cell = step.ln() - 0.5 * std::f64::consts::TAU.ln();
            code.len() as f64 * log_cell - squares / 2.0
        };
        let log_weights = codes.chunks_exact(self.latent).map(log_weight).collect();
        let narrow: Vec<f32> = codes.iter().map(|z| *z as f32).collect();
        let data = TensorData::new(narrow, [count, self.latent]);
        let means = self
            .net()
            .decode(Tensor::from_data(data, self.trained.device()));
        let means: Vec<f32> = means.into_data().iter().collect(); // [count * 2]
        let nodes = Rc::new(GaussianNodes::new(&means, log_weights, self.net().sigma()));
        *self.nodes.borrow_mut() = Some(Rc::clone(&nodes));
        nodes
    }

    fn log_density(&self, x: Tensor<2>) -> Tensor<1> {
        let device = x.device();
        let points: Vec<f32> = x.into_data().iter().collect();
        let log_p = self.nodes().log_density(&points);
        let count = log_p.len();
        Tensor::from_data(TensorData::new(log_p, [count]), &device)
    }

    fn moved(&mut self) {
        self.nodes.replace(None);
    }
}

/// What some draws of codes say about a batch.
struct Drawn {
    /// log p(x|z) + log p(z) - log q(z|x). `[batch, draws]`
    log_weights: Tensor<2>,
    /// -log p(x|z). `[batch, draws]`
    reconstruction: Tensor<2>,
    code: EncodedGaussian,
}

impl Learner for PlaneVae {
    fn losses(&self) -> &'static [&'static str] {
        &["loss", "reconstruction_nats", "kl_term_nats"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let goal = Self::goal(batch, knobs);
        let count = batch.x.dims()[0] * goal.draws();
        let epsilon = self.epsilon(batch.noise, count); // [batch * draws, latent]
        let rate = scheduled(knobs, batch.steps_done);
        let slope = by_hand::slope(&self.trained.net, &batch.x, &epsilon, goal);
        let losses = if let Some(slope) = slope {
            self.trained.descend_by(rate, slope.gradient, knobs);
            let device = self.trained.device();
            slope.losses.map(|loss| Tensor::from_data([loss], device))
        } else {
            let losses = self.trained.net.objective(batch.x.clone(), epsilon, goal);
            self.trained.descend_at(rate, &losses[0], knobs);
            losses.map(Tensor::inner)
        };
        let (steps, decay) = (batch.steps_done, knobs.real("averaging"));
        self.averages = decay > 0.0;
        self.average = followed(self.average.clone(), &self.trained.net, steps, decay);
        self.moved();
        self.losses().iter().copied().zip(losses).collect()
    }

    /// The codes are told as the net that is about to move makes them, with the noise of the step; of several draws the first.
    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        let (x, draws) = (&batch.x, Self::goal(batch, knobs).draws());
        let (net, count) = (&self.trained.net, x.dims()[0]);
        let code = net.encode(x.clone()); // [batch, latent]
        let epsilon = self.epsilon(batch.noise, count * draws); // [batch * draws, latent]
        let epsilon: Tensor<3> = epsilon.reshape([count, draws, self.latent]);
        let epsilon = epsilon.narrow(1, 0, 1).squeeze_dim::<2>(1); // [batch, latent]
        let sigma = code.log_variance.clone().mul_scalar(0.5).exp();
        let z = code.mean.clone() + sigma * epsilon.clone(); // [batch, latent]
        let decoded = net.decode(z.clone()); // [batch, 2]
        let nats = net.nats(x.clone(), decoded.clone()); // [batch]
        let codes = [&code.mean, &code.log_variance, &epsilon, &z];
        telling::way(story, x, codes, (&decoded, &nats));
        let of_units = code.divergence(); // [batch, latent]

        let losses = self.step(batch, knobs);
        let [loss, reconstruction, kl] = [0, 1, 2].map(|i| losses[i].1.clone());
        let of_step = [loss, reconstruction, kl];
        telling::bound(story, &of_step, of_units, knobs, batch.steps_done);
        losses
    }

    /// The ladder from the ELBO upwards, all of it from the same codes.
    fn measure(&self, batch: &Batch) -> Measured {
        let Drawn {
            log_weights,
            reconstruction,
            code,
        } = self.draws(&batch.x, batch.noise, DRAWS);
        let count = batch.x.dims()[0];
        let reconstruction = reconstruction.mean_dim(1).squeeze_dim::<1>(1); // [batch]
        let kl = code.divergence().sum_dim(1).squeeze_dim::<1>(1); // [batch]
        let groups = log_weights.clone().reshape([count * DRAWS / FEW, FEW]);
        let few = log_mean_exp(groups)
            .reshape([count, DRAWS / FEW])
            .mean_dim(1);
        let sigma = kl.zeros_like().add_scalar(self.net().sigma());
        vec![
            ("elbo_nats", (reconstruction.clone() + kl.clone()).neg()),
            ("iwae_5_nats", few.squeeze_dim(1)),
            ("iwae_50_nats", log_mean_exp(log_weights)),
            ("reconstruction_nats", reconstruction),
            ("kl_term_nats", kl),
            ("decoder_sigma", sigma),
        ]
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, noise| {
            let drawn = self.draws(&x, noise, 1);
            let kl = drawn.code.divergence().sum_dim(1); // [batch, 1]
            (drawn.reconstruction + kl).squeeze_dim::<1>(1).neg()
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    /// More than two latent dimensions are too many for a grid.
    fn oracle(&self) -> Option<Oracle<'_>> {
        (self.latent <= SIDES.len()).then(|| Oracle {
            id: "quadrature",
            log_density: Box::new(|x| self.log_density(x)),
        })
    }

    fn passes(&self) -> Passes {
        Passes {
            density: DRAWS + QUADRATURE,
            sample: 1,
        }
    }

    fn snapshot(&self) -> Snapshot {
        let bytes = self.trained.snapshot().bytes() + self.average.num_params() * size_of::<f32>();
        Snapshot::new((self.trained.clone(), self.average.clone()), bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Net>, Net)>() {
            (self.trained, self.average) = kept.clone();
        }
        self.moved();
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        self.trained.state().into_iter().chain(average).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.moved();
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)
    }

    fn layers(&self) -> Vec<Layer> {
        let last = self.net().last_layers();
        self.trained
            .layers(&["encoder", "decoder", "log_sigma"], |path| {
                if path.starts_with(&last[0]) {
                    "mu, log sigma^2 = h W + b"
                } else if path.starts_with("encoder") {
                    "h = silu(x W + b)"
                } else if path.starts_with(&last[1]) {
                    "E[x|z] = h W + b"
                } else if path.starts_with("decoder") {
                    "h = silu(z W + b)"
                } else {
                    "log of the width of p(x|z)"
                }
            })
    }
}

impl Sampler for PlaneVae {
    /// z ~ N(0, I), x ~ N(f(z), sigma^2 I).
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let device = self.trained.device();
        let mean = self.decode(noise.normal("prior", [count, self.latent], device));
        let blur = noise.normal("observation", [count, 2], device);
        mean + blur.mul_scalar(self.net().sigma())
    }
}

impl LatentSpace for PlaneVae {
    fn dimension(&self) -> usize {
        self.latent
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        self.net().encode(x)
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.net().decode(z)
    }
}

#[cfg(test)]
mod tests;
