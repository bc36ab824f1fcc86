//! Pictures of models that read an example number by number: what surprises them, what they look at, and what they make of a
//! part.

use burn::tensor::Tensor;

use super::Scene;
use crate::engine::{PictureId, View};
use crate::families::{Draft, Given, Prediction};
use crate::nn::Noise;

/// More samples than these are drawn at once: what is kept of each while it grows takes room.
const GROWING: usize = 128;

/// Which of these pictures are wanted, and whether they can be made.
pub(super) fn wanted(scene: &Scene, view: &View) -> [(PictureId, bool); 3] {
    let held_out = scene.material.held_out.count() > 0;
    let predicts = held_out && scene.learner.predictor().is_some();
    let draws = held_out && scene.learner.drawing().is_some();
    [
        (PictureId::Surprise, predicts && view.numbers.surprise),
        (
            PictureId::Receptive,
            predicts && view.numbers.receptive.is_some(),
        ),
        (PictureId::Completed, draws && view.numbers.known.is_some()),
    ]
}

/// A number for every number of some examples, from 0 to 1: x `[count, dims]` to `[count, dims]`.
pub(super) fn about(id: PictureId, x: Tensor<2>, scene: &Scene, view: &View) -> Option<Tensor<2>> {
    let predictor = scene.learner.predictor()?;
    let noise = Noise::fixed(scene.seed, "seen");
    let Prediction { seen, .. } = predictor.predict(x, noise); // [count, dims]
    if id == PictureId::Surprise {
        let nats = predictor.surprise(seen)?; // [count, dims]
        // Four nats and more look alike: a chance of two in a hundred.
        return Some(nats.div_scalar(4.0).clamp(0.0, 1.0));
    }
    let number = view.numbers.receptive?.min(scene.shape().dims() - 1);
    let slopes = predictor.sensitivity(seen, number)?; // [count, dims]
    let largest = slopes.clone().max_dim(1).clamp_min(1e-12); // [count, 1]
    // A root, because most of what is seen has a small say.
    Some((slopes / largest).sqrt())
}

/// Pictures that are drawn number by number, if this one is.
pub(super) fn draft(
    id: PictureId,
    x: impl Fn() -> Tensor<2>,
    scene: &Scene,
    view: &View,
) -> Option<Box<dyn Draft>> {
    let drawing = scene.learner.drawing()?;
    match id {
        PictureId::Samples if view.samples <= GROWING => {
            let noise = Noise::fixed(scene.seed ^ view.sample_seed, "samples");
            Some(drawing.begin(view.samples, None, noise))
        }
        PictureId::Completed => {
            let x = x(); // [count, dims]
            let [count, dims] = x.dims();
            let known = view.numbers.known.as_ref()?;
            let known = if known.len() == dims {
                known.to_vec()
            } else {
                (0..dims).map(|i| i < dims / 2).collect()
            };
            let noise = Noise::fixed(scene.seed, "seen");
            Some(drawing.begin(count, Some(Given { x, known }), noise))
        }
        _ => None,
    }
}
