//! What the window looks at: the engine makes the pictures that are on show, and no others.

use std::sync::Arc;

use crate::figure::Extent;

/// What pictures the window wants of a run. The engine makes nothing that nobody looks at.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each picture is wanted or not, whatever the others are"
)]
pub struct View {
    /// How many samples from the prior; 0 for none.
    pub samples: usize,
    /// Which samples: the same seed draws the same noise.
    pub sample_seed: u64,
    /// Held-out examples and their reconstructions.
    pub reconstructions: bool,
    /// Samples and the pictures that were learned from and are nearest to them.
    pub nearest: bool,
    /// The lattice of decodes over a plane of latent codes.
    pub manifold: bool,
    /// What is shown of the latent space.
    pub latent: LatentView,
    /// Samples by several ways in few steps.
    pub ways: bool,
    /// The weights of hidden units.
    pub filters: bool,
    /// The divergence from the prior of every latent dimension.
    pub units: bool,
    /// The ladder of importance-weighted bounds, now and then, beside the training.
    pub ladder: bool,
    /// What the model can compute, done now and then.
    pub abilities: bool,
    /// What the net is like inside, and how steps move it.
    pub inside: bool,
    /// What is shown of a model that reads pictures number by number.
    pub numbers: NumbersView,
    /// What is shown of points in a plane.
    pub plane: PlaneView,
    /// What is shown of texts.
    pub text: Option<TextView>,
}

/// What pictures are wanted of a run on texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each picture is wanted or not, whatever the others are"
)]
pub struct TextView {
    /// What texts begin with; the pictures of next characters and of attention are about its end.
    pub prompt: String,
    /// How many texts are written.
    pub texts: usize,
    /// How many characters are written of each.
    pub length: usize,
    /// Whether characters come as the model says, whatever its knobs for samples say.
    pub plain: bool,
    /// The characters that may come next.
    pub next: bool,
    /// What the characters look back on.
    pub attention: bool,
    /// A piece of the held-out text with what each character costs.
    pub passage: bool,
}

/// What pictures are wanted of a model that reads pictures number by number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NumbersView {
    /// Whether samples are shown while they grow, and not only once they are whole.
    pub growing: bool,
    /// How many nats each number of the held-out examples costs.
    pub surprise: bool,
    /// The number of which it is shown what it depends on.
    pub receptive: Option<usize>,
    /// Which numbers of held-out examples are known, where the model is to draw the others; of any other length, the first half.
    pub known: Option<Arc<[bool]>>,
}

impl NumbersView {
    /// Nothing at all.
    pub const NOTHING: Self = Self {
        growing: false,
        surprise: false,
        receptive: None,
        known: None,
    };
}

/// What pictures are wanted of a run on points in a plane; all places are in units of the data.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each picture is wanted or not, whatever the others are"
)]
pub struct PlaneView {
    /// What part of the plane is on show; `None` shows the data's own window.
    pub extent: Option<Extent>,
    /// log p(x) over the plane.
    pub density: bool,
    /// log p_data(x) over the plane, where it is known.
    pub truth: bool,
    /// A lattice of the base space carried through the model.
    pub warp: bool,
    /// How fixed points of the base space travel through the process.
    pub paths: bool,
    /// Where held-out points come from in the base space, or what is known of their latent codes.
    pub base: bool,
    /// The velocity over the plane.
    pub arrows: bool,
    /// The parts of a mixture, and whose each held-out point is.
    pub components: bool,
    /// The masks of an autoregressive net.
    pub masks: bool,
    /// The height of the landscape over the plane.
    pub landscape: bool,
    /// Where the gradient or the transition draws the places of the plane.
    pub drift: bool,
    /// Where it draws samples.
    pub push: bool,
    /// How some Markov chains walk.
    pub chain: bool,
    /// After how many steps of the process density and arrows are shown; `None` is after the last.
    pub frame: Option<usize>,
    /// The point that is read.
    pub point: Option<[f32; 2]>,
}

impl PlaneView {
    /// Nothing at all.
    pub const NOTHING: Self = Self {
        extent: None,
        density: false,
        truth: false,
        warp: false,
        paths: false,
        base: false,
        arrows: false,
        components: false,
        masks: false,
        landscape: false,
        drift: false,
        push: false,
        chain: false,
        frame: None,
        point: None,
    };
}

impl View {
    /// Nothing at all.
    pub const NOTHING: Self = Self {
        samples: 0,
        sample_seed: 0,
        reconstructions: false,
        nearest: false,
        manifold: false,
        latent: LatentView::NOTHING,
        ways: false,
        filters: false,
        units: false,
        ladder: false,
        abilities: false,
        inside: false,
        numbers: NumbersView::NOTHING,
        plane: PlaneView::NOTHING,
        text: None,
    };
}

/// What pictures are wanted of a latent space.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each picture is wanted or not, whatever the others are"
)]
pub struct LatentView {
    /// The kept places, A first.
    pub anchors: Vec<Anchor>,
    /// The plane through latent space on show.
    pub pad: Pad,
    /// Where the codes of the held-out examples lie in it.
    pub codes: bool,
    /// What its codes become, all over it.
    pub lattice: bool,
    /// The place in it whose code is to be decoded at once.
    pub probe: Option<[f32; 2]>,
    /// The walk from each kept place to the next.
    pub path: Option<LatentPath>,
    /// What is nearest to decodes among the pictures that were learned from.
    pub neighbours: bool,
    /// The directions that matter, from the first kept place.
    pub directions: bool,
    /// Every latent dimension by itself, from the first kept place.
    pub traversals: bool,
}

impl LatentView {
    /// Nothing at all.
    pub const NOTHING: Self = Self {
        anchors: Vec::new(),
        pad: Pad::Principal,
        codes: false,
        lattice: false,
        probe: None,
        path: None,
        neighbours: false,
        directions: false,
        traversals: false,
    };
}

/// A kept place in latent space.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    /// The code of a held-out example.
    HeldOut(usize),
    /// The code of one of the samples on show.
    Sample(usize),
    /// A place in the plane on show when it was kept: its code.
    Code(Arc<[f32]>),
    /// The code of a picture of one's own: its intensities.
    Own(Arc<[f32]>),
}

/// A plane through latent space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pad {
    /// The first two principal directions of the codes of held-out examples; of two dimensions or fewer, these themselves.
    #[default]
    Principal,
    /// Two latent dimensions.
    Dimensions([usize; 2]),
    /// The plane through the first three kept places.
    Anchors,
}

/// A walk through latent space from each kept place to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatentPath {
    /// How it runs.
    pub kind: PathKind,
    /// How many codes are decoded along it, ends included.
    pub frames: usize,
    /// Whether straight and spherical are to be seen side by side.
    pub both: bool,
}

/// How a path through latent space runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PathKind {
    /// A straight line.
    Straight,
    /// An arc that keeps to the shell on which a Gaussian prior has its mass (White 2016).
    #[default]
    Spherical,
    /// From neighbour to neighbour among the codes of held-out examples, which keeps to where these lie densely.
    Data,
}

/// Which step of a run is on show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrub {
    /// The newest one, whichever that is.
    Follow,
    /// This one, however long it takes to repeat the steps that led to it.
    At(u64),
    /// The one nearest to this whose state was kept, which takes no time.
    Near(u64),
}

/// An earlier step on show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The step that the repeating has come to.
    pub step: u64,
    /// The step that is wanted.
    pub goal: u64,
}

impl Held {
    /// Whether the step that is wanted is there.
    pub fn is_there(&self) -> bool {
        self.step == self.goal
    }
}
