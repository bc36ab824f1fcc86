//! The parameters of a mixture and its density.

use burn::module::{Module, Param};
use burn::tensor::Tensor;
use burn::tensor::activation::log_softmax;

use super::super::normals::Normals;

/// The parameters of the mixture.
#[derive(Module, Debug)]
pub(super) struct Net {
    /// log pi up to a constant. `[1, K]`
    pub(super) logits: Param<Tensor<2>>,
    pub(super) normals: Normals,
}

impl Net {
    /// log pi. `[1, K]`
    pub(super) fn log_shares(&self) -> Tensor<2> {
        log_softmax(self.logits.val(), 1)
    }

    /// log pi_k + log N(x; mu_k, Sigma_k): x `[batch, 2]` to `[batch, K]`.
    pub(super) fn log_joint(&self, x: Tensor<2>) -> Tensor<2> {
        let terms = self.normals.log_density(x);
        terms.distance + (terms.normaliser + self.log_shares())
    }

    /// log p(x) = log sum_k pi_k N(x; mu_k, Sigma_k): x `[batch, 2]` to `[batch]`.
    pub(super) fn log_density(&self, x: Tensor<2>) -> Tensor<1> {
        log_sum_exp(self.log_joint(x)).squeeze_dim(1)
    }

    /// r_k = pi_k N(x; mu_k, Sigma_k) / p(x): x `[batch, 2]` to `[batch, K]`.
    pub(super) fn responsibilities(&self, x: Tensor<2>) -> Tensor<2> {
        let joint = self.log_joint(x);
        let whole = log_sum_exp(joint.clone()); // [batch, 1]
        (joint - whole).exp()
    }
}

/// log sum_k exp(a_k), with the largest taken out so that nothing overflows: `[batch, K]` to `[batch, 1]`.
pub(super) fn log_sum_exp(a: Tensor<2>) -> Tensor<2> {
    let largest = a.clone().detach().max_dim(1); // [batch, 1]
    (a - largest.clone()).exp().sum_dim(1).log() + largest
}
