//! Encoder, decoder and the width of p(x|z), and the objective in tensor operations.

use std::f64::consts::TAU;

use burn::module::{Module, Param};
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Tensor};

use super::super::objective::{log_mean_exp, with_free_bits};
use super::by_hand::Goal;
use crate::families::EncodedGaussian;
use crate::nn::{Noise, SiluMlp};

/// The decoder begins with this much width, in logarithms of standard units: narrower than the data, or nothing would be
/// gained by using the code.
const FIRST_LOG_SIGMA: f32 = -1.0;
/// How sharp the bends of encoder and decoder are at first: with plain SiLU the squares of a checkerboard stay 0.2 nats farther
/// from the data after ten thousand steps. What is guessed about a code need not have edges, what is decoded has.
const SHARPNESS: [f64; 2] = [2.0, 8.0];

/// The two networks and the width.
#[derive(Module, Debug)]
pub(super) struct Net {
    /// x to mu and log sigma^2 of q(z|x), side by side.
    pub(super) encoder: SiluMlp,
    /// z to the mean of p(x|z).
    pub(super) decoder: SiluMlp,
    /// log sigma of p(x|z). `[1]`
    pub(super) log_sigma: Param<Tensor<1>>,
}

impl Net {
    pub(super) fn new(hidden: &[usize], latent: usize, noise: Noise, device: &Device) -> Self {
        let mirrored: Vec<usize> = hidden.iter().rev().copied().collect();
        let width = Tensor::from_data([FIRST_LOG_SIGMA], &device.clone().autodiff());
        Self {
            encoder: SiluMlp::new("encoder", [2, 2 * latent], hidden, noise, device)
                .sharper(SHARPNESS[0]),
            decoder: SiluMlp::new("decoder", [latent, 2], &mirrored, noise, device)
                .sharper(SHARPNESS[1]),
            log_sigma: Param::from_tensor(width),
        }
    }

    /// Where the paths of the last layers of encoder and decoder begin.
    pub(super) fn last_layers(&self) -> [String; 2] {
        [
            format!("encoder.layers.{}.", self.encoder.depth()),
            format!("decoder.layers.{}.", self.decoder.depth()),
        ]
    }

    /// The width of p(x|z), in the units that the model sees.
    pub(super) fn sigma(&self) -> f64 {
        let log_sigma = self.log_sigma.val().inner().into_data();
        log_sigma.iter::<f64>().next().map_or(f64::NAN, f64::exp)
    }

    /// q(z|x) without a tape: x `[batch, 2]` to mu and log sigma^2, each `[batch, latent]`.
    pub(super) fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        code(self.encoder.forward(x))
    }

    /// E[x|z] without a tape: z `[batch, latent]` to `[batch, 2]`.
    pub(super) fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.decoder.forward(z)
    }

    /// -log N(x; mean, sigma^2 I) without a tape: both `[batch, 2]`, to `[batch]`.
    pub(super) fn nats(&self, x: Tensor<2>, mean: Tensor<2>) -> Tensor<1> {
        nats(x, mean, self.log_sigma.val().inner())
    }

    /// The loss, -log p(x|z) and the KL term of a batch on the tape: x `[batch, 2]` and epsilon `[batch * draws, latent]`
    /// without one, to `[1]` each. What [`by_hand`](super::by_hand) does in one pass, with the same slopes: of the importance
    /// weights those that are doubly reparameterised (Tucker et al. 2019).
    pub(super) fn objective(&self, x: Tensor<2>, epsilon: Tensor<2>, goal: Goal) -> [Tensor<1>; 3] {
        let ([batch, _], draws) = (x.dims(), goal.draws());
        let x = Tensor::from_inner(x);
        let epsilon = Tensor::from_inner(epsilon);
        let code = code(self.encoder.taped(x.clone()));
        let each = |values: Tensor<2>| -> Tensor<2> {
            let values: Tensor<3> = values.unsqueeze_dim(1); // [batch, 1, width]
            let values = values.repeat_dim(1, draws); // [batch, draws, width]
            let width = values.dims()[2];
            values.reshape([batch * draws, width])
        };
        let mean = each(code.mean.clone()); // [batch * draws, latent]
        let log_variance = each(code.log_variance.clone()); // [batch * draws, latent]
        let sigma = log_variance.clone().mul_scalar(0.5).exp();
        let z = mean.clone() + sigma * epsilon; // [batch * draws, latent]
        let target = each(x);
        let nats_at = |z: Tensor<2>| {
            let decoded = self.decoder.taped(z); // [batch * draws, 2]
            nats(target.clone(), decoded, self.log_sigma.val()) // [batch * draws]
        };
        let divergence = code.divergence(); // [batch, latent]
        let kl = divergence.clone().sum_dim(1).mean(); // [1]
        let [loss, reconstruction] = match goal {
            Goal::Elbo { beta, free_bits } => {
                let reconstruction = nats_at(z).mean(); // [1]
                let charged = with_free_bits(divergence, free_bits); // [1]
                [
                    reconstruction.clone() + charged.mul_scalar(beta),
                    reconstruction,
                ]
            }
            Goal::Weighted { .. } => {
                let q = (mean.detach(), log_variance.detach());
                weighted(z, &q, [batch, draws], nats_at)
            }
        };
        [loss, reconstruction, kl]
    }
}

