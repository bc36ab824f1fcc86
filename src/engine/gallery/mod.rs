//! Pictures from capabilities: made once for every family, and only as often as they can be afforded.

mod abilities;
mod changed;
mod images;
mod inside;
mod known;
mod latent;
mod numbers;
mod plane;
mod scene;
mod search;
mod sketch;
mod text;

pub(crate) use images::{MANIFOLD_REACH, MANIFOLD_SIDE};
pub(super) use inside::moved_together;
pub(super) use known::{known, way};
pub(super) use plane::CHAIN_STEPS;
pub use plane::LINE_EVERY;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use burn::tensor::Tensor;

use self::images::ImagePictures;
use self::inside::Watch;
use self::plane::Job;
pub(super) use self::scene::Scene;
use self::sketch::Sketch;
use super::{Picture, PictureId, Slot, View};
use crate::data::{DataSet, Shape};
use crate::families::State;
use crate::figure::{Figure, Known};

/// A playing run spends at most this share of its time on any one picture.
const SHARE: f64 = 0.03;
/// No picture is made more often than a projector shows it.
const SHORTEST: Duration = Duration::from_millis(33);
/// Nor less often than a viewer takes a still picture for a broken one.
const LONGEST: Duration = Duration::from_secs(5);

/// What a model can compute is found out this seldom: it does not change while it trains, and the cost hardly does.
const ABILITIES: Duration = Duration::from_secs(3);

/// What a run shows, and when each picture was last made.
pub(super) struct Gallery {
    view: View,
    shown: BTreeMap<PictureId, Made>,
    images: ImagePictures,
    /// What steps do to the net.
    watch: Watch,
    /// By what way the density is known, once somebody has wanted to see it: asking may be dear.
    density: OnceCell<Option<Known>>,
    /// The picture that is being made, where that takes longer than a turn.
    job: Option<Job>,
    /// The texts that are being written.
    writing: Option<text::Job>,
    /// The pictures that are being drawn number by number, and those that were drawn before.
    sketch: Option<Sketch>,
    drawn: BTreeMap<PictureId, Arc<[f32]>>,
}

#[derive(Clone, Copy)]
struct Made {
    step: u64,
    next: Instant,
}

impl Gallery {
    pub(super) fn new(view: View, data: &DataSet) -> Self {
        Self {
            view,
            shown: BTreeMap::new(),
            images: ImagePictures::new(data),
            watch: Watch::default(),
            density: OnceCell::new(),
            job: None,
            writing: None,
            sketch: None,
            drawn: BTreeMap::new(),
        }
    }

    /// Takes up another view; what changed is made at once.
    pub(super) fn look(&mut self, view: View) {
        let old = std::mem::replace(&mut self.view, view);
        for id in changed::changed(&old, &self.view) {
            self.shown.remove(&id);
            self.sketch = self.sketch.take().filter(|sketch| sketch.id != id);
            self.job = self.job.take().filter(|job| job.id() != id);
            match id {
                PictureId::Lattice => self.images.latent.forget(),
                PictureId::Texts => self.writing = None,
                _ => {}
            }
        }
    }

    /// Whether the next step is to be watched, because somebody looks at the inside of the net.
    pub(super) fn watches(&self) -> bool {
        self.view.inside && self.watch.is_due()
    }

    /// Takes up what a step did to the net, by the states before it and after it.
    pub(super) fn watched(&mut self, before: &State, after: &State, spent: Duration) {
        self.watch.learn(before, after, spent);
    }

    /// Everything is to be made anew, because the model jumped.
    pub(super) fn refresh(&mut self) {
        self.shown.clear();
        self.watch.forget();
        self.images.latent.forget();
        self.job = None;
        self.writing = None;
        self.sketch = None;
    }

    /// Everything that shows the data is to be made anew, because the data changed.
    pub(super) fn refresh_data(&mut self) {
        for id in [
            PictureId::Truth,
            PictureId::Base,
            PictureId::Posteriors,
            PictureId::Assigned,
            PictureId::Reading,
        ] {
            self.shown.remove(&id);
        }
    }

    /// Takes in what a measure has found out about the latent dimensions.
    pub(super) fn learn_units(&mut self, step: u64, divergence: Vec<f32>) {
        self.images.units = Some((step, divergence.into()));
    }

