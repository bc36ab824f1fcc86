//! Texts at a beat: a window of characters, tinted by what they came at, and bars of what may come next.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::Context;
use super::words::words_of;
use crate::data::corpus::Alphabet;
use crate::figure::Shown;
use crate::ui::bench::{numbers, sign};
use crate::ui::theme::{self, size, space};

/// The type of texts and the height of a bar.
const TYPE: f32 = 26.0;
const BAR: f32 = 36.0;
/// The widest a bar gets, and the room for its character and its number.
const WIDEST: f32 = 560.0;
const SIGN: f32 = 48.0;
const NUMBER: f32 = 72.0;
/// A character that came at so many nats is tinted as strongly as any.
const SURPRISE: f32 = 6.0;

/// Draws the texts of a beat, one below the other.
pub(super) fn ui(ui: &mut Ui, context: &Context, rect: Rect, shown: &[Shown]) {
    let data = context.run.ready.as_ref().map(|ready| &ready.data);
    let Some(alphabet) = data.and_then(|data| Some(&data.text()?.alphabet)) else {
        return;
    };
    let mut top = rect.top();
    for (i, shown) in shown.iter().enumerate() {
        let area = rect.with_min_y(top);
        top = match shown {
            Shown::Letters { id, symbols, nats } => {
                let title = words_of(context.language, id);
                letters(ui, area, i, &title, (alphabet, symbols, nats))
            }
            Shown::Next { id, guesses, truth } => {
                let title = words_of(context.language, id);
                next(ui, area, &title, (alphabet, guesses, *truth))
            }
            Shown::Rows { .. } | Shown::Value { .. } => continue,
        } + space::HUGE;
    }
}

fn caption(ui: &Ui, area: Rect, title: &str) -> f32 {
    let font = theme::regular(size::BODY);
    let color = theme::of(ui).dim;
    let drawn = ui
        .painter()
        .text(area.min, Align2::LEFT_TOP, title, font, color);
    drawn.bottom() + space::MEDIUM
}

/// A text; its bottom.
fn letters(
    ui: &Ui,
    area: Rect,
    index: usize,
    title: &str,
    (alphabet, symbols, nats): (&Alphabet, &[u16], &[f32]),
) -> f32 {
    let theme = theme::of(ui);
    let top = caption(ui, area, title);
    let mut job = LayoutJob::default();
    job.wrap.max_width = area.width();
    job.wrap.break_anywhere = true;
    let mut text = String::new();
    for (i, symbol) in symbols.iter().enumerate() {
        let character = sign(alphabet.character(*symbol));
        let came_at = i.checked_sub(1).and_then(|i| nats.get(i));
        let background = came_at.map_or(Color32::TRANSPARENT, |nats| {
            let share = (nats / SURPRISE).clamp(0.0, 1.0);
            theme.plot.lerp_to_gamma(theme.warning, share * 0.8)
        });
        let format = TextFormat {
            background,
            ..TextFormat::simple(egui::FontId::monospace(TYPE), theme.text)
        };
        text.push(character);
        job.append(&character.to_string(), 0.0, format);
    }
    let galley = ui.painter().layout_job(job);
    let place = Rect::from_min_size(pos2(area.left(), top), galley.size());
    ui.painter().galley(place.min, galley, theme.text);
    let response = ui.interact(
        place,
        ui.scope_id().with(("letters", index)),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title}: {text}")));
    place.bottom()
}

/// What may come next, with the character that does come in its own colour; its bottom.
fn next(
    ui: &Ui,
    area: Rect,
    title: &str,
    (alphabet, guesses, truth): (&Alphabet, &[(u16, f32)], (u16, f32)),
) -> f32 {
    let theme = theme::of(ui);
    let mut top = caption(ui, area, title);
    let is_among = guesses.iter().any(|(symbol, _)| *symbol == truth.0);
    let missing = (!is_among).then_some(truth);
    let width = (area.width() - SIGN - NUMBER).min(WIDEST);
    for (i, (symbol, share)) in guesses.iter().copied().chain(missing).enumerate() {
        let came = symbol == truth.0;
        let row = Rect::from_min_size(
            pos2(area.left(), top),
            vec2(SIGN + width + NUMBER, BAR - space::SMALL),
        );
        let character = sign(alphabet.character(symbol));
        let font = egui::FontId::monospace(TYPE);
        ui.painter().text(
            row.left_center(),
            Align2::LEFT_CENTER,
            character,
            font,
            if came { theme.accent } else { theme.text },
        );
        let ground = row
            .with_min_x(row.left() + SIGN)
            .with_max_x(row.left() + SIGN + width);
        let bar = ground.with_max_x(ground.left() + (share * width).max(1.0));
        ui.painter().rect_filled(ground, 2.0, theme.raised);
        let color = if came { theme.accent } else { theme.dim };
        ui.painter().rect_filled(bar, 2.0, color);
        if came {
            let line = Stroke::new(1.5, theme.accent);
            ui.painter()
                .rect_stroke(ground, 2.0, line, StrokeKind::Outside);
        }
        let percent = numbers::fixed(f64::from(share) * 100.0, 1);
        let words = format!("{percent} %");
        ui.painter().text(
            row.right_center(),
            Align2::RIGHT_CENTER,
            &words,
            theme::regular(size::BODY),
            theme.text,
        );
        let response = ui.interact(row, ui.scope_id().with(("next", i)), Sense::hover());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{character} {words}")));
        top += BAR;
    }
    top
}
