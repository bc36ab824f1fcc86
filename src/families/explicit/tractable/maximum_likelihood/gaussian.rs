//! A single Gaussian, fitted by maximum likelihood: the one model whose best parameters can be written down.
//!
//! C. F. Gauss (1809), Theoria motus corporum coelestium, <https://archive.org/details/theoriamotuscor00gausgoog>. Beside the
//! closed form there is gradient descent to the same place, and the reverse divergence KL(p_model || p_data), whose minimum
//! is elsewhere: it seeks one mode instead of covering all.

use std::f64::consts::{E, TAU};

use burn::tensor::{Device, Tensor, TensorData};

use super::moments::Moments;
use super::normals::Normals;
use crate::data::PlaneSet;
use crate::families::knobs::{BATCH_SIZE, LEARNING_RATE, OPTIMISER};
use crate::families::{
    Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Measured, Process, Sampler, Setup,
    Snapshot, Stage, State, Term, Trained, Transport,
};
use crate::figure::{Axis, Component};
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, count};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "gaussian",
        place: Place::MaximumLikelihood,
        paper: Paper {
            authors: "C. F. Gauss",
            year: 1809,
            title: "Theoria motus corporum coelestium",
            link: "https://archive.org/details/theoriamotuscor00gausgoog",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Exact,
        },
        accepts: &[DataKind::Plane],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\hat\mu = \frac1N\sum_n x_n,\quad").seen(Sight::Data),
            Piece::new(r"\hat\Sigma = \frac1N\sum_n (x_n-\hat\mu)(x_n-\hat\mu)^\top")
                .seen(Sight::Density),
        ],
    },
    build: Some(|setup| Box::new(Gaussian::new(setup))),
};

const KNOBS: &[Knob] = &[
    Knob::choice("method", &["closed-form", "gradient"], "closed-form")
        .hot()
        .main(),
    Knob::choice("divergence", &["forward", "reverse"], "forward")
        .hot()
        .main(),
    Knob {
        default: "1e-2",
        ..LEARNING_RATE
    },
    Knob {
        default: "4096",
        ..BATCH_SIZE
    },
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "gaussian-gradient",
        data: "eight-gaussians",
        set: &["method=gradient"],
        works: true,
    },
    Preset {
        id: "gaussian-reverse",
        data: "eight-gaussians",
        set: &["method=gradient", "divergence=reverse"],
        works: false,
    },
    Preset {
        id: "gaussian-overshoots",
        data: "eight-gaussians",
        set: &["method=gradient", "optimiser=sgd", "learning-rate=1"],
        works: false,
    },
];

/// How many points of the model the reverse divergence is estimated from at every step.
const DRAWS: usize = 256;
/// The model starts as a round cloud of this deviation about a place that the seed decides.
const START: f32 = 0.5;

/// p_data where its logarithm can be computed and followed, in the units that the model sees.
struct Target(PlaneSet);

impl Target {
    /// log p_data(x), in nats.
    fn log_density(&self, x: [f64; 2]) -> f64 {
        let nats = self.0.log_density(self.0.standard.to_data(x));
        nats.unwrap_or(f64::NEG_INFINITY) + self.0.standard.log_area()
    }

    /// The gradient of log p_data by central differences, whose error is of the order of the square of their width.
    fn score(&self, x: [f64; 2]) -> [f64; 2] {
        const WIDTH: f64 = 1e-4;
        [0, 1].map(|axis| {
            let at = |by: f64| {
                let mut x = x;
                x[axis] += by;
                self.log_density(x)
            };
            (at(WIDTH) - at(-WIDTH)) / (2.0 * WIDTH)
        })
    }
}

/// Points of the model, `[draws, 2]` and on the tape, and KL(p_model || p_data) as they estimate it, `[1]`.
struct Reverse {
    x: Tensor<2>,
    places: Vec<[f64; 2]>,
    divergence: Tensor<1>,
}

