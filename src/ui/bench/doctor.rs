//! What the doctor finds wrong with the run on show: a card a finding, with what it means and a button that tries the cure.

use egui::{Button, CornerRadius, Frame, Margin, RichText, Ui};

use super::{Context, numbers};
use crate::engine::Diagnosis;
use crate::measure::doctor::Ailment;
use crate::ui::Action;
use crate::ui::theme::{self, size, space};

/// Draws a card for each finding, and says which is under the pointer.
pub(super) fn cards(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) -> Option<Ailment> {
    let mut pointed = None;
    for found in &context.run.findings {
        if card(ui, context, found, actions) {
            pointed = Some(found.ailment);
        }
        ui.add_space(space::MEDIUM);
    }
    pointed
}

/// Draws a card, and says whether the pointer is on it.
fn card(ui: &mut Ui, context: &Context, found: &Diagnosis, actions: &mut Vec<Action>) -> bool {
    let theme = theme::of(ui);
    let language = context.language;
    // The fill of buttons is left to the button on it.
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(egui::Stroke::new(1.0, theme.warning))
        .corner_radius(CornerRadius::same(size::PICTURE_RADIUS))
        .inner_margin(Margin::same(space::MEDIUM as i8));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let key = found.ailment.key();
        let name = RichText::new(language.t(key));
        ui.label(name.font(theme::bold(size::BODY)).color(theme.warning));
        let since = [("step", numbers::count(found.since).into())];
        let since = RichText::new(language.f("doctor-since", &since));
        ui.label(since.size(size::SMALL).color(theme.dim));
        let why = RichText::new(language.t(&format!("{key}-why")));
        ui.label(why.size(size::SMALL));
        let see = RichText::new(language.t(&format!("{key}-see")));
        ui.label(see.size(size::SMALL).color(theme.dim));
        if found.cure.is_empty() {
            let none = RichText::new(language.t("doctor-no-cure"));
            ui.label(none.size(size::SMALL).color(theme.dim));
            return;
        }
        let turns = found.cure.iter().map(|(knob, value)| {
            let name = language.t(&format!("knob-{knob}"));
            format!("{name} = {value}")
        });
        let turns = turns.collect::<Vec<_>>().join(", ");
        let words = language.f("doctor-try", &[("cure", turns.into())]);
        let button = Button::new(RichText::new(words).size(size::SMALL)).wrap();
        if ui
            .add(button)
            .on_hover_text(language.t("doctor-try-why"))
            .clicked()
        {
            actions.push(Action::Cure(found.cure.clone()));
        }
    });
    shown.response.contains_pointer()
}
