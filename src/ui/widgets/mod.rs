//! Widgets that several panes share.

pub mod banner;
pub mod find;
pub mod icon_button;
pub mod keys;
pub mod switch_word;
