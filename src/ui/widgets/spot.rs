//! Where on the screen the things are that a lesson can point at: whoever draws one says so, and the lesson's frame is drawn
//! around it at the end of the frame.

use std::collections::{HashMap, HashSet};

use egui::{Align, Context, Id, LayerId, Order, Rect, Stroke, StrokeKind, Ui};

use crate::lesson::Target;
use crate::ui::theme::{self, size};

/// How far the frame stands off, and how wide it is.
const OFF: f32 = 3.0;
const WIDTH: f32 = 3.0;

/// What was drawn in this frame and in the one before.
#[derive(Clone, Default)]
struct Spots {
    frame: u64,
    now: HashMap<Target, Rect>,
    last: HashMap<Target, Rect>,
    /// What is pointed at, and what of it has been brought into sight.
    wanted: Vec<Target>,
    shown: HashSet<Target>,
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

/// Says what is pointed at from now on.
pub fn want(ctx: &Context, targets: &[Target]) {
    with(ctx, |spots| {
        if spots.wanted != targets {
            spots.wanted = targets.to_vec();
            spots.shown.clear();
        }
    });
}

/// Whether something is pointed at.
pub fn is_wanted(ctx: &Context, target: &Target) -> bool {
    with(ctx, |spots| spots.wanted.contains(target))
}

/// Something that can be pointed at is drawn here; when that begins, it is brought into sight.
pub fn mark(ui: &Ui, target: Target, rect: Rect) {
    let on_screen = ui
        .ctx()
        .layer_transform_to_global(ui.layer_id())
        .map_or(rect, |transform| transform * rect);
    let scroll = with(ui.ctx(), |spots| {
        spots.now.insert(target.clone(), on_screen);
        spots.wanted.contains(&target) && spots.shown.insert(target)
    });
    if scroll {
        ui.scroll_to_rect(rect, Some(Align::Center));
    }
}

/// Where something was drawn, if it was on the screen in this frame or the one before.
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
