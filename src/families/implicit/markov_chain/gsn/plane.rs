//! The chain of points: what is spoiled by Gaussian noise is restored to a draw from a mixture of Gaussians.

mod guess;

use burn::module::Module;
use burn::tensor::{DType, Device, Tensor};

use self::guess::{EACH, Guess};
use crate::families::knobs::settled;
use crate::families::{
    Batch, Chain, Density, LatentSpace, Layer, Learner, Losses, Measured, Passes, Sampler, Setup,
    Snapshot, State, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Noise, SiluMlp, fitting, followed, load_parameters, parameters};
use crate::text::Trouble;

/// Examples on their way through the chain, each with the place that it set out from.
#[derive(Clone)]
struct Walkers {
    /// Where they are. `[batch, 2]`
    at: Tensor<2>,
    /// Where they are to return to. `[batch, 2]`
    home: Tensor<2>,
}

/// A chain of points that learns.
pub(super) struct PlaneGsn {
    trained: Trained<SiluMlp>,
    average: SiluMlp,
    walkers: Option<Walkers>,
    settings: Settings,
}

/// The knobs that act on more than the next step.
#[derive(Clone, Copy)]
struct Settings {
    /// The deviation of the corruption.
    corruption: f64,
    /// Whether the chain draws from the guess, or goes to its mean.
    draws: bool,
    sampling_steps: usize,
    averages: bool,
}

impl Settings {
    fn new(knobs: &Knobs) -> Self {
        Self {
            corruption: knobs.real("corruption"),
            draws: knobs.choice("reconstruction") == "drawn",
            sampling_steps: knobs.whole("chain-steps"),
            averages: knobs.real("averaging") > 0.0,
        }
    }
}

