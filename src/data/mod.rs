//! Where examples come from: the bundled sets and files by path. No tensors here, and nothing of the window.

pub mod images;
mod import;

pub use images::{ImageSet, Split};

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// The shape of one example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// An image, flattened row by row, colour last.
    Image {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// 1 for grey, 3 for colour.
        channels: usize,
    },
}

impl Shape {
    /// How many numbers an example has.
    pub fn dims(self) -> usize {
        match self {
            Self::Image {
                width,
                height,
                channels,
            } => width * height * channels,
        }
    }

    /// What kind of data has this shape.
    pub fn kind(self) -> DataKind {
        match self {
            Self::Image { .. } => DataKind::Images,
        }
    }
}

/// A bundled data set: its name, and how to decode it.
pub struct Bundled {
    /// Its name on the command line; its words stand in the locales under `data-NAME`.
    pub name: &'static str,
    /// What kind of examples it has.
    pub kind: DataKind,
    decode: fn() -> Result<ImageSet, Trouble>,
}

/// The data sets that every copy of Genera carries.
pub const BUNDLED: &[Bundled] = &[
    Bundled {
        name: "mnist",
        kind: DataKind::Images,
        decode: images::mnist,
    },
    Bundled {
        name: "fashion",
        kind: DataKind::Images,
        decode: images::fashion,
    },
    Bundled {
        name: "digits",
        kind: DataKind::Images,
        decode: images::digits,
    },
];

/// Loads a bundled set by name, or a file by path.
///
/// # Errors
/// A sentence that says which names there are, or what is wrong with the file and where.
pub fn load(source: &str) -> Result<Arc<ImageSet>, Trouble> {
    if let Some(bundled) = BUNDLED.iter().find(|set| set.name == source) {
        return (bundled.decode)().map(Arc::new);
    }
    let path = Path::new(source);
    if !path.exists() {
        let known: Vec<&str> = BUNDLED.iter().map(|set| set.name).collect();
        return Err(Trouble::new("error-data-unknown")
            .with("data", source)
            .with("known", known.join(", ")));
    }
    import::read(path).map(Arc::new)
}

/// Reads a file that is in memory already; `path` is what the sentences name, and labels are looked for beside it.
///
/// # Errors
/// A sentence that says what is wrong with the file.
pub fn read(path: &Path, bytes: &[u8]) -> Result<ImageSet, Trouble> {
    import::parse(path, bytes)
}
