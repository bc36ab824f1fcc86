//! The base space beside the data space: where held-out points come from, and the twin of the point that is read.

use egui::{Align2, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2};

use super::camera::Frame;
use super::canvas::{cross, motion, points};
use super::marks::{Marks, Style};
use super::{axes, reading};
use crate::data::plane::Window;
use crate::engine::PictureId;
use crate::ui::bench::Context;
use crate::ui::theme::{self, Ink, size, space};

/// The plane of the base space is shown up to so many deviations.
const REACH: f64 = 3.6;
/// The circles of N(0, I) that are drawn, in deviations; they hold 39 %, 86 % and 99 % of it.
const CIRCLES: [f32; 3] = [1.0, 2.0, 3.0];
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
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, lit: Option<&'static str>) {
        let (theme, run) = (theme::of(ui), context.run);
        let area = ui.available_rect_before_wrap();
        let caption = context.language.t("plane-base-caption");
        let font = theme::regular(size::SMALL);
        let galley = ui
            .painter()
            .layout(caption, font.clone(), theme.dim, area.width());
        let rect = area.with_min_y(area.top() + galley.size().y + space::SMALL);
        ui.painter().galley(area.min, galley, theme.dim);
        let response = ui.interact(rect, ui.scope_id().with("base"), Sense::hover());
        let words = context.language.t("plane-base");
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &words));
        let frame = Frame::fitting(rect, Window::square(REACH));
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        inside.set_clip_rect(rect.intersect(ui.clip_rect()));
        let painter = inside.painter().clone();
        painter.rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.plot);
        axes::grid(&painter, &theme, &frame);
        let is_lit = lit.is_some_and(super::layers::is_of_base);
        let width = if is_lit { 2.4 } else { 1.2 };
        if let Some(warp) = motion(run, PictureId::Warp)
            && let Some(first) = warp.frames.first()
        {
            let columns = warp.columns.unwrap_or_default();
            super::motion::lattice(&painter, &frame, first, columns, theme.ink(Ink::Warp), 1.0);
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
