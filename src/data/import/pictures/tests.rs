use std::fs;

use image::{
    DynamicImage, GrayImage, ImageBuffer, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage,
};

use super::*;
use crate::data::load;

/// Cyan, magenta, yellow and black in the four corners, by another program.
const CMYK: &[u8] = include_bytes!("../../../../tests/fixtures/cmyk.jpg");

fn save(path: &Path, image: impl Into<DynamicImage>, format: ImageFormat) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    image.into().save_with_format(path, format).unwrap();
}

fn grey(level: u8, width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        Luma([level.wrapping_add((x * 3 + y) as u8)])
    })
}

fn images(path: &Path) -> ImageSet {
    load(path.to_str().unwrap())
        .unwrap()
        .images()
        .unwrap()
        .clone()
}

fn only(bytes: &[u8]) -> RgbImage {
    let seen = decode::seen(bytes).unwrap_or_else(|why| panic!("{why:?}"));
    RgbImage::from_raw(COLOUR, COLOUR, seen.colour).unwrap()
}

fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn near(a: [u8; 3], b: [u8; 3], by: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= by)
}

#[test]
fn a_mixed_folder_is_read_and_what_is_left_out_is_told_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: String| folder.path().join(name);
    for i in 0..12 {
        let colour = RgbImage::from_pixel(40 + i, 30, Rgb([200, 30, i as u8]));
        save(
            &at(format!("cats/{i}.png")),
            colour.clone(),
            ImageFormat::Png,
        );
        save(
            &at(format!("cats/{i}.jpg")),
            colour.clone(),
            ImageFormat::Jpeg,
        );
        save(
            &at(format!("dogs/{i}.webp")),
            colour.clone(),
            ImageFormat::WebP,
        );
        save(
            &at(format!("dogs/deeper/{i}.bmp")),
            colour.clone(),
            ImageFormat::Bmp,
        );
        save(&at(format!("dogs/{i}.gif")), colour, ImageFormat::Gif);
        save(
            &at(format!("dogs/grey{i}.png")),
            grey(i as u8, 50, 50),
            ImageFormat::Png,
        );
    }
    fs::write(at("cats/cmyk.jpg".into()), CMYK).unwrap();
    let whole = fs::read(at("cats/0.png".into())).unwrap();
    fs::write(at("cats/broken.png".into()), &whole[..whole.len() / 2]).unwrap();
    fs::write(at("cats/text.png".into()), "Once upon a time").unwrap();
    save(&at("dogs/dot.png".into()), grey(0, 1, 1), ImageFormat::Png);
    fs::write(at("dogs/.DS_Store".into()), "litter").unwrap();
    fs::write(at("dogs/Thumbs.db".into()), "litter").unwrap();

    let set = images(folder.path());
    assert_eq!((set.width, set.height, set.channels), (32, 32, 3));
    assert_eq!((set.count(&set.train), set.count(&set.test)), (66, 7));
    assert_eq!(set.classes, ["cats", "dogs"]);
    assert_eq!(
        set.train
            .labels
            .iter()
            .chain(&set.test.labels)
            .filter(|l| **l == 0)
            .count(),
        25
    );
    let said = set.remarks[0].to_string();
    assert_eq!(set.remarks.len(), 1);
    assert_eq!(
        said,
        "Left out 3 of 76 files: 1 broken (such as broken.png); 1 with less than 4 pixels a side (such as dot.png); 1 not a \
         picture that can be read (such as text.png)."
    );
    // The same folder is the same set, and a new picture is noticed.
    assert_eq!(images(folder.path()), set);
    save(&at("cats/new.png".into()), grey(9, 9, 9), ImageFormat::Png);
    assert_eq!(images(folder.path()).count(&set.train), 66);
    assert_ne!(images(folder.path()).fingerprint(), set.fingerprint());
}

#[test]
fn pictures_without_colour_make_a_grey_set() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..20u8 {
        let path = folder.path().join(format!("{i}.jpg"));
        // Grey, though written as red, green and blue.
        save(
            &path,
            DynamicImage::from(grey(i, 60, 44)).to_rgb8(),
            ImageFormat::Jpeg,
        );
    }
    let deep = ImageBuffer::from_fn(30, 30, |x, _| Luma([x as u16 * 2000]));
    save(
        &folder.path().join("deep.png"),
        DynamicImage::ImageLuma16(deep),
        ImageFormat::Png,
    );
    let set = images(folder.path());
    assert_eq!((set.width, set.height, set.channels), (28, 28, 1));
    assert_eq!((set.count(&set.train), set.count(&set.test)), (19, 2));
    assert!(set.train.labels.is_empty() && set.classes.is_empty() && set.remarks.is_empty());
}

#[test]
fn inks_are_the_colours_that_they_print() {
    let seen = only(CMYK);
    let corners = [(4, 4), (27, 4), (4, 27), (27, 27)].map(|(x, y)| seen.get_pixel(x, y).0);
    let printed = [[0, 255, 255], [255, 0, 255], [255, 255, 0], [0, 0, 0]];
    for (corner, printed) in corners.into_iter().zip(printed) {
        assert!(near(corner, printed, 40), "{corner:?} is not {printed:?}");
    }
}

