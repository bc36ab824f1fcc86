//! Normal densities on the plane by mean and Cholesky factor: one for the Gaussian, K for the mixture.
//!
//! Sigma = L L^T with L lower triangular and a positive diagonal (A.-L. Cholesky 1910; Benoit 1924): every choice of the three numbers
//! of L gives a covariance, so that a gradient step can never leave the set of covariances.

use std::f64::consts::TAU;

use burn::module::{Module, Param};
use burn::tensor::activation::softplus;
use burn::tensor::{Device, Tensor, TensorData};

use crate::figure::Component;

/// Means and Cholesky factors of K normal densities.
#[derive(Module, Debug)]
pub(super) struct Normals {
    /// mu. `[K, 2]`
    means: Param<Tensor<2>>,
    /// s, t and u of L = ((softplus s, 0), (t, softplus u)). `[K, 3]`
    factors: Param<Tensor<2>>,
}

/// Covariances: of x with x, of x with y, of y with y, each `[1, K]`.
#[derive(Clone)]
pub(super) struct Covariances {
    pub(super) xx: Tensor<2>,
    pub(super) xy: Tensor<2>,
    pub(super) yy: Tensor<2>,
}

/// The factors L, entry by entry, each `[1, K]`.
struct Lower {
    xx: Tensor<2>,
    yx: Tensor<2>,
    yy: Tensor<2>,
}

/// The two terms of log N(x; mu_k, Sigma_k).
pub(super) struct LogNormal {
    /// -1/2 (x - mu_k)^T Sigma_k^-1 (x - mu_k). `[batch, K]`
    pub(super) distance: Tensor<2>,
    /// -log(2 pi sqrt(det Sigma_k)). `[1, K]`
    pub(super) normaliser: Tensor<2>,
}

impl Normals {
    /// Round normal densities of one deviation.
    pub(super) fn round(means: &[[f32; 2]], deviation: f32, device: &Device) -> Self {
        let device = device.clone().autodiff();
        let raw = deviation.exp_m1().ln(); // softplus^-1
        let factors = [raw, 0.0, raw].repeat(means.len());
        Self {
            means: Param::from_data(TensorData::new(means.concat(), [means.len(), 2]), &device),
            factors: Param::from_data(TensorData::new(factors, [means.len(), 3]), &device),
        }
    }

    /// The normal densities with these means and covariances, each `[1, K]` and without gradients.
    pub(super) fn of(means: [Tensor<2>; 2], covariances: &Covariances) -> Self {
        let Covariances { xx, xy, yy } = covariances.clone();
        let lower_xx = xx.sqrt(); // [1, K]
        let lower_yx = xy / lower_xx.clone();
        let lower_yy = (yy - lower_yx.clone().square()).clamp_min(TINY).sqrt();
        let columns = vec![
            softplus_inverse(lower_xx),
            lower_yx,
            softplus_inverse(lower_yy),
        ];
        let with_tape = |rows: Vec<Tensor<2>>| {
            let columns = Tensor::cat(rows, 0).transpose(); // [K, entries]
            Param::from_tensor(Tensor::from_inner(columns).require_grad())
        };
        Self {
            means: with_tape(means.to_vec()),
            factors: with_tape(columns),
        }
    }

    /// log N(x; mu_k, Sigma_k) in its two terms: x `[batch, 2]`. With y = L^-1 (x - mu) the distance is -1/2 |y|^2.
    pub(super) fn log_density(&self, x: Tensor<2>) -> LogNormal {
        let [y_1, y_2] = self.whitened(x); // [batch, K]
        let lower = self.lower();
        let log_volume = lower.xx.log() + lower.yy.log(); // [1, K]
        LogNormal {
            distance: (y_1.square() + y_2.square()).mul_scalar(-0.5),
            normaliser: log_volume.neg().sub_scalar(TAU.ln()),
        }
    }

    /// y = L_k^-1 (x - mu_k) by forward substitution: x `[batch, 2]` to two coordinates, each `[batch, K]`.
    pub(super) fn whitened(&self, x: Tensor<2>) -> [Tensor<2>; 2] {
        let [mu_1, mu_2] = self.means();
        let lower = self.lower();
        let y_1 = (x.clone().narrow(1, 0, 1) - mu_1) / lower.xx; // [batch, K]
        let y_2 = (x.narrow(1, 1, 1) - mu_2 - y_1.clone() * lower.yx) / lower.yy; // [batch, K]
        [y_1, y_2]
    }

