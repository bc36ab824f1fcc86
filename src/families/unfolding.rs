//! Drawing examples all numbers at once, clearer with every step: down the levels of noise, or along a flow.

use crate::nn::Noise;

/// Draws examples step by step.
pub trait Unfolding {
    /// Begins `count` examples of the model as it is now, which the learner may go on to change; the same noise gives the same
    /// examples as a [`Sampler`](super::Sampler).
    fn begin(&self, count: usize, noise: Noise) -> Box<dyn Course>;

    /// Ways that are worth comparing, whatever the knobs say.
    fn ways(&self) -> Vec<Way> {
        Vec::new()
    }

    /// Begins by one of these ways; the same noise is where all of them begin.
    fn begin_by(&self, _way: Way, count: usize, noise: Noise) -> Box<dyn Course> {
        self.begin(count, noise)
    }
}

/// In how few steps samples are drawn where that is compared.
pub const FEW_STEPS: [usize; 3] = [5, 10, 50];

/// A way from noise to examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Its name in the locales: `way-ID`.
    pub id: &'static str,
    /// In how many steps.
    pub steps: usize,
}

/// Several courses, one after the other, as one.
pub struct Several(pub Vec<Box<dyn Course>>);

impl Course for Several {
    fn go_on(&mut self) {
        let next = self.0.iter_mut().find(|one| one.done() < one.steps());
        if let Some(next) = next {
            next.go_on();
        }
    }

    fn done(&self) -> usize {
        self.0.iter().map(|one| one.done()).sum()
    }

    fn steps(&self) -> usize {
        self.0.iter().map(|one| one.steps()).sum()
    }

    fn values(&self) -> Vec<f32> {
        self.0.iter().flat_map(|one| one.values()).collect()
    }
}

/// Examples on their way from noise.
pub trait Course {
    /// Takes one step with all examples.
    fn go_on(&mut self);

    /// How many steps are taken.
    fn done(&self) -> usize;

    /// How many there are.
    fn steps(&self) -> usize;

    /// The examples as they are now, noise and all, cut off where no example can be. `[count * dims]`
    fn values(&self) -> Vec<f32>;
}

/// A course at its end.
pub fn finished<C: Course>(mut course: C) -> C {
    while course.done() < course.steps() {
        course.go_on();
    }
    course
}
