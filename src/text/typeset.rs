//! Formulas, typeset by RaTeX into drawings that can be scaled.

use ratex_layout::{LayoutOptions, layout, to_display_list};
use ratex_svg::{SvgOptions, render_to_svg};
use ratex_types::color::Color;
use ratex_types::math_style::MathStyle;

/// Pixels around a formula, so that antialiased edges are not cut.
pub const PADDING: f64 = 1.0;
/// Type of RaTeX looks as large as ours when it is a little larger.
const OPTICAL_SIZE: f64 = 1.12;

/// How a formula stands in its surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// In a line of text.
    Inline,
    /// On a line of its own.
    Display,
}

/// A formula as a drawing.
pub struct Typeset {
    /// The drawing, with [`PADDING`] on all sides.
    pub svg: String,
    /// Its width without the padding, in pixels.
    pub width: f64,
    /// Its height above the baseline, a whole number, so that every letter of a line stands equally sharp.
    pub ascent: f64,
    /// And below.
    pub descent: f64,
}

/// Typesets a formula in letters of so many pixels and a colour of red, green and blue from 0 to 1.
///
/// # Errors
/// The parser's words.
pub fn typeset(
    latex: &str,
    style: Style,
    size: f64,
    [r, g, b]: [f32; 3],
) -> Result<Typeset, String> {
    let nodes = ratex_parser::parse(latex).map_err(|why| why.to_string())?;
    let options = LayoutOptions {
        style: match style {
            Style::Inline => MathStyle::Text,
            Style::Display => MathStyle::Display,
        },
        color: Color::rgb(r, g, b),
        ..LayoutOptions::default()
    };
    let list = to_display_list(&layout(&nodes, &options));
    let em = size * OPTICAL_SIZE;
    let ascent = (list.height * em).ceil();
    let lift = ascent - list.height * em;
    let (wide, descent) = ((list.width * em).ceil(), (list.depth * em).ceil());
    let svg = render_to_svg(
        &list,
        &SvgOptions {
            font_size: em,
            padding: PADDING,
            embed_glyphs: true,
            ..SvgOptions::default()
        },
    );
    let body = svg.split_once('>').map(|(_, body)| body);
    let body = body.ok_or("an empty picture")?;
    let (w, h) = (wide + 2.0 * PADDING, ascent + descent + 2.0 * PADDING);
    Ok(Typeset {
        svg: format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 {} {w} {h}">{body}"#,
            -lift
        ),
        width: list.width * em,
        ascent,
        descent,
    })
}
