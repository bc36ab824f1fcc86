//! What a run writes down: rows of metrics as they come, checkpoints when it is told to.

use std::path::{Path, PathBuf};

use crate::engine::Readings;
use crate::families::State;
use crate::spec::Spec;
use crate::store::{MetricsRow, MetricsTable, RunFolder, Sheet};
use crate::text::Trouble;

/// Where a run stands in time.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    pub(super) step: u64,
    pub(super) seconds: f64,
    pub(super) examples: u64,
}

/// The rows that are not written yet, and where they go; a run without a folder writes nothing.
pub(super) struct Journal {
    folder: Option<RunFolder>,
    rows: Vec<MetricsRow>,
}

impl Journal {
    pub(super) fn new(folder: Option<RunFolder>) -> Self {
        Self {
            folder,
            rows: Vec::new(),
        }
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.folder.as_ref().map(RunFolder::path)
    }

    /// What was recorded up to a step; `None` without a folder or a table in it.
    pub(super) fn table(&self, until: u64) -> Option<MetricsTable> {
        self.folder.as_ref()?.metrics(until)
    }

    /// Takes over what another run recorded.
    pub(super) fn inherit(&mut self, table: &MetricsTable) {
        if self.folder.is_none() {
            return;
        }
        let columns = || table.names.iter().zip(&table.columns);
        self.rows = (0..table.rows())
            .map(|row| MetricsRow {
                step: table.steps[row],
                seconds: table.seconds[row],
                examples: table.examples[row],
                values: columns()
                    .map(|(name, of)| (name.clone(), of[row]))
                    .collect(),
            })
            .collect();
    }

    /// Makes this engine the only writer of the folder.
    pub(super) fn hold(&mut self) -> Result<(), Trouble> {
        self.folder.as_mut().map_or(Ok(()), RunFolder::hold)
    }

    /// A row a step of training, each with the examples behind it.
    pub(super) fn losses(&mut self, readings: &Readings, examples: &[u64]) {
        if self.folder.is_none() {
            return;
        }
        for (index, &examples) in (0..readings.rows()).zip(examples) {
            let named = readings.names.iter().zip(readings.row(index));
            self.rows.push(MetricsRow {
                step: readings.first_step + index as u64,
                seconds: readings.seconds,
                examples,
                values: named
                    .map(|(name, value)| (format!("train_{name}"), f64::from(*value)))
                    .collect(),
            });
        }
    }

    /// Measures belong to the row of the step they were made at, which is the last one there is.
    pub(super) fn held_out(&mut self, stand: Stand, values: &[(String, f64)]) {
        if self.folder.is_none() {
            return;
        }
        let Stand {
            step,
            seconds,
            examples,
        } = stand;
        match self.rows.last_mut() {
            Some(row) if row.step == step => row.values.extend_from_slice(values),
            _ => self.rows.push(MetricsRow {
                step,
                seconds,
                examples,
                values: values.to_vec(),
            }),
        }
    }

    /// A picture of the samples at a step; the last one of a run is never left out.
    pub(super) fn picture(&mut self, step: u64, sheet: &Sheet, is_last: bool) {
        if let Some(folder) = &mut self.folder {
            folder.picture(step, sheet, is_last);
        }
    }

    /// Writes the rows there are. The first ones name the columns, so they wait for the first losses.
    pub(super) fn flush(&mut self) -> Result<(), Trouble> {
        let Some(folder) = &mut self.folder else {
            return Ok(());
        };
        if self.rows.is_empty() {
            return Ok(());
        }
        let is_loss = |(name, _): &(String, f64)| name.starts_with("train_");
        if folder.has_columns() || self.rows.iter().any(|row| row.values.iter().any(is_loss)) {
            folder.append(&self.rows)?;
            self.rows.clear();
            folder.write_events();
        }
        Ok(())
    }

    /// Writes rows, spec and checkpoint; `None` without a folder.
    pub(super) fn save(
        &mut self,
        spec: &Spec,
        state: impl FnOnce() -> State,
        stand: Stand,
    ) -> Option<Result<PathBuf, Trouble>> {
        self.folder.as_ref()?;
        Some(self.try_save(spec, state, stand))
    }

    fn try_save(
        &mut self,
        spec: &Spec,
        state: impl FnOnce() -> State,
        stand: Stand,
    ) -> Result<PathBuf, Trouble> {
        self.flush()?;
        let Some(folder) = &mut self.folder else {
            return Ok(PathBuf::new());
        };
        folder.write_spec(spec)?;
        folder.checkpoint(&state(), stand.step, stand.seconds, stand.examples)?;
        Ok(folder.path().to_owned())
    }
}
