//! The autoencoder of pictures: every pixel is a coin whose bias the decoder says.
//!
//! The default is the net of the PyTorch example, 784-400-20-400-784, whose figures are widely known.

mod nets;

use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;

use self::nets::{Coder, ConvNet, Labels, Net};
use super::objective::{log_mean_exp, warmed_up, with_free_bits};
use super::telling;
use crate::families::knobs::scheduled;
use crate::families::labels::Classes;
use crate::families::{
    Batch, Density, EncodedGaussian, LatentSpace, Layer, Learner, Losses, Measured, Sampler, Setup,
    Snapshot, State, Story, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Noise, bernoulli_nats};
use crate::text::Trouble;

/// The two terms of the bound for each example: x `[batch, dims]`, its labels y `[batch, classes]` where they are told, and epsilon
/// `[batch, latent]`.
fn terms(net: &impl Coder, x: Tensor<2>, y: Labels, epsilon: Tensor<2>) -> Terms {
    let code = net.encode(x.clone(), y);
    let sigma = code.log_variance.clone().mul_scalar(0.5).exp(); // [batch, latent]
    let z = code.mean.clone() + sigma * epsilon; // z = mu + sigma * epsilon, [batch, latent]
    let logits = net.decode(z.clone(), y); // [batch, dims]
    let way = [
        code.mean.clone(),
        code.log_variance.clone(),
        z,
        logits.clone(),
    ];
    Terms {
        reconstruction: bernoulli_nats(x, logits),
        kl: code.divergence(),
        way,
    }
}

/// -log p(x|z), `[batch]`, and KL(q(z|x) || p(z)) of every unit, `[batch, latent]`, in nats.
struct Terms {
    reconstruction: Tensor<1>,
    kl: Tensor<2>,
    /// What the examples became on the way: mu, log sigma^2 and z, `[batch, latent]`, and the logits, `[batch, dims]`.
    way: [Tensor<2>; 4],
}

/// A VAE of pictures that learns.
pub(super) struct PixelVae<N> {
    trained: Trained<N>,
    latent: usize,
    /// What both nets are told: then the bound is on log p(x|y) (Sohn, Lee and Yan 2015,
    /// <https://papers.nips.cc/paper/5775-learning-structured-output-representation-using-deep-conditional-generative-models>).
    classes: Classes,
    /// The class of codes that are walked in.
    class: usize,
    /// Whether the coins are tossed anew at every visit.
    tossed: bool,
    /// Whether pixels are black or white, tossed here or before.
    binary: bool,
}

impl PixelVae<Net> {
    pub(super) fn new(setup: &Setup) -> Self {
        let (dims, latent) = (setup.shape.dims(), setup.knobs.whole("latent"));
        let (hidden, classes) = (setup.knobs.sizes("hidden"), Classes::new(setup));
        let net = Net::new([dims, latent], hidden, classes, setup.noise, setup.device);
        Self::with(net, setup)
    }
}

impl PixelVae<ConvNet> {
    pub(super) fn convolutional(setup: &Setup) -> Self {
        let (sides, knobs) = (setup.shape.sides(), setup.knobs);
        let (channels, latent) = (knobs.whole("channels"), knobs.whole("latent"));
        let sizes = (channels, latent, Classes::new(setup));
        let net = ConvNet::new(sides, sizes, setup.noise, setup.device);
        Self::with(net, setup)
    }
}

impl<N: Coder> PixelVae<N> {
    fn with(net: N, setup: &Setup) -> Self {
        Self {
            trained: Trained::new(net, setup),
            latent: setup.knobs.whole("latent"),
            classes: Classes::new(setup),
            class: setup.knobs.whole("class"),
            tossed: setup.knobs.choice("pixels") == "dynamic",
            binary: setup.knobs.choice("pixels") != "grey",
        }
    }

    /// The examples as the likelihood sees them: as they come, grey or static bits, or a fresh coin toss a pixel. `[batch, dims]`
    fn pixels(&self, batch: &Batch) -> Tensor<2> {
        if !self.tossed {
            return batch.x.clone();
        }
        let coins = batch
            .noise
            .uniform("binarise", batch.x.dims(), self.trained.device());
        coins.lower(batch.x.clone()).float()
    }

    /// log w = log p(x|z) + log p(z) - log q(z|x), where z = mu + sigma * epsilon: x `[batch, dims]`, with its labels where they are
    /// told, to `[batch, draws]`.
    fn log_weights(
        &self,
        net: &N,
        (x, y): (Tensor<2>, Labels),
        noise: Noise,
        draws: usize,
    ) -> Tensor<2> {
        let EncodedGaussian { mean, log_variance } = net.encode(x.clone(), y);
        let sigma = log_variance.clone().mul_scalar(0.5).exp(); // [batch, latent]
        let log_weights = (0..draws).map(|draw| {
            let epsilon = self.epsilon(noise.part(draw as u64), x.dims()[0]); // [batch, latent]
            let epsilon = if x.is_autodiff() {
                Tensor::from_inner(epsilon)
            } else {
                epsilon
            };
            let z = mean.clone() + sigma.clone() * epsilon.clone(); // [batch, latent]
            // log p(z) - log q(z|x) = 1/2 sum_j (epsilon_j^2 + log sigma_j^2 - z_j^2)
            let ratio = epsilon.square() + log_variance.clone() - z.clone().square();
            let ratio = ratio.sum_dim(1).mul_scalar(0.5); // [batch, 1]
            ratio - bernoulli_nats(x.clone(), net.decode(z, y)).unsqueeze_dim(1) // [batch, 1]
        });
        Tensor::cat(log_weights.collect(), 1) // [batch, draws]
    }

