//! The stage on the plane: everything at once, in layers over one another, with the numbers beside it.
//!
//! The canvas takes as much of the pane as a square needs; what is left over at its side holds the one number, the measures
//! and what is read under the pointer. The engine is asked for what is on show and for nothing else.

mod axes;
mod base;
mod brush;
mod camera;
mod canvas;
mod contour;
mod ellipse;
mod evidence;
mod heat;
mod landscape;
mod layers;
mod marks;
mod masks;
mod measures;
mod motion;
mod over;
mod reading;
mod side;
mod slider;
mod visits;
mod weights;

pub(super) use measures::entropy;
pub(super) use side::Side;

use egui::{Layout, Rect, Ui, UiBuilder, pos2};

use self::brush::Brush;
use self::camera::Camera;
use self::canvas::Canvas;
use self::landscape::Land;
use self::layers::{Layer, Layers};
use self::slider::Slider;
use super::{Context, compare};
use crate::engine::{Ready, View};
use crate::figure::Axis;
use crate::measure::doctor::Ailment;
use crate::taxonomy::Sight;
use crate::ui::Action;
use crate::ui::run_view::RunView;
use crate::ui::theme::space;

/// So many samples are drawn.
const SAMPLES: usize = 2000;
/// The column beside the canvas.
const ASIDE: f32 = 228.0;
/// The height of the slider's row, of the family's row, and of a reading below the canvas.
const SLIDER: f32 = 26.0;
const FAMILY: f32 = 26.0;
const READING: f32 = 92.0;
/// A pane this many times as wide as it is high has a column beside its canvas.
const WIDE: f32 = 1.25;

/// What the stage remembers of the plane.
#[derive(Default)]
pub(super) struct PlaneStage {
    layers: Layers,
    camera: Camera,
    slider: Slider,
    brush: Brush,
    canvas: Canvas,
    /// The newest landscape.
    land: Option<Land>,
    /// The point that is read.
    point: Option<[f32; 2]>,
    /// The term of the formula under the pointer.
    lit: Option<&'static str>,
    /// The finding of the doctor under the pointer.
    pointed: Option<Ailment>,
    /// The picture that a term of the objective under the pointer is about.
    sight: Option<Sight>,
}

/// Where the parts of the stage stand.
struct Plan {
    canvas: Rect,
    slider: Rect,
    family: Rect,
    measures: Rect,
    reading: Rect,
    /// Whether the measures stand in a row above the canvas instead of in a column beside it.
    above: bool,
}

impl Plan {
    fn new(area: Rect, has_process: bool) -> Self {
        let slider = if has_process { SLIDER } else { 0.0 };
        let wide = area.width() > WIDE * area.height() && area.width() > 2.0 * ASIDE;
        if wide {
            let aside = area.with_min_x(area.right() - ASIDE);
            let left = area.with_max_x(aside.left() - space::LARGE);
            let canvas = left.with_max_y(left.bottom() - slider);
            return Self {
                canvas,
                slider: left.with_min_y(canvas.bottom()),
                family: aside.with_max_y(aside.top() + FAMILY),
                measures: aside.with_min_y(aside.top() + FAMILY + space::SMALL),
                reading: aside,
                above: false,
            };
        }
        let family = area.with_max_y(area.top() + FAMILY);
        let measures = area.with_min_y(family.bottom());
        let measures = measures.with_max_y(measures.top() + 2.0 * space::HUGE - space::MEDIUM);
        let reading = area.with_min_y(area.bottom() - READING);
        let middle = Rect::from_min_max(
            pos2(area.left(), measures.bottom() + space::SMALL),
            pos2(area.right(), reading.top() - space::MEDIUM),
        );
        let canvas = middle.with_max_y(middle.bottom() - slider);
        Self {
            canvas,
            slider: middle.with_min_y(canvas.bottom()),
            family,
            measures,
            reading,
            above: true,
        }
    }
}

impl PlaneStage {
    /// The switches that a hand has moved.
    pub(super) fn layers(&self) -> &[Option<bool>] {
        self.layers.moved()
    }

    /// Moves them as they were.
    pub(super) fn switch(&mut self, moved: &[Option<bool>]) {
        self.layers.move_as(moved);
    }

    /// The switches that stand in the title row.
    pub(super) fn controls(&mut self, ui: &mut Ui, context: &Context, ready: &Ready) {
        let findings = context.run.findings.iter();
        let evidence: Vec<Layer> = findings
            .filter_map(|found| evidence::layer(found.ailment, ready))
            .collect();
        let lit = self.lit_layer(ready);
        self.layers.controls(ui, context, ready, lit, &evidence);
    }

