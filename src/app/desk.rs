//! The knob desk: which knobs were turned, which turns wait for a restart, and how to take them back.
//!
//! A hot knob acts at once, so taking its turn back is another turn: training is never rewound. A knob that needs a restart
//! only waits, so taking its turn back costs nothing.

use std::collections::BTreeMap;

use crate::families::Family;
use crate::knob::{self, Knob, Knobs, Value};
use crate::spec::Spec;
use crate::text::Trouble;

/// Turns of the same knob that follow each other faster than this, in seconds, are one turn: a dragged slider is.
const ONE_TURN: f64 = 0.6;

/// The turns of one run.
pub struct Desk {
    knobs: &'static [Knob],
    current: Knobs,
    waiting: BTreeMap<&'static str, Value>,
    done: Vec<Turn>,
    undone: Vec<Turn>,
}

/// One turn of one knob.
#[derive(Debug, Clone, PartialEq)]
struct Turn {
    knob: &'static str,
    from: Value,
    to: Value,
    at: f64,
}

/// A hot knob and the value that the engine is to be told.
pub type Hot = (&'static str, Value);

impl Desk {
    /// The desk of a run of a family, by its name; one that nobody knows has no knobs.
    pub fn of(family: &str, start: Knobs) -> Self {
        Self::new(Family::find(family).map_or(&[][..], Family::knobs), start)
    }

    /// The desk of a run that starts with these knobs.
    pub fn new(knobs: &'static [Knob], start: Knobs) -> Self {
        Self {
            knobs,
            current: start,
            waiting: BTreeMap::new(),
            done: Vec::new(),
            undone: Vec::new(),
        }
    }

    /// Turns a knob at a time in seconds. What comes back has to be sent to the engine.
    ///
    /// # Errors
    /// If the run has no such knob, or the value does not fit.
    pub fn turn(&mut self, id: &str, value: &Value, at: f64) -> Result<Option<Hot>, Trouble> {
        let knob = knob::find(self.knobs, id)?;
        let to = knob.check(value)?;
        let Some(from) = self.shown(knob.id).cloned() else {
            return Ok(None);
        };
        if from == to {
            return Ok(None);
        }
        self.undone.clear();
        self.remember(Turn {
            knob: knob.id,
            from,
            to: to.clone(),
            at,
        });
        Ok(self.set(knob, to))
    }

    /// Takes the last turn back. What comes back has to be sent to the engine.
    pub fn undo(&mut self) -> Option<Hot> {
        let turn = self.done.pop()?;
        let (id, value) = (turn.knob, turn.from.clone());
        self.undone.push(turn);
        self.put(id, value)
    }

    /// Does again what was taken back. What comes back has to be sent to the engine.
    pub fn redo(&mut self) -> Option<Hot> {
        let turn = self.undone.pop()?;
        let (id, value) = (turn.knob, turn.to.clone());
        self.done.push(turn);
        self.put(id, value)
    }

    /// Forgets the changes that wait for a restart.
    pub fn revert(&mut self) {
        self.waiting.clear();
        let knobs = self.knobs;
        let hot = |turn: &Turn| knobs.iter().any(|knob| knob.id == turn.knob && knob.hot);
        self.done.retain(hot);
        self.undone.retain(hot);
    }

    /// The spec of a fresh start: the knobs as shown, no edits. Nothing waits any more.
    pub fn restart(&mut self, spec: &Spec, seed: u64) -> Spec {
        self.current = self.knobs();
        self.waiting.clear();
        Spec {
            seed,
            knobs: self.current.clone(),
            edits: Vec::new(),
            ..spec.clone()
        }
    }

    /// Takes up the knobs that a run begins with.
    pub fn adopt(&mut self, knobs: Knobs) {
        self.current = knobs;
    }

    /// The knobs as the panel shows them: those of the run, with the changes that wait on top.
    pub fn knobs(&self) -> Knobs {
        let mut knobs = self.current.clone();
        for (id, value) in &self.waiting {
            knobs.set(id, value.clone());
        }
        knobs
    }

    /// The knobs whose changes wait for a restart.
    pub fn waiting(&self) -> Vec<&'static str> {
        self.waiting.keys().copied().collect()
    }

    /// Whether there is a turn to take back.
    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// Whether there is a turn to do again.
    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    fn shown(&self, id: &str) -> Option<&Value> {
        self.waiting.get(id).or_else(|| self.current.get(id))
    }

    fn put(&mut self, id: &str, value: Value) -> Option<Hot> {
        let knob = self.knobs.iter().find(|knob| knob.id == id)?;
        self.set(knob, value)
    }

    fn set(&mut self, knob: &Knob, value: Value) -> Option<Hot> {
        if knob.hot {
            self.current.set(knob.id, value.clone());
            return Some((knob.id, value));
        }
        if self.current.get(knob.id) == Some(&value) {
            self.waiting.remove(knob.id);
        } else {
            self.waiting.insert(knob.id, value);
        }
        None
    }

    fn remember(&mut self, turn: Turn) {
        match self.done.last_mut() {
            Some(last) if last.knob == turn.knob && turn.at - last.at < ONE_TURN => {
                last.to = turn.to;
                last.at = turn.at;
            }
            _ => self.done.push(turn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DeviceChoice;

    fn desk() -> (Desk, Spec) {
        let family = Family::find("vae").unwrap();
        let spec = Spec::of(family, 7, DeviceChoice::Cpu);
        (Desk::new(family.knobs(), spec.knobs.clone()), spec)
    }

    #[test]
    fn a_hot_knob_acts_at_once_and_its_undo_is_another_turn() {
        let (mut desk, _) = desk();
        let sent = desk.turn("beta", &Value::Real(4.0), 0.0).unwrap();
        assert_eq!(sent, Some(("beta", Value::Real(4.0))));
        assert!(desk.waiting().is_empty());
        assert_eq!(desk.undo(), Some(("beta", Value::Real(1.0))));
        assert_eq!(desk.redo(), Some(("beta", Value::Real(4.0))));
        assert!(!desk.can_redo());
        assert_eq!(desk.knobs().real("beta"), 4.0);
    }

    #[test]
    fn a_restart_knob_waits_and_its_undo_waits_no_longer() {
        let (mut desk, _) = desk();
        assert_eq!(desk.turn("latent", &Value::Whole(2), 0.0).unwrap(), None);
        assert_eq!(desk.waiting(), ["latent"]);
        assert_eq!(desk.knobs().whole("latent"), 2);
        assert_eq!(desk.undo(), None);
        assert!(desk.waiting().is_empty());
        desk.redo();
        assert_eq!(desk.waiting(), ["latent"]);
        desk.turn("latent", &Value::Whole(20), 9.0).unwrap();
        assert!(
            desk.waiting().is_empty(),
            "a turn back to what runs is no change"
        );
    }

    #[test]
    fn a_restart_keeps_hot_values_and_takes_the_waiting_ones() {
        let (mut desk, mut spec) = desk();
        spec.edits.push(crate::spec::Edit {
            step: 3,
            knob: "beta".to_owned(),
            value: Value::Real(4.0),
        });
        desk.turn("beta", &Value::Real(4.0), 0.0).unwrap();
        desk.turn("latent", &Value::Whole(2), 1.0).unwrap();
        let fresh = desk.restart(&spec, 8);
        assert_eq!((fresh.seed, fresh.edits.len()), (8, 0));
        assert_eq!(fresh.knobs.real("beta"), 4.0);
        assert_eq!(fresh.knobs.whole("latent"), 2);
        assert!(desk.waiting().is_empty());
        desk.undo();
        assert_eq!(
            desk.waiting(),
            ["latent"],
            "taken back after the restart, it waits for the next"
        );
    }

    #[test]
    fn revert_forgets_what_waits_and_leaves_hot_turns_alone() {
        let (mut desk, _) = desk();
        desk.turn("beta", &Value::Real(4.0), 0.0).unwrap();
        desk.turn("latent", &Value::Whole(2), 1.0).unwrap();
        desk.revert();
        assert!(desk.waiting().is_empty());
        assert_eq!(desk.knobs().whole("latent"), 20);
        assert_eq!(desk.undo(), Some(("beta", Value::Real(1.0))));
        assert!(!desk.can_undo());
    }

    #[test]
    fn a_dragged_slider_is_one_turn() {
        let (mut desk, _) = desk();
        for (i, beta) in [1.5, 2.0, 2.5, 3.0].into_iter().enumerate() {
            desk.turn("beta", &Value::Real(beta), i as f64 * 0.1)
                .unwrap();
        }
        desk.turn("beta", &Value::Real(9.0), 5.0).unwrap();
        assert_eq!(desk.undo(), Some(("beta", Value::Real(3.0))));
        assert_eq!(desk.undo(), Some(("beta", Value::Real(1.0))));
        assert!(!desk.can_undo());
    }

    #[test]
    fn what_does_not_fit_is_refused_and_changes_nothing() {
        let (mut desk, spec) = desk();
        assert!(desk.turn("beta", &Value::Real(f64::NAN), 0.0).is_err());
        assert!(desk.turn("nothing", &Value::Real(1.0), 0.0).is_err());
        assert_eq!(desk.turn("beta", &Value::Real(1.0), 0.0).unwrap(), None);
        assert_eq!(desk.knobs(), spec.knobs);
        assert!(!desk.can_undo());
    }

    /// Any value that a knob can have.
    fn any(kind: &knob::Kind, generator: &mut impl rand::Rng) -> Value {
        use crate::knob::Kind;
        use rand::RngExt;
        match *kind {
            Kind::Real { min, max, .. } => Value::Real(generator.random_range(min..=max)),
            Kind::Whole { min, max, .. } => Value::Whole(generator.random_range(min..=max)),
            Kind::Sizes { min, max, layers } => {
                let count = generator.random_range(1..=layers);
                let sizes = (0..count).map(|_| generator.random_range(min..=max));
                Value::Sizes(sizes.collect())
            }
            Kind::Choice(words) => {
                Value::Choice(words[generator.random_range(0..words.len())].to_owned())
            }
            Kind::Switch => Value::Switch(generator.random()),
        }
    }

    /// Twenty turns of any knobs, hot ones and others, some within one drag, with restarts in between: taking them all back
    /// brings the spec back, and doing them again brings the last one back.
    #[test]
    fn twenty_mixed_changes_are_taken_back_exactly() {
        use rand::RngExt;
        let families: Vec<&Family> = Family::ready().collect();
        for (seed, family) in (0..60u64).zip(families.iter().cycle()) {
            let mut generator = crate::nn::Noise::new(seed, 0).generator("turns");
            let first = Spec::of(family, seed, DeviceChoice::Cpu);
            let mut desk = Desk::new(family.knobs(), first.knobs.clone());
            let (mut spec, mut at) = (first.clone(), 0.0);
            for _ in 0..20 {
                let knob = &family.knobs()[generator.random_range(0..family.knobs().len())];
                at += generator.random_range(0.1..2.0);
                let value = any(&knob.kind, &mut generator);
                desk.turn(knob.id, &value, at).unwrap();
                if generator.random_bool(0.15) {
                    spec = desk.restart(&spec, seed);
                }
            }
            let last = desk.knobs();
            while desk.can_undo() {
                desk.undo();
            }
            assert_eq!(desk.knobs(), first.knobs, "{}", family.card.id);
            let again = desk.restart(&spec, seed);
            assert_eq!(again, first, "{}", family.card.id);
            while desk.can_redo() {
                desk.redo();
            }
            assert_eq!(desk.knobs(), last, "{}", family.card.id);
        }
    }
}
