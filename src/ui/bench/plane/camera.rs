//! The camera over a plane: equal scale along both axes, the wheel zooms about the pointer, a drag moves.
//!
//! What is on show decides for which part of the plane the engine makes pictures. It is asked only when the camera has come
//! to rest, so that a zoom does not ask for a picture a frame; meanwhile the old picture moves along.

use egui::{PointerButton, Pos2, Rect, Response, Ui, Vec2, pos2, vec2};

use crate::data::plane::Window;
use crate::figure::Extent;

/// A camera that has not moved for so many seconds is at rest.
const REST: f64 = 0.15;
/// The share of the room that the window of the data leaves around itself.
const MARGIN: f64 = 0.03;
/// How far one can come near, and how far away, against the view that fits.
const NEAREST: f64 = 2000.0;
const FARTHEST: f64 = 0.1;

/// From a plane to the screen in one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui::bench) struct Frame {
    /// The part of the screen.
    pub(in crate::ui::bench) rect: Rect,
    /// What of the plane lies in its middle.
    pub(in crate::ui::bench) center: [f64; 2],
    /// Points of the screen to a unit of the plane.
    pub(in crate::ui::bench) scale: f64,
}

impl Frame {
    /// All of a window of the plane, as large as it fits.
    pub(in crate::ui::bench) fn fitting(rect: Rect, window: Window) -> Self {
        let [width, height] = window.size().map(|size| size.max(1e-9));
        let room = rect.size().max(Vec2::splat(1.0));
        let scale = (f64::from(room.x) / width).min(f64::from(room.y) / height);
        Self {
            rect,
            center: [0, 1].map(|axis| f64::midpoint(window.low[axis], window.high[axis])),
            scale: scale / (1.0 + 2.0 * MARGIN),
        }
    }

    /// Where a point of the plane is on the screen.
    pub(in crate::ui::bench) fn at(&self, x: [f32; 2]) -> Pos2 {
        let right = (f64::from(x[0]) - self.center[0]) * self.scale;
        let up = (f64::from(x[1]) - self.center[1]) * self.scale;
        self.rect.center() + vec2(right as f32, -up as f32)
    }

    /// What point of the plane is here on the screen.
    pub(in crate::ui::bench) fn point(&self, at: Pos2) -> [f32; 2] {
        let away = at - self.rect.center();
        [
            (self.center[0] + f64::from(away.x) / self.scale) as f32,
            (self.center[1] - f64::from(away.y) / self.scale) as f32,
        ]
    }

    /// Where the origin is on the screen.
    pub(in crate::ui::bench) fn origin(&self) -> Pos2 {
        self.at([0.0, 0.0])
    }

    /// Points of the screen to a unit along both axes; up is negative.
    pub(in crate::ui::bench) fn unit(&self) -> Vec2 {
        vec2(self.scale as f32, -self.scale as f32)
    }

    /// Where an extent of the plane is on the screen.
    pub(in crate::ui::bench) fn place(&self, extent: Extent) -> Rect {
        let (low, high) = (self.at(extent.low), self.at(extent.high));
        Rect::from_min_max(pos2(low.x, high.y), pos2(high.x, low.y))
    }

    /// What of the plane is on show.
    pub(in crate::ui::bench) fn extent(&self) -> Extent {
        Extent {
            low: self.point(self.rect.left_bottom()),
            high: self.point(self.rect.right_top()),
        }
    }
}

/// Where the camera is, and what it last showed at rest.
#[derive(Debug, Default)]
pub(super) struct Camera {
    /// The middle and the scale that a hand has chosen; the window of the data otherwise.
    held: Option<([f64; 2], f64)>,
    /// Whose window it is; another data set begins with its own.
    data: String,
    latest: Option<Extent>,
    since: f64,
    rested: Option<Extent>,
}

impl Camera {
    /// Shows the window of a data set, unless it is the one that has been looked at.
    pub(super) fn look_at(&mut self, data: &str) {
        if self.data != data {
            data.clone_into(&mut self.data);
            self.held = None;
        }
    }

    /// Shows all of the data again.
    pub(super) fn reset(&mut self) {
        self.held = None;
    }

    /// Whether a hand has moved it.
    pub(super) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// From the plane to a part of the screen.
    pub(super) fn frame(&self, rect: Rect, window: Window) -> Frame {
        let fitting = Frame::fitting(rect, window);
        self.held.map_or(fitting, |(center, scale)| Frame {
            center,
            scale,
            ..fitting
        })
    }

