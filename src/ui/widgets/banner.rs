//! The banner: what went wrong, in a sentence, with what can be done about it.

use egui::{Align, Layout, RichText, Ui, vec2};

use crate::text::{Language, Trouble};
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::at_end::at_end;
use crate::ui::{Action, Banner};

/// What can be done about a trouble besides reading of it.
#[derive(Debug, Clone, Copy)]
pub struct Remedies {
    /// The shown run can go back to its last good state.
    pub recover: bool,
    /// The shown run is on a GPU and can be taken up on the processor.
    pub to_cpu: bool,
}

/// Draws the banner below the header.
pub fn show(
    ui: &mut Ui,
    language: Language,
    (banner, trouble): (Banner, &Trouble),
    possible: Remedies,
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
    egui::Panel::top(egui::Id::unique(banner))
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(
                    RichText::new(icon::WARNING)
                        .font(theme::icons(size::TITLE))
                        .color(theme.error),
                );
                let left = at_end(ui, "banner", |ui| {
                    remedies(ui, language, trouble, possible, actions);
                    let close = ui
                        .button(RichText::new(icon::CLOSE).font(theme::icons(size::BODY)))
                        .on_hover_text(language.t("close"));
                    close.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::Role::Button, true, language.t("close"))
                    });
                    if close.clicked() {
                        actions.push(Action::Dismiss(banner));
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

fn remedies(
    ui: &mut Ui,
    language: Language,
    trouble: &Trouble,
    possible: Remedies,
    actions: &mut Vec<Action>,
) {
    let of_device =
        trouble.key().starts_with("trouble-gpu-") || trouble.key() == "trouble-panicked";
    if of_device && possible.to_cpu && ui.button(language.t("banner-to-cpu")).clicked() {
        actions.push(Action::ToCpu);
    }
    let lost = trouble.key() == "trouble-gpu-lost";
    if !possible.recover || lost || !trouble.key().starts_with("trouble-") {
        return;
    }
    if ui.button(language.t("banner-recover")).clicked() {
        actions.push(Action::Recover);
    }
    let diverged = matches!(trouble.key(), "trouble-diverged" | "trouble-exploded");
    if diverged && ui.button(language.t("banner-soothe")).clicked() {
        actions.push(Action::Soothe);
    }
}
