//! Variational inference: move an easy q(z) as close as it gets to a posterior that cannot be had.
//!
//! Jordan, Ghahramani, Jaakkola and Saul (1999), An introduction to variational methods for graphical models,
//! <https://doi.org/10.1023/A:1007665907178>. The model is given; what learns is q: a Gaussian of its own for each of a few
//! examples, or one encoder that guesses the Gaussian of any.

mod gaussian;
mod model;

use std::cell::OnceCell;
use std::f64::consts::TAU;

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;

use self::gaussian::{Divergence, Inference, PRIOR, Parameters, variances};
use self::model::{Model, SIGMA};
use crate::families::knobs::{LEARNING_RATE, OPTIMISER, POINTS_A_STEP};
use crate::families::{
    Batch, Density, EncodedGaussian, Family, LatentSpace, Layer, Learner, Losses, Measured, Oracle,
    Passes, Sampler, Setup, Snapshot, State, Trained,
};
use crate::knob::{Knob, Knobs};
use crate::measure::GaussianNodes;
use crate::nn::{Noise, SiluMlp};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "variational-inference",
        place: Place::Variational,
        paper: Paper {
            authors: "Jordan, Ghahramani, Jaakkola and Saul",
            year: 1999,
            title: "An introduction to variational methods for graphical models",
            link: "https://doi.org/10.1023/A:1007665907178",
        },
        can: Capabilities {
            density: DensityKind::Bound,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Posterior,
        },
        accepts: &[DataKind::Plane],
        data: "two-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\log p(x) =").seen(Sight::Truth),
            Piece::new(r"\mathcal L(q)")
                .told("loss")
                .seen(Sight::Density),
            Piece::new(r"+ D_{\mathrm{KL}}\left( q(z) \,\|\, p(z \mid x) \right)")
                .seen(Sight::Truth),
        ],
    },
    build: Some(|setup| Box::new(VariationalInference::new(setup))),
};

const KNOBS: &[Knob] = &[
    Knob {
        default: "5e-3",
        ..LEARNING_RATE
    },
    Knob::choice("hidden-causes", Model::WORDS, "bend").main(),
    Knob::choice("q-shape", &["full", "diagonal"], "full").main(),
    Knob::switch("amortised", "on").main(),
    Knob::choice("q-divergence", &["reverse", "forward"], "reverse"),
    Knob::sizes("hidden", 1024, 4, "64-64"),
    POINTS_A_STEP,
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "inference-exact",
        data: "two-gaussians",
        set: &["hidden-causes=line", "amortised=off", "learning-rate=0.02"],
        works: true,
    },
    Preset {
        id: "inference-too-narrow",
        data: "two-gaussians",
        set: &["hidden-causes=line", "q-shape=diagonal"],
        works: false,
    },
    Preset {
        id: "inference-one-of-two",
        data: "two-gaussians",
        set: &["hidden-causes=fold"],
        works: false,
    },
    Preset {
        id: "inference-covers-both",
        data: "two-gaussians",
        set: &["hidden-causes=fold", "q-divergence=forward"],
        works: false,
    },
];

/// Examples that have a q of their own, where no encoder guesses it.
const OWN: usize = 64;
/// Codes a side of the quadrature, which reaches so many deviations of the prior.
const SIDE: usize = 200;
const REACH: f64 = 5.0;
/// What the density at a point costs, beside what a pass of the encoder costs: the search for its best q above all.
const SEARCHED: usize = 150;

/// What learns.
#[derive(Module, Debug)]
struct Guess {
    /// From an example to the parameters of its q.
    encoder: Option<SiluMlp>,
    /// The parameters of the q of each of a few examples. `[OWN, 5]`
    own: Option<Param<Tensor<2>>>,
}

/// A q that learns.
struct VariationalInference {
    trained: Trained<Guess>,
    inference: Inference,
    /// The examples that have a q of their own, in the units that the model sees.
    kept: Vec<[f64; 2]>,
    nodes: OnceCell<GaussianNodes>,
}

