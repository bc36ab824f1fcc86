//! What a lesson can point at.

use serde::{Deserialize, Serialize};

use crate::families::Family;
use crate::text::Trouble;

/// A pane of the bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The tree.
    Tree,
    /// The stage.
    Stage,
    /// The curves.
    Curves,
    /// The latent space.
    Latent,
    /// The knobs.
    Knobs,
}

/// Something on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// A pane.
    Pane(Pane),
    /// A knob, by its name.
    Knob(String),
    /// The objective below the knobs.
    Objective,
    /// What the family can compute.
    Abilities,
    /// The row of play, step and speed.
    Transport,
    /// The slider of the history.
    History,
    /// The table of a race.
    Standings,
    /// A card on the map, by the name of its family or node.
    Card(String),
}

const PANES: [(Pane, &str); 5] = [
    (Pane::Tree, "tree"),
    (Pane::Stage, "stage"),
    (Pane::Curves, "curves"),
    (Pane::Latent, "latent"),
    (Pane::Knobs, "knobs"),
];

const OTHERS: [(Target, &str); 5] = [
    (Target::Objective, "objective"),
    (Target::Abilities, "abilities"),
    (Target::Transport, "transport"),
    (Target::History, "history"),
    (Target::Standings, "standings"),
];

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some((pane, _)) = PANES.iter().find(|(_, name)| *name == text) {
            return Ok(Self::Pane(*pane));
        }
        if let Some((target, _)) = OTHERS.iter().find(|(_, name)| *name == text) {
            return Ok(target.clone());
        }
        let after = |head: &str| text.strip_prefix(head).map(|rest| rest.trim().to_owned());
        if let Some(knob) = after("knob ") {
            return Ok(Self::Knob(knob));
        }
        after("card ").map(Self::Card).ok_or_else(|| {
            let panes = PANES.iter().map(|(_, name)| *name);
            let names: Vec<&str> = panes.chain(OTHERS.iter().map(|(_, name)| *name)).collect();
            format!(
                "{text}: no target; {}, knob NAME, card NAME",
                names.join(", ")
            )
        })
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        match target {
            Target::Pane(pane) => {
                let name = PANES.iter().find(|(known, _)| *known == pane);
                name.map_or("", |(_, name)| *name).to_owned()
            }
            Target::Knob(knob) => format!("knob {knob}"),
            Target::Card(card) => format!("card {card}"),
            other => {
                let name = OTHERS.iter().find(|(known, _)| *known == other);
                name.map_or("", |(_, name)| *name).to_owned()
            }
        }
    }
}

impl Target {
    /// Whether it can be there, on a bench of a family.
    pub(super) fn check(&self, family: Option<&'static Family>) -> Result<(), Trouble> {
        match self {
            Self::Knob(knob) => {
                let family = family.ok_or_else(|| {
                    Trouble::new("error-lesson-form").with("why", format!("knob {knob}: no run"))
                })?;
                crate::knob::find(family.knobs(), knob).map(|_| ())
            }
            Self::Card(card) => Family::find(card).map(|_| ()),
            _ => Ok(()),
        }
    }
}
