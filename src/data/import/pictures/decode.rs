//! One picture of any size and format, as the small square that a model learns from.

use std::io::Cursor;

use image::imageops::{FilterType, crop_imm, resize};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageReader, Rgb, RgbImage, Rgba, RgbaImage,
    metadata::Orientation,
};

/// The side of a picture in colour, and of a grey one.
pub(super) const COLOUR: u32 = 32;
pub(super) const GREY: u32 = 28;
/// Smaller ones hold no picture.
pub(super) const LEAST_SIDE: u32 = 4;
/// What a picture may unpack to: a hundred megapixels are 300 MB.
const MOST_BYTES: u64 = 400 << 20;
/// Red, green and blue that differ by no more are grey; a JPEG of a grey picture is seldom grey to the last bit.
const TINGE: u8 = 10;

/// Why a file is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unfit {
    /// It begins as a picture and cannot be read to its end.
    Broken,
    /// It has less than [`LEAST_SIDE`] pixels a side.
    Small,
    /// It would not fit in memory.
    Large,
    /// It is no picture, or one of a format that is not read here.
    Other,
    /// There were enough pictures before it.
    Over,
}

impl Unfit {
    /// The key of its words.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Broken => "left-out-broken",
            Self::Small => "left-out-small",
            Self::Large => "left-out-large",
            Self::Other => "left-out-other",
            Self::Over => "left-out-over",
        }
    }
}

/// A picture as a model may see it.
pub(super) struct Seen {
    /// In colour, row by row. `[COLOUR * COLOUR * 3]`
    pub(super) colour: Vec<u8>,
    /// In grey, where it has no colour. `[GREY * GREY]`
    pub(super) grey: Option<Vec<u8>>,
}

/// The middle square of a picture, scaled down.
pub(super) fn seen(bytes: &[u8]) -> Result<Seen, Unfit> {
    let square = middle(&flat(decoded(bytes)?));
    let colour = resize(&square, COLOUR, COLOUR, FilterType::Lanczos3);
    let grey = is_grey(colour.as_raw()).then(|| {
        let small = resize(&square, GREY, GREY, FilterType::Lanczos3);
        small.pixels().copied().map(luminance).collect()
    });
    Ok(Seen {
        colour: colour.into_raw(),
        grey,
    })
}

/// Whether pixels of red, green and blue have no colour.
pub(super) fn is_grey(pixels: &[u8]) -> bool {
    pixels.chunks_exact(3).all(|pixel| {
        let spread = pixel.iter().max().zip(pixel.iter().min());
        spread.is_none_or(|(most, least)| most - least <= TINGE)
    })
}

/// How bright a pixel is to the eye.
pub(super) fn luminance(pixel: Rgb<u8>) -> u8 {
    let [red, green, blue] = pixel.0.map(f32::from);
    (0.299 * red + 0.587 * green + 0.114 * blue).round() as u8
}

/// The picture as its camera held it; of a moving one the first.
pub(super) fn decoded(bytes: &[u8]) -> Result<DynamicImage, Unfit> {
    let unfit = |why: ImageError| match why {
        ImageError::Unsupported(_) => Unfit::Other,
        ImageError::Limits(_) => Unfit::Large,
        _ => Unfit::Broken,
    };
    let format = image::guess_format(bytes).map_err(|_| Unfit::Other)?;
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut decoder = reader.into_decoder().map_err(unfit)?;
    let (width, height) = decoder.dimensions();
    if decoder.total_bytes() > MOST_BYTES {
        return Err(Unfit::Large);
    }
    if width.min(height) < LEAST_SIDE {
        return Err(Unfit::Small);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(unfit)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// Without transparency: what shines through is the white or the black that the picture was made for.
pub(super) fn flat(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    let ground = ground(&image);
    let over = |pixel: &Rgba<u8>| {
        let [red, green, blue, alpha] = pixel.0.map(f32::from);
        let cover = alpha / 255.0;
        Rgb([red, green, blue].map(|v| (v * cover + ground * (1.0 - cover)).round() as u8))
    };
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        over(image.get_pixel(x, y))
    })
}

/// White or black, as the border is; where nothing of the border is seen, whichever the picture stands out from.
fn ground(image: &RgbaImage) -> f32 {
    /// Only what is nearly white would be lost on white.
    const NEARLY_WHITE: f32 = 200.0;
    let (right, bottom) = (image.width() - 1, image.height() - 1);
    let is_border = |x: u32, y: u32| x == 0 || y == 0 || x == right || y == bottom;
    let (mut of_border, mut of_all) = ([0.0f32; 2], [0.0f32; 2]);
    for (x, y, Rgba([red, green, blue, alpha])) in image.enumerate_pixels() {
        let alpha = f32::from(*alpha) / 255.0;
        let bright = alpha * f32::from(luminance(Rgb([*red, *green, *blue])));
        of_all = [of_all[0] + bright, of_all[1] + alpha];
        if is_border(x, y) {
            of_border = [of_border[0] + bright, of_border[1] + alpha];
        }
    }
    let border = 2.0 * (right + bottom) as f32;
    let is_white = if of_border[1] > 0.1 * border {
        of_border[0] / of_border[1] > 127.0
    } else {
        of_all[0] <= NEARLY_WHITE * of_all[1]
    };
    if is_white { 255.0 } else { 0.0 }
}

/// The square in the middle, as large as the shorter side.
pub(super) fn middle(image: &RgbImage) -> RgbImage {
    let (width, height) = image.dimensions();
    let side = width.min(height);
    crop_imm(image, (width - side) / 2, (height - side) / 2, side, side).to_image()
}
