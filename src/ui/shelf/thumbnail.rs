//! What a run drew last, so small that it has room in its row.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use egui::{Align2, Image, Rect, Role, Sense, TextureHandle, Ui, Vec2, WidgetInfo, pos2};

use crate::engine::IN_A_ROW;
use crate::store::Sheet;
use crate::ui::compare::texture_of;
use crate::ui::theme::{self, size};

/// The side of a thumbnail, and of the same under the pointer.
pub(super) const SIDE: f32 = 40.0;
const LARGE: f32 = 220.0;
/// Stands for what was written.
const LETTERS: &str = "Aa";
/// So many pictures of a row can be told apart in a thumbnail.
const SHOWN: usize = 3;
/// A sheet of points becomes so wide, and every dot takes away so much of the white.
const WIDE: usize = 64;
const DOT: usize = 90;

/// The first pictures of a sheet; of points all of them, smaller.
pub fn thumbnail(sheet: &Sheet, on_plane: bool) -> Sheet {
    if on_plane {
        return shrunk(sheet);
    }
    let side = (SHOWN * (sheet.width + 1) / IN_A_ROW).saturating_sub(1);
    let (width, height) = (side.min(sheet.width), side.min(sheet.height));
    let line = sheet.width * sheet.channels;
    let rows = sheet.bytes.chunks_exact(line.max(1)).take(height);
    Sheet {
        width,
        height,
        channels: sheet.channels,
        bytes: rows
            .flat_map(|row| row[..width * sheet.channels].iter().copied())
            .collect(),
    }
}

/// Black dots on white in fewer pixels, without losing any.
fn shrunk(sheet: &Sheet) -> Sheet {
    let block = sheet.width.div_ceil(WIDE).max(1);
    let [width, height] = [sheet.width, sheet.height].map(|side| side.div_ceil(block));
    let mut dots = vec![0_usize; width * height];
    let line = sheet.width.max(1);
    for (y, row) in sheet.bytes.chunks_exact(line).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, grey)| **grey < 128) {
            dots[y / block * width + x / block] += 1;
        }
    }
    let white = usize::from(u8::MAX);
    let grey = |dots: usize| white.saturating_sub(DOT * dots) as u8;
    Sheet {
        width,
        height,
        channels: 1,
        bytes: dots.into_iter().map(grey).collect(),
    }
}

/// A thumbnail as it was when the run had changed last.
pub(super) struct Kept {
    pub(super) changed: SystemTime,
    pub(super) sheet: Sheet,
    pub(super) on_plane: bool,
}

/// Those that have been drawn, each in a shade.
#[derive(Default)]
pub(super) struct Textures(BTreeMap<PathBuf, (SystemTime, bool, TextureHandle)>);

impl Textures {
    /// The thumbnail of the run in a folder, as it is drawn.
    pub(super) fn of(&mut self, ui: &Ui, folder: &PathBuf, kept: &Kept) -> TextureHandle {
        let dark = theme::of(ui).dark;
        let drawn = self.0.get(folder);
        if let Some((_, _, texture)) = drawn.filter(|of| (of.0, of.1) == (kept.changed, dark)) {
            return texture.clone();
        }
        let texture = texture_of(ui, &kept.sheet, kept.on_plane);
        let entry = (kept.changed, dark, texture.clone());
        self.0.insert(folder.clone(), entry);
        texture
    }
}

/// Draws it, or what stands for a run that writes; under the pointer it is large.
pub(super) fn show(ui: &mut Ui, texture: Option<&TextureHandle>, writes: bool, words: &str) {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SIDE), Sense::hover());
    let radius = f32::from(size::PICTURE_RADIUS);
    ui.painter()
        .rect_filled(rect, radius, theme::of(ui).background);
    if writes {
        let (font, color) = (theme::bold(size::BODY), theme::of(ui).faint);
        ui.painter()
            .text(rect.center(), Align2::CENTER_CENTER, LETTERS, font, color);
    }
    let Some(texture) = texture else { return };
    let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let fitted = |side: f32| texture.size_vec2() * (side / texture.size_vec2().max_elem());
    let place = Rect::from_center_size(rect.center(), fitted(SIDE));
    ui.painter()
        .image(texture.id(), place, whole, theme::UNTINTED);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
    response.on_hover_ui(|ui| {
        ui.add(Image::new((texture.id(), fitted(LARGE))));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_pictures_of_eight_remain_and_no_dot_is_lost() {
        // Pictures of two by two with a grey line between them, the value of each its column.
        let pixel = |x: usize| if x % 3 == 2 { 96 } else { (x / 3) as u8 };
        let sheet = Sheet {
            width: 23,
            height: 23,
            channels: 1,
            bytes: (0..23 * 23).map(|i| pixel(i % 23)).collect(),
        };
        let small = thumbnail(&sheet, false);
        assert_eq!((small.width, small.height), (8, 8));
        assert_eq!(small.bytes[..8], [0, 0, 96, 1, 1, 96, 2, 2]);

        let mut bytes = vec![u8::MAX; 256 * 256];
        (bytes[0], bytes[256 * 255 + 254], bytes[256 * 255 + 255]) = (0, 0, 0);
        let points = Sheet {
            width: 256,
            height: 256,
            channels: 1,
            bytes,
        };
        let small = thumbnail(&points, true);
        assert_eq!((small.width, small.height), (64, 64));
        assert_eq!((small.bytes[0], small.bytes[1]), (165, 255));
        assert_eq!(small.bytes[64 * 64 - 1], 75);
    }
}
