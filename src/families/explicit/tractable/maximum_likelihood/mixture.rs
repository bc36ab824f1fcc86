//! A mixture of Gaussians: a discrete latent variable whose posterior, the responsibilities, is exact.
//!
//! Dempster, Laird and Rubin (1977), Maximum likelihood from incomplete data via the EM algorithm,
//! <https://doi.org/10.1111/j.2517-6161.1977.tb01600.x>. Where examples come without end, one round of EM a batch moves
//! running moments instead (stepwise EM: Cappe and Moulines 2009, <https://arxiv.org/abs/0712.4273>); where some are kept,
//! it is EM as in the paper, and no round lowers the likelihood of them. Gradient descent goes down the same objective.

mod net;
mod start;

use burn::module::Param;
use burn::tensor::{DType, Device, Tensor, TensorData};

use self::net::{Net, log_sum_exp};
use super::moments::Moments;
use super::normals::{Covariances, Normals};
use crate::families::knobs::{BATCH_SIZE, LEARNING_RATE, OPTIMISER};
use crate::families::{
    Batch, Density, Family, LatentSpace, Layer, Learner, Losses, Measured, Sampler, Setup,
    Snapshot, State, Term, Trained,
};
use crate::figure::Component;
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, as_it_is, count, fitting};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "mixture",
        place: Place::MaximumLikelihood,
        paper: Paper {
            authors: "Dempster, Laird and Rubin",
            year: 1977,
            title: "Maximum likelihood from incomplete data via the EM algorithm",
            link: "https://doi.org/10.1111/j.2517-6161.1977.tb01600.x",
        },
        can: Capabilities {
            density: DensityKind::Exact,
            sampling: SamplingKind::OnePass,
            latent: LatentKind::Posterior,
        },
        accepts: &[DataKind::Plane],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\log p(x) =").told("loss").seen(Sight::Density),
            Piece::new(r"\log \sum_k"),
            Piece::new(r"\pi_k\, \mathcal N(x;\, \mu_k, \Sigma_k)").seen(Sight::Parts),
        ],
    },
    build: Some(|setup| Box::new(Mixture::new(setup))),
};

const KNOBS: &[Knob] = &[
    Knob::whole("components", 1, 64, "8").logarithmic().main(),
    Knob::choice("method", &["em", "gradient"], "em").main(),
    Knob::real("variance-floor", 1e-6, 1.0, "0.01")
        .logarithmic()
        .hot()
        .main(),
    Knob::choice("start", &["k-means", "random"], "k-means").main(),
    Knob::choice("covariance", &["full", "round"], "full").hot(),
    Knob::whole("kept-examples", 0, 8192, "0"),
    Knob {
        default: "1e-2",
        main: false,
        ..LEARNING_RATE
    },
    Knob {
        default: "1024",
        ..BATCH_SIZE
    },
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "mixture-gradient",
        data: "eight-gaussians",
        set: &["method=gradient"],
        works: true,
    },
    Preset {
        id: "mixture-too-few",
        data: "eight-gaussians",
        set: &["components=3"],
        works: false,
    },
    Preset {
        id: "mixture-collapse",
        data: "eight-gaussians",
        set: &["components=24", "kept-examples=64", "variance-floor=1e-6"],
        works: false,
    },
    Preset {
        id: "mixture-random-start",
        data: "eight-gaussians",
        set: &["start=random"],
        works: false,
    },
];

/// Before it has seen an example the model is a handful of round clouds of this deviation, where the seed puts them.
const START: f32 = 0.5;
/// The weight of batch t in the running moments is (t + 1) to the power of minus this: it must lie in (1/2, 1].
const FORGETTING: f64 = 0.6;
/// A share below this counts as this, so that its logarithm is finite.
const LEAST_SHARE: f64 = 1e-12;

/// A mixture that learns.
struct Mixture {
    trained: Trained<Net>,
    moments: Moments,
    /// How many batches were learned from.
    rounds: u64,
    /// The examples that every round is about, where some are to be kept. `[up to `keep`, 2]`
    kept: Option<Tensor<2>>,
    keep: usize,
    components: usize,
    follows_gradient: bool,
    starts_at_random: bool,
}

