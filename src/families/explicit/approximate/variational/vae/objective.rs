//! The two bounds that are climbed, and how the divergence in the first is charged.

use burn::tensor::Tensor;

/// sum_j max(lambda, mean KL_j): below lambda nats a unit pays nothing more and stays alive (Kingma et al. 2016). `[1]`
pub(super) fn with_free_bits(kl: Tensor<2>, lambda: f64) -> Tensor<1> {
    kl.mean_dim(0).clamp_min(lambda).sum()
}

/// min(1, t / T): the weight of the KL term grows over the first T steps, so that the decoder learns to use the code before
/// the code is taxed (Bowman et al. 2016; Sonderby et al. 2016).
pub(super) fn warmed_up(steps_done: u64, over: usize) -> f64 {
    if over == 0 {
        return 1.0;
    }
    ((steps_done + 1) as f64 / over as f64).min(1.0)
}

/// log 1/k sum_i w_i of each example: log w `[batch, k]` to `[batch]`.
///
/// Its mean over draws is the importance-weighted bound L_k (Burda et al. 2016); k = 1 is a draw of the ELBO.
pub(super) fn log_mean_exp(log_weights: Tensor<2>) -> Tensor<1> {
    let k = log_weights.dims()[1] as f64;
    let largest = log_weights.clone().detach().max_dim(1); // [batch, 1]
    let sum = (log_weights - largest.clone()).exp().sum_dim(1); // [batch, 1]
    (largest + sum.log().sub_scalar(k.ln())).squeeze_dim(1)
}
