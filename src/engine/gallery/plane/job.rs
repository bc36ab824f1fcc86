//! Pictures that take longer than a turn of the engine: made a few points at a time, of the model as it was at the start.

use std::sync::Arc;
use std::time::{Duration, Instant};

use burn::tensor::{Device, Tensor};

use super::{SIDE, cells, extent, field, of_model, surface, to_data};
use crate::data::plane::{Standard, Window};
use crate::engine::evaluation::at_once;
use crate::engine::gallery::known::log_density;
use crate::engine::gallery::{Scene, host};
use crate::engine::{PictureId, View};
use crate::families::{Learner, Process};
use crate::figure::{Axis, Extent, Figure, Known, Motion, Points};
use crate::nn::Noise;

/// A turn of a picture takes about this long.
const TURN: Duration = Duration::from_millis(6);
/// The share of the time of a training run that a picture in many turns may take.
const SHARE: f64 = 0.08;
/// Cells of a heat map along a side whose density is dear.
const SIDE_IF_DEAR: usize = 64;
/// A density that takes more passes than this is dear.
const DEAR: usize = 20;
/// A density that is found from outside is taken to cost as many passes: it sums over codes, states or steps of a solver.
const ORACLE: usize = 40;
/// Vertices of the lattice of the base space along a side; every [`LINE_EVERY`]th row and column is a line to be drawn.
const LATTICE: usize = 49;
/// How many vertices lie between two lines of the lattice.
pub const LINE_EVERY: usize = 4;
/// The lattice reaches this many deviations of the base distribution.
const REACH: f64 = 3.0;
/// Points that are followed through the process.
const FOLLOWED: usize = 400;

/// A picture made from many points, a few at a time.
pub(in crate::engine::gallery) struct Job {
    id: PictureId,
    /// The step it shows.
    pub(in crate::engine::gallery) step: u64,
    what: What,
    /// The points it is made from, as the model sees them. `[points * 2]`
    inputs: Vec<f32>,
    next: usize,
    /// What has come out so far: one list for a field, positions and volumes by turns for every frame of a motion.
    outputs: Vec<Vec<f32>>,
    standard: Standard,
    /// The learner as it was when the picture was begun, once it has gone on.
    frozen: Option<Box<dyn Learner>>,
    began: Instant,
    spent: Duration,
}

enum What {
    Samples(Noise),
    Field(Extent, usize, Option<usize>, Option<Known>),
    Surface(Extent),
    Motion(Option<usize>),
}

impl Job {
    /// Begins a picture that is made in turns; `None` for one that is made at once. `known` says by what way the density is
    /// known.
    pub(in crate::engine::gallery) fn begin(
        id: PictureId,
        scene: &Scene,
        view: &View,
        known: impl Fn() -> Option<Known>,
    ) -> Option<Self> {
        let plane = scene.material.data.plane()?;
        let seed = scene.seed ^ view.sample_seed;
        let (what, inputs) = match id {
            PictureId::Samples => {
                let noise = Noise::fixed(seed, "samples");
                let most = 4 * at_once(scene.learner.passes().sample);
                (What::Samples(noise), vec![0.0; 2 * view.samples.min(most)])
            }
            PictureId::Density => {
                let extent = extent(scene, &view.plane)?;
                let known = known();
                let dear = cost(scene.learner, known) > DEAR;
                let side = if dear { SIDE_IF_DEAR } else { SIDE };
                let what = What::Field(extent, side, view.plane.frame, known);
                (what, grid(extent, side, plane.standard))
            }
            PictureId::Landscape => {
                scene.learner.landscape()?;
                let extent = extent(scene, &view.plane)?;
                let what = What::Surface(extent);
                (what, grid(extent, SIDE, plane.standard))
            }
            PictureId::Warp => {
                let window = Window::square(REACH);
                let along = |i: usize| window.size()[0] * i as f64 / (LATTICE - 1) as f64 - REACH;
                let vertices = (0..LATTICE * LATTICE)
                    .flat_map(|k| [along(k % LATTICE), -along(k / LATTICE)])
                    .map(|v| v as f32);
                (What::Motion(Some(LATTICE)), vertices.collect())
            }
            PictureId::Paths => {
                let z = Noise::fixed(seed, "followed").normal("z", [FOLLOWED, 2], scene.device);
                (What::Motion(None), host(z))
            }
            _ => return None,
        };
        Some(Self {
            id,
            step: scene.step,
            what,
            inputs,
            next: 0,
            outputs: Vec::new(),
            standard: plane.standard,
            frozen: None,
            began: Instant::now(),
            spent: Duration::ZERO,
        })
    }

    /// Which picture it is.
    pub(in crate::engine::gallery) fn id(&self) -> PictureId {
        self.id
    }

    /// How long it has been worked on.
    pub(in crate::engine::gallery) fn spent(&self) -> Duration {
        self.spent
    }

    /// Whether a training run can spare the time for a turn.
    pub(in crate::engine::gallery) fn may_go_on(&self) -> bool {
        self.spent.as_secs_f64() <= SHARE * self.began.elapsed().as_secs_f64()
    }

