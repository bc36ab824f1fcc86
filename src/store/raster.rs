//! Images as pixels in files: sprites, strips and animations.

use std::borrow::Cow;
use std::io::Write;

use crate::figure::Images;

/// Pixels between the samples of a sprite.
const GAP: usize = 2;
/// Neither black nor white, so that it parts images of either ground.
const GAP_GREY: u8 = 96;
/// A sprite is at least this wide.
const SPRITE_WIDTH: usize = 560;
/// A sheet of several images is at least this wide.
const SHEET_WIDTH: usize = 1200;
/// A frame of a walk is at least this wide.
const FRAME_WIDTH: usize = 224;
/// Hundredths of a second that a frame stays.
const FRAME_DELAY: u16 = 8;
/// The ends of a walk stay longer, because they are what it connects.
const END_DELAY: u16 = 48;

/// How large pictures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zoom {
    /// Half as large as for a slide.
    Small,
    /// For a slide.
    #[default]
    Medium,
    /// Twice as large, for print.
    Large,
}

impl Zoom {
    /// All of them, and the keys of their words.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Small, "export-small"),
        (Self::Medium, "export-medium"),
        (Self::Large, "export-large"),
    ];

    /// So many pixels, larger or smaller.
    fn of(self, pixels: usize) -> usize {
        match self {
            Self::Small => pixels / 2,
            Self::Medium => pixels,
            Self::Large => pixels * 2,
        }
    }
}

/// A picture of bytes, row by row, one or three a pixel.
#[derive(Debug, PartialEq)]
pub struct Raster {
    width: usize,
    height: usize,
    channels: usize,
    bytes: Vec<u8>,
}

impl Raster {
    fn new(width: usize, height: usize, channels: usize) -> Self {
        Self {
            width,
            height,
            channels,
            bytes: vec![GAP_GREY; width * height * channels],
        }
    }

    /// Draws an image with its corner at (left, top), each pixel as a square of `scale`.
    fn draw(&mut self, images: &Images, index: usize, [left, top]: [usize; 2], scale: usize) {
        let image = images.image(index);
        let line = images.width * self.channels;
        for y in 0..images.height * scale {
            let source = &image[y / scale * line..][..line];
            let start = ((top + y) * self.width + left) * self.channels;
            let target = &mut self.bytes[start..][..line * scale];
            for (pixel, square) in source
                .chunks_exact(self.channels)
                .zip(target.chunks_exact_mut(self.channels * scale))
            {
                for copy in square.chunks_exact_mut(self.channels) {
                    for (byte, intensity) in copy.iter_mut().zip(pixel) {
                        *byte = byte_of(*intensity);
                    }
                }
            }
        }
    }

    /// Writes it as a PNG.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_png(&self, out: &mut impl Write) -> image::ImageResult<()> {
        let colour = if self.channels == 1 {
            image::ExtendedColorType::L8
        } else {
            image::ExtendedColorType::Rgb8
        };
        let encoder = image::codecs::png::PngEncoder::new(out);
        image::ImageEncoder::write_image(
            encoder,
            &self.bytes,
            self.width as u32,
            self.height as u32,
            colour,
        )
    }
}

/// Samples that arrive in parts, side by side on a near-square grid.
pub struct Sprite {
    raster: Raster,
    columns: usize,
    scale: usize,
    drawn: usize,
}

impl Sprite {
    /// An empty sprite for `count` images of this size.
    pub fn new(count: usize, sides: [usize; 3]) -> Self {
        let columns = (1..).find(|side| side * side >= count).unwrap_or(1);
        Self::arranged(count, columns, SPRITE_WIDTH, sides)
    }

    /// The same with so many images in a row, at least so many pixels wide.
    fn arranged(
        count: usize,
        columns: usize,
        least: usize,
        [width, height, channels]: [usize; 3],
    ) -> Self {
        let rows = count.div_ceil(columns).max(1);
        let gaps = (columns - 1) * GAP;
        let scale = least.saturating_sub(gaps).div_ceil(columns * width).max(1);
        let raster = Raster::new(
            columns * width * scale + gaps,
            rows * height * scale + (rows - 1) * GAP,
            channels,
        );
        Self {
            raster,
            columns,
            scale,
            drawn: 0,
        }
    }

    /// Draws the next images.
    pub fn extend(&mut self, images: &Images) {
        for index in 0..images.count() {
            let (column, row) = (self.drawn % self.columns, self.drawn / self.columns);
            let corner = [
                column * (images.width * self.scale + GAP),
                row * (images.height * self.scale + GAP),
            ];
            self.raster.draw(images, index, corner, self.scale);
            self.drawn += 1;
        }
    }

    /// The picture.
    pub fn raster(&self) -> &Raster {
        &self.raster
    }
}

/// The frames of a walk side by side.
pub fn strip(images: &Images) -> Raster {
    let scale = FRAME_WIDTH.div_ceil(images.width).max(1);
    let (width, height) = (images.width * scale, images.height * scale);
    let mut raster = Raster::new(width * images.count(), height, images.channels);
    for index in 0..images.count() {
        raster.draw(images, index, [index * width, 0], scale);
    }
    raster
}

/// The frames of a walk as an animation goes through them: there and back, the ends for a longer time; each with how long it
/// stays, in hundredths of a second.
fn there_and_back(images: &Images, zoom: Zoom) -> impl Iterator<Item = (Raster, u16)> + '_ {
    let scale = zoom.of(FRAME_WIDTH).div_ceil(images.width).max(1);
    let last = images.count().saturating_sub(1);
    let back = (1..last).rev();
    (0..=last).chain(back).map(move |index| {
        let mut raster = Raster::new(images.width * scale, images.height * scale, images.channels);
        raster.draw(images, index, [0, 0], scale);
        let delay = if index == 0 || index == last {
            END_DELAY
        } else {
            FRAME_DELAY
        };
        (raster, delay)
    })
}

