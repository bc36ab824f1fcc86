//! The words of the taxonomy: nodes, places, and what a family says it can compute. The tree itself is `families/*/mod.rs`.
//!
//! The tree is Goodfellow's (NIPS 2016 tutorial, arXiv 1701.00160), extended where the field has grown. It asks one
//! question at every fork: how does the model represent its density?

use serde::Serialize;

use crate::families::Family;
use crate::knob::Knob;

/// An inner node of the tree.
pub struct Node {
    /// The name of its page, of its row in the locales (`node-ID`, `node-ID-line`) and on the command line.
    pub id: &'static str,
    /// The nodes below it.
    pub children: &'static [&'static Node],
    /// The families that hang on it directly.
    pub families: &'static [&'static Family],
}

impl Node {
    /// This node and all below it, each before its children.
    pub fn walk(&'static self) -> Vec<&'static Node> {
        let mut nodes = vec![self];
        for child in self.children {
            nodes.extend(child.walk());
        }
        nodes
    }

    /// All families at or below this node, in the order of the map.
    pub fn leaves(&'static self) -> Vec<&'static Family> {
        self.walk()
            .into_iter()
            .flat_map(|node| node.families.iter().copied())
            .collect()
    }
}

/// Where a family stands. A place is a claim about what the family can compute in any dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Explicit, tractable: parameters follow from maximum likelihood.
    MaximumLikelihood,
    /// Explicit, tractable: a product of conditionals ("fully visible belief nets").
    Autoregressive,
    /// Explicit, tractable: an invertible map from noise ("nonlinear ICA").
    ChangeOfVariables,
    /// Explicit, approximate: a variational bound.
    Variational,
    /// Explicit, approximate: an energy whose normaliser needs a Markov chain.
    MarkovChain,
    /// Implicit: noise in, sample out, in one pass.
    Direct,
    /// Implicit: a learned transition operator.
    ImplicitMarkovChain,
}

impl Place {
    /// The id of the node that families of this place hang on.
    pub fn node(self) -> &'static str {
        match self {
            Self::MaximumLikelihood => "maximum-likelihood",
            Self::Autoregressive => "autoregressive",
            Self::ChangeOfVariables => "change-of-variables",
            Self::Variational => "variational",
            Self::MarkovChain => "markov-chain",
            Self::Direct => "direct",
            Self::ImplicitMarkovChain => "implicit-markov-chain",
        }
    }

    /// Whether a family of this place may answer a question about its density in this way.
    pub fn allows(self, density: DensityKind) -> bool {
        match self {
            Self::MaximumLikelihood | Self::Autoregressive | Self::ChangeOfVariables => {
                density == DensityKind::Exact
            }
            Self::Variational => density == DensityKind::Bound,
            Self::MarkovChain => density == DensityKind::UpToConstant,
            Self::Direct | Self::ImplicitMarkovChain => density == DensityKind::None,
        }
    }
}

/// What a family can say about log p(x).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DensityKind {
    /// The value itself.
    Exact,
    /// A lower bound.
    Bound,
    /// The value up to a constant that nobody knows.
    UpToConstant,
    /// Nothing.
    None,
}

/// What one sample costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SamplingKind {
    /// One pass through the network.
    OnePass,
    /// One pass a dimension, one after the other.
    PassPerDimension,
    /// A few to a thousand passes, from noise to data.
    Steps,
    /// A Markov chain that has to mix.
    Chain,
}

/// What latent code an example has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LatentKind {
    /// A code as large as the example, by an exact inverse.
    Exact,
    /// A posterior that a network guesses in one pass.
    Amortised,
    /// A posterior that can be computed.
    Posterior,
    /// A code goes in when sampling, but none can be read off an example.
    OneWay,
    /// No code.
    None,
}

/// What a family can compute: a column each of the tables on the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// log p(x).
    pub density: DensityKind,
    /// The cost of a sample.
    pub sampling: SamplingKind,
    /// The latent code of an example.
    pub latent: LatentKind,
}

impl Capabilities {
    /// The keys of the columns' heads, in the order of [`Self::words`].
    pub const HEADS: [&'static str; 3] = ["can-density", "can-sampling", "can-latent"];

    /// The pages that explain the three: of the node where each is at home.
    pub fn explained(self) -> [&'static str; 3] {
        let density = match self.density {
            DensityKind::Exact => "tractable",
            DensityKind::Bound => "variational",
            DensityKind::UpToConstant => "markov-chain",
            DensityKind::None => "implicit",
        };
        let sampling = match self.sampling {
            SamplingKind::OnePass => "direct",
            SamplingKind::PassPerDimension => "autoregressive",
            SamplingKind::Steps => "diffusion",
            SamplingKind::Chain => "implicit-markov-chain",
        };
        let latent = match self.latent {
            LatentKind::Exact => "change-of-variables",
            LatentKind::Amortised => "vae",
            LatentKind::Posterior => "variational-inference",
            LatentKind::OneWay => "direct",
            LatentKind::None => "root",
        };
        [density, sampling, latent]
    }

    /// The keys of the words for log p(x), the cost of a sample, and the latent code.
    pub fn words(self) -> [&'static str; 3] {
        let density = match self.density {
            DensityKind::Exact => "density-exact",
            DensityKind::Bound => "density-bound",
            DensityKind::UpToConstant => "density-up-to-constant",
            DensityKind::None => "density-none",
        };
        let sampling = match self.sampling {
            SamplingKind::OnePass => "sampling-one-pass",
            SamplingKind::PassPerDimension => "sampling-pass-per-dimension",
            SamplingKind::Steps => "sampling-steps",
            SamplingKind::Chain => "sampling-chain",
        };
        let latent = match self.latent {
            LatentKind::Exact => "latent-exact",
            LatentKind::Amortised => "latent-amortised",
            LatentKind::Posterior => "latent-posterior",
            LatentKind::OneWay => "latent-one-way",
            LatentKind::None => "latent-none",
        };
        [density, sampling, latent]
    }
}

/// The kinds of data there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// Points in a plane.
    Plane,
    /// Images.
    Images,
    /// Text.
    Text,
}

