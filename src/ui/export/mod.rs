//! What can be taken out of the window: curves as a picture for a slide or a paper, and as a table.
//!
//! Panes put an [`Export`] together from plain data; making its bytes can take a while and is done on a thread of its own.

mod chart;
mod sheet;
mod svg;

pub use crate::store::raster::Zoom;
pub use chart::{Chart, Curve, Panel, Shape, Tick, Upright};
pub use sheet::Sheet;

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::theme;
use crate::figure::Images;
use crate::store::raster;

/// Pixels of a picture for every unit of its drawing.
const PIXELS: f32 = 2.0;

/// Something to be written to a file.
#[derive(Debug, Clone)]
pub struct Export {
    /// The name of the file, without its ending.
    pub name: String,
    /// What goes into it.
    pub what: What,
}

/// What goes into the file of an export.
#[derive(Debug, Clone)]
pub enum What {
    /// A drawing that can be scaled and edited.
    Svg(Chart),
    /// The same drawing in pixels.
    Png(Chart),
    /// A table of the readings of a run.
    Csv(Sheet),
    /// Small images as they are arranged, in pixels.
    Sheet(Images, Zoom),
    /// A walk as an animation, there and back.
    Gif(Images, Zoom),
    /// The same as an animated PNG.
    Apng(Images, Zoom),
    /// A lesson.
    Lesson(String),
    /// A link, to be opened elsewhere.
    Link(String),
    /// Any other table, row by row, the heads of its columns first.
    Table(Vec<Vec<String>>),
}

impl Export {
    /// The ending of the file.
    pub fn ending(&self) -> &'static str {
        match self.what {
            What::Svg(_) => "svg",
            What::Png(_) | What::Sheet(..) | What::Apng(..) => "png",
            What::Gif(..) => "gif",
            What::Lesson(_) => "toml",
            What::Link(_) => "genera",
            What::Csv(_) | What::Table(_) => "csv",
        }
    }

    /// The name of the file.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.name, self.ending())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// If the picture cannot be put into pixels, in words for a log or a message.
    pub fn bytes(&self) -> Result<Vec<u8>, String> {
        self.bytes_telling(&|_| {})
    }

    /// The same; of what takes long, it is told on the way what share is done.
    ///
    /// # Errors
    /// If the picture cannot be put into pixels, in words for a log or a message.
    pub fn bytes_telling(&self, told: &dyn Fn(f32)) -> Result<Vec<u8>, String> {
        match &self.what {
            What::Svg(chart) => Ok(svg::write(chart).into_bytes()),
            What::Png(chart) => pixels(&svg::write(chart)),
            What::Csv(sheet) => sheet.write(),
            What::Link(text) | What::Lesson(text) => Ok(text.clone().into_bytes()),
            What::Sheet(images, zoom) => {
                written(|bytes| raster::sheet(images, *zoom).write_png(bytes))
            }
            What::Gif(images, zoom) => {
                written(|bytes| raster::write_gif(images, *zoom, bytes, told))
            }
            What::Apng(images, zoom) => {
                written(|bytes| raster::write_apng(images, *zoom, bytes, told))
            }
            What::Table(rows) => table(rows),
        }
    }
}

/// The bytes that something writes.
fn written<E: ToString>(
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    write(&mut bytes).map_err(|why| why.to_string())?;
    Ok(bytes)
}

/// Rows as comma-separated values.
fn table(rows: &[Vec<String>]) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|why| why.to_string())?;
    }
    writer.into_inner().map_err(|why| why.to_string())
}

/// The fonts of the window, for pictures.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for font in [theme::REGULAR, theme::SEMIBOLD] {
        fonts.load_font_data(font.to_vec());
    }
    Arc::new(fonts)
});

/// A drawing in pixels, as a PNG.
fn pixels(drawing: &str) -> Result<Vec<u8>, String> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: svg::FAMILY.to_owned(),
        ..Options::default()
    };
    let tree = Tree::from_str(drawing, &options).map_err(|why| why.to_string())?;
    let size = tree.size().to_int_size().scale_by(PIXELS);
    let size = size.ok_or_else(|| "size".to_owned())?;
    let mut pixmap = Pixmap::new(size.width(), size.height()).ok_or_else(|| "memory".to_owned())?;
    let scale = Transform::from_scale(PIXELS, PIXELS);
    resvg::render(&tree, scale, &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|why| why.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_png_shows_what_the_svg_says_at_twice_its_size() {
        let chart = chart::tests::example();
        let export = Export {
            name: "curves".to_owned(),
            what: What::Png(chart.clone()),
        };
        let image = image::load_from_memory(&export.bytes().unwrap()).unwrap();
        let [width, height] = chart.size.map(|side| side as u32 * 2);
        assert_eq!((image.width(), image.height()), (width, height));
        let rgb = image.to_rgb8();
        assert_eq!(rgb.get_pixel(2, 2).0, [255, 255, 255]);
        let ink = |color: [u8; 3]| rgb.pixels().filter(|pixel| pixel.0 == color).count();
        // The areas let the ground through; the held-out curve is drawn in its full colour.
        assert!(ink(chart.panels[0].curves[2].color) > 60);
        assert_eq!(export.file_name(), "curves.png");
    }

    #[test]
    fn the_words_of_a_picture_are_drawn_in_the_fonts_of_the_window() {
        let with = chart::tests::example();
        let mut without = with.clone();
        without.title = String::new();
        assert_ne!(
            pixels(&svg::write(&with)).unwrap(),
            pixels(&svg::write(&without)).unwrap()
        );
    }
}
