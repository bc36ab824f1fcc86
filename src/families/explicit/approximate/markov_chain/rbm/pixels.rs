//! The machine of pictures: every pixel is a visible unit that is on or off, and log Z can only be estimated.
//!
//! The default is the machine whose log Z Salakhutdinov and Murray (2008) estimated, 784 visible and 500 hidden units. The
//! visible biases begin at the log-odds of the pixels in the first batch, as Hinton (2010), A practical guide to training
//! restricted Boltzmann machines, advises: the hidden units need not learn first how bright the pictures are.

mod annealing;

use burn::module::Module;
use burn::tensor::{DType, Tensor, TensorData};

use self::annealing::{BaseRates, Estimate};
use super::phases::{Phase, reconstruction, slope};
use super::units::Units;
use super::{telling, walked};
use crate::families::knobs::{binarised, scheduled};
use crate::families::{
    Batch, Chain, Course, Density, EncodedGaussian, Inquiry, Kernel, LatentSpace, Layer, Learner,
    Losses, Measured, Passes, Prediction, Restorer, Sampler, Setup, Snapshot, State, Story,
    Trained, Unfolding, Walk, finished,
};
use crate::knob::Knobs;
use crate::nn::{Noise, as_it_is, count, fitting, followed, load_parameters, parameters};
use crate::text::Trouble;

/// The deviation of the first weights.
const START: f32 = 0.01;
/// Beside the training log Z is estimated once in so many steps, because the estimate takes as long as some twenty of them.
const ESTIMATE_EVERY: u64 = 1000;

/// A machine of pictures that learns.
pub(super) struct PixelRbm {
    trained: Trained<Units>,
    average: Units,
    averages: bool,
    tossed: bool,
    sampling_steps: usize,
    memory: Memory,
}

/// What the next step reads beside the weights.
#[derive(Clone)]
struct Memory {
    /// The visible units of the persistent chains. `[chains, dims]`
    chains: Tensor<2>,
    /// How bright each pixel has been on average. `[1, dims]`
    brightness: Tensor<2>,
    /// How many examples have been seen.
    seen: u64,
    /// How many steps have been done.
    steps: u64,
}

impl Memory {
    /// Takes in some more examples, in grey. `[batch, dims]`
    fn take_in(&mut self, x: &Tensor<2>) {
        let fresh = x.dims()[0] as u64;
        self.seen += fresh;
        let share = fresh as f64 / self.seen as f64;
        let old = self.brightness.clone();
        self.brightness = old.clone() + (x.clone().mean_dim(0) - old).mul_scalar(share);
    }

    /// log p / (1 - p) of every pixel, as if each had been seen once more, half bright. `[1, dims]`
    fn log_odds(&self) -> Tensor<2> {
        let seen = self.seen as f64;
        let on = self.brightness.clone().mul_scalar(seen).add_scalar(0.5); // [1, dims]
        let off = on.clone().neg().add_scalar(seen + 1.0);
        (on / off).log()
    }
}

impl PixelRbm {
    pub(super) fn new(setup: &Setup) -> Self {
        let (knobs, dims) = (setup.knobs, setup.shape.dims());
        let ends = [dims, knobs.whole("hidden")];
        let units = Units::new(ends, START, setup.noise, setup.device);
        let coins = [knobs.whole("chains"), dims];
        let chains = setup.noise.uniform("coins", coins, setup.device);
        Self {
            trained: Trained::new(units.clone(), setup),
            average: units,
            averages: knobs.real("averaging") > 0.0,
            tossed: knobs.choice("pixels") == "dynamic",
            sampling_steps: knobs.whole("chain-steps"),
            memory: Memory {
                chains: chains.lower_elem(0.5).float(),
                brightness: Tensor::full([1, dims], 0.5, setup.device),
                seen: 0,
                steps: 0,
            },
        }
    }

    /// The machine that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &Units {
        if self.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    fn take_up(&mut self, knobs: &Knobs) {
        self.sampling_steps = knobs.whole("chain-steps");
        self.averages = knobs.real("averaging") > 0.0;
    }

