//! Files: run folders and settings. Everything is written aside and renamed, so that no file is ever half a file.

mod checkpoint;
mod files;
mod run_folder;
mod settings;
mod tensors;

pub use run_folder::{Kept, MetricsRow, RunFolder};
pub use settings::{Settings, Shade};
