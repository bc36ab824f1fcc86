//! Many small marks on a pane, such as thousands of points: what they are, where, and how they look. No pipelines here.

use std::sync::Arc;

use egui::{Color32, Id, Pos2, Rect, Ui, Vec2};

use super::particles_gpu::{Callback, Placement};

/// One mark.
#[derive(Debug, Clone, Copy, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Particle {
    /// Where it is, in units of the plane.
    pub at: [f32; 2],
    /// Its colour: red, green, blue and opacity.
    pub color: [u8; 4],
}

impl Particle {
    /// A mark of a colour.
    pub fn new(at: [f32; 2], color: Color32) -> Self {
        Self {
            at,
            color: color.to_srgba_unmultiplied(),
        }
    }
}

/// Marks that look alike but for their colours.
pub struct Particles<'a> {
    /// Names the marks: they are uploaded only when another list comes under the name.
    pub source: Id,
    /// The marks.
    pub marks: &'a Arc<[Particle]>,
    /// How many of them are shown, from the first on.
    pub count: usize,
    /// Where the origin of the plane lies on the screen.
    pub origin: Pos2,
    /// Points of the screen to a unit of the plane; y usually goes down, so that it is negative.
    pub scale: Vec2,
    /// The radius of a mark, in points of the screen.
    pub radius: f32,
    /// The width of its line, where it is a ring; 0 for a disc.
    pub ring: f32,
    /// What surrounds it.
    pub edge: Color32,
    /// From 0, not there, to 1.
    pub opacity: f32,
}

impl Particles<'_> {
    /// Draws the marks that fall into a rectangle. `id` names these very marks among all on the screen.
    pub fn paint(&self, ui: &Ui, id: Id, rect: Rect) {
        let rect = rect.intersect(ui.ctx().content_rect());
        if self.count == 0 || !rect.is_positive() || !ui.is_rect_visible(rect) {
            return;
        }
        let placement = Placement {
            viewport: rect,
            origin: self.origin,
            scale: self.scale,
            radius: self.radius,
            ring: self.ring,
            edge: self.edge.to_normalized_gamma_f32(),
            opacity: self.opacity,
        };
        let callback = Callback {
            id,
            source: self.source,
            pass: ui.ctx().cumulative_pass_nr(),
            marks: Arc::clone(self.marks),
            count: self.count.min(self.marks.len()) as u32,
            placement,
        };
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        painter.add(eframe::egui_wgpu::Callback::new_paint_callback(
            rect, callback,
        ));
    }
}
