//! Pictures of families without a tractable density: where points are drawn to, how chains walk, what codes points have.

use std::sync::Arc;

use burn::tensor::Tensor;

use super::{ARROWS, cells, directions, host, points, to_data};
use crate::data::plane::Standard;
use crate::engine::gallery::Scene;
use crate::figure::{Axis, Component, Extent, Figure, Motion};
use crate::nn::Noise;

/// So many samples carry an arrow.
const PUSHED: usize = 160;
/// So many chains are followed.
const CHAINS: usize = 36;
/// For so many steps.
pub(in crate::engine) const CHAIN_STEPS: usize = 60;
/// So many posteriors are shown: enough to see how they tile the prior, few enough to see each.
const POSTERIORS: usize = 64;

/// Where places all over the plane are drawn to.
pub(super) fn drift(scene: &Scene, standard: Standard, extent: Extent) -> Option<Figure> {
    let at: Vec<[f64; 2]> = cells(extent, ARROWS).collect();
    let by = scene.learner.drift(points(&at, standard, scene.device))?; // [arrows, 2]
    Some(Figure::Arrows(directions(&at, by, standard)))
}

/// Where samples are drawn to: the first of those that the stage shows.
pub(super) fn push(scene: &Scene, standard: Standard, sample_seed: u64) -> Option<Figure> {
    let noise = Noise::fixed(scene.seed ^ sample_seed, "samples").part(0);
    let x = scene.learner.sampler()?.sample(PUSHED, noise); // [pushed, 2]
    let by = scene.learner.drift(x.clone())?; // [pushed, 2]
    let at = host(x);
    let at = at.chunks_exact(2).map(|x| to_data([x[0], x[1]], standard));
    let at: Vec<[f64; 2]> = at.map(|x| x.map(f64::from)).collect();
    Some(Figure::Arrows(directions(&at, by, standard)))
}

/// Some chains, state after state.
pub(super) fn chain(scene: &Scene, standard: Standard) -> Option<Figure> {
    let noise = Noise::fixed(scene.seed, "chains on show");
    let walked = scene.learner.chain()?.walk(CHAINS, CHAIN_STEPS, noise);
    let places = |state: Tensor<2>| -> Arc<[[f32; 2]]> {
        let values = host(state);
        let pairs = values.chunks_exact(2);
        pairs.map(|x| to_data([x[0], x[1]], standard)).collect()
    };
    Some(Figure::Motion(Motion {
        axis: Axis::Chain,
        columns: None,
        frames: walked.into_iter().map(places).collect(),
        log_volume: Vec::new(),
    }))
}

/// A code for each point, drawn from its posterior: together they are the aggregate posterior. x `[points, 2]` to `[points, 2]`
pub(super) fn codes(scene: &Scene, x: Tensor<2>) -> Option<Tensor<2>> {
    let posterior = scene.learner.latent()?.encode(x);
    let shape = posterior.mean.dims();
    let noise = Noise::fixed(scene.seed, "codes on show");
    let epsilon = noise.normal("epsilon", shape, scene.device); // [points, 2]
    let deviation = posterior.log_variance.mul_scalar(0.5).exp();
    Some(posterior.mean + deviation * epsilon)
}

/// The posteriors of the first held-out points.
pub(super) fn posteriors(scene: &Scene) -> Option<Figure> {
    let posterior = scene
        .learner
        .latent()?
        .encode(scene.held_out_points(POSTERIORS));
    let means = host(posterior.mean);
    let variances = host(posterior.log_variance.exp());
    let count = (means.len() / 2).max(1);
    let pairs = means.chunks_exact(2).zip(variances.chunks_exact(2));
    let component = |(mean, variance): (&[f32], &[f32])| Component {
        weight: 1.0 / count as f32,
        mean: [mean[0], mean[1]],
        covariance: [variance[0], 0.0, variance[1]],
    };
    Some(Figure::Components(pairs.map(component).collect()))
}
