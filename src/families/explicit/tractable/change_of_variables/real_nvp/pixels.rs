//! The flow of pictures: grey levels are made continuous, taken to the whole line, and carried to noise by couplings.
//!
//! A density over 256 grey levels could become infinite on each of them. So a level is spread over its cell,
//! v = 255 x + u with u uniform in [0, 1), and the mean of log p(v) is a lower bound on the mean of log P(x) (Theis, van den
//! Oord and Bethge 2016). Then, as in the paper, l = logit(a + (1 - 2 a) v / 256), and
//!
//! log p(v) = log p_base(f(l)) + log|det df/dl| + sum_i [log((1 - 2 a) / 256) - log w_i - log(1 - w_i)],  w = logistic(l)
//!
//! In bits for each number of a picture that is -log p(v) / (D log 2).

mod base;
mod couplings;

use burn::module::Module;
use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;

use self::base::Base;
use self::couplings::{Couplings, Net};
use super::super::telling;
use super::Affine;
use crate::families::knobs::scheduled;
use crate::families::{
    Batch, Density, EncodedGaussian, LatentSpace, Layer, Learner, Losses, Measured, Sampler, Setup,
    Snapshot, State, Story, Trained,
};
use crate::figure::Look;
use crate::knob::Knobs;
use crate::nn::{Noise, followed, load_parameters, parameters};
use crate::text::Trouble;

/// The words of the knob for the distribution of codes.
pub(super) const BASES: &[&str] = Base::WORDS;
/// How far logits keep from the ends of the unit interval, a.
const MARGIN: f64 = 0.05;
/// Grey levels.
const LEVELS: f64 = 256.0;

/// A flow of pictures that learns.
pub(super) struct PixelFlow {
    trained: Trained<Net>,
    average: Net,
    averages: bool,
    couplings: Couplings,
    base: Base,
    dequantised: bool,
    temperature: f64,
}

impl PixelFlow {
    pub(super) fn new(setup: &Setup, curve: Affine) -> Self {
        let (knobs, device) = (setup.knobs, setup.device);
        let base = Base::from_word(knobs.choice("base"));
        let counts = [knobs.whole("layers"), knobs.whole("scales")];
        let couplings = Couplings::new(setup.shape, counts, (curve, base), device);
        let net = couplings.net(knobs.sizes("hidden"), setup.noise, device);
        Self {
            trained: Trained::new(net.clone(), setup),
            average: net,
            averages: knobs.real("averaging") > 0.0,
            couplings,
            base,
            dequantised: knobs.choice("pixels") == "dequantised",
            temperature: knobs.real("sampling-temperature"),
        }
    }

    /// The net that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &Net {
        if self.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    fn take_up(&mut self, knobs: &Knobs) {
        self.averages = knobs.real("averaging") > 0.0;
        self.temperature = knobs.real("sampling-temperature");
    }

    /// Grey in [0, 1] to v in [0, 256): every level somewhere in its cell, or all in the middle of theirs. `[batch, dims]`
    fn spread(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        let levels = x.mul_scalar(LEVELS - 1.0).round(); // [batch, dims]
        if !self.dequantised {
            return levels.add_scalar(0.5);
        }
        let within = noise.uniform("dequantise", levels.dims(), &levels.device());
        levels + within
    }

    /// log p(v), in nats: v `[batch, dims]` to `[batch]`.
    fn log_density(&self, v: Tensor<2>) -> Tensor<1> {
        let (l, log_slope) = to_line(v);
        let (z, log_det) = self.couplings.to_noise(self.calm(), l);
        self.base.log_density(z) + log_det + log_slope
    }
}

/// l = logit(a + (1 - 2 a) v / 256) and the sum of log dl/dv: v `[batch, dims]` to `[batch, dims]` and `[batch]`.
fn to_line(v: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
    let factor = (1.0 - 2.0 * MARGIN) / LEVELS;
    let w = v.mul_scalar(factor).add_scalar(MARGIN); // [batch, dims]
    let (log_w, log_rest) = (w.clone().log(), w.neg().add_scalar(1.0).log()); // [batch, dims] each
    let steepness = (log_w.clone() + log_rest.clone()).neg();
    let log_slope = steepness.add_scalar(factor.ln()).sum_dim(1).squeeze_dim(1);
    (log_w - log_rest, log_slope)
}

