//! Pictures of one's own on the command line: a folder of photographs and other things, and sheets of tiles.

mod common;

use std::path::Path;

use common::program::{call, json, refused};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage};
use serde_json::Value;

/// Something like a photograph: a sky, a hill, and a thing on it.
fn photograph(seed: u32) -> RgbImage {
    let (width, height) = (40 + seed % 50, 30 + seed % 70);
    let hill = |x: u32| height / 2 + (f64::from(x + seed) / 9.0).sin().mul_add(5.0, 0.0) as u32;
    RgbImage::from_fn(width, height, |x, y| {
        let thing = x.abs_diff(width / 2) < 6 && y.abs_diff(height / 2) < 8;
        let grain = (x * 7 + y * 13 + seed) % 9;
        let shade = |v: u32| (v + grain).min(255) as u8;
        match (thing, y > hill(x)) {
            (true, _) => Rgb([shade(200), shade(seed % 200), 30]),
            (false, true) => Rgb([30, shade(120), 40]),
            (false, false) => Rgb([shade(100), shade(150), 230]),
        }
    })
}

fn save(path: &Path, image: impl Into<DynamicImage>, format: ImageFormat) {
    image.into().save_with_format(path, format).unwrap();
}

/// 300 files: photographs in three formats, grey ones, one in inks, and three that are none.
fn mixed(folder: &Path) {
    for class in ["hills", "things"] {
        std::fs::create_dir_all(folder.join(class)).unwrap();
    }
    for i in 0..296u32 {
        let class = if i % 2 == 0 { "hills" } else { "things" };
        let path = |end: &str| folder.join(class).join(format!("{i:03}.{end}"));
        let picture = photograph(i * 31);
        match i % 4 {
            0 => save(&path("png"), picture, ImageFormat::Png),
            1 => save(&path("jpg"), picture, ImageFormat::Jpeg),
            2 => save(&path("webp"), picture, ImageFormat::WebP),
            _ => save(
                &path("jpeg"),
                DynamicImage::from(picture).to_luma8(),
                ImageFormat::Jpeg,
            ),
        }
    }
    std::fs::copy("tests/fixtures/cmyk.jpg", folder.join("things/inks.jpg")).unwrap();
    let whole = std::fs::read(folder.join("hills/000.png")).unwrap();
    std::fs::write(folder.join("hills/half.png"), &whole[..whole.len() / 2]).unwrap();
    save(
        &folder.join("hills/dot.png"),
        GrayImage::from_pixel(1, 1, Luma([9])),
        ImageFormat::Png,
    );
    std::fs::write(folder.join("things/letter.png"), "Dear all,").unwrap();
}

#[test]
fn a_folder_of_300_mixed_pictures_trains_and_tells_what_was_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = folder.path().join("pictures");
    mixed(&pictures);
    let args =
        "train vae --data pictures --steps 20 --set hidden=32 --set latent=4 --json --out run";
    let output = call(folder.path(), &args.split(' ').collect::<Vec<_>>());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(
        told.contains(
            "Left out 3 of 300 files: 1 broken (such as half.png); 1 with less than 4 pixels a side (such as dot.png); 1 not a \
             picture that can be read (such as letter.png)."
        ),
        "{told}"
    );
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["steps"], 20);
    let metrics = &result["metrics"];
    assert_eq!(
        (&metrics["n"], &metrics["protocol"]),
        (&29.into(), &"grey".into())
    );
    assert!(metrics["elbo_nats"].as_f64().unwrap().is_finite());
    // No classifier knows these: they are compared as pixels, and nothing is said of classes.
    assert_eq!(metrics["features"], "pixels");
    assert!(metrics["precision"].is_number() && metrics["frechet_distance"].is_null());
    // The folder is found again, and a picture less is noticed.
    json(folder.path(), &["eval", "run", "--json"]);
    std::fs::remove_file(pictures.join("hills/000.png")).unwrap();
    let told = refused(folder.path(), &["eval", "run"], 1);
    assert!(told.contains("pictures"), "{told}");
}

#[test]
fn static_bits_are_told_and_measured_by_every_bound() {
    let folder = tempfile::tempdir().unwrap();
    let args =
        "train vae --data digits --steps 20 --set hidden=32 --set pixels=static --json --out run";
    let trained = json(folder.path(), &args.split(' ').collect::<Vec<_>>());
    assert_eq!(trained["metrics"]["protocol"], "static");
    let again = json(folder.path(), &["eval", "run", "--json"]);
    assert_eq!(
        trained["metrics"]["elbo_nats"],
        again["metrics"]["elbo_nats"]
    );
    assert!(again["metrics"]["iwae_5_nats"].is_number());
}

#[test]
fn folders_and_sheets_that_cannot_be_learned_from_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("empty")).unwrap();
    let sheet = |name: &str, width, height| {
        let tiles = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
        save(&at(name), tiles, ImageFormat::Png);
    };
    sheet("odd.png", 101, 99);
    sheet("both.png", 448, 224);
    sheet("small.png", 56, 28);
    save(&at("one.jpg"), photograph(1), ImageFormat::Jpeg);
    std::fs::write(at("cut.png"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    for (data, says) in [
        ("empty", "at least 10"),
        ("odd.png", "sheet-24x24.png"),
        ("both.png", "28 and of 32"),
        ("small.png", "at least 10"),
        ("one.jpg", "one picture"),
        ("cut.png", "cannot be read"),
    ] {
        let told = refused(
            folder.path(),
            &["train", "vae", "--data", data, "--steps", "5"],
            1,
        );
        assert!(told.contains(says), "{data}: {told}");
    }
}
