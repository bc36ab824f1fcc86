//! Files: run folders and settings. Everything is written aside and renamed, so that no file is ever half a file.

mod checkpoint;
mod files;
mod home;
mod metrics;
mod run_folder;
mod settings;
mod tensors;

pub use home::Home;
pub use metrics::MetricsTable;
pub use run_folder::{Kept, MetricsRow, RunFolder};
pub use settings::{LastBench, Settings, Shade};
