//! The chain of pictures: some pixels are replaced by coins, and a net says what all of them were.
//!
//! The corruption is the salt and pepper of the papers, and the answer a coin for each pixel, so that the loss is the binary
//! cross-entropy of a denoising autoencoder. Walkback trains the net on what its own chain makes of an example as well.

use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor};

use super::walkers::Walkers;
use crate::families::knobs::{binarised, scheduled};
use crate::families::{
    Averaged, Batch, Chain, Course, Density, Kernel, LatentSpace, Layer, Learner, Losses, Measured,
    Passes, Prediction, Restorer, Sampler, Setup, Snapshot, State, Unfolding, Walk, finished,
};
use crate::knob::Knobs;
use crate::nn::{LeakyMlp, Noise, bernoulli_nats, bernoulli_slope};
use crate::text::Trouble;

/// The knobs that act on more than the next step.
#[derive(Clone, Copy)]
struct Settings {
    /// Which share of the pixels is replaced by coins.
    spoiled: f64,
    /// Whether the chain tosses the coins that the net says, or goes on with their chances.
    draws: bool,
    sampling_steps: usize,
}

impl Settings {
    fn new(knobs: &Knobs) -> Self {
        Self {
            spoiled: knobs.real("spoiled"),
            draws: knobs.choice("reconstruction") == "drawn",
            sampling_steps: knobs.whole("chain-steps"),
        }
    }
}

/// A chain of pictures that learns.
#[derive(Clone)]
pub(super) struct PixelGsn {
    net: Averaged<LeakyMlp>,
    walkers: Option<Walkers>,
    settings: Settings,
    dims: usize,
    tossed: bool,
}

impl PixelGsn {
    pub(super) fn new(setup: &Setup) -> Self {
        let (knobs, dims) = (setup.knobs, setup.shape.dims());
        let widths = knobs.sizes("hidden");
        let net = LeakyMlp::new("net", [dims, dims], widths, setup.noise, setup.device);
        Self {
            net: Averaged::new(net, setup),
            walkers: None,
            settings: Settings::new(knobs),
            dims,
            tossed: knobs.choice("pixels") == "dynamic",
        }
    }

    fn device(&self) -> &Device {
        self.net.device()
    }

    /// x~ ~ C(.|x): every pixel is a fair coin with the chance that the knob says, and else stays. `[batch, dims]`
    fn corrupted(&self, x: &Tensor<2>, noise: Noise) -> Tensor<2> {
        let which = noise.uniform("which", x.dims(), self.device());
        // Of the numbers below the chance the lower half is pepper, the upper half salt.
        let salt = which
            .clone()
            .greater_elem(self.settings.spoiled / 2.0)
            .float();
        let spoiled = which.lower_elem(self.settings.spoiled);
        x.clone().mask_where(spoiled, salt)
    }

    /// Where the chain goes from the logits of an answer: x ~ p(.|x~), or the chances themselves. `[batch, dims]`
    fn answer(&self, logits: Tensor<2>, noise: Noise) -> Tensor<2> {
        let chance = sigmoid(logits);
        if !self.settings.draws {
            return chance;
        }
        let uniform = noise.uniform("reconstruction", chance.dims(), self.device());
        uniform.lower(chance).float()
    }

    /// One step of the chain: x~ ~ C(.|x), x' ~ p(.|x~). `[chains, dims]`
    fn advanced(&self, x: &Tensor<2>, noise: Noise) -> Tensor<2> {
        let spoiled = self.corrupted(x, noise);
        self.answer(self.net.asked().forward(spoiled), noise)
    }

    /// Where chains begin: pictures of which nothing is left. `[count, dims]`
    fn start(&self, count: usize, noise: Noise) -> Tensor<2> {
        let uniform = noise.uniform("start", [count, self.dims], self.device());
        uniform.lower_elem(0.5).float()
    }
}

impl Learner for PixelGsn {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// -log p(home | spoiled walker), whose walkers are then moved on by the very answer that was scored.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.settings = Settings::new(knobs);
        let x = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        let (old, walkback) = (self.walkers.as_ref(), knobs.real("walkback"));
        let Walkers { at, home } = Walkers::next(old, x, walkback, batch.noise);
        let spoiled = self.corrupted(&at, batch.noise); // [batch, dims]
        let (logits, trace) = self.net.net().trace(spoiled);
        let (nats, slope) = bernoulli_slope(home.clone(), logits.clone());
        let count = home.dims()[0] as f64;
        let gradients = self.net.net().gradients(&trace, slope.div_scalar(count));
        let at = self.answer(logits, batch.noise);
        self.walkers = Some(Walkers { at, home });
        let rate = scheduled(knobs, batch.steps_done);
        self.net
            .descend_along_at(rate, gradients, batch.steps_done, knobs);
        vec![("loss", nats.mean())]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.net.turn(knobs);
        self.settings = Settings::new(knobs);
    }

    /// How well the net restores what was spoiled once; it says nothing about where the chain goes.
    fn measure(&self, batch: &Batch) -> Measured {
        let x = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        let spoiled = self.corrupted(&x, batch.noise);
        let nats = bernoulli_nats(x, self.net.asked().forward(spoiled));
        vec![("denoising_nats", nats)]
    }

    fn density(&self) -> Density<'_> {
        Density::None
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn unfolding(&self) -> Option<&dyn Unfolding> {
        Some(self)
    }

    fn chain(&self) -> Option<&dyn Chain> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn restorer(&self) -> Option<&dyn Restorer> {
        Some(self)
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
        if let Some((net, walkers)) = snapshot.state::<(Averaged<LeakyMlp>, Option<Walkers>)>() {
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
        let walkers = Walkers::of(state, self.dims, self.device())?;
        self.net.load(state)?;
        self.walkers = walkers;
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        let last = format!("layers.{}.", self.net.net().depth());
        self.net.layers(&[], |path| {
            if path.starts_with(&last) {
                "logits of the pixels = h W + b"
            } else {
                "h = leaky(h W + b), which is a or a / 5; the first reads the spoiled picture"
            }
        })
    }
}

impl Sampler for PixelGsn {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        finished(self.walking(count, noise)).x
    }
}

impl Unfolding for PixelGsn {
    fn begin(&self, count: usize, noise: Noise) -> Box<dyn Course> {
        Box::new(self.walking(count, noise))
    }
}

impl PixelGsn {
    /// So many chains side by side, for so many steps as the knob says.
    fn walking(&self, count: usize, noise: Noise) -> Walk<Self> {
        let steps = self.settings.sampling_steps;
        Walk::new(self.clone(), self.start(count, noise), steps, noise)
    }
}

impl Kernel for PixelGsn {
    fn advance(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        self.advanced(&x, noise)
    }

    fn reveal(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        let spoiled = self.corrupted(&x, noise); // [count, dims]
        sigmoid(self.net.asked().forward(spoiled))
    }
}

impl Chain for PixelGsn {
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>> {
        let mut states = vec![self.start(count, noise)];
        for step in 0..steps {
            let next = self.advanced(&states[step], noise.part(step as u64));
            states.push(next);
        }
        states
    }
}

impl Restorer for PixelGsn {
    /// Spoiled pictures, and the chances of their pixels by the net.
    fn restore(&self, x: Tensor<2>, noise: Noise) -> Prediction {
        let x = binarised(x, self.tossed, noise); // [batch, dims]
        let seen = self.corrupted(&x, noise);
        Prediction {
            expected: sigmoid(self.net.asked().forward(seen.clone())),
            seen,
        }
    }
}

#[cfg(test)]
mod tests;
