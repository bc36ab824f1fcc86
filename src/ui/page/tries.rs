//! What to try after reading a page: links that set up the bench.

use egui::{Button, RichText, Ui};

use crate::families::Family;
use crate::taxonomy::Preset;
use crate::text::Language;
use crate::ui::Action;
use crate::ui::theme::{self, icon, size, space};

/// A node has so many links at most.
const OF_NODE: usize = 3;

/// The links of a family: all of its presets.
pub(super) fn of_family(family: &'static Family) -> Vec<(&'static Family, &'static Preset)> {
    let presets = family.card.presets.iter();
    presets.map(|preset| (family, preset)).collect()
}

/// The links of a node: the first preset of each of some families below it, those that fail among them last.
pub(super) fn of_node(families: &[&'static Family]) -> Vec<(&'static Family, &'static Preset)> {
    let first = |family: &&'static Family| Some((*family, family.card.presets.first()?));
    let mut tries: Vec<_> = families.iter().filter_map(first).collect();
    tries.sort_by_key(|(_, preset)| !preset.works);
    tries.truncate(OF_NODE);
    tries
}

/// Draws the links.
pub(super) fn ui(
    ui: &mut Ui,
    language: Language,
    tries: &[(&'static Family, &'static Preset)],
    actions: &mut Vec<Action>,
) {
    if tries.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    ui.add_space(space::LARGE);
    super::heading(ui, &language.t("page-try"));
    for (family, preset) in tries {
        let words = language.t(&format!("preset-{}", preset.id));
        let parts = [
            (icon::PLAY, theme::icons(size::BODY)),
            (words.as_str(), theme::regular(size::BODY)),
        ];
        let button = Button::new(theme::beside(parts, theme.accent)).frame(false);
        let button = ui.add(button).accessible_name(words.clone());
        if button.clicked() {
            actions.push(Action::Try(family.card.id, preset.id));
        }
        let why = language.t(&format!("preset-{}-why", preset.id));
        let why = RichText::new(why).size(size::SMALL).color(theme.dim);
        ui.add(egui::Label::new(why).wrap());
        ui.add_space(space::MEDIUM);
    }
}