#[test]
fn the_middle_square_is_kept() {
    let wide = RgbImage::from_fn(90, 30, |x, _| {
        if (30..60).contains(&x) {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    });
    let seen = only(&png(wide));
    assert!(seen.pixels().all(|pixel| near(pixel.0, [255, 0, 0], 2)));
}

#[test]
fn what_shines_through_is_what_the_picture_was_made_for() {
    let disc = |inner: [u8; 4], outer: [u8; 4]| {
        RgbaImage::from_fn(32, 32, |x, y| {
            let inside = x.abs_diff(16).pow(2) + y.abs_diff(16).pow(2) < 100;
            Rgba(if inside { inner } else { outer })
        })
    };
    let corner = |image: RgbaImage| only(&png(image)).get_pixel(0, 0).0;
    let clear = [0, 0, 0, 0];
    // Dark or colourful things lie on white, white ones on black.
    assert_eq!(corner(disc([200, 20, 20, 255], clear)), [255; 3]);
    assert_eq!(corner(disc([0, 0, 0, 255], clear)), [255; 3]);
    assert_eq!(corner(disc([255; 4], clear)), [0; 3]);
    // A border that is half there decides by its own brightness.
    assert!(corner(disc([255, 0, 0, 255], [20, 20, 20, 128]))[0] < 30);
    assert!(corner(disc([255, 0, 0, 255], [240, 240, 240, 128]))[0] > 220);
    let faint = ImageBuffer::from_pixel(8, 8, LumaA([255u8, 0]));
    assert_eq!(
        only(&png(DynamicImage::ImageLumaA8(faint)))
            .get_pixel(3, 3)
            .0,
        [255; 3]
    );
}

#[test]
fn a_folder_with_too_few_pictures_says_why() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..3 {
        fs::write(folder.path().join(format!("{i}.txt")), "text").unwrap();
    }
    let why = load(folder.path().to_str().unwrap()).unwrap_err();
    assert_eq!(why.key(), "error-pictures-few");
    assert!(why.to_string().contains("3 not a picture"), "{why}");
    let empty = tempfile::tempdir().unwrap();
    assert!(
        load(empty.path().to_str().unwrap())
            .unwrap_err()
            .to_string()
            .contains("Nothing was left out")
    );
}

#[test]
fn no_bytes_break_the_reading_of_a_picture() {
    let good = [png(grey(3, 20, 20)), CMYK.to_vec()];
    for good in &good {
        for cut in 0..good.len() {
            decode::seen(&good[..cut]).err();
            let mut bent = good.clone();
            bent[cut] ^= 0x55;
            decode::seen(&bent).err();
        }
    }
    // A header that promises more than any memory holds.
    let mut vast = png(grey(3, 20, 20));
    vast[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(decode::seen(&vast).is_err());
}

fn sheet(name: &str, width: u32, height: u32) -> Result<ImageSet, Trouble> {
    sprite(Path::new(name), &png(grey(0, width, height)))
}

#[test]
fn the_side_of_a_tile_follows_from_the_sheet_or_its_name() {
    let side =
        |name: &str, width, height| sheet(name, width, height).map(|set| (set.width, set.channels));
    assert_eq!(side("sheet.png", 280, 140), Ok((28, 1)));
    assert_eq!(side("sheet.png", 320, 64), Ok((32, 1)));
    assert_eq!(side("sheet.png", 240, 80), Ok((16, 1)));
    assert_eq!(side("sheet.png", 120, 40), Ok((8, 1)));
    assert_eq!(side("sheet-32x32.png", 448, 224), Ok((32, 1)));
    assert_eq!(side("my24x24.png", 240, 72), Ok((24, 1)));
    let key = |name: &str, width, height| sheet(name, width, height).unwrap_err().key();
    assert_eq!(key("sheet.png", 448, 224), "error-sprite-ambiguous");
    assert_eq!(key("sheet.png", 101, 99), "error-sprite-size");
    assert_eq!(key("sheet-24x24.png", 100, 100), "error-sprite-side");
    assert_eq!(key("sheet.png", 56, 28), "error-sprite-few");
    let broken = sprite(Path::new("a.png"), b"\x89PNG\r\n\x1a\nwhat?").unwrap_err();
    assert_eq!(broken.key(), "error-sprite-broken");
}

#[test]
fn blank_tiles_at_the_end_fill_up_the_sheet() {
    let mut sheet = DynamicImage::from(grey(0, 28 * 6, 28 * 3)).to_rgb8();
    for tile in 14..18 {
        let (x, y) = (tile % 6 * 28, tile / 6 * 28);
        for at in 0..28 * 28 {
            sheet.put_pixel(x + at % 28, y + at / 28, Rgb([255, 255, 255]));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.png");
    save(&path, sheet.clone(), ImageFormat::Png);
    let set = images(&path);
    assert_eq!((set.count(&set.train), set.count(&set.test)), (13, 1));
    assert!(set.train.labels.is_empty());
    fs::write(path.with_extension("labels"), [3; 14]).unwrap();
    assert_eq!(images(&path).train.labels, [3; 13]);
    let mut colourful = sheet;
    colourful.put_pixel(0, 0, Rgb([255, 0, 0]));
    save(&path, colourful, ImageFormat::Png);
    assert_eq!(images(&path).channels, 3);
}
