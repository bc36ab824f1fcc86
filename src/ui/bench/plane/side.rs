//! The pane beside the curves, for runs on the plane: the base space, the parts of a mixture, or the masks of a net.

use egui::Ui;

use super::base::Base;
use super::masks::Masks;
use super::weights;
use crate::engine::{PictureId, Ready, View};
use crate::figure::Figure;
use crate::ui::bench::{Context, empty};

/// What the pane remembers.
#[derive(Default)]
pub(in crate::ui::bench) struct Side {
    base: Base,
    masks: Masks,
    /// The term of the formula under the pointer.
    pub(in crate::ui::bench) lit: Option<&'static str>,
}

impl Side {
    /// Asks for the pictures that the pane shows.
    pub(in crate::ui::bench) fn look(view: &mut View, ready: &Ready) {
        let plane = &mut view.plane;
        plane.base = ready.transport;
        plane.masks = !ready.transport && ready.masks;
        plane.components |= !ready.transport && ready.components > 0;
    }

    /// Draws the pane.
    pub(in crate::ui::bench) fn ui(&mut self, ui: &mut Ui, context: &Context, ready: &Ready) {
        let figure = |id| context.run.pictures.get(&id).map(|picture| &picture.figure);
        if ready.transport {
            return self.base.ui(ui, context, self.lit);
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
        empty(ui, &context.language.t("plane-side-none"));
    }
}
