//! Pictures of a latent space: a plane through it, walks, directions, and what lies near to them.

mod directions;
mod lattice;
mod wishes;

pub(super) use self::wishes::{changed, wanted};

use std::sync::Arc;

use burn::tensor::Tensor;

use self::lattice::Growing;
use super::images::{MANIFOLD_SIDE, tensor};
use super::search::Search;
use super::{Scene, host};
use crate::data::ImageSet;
use crate::engine::latent::{Plane, Route};
use crate::engine::picture_measures::bytes;
use crate::engine::{Anchor, LatentPath, Pad, PathKind, PictureId, View};
use crate::families::LatentSpace;
use crate::figure::{Course, Decoded, Figure, Images, Points, Strip, Walk};
use crate::measure::nearest;

/// How many codes are shown: more would hide each other, and take longer than a turn.
const CODES: usize = 1000;
/// And how many where each takes many passes.
const DEAR_CODES: usize = 24;
/// The line of a walk is so many times as fine as its pictures.
const FINER: usize = 8;

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

/// What is looked at, and by what view.
#[derive(Clone, Copy)]
struct Look<'a> {
    latent: &'a dyn LatentSpace,
    scene: &'a Scene<'a>,
    view: &'a View,
    /// The samples on show.
    samples: Option<&'a [f32]>,
}

impl<'a> Look<'a> {
    /// A run with a space that can be walked in.
    fn of(scene: &'a Scene<'a>, view: &'a View, samples: Option<&'a [f32]>) -> Option<Self> {
        Some(Self {
            latent: scene.learner.workspace()?,
            scene,
            view,
            samples,
        })
    }
}

impl LatentPictures {
    /// Everything known is of another step, or of another view.
    pub(super) fn forget(&mut self) {
        self.known = None;
        self.lattice = None;
    }

    /// Whether codes are still looked for.
    pub(super) fn is_searching(&self) -> bool {
        self.search.as_ref().is_some_and(Search::goes_on)
    }

    /// A picture, made at once.
    pub(super) fn figure(
        &mut self,
        id: PictureId,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<Figure> {
        let look = Look::of(scene, view, samples)?;
        match id {
            PictureId::Codes => {
                self.known = None;
                self.codes(look)
            }
            PictureId::Probe => self.probe(look),
            PictureId::Path => self.walk(look),
            PictureId::Directions => self.directions(look),
            PictureId::Traversals => self.traversals(look),
            _ => None,
        }
    }

    /// Where the codes of held-out examples lie in the plane.
    fn codes(&mut self, look: Look) -> Option<Figure> {
        let Look { latent, view, .. } = look;
        let dims = latent.dimension();
        let Known { codes, plane, .. } = self.known(look)?;
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
    fn known(&mut self, look: Look) -> Option<&Known> {
        let Look {
            latent,
            scene,
            view,
            ..
        } = look;
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
                let count = scene.material.held_out.count().min(most);
                let y = scene.material.held_out.labels(0, count); // [count, classes]
                host(latent.encode_of(scene.held_out_points(most), y).mean).into()
            } else {
                Arc::default()
            };
            let plane = match pad {
                Pad::Principal if dims <= 2 => Plane::of_dimensions(dims, [0, 1]),
                // Where no codes are known there are the kept places, and the middle of the prior.
                Pad::Principal if codes.is_empty() => match self.places(look).as_slice() {
                    [a, b, ..] => Plane::through([a, b, &vec![0.0; dims]]),
                    _ => Plane::of_dimensions(dims, [0, 1]),
                },
                Pad::Principal => Plane::principal(&codes, dims),
                Pad::Dimensions(along) => Plane::of_dimensions(dims, along),
                Pad::Anchors => match self.places(look).as_slice() {
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
    fn places(&mut self, look: Look) -> Vec<Vec<f32>> {
        let Look {
            latent,
            scene,
            view,
            samples,
        } = look;
        let anchors = &view.latent.anchors;
        let pictures: Vec<Option<Vec<f32>>> = anchors
            .iter()
            .map(|anchor| seen(anchor, scene, samples))
            .collect();
        let known: Vec<f32> = pictures.iter().flatten().flatten().copied().collect();
        let found: Vec<f32> = if known.is_empty() {
            Vec::new()
        } else {
            let x = tensor(known, scene.shape().dims(), scene.device);
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

    fn probe(&mut self, look: Look) -> Option<Figure> {
        let Look {
            latent,
            scene,
            view,
            ..
        } = look;
        let at = view.latent.probe?;
        let plane = &self.known(look)?.plane;
        let code = plane.code(at);
        let image = decoded(latent, std::slice::from_ref(&code), scene, Some(1));
        Some(Figure::Decoded(Decoded {
            at,
            code: code.into(),
            nearest: neighbours(&image, scene, view),
            image,
        }))
    }

    fn walk(&mut self, look: Look) -> Option<Figure> {
        let Look { latent, view, .. } = look;
        let LatentPath { kind, frames, both } = view.latent.path?;
        let places = self.places(look);
        let searched = self.search.as_ref().filter(|_| !latent.encodes());
        let searched = searched.map(Search::told);
        let Known { codes, plane, .. } = self.known(look)?;
        let kinds = match kind {
            PathKind::Straight if both => vec![kind, PathKind::Spherical],
            PathKind::Spherical if both => vec![kind, PathKind::Straight],
            kind => vec![kind],
        };
        let routes = kinds.iter().map(|kind| {
            let course = match kind {
                PathKind::Straight => Course::Straight,
                PathKind::Spherical => Course::Spherical,
                PathKind::Data => Course::Data,
            };
            (course, Route::new(&places, *kind, codes))
        });
        let routes: Vec<(Course, Route)> = routes.collect();
        let fine = routes.first().map(|(_, route)| route.walk(FINER * frames));
        let walked = |(course, route): &(Course, Route)| strip(*course, &route.walk(frames), look);
        Some(Figure::Walk(Walk {
            places: plane.project(&places.concat()),
            line: plane.project(&fine.unwrap_or_default().concat()),
            strips: routes.iter().map(walked).collect(),
            searched,
        }))
    }
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

fn strip(course: Course, codes: &[Vec<f32>], look: Look) -> Strip {
    let Look {
        latent,
        scene,
        view,
        ..
    } = look;
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
    let z = tensor(codes.concat(), latent.dimension(), scene.device);
    Images::arranged(
        scene.shape().sides(),
        columns,
        host(latent.decode(z)).into(),
    )
}