/// Writes the frames of a walk as an animation that goes there and back for ever; what share of it is written is told on the way.
///
/// # Errors
/// If it cannot be written.
pub fn write_gif(
    images: &Images,
    zoom: Zoom,
    out: &mut impl Write,
    told: &dyn Fn(f32),
) -> Result<(), gif::EncodingError> {
    // There, and back without either end.
    let all = (2 * images.count()).saturating_sub(2).max(1) as f32;
    let mut frames = there_and_back(images, zoom).peekable();
    let side = |pixels: usize| u16::try_from(pixels).unwrap_or(u16::MAX);
    let first = frames
        .peek()
        .map(|(raster, _)| [raster.width, raster.height]);
    let [width, height] = first.unwrap_or_default().map(side);
    let greys: Vec<u8> = (0..=u8::MAX).flat_map(|grey| [grey; 3]).collect();
    let mut encoder = gif::Encoder::new(out, width, height, &greys)?;
    encoder.set_repeat(gif::Repeat::Infinite)?;
    for (i, (raster, delay)) in frames.enumerate() {
        let mut frame = if images.channels == 1 {
            gif::Frame {
                width,
                height,
                buffer: Cow::Owned(raster.bytes),
                ..gif::Frame::default()
            }
        } else {
            gif::Frame::from_rgb(width, height, &raster.bytes)
        };
        frame.delay = delay;
        encoder.write_frame(&frame)?;
        told((i + 1) as f32 / all);
    }
    Ok(())
}

/// The same as an animated PNG, which loses no shade of any colour.
///
/// # Errors
/// If it cannot be written.
pub fn write_apng(
    images: &Images,
    zoom: Zoom,
    out: &mut impl Write,
    told: &dyn Fn(f32),
) -> Result<(), png::EncodingError> {
    let frames: Vec<(Raster, u16)> = there_and_back(images, zoom).collect();
    let Some((first, _)) = frames.first() else {
        return Ok(());
    };
    let mut encoder = png::Encoder::new(out, first.width as u32, first.height as u32);
    encoder.set_color(if first.channels == 1 {
        png::ColorType::Grayscale
    } else {
        png::ColorType::Rgb
    });
    encoder.set_animated(frames.len() as u32, 0)?;
    let mut writer = encoder.write_header()?;
    for (i, (raster, delay)) in frames.iter().enumerate() {
        writer.set_frame_delay(*delay, 100)?;
        writer.write_image_data(&raster.bytes)?;
        told((i + 1) as f32 / frames.len() as f32);
    }
    writer.finish()
}

/// All images as they are arranged, each pixel as a square so that the whole is about as wide as a slide, or wider, at that zoom.
pub fn sheet(images: &Images, zoom: Zoom) -> Raster {
    let columns = images.columns.unwrap_or(images.count()).max(1);
    let sides = [images.width, images.height, images.channels];
    let mut sprite = Sprite::arranged(images.count(), columns, zoom.of(SHEET_WIDTH), sides);
    sprite.extend(images);
    sprite.raster
}

fn byte_of(intensity: f32) -> u8 {
    (intensity.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(count: usize) -> Images {
        let pixels: Vec<f32> = (0..count * 4).map(|i| (i % 4) as f32 / 3.0).collect();
        Images {
            width: 2,
            height: 2,
            channels: 1,
            columns: None,
            pixels: pixels.into(),
        }
    }

    #[test]
    fn a_sprite_is_wide_enough_and_keeps_its_gaps() {
        let mut sprite = Sprite::new(5, [2, 2, 1]);
        sprite.extend(&images(2));
        sprite.extend(&images(3));
        let raster = sprite.raster();
        // Three columns of 2 px at a scale of 93, and two gaps.
        assert_eq!((raster.width, raster.height), (562, 374));
        let at = |x: usize, y: usize| raster.bytes[y * raster.width + x];
        assert_eq!((at(0, 0), at(185, 0), at(185, 185)), (0, 85, 255));
        assert_eq!((at(186, 0), at(188, 0)), (GAP_GREY, 0));
        assert_eq!(at(561, 373), GAP_GREY);
    }

    #[test]
    fn an_animated_png_goes_there_and_back_for_ever() {
        let mut bytes = Vec::new();
        let shares = std::cell::RefCell::new(Vec::new());
        let told = |share| shares.borrow_mut().push(share);
        write_apng(&images(4), Zoom::Medium, &mut bytes, &told).unwrap();
        assert_eq!(
            shares.borrow().len(),
            6,
            "there, and back without either end"
        );
        assert_eq!(shares.borrow().last(), Some(&1.0));
        let reader = png::Decoder::new(std::io::Cursor::new(&bytes))
            .read_info()
            .unwrap();
        let control = reader.info().animation_control().unwrap();
        assert_eq!((control.num_frames, control.num_plays), (6, 0));
        assert_eq!(reader.info().width, 224);
    }

    #[test]
    fn a_sheet_keeps_its_rows() {
        let images = Images {
            columns: Some(3),
            ..images(6)
        };
        let raster = sheet(&images, Zoom::Medium);
        let scale = (SHEET_WIDTH - 2 * GAP).div_ceil(6);
        assert_eq!(raster.width, 6 * scale + 2 * GAP);
        assert_eq!(raster.height, 4 * scale + GAP);
    }

    #[test]
    fn large_images_are_not_scaled() {
        let sprite = Sprite::new(10_000, [28, 28, 1]);
        assert_eq!(sprite.raster().width, 100 * 28 + 99 * GAP);
    }
}
