//! Flow matching of pictures: a U-Net says where pixels drift, from noise to the picture.
//!
//! Its density is along the ODE, with the divergence estimated by one random direction at every step (Hutchinson 1989; Grathwohl
//! et al. 2019, <https://arxiv.org/abs/1810.01367>): exact but for that and for the solver. Grey levels are spread evenly over
//! their bins, so that the density says something about them (Theis et al. 2016, <https://arxiv.org/abs/1511.01844>).

use burn::tensor::{Tensor, TensorData};

use super::super::couplings::log_base;
use super::Settings;
use crate::families::labels::Told;
use crate::families::{
    Averaged, Batch, Course, Density, EncodedGaussian, FEW_STEPS, LatentSpace, Layer, Learner,
    Losses, Measured, Passes, Sampler, Setup, Snapshot, State, Story, Unfolding, Way, finished,
    mixing,
};
use crate::knob::Knobs;
use crate::nn::ode::{Path, Solver, solve};
use crate::nn::{Field, Guided, Noise, UNet};
use crate::text::Trouble;

/// How many grey levels a number of a picture has.
const GREYS: f64 = 256.0;
/// Calls of the net along a path for the adaptive solver, which chooses them itself.
const ADAPTIVE_CALLS: usize = 60;
/// Steps between noise and a picture where one walks from the one to the other, two calls each.
const WALK_STEPS: usize = 6;
/// Moments at which it stops, so that a sample can be drawn a little at a time.
const ADAPTIVE_SPANS: usize = 8;

/// A flow of pictures that learns.
pub(super) struct PixelFlow {
    net: Averaged<UNet>,
    settings: Settings,
    dims: usize,
    told: Told,
}

impl PixelFlow {
    pub(super) fn new(setup: &Setup) -> Self {
        let (sides, channels) = (setup.shape.sides(), setup.knobs.whole("channels"));
        let told = Told::new(setup);
        let sizes = [channels, told.classes()];
        let net = UNet::new("velocity", sides, sizes, setup.noise, setup.device);
        Self {
            net: Averaged::new(net, setup),
            settings: Settings::new(setup.knobs),
            dims: setup.shape.dims(),
            told,
        }
    }

    /// Intensities from 0 to 1, each somewhere in the bin of its grey level, as the net sees them: from -1 to 1. `[batch, dims]`
    fn spread(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        let within = noise.uniform("within", x.dims(), self.net.device()); // [batch, dims]
        (x.mul_scalar(GREYS - 1.0) + within)
            .mul_scalar(2.0 / GREYS)
            .sub_scalar(1.0)
    }

    /// What the net is asked about pictures, and what it should say: x_1 `[batch, dims]`.
    fn question(&self, x_1: Tensor<2>, noise: Noise) -> Question {
        let [count, dims] = x_1.dims();
        let x_0 = noise.normal("base", [count, dims], self.net.device()); // [batch, dims]
        let t = self.times(noise, count); // [batch, 1]
        let target = x_1 - x_0.clone(); // [batch, dims]
        Question {
            x_t: x_0 + t.clone() * target.clone(),
            t,
            target,
        }
    }

    /// A time for every example, one in each of `count` equal parts, which covers [0, 1] more evenly than chance does. `[count, 1]`
    fn times(&self, noise: Noise, count: usize) -> Tensor<2> {
        let chance = noise.uniform("time", [count, 1], self.net.device());
        let part: Vec<f32> = (0..count).map(|i| i as f32).collect();
        let part = Tensor::from_data(TensorData::new(part, [count, 1]), self.net.device());
        (chance + part).div_scalar(count as f64)
    }

    /// log P of grey levels along the way back to noise: intensities `[batch, dims]` to `[batch]`; given the labels where they
    /// are told, `[batch, classes]`.
    fn log_density(&self, x: Tensor<2>, labels: Option<Tensor<2>>, noise: Noise) -> Tensor<1> {
        let net = Guided::told(self.net.calm(), labels);
        let x_1 = self.spread(x, noise); // [batch, dims]
        let end = travel_with_volume(&net, x_1, self.settings.for_density(), noise).end(); // [batch, dims + 1]
        let base = log_base(end.clone().narrow(1, 0, self.dims));
        let bins = self.dims as f64 * (2.0 / GREYS).ln();
        (base + end.narrow(1, self.dims, 1).squeeze_dim(1)).add_scalar(bins)
    }
}

