//! Pictures of models on the plane, in units of the data.
//!
//! What is made from many points is made a few of them at a time: a [`Job`] goes on where the last turn stopped, on a learner
//! that stays as it was when the picture was begun.

mod fields;
mod job;

pub(in crate::engine) use fields::CHAIN_STEPS;
pub(super) use job::Job;
pub use job::LINE_EVERY;

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData};

use super::known::log_density;
use super::{Scene, host};
use crate::data::PlaneSet;
use crate::data::plane::Standard;
use crate::engine::{PictureId, PlaneView, View};
use crate::families::LatentSpace;
use crate::figure::{Arrows, Component, Extent, Field, Figure, Known, Points, Reading};
use crate::measure::grid_integral;

/// Cells of a heat map along a side.
const SIDE: usize = 128;
/// Held-out points that are pulled back, or coloured by component.
const SHOWN: usize = 2000;
/// Arrows along a side.
const ARROWS: usize = 22;

/// Which pictures are wanted of a run on the plane; `known` says by what way its density is known.
pub(super) fn wanted(
    scene: &Scene,
    view: &View,
    known: impl Fn() -> Option<Known>,
) -> Vec<PictureId> {
    let plane = &view.plane;
    let learner = scene.learner;
    let (transport, process) = (learner.transport(), learner.process());
    let judge = scene.material.judge.plane();
    let has_points = scene.material.held_out.count() > 0;
    let density = || process.is_some() || known().is_some();
    let codes = transport.is_none() && has_latent_plane(scene);
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
        (PictureId::Push, plane.push && learner.sampler().is_some()),
        (
            PictureId::Warp,
            plane.warp && (codes || transport.is_some()),
        ),
        (PictureId::Paths, plane.paths && transport.is_some()),
        (
            PictureId::Base,
            plane.base && (codes || transport.is_some()) && has_points,
        ),
        (PictureId::Posteriors, plane.base && codes && has_points),
        (PictureId::Assigned, has_points && parts > 1),
        (PictureId::Arrows, plane.arrows && transport.is_some()),
        (PictureId::Masks, plane.masks && !learner.masks().is_empty()),
        (PictureId::Truth, plane.truth && known && has_points),
        (PictureId::Drift, plane.drift),
        (PictureId::Chain, plane.chain && learner.chain().is_some()),
        (
            PictureId::Landscape,
            plane.landscape && learner.landscape().is_some(),
        ),
        (PictureId::Density, plane.density && density()),
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
        (PictureId::Posteriors, old.base != new.base),
        (
            PictureId::Landscape,
            extent || old.landscape != new.landscape,
        ),
        (PictureId::Drift, extent || old.drift != new.drift),
        (PictureId::Push, old.push != new.push),
        (PictureId::Chain, old.chain != new.chain),
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
        PictureId::Base => base(scene),
        PictureId::Posteriors => fields::posteriors(scene),
        PictureId::Arrows => arrows(scene, standard, extent, view.plane.frame),
        PictureId::Masks => Some(Figure::Matrices(scene.learner.masks().into())),
        PictureId::Truth => truth(scene, extent),
        PictureId::Drift => fields::drift(scene, standard, extent),
        PictureId::Push => fields::push(scene, standard, view.sample_seed),
        PictureId::Chain => fields::chain(scene, standard),
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

/// Where held-out points come from in the base space, or codes drawn from their posteriors in the latent plane.
fn base(scene: &Scene) -> Option<Figure> {
    let x = scene.held_out_points(SHOWN); // [shown, 2]
    let z = match scene.learner.transport() {
        Some(map) => map.pull(x),
        None => fields::codes(scene, x)?,
    };
    Some(Figure::Points(Points {
        at: host(z).chunks_exact(2).map(|z| [z[0], z[1]]).collect(),
        class: Arc::default(),
        axes: ["axis-base-1", "axis-base-2"],
    }))
}

/// Whether points of the plane have codes in a plane of their own.
fn has_latent_plane(scene: &Scene) -> bool {
    let dimension = scene.learner.latent().map(LatentSpace::dimension);
    dimension == Some(2)
}

/// A field of heights that are no densities.
fn surface(extent: Extent, side: usize, values: Vec<f32>) -> Field {
    Field {
        extent,
        columns: side,
        rows: side,
        values: values.into(),
        integral: None,
    }
}

/// A field of log densities, with their integral.
fn field(extent: Extent, side: usize, values: Vec<f32>) -> Field {
    let size = [0, 1].map(|axis| f64::from(extent.high[axis] - extent.low[axis]) / side as f64);
    let log_density: Vec<f64> = values.iter().map(|log_p| f64::from(*log_p)).collect();
    let integral = grid_integral(&log_density, size[0] * size[1]);
    Field {
        integral: Some(integral as f32),
        ..surface(extent, side, values)
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
    Some(Figure::Arrows(directions(&at, velocity, standard)))
}

/// Arrows at places of the plane, along what the model sees as their directions, `[places, 2]`.
fn directions(at: &[[f64; 2]], by: Tensor<2>, standard: Standard) -> Arrows {
    let by = host(by);
    let in_data = by.chunks_exact(2).map(|v| {
        let by = standard.direction_to_data([f64::from(v[0]), f64::from(v[1])]);
        by.map(|v| v as f32)
    });
    Arrows {
        at: at.iter().map(|x| x.map(|v| v as f32)).collect(),
        by: in_data.collect(),
    }
}

/// What the model says about a point, term by term.
fn reading(scene: &Scene, standard: Standard, at: [f32; 2]) -> Option<Reading> {
    let place = at.map(f64::from);
    let x = || points(&[place], standard, scene.device); // [1, 2]
    let scalar = |value: Tensor<1>| value.into_data().iter::<f32>().next();
    let areas = standard.deviation.map(f64::ln);
    let learner = scene.learner;
    let log_p = log_density(learner, x()).and_then(scalar);
    let height = learner.landscape().map(|landscape| landscape.height(x()));
    let terms = learner.terms(x()).into_iter().filter_map(|term| {
        let area = term.volume[0] * areas[0] + term.volume[1] * areas[1];
        Some((term.id, term.latex, scalar(term.value)? - area as f32))
    });
    let judge = scene.material.judge.plane()?;
    let base = match (learner.transport(), learner.latent()) {
        (Some(map), _) => Some(host(map.pull(x()))),
        (None, Some(latent)) if latent.dimension() == 2 => Some(host(latent.encode(x()).mean)),
        (None, _) => None,
    };
    Some(Reading {
        at,
        log_p: log_p.map(|log_p| log_p - standard.log_area() as f32),
        height: height.and_then(scalar),
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
