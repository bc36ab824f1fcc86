//! What stands on the map at the very first start: the language, and a tour of a minute. It waits, and nothing waits for it.

use egui::{Align2, Area, Button, Context, Frame, Id, Margin, RichText, Ui};

use super::Action;
use super::lesson::Ask;
use super::theme::{self, icon, size, space};
use super::widgets::icon_button::icon_button;
use crate::text::Language;

/// How wide the card is.
const WIDTH: f32 = 380.0;
/// How far it stands below the upper edge: under the header and the line about the map, where the tree has no branches.
const TOP: f32 = 84.0;

/// Draws the card in the empty corner of the map.
pub fn show(ctx: &Context, language: Language, actions: &mut Vec<Action>) {
    let theme = theme::of_ctx(ctx);
    let frame = Frame::new()
        .fill(theme.raised)
        .stroke(theme.hairline())
        .corner_radius(size::CARD_RADIUS)
        .inner_margin(Margin::same(space::LARGE as i8));
    Area::new(Id::unique("welcome"))
        .anchor(Align2::LEFT_TOP, [space::HUGE, TOP])
        .show(ctx, |ui| {
            frame.show(ui, |ui| {
                ui.set_width(WIDTH);
                card(ui, language, actions);
            });
        });
}

fn card(ui: &mut Ui, language: Language, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    ui.horizontal(|ui| {
        let title = RichText::new(language.t("welcome")).font(theme::bold(size::TITLE));
        ui.label(title);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, icon::CLOSE, &language.t("welcome-away"), true).clicked() {
                actions.push(Action::Lesson(Ask::PutAway));
            }
        });
    });
    ui.add(egui::Label::new(RichText::new(language.t("welcome-line")).color(theme.dim)).wrap());
    ui.add_space(space::MEDIUM);
    ui.horizontal(|ui| {
        let text = RichText::new(language.t("welcome-tour")).font(theme::bold(size::BODY));
        let tour = Button::new(text.color(theme.on_accent)).fill(theme.accent);
        if ui.add(tour).clicked() {
            actions.push(Action::Lesson(Ask::Tour));
        }
        for choice in Language::ALL {
            if choice != language && ui.button(choice.name()).clicked() {
                actions.push(Action::Speak(choice));
            }
        }
    });
}
