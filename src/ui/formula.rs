//! Formulas, typeset by RaTeX into vector pictures and drawn at the pixels of the screen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Color32, ColorImage, Id, Pos2, Rect, TextureHandle, TextureOptions, Vec2};

use super::theme;
pub use crate::text::typeset::Style;
use crate::text::typeset::{PADDING, typeset};

/// A formula, ready to be drawn.
#[derive(Clone)]
pub struct Formula {
    texture: TextureHandle,
    /// Width, and height above and below the baseline together, in points.
    pub size: Vec2,
    /// The part of the height that is above the baseline.
    pub ascent: f32,
    padding: f32,
}

impl Formula {
    /// Typesets a formula, or takes it from the cache. `None` if it cannot be parsed, which is logged once.
    pub fn typeset(
        ui: &egui::Ui,
        latex: &str,
        style: Style,
        size: f32,
        color: Color32,
    ) -> Option<Self> {
        let pixels = ui.ctx().pixels_per_point();
        let key = Key {
            latex: latex.to_owned(),
            style,
            size: (size * pixels * 64.0) as u32,
            color,
        };
        let cache: Cache = ui.ctx().data_mut(|data| {
            data.get_temp_mut_or_default::<Cache>(Id::unique("formulas"))
                .clone()
        });
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache
            .entry(key)
            .or_insert_with(|| match raster(latex, style, size * pixels, color) {
                Ok(raster) => Some(raster.upload(ui.ctx(), latex, pixels)),
                Err(why) => {
                    log::warn!("the formula {latex:?} cannot be typeset: {why}");
                    None
                }
            })
            .clone()
    }

    /// Draws the formula with its baseline at a height.
    pub fn paint(&self, painter: &egui::Painter, left: f32, baseline: f32) {
        let pixels = painter.ctx().pixels_per_point();
        let snap = |points: f32| (points * pixels).round() / pixels;
        let corner = Pos2::new(
            snap(left - self.padding),
            snap(baseline - self.ascent - self.padding),
        );
        let rect = Rect::from_min_size(corner, self.texture.size_vec2() / pixels);
        let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
        painter.image(self.texture.id(), rect, whole, theme::UNTINTED);
    }
}

/// A formula on a line of its own, as wide as it is; one that is wider than its place can be scrolled.
pub fn formula_ui(ui: &mut egui::Ui, latex: &str, size: f32) -> egui::Response {
    let color = theme::of(ui).text;
    let Some(formula) = Formula::typeset(ui, latex, Style::Display, size, color) else {
        return ui.monospace(latex);
    };
    let fits = formula.size.x <= ui.available_width();
    let draw = |ui: &mut egui::Ui| {
        let (rect, response) = ui.allocate_exact_size(formula.size, egui::Sense::hover());
        formula.paint(ui.painter(), rect.left(), rect.top() + formula.ascent);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, latex));
        response
    };
    if fits {
        return draw(ui);
    }
    egui::ScrollArea::horizontal()
        .id_salt(latex)
        .show(ui, draw)
        .inner
}

/// A formula that is set smaller, down to what can still be read, where its place is narrow.
pub fn fitted_formula_ui(ui: &mut egui::Ui, latex: &str, size: f32) -> egui::Response {
    let color = theme::of(ui).text;
    let width = Formula::typeset(ui, latex, Style::Display, size, color).map_or(0.0, |f| f.size.x);
    let share = (ui.available_width() / width.max(1.0)).min(1.0);
    formula_ui(
        ui,
        latex,
        (size * share * 0.99).max(theme::size::LEAST_FORMULA),
    )
}

/// Whether a formula can be typeset, and if not, why.
///
/// # Errors
/// The parser's words.
pub fn check(latex: &str) -> Result<(), String> {
    raster(latex, Style::Display, 16.0, theme::UNTINTED).map(|_| ())
}

type Cache = Arc<Mutex<HashMap<Key, Option<Formula>>>>;

#[derive(PartialEq, Eq, Hash)]
struct Key {
    latex: String,
    style: Style,
    size: u32,
    color: Color32,
}

/// A formula in pixels.
struct Raster {
    image: ColorImage,
    width: f64,
    ascent: f64,
    descent: f64,
}

impl Raster {
    fn upload(self, ctx: &egui::Context, latex: &str, pixels: f32) -> Formula {
        let points = |pixel: f64| pixel as f32 / pixels;
        Formula {
            texture: ctx.load_texture(latex, self.image, TextureOptions::LINEAR),
            size: Vec2::new(points(self.width), points(self.ascent + self.descent)),
            ascent: points(self.ascent),
            padding: points(PADDING),
        }
    }
}

#[expect(
    clippy::default_trait_access,
    reason = "the type belongs to a crate that is not named here"
)]
fn raster(latex: &str, style: Style, size: f32, color: Color32) -> Result<Raster, String> {
    let [r, g, b, _] = color.to_normalized_gamma_f32();
    let typeset = typeset(latex, style, f64::from(size), [r, g, b])?;
    let image = egui_extras::image::load_svg_bytes_with_size(
        typeset.svg.as_bytes(),
        egui::SizeHint::default(),
        &Default::default(),
    )?;
    Ok(Raster {
        image,
        width: typeset.width,
        ascent: typeset.ascent,
        descent: typeset.descent,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::{Family, TREE};
    use crate::text::{Language, lesson};
    use crate::ui::prose;

    #[test]
    fn every_formula_of_every_lesson_and_card_can_be_typeset() {
        let nodes = TREE.walk().into_iter().map(|node| node.id);
        let families = Family::all().into_iter().map(|family| family.card.id);
        let mut count = 0;
        for id in nodes.chain(families) {
            for language in Language::ALL {
                let source = lesson(language, id).unwrap_or_else(|| panic!("no page {id}"));
                for latex in prose::formulas(source) {
                    count += 1;
                    // The fonts of formulas have no other letters, and not every machine has a font that does.
                    assert!(latex.is_ascii(), "{id}, {language:?}: {latex}");
                    check(&latex)
                        .unwrap_or_else(|why| panic!("{id}, {language:?}: {latex}: {why}"));
                }
            }
        }
        for family in Family::all() {
            let terms = family
                .card
                .objective
                .iter()
                .map(|term| term.latex.to_owned());
            for latex in terms.chain([family.card.formula()]) {
                check(&latex).unwrap_or_else(|why| panic!("{}: {latex}: {why}", family.card.id));
            }
        }
        assert!(count > 200, "{count}");
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        assert!(check(r"\frac{1}{").is_err());
    }
}
