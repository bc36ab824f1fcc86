//! Where on the screen the things are that a lesson can point at: whoever draws one says so, and the lesson's frame is drawn
//! around it at the end of the frame.

use std::collections::HashMap;

use egui::{Align, Context, Id, LayerId, Order, Rect, Stroke, StrokeKind, Ui};

use crate::lesson::Target;
use crate::taxonomy::Sight;
use crate::ui::theme::{self, size};

/// How far the frame stands off, and how wide it is.
const OFF: f32 = 3.0;
const WIDTH: f32 = 3.0;
/// The frame of a picture that is lit.
const LIT: f32 = 2.0;

/// What was drawn in this frame and in the one before.
#[derive(Clone, Default)]
struct Spots {
    frame: u64,
    now: HashMap<Target, Rect>,
    last: HashMap<Target, Rect>,
    /// What is pointed at.
    wanted: Vec<Target>,
    /// The picture that is lit.
    lit: Option<Sight>,
}

fn with<R>(ctx: &Context, act: impl FnOnce(&mut Spots) -> R) -> R {
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| {
        let spots = data.get_temp_mut_or_default::<Spots>(Id::unique("spots"));
        if spots.frame != frame {
            spots.frame = frame;
            spots.last = std::mem::take(&mut spots.now);
        }
        act(spots)
    })
}

/// Says which picture is lit from now on.
pub fn light(ctx: &Context, sight: Option<Sight>) {
    with(ctx, |spots| spots.lit = sight);
}

/// A picture of something is drawn here: it gets a frame while that is lit.
pub fn picture(ui: &Ui, sight: Sight, rect: Rect) {
    if !rect.is_positive() || with(ui.ctx(), |spots| spots.lit) != Some(sight) {
        return;
    }
    let stroke = Stroke::new(LIT, theme::of(ui).accent);
    let (radius, kind) = (f32::from(size::PICTURE_RADIUS), StrokeKind::Outside);
    ui.painter().rect_stroke(rect, radius, stroke, kind);
}

/// Says what is pointed at from now on.
pub fn want(ctx: &Context, targets: &[Target]) {
    with(ctx, |spots| spots.wanted = targets.to_vec());
}

/// Whether something is pointed at.
pub fn is_wanted(ctx: &Context, target: &Target) -> bool {
    with(ctx, |spots| spots.wanted.contains(target))
}

/// Something that can be pointed at is drawn here. While it is pointed at and out of sight, it is scrolled to, unless the pointer
/// is where it would be scrolled.
pub fn mark(ui: &Ui, target: Target, rect: Rect) {
    let ctx = ui.ctx();
    if !is_wanted(ctx, &target) {
        return;
    }
    let seen = rect.intersect(ui.clip_rect());
    if seen.height() < rect.height() - 1.0 && !ui.rect_contains_pointer(ui.clip_rect()) {
        ui.scroll_to_rect(rect, Some(Align::Center));
    }
    let to_screen = ctx.layer_transform_to_global(ui.layer_id());
    let on_screen = to_screen.map_or(seen, |transform| transform * seen);
    if seen.is_positive() {
        with(ctx, |spots| spots.now.insert(target, on_screen));
    }
}

/// Where something that is pointed at was drawn, if it was on the screen in this frame or the one before.
pub fn find(ctx: &Context, target: &Target) -> Option<Rect> {
    let found = with(ctx, |spots| {
        spots.now.get(target).or(spots.last.get(target)).copied()
    })?;
    let seen = found.intersect(ctx.content_rect());
    seen.is_positive().then_some(found)
}

/// Draws a frame around everything that is pointed at.
pub fn show(ctx: &Context) {
    let color = theme::of_ctx(ctx).accent;
    let layer = LayerId::new(Order::Foreground, Id::unique("spot frames"));
    let painter = ctx.layer_painter(layer);
    let wanted = with(ctx, |spots| spots.wanted.clone());
    for rect in wanted.iter().filter_map(|target| find(ctx, target)) {
        let whole = rect.expand(OFF).intersect(ctx.content_rect().shrink(WIDTH));
        painter.rect_stroke(
            whole,
            f32::from(size::CARD_RADIUS),
            Stroke::new(WIDTH, color),
            StrokeKind::Outside,
        );
    }
}
