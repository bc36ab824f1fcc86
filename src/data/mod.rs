//! Where examples come from: the bundled sets and files by path. No tensors here, and nothing of the window.

pub mod corpus;
pub mod images;
mod import;
pub mod plane;

pub use corpus::{Alphabet, TextSet};
pub use images::{ImageSet, Split};
pub use plane::{Drawing, PlaneSet};

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// A set of examples.
#[derive(Debug, Clone, PartialEq)]
pub enum DataSet {
    /// Small images.
    Images(ImageSet),
    /// Points in a plane.
    Plane(PlaneSet),
    /// Text.
    Text(TextSet),
}

impl DataSet {
    /// The name it was asked for by: a bundled name, `drawn`, or a path.
    pub fn name(&self) -> &str {
        match self {
            Self::Images(set) => &set.name,
            Self::Plane(set) => &set.name,
            Self::Text(set) => &set.name,
        }
    }

    /// The shape of one example; of a text it is a window, whose length is chosen with the model.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Images(set) => set.shape(),
            Self::Plane(_) => Shape::Plane,
            Self::Text(set) => Shape::Text {
                symbols: set.alphabet.symbols(),
                window: WINDOW,
            },
        }
    }

    /// The images, if that is what it holds.
    pub fn images(&self) -> Option<&ImageSet> {
        match self {
            Self::Images(set) => Some(set),
            Self::Plane(_) | Self::Text(_) => None,
        }
    }

    /// The points, if that is what it holds.
    pub fn plane(&self) -> Option<&PlaneSet> {
        match self {
            Self::Plane(set) => Some(set),
            Self::Images(_) | Self::Text(_) => None,
        }
    }

    /// The text, if that is what it holds.
    pub fn text(&self) -> Option<&TextSet> {
        match self {
            Self::Text(set) => Some(set),
            Self::Images(_) | Self::Plane(_) => None,
        }
    }

    /// What there is to tell about how a file was read.
    pub fn remarks(&self) -> &[Trouble] {
        match self {
            Self::Images(set) => &set.remarks,
            Self::Plane(set) => &set.remarks,
            Self::Text(set) => &set.remarks,
        }
    }

    /// How many examples there are to learn from; `None` where they have no end. Of a text they are its characters, for a
    /// window may begin at each.
    pub fn train_count(&self) -> Option<usize> {
        match self {
            Self::Images(set) => Some(set.count(&set.train)),
            Self::Plane(set) => set.train_count(),
            Self::Text(set) => Some(set.train.len()),
        }
    }

    /// A short fingerprint, so that a run can tell whether it is given the data it was trained on.
    pub fn fingerprint(&self) -> String {
        match self {
            Self::Images(set) => set.fingerprint(),
            Self::Plane(set) => set.fingerprint(),
            Self::Text(set) => set.fingerprint(),
        }
    }
}

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
    /// A point in a plane.
    Plane,
    /// Characters in a row, as their numbers.
    Text {
        /// How many characters there are to choose from.
        symbols: usize,
        /// How many stand in a row.
        window: usize,
    },
}

/// How many characters an example has where no model says: 64, and the one that follows the last.
const WINDOW: usize = 65;

impl Shape {
    /// How many numbers an example has.
    pub fn dims(self) -> usize {
        match self {
            Self::Image {
                width,
                height,
                channels,
            } => width * height * channels,
            Self::Plane => 2,
            Self::Text { window, .. } => window,
        }
    }

    /// Width, height and channels; of what is no image its numbers in a row.
    pub fn sides(self) -> [usize; 3] {
        match self {
            Self::Image {
                width,
                height,
                channels,
            } => [width, height, channels],
            Self::Plane | Self::Text { .. } => [self.dims(), 1, 1],
        }
    }

    /// What kind of data has this shape.
    pub fn kind(self) -> DataKind {
        match self {
            Self::Image { .. } => DataKind::Images,
            Self::Plane => DataKind::Plane,
            Self::Text { .. } => DataKind::Text,
        }
    }

    /// The same for a model that looks back on `block` characters, where examples are texts: they have one more, for the
    /// character that follows the last.
    #[must_use]
    pub fn looking_back(self, block: usize) -> Self {
        match self {
            Self::Text { symbols, .. } => Self::Text {
                symbols,
                window: block + 1,
            },
            other => other,
        }
    }
}

/// The name of the data set that is drawn by hand.
pub const DRAWN: &str = "drawn";

/// A data set that needs no file: its name, and what kind of examples it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// Its name on the command line; its words stand in the locales under `data-NAME`.
    pub name: &'static str,
    /// What kind of examples it has.
    pub kind: DataKind,
}

