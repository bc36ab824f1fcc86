//! The canvas: the layers over one another, and what a hand and a key do on it.

use egui::{
    Align2, EventFilter, Id, Key, Modifiers, Painter, Pos2, Rect, Response, Role, Sense, Shape,
    Stroke, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::camera::Frame;
use super::heat::Heat;
use super::layers::{self, Layer};
use super::marks::{Marks, Style};
use super::{PlaneStage, axes, brush, ellipse, evidence, measures, motion, reading};
use crate::data::plane::{Source, Window};
use crate::engine::{PictureId, Ready};
use crate::figure::{Field, Figure, Motion, Points};
use crate::ui::Action;
use crate::ui::bench::Context;
use crate::ui::paint::{ColorMap, Look, Tiles};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Ink, Theme, size};

/// Points of the data and of the model.
const DATA: Style = Style {
    radius: 1.1,
    ring: 0.0,
    opacity: 0.9,
};
const SAMPLE: Style = Style {
    radius: 1.9,
    ring: 0.9,
    opacity: 0.95,
};
/// A press of a key zooms by this, and moves the probe by this many points of the screen.
const ZOOM: f64 = 1.25;
const MOVE: f32 = 8.0;

/// Pictures that are ready to be drawn, made anew only when another one comes.
#[derive(Default)]
pub(super) struct Canvas {
    density: Option<Heat>,
    truth: Option<Heat>,
    data: Marks,
    samples: Marks,
    assigned: Marks,
}

impl Canvas {
    /// The integral of the density over what is on show.
    pub(super) fn integral(&self) -> Option<f32> {
        self.density.as_ref()?.integral()
    }
}

/// A moving picture of a run.
pub(super) fn motion(run: &RunView, id: PictureId) -> Option<&Motion> {
    match &run.pictures.get(&id)?.figure {
        Figure::Motion(motion) => Some(motion),
        _ => None,
    }
}

/// Points of a run.
pub(super) fn points(run: &RunView, id: PictureId) -> Option<&Points> {
    match &run.pictures.get(&id)?.figure {
        Figure::Points(points) => Some(points),
        _ => None,
    }
}

/// A field of a run.
pub(super) fn field(run: &RunView, id: PictureId) -> Option<&Field> {
    match &run.pictures.get(&id)?.figure {
        Figure::Field(field) => Some(field),
        _ => None,
    }
}

/// The newest field, ready to be drawn.
fn made<'a>(kept: &'a mut Option<Heat>, run: &RunView, id: PictureId) -> Option<&'a Heat> {
    let Some(field) = field(run, id) else {
        // What another run has shown is not this one's.
        *kept = None;
        return None;
    };
    if !kept.as_ref().is_some_and(|heat| heat.is_of(field)) {
        *kept = Some(Heat::new(field, kept.as_ref()));
    }
    kept.as_ref()
}

