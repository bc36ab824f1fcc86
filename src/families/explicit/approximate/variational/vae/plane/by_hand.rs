//! The gradient of the bound on the processor, derived by hand: a few examples at a time go through encoder, codes and decoder
//! and back while they lie in the nearest cache.
//!
//! With z = mu + s epsilon, s^2 = exp(l) and r = -log p(x|z) = |x - f(z)|^2 / 2 sigma^2 + 2 log sigma + log 2 pi:
//!
//! - ELBO: the loss is r + sum_j c_j KL_j. Its derivative by mu is dr/dz + c mu, by l it is dr/dz s epsilon / 2 +
//!   c (exp(l) - 1) / 2, where c is beta, or nothing where the bits are free.
//! - Importance weights: the loss is -log 1/k sum_i w_i with log w = -r + 1/2 sum_j (epsilon^2 + l - z^2). For the decoder every
//!   draw counts by its share v_i of the weights. For the encoder it counts by the square of its share, and q holds still in
//!   log w but for the draw itself (doubly reparameterised, Tucker et al. 2019): with g_i = dr/dz + z - epsilon / s, by mu
//!   sum_i v_i^2 g_i, by l sum_i v_i^2 g_i s epsilon / 2. The mean is the same, and the noise does not grow with k.

use std::collections::BTreeMap;
use std::f32::consts::TAU;

use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::net::Net;
use crate::nn::{SiluPass, SiluSlopes, SiluTape};

/// Codes that go through the decoder together, and at least so many examples where each has many codes: the gradients of every
/// tile are a copy of the net to be added up.
const TOGETHER: usize = 64;
const FEWEST: usize = 4;

/// What is climbed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Goal {
    /// The evidence lower bound, with its divergence charged by beta beyond so many nats a unit.
    Elbo { beta: f64, free_bits: f64 },
    /// The importance-weighted bound with so many draws.
    Weighted { draws: usize },
}

impl Goal {
    /// How many codes are drawn for each example.
    pub(super) fn draws(self) -> usize {
        match self {
            Self::Elbo { .. } => 1,
            Self::Weighted { draws } => draws.max(1),
        }
    }
}

/// The loss, the reconstruction and the KL term of a batch, and the gradient of the loss.
pub(super) struct Slope {
    pub(super) losses: [f32; 3],
    /// `[n]` for each parameter, by path.
    pub(super) gradient: BTreeMap<String, TensorData>,
}

/// The nets as plain numbers, and what is climbed.
struct Way {
    encoder: SiluPass,
    decoder: SiluPass,
    log_sigma: f32,
    latent: usize,
    draws: usize,
    weighted: bool,
    batch: f32,
}

/// A few examples.
struct Tile<'a> {
    x: &'a [f32],
    epsilon: &'a [f32],
    tape: SiluTape,
    /// mu and log sigma^2, side by side. `[examples, 2 latent]`
    code: Vec<f32>,
}

/// What a tile adds: its share of the loss and of the reconstruction, and of the gradient.
struct Share {
    loss: f32,
    reconstruction: f32,
    by_log_sigma: f32,
    encoder: SiluSlopes,
    decoder: SiluSlopes,
}

/// The gradient: x `[batch, 2]` and epsilon `[batch * draws, latent]`; `None` where the net does not live on the processor.
pub(super) fn slope(net: &Net, x: &Tensor<2>, epsilon: &Tensor<2>, goal: Goal) -> Option<Slope> {
    let numbers = |tensor: &Tensor<2>| -> Vec<f32> { tensor.clone().into_data().iter().collect() };
    let way = Way {
        encoder: net.encoder.pass()?,
        decoder: net.decoder.pass()?,
        log_sigma: net.sigma().ln() as f32,
        latent: epsilon.dims()[1],
        draws: goal.draws(),
        weighted: matches!(goal, Goal::Weighted { .. }),
        batch: x.dims()[0] as f32,
    };
    let (x, epsilon) = (numbers(x), numbers(epsilon));
    let examples = (TOGETHER / way.draws).max(FEWEST);
    let tiles: Vec<Tile> = x
        .par_chunks(2 * examples)
        .zip(epsilon.par_chunks(examples * way.draws * way.latent))
        .map(|(x, epsilon)| way.encoded(x, epsilon))
        .collect();
    let divergence = way.divergence(&tiles); // [latent]
    let charges = charges(&divergence, goal);
    let shares: Vec<Share> = tiles
        .into_par_iter()
        .map(|tile| way.share(&tile, &charges))
        .collect();
    let whole = shares.into_iter().reduce(Share::plus)?;
    let charged = match goal {
        Goal::Elbo { beta, free_bits } => {
            let nats = divergence.iter().map(|kl| kl.max(free_bits as f32));
            beta as f32 * nats.sum::<f32>()
        }
        Goal::Weighted { .. } => 0.0,
    };
    let mut gradient = way.encoder.by_path(whole.encoder, "encoder.");
    gradient.extend(way.decoder.by_path(whole.decoder, "decoder."));
    let by_log_sigma = TensorData::new(vec![whole.by_log_sigma], [1]);
    gradient.insert("log_sigma".to_owned(), by_log_sigma);
    Some(Slope {
        losses: [
            whole.loss + charged,
            whole.reconstruction,
            divergence.iter().sum(),
        ],
        gradient,
    })
}