    /// Works on it for a few milliseconds; the picture comes with the last turn.
    pub(in crate::engine::gallery) fn turn(&mut self, scene: &Scene) -> Option<Figure> {
        let began = Instant::now();
        let frozen = self.frozen.take();
        let learner = frozen.as_deref().unwrap_or(scene.learner);
        while self.next < self.inputs.len() / 2 && began.elapsed() < TURN {
            self.some(learner, scene.device);
        }
        self.spent += began.elapsed();
        if self.next == self.inputs.len() / 2 {
            return Some(self.figure(learner));
        }
        self.frozen = frozen.or_else(|| (scene.freeze)());
        None
    }

    fn some(&mut self, learner: &dyn Learner, device: &Device) {
        let passes = learner.passes();
        let cost = match self.what {
            What::Samples(_) => passes.sample,
            What::Field(_, _, _, known) => cost(learner, known),
            What::Surface(_) | What::Motion(_) => passes.density,
        };
        let end = (self.next + at_once(cost)).min(self.inputs.len() / 2);
        let x = of_model(self.inputs[2 * self.next..2 * end].to_vec(), device); // [some, 2]
        let fresh = match self.what {
            What::Samples(noise) => {
                let noise = noise.part(self.next as u64);
                let drawn = learner.sampler().map(|s| s.sample(end - self.next, noise));
                drawn.into_iter().map(host).collect()
            }
            What::Field(_, _, frame, _) => vec![density(learner, x, frame)],
            What::Surface(_) => {
                let height = learner.landscape().map(|landscape| landscape.height(x));
                height.map(numbers).into_iter().collect()
            }
            What::Motion(_) => moved(learner, x),
        };
        self.outputs.resize(fresh.len(), Vec::new());
        for (output, fresh) in self.outputs.iter_mut().zip(fresh) {
            output.extend(fresh);
        }
        self.next = end;
    }

    fn figure(&self, learner: &dyn Learner) -> Figure {
        let area = self.standard.log_area() as f32;
        let places = |values: &[f32]| -> Arc<[[f32; 2]]> {
            let pairs = values.chunks_exact(2);
            pairs
                .map(|x| to_data([x[0], x[1]], self.standard))
                .collect()
        };
        match self.what {
            What::Samples(_) => Figure::Points(Points {
                at: self.outputs.first().map(|o| places(o)).unwrap_or_default(),
                class: Arc::default(),
                axes: ["axis-x", "axis-y"],
            }),
            What::Field(extent, side, frame, known) => {
                let values = self.outputs.first().into_iter().flatten();
                let values: Vec<f32> = values.map(|v| v - area).collect();
                // What a process passes through are densities, whatever is known of the last.
                let is_density = frame.is_some() || known.is_none_or(Known::is_normalised);
                let make = if is_density { field } else { surface };
                Figure::Field(make(extent, side, values))
            }
            What::Surface(extent) => {
                let values = self.outputs.first().cloned().unwrap_or_default();
                Figure::Field(surface(extent, SIDE, values))
            }
            What::Motion(columns) => Figure::Motion(Motion {
                axis: learner.process().map_or(Axis::Layers, Process::axis),
                columns,
                frames: self.outputs.iter().step_by(2).map(|o| places(o)).collect(),
                log_volume: self
                    .outputs
                    .iter()
                    .skip(1)
                    .step_by(2)
                    .map(|o| o.iter().map(|v| v + area).collect())
                    .collect(),
            }),
        }
    }
}

/// The middles of the cells of a grid as the model sees them, one after the other. `[cells * 2]`
fn grid(extent: Extent, side: usize, standard: Standard) -> Vec<f32> {
    let at = cells(extent, side).flat_map(|x| standard.to_model(x));
    at.map(|v| v as f32).collect()
}

/// What one value of the density costs, in passes.
fn cost(learner: &dyn Learner, known: Option<Known>) -> usize {
    let passes = learner.passes().density;
    match known {
        Some(Known::Oracle(_)) => passes.max(ORACLE),
        _ => passes,
    }
}

/// Where points of the base space or of the latent plane go, z `[points, 2]`: positions and changes of volume by turns, from
/// the points themselves on. A decoder has no change of volume that would be a density's.
fn moved(learner: &dyn Learner, z: Tensor<2>) -> Vec<Vec<f32>> {
    let Some(map) = learner.transport() else {
        let decoded = learner.latent().map(|latent| latent.decode(z.clone()));
        let stages = decoded.map(|x| vec![host(z), Vec::new(), host(x), Vec::new()]);
        return stages.unwrap_or_default();
    };
    let stages = map.push(z).into_iter();
    stages
        .flat_map(|stage| [host(stage.at), numbers(stage.log_volume)])
        .collect()
}

/// log of the model's density, or of what it is after some steps of its process. x `[points, 2]` to `[points]`
fn density(learner: &dyn Learner, x: Tensor<2>, frame: Option<usize>) -> Vec<f32> {
    let process = learner.process();
    let log_p = match (frame, process) {
        (Some(step), Some(process)) => Some(process.log_density(x, step.min(process.steps()))),
        _ => log_density(learner, x.clone())
            .or_else(|| Some(process?.log_density(x, process?.steps()))),
    };
    log_p.map(numbers).unwrap_or_default()
}

fn numbers(values: Tensor<1>) -> Vec<f32> {
    values.into_data().iter().collect()
}