impl PlaneStage {
    /// Draws the canvas and lets hands and keys act on it.
    pub(super) fn canvas(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        ready: &Ready,
        rect: Rect,
        actions: &mut Vec<Action>,
    ) {
        let Some(set) = ready.data.plane() else {
            return;
        };
        let theme = theme::of(ui);
        self.camera.look_at(&set.name);
        let response = ui.interact(rect, ui.scope_id().with("plane"), Sense::click_and_drag());
        response.widget_info(|| {
            let words = context.language.t("plane-canvas");
            let words = format!("{words}. {}", measures::spoken(context));
            WidgetInfo::labeled(Role::Canvas, true, words)
        });
        let before = self.camera.frame(rect, set.window);
        let hand = self.brush.is_hand(context.run);
        self.camera
            .touched(ui, &response, &before, set.window, hand);
        self.hands(ui, &response, &before, set.window);
        let frame = self.camera.frame(rect, set.window);
        self.camera.settle(ui, &frame);
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        inside.set_clip_rect(rect.intersect(ui.clip_rect()));
        let painter = inside.painter().clone();
        painter.rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.plot);
        axes::grid(&painter, &theme, &frame);
        self.fields(&inside, context, ready, &frame);
        self.land(&inside, context, ready, &frame);
        self.moving(&painter, &theme, context, ready, &frame);
        self.dots(&inside, context, ready, &frame);
        self.drawn(&painter, &theme, context, ready, &frame);
        self.lines(&painter, &theme, ready, &frame);
        if self.shows(Layer::Components, ready)
            && let Some(Figure::Components(components)) = figure(context.run, PictureId::Components)
        {
            // The terms are those of the most likely part.
            let is_lit = self.lit.and_then(layers::of_term) == Some(Layer::Components);
            let lit = reading::likeliest(context.run).filter(|_| is_lit);
            ellipse::ellipses(&painter, &theme, &frame, components, lit);
        }
        if brush::is_drawn(context.run) {
            brush::Brush::edge(&painter, &theme, &frame);
            self.brush
                .outline(&painter, &theme, context.run, &frame, &response);
        }
        evidence::draw(&painter, &theme, context, ready, &frame);
        axes::labels(&painter, &theme, &frame, &names(context, ready));
        self.key(&inside, context, ready, &frame);
        self.probe(&painter, &theme, context, &frame, &response);
        if brush::is_blank(context.run) {
            blank(&painter, &theme, context, rect);
        }
        self.brush.touched(ui, context, &response, &frame, actions);
        self.brush.buttons(ui, context, rect, actions);
    }

    /// The pointer reads; with the focus the arrows move what is read, plus and minus zoom, 0 shows all.
    fn hands(&mut self, ui: &Ui, response: &Response, frame: &Frame, window: Window) {
        if let Some(pointer) = response.hover_pos() {
            self.point = Some(frame.point(pointer));
        }
        if !response.has_focus() {
            return;
        }
        let filter = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let at = self
            .point
            .map_or(frame.rect.center(), |point| frame.at(point));
        for (key, way) in [
            (Key::ArrowLeft, vec2(-MOVE, 0.0)),
            (Key::ArrowRight, vec2(MOVE, 0.0)),
            (Key::ArrowUp, vec2(0.0, -MOVE)),
            (Key::ArrowDown, vec2(0.0, MOVE)),
        ] {
            if pressed(key) {
                self.point = Some(frame.point(frame.rect.clamp(at + way)));
            }
        }
        let typed = |key| pressed(key) || ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, key));
        if typed(Key::Plus) || typed(Key::Equals) {
            self.camera.zoom(frame, window, at, ZOOM);
        }
        if typed(Key::Minus) {
            self.camera.zoom(frame, window, at, ZOOM.recip());
        }
        if pressed(Key::Num0) {
            self.camera.reset();
        }
    }

    /// The heat map of the density; the data's own is made ready.
    fn fields(&mut self, ui: &Ui, context: &Context, ready: &Ready, frame: &Frame) {
        let theme = theme::of(ui);
        if self.shows(Layer::Density, ready)
            && let Some(heat) = made(&mut self.canvas.density, context.run, PictureId::Density)
        {
            let place = frame.place(heat.extent());
            let map = if theme.dark {
                ColorMap::Viridis
            } else {
                ColorMap::ViridisReversed
            };
            let tiles = Tiles {
                look: Look::Field(map, [0.0, 1.0]),
                ..Tiles::new(Id::unique("plane density"), &heat.images, place.size())
            };
            tiles.paint(ui, Id::unique("plane density"), place.min);
        }
        if self.shows(Layer::Truth, ready) {
            made(&mut self.canvas.truth, context.run, PictureId::Truth);
        }
    }

    /// The contour lines of the density and of the data's own, over the points that crowd inside them.
    fn lines(&self, painter: &Painter, theme: &Theme, ready: &Ready, frame: &Frame) {
        let lit = self.lit.and_then(layers::of_term) == Some(Layer::Density);
        let width = if lit { 2.4 } else { 1.2 };
        for (layer, heat, ink, width) in [
            (Layer::Density, &self.canvas.density, Ink::Contour, width),
            (Layer::Truth, &self.canvas.truth, Ink::Truth, 1.5),
        ] {
            if let Some(heat) = heat.as_ref().filter(|_| self.shows(layer, ready)) {
                contours(painter, frame, heat, theme.ink(ink), width);
            }
        }
    }

    /// What moves along with the slider.
    fn moving(
        &self,
        painter: &Painter,
        theme: &Theme,
        context: &Context,
        ready: &Ready,
        frame: &Frame,
    ) {
        let share = self.slider.share();
        let lit = self.lit.and_then(layers::of_term) == Some(Layer::Warp);
        if self.shows(Layer::Arrows, ready)
            && let Some(Figure::Arrows(arrows)) = figure(context.run, PictureId::Arrows)
        {
            let extent =
                field(context.run, PictureId::Density).map_or(frame.extent(), |field| field.extent);
            motion::arrows(painter, frame, arrows, extent, theme.ink(Ink::Arrow));
        }
        if self.shows(Layer::Warp, ready)
            && let Some(warp) = motion(context.run, PictureId::Warp)
        {
            let width = if lit { 2.0 } else { 1.0 };
            let columns = warp.columns.unwrap_or_default();
            let at = motion::at(warp, share);
            motion::lattice(painter, frame, &at, columns, theme.ink(Ink::Warp), width);
        }
        if self.shows(Layer::Paths, ready)
            && let Some(paths) = motion(context.run, PictureId::Paths)
        {
            let stroke = Stroke::new(1.2, theme.ink(Ink::Path));
            motion::paths(painter, theme, frame, paths, share, stroke);
        }
    }

    /// Points of the data, by their components where there are some, and of the model.
    fn dots(&mut self, ui: &Ui, context: &Context, ready: &Ready, frame: &Frame) {
        let theme = theme::of(ui);
        let run = context.run;
        if self.shows(Layer::Data, ready) {
            let color = theme.ink(Ink::Data);
            let assigned =
                points(run, PictureId::Assigned).filter(|_| self.shows(Layer::Components, ready));
            let marks = &mut self.canvas;
            if let Some(points) = assigned {
                let (at, class) = (&points.at, &points.class);
                marks
                    .assigned
                    .paint(ui, "assigned", frame, at, class, color, DATA);
            } else {
                let at = &ready.held_out;
                marks.data.paint(ui, "data", frame, at, &[], color, DATA);
            }
        }
        if self.shows(Layer::Samples, ready)
            && let Some(points) = points(run, PictureId::Samples)
        {
            let color = theme.ink(Ink::Sample);
            let samples = &mut self.canvas.samples;
            samples.paint(ui, "samples", frame, &points.at, &[], color, SAMPLE);
        }
    }

    /// A cross at what is read; the pointer itself needs none.
    fn probe(
        &self,
        painter: &Painter,
        theme: &Theme,
        context: &Context,
        frame: &Frame,
        response: &Response,
    ) {
        let read = reading::of(context.run).map(|reading| reading.at);
        let Some(point) = self.point.or(read) else {
            return;
        };
        let hovered = response.hovered();
        if !hovered || response.has_focus() {
            cross(painter, theme, frame.at(point));
        }
    }
}

