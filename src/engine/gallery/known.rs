//! What is known of log p(x) on the plane, and by what way: from the family itself, from an oracle, or only in part.

use burn::tensor::Tensor;

use crate::families::{Density, Learner};
use crate::figure::Known;
use crate::nn::Noise;

/// By what way log p(x) on the plane is known: the family's own exact value comes first, an oracle next, and what is only a
/// part of the truth last.
pub(in crate::engine) fn known(learner: &dyn Learner) -> Option<Known> {
    let density = learner.density();
    if let Density::Exact(_) = density {
        return Some(Known::Exact);
    }
    let oracle = learner.oracle().map(|oracle| Known::Oracle(oracle.id));
    oracle.or(match density {
        Density::UpToConstant(_) => Some(Known::UpToConstant),
        Density::Bound(_) => Some(Known::Bound),
        Density::Exact(_) | Density::None => None,
    })
}

/// log p(x) by that way, in nats, in the units that the model sees: x `[points, 2]` to `[points]`.
pub(super) fn log_density(learner: &dyn Learner, x: Tensor<2>) -> Option<Tensor<1>> {
    let noise = Noise::fixed(0, "density over the plane");
    let density = learner.density();
    if let Density::Exact(density) = density {
        return Some(density(x, noise));
    }
    match (learner.oracle(), density) {
        (Some(oracle), _) => Some((oracle.log_density)(x)),
        (None, Density::UpToConstant(density) | Density::Bound(density)) => Some(density(x, noise)),
        (None, Density::Exact(_) | Density::None) => None,
    }
}
