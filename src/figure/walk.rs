//! What is seen of a latent space: walks through it, ways that show what it holds, a place, and a plane.

use std::sync::Arc;

use super::Images;

/// A walk through latent space from one kept place to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk {
    /// The same places by one way or by several.
    pub strips: Vec<Strip>,
    /// Where the kept places lie in the plane on show.
    pub places: Vec<[f32; 2]>,
    /// Where the first way runs in it.
    pub line: Vec<[f32; 2]>,
    /// For each kept place whose code had to be searched for: after how many steps, and the mean squared error of a number of its
    /// picture.
    pub searched: Option<(usize, f32)>,
}

/// Pictures on a way through latent space.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Which way.
    pub course: Course,
    /// The pictures.
    pub images: Images,
    /// The codes that they are the decodes of: pictures x latent dimensions.
    pub codes: Arc<[f32]>,
    /// The length of each code.
    pub norms: Vec<f32>,
    /// The length of each picture, as a list of intensities.
    pub decoded: Vec<f32>,
    /// What is nearest to each of the pictures among those that were learned from, if that was asked for.
    pub nearest: Option<Images>,
}

/// A way through latent space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Course {
    /// From place to place in straight lines.
    Straight,
    /// From place to place in arcs that keep the length of the codes.
    Spherical,
    /// From place to place by way of the codes of examples, through where these lie densely.
    Data,
    /// Along a principal direction of the codes, from -2 to 2 standard deviations: which, and its share of the variance.
    Component(usize, f32),
    /// From the mean of one class towards that of another and as far beyond.
    Classes(u8, u8),
    /// By the difference of the first two kept places, from the third.
    Analogy,
    /// Along one latent dimension, from -3 to 3.
    Dimension(usize),
}

/// What one code becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The place in the plane.
    pub at: [f32; 2],
    /// The code.
    pub code: Arc<[f32]>,
    /// The picture.
    pub image: Images,
    /// What is nearest to it among the pictures that were learned from, if that was asked for.
    pub nearest: Option<Images>,
}

/// What the codes of a plane through latent space become, row by row from the top left.
#[derive(Debug, Clone, PartialEq)]
pub struct Lattice {
    /// The plane is on show from minus to plus this number along both axes.
    pub reach: f32,
    /// How many pictures stand along each axis.
    pub side: usize,
    /// The pictures.
    pub images: Images,
}
