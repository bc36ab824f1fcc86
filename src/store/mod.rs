//! Files: run folders and settings. Everything is written aside and renamed, so that no file is ever half a file.

mod best;
mod checkpoint;
mod exports;
mod home;
mod metrics;
pub mod raster;
mod results;
mod run_file;
mod run_folder;
mod settings;
mod shelf;
mod table;
mod tensorboard;
mod tensors;
mod weights;

pub use best::{Best, best};
pub use exports::{exports_folder, exports_variable, write_export};
pub use home::Home;
pub use metrics::{MetricsTable, metrics};
pub use results::{Answer, Results};
pub use run_folder::{Kept, RunFolder};
pub use settings::{LastBench, Scene, Settings, Shade};
pub use shelf::{Found, Label, Shelved, clear_taken_off, put_back, shelf, take_off, write_label};
pub use table::MetricsRow;
pub use tensorboard::{Sheet, last_picture};
pub use weights::weights;
