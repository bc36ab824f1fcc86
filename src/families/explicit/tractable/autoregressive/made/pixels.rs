//! MADE of pictures: every pixel is a coin whose bias follows from the pixels before it, all of them in one pass.
//!
//! With several scans the model is their mixture, and a picture is scored as the authors do for an ensemble: the probabilities
//! of whole pictures are averaged.

use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor};
use rand::RngExt;

use super::super::{chain, scan, telling};
use super::{Net, masks, role};
use crate::families::knobs::{binarised, scheduled};
use crate::families::{
    Batch, Density, LatentSpace, Layer, Learner, Losses, Measured, Passes, Prediction, Predictor,
    Sampler, Setup, Snapshot, State, Story, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Descent, MaskedNet, Noise, bernoulli_each, bernoulli_nats, positions};
use crate::text::Trouble;

/// A MADE of pictures that learns.
pub(super) struct PixelMade {
    trained: Trained<Net>,
    /// The numbers of a picture in the order in which they are looked at, for each scan. `[dims]`
    scans: Vec<Vec<usize>>,
    /// One mask a layer, for each scan.
    masks: Vec<Vec<Tensor<2>>>,
    tossed: bool,
}

impl PixelMade {
    pub(super) fn new(setup: &Setup) -> Self {
        let (hidden, device) = (setup.knobs.sizes("hidden"), setup.device);
        let word = setup.knobs.choice("scan");
        let (mut scans, mut all_masks) = (Vec::new(), Vec::new());
        for k in 0..setup.knobs.whole("masks") {
            let noise = setup.noise.part(k as u64);
            let scan = scan::sequence(word, setup.shape, noise);
            let by_chance = (k > 0).then_some(noise);
            all_masks.push(masks(&positions(&scan), hidden, by_chance, device));
            scans.push(scan);
        }
        let net = Net {
            masked: MaskedNet::new(&all_masks[0], setup.noise, device),
        };
        Self {
            trained: Trained::new(net, setup),
            scans,
            masks: all_masks,
            tossed: setup.knobs.choice("pixels") == "dynamic",
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    fn dims(&self) -> usize {
        self.scans[0].len()
    }

    /// Grey to black and white: tossed with the grey as probability, or cut at one half. `[batch, dims]`
    fn pixels(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        binarised(x, self.tossed, noise)
    }

    /// -log p(x) of pictures in black and white, in nats: x `[batch, dims]` to `[batch]`.
    fn nats(&self, x: &Tensor<2>) -> Tensor<1> {
        let net = self.trained.valid();
        let of_one = |masks: &Vec<Tensor<2>>| {
            let logits = net.masked.logits(x.clone(), masks); // [batch, dims]
            bernoulli_nats(x.clone(), logits).neg() // [batch]
        };
        chain::log_mean_exp(self.masks.iter().map(of_one).collect()).neg()
    }
}

impl Learner for PixelMade {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// Each step trains under the next set of masks, in turn.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        let turn = (batch.steps_done % self.masks.len() as u64) as usize;
        let x = self.pixels(batch.x.clone(), batch.noise); // [batch, dims]
        let masks = &self.masks[turn];
        if story.is_told() {
            let logits = self.trained.valid().masked.logits(x.clone(), masks); // [batch, dims]
            telling::conditionals(story, &x, &self.scans[turn], logits, true);
        }
        let Descent { loss, gradients } = self.trained.net.masked.mean_nats(&x, masks);
        story.down(&loss);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        vec![("loss", loss)]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x = self.pixels(batch.x.clone(), batch.noise); // [batch, dims]
        vec![("nll_nats", self.nats(&x))]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, noise| self.nats(&self.pixels(x, noise)).neg()))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn filters(&self) -> Option<Tensor<2>> {
        Some(self.trained.net.masked.filters(&self.masks[0][0]))
    }

    fn predictor(&self) -> Option<&dyn Predictor> {
        Some(self)
    }

    fn passes(&self) -> Passes {
        Passes {
            density: self.masks.len(),
            sample: self.dims(),
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
        let last = self.masks[0].len() - 1;
        self.trained.layers(&["masked"], |path| {
            role(path, last, "logits of the pixels = [h, x] (W * M) + b")
        })
    }
}

impl Sampler for PixelMade {
    /// Pixel after pixel; of several scans each picture has one, chosen by the noise.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let net = self.trained.valid();
        let uniform = noise.uniform("pixels", [count, self.dims()], self.device());
        let mut generator = noise.generator("scans");
        let choices: Vec<usize> = (0..count)
            .map(|_| generator.random_range(0..self.scans.len()))
            .collect();
        net.masked
            .draw(&self.masks, &self.scans, &choices, &uniform)
    }
}

impl Predictor for PixelMade {
    /// What the first scan expects of every pixel from those before it.
    fn predict(&self, x: Tensor<2>, noise: Noise) -> Prediction {
        let seen = self.pixels(x, noise); // [batch, dims]
        let logits = self
            .trained
            .valid()
            .masked
            .logits(seen.clone(), &self.masks[0]);
        Prediction {
            seen,
            expected: sigmoid(logits),
        }
    }

    fn surprise(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        let masked = self.trained.valid().masked;
        let logits = masked.logits(x.clone(), &self.masks[0]); // [batch, dims]
        Some(bernoulli_each(x, logits))
    }

    fn sensitivity(&self, x: Tensor<2>, number: usize) -> Option<Tensor<2>> {
        let x = Tensor::from_inner(x).require_grad();
        let masks: Vec<Tensor<2>> = self.masks[0]
            .iter()
            .map(|mask| Tensor::from_inner(mask.clone()))
            .collect();
        let logits = self.trained.net.masked.logits(x.clone(), &masks); // [batch, dims]
        let one = logits.narrow(1, number, 1).sum();
        Some(x.grad(&one.backward())?.abs())
    }
}

#[cfg(test)]
mod tests;
