//! Diffusion of pictures: a U-Net takes the noise out, and the bound is of the grey levels that a picture really has.

use burn::tensor::Tensor;

use super::bound::{DRAWS, Levels};
use super::denoiser::Denoiser;
use super::descent::{Descent, levels_of};
use super::prediction::Prediction;
use super::schedule::Schedule;
use crate::families::labels::Told;
use crate::families::{
    Averaged, Batch, Course, Density, EncodedGaussian, FEW_STEPS, LatentSpace, Layer, Learner,
    Losses, Measured, Passes, Sampler, Setup, Snapshot, State, Story, Unfolding, Way, finished,
    mixing,
};
use crate::knob::Knobs;
use crate::nn::{Field, Guided, Noise, UNet};
use crate::text::Trouble;

/// Steps between noise and a picture where one walks from the one to the other.
const WALK_STEPS: usize = 12;
/// Half the distance between two of 256 grey levels, where black is -1 and white 1.
const HALF_LEVEL: f64 = 1.0 / 255.0;

/// A net that learns to take noise out of pictures.
pub(super) struct PixelDiffusion {
    net: Averaged<UNet>,
    schedule: Schedule,
    prediction: Prediction,
    levels: Levels,
    dims: usize,
    told: Told,
    /// How samples come down, as hot knobs say.
    descent: Descent,
}

impl PixelDiffusion {
    pub(super) fn new(setup: &Setup) -> Self {
        let knobs = setup.knobs;
        let schedule = Schedule::new(knobs);
        let (sides, channels) = (setup.shape.sides(), knobs.whole("channels"));
        let told = Told::new(setup);
        let sizes = [channels, told.classes()];
        let net = UNet::new("noise", sides, sizes, setup.noise, setup.device);
        Self {
            net: Averaged::new(net, setup),
            schedule,
            prediction: Prediction::from_word(knobs.choice("prediction")),
            levels: Levels::new(schedule),
            dims: setup.shape.dims(),
            told,
            descent: Descent::new(schedule, knobs),
        }
    }

    /// What the net is asked about pictures, and what it should say: x_0 in -1 to 1, `[batch, dims]`.
    fn question(&self, x_0: Tensor<2>, noise: Noise) -> Question {
        let ([count, dims], device) = (x_0.dims(), self.net.device());
        let [t, alpha, sigma] = levels_of(self.schedule, noise, count, device); // [batch, 1] each
        let epsilon = noise.normal("epsilon", [count, dims], device); // [batch, dims]
        Question {
            x_t: alpha.clone() * x_0.clone() + sigma.clone() * epsilon.clone(),
            t,
            target: self.prediction.target(x_0, epsilon.clone(), alpha, sigma),
            epsilon,
        }
    }

    /// The bound on log P of grey levels in its parts, -log P(x_0|x_1) and what the latents cost: x_0 in -1 to 1
    /// `[batch, dims]`, to `[batch]` each; given the labels where they are told, `[batch, classes]`.
    fn parts(&self, x_0: &Tensor<2>, labels: Option<Tensor<2>>, noise: Noise) -> [Tensor<1>; 2] {
        let net = Guided::told(self.net.calm(), labels);
        let denoiser = self.denoiser(&net);
        [
            reconstruction(&denoiser, x_0, noise),
            self.levels.latents(&denoiser, x_0, noise),
        ]
    }

    fn denoiser<'a>(&self, net: &'a Guided) -> Denoiser<'a, Guided> {
        Denoiser {
            net,
            schedule: self.schedule,
            prediction: self.prediction,
        }
    }
}

/// Drowned pictures, how far they are, and what is to be said about them.
struct Question {
    /// `[batch, dims]`
    x_t: Tensor<2>,
    /// `[batch, 1]`
    t: Tensor<2>,
    /// `[batch, dims]`
    target: Tensor<2>,
    /// The noise that went in. `[batch, dims]`
    epsilon: Tensor<2>,
}

/// Intensities from 0 to 1 as the net sees them. `[batch, dims]`
fn centred(x: Tensor<2>) -> Tensor<2> {
    x.mul_scalar(2.0).sub_scalar(1.0)
}

/// And back, cut off where there is no such grey. `[batch, dims]`
fn intensities(x: Tensor<2>) -> Tensor<2> {
    x.add_scalar(1.0).div_scalar(2.0).clamp(0.0, 1.0)
}

