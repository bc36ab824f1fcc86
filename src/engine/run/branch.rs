//! A run that goes on where another stood: the same until there, and free from there on.

use super::{Outlet, Run};
use crate::engine::history::History;
use crate::engine::plan;
use crate::engine::{Out, RunId, View};
use crate::families::Snapshot;
use crate::gpu::Compute;
use crate::spec::Spec;
use crate::store::MetricsTable;
use crate::text::Trouble;

/// What a run takes over from another.
pub(in crate::engine) struct Branch {
    pub(in crate::engine) spec: Spec,
    snapshot: Snapshot,
    step: u64,
    examples: u64,
    seconds: f64,
    was_measured: bool,
    table: Option<MetricsTable>,
}

impl Run {
    /// What a run takes over that goes on from the step on show.
    pub(in crate::engine) fn branch(&mut self, outlet: &mut Outlet) -> Branch {
        self.read(outlet);
        if let Err(trouble) = self.journal.flush() {
            log::warn!("{}", trouble.key());
        }
        let (step, examples, seconds, snapshot) = match &self.past {
            Some(past) => (
                past.step,
                past.examples,
                past.seconds,
                past.learner.snapshot(),
            ),
            None => (
                self.step,
                self.examples,
                self.seconds,
                self.learner.snapshot(),
            ),
        };
        let mut spec = self.spec.until(step);
        let folder = self.journal.path().and_then(|path| path.file_name());
        spec.parent = folder.map(|name| name.to_string_lossy().into_owned());
        Branch {
            spec,
            snapshot,
            step,
            examples,
            seconds,
            was_measured: step < self.step && plan::is_due(step, self.plan().every)
                || self.measured_at == Some(step),
            table: self.journal.table(step),
        }
    }

    /// Builds a run that stands where another stood.
    pub(in crate::engine) fn from_branch(
        id: RunId,
        branch: Branch,
        out: Out,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let Branch {
            spec,
            snapshot,
            step,
            examples,
            seconds,
            was_measured,
            table,
        } = branch;
        let mut run = Self::fresh(id, spec, step, compute, view)?;
        run.keep(out)?;
        let origin = run.moment(f32::INFINITY);
        run.learner.restore(&snapshot);
        run.knobs = run.spec.knobs_at(step);
        run.learner.turn(&run.knobs);
        (run.step, run.examples, run.seconds) = (step, examples, seconds);
        run.measured_at = was_measured.then_some(step);
        run.history = History::new(run.moment(0.0)).with_origin(origin);
        if let Some(table) = &table {
            run.journal.inherit(table);
        }
        Ok(run)
    }
}