    /// x = mu_k + L_k z for every k: z `[batch, 2]` to two coordinates, each `[batch, K]`.
    pub(super) fn coloured(&self, z: Tensor<2>) -> [Tensor<2>; 2] {
        let [mu_1, mu_2] = self.means();
        let lower = self.lower();
        let (z_1, z_2) = (z.clone().narrow(1, 0, 1), z.narrow(1, 1, 1)); // [batch, 1]
        let x_1 = z_1.clone() * lower.xx + mu_1; // [batch, K]
        let x_2 = z_1 * lower.yx + z_2 * lower.yy + mu_2; // [batch, K]
        [x_1, x_2]
    }

    /// log det L_k = 1/2 log det Sigma_k. `[1, K]`
    pub(super) fn log_volume(&self) -> Tensor<2> {
        let lower = self.lower();
        lower.xx.log() + lower.yy.log()
    }

    /// mu, coordinate by coordinate, each `[1, K]`.
    pub(super) fn means(&self) -> [Tensor<2>; 2] {
        let rows = self.means.val().transpose(); // [2, K]
        [rows.clone().narrow(0, 0, 1), rows.narrow(0, 1, 1)]
    }

    /// Sigma_k = L_k L_k^T.
    pub(super) fn covariances(&self) -> Covariances {
        let Lower { xx, yx, yy } = self.lower();
        Covariances {
            xx: xx.clone().square(),
            xy: xx * yx.clone(),
            yy: yx.square() + yy.square(),
        }
    }

    fn lower(&self) -> Lower {
        let rows = self.factors.val().transpose(); // [3, K]
        let row = |i| rows.clone().narrow(0, i, 1); // [1, K]
        Lower {
            xx: softplus(row(0), 1.0),
            yx: row(1),
            yy: softplus(row(2), 1.0),
        }
    }

    /// For pictures: all of them with these weights.
    pub(super) fn components(&self, weights: &[f32]) -> Vec<Component> {
        let Covariances { xx, xy, yy } = self.covariances();
        let [mu_1, mu_2] = self.means();
        let rows = Tensor::cat(vec![mu_1, mu_2, xx, xy, yy], 0).transpose(); // [K, 5]
        let numbers: Vec<f32> = rows.inner().into_data().iter().collect();
        numbers
            .chunks_exact(5)
            .zip(weights)
            .map(|(row, &weight)| Component {
                weight,
                mean: [row[0], row[1]],
                covariance: [row[2], row[3], row[4]],
            })
            .collect()
    }
}

/// The smallest square of a diagonal entry of L: rounding must not make it negative.
const TINY: f64 = 1e-14;

/// log(e^y - 1) = y / 2 + log(2 sinh(y / 2)), written so that a small y keeps its digits.
fn softplus_inverse(y: Tensor<2>) -> Tensor<2> {
    let half = y.mul_scalar(0.5);
    half.clone() + half.sinh().mul_scalar(2.0).log()
}

impl Covariances {
    /// Keeps every deviation at least at `floor`: eigenvalues of Sigma below its square are raised to it.
    ///
    /// A symmetric 2 x 2 matrix is m I + D with m the mean of its eigenvalues m +- r and D the rest, so that raising the
    /// eigenvalues means a new m and a scaling of D.
    pub(super) fn floored(&self, floor: f64) -> Self {
        let least = floor * floor;
        let Self { xx, xy, yy } = self.clone();
        let m = (xx.clone() + yy.clone()).mul_scalar(0.5); // [1, K]
        let d = (xx - yy).mul_scalar(0.5); // [1, K]
        let r = (d.clone().square() + xy.clone().square()).sqrt(); // [1, K]
        let upper = (m.clone() + r.clone()).clamp_min(least);
        let lower = (m - r.clone()).clamp_min(least);
        let m = (upper.clone() + lower.clone()).mul_scalar(0.5);
        let scale = (upper - lower).mul_scalar(0.5) / r.clamp_min(f64::from(f32::MIN_POSITIVE));
        Self {
            xx: m.clone() + d.clone() * scale.clone(),
            xy: xy * scale.clone(),
            yy: m - d * scale,
        }
    }

    /// The best round covariance in place of each: its mean variance along every direction.
    pub(super) fn rounded(&self) -> Self {
        let variance = (self.xx.clone() + self.yy.clone()).mul_scalar(0.5); // [1, K]
        Self {
            xx: variance.clone(),
            xy: variance.zeros_like(),
            yy: variance,
        }
    }
}
