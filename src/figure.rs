//! What can be shown: a closed set of plain pictures. The engine makes them, a painter a kind draws them.
//!
//! A figure holds numbers, never colours or pixels on a screen: how it looks is the window's business.

use std::sync::Arc;

/// One picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A grid of small images.
    Images(Images),
    /// Labelled points in a plane.
    Points(Points),
    /// Named values side by side.
    Bars(Bars),
}

/// A grid of equally sized images, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Images {
    /// Width of one image in pixels.
    pub width: usize,
    /// Height of one image in pixels.
    pub height: usize,
    /// 1 for grey, 3 for colour.
    pub channels: usize,
    /// How many images stand in a row, where the arrangement means something; otherwise the painter fills its space.
    pub columns: Option<usize>,
    /// Intensities from 0 to 1: images x height x width x channels.
    pub pixels: Arc<[f32]>,
}

impl Images {
    /// How many images there are.
    pub fn count(&self) -> usize {
        self.pixels.len() / (self.width * self.height * self.channels).max(1)
    }

    /// The intensities of one image.
    pub fn image(&self, index: usize) -> &[f32] {
        let size = self.width * self.height * self.channels;
        &self.pixels[index * size..(index + 1) * size]
    }
}

/// Points in a plane, each with a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    /// Positions.
    pub at: Arc<[[f32; 2]]>,
    /// The class of each point, or empty where there are none.
    pub class: Arc<[u8]>,
    /// What the two axes are, as keys of the locales: `axis-latent-1`, `axis-component-1`.
    pub axes: [&'static str; 2],
}

/// Named values side by side, such as the KL term of each latent dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// Heights.
    pub values: Arc<[f32]>,
    /// The unit, as a key of the locales.
    pub unit: &'static str,
}
