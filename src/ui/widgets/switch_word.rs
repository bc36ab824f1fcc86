//! A word that switches what it names on and off: bright and underlined while on, faint while off.

use egui::{CursorIcon, Response, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use crate::ui::theme::{self, size, space};

/// How a switch looks beside its word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mark {
    /// A dot of this colour before the word.
    pub dot: Option<egui::Color32>,
    /// The key that does the same, after the word.
    pub key: Option<char>,
    /// Whether something is wrong there: it is underlined in the colour of warnings.
    pub alarm: bool,
}

/// Shows the word; `clicked` on the response asks for the switch.
pub fn switch_word(ui: &mut Ui, on: bool, word: &str, mark: Mark) -> Response {
    let theme = theme::of(ui);
    let color = if on { theme.text } else { theme.faint };
    let font = theme::regular(size::SMALL);
    let text = ui
        .painter()
        .layout_no_wrap(word.to_owned(), font.clone(), color);
    let key = mark.key.map(|key| {
        ui.painter()
            .layout_no_wrap(key.to_string(), font, theme.faint)
    });
    let dot = if mark.dot.is_some() {
        space::LARGE
    } else {
        0.0
    };
    let tail = key.as_ref().map_or(0.0, |key| key.size().x + space::SMALL);
    let height = text.size().y + 2.0 * space::SMALL;
    let (rect, response) =
        ui.allocate_exact_size(vec2(dot + text.size().x + tail, height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, word));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if let Some(fill) = mark.dot {
        let center = rect.left_center() + vec2(space::SMALL, 0.0);
        if on {
            painter.circle_filled(center, space::SMALL, fill);
        } else {
            painter.circle_stroke(center, space::SMALL - 0.5, Stroke::new(1.0, fill));
        }
    }
    let at = rect.left_top() + vec2(dot, space::SMALL);
    let under = at.y + text.size().y + 1.0;
    let span = at.x..=at.x + text.size().x;
    if on || mark.alarm || response.hovered() || response.has_focus() {
        let (width, line) = match (mark.alarm, on) {
            (true, _) => (2.0, theme.warning),
            (false, true) => (1.0, theme.accent),
            (false, false) => (1.0, theme.line),
        };
        painter.hline(span, under, Stroke::new(width, line));
    }
    if let Some(key) = key {
        let beside = at + vec2(text.size().x + space::SMALL, 0.0);
        painter.galley(beside, key, theme.faint);
    }
    painter.galley(at, text, color);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
