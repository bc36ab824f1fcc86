//! What can be shown: a closed set of plain pictures. The engine makes them, a painter a kind draws them.
//!
//! A figure holds numbers, never colours or pixels on a screen: how it looks is the window's business.

mod beats;
mod inside;
mod walk;

pub use self::beats::{Beat, Look, Shown, Told};
pub use self::inside::{Inside, Moved, Within, length};
pub use self::walk::{Course, Decoded, Lattice, Strip, Walk};

use std::sync::Arc;

use crate::taxonomy::LatentKind;

/// One picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A grid of small images.
    Images(Images),
    /// Labelled points in a plane.
    Points(Points),
    /// Named values side by side.
    Bars(Bars),
    /// A number for every place of a plane.
    Field(Field),
    /// Points on their way through a process.
    Motion(Motion),
    /// Directions at places of a plane.
    Arrows(Arrows),
    /// The parts of a mixture.
    Components(Arc<[Component]>),
    /// Tables of numbers, such as masks.
    Matrices(Arc<[Matrix]>),
    /// What a model says about one point.
    Reading(Reading),
    /// What a model can compute, as far as it was done.
    Abilities(Abilities),
    /// Texts, character by character.
    Tokens(Tokens),
    /// The characters that may come next.
    Next(Next),
    /// What the characters of a text look back on.
    Attention(Attention),
    /// How far pictures have come that are drawn number by number.
    Growing(Growing),
    /// A walk through latent space.
    Walk(Walk),
    /// Ways through latent space, one below the other.
    Strips(Arc<[Strip]>),
    /// What one code becomes.
    Decoded(Decoded),
    /// What the codes of a plane through latent space become.
    Lattice(Lattice),
    /// What a net is like inside.
    Inside(Inside),
}

/// Texts, character by character.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// How many of the first characters of each were there before.
    pub given: usize,
    /// The texts.
    pub texts: Vec<Written>,
}

/// A text.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Its characters.
    pub text: String,
    /// -log p of each in nats, or empty where it is not asked for.
    pub nats: Arc<[f32]>,
}

/// The characters that may come next.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// The most likely ones: the character, its probability as the model says, and in the manner in which characters are chosen.
    pub shown: Vec<(char, f32, f32)>,
    /// How undecided the model is: the entropy of all probabilities, in nats.
    pub entropy: f32,
}

/// What the characters of a text look back on.
#[derive(Debug, Clone, PartialEq)]
pub struct Attention {
    /// The characters.
    pub characters: Vec<char>,
    /// How many layers there are.
    pub layers: usize,
    /// How many heads each has.
    pub heads: usize,
    /// The share that each character (row) takes of those up to itself (columns): layers x heads x characters x characters.
    pub looks: Arc<[f32]>,
}

impl Attention {
    /// The table of one head, row by row.
    pub fn head(&self, layer: usize, head: usize) -> &[f32] {
        let size = self.characters.len() * self.characters.len();
        &self.looks[(layer * self.heads + head) * size..][..size]
    }
}

/// How far pictures have come that are drawn number by number.
#[derive(Debug, Clone, PartialEq)]
pub struct Growing {
    /// E[x_i | x_<i] of every number that is drawn; zero elsewhere.
    pub expected: Images,
    /// How many numbers of every picture are drawn.
    pub done: usize,
    /// How many there are.
    pub all: usize,
    /// How many passes of the net a picture takes who keeps nothing.
    pub passes: usize,
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
    /// Pictures of this width, height and number of colours.
    pub fn arranged(
        [width, height, channels]: [usize; 3],
        columns: Option<usize>,
        pixels: Arc<[f32]>,
    ) -> Self {
        Self {
            width,
            height,
            channels,
            columns,
            pixels,
        }
    }

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

/// A rectangle of a plane: the smallest x and y, and the largest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// The smallest x and y.
    pub low: [f32; 2],
    /// The largest x and y.
    pub high: [f32; 2],
}

