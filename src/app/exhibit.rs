//! The failure museum: its exhibits are runs like any other, found by what they are told to do.

use std::collections::BTreeMap;

use super::{App, act};
use crate::engine::RunId;
use crate::engine::museum::EXHIBITS;
use crate::ui::run_view::RunView;

/// The newest run of each exhibit.
pub(super) fn runs(runs: &BTreeMap<RunId, RunView>) -> Vec<Option<&RunView>> {
    let specs = EXHIBITS.iter().map(|exhibit| exhibit.spec().ok());
    let newest = |spec: Option<_>| {
        let spec: crate::spec::Spec = spec?;
        let same = |run: &&RunView| {
            let its = &run.spec;
            its.family == spec.family
                && (&its.data, its.seed) == (&spec.data, spec.seed)
                && its.knobs == spec.knobs
                && its.edits.is_empty()
        };
        runs.values().rev().find(same)
    };
    specs.map(newest).collect()
}

impl App {
    /// Starts the run of an exhibit, and shows it.
    pub(super) fn start_exhibit(&mut self, index: usize) {
        let Some(exhibit) = EXHIBITS.get(index) else {
            return;
        };
        match exhibit.spec() {
            Ok(spec) => {
                let view = act::first_view(&spec);
                self.show_new(spec, view);
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }
}
