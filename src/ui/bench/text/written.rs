//! What the model writes: some texts side by side, the beginning apart from what follows.

use egui::text::{LayoutJob, TextFormat};
use egui::{Rect, Ui, pos2};

use super::super::Context;
use super::{name, titled, tokens};
use crate::engine::PictureId;
use crate::figure::Written;
use crate::ui::theme::{self, Theme, size, space};

/// A column is at least so wide.
const NARROWEST: f32 = 150.0;
/// What of a prompt stands in the caption.
const SHOWN: usize = 32;

/// Draws them.
pub(super) fn ui(ui: &Ui, context: &Context, rect: Rect, prompt: &str) {
    let (theme, language) = (theme::of(ui), context.language);
    let words = if prompt.is_empty() {
        language.t("stage-text-writing")
    } else {
        let prompt: String = prompt.trim_end().chars().take(SHOWN).collect();
        language.f("stage-text-writing-after", &[("prompt", prompt.into())])
    };
    let rect = titled(ui, rect, &words);
    let Some(tokens) = tokens(context.run, PictureId::Texts) else {
        let at = rect.left_top();
        let font = theme::regular(size::BODY);
        let words = language.t("stage-text-first");
        ui.painter()
            .text(at, egui::Align2::LEFT_TOP, words, font, theme.faint);
        return;
    };
    let most = ((rect.width() + space::HUGE) / (NARROWEST + space::HUGE)) as usize;
    let columns = tokens.texts.len().min(most.max(1));
    let width = (rect.width() - (columns - 1) as f32 * space::HUGE) / columns as f32;
    for (i, written) in tokens.texts.iter().take(columns).enumerate() {
        let left = rect.left() + i as f32 * (width + space::HUGE);
        let column = Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()));
        let galley = ui
            .painter()
            .layout_job(job(&theme, written, tokens.given, width));
        // Whole lines, and none that is cut in two.
        let ends = galley.rows.iter().map(|row| row.rect().bottom());
        let height = ends
            .take_while(|end| *end <= column.height())
            .fold(0.0, f32::max);
        let whole = column.with_max_y(column.top() + height);
        let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(whole));
        painter.galley(column.min, galley, theme.text);
        if i > 0 {
            let x = left - space::HUGE / 2.0;
            ui.painter().vline(x, column.y_range(), theme.hairline());
        }
        let args = [("number", (i + 1).into())];
        let words = format!(
            "{}: {}",
            language.f("stage-text-sample", &args),
            written.text
        );
        name(ui, column, ("written", i), &words);
    }
}

fn job(theme: &Theme, written: &Written, given: usize, width: f32) -> LayoutJob {
    let cut = written.text.char_indices().nth(given);
    let cut = cut.map_or(written.text.len(), |(at, _)| at);
    let (before, after) = written.text.split_at(cut);
    let mut job = LayoutJob::default();
    job.append(
        before,
        0.0,
        TextFormat::simple(theme::bold(size::BODY), theme.accent),
    );
    job.append(
        after,
        0.0,
        TextFormat::simple(theme::regular(size::BODY), theme.text),
    );
    job.wrap.max_width = width;
    job
}
