//! The rows in which held-out images stand above what the model makes of them.

use crate::engine::PictureId;
use crate::figure::Images;

/// A row of a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Test,
    Reconstruction,
    Prediction,
    Difference,
    Surprise,
    Receptive,
    Completed,
    Sample,
    Nearest,
}

impl Row {
    /// The picture that it shows, where it has one of its own.
    pub(super) fn picture(self) -> Option<PictureId> {
        match self {
            Self::Surprise => Some(PictureId::Surprise),
            Self::Receptive => Some(PictureId::Receptive),
            Self::Completed => Some(PictureId::Completed),
            _ => None,
        }
    }

    /// The key of its name.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Test => "stage-test-image",
            Self::Reconstruction => "stage-reconstruction",
            Self::Prediction => "stage-prediction",
            Self::Difference => "stage-difference-row",
            Self::Surprise => "stage-surprise-row",
            Self::Receptive => "stage-receptive-row",
            Self::Completed => "stage-completed-row",
            Self::Sample => "stage-sample-row",
            Self::Nearest => "stage-nearest-row",
        }
    }
}

/// |x - reconstruction|, image by image.
pub(super) fn difference(images: &Images) -> Images {
    let (x, r) = images.pixels.split_at(images.pixels.len() / 2);
    Images {
        pixels: x.iter().zip(r).map(|(x, r)| (x - r).abs()).collect(),
        ..images.clone()
    }
}
