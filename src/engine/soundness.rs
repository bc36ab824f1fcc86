//! What the doctor needs to know of a model on the plane: how far its samples and its chain spread, and whether a flow comes back.

use burn::tensor::Tensor;

use super::evaluation::Number;
use super::material::Material;
use crate::families::{Chain, Learner, Stage, Transport};
use crate::nn::Noise;

/// How many chains walk, and how many steps.
const CHAINS: usize = 64;
const STEPS: usize = 20;
/// How many points are carried to the base space and back.
const RETURNS: usize = 64;

/// The numbers, with the same names for every family: what a family lacks has no value.
pub(super) fn numbers(
    learner: &dyn Learner,
    material: &Material,
    drawn: &[[f64; 2]],
    noise: Noise,
) -> Vec<Number> {
    let place = place(material, drawn);
    let walk = learner.chain().map(|chain| walk(chain, noise));
    let inverse = learner.transport().and_then(|map| inverse(map, material));
    vec![
        ("sample_mean_1", place.map(|(mean, _)| mean[0])),
        ("sample_mean_2", place.map(|(mean, _)| mean[1])),
        ("sample_spread", place.map(|(_, spread)| spread)),
        ("chain_step", walk.map(|(step, _)| step)),
        ("chain_spread", walk.map(|(_, spread)| spread)),
        ("inverse_error", inverse),
    ]
}

/// The mean of the samples, and how far they spread around the mean of the data, in units in which the data have mean 0 and
/// deviation 1 along each axis.
fn place(material: &Material, drawn: &[[f64; 2]]) -> Option<([f64; 2], f64)> {
    let standard = material.data.plane()?.standard;
    let count = drawn.len() as f64;
    let (mut mean, mut squares) = ([0.0; 2], 0.0);
    for point in drawn.iter().map(|point| standard.to_model(*point)) {
        for (sum, value) in mean.iter_mut().zip(point) {
            *sum += value / count;
            squares += value * value / count;
        }
    }
    (count > 0.0).then(|| (mean, (squares / 2.0).sqrt()))
}

/// How far the states of a chain get from where they began, and how far out they lie in the end, in deviations of the data.
fn walk(chain: &dyn Chain, noise: Noise) -> (f64, f64) {
    let states = chain.walk(CHAINS, STEPS, noise);
    let (Some(first), Some(last)) = (states.first(), states.last()) else {
        return (f64::NAN, f64::NAN);
    };
    (size(last.clone() - first.clone()), size(last.clone()))
}

/// How far held-out points are from where they were after a way to the base space and back: the root of the mean square.
fn inverse(map: &dyn Transport, material: &Material) -> Option<f64> {
    let count = RETURNS.min(material.held_out.count());
    let x = material.held_out.range(0, count); // [count, 2]
    let back = map
        .push(map.pull(x.clone()))
        .pop()
        .map(|Stage { at, .. }| at)?; // [count, 2]
    Some(size(back - x))
}

/// The root of the mean square of all numbers.
fn size(x: Tensor<2>) -> f64 {
    let squares = x.square().mean().into_data(); // [1]
    squares.iter::<f64>().next().map_or(f64::NAN, f64::sqrt)
}
