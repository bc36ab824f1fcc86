//! An energy-based model: any net may be the energy; Langevin dynamics draws the samples that training needs.
//!
//! Du and Mordatch (2019), Implicit generation and modeling with energy-based models, <https://arxiv.org/abs/1903.08689>: the
//! replay buffer, and the penalty on the size of energies. Here the walk is shaken as much as its step asks for, so that it is
//! a sampler of the model and not only a way downhill (Nijkamp et al. 2020, <https://arxiv.org/abs/1903.12370>).

mod landscape;
mod langevin;

use std::cell::Cell;

use burn::module::Module;
use burn::tensor::{DType, Device, Tensor};

use self::landscape::{Hills, log_z};
use self::langevin::{Buffer, Walk, start};
use crate::families::knobs::{
    AVERAGING, LEARNING_RATE, OPTIMISER, POINTS_A_STEP, SETTLE, scheduled,
};
use crate::families::{
    Batch, Chain, Density, Family, Landscape, LatentSpace, Layer, Learner, Losses, Measured,
    Oracle, Passes, Sampler, Setup, Snapshot, State, Trained,
};
use crate::knob::{Knob, Knobs};
use crate::nn::{Noise, as_it_is, fitting, followed, load_parameters, parameters};
use crate::taxonomy::{
    Capabilities, Card, DataKind, DensityKind, LatentKind, Paper, Piece, Place, Preset,
    SamplingKind, Sight,
};
use crate::text::Trouble;

/// Its place on the map, its knobs, and how the engine builds it.
pub const FAMILY: Family = Family {
    card: Card {
        id: "energy",
        place: Place::MarkovChain,
        paper: Paper {
            authors: "Du and Mordatch",
            year: 2019,
            title: "Implicit generation and modeling with energy-based models",
            link: "https://arxiv.org/abs/1903.08689",
        },
        can: Capabilities {
            density: DensityKind::UpToConstant,
            sampling: SamplingKind::Chain,
            latent: LatentKind::None,
        },
        accepts: &[DataKind::Plane],
        data: "moons",
        knobs: KNOBS,
        presets: PRESETS,
        objective: &[
            Piece::new(r"\nabla_\theta \left( -\log p \right) =")
                .told("loss")
                .seen(Sight::Landscape),
            Piece::new(r"\nabla_\theta E(x^+)")
                .told("energy_data")
                .seen(Sight::Data),
            Piece::new(r"- \mathbb E_{x^- \sim p_\theta} \nabla_\theta E(x^-)")
                .told("energy_chains")
                .seen(Sight::Chain),
        ],
    },
    build: Some(|setup| Box::new(Energy::new(setup))),
};

const KNOBS: &[Knob] = &[
    LEARNING_RATE,
    Knob::whole("langevin-steps", 1, 500, "20")
        .logarithmic()
        .hot()
        .main(),
    Knob::real("step-size", 1e-5, 1.0, "0.01")
        .logarithmic()
        .hot()
        .main(),
    Knob::real("restarts", 0.0, 1.0, "0.01").hot().main(),
    Knob::real("energy-penalty", 0.0, 10.0, "0").hot(),
    Knob::whole("chain-steps", 1, 10_000, "200")
        .logarithmic()
        .hot(),
    AVERAGING,
    SETTLE,
    Knob::sizes("hidden", 512, 4, "64-64"),
    Knob::whole("buffer", 1, 100_000, "4096").logarithmic(),
    POINTS_A_STEP,
    OPTIMISER,
];

const PRESETS: &[Preset] = &[
    Preset {
        id: "energy-modes",
        data: "eight-gaussians",
        set: &[],
        works: true,
    },
    Preset {
        id: "energy-no-buffer",
        data: "eight-gaussians",
        set: &["restarts=1"],
        works: false,
    },
    Preset {
        id: "energy-short-run",
        data: "eight-gaussians",
        set: &["restarts=1", "langevin-steps=5"],
        works: false,
    },
    Preset {
        id: "energy-long-strides",
        data: "eight-gaussians",
        set: &["step-size=1", "learning-rate=5e-5"],
        works: false,
    },
];

/// An energy that learns.
struct Energy {
    trained: Trained<Hills>,
    average: Hills,
    buffer: Buffer,
    settings: Settings,
    /// log Z of the energy that is measured, once somebody has asked for it.
    log_z: Cell<Option<f64>>,
}

/// The knobs that act on more than the next step.
#[derive(Clone, Copy)]
struct Settings {
    step_size: f64,
    sampling_steps: usize,
    averages: bool,
}

impl Settings {
    fn new(knobs: &Knobs) -> Self {
        Self {
            step_size: knobs.real("step-size"),
            sampling_steps: knobs.whole("chain-steps"),
            averages: knobs.real("averaging") > 0.0,
        }
    }
}

