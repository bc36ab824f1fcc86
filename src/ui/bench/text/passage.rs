//! What each character of a held-out text costs: the dearer, the stronger its ground.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align2, Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::{Context, numbers};
use super::{titled, tokens, visible};
use crate::engine::PictureId;
use crate::figure::Written;
use crate::ui::theme::{self, Theme, size, space};

/// What costs so many nats has the strongest ground.
const DEAR: f32 = 6.0;

/// Draws it.
pub(super) fn ui(ui: &Ui, context: &Context, rect: Rect) {
    let (theme, language) = (theme::of(ui), context.language);
    let words = language.t("stage-text-passage-caption");
    let below = titled(ui, rect, &words);
    legend(ui, context, &theme, rect);
    let found = tokens(context.run, PictureId::Passage);
    let Some(written) = found.and_then(|tokens| tokens.texts.first()) else {
        return;
    };
    let galley = ui.painter().layout_job(job(&theme, written, below.width()));
    let clip = ui.clip_rect().intersect(below);
    let painter = ui.painter().with_clip_rect(clip);
    painter.galley(below.min, galley.clone(), theme.text);
    let response = ui.interact(below, ui.scope_id().with("passage"), Sense::hover());
    response.widget_info(|| {
        let words = format!("{words}: {}", written.text);
        WidgetInfo::labeled(Role::Image, true, words)
    });
    if let Some(at) = response.hover_pos() {
        let index = galley.cursor_from_pos(at - below.min).index.0;
        let c = written.text.chars().nth(index);
        if let (Some(c), Some(nats)) = (c, written.nats.get(index)) {
            let share = f64::from((-nats).exp()) * 100.0;
            let args = [
                ("character", visible(language, c).into()),
                ("nats", numbers::fixed(f64::from(*nats), 2).into()),
                ("share", numbers::fixed(share, 1).into()),
            ];
            response.on_hover_text_at_pointer(language.f("stage-text-passage-one", &args));
        }
    }
}

/// The ground of a character that costs so many nats.
fn ground(theme: &Theme, nats: f32) -> Color32 {
    let strength = (nats / DEAR).clamp(0.0, 1.0);
    theme::faded(theme.warning, 0.75 * strength)
}

fn job(theme: &Theme, written: &Written, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (c, nats) in written.text.chars().zip(written.nats.iter()) {
        let format = TextFormat {
            background: ground(theme, *nats),
            ..TextFormat::simple(theme::regular(size::BODY), theme.text)
        };
        job.append(c.encode_utf8(&mut [0; 4]), 0.0, format);
    }
    job.wrap.max_width = width;
    job
}

/// From expected to surprising.
fn legend(ui: &Ui, context: &Context, theme: &Theme, rect: Rect) {
    const STEPS: usize = 7;
    let font = theme::regular(size::SMALL);
    let t = |key: &str| context.language.t(key);
    let text = |x: f32, words: String| {
        let at = pos2(x, rect.top());
        ui.painter()
            .text(at, Align2::RIGHT_TOP, words, font.clone(), theme.faint)
    };
    let dear = text(rect.right(), t("stage-text-passage-dear"));
    let step = vec2(9.0, size::SMALL);
    let first = dear.left() - space::SMALL - STEPS as f32 * step.x;
    for i in 0..STEPS {
        let at = pos2(first + i as f32 * step.x, rect.top() + 1.0);
        let nats = DEAR * i as f32 / (STEPS - 1) as f32;
        ui.painter()
            .rect_filled(Rect::from_min_size(at, step), 0.0, ground(theme, nats));
    }
    text(first - space::SMALL, t("stage-text-passage-cheap"));
}
