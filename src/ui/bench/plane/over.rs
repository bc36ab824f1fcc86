//! What families without a tractable density have over the plane: a landscape below everything, arrows, trails of chains, and
//! the key that says what the colours are.

use std::sync::Arc;

use egui::{
    Align2, Id, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::camera::Frame;
use super::canvas::{field, figure, motion};
use super::landscape::Land;
use super::layers::Layer;
use super::{PlaneStage, motion};
use crate::engine::{PictureId, Ready};
use crate::figure::{Figure, Images, Known};
use crate::text::Language;
use crate::ui::bench::Context;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::theme::{self, Ink, Theme, size, space};

/// The bar of the key, and how far it stays from the corner.
const BAR: [f32; 2] = [118.0, 7.0];
const CORNER: f32 = 6.0;
/// Steps of colour along the bar.
const STEPS: usize = 64;
/// A landscape lets the grid through.
const OPACITY: f32 = 0.8;

impl PlaneStage {
    /// The landscape, as colours where no density takes the ground, and as lines in any case.
    pub(super) fn land(&mut self, ui: &Ui, context: &Context, ready: &Ready, frame: &Frame) {
        let Some(id) = ready
            .landscape
            .filter(|_| self.shows(Layer::Landscape, ready))
        else {
            return;
        };
        let Some(heights) = field(context.run, PictureId::Landscape) else {
            self.land = None;
            return;
        };
        if !self
            .land
            .as_ref()
            .is_some_and(|land| land.is_of(heights, id))
        {
            self.land = Some(Land::new(heights, id));
        }
        let theme = theme::of(ui);
        let is_ground = !self.shows(Layer::Density, ready);
        let Some(land) = &self.land else { return };
        if is_ground {
            let place = frame.place(land.extent());
            let tiles = Tiles {
                look: land.look(theme.dark),
                opacity: OPACITY,
                ..Tiles::new(Id::unique("plane landscape"), &land.images, place.size())
            };
            tiles.paint(ui, Id::unique("plane landscape"), place.min);
        }
        let color = theme.ink(Ink::Surface);
        ui.painter()
            .extend(land.lines.iter().map(|(strength, line)| {
                let places: Vec<Pos2> = line.iter().map(|x| frame.at(*x)).collect();
                let width = if *strength > 0.9 { 1.8 } else { 1.0 };
                Shape::line(places, Stroke::new(width, theme::faded(color, *strength)))
            }));
    }

    /// Where places and samples are drawn to, and how chains have walked up to where the slider stands.
    pub(super) fn drawn(
        &self,
        painter: &Painter,
        theme: &Theme,
        context: &Context,
        ready: &Ready,
        frame: &Frame,
    ) {
        let arrows = |id| match figure(context.run, id) {
            Some(Figure::Arrows(arrows)) => Some(arrows),
            _ => None,
        };
        let step = |id| {
            context
                .run
                .pictures
                .get(&id)
                .map_or(0, |picture| picture.step)
        };
        if self.shows(Layer::Drift, ready)
            && let Some(drift) = arrows(PictureId::Drift)
        {
            let extent = self.camera.extent().unwrap_or_else(|| frame.extent());
            motion::arrows(painter, frame, drift, extent, theme.ink(Ink::Arrow));
        }
        if self.shows(Layer::Push, ready)
            && let Some(push) = arrows(PictureId::Push)
            && !is_behind(step(PictureId::Push), step(PictureId::Samples))
        {
            motion::pushes(painter, theme, frame, push, theme.ink(Ink::Push));
        }
        if self.shows(Layer::Chain, ready)
            && let Some(chain) = motion(context.run, PictureId::Chain)
        {
            let stroke = Stroke::new(1.4, theme.ink(Ink::Path));
            motion::trails(painter, theme, frame, chain, self.slider.share(), stroke);
        }
    }

    /// What the colours of the ground are, in its upper right corner.
    pub(super) fn key(&self, ui: &Ui, context: &Context, ready: &Ready, frame: &Frame) {
        let theme = theme::of(ui);
        let language = context.language;
        if self.shows(Layer::Density, ready) {
            let Some(known) = name_of(language, ready.density) else {
                return;
            };
            let Some(picture) = context.run.pictures.get(&PictureId::Density) else {
                return;
            };
            let name = match context.run.pictures.get(&PictureId::Samples) {
                Some(samples) if is_behind(picture.step, samples.step) => {
                    let args = [("name", known.into()), ("step", picture.step.into())];
                    language.f("plane-key-behind", &args)
                }
                _ => known,
            };
            let map = if theme.dark {
                ColorMap::Viridis
            } else {
                ColorMap::ViridisReversed
            };
            let ends = ["plane-key-nothing", "plane-key-peak"].map(|key| language.t(key));
            let bar = Bar {
                look: Look::Field(map, [0.0, 1.0]),
                range: [0.0, 1.0],
                name,
                ends,
            };
            return bar.ui(ui, &theme, frame.rect);
        }
        let Some(id) = ready
            .landscape
            .filter(|_| self.shows(Layer::Landscape, ready))
        else {
            return;
        };
        let Some(land) = &self.land else { return };
        let words = ["low", "high"].map(|end| language.t(&format!("landscape-{id}-{end}")));
        let [low, high] = land.ends();
        let bar = Bar {
            look: land.look(theme.dark),
            range: land.range,
            name: language.t(&format!("landscape-{id}-full")),
            ends: [
                format!("{low} {}", words[0]),
                format!("{} {high}", words[1]),
            ],
        };
        bar.ui(ui, &theme, frame.rect);
    }
}

/// Whether a picture that takes long is so much older than the samples over it that they need not fit.
fn is_behind(step: u64, samples: u64) -> bool {
    samples > step + (samples / 20).max(20)
}

/// What is drawn as a density, where it is not the family's own exact one.
fn name_of(language: Language, known: Option<Known>) -> Option<String> {
    match known? {
        Known::Exact => None,
        Known::Oracle(id) => {
            let how = language.t(&format!("oracle-{id}-short"));
            Some(language.f("plane-key-oracle", &[("how", how.into())]))
        }
        Known::UpToConstant => Some(language.t("plane-key-part")),
        Known::Bound => Some(language.t("plane-key-bound")),
    }
}

/// A bar of colours with what it is and what its ends are.
struct Bar {
    look: Look,
    range: [f32; 2],
    name: String,
    ends: [String; 2],
}

impl Bar {
    fn ui(&self, ui: &Ui, theme: &Theme, canvas: Rect) {
        let small = theme::regular(size::SMALL - 1.0);
        let lay = |words: &str, color| {
            ui.painter()
                .layout_no_wrap(words.to_owned(), small.clone(), color)
        };
        let name = lay(&self.name, theme.text);
        let ends = self.ends.each_ref().map(|end| lay(end, theme.dim));
        let beside = ends[0].size().x + ends[1].size().x + space::MEDIUM;
        let wide = BAR[0].max(name.size().x).max(beside);
        let line = name.size().y;
        let tall = 2.0 * line + BAR[1] + 2.0;
        let room = vec2(wide, tall) + vec2(2.0, 1.5) * space::SMALL;
        let corner = canvas.right_top() + vec2(-CORNER, CORNER);
        let plate = Align2::RIGHT_TOP.anchor_size(corner, room);
        let painter = ui.painter();
        let radius = f32::from(size::PICTURE_RADIUS);
        painter.rect_filled(plate, radius, theme::faded(theme.plot, 0.88));
        let inside = plate.shrink2(vec2(1.0, 0.75) * space::SMALL);
        painter.galley(inside.min, name, theme.text);
        let steps: Arc<[f32]> = (0..STEPS)
            .map(|i| {
                let share = (i as f32 + 0.5) / STEPS as f32;
                self.range[0] + share * (self.range[1] - self.range[0])
            })
            .collect();
        let images = Images {
            width: STEPS,
            height: 1,
            channels: 1,
            columns: Some(1),
            pixels: steps,
        };
        let top = inside.top() + line + 1.0;
        let tiles = Tiles {
            look: self.look,
            ..Tiles::new(Id::unique("plane key"), &images, vec2(wide, BAR[1]))
        };
        tiles.paint(ui, Id::unique("plane key"), pos2(inside.left(), top));
        let below = top + BAR[1] + 1.0;
        let [low, high] = ends;
        let right = inside.right() - high.size().x;
        painter.galley(pos2(inside.left(), below), low, theme.dim);
        painter.galley(pos2(right, below), high, theme.dim);
        let words = format!("{}: {} – {}", self.name, self.ends[0], self.ends[1]);
        let response = ui.interact(plate, ui.scope_id().with("plane key"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    }
}
