//! Toasts: a line at the lower right that tells what finished or failed where nobody was looking.

use std::collections::VecDeque;
use std::time::Duration;

use egui::accesskit::Live;
use egui::text::{LayoutJob, TextFormat};
use egui::{Context, Id, Rect, Role, Sense, Shadow, Ui, Vec2, WidgetInfo, WidgetText};
use egui_notify::{Anchor, Toast, ToastLevel, Toasts as Shown};

use crate::ui::theme::{self, Theme, icon, size, space};

/// How long a toast stays, in seconds: long enough to be read from the last row.
const STAYS: f64 = 7.0;
/// As many stand above one another at most; the oldest goes first.
const MOST: usize = 4;
/// As wide as a line of a toast gets.
const WIDTH: f32 = 360.0;
/// Everything at the foot of the window that no toast may cover.
const FOOT: f32 = 60.0 + 2.0 * space::MEDIUM;

/// What a toast tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// Something is done.
    Done,
    /// Something went wrong.
    Failed,
    /// Something is worth knowing.
    Noted,
}

/// The toasts on show.
pub struct Toasts {
    shown: Shown,
    /// What they say, oldest first, and until when they stay, in the window's seconds.
    texts: VecDeque<(String, f64)>,
    /// What is to be shown from the next frame on.
    new: Vec<(Tells, String)>,
}

impl Default for Toasts {
    fn default() -> Self {
        let shown = Shown::new()
            .with_anchor(Anchor::BottomRight)
            .with_margin(Vec2::new(2.0 * space::MEDIUM, FOOT + space::MEDIUM))
            .with_spacing(space::MEDIUM);
        Self {
            shown,
            texts: VecDeque::new(),
            new: Vec::new(),
        }
    }
}

impl Toasts {
    /// Tells something, unless it is being told.
    pub fn tell(&mut self, tells: Tells, text: String) {
        let told = self.texts.iter().any(|(shown, _)| *shown == text);
        if !told && !self.new.iter().any(|(_, new)| *new == text) {
            self.new.push((tells, text));
        }
    }

    /// What the toasts on show say, oldest first.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(text, _)| text.as_str())
    }

    /// Draws the toasts over everything else.
    pub fn show(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let theme = theme::of(ui);
        let now = ctx.input(|input| input.time);
        for (tells, text) in std::mem::take(&mut self.new) {
            self.shown.add(toast(&ctx, &theme, tells, &text));
            self.texts.push_back((text, now + STAYS));
        }
        while self.texts.len() > MOST || self.texts.front().is_some_and(|(_, end)| *end <= now) {
            self.texts.pop_front();
            self.shown.dismiss_oldest_toast();
        }
        if let Some((_, end)) = self.texts.front() {
            ctx.request_repaint_after(Duration::from_secs_f64((end - now).max(0.0)));
        }
        let shown = std::mem::take(&mut self.shown);
        self.shown = shown.with_shadow(edge(&theme));
        self.shown.show(&ctx);
        self.name(ui);
    }

    /// What the toasts say, for a screen reader, which reads it out when it changes.
    fn name(&self, ui: &Ui) {
        let words = self.texts().collect::<Vec<_>>().join("\n");
        let corner = ui.ctx().content_rect().max - Vec2::new(space::MEDIUM, FOOT);
        let rect = Rect::from_min_max(corner - Vec2::splat(1.0), corner);
        let response = ui.interact(rect, Id::unique("toasts"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
        ui.ctx()
            .accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    }
}

/// A hair around a toast, so that it stands out from a pane of its own colour.
fn edge(theme: &Theme) -> Shadow {
    Shadow {
        offset: [0, 0],
        blur: 0,
        spread: 1,
        color: theme.edge(),
    }
}

fn toast(ctx: &Context, theme: &Theme, tells: Tells, text: &str) -> Toast {
    let (glyph, color) = match tells {
        Tells::Done => (icon::DONE, theme.accent),
        Tells::Failed => (icon::WARNING, theme.error),
        Tells::Noted => (icon::INFO, theme.warning),
    };
    let mut job = LayoutJob::default();
    let sign = TextFormat::simple(theme::icons(size::BODY), color);
    let words = TextFormat::simple(theme::regular(size::BODY), theme.text);
    job.append(glyph, 0.0, sign);
    job.append(text, space::SMALL + 2.0, words);
    job.wrap.max_width = WIDTH;
    let galley = ctx.fonts_mut(|fonts| fonts.layout_job(job));
    let mut toast = Toast::custom(WidgetText::Galley(galley), ToastLevel::None);
    toast
        .duration(None)
        .closable(false)
        .show_progress_bar(false);
    toast
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_is_never_told_twice_at_once() {
        let mut toasts = Toasts::default();
        for text in ["saved", "saved", "failed", "saved"] {
            toasts.tell(Tells::Done, text.to_owned());
        }
        assert_eq!(toasts.new.len(), 2);
        let said = std::mem::take(&mut toasts.new);
        toasts
            .texts
            .extend(said.into_iter().map(|(_, text)| (text, 9.0)));
        toasts.tell(Tells::Failed, "failed".to_owned());
        assert!(toasts.new.is_empty());
    }
}
