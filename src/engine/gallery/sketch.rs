//! Pictures that are drawn number by number or step by step, in turns of a few milliseconds, and shown as they grow.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Scene;
use crate::data::Shape;
use crate::engine::PictureId;
use crate::families::{Course, Draft};
use crate::figure::{Figure, Growing, Images};

/// A turn takes about this long.
const TURN: Duration = Duration::from_millis(6);
/// The share of the time of a training run that drawing may take.
const SHARE: f64 = 0.08;
/// Numbers that are drawn before the clock is looked at.
const AT_A_TIME: usize = 2;
/// How bright what is not drawn yet is: what was drawn the last time.
const BEFORE: f32 = 0.25;

/// So many examples are shown on their way from noise, at so many moments.
const ROWS: usize = 6;
const STOPS: usize = 9;

/// How pictures come about.
pub(super) enum Source {
    /// Number by number.
    Numbers(Box<dyn Draft>),
    /// Step by step, all numbers at once, with what the first examples were at some of the moments.
    Steps(Box<dyn Course>, Vec<Vec<f32>>),
    /// The same by several ways, one after the other.
    Ways(Box<dyn Course>),
}

impl Source {
    pub(super) fn steps(course: Box<dyn Course>) -> Self {
        Self::Steps(course, Vec::new())
    }

    fn done(&self) -> usize {
        match self {
            Self::Numbers(draft) => draft.done(),
            Self::Steps(course, _) | Self::Ways(course) => course.done(),
        }
    }

    fn all(&self) -> usize {
        match self {
            Self::Numbers(draft) => draft.dims(),
            Self::Steps(course, _) | Self::Ways(course) => course.steps(),
        }
    }

    fn values(&self) -> Vec<f32> {
        match self {
            Self::Numbers(draft) => draft.values(),
            Self::Steps(course, _) | Self::Ways(course) => course.values(),
        }
    }

    fn go_on(&mut self) {
        match self {
            Self::Numbers(draft) => draft.go_on(AT_A_TIME),
            Self::Steps(course, stops) => {
                keep(&**course, stops);
                course.go_on();
                keep(&**course, stops);
            }
            Self::Ways(course) => course.go_on(),
        }
    }
}

/// Keeps what the examples are where a moment is reached that is shown.
fn keep(course: &dyn Course, stops: &mut Vec<Vec<f32>>) {
    let last = STOPS - 1;
    while stops.len() < STOPS && course.done() * last >= stops.len() * course.steps() {
        stops.push(course.values());
    }
}

/// Pictures on their way, of the model as it was at the start.
pub(super) struct Sketch {
    pub(super) id: PictureId,
    /// The step that they show.
    pub(super) step: u64,
    source: Source,
    shape: Shape,
    columns: Option<usize>,
    /// Passes of the net that a picture costs who keeps nothing.
    passes: usize,
    /// What was drawn the last time.
    before: Option<Arc<[f32]>>,
    /// How many numbers were drawn when it was shown.
    shown: usize,
    began: Instant,
    pub(super) spent: Duration,
}

impl Sketch {
    pub(super) fn new(
        id: PictureId,
        scene: &Scene,
        source: Source,
        columns: Option<usize>,
        before: Option<Arc<[f32]>>,
    ) -> Self {
        Self {
            id,
            step: scene.step,
            source,
            shape: scene.shape(),
            columns,
            passes: scene.learner.passes().sample,
            before,
            shown: 0,
            began: Instant::now(),
            spent: Duration::ZERO,
        }
    }

    /// Whether a training run can spare the time for a turn.
    pub(super) fn may_go_on(&self) -> bool {
        self.spent.as_secs_f64() <= SHARE * self.began.elapsed().as_secs_f64()
    }

    /// Draws for a few milliseconds; true once everything is drawn.
    pub(super) fn turn(&mut self) -> bool {
        let began = Instant::now();
        while !self.is_done() && began.elapsed() < TURN {
            self.source.go_on();
        }
        self.spent += began.elapsed();
        self.is_done()
    }

    fn is_done(&self) -> bool {
        self.source.done() >= self.source.all()
    }