/// -log P(x_0|x_1) of grey levels, each with the share that a Gaussian about the guess has of its bin; black and white have all
/// that lies beyond them too (Ho et al. 2020, equation 13). `[batch]`
fn reconstruction<F: Field>(denoiser: &Denoiser<F>, x_0: &Tensor<2>, noise: Noise) -> Tensor<1> {
    let (alpha, sigma) = denoiser.schedule.level(1);
    let epsilon = noise.normal("first", x_0.dims(), &x_0.device()); // [batch, dims]
    let mixed = x_0.clone().mul_scalar(alpha) + epsilon.mul_scalar(sigma); // [batch, dims]
    let [guess, _] = denoiser.parts(mixed, 1);
    grey_nats(x_0.clone(), guess, sigma / alpha)
}

/// -log of the share that N(mean, deviation^2) has of the grey levels x: both in -1 to 1, `[batch, dims]`, to `[batch]`.
fn grey_nats(x: Tensor<2>, mean: Tensor<2>, deviation: f64) -> Tensor<1> {
    /// Below this a share is rounding.
    const LEAST: f64 = 1e-7;
    let share_below = |edge: Tensor<2>| {
        let z = (edge - mean.clone()).div_scalar(deviation * std::f64::consts::SQRT_2);
        z.erf().add_scalar(1.0).div_scalar(2.0) // [batch, dims]
    };
    let (black, white) = (
        x.clone().lower_elem(-1.0 + HALF_LEVEL),
        x.clone().greater_elem(1.0 - HALF_LEVEL),
    );
    let below = share_below(x.clone().sub_scalar(HALF_LEVEL)).mask_fill(black, 0.0);
    let above = share_below(x.add_scalar(HALF_LEVEL)).mask_fill(white, 1.0);
    let share = (above - below).clamp_min(LEAST);
    share.log().neg().sum_dim(1).squeeze_dim(1)
}