impl Energy {
    fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let hills = Hills::new(knobs.sizes("hidden"), setup.noise, setup.device);
        Self {
            trained: Trained::new(hills.clone(), setup),
            average: hills,
            buffer: Buffer::new(knobs.whole("buffer"), setup.noise, setup.device),
            settings: Settings::new(knobs),
            log_z: Cell::new(None),
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The energy that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &Hills {
        if self.settings.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    /// log Z of that energy, by a sum over a fine grid.
    fn grid_log_z(&self) -> f64 {
        let log_z = self
            .log_z
            .get()
            .unwrap_or_else(|| log_z(self.calm(), self.device()));
        self.log_z.set(Some(log_z));
        log_z
    }

    fn walk(&self) -> Walk {
        Walk::new(self.calm(), self.settings.step_size)
    }

    fn take_up(&mut self, knobs: &Knobs) {
        let settings = Settings::new(knobs);
        if settings.averages != self.settings.averages {
            self.log_z.set(None);
        }
        self.settings = settings;
    }
}

impl Learner for Energy {
    /// The difference of the energies has the slope that is followed, and no meaning as a height: both stay level when the
    /// model is right.
    fn losses(&self) -> &'static [&'static str] {
        &["loss", "energy_data", "energy_chains"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.take_up(knobs);
        let count = batch.x.dims()[0];
        let chosen = self.buffer.draw(count, knobs.real("restarts"), batch.noise);
        let walk = Walk::new(&self.trained.net, self.settings.step_size);
        let chains = walk.walked(
            chosen.at.clone(),
            knobs.whole("langevin-steps"),
            batch.noise,
        ); // [batch, 2]
        self.buffer.put(chosen, chains.clone());

        let penalty = knobs.real("energy-penalty");
        let descent = self.trained.net.contrast(&batch.x, &chains, penalty);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained
            .descend_along_at(rate, descent.gradients, knobs);
        self.log_z.set(None);
        let (average, decay) = (self.average.clone(), knobs.real("averaging"));
        self.average = followed(average, &self.trained.net, batch.steps_done, decay);
        vec![
            ("loss", descent.loss),
            ("energy_data", descent.data),
            ("energy_chains", descent.chains),
        ]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.take_up(knobs);
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let energy = self.calm().energy(batch.x.clone()); // [batch]
        vec![
            ("nll_nats", energy.clone().add_scalar(self.grid_log_z())),
            ("energy_held_out", energy),
        ]
    }

    /// -E(x): log p(x) but for log Z.
    fn density(&self) -> Density<'_> {
        Density::UpToConstant(Box::new(|x, _| self.calm().energy(x).neg()))
    }

    fn oracle(&self) -> Option<Oracle<'_>> {
        let log_z = self.grid_log_z();
        Some(Oracle {
            id: "grid",
            log_density: Box::new(move |x| self.calm().energy(x).neg().sub_scalar(log_z)),
        })
    }

    fn landscape(&self) -> Option<&dyn Landscape> {
        Some(self)
    }

    /// -dE/dx: where a walk rolls to.
    fn drift(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        Some(self.walk().downhill(x))
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

    /// A step of a walk goes through the net and back.
    fn passes(&self) -> Passes {
        Passes {
            density: 1,
            sample: 2 * self.settings.sampling_steps,
        }
    }

    fn snapshot(&self) -> Snapshot {
        let numbers = self.average.num_params() + self.buffer.numbers();
        let bytes = self.trained.snapshot().bytes() + numbers * size_of::<f32>();
        let kept = (
            self.trained.clone(),
            self.average.clone(),
            self.buffer.clone(),
        );
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Hills>, Hills, Buffer)>() {
            (self.trained, self.average, self.buffer) = kept.clone();
            self.log_z.set(None);
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        let mut state: State = self.trained.state().into_iter().chain(average).collect();
        state.insert(BUFFER.to_owned(), as_it_is(self.buffer.at()));
        state
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        let shape = self.buffer.at().dims();
        let kept = fitting(state, BUFFER, DType::F32, &shape)?;
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)?;
        self.buffer
            .fill(Tensor::from_data(kept.clone(), self.device()));
        self.log_z.set(None);
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        let last = format!("net.layers.{}.", self.trained.net.depth());
        self.trained.layers(&[], |path| {
            if path.starts_with(&last) {
                "E(x) = h W + b + |x|^2 / 8"
            } else {
                "h = silu(h W + b); the first reads x and waves of it"
            }
        })
    }
}

/// The name, in files, of the places in the replay buffer.
const BUFFER: &str = "buffer";

impl Landscape for Energy {
    fn id(&self) -> &'static str {
        "energy"
    }

    fn height(&self, x: Tensor<2>) -> Tensor<1> {
        self.calm().energy(x)
    }
}

impl Sampler for Energy {
    /// Walks from the places where nobody has been, after so many steps as the knob says.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let steps = self.settings.sampling_steps;
        let start = start(count, noise, self.device());
        self.walk().walked(start, steps, noise)
    }
}

impl Chain for Energy {
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>> {
        let walk = Energy::walk(self);
        let mut states = vec![start(count, noise, self.device())];
        for step in 0..steps {
            let next = walk.stepped(states[step].clone(), noise.part(step as u64));
            states.push(next);
        }
        states
    }
}

#[cfg(test)]
mod tests;
