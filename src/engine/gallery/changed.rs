//! Which pictures another view wants otherwise.

use super::{latent, plane, text};
use crate::engine::{PictureId, View};

/// The pictures that two views do not want alike.
pub(super) fn changed(old: &View, new: &View) -> Vec<PictureId> {
    let whole = [
        (
            PictureId::Samples,
            (old.samples, old.sample_seed) != (new.samples, new.sample_seed),
        ),
        (
            PictureId::Reconstructions,
            old.reconstructions != new.reconstructions,
        ),
        (PictureId::Nearest, old.nearest != new.nearest),
        (PictureId::Manifold, old.manifold != new.manifold),
        (PictureId::Units, old.units != new.units),
        (PictureId::Filters, old.filters != new.filters),
        (
            PictureId::Ways,
            (old.ways, old.sample_seed) != (new.ways, new.sample_seed),
        ),
        (PictureId::Abilities, old.abilities != new.abilities),
        (PictureId::Inside, old.inside != new.inside),
        (
            PictureId::Surprise,
            old.numbers.surprise != new.numbers.surprise,
        ),
        (
            PictureId::Receptive,
            old.numbers.receptive != new.numbers.receptive,
        ),
        (PictureId::Completed, old.numbers.known != new.numbers.known),
    ];
    let whole = whole.into_iter().filter(|(_, changed)| *changed);
    whole
        .map(|(id, _)| id)
        .chain(latent::changed(&old.latent, &new.latent))
        .chain(text::changed(old, new))
        .chain(plane::changed(&old.plane, &new.plane))
        .collect()
}
