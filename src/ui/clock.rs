//! What the flat axis of the curves counts: steps, seconds of training, examples, or compute.
//!
//! Seconds and examples are known at some rows only. In between they are interpolated, and they never run backwards: after
//! a return to a snapshot or a resume the engine's own figures may.

/// What the flat axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unit {
    /// Training steps.
    #[default]
    Steps,
    /// Seconds of training.
    Seconds,
    /// Examples seen.
    Examples,
    /// Billions of floating-point operations, as they are estimated.
    Compute,
}

impl Unit {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 4] = [Self::Steps, Self::Seconds, Self::Examples, Self::Compute];

    /// The key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Steps => "curves-x-steps",
            Self::Seconds => "curves-x-seconds",
            Self::Examples => "curves-x-examples",
            Self::Compute => "curves-x-compute",
        }
    }
}

const BILLION: f64 = 1e9;

/// A row at which the clock was read.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Knot {
    step: f64,
    seconds: f64,
    examples: f64,
    compute: f64,
}

const START: Knot = Knot {
    step: 0.0,
    seconds: 0.0,
    examples: 0.0,
    compute: 0.0,
};

impl Knot {
    fn of(&self, unit: Unit) -> f64 {
        match unit {
            Unit::Steps => self.step,
            Unit::Seconds => self.seconds,
            Unit::Examples => self.examples,
            Unit::Compute => self.compute,
        }
    }
}

/// The clock of a run, taken up as it grows.
#[derive(Debug)]
pub struct Clock {
    knots: Vec<Knot>,
    /// Floating-point operations that an example costs.
    work: f64,
    /// How many readings are taken up, and the last of them, to notice that a history was replaced.
    taken: usize,
    last: Option<(usize, f64, u64)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            knots: vec![START],
            work: 0.0,
            taken: 0,
            last: None,
        }
    }
}

impl Clock {
    /// Takes up what an example costs, in floating-point operations.
    pub fn cost(&mut self, work: f64) {
        if work != self.work {
            self.work = work;
            for knot in &mut self.knots {
                knot.compute = knot.examples * work / BILLION;
            }
        }
    }

    /// Takes up readings that are new: (row, seconds, examples).
    pub fn take_up(&mut self, told: &[(usize, f64, u64)]) {
        let same =
            self.taken <= told.len() && self.taken.checked_sub(1).map(|i| told[i]) == self.last;
        if !same {
            *self = Self {
                work: self.work,
                ..Self::default()
            };
        }
        for (row, seconds, examples) in &told[self.taken..] {
            self.push(*row as f64, *seconds, *examples as f64);
        }
        self.taken = told.len();
        self.last = told.last().copied();
    }

    fn push(&mut self, step: f64, seconds: f64, examples: f64) {
        let before = self.knots.last().copied().unwrap_or(START);
        if step <= before.step || !seconds.is_finite() {
            return;
        }
        self.knots.push(Knot {
            step,
            seconds: seconds.max(before.seconds),
            examples: examples.max(before.examples),
            compute: examples.max(before.examples) * self.work / BILLION,
        });
    }

    /// The unit itself where its figures are known, steps where they are not.
    pub fn known(&self, unit: Unit) -> Unit {
        let last = self.knots.last().map_or(0.0, |knot| knot.of(unit));
        if last > 0.0 { unit } else { Unit::Steps }
    }

    /// The reading of the clock after so many steps.
    pub fn at(&self, unit: Unit, step: f64) -> f64 {
        self.between(Unit::Steps, unit, step)
    }

    /// After how many steps the clock read this.
    pub fn step(&self, unit: Unit, value: f64) -> f64 {
        self.between(unit, Unit::Steps, value)
    }

    /// From one figure to another, along the line between the two readings around it.
    fn between(&self, from: Unit, to: Unit, value: f64) -> f64 {
        if from == to {
            return value;
        }
        let after = self.knots.partition_point(|knot| knot.of(from) < value);
        let Some(high) = self.knots.get(after) else {
            return self.knots.last().map_or(0.0, |knot| knot.of(to));
        };
        let Some(low) = after.checked_sub(1).map(|i| &self.knots[i]) else {
            return high.of(to);
        };
        // The partition makes the span positive: `low` lies below the value and `high` does not.
        let share = (value - low.of(from)) / (high.of(from) - low.of(from));
        low.of(to) + share * (high.of(to) - low.of(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(told: &[(usize, f64, u64)]) -> Clock {
        let mut clock = Clock::default();
        clock.take_up(told);
        clock
    }

    #[test]
    fn between_readings_the_clock_is_interpolated_and_comes_back() {
        let mut clock = clock(&[(10, 5.0, 1280), (20, 6.0, 2560)]);
        assert_eq!(clock.at(Unit::Seconds, 5.0), 2.5);
        assert_eq!(clock.at(Unit::Seconds, 15.0), 5.5);
        assert_eq!(clock.at(Unit::Examples, 15.0), 1920.0);
        for step in [1.0, 9.5, 10.0, 14.0, 20.0] {
            for unit in [Unit::Seconds, Unit::Examples] {
                let back = clock.step(unit, clock.at(unit, step));
                assert!((back - step).abs() < 1e-9, "{unit:?} {step} {back}");
            }
        }
        clock.cost(2e9);
        assert_eq!(clock.at(Unit::Compute, 15.0), 3840.0);
        assert_eq!(clock.step(Unit::Compute, 3840.0), 15.0);
        assert_eq!(clock.at(Unit::Seconds, 1e9), 6.0);
        assert_eq!(clock.step(Unit::Seconds, 1e9), 20.0);
    }

    #[test]
    fn a_clock_that_was_set_back_or_stood_still_never_runs_backwards() {
        let clock = clock(&[
            (10, 5.0, 1000),
            (20, 1.0, 100),
            (20, 9.0, 9000),
            (30, f64::NAN, 3000),
            (40, 8.0, 4000),
        ]);
        let mut last = 0.0;
        for step in 0..50 {
            let seconds = clock.at(Unit::Seconds, f64::from(step));
            assert!(seconds >= last, "{step}: {seconds} < {last}");
            last = seconds;
        }
        assert!(clock.step(Unit::Seconds, 5.0).is_finite());
    }

    #[test]
    fn a_replaced_history_is_noticed_and_an_unknown_clock_counts_steps() {
        let mut clock = clock(&[(10, 5.0, 1000), (20, 6.0, 2000)]);
        clock.take_up(&[(10, 5.0, 1000), (15, 9.0, 1500)]);
        assert_eq!(clock.at(Unit::Seconds, 15.0), 9.0);
        clock.take_up(&[]);
        assert_eq!(clock.known(Unit::Seconds), Unit::Steps);
        clock.take_up(&[(10, 2.0, 0)]);
        assert_eq!(clock.known(Unit::Seconds), Unit::Seconds);
        assert_eq!(clock.known(Unit::Examples), Unit::Steps);
    }
}
