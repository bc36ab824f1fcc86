//! The arrow keys for what is moved sideways.

use egui::{EventFilter, Response, Ui};

/// Whether something has the focus; the arrows to the left and right are then its own, and do not lead to what lies beside it.
pub fn has_arrows(ui: &Ui, response: &Response) -> bool {
    if !response.has_focus() {
        return false;
    }
    let filter = EventFilter {
        horizontal_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    true
}
