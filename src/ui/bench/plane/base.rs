//! The base space beside the data space: where held-out points come from, and the twin of the point that is read.

use egui::{Align2, Painter, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2};

use super::camera::Frame;
use super::canvas::{cross, figure, motion, points};
use super::marks::{Marks, Style};
use super::{axes, ellipse, reading};
use crate::data::plane::Window;
use crate::engine::{PictureId, Ready};
use crate::figure::Figure;
use crate::ui::bench::Context;
use crate::ui::theme::{self, Ink, Term, size, space};

/// The plane of the base space is shown up to so many deviations.
const REACH: f64 = 3.6;
/// The circles of N(0, I) that are drawn, in deviations; they hold 39 %, 86 % and 99 % of it.
const CIRCLES: [f32; 3] = [1.0, 2.0, 3.0];
/// The lattice reaches so many deviations, in so many lines on either side of the axes, as the engine makes it.
const LATTICE: f32 = 3.0;
const LINES: i32 = 6;
const DOT: Style = Style {
    radius: 1.1,
    ring: 0.0,
    opacity: 0.8,
};

/// What it remembers.
#[derive(Default)]
pub(super) struct Base {
    marks: Marks,
}

impl Base {
    /// Draws the pane.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        ready: &Ready,
        lit: Option<&'static str>,
    ) {
        let (theme, run) = (theme::of(ui), context.run);
        let area = ui.available_rect_before_wrap();
        let [caption, words] = if ready.transport {
            ["plane-base-caption", "plane-base"]
        } else {
            ["plane-codes-caption", "plane-codes"]
        }
        .map(|key| context.language.t(key));
        let font = theme::regular(size::SMALL);
        let galley = ui
            .painter()
            .layout(caption, font.clone(), theme.dim, area.width());
        let rect = area.with_min_y(area.top() + galley.size().y + space::SMALL);
        ui.painter().galley(area.min, galley, theme.dim);
        let response = ui.interact(rect, ui.scope_id().with("base"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &words));
        let frame = Frame::fitting(rect, Window::square(REACH));
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        inside.set_clip_rect(rect.intersect(ui.clip_rect()));
        let painter = inside.painter().clone();
        painter.rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.plot);
        axes::grid(&painter, &theme, &frame);
        let is_lit = lit.is_some_and(super::layers::is_of_base);
        let width = if is_lit { 2.4 } else { 1.2 };
        if run.view.plane.warp && motion(run, PictureId::Warp).is_some() {
            lattice(&painter, &frame, Stroke::new(1.0, theme.ink(Ink::Warp)));
        }
        if let Some(points) = points(run, PictureId::Base) {
            let color = theme.ink(Ink::Data);
            self.marks.paint(
                &inside,
                "base",
                &frame,
                &points.at,
                &points.class,
                color,
                DOT,
            );
        } else {
            let words = context.language.t("plane-base-empty");
            painter.text(rect.center(), Align2::CENTER_CENTER, words, font, theme.dim);
        }
        if !ready.transport
            && let Some(Figure::Components(posteriors)) = figure(run, PictureId::Posteriors)
        {
            ellipse::posteriors(&painter, &frame, posteriors, theme.term(Term::HeldOut));
        }
        for radius in CIRCLES {
            let ring = Stroke::new(width, theme.summand(0));
            painter.circle_stroke(frame.origin(), radius * frame.scale as f32, ring);
        }
        axes::labels(
            &painter,
            &theme,
            &frame,
            &["z₁".to_owned(), "z₂".to_owned()],
        );
        if let Some(z) = reading::of(run).and_then(|reading| reading.base) {
            twin(&inside, &frame, z);
        }
        if is_lit {
            let edge = Stroke::new(2.0, theme.summand(0));
            let radius = f32::from(size::PICTURE_RADIUS);
            painter.rect_stroke(rect, radius, edge, egui::StrokeKind::Inside);
        }
        ui.allocate_rect(area, Sense::hover());
    }
}

/// The lattice before it is carried anywhere.
fn lattice(painter: &Painter, frame: &Frame, line: Stroke) {
    let faint = Stroke::new(line.width, theme::faded(line.color, 0.6));
    let ends = [-LATTICE, LATTICE];
    for i in -LINES..=LINES {
        let at = i as f32 / LINES as f32 * LATTICE;
        let line = if i % 3 == 0 { line } else { faint };
        for points in [ends.map(|end| [end, at]), ends.map(|end| [at, end])] {
            painter.line_segment(points.map(|z| frame.at(z)), line);
        }
    }
}

/// The twin of what is read: a cross, or an arrow at the edge where it is out of sight.
fn twin(ui: &Ui, frame: &Frame, z: [f32; 2]) {
    let theme = theme::of(ui);
    let at = frame.at(z);
    if frame.rect.contains(at) {
        cross(ui.painter(), &theme, at);
        return;
    }
    let edge: Rect = frame.rect.shrink(space::LARGE);
    let end = pos2(
        at.x.clamp(edge.left(), edge.right()),
        at.y.clamp(edge.top(), edge.bottom()),
    );
    let way = (at - frame.rect.center()).normalized() * space::LARGE;
    ui.painter()
        .arrow(end - way, way, Stroke::new(2.0, theme.ink(Ink::Probe)));
}