    /// Before the first step: visible biases at the log-odds of the pixels, and chains that know no more than those.
    fn wake(&mut self, noise: Noise) {
        let bias = self.memory.log_odds(); // [1, dims]
        let awake = |units: &Units| {
            let bias = Tensor::from_inner(bias.clone().squeeze_dim(0)); // [dims]
            Units {
                visible: units.visible.clone().map(|_| bias.require_grad()),
                ..units.clone()
            }
        };
        self.trained.net = awake(&self.trained.net);
        self.average = awake(&self.average);
        let count = self.memory.chains.dims()[0];
        self.memory.chains = BaseRates::new(bias).draw(count, noise);
    }

    /// States that know no more than how bright each pixel is: where chains begin. `[count, dims]`
    fn start(&self, count: usize, noise: Noise) -> Tensor<2> {
        BaseRates::new(self.memory.log_odds()).draw(count, noise)
    }
}

impl Learner for PixelRbm {
    /// As on the plane: the slope of the first is followed, and neither means much as a height.
    fn losses(&self) -> &'static [&'static str] {
        &["loss", "reconstruction"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.take_up(knobs);
        self.memory.take_in(&batch.x);
        if self.memory.steps == 0 {
            self.wake(batch.noise);
        }
        self.memory.steps += 1;
        let units = &self.trained.net;
        let data = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        let persistent = knobs.choice("negative-phase") == "persistent";
        let start = if persistent {
            &self.memory.chains
        } else {
            &data
        };
        let steps = knobs.whole("gibbs-steps");
        let model = walked(units, start.clone(), steps, batch.noise); // [chains, dims]
        let [of_data, of_model] = [&data, &model].map(|v| Phase::of(units, v.clone()));
        let slope = slope(&of_data, &of_model, knobs.switch("centring"));
        let loss = of_data.energy() - of_model.energy(); // [1]
        let reconstruction = of_data.forgotten(units); // [1]
        telling::phases(story, [&of_data, &of_model], &loss, true);
        if persistent {
            self.memory.chains = model;
        }
        self.trained
            .descend_by(scheduled(knobs, batch.steps_done), slope, knobs);
        let (average, decay) = (self.average.clone(), knobs.real("averaging"));
        self.average = followed(average, &self.trained.net, batch.steps_done, decay);
        vec![("loss", loss), ("reconstruction", reconstruction)]
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.take_up(knobs);
    }

    /// -log p(x) but for log Z, which the inquiry estimates.
    fn measure(&self, batch: &Batch) -> Measured {
        let v = binarised(batch.x.clone(), self.tossed, batch.noise); // [batch, dims]
        vec![
            ("free_energy_nats", self.calm().free_energy(v.clone())),
            ("reconstruction", reconstruction(self.calm(), v)),
        ]
    }

    /// -F(v): log p(x) but for log Z.
    fn density(&self) -> Density<'_> {
        Density::UpToConstant(Box::new(|x, noise| {
            let v = binarised(x, self.tossed, noise); // [batch, dims]
            self.calm().free_energy(v).neg()
        }))
    }

    fn inquiry(&self, noise: Noise, whole: bool) -> Option<Box<dyn Inquiry>> {
        if !whole && !self.memory.steps.is_multiple_of(ESTIMATE_EVERY) {
            return None;
        }
        let base = BaseRates::new(self.memory.log_odds());
        Some(Box::new(Estimate::new(
            self.calm().clone(),
            base,
            noise,
            whole,
        )))
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

    fn filters(&self) -> Option<Tensor<2>> {
        Some(self.calm().filters())
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn workspace(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    fn restorer(&self) -> Option<&dyn Restorer> {
        Some(self)
    }

    /// p(h_j = 1 | v) of every hidden unit: the posterior is exact, and a product of coins.
    fn responsibilities(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        let v = binarised(x, false, Noise::fixed(0, "cut")); // [batch, dims]
        Some(self.calm().hidden_given(v))
    }

    fn passes(&self) -> Passes {
        Passes {
            density: 1,
            sample: self.sampling_steps,
        }
    }

    fn snapshot(&self) -> Snapshot {
        let [chains, dims] = self.memory.chains.dims();
        let numbers = self.average.num_params() + (chains + 1) * dims;
        let bytes = self.trained.snapshot().bytes() + numbers * size_of::<f32>();
        let kept = (
            self.trained.clone(),
            self.average.clone(),
            self.memory.clone(),
        );
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<(Trained<Units>, Units, Memory)>() {
            (self.trained, self.average, self.memory) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        let Memory {
            chains,
            brightness,
            seen,
            steps,
        } = self.memory.clone();
        let number = |number: u64| TensorData::from([number as i64]);
        let memory = [
            (CHAINS, as_it_is(chains)),
            (BRIGHTNESS, as_it_is(brightness)),
            (SEEN, number(seen)),
            (STEPS, number(steps)),
        ];
        let memory = memory.map(|(name, data)| (name.to_owned(), data));
        let trained = self.trained.state().into_iter();
        trained.chain(average).chain(memory).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        let tensor = |name: &str, like: &Tensor<2>| {
            let data = fitting(state, name, DType::F32, &like.dims())?;
            Ok(Tensor::from_data(data.clone(), &like.device()))
        };
        let memory = Memory {
            chains: tensor(CHAINS, &self.memory.chains)?,
            brightness: tensor(BRIGHTNESS, &self.memory.brightness)?,
            seen: count(state, SEEN)?,
            steps: count(state, STEPS)?,
        };
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)?;
        self.memory = memory;
        Ok(())
    }

    fn layers(&self) -> Vec<Layer> {
        super::layers(&self.trained)
    }
}

/// The names, in files, of the persistent chains, the mean picture, and the counts of examples and steps.
const CHAINS: &str = "chains";
const BRIGHTNESS: &str = "brightness";
const SEEN: &str = "seen";
const STEPS: &str = "steps";

impl Sampler for PixelRbm {
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        finished(self.walking(count, noise)).x
    }
}

impl Unfolding for PixelRbm {
    fn begin(&self, count: usize, noise: Noise) -> Box<dyn Course> {
        Box::new(self.walking(count, noise))
    }
}

impl PixelRbm {
    /// Chains that begin with no more than how bright each pixel is.
    fn walking(&self, count: usize, noise: Noise) -> Walk<Units> {
        let start = self.start(count, noise); // [count, dims]
        Walk::new(self.calm().clone(), start, self.sampling_steps, noise)
    }
}

impl Kernel for Units {
    fn advance(&self, v: Tensor<2>, noise: Noise) -> Tensor<2> {
        self.gibbs(v, noise)
    }

    /// p(v = 1 | h)
    fn reveal(&self, v: Tensor<2>, noise: Noise) -> Tensor<2> {
        let hidden = self.hidden_drawn(v, noise); // [count, hidden]
        self.visible_given(hidden)
    }
}

impl Chain for PixelRbm {
    fn walk(&self, count: usize, steps: usize, noise: Noise) -> Vec<Tensor<2>> {
        let mut states = vec![self.start(count, noise)]; // [count, dims]
        for step in 0..steps {
            let v = states[step].clone();
            states.push(self.calm().gibbs(v, noise.part(step as u64)));
        }
        states
    }
}

/// The chances of the hidden units, which are the whole posterior, and the chances of the pixels given units that are as likely.
impl LatentSpace for PixelRbm {
    fn dimension(&self) -> usize {
        self.calm().filters().dims()[0]
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let v = binarised(x, false, Noise::fixed(0, "cut")); // [batch, dims]
        let mean = self.calm().hidden_given(v); // [batch, hidden]
        EncodedGaussian {
            log_variance: (mean.clone() - mean.clone().square()).log(),
            mean,
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.calm().visible_given(z.clamp(0.0, 1.0))
    }
}

impl Restorer for PixelRbm {
    /// To the hidden units and back: p(v | h) with h at its mean given the picture.
    fn restore(&self, x: Tensor<2>, noise: Noise) -> Prediction {
        let seen = binarised(x, self.tossed, noise); // [batch, dims]
        let hidden = self.calm().hidden_given(seen.clone()); // [batch, hidden]
        Prediction {
            expected: self.calm().visible_given(hidden),
            seen,
        }
    }
}

#[cfg(test)]
mod tests;
