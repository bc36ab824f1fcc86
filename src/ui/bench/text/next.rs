//! Which character comes next: bars for the most likely ones, outlined as the model says, filled as they are chosen.

use egui::{Align2, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::super::{Context, numbers};
use super::{CAPTION, sign, titled, visible};
use crate::engine::PictureId;
use crate::figure::{Figure, Next};
use crate::ui::theme::{self, size, space};

const ROW: f32 = 15.0;
const ROWS: usize = 10;
/// The room for a character before its bar, and for its share after it.
const SIGN: f32 = 22.0;
const SHARE: f32 = 46.0;
/// What all of it takes.
pub(super) const HEIGHT: f32 = CAPTION + ROWS as f32 * ROW;

/// Draws the bars.
pub(super) fn ui(ui: &Ui, context: &Context, rect: Rect) {
    let (theme, language) = (theme::of(ui), context.language);
    let words = language.t("stage-text-next-caption");
    let rows = titled(ui, rect, &words);
    let Some(next) = next(context) else {
        return;
    };
    let undecided = numbers::fixed(f64::from(next.entropy.exp()), 1);
    let undecided = language.f("stage-text-next-undecided", &[("count", undecided.into())]);
    let laid = |words: String| {
        let font = theme::regular(size::SMALL);
        ui.painter().layout_no_wrap(words, font, theme.faint)
    };
    let (title, undecided) = (laid(words), laid(undecided));
    // Where both do not fit in one line, the title is the one that is needed.
    if title.size().x + undecided.size().x + space::LARGE <= rect.width() {
        let at = rect.right_top() - vec2(undecided.size().x, 0.0);
        ui.painter().galley(at, undecided, theme.faint);
    }
    let place = |at: usize| {
        let top = rows.top() + at as f32 * ROW;
        Rect::from_min_size(pos2(rows.left(), top), vec2(rows.width(), ROW - 2.0))
    };
    let fit = ((rows.height() / ROW) as usize).min(ROWS);
    for (at, (c, p, chosen)) in next.shown.iter().take(fit).enumerate() {
        let row = place(at);
        let percent = |p: f32| numbers::fixed(f64::from(p) * 100.0, 1);
        let text = |x: f32, align: Align2, words: String, color| {
            let font = theme::regular(size::SMALL);
            ui.painter()
                .text(pos2(x, row.center().y), align, words, font, color);
        };
        text(
            row.left(),
            Align2::LEFT_CENTER,
            sign(*c).to_string(),
            theme.text,
        );
        text(
            row.right(),
            Align2::RIGHT_CENTER,
            format!("{} %", percent(*p)),
            theme.dim,
        );
        let ground = row.with_min_x(row.left() + SIGN);
        let ground = ground.with_max_x(row.right() - SHARE - space::SMALL);
        let bar = |p: f32| ground.with_max_x(ground.left() + (p * ground.width()).max(1.0));
        ui.painter().rect_filled(ground, 2.0, theme.raised);
        ui.painter().rect_filled(bar(*chosen), 2.0, theme.accent);
        let edge = egui::Stroke::new(1.0, theme.dim);
        ui.painter()
            .rect_stroke(bar(*p), 2.0, edge, StrokeKind::Inside);
        let args = [
            ("character", visible(language, *c).into()),
            ("share", percent(*p).into()),
            ("drawn", percent(*chosen).into()),
        ];
        let words = language.f("stage-text-next-one", &args);
        let response = ui.interact(row, ui.scope_id().with(("next", at)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
        response.on_hover_text(format!("{words}\n{}", language.t("stage-text-next-why")));
    }
}

fn next<'a>(context: &'a Context) -> Option<&'a Next> {
    match &context.run.pictures.get(&PictureId::Next)?.figure {
        Figure::Next(next) => Some(next),
        _ => None,
    }
}