    /// Whether the ladder of bounds is looked at.
    pub(super) fn wants_ladder(&self) -> bool {
        self.view.ladder
    }

    /// Makes the pictures that are due. True if there is news for the window.
    pub(super) fn paint(&mut self, scene: &Scene, slot: &Slot) -> bool {
        let mut news =
            self.go_on(scene, slot) | self.write_on(scene, slot) | self.draw_on(scene, slot);
        for id in self.wanted(scene) {
            let now = Instant::now();
            if id == PictureId::Texts && self.writing.is_some()
                || self.job.as_ref().is_some_and(|job| job.id() == id)
                || !self.is_due(id, self.step_of(id, scene), scene, slot, now)
            {
                continue;
            }
            if scene.shape() == Shape::Plane
                && let Some(job) = Job::begin(id, scene, &self.view, || self.known(scene))
            {
                // One at a time, or none would come to its end.
                if self.job.is_none() {
                    self.job = Some(job);
                    news |= self.go_on(scene, slot);
                }
                continue;
            }
            if id == PictureId::Texts {
                self.writing = text::Job::begin(scene, &self.view);
                news |= self.write_on(scene, slot);
                continue;
            }
            if self.sketch.as_ref().is_some_and(|sketch| sketch.id == id) {
                continue;
            }
            if let Some((draft, columns)) = self.images.draft(id, scene, &self.view) {
                // One at a time, or none would come to its end.
                if self.sketch.is_none() {
                    let before = self.drawn.get(&id).map(Arc::clone);
                    self.sketch = Some(Sketch::new(id, scene, draft, columns, before));
                    news |= self.draw_on(scene, slot);
                }
                continue;
            }
            if id == PictureId::Lattice {
                let samples = self.images.samples.clone();
                let made = self
                    .images
                    .latent
                    .lattice(scene, &self.view, samples.as_deref());
                if let Some((step, figure, spent)) = made {
                    self.show(id, figure, spent, &Scene { step, ..*scene }, slot);
                    news = true;
                }
                continue;
            }
            match self.figure(id, scene) {
                Some(figure) => {
                    self.show(id, figure, now.elapsed(), scene, slot);
                    news = true;
                }
                // There is nothing to show, and asking again before the next step would not change that.
                None => self.made(id, Duration::ZERO, scene),
            }
        }
        news
    }

    /// Works on the picture that takes longer than a turn.
    fn go_on(&mut self, scene: &Scene, slot: &Slot) -> bool {
        let Some(mut job) = self.job.take() else {
            return false;
        };
        if scene.playing && !job.may_go_on() {
            self.job = Some(job);
            return false;
        }
        match job.turn(scene) {
            None => self.job = Some(job),
            Some(figure) => {
                let step = job.step;
                let scene = Scene { step, ..*scene };
                self.show(job.id(), figure, job.spent(), &scene, slot);
                return true;
            }
        }
        false
    }

    /// Writes on, and shows what is there.
    fn write_on(&mut self, scene: &Scene, slot: &Slot) -> bool {
        let Some(mut job) = self.writing.take() else {
            return false;
        };
        let may = !scene.playing || job.may_go_on();
        let figure = if may { job.turn() } else { None };
        let news = figure.is_some();
        if let Some(figure) = figure {
            let scene = Scene {
                step: job.step,
                ..*scene
            };
            self.show(PictureId::Texts, figure, job.spent, &scene, slot);
        }
        self.writing = (!job.is_done()).then_some(job);
        news
    }

    /// Draws on at the pictures that are drawn number by number, and shows them when another row is there.
    fn draw_on(&mut self, scene: &Scene, slot: &Slot) -> bool {
        let Some(mut sketch) = self.sketch.take() else {
            return false;
        };
        if scene.playing && !sketch.may_go_on() {
            self.sketch = Some(sketch);
            return false;
        }
        let whole = sketch.turn();
        let (id, step) = (sketch.id, sketch.step);
        let grown = self.view.numbers.growing && sketch.has_grown() && slot.is_free(scene.run, id);
        if !whole && !grown {
            self.sketch = Some(sketch);
            return false;
        }
        let picture = Picture {
            way: sketch.way(),
            ..Picture::whole(step, sketch.figure())
        };
        slot.put(scene.run, id, picture);
        if id == PictureId::Samples
            && let Some((beside, figure)) = sketch.beside()
        {
            slot.put(scene.run, beside, Picture::whole(step, figure));
        }
        if whole {
            let drawn = sketch.drawn();
            if id == PictureId::Samples {
                self.images.samples = Some(Arc::clone(&drawn));
            }
            self.drawn.insert(id, drawn);
            self.made(id, sketch.spent, &Scene { step, ..*scene });
        } else {
            self.sketch = Some(sketch);
        }
        true
    }

