//! THE TAXONOMY: a folder an idea, a file a family.
//!
//! Opening this folder teaches the field: the tree of folders is the tree on the screen. Each `mod.rs` declares its `NODE`;
//! the map, the command line, the lessons and the tests all walk [`ROOT`]. A new family is one file and one line in its
//! folder's `mod.rs`.

mod author;
mod averaged;
mod drawing;
mod expectation;
pub mod explicit;
pub mod implicit;
pub mod knobs;
pub mod labels;
mod latent_space;
mod learner;
mod mixing;
mod plane_code;
mod snapshot;
mod story;
#[cfg(test)]
pub(crate) mod tests;
mod trained;
mod unfolding;
mod walk;
mod work;

pub use author::{Author, Manner, Pen, Perusal};
pub use averaged::Averaged;
pub use drawing::{Draft, Drawing, Given};
pub use expectation::{Prediction, Predictor, Restorer};
pub use latent_space::{EncodedGaussian, LatentSpace};
pub use learner::{
    Batch, Chain, Density, Finding, Inquiry, Landscape, Layer, Learner, Losses, Measured, Oracle,
    Passes, Process, Sampler, Setup, Stage, State, Term, Transport,
};
pub use plane_code::Order as BitOrder;
pub use snapshot::Snapshot;
pub use story::Story;
pub use trained::Trained;
pub use unfolding::{Course, FEW_STEPS, Several, Unfolding, Way, finished};
pub use walk::{Kernel, Walk};
pub use work::work;

use crate::data;
use crate::knob::{Knob, Knobs};
use crate::taxonomy::{Card, DataKind, Node, Preset};
use crate::text::Trouble;

/// The root of the tree: a model p_model near an unknown p_data.
pub const ROOT: Node = Node {
    id: "root",
    children: &[&explicit::NODE, &implicit::NODE],
    families: &[],
};

/// The same tree as a static, for everything that walks it.
pub static TREE: &Node = &ROOT;

/// Makes a fresh learner.
pub type Build = fn(&Setup) -> Box<dyn Learner>;

/// A family: its card, and how the engine builds its learner.
pub struct Family {
    /// Everything about it that is not tensors.
    pub card: Card,
    /// Builds a fresh learner; `None` for a family that is on the map but cannot be trained in this version.
    pub build: Option<Build>,
}

impl Family {
    /// All families, in the order of the map.
    pub fn all() -> Vec<&'static Family> {
        TREE.leaves()
    }

    /// The family with this name.
    ///
    /// # Errors
    /// If there is none, with the names there are.
    pub fn find(id: &str) -> Result<&'static Family, Trouble> {
        Self::all()
            .into_iter()
            .find(|family| family.card.id == id)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ready().map(|family| family.card.id).collect();
                Trouble::new("error-family-unknown")
                    .with("family", id)
                    .with("known", known.join(", "))
            })
    }

    /// The families that can be trained.
    pub fn ready() -> impl Iterator<Item = &'static Family> {
        Self::all()
            .into_iter()
            .filter(|family| family.build.is_some())
    }

    /// The function that builds a learner.
    ///
    /// # Errors
    /// If the family cannot be trained in this version.
    pub fn builder(&self) -> Result<Build, Trouble> {
        self.build
            .ok_or_else(|| Trouble::new("error-family-planned").with("family", self.card.id))
    }

    /// Its knobs.
    pub fn knobs(&self) -> &'static [Knob] {
        self.card.knobs
    }

    /// Every knob at its default for data of a kind.
    pub fn defaults_for(&self, kind: DataKind) -> Knobs {
        Knobs::defaults_for(self.card.knobs, kind)
    }

    /// Every knob at its default for a data set by name or path.
    pub fn defaults_on(&self, data: &str) -> Knobs {
        data::kind_of(data).map_or_else(|| self.defaults(), |kind| self.defaults_for(kind))
    }

    /// The preset with this id.
    pub fn preset(&self, id: &str) -> Option<&'static Preset> {
        self.card.presets.iter().find(|preset| preset.id == id)
    }

    /// Every knob where a preset has it: what it does not turn stands at the default for its data.
    ///
    /// # Errors
    /// If a knob is unknown or does not take what the preset says.
    pub fn knobs_of(&self, preset: &Preset) -> Result<Knobs, Trouble> {
        let mut knobs = self.defaults_on(preset.data);
        for set in preset.set {
            knobs.set_from_text(self.knobs(), set)?;
        }
        Ok(knobs)
    }

    /// Every knob at its default for the data that the family begins with.
    pub fn defaults(&self) -> Knobs {
        match data::find_bundled(self.card.data) {
            Some(set) => self.defaults_for(set.kind),
            None => Knobs::defaults(self.card.knobs),
        }
    }
}
