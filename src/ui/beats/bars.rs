//! The numbers of a beat as bars from a common zero, where there is nothing else to see.

use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};

use super::Context;
use super::words::{precise, words_of};
use crate::figure::Shown;
use crate::ui::theme::{self, size, space};

/// The height of a bar, and of its row.
const BAR: f32 = 26.0;
const ROW: f32 = 62.0;
/// The room for the number behind a bar.
const NUMBER: f32 = 110.0;

/// Draws the bars.
pub(super) fn ui(ui: &Ui, context: &Context, area: Rect, shown: &[Shown]) {
    let theme = theme::of(ui);
    let values = shown.iter().filter_map(|shown| match shown {
        Shown::Value { id, value } if value.is_finite() => Some((*id, *value as f32)),
        _ => None,
    });
    let values: Vec<(&str, f32)> = values.collect();
    let low = values.iter().fold(0.0f32, |low, (_, v)| low.min(*v));
    let high = values.iter().fold(0.0f32, |high, (_, v)| high.max(*v));
    let scale = (area.width() - NUMBER) / (high - low).max(f32::MIN_POSITIVE);
    let zero = area.left() - low * scale;
    let last = values.len().saturating_sub(1);
    for (i, (id, value)) in values.iter().enumerate() {
        let top = area.top() + i as f32 * ROW;
        let words = words_of(context.language, id);
        let font = theme::regular(size::READING);
        ui.painter().text(
            pos2(area.left(), top),
            Align2::LEFT_TOP,
            words,
            font,
            theme.dim,
        );
        let from = zero + value.min(0.0) * scale;
        let wide = (value.abs() * scale).max(2.0);
        let bar = Rect::from_min_size(pos2(from, top + 22.0), vec2(wide, BAR));
        let color = if i == last { theme.accent } else { theme.faint };
        ui.painter().rect_filled(bar, 2.0, color);
        let at = pos2(bar.right().max(zero) + space::MEDIUM, bar.center().y);
        let number = precise(f64::from(*value));
        let font = theme::bold(size::TITLE);
        ui.painter()
            .text(at, Align2::LEFT_CENTER, number, font, theme.text);
    }
    let bottom = area.top() + values.len() as f32 * ROW;
    let line = Stroke::new(1.0, theme.line);
    ui.painter().vline(zero, area.top()..=bottom, line);
}
