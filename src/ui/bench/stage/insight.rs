//! What a hand asks about held-out images: a click chooses the pixel of which it is shown what it depends on, a drag wipes out
//! what the model is to draw, and the other button brings the half back.

use std::sync::Arc;

use egui::{PointerButton, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::super::fit::GAP;
use crate::figure::Images;
use crate::ui::paint::Tiles;
use crate::ui::run_view::RunView;
use crate::ui::theme;

/// What is chosen and what is wiped out.
#[derive(Default)]
pub(super) struct Insight {
    /// The chosen pixel, counted in the order of reading.
    pixel: Option<usize>,
    /// Which numbers are known; empty for the first half.
    known: Arc<[bool]>,
}

impl Insight {
    /// The number that is chosen: at first one below the middle.
    pub(super) fn chosen(&self, run: &RunView) -> usize {
        let sides = run.ready.as_ref().map_or([1; 3], |r| r.shape.sides());
        let [width, height, channels] = sides;
        let middle = height * 5 / 8 * width + width / 2;
        self.pixel.unwrap_or(middle).min(width * height - 1) * channels
    }

    /// Which numbers are known.
    pub(super) fn known(&self) -> Arc<[bool]> {
        Arc::clone(&self.known)
    }

    /// Lets a hand at a row of held-out images.
    pub(super) fn hands(&mut self, ui: &Ui, at: Pos2, row: &Tiles, band: usize) {
        let rect = Rect::from_min_size(at, row.size());
        let id = ui.scope_id().with(("held-out", band));
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let Some(pixel) = response
            .interact_pointer_pos()
            .and_then(|pointer| under(pointer - at, row.tile, row.images))
        else {
            return;
        };
        if response.clicked() {
            self.pixel = Some(pixel);
        }
        if response.clicked_by(PointerButton::Secondary) {
            self.known = Arc::default();
        }
        if response.dragged_by(PointerButton::Primary) {
            self.wipe(pixel, row.images);
        }
    }

    /// Wipes out a pixel and, in pictures that have many, its neighbours.
    fn wipe(&mut self, pixel: usize, images: &Images) {
        let (width, height, channels) = (images.width, images.height, images.channels);
        let numbers = width * height * channels;
        let mut known = self.known.to_vec();
        if known.len() != numbers {
            known = vec![true; numbers];
        }
        let reach = width.min(height) / 20;
        let (row, column) = (pixel / width, pixel % width);
        for row in row.saturating_sub(reach)..=(row + reach).min(height - 1) {
            for column in column.saturating_sub(reach)..=(column + reach).min(width - 1) {
                let first = (row * width + column) * channels;
                known[first..first + channels].fill(false);
            }
        }
        if known[..] != self.known[..] {
            self.known = known.into();
        }
    }

    /// Marks the chosen pixel on every image of a row.
    pub(super) fn mark(&self, ui: &Ui, run: &RunView, at: Pos2, row: &Tiles) {
        let images = row.images;
        let pixel = self.chosen(run) / images.channels.max(1);
        let size = vec2(
            row.tile.x / images.width as f32,
            row.tile.y / images.height as f32,
        );
        let place = vec2(
            (pixel % images.width) as f32 * size.x,
            (pixel / images.width) as f32 * size.y,
        );
        let stroke = Stroke::new(1.0, theme::of(ui).accent);
        for image in 0..row.count {
            let left = at.x + image as f32 * (row.tile.x + GAP);
            let corner = pos2(left, at.y) + place;
            let rect = Rect::from_min_size(corner, size);
            ui.painter()
                .rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
        }
    }
}

/// The pixel of an image under a place of a row of tiles.
fn under(place: Vec2, tile: Vec2, images: &Images) -> Option<usize> {
    let within = place.x.rem_euclid(tile.x + GAP) / tile.x;
    let down = place.y / tile.y;
    let inside = (0.0..1.0).contains(&within) && (0.0..1.0).contains(&down);
    let (row, column) = (
        (down * images.height as f32) as usize,
        (within * images.width as f32) as usize,
    );
    inside.then_some(row * images.width + column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images() -> Images {
        Images {
            width: 4,
            height: 2,
            channels: 3,
            columns: None,
            pixels: vec![0.0; 48].into(),
        }
    }

    #[test]
    fn a_place_on_any_image_of_a_row_is_a_pixel() {
        let tile = vec2(40.0, 20.0);
        let pixel = |x: f32, y: f32| under(vec2(x, y), tile, &images());
        assert_eq!(pixel(0.0, 0.0), Some(0));
        assert_eq!(pixel(39.0, 19.0), Some(7));
        assert_eq!(pixel(40.0 + GAP + 11.0, 12.0), Some(5));
        assert_eq!(pixel(40.0 + GAP / 2.0, 12.0), None);
        assert_eq!(pixel(3.0, 21.0), None);
    }

    #[test]
    fn what_is_wiped_out_is_to_be_drawn() {
        let mut insight = Insight::default();
        assert!(insight.known().is_empty());
        insight.wipe(5, &images());
        let known = insight.known();
        assert_eq!(known.len(), 24);
        let wiped: Vec<usize> = (0..24).filter(|&i| !known[i]).collect();
        assert_eq!(wiped, [15, 16, 17]);
        insight.wipe(0, &images());
        assert_eq!(insight.known().iter().filter(|known| !**known).count(), 6);
    }
}
