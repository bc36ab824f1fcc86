//! Where a run stands: what it is doing, how far it is, and what its steps came to.

use super::RunId;

/// Losses of consecutive steps, as they were read from the device.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// The names of the columns.
    pub names: Vec<&'static str>,
    /// The step of the first row; rows are consecutive.
    pub first_step: u64,
    /// Row by row, a value a name.
    pub values: Vec<f32>,
    /// Seconds of training until the last row.
    pub seconds: f64,
    /// Examples seen until the last row.
    pub examples: u64,
}

impl Readings {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.values.len() / self.names.len().max(1)
    }

    /// The row of step `first_step + index`.
    pub fn row(&self, index: usize) -> &[f32] {
        let width = self.names.len();
        &self.values[index * width..(index + 1) * width]
    }
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Its first step is being compiled and tuned.
    WarmingUp,
    /// It steps.
    Playing,
    /// It waits.
    Paused,
    /// It has used up its budget.
    Finished,
    /// A loss was not finite or exploded; it stands at its last good snapshot.
    Diverged,
    /// It broke; it stands at its last good snapshot.
    Failed,
}

impl Doing {
    /// Whether it steps, or is about to take its first step.
    pub fn is_stepping(self) -> bool {
        matches!(self, Self::Playing | Self::WarmingUp)
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pulse {
    /// Which run.
    pub run: RunId,
    /// What it is doing.
    pub doing: Doing,
    /// Steps behind it.
    pub step: u64,
    /// Seconds of training behind it.
    pub seconds: f64,
    /// Examples behind it.
    pub examples: u64,
    /// Steps a second of late.
    pub steps_per_second: f64,
    /// Seconds that the first step took, compilation included; 0 before it is done.
    pub first_step_seconds: f64,
}
