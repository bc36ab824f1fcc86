//! Pictures of a latent space: a plane through it, walks, directions, and what lies near to them.

use std::sync::Arc;
use std::time::Instant;

use burn::tensor::{Tensor, TensorData};

use super::images::{MANIFOLD_REACH, MANIFOLD_SIDE};
use super::search::Search;
use super::{Scene, host};
use crate::data::{ImageSet, Shape};
use crate::engine::latent::{self, Plane, Principal};
use crate::engine::picture_measures::bytes;
use crate::engine::{Anchor, LatentPath, LatentView, Pad, PathKind, PictureId, View};
use crate::families::{LatentSpace, Learner};
use crate::figure::{Course, Decoded, Figure, Images, Lattice, Points, Strip, Walk};
use crate::measure::nearest;

/// How many codes are shown: more would hide each other, and take longer than a turn.
const CODES: usize = 1000;
/// And how many where each takes many passes.
const DEAR_CODES: usize = 24;
/// The pictures along each axis of a plane, where each takes many passes.
const DEAR_SIDE: usize = 6;
/// How many principal directions are worth a strip.
const COMPONENTS: usize = 4;
/// The pictures of a strip along a direction, from -2 to 2.
const ALONG: usize = 5;
/// The pictures along a latent dimension, and at most how many dimensions there are pictures of.
const SWEPT: usize = 7;
const DIMENSIONS: usize = 40;
/// How far along a latent dimension.
const FAR: f32 = 3.0;

/// What pictures of a latent space are made from, beside the scene.
#[derive(Default)]
pub(super) struct LatentPictures {
    /// The codes of held-out examples, and the plane that was laid through them.
    known: Option<Known>,
    /// Codes that cannot be read off pictures.
    search: Option<Search>,
    lattice: Option<Growing>,
}

/// The codes of the first held-out examples.
struct Known {
    step: u64,
    pad: Pad,
    codes: Arc<[f32]>,
    plane: Plane,
}

/// A lattice on its way, row by row.
struct Growing {
    step: u64,
    learner: Box<dyn Learner>,
    plane: Plane,
    reach: f32,
    side: usize,
    rows: usize,
    pixels: Vec<f32>,
    spent: std::time::Duration,
}

impl LatentPictures {
    /// Which pictures are wanted, and can be made.
    pub(super) fn wanted(scene: &Scene, view: &View) -> Vec<(PictureId, bool)> {
        let latent = scene.learner.workspace();
        let held_out = scene.material.held_out.count() > 0;
        let (wish, has) = (&view.latent, latent.is_some());
        let encodes = latent.is_some_and(LatentSpace::encodes);
        let anchored = has && !wish.anchors.is_empty();
        vec![
            // What a hand is waiting for comes first.
            (PictureId::Probe, has && wish.probe.is_some()),
            (PictureId::Path, anchored && wish.path.is_some()),
            (PictureId::Codes, wish.codes && encodes && held_out),
            (PictureId::Lattice, has && wish.lattice),
            (
                PictureId::Directions,
                anchored && wish.directions && encodes,
            ),
            (PictureId::Traversals, anchored && wish.traversals),
        ]
    }

    /// Everything known is of another step, or of another view.
    pub(super) fn forget(&mut self) {
        self.known = None;
        self.lattice = None;
    }

    /// Whether codes are still looked for.
    pub(super) fn is_searching(&self) -> bool {
        self.search.as_ref().is_some_and(|search| !search.is_done())
    }

    /// A picture, made at once.
    pub(super) fn figure(
        &mut self,
        id: PictureId,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let latent = scene.learner.workspace()?;
        match id {
            PictureId::Codes => {
                self.known = None;
                self.codes(latent, scene, view, samples)
            }
            PictureId::Probe => self.probe(latent, scene, view, samples),
            PictureId::Path => self.walk(latent, scene, view, samples),
            PictureId::Directions => self.directions(latent, scene, view, samples),
            PictureId::Traversals => self.traversals(latent, scene, view, samples),
            _ => None,
        }
    }

