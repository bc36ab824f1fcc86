//! The inside of a net: how its weights are spread, and how far the last watched step moved them.
//!
//! Nothing in a family knows of this. The state of a learner before a step and after it says how far its weights went, and by the
//! moments of the optimiser what gradient it saw: v' = b v + (1 - b) g^2 of Adam gives the length of g, u' = 0.9 u + g of
//! momentum g itself. Plain descent keeps nothing, and its gradient is the way that was gone over the learning rate.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use burn::tensor::TensorData;

use super::{LONGEST, SHARE};
use crate::families::{Learner, State};
use crate::figure::{Inside, Moved, Within, length};
use crate::nn::{BETA_2, MOMENTUM};

/// In so many parts the weights of a tensor are counted.
const PARTS: usize = 33;
/// No step is watched more often than this.
const EVERY: Duration = Duration::from_millis(250);

/// What watched steps did to a net.
#[derive(Default)]
pub(super) struct Watch {
    moved: BTreeMap<String, Moved>,
    next: Option<Instant>,
}

impl Watch {
    /// Whether the next step is to be watched.
    pub(super) fn is_due(&self) -> bool {
        self.next.is_none_or(|next| Instant::now() >= next)
    }

    /// Takes up what one step did, by the states before it and after it, and how long that took to find out.
    pub(super) fn learn(&mut self, before: &State, after: &State, spent: Duration) {
        self.moved = names(after)
            .filter_map(|name| Some((name.to_owned(), moved(name, before, after)?)))
            .collect();
        self.next = Some(Instant::now() + spent.div_f64(SHARE).clamp(EVERY, LONGEST));
    }

    /// Forgets what is about another state than the one on show.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The inside of a net as it is now.
    pub(super) fn figure(&self, learner: &dyn Learner) -> Inside {
        let state = learner.state();
        let within = learner.layers().into_iter().filter_map(|layer| {
            let weights = state.get(&format!("{MODEL}{}", layer.tensor))?;
            Some(self.within(layer.tensor, weights))
        });
        Inside {
            tensors: within.collect(),
            bytes: learner.snapshot().bytes(),
            program_bytes: memory_stats::memory_stats().map(|used| used.physical_mem),
        }
    }

    fn within(&self, tensor: String, weights: &TensorData) -> Within {
        let weights: Vec<f32> = weights.iter().collect();
        let reach = weights.iter().fold(0.0f32, |most, w| most.max(w.abs()));
        Within {
            reach,
            shares: shares(&weights, reach).into(),
            norm: length(weights.iter().copied()),
            moved: self.moved.get(&tensor).copied(),
            tensor,
        }
    }
}

/// What stands before the name of a weight in a state, and before that of a number of the optimiser.
const MODEL: &str = "model.";
const OPTIMISER: &str = "optimiser.";

/// The names of the weights of a state.
fn names(state: &State) -> impl Iterator<Item = &str> {
    state.keys().filter_map(|name| name.strip_prefix(MODEL))
}

/// The shares of weights in [`PARTS`] equal parts from -reach to reach.
fn shares(weights: &[f32], reach: f32) -> Vec<f32> {
    let mut counts = vec![0.0f32; PARTS];
    for weight in weights {
        let place = f32::midpoint(weight / reach.max(f32::MIN_POSITIVE), 1.0);
        counts[((place * PARTS as f32) as usize).min(PARTS - 1)] += 1.0;
    }
    let all = weights.len().max(1) as f32;
    counts.into_iter().map(|count| count / all).collect()
}

/// How a tensor moved between two states; `None` where it is new or has another size.
fn moved(name: &str, before: &State, after: &State) -> Option<Moved> {
    let key = format!("{MODEL}{name}");
    let (old, new) = (before.get(&key)?, after.get(&key)?);
    if old.num_elements() != new.num_elements() {
        return None;
    }
    let way = new.iter::<f32>().zip(old.iter::<f32>());
    Some(Moved {
        gradient: gradient(name, before, after),
        update: length(way.map(|(new, old)| new - old)),
    })
}

/// How the weights moved together whose names begin like this, as one long tensor.
pub(in crate::engine) fn moved_together(
    side: &str,
    before: &State,
    after: &State,
) -> Option<Moved> {
    let of_side = names(after).filter(|name| name.starts_with(side));
    let all = of_side.filter_map(|name| moved(name, before, after));
    Moved::together(&all.collect::<Vec<_>>())
}