impl PlaneGsn {
    pub(super) fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let ends = [2, EACH * knobs.whole("components")];
        let net = SiluMlp::new(
            "net",
            ends,
            knobs.sizes("hidden"),
            setup.noise,
            setup.device,
        );
        Self {
            trained: Trained::new(net.clone(), setup),
            average: net,
            walkers: None,
            settings: Settings::new(knobs),
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The net that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &SiluMlp {
        if self.settings.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    /// What the net guesses about spoiled points. `[batch, 2]`
    fn guess(&self, spoiled: &Tensor<2>) -> Guess {
        Guess::new(self.calm().forward(spoiled.clone()), spoiled)
    }

    /// x~ = x + s e with e ~ N(0, I). `[batch, 2]`
    fn corrupted(&self, x: &Tensor<2>, noise: Noise) -> Tensor<2> {
        let e = noise.normal("corruption", x.dims(), self.device());
        x.clone() + e.mul_scalar(self.settings.corruption)
    }

    /// Where the chain goes from a guess: to a draw, or to the mean. `[batch, 2]`
    fn answer(&self, guess: &Guess, noise: Noise) -> Tensor<2> {
        if self.settings.draws {
            guess.draw(noise)
        } else {
            guess.mean()
        }
    }

    /// One step of the chain: x~ ~ C(.|x), x' ~ p(.|x~). `[chains, 2]`
    fn advanced(&self, x: &Tensor<2>, noise: Noise) -> Tensor<2> {
        let spoiled = self.corrupted(x, noise);
        self.answer(&self.guess(&spoiled), noise)
    }

    /// The places where chains begin: as wide as the data, and nothing else of them. `[count, 2]`
    fn start(&self, count: usize, noise: Noise) -> Tensor<2> {
        noise.normal("start", [count, 2], self.device())
    }

    /// The walkers of this step: each of those there are goes on with probability w / (1 + w), so that it takes w steps on
    /// average; the others give way to fresh examples.
    fn walkers(&self, batch: &Batch, walkback: f64) -> Walkers {
        let x = &batch.x; // [batch, 2]
        let fresh = Walkers {
            at: x.clone(),
            home: x.clone(),
        };
        let Some(old) = &self.walkers else {
            return fresh;
        };
        if old.at.dims() != x.dims() || walkback == 0.0 {
            return fresh;
        }
        let coin = batch
            .noise
            .uniform("walkback", [x.dims()[0], 1], self.device());
        let goes_on = coin
            .lower_elem(walkback / (1.0 + walkback))
            .repeat_dim(1, 2); // [batch, 2]
        Walkers {
            at: fresh.at.mask_where(goes_on.clone(), old.at.clone()),
            home: fresh.home.mask_where(goes_on, old.home.clone()),
        }
    }
}

impl Learner for PlaneGsn {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// -log p(home | spoiled walker), whose walkers are then moved on by the very answer that was scored.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.settings = Settings::new(knobs);
        let Walkers { at, home } = self.walkers(batch, knobs.real("walkback"));
        let spoiled = self.corrupted(&at, batch.noise); // [batch, 2]
        let trace = self.trained.net.trace(spoiled.clone());
        let guess = Guess::new(trace.f.clone(), &spoiled);
        let scored = guess.nats(&home);
        let count = home.dims()[0] as f64;
        let gradients = trace.back(scored.slope.div_scalar(count));
        let at = self.answer(&guess, batch.noise);
        self.walkers = Some(Walkers { at, home });
        let rate = settled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        let (average, decay) = (self.average.clone(), knobs.real("averaging"));
        self.average = followed(average, &self.trained.net, batch.steps_done, decay);
        vec![("loss", scored.nats.mean())]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.settings = Settings::new(knobs);
    }

    /// How well the net restores what was spoiled once; it says nothing about where the chain goes.
    fn measure(&self, batch: &Batch) -> Measured {
        let spoiled = self.corrupted(&batch.x, batch.noise);
        let nats = self.guess(&spoiled).nats(&batch.x).nats;
        vec![("denoising_nats", nats)]
    }

    fn density(&self) -> Density<'_> {
        Density::None
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

    /// E[x'|x] - x over both moves of a step, the first one by Gauss-Hermite quadrature.
    fn drift(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        let mut mean = x.zeros_like(); // [batch, 2]
        for (across, first) in HERMITE {
            for (along, second) in HERMITE {
                let by = Tensor::<2>::from_data([[across, along]], self.device());
                let spoiled = x.clone() + by.mul_scalar(self.settings.corruption);
                mean = mean + self.guess(&spoiled).mean().mul_scalar(first * second);
            }
        }
        Some(mean - x)
    }

    fn passes(&self) -> Passes {
        Passes {
            density: 1,
            sample: self.settings.sampling_steps,
        }
    }

    fn snapshot(&self) -> Snapshot {
        let walkers = self.walkers.as_ref().map_or(0, |w| 4 * w.at.dims()[0]);
        let numbers = self.average.num_params() + walkers;
        let bytes = self.trained.snapshot().bytes() + numbers * size_of::<f32>();
        let kept = (
            self.trained.clone(),
            self.average.clone(),
            self.walkers.clone(),
        );
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<SiluMlp>, SiluMlp, Option<Walkers>)>() {
            (self.trained, self.average, self.walkers) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        let mut state: State = self.trained.state().into_iter().chain(average).collect();
        if let Some(walkers) = &self.walkers {
            state.insert(AT.to_owned(), walkers.at.clone().into_data());
            state.insert(HOME.to_owned(), walkers.home.clone().into_data());
        }
        state
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        // Before the first step nobody walks.
        let count = state.get(AT).and_then(|data| data.shape().first().copied());
        let walkers = count.map(|count| -> Result<Walkers, Trouble> {
            let tensor = |name: &str| {
                let data = fitting(state, name, DType::F32, &[count, 2])?;
                Ok(Tensor::from_data(data.clone(), self.device()))
            };
            Ok(Walkers {
                at: tensor(AT)?,
                home: tensor(HOME)?,
            })
        });
        let walkers = walkers.transpose()?;
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)?;
        self.walkers = walkers;
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        let last = format!("layers.{}.", self.trained.net.depth());
        self.trained.layers(&[], |path| {
            if path.starts_with(&last) {
                "logits, shifts and log deviations of the components = h W + b"
            } else {
                "h = silu(h W + b); the first reads the spoiled point"
            }
        })
    }
}

/// The names, in files, of where walkers are and where they belong.
const AT: &str = "walkers.at";
const HOME: &str = "walkers.home";

/// Places and weights of the Gauss-Hermite rule for N(0, 1) with five nodes, exact up to the ninth power.
const HERMITE: [(f64, f64); 5] = [
    (-2.856_970_013_872_806, 0.011_257_411_327_720_691),
    (-1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (0.0, 0.533_333_333_333_333_3),
    (1.355_626_179_974_266, 0.222_075_922_005_612_6),
    (2.856_970_013_872_806, 0.011_257_411_327_720_691),
];

impl Sampler for PlaneGsn {
    /// So many chains side by side, after so many steps as the knob says.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        (0..self.settings.sampling_steps as u64).fold(self.start(count, noise), |x, step| {
            self.advanced(&x, noise.part(step))
        })
    }
}

impl Chain for PlaneGsn {
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>> {
        let mut states = vec![self.start(count, noise)];
        for step in 0..steps {
            let next = self.advanced(&states[step], noise.part(step as u64));
            states.push(next);
        }
        states
    }
}

#[cfg(test)]
mod tests;
