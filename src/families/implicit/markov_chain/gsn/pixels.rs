//! The chain of pictures: some pixels are replaced by coins, and a net says what all of them were.
//!
//! The corruption is the salt and pepper of the papers, and the answer a coin for each pixel, so that the loss is the binary
//! cross-entropy of a denoising autoencoder. Walkback trains the net on what its own chain makes of an example as well.

use burn::module::Module;
use burn::tensor::activation::sigmoid;
use burn::tensor::{DType, Device, Tensor};

use crate::families::knobs::{binarised, settled};
use crate::families::{
    Batch, Chain, Density, LatentSpace, Layer, Learner, Losses, Measured, Passes, Prediction,
    Restorer, Sampler, Setup, Snapshot, State, Trained,
};
use crate::knob::Knobs;
use crate::nn::{
    LeakyMlp, Noise, bernoulli_nats, bernoulli_slope, fitting, followed, load_parameters,
    parameters,
};
use crate::text::Trouble;

/// Examples on their way through the chain, each with the picture that it set out from; both `[batch, dims]`.
#[derive(Clone)]
struct Walkers {
    at: Tensor<2>,
    home: Tensor<2>,
}

/// The knobs that act on more than the next step.
#[derive(Clone, Copy)]
struct Settings {
    /// Which share of the pixels is replaced by coins.
    spoiled: f64,
    /// Whether the chain tosses the coins that the net says, or goes on with their chances.
    draws: bool,
    sampling_steps: usize,
    averages: bool,
}

impl Settings {
    fn new(knobs: &Knobs) -> Self {
        Self {
            spoiled: knobs.real("spoiled"),
            draws: knobs.choice("reconstruction") == "drawn",
            sampling_steps: knobs.whole("chain-steps"),
            averages: knobs.real("averaging") > 0.0,
        }
    }
}

/// A chain of pictures that learns.
pub(super) struct PixelGsn {
    trained: Trained<LeakyMlp>,
    average: LeakyMlp,
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
            trained: Trained::new(net.clone(), setup),
            average: net,
            walkers: None,
            settings: Settings::new(knobs),
            dims,
            tossed: knobs.choice("pixels") == "dynamic",
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The net that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &LeakyMlp {
        if self.settings.averages {
            &self.average
        } else {
            &self.trained.net
        }
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
        self.answer(self.calm().forward(spoiled), noise)
    }

    /// Where chains begin: pictures of which nothing is left. `[count, dims]`
    fn start(&self, count: usize, noise: Noise) -> Tensor<2> {
        let uniform = noise.uniform("start", [count, self.dims], self.device());
        uniform.lower_elem(0.5).float()
    }

    /// The walkers of this step, as on the plane: each of those there are goes on with probability w / (1 + w), so that it
    /// takes w steps on average; the others give way to fresh examples.
    fn walkers(&self, batch: &Batch, walkback: f64) -> Walkers {
        let x = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        let fresh = Walkers {
            at: x.clone(),
            home: x,
        };
        let [count, dims] = fresh.at.dims();
        let Some(old) = &self.walkers else {
            return fresh;
        };
        if old.at.dims() != [count, dims] || walkback == 0.0 {
            return fresh;
        }
        let coin = batch.noise.uniform("walkback", [count, 1], self.device());
        let goes_on = coin
            .lower_elem(walkback / (1.0 + walkback))
            .repeat_dim(1, dims); // [batch, dims]
        Walkers {
            at: fresh.at.mask_where(goes_on.clone(), old.at.clone()),
            home: fresh.home.mask_where(goes_on, old.home.clone()),
        }
    }
}

impl Learner for PixelGsn {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// -log p(home | spoiled walker), whose walkers are then moved on by the very answer that was scored.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.settings = Settings::new(knobs);
        let Walkers { at, home } = self.walkers(batch, knobs.real("walkback"));
        let spoiled = self.corrupted(&at, batch.noise); // [batch, dims]
        let (logits, trace) = self.trained.net.trace(spoiled);
        let (nats, slope) = bernoulli_slope(home.clone(), logits.clone());
        let count = home.dims()[0] as f64;
        let gradients = self.trained.net.gradients(&trace, slope.div_scalar(count));
        let at = self.answer(logits, batch.noise);
        self.walkers = Some(Walkers { at, home });
        let rate = settled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        let (average, decay) = (self.average.clone(), knobs.real("averaging"));
        self.average = followed(average, &self.trained.net, batch.steps_done, decay);
        vec![("loss", nats.mean())]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.settings = Settings::new(knobs);
    }

    /// How well the net restores what was spoiled once; it says nothing about where the chain goes.
    fn measure(&self, batch: &Batch) -> Measured {
        let x = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        let spoiled = self.corrupted(&x, batch.noise);
        let nats = bernoulli_nats(x, self.calm().forward(spoiled));
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
        let walkers = self
            .walkers
            .as_ref()
            .map_or(0, |w| 2 * self.dims * w.at.dims()[0]);
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
        if let Some(kept) = snapshot.state::<(Trained<LeakyMlp>, LeakyMlp, Option<Walkers>)>() {
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
                let data = fitting(state, name, DType::F32, &[count, self.dims])?;
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
                "logits of the pixels = h W + b"
            } else {
                "h = leaky(h W + b), which is a or a / 5; the first reads the spoiled picture"
            }
        })
    }
}

/// The names, in files, of where walkers are and where they belong.
const AT: &str = "walkers.at";
const HOME: &str = "walkers.home";

impl Sampler for PixelGsn {
    /// So many chains side by side, after so many steps as the knob says. Their last step shows the chances of the pixels rather
    /// than coin tosses, because that is what one wants to look at.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let before = self.settings.sampling_steps.saturating_sub(1) as u64;
        let x = (0..before).fold(self.start(count, noise), |x, step| {
            self.advanced(&x, noise.part(step))
        });
        let spoiled = self.corrupted(&x, noise.part(before)); // [count, dims]
        sigmoid(self.calm().forward(spoiled))
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
            expected: sigmoid(self.calm().forward(seen.clone())),
            seen,
        }
    }
}

#[cfg(test)]
mod tests;
