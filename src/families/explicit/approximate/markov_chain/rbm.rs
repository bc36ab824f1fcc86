//! The restricted Boltzmann machine: an energy over visible and hidden units, and a constant Z nobody can sum.
//!
//! Hinton (2002), Training products of experts by minimizing contrastive divergence, <https://doi.org/10.1162/089976602760128018>;
//! chains that are never started anew after Tieleman (2008), <https://doi.org/10.1145/1390156.1390290>. The visible units are
//! the pixels of a picture (`pixels`), or the 16 bits of the code of the plane (`plane_code.rs`), where Z can be summed after
//! all: that is the oracle.

mod normaliser;
mod phases;
mod pixels;
mod presets;
mod telling;
mod units;

use std::cell::Cell;

use burn::module::Module;
use burn::tensor::{DType, Device, Tensor};

use self::normaliser::Normaliser;
use self::phases::{Phase, reconstruction, slope};
use self::pixels::PixelRbm;
use self::presets::PRESETS;
use self::units::{Machine, Units};
use crate::data::Shape;
use crate::families::knobs::{AVERAGING, BATCH_SIZE, BINARISED, OPTIMISER, SETTLE, scheduled};
use crate::families::plane_code::{BITS, PlaneCode};
use crate::families::{
    Batch, Chain, Density, Family, Inquiry, LatentSpace, Layer, Learner, Losses, Measured, Oracle,
    Passes, Sampler, Setup, Snapshot, State, Story, Trained,
};
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, as_it_is, fitting, followed, load_parameters, parameters};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "rbm",
        place: Place::MarkovChain,
        paper: Paper {
            authors: "Hinton",
            year: 2002,
            title: "Training products of experts by minimizing contrastive divergence",
            link: "https://doi.org/10.1162/089976602760128018",
        },
        can: Capabilities {
            density: DensityKind::UpToConstant,
            sampling: SamplingKind::Chain,
            latent: LatentKind::Posterior,
        },
        accepts: &[DataKind::Plane, DataKind::Images],
        data: "eight-gaussians",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"E(v, h) = -a^\top v - b^\top h - v^\top W h,\quad").seen(Sight::Filters),
            Piece::new(r"p(v) =").told("loss").seen(Sight::Density),
            Piece::new(r"\frac{1}{Z}").told("log_z_ais_nats"),
            Piece::new(r"\sum_h e^{-E(v, h)}").seen(Sight::Chain),
        ],
    },
    build: Some(build),
};

fn build(setup: &Setup) -> Box<dyn Learner> {
    match setup.shape {
        Shape::Image { .. } => Box::new(PixelRbm::new(setup)),
        Shape::Plane | Shape::Text { .. } => Box::new(Rbm::new(setup)),
    }
}

const KNOBS: &[Knob] = &[
    Knob::real("learning-rate", 1e-4, 10.0, "0.05")
        .logarithmic()
        .hot()
        .main()
        .on_plane("1"),
    Knob::choice(
        "negative-phase",
        &["persistent", "contrastive"],
        "persistent",
    )
    .hot()
    .main(),
    Knob::whole("gibbs-steps", 1, 100, "1")
        .logarithmic()
        .hot()
        .main()
        .on_plane("2"),
    Knob::whole("hidden", 1, 1024, "500")
        .logarithmic()
        .main()
        .on_plane("64"),
    Knob::whole("chain-steps", 1, 5000, "200")
        .logarithmic()
        .hot(),
    Knob::whole("chains", 1, 4096, "128")
        .logarithmic()
        .on_plane("256"),
    AVERAGING.on_plane("0.9995"),
    Knob::switch("centring", "off").hot(),
    SETTLE.on_plane("4000"),
    BATCH_SIZE.on_plane("256"),
    Knob {
        default: "sgd",
        ..OPTIMISER
    },
    BINARISED,
];

/// The deviation of the first weights.
const START: f32 = 0.1;

