//! The layers of the stage for pictures, and which of them a run can have.

use super::images;
use crate::engine::PictureId;
use crate::figure::{Figure, Growing};
use crate::taxonomy::Sight;
use crate::ui::run_view::RunView;

/// A layer of the stage, switched by its word in the title or by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    Samples,
    Reconstructions,
    Manifold,
    Difference,
    /// What numbers cost, given those before them.
    Surprise,
    /// What one of them depends on.
    Receptive,
    /// What the model makes of a part.
    Completed,
    /// Samples as they were expected, number by number.
    Expected,
    /// Samples beside the nearest of the pictures that were learned from.
    Nearest,
    /// Samples by several ways in few steps.
    Ways,
    /// What hidden units look for.
    Filters,
    /// What samples have been in the course of the training.
    Film,
}

impl Layer {
    pub(super) const ALL: [(Self, &'static str); 12] = [
        (Self::Samples, "stage-samples"),
        (Self::Reconstructions, "stage-reconstructions"),
        (Self::Manifold, "stage-manifold"),
        (Self::Difference, "stage-difference"),
        (Self::Surprise, "stage-surprise"),
        (Self::Receptive, "stage-receptive"),
        (Self::Completed, "stage-completed"),
        (Self::Expected, "stage-expected"),
        (Self::Nearest, "stage-nearest"),
        (Self::Ways, "stage-ways"),
        (Self::Filters, "stage-filters"),
        (Self::Film, "stage-film"),
    ];
}

/// The layer on which something can be seen.
pub(super) fn of_sight(sight: Sight) -> Option<Layer> {
    match sight {
        Sight::Samples => Some(Layer::Samples),
        Sight::Data | Sight::Restored | Sight::Guesses => Some(Layer::Reconstructions),
        Sight::Surprise => Some(Layer::Surprise),
        Sight::Paths | Sight::Drift | Sight::Chain => Some(Layer::Manifold),
        Sight::Filters => Some(Layer::Filters),
        _ => None,
    }
}

/// The layers that a run can have, by their places in [`Layer::ALL`]; the first nine have a number key each.
pub(super) fn layers_of(run: &RunView) -> Vec<usize> {
    let places = 0..Layer::ALL.len();
    places.filter(|i| possible(Layer::ALL[*i].0, run)).collect()
}

pub(super) fn possible(layer: Layer, run: &RunView) -> bool {
    let latent = run.ready.as_ref().and_then(|ready| ready.latent);
    match layer {
        Layer::Samples => true,
        Layer::Reconstructions | Layer::Difference => {
            let restores = run.ready.as_ref().is_none_or(|ready| ready.restores);
            restores || latent.is_some() || predicts(run)
        }
        Layer::Manifold => latent == Some(2) || images(run, PictureId::Strip).is_some(),
        Layer::Surprise | Layer::Receptive => predicts(run),
        Layer::Completed | Layer::Expected => growing(run).is_some(),
        Layer::Nearest => true,
        Layer::Filters => run.ready.as_ref().is_some_and(|ready| ready.filters),
        Layer::Film => run.film.steps().len() > 1,
        Layer::Ways => run
            .ready
            .as_ref()
            .is_some_and(|ready| !ready.ways.is_empty()),
    }
}

/// Whether the model expects every pixel from those before it.
pub(super) fn predicts(run: &RunView) -> bool {
    run.ready.as_ref().is_some_and(|ready| ready.predicts)
}

/// How far samples have come, where they are drawn number by number.
pub(super) fn growing(run: &RunView) -> Option<&Growing> {
    match &run.pictures.get(&PictureId::Growing)?.figure {
        Figure::Growing(growing) => Some(growing),
        _ => None,
    }
}
