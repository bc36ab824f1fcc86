//! Thumbnails: a few of a run's newest samples as one small texture; of points, where many of them fall.

use std::collections::BTreeMap;

use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};

use crate::engine::{PictureId, RunId};
use crate::figure::{Figure, Images, Points};
use crate::ui::run_view::RunView;
use crate::ui::theme;

/// Images on a side.
const SIDE: usize = 2;
/// Dark pixels between two images.
const GAP: usize = 1;

/// Cells on a side of a picture of the plane.
const CELLS: usize = 48;

/// The thumbnails of all runs.
#[derive(Default)]
pub(in crate::ui) struct Thumbs(BTreeMap<RunId, Thumb>);

struct Thumb {
    seed: u64,
    step: u64,
    dark: bool,
    texture: TextureHandle,
}

impl Thumbs {
    /// The newest thumbnail of a run, if it has samples.
    pub(in crate::ui) fn of(&mut self, ctx: &Context, run: &RunView) -> Option<&TextureHandle> {
        let picture = run.pictures.get(&PictureId::Samples)?;
        let known = self.0.get(&run.run);
        let dark = theme::of_ctx(ctx).dark;
        let fresh = known.is_some_and(|thumb| {
            (thumb.step, thumb.seed, thumb.dark) == (picture.step, run.spec.seed, dark)
        });
        if !fresh {
            let image = match &picture.figure {
                Figure::Images(images) => packed(images),
                Figure::Points(points) => counted(ctx, run, points)?,
                _ => return None,
            };
            let texture = ctx.load_texture("thumbnail", image, TextureOptions::LINEAR);
            let thumb = Thumb {
                seed: run.spec.seed,
                step: picture.step,
                dark,
                texture,
            };
            self.0.insert(run.run, thumb);
        }
        self.0.get(&run.run).map(|thumb| &thumb.texture)
    }
}

/// Samples in a plane, counted in the cells of a grid over the window of the data and spread over the cells around.
fn counted(ctx: &Context, run: &RunView, points: &Points) -> Option<ColorImage> {
    let window = run.ready.as_ref()?.data.plane()?.window;
    let size = window.size();
    let side = size[0].max(size[1]) * 1.06;
    let theme = theme::of_ctx(ctx);
    let mut cells = vec![0.0f32; CELLS * CELLS];
    for at in points.at.iter() {
        let share = [0, 1].map(|axis| {
            let middle = f64::midpoint(window.low[axis], window.high[axis]);
            (f64::from(at[axis]) - middle) / side + 0.5
        });
        for (far, weight) in [(-1i32, 0.25f32), (0, 0.5), (1, 0.25)] {
            for (high, height) in [(-1i32, 0.25f32), (0, 0.5), (1, 0.25)] {
                let x = (share[0] * CELLS as f64) as i32 + far;
                let y = ((1.0 - share[1]) * CELLS as f64) as i32 + high;
                if (0..CELLS as i32).contains(&x) && (0..CELLS as i32).contains(&y) {
                    cells[y as usize * CELLS + x as usize] += weight * height;
                }
            }
        }
    }
    let most = cells
        .iter()
        .copied()
        .fold(0.0f32, f32::max)
        .max(f32::MIN_POSITIVE);
    let pixels = cells.iter().map(|count| theme.heat((count / most).sqrt()));
    Some(ColorImage::new([CELLS, CELLS], pixels.collect()))
}

fn packed(images: &Images) -> ColorImage {
    let size = [
        SIDE * images.width + (SIDE - 1) * GAP,
        SIDE * images.height + (SIDE - 1) * GAP,
    ];
    let mut packed = ColorImage::filled(size, Color32::TRANSPARENT);
    for index in 0..images.count().min(SIDE * SIDE) {
        let left = index % SIDE * (images.width + GAP);
        let top = index / SIDE * (images.height + GAP);
        let pixels = images.image(index).chunks_exact(images.channels.max(1));
        for (i, pixel) in pixels.enumerate() {
            let (x, y) = (left + i % images.width, top + i / images.width);
            packed.pixels[y * size[0] + x] = theme::pixel(pixel);
        }
    }
    packed
}
