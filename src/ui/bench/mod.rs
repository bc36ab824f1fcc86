//! The bench: one run in panes that can be dragged, tabbed and maximised.

use super::Action;
use super::run_view::RunView;
use crate::knob::Knobs;
use crate::text::Language;

/// The panes of the bench and what they remember.
pub struct Bench {}

/// What the bench shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The run on show.
    pub run: &'a RunView,
    /// The knobs as the panel shows them: those of the run, with the changes that wait for a restart on top.
    pub knobs: &'a Knobs,
    /// The knobs whose changes wait for a restart.
    pub waiting: &'a [&'static str],
    /// Whether there is a turn to take back.
    pub can_undo: bool,
    /// Whether there is a turn to do again.
    pub can_redo: bool,
}

impl Bench {
    /// The bench with a kept layout, or with the first one where there is none or it cannot be read.
    pub fn new(layout: Option<&str>) -> Self {
        let _ = layout;
        Self {}
    }

    /// The layout, to be kept.
    pub fn layout(&self) -> String {
        String::new()
    }

    /// Puts the panes back where they were at first.
    pub fn reset_layout(&mut self) {}

    /// Draws the panes and handles the keys that belong to them (1-9 layers, F maximise).
    pub fn ui(&mut self, ui: &mut egui::Ui, context: &Context, actions: &mut Vec<Action>) {
        let _ = (ui, context, actions);
    }
}