impl VariationalInference {
    fn new(setup: &Setup) -> Self {
        let (knobs, device) = (setup.knobs, setup.device);
        let amortised = knobs.switch("amortised");
        let widths = knobs.sizes("hidden");
        let encoder = || SiluMlp::new("encoder", [2, 5], widths, setup.noise, device);
        let own = || {
            let start = Tensor::zeros([OWN, 5], &device.clone().autodiff());
            Param::from_tensor(start)
        };
        let guess = Guess {
            encoder: amortised.then(encoder),
            own: (!amortised).then(own),
        };
        Self {
            trained: Trained::new(guess, setup),
            inference: Inference {
                model: Model::from_word(knobs.choice("hidden-causes")),
                full: knobs.choice("q-shape") == "full",
                divergence: match knobs.choice("q-divergence") {
                    "forward" => Divergence::Forward,
                    _ => Divergence::Reverse,
                },
            },
            kept: kept(setup),
            nodes: OnceCell::new(),
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The q of some examples: what the encoder says, or the best that a search from the prior finds.
    fn posteriors(&self, x: &[[f64; 2]]) -> Vec<Parameters> {
        match &self.trained.net.encoder {
            Some(encoder) => parameters(encoder.forward(self.tensor(x))),
            None => self.settled(x, &vec![PRIOR; x.len()]),
        }
    }

    /// The best q of some examples near where each starts.
    fn settled(&self, x: &[[f64; 2]], from: &[Parameters]) -> Vec<Parameters> {
        let (inference, pairs) = (self.inference, x.par_iter().zip(from));
        pairs.map(|(x, from)| inference.settle(*x, *from)).collect()
    }

    /// The ELBO of each example with its q, in nats.
    fn elbos(&self, x: &[[f64; 2]], q: &[Parameters]) -> Vec<f64> {
        let (inference, pairs) = (self.inference, x.par_iter().zip(q));
        pairs.map(|(x, q)| inference.elbo(*x, *q).0).collect()
    }

    /// log p(x) as a sum over a grid of codes.
    fn log_density(&self, x: &[[f64; 2]]) -> Vec<f32> {
        let nodes = self.nodes.get_or_init(|| {
            let step = 2.0 * REACH / SIDE as f64;
            let place = |i: usize| (i as f64 + 0.5) * step - REACH;
            let codes = (0..SIDE * SIDE).map(|i| [place(i % SIDE), place(i / SIDE)]);
            let means = codes.clone().flat_map(|z| self.inference.model.mean(z));
            let means: Vec<f32> = means.map(|m| m as f32).collect();
            let weight = |[u, v]: [f64; 2]| 2.0 * step.ln() - TAU.ln() - 0.5 * (u * u + v * v);
            GaussianNodes::new(&means, codes.map(weight).collect(), SIGMA)
        });
        let points: Vec<f32> = x.iter().flatten().map(|v| *v as f32).collect();
        nodes.log_density(&points)
    }

    fn tensor(&self, x: &[[f64; 2]]) -> Tensor<2> {
        let values: Vec<f32> = x.iter().flatten().map(|v| *v as f32).collect();
        Tensor::from_data(TensorData::new(values, [x.len(), 2]), self.device())
    }

    fn column(&self, values: impl IntoIterator<Item = f64>) -> Tensor<1> {
        let values: Vec<f32> = values.into_iter().map(|v| v as f32).collect();
        Tensor::from_data(values.as_slice(), self.device())
    }
}

/// Examples with a q of their own: drawn once from the data, or from N(0, I) where there are none.
fn kept(setup: &Setup) -> Vec<[f64; 2]> {
    if let Some(plane) = setup.plane {
        let drawn = plane.draw(&mut setup.noise.generator("kept"), OWN);
        return drawn
            .into_iter()
            .map(|x| plane.standard.to_model(x))
            .collect();
    }
    points(setup.noise.normal("kept", [OWN, 2], setup.device))
}

/// `[count, 2]` as pairs.
fn points(x: Tensor<2>) -> Vec<[f64; 2]> {
    let values: Vec<f64> = x.into_data().iter().collect();
    values.chunks_exact(2).map(|x| [x[0], x[1]]).collect()
}

/// `[count, 5]` as parameters of a q each.
fn parameters(said: Tensor<2>) -> Vec<Parameters> {
    let values: Vec<f64> = said.into_data().iter().collect();
    let rows = values.chunks_exact(5);
    rows.map(|q| std::array::from_fn(|i| q[i])).collect()
}

impl Learner for VariationalInference {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// The derivative by the parameters of every q is known; the tape only carries it on into the encoder.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let (said, x) = match (&self.trained.net.encoder, &self.trained.net.own) {
            (Some(encoder), _) => {
                let x = Tensor::from_inner(batch.x.clone());
                (encoder.taped(x), points(batch.x.clone())) // [batch, 5]
            }
            (None, Some(own)) => (own.val(), self.kept.clone()), // [OWN, 5]
            (None, None) => return Vec::new(),
        };
        let q = parameters(said.clone().inner());
        let (inference, pairs) = (self.inference, x.par_iter().zip(&q));
        let found: Vec<(f64, Parameters)> = pairs.map(|(x, q)| inference.loss(*x, *q)).collect();
        let count = x.len() as f64;
        let loss = found.iter().map(|(loss, _)| loss).sum::<f64>() / count;
        let slopes = found.iter().flat_map(|(_, slope)| slope);
        let slopes: Vec<f32> = slopes.map(|s| (s / count) as f32).collect();
        let slopes = TensorData::new(slopes, [x.len(), 5]);
        let slopes = Tensor::<2>::from_inner(Tensor::from_data(slopes, self.device()));
        let downhill = (said * slopes).sum(); // [1]
        self.trained.descend(&downhill, knobs);
        vec![("loss", self.column([loss]))]
    }

