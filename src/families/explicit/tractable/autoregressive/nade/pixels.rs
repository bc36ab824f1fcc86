//! NADE of pictures: pixel after pixel is added to the sums of one hidden layer, and each is a coin whose bias the layer says.
//!
//! The default is the net of the paper, 500 hidden units. With several scans the same weights serve all of them, as Uria, Murray
//! and Larochelle (2014), A deep and tractable density estimator, <https://arxiv.org/abs/1310.1757>, have it; the model is then
//! the mixture of the scans, and the probabilities of whole pictures are averaged.

use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor};
use rand::RngExt;

use super::super::{chain, scan};
use super::{Net, layers};
use crate::families::knobs::{binarised, scheduled};
use crate::families::plane_code::index;
use crate::families::{
    Batch, Density, LatentSpace, Layer, Learner, Losses, Measured, Passes, Prediction, Predictor,
    Sampler, Setup, Snapshot, State, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Descent, Noise, SharedHidden, bernoulli_each, bernoulli_nats};
use crate::text::Trouble;

/// A NADE of pictures that learns.
pub(super) struct PixelNade {
    trained: Trained<Net>,
    /// The numbers of a picture in the order in which they are looked at, for each scan. `[dims]`
    scans: Vec<Vec<usize>>,
    tossed: bool,
}

impl PixelNade {
    /// The first scan is the one that the knob names; all others are random.
    pub(super) fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let scan = |k: usize| {
            let word = if k == 0 {
                knobs.choice("scan")
            } else {
                "random"
            };
            scan::sequence(word, setup.shape, setup.noise.part(k as u64))
        };
        let (dims, units) = (setup.shape.dims(), knobs.whole("hidden"));
        let net = Net {
            shared: SharedHidden::new("shared", dims, units, setup.noise, setup.device),
        };
        Self {
            trained: Trained::new(net, setup),
            scans: (0..knobs.whole("scans").max(1)).map(scan).collect(),
            tossed: knobs.choice("pixels") == "dynamic",
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    fn dims(&self) -> usize {
        self.scans[0].len()
    }

    /// -log p(x) of pictures in black and white, in nats: x `[batch, dims]` to `[batch]`.
    fn nats(&self, x: &Tensor<2>) -> Tensor<1> {
        let shared = self.trained.valid().shared;
        let of_one = |scan: &Vec<usize>| {
            let logits = shared.logits_along(x, scan); // [batch, dims]
            bernoulli_nats(x.clone(), logits).neg() // [batch]
        };
        chain::log_mean_exp(self.scans.iter().map(of_one).collect()).neg()
    }
}

impl Learner for PixelNade {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// Each step trains the next scan, in turn.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let turn = batch.steps_done % self.scans.len() as u64;
        let x = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        let scan = &self.scans[turn as usize];
        let Descent { loss, gradients } = self.trained.net.shared.mean_nats_along(&x, scan);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        vec![("loss", loss)]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        vec![("nll_nats", self.nats(&x))]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, noise| {
            self.nats(&binarised(x, self.tossed, noise)).neg()
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn filters(&self) -> Option<Tensor<2>> {
        Some(self.trained.net.shared.filters())
    }

    fn predictor(&self) -> Option<&dyn Predictor> {
        Some(self)
    }

    /// The hidden layer grows with every pixel that is drawn, so that all steps together cost one pass.
    fn passes(&self) -> Passes {
        Passes {
            density: self.scans.len(),
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
        layers(&self.trained, "logit of pixel i = V_i sigmoid(a_i) + b_i")
    }
}

impl Sampler for PixelNade {
    /// Pixel after pixel; of several scans each picture has one, chosen by the noise.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let shared = self.trained.valid().shared;
        let uniform = noise.uniform("pixels", [count, self.dims()], self.device());
        let mut generator = noise.generator("scans");
        let choices: Vec<usize> = (0..count)
            .map(|_| generator.random_range(0..self.scans.len()))
            .collect();
        let (mut rows, mut drawn) = (Vec::with_capacity(count), Vec::new());
        for (which, scan) in self.scans.iter().enumerate() {
            let of_scan: Vec<usize> = (0..count).filter(|&row| choices[row] == which).collect();
            if !of_scan.is_empty() {
                let uniform = uniform.clone().select(0, index(&of_scan, self.device()));
                drawn.push(shared.draw_along(&uniform, scan));
                rows.extend(of_scan);
            }
        }
        let places = crate::nn::positions(&rows);
        Tensor::cat(drawn, 0).select(0, index(&places, self.device())) // [count, dims]
    }
}

impl Predictor for PixelNade {
    /// What the first scan expects of every pixel from those before it.
    fn predict(&self, x: Tensor<2>, noise: Noise) -> Prediction {
        let seen = binarised(x, self.tossed, noise); // [batch, dims]
        let shared = self.trained.valid().shared;
        let logits = shared.logits_along(&seen, &self.scans[0]); // [batch, dims]
        Prediction {
            seen,
            expected: sigmoid(logits),
        }
    }

    fn surprise(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        let shared = self.trained.valid().shared;
        let logits = shared.logits_along(&x, &self.scans[0]); // [batch, dims]
        Some(bernoulli_each(x, logits))
    }
}

#[cfg(test)]
mod tests;
