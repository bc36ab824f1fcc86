//! Thumbnails: a few of a run's newest samples as one small texture.

use std::collections::BTreeMap;

use egui::{Color32, ColorImage, Context, TextureHandle, TextureOptions};

use crate::engine::{PictureId, RunId};
use crate::figure::{Figure, Images};
use crate::ui::run_view::RunView;
use crate::ui::theme;

/// Images on a side.
const SIDE: usize = 2;
/// Dark pixels between two images.
const GAP: usize = 1;

/// The thumbnails of all runs.
#[derive(Default)]
pub(super) struct Thumbs(BTreeMap<RunId, Thumb>);

struct Thumb {
    seed: u64,
    step: u64,
    texture: TextureHandle,
}

impl Thumbs {
    /// The newest thumbnail of a run, if it has samples.
    pub(super) fn of(&mut self, ctx: &Context, run: &RunView) -> Option<&TextureHandle> {
        let picture = run.pictures.get(&PictureId::Samples)?;
        let Figure::Images(images) = &picture.figure else {
            return None;
        };
        let known = self.0.get(&run.run);
        let fresh = known.is_some_and(|t| t.step == picture.step && t.seed == run.spec.seed);
        if !fresh {
            let texture = ctx.load_texture("thumbnail", packed(images), TextureOptions::LINEAR);
            let thumb = Thumb {
                seed: run.spec.seed,
                step: picture.step,
                texture,
            };
            self.0.insert(run.run, thumb);
        }
        self.0.get(&run.run).map(|thumb| &thumb.texture)
    }
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
