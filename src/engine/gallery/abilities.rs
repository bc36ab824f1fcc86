//! What a model can compute, found out by having it done: the table of the taxonomy, ticked.

use std::time::Instant;

use burn::tensor::Tensor;

use super::{Scene, host};
use crate::data::Shape;
use crate::engine::evaluation::at_once;
use crate::families::{Density, Learner};
use crate::figure::{Abilities, Code, Figure, Known, Sampling};
use crate::nn::Noise;
use crate::taxonomy::LatentKind;

/// So many held-out examples are asked about.
const ASKED: usize = 64;
/// Texts take a pass a character.
const TEXTS: usize = 4;
/// Shares of a mixture add up to one but for this.
const ROUNDING: f32 = 1e-3;

/// Does what the model can do, and keeps what came out.
pub(super) fn abilities(scene: &Scene) -> Figure {
    let learner = scene.learner;
    let asked = match scene.shape() {
        Shape::Text { .. } => TEXTS,
        _ => ASKED,
    };
    let x = scene.held_out_points(asked); // [asked, dims]
    let area = scene.material.log_area() as f32;
    let is_asked = x.dims()[0] > 0;
    let nats = |log_p: Tensor<1>| mean(log_p).map(|mean| mean - area);
    let density = || density(learner, x.clone(), nats);
    let oracle = || {
        let oracle = learner.oracle()?;
        Some((oracle.id, nats((oracle.log_density)(x.clone()))?))
    };
    let code = || code(learner, x.clone());
    Figure::Abilities(Abilities {
        density: is_asked.then(density).flatten(),
        oracle: is_asked.then(oracle).flatten(),
        sampling: sampling(scene),
        code: is_asked.then(code).flatten(),
    })
}

/// What the family itself says about log p(x); x `[asked, dims]`.
fn density(
    learner: &dyn Learner,
    x: Tensor<2>,
    nats: impl Fn(Tensor<1>) -> Option<f32>,
) -> Option<(Known, f32)> {
    let noise = Noise::fixed(0, "asked");
    let (known, log_p) = match learner.density() {
        Density::Exact(density) => (Known::Exact, density(x, noise)),
        Density::Bound(density) => (Known::Bound, density(x, noise)),
        Density::UpToConstant(density) => (Known::UpToConstant, density(x, noise)),
        Density::None => return None,
    };
    Some((known, nats(log_p)?))
}

fn sampling(scene: &Scene) -> Option<Sampling> {
    let sampler = scene.learner.sampler()?;
    let passes = scene.learner.passes().sample;
    // Images are larger, and so is what makes them.
    let most = match scene.shape() {
        Shape::Plane => 4 * ASKED,
        Shape::Image { .. } => ASKED,
        Shape::Text { .. } => TEXTS,
    };
    let count = at_once(passes).min(most);
    let noise = Noise::fixed(scene.seed, "asked samples");
    let began = Instant::now();
    // It counts when it is there.
    let drawn = host(sampler.sample(count, noise));
    let seconds = began.elapsed().as_secs_f32();
    let came = !drawn.is_empty() && drawn.iter().all(|v| v.is_finite());
    came.then_some(Sampling {
        count,
        passes,
        seconds,
    })
}

/// The code of examples, by the best way there is: an inverse, an encoder, the shares of a mixture. x `[asked, dims]`
fn code(learner: &dyn Learner, x: Tensor<2>) -> Option<Code> {
    let back = |kind, there: Tensor<2>| {
        let error = mean_distance(x.clone(), there)?;
        Some(Code {
            kind,
            error: Some(error),
        })
    };
    if let Some(map) = learner.transport() {
        let there = map.push(map.pull(x.clone())).pop()?.at; // [asked, dims]
        return back(LatentKind::Exact, there);
    }
    if let Some(latent) = learner.latent() {
        let there = latent.decode(latent.encode(x.clone()).mean); // [asked, dims]
        let kind = if latent.is_exact() {
            LatentKind::Exact
        } else {
            LatentKind::Amortised
        };
        return back(kind, there);
    }
    let shares = learner.responsibilities(x.clone())?.sum_dim(1); // [asked, 1]
    let add_up = host(shares).iter().all(|sum| (sum - 1.0).abs() < ROUNDING);
    add_up.then_some(Code {
        kind: LatentKind::Posterior,
        error: None,
    })
}

/// The mean over examples of how far they are apart, `[asked, dims]` each; nothing where that is no number.
fn mean_distance(x: Tensor<2>, there: Tensor<2>) -> Option<f32> {
    let apart = (x - there).square().sum_dim(1).sqrt(); // [asked, 1]
    mean(apart.squeeze_dim::<1>(1))
}

/// The mean of values, `[asked]`; nothing where one of them is no number.
fn mean(values: Tensor<1>) -> Option<f32> {
    let values: Vec<f32> = values.into_data().iter::<f32>().collect();
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    mean.is_finite().then_some(mean)
}
