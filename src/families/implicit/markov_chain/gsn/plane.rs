//! The chain of points: what is spoiled by Gaussian noise is restored to a draw from a mixture of Gaussians.

mod guess;

use burn::tensor::{Device, Tensor};

use self::guess::{EACH, Guess};
use super::walkers::Walkers;
use crate::families::knobs::scheduled;
use crate::families::{
    Averaged, Batch, Chain, Density, LatentSpace, Layer, Learner, Losses, Measured, Passes,
    Sampler, Setup, Snapshot, State,
};
use crate::knob::Knobs;
use crate::nn::{Noise, SiluMlp};
use crate::text::Trouble;

/// A chain of points that learns.
pub(super) struct PlaneGsn {
    net: Averaged<SiluMlp>,
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
}

impl Settings {
    fn new(knobs: &Knobs) -> Self {
        Self {
            corruption: knobs.real("corruption"),
            draws: knobs.choice("reconstruction") == "drawn",
            sampling_steps: knobs.whole("chain-steps"),
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
            net: Averaged::new(net, setup),
            walkers: None,
            settings: Settings::new(knobs),
        }
    }

    fn device(&self) -> &Device {
        self.net.device()
    }

    /// What the net guesses about spoiled points. `[batch, 2]`
    fn guess(&self, spoiled: &Tensor<2>) -> Guess {
        Guess::new(self.net.asked().forward(spoiled.clone()), spoiled)
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
}

impl Learner for PlaneGsn {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// -log p(home | spoiled walker), whose walkers are then moved on by the very answer that was scored.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.settings = Settings::new(knobs);
        let (old, walkback) = (self.walkers.as_ref(), knobs.real("walkback"));
        let Walkers { at, home } = Walkers::next(old, batch.x.clone(), walkback, batch.noise);
        let spoiled = self.corrupted(&at, batch.noise); // [batch, 2]
        let trace = self.net.net().trace(spoiled.clone());
        let guess = Guess::new(trace.f.clone(), &spoiled);
        let scored = guess.nats(&home);
        let count = home.dims()[0] as f64;
        let gradients = trace.back(scored.slope.div_scalar(count));
        let at = self.answer(&guess, batch.noise);
        self.walkers = Some(Walkers { at, home });
        let rate = scheduled(knobs, batch.steps_done);
        self.net
            .descend_along_at(rate, gradients, batch.steps_done, knobs);
        vec![("loss", scored.nats.mean())]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.net.turn(knobs);
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
        let walkers = self.walkers.as_ref().map_or(0, Walkers::bytes);
        let kept = (self.net.clone(), self.walkers.clone());
        Snapshot::new(kept, self.net.bytes() + walkers)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some((net, walkers)) = snapshot.state::<(Averaged<SiluMlp>, Option<Walkers>)>() {
            self.net.go_back(net);
            self.walkers.clone_from(walkers);
        }
    }

    fn state(&self) -> State {
        let mut state = self.net.state();
        if let Some(walkers) = &self.walkers {
            walkers.keep(&mut state);
        }
        state
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        let walkers = Walkers::of(state, 2, self.device())?;
        self.net.load(state)?;
        self.walkers = walkers;
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        let last = format!("layers.{}.", self.net.net().depth());
        self.net.layers(&[], |path| {
            if path.starts_with(&last) {
                "logits, shifts and log deviations of the components = h W + b"
            } else {
                "h = silu(h W + b); the first reads the spoiled point"
            }
        })
    }
}

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
