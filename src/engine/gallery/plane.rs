//! Pictures of models on the plane, in units of the data.
//!
//! What is made from many points is made a few of them at a time: a [`Job`] goes on where the last turn stopped, on a learner
//! that stays as it was when the picture was begun.

use std::sync::Arc;
use std::time::{Duration, Instant};

use burn::tensor::{Device, Tensor, TensorData};

use super::{Scene, host};
use crate::data::PlaneSet;
use crate::data::plane::{Standard, Window};
use crate::engine::evaluation::at_once;
use crate::engine::{PictureId, PlaneView, View};
use crate::families::{Density, Learner};
use crate::figure::{Arrows, Component, Extent, Field, Figure, Motion, Points, Reading};
use crate::nn::Noise;

/// A turn of a picture takes about this long.
const TURN: Duration = Duration::from_millis(6);
/// The share of the time of a training run that a picture in many turns may take.
const SHARE: f64 = 0.08;
/// Cells of a heat map along a side, and of one whose density is dear.
const SIDE: usize = 128;
const SIDE_IF_DEAR: usize = 64;
/// A density that takes more passes than this is dear.
const DEAR: usize = 20;
/// Vertices of the lattice of the base space along a side; every [`LINE_EVERY`]th row and column is a line to be drawn.
const LATTICE: usize = 49;
/// How many vertices lie between two lines of the lattice.
pub const LINE_EVERY: usize = 4;
/// The lattice reaches this many deviations of the base distribution.
const REACH: f64 = 3.0;
/// Points that are followed through the process.
const FOLLOWED: usize = 400;
/// Held-out points that are pulled back, or coloured by component.
const SHOWN: usize = 2000;
/// Arrows along a side.
const ARROWS: usize = 22;

/// Which pictures are wanted of a run on the plane.
pub(super) fn wanted(scene: &Scene, view: &View) -> Vec<PictureId> {
    let plane = &view.plane;
    let learner = scene.learner;
    let (transport, process) = (learner.transport(), learner.process());
    let judge = scene.material.judge.plane();
    let has_points = scene.material.held_out.count() > 0;
    let density = matches!(learner.density(), Density::Exact(_)) || process.is_some();
    let parts = if plane.components {
        learner.components().len()
    } else {
        0
    };
    let known = judge.and_then(PlaneSet::entropy).is_some();
    let all = [
        // What a hand is waiting for comes first.
        (PictureId::Reading, plane.point.is_some()),
        (PictureId::Samples, view.samples > 0),
        (PictureId::Components, parts > 0),
        (PictureId::Warp, plane.warp && transport.is_some()),
        (PictureId::Paths, plane.paths && transport.is_some()),
        (
            PictureId::Base,
            plane.base && transport.is_some() && has_points,
        ),
        (PictureId::Assigned, has_points && parts > 1),
        (PictureId::Arrows, plane.arrows && transport.is_some()),
        (PictureId::Masks, plane.masks && !learner.masks().is_empty()),
        (PictureId::Truth, plane.truth && known && has_points),
        (PictureId::Density, plane.density && density),
    ];
    let wanted = all.into_iter().filter(|(_, wanted)| *wanted);
    wanted.map(|(id, _)| id).collect()
}

/// Which pictures another view makes old.
pub(super) fn changed(old: &PlaneView, new: &PlaneView) -> Vec<PictureId> {
    let frame = old.frame != new.frame;
    let extent = old.extent != new.extent;
    let all = [
        (PictureId::Reading, old.point != new.point),
        (
            PictureId::Density,
            frame || extent || old.density != new.density,
        ),
        (PictureId::Truth, extent || old.truth != new.truth),
        (
            PictureId::Arrows,
            frame || extent || old.arrows != new.arrows,
        ),
        (PictureId::Warp, old.warp != new.warp),
        (PictureId::Paths, old.paths != new.paths),
        (PictureId::Base, old.base != new.base),
        (PictureId::Components, old.components != new.components),
        (PictureId::Assigned, old.components != new.components),
        (PictureId::Masks, old.masks != new.masks),
    ];
    let changed = all.into_iter().filter(|(_, changed)| *changed);
    changed.map(|(id, _)| id).collect()
}

