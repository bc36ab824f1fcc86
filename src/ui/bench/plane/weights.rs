//! The parts of a mixture as bars: their shares of all points, and whose the point that is read may be.

use egui::{Align2, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::reading;
use crate::figure::Component;
use crate::ui::bench::{Context, numbers};
use crate::ui::theme::{self, size, space};

/// The tallest row, and the column of its number.
const TALLEST: f32 = 26.0;
const NUMBER: f32 = 40.0;
/// Between the two bars of a part.
const GAP: f32 = 1.0;

/// Draws the pane.
pub(super) fn ui(ui: &mut Ui, context: &Context, components: &[Component], lit: Option<&str>) {
    let theme = theme::of(ui);
    let area = ui.available_rect_before_wrap();
    let read = reading::of(context.run).map_or(&[][..], |reading| &reading.responsibilities);
    let key = if read.is_empty() {
        "plane-weights-caption"
    } else {
        "plane-responsibilities-caption"
    };
    let font = theme::regular(size::SMALL);
    let caption = context.language.t(key);
    let galley = ui
        .painter()
        .layout(caption, font.clone(), theme.dim, area.width());
    let top = area.top() + galley.size().y + space::MEDIUM;
    ui.painter().galley(area.min, galley, theme.dim);
    let row = ((area.bottom() - top) / components.len().max(1) as f32).min(TALLEST);
    let left = area.left() + NUMBER * 0.6;
    let room = (area.right() - NUMBER - left).max(1.0);
    for (k, component) in components.iter().enumerate() {
        let place = Rect::from_min_max(
            pos2(area.left(), top + k as f32 * row),
            pos2(area.right(), top + (k + 1) as f32 * row - 2.0),
        );
        let color = theme.class(k as u8);
        let middle = place.center().y;
        let bar = |from: f32, to: f32, share: f32, color| {
            let share = share.clamp(0.0, 1.0);
            let bar = Rect::from_min_max(pos2(left, from), pos2(left + room * share, to));
            ui.painter().rect_filled(bar, 1.0, color);
            bar.right()
        };
        let halved = read.get(k).copied();
        let under = if halved.is_some() {
            middle - GAP / 2.0
        } else {
            place.bottom()
        };
        let strong = theme::faded(color, 0.55);
        let mut end = bar(place.top() + 1.0, under, component.weight, strong);
        let mut words = numbers::fixed(f64::from(component.weight), 2);
        if let Some(share) = halved {
            end = end.max(bar(middle + GAP / 2.0, place.bottom(), share, color));
            words = format!("{words} · {}", numbers::fixed(f64::from(share), 2));
        }
        let number = (k + 1).to_string();
        let at = pos2(area.left(), middle);
        ui.painter()
            .text(at, Align2::LEFT_CENTER, number, font.clone(), theme.dim);
        if row >= size::SMALL {
            let galley = ui
                .painter()
                .layout_no_wrap(words.clone(), font.clone(), theme.text);
            let x = (end + space::SMALL).min(area.right() - galley.size().x);
            let at = pos2(x, middle - galley.size().y / 2.0);
            ui.painter().galley(at, galley, theme.text);
        }
        if lit.is_some_and(|lit| super::layers::of_term(lit).is_some()) {
            ui.painter()
                .hline(place.x_range(), place.bottom() + 1.0, theme.hairline());
        }
        let args = [("k", (k + 1).into()), ("value", words.into())];
        let words = context.language.f("plane-component", &args);
        let response = ui.interact(place, ui.scope_id().with(("part", k)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    }
    ui.allocate_rect(area, Sense::hover());
}
