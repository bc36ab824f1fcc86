//! A grid of tiles on a pane: what to draw, where, and how it looks. No pipelines here.

use std::sync::Arc;

use egui::{Id, Pos2, Rect, Ui, Vec2, vec2};

use super::gpu::{Callback, Placement};
use crate::figure::Images;

/// A colour map for scalar fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorMap {
    /// Dark blue to yellow, perceptually uniform.
    Viridis,
    /// Black to pale yellow, perceptually uniform.
    Magma,
    /// Blue below and orange above the middle.
    Diverging,
    /// Yellow to dark blue: viridis backwards, for a light ground.
    ViridisReversed,
    /// Blue below and orange above the middle, for a light ground.
    DivergingLight,
}

impl ColorMap {
    /// Its number in `common.wgsl`.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Viridis => 0,
            Self::Magma => 1,
            Self::Diverging => 2,
            Self::ViridisReversed => 3,
            Self::DivergingLight => 4,
        }
    }
}

/// How intensities become colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// As they are.
    Picture,
    /// Through a colour map, between the values at its two ends.
    Heat(ColorMap, [f32; 2]),
    /// The same, smooth between the middles of the cells, and the ground shows through where there is next to nothing.
    Field(ColorMap, [f32; 2]),
    /// Smooth between the middles of the cells, and opaque wherever it is.
    Surface(ColorMap, [f32; 2]),
}

/// Some images of a figure, laid out in a grid.
pub struct Tiles<'a> {
    /// Names the numbers: tiles with one source share one upload.
    pub source: Id,
    /// The figure.
    pub images: &'a Images,
    /// The first image to show.
    pub first: usize,
    /// How many are shown.
    pub count: usize,
    /// How many stand in a row.
    pub columns: usize,
    /// The size of a tile in points.
    pub tile: Vec2,
    /// The space between tiles in points.
    pub gap: f32,
    /// The radius of a tile's corners in points.
    pub radius: f32,
    /// From 0, not there, to 1.
    pub opacity: f32,
    /// How intensities become colours.
    pub look: Look,
}

impl<'a> Tiles<'a> {
    /// All images of a figure as they are, in its own arrangement or in one row.
    pub fn new(source: Id, images: &'a Images, tile: Vec2) -> Self {
        let count = images.count();
        Self {
            source,
            images,
            first: 0,
            count,
            columns: images.columns.unwrap_or(count).max(1),
            tile,
            gap: 0.0,
            radius: 0.0,
            opacity: 1.0,
            look: Look::Picture,
        }
    }

    /// The room that the grid takes, in points.
    pub fn size(&self) -> Vec2 {
        let rows = self.count.div_ceil(self.columns.max(1));
        let along = |n: usize, tile: f32| n as f32 * tile + n.saturating_sub(1) as f32 * self.gap;
        let columns = self.columns.min(self.count);
        vec2(along(columns, self.tile.x), along(rows, self.tile.y))
    }

    /// Draws the grid with its top left corner at a place. `id` names this very grid among all on the screen.
    pub fn paint(&self, ui: &Ui, id: Id, at: Pos2) -> Rect {
        let rect = Rect::from_min_size(at, self.size());
        // What is larger than the screen is drawn as far as it is seen.
        let seen = rect.intersect(ui.ctx().content_rect());
        if self.count == 0 || !seen.is_positive() || !ui.is_rect_visible(seen) {
            return rect;
        }
        let placement = Placement {
            origin: at,
            tile: self.tile,
            pitch: self.tile + Vec2::splat(self.gap),
            radius: self.radius,
            opacity: self.opacity,
            image: [self.images.width as u32, self.images.height as u32],
            columns: self.columns as u32,
            count: self.count.min(self.images.count() - self.first) as u32,
            channels: self.images.channels as u32,
            first: self.first as u32,
            look: self.look,
        };
        ui.painter()
            .add(eframe::egui_wgpu::Callback::new_paint_callback(
                seen,
                Callback {
                    id,
                    source: self.source,
                    pass: ui.ctx().cumulative_pass_nr(),
                    values: Arc::clone(&self.images.pixels),
                    placement,
                },
            ));
        rect
    }
}
