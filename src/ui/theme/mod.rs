//! The look: every colour, size and space of the window, dark and light. Nothing else in the code names a colour.

pub mod icon;
mod install;
mod plane;

pub use install::{REGULAR, SEMIBOLD, install, present};
pub use plane::Ink;

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke};

use crate::taxonomy::Place;

/// Spaces, on a grid of four points.
pub mod space {
    /// Between things that belong together.
    pub const SMALL: f32 = 4.0;
    /// Between panes, and between rows.
    pub const MEDIUM: f32 = 8.0;
    /// Inside a pane.
    pub const LARGE: f32 = 12.0;
    /// Between groups.
    pub const HUGE: f32 = 24.0;
}

/// Sizes of type and of corners.
pub mod size {
    /// Secondary text.
    pub const SMALL: f32 = 12.0;
    /// Text.
    pub const BODY: f32 = 13.0;
    /// Titles of panes and pages.
    pub const TITLE: f32 = 15.0;
    /// The title of a page.
    pub const HEADING: f32 = 22.0;
    /// A formula is never set smaller.
    pub const LEAST_FORMULA: f32 = 9.0;
    /// The one number that matters.
    pub const NUMBER: f32 = 26.0;
    /// Text to be read at length.
    pub const READING: f32 = 15.0;
    /// The height of a line of prose, in type sizes.
    pub const LINE: f32 = 1.55;
    /// The widest that prose is set.
    pub const MEASURE: f32 = 720.0;
    /// The radius of a bullet.
    pub const BULLET: f32 = 2.0;
    /// The radius of a dot that carries a colour.
    pub const DOT: f32 = 4.0;
    /// The height of the bar at the top.
    pub const BAR: f32 = 40.0;
    /// The corners of pictures.
    pub const PICTURE_RADIUS: u8 = 4;
    /// The corners of panes.
    pub const PANE_RADIUS: u8 = 6;
    /// The corners of cards.
    pub const CARD_RADIUS: u8 = 8;
    /// The ring around the pointer of who presents, and its width.
    pub const HALO: f32 = 22.0;
    /// Its width.
    pub const HALO_WIDTH: f32 = 4.0;
    /// What a spotlight leaves bright.
    pub const SPOT: f32 = 140.0;
}

/// Sizes on the map, in units of its scale.
pub mod map {
    /// The title of a box.
    pub const TITLE: f32 = 16.0;
    /// The name over a row of cards.
    pub const HEADING: f32 = 14.0;
    /// The name of a family.
    pub const NAME: f32 = 15.0;
    /// Second lines.
    pub const LINE: f32 = 12.5;
    /// The width of an edge.
    pub const EDGE: f32 = 1.5;
}

/// What a picture in its own colours is multiplied by.
pub const UNTINTED: Color32 = Color32::WHITE;
/// Behind pictures that are dimmed.
pub const NIGHT: Color32 = Color32::BLACK;

/// The family of SemiBold type.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// SemiBold type of a size.
pub fn bold(points: f32) -> FontId {
    FontId::new(points, semibold())
}

/// Icons of a size. They have a family of their own, because the type of the text has signs of its own in their places.
pub fn icons(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name("icons".into()))
}

/// An icon before or after words, in one line of one colour.
pub fn beside(parts: [(&str, FontId); 2], color: Color32) -> egui::text::LayoutJob {
    let mut job = egui::text::LayoutJob::default();
    for (i, (text, font)) in parts.into_iter().enumerate() {
        let gap = if i == 0 { 0.0 } else { space::SMALL + 2.0 };
        let format = egui::TextFormat {
            valign: egui::Align::Center,
            ..egui::TextFormat::simple(font, color)
        };
        job.append(text, gap, format);
    }
    job
}

/// Regular type of a size.
pub fn regular(points: f32) -> FontId {
    FontId::new(points, FontFamily::Proportional)
}

/// The colour of a pixel of a picture: one intensity for grey, three for colour, from 0 to 1.
pub fn pixel(intensities: &[f32]) -> Color32 {
    let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
    match intensities {
        [r, g, b, ..] => Color32::from_rgb(byte(*r), byte(*g), byte(*b)),
        [grey, ..] => Color32::from_gray(byte(*grey)),
        [] => Color32::TRANSPARENT,
    }
}

/// The colours of one shade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Whether this is the dark one.
    pub dark: bool,
    /// Behind everything.
    pub background: Color32,
    /// A pane.
    pub panel: Color32,
    /// Something on a pane: a button, a selected row.
    pub raised: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub dim: Color32,
    /// Text that may be overlooked.
    pub faint: Color32,
    /// Progress and selection.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// The ground of plots and pictures.
    pub plot: Color32,
    /// Changes and warnings.
    pub warning: Color32,
    /// Failures.
    pub error: Color32,
}

