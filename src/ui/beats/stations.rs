//! The beats of a step as stations of a way, from left to right: those behind, the one at hand, and those to come.

use std::cmp::Ordering;

use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};

use super::{Ask, Context};
use crate::figure::Told;
use crate::ui::Action;
use crate::ui::theme::{self, size, space};

/// Between two stations.
const GAP: f32 = 14.0;

/// Draws the way; a click goes to a station.
pub(super) fn ui(
    ui: &mut Ui,
    context: &Context,
    told: &Told,
    at: usize,
    actions: &mut Vec<Action>,
) {
    let (theme, language, room) = (theme::of(ui), context.language, ui.max_rect());
    let count = told.beats.len() as f32;
    let width = (room.width() - (count - 1.0) * GAP) / count;
    for (i, beat) in told.beats.iter().enumerate() {
        let left = room.left() + i as f32 * (width + GAP);
        let place = Rect::from_min_max(pos2(left, room.top()), pos2(left + width, room.bottom()));
        let title = language.t(&format!("beat-{}", beat.id));
        let response = ui.interact(place, ui.scope_id().with(("station", i)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Tab, true, i == at, &title));
        let (ground, edge, ink) = match i.cmp(&at) {
            Ordering::Equal => (theme.accent, theme.accent, theme.on_accent),
            Ordering::Less => (theme.raised, theme.dim, theme.text),
            Ordering::Greater => (theme.panel, theme.line, theme.dim),
        };
        let radius = f32::from(size::PANE_RADIUS);
        ui.painter().rect_filled(place, radius, ground);
        let stroke = Stroke::new(if response.hovered() { 2.0 } else { 1.0 }, edge);
        ui.painter()
            .rect_stroke(place, radius, stroke, StrokeKind::Inside);
        let inner = place.shrink(space::SMALL);
        let font = theme::regular(size::SMALL);
        let mut job = egui::text::LayoutJob::simple(title, font, ink, inner.width());
        job.halign = egui::Align::Center;
        job.wrap.max_rows = 3;
        let galley = ui.painter().layout_job(job);
        let corner = pos2(inner.center().x, inner.center().y - galley.size().y / 2.0);
        ui.painter()
            .with_clip_rect(place)
            .galley(corner, galley, ink);
        if i > 0 {
            let line = Stroke::new(2.0, if i <= at { theme.accent } else { theme.line });
            let from = place.left() - GAP;
            ui.painter()
                .hline(from..=place.left(), place.center().y, line);
        }
        if response.clicked() {
            actions.push(Action::Beats(Ask::To(i)));
        }
    }
}