/// A picture of a run.
pub(super) fn figure(run: &RunView, id: PictureId) -> Option<&Figure> {
    run.pictures.get(&id).map(|picture| &picture.figure)
}

/// A cross in a circle that stands out from everything.
pub(super) fn cross(painter: &Painter, theme: &Theme, at: Pos2) {
    for (width, color) in [(3.0, theme.plot), (1.2, theme.ink(Ink::Probe))] {
        let stroke = Stroke::new(width, color);
        painter.circle_stroke(at, 5.0, stroke);
        for side in [vec2(1.0, 0.0), vec2(0.0, 1.0)] {
            painter.line_segment([at - side * 9.0, at - side * 2.5], stroke);
            painter.line_segment([at + side * 2.5, at + side * 9.0], stroke);
        }
    }
}

/// The innermost line is the strongest.
fn contours(painter: &Painter, frame: &Frame, heat: &Heat, color: egui::Color32, width: f32) {
    painter.extend(heat.contours.iter().map(|(i, line)| {
        let places: Vec<Pos2> = line.iter().map(|x| frame.at(*x)).collect();
        let strength = [0.95, 0.75, 0.55][(*i).min(2)];
        Shape::line(places, Stroke::new(width, theme::faded(color, strength)))
    }));
}

/// What the axes are: the heading of a table where it has one.
fn names(context: &Context, ready: &Ready) -> [String; 2] {
    let heading = ready.data.plane().and_then(|set| match &set.source {
        Source::Table(table) => table.names.clone(),
        _ => None,
    });
    heading.unwrap_or_else(|| ["axis-x-1", "axis-x-2"].map(|key| context.language.t(key)))
}

/// Words on an empty drawing.
fn blank(painter: &Painter, theme: &Theme, context: &Context, rect: Rect) {
    let words = context.language.t("plane-draw-here");
    let font = theme::bold(size::HEADING);
    painter.text(
        rect.center(),
        Align2::CENTER_BOTTOM,
        words,
        font,
        theme.text,
    );
    let words = context.language.t("plane-draw-how");
    let font = theme::regular(size::SMALL);
    let below = rect.center() + vec2(0.0, 4.0);
    painter.text(below, Align2::CENTER_TOP, words, font, theme.dim);
}