const DARK: Theme = Theme {
    dark: true,
    background: Color32::from_rgb(0x14, 0x16, 0x1a),
    panel: Color32::from_rgb(0x1b, 0x1e, 0x24),
    raised: Color32::from_rgb(0x24, 0x28, 0x31),
    line: Color32::from_rgb(0x2e, 0x33, 0x3d),
    text: Color32::from_rgb(0xe7, 0xe9, 0xee),
    dim: Color32::from_rgb(0x9a, 0xa1, 0xae),
    faint: Color32::from_rgb(0x8d, 0x94, 0xa2),
    accent: Color32::from_rgb(0x7a, 0xa2, 0xf7),
    on_accent: Color32::from_rgb(0x14, 0x16, 0x1a),
    plot: Color32::from_rgb(0x10, 0x12, 0x16),
    warning: Color32::from_rgb(0xe6, 0x9f, 0x00),
    error: Color32::from_rgb(0xf2, 0x78, 0x6b),
};

const LIGHT: Theme = Theme {
    dark: false,
    background: Color32::from_rgb(0xf4, 0xf5, 0xf7),
    panel: Color32::from_rgb(0xff, 0xff, 0xff),
    raised: Color32::from_rgb(0xee, 0xf0, 0xf4),
    line: Color32::from_rgb(0xdc, 0xdf, 0xe6),
    text: Color32::from_rgb(0x1c, 0x20, 0x27),
    dim: Color32::from_rgb(0x59, 0x60, 0x70),
    faint: Color32::from_rgb(0x62, 0x69, 0x78),
    accent: Color32::from_rgb(0x2f, 0x62, 0xd0),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    plot: Color32::from_rgb(0xfb, 0xfb, 0xfd),
    warning: Color32::from_rgb(0x8c, 0x58, 0x00),
    error: Color32::from_rgb(0xb4, 0x2e, 0x22),
};

/// The dark shade for a projector: nothing is fainter than the last row can read.
const LOUD_DARK: Theme = Theme {
    dark: true,
    background: Color32::from_rgb(0x00, 0x00, 0x00),
    panel: Color32::from_rgb(0x0c, 0x0d, 0x10),
    raised: Color32::from_rgb(0x1a, 0x1d, 0x24),
    line: Color32::from_rgb(0x4a, 0x50, 0x5c),
    text: Color32::from_rgb(0xff, 0xff, 0xff),
    dim: Color32::from_rgb(0xd0, 0xd5, 0xde),
    faint: Color32::from_rgb(0xc0, 0xc6, 0xd1),
    accent: Color32::from_rgb(0xa9, 0xc4, 0xff),
    on_accent: Color32::from_rgb(0x00, 0x00, 0x00),
    plot: Color32::from_rgb(0x06, 0x06, 0x08),
    warning: Color32::from_rgb(0xff, 0xc2, 0x4d),
    error: Color32::from_rgb(0xff, 0xa7, 0x9d),
};

/// The light shade for a projector.
const LOUD_LIGHT: Theme = Theme {
    dark: false,
    background: Color32::from_rgb(0xff, 0xff, 0xff),
    panel: Color32::from_rgb(0xff, 0xff, 0xff),
    raised: Color32::from_rgb(0xf1, 0xf3, 0xf7),
    line: Color32::from_rgb(0x9a, 0xa0, 0xac),
    text: Color32::from_rgb(0x00, 0x00, 0x00),
    dim: Color32::from_rgb(0x36, 0x3c, 0x47),
    faint: Color32::from_rgb(0x40, 0x46, 0x52),
    accent: Color32::from_rgb(0x16, 0x3f, 0x9c),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    plot: Color32::from_rgb(0xff, 0xff, 0xff),
    warning: Color32::from_rgb(0x5f, 0x3b, 0x00),
    error: Color32::from_rgb(0x86, 0x19, 0x10),
};

/// The theme that is on.
pub fn of(ui: &egui::Ui) -> Theme {
    on(ui.visuals())
}

/// How long ago the last frame was, in seconds, for what glides; where nobody wants to see things glide, so long ago that they have
/// arrived.
pub fn lapse(ui: &egui::Ui) -> f64 {
    if ui.style().animation_time == 0.0 {
        return f64::INFINITY;
    }
    f64::from(ui.input(|input| input.stable_dt).min(0.1))
}

/// Lets things glide and fade, or jump.
pub fn keep_still(ctx: &egui::Context, still: bool) {
    let time = if still {
        0.0
    } else {
        egui::Style::default().animation_time
    };
    ctx.all_styles_mut(|style| style.animation_time = time);
}

/// The theme that is on, where there is no part of the window at hand.
pub fn of_ctx(ctx: &egui::Context) -> Theme {
    on(&ctx.global_style().visuals)
}

