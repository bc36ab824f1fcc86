//! A button that shows an icon and is named in words.

use egui::{Button, Response, RichText, Ui, vec2};

use crate::ui::theme::{self, size, space};

/// A frameless icon; `name` is its tooltip and what a screen reader says.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str, enabled: bool) -> Response {
    let theme = theme::of(ui);
    let color = if enabled { theme.dim } else { theme.line };
    let button = Button::new(
        RichText::new(icon)
            .font(theme::icons(size::TITLE))
            .color(color),
    )
    .frame(false)
    .min_size(vec2(
        space::LARGE + space::MEDIUM,
        space::LARGE + space::MEDIUM,
    ));
    ui.add_enabled(enabled, button)
        .accessible_name(name)
        .on_hover_text(name)
}

/// An icon on a raised ground, for the transport bar.
pub fn large_icon_button(ui: &mut Ui, icon: &str, name: &str, enabled: bool) -> Response {
    let text = RichText::new(icon).font(theme::icons(size::TITLE + 2.0));
    let button =
        Button::new(text).min_size(vec2(space::HUGE + space::LARGE, space::HUGE + space::LARGE));
    ui.add_enabled(enabled, button)
        .accessible_name(name)
        .on_hover_text(name)
}