/// Pictures on their way, how far they are, and where they should drift.
struct Question {
    /// `[batch, dims]`
    x_t: Tensor<2>,
    /// `[batch, 1]`
    t: Tensor<2>,
    /// `[batch, dims]`
    target: Tensor<2>,
}

/// The way of pictures from data to noise; the last column is the integral of the divergence since the start. x `[batch, dims]`
fn travel_with_volume(
    net: &impl Field,
    x: Tensor<2>,
    Settings { solver, steps, .. }: Settings,
    noise: Noise,
) -> Path {
    let [batch, dims] = x.dims();
    let device = x.device();
    // +1 or -1 along every axis, the same all the way, so that the solver follows one smooth curve.
    let signs = noise.uniform("direction", [batch, dims], &device);
    let direction = signs
        .greater_elem(0.5)
        .float()
        .mul_scalar(2.0)
        .sub_scalar(1.0); // [batch, dims]
    let start = Tensor::cat(vec![x, Tensor::zeros([batch, 1], &device)], 1); // [batch, dims + 1]
    solve(solver, steps, [1.0, 0.0], start, |state, t| {
        let x = state.clone().narrow(1, 0, dims);
        let (v, divergence) = with_divergence(net, x, t, direction.clone());
        Tensor::cat(vec![v, divergence], 1) // [batch, dims + 1]
    })
}

/// v(x, t), and e^T (dv/dx) e, whose mean over directions e of independent signs is the divergence: x and e `[batch, dims]` to
/// `[batch, dims]` and `[batch, 1]`.
fn with_divergence(
    net: &impl Field,
    x: Tensor<2>,
    time: f64,
    direction: Tensor<2>,
) -> (Tensor<2>, Tensor<2>) {
    let x = Tensor::from_inner(x).require_grad();
    let v = net.at(x.clone(), time); // [batch, dims]
    let along = (v.clone() * Tensor::from_inner(direction.clone())).sum(); // [1]
    let slopes = x.grad(&along.backward()); // e^T dv/dx, [batch, dims]
    let slopes = slopes.unwrap_or_else(|| direction.zeros_like());
    (v.inner(), (slopes * direction).sum_dim(1))
}

impl Learner for PixelFlow {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.turn(knobs);
        let x_1 = self.spread(batch.x.clone(), batch.noise); // [batch, dims]
        let Question { x_t, t, target } = self.question(x_1.clone(), batch.noise);
        if story.is_told() {
            let x_0 = x_1 - target.clone(); // [batch, dims]
            mixing::mixture(story, mixing::OF_FLOW, [&batch.x, &x_0, &x_t], &t);
        }
        let [x_t, t, target] = [x_t, t, target].map(Tensor::from_inner);
        let labels = self.told.in_training(batch); // [batch, classes]
        let said = self.net.net().says(x_t, t, labels); // [batch, dims]
        mixing::guess(story, &said, &target);
        let loss = (said - target).square().mean(); // [1]
        story.down(&loss);
        self.net.descend(&loss, batch.steps_done, knobs);
        vec![("loss", loss.inner())]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.net.turn(knobs);
        self.told.turn(knobs);
        self.settings = Settings::new(knobs);
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x_1 = self.spread(batch.x.clone(), batch.noise); // [batch, dims]
        let Question { x_t, t, target } = self.question(x_1, batch.noise);
        let said = self.net.calm().says(x_t, t, self.told.of(batch)); // [batch, dims]
        let error = (said - target).square().mean_dim(1).squeeze_dim(1); // [batch]
        vec![("velocity_error", error)]
    }

    fn dear(&self) -> &'static [[&'static str; 2]] {
        &[["nll_nats", "nll_nats_se"]]
    }

    fn measure_dear(&self, batch: &Batch) -> Measured {
        let log_p = self.log_density(batch.x.clone(), self.told.of(batch), batch.noise); // [batch]
        vec![("nll_nats", log_p.neg())]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, noise| self.log_density(x, None, noise)))
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

    /// A density carries a derivative along beside the picture itself, which costs two more.
    fn passes(&self) -> Passes {
        Passes {
            density: 3 * self.settings.for_density().calls(ADAPTIVE_CALLS),
            sample: self.settings.calls(ADAPTIVE_CALLS),
        }
    }

    fn measure_passes(&self) -> usize {
        1
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
        self.net
            .layers(UNet::ORDER, |path| UNet::role(path, "v = conv(h) + b"))
    }

    fn uses(&self, tensor: &str) -> usize {
        self.net.net().uses(tensor)
    }
}

