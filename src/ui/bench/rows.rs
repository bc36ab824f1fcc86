//! The rows in which held-out images stand above what the model makes of them.

/// A row of a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Test,
    Reconstruction,
    Prediction,
    Difference,
}

impl Row {
    /// The key of its name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Test => "stage-test-image",
            Self::Reconstruction => "stage-reconstruction",
            Self::Prediction => "stage-prediction",
            Self::Difference => "stage-difference-row",
        }
    }
}