/// What a nat of each unit's divergence costs: a unit within its free bits pays nothing. `[latent]`
fn charges(divergence: &[f32], goal: Goal) -> Vec<f32> {
    let charge = |kl: &f32| match goal {
        Goal::Elbo { beta, free_bits } if f64::from(*kl) >= free_bits => beta as f32,
        _ => 0.0,
    };
    divergence.iter().map(charge).collect()
}

impl Way {
    fn encoded<'a>(&self, x: &'a [f32], epsilon: &'a [f32]) -> Tile<'a> {
        let tape = self.encoder.forward(x);
        let code = tape.outputs();
        Tile {
            x,
            epsilon,
            tape,
            code,
        }
    }

    /// KL(q(z_j|x) || p(z_j)), mean over the batch. `[latent]`
    fn divergence(&self, tiles: &[Tile]) -> Vec<f32> {
        let mut sums = vec![0.0; self.latent];
        for code in tiles
            .iter()
            .flat_map(|tile| tile.code.chunks_exact(2 * self.latent))
        {
            let (mean, log_variance) = code.split_at(self.latent);
            for ((sum, m), l) in sums.iter_mut().zip(mean).zip(log_variance) {
                *sum += 0.5 * (m * m + l.exp() - 1.0 - l);
            }
        }
        sums.iter().map(|sum| sum / self.batch).collect()
    }

    /// A tile through the decoder and all the way back.
    fn share(&self, tile: &Tile, charges: &[f32]) -> Share {
        let (latent, draws) = (self.latent, self.draws);
        let per_example = draws * latent;
        let mut z = tile.epsilon.to_vec(); // [examples * draws, latent]
        for (z, code) in z
            .chunks_exact_mut(per_example)
            .zip(tile.code.chunks_exact(2 * latent))
        {
            for (i, z) in z.iter_mut().enumerate() {
                *z = code[i % latent] + (0.5 * code[latent + i % latent]).exp() * *z;
            }
        }
        let decoded = self.decoder.forward(&z);
        let mut by_mean = decoded.outputs(); // [examples * draws, 2]
        let mut counted = self.counted(tile, &z, &mut by_mean);
        let (decoder, by_z) = self.decoder.backward(&decoded, &by_mean);
        let mut by_code = Vec::with_capacity(tile.code.len()); // [examples, 2 latent]
        for (example, code) in tile.code.chunks_exact(2 * latent).enumerate() {
            let rows = example * per_example..(example + 1) * per_example;
            let shares = &counted.shares[example * draws..(example + 1) * draws];
            let drawn = Drawn {
                z: &z[rows.clone()],
                epsilon: &tile.epsilon[rows.clone()],
                by_z: &by_z[rows],
                shares,
            };
            by_code.extend(self.by_code(code, &drawn, charges));
        }
        let (encoder, _) = self.encoder.backward(&tile.tape, &by_code);
        counted.loss /= self.batch;
        Share {
            loss: counted.loss,
            reconstruction: counted.reconstruction / self.batch,
            by_log_sigma: counted.by_log_sigma,
            encoder,
            decoder,
        }
    }