/// A number for every cell of a grid over a plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What the grid covers, edge to edge.
    pub extent: Extent,
    /// Cells in a row.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
    /// Values row by row, from the top; a log density in nats is minus infinity where there is nothing.
    pub values: Arc<[f32]>,
    /// The integral of the density over the grid, where the values are log densities.
    pub integral: Option<f32>,
}

/// What a process moves along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// Layers of a network.
    Layers,
    /// Time from 0 to 1.
    Time,
    /// Bits of a code that are known one after the other.
    Bits,
    /// Steps of a Markov chain.
    Chain,
}

/// Points on their way through a process; all frames have the same points in the same order.
#[derive(Debug, Clone, PartialEq)]
pub struct Motion {
    /// What they move along.
    pub axis: Axis,
    /// How many of them stand in a row, where they form a lattice.
    pub columns: Option<usize>,
    /// Positions, frame by frame.
    pub frames: Vec<Arc<[[f32; 2]]>>,
    /// log |det J| from the first frame, in nats, frame by frame; empty where it is not asked for.
    pub log_volume: Vec<Arc<[f32]>>,
}

/// Directions at places of a plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrows {
    /// Where.
    pub at: Arc<[[f32; 2]]>,
    /// Which way, and how far in one unit of time.
    pub by: Arc<[[f32; 2]]>,
}

/// One Gaussian of a mixture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// Its share of all points.
    pub weight: f32,
    /// Its middle.
    pub mean: [f32; 2],
    /// Its covariance: of x with x, of x with y, of y with y.
    pub covariance: [f32; 3],
}

/// A table of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Its words in the locales: `matrix-NAME`.
    pub name: &'static str,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Values row by row.
    pub values: Arc<[f32]>,
}

/// What a model says about one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The point.
    pub at: [f32; 2],
    /// log p(x) in nats, by the way that the picture of the density is made; minus infinity where there is nothing.
    pub log_p: Option<f32>,
    /// How high the landscape is, where there is one.
    pub height: Option<f32>,
    /// log p_data(x) in nats, where it is known.
    pub truth: Option<f32>,
    /// The terms that add up to log p(x): the name of their words (`term-NAME`), their LaTeX, their value in nats.
    pub terms: Vec<(&'static str, &'static str, f32)>,
    /// Where the point comes from in the base space, where there is one.
    pub base: Option<[f32; 2]>,
    /// p(k|x) of each component, where there are some.
    pub responsibilities: Vec<f32>,
}

/// By what way a log density over the plane is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The family computes it.
    Exact,
    /// It is found from outside, as `oracle-ID` in the locales says.
    Oracle(&'static str),
    /// The family bounds it from below.
    Bound,
    /// The family computes it up to one constant.
    UpToConstant,
}

impl Known {
    /// Whether the exponential integrates to one.
    pub fn is_normalised(self) -> bool {
        matches!(self, Self::Exact | Self::Oracle(_))
    }
}

/// What a model can compute, found out by having it done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Abilities {
    /// What it answered about log p(x) of held-out examples, and the mean of the answers in nats; `None` where it says nothing.
    pub density: Option<(Known, f32)>,
    /// The same from outside, where the plane allows it.
    pub oracle: Option<(&'static str, f32)>,
    /// What its samples cost; `None` where none came.
    pub sampling: Option<Sampling>,
    /// The code that held-out examples were given.
    pub code: Option<Code>,
}

/// What samples cost that were drawn together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampling {
    /// How many were drawn together.
    pub count: usize,
    /// Forward passes for each.
    pub passes: usize,
    /// Seconds for all of them.
    pub seconds: f32,
}

/// The code of an example.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Code {
    /// How it was found.
    pub kind: LatentKind,
    /// How far from an example its code leads back, in the units the model sees: the mean over the examples; `None` where the
    /// code leads to no example.
    pub error: Option<f32>,
}
