//! What each latent dimension says: its divergence from the prior, as bars, largest first.

use egui::{Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Context, numbers};
use crate::engine::PictureId;
use crate::figure::Figure;
use crate::ui::theme::{self, Term, size, space};

/// A unit below this many nats has collapsed onto the prior.
const SILENT: f32 = 0.01;
/// A bar is at most so wide, and at least so wide or it is left out.
const WIDEST: f32 = 8.0;
const NARROWEST: f32 = 1.0;
/// The bars take at most this share of the room; their name stands in the rest.
const SHARE: f32 = 0.6;
/// The strip is worth drawing from this width on.
const ROOM: f32 = 90.0;

/// Draws the bars into the room that is left on a row, from its right end.
pub fn units(ui: &mut Ui, context: &Context, height: f32) {
    let Some(Figure::Bars(bars)) = context
        .run
        .pictures
        .get(&PictureId::Units)
        .map(|picture| &picture.figure)
    else {
        return;
    };
    let mut sorted: Vec<(usize, f32)> = bars.values.iter().copied().enumerate().collect();
    sorted.retain(|(_, nats)| nats.is_finite());
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let most = sorted.first().map_or(0.0, |(_, nats)| *nats);
    let room = (ui.available_width() - space::LARGE) * SHARE;
    if sorted.is_empty() || room < ROOM {
        return;
    }
    let pitch = (room / sorted.len() as f32).clamp(NARROWEST, WIDEST);
    let width = (pitch * sorted.len() as f32).min(room);
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let words = summary(context, &sorted);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
        paint(ui, rect, pitch, most, &sorted);
        let words = RichText::new(context.language.t("stage-units")).size(size::SMALL);
        ui.add(egui::Label::new(words.color(theme::of(ui).dim)).truncate());
        let hovered = response
            .hover_pos()
            .and_then(|at| sorted.get(((at.x - rect.left()) / pitch) as usize))
            .copied();
        response.on_hover_ui_at_pointer(|ui| {
            if let Some((unit, nats)) = hovered {
                let args = [
                    ("unit", (unit + 1).into()),
                    ("nats", numbers::fixed(f64::from(nats), 3).into()),
                ];
                ui.label(context.language.f("stage-unit", &args));
            }
            ui.label(context.language.t("stage-units-why"));
        });
    });
}

fn summary(context: &Context, sorted: &[(usize, f32)]) -> String {
    let most = sorted.first().map_or(0.0, |(_, nats)| f64::from(*nats));
    let silent = sorted.iter().filter(|(_, nats)| *nats < SILENT).count();
    let args = [
        ("most", numbers::fixed(most, 2).into()),
        ("silent", silent.into()),
        ("all", sorted.len().into()),
    ];
    context.language.f("stage-units-summary", &args)
}

fn paint(ui: &Ui, rect: Rect, pitch: f32, most: f32, sorted: &[(usize, f32)]) {
    let theme = theme::of(ui);
    let painter = ui.painter();
    let bottom = rect.bottom();
    painter.hline(rect.x_range(), bottom, theme.hairline());
    let gap = if pitch > 3.0 { 1.0 } else { 0.0 };
    for (i, (_, nats)) in sorted.iter().enumerate() {
        let left = rect.left() + i as f32 * pitch;
        let tall = (rect.height() * nats / most.max(SILENT)).max(1.0);
        let bar = Rect::from_min_max(pos2(left, bottom - tall), pos2(left + pitch - gap, bottom));
        let color = if *nats < SILENT {
            theme.faint
        } else {
            theme.term(Term::Kl)
        };
        painter.rect_filled(bar, 0.0, color);
    }
}
