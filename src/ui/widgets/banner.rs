//! The banner: what went wrong, in a sentence, with what can be done about it.

use egui::{Align, Layout, RichText, Ui, vec2};

use crate::text::{Language, Trouble};
use crate::ui::Action;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::at_end::at_end;

/// Draws the banner below the header.
pub fn show(
    ui: &mut Ui,
    language: Language,
    trouble: &Trouble,
    can_recover: bool,
    actions: &mut Vec<Action>,
) {
    let theme = theme::of(ui);
    let frame = egui::Frame::new()
        .fill(theme.panel)
        .stroke(theme.hairline())
        .inner_margin(egui::Margin::symmetric(
            space::LARGE as i8,
            space::MEDIUM as i8,
        ));
    egui::Panel::top("banner").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(
                RichText::new(icon::WARNING)
                    .font(theme::icons(size::TITLE))
                    .color(theme.error),
            );
            let left = at_end(ui, "banner", |ui| {
                if can_recover {
                    remedies(ui, language, trouble, actions);
                }
                let close = ui
                    .button(RichText::new(icon::CLOSE).font(theme::icons(size::BODY)))
                    .on_hover_text(language.t("close"));
                close.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, language.t("close"))
                });
                if close.clicked() {
                    actions.push(Action::Dismiss);
                }
            });
            let rest = ui.available_rect_before_wrap();
            let room = vec2(left - space::LARGE - rest.left(), 0.0);
            ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(trouble.explain(language)).wrap());
            });
        });
    });
}

fn remedies(ui: &mut Ui, language: Language, trouble: &Trouble, actions: &mut Vec<Action>) {
    if !trouble.key().starts_with("trouble-") {
        return;
    }
    if ui.button(language.t("banner-recover")).clicked() {
        actions.push(Action::Recover);
    }
    let diverged = trouble.key() == "trouble-diverged";
    if diverged && ui.button(language.t("banner-soothe")).clicked() {
        actions.push(Action::Soothe);
    }
}