/// The grey level in whose cell a point of the line lies, in [0, 1]. `[batch, dims]`
fn to_grey(l: Tensor<2>) -> Tensor<2> {
    let share = sigmoid(l).sub_scalar(MARGIN).div_scalar(1.0 - 2.0 * MARGIN);
    let level = share.mul_scalar(LEVELS).floor().clamp(0.0, LEVELS - 1.0);
    level.div_scalar(LEVELS - 1.0)
}

impl Learner for PixelFlow {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    /// The loss is -log p(v) in nats; the change from grey levels to the line has nothing to learn.
    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.take_up(knobs);
        let (l, log_slope) = to_line(self.spread(batch.x.clone(), batch.noise)); // [batch, dims]
        if batch.steps_done == 0 {
            self.trained.net = Couplings::normalised(self.trained.net.clone(), &l);
            self.average = self.trained.net.clone();
        }
        let terms = story.is_told().then(|| {
            let (z, log_det) = self.couplings.to_noise(&self.trained.net, l.clone());
            telling::begin(story, &batch.x);
            story.rows("line", Look::Signed, &l);
            story.rows("z", Look::Signed, &z);
            [self.base.log_density(z), log_det + log_slope.clone()]
        });
        let (log_p, gradients) = self.couplings.descent(&self.trained.net, l);
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_along_at(rate, gradients, knobs);
        let (average, decay) = (self.average.clone(), knobs.real("averaging"));
        self.average = followed(average, &self.trained.net, batch.steps_done, decay);
        let loss = (log_p + log_slope).mean().neg(); // [1]
        telling::likelihood(story, terms, &loss);
        vec![("loss", loss)]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.take_up(knobs);
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let v = self.spread(batch.x.clone(), batch.noise); // [batch, dims]
        let bits = v.dims()[1] as f64 * std::f64::consts::LN_2;
        let nats = self.log_density(v).neg(); // [batch]
        vec![
            ("nll_nats", nats.clone()),
            ("bits_per_dim", nats.div_scalar(bits)),
        ]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, noise| self.log_density(self.spread(x, noise))))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    fn snapshot(&self) -> Snapshot {
        let bytes = self.trained.snapshot().bytes() + self.average.num_params() * size_of::<f32>();
        Snapshot::new((self.trained.clone(), self.average.clone()), bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Net>, Net)>() {
            (self.trained, self.average) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        self.trained.state().into_iter().chain(average).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)
    }

    fn layers(&self) -> Vec<Layer> {
        let depth = self.trained.net.conditioners.first();
        let last = depth.map_or(0, crate::nn::LeakyMlp::depth);
        let last = format!(".layers.{last}.");
        self.trained
            .layers(&["shift", "log_scale", "conditioners"], |path| {
                if !path.starts_with("conditioners") {
                    "y = (l + shift) e^log_scale, before the first coupling"
                } else if path.contains(&last) {
                    "s, t = h W + b, one net a coupling"
                } else {
                    "h = leaky(l_kept W + b), one net a coupling"
                }
            })
    }
}

impl Sampler for PixelFlow {
    /// z = T z' with z' from the base, x = f^-1(z).
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let dims = self.couplings.dims();
        let z = self.base.draw([count, dims], noise, self.trained.device());
        self.decode(z.mul_scalar(self.temperature))
    }
}

impl LatentSpace for PixelFlow {
    fn dimension(&self) -> usize {
        self.couplings.dims()
    }

    fn is_exact(&self) -> bool {
        true
    }

    /// The point of the base space that the middles of the cells come from; there is only one, and so its variance is zero.
    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let middles = x.mul_scalar(LEVELS - 1.0).round().add_scalar(0.5);
        let line = to_line(middles).0; // [batch, dims]
        let mean = self.couplings.to_noise(self.calm(), line).0; // [batch, dims]
        EncodedGaussian {
            log_variance: mean.full_like(f32::NEG_INFINITY),
            mean,
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        to_grey(self.couplings.to_data(self.calm(), z))
    }
}

#[cfg(test)]
mod tests;