/// A picture that is made at once.
pub(super) fn figure(id: PictureId, scene: &Scene, view: &View) -> Option<Figure> {
    let plane = scene.material.data.plane()?;
    let standard = plane.standard;
    let extent = extent(scene, &view.plane)?;
    match id {
        PictureId::Reading => reading(scene, standard, view.plane.point?).map(Figure::Reading),
        PictureId::Components => {
            let components = scene.learner.components();
            let in_data = components.iter().map(|c| component(c, standard));
            Some(Figure::Components(in_data.collect()))
        }
        PictureId::Assigned => assigned(scene),
        PictureId::Base => {
            let map = scene.learner.transport()?;
            let z = host(map.pull(scene.held_out_points(SHOWN)));
            Some(Figure::Points(Points {
                at: z.chunks_exact(2).map(|z| [z[0], z[1]]).collect(),
                class: Arc::default(),
                axes: ["axis-base-1", "axis-base-2"],
            }))
        }
        PictureId::Arrows => arrows(scene, standard, extent, view.plane.frame),
        PictureId::Masks => Some(Figure::Matrices(scene.learner.masks().into())),
        PictureId::Truth => truth(scene, extent),
        _ => None,
    }
}

/// The part of the plane on show: what was asked for, or all of the data.
fn extent(scene: &Scene, view: &PlaneView) -> Option<Extent> {
    let window = scene.material.judge.plane()?.window;
    let narrow = |corner: [f64; 2]| corner.map(|v| v as f32);
    Some(view.extent.unwrap_or(Extent {
        low: narrow(window.low),
        high: narrow(window.high),
    }))
}

/// The middles of the cells of a grid, row by row from the top.
fn cells(extent: Extent, side: usize) -> impl Iterator<Item = [f64; 2]> {
    (0..side * side).map(move |cell| {
        let along = |axis: usize, i: usize| {
            let (low, high) = (f64::from(extent.low[axis]), f64::from(extent.high[axis]));
            low + (high - low) * (i as f64 + 0.5) / side as f64
        };
        [along(0, cell % side), along(1, side - 1 - cell / side)]
    })
}

fn truth(scene: &Scene, extent: Extent) -> Option<Figure> {
    let judge = scene.material.judge.plane()?;
    let values: Option<Vec<f32>> = cells(extent, SIDE)
        .map(|x| judge.log_density(x).map(|log_p| log_p as f32))
        .collect();
    Some(Figure::Field(field(extent, SIDE, values?)))
}

/// A field of log densities, with their integral.
fn field(extent: Extent, side: usize, values: Vec<f32>) -> Field {
    let size = [0, 1].map(|axis| f64::from(extent.high[axis] - extent.low[axis]) / side as f64);
    let sum: f64 = values.iter().map(|log_p| f64::from(*log_p).exp()).sum();
    Field {
        extent,
        columns: side,
        rows: side,
        values: values.into(),
        integral: Some((sum * size[0] * size[1]) as f32),
    }
}

fn component(component: &Component, standard: Standard) -> Component {
    let [sx, sy] = standard.deviation.map(|v| v as f32);
    let [xx, xy, yy] = component.covariance;
    Component {
        weight: component.weight,
        mean: to_data(component.mean, standard),
        covariance: [xx * sx * sx, xy * sx * sy, yy * sy * sy],
    }
}

fn to_data(x: [f32; 2], standard: Standard) -> [f32; 2] {
    standard.to_data(x.map(f64::from)).map(|v| v as f32)
}

fn assigned(scene: &Scene) -> Option<Figure> {
    let x = scene.held_out_points(SHOWN);
    let share = scene.learner.responsibilities(x)?; // [shown, components]
    let components = share.dims()[1];
    let class = host(share)
        .chunks_exact(components)
        .map(|shares| {
            let best = (0..components).max_by(|&a, &b| shares[a].total_cmp(&shares[b]));
            u8::try_from(best.unwrap_or(0)).unwrap_or(u8::MAX)
        })
        .collect();
    Some(Figure::Points(Points {
        at: scene.material.points.iter().take(SHOWN).copied().collect(),
        class,
        axes: ["axis-x", "axis-y"],
    }))
}

fn arrows(
    scene: &Scene,
    standard: Standard,
    extent: Extent,
    frame: Option<usize>,
) -> Option<Figure> {
    let map = scene.learner.transport()?;
    let at: Vec<[f64; 2]> = cells(extent, ARROWS).collect();
    let step = frame.unwrap_or(map.steps()).min(map.steps());
    let velocity = map.velocity(points(&at, standard, scene.device), step)?;
    let by = host(velocity)
        .chunks_exact(2)
        .map(|v| {
            let by = standard.direction_to_data([f64::from(v[0]), f64::from(v[1])]);
            by.map(|v| v as f32)
        })
        .collect();
    Some(Figure::Arrows(Arrows {
        at: at.into_iter().map(|x| x.map(|v| v as f32)).collect(),
        by,
    }))
}