    /// How much each draw counts, and the derivative of the loss by what was decoded, which takes its place.
    fn counted(&self, tile: &Tile, z: &[f32], decoded: &mut [f32]) -> Counted {
        let (latent, draws) = (self.latent, self.draws);
        let precision = (-2.0 * self.log_sigma).exp();
        let mut counted = Counted::default();
        for (example, x) in tile.x.chunks_exact(2).enumerate() {
            let code = &tile.code[example * 2 * latent..(example + 1) * 2 * latent];
            let rows = example * draws..(example + 1) * draws;
            let squares: Vec<f32> = decoded[2 * rows.start..2 * rows.end]
                .chunks_exact(2)
                .map(|f| (x[0] - f[0]).powi(2) + (x[1] - f[1]).powi(2))
                .collect();
            let nats: Vec<f32> = squares
                .iter()
                .map(|square| 0.5 * square * precision + 2.0 * self.log_sigma + TAU.ln())
                .collect();
            counted.reconstruction += nats.iter().sum::<f32>() / draws as f32;
            let (shares, loss) = if self.weighted {
                let codes = rows.start * latent..rows.end * latent;
                let (z, epsilon) = (&z[codes.clone()], &tile.epsilon[codes]);
                weights(&nats, z, epsilon, &code[latent..])
            } else {
                (vec![1.0], nats[0])
            };
            counted.loss += loss;
            for (row, (share, square)) in rows.zip(shares.iter().zip(&squares)) {
                let scale = share / self.batch;
                counted.by_log_sigma += scale * (2.0 - square * precision);
                for (f, x) in decoded[2 * row..2 * row + 2].iter_mut().zip(x) {
                    *f = scale * (*f - x) * precision;
                }
            }
            counted.shares.extend(shares);
        }
        counted
    }

    /// The derivative by mu and log sigma^2 of one example. `[2 latent]`
    fn by_code(&self, code: &[f32], drawn: &Drawn, charges: &[f32]) -> Vec<f32> {
        let latent = self.latent;
        let mut by_code = vec![0.0; 2 * latent];
        for j in 0..latent {
            let (mean, log_variance) = (code[j], code[latent + j]);
            let sigma = (0.5 * log_variance).exp();
            for (draw, share) in drawn.shares.iter().enumerate() {
                let at = draw * latent + j;
                let (share, by_z) = if self.weighted {
                    let by_weight = drawn.z[at] - drawn.epsilon[at] / sigma;
                    (*share, drawn.by_z[at] + share / self.batch * by_weight)
                } else {
                    (1.0, drawn.by_z[at])
                };
                by_code[j] += share * by_z;
                by_code[latent + j] += 0.5 * share * by_z * sigma * drawn.epsilon[at];
            }
            let charge = charges[j] / self.batch;
            by_code[j] += charge * mean;
            by_code[latent + j] += charge * 0.5 * (log_variance.exp() - 1.0);
        }
        by_code
    }
}

/// The draws of one example: codes, their noise, and the derivative by them, `[draws, latent]` each, and how much each counts.
struct Drawn<'a> {
    z: &'a [f32],
    epsilon: &'a [f32],
    by_z: &'a [f32],
    shares: &'a [f32],
}

/// Sums over the examples of a tile, and how much each draw counts.
#[derive(Default)]
struct Counted {
    loss: f32,
    reconstruction: f32,
    by_log_sigma: f32,
    /// `[examples * draws]`
    shares: Vec<f32>,
}

/// The share of each draw in the sum of the weights, and -log of their mean: nats `[draws]`, z and epsilon `[draws, latent]`.
fn weights(nats: &[f32], z: &[f32], epsilon: &[f32], log_variance: &[f32]) -> (Vec<f32>, f32) {
    let latent = log_variance.len();
    let codes = z.chunks_exact(latent).zip(epsilon.chunks_exact(latent));
    let mut weights: Vec<f32> = nats
        .iter()
        .zip(codes)
        .map(|(nats, (z, epsilon))| {
            let each = z.iter().zip(epsilon).zip(log_variance);
            let ratio: f32 = each.map(|((z, e), l)| e * e + l - z * z).sum();
            0.5 * ratio - nats
        })
        .collect();
    let largest = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for w in &mut weights {
        *w = (*w - largest).exp();
    }
    let sum: f32 = weights.iter().sum();
    for w in &mut weights {
        *w /= sum;
    }
    (weights, -(largest + (sum / nats.len() as f32).ln()))
}

impl Share {
    fn plus(self, other: Self) -> Self {
        Self {
            loss: self.loss + other.loss,
            reconstruction: self.reconstruction + other.reconstruction,
            by_log_sigma: self.by_log_sigma + other.by_log_sigma,
            encoder: self.encoder.plus(&other.encoder),
            decoder: self.decoder.plus(&other.decoder),
        }
    }
}
