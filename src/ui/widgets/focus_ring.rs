//! A ring around whatever has the keyboard's focus, the same for every widget, in both shades.

use egui::{Context, Stroke, StrokeKind};

use crate::ui::theme::{self, size};

/// How far the ring stands off, and how wide it is.
const OFF: f32 = 1.0;
const WIDTH: f32 = 2.0;

/// Draws the ring, after everything else of the frame.
pub fn show(ctx: &Context) {
    let focused = ctx.memory(egui::Memory::focused);
    let Some(response) = focused.and_then(|id| ctx.read_response(id)) else {
        return;
    };
    let color = theme::of_ctx(ctx).accent;
    // What scrolls out of its pane takes its ring along.
    let clip = response.interact_rect.expand(OFF + WIDTH);
    let painter = ctx.layer_painter(response.layer_id).with_clip_rect(clip);
    painter.rect_stroke(
        response.rect.expand(OFF),
        f32::from(size::PICTURE_RADIUS),
        Stroke::new(WIDTH, color),
        StrokeKind::Outside,
    );
}
