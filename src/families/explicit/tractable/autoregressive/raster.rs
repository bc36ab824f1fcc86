//! Pictures read number by number, row after row: what PixelCNN and PixelRNN have in common once their nets give the
//! conditionals.
//!
//! log p(x) = sum_i log p(x_i | x_<i) in the order of reading. A number has one of several levels: black or white by a coin, or
//! one of more greys by a softmax. Colours are read as numbers beside each other, red, green, blue, red, green, blue.

mod draft;
#[cfg(test)]
pub(in crate::families) mod tests;

use burn::module::Module;
use burn::tensor::activation::{sigmoid, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};

use crate::families::knobs::{binarised, scheduled};
use crate::families::{
    Batch, Density, Draft, Drawing, Given, LatentSpace, Layer, Learner, Losses, Measured, Passes,
    Prediction, Predictor, Sampler, Setup, Snapshot, State, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Noise, Rows, bernoulli_each, bernoulli_nats, categorical_each, categorical_nats};
use crate::text::Trouble;

use draft::RasterDraft;

/// Pictures that go through the net together where nothing is learned: their activations stay near the processor.
const TOGETHER: usize = 64;

/// A net whose outputs at a place follow from the numbers before it.
pub(super) trait RasterNet: Module + 'static {
    /// The logits of all numbers: x `[batch, height, width, 1]` to `[batch, height, width, outputs]`.
    fn logits(&self, x: Tensor<4>) -> Tensor<4>;

    /// The net as it is now, for pictures that are read place by place.
    fn reader(&self, pictures: usize, sides: [usize; 2]) -> Box<dyn Reader>;

    /// The beginnings of its parameters' paths, from the input to the output.
    const ORDER: &'static [&'static str];

    /// What the tensor under a path does.
    fn role(path: &str) -> &'static str;
}

/// A net that reads some pictures place by place and keeps what it has computed.
pub(super) trait Reader: Send {
    /// The logits of the numbers at the next place, picture by picture.
    fn logits(&mut self) -> Rows;

    /// Reads the numbers at that place, one a picture.
    fn read(&mut self, numbers: &[f32]);
}

/// The outputs that a number of so many levels needs: one logit for a coin, one a level for more.
pub(super) fn outputs(levels: usize) -> usize {
    if levels == 2 { 1 } else { levels }
}

/// A model of pictures that learns.
pub(super) struct Raster<N> {
    pub(super) trained: Trained<N>,
    levels: usize,
    tossed: bool,
    sides: [usize; 2],
}

impl<N: RasterNet> Raster<N> {
    pub(super) fn new(net: N, setup: &Setup) -> Self {
        let [width, height, channels] = setup.shape.sides();
        Self {
            trained: Trained::new(net, setup),
            levels: setup.knobs.whole("levels"),
            tossed: setup.knobs.choice("pixels") == "dynamic",
            sides: [height, width * channels],
        }
    }

    fn device(&self) -> &Device {
        self.trained.device()
    }

    fn dims(&self) -> usize {
        self.sides[0] * self.sides[1]
    }

    /// Intensities as the model sees them, from 0 to 1 in equal steps. Of two levels: tossed with the grey as probability, or
    /// cut at one half; of more: the nearest. `[batch, dims]`
    fn pixels(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        if self.levels > 2 {
            let top = (self.levels - 1) as f64;
            return x.mul_scalar(top).round().div_scalar(top);
        }
        binarised(x, self.tossed, noise)
    }

    /// The logits of all numbers of pictures as the model sees them: x `[batch, dims]` to `[batch, dims * outputs]`.
    fn logits(&self, net: &N, x: Tensor<2>) -> Tensor<2> {
        let (batch, [height, width]) = (x.dims()[0], self.sides);
        let logits = net.logits(x.reshape([batch, height, width, 1])); // [batch, height, width, outputs]
        logits.reshape([batch, self.dims() * outputs(self.levels)])
    }

    /// -log p(x) of pictures as the model sees them, in nats: x `[batch, dims]` to `[batch]`.
    fn nats_of(&self, net: &N, x: Tensor<2>) -> Tensor<1> {
        let logits = self.logits(net, x.clone()); // [batch, dims * outputs]
        if self.levels == 2 {
            return bernoulli_nats(x, logits);
        }
        categorical_nats(self.level(x), logits)
    }

    /// Which level a number has, counted from 0: x `[batch, dims]` to `[batch, dims]`.
    fn level(&self, x: Tensor<2>) -> Tensor<2> {
        x.mul_scalar((self.levels - 1) as f64).round()
    }

    /// The same without a tape, some pictures at a time.
    fn nats(&self, x: &Tensor<2>) -> Tensor<1> {
        let net = self.trained.valid();
        let parts = x.clone().split(TOGETHER, 0).into_iter();
        Tensor::cat(parts.map(|x| self.nats_of(&net, x)).collect(), 0)
    }

