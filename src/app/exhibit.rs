//! The failure museum: its exhibits are runs like any other, found by what they are told to do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{App, act};
use crate::engine::RunId;
use crate::engine::museum::EXHIBITS;
use crate::spec::Spec;
use crate::ui::run_view::RunView;

/// What each exhibit is told to do, worked out once: the screen asks for it in every frame.
static SPECS: LazyLock<Vec<Option<Spec>>> =
    LazyLock::new(|| EXHIBITS.iter().map(|exhibit| exhibit.spec().ok()).collect());

/// The newest run of each exhibit.
pub(super) fn runs(runs: &BTreeMap<RunId, RunView>) -> Vec<Option<&RunView>> {
    let newest = |spec: &Option<Spec>| {
        let spec = spec.as_ref()?;
        let same = |run: &&RunView| {
            let its = &run.spec;
            its.family == spec.family
                && (&its.data, its.seed) == (&spec.data, spec.seed)
                && its.knobs == spec.knobs
                && its.edits.is_empty()
        };
        runs.values().rev().find(same)
    };
    SPECS.iter().map(newest).collect()
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