/// A machine of points that learns.
struct Rbm {
    trained: Trained<Units>,
    average: Units,
    averages: bool,
    /// The visible units of the persistent chains. `[chains, 16]`
    chains: Tensor<2>,
    sampling_steps: usize,
    code: PlaneCode,
    /// log Z of the machine that is measured, once somebody has asked for it.
    log_z: Cell<Option<f64>>,
}

impl Rbm {
    fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let ends = [BITS, knobs.whole("hidden")];
        let units = Units::new(ends, START, setup.noise, setup.device);
        let chains = knobs.whole("chains");
        Self {
            trained: Trained::new(units.clone(), setup),
            average: units,
            averages: knobs.real("averaging") > 0.0,
            chains: coins(chains, setup.noise, setup.device),
            sampling_steps: knobs.whole("chain-steps"),
            code: PlaneCode::of(setup),
            log_z: Cell::new(None),
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The machine that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &Units {
        if self.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    /// log Z of that machine, by the sum over all states.
    fn exact_log_z(&self) -> f64 {
        let known = self.log_z.get();
        let log_z = known.unwrap_or_else(|| Machine::of(self.calm()).log_z());
        self.log_z.set(Some(log_z));
        log_z
    }

    /// Takes up the knobs that act on more than the next step.
    fn take_up(&mut self, knobs: &Knobs) {
        self.sampling_steps = knobs.whole("chain-steps");
        let averages = knobs.real("averaging") > 0.0;
        if averages != self.averages {
            self.averages = averages;
            self.log_z.set(None);
        }
    }

    /// Where the states of chains lie, each at a place of its own in its cell: v `[chains, 16]` to `[chains, 2]`.
    fn points(&self, v: Tensor<2>, noise: Noise) -> Tensor<2> {
        let within = noise.uniform("cell", [v.dims()[0], 2], self.device());
        self.code.points(v, within)
    }
}

/// States in which every unit is a fair coin. `[count, 16]`
fn coins(count: usize, noise: Noise, device: &Device) -> Tensor<2> {
    let uniform = noise.uniform("coins", [count, BITS], device);
    uniform.lower_elem(0.5).float()
}

/// So many Gibbs steps. v `[chains, 16]`
fn walked(units: &Units, v: Tensor<2>, steps: usize, noise: Noise) -> Tensor<2> {
    (0..steps as u64).fold(v, |v, step| units.gibbs(v, noise.part(step)))
}

impl Learner for Rbm {
    /// The difference of the free energies has the slope that is followed, and no meaning as a height; the reconstruction is
    /// shown because everybody looks at it.
    fn losses(&self) -> &'static [&'static str] {
        &["loss", "reconstruction"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.take_up(knobs);
        let units = &self.trained.net;
        let data = self.code.bits(batch.x.clone()); // [batch, 16]
        let persistent = knobs.choice("negative-phase") == "persistent";
        let start = if persistent { &self.chains } else { &data };
        let steps = knobs.whole("gibbs-steps");
        let model = walked(units, start.clone(), steps, batch.noise); // [chains, 16]
        let [of_data, of_model] = [&data, &model].map(|v| Phase::of(units, v.clone()));
        let slope = slope(&of_data, &of_model, knobs.switch("centring"));
        let loss = of_data.energy() - of_model.energy(); // [1]
        let reconstruction = of_data.forgotten(units); // [1]
        telling::phases(story, [&of_data, &of_model], &loss, false);
        if persistent {
            self.chains = model;
        }
        self.trained
            .descend_by(scheduled(knobs, batch.steps_done), slope, knobs);
        self.log_z.set(None);
        let (average, decay) = (self.average.clone(), knobs.real("averaging"));
        self.average = followed(average, &self.trained.net, batch.steps_done, decay);
        vec![("loss", loss), ("reconstruction", reconstruction)]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.take_up(knobs);
    }

    /// A point outside the window counts as one in the nearest cell of the border.
    fn measure(&self, batch: &Batch) -> Measured {
        let v = self.code.bits(batch.x.clone()); // [batch, 16]
        let constant = self.exact_log_z() + self.code.log_area([1.0, 1.0]);
        let nll = self.calm().free_energy(v.clone()).add_scalar(constant); // [batch]
        vec![
            ("nll_nats", nll),
            ("reconstruction", reconstruction(self.calm(), v)),
        ]
    }

    /// -F(v) - log(area of a cell): log p(x) but for log Z.
    fn density(&self) -> Density<'_> {
        Density::UpToConstant(Box::new(|x, _| self.log_density(x, 0.0)))
    }

    fn oracle(&self) -> Option<Oracle<'_>> {
        let log_z = self.exact_log_z();
        Some(Oracle {
            id: "enumeration",
            log_density: Box::new(move |x| self.log_density(x, log_z)),
        })
    }

