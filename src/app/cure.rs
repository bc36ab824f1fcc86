//! Tries what the doctor suggests, in a run of its own beside the one that is ill.

use super::App;
use crate::knob::Value;
use crate::spec::Spec;

impl App {
    /// Starts the shown run again beside itself: the same data and seed, its knobs as they are now, and the cure.
    pub(super) fn try_cure(&mut self, cure: Vec<(String, Value)>) {
        let Some(run) = self.shown_run() else { return };
        let mut spec = Spec {
            knobs: run.spec.knobs_at(u64::MAX),
            edits: Vec::new(),
            parent: run.folder_name(),
            ..run.spec.clone()
        };
        for mark in &run.marks {
            spec.knobs.set(&mark.knob, mark.to.clone());
        }
        for (knob, value) in cure {
            spec.knobs.set(&knob, value);
        }
        let view = run.view.clone();
        self.show_new(spec, view);
    }
}