/// What the model says about a point, term by term.
fn reading(scene: &Scene, standard: Standard, at: [f32; 2]) -> Option<Reading> {
    let place = at.map(f64::from);
    let x = || points(&[place], standard, scene.device); // [1, 2]
    let scalar = |value: Tensor<1>| value.into_data().iter::<f32>().next();
    let areas = standard.deviation.map(f64::ln);
    let learner = scene.learner;
    let log_p = match learner.density() {
        Density::Exact(density) => {
            let log_p = scalar(density(x(), Noise::fixed(0, "exact draws nothing")))?;
            log_p - standard.log_area() as f32
        }
        _ => return None,
    };
    let terms = learner.terms(x()).into_iter().filter_map(|term| {
        let area = term.volume[0] * areas[0] + term.volume[1] * areas[1];
        Some((term.id, term.latex, scalar(term.value)? - area as f32))
    });
    let judge = scene.material.judge.plane()?;
    let base = learner.transport().map(|map| host(map.pull(x())));
    Some(Reading {
        at,
        log_p,
        truth: judge.log_density(place).map(|log_p| log_p as f32),
        terms: terms.collect(),
        base: base.map(|z| [z[0], z[1]]),
        responsibilities: learner.responsibilities(x()).map(host).unwrap_or_default(),
    })
}

/// Points in units of the data, as the model sees them. `[points, 2]`
fn points(points: &[[f64; 2]], standard: Standard, device: &Device) -> Tensor<2> {
    let seen = points.iter().flat_map(|point| standard.to_model(*point));
    of_model(seen.map(|v| v as f32).collect(), device)
}

fn of_model(values: Vec<f32>, device: &Device) -> Tensor<2> {
    let count = values.len() / 2;
    Tensor::from_data(TensorData::new(values, [count, 2]), device)
}

/// A picture made from many points, a few at a time.
pub(super) struct Job {
    id: PictureId,
    /// The step it shows.
    pub(super) step: u64,
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
    Field(Extent, usize, Option<usize>),
    Motion(Option<usize>),
}

impl Job {
    /// Begins a picture that is made in turns; `None` for one that is made at once.
    pub(super) fn begin(id: PictureId, scene: &Scene, view: &View) -> Option<Self> {
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
                let dear = scene.learner.passes().density > DEAR;
                let side = if dear { SIDE_IF_DEAR } else { SIDE };
                let at = cells(extent, side).flat_map(|x| plane.standard.to_model(x));
                let at = at.map(|v| v as f32).collect();
                (What::Field(extent, side, view.plane.frame), at)
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
    pub(super) fn id(&self) -> PictureId {
        self.id
    }

    /// How long it has been worked on.
    pub(super) fn spent(&self) -> Duration {
        self.spent
    }

    /// Whether a training run can spare the time for a turn.
    pub(super) fn may_go_on(&self) -> bool {
        self.spent.as_secs_f64() <= SHARE * self.began.elapsed().as_secs_f64()
    }

    /// Works on it for a few milliseconds; the picture comes with the last turn.
    pub(super) fn turn(&mut self, scene: &Scene) -> Option<Figure> {
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
            What::Field(..) | What::Motion(_) => passes.density,
        };
        let end = (self.next + at_once(cost)).min(self.inputs.len() / 2);
        let x = of_model(self.inputs[2 * self.next..2 * end].to_vec(), device); // [some, 2]
        let fresh = match self.what {
            What::Samples(noise) => {
                let noise = noise.part(self.next as u64);
                let drawn = learner.sampler().map(|s| s.sample(end - self.next, noise));
                drawn.into_iter().map(host).collect()
            }
            What::Field(_, _, frame) => vec![log_density(learner, x, frame)],
            What::Motion(_) => learner.transport().map_or_else(Vec::new, |map| {
                let stages = map.push(x).into_iter();
                stages
                    .flat_map(|stage| {
                        [
                            host(stage.at),
                            stage.log_volume.into_data().iter().collect(),
                        ]
                    })
                    .collect()
            }),
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
            What::Field(extent, side, _) => {
                let values = self.outputs.first().into_iter().flatten();
                Figure::Field(field(extent, side, values.map(|v| v - area).collect()))
            }
            What::Motion(columns) => Figure::Motion(Motion {
                axis: learner
                    .process()
                    .map_or(crate::figure::Axis::Layers, |process| process.axis()),
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

/// log of the model's density, or of what it is after some steps of its process. x `[points, 2]` to `[points]`
fn log_density(learner: &dyn Learner, x: Tensor<2>, frame: Option<usize>) -> Vec<f32> {
    let noise = Noise::fixed(0, "exact draws nothing");
    let log_p = match (frame, learner.process(), learner.density()) {
        (Some(step), Some(process), _) => process.log_density(x, step.min(process.steps())),
        (_, _, Density::Exact(density)) => density(x, noise),
        (None, Some(process), _) => process.log_density(x, process.steps()),
        _ => return Vec::new(),
    };
    log_p.into_data().iter::<f32>().collect()
}
