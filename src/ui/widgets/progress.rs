//! How far the files are that are being written.

use egui::{Align2, Area, Context, Frame, Id, Margin, ProgressBar};

use crate::text::Language;
use crate::ui::theme::{self, size, space};

/// How wide a bar is, and how far above the lower edge the lowest stands.
const WIDTH: f32 = 280.0;
const FOOT: f32 = 84.0;

/// Draws a bar for each file, at the foot of the window.
pub fn show<'a>(ctx: &Context, language: Language, files: impl Iterator<Item = (&'a str, f32)>) {
    let mut files = files.peekable();
    if files.peek().is_none() {
        return;
    }
    let theme = theme::of_ctx(ctx);
    let frame = Frame::new()
        .fill(theme.raised)
        .stroke(theme.hairline())
        .corner_radius(size::CARD_RADIUS)
        .inner_margin(Margin::same(space::MEDIUM as i8));
    Area::new(Id::unique("progress"))
        .anchor(Align2::CENTER_BOTTOM, [0.0, -FOOT])
        .interactable(false)
        .show(ctx, |ui| {
            frame.show(ui, |ui| {
                for (name, share) in files {
                    let words = language.f("export-writing", &[("file", name.into())]);
                    let bar = ProgressBar::new(share).desired_width(WIDTH).text(words);
                    ui.add(bar.fill(theme.accent));
                }
            });
        });
}
