//! The latent pane: a plane through latent space under the pointer, places that are kept, and the walks between them, all redrawn
//! while the model learns.

mod aside;
mod canvas;
mod controls;
mod export;
mod pad;
mod strips;

use egui::{Id, Rect, Sense, Ui, Vec2, vec2};

use self::canvas::{Canvas, Outcome};
use self::pad::{PadView, Shown, Touched};
use self::strips::Walker;
use super::plane::Side;
use super::stage::on_plane;
use super::text::{Looks, on_text};
use super::{Context, classes};
use crate::data::ImageSet;
use crate::engine::{Anchor, LatentPath, LatentView, Pad, PathKind, PictureId, View};
use crate::figure::{Decoded, Figure, Images, Lattice, Points, Walk};
use crate::ui::Action;
use crate::ui::export::Zoom;
use crate::ui::run_view::RunView;
use crate::ui::theme::space;

/// More kept places than this have no room on a strip.
const MOST_ANCHORS: usize = 6;
/// How many frames a walk has at least and at most.
const FRAMES: [usize; 2] = [8, 24];
/// The pad takes at most this share of the width.
const PAD_SHARE: f32 = 0.5;

/// What the pane remembers.
#[derive(Default)]
pub struct Latent {
    pad: PadView,
    anchors: Vec<Anchor>,
    /// The kept place that the next choice replaces; one more than there are adds another.
    chosen: usize,
    kind: PathKind,
    both: bool,
    plane_of: Pad,
    lattice: bool,
    neighbours: bool,
    below: Below,
    probe: Option<[f32; 2]>,
    walker: Walker,
    canvas: Option<Canvas>,
    draws: u64,
    /// How large pictures are exported.
    zoom: Zoom,
    /// How many frames there is room for.
    frames: usize,
    /// What stands here for runs on the plane.
    pub(super) plane: Side,
    /// What stands here for runs on texts.
    looks: Looks,
}

/// What is shown beside the pad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Below {
    /// The walk between the kept places.
    #[default]
    Walk,
    /// The directions that matter.
    Directions,
    /// Every latent dimension.
    Dimensions,
}

impl Latent {
    /// The controls that stand in the title row.
    pub fn controls(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        if on_text(context.run).is_some() {
            return self.looks.controls(ui, context);
        }
        if on_plane(context.run).is_none() && dimension(context.run).is_some() {
            self.latent_controls(ui, context, actions);
        }
    }

    /// Asks for the pictures that the pane shows.
    pub fn look(&mut self, view: &mut View, run: &RunView) {
        let Some(ready) = &run.ready else {
            return;
        };
        if on_plane(run).is_some() {
            return Side::look(view, ready);
        }
        let (Some(images), Some(dimension)) = (ready.data.images(), ready.workspace) else {
            return;
        };
        self.settle(images, run, dimension);
        view.latent = LatentView {
            anchors: self.anchors.clone(),
            pad: self.plane_of,
            codes: true,
            lattice: self.lattice,
            probe: Some(self.probe.unwrap_or_default()),
            path: (self.below == Below::Walk).then_some(LatentPath {
                kind: self.kind,
                frames: self.frames.clamp(FRAMES[0], FRAMES[1]),
                both: self.both,
            }),
            neighbours: self.neighbours,
            directions: self.below == Below::Directions,
            traversals: self.below == Below::Dimensions,
        };
    }

    /// Places that this run does not have are replaced.
    fn settle(&mut self, images: &ImageSet, run: &RunView, dimension: usize) {
        let (count, dims) = (images.count(&images.test), images.dims());
        let fits = |anchor: &Anchor| match anchor {
            Anchor::HeldOut(index) => *index < count,
            Anchor::Sample(index) => *index < run.view.samples,
            Anchor::Code(code) => code.len() == dimension,
            Anchor::Own(pixels) => pixels.len() == dims,
        };
        self.anchors.retain(fits);
        if self.anchors.len() < 2 && count > 1 {
            let seed = run.ready.as_ref().map_or(0, |ready| ready.spec.seed);
            self.anchors = drawn_ends(images, seed ^ self.draws).into();
            self.chosen = 0;
        }
        let fits = match self.plane_of {
            Pad::Principal => true,
            Pad::Dimensions(along) => along.iter().all(|of| *of < dimension),
            Pad::Anchors => self.anchors.len() > 2,
        };
        if !fits {
            self.plane_of = Pad::Principal;
        }
    }

    /// What is drawn for one run is not for another.
    pub(super) fn begin(&mut self) {
        self.canvas = None;
    }

    /// Whether the canvas is open.
    pub(super) fn is_drawing(&self) -> bool {
        self.canvas.is_some()
    }