impl Mixture {
    fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let components = knobs.whole("components");
        let places = setup.noise.normal("start", [components, 2], setup.device);
        let places: Vec<f32> = places.into_data().iter().collect();
        let places: Vec<[f32; 2]> = places.chunks_exact(2).map(|x| [x[0], x[1]]).collect();
        let logits = Tensor::zeros([1, components], &setup.device.clone().autodiff());
        let net = Net {
            logits: Param::from_tensor(logits),
            normals: Normals::round(&places, START, setup.device),
        };
        Self {
            trained: Trained::new(net, setup),
            moments: Moments::none(components, setup.device),
            rounds: 0,
            kept: None,
            keep: knobs.whole("kept-examples"),
            components,
            follows_gradient: knobs.choice("method") == "gradient",
            starts_at_random: knobs.choice("start") == "random",
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The examples of this round: those of the batch, or those kept so far. `[n, 2]`
    fn examples(&mut self, batch: &Tensor<2>) -> Tensor<2> {
        if self.keep == 0 {
            return batch.clone();
        }
        let kept = match self.kept.take() {
            Some(kept) if kept.dims()[0] >= self.keep => kept,
            Some(kept) => Tensor::cat(vec![kept, batch.clone()], 0),
            None => batch.clone(),
        };
        let most = kept.dims()[0].min(self.keep);
        let kept = kept.narrow(0, 0, most);
        self.kept = Some(kept.clone());
        kept
    }

    /// Puts the components where the first examples are: every example belongs to its nearest centre.
    fn begin(&mut self, x: &Tensor<2>, noise: Noise, knobs: &Knobs) {
        let numbers: Vec<f64> = x.clone().into_data().iter().collect();
        let points: Vec<start::Point> = numbers.chunks_exact(2).map(|x| [x[0], x[1]]).collect();
        let mut generator = noise.generator("centres");
        let centres = if self.starts_at_random {
            start::at_random(&points, self.components, &mut generator)
        } else {
            start::k_means(&points, self.components, &mut generator)
        };
        let mut belongs = vec![0.0f32; points.len() * self.components];
        for (row, k) in start::nearest(&points, &centres).into_iter().enumerate() {
            belongs[row * self.components + k] = 1.0;
        }
        let belongs = TensorData::new(belongs, [points.len(), self.components]);
        self.moments = Moments::of(x.clone(), Tensor::from_data(belongs, self.device()));
        self.refit(knobs);
    }

    /// One round of EM. E: the responsibilities; M: shares, means and covariances with them as weights.
    fn round(&mut self, x: Tensor<2>, knobs: &Knobs) {
        let r = self.trained.valid().responsibilities(x.clone()); // [batch, K]
        let newest = Moments::of(x, r);
        let gamma = match self.keep {
            0 => (self.rounds as f64 + 1.0).powf(-FORGETTING),
            _ => 1.0,
        };
        self.moments = self.moments.blended(&newest, gamma);
        self.refit(knobs);
    }

    /// The M-step: the parameters that the moments ask for. A component that has no examples stays as it is.
    fn refit(&mut self, knobs: &Knobs) {
        let old = self.trained.valid().normals;
        let (empty, old_spread) = (self.moments.empty(), old.covariances());
        let keep = |new: Tensor<2>, old: Tensor<2>| new.mask_where(empty.clone(), old);
        let ([x, y], [old_x, old_y]) = (self.moments.means(), old.means());
        let spread = self.moments.covariances();
        let spread = Covariances {
            xx: keep(spread.xx, old_spread.xx),
            xy: keep(spread.xy, old_spread.xy),
            yy: keep(spread.yy, old_spread.yy),
        };
        let logits = self.moments.shares().clamp_min(LEAST_SHARE).log();
        self.trained.net = Net {
            logits: Param::from_tensor(Tensor::from_inner(logits).require_grad()),
            normals: Normals::of([keep(x, old_x), keep(y, old_y)], &held(&spread, knobs)),
        };
    }

    /// One step down the gradient of -log p, and back to covariances that are allowed.
    fn descend(&mut self, loss: &Tensor<1>, knobs: &Knobs) {
        self.trained.descend(loss, knobs);
        let moved = self.trained.valid().normals;
        self.trained.net.normals = Normals::of(moved.means(), &held(&moved.covariances(), knobs));
    }
}

/// The covariances that the knobs allow: round if they say so, and no deviation below the floor.
fn held(covariances: &Covariances, knobs: &Knobs) -> Covariances {
    let floor = knobs.real("variance-floor");
    match knobs.choice("covariance") {
        "round" => covariances.rounded().floored(floor),
        _ => covariances.floored(floor),
    }
}

impl Learner for Mixture {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let x = self.examples(&batch.x); // [n, 2]
        if self.rounds == 0 {
            self.begin(&x, batch.noise, knobs);
        }
        let loss = if self.follows_gradient {
            let loss = self
                .trained
                .net
                .log_density(Tensor::from_inner(x))
                .mean()
                .neg(); // [1]
            self.descend(&loss, knobs);
            loss.inner()
        } else {
            let loss = self.trained.valid().log_density(x.clone()).mean().neg(); // [1]
            self.round(x, knobs);
            loss
        };
        self.rounds += 1;
        vec![("loss", loss)]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let nats = self.trained.valid().log_density(batch.x.clone());
        vec![("nll_nats", nats.neg())]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, _| self.trained.valid().log_density(x)))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    /// log p(x) = log pi_k + log N_k(x) - log r_k(x), which holds for every k; here for the most responsible.
    fn terms(&self, x: Tensor<2>) -> Vec<Term> {
        let count = x.dims()[0];
        let net = self.trained.valid();
        let normal = net.normals.log_density(x);
        let log_normal = normal.distance + normal.normaliser; // [batch, K]
        let log_shares = net.log_shares().repeat_dim(0, count); // [batch, K]
        let joint = log_shares.clone() + log_normal.clone(); // [batch, K]
        let best = joint.clone().argmax(1); // [batch, 1]
        let of_best = |a: Tensor<2>| a.gather(1, best.clone()); // [batch, 1]
        let surprise = log_sum_exp(joint.clone()) - of_best(joint); // [batch, 1]
        let term = |id, latex, value: Tensor<2>, volume| Term {
            id,
            latex,
            value: value.squeeze_dim(1),
            volume: [volume; 2],
        };
        vec![
            term("share", r"\log \pi_k", of_best(log_shares), 0.0),
            term(
                "component",
                r"\log \mathcal N(x;\, \mu_k, \Sigma_k)",
                of_best(log_normal),
                1.0,
            ),
            term("responsibility", r"-\log r_k(x)", surprise, 0.0),
        ]
    }

    fn components(&self) -> Vec<Component> {
        let net = self.trained.valid();
        let shares: Vec<f32> = net.log_shares().exp().into_data().iter().collect();
        net.normals.components(&shares)
    }

    fn responsibilities(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        Some(self.trained.valid().responsibilities(x))
    }

    fn snapshot(&self) -> Snapshot {
        let of_kept = self.kept.as_ref().map_or(0, |kept| kept.dims()[0]);
        let bytes = self.trained.snapshot().bytes() + of_kept * size_of::<[f32; 2]>();
        let kept = (
            self.trained.clone(),
            self.moments.clone(),
            self.rounds,
            self.kept.clone(),
        );
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Net>, Moments, u64, Option<Tensor<2>>)>() {
            (self.trained, self.moments, self.rounds, self.kept) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let mut state = self.trained.state();
        self.moments.state(&mut state);
        let rounds = TensorData::from([self.rounds as i64]);
        state.insert(ROUNDS.to_owned(), rounds);
        if let Some(kept) = &self.kept {
            state.insert(KEPT.to_owned(), as_it_is(kept.clone()));
        }
        state
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        let moments = self.moments.load(state, self.device())?;
        let rounds = count(state, ROUNDS)?;
        let kept = if self.keep > 0 && rounds > 0 {
            let found = state
                .get(KEPT)
                .and_then(|data| data.shape().first().copied());
            let examples = found.unwrap_or_default().clamp(1, self.keep);
            let data = fitting(state, KEPT, DType::F32, &[examples, 2])?;
            Some(Tensor::from_data(data.clone(), self.device()))
        } else {
            None
        };
        self.trained.load(state)?;
        (self.moments, self.rounds, self.kept) = (moments, rounds, kept);
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        let order = ["logits", "normals.means", "normals.factors"];
        self.trained.layers(&order, |path| match path {
            "logits" => "pi = softmax(logits)",
            "normals.means" => "mu_k",
            _ => "s, t, u of L_k = ((softplus s, 0), (t, softplus u)), Sigma_k = L_k L_k^T",
        })
    }
}

/// Names, in files, of how many batches were learned from, and of the examples kept.
const ROUNDS: &str = "statistics.rounds";
const KEPT: &str = "statistics.kept";

impl Sampler for Mixture {
    /// k ~ pi, x = mu_k + L_k z, z ~ N(0, I)
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let net = self.trained.valid();
        let below = net.log_shares().exp().cumsum(1); // [1, K]
        let coin = noise.uniform("component", [count, 1], self.device()); // [count, 1]
        let passed = coin.greater_equal(below).int().sum_dim(1); // [count, 1]
        let k = passed.clamp_max(self.components as i64 - 1); // [count, 1]
        let z = noise.normal("prior", [count, 2], self.device()); // [count, 2]
        let x = net.normals.coloured(z).map(|x| x.gather(1, k.clone())); // [count, 1] each
        Tensor::cat(x.to_vec(), 1)
    }
}

#[cfg(test)]
mod tests;