    /// Whether another row is there since it was shown. What clears up all at once is shown on its way only where nothing lies
    /// there yet: a grid that dissolves into noise again and again would tell nothing.
    pub(super) fn has_grown(&self) -> bool {
        if let Source::Steps(..) | Source::Ways(..) = self.source {
            return self.before.is_none() && self.source.done() > self.shown;
        }
        let [width, _, channels] = self.shape.sides();
        let row = (width * channels).max(1);
        self.source.done() / row > self.shown / row
    }

    /// The pictures as far as they are drawn; below that, dimmed, those of the last time.
    pub(super) fn figure(&mut self) -> Figure {
        self.shown = self.source.done();
        let mut pixels = self.source.values();
        let before = self.before.as_ref().filter(|b| b.len() == pixels.len());
        if let (Some(before), Source::Numbers(draft)) = (before, &self.source) {
            let dims = draft.dims();
            for (i, (pixel, before)) in pixels.iter_mut().zip(before.iter()).enumerate() {
                if i % dims >= self.shown {
                    *pixel = BEFORE * before;
                }
            }
        }
        Figure::Images(self.images(pixels.into()))
    }

    /// How far all numbers at once have come out of noise, and how far they have to go, while they are on their way.
    pub(super) fn way(&self) -> Option<[usize; 2]> {
        match self.source {
            Source::Numbers(_) => None,
            Source::Steps(..) | Source::Ways(_) => {
                (!self.is_done()).then(|| [self.source.done(), self.source.all()])
            }
        }
    }

    /// What is shown beside samples, and under which name: what was expected of every number when it was drawn, or some samples
    /// on their way.
    pub(super) fn beside(&self) -> Option<(PictureId, Figure)> {
        match &self.source {
            Source::Numbers(draft) => {
                let growing = Growing {
                    expected: self.images(draft.expected().into()),
                    done: draft.done(),
                    all: draft.dims(),
                    passes: self.passes,
                };
                Some((PictureId::Growing, Figure::Growing(growing)))
            }
            Source::Steps(_, stops) if stops.len() == STOPS => {
                Some((PictureId::Strip, Figure::Images(self.strip(stops))))
            }
            Source::Steps(..) | Source::Ways(..) => None,
        }
    }

    /// The first samples, one a row, from noise on the left to what they become.
    fn strip(&self, stops: &[Vec<f32>]) -> Images {
        let dims = self.shape.dims();
        let rows = ROWS.min(stops[0].len() / dims);
        let pixels = (0..rows)
            .flat_map(|row| stops.iter().flat_map(move |at| &at[row * dims..][..dims]))
            .copied()
            .collect();
        Images {
            columns: Some(stops.len()),
            ..self.images(pixels)
        }
    }

    /// The pictures that lie there once all is drawn.
    pub(super) fn drawn(&self) -> Arc<[f32]> {
        self.source.values().into()
    }

    fn images(&self, pixels: Arc<[f32]>) -> Images {
        Images::arranged(self.shape.sides(), self.columns, pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples that are as many as the steps that they have taken.
    struct Counting {
        done: usize,
        steps: usize,
    }

    impl Course for Counting {
        fn go_on(&mut self) {
            self.done += 1;
        }

        fn done(&self) -> usize {
            self.done
        }

        fn steps(&self) -> usize {
            self.steps
        }

        fn values(&self) -> Vec<f32> {
            vec![self.done as f32]
        }
    }

    #[test]
    fn however_many_steps_there_are_as_many_moments_are_kept_from_the_first_to_the_last() {
        for steps in [1, 5, 8, 50] {
            let mut source = Source::steps(Box::new(Counting { done: 0, steps }));
            while source.done() < source.all() {
                source.go_on();
            }
            let Source::Steps(_, stops) = source else {
                panic!("it goes step by step");
            };
            let at: Vec<f32> = stops.concat();
            assert_eq!(at.len(), STOPS, "{steps}: {at:?}");
            assert_eq!((at[0], at[STOPS - 1]), (0.0, steps as f32));
            assert!(at.windows(2).all(|pair| pair[0] <= pair[1]), "{at:?}");
        }
    }
}
