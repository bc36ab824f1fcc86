//! What is known of log p(x) on the plane, and by what way: from the family itself, from an oracle, or only in part.

use burn::tensor::Tensor;

use crate::families::{Density, Learner};
use crate::figure::Known;
use crate::nn::Noise;

/// log p(x) in nats, in the units that the model sees: x `[points, 2]` to `[points]`.
pub(in crate::engine) type LogDensity<'a> = Box<dyn Fn(Tensor<2>) -> Tensor<1> + 'a>;

/// log p(x) on the plane and the way by which it is known: the family's own exact value comes first, an oracle next, and what
/// is only a part of the truth last.
pub(in crate::engine) fn way(learner: &dyn Learner) -> Option<(Known, LogDensity<'_>)> {
    let noise = Noise::fixed(0, "density over the plane");
    let density = learner.density();
    if let Density::Exact(density) = density {
        return Some((Known::Exact, Box::new(move |x| density(x, noise))));
    }
    if let Some(oracle) = learner.oracle() {
        return Some((Known::Oracle(oracle.id), oracle.log_density));
    }
    match density {
        Density::UpToConstant(density) => {
            Some((Known::UpToConstant, Box::new(move |x| density(x, noise))))
        }
        Density::Bound(density) => Some((Known::Bound, Box::new(move |x| density(x, noise)))),
        Density::Exact(_) | Density::None => None,
    }
}

/// By what way log p(x) on the plane is known.
pub(in crate::engine) fn known(learner: &dyn Learner) -> Option<Known> {
    way(learner).map(|(known, _)| known)
}

/// log p(x) by that way: x `[points, 2]` to `[points]`.
pub(super) fn log_density(learner: &dyn Learner, x: Tensor<2>) -> Option<Tensor<1>> {
    way(learner).map(|(_, log_density)| log_density(x))
}
