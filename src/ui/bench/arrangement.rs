//! How the bench is arranged: where its panes stand, which of them is alone, and which layers are on. Scenes keep it.

use serde::{Deserialize, Serialize};

use super::stage::Switched;
use super::{Bench, Pane, kept_tree};

/// All of it, as scenes write it down.
#[derive(Serialize, Deserialize)]
struct Arrangement {
    layout: String,
    alone: Option<Pane>,
    layers: Switched,
}

impl Bench {
    /// The arrangement, to be kept.
    pub fn arrangement(&self) -> String {
        let arrangement = Arrangement {
            layout: self.layout(),
            alone: self.maximised,
            layers: self.panes.stage.switched(),
        };
        serde_json::to_string(&arrangement).unwrap_or_default()
    }

    /// Takes up an arrangement that was kept; what cannot be read changes nothing.
    pub fn arrange(&mut self, kept: &str) {
        let Ok(arrangement) = serde_json::from_str::<Arrangement>(kept) else {
            return;
        };
        if let Some(tree) = kept_tree(&arrangement.layout) {
            self.tree = tree;
        }
        self.maximised = arrangement.alone;
        self.panes.stage.switch(&arrangement.layers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_comes_back_and_nonsense_changes_nothing() {
        let mut bench = Bench::new(None);
        let first = bench.arrangement();
        let other = first
            .replace("\"alone\":null", "\"alone\":\"stage\"")
            .replacen("true", "false", 1);
        assert_ne!(other, first);
        bench.arrange(&other);
        assert_eq!(bench.arrangement(), other);
        for nonsense in ["", "{}", "nonsense"] {
            bench.arrange(nonsense);
            assert_eq!(bench.arrangement(), other);
        }
        bench.arrange(&first);
        assert_eq!(bench.arrangement(), first);
    }
}