/// The noise that a picture comes from along the flow, without a label: the same path both ways.
impl LatentSpace for PixelFlow {
    fn dimension(&self) -> usize {
        self.dims
    }

    fn is_exact(&self) -> bool {
        true
    }

    fn passes(&self) -> usize {
        2 * WALK_STEPS
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let x = x.mul_scalar(2.0).sub_scalar(1.0); // [batch, dims]
        let mean = self.along(x, [1.0, 0.0]);
        EncodedGaussian {
            log_variance: Tensor::full(mean.dims(), f32::NEG_INFINITY, &mean.device()),
            mean,
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        intensities(self.along(z, [0.0, 1.0]))
    }
}

impl PixelFlow {
    /// Where x goes between two times: `[batch, dims]` to the same.
    fn along(&self, x: Tensor<2>, span: [f64; 2]) -> Tensor<2> {
        let net = Guided::told(self.net.calm(), None);
        let field = |x: &Tensor<2>, t| net.at(x.clone(), t);
        solve(Solver::Midpoint, WALK_STEPS, span, x, field).end()
    }
}

impl Sampler for PixelFlow {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        intensities(finished(self.drifting(self.settings, count, noise)).x)
    }

    fn classes(&self) -> usize {
        self.told.classes()
    }
}

impl Unfolding for PixelFlow {
    fn begin(&self, count: usize, noise: Noise) -> Box<dyn Course> {
        Box::new(self.drifting(self.settings, count, noise))
    }

    fn ways(&self) -> Vec<Way> {
        FEW_STEPS.map(|steps| Way { id: "euler", steps }).to_vec()
    }

    fn begin_by(&self, way: Way, count: usize, noise: Noise) -> Box<dyn Course> {
        let settings = Settings {
            solver: Solver::Euler,
            steps: way.steps,
            ..self.settings
        };
        Box::new(self.drifting(settings, count, noise))
    }
}

/// Pictures on their way along the field, from x_0 ~ N(0, I).
struct Drifting {
    net: Guided,
    settings: Settings,
    done: usize,
    x: Tensor<2>, // [count, dims]
}

impl PixelFlow {
    fn drifting(&self, settings: Settings, count: usize, noise: Noise) -> Drifting {
        Drifting {
            net: self.told.guided(self.net.calm(), count, self.net.device()),
            settings,
            done: 0,
            x: noise.normal("prior", [count, self.dims], self.net.device()),
        }
    }
}

impl Course for Drifting {
    fn go_on(&mut self) {
        let moment = |step: usize| step as f64 / self.steps() as f64;
        let span = [moment(self.done), moment(self.done + 1)];
        let x = self.x.clone();
        let path = solve(self.settings.solver, 1, span, x, |x, t| {
            self.net.at(x.clone(), t)
        });
        self.x = path.end();
        self.done += 1;
    }

    fn done(&self) -> usize {
        self.done
    }

    /// The adaptive solver, which chooses its own, goes from each of these moments to the next.
    fn steps(&self) -> usize {
        match self.settings.solver {
            Solver::Adaptive => ADAPTIVE_SPANS,
            _ => self.settings.steps,
        }
    }

    fn values(&self) -> Vec<f32> {
        intensities(self.x.clone()).into_data().iter().collect()
    }
}

/// What the net sees, as intensities, cut off where there is no such grey. `[batch, dims]`
fn intensities(x: Tensor<2>) -> Tensor<2> {
    x.add_scalar(1.0).div_scalar(2.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
