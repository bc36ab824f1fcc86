//! The autoencoder of pictures: every pixel is a coin whose bias the decoder says.
//!
//! The default is the net of the PyTorch example, 784-400-20-400-784, whose figures are widely known.

mod nets;

use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;

use self::nets::{Coder, ConvNet, Net};
use super::objective::{log_mean_exp, warmed_up, with_free_bits};
use crate::families::knobs::settled;
use crate::families::{
    Batch, Density, EncodedGaussian, LatentSpace, Layer, Learner, Losses, Measured, Sampler, Setup,
    Snapshot, State, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Noise, bernoulli_nats};
use crate::text::Trouble;

/// The two terms of the bound for each example: x `[batch, dims]` and epsilon `[batch, latent]`.
fn terms(net: &impl Coder, x: Tensor<2>, epsilon: Tensor<2>) -> Terms {
    let code = net.encode(x.clone());
    let sigma = code.log_variance.clone().mul_scalar(0.5).exp(); // [batch, latent]
    let z = code.mean.clone() + sigma * epsilon; // z = mu + sigma * epsilon, [batch, latent]
    Terms {
        reconstruction: bernoulli_nats(x, net.decode(z)),
        kl: code.divergence(),
    }
}

/// -log p(x|z), `[batch]`, and KL(q(z|x) || p(z)) of every unit, `[batch, latent]`, in nats.
struct Terms {
    reconstruction: Tensor<1>,
    kl: Tensor<2>,
}

/// A VAE of pictures that learns.
pub(super) struct PixelVae<N> {
    trained: Trained<N>,
    latent: usize,
    /// Whether the coins are tossed anew at every visit.
    tossed: bool,
    /// Whether pixels are black or white, tossed here or before.
    binary: bool,
}

impl PixelVae<Net> {
    pub(super) fn new(setup: &Setup) -> Self {
        let (dims, latent) = (setup.shape.dims(), setup.knobs.whole("latent"));
        let hidden = setup.knobs.sizes("hidden");
        let net = Net::new(dims, hidden, latent, setup.noise, setup.device);
        Self::with(net, setup)
    }
}

impl PixelVae<ConvNet> {
    pub(super) fn convolutional(setup: &Setup) -> Self {
        let (sides, knobs) = (setup.shape.sides(), setup.knobs);
        let (channels, latent) = (knobs.whole("channels"), knobs.whole("latent"));
        let net = ConvNet::new(sides, channels, latent, setup.noise, setup.device);
        Self::with(net, setup)
    }
}

impl<N: Coder> PixelVae<N> {
    fn with(net: N, setup: &Setup) -> Self {
        Self {
            trained: Trained::new(net, setup),
            latent: setup.knobs.whole("latent"),
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

    /// log w = log p(x|z) + log p(z) - log q(z|x), where z = mu + sigma * epsilon: x `[batch, dims]` to `[batch, draws]`.
    fn log_weights(&self, net: &N, x: Tensor<2>, noise: Noise, draws: usize) -> Tensor<2> {
        let EncodedGaussian { mean, log_variance } = net.encode(x.clone());
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
            ratio - bernoulli_nats(x.clone(), net.decode(z)).unsqueeze_dim(1) // [batch, 1]
        });
        Tensor::cat(log_weights.collect(), 1) // [batch, draws]
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
        let x = Tensor::from_inner(self.pixels(batch)); // [batch, dims]
        let epsilon = Tensor::from_inner(self.epsilon(batch.noise, x.dims()[0])); // [batch, latent]
        let Terms { reconstruction, kl } = terms(&self.trained.net, x.clone(), epsilon);
        let reconstruction = reconstruction.mean(); // [1]
        let loss = if knobs.choice("objective") == "iwae" {
            let draws = knobs.whole("importance-samples");
            let log_weights = self.log_weights(&self.trained.net, x, batch.noise, draws);
            log_mean_exp(log_weights).mean().neg() // [1]
        } else {
            let charged = with_free_bits(kl.clone(), knobs.real("free-bits")); // [1]
            let beta = knobs.real("beta") * warmed_up(batch.steps_done, knobs.whole("warm-up"));
            reconstruction.clone() + charged.mul_scalar(beta)
        };
        let kl = kl.inner().sum_dim(1).mean(); // [1]

        let rate = settled(knobs, batch.steps_done);
        self.trained.descend_at(rate, &loss, knobs);
        let losses = [loss.inner(), reconstruction.inner(), kl];
        self.losses().iter().copied().zip(losses).collect()
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let x = self.pixels(batch);
        let epsilon = self.epsilon(batch.noise, x.dims()[0]);
        let Terms { reconstruction, kl } = terms(&self.trained.valid(), x, epsilon);
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
        Some(self.log_weights(&self.trained.valid(), x, noise, draws))
    }

    fn density(&self) -> Density<'_> {
        Density::Bound(Box::new(|x, noise| {
            let epsilon = self.epsilon(noise, x.dims()[0]);
            let Terms { reconstruction, kl } = terms(&self.trained.valid(), x, epsilon);
            (reconstruction + kl.sum_dim(1).squeeze_dim(1)).neg()
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
}

impl<N: Coder> Sampler for PixelVae<N> {
    /// z ~ N(0, I), x = E[x|z]: the means rather than coin tosses, because that is what one wants to look at.
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        self.decode(noise.normal("prior", [count, self.latent], self.trained.device()))
    }
}

impl<N: Coder> LatentSpace for PixelVae<N> {
    fn dimension(&self) -> usize {
        self.latent
    }

    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        self.trained.valid().encode(x)
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        sigmoid(self.trained.valid().decode(z))
    }
}

#[cfg(test)]
mod tests;
