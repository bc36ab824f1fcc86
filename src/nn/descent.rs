//! What an optimiser needs to go down an objective.

use burn::module::Param;
use burn::tensor::{Gradients, Tensor};

/// The value of an objective for a batch, and its gradients by the parameters of a net.
pub struct Descent {
    /// The value, without a tape. `[1]`
    pub loss: Tensor<1>,
    /// The gradients, for an optimiser.
    pub gradients: Gradients,
}

impl Descent {
    /// Down an objective that stands on the tape. `[1]`
    pub fn of(objective: &Tensor<1>) -> Self {
        Self {
            loss: objective.clone().inner(),
            gradients: objective.backward(),
        }
    }
}

/// Gradients that are filled in by hand: a container from a graph of one node, one of the parameters to be filled in.
pub(super) fn by_hand<const D: usize>(parameter: &Param<Tensor<D>>) -> Gradients {
    parameter.val().sum().backward()
}