/// A Gaussian that learns.
struct Gaussian {
    trained: Trained<Normals>,
    moments: Moments,
    /// How many examples the moments are of.
    seen: u64,
    /// Where the density of the data is known and smooth; otherwise there is no reverse divergence to go down.
    target: Option<Target>,
}

impl Gaussian {
    fn new(setup: &Setup) -> Self {
        let start = setup.noise.normal("start", [1, 2], setup.device);
        let place: Vec<f32> = start.into_data().iter().collect();
        let normals = Normals::round(&[[place[0], place[1]]], START, setup.device);
        Self {
            trained: Trained::new(normals, setup),
            moments: Moments::none(1, setup.device),
            seen: 0,
            target: setup
                .plane
                .filter(|set| set.is_smooth())
                .map(|set| Target(set.clone())),
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The best Gaussian for everything seen so far: mean and covariance of all of it.
    fn solve(&mut self, x: &Tensor<2>) {
        let batch = x.dims()[0];
        self.seen += batch as u64;
        let whole = Tensor::ones([batch, 1], self.device());
        let newest = Moments::of(x.clone(), whole);
        let share = batch as f64 / self.seen as f64;
        self.moments = self.moments.blended(&newest, share);
        self.trained.net = Normals::of(self.moments.means(), &self.moments.covariances());
    }

    /// KL(q || p_data) = E_q[log q - log p_data] at points x = mu + L z of the model, with the exact entropy of q.
    fn reverse(&self, target: &Target, noise: Noise) -> Reverse {
        let z = noise.normal("reverse", [DRAWS, 2], self.device());
        let net = &self.trained.net;
        let x = Tensor::cat(net.coloured(Tensor::from_inner(z)).to_vec(), 1); // [draws, 2]
        let numbers: Vec<f64> = x.clone().inner().into_data().iter().collect();
        let places: Vec<[f64; 2]> = numbers.chunks_exact(2).map(|x| [x[0], x[1]]).collect();
        let nats: f64 = places.iter().map(|x| target.log_density(*x)).sum();
        let entropy = entropy(net);
        let divergence = entropy.neg().sub_scalar(nats / DRAWS as f64);
        Reverse {
            x,
            places,
            divergence,
        }
    }

    /// What to go down for the reverse divergence. Its value is not the divergence, but its gradient is the estimate's:
    /// the derivative of log p_data along x is the score, and x moves with mu and L (the reparameterised gradient).
    fn surrogate(&self, target: &Target, reverse: &Reverse) -> Tensor<1> {
        let scores = reverse.places.iter().flat_map(|x| target.score(*x));
        let scores: Vec<f32> = scores.map(|s| s as f32).collect();
        let scores = TensorData::new(scores, [DRAWS, 2]);
        let scores = Tensor::from_inner(Tensor::<2>::from_data(scores, self.device()));
        let climbed = (reverse.x.clone() * scores).sum().div_scalar(DRAWS as f64); // [1]
        entropy(&self.trained.net).neg() - climbed
    }
}

/// H(q) = log(2 pi e) + log det L, in nats. `[1]`
fn entropy(net: &Normals) -> Tensor<1> {
    net.log_volume().sum().add_scalar((TAU * E).ln())
}

/// log q(x): x `[batch, 2]` to `[batch]`.
fn log_density(net: &Normals, x: Tensor<2>) -> Tensor<1> {
    let terms = net.log_density(x);
    (terms.distance + terms.normaliser).squeeze_dim(1)
}

impl Learner for Gaussian {
    /// Where the reverse divergence can be computed it is told beside the loss, whichever of the two is gone down.
    fn losses(&self) -> &'static [&'static str] {
        match self.target {
            Some(_) => &["loss", "reverse_kl_nats"],
            None => &["loss"],
        }
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let nll = log_density(&self.trained.net, Tensor::from_inner(batch.x.clone()));
        let nll = nll.mean().neg(); // [1]
        let reverse = self
            .target
            .as_ref()
            .map(|target| (target, self.reverse(target, batch.noise)));
        let told = reverse
            .as_ref()
            .map(|(_, reverse)| reverse.divergence.clone().inner());
        let seeks = knobs.choice("divergence") == "reverse";
        let downhill = match reverse.filter(|_| seeks) {
            Some((target, reverse)) => Some(self.surrogate(target, &reverse)),
            None if knobs.choice("method") == "gradient" => Some(nll.clone()),
            None => None,
        };
        match downhill {
            Some(loss) => self.trained.descend(&loss, knobs),
            None => self.solve(&batch.x),
        }
        let loss = match &told {
            Some(divergence) if seeks => divergence.clone(),
            _ => nll.inner(),
        };
        let values = [Some(loss), told];
        let names = self.losses().iter().copied();
        names.zip(values.into_iter().flatten()).collect()
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let nats = log_density(&self.trained.valid(), batch.x.clone());
        vec![("nll_nats", nats.neg())]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, _| log_density(&self.trained.valid(), x)))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn terms(&self, x: Tensor<2>) -> Vec<Term> {
        let count = x.dims()[0];
        let terms = self.trained.valid().log_density(x);
        vec![
            Term {
                id: "distance",
                latex: r"-\tfrac12 (x-\mu)^\top \Sigma^{-1} (x-\mu)",
                value: terms.distance.squeeze_dim(1),
                volume: [0.0; 2],
            },
            Term {
                id: "normaliser",
                latex: r"-\log\left( 2\pi\, |\Sigma|^{1/2} \right)",
                value: terms.normaliser.repeat_dim(0, count).squeeze_dim(1),
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

    fn components(&self) -> Vec<Component> {
        self.trained.valid().components(&[1.0])
    }

    fn snapshot(&self) -> Snapshot {
        let bytes = self.trained.snapshot().bytes();
        let kept = (self.trained.clone(), self.moments.clone(), self.seen);
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Normals>, Moments, u64)>() {
            (self.trained, self.moments, self.seen) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let mut state = self.trained.state();
        self.moments.state(&mut state);
        let seen = TensorData::from([self.seen as i64]);
        state.insert(SEEN.to_owned(), seen);
        state
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        let moments = self.moments.load(state, self.device())?;
        let seen = count(state, SEEN)?;
        self.trained.load(state)?;
        (self.moments, self.seen) = (moments, seen);
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        self.trained
            .layers(&["means", "factors"], |path| match path {
                "means" => "mu",
                _ => "s, t, u of L = ((softplus s, 0), (t, softplus u)), Sigma = L L^T",
            })
    }
}

/// The name, in files, of how many examples the moments are of.
const SEEN: &str = "statistics.seen";

impl Sampler for Gaussian {
    /// x = mu + L z, z ~ N(0, I)
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let z = noise.normal("prior", [count, 2], self.device());
        Tensor::cat(self.trained.valid().coloured(z).to_vec(), 1)
    }
}

/// One layer: x = mu + L z.
impl Process for Gaussian {
    fn axis(&self) -> Axis {
        Axis::Layers
    }

    fn steps(&self) -> usize {
        1
    }

    fn log_density(&self, x: Tensor<2>, step: usize) -> Tensor<1> {
        if step == 0 {
            let squares = x.square().sum_dim(1).squeeze_dim::<1>(1); // [batch]
            return squares.mul_scalar(-0.5).sub_scalar(TAU.ln());
        }
        log_density(&self.trained.valid(), x)
    }
}

impl Transport for Gaussian {
    fn push(&self, z: Tensor<2>) -> Vec<Stage> {
        let count = z.dims()[0];
        let net = self.trained.valid();
        let log_volume = net.log_volume().repeat_dim(0, count).squeeze_dim(1); // [count]
        let x = Tensor::cat(net.coloured(z.clone()).to_vec(), 1); // [count, 2]
        vec![
            Stage {
                at: z,
                log_volume: log_volume.zeros_like(),
            },
            Stage { at: x, log_volume },
        ]
    }

    fn pull(&self, x: Tensor<2>) -> Tensor<2> {
        Tensor::cat(self.trained.valid().whitened(x).to_vec(), 1)
    }
}

#[cfg(test)]
mod tests;