/// The length of the gradient that the optimiser saw on the way, in the mean over its steps where there were several.
fn gradient(name: &str, before: &State, after: &State) -> Option<f32> {
    let (side, path) = optimised(name, after)?;
    let number = |state: &State, what: &str| -> Option<f64> {
        state
            .get(&format!("{OPTIMISER}{side}{what}"))?
            .iter()
            .next()
    };
    let steps = number(after, "steps")? - number(before, "steps")?;
    let moments = |state: &State, order: &str| -> Option<Vec<f64>> {
        let kept = state.get(&format!("{OPTIMISER}{side}{order}.{path}"))?;
        Some(kept.iter().collect())
    };
    if let Some(new) = moments(after, "second") {
        let old = moments(before, "second").unwrap_or_else(|| vec![0.0; new.len()]);
        let keeps = BETA_2.powf(steps);
        let squares: f64 = new.iter().zip(&old).map(|(v, old)| v - keeps * old).sum();
        // (1 - b) sum of b^(n - i) g_i^2 is (1 - b^n) times their mean.
        return (steps >= 1.0).then(|| (squares / (1.0 - keeps)).max(0.0).sqrt() as f32);
    }
    let new = moments(after, "first").filter(|_| steps == 1.0)?;
    let old = moments(before, "first").unwrap_or_else(|| vec![0.0; new.len()]);
    let pairs = new.iter().zip(&old);
    Some(length(pairs.map(|(u, old)| (u - MOMENTUM * old) as f32)))
}

/// The side of a game that a weight belongs to, with a dot behind it, and its path in the net of that side; of a net that plays
/// none, the whole.
fn optimised<'a>(name: &'a str, state: &State) -> Option<(&'a str, &'a str)> {
    let is_side = |side: &str| state.contains_key(&format!("{OPTIMISER}{side}steps"));
    let split = name.find('.').map(|dot| name.split_at(dot + 1));
    [("", name)]
        .into_iter()
        .chain(split)
        .find(|(side, _)| is_side(side))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::families::tests::{EIGHT, batch, digits, knobs, setup};
    use crate::nn::Noise;

    /// A net before a step and after it.
    fn stepped(family: &str, sets: &[&str]) -> (Box<dyn Learner>, [State; 2]) {
        let family = Family::find(family).unwrap();
        let knobs = knobs(family, sets);
        let mut learner = family.builder().unwrap()(&setup(&knobs, EIGHT));
        let mut step = |step: u64| {
            let x = digits(32, Noise::new(3, step));
            learner.step(&batch(x, step), &knobs);
            learner.state()
        };
        step(0);
        let states = [step(1), step(2)];
        (learner, states)
    }

    fn lengths(sets: &[&str]) -> BTreeMap<String, Moved> {
        let (_, [before, after]) = stepped("vae", sets);
        let mut watch = Watch::default();
        watch.learn(&before, &after, Duration::ZERO);
        watch.moved
    }

    #[test]
    fn momentum_tells_the_gradient_that_plain_descent_walks_along() {
        let small = ["hidden=8", "latent=2", "learning-rate=1e-6"];
        let with = |rule: &str| lengths(&[&small[..], &[&format!("optimiser={rule}")]].concat());
        // So small a rate leaves the net where it is: all rules see the same gradient.
        let (sgd, momentum, adam) = (with("sgd"), with("momentum"), with("adam"));
        assert!(!sgd.is_empty());
        for (name, moved) in &momentum {
            let seen = moved.gradient.unwrap();
            assert_eq!(sgd[name].gradient, None);
            let by_adam = adam[name].gradient.unwrap();
            assert!(
                (by_adam - seen).abs() < 0.02 * seen,
                "{name}: {by_adam} {seen}"
            );
        }
    }

    #[test]
    fn a_plain_step_goes_the_rate_times_the_gradient() {
        let small = ["hidden=8", "latent=2", "learning-rate=0.01"];
        let plain = lengths(&[&small[..], &["optimiser=sgd"]].concat());
        let first = lengths(&[&small[..], &["optimiser=momentum"]].concat());
        assert_eq!(plain.len(), first.len());
        assert!(plain.values().all(|moved| moved.update > 0.0));
    }

    #[test]
    fn both_sides_of_a_game_are_told_and_every_layer_has_a_histogram() {
        for (family, sets) in [
            ("gan", &["hidden=8", "steps-discriminator=3"][..]),
            ("vae", &["net=conv", "channels=8"]),
            ("rbm", &["hidden=12", "optimiser=momentum"]),
        ] {
            let (learner, [before, after]) = stepped(family, sets);
            let mut watch = Watch::default();
            watch.learn(&before, &after, Duration::ZERO);
            let inside = watch.figure(&*learner);
            assert_eq!(inside.tensors.len(), learner.layers().len(), "{family}");
            for within in inside.tensors.iter() {
                let all: f32 = within.shares.iter().sum();
                assert!((all - 1.0).abs() < 1e-4, "{family} {}", within.tensor);
                let moved = within.moved.unwrap();
                assert!(moved.gradient.is_some(), "{family} {}", within.tensor);
            }
            assert!(inside.bytes > 0);
        }
    }

    #[test]
    fn weights_are_counted_where_they_lie() {
        let counted = shares(&[-1.0, 0.0, 0.0, 1.0], 1.0);
        assert_eq!(
            (counted[0], counted[PARTS / 2], counted[PARTS - 1]),
            (0.25, 0.5, 0.25)
        );
        assert_eq!(shares(&[0.0; 3], 0.0)[PARTS / 2], 1.0);
    }
}
