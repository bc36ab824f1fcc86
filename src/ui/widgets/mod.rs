//! Widgets that several panes share.

pub mod banner;
pub mod find;
pub mod keys;