    fn inquiry(&self, noise: Noise, whole: bool) -> Option<Box<dyn Inquiry>> {
        let machine = Machine::of(self.calm());
        Some(Box::new(Normaliser::new(
            machine,
            self.exact_log_z(),
            noise,
            whole,
        )))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn chain(&self) -> Option<&dyn Chain> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    /// p(h_j = 1 | v) of every hidden unit: the posterior is exact, and a product of coins.
    fn responsibilities(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        Some(self.calm().hidden_given(self.code.bits(x)))
    }

    fn passes(&self) -> Passes {
        Passes {
            density: 1,
            sample: self.sampling_steps,
        }
    }

    fn snapshot(&self) -> Snapshot {
        let numbers = self.average.num_params() + self.chains.dims()[0] * BITS;
        let bytes = self.trained.snapshot().bytes() + numbers * size_of::<f32>();
        let kept = (
            self.trained.clone(),
            self.average.clone(),
            self.chains.clone(),
        );
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Units>, Units, Tensor<2>)>() {
            (self.trained, self.average, self.chains) = kept.clone();
            self.log_z.set(None);
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        let mut state: State = self.trained.state().into_iter().chain(average).collect();
        state.insert(CHAINS.to_owned(), as_it_is(self.chains.clone()));
        state
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        let chains = fitting(state, CHAINS, DType::F32, &self.chains.dims())?;
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)?;
        self.chains = Tensor::from_data(chains.clone(), self.device());
        self.log_z.set(None);
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        layers(&self.trained)
    }
}

/// The weights between the units, and the biases of both kinds.
fn layers(trained: &Trained<Units>) -> Vec<Layer> {
    let order = ["weight", "hidden", "visible"];
    trained.layers(&order, |path| match path {
        "weight" => "E(v, h) = -a.v - b.h - v W h; p(h_j = 1 | v) = sigmoid(b_j + v W_j)",
        "hidden" => "b",
        _ => "a; p(v_i = 1 | h) = sigmoid(a_i + W_i h)",
    })
}

/// The name, in files, of the persistent chains.
const CHAINS: &str = "chains";

impl Rbm {
    /// -F(v) - log(area of a cell) - log Z; minus infinity outside the window. x `[batch, 2]` to `[batch]`
    fn log_density(&self, x: Tensor<2>, log_z: f64) -> Tensor<1> {
        let energy = self.calm().free_energy(self.code.bits(x.clone())); // [batch]
        let constant = log_z + self.code.log_area([1.0, 1.0]);
        let inside = energy.neg().sub_scalar(constant);
        self.code.nothing_outside(inside, x, [1.0, 1.0])
    }
}

impl Sampler for Rbm {
    /// Chains from fair coins, after so many Gibbs steps as the knob says.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let start = coins(count, noise, self.device());
        let v = walked(self.calm(), start, self.sampling_steps, noise); // [count, 16]
        self.points(v, noise)
    }
}

impl Chain for Rbm {
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>> {
        let mut v = coins(count, noise, self.device()); // [count, 16]
        let mut states = vec![self.points(v.clone(), noise)];
        for step in 0..steps as u64 {
            v = self.calm().gibbs(v, noise.part(step));
            states.push(self.points(v.clone(), noise));
        }
        states
    }
}

#[cfg(test)]
mod tests;
