//! The pane beside the curves, for runs on the plane: the base space or the latent plane, the parts of a mixture, the masks of
//! a net, or where chains have been.

use egui::Ui;

use super::base::Base;
use super::masks::Masks;
use super::visits::Visits;
use super::weights;
use crate::engine::{PictureId, Ready, View};
use crate::figure::Figure;
use crate::ui::bench::{Context, empty};

/// What the pane remembers.
#[derive(Default)]
pub(in crate::ui::bench) struct Side {
    base: Base,
    masks: Masks,
    visits: Visits,
    /// The term of the formula under the pointer.
    pub(in crate::ui::bench) lit: Option<&'static str>,
}

impl Side {
    /// Asks for the pictures that the pane shows.
    pub(in crate::ui::bench) fn look(view: &mut View, ready: &Ready) {
        let plane = &mut view.plane;
        plane.base = has_base(ready);
        plane.masks = !plane.base && ready.masks;
        plane.components |= !plane.base && ready.components > 0;
        plane.chain |= has_visits(ready);
    }

    /// Draws the pane.
    pub(in crate::ui::bench) fn ui(&mut self, ui: &mut Ui, context: &Context, ready: &Ready) {
        let figure = |id| context.run.pictures.get(&id).map(|picture| &picture.figure);
        if has_base(ready) {
            return self.base.ui(ui, context, ready, self.lit);
        }
        if ready.masks {
            let masks = match figure(PictureId::Masks) {
                Some(Figure::Matrices(masks)) => &masks[..],
                _ => &[],
            };
            return self.masks.ui(ui, context, masks);
        }
        if let Some(Figure::Components(components)) = figure(PictureId::Components)
            && ready.components > 1
        {
            return weights::ui(ui, context, components, self.lit);
        }
        if has_visits(ready) {
            return self.visits.ui(ui, context, ready);
        }
        let key = if ready.density.is_some() {
            "plane-side-none"
        } else {
            "plane-side-samples"
        };
        empty(ui, &context.language.t(key));
    }
}

/// Whether a run has a base space or a latent plane to show.
fn has_base(ready: &Ready) -> bool {
    ready.transport || ready.latent == Some(2)
}

/// Whether the pane shows where chains have been.
fn has_visits(ready: &Ready) -> bool {
    !has_base(ready) && !ready.masks && ready.components <= 1 && ready.chain.is_some()
}
