//! Files: run folders and settings. Everything is written aside and renamed, so that no file is ever half a file.

mod checkpoint;
mod exports;
mod files;
mod run_folder;
mod settings;
mod tensors;

pub use exports::{exports_folder, exports_variable, write_export};
pub use run_folder::{Kept, MetricsRow, RunFolder};
pub use settings::{Settings, Shade};
