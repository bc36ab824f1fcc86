//! Lines that stand at one height from end to end.

use super::super::plot::Drawn;

impl Drawn {
    /// The entropy of the data, from end to end.
    pub(in crate::ui::bench) fn optimum(&self) -> Vec<[f64; 2]> {
        let ends = |entropy: f64| self.view.map(|end| [end, entropy]).to_vec();
        self.entropy.map(ends).unwrap_or_default()
    }

    /// What frequencies alone come to, from end to end.
    pub(in crate::ui::bench) fn baseline(&self, key: &str) -> Vec<[f64; 2]> {
        let found = self.baselines.iter().find(|(known, _)| *known == key);
        let ends = |(_, nats): &(&str, f64)| self.view.map(|end| [end, *nats]).to_vec();
        found.map(ends).unwrap_or_default()
    }

    /// Zero from end to end: no model is nearer.
    pub(in crate::ui::bench) fn zero(&self) -> Vec<[f64; 2]> {
        if self.floor.is_finite() {
            self.view.map(|end| [end, self.floor]).to_vec()
        } else {
            Vec::new()
        }
    }
}