/// The theme whose ground a style has.
fn on(visuals: &egui::Visuals) -> Theme {
    let (calm, loud) = if visuals.dark_mode {
        (DARK, LOUD_DARK)
    } else {
        (LIGHT, LOUD_LIGHT)
    };
    if visuals.panel_fill == loud.background {
        loud
    } else {
        calm
    }
}

/// The light theme, for what leaves the window: figures stand on white.
pub fn light() -> Theme {
    LIGHT
}

/// A colour as bytes, for what is drawn outside the window.
pub fn bytes(color: Color32) -> [u8; 3] {
    [color.r(), color.g(), color.b()]
}

impl Theme {
    /// The fixed colour of the families of a place (Okabe and Ito), darkened on the light ground where it would fall under
    /// 3:1.
    pub fn place(&self, place: Place) -> Color32 {
        let (dark, light) = match place {
            Place::MaximumLikelihood => ([0x99, 0x99, 0x99], [0x76, 0x76, 0x76]),
            Place::Autoregressive => ([0x56, 0xb4, 0xe9], [0x1f, 0x86, 0xc2]),
            Place::ChangeOfVariables => ([0x2f, 0x8f, 0xd6], [0x00, 0x72, 0xb2]),
            Place::Variational => ([0xe6, 0x9f, 0x00], [0xb0, 0x76, 0x00]),
            Place::MarkovChain => ([0xe8, 0x6a, 0x12], [0xd5, 0x5e, 0x00]),
            Place::Direct => ([0x00, 0xa8, 0x7b], [0x00, 0x8f, 0x68]),
            Place::ImplicitMarkovChain => ([0xcc, 0x79, 0xa7], [0xb8, 0x5b, 0x90]),
        };
        let [r, g, b] = if self.dark { dark } else { light };
        Color32::from_rgb(r, g, b)
    }

    /// The colour of a class of the data: ten that stay apart on both grounds.
    pub fn class(&self, class: u8) -> Color32 {
        const CLASSES: [[u8; 3]; 10] = [
            [0x4c, 0x8d, 0xe8],
            [0xe6, 0x9f, 0x00],
            [0x2c, 0xa5, 0x7a],
            [0xd5, 0x5e, 0x00],
            [0xb0, 0x7a, 0xd8],
            [0x9a, 0x6b, 0x4b],
            [0xe0, 0x78, 0xb0],
            [0x8a, 0x8f, 0x9a],
            [0xb5, 0xb0, 0x1e],
            [0x2b, 0xb5, 0xc8],
        ];
        let [r, g, b] = CLASSES[usize::from(class) % CLASSES.len()];
        Color32::from_rgb(r, g, b)
    }

    /// The colour of a kept run that is laid over the curves: none that the curves themselves have.
    pub fn laid_over(&self, slot: u8) -> Color32 {
        const CLASSES: [u8; 6] = [0, 4, 6, 9, 5, 7];
        self.class(CLASSES[usize::from(slot) % CLASSES.len()])
    }

    /// The colour of a curve or a term: the reconstruction, the KL term, a total.
    pub fn term(&self, term: Term) -> Color32 {
        match (term, self.dark) {
            (Term::Reconstruction, true) => Color32::from_rgb(0x56, 0xb4, 0xe9),
            (Term::Reconstruction, false) => Color32::from_rgb(0x1f, 0x86, 0xc2),
            (Term::Kl, true) => Color32::from_rgb(0xe6, 0x9f, 0x00),
            (Term::Kl, false) => Color32::from_rgb(0xb0, 0x76, 0x00),
            (Term::Total, _) => self.text,
            (Term::HeldOut, true) => Color32::from_rgb(0x4f, 0xc9, 0xa0),
            (Term::HeldOut, false) => Color32::from_rgb(0x00, 0x8f, 0x68),
        }
    }

    /// The colour of a rung of the ladder of importance-weighted bounds, in the hue of the held-out bound: the more draws,
    /// the stronger.
    pub fn rung(&self, rung: usize) -> Color32 {
        let strength = [0.5, 0.7, 0.9];
        let most = strength.len() - 1;
        self.plot
            .lerp_to_gamma(self.term(Term::HeldOut), strength[rung.min(most)])
    }

    /// The colour of what is foretold without a net: the more it looks at, the stronger.
    pub fn baseline(&self, n: usize) -> Color32 {
        const STRENGTH: [f32; 4] = [1.0, 0.8, 0.62, 0.46];
        self.plot
            .lerp_to_gamma(self.warning, STRENGTH[n.min(STRENGTH.len() - 1)])
    }

    /// The edges of the tree: more than a hairline, less than text.
    pub fn edge(&self) -> Color32 {
        self.line.lerp_to_gamma(self.faint, 0.5)
    }

    /// A stroke of a hair's width.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }

    /// The ground of a pane that lays out its inside by itself.
    pub fn pane_ground(&self, painter: &egui::Painter, rect: egui::Rect) {
        let radius = f32::from(size::PANE_RADIUS);
        painter.rect(
            rect,
            radius,
            self.panel,
            self.hairline(),
            egui::StrokeKind::Inside,
        );
    }

    /// The frame of a pane.
    pub fn pane(&self) -> egui::Frame {
        egui::Frame::new()
            .fill(self.panel)
            .stroke(self.hairline())
            .corner_radius(CornerRadius::same(size::PANE_RADIUS))
            .inner_margin(Margin::same(space::LARGE as i8))
    }
}

/// The parts of an objective, as curves and formulas colour them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// -log p(x|z)
    Reconstruction,
    /// KL(q(z|x) || p(z))
    Kl,
    /// The sum of all.
    Total,
    /// Anything on the held-out set.
    HeldOut,
}

/// A colour that lets what is behind it through.
pub fn faded(color: Color32, opacity: f32) -> Color32 {
    color.gamma_multiply(opacity)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2).
    fn luminance(color: Color32) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn all_text_can_be_read_in_both_shades_and_from_the_last_row() {
        let shades = [
            (DARK, 4.5),
            (LIGHT, 4.5),
            (LOUD_DARK, 7.0),
            (LOUD_LIGHT, 7.0),
        ];
        for (theme, least) in shades {
            let on_accent = contrast(theme.on_accent, theme.accent);
            assert!(on_accent >= least, "on the accent: {on_accent:.2}");
            for ground in [theme.background, theme.panel, theme.raised, theme.plot] {
                for text in [
                    theme.text,
                    theme.dim,
                    theme.accent,
                    theme.warning,
                    theme.error,
                    theme.faint,
                ] {
                    let ratio = contrast(text, ground);
                    assert!(
                        ratio >= least,
                        "{text:?} on {ground:?}, dark {}: {ratio:.2}",
                        theme.dark
                    );
                }
            }
        }
    }

    /// A colour as someone sees it whose eyes lack one kind of cone: a matrix over linear light (Machado, Oliveira and Fernandes
    /// 2009, <https://doi.org/10.1109/TVCG.2009.113>, severity 1).
    fn seen_without(matrix: [[f64; 3]; 3], color: Color32) -> [f64; 3] {
        let linear = |c: u8| (f64::from(c) / 255.0).powf(2.2);
        let rgb = [color.r(), color.g(), color.b()].map(linear);
        matrix.map(|row| {
            let light: f64 = row.iter().zip(rgb).map(|(a, b)| a * b).sum();
            light.clamp(0.0, 1.0)
        })
    }

    /// Linear light as lightness and two hues (CIE 1976 L*a*b*, D65).
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
        let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
        let [x, y, z] = [x, y, z].map(|t: f64| {
            if t > 0.008_856 {
                t.cbrt()
            } else {
                7.787 * t + 16.0 / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    #[test]
    fn the_terms_of_an_objective_stay_apart_for_eyes_that_lack_a_cone() {
        const WITHOUT_RED: [[f64; 3]; 3] = [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ];
        const WITHOUT_GREEN: [[f64; 3]; 3] = [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ];
        const WITHOUT_BLUE: [[f64; 3]; 3] = [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ];
        let terms = [Term::Reconstruction, Term::Kl, Term::Total, Term::HeldOut];
        for theme in [DARK, LIGHT, LOUD_DARK, LOUD_LIGHT] {
            for matrix in [WITHOUT_RED, WITHOUT_GREEN, WITHOUT_BLUE] {
                let seen = terms.map(|term| lab(seen_without(matrix, theme.term(term))));
                for i in 0..terms.len() {
                    for j in 0..i {
                        let apart: f64 = (0..3).map(|k| (seen[i][k] - seen[j][k]).powi(2)).sum();
                        let apart = apart.sqrt();
                        let pair = (terms[i], terms[j]);
                        assert!(apart > 10.0, "{pair:?}, dark {}: {apart:.1}", theme.dark);
                    }
                }
            }
        }
    }

    #[test]
    fn family_colours_stand_out_from_every_ground() {
        use Place::{
            Autoregressive, ChangeOfVariables, Direct, ImplicitMarkovChain, MarkovChain,
            MaximumLikelihood, Variational,
        };
        for theme in [DARK, LIGHT] {
            for place in [
                MaximumLikelihood,
                Autoregressive,
                ChangeOfVariables,
                Variational,
                MarkovChain,
                Direct,
                ImplicitMarkovChain,
            ] {
                let ratio = contrast(theme.place(place), theme.panel);
                assert!(ratio >= 3.0, "{place:?}, dark {}: {ratio:.2}", theme.dark);
            }
        }
    }
}
