//! Ways through latent space that show what it holds: the directions that matter, and every dimension by itself.

use std::sync::Arc;

use super::{LatentPictures, Look, Scene, strip};
use crate::engine::latent::{self, Principal};
use crate::engine::{Anchor, View};
use crate::figure::{Course, Figure, Strip};

/// How many principal directions are worth a strip.
const COMPONENTS: usize = 4;
/// The pictures of a strip along a direction, from -2 to 2.
const ALONG: usize = 5;
/// The pictures along a latent dimension, and at most how many dimensions there are pictures of.
const SWEPT: usize = 7;
const DIMENSIONS: usize = 40;
/// How far along a latent dimension.
const FAR: f32 = 3.0;

impl LatentPictures {
    /// The principal directions, the difference of the classes of the first two kept places, and what the first is to the second
    /// for the third.
    pub(super) fn directions(&mut self, look: Look) -> Option<Figure> {
        let Look {
            latent,
            scene,
            view,
            ..
        } = look;
        let places = self.places(look);
        let dims = latent.dimension();
        let codes = Arc::clone(&self.known(look)?.codes);
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
            .map(|(course, along)| strip(course, &moved(base, &along), look))
            .collect();
        if let [a, b, c, ..] = places.as_slice() {
            let codes = moved(c, &half(b, a));
            strips.push(strip(Course::Analogy, &codes, look));
        }
        Some(Figure::Strips(strips.into()))
    }

    /// Every latent dimension by itself, from the first kept place.
    pub(super) fn traversals(&mut self, look: Look) -> Option<Figure> {
        let Look { latent, .. } = look;
        let places = self.places(look);
        let base = places.first()?;
        let strips = (0..latent.dimension().min(DIMENSIONS)).map(|dimension| {
            let at = |i: usize| FAR * (2.0 * i as f32 / (SWEPT - 1) as f32 - 1.0);
            let codes = (0..SWEPT).map(|i| {
                let mut code = base.clone();
                code[dimension] = at(i);
                code
            });
            let codes: Vec<Vec<f32>> = codes.collect();
            strip(Course::Dimension(dimension), &codes, look)
        });
        Some(Figure::Strips(strips.collect()))
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
