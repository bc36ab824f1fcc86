//! What a family reads from its knobs.

use super::{Knobs, Value};

impl Knobs {
    /// A real knob.
    ///
    /// # Panics
    /// If the family asks for a knob it has not declared.
    pub fn real(&self, id: &str) -> f64 {
        match self.get(id) {
            Some(Value::Real(x)) => *x,
            other => panic!("knob {id} is not a real number: {other:?}"),
        }
    }

    /// Whether a switch is on.
    ///
    /// # Panics
    /// If the family asks for a knob it has not declared.
    pub fn switch(&self, id: &str) -> bool {
        match self.get(id) {
            Some(Value::Switch(on)) => *on,
            other => panic!("knob {id} is not a switch: {other:?}"),
        }
    }

    /// A whole-number knob that is never negative.
    ///
    /// # Panics
    /// If the family asks for a knob it has not declared.
    pub fn whole(&self, id: &str) -> usize {
        match self.get(id) {
            Some(Value::Whole(n)) => usize::try_from(*n).unwrap_or(0),
            other => panic!("knob {id} is not a whole number: {other:?}"),
        }
    }

    /// How many examples a step sees; every family that learns in steps has this knob.
    pub fn batch_size(&self) -> usize {
        match self.get("batch-size") {
            Some(Value::Whole(n)) => usize::try_from(*n).unwrap_or(1).max(1),
            _ => 128,
        }
    }

    /// How many characters a model of texts looks back on, where the family has this knob.
    pub fn block(&self) -> Option<usize> {
        match self.get("block") {
            Some(Value::Whole(n)) => usize::try_from(*n).ok(),
            _ => None,
        }
    }

    /// The widths of hidden layers.
    ///
    /// # Panics
    /// If the family asks for a knob it has not declared.
    pub fn sizes(&self, id: &str) -> &[usize] {
        match self.get(id) {
            Some(Value::Sizes(widths)) => widths,
            other => panic!("knob {id} is not a list of widths: {other:?}"),
        }
    }

    /// The word of a choice.
    ///
    /// # Panics
    /// If the family asks for a knob it has not declared.
    pub fn choice(&self, id: &str) -> &str {
        match self.get(id) {
            Some(Value::Choice(word)) => word,
            other => panic!("knob {id} is not a choice: {other:?}"),
        }
    }
}