    /// Where the codes of held-out examples lie in the plane.
    fn codes(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let dims = latent.dimension();
        let Known { codes, plane, .. } = self.known(latent, scene, view, samples)?;
        let at: Vec<[f32; 2]> = match dims {
            1 => codes.iter().map(|&z| [z, 0.0]).collect(),
            _ => plane.project(codes),
        };
        let axes = match view.latent.pad {
            Pad::Principal if dims == 1 => ["axis-latent-1", "axis-none"],
            Pad::Principal if dims == 2 => ["axis-latent-1", "axis-latent-2"],
            Pad::Principal => ["axis-component-1", "axis-component-2"],
            Pad::Dimensions(_) => ["axis-latent-first", "axis-latent-second"],
            Pad::Anchors => ["axis-anchors-1", "axis-anchors-2"],
        };
        Some(Figure::Points(Points {
            at: at.into(),
            class: [].into(),
            axes,
        }))
    }

    /// The codes as they were last looked at, and the plane through them.
    fn known(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<&Known> {
        let pad = view.latent.pad;
        // While it trains, what lies under the pointer is decoded on the plane that is on show.
        let holds = |known: &Known| known.pad == pad && (scene.playing || known.step == scene.step);
        if !self.known.as_ref().is_some_and(holds) {
            let step = scene.step;
            let dims = latent.dimension();
            let most = if latent.passes() > 1 {
                DEAR_CODES
            } else {
                CODES
            };
            let codes: Arc<[f32]> = if latent.encodes() && scene.material.held_out.count() > 0 {
                host(latent.encode(scene.held_out_points(most)).mean).into()
            } else {
                Arc::default()
            };
            let plane = match pad {
                Pad::Principal if dims <= 2 => Plane::of_dimensions(dims, [0, 1]),
                // Where no codes are known there are the kept places, and the middle of the prior.
                Pad::Principal if codes.is_empty() => {
                    match self.places(latent, scene, view, samples).as_slice() {
                        [a, b, ..] => Plane::through([a, b, &vec![0.0; dims]]),
                        _ => Plane::of_dimensions(dims, [0, 1]),
                    }
                }
                Pad::Principal => Plane::principal(&codes, dims),
                Pad::Dimensions(along) => Plane::of_dimensions(dims, along),
                Pad::Anchors => match self.places(latent, scene, view, samples).as_slice() {
                    [a, b, c, ..] => Plane::through([a, b, c]),
                    _ => Plane::of_dimensions(dims, [0, 1]),
                },
            };
            self.known = Some(Known {
                step,
                pad,
                codes,
                plane,
            });
        }
        self.known.as_ref()
    }

    /// The codes of the kept places.
    fn places(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Vec<Vec<f32>> {
        let (shape, anchors) = (scene.shape(), &view.latent.anchors);
        let pictures: Vec<Option<Vec<f32>>> = anchors
            .iter()
            .map(|anchor| seen(anchor, scene, samples))
            .collect();
        let known: Vec<f32> = pictures.iter().flatten().flatten().copied().collect();
        let found: Vec<f32> = if known.is_empty() {
            Vec::new()
        } else {
            let x = tensor(known, shape.dims(), scene);
            if latent.encodes() {
                host(latent.encode(x).mean)
            } else {
                let same = self.search.take().filter(|search| search.is_for(anchors));
                let middle = [x.dims()[0], latent.dimension()];
                let search = same
                    .unwrap_or_else(|| Search::new(anchors, Tensor::zeros(middle, scene.device)));
                host(self.search.insert(search).go_on(latent, x))
            }
        };
        let mut found = found.chunks_exact(latent.dimension());
        anchors
            .iter()
            .zip(&pictures)
            .filter_map(|(anchor, picture)| match (anchor, picture) {
                (Anchor::Code(code), _) => Some(code.to_vec()),
                (_, Some(_)) => found.next().map(<[f32]>::to_vec),
                _ => None,
            })
            .filter(|code| code.len() == latent.dimension())
            .collect()
    }

    fn probe(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let at = view.latent.probe?;
        let plane = &self.known(latent, scene, view, samples)?.plane;
        let code = plane.code(at);
        let image = decoded(latent, &[code.clone()], scene, Some(1));
        Some(Figure::Decoded(Decoded {
            at,
            code: code.into(),
            nearest: neighbours(&image, scene, view),
            image,
        }))
    }

    fn walk(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let LatentPath { kind, frames, both } = view.latent.path?;
        let places = self.places(latent, scene, view, samples);
        let searched = self.search.as_ref().filter(|_| !latent.encodes());
        let searched = searched.map(Search::told);
        let Known { codes, plane, .. } = self.known(latent, scene, view, samples)?;
        let kinds = match kind {
            PathKind::Straight if both => vec![kind, PathKind::Spherical],
            PathKind::Spherical if both => vec![kind, PathKind::Straight],
            kind => vec![kind],
        };
        let walks = kinds.iter().map(|kind| {
            let course = match kind {
                PathKind::Straight => Course::Straight,
                PathKind::Spherical => Course::Spherical,
                PathKind::Data => Course::Data,
            };
            (course, latent::walk(&places, *kind, frames, codes))
        });
        let walks: Vec<(Course, Vec<Vec<f32>>)> = walks.collect();
        let fine = latent::walk(&places, kind, 8 * frames, codes);
        Some(Figure::Walk(Walk {
            places: plane.project(&places.concat()),
            line: plane.project(&fine.concat()),
            strips: walks
                .into_iter()
                .map(|(course, codes)| strip(course, &codes, latent, scene, view))
                .collect(),
            searched,
        }))
    }

    /// The principal directions, the difference of the classes of the first two kept places, and what the first is to the second
    /// for the third.
    fn directions(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let places = self.places(latent, scene, view, samples);
        let dims = latent.dimension();
        let codes = Arc::clone(&self.known(latent, scene, view, samples)?.codes);
        let principal = Principal::of(&codes, dims, COMPONENTS);
        let axes = principal.axes.iter().zip(&principal.variances).enumerate();
        let mut courses: Vec<(Course, Vec<f32>)> = axes
            .map(|(index, (axis, variance))| {
                let share = variance / principal.whole.max(f32::MIN_POSITIVE);
                let deviation = variance.sqrt();
                let along = axis.iter().map(|a| a * deviation).collect();
                (Course::Component(index, share), along)
            })
            .collect();
        courses.extend(between_classes(&codes, dims, scene, view));
        let half = |a: &[f32], b: &[f32]| -> Vec<f32> {
            a.iter().zip(b).map(|(a, b)| (a - b) / 2.0).collect()
        };
        let base = places.first()?;
        let mut strips: Vec<Strip> = courses
            .into_iter()
            .map(|(course, along)| strip(course, &moved(base, &along), latent, scene, view))
            .collect();
        if let [a, b, c, ..] = places.as_slice() {
            let codes = moved(c, &half(b, a));
            strips.push(strip(Course::Analogy, &codes, latent, scene, view));
        }
        Some(Figure::Strips(strips.into()))
    }

    /// Every latent dimension by itself, from the first kept place.
    fn traversals(
        &mut self,
        latent: &dyn LatentSpace,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let places = self.places(latent, scene, view, samples);
        let base = places.first()?;
        let strips = (0..latent.dimension().min(DIMENSIONS)).map(|dimension| {
            let at = |i: usize| FAR * (2.0 * i as f32 / (SWEPT - 1) as f32 - 1.0);
            let codes = (0..SWEPT).map(|i| {
                let mut code = base.clone();
                code[dimension] = at(i);
                code
            });
            let codes: Vec<Vec<f32>> = codes.collect();
            strip(Course::Dimension(dimension), &codes, latent, scene, view)
        });
        Some(Figure::Strips(strips.collect()))
    }

    /// Goes on with the lattice, a row a turn; the whole of it once it is there, and how long it took.
    pub(super) fn lattice(
        &mut self,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<(u64, Figure, std::time::Duration)> {
        if self.lattice.is_none() {
            let latent = scene.learner.workspace()?;
            let dear = latent.passes() > 1;
            let Known { codes, plane, .. } = self.known(latent, scene, view, samples)?;
            let (plane, reach) = (plane.clone(), reach(&plane.project(codes)));
            self.lattice = Some(Growing {
                step: scene.step,
                learner: (scene.freeze)()?,
                plane,
                reach,
                side: if dear { DEAR_SIDE } else { MANIFOLD_SIDE },
                rows: 0,
                pixels: Vec::new(),
                spent: std::time::Duration::ZERO,
            });
        }
        let growing = self.lattice.as_mut()?;
        let began = Instant::now();
        let side = growing.side;
        let row = latent::lattice(side, growing.reach);
        let row = row.into_iter().skip(growing.rows * side).take(side);
        let codes: Vec<Vec<f32>> = row.map(|at| growing.plane.code(at)).collect();
        let made = decoded(growing.learner.workspace()?, &codes, scene, None);
        growing.pixels.extend_from_slice(&made.pixels);
        growing.rows += 1;
        growing.spent += began.elapsed();
        if growing.rows < side {
            return None;
        }
        let whole = self.lattice.take()?;
        let images = pictures(whole.pixels.into(), scene.shape(), Some(side));
        let figure = Figure::Lattice(Lattice {
            reach: whole.reach,
            side,
            images,
        });
        Some((whole.step, figure, whole.spent))
    }
}

/// Which pictures another view asks for anew.
pub(super) fn changed(old: &LatentView, new: &LatentView) -> Vec<PictureId> {
    let (moved, other_plane) = (old.anchors != new.anchors, old.pad != new.pad);
    let laid_anew = other_plane || moved;
    let near = old.neighbours != new.neighbours;
    let all = [
        (
            PictureId::Probe,
            laid_anew || near || old.probe != new.probe,
        ),
        (
            PictureId::Path,
            laid_anew || moved || near || old.path != new.path,
        ),
        (PictureId::Codes, laid_anew || old.codes != new.codes),
        (PictureId::Lattice, laid_anew || old.lattice != new.lattice),
        (
            PictureId::Directions,
            moved || near || old.directions != new.directions,
        ),
        (
            PictureId::Traversals,
            moved || near || old.traversals != new.traversals,
        ),
    ];
    all.into_iter()
        .filter(|(_, is)| *is)
        .map(|(id, _)| id)
        .collect()
}

/// How far the plane has to be shown so that it holds 99 in 100 of the codes, and three deviations of the prior.
pub(crate) fn reach(places: &[[f32; 2]]) -> f32 {
    let far = |z: &[f32; 2]| z[0].abs().max(z[1].abs());
    let mut far: Vec<f32> = places.iter().map(far).filter(|r| r.is_finite()).collect();
    if far.is_empty() {
        return MANIFOLD_REACH;
    }
    let rank = (far.len() * 99 / 100).min(far.len() - 1);
    let most = *far.select_nth_unstable_by(rank, f32::total_cmp).1;
    most.max(MANIFOLD_REACH)
}

/// The intensities of what a kept place is the code of; a code is itself.
fn seen(anchor: &Anchor, scene: &Scene, samples: Option<&[f32]>) -> Option<Vec<f32>> {
    let dims = scene.shape().dims();
    match anchor {
        Anchor::HeldOut(index) => {
            let last = scene.material.held_out.count().checked_sub(1)?;
            Some(host(scene.material.held_out.at(&[(*index).min(last)])))
        }
        Anchor::Sample(index) => {
            let sample = samples?.chunks_exact(dims).nth(*index)?;
            Some(sample.to_vec())
        }
        Anchor::Own(pixels) => (pixels.len() == dims).then(|| pixels.to_vec()),
        Anchor::Code(_) => None,
    }
}

/// A direction for classes: half the way from the mean code of the class of A to that of B, where these differ.
fn between_classes(
    codes: &[f32],
    dims: usize,
    scene: &Scene,
    view: &View,
) -> Option<(Course, Vec<f32>)> {
    let labels = &scene.material.judge.images()?.test.labels;
    let class = |anchor: &Anchor| match anchor {
        Anchor::HeldOut(index) => labels.get(*index).copied(),
        _ => None,
    };
    let (from, to) = (
        class(view.latent.anchors.first()?)?,
        class(view.latent.anchors.get(1)?)?,
    );
    let middle = |of: u8| {
        let of_class = codes
            .chunks_exact(dims)
            .zip(labels)
            .filter(|(_, class)| **class == of);
        let codes: Vec<f32> = of_class.flat_map(|(code, _)| code).copied().collect();
        (!codes.is_empty()).then(|| latent::mean(&codes, dims))
    };
    let (from_mean, to_mean) = (middle(from)?, middle(to)?);
    let half = to_mean
        .iter()
        .zip(&from_mean)
        .map(|(to, from)| (to - from) / 2.0);
    (from != to).then(|| (Course::Classes(from, to), half.collect()))
}

/// The codes at -2, -1, 0, 1 and 2 times a direction from a code.
fn moved(base: &[f32], along: &[f32]) -> Vec<Vec<f32>> {
    (0..ALONG)
        .map(|i| {
            let t = i as f32 - (ALONG / 2) as f32;
            base.iter().zip(along).map(|(z, a)| z + t * a).collect()
        })
        .collect()
}

fn strip(
    course: Course,
    codes: &[Vec<f32>],
    latent: &dyn LatentSpace,
    scene: &Scene,
    view: &View,
) -> Strip {
    let images = decoded(latent, codes, scene, Some(codes.len()));
    Strip {
        course,
        nearest: neighbours(&images, scene, view),
        codes: codes.concat().into(),
        norms: codes.iter().map(|code| length(code)).collect(),
        decoded: (0..images.count())
            .map(|i| length(images.image(i)))
            .collect(),
        images,
    }
}

fn length(values: &[f32]) -> f32 {
    values.iter().map(|value| value * value).sum::<f32>().sqrt()
}

/// What is nearest to pictures among those that were learned from, if that is asked for.
fn neighbours(images: &Images, scene: &Scene, view: &View) -> Option<Images> {
    let set: &ImageSet = scene
        .material
        .data
        .images()
        .filter(|_| view.latent.neighbours)?;
    let mut pixels = Vec::with_capacity(images.pixels.len());
    for index in 0..images.count() {
        let found = nearest(&set.train.pixels, &bytes(images.image(index)))?;
        pixels.extend(set.intensities(&set.train, found.index));
    }
    Some(Images {
        pixels: pixels.into(),
        ..images.clone()
    })
}

fn decoded(
    latent: &dyn LatentSpace,
    codes: &[Vec<f32>],
    scene: &Scene,
    columns: Option<usize>,
) -> Images {
    let z = tensor(codes.concat(), latent.dimension(), scene);
    pictures(host(latent.decode(z)).into(), scene.shape(), columns)
}

fn tensor(values: Vec<f32>, columns: usize, scene: &Scene) -> Tensor<2> {
    let rows = values.len() / columns.max(1);
    Tensor::from_data(TensorData::new(values, [rows, columns]), scene.device)
}

fn pictures(pixels: Arc<[f32]>, shape: Shape, columns: Option<usize>) -> Images {
    let [width, height, channels] = shape.sides();
    Images {
        width,
        height,
        channels,
        columns,
        pixels,
    }
}
