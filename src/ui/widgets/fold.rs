//! A line that opens and closes what stands below it.

use egui::{Button, FontId, Response, Ui};

use crate::ui::theme::{self, icon, size};

/// Draws the line; a click turns it over.
pub fn fold(ui: &mut Ui, open: &mut bool, words: &str, font: FontId) -> Response {
    let glyph = if *open { icon::UNFOLDED } else { icon::FOLDED };
    let parts = [(glyph, theme::icons(size::SMALL)), (words, font)];
    let button = Button::new(theme::beside(parts, theme::of(ui).dim)).frame(false);
    let response = ui.add(button).accessible_name(words);
    if response.clicked() {
        *open = !*open;
    }
    response
}
