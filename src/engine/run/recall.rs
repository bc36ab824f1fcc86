//! The history of a kept run, told again as if it happened now.

use super::{Outlet, Run};
use crate::engine::{Event, Readings};
use crate::store::MetricsTable;

/// What stands before the name of a loss of the training step.
const OF_TRAINING: &str = "train_";

impl Run {
    /// Tells all readings and measures up to where the run stands.
    pub(in crate::engine) fn recall(&mut self, outlet: &mut Outlet) {
        let Some(table) = self.journal.table(self.step) else {
            return;
        };
        for readings in readings(&table, self.learner.losses()) {
            (outlet.tell)(Event::Trained(self.id, readings));
        }
        for row in 0..table.rows() {
            let values = held_out(&table, row);
            if !values.is_empty() {
                let (run, step) = (self.id, table.steps[row]);
                (outlet.tell)(Event::HeldOut { run, step, values });
            }
        }
    }
}

/// Consecutive rows that were read together, which is told by their common clock, are one reading again.
fn readings(table: &MetricsTable, names: &[&'static str]) -> Vec<Readings> {
    let columns: Option<Vec<&[f64]>> = names
        .iter()
        .map(|name| table.column(&format!("{OF_TRAINING}{name}")))
        .collect();
    let Some(columns) = columns else {
        return Vec::new();
    };
    let mut readings: Vec<Readings> = Vec::new();
    for row in 0..table.rows() {
        let values = || columns.iter().map(|column| column[row] as f32);
        if values().any(f32::is_nan) {
            continue;
        }
        let (step, seconds) = (table.steps[row], table.seconds[row]);
        let follows = |last: &&mut Readings| {
            last.seconds == seconds && last.first_step + last.rows() as u64 == step
        };
        if let Some(last) = readings.last_mut().filter(follows) {
            last.values.extend(values());
            last.examples = table.examples[row];
            continue;
        }
        readings.push(Readings {
            names: names.to_vec(),
            first_step: step,
            values: values().collect(),
            seconds,
            examples: table.examples[row],
        });
    }
    readings
}

/// What was measured on the held-out set at a row.
fn held_out(table: &MetricsTable, row: usize) -> Vec<(String, f64)> {
    let measured = table.names.iter().zip(&table.columns);
    measured
        .filter(|(name, column)| !name.starts_with(OF_TRAINING) && !column[row].is_nan())
        .map(|(name, column)| (name.clone(), column[row]))
        .collect()
}
