//! Words that switch, in a row: those for which there is no room wait in a menu at its end.

use egui::{RichText, Ui};

use super::switch_word::{Mark, switch_word};
use crate::ui::theme::{self, size};

/// What the button of the menu needs.
const MENU: f32 = 34.0;

/// Shows the words as far as the row reaches, `keep` points before its end; `more` names the menu with the others.
pub fn switch_row(ui: &mut Ui, switches: &mut [(String, &mut bool)], keep: f32, more: &str) {
    let fitting = fitting(ui, switches, ui.available_width() - keep);
    let (row, menu) = switches.split_at_mut(fitting);
    for (word, on) in row {
        if switch_word(ui, **on, word, Mark::default()).clicked() {
            **on = !**on;
        }
    }
    if menu.is_empty() {
        return;
    }
    let count = RichText::new(format!("+{}", menu.len())).size(size::SMALL);
    let button = ui.menu_button(count, |ui| {
        for (word, on) in menu {
            ui.checkbox(on, word.as_str());
        }
    });
    button.response.accessible_name(more).on_hover_text(more);
}

/// How many of the words fit into so much room, with the menu where not all of them do.
fn fitting(ui: &Ui, switches: &[(String, &mut bool)], room: f32) -> usize {
    let font = theme::regular(size::SMALL);
    let gap = ui.spacing().item_spacing.x;
    let mut ends = Vec::with_capacity(switches.len());
    let mut end = 0.0;
    for (word, _) in switches {
        let color = theme::of(ui).text;
        let galley = ui
            .painter()
            .layout_no_wrap(word.clone(), font.clone(), color);
        end += galley.size().x + gap;
        ends.push(end);
    }
    if end <= room {
        return switches.len();
    }
    ends.iter().take_while(|end| **end + MENU <= room).count()
}
