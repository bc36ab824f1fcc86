//! Pictures that are drawn number by number, in turns of a few milliseconds, and shown as they grow.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Scene;
use crate::data::Shape;
use crate::engine::PictureId;
use crate::families::Draft;
use crate::figure::{Figure, Growing, Images};

/// A turn takes about this long.
const TURN: Duration = Duration::from_millis(6);
/// The share of the time of a training run that drawing may take.
const SHARE: f64 = 0.08;
/// Numbers that are drawn before the clock is looked at.
const AT_A_TIME: usize = 2;
/// How bright what is not drawn yet is: what was drawn the last time.
const BEFORE: f32 = 0.25;

/// Pictures on their way, of the model as it was at the start.
pub(super) struct Sketch {
    pub(super) id: PictureId,
    /// The step that they show.
    pub(super) step: u64,
    draft: Box<dyn Draft>,
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
        draft: Box<dyn Draft>,
        columns: Option<usize>,
        before: Option<Arc<[f32]>>,
    ) -> Self {
        Self {
            id,
            step: scene.step,
            draft,
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
            self.draft.go_on(AT_A_TIME);
        }
        self.spent += began.elapsed();
        self.is_done()
    }

    fn is_done(&self) -> bool {
        self.draft.done() == self.draft.dims()
    }

    /// Whether another row is there since it was shown.
    pub(super) fn has_grown(&self) -> bool {
        let [width, _, channels] = self.shape.sides();
        let row = (width * channels).max(1);
        self.draft.done() / row > self.shown / row
    }

    /// The pictures as far as they are drawn; below that, dimmed, those of the last time.
    pub(super) fn figure(&mut self) -> Figure {
        self.shown = self.draft.done();
        let mut pixels = self.draft.values();
        let before = self.before.as_ref().filter(|b| b.len() == pixels.len());
        if let Some(before) = before {
            let dims = self.draft.dims();
            for (i, (pixel, before)) in pixels.iter_mut().zip(before.iter()).enumerate() {
                if i % dims >= self.shown {
                    *pixel = BEFORE * before;
                }
            }
        }
        Figure::Images(self.images(pixels.into()))
    }

    /// What was expected of every number when it was drawn, and how far it has come.
    pub(super) fn growing(&self) -> Figure {
        Figure::Growing(Growing {
            expected: self.images(self.draft.expected().into()),
            done: self.draft.done(),
            all: self.draft.dims(),
            passes: self.passes,
        })
    }

    /// The pictures that lie there once all is drawn.
    pub(super) fn drawn(&self) -> Arc<[f32]> {
        self.draft.values().into()
    }

    fn images(&self, pixels: Arc<[f32]>) -> Images {
        let [width, height, channels] = self.shape.sides();
        Images {
            width,
            height,
            channels,
            columns: self.columns,
            pixels,
        }
    }
}
