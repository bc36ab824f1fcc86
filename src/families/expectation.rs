//! What a model expects of an example that it has looked at, in part or after it has spoiled it.

use burn::tensor::Tensor;

use crate::nn::Noise;

/// Expects every number of an example from those that it looked at before.
pub trait Predictor {
    /// What is expected of examples as the model sees them: x `[batch, dims]`.
    fn predict(&self, x: Tensor<2>, noise: Noise) -> Prediction;

    /// -log p(x_i | x_<i) of examples as the model sees them, in nats: x `[batch, dims]` to `[batch, dims]`; `None` where the
    /// family does not say.
    fn surprise(&self, _x: Tensor<2>) -> Option<Tensor<2>> {
        None
    }

    /// |d l / d x_j|, where l is the logit of one number of every example as the model sees it: how far it sees, and what it
    /// looks at. x `[batch, dims]` to `[batch, dims]`; `None` where the family does not say.
    fn sensitivity(&self, _x: Tensor<2>, _number: usize) -> Option<Tensor<2>> {
        None
    }
}

/// Restores examples from what it has made of them: units that were on, or pixels that were spoiled.
pub trait Restorer {
    /// Examples as the model sees them, spoiled where it spoils them, and what it makes of them: x `[batch, dims]`.
    fn restore(&self, x: Tensor<2>, noise: Noise) -> Prediction;
}

/// Examples and what was expected of them.
pub struct Prediction {
    /// The examples as the model sees them. `[batch, dims]`
    pub seen: Tensor<2>,
    /// What it expects of them: E[x_i | x_<i], or the mean of what they are restored to. `[batch, dims]`
    pub expected: Tensor<2>,
}
