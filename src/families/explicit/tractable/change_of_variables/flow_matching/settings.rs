//! How the ODE of flow matching is solved, as the knobs that may change at any step say.

use crate::knob::Knobs;
use crate::nn::ode::Solver;

/// Midpoint steps that a density is computed with at least.
const LEAST_STEPS: usize = 20;

/// What a hot knob says about pictures and measures, as it was at the last step.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) solver: Solver,
    pub(super) steps: usize,
    pub(super) averages: bool,
}

impl Settings {
    pub(super) fn new(knobs: &Knobs) -> Self {
        Self {
            solver: Solver::from_word(knobs.choice("solver")),
            steps: knobs.whole("ode-steps"),
            averages: knobs.real("averaging") > 0.0,
        }
    }

    /// What a density is computed with. Steps that cut the bends off would lead to other noise and another volume, which
    /// together are no density: they would not integrate to one. Samples and paths take the steps that are asked for.
    pub(super) fn for_density(self) -> Self {
        if self.solver == Solver::Adaptive {
            return self;
        }
        Self {
            solver: Solver::Midpoint,
            steps: self.steps.max(LEAST_STEPS),
            ..self
        }
    }

    /// How often the net is called along the whole way; the adaptive solver is known by what it did `before`.
    pub(super) fn calls(self, before: usize) -> usize {
        match self.solver {
            Solver::Euler => self.steps,
            Solver::Midpoint => 2 * self.steps,
            Solver::Adaptive => before,
        }
    }

    /// The number of steps of the solver for a share of the whole time.
    pub(super) fn steps_for(self, share: f64) -> usize {
        ((self.steps as f64 * share).round() as usize).max(1)
    }
}
