//! The failure museum: its exhibits are runs like any other, found by what they are told to do.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{App, act};
use crate::engine::RunId;
use crate::engine::museum::EXHIBITS;
use crate::families::Family;
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
    /// Trains a family as one of its presets says.
    pub(super) fn try_preset(&mut self, family: &str, preset: &str) {
        let Ok(family) = Family::find(family) else {
            return;
        };
        let Some(preset) = family.preset(preset) else {
            return;
        };
        match family.knobs_of(preset) {
            Ok(knobs) => self.begin(family, |spec| {
                spec.learn_from(preset.data.to_owned());
                spec.knobs = knobs;
            }),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

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

    /// Turns every knob to where a preset has it, which can be taken back, and restarts on the preset's data.
    pub(super) fn preset(&mut self, id: &str, at: f64) {
        let found = self.shown_run().and_then(|run| {
            let family = Family::find(&run.spec.family).ok()?;
            Some((family, family.preset(id)?))
        });
        let Some((family, preset)) = found else {
            return;
        };
        let knobs = match family.knobs_of(preset) {
            Ok(knobs) => knobs,
            Err(trouble) => {
                self.trouble = Some(trouble);
                return;
            }
        };
        let Some(desk) = self.shown.and_then(|id| self.desks.get_mut(&id)) else {
            return;
        };
        for (knob, value) in knobs.iter() {
            if let Err(trouble) = desk.turn(knob, value, at) {
                self.trouble = Some(trouble);
                return;
            }
        }
        self.restart_with(|spec| preset.data.clone_into(&mut spec.data));
    }
}
