//! How often a run is measured beside its training, and by how much, so that measuring takes a small share of the time.

use super::plane_measures::PlaneMeasures;
use crate::families::Passes;

/// How often is measured beside the training, and by how much: a function of the run alone, never of the clock, so that the
/// same run measures at the same steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    /// How many steps lie between two passes.
    pub(super) every: u64,
    /// How many held-out examples one looks at.
    pub(super) examples: usize,
    /// Whether it looks at the density over the whole plane too.
    pub(super) field: bool,
    /// Whether it looks at samples that are pictures, too.
    pub(super) pictures: bool,
}

impl Plan {
    /// A pass over all images takes about a twentieth of the time, where each takes one pass of the network; where it takes
    /// more, no more than a tenth, when a step of training costs as much as three passes over its batch.
    pub(super) fn of_images(held_out: usize, batch: usize, passes: usize) -> Self {
        const LONGEST: u64 = 2000;
        let step = 3 * batch.max(1) as u64;
        let all = (held_out * passes) as u64;
        let every = interval(held_out, batch).max((10 * all / step).next_multiple_of(50));
        let allowed = LONGEST * step / 10 / passes.max(1) as u64;
        Self {
            every: every.min(LONGEST),
            examples: held_out.min(allowed.max(64) as usize),
            field: false,
            pictures: false,
        }
    }

    /// Where a density takes many passes, fewer points are looked at, less often: never more than a tenth of the time, when
    /// a step of training costs as much as three passes over its batch.
    pub(super) fn of_points(held_out: usize, batch: usize, passes: Passes) -> Self {
        const LONGEST: u64 = 2000;
        // Small batches are slower for each of their points: their steps cost what a step of this many costs.
        let batch = batch.max(64);
        let field = passes.density <= PlaneMeasures::DEAR;
        let beyond = PlaneMeasures::points_beside(field, passes);
        let all = held_out * passes.density + beyond;
        let every = interval(all, batch);
        if every * 3 * batch as u64 >= 10 * all as u64 {
            return Self {
                every,
                examples: held_out,
                field,
                pictures: false,
            };
        }
        let allowed = LONGEST as usize * 3 * batch / 10;
        let examples = allowed.saturating_sub(beyond) / passes.density.max(1);
        Self {
            every: LONGEST,
            examples: examples.clamp(256, held_out.max(256)),
            field,
            pictures: false,
        }
    }
}

/// How many steps lie between two passes over so many examples.
fn interval(held_out: usize, batch: usize) -> u64 {
    let forward_steps = held_out.div_ceil(batch.max(1)) as u64;
    (forward_steps * 12).next_multiple_of(50).clamp(50, 1000)
}

/// Whether a pass is due after `step` steps: often at first, when everything moves, then at the interval.
pub(super) fn is_due(step: u64, interval: u64) -> bool {
    step.is_multiple_of(interval)
        || (step < interval
            && step >= 10
            && (step / 10).is_power_of_two()
            && step.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_are_frequent_at_first_and_then_regular() {
        let due: Vec<u64> = (0..=300).filter(|&step| is_due(step, 100)).collect();
        assert_eq!(due, [0, 10, 20, 40, 80, 100, 200, 300]);
        assert_eq!(interval(1000, 128), 100);
    }

    #[test]
    fn a_dear_density_is_measured_by_fewer_points_and_less_often() {
        let plan = |density, sample| Plan::of_points(20_000, 256, Passes { density, sample });
        let (cheap, dear) = (plan(1, 1), plan(150, 50));
        assert_eq!((cheap.examples, cheap.field), (20_000, true));
        assert!(cheap.every <= 1000);
        assert!(dear.examples < 2000 && dear.every == 2000 && !dear.field);
        for (plan, density) in [(cheap, 1), (dear, 150)] {
            let spent = (plan.examples * density) as f64;
            assert!(spent < 0.1 * (plan.every * 3 * 256) as f64, "{plan:?}");
        }
    }
}