    /// The bound, what it misses, and how much of that the encoder is to blame for.
    fn measure(&self, batch: &Batch) -> Measured {
        let x = points(batch.x.clone());
        let q = self.posteriors(&x);
        let elbo = self.elbos(&x, &q);
        let log_p = self.log_density(&x);
        let best = self.elbos(&x, &self.settled(&x, &q));
        let missed = log_p
            .iter()
            .zip(&elbo)
            .map(|(p, elbo)| f64::from(*p) - elbo);
        let gap = best.iter().zip(&elbo).map(|(best, elbo)| best - elbo);
        vec![
            ("kl_q_nats", self.column(missed)),
            ("amortisation_gap_nats", self.column(gap)),
            ("elbo_nats", self.column(elbo.iter().copied())),
        ]
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, _| {
            let x = points(x);
            self.column(self.elbos(&x, &self.posteriors(&x)))
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    fn oracle(&self) -> Option<Oracle<'_>> {
        Some(Oracle {
            id: "quadrature",
            log_density: Box::new(|x| {
                let log_p = self.log_density(&points(x));
                Tensor::from_data(log_p.as_slice(), self.device())
            }),
        })
    }

    fn passes(&self) -> Passes {
        Passes {
            density: SEARCHED,
            sample: 1,
        }
    }

    fn snapshot(&self) -> Snapshot {
        self.trained.snapshot()
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        self.trained.restore(snapshot);
    }

    fn state(&self) -> State {
        self.trained.state()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.trained.load(state)
    }

    fn layers(&self) -> Vec<Layer> {
        let depth = self.trained.net.encoder.as_ref().map_or(0, SiluMlp::depth);
        let last = format!("encoder.layers.{depth}.");
        self.trained.layers(&["encoder", "own"], |path| {
            if path.starts_with(&last) {
                "mu, log of L's diagonal, L's tilt = h W + b"
            } else if path.starts_with("encoder") {
                "h = silu(x W + b)"
            } else {
                "mu, log of L's diagonal, L's tilt of each kept example"
            }
        })
    }
}

impl Sampler for VariationalInference {
    /// z ~ N(0, I), x ~ p(x|z).
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let mean = self.decode(noise.normal("prior", [count, 2], self.device()));
        let blur = noise.normal("observation", [count, 2], self.device());
        mean + blur.mul_scalar(SIGMA)
    }
}

impl LatentSpace for VariationalInference {
    fn dimension(&self) -> usize {
        2
    }

    /// The variances along the axes; a tilt between them is not told.
    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let q = self.posteriors(&points(x));
        let means: Vec<[f64; 2]> = q.iter().map(|q| [q[0], q[1]]).collect();
        let logs: Vec<[f64; 2]> = q.iter().map(|q| variances(*q).map(f64::ln)).collect();
        EncodedGaussian {
            mean: self.tensor(&means),
            log_variance: self.tensor(&logs),
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        let means = points(z).into_iter().map(|z| self.inference.model.mean(z));
        self.tensor(&means.collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests;