    /// What decides every number of so many pictures, uniform in [0, 1). `[count * dims]`
    fn uniform(&self, count: usize, noise: Noise) -> Vec<f32> {
        let uniform = noise.uniform("pixels", [count, self.dims()], self.device());
        uniform.into_data().iter().collect()
    }

    /// Pictures to be drawn by these numbers, and where they are given already.
    fn draft(&self, uniform: Vec<f32>, given: Option<(Vec<f32>, Vec<bool>)>) -> RasterDraft {
        let net = self.trained.valid();
        let reader = |pictures| net.reader(pictures, self.sides);
        RasterDraft::new(&reader, self.levels, uniform, self.dims(), given)
    }

    /// E[x_i | x_<i] from the logits: `[batch, dims * outputs]` to `[batch, dims]`.
    fn expected(&self, logits: Tensor<2>) -> Tensor<2> {
        if self.levels == 2 {
            return sigmoid(logits);
        }
        let (batch, levels) = (logits.dims()[0], self.levels);
        let shares = softmax(logits.reshape([batch, self.dims(), levels]), 2);
        let steps = Tensor::<1, Int>::arange(0..levels as i64, self.device()).float();
        let values = steps.div_scalar((levels - 1) as f64); // [levels]
        (shares * values.unsqueeze()).sum_dim(2).squeeze_dim(2)
    }
}

impl<N: RasterNet> Learner for Raster<N> {
    fn losses(&self) -> &'static [&'static str] {
        &["loss"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        let x = self.pixels(batch.x.clone(), batch.noise); // [batch, dims]
        let loss = self
            .nats_of(&self.trained.net, Tensor::from_inner(x))
            .mean();
        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_at(rate, &loss, knobs);
        vec![("loss", loss.inner())]
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x = self.pixels(batch.x.clone(), batch.noise); // [batch, dims]
        let nats = self.nats(&x); // [batch]
        let bits = nats.clone().div_scalar(self.dims() as f64 * 2f64.ln());
        vec![("nll_nats", nats), ("bits_per_dim", bits)]
    }

    fn density(&self) -> Density<'_> {
        Density::Exact(Box::new(|x, noise| self.nats(&self.pixels(x, noise)).neg()))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn drawing(&self) -> Option<&dyn Drawing> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn predictor(&self) -> Option<&dyn Predictor> {
        Some(self)
    }

    fn passes(&self) -> Passes {
        Passes {
            density: 1,
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
        self.trained.layers(N::ORDER, N::role)
    }

    /// Every number of a picture is a place.
    fn uses(&self, _tensor: &str) -> usize {
        self.dims()
    }
}

impl<N: RasterNet> Sampler for Raster<N> {
    /// Some pictures at a time, because what is kept of each takes room.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let mut drawn = Vec::with_capacity(count * self.dims());
        let uniform = self.uniform(count, noise);
        for uniform in uniform.chunks(2 * TOGETHER * self.dims()) {
            let mut draft = self.draft(uniform.to_vec(), None);
            draft.go_on(self.dims());
            drawn.extend(draft.values());
        }
        let drawn = TensorData::new(drawn, [count, self.dims()]);
        Tensor::from_data(drawn, self.device())
    }
}

impl<N: RasterNet> Drawing for Raster<N> {
    fn begin(&self, count: usize, given: Option<Given>, noise: Noise) -> Box<dyn Draft> {
        let given = given.map(|given| {
            let x = self.pixels(given.x, noise).into_data().iter().collect();
            (x, given.known)
        });
        Box::new(self.draft(self.uniform(count, noise), given))
    }
}

impl<N: RasterNet> Predictor for Raster<N> {
    fn predict(&self, x: Tensor<2>, noise: Noise) -> Prediction {
        let seen = self.pixels(x, noise); // [batch, dims]
        let logits = self.logits(&self.trained.valid(), seen.clone());
        Prediction {
            expected: self.expected(logits),
            seen,
        }
    }

    fn surprise(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        let logits = self.logits(&self.trained.valid(), x.clone());
        Some(match self.levels {
            2 => bernoulli_each(x, logits),
            _ => categorical_each(self.level(x), logits),
        })
    }

    fn sensitivity(&self, x: Tensor<2>, number: usize) -> Option<Tensor<2>> {
        let x = Tensor::from_inner(x).require_grad();
        let logits = self.logits(&self.trained.net, x.clone()); // [batch, dims * outputs]
        let wide = outputs(self.levels);
        let one = logits.narrow(1, number * wide, wide); // [batch, outputs]
        let one = match wide {
            1 => one,
            // What all logits have in common says nothing.
            _ => one.clone().max_dim(1) - one.mean_dim(1), // [batch, 1]
        };
        Some(x.grad(&one.sum().backward())?.abs())
    }
}