/// -log 1/k sum_i w_i, mean over the batch, and the mean of -log p(x|z): z and mean and log variance of q
/// `[batch * draws, latent]`.
///
/// The slope by q goes through z alone and is weighted by the square of each draw's share: q stands still in log w, and z passes
/// on its slope times its share.
fn weighted(
    z: Tensor<2>,
    q: &(Tensor<2>, Tensor<2>),
    [batch, draws]: [usize; 2],
    nats_at: impl Fn(Tensor<2>) -> Tensor<1>,
) -> [Tensor<1>; 2] {
    let log_weights =
        |z: Tensor<2>, nats: Tensor<1>| (log_ratio(z, q) - nats).reshape([batch, draws]);
    let still = z.clone().detach();
    let known = log_weights(still.clone(), nats_at(still.clone())).detach();
    let share = softmax(known, 1).reshape([batch * draws, 1]);
    let z = still.clone() + (z - still) * share; // [batch * draws, latent]
    let reconstruction = nats_at(z.clone()); // [batch * draws]
    let bound = log_mean_exp(log_weights(z, reconstruction.clone())); // [batch]
    [bound.mean().neg(), reconstruction.mean()]
}

/// log p(z) - log q(z) without what both have in common: z and the mean and log variance of q `[n, latent]`, to `[n]`.
fn log_ratio(z: Tensor<2>, (mean, log_variance): &(Tensor<2>, Tensor<2>)) -> Tensor<1> {
    let away = (z.clone() - mean.clone()).square() * log_variance.clone().neg().exp();
    let ratio = away + log_variance.clone() - z.square(); // [n, latent]
    ratio.sum_dim(1).squeeze_dim::<1>(1).mul_scalar(0.5)
}

/// What the encoder says: `[batch, 2 latent]` to mu and log sigma^2.
fn code(said: Tensor<2>) -> EncodedGaussian {
    let latent = said.dims()[1] / 2;
    EncodedGaussian {
        mean: said.clone().narrow(1, 0, latent),
        log_variance: said.narrow(1, latent, latent),
    }
}

/// |x - mean|^2 / 2 sigma^2 + 2 log sigma + log 2 pi: `[batch, 2]` each and `[1]`, to `[batch]`.
fn nats(x: Tensor<2>, mean: Tensor<2>, log_sigma: Tensor<1>) -> Tensor<1> {
    let squares = (x - mean).square().sum_dim(1).squeeze_dim::<1>(1); // [batch]
    let precision = log_sigma.clone().mul_scalar(-2.0).exp(); // [1]
    squares * precision.mul_scalar(0.5) + log_sigma.mul_scalar(2.0).add_scalar(TAU.ln())
}
