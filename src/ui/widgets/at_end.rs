//! Controls at the right end of a row that are still laid out, and visited by Tab, from left to right.

use egui::{Align, Layout, Rect, Ui, UiBuilder};

/// Draws controls so that the last of them ends where the row ends; where the first begins.
///
/// How wide they are is known from the frame before; a frame in which that changes is drawn again before anybody sees it.
pub fn at_end(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) -> f32 {
    let id = ui.scope_id().with(name);
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let row = ui.available_rect_before_wrap();
    let left = (row.right() - known).max(row.left());
    let room = Rect::from_min_max(egui::pos2(left, row.top()), row.max);
    let layout = Layout::left_to_right(Align::Center);
    let mut end = ui.new_child(UiBuilder::new().max_rect(room).layout(layout));
    add(&mut end);
    let width = end.min_rect().width();
    if (width - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, width));
        ui.ctx().request_discard("the end of a row");
    }
    left
}