impl Learner for PixelDiffusion {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        let x_0 = centred(batch.x.clone()); // [batch, dims]
        let Question {
            x_t,
            t,
            target,
            epsilon,
        } = self.question(x_0, batch.noise);
        mixing::mixture(story, mixing::OF_DIFFUSION, [&batch.x, &epsilon, &x_t], &t);
        let [x_t, t, target] = [x_t, t, target].map(Tensor::from_inner);
        let labels = self.told.in_training(batch); // [batch, classes]
        let said = self.net.net().says(x_t, t, labels); // [batch, dims]
        mixing::guess(story, &said, &target);
        let loss = (said - target).square().mean(); // [1]
        story.down(&loss);
        self.net.descend(&loss, batch.steps_done, knobs);
        self.told.turn(knobs);
        self.descent = Descent::new(self.schedule, knobs);
        vec![("loss", loss.inner())]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.net.turn(knobs);
        self.told.turn(knobs);
        self.descent = Descent::new(self.schedule, knobs);
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x_0 = centred(batch.x.clone()); // [batch, dims]
        let Question { x_t, t, target, .. } = self.question(x_0.clone(), batch.noise);
        let labels = self.told.of(batch);
        let said = self.net.calm().says(x_t, t, labels.clone()); // [batch, dims]
        let error = (said - target).square().mean_dim(1).squeeze_dim(1); // [batch]
        let [reconstruction, latents] = self.parts(&x_0, labels, batch.noise);
        let snr = reconstruction.zeros_like();
        let snr = snr.add_scalar(self.schedule.terminal_snr()); // [batch]
        vec![
            (
                "elbo_nats",
                (reconstruction.clone() + latents.clone()).neg(),
            ),
            ("reconstruction_nats", reconstruction),
            ("kl_term_nats", latents),
            ("denoising_error", error),
            ("terminal_snr", snr),
        ]
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, noise| {
            let [reconstruction, latents] = self.parts(&centred(x), None, noise);
            (reconstruction + latents).neg()
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn unfolding(&self) -> Option<&dyn Unfolding> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn workspace(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    fn passes(&self) -> Passes {
        Passes {
            density: DRAWS + 2,
            sample: self.descent.levels().len() - 1,
        }
    }

    fn snapshot(&self) -> Snapshot {
        self.net.snapshot()
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        self.net.restore(snapshot);
    }

    fn state(&self) -> State {
        self.net.state()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.net.load(state)
    }

    fn layers(&self) -> Vec<Layer> {
        let says = match self.prediction {
            Prediction::Noise => "epsilon = conv(h) + b",
            Prediction::Example => "x_0 = conv(h) + b",
            Prediction::Velocity => "v = conv(h) + b",
        };
        self.net.layers(UNet::ORDER, |path| UNet::role(path, says))
    }

    fn uses(&self, tensor: &str) -> usize {
        self.net.net().uses(tensor)
    }
}

/// The noise that a picture comes from by way of DDIM without fresh noise (Song et al. 2021,
/// <https://arxiv.org/abs/2010.02502>), and back to it by the same levels, without a label.
impl LatentSpace for PixelDiffusion {
    fn dimension(&self) -> usize {
        self.dims
    }

    fn passes(&self) -> usize {
        WALK_STEPS
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let mut levels = self.walk_levels();
        levels.reverse();
        // At level 0 there is no noise to make out: what is made out at the first one stands for it.
        let mean = self.through(centred(x), &levels);
        EncodedGaussian {
            log_variance: Tensor::full(mean.dims(), f32::NEG_INFINITY, &mean.device()),
            mean,
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        intensities(self.through(z, &self.walk_levels()))
    }
}

impl PixelDiffusion {
    /// The levels of a walk between noise and pictures, from the last to 0.
    fn walk_levels(&self) -> Vec<usize> {
        self.walk().levels()
    }

    fn walk(&self) -> Descent {
        Descent {
            schedule: self.schedule,
            steps: WALK_STEPS,
            eta: 0.0,
        }
    }

    /// From level to level without fresh noise: x `[batch, dims]` to the same.
    fn through(&self, x: Tensor<2>, levels: &[usize]) -> Tensor<2> {
        let net = Guided::told(self.net.calm(), None);
        let denoiser = self.denoiser(&net);
        let mut x = x;
        for hop in levels.windows(2) {
            let (from, to) = (hop[0], hop[1]);
            let parts = denoiser.parts(x, from.max(1));
            x = self
                .walk()
                .step(parts, [from.max(1), to], Noise::fixed(0, "none"));
        }
        x
    }
}

impl Sampler for PixelDiffusion {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        intensities(finished(self.descending(self.descent, count, noise)).x)
    }

    fn classes(&self) -> usize {
        self.told.classes()
    }
}

impl Unfolding for PixelDiffusion {
    fn begin(&self, count: usize, noise: Noise) -> Box<dyn Course> {
        Box::new(self.descending(self.descent, count, noise))
    }

    fn ways(&self) -> Vec<Way> {
        let by = |id| FEW_STEPS.map(|steps| Way { id, steps });
        [by("ddpm"), by("ddim")].concat()
    }

    fn begin_by(&self, way: Way, count: usize, noise: Noise) -> Box<dyn Course> {
        let descent = Descent {
            schedule: self.schedule,
            steps: way.steps,
            eta: if way.id == "ddpm" { 1.0 } else { 0.0 },
        };
        Box::new(self.descending(descent, count, noise))
    }
}

/// Pictures on their way from pure noise down the levels.
struct Descending {
    net: Guided,
    prediction: Prediction,
    descent: Descent,
    /// The levels on the way, and on how many of them it has been.
    levels: Vec<usize>,
    done: usize,
    x: Tensor<2>, // [count, dims]
    noise: Noise,
}

impl PixelDiffusion {
    fn descending(&self, descent: Descent, count: usize, noise: Noise) -> Descending {
        Descending {
            net: self.told.guided(self.net.calm(), count, self.net.device()),
            prediction: self.prediction,
            descent,
            levels: descent.levels(),
            done: 0,
            x: noise.normal("prior", [count, self.dims], self.net.device()),
            noise,
        }
    }
}

impl Course for Descending {
    fn go_on(&mut self) {
        let (from, to) = (self.levels[self.done], self.levels[self.done + 1]);
        let (schedule, x) = (self.descent.schedule, self.x.clone());
        let (alpha, sigma) = schedule.level(from);
        let denoiser = Denoiser {
            net: &self.net,
            schedule,
            prediction: self.prediction,
        };
        let [example, _] = denoiser.parts(x.clone(), from); // [count, dims]
        // There is nothing beyond black and white.
        let example = example.clamp(-1.0, 1.0);
        let epsilon = (x - example.clone().mul_scalar(alpha)).div_scalar(sigma);
        let noise = self.noise.part(self.done as u64);
        self.x = self.descent.step([example, epsilon], [from, to], noise);
        self.done += 1;
    }

    fn done(&self) -> usize {
        self.done
    }

    fn steps(&self) -> usize {
        self.levels.len() - 1
    }

    fn values(&self) -> Vec<f32> {
        intensities(self.x.clone()).into_data().iter().collect()
    }
}

#[cfg(test)]
mod tests;
