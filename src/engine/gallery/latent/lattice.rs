//! The decodes all over a plane through latent space, made row by row.

use std::time::{Duration, Instant};

use super::{Known, LatentPictures, Look, MANIFOLD_SIDE, Scene, decoded};
use crate::engine::View;
use crate::engine::gallery::MANIFOLD_REACH;
use crate::engine::latent::{self, Plane};
use crate::families::Learner;
use crate::figure::{Figure, Images, Lattice};

/// The pictures along each axis of a plane, where each takes many passes.
const DEAR_SIDE: usize = 6;

/// A lattice on its way, row by row.
pub(super) struct Growing {
    step: u64,
    learner: Box<dyn Learner>,
    plane: Plane,
    reach: f32,
    side: usize,
    rows: usize,
    pixels: Vec<f32>,
    spent: Duration,
}

impl LatentPictures {
    /// Goes on with the lattice, a row a turn; the whole of it once it is there, and how long it took.
    pub(in crate::engine::gallery) fn lattice(
        &mut self,
        scene: &Scene,
        view: &View,
        samples: Option<&[f32]>,
    ) -> Option<(u64, Figure, Duration)> {
        if self.lattice.is_none() {
            let look = Look::of(scene, view, samples)?;
            let dear = look.latent.passes() > 1;
            let Known { codes, plane, .. } = self.known(look)?;
            let reach = latent::farthest(&plane.project(codes)).max(MANIFOLD_REACH);
            let plane = plane.clone();
            self.lattice = Some(Growing {
                step: scene.step,
                learner: (scene.freeze)()?,
                plane,
                reach,
                side: if dear { DEAR_SIDE } else { MANIFOLD_SIDE },
                rows: 0,
                pixels: Vec::new(),
                spent: Duration::ZERO,
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
        let sides = scene.shape().sides();
        let images = Images::arranged(sides, Some(side), whole.pixels.into());
        let figure = Figure::Lattice(Lattice {
            reach: whole.reach,
            side,
            images,
        });
        Some((whole.step, figure, whole.spent))
    }
}
