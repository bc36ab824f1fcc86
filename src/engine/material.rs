//! What a run learns from, and what it is judged by.

use std::sync::Arc;

use burn::tensor::Device;

use super::comparison::Ceilings;
use super::examples::{Examples, Stream};
use super::text_measures::Learned;
use crate::data::plane::{Standard, Stroke};
use crate::data::{self, DataSet, ImageSet, PlaneSet, Shape};
use crate::gpu::Kind;
use crate::nn::Noise;
use crate::spec::Spec;

/// What a graphics card has time for while the processor looks at one example.
const ON_HARDWARE: usize = 10;

/// The examples of a run on its device.
pub(super) struct Material {
    /// What it learns from; its units are those that the model sees.
    pub(super) data: Arc<DataSet>,
    /// What it is judged by: the same, unless it was opened to be measured by other data.
    pub(super) judge: Arc<DataSet>,
    pub(super) train: Stream,
    pub(super) held_out: Examples,
    /// Held-out points in units of the data; empty where examples are not points.
    pub(super) points: Arc<[[f32; 2]]>,
    /// How real points compare with others.
    pub(super) ceilings: Ceilings,
    /// The shape of one example.
    pub(super) shape: Shape,
    /// How many classes its examples have; 0 where nobody knows.
    pub(super) classes: usize,
    /// What is known of a text.
    pub(super) learned: Learned,
    /// How many times as much as the processor has time for in a turn of measuring the device has time for.
    pub(super) breadth: usize,
    device: Device,
    seed: u64,
    may_train: bool,
}

impl Material {
    /// The examples of a set, of this shape each; `other` data takes the place of what is held out, and then nothing is learned.
    pub(super) fn new(
        data: Arc<DataSet>,
        other: Option<Arc<DataSet>>,
        shape: Shape,
        seed: u64,
        device: &Device,
    ) -> Self {
        let may_train = other.is_none();
        let judge = match other {
            Some(other) => all_held_out(&other, &data),
            None => Arc::clone(&data),
        };
        let standard = data.plane().map_or(Standard::NONE, |plane| plane.standard);
        let classes = data.images().map_or(0, ImageSet::class_count);
        let (held_out, points) = judged_by(&judge, standard, (shape, classes), seed, device);
        Self {
            train: Stream::new(&data, (shape, classes), seed, device),
            data,
            judge,
            held_out,
            points,
            ceilings: Ceilings::default(),
            shape,
            classes,
            learned: Learned::default(),
            breadth: 1,
            device: device.clone(),
            seed,
            may_train,
        }
    }

    /// The material on a device of a kind: a graphics card minds launches, and not how much each of them does.
    #[must_use]
    pub(super) fn on(self, kind: Kind) -> Self {
        let breadth = match kind {
            Kind::Hardware => ON_HARDWARE,
            Kind::Cpu | Kind::Software => 1,
        };
        Self { breadth, ..self }
    }

    /// Where the examples live.
    pub(super) fn device(&self) -> &Device {
        &self.device
    }

    /// Whether there is anything to learn from.
    pub(super) fn may_train(&self) -> bool {
        self.may_train && !self.train.is_empty()
    }

    /// Whether it can be neither learned from nor measured by.
    pub(super) fn is_empty(&self) -> bool {
        self.train.is_empty() && self.held_out.count() == 0
    }

    /// How nats of a density in the units of the model become nats in units of the data.
    pub(super) fn log_area(&self) -> f64 {
        let plane = self.data.plane();
        plane.map_or(0.0, |plane| plane.standard.log_area())
    }

    /// Carries strokes out on the drawing of a run that stands at `step`, and learns from what is there now.
    pub(super) fn redraw(&mut self, spec: &mut Spec, step: u64, strokes: &[Stroke]) {
        let Some(drawing) = &mut spec.drawing else {
            return;
        };
        for stroke in strokes {
            drawing.stroke(step, *stroke);
        }
        let set = PlaneSet::drawn(drawing.at(step));
        let set = Arc::new(DataSet::Plane(set));
        *self = Self::new(set, None, self.shape, self.seed, &self.device);
    }
}

fn judged_by(
    judge: &DataSet,
    standard: Standard,
    (shape, classes): (Shape, usize),
    seed: u64,
    device: &Device,
) -> (Examples, Arc<[[f32; 2]]>) {
    match judge {
        DataSet::Images(images) => {
            let held_out = Examples::images(images, &images.test, classes, device);
            (held_out, Arc::default())
        }
        DataSet::Text(text) => {
            let held_out = Examples::windows(&text.held_out, shape.dims(), device);
            (held_out, Arc::default())
        }
        DataSet::Plane(plane) => {
            let noise = Noise::fixed(seed, "held-out points");
            let points = plane.held_out(&mut noise.generator("points"));
            let narrow = |point: &[f64; 2]| point.map(|v| v as f32);
            (
                Examples::points(&points, standard, device),
                points.iter().map(narrow).collect(),
            )
        }
    }
}

/// A file that a run was not trained on is held out as a whole; of a bundled set, what it holds out itself. Texts are read in the
/// alphabet of the one that was `learned`.
fn all_held_out(set: &Arc<DataSet>, learned: &DataSet) -> Arc<DataSet> {
    let is_bundled = data::find_bundled(set.name()).is_some();
    if let (DataSet::Text(text), Some(learned)) = (&**set, learned.text()) {
        let judging = text.judging(&learned.alphabet, !is_bundled);
        return Arc::new(DataSet::Text(judging));
    }
    if is_bundled {
        return Arc::clone(set);
    }
    match &**set {
        DataSet::Images(images) => Arc::new(DataSet::Images(images.all_held_out())),
        DataSet::Plane(plane) => Arc::new(DataSet::Plane(plane.all_held_out())),
        DataSet::Text(_) => Arc::clone(set),
    }
}
