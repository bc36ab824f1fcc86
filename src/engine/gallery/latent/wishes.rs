//! Which pictures of a latent space are wanted, and which of them another view asks for anew.

use super::Scene;
use crate::engine::{LatentView, PictureId, View};
use crate::families::LatentSpace;

/// Which pictures are wanted, and can be made.
pub(in crate::engine::gallery) fn wanted(scene: &Scene, view: &View) -> Vec<(PictureId, bool)> {
    let latent = scene.learner.workspace();
    let held_out = scene.material.held_out.count() > 0;
    let (wish, has) = (&view.latent, latent.is_some());
    let encodes = latent.is_some_and(LatentSpace::encodes);
    let anchored = has && !wish.anchors.is_empty();
    vec![
        // What a hand is waiting for comes first.
        (PictureId::Probe, has && wish.probe.is_some()),
        (PictureId::Path, anchored && wish.path.is_some()),
        (PictureId::Codes, wish.codes && encodes && held_out),
        (PictureId::Lattice, has && wish.lattice),
        (
            PictureId::Directions,
            anchored && wish.directions && encodes,
        ),
        (PictureId::Traversals, anchored && wish.traversals),
    ]
}

/// Which pictures another view asks for anew.
pub(in crate::engine::gallery) fn changed(old: &LatentView, new: &LatentView) -> Vec<PictureId> {
    let moved = old.anchors != new.anchors;
    let laid_anew = moved || old.pad != new.pad;
    let near = old.neighbours != new.neighbours;
    let all = [
        (
            PictureId::Probe,
            laid_anew || near || old.probe != new.probe,
        ),
        (PictureId::Path, laid_anew || near || old.path != new.path),
        (PictureId::Codes, laid_anew || old.codes != new.codes),
        (PictureId::Lattice, laid_anew || old.lattice != new.lattice),
        (
            PictureId::Directions,
            moved || near || old.directions != new.directions,
        ),
        (
            PictureId::Traversals,
            moved || near || old.traversals != new.traversals,
        ),
    ];
    all.into_iter()
        .filter(|(_, is)| *is)
        .map(|(id, _)| id)
        .collect()
}
