//! A screen that is read from top to bottom: no line wider than is good to read, in the middle, scrolled where it is long.

use egui::{ScrollArea, Ui, UiBuilder, vec2};

use crate::ui::theme::space;

/// Draws a screen whose lines are at most so wide.
pub fn sheet(ui: &mut Ui, widest: f32, add: impl FnOnce(&mut Ui)) {
    let inner = ui.available_rect_before_wrap().shrink(space::HUGE);
    let side = ((inner.width() - widest) / 2.0).max(0.0);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner.shrink2(vec2(side, 0.0))));
    ScrollArea::vertical().auto_shrink(false).show(&mut ui, add);
}