/// How a bundled set of images is decoded.
type Decode = fn() -> Result<ImageSet, Trouble>;

/// The sets of images that every copy of Genera carries, and how to decode them.
const IMAGES: &[(&str, Decode)] = &[
    ("mnist", images::mnist),
    ("fashion", images::fashion),
    ("digits", images::digits),
    ("hangul", images::hangul),
    ("emoji", images::emoji),
];

/// The data sets that need no file, in the order of the menus.
pub fn bundled() -> impl Iterator<Item = Bundled> {
    let points = plane::known::ALL.iter().map(|known| Bundled {
        name: known.name,
        kind: DataKind::Plane,
    });
    let images = IMAGES.iter().map(|(name, _)| Bundled {
        name,
        kind: DataKind::Images,
    });
    let texts = corpus::names().map(|name| Bundled {
        name,
        kind: DataKind::Text,
    });
    points.chain(images).chain(texts)
}

/// The bundled set with this name.
pub fn find_bundled(name: &str) -> Option<Bundled> {
    bundled().find(|set| set.name == name)
}

/// The kind of a bundled set by name, of a drawing, or of a file by path; `None` where there is none that can be read.
pub fn kind_of(source: &str) -> Option<DataKind> {
    if source == DRAWN {
        return Some(DataKind::Plane);
    }
    let bundled = find_bundled(source).map(|set| set.kind);
    bundled.or_else(|| Some(load(source).ok()?.shape().kind()))
}

/// Loads a bundled set by name, or a file by path.
///
/// # Errors
/// A sentence that says which names there are, or what is wrong with the file and where.
pub fn load(source: &str) -> Result<Arc<DataSet>, Trouble> {
    if let Some(known) = plane::known::find(source) {
        return Ok(Arc::new(DataSet::Plane(PlaneSet::known(known))));
    }
    if let Some((_, decode)) = IMAGES.iter().find(|(name, _)| *name == source) {
        return decode().map(|set| Arc::new(DataSet::Images(set)));
    }
    if let Some(set) = corpus::bundled(source) {
        return Ok(Arc::new(DataSet::Text(set)));
    }
    let path = Path::new(source);
    if !path.exists() {
        let known: Vec<&str> = bundled().map(|set| set.name).collect();
        return Err(Trouble::new("error-data-unknown")
            .with("data", source)
            .with("known", known.join(", ")));
    }
    import::read(path)
}

/// Loads what a run learns from: its drawing where it is drawn by hand, otherwise a set by name or path.
///
/// # Errors
/// A sentence that says which names there are, or what is wrong with the file and where.
pub fn load_or_drawn(source: &str, drawing: Option<&Drawing>) -> Result<Arc<DataSet>, Trouble> {
    match drawing {
        Some(drawing) if source == DRAWN => {
            Ok(Arc::new(DataSet::Plane(PlaneSet::drawn(drawing.clone()))))
        }
        _ => load(source),
    }
}

/// Reads a file that is in memory already; `path` is what the sentences name, and labels are looked for beside it.
///
/// # Errors
/// A sentence that says what is wrong with the file.
pub fn read(path: &Path, bytes: &[u8]) -> Result<DataSet, Trouble> {
    import::parse(path, bytes)
}

/// Reads points that were pasted, from a spreadsheet or any other table.
///
/// # Errors
/// A sentence that says what is wrong with the text and what to do.
pub fn read_pasted(text: &str) -> Result<DataSet, Trouble> {
    import::pasted(text)
}

/// Reads the points of a table by path: all in their order, and how many rows hold none.
///
/// # Errors
/// A sentence that says what is wrong with the file and where.
pub fn read_points(path: &Path) -> Result<(Vec<[f64; 2]>, usize), Trouble> {
    import::listed(path)
}

/// A picture from a file, made like those of a set: its middle square, as large and as colourful, on black where these are.
/// Intensities from 0 to 1, row by row. `[dims]`
///
/// # Errors
/// If the file cannot be read, or holds no picture.
pub fn picture_of_file(path: &Path, like: &ImageSet) -> Result<Vec<f32>, Trouble> {
    import::picture_of_file(path, like)
}

/// The same from red, green, blue and opacity, row by row; `None` where these are not as many as a picture of this width and
/// height has.
pub fn picture_of_rgba(sides: [u32; 2], rgba: Vec<u8>, like: &ImageSet) -> Option<Vec<f32>> {
    import::picture_of_rgba(sides, rgba, like)
}
