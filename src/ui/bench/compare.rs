//! The same data, another leaf: the families that could learn from the data of a run, one after the other.

use egui::{RichText, Ui};

use super::Context;
use crate::families::Family;
use crate::ui::Action;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;

/// The families that can be trained on the data of a run, in the order of the map, and which of them it is.
fn rivals(run: &RunView) -> Option<(Vec<&'static Family>, usize)> {
    let kind = run.ready.as_ref()?.shape.kind();
    let families: Vec<&Family> = Family::ready()
        .filter(|family| family.card.accepts.contains(&kind))
        .collect();
    let index = families
        .iter()
        .position(|family| family.card.id == run.spec.family)?;
    (families.len() > 1).then_some((families, index))
}

/// The family that comes so many places after that of a run; after the last comes the first.
pub fn neighbour(run: &RunView, by: isize) -> Option<&'static str> {
    let (families, index) = rivals(run)?;
    let count = families.len() as isize;
    let next = (index as isize + by).rem_euclid(count);
    families.get(next as usize).map(|family| family.card.id)
}

/// The name of the family between two buttons that lead to its neighbours.
pub(super) fn ui(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    let run = context.run;
    let name = |id: &str| context.language.t(&format!("family-{id}"));
    ui.spacing_mut().item_spacing.x = space::SMALL;
    let title = RichText::new(name(&run.spec.family)).font(theme::bold(size::TITLE));
    let Some((families, index)) = rivals(run) else {
        ui.label(title.color(theme.text));
        return;
    };
    let mut button = |ui: &mut Ui, by: isize, glyph: &str, key: &str| {
        let Some(id) = neighbour(run, by) else { return };
        let words = context.language.f(key, &[("family", name(id).into())]);
        if icon_button(ui, glyph, &words, true).clicked() {
            actions.push(Action::Family(id));
        }
    };
    button(ui, -1, icon::BEFORE, "compare-before");
    ui.add(egui::Label::new(title.color(theme.text)).truncate());
    button(ui, 1, icon::AFTER, "compare-after");
    let place = format!("{}/{}", index + 1, families.len());
    ui.label(RichText::new(place).size(size::SMALL).color(theme.dim))
        .on_hover_text(context.language.t("compare-why"));
}
