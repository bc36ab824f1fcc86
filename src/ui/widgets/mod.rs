//! Widgets that several panes share.

pub mod arrows;
pub mod at_end;
pub mod banner;
pub mod find;
pub mod focus_ring;
pub mod fold;
pub mod icon_button;
pub mod keys;
pub mod progress;
pub mod sheet;
pub mod spot;
pub mod switch_row;
pub mod switch_word;
pub mod toasts;