/// A paper, as a reader looks it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Authors as cited: `Kingma and Welling`.
    pub authors: &'static str,
    /// Year of publication.
    pub year: u16,
    /// Title.
    pub title: &'static str,
    /// Where it can be read.
    pub link: &'static str,
}

/// The card of a family: everything about it that is not tensors.
pub struct Card {
    /// Its name on the command line and in run files, its page and its words in the locales (`family-ID`).
    pub id: &'static str,
    /// Where it stands.
    pub place: Place,
    /// The paper it comes from.
    pub paper: Paper,
    /// What it can compute.
    pub can: Capabilities,
    /// The data it accepts.
    pub accepts: &'static [DataKind],
    /// The data set it trains on when a leaf is clicked.
    pub data: &'static str,
    /// Its knobs, most important first.
    pub knobs: &'static [Knob],
    /// Settings worth a look: some that work, some that fail instructively.
    pub presets: &'static [Preset],
    /// Its objective, term by term.
    pub objective: &'static [Piece],
}

impl Card {
    /// Its objective as a whole, in LaTeX.
    pub fn formula(&self) -> String {
        let latex: Vec<&str> = self.objective.iter().map(|term| term.latex).collect();
        latex.join(" ")
    }
}

/// A term of an objective, and what it stands for on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The term in LaTeX, which can be typeset by itself.
    pub latex: &'static str,
    /// What tells its value: a loss of a step, or a held-out measure.
    pub curve: Option<&'static str>,
    /// The picture that it is about.
    pub sight: Option<Sight>,
}

impl Piece {
    /// A term that stands for nothing that can be seen.
    pub const fn new(latex: &'static str) -> Self {
        Self {
            latex,
            curve: None,
            sight: None,
        }
    }

    /// The term with what tells its value.
    #[must_use]
    pub const fn told(self, curve: &'static str) -> Self {
        Self {
            curve: Some(curve),
            ..self
        }
    }

    /// The term with the picture that it is about.
    #[must_use]
    pub const fn seen(self, sight: Sight) -> Self {
        Self {
            sight: Some(sight),
            ..self
        }
    }
}

/// What a term of an objective is about, wherever a run shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Held-out examples.
    Data,
    /// What the model draws.
    Samples,
    /// The density.
    Density,
    /// The density of the data themselves.
    Truth,
    /// Examples as they come back from their codes, or from noise.
    Restored,
    /// What is expected of each number, given those before it.
    Guesses,
    /// What each number costs, given those before it.
    Surprise,
    /// How a map moves the space that it maps.
    Warp,
    /// How samples come about.
    Paths,
    /// Where places are drawn to.
    Drift,
    /// The parts of a mixture.
    Parts,
    /// How Markov chains walk.
    Chain,
    /// A verdict, a critic, an energy.
    Landscape,
    /// What hidden units look for.
    Filters,
    /// Codes.
    Code,
}

/// A setting of the knobs that shows something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Its name; its words stand in the locales under `preset-ID`, what it shows under `preset-ID-why`.
    pub id: &'static str,
    /// The data it is for.
    pub data: &'static str,
    /// The knobs it turns away from their defaults, as on the command line: `layers=2`.
    pub set: &'static [&'static str],
    /// Whether it works; otherwise it fails, and what one sees is why.
    pub works: bool,
}

/// A kinship across the branches of the tree, drawn as a dashed line: two families, and the words under `link-ID`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CrossLink {
    /// One end.
    pub from: &'static str,
    /// The other end.
    pub to: &'static str,
    /// The key of the sentence that says what they share.
    pub id: &'static str,
}

/// The kinships that the map shows.
pub const CROSS_LINKS: &[CrossLink] = &[
    CrossLink {
        from: "diffusion",
        to: "gsn",
        id: "link-transition-operator",
    },
    CrossLink {
        from: "diffusion",
        to: "flow-matching",
        id: "link-probability-flow",
    },
    CrossLink {
        from: "diffusion",
        to: "vae",
        id: "link-hierarchy",
    },
    CrossLink {
        from: "gsn",
        to: "energy",
        id: "link-denoising-score",
    },
    CrossLink {
        from: "vae",
        to: "variational-inference",
        id: "link-amortised",
    },
];