    /// The labels of codes about which nothing else is known. `[count, classes]`
    fn shown(&self, count: usize) -> Option<Tensor<2>> {
        self.classes.all(self.class, count, self.trained.device())
    }

    fn epsilon(&self, noise: Noise, batch: usize) -> Tensor<2> {
        noise.normal("epsilon", [batch, self.latent], self.trained.device())
    }
}

impl<N: Coder> Learner for PixelVae<N> {
    fn losses(&self) -> &'static [&'static str] {
        &["loss", "reconstruction_nats", "kl_term_nats"]
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        let x = Tensor::from_inner(self.pixels(batch)); // [batch, dims]
        let epsilon = Tensor::from_inner(self.epsilon(batch.noise, x.dims()[0])); // [batch, latent]
        let y = self.classes.of(batch); // [batch, classes]
        let net = &self.trained.net;
        let terms = terms(net, x.clone(), y.as_ref(), epsilon.clone());
        let [mean, log_variance, z, logits] = terms.way;
        if story.is_told() {
            let told = (&sigmoid(logits), &terms.reconstruction);
            telling::way(story, &x, [&mean, &log_variance, &epsilon, &z], told);
        }
        let (reconstruction, kl) = (terms.reconstruction.mean(), terms.kl); // [1], [batch, latent]
        let loss = if knobs.choice("objective") == "iwae" {
            let draws = knobs.whole("importance-samples");
            let log_weights = self.log_weights(net, (x, y.as_ref()), batch.noise, draws);
            log_mean_exp(log_weights).mean().neg() // [1]
        } else {
            let charged = with_free_bits(kl.clone(), knobs.real("free-bits")); // [1]
            let beta = knobs.real("beta") * warmed_up(batch.steps_done, knobs.whole("warm-up"));
            reconstruction.clone() + charged.mul_scalar(beta)
        };
        let of_units = kl.inner(); // [batch, latent]
        let kl = of_units.clone().sum_dim(1).mean(); // [1]

        let rate = scheduled(knobs, batch.steps_done);
        self.trained.descend_at(rate, &loss, knobs);
        let losses = [loss.inner(), reconstruction.inner(), kl];
        telling::bound(story, &losses, of_units, knobs, batch.steps_done);
        self.losses().iter().copied().zip(losses).collect()
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.class = knobs.whole("class");
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x = self.pixels(batch);
        let epsilon = self.epsilon(batch.noise, x.dims()[0]);
        let y = self.classes.of(batch); // [batch, classes]
        let Terms {
            reconstruction, kl, ..
        } = terms(&self.trained.valid(), x, y.as_ref(), epsilon);
        let kl = kl.sum_dim(1).squeeze_dim::<1>(1); // [batch]
        let elbo = (reconstruction.clone() + kl.clone()).neg(); // [batch]
        vec![
            ("elbo_nats", elbo),
            ("reconstruction_nats", reconstruction),
            ("kl_term_nats", kl),
        ]
    }

    /// A grey pixel is a mean over coin tosses, and the log of a mean is not the mean of logs: no bound follows.
    fn bounds(&self) -> bool {
        self.binary
    }

    fn importance(&self, batch: &Batch, noise: Noise, draws: usize) -> Option<Tensor<2>> {
        if !self.bounds() {
            return None;
        }
        let x = self.pixels(batch); // [batch, dims]
        let y = self.classes.of(batch); // [batch, classes]
        Some(self.log_weights(&self.trained.valid(), (x, y.as_ref()), noise, draws))
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, noise| {
            let (count, net) = (x.dims()[0], self.trained.valid());
            // log p(x) = log 1/K sum_y p(x|y), and none of its terms is less than what its bound gives.
            let of_class = |class| {
                let epsilon = self.epsilon(noise, count);
                let y = self.classes.all(class, count, self.trained.device());
                let Terms {
                    reconstruction, kl, ..
                } = terms(&net, x.clone(), y.as_ref(), epsilon);
                (reconstruction.unsqueeze_dim(1) + kl.sum_dim(1)).neg() // [batch, 1]
            };
            let bounds = (0..self.classes.count().max(1)).map(of_class).collect();
            log_mean_exp(Tensor::cat(bounds, 1))
        }))
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    fn latent(&self) -> Option<&dyn LatentSpace> {
        Some(self)
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
        let role = |path: &str| N::role(path.split('.').next().unwrap_or_default());
        self.trained.layers(N::ORDER, role)
    }

    fn uses(&self, tensor: &str) -> usize {
        self.trained.net.uses(tensor)
    }
}

impl<N: Coder> Sampler for PixelVae<N> {
    /// z ~ N(0, I), x = E[x|z]: the means rather than coin tosses, because that is what one wants to look at.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let device = self.trained.device();
        let z = noise.normal("prior", [count, self.latent], device); // [count, latent]
        let y = self.classes.in_turn(count, device); // [count, classes]
        sigmoid(self.trained.valid().decode(z, y.as_ref()))
    }

    fn classes(&self) -> usize {
        self.classes.count()
    }
}

/// Where labels are told, a code alone stands for a picture of the class that the knob says.
impl<N: Coder> LatentSpace for PixelVae<N> {
    fn dimension(&self) -> usize {
        self.latent
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let y = self.shown(x.dims()[0]);
        self.encode_of(x, y)
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        let y = self.shown(z.dims()[0]);
        self.decode_of(z, y)
    }

    fn encode_of(&self, x: Tensor<2>, y: Option<Tensor<2>>) -> EncodedGaussian {
        self.trained.valid().encode(x, y.as_ref())
    }

    fn decode_of(&self, z: Tensor<2>, y: Option<Tensor<2>>) -> Tensor<2> {
        sigmoid(self.trained.valid().decode(z, y.as_ref()))
    }
}

#[cfg(test)]
mod tests;