    /// Leaves a picture that took some time for the window, and plans the next one.
    fn show(&mut self, id: PictureId, figure: Figure, cost: Duration, scene: &Scene, slot: &Slot) {
        let step = self.step_of(id, scene);
        slot.put(scene.run, id, Picture::whole(step, figure));
        self.made(id, cost, scene);
    }

    fn made(&mut self, id: PictureId, cost: Duration, scene: &Scene) {
        let step = self.step_of(id, scene);
        // The first one pays for compilation on a GPU, which says nothing about the next.
        let pause = if self.shown.contains_key(&id) {
            cost.div_f64(SHARE).clamp(SHORTEST, LONGEST)
        } else {
            SHORTEST
        };
        let pause = if id == PictureId::Abilities {
            pause.max(ABILITIES)
        } else {
            pause
        };
        let next = Instant::now() + pause;
        self.shown.insert(id, Made { step, next });
    }

    /// Whether a run that does not step still has pictures to make.
    pub(super) fn is_behind(&self, scene: &Scene) -> bool {
        self.job.is_some()
            || self.writing.is_some()
            || self.sketch.is_some()
            || self.wanted(scene).into_iter().any(|id| {
                id == PictureId::Path && self.images.latent.is_searching()
                    || self
                        .shown
                        .get(&id)
                        .is_none_or(|made| made.step != self.step_of(id, scene))
            })
    }

    /// The step that a picture made now would show: the run's own, or that of the last measure.
    fn step_of(&self, id: PictureId, scene: &Scene) -> u64 {
        match (id, &self.images.units) {
            (PictureId::Units, Some((step, _))) => *step,
            // These do not follow the training.
            (PictureId::Truth | PictureId::Masks, _) => 0,
            _ => scene.step,
        }
    }

    fn wanted(&self, scene: &Scene) -> Vec<PictureId> {
        let mut wanted = match scene.shape() {
            Shape::Plane => plane::wanted(scene, &self.view, || self.known(scene)),
            Shape::Image { .. } => self.images.wanted(scene, &self.view),
            Shape::Text { .. } => text::wanted(scene, &self.view),
        };
        if self.view.abilities {
            wanted.push(PictureId::Abilities);
        }
        if self.view.inside {
            wanted.push(PictureId::Inside);
        }
        wanted
    }

    /// By what way the density is known.
    fn known(&self, scene: &Scene) -> Option<Known> {
        *self.density.get_or_init(|| known(scene.learner))
    }

    /// A picture that was never made, or that shows another step, is due; while training, only in its time and when the
    /// window has taken the last one.
    fn is_due(&self, id: PictureId, step: u64, scene: &Scene, slot: &Slot, now: Instant) -> bool {
        match self.shown.get(&id) {
            None => true,
            Some(made) if made.step == step => {
                id == PictureId::Path && self.images.latent.is_searching()
            }
            Some(made) if scene.playing => now >= made.next && slot.is_free(scene.run, id),
            Some(_) => true,
        }
    }

    fn figure(&mut self, id: PictureId, scene: &Scene) -> Option<Figure> {
        if id == PictureId::Abilities {
            return Some(abilities::abilities(scene));
        }
        if id == PictureId::Inside {
            return Some(Figure::Inside(self.watch.figure(scene.learner)));
        }
        match scene.shape() {
            Shape::Plane => plane::figure(id, scene, &self.view),
            Shape::Image { .. } => self.images.figure(id, scene, &self.view),
            Shape::Text { .. } => text::figure(id, scene, &self.view),
        }
    }
}

fn host(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

#[cfg(test)]
mod tests;