    /// Puts a picture onto the canvas.
    pub(super) fn put(&mut self, pixels: &[f32]) {
        if let Some(canvas) = &mut self.canvas {
            canvas.put(pixels);
        }
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let run = context.run;
        let t = |key: &str| context.language.t(key);
        if let Some(ready) = on_plane(run) {
            return self.plane.ui(ui, context, ready);
        }
        if on_text(run).is_some() {
            return self.looks.ui(ui, context);
        }
        if run.ready.is_some() && dimension(run).is_none() {
            super::empty(ui, &t("latent-none-here"));
            return;
        }
        let Some(data) = run.ready.as_ref().and_then(|ready| ready.data.images()) else {
            super::empty(ui, &t("latent-empty"));
            return;
        };
        if walk(run).is_none() && points(run).is_none() && decoded(run).is_none() {
            super::empty(ui, &t("latent-empty"));
            return;
        }
        let area = ui.available_rect_before_wrap();
        let side = area.height().min(area.width() * PAD_SHARE);
        let pad = Rect::from_min_size(area.min, Vec2::splat(side));
        let rest = area.with_min_x(pad.right() + space::LARGE);
        match &mut self.canvas {
            Some(canvas) => match canvas.ui(ui, context, pad, data, actions) {
                Outcome::Open => {}
                Outcome::Done(pixels) => {
                    self.canvas = None;
                    self.keep(Some(Anchor::Own(pixels)));
                }
                Outcome::PutAway => self.canvas = None,
            },
            None => self.pad_ui(ui, context, pad, data),
        }
        let below = Rect::from_min_max(pad.left_bottom() + vec2(0.0, space::MEDIUM), area.max);
        let below = below.with_max_x(pad.right());
        classes::legend(ui, context, below, &data.test.labels);
        self.beside(ui, context, rest);
        ui.allocate_rect(area, Sense::hover());
    }

    fn pad_ui(&mut self, ui: &mut Ui, context: &Context, rect: Rect, data: &ImageSet) {
        let run = context.run;
        let empty = Points {
            at: [].into(),
            class: [].into(),
            axes: ["axis-latent-1", "axis-latent-2"],
        };
        let shown = Shown {
            points: points(run).unwrap_or(&empty),
            classes: &data.test.labels,
            walk: walk(run),
            lattice: lattice(run).filter(|_| self.lattice),
            chosen: self.chosen,
            probe: self.probe,
            at: self.walker.place(walk(run)),
        };
        let touched = self.pad.ui(ui, context, rect, &shown);
        self.touched(run, &touched);
    }

    /// The pointer is the probe; a click keeps an example, or the place itself where there is none near.
    fn touched(&mut self, run: &RunView, touched: &Touched) {
        if touched.over.is_some() {
            self.probe = touched.over;
        }
        if let Some(place) = touched.removed.filter(|_| self.anchors.len() > 2) {
            self.anchors.remove(place);
            self.chosen = self.chosen.min(self.anchors.len() - 1);
        }
        let Some(click) = &touched.clicked else {
            return;
        };
        if click.another && self.anchors.len() < MOST_ANCHORS {
            self.chosen = self.anchors.len();
        }
        let here = decoded(run).map(|decoded| Anchor::Code(decoded.code.clone()));
        self.keep(click.example.map(Anchor::HeldOut).or(here));
    }

    /// Puts a place where the next one is to go, and makes ready for the one after it.
    fn keep(&mut self, anchor: Option<Anchor>) {
        let Some(anchor) = anchor else { return };
        match self.anchors.get_mut(self.chosen) {
            Some(kept) => *kept = anchor,
            None => self.anchors.push(anchor),
        }
        self.chosen = (self.chosen + 1) % self.anchors.len();
    }
}

fn dimension(run: &RunView) -> Option<usize> {
    run.ready.as_ref().and_then(|ready| ready.workspace)
}

fn shown(run: &RunView, id: PictureId) -> Option<&Figure> {
    run.pictures.get(&id).map(|picture| &picture.figure)
}

fn walk(run: &RunView) -> Option<&Walk> {
    match shown(run, PictureId::Path)? {
        Figure::Walk(walk) => Some(walk),
        _ => None,
    }
}

fn decoded(run: &RunView) -> Option<&Decoded> {
    match shown(run, PictureId::Probe)? {
        Figure::Decoded(decoded) => Some(decoded),
        _ => None,
    }
}

fn points(run: &RunView) -> Option<&Points> {
    match shown(run, PictureId::Codes)? {
        Figure::Points(points) => Some(points),
        _ => None,
    }
}

fn lattice(run: &RunView) -> Option<&Lattice> {
    match shown(run, PictureId::Lattice)? {
        Figure::Lattice(lattice) => Some(lattice),
        _ => None,
    }
}

/// The size of an image whose longer side is given.
fn fitted(images: &Images, side: f32) -> Vec2 {
    let (w, h) = (images.width as f32, images.height as f32);
    vec2(w, h) * (side / w.max(h).max(1.0))
}

/// A name for the numbers of a picture of this pane.
fn source(name: impl std::hash::Hash + std::fmt::Debug) -> Id {
    Id::unique(("latent", name))
}

/// Two different held-out examples, of different classes where there are classes; the same for the same seed.
fn drawn_ends(data: &ImageSet, seed: u64) -> [Anchor; 2] {
    let count = data.count(&data.test).max(2) as u64;
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % count) as usize
    };
    let a = next();
    let class = |i: usize| data.test.labels.get(i);
    let others = (0..32)
        .map(|_| next())
        .find(|&b| b != a && (class(a).is_none() || class(a) != class(b)));
    let b = others.unwrap_or((a + 1) % count as usize);
    [a, b].map(Anchor::HeldOut)
}