    /// Keys 1 to 9 switch layers; with a drawing, D and E take the brush and the eraser.
    pub(super) fn keys(&mut self, ui: &Ui, run: &RunView, ready: &Ready) {
        self.layers.keys(ui, ready);
        self.brush.keys(ui, run);
    }

    /// The term of the formula under the pointer.
    pub(super) fn lit(&self) -> Option<&'static str> {
        self.lit
    }

    /// The finding of the doctor under the pointer.
    pub(super) fn point_at(&mut self, finding: Option<Ailment>) {
        self.pointed = finding;
    }

    /// The picture that a term of the objective under the pointer is about.
    pub(super) fn light(&mut self, sight: Option<Sight>) {
        self.sight = sight;
    }

    /// The layer that something under the pointer elsewhere is about: a term of a formula, a finding.
    fn lit_layer(&self, ready: &Ready) -> Option<Layer> {
        let finding = self.pointed.and_then(|found| evidence::layer(found, ready));
        let sight = self.sight.and_then(|sight| layers::of_sight(sight, ready));
        self.lit.and_then(layers::of_term).or(sight).or(finding)
    }

    fn shows(&self, layer: Layer, ready: &Ready) -> bool {
        // What is pointed at shows what it is about.
        let lit = self.lit_layer(ready) == Some(layer);
        lit && layers::possible(layer, ready) || self.layers.shows(layer, ready)
    }

    /// Asks for the pictures that the pane shows.
    pub(super) fn look(&self, view: &mut View, ready: &Ready) {
        let shows = |layer| self.shows(layer, ready);
        view.samples = if shows(Layer::Samples) { SAMPLES } else { 0 };
        view.ladder = ready.latent.is_some();
        let plane = &mut view.plane;
        plane.extent = self.camera.extent();
        plane.density = shows(Layer::Density);
        plane.truth = shows(Layer::Truth);
        plane.warp |= shows(Layer::Warp);
        plane.paths = shows(Layer::Paths);
        plane.arrows = shows(Layer::Arrows);
        plane.components |= shows(Layer::Components);
        plane.landscape = shows(Layer::Landscape);
        plane.drift = shows(Layer::Drift);
        plane.push = shows(Layer::Push);
        plane.chain = shows(Layer::Chain);
        plane.frame = self.slider.frame(ready);
        plane.point = self.point;
    }

    /// Draws the pane below its title.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        ready: &Ready,
        actions: &mut Vec<Action>,
    ) {
        self.slider.advance(ui);
        let area = ui.available_rect_before_wrap();
        let along = self.along(ready);
        let plan = Plan::new(area, along.is_some());
        let row = Layout::left_to_right(egui::Align::Center);
        let mut family = ui.new_child(UiBuilder::new().max_rect(plan.family).layout(row));
        compare::ui(&mut family, context, actions);
        self.canvas(ui, context, ready, plan.canvas, actions);
        if let Some(along) = along {
            self.slider.ui(ui, context, along, plan.slider);
        }
        let integral = self.canvas.integral().filter(|_| !self.camera.is_held());
        let end = measures::ui(ui, context, plan.measures, integral, plan.above);
        let reading = if plan.above {
            plan.reading
        } else {
            plan.reading.with_min_y(end + reading::BELOW)
        };
        let volume = self.volume(context, ready);
        let lit = reading::ui(ui, context, reading, self.lit, volume);
        if lit != self.lit {
            self.lit = lit;
            ui.ctx().request_repaint();
        }
        ui.allocate_rect(area, egui::Sense::hover());
    }

    /// What the slider moves along, and in how many steps: the process of the density, or the chains on show.
    fn along(&self, ready: &Ready) -> Option<(Axis, usize)> {
        let chain = ready.chain.filter(|_| self.shows(Layer::Chain, ready));
        ready.process.or(chain.map(|steps| (Axis::Chain, steps)))
    }

    /// log |det J| at the vertex of the lattice nearest to the pointer, while the lattice is on show.
    fn volume(&self, context: &Context, ready: &Ready) -> Option<f32> {
        let point = self.point.filter(|_| self.shows(Layer::Warp, ready))?;
        let warp = canvas::motion(context.run, crate::engine::PictureId::Warp)?;
        motion::volume_near(warp, self.slider.share(), point)
    }
}