    /// What of the plane pictures are wanted of.
    pub(super) fn extent(&self) -> Option<Extent> {
        self.rested
    }

    /// Notices what is on show, and asks for it once the camera rests.
    pub(super) fn settle(&mut self, ui: &Ui, frame: &Frame) {
        let now = ui.input(|input| input.time);
        let shown = frame.extent();
        if self.latest != Some(shown) {
            self.latest = Some(shown);
            self.since = now;
        }
        if self.rested == self.latest {
            return;
        }
        let left = REST - (now - self.since);
        if self.rested.is_none() || left <= 0.0 {
            self.rested = self.latest;
        } else {
            ui.ctx()
                .request_repaint_after(std::time::Duration::from_secs_f64(left));
        }
    }

    /// What a hand does: the wheel and a pinch zoom, a drag moves where it may, a double click shows all again.
    pub(super) fn touched(
        &mut self,
        ui: &Ui,
        response: &Response,
        frame: &Frame,
        window: Window,
        hand: bool,
    ) {
        if hand && response.double_clicked() {
            return self.reset();
        }
        if let Some(pointer) = response.hover_pos() {
            let (scroll, pinch) = ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta()));
            // With a brush in the hand, Ctrl and the wheel are its size.
            let pinch = if hand { f64::from(pinch) } else { 1.0 };
            let factor = (f64::from(scroll.y) / 200.0).exp() * pinch;
            if factor != 1.0 {
                self.zoom(frame, window, pointer, factor);
            }
        }
        let middle = response.dragged_by(PointerButton::Middle);
        if hand && response.dragged_by(PointerButton::Primary) || middle {
            let by = response.drag_delta();
            if by != Vec2::ZERO {
                self.shift(frame, by);
            }
        }
    }

    /// Comes nearer to a place that stays where it is on the screen.
    pub(super) fn zoom(&mut self, frame: &Frame, window: Window, about: Pos2, factor: f64) {
        let fits = Frame::fitting(frame.rect, window).scale;
        let scale = (frame.scale * factor).clamp(fits * FARTHEST, fits * NEAREST);
        let away = about - frame.rect.center();
        let kept = frame.scale.recip() - scale.recip();
        let center = [
            frame.center[0] + f64::from(away.x) * kept,
            frame.center[1] - f64::from(away.y) * kept,
        ];
        self.held = Some((center, scale));
    }

    /// Moves what is on show along with a hand.
    pub(super) fn shift(&mut self, frame: &Frame, by: Vec2) {
        let center = [
            frame.center[0] - f64::from(by.x) / frame.scale,
            frame.center[1] + f64::from(by.y) / frame.scale,
        ];
        self.held = Some((center, frame.scale));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(400.0, 200.0));
        Frame::fitting(rect, Window::square(4.0))
    }

    #[test]
    fn the_window_fits_and_both_axes_have_one_scale() {
        let frame = frame();
        let placed = frame.place(Extent {
            low: [-4.0, -4.0],
            high: [4.0, 4.0],
        });
        assert!(frame.rect.contains_rect(placed));
        assert!((placed.width() - placed.height()).abs() < 1e-3);
        assert!(placed.height() > 0.9 * frame.rect.height());
        let x = [1.5, -2.25];
        let back = frame.point(frame.at(x));
        assert!((0..2).all(|i| (back[i] - x[i]).abs() < 1e-5), "{back:?}");
    }

    #[test]
    fn a_zoom_keeps_what_is_under_the_pointer_and_a_drag_takes_it_along() {
        let (frame, window) = (frame(), Window::square(4.0));
        let pointer = pos2(300.0, 60.0);
        let under = frame.point(pointer);
        let mut camera = Camera::default();
        camera.zoom(&frame, window, pointer, 3.0);
        let near = camera.frame(frame.rect, window);
        assert!((near.scale / frame.scale - 3.0).abs() < 1e-9);
        assert!(near.at(under).distance(pointer) < 1e-2);
        camera.shift(&near, vec2(25.0, -10.0));
        let moved = camera.frame(frame.rect, window);
        assert!(moved.at(under).distance(pointer + vec2(25.0, -10.0)) < 1e-2);
        camera.look_at("other");
        assert!(!camera.is_held(), "other data begin with their own window");
    }
}
