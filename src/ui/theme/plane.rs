//! The colours of the plane: what is drawn over a density has to stand out from all of it, for everybody.
//!
//! Data are neutral and the model's samples are orange, a pair that stays apart for every kind of colour vision; data are
//! discs and samples are rings as well. The density goes from the ground through viridis, which has neither.

use egui::Color32;

use super::Theme;

/// What is drawn on the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Points of the data.
    Data,
    /// Points that the model drew.
    Sample,
    /// The density's colour in a legend.
    Density,
    /// Contour lines of the model's density.
    Contour,
    /// The density of the data.
    Truth,
    /// The lattice of the base space.
    Warp,
    /// Points on their way.
    Path,
    /// Velocities.
    Arrow,
    /// Where samples are drawn to.
    Push,
    /// A landscape's colour in a legend, and its lines.
    Surface,
    /// What the pointer reads.
    Probe,
}

impl Theme {
    /// The colour of something on the plane.
    pub fn ink(&self, ink: Ink) -> Color32 {
        match (ink, self.dark) {
            (Ink::Data, true) => Color32::from_rgb(0xf2, 0xf3, 0xf6),
            (Ink::Data, false) => Color32::from_rgb(0x1c, 0x20, 0x27),
            (Ink::Sample, true) => Color32::from_rgb(0xff, 0x8a, 0x3d),
            (Ink::Sample, false) => Color32::from_rgb(0xd5, 0x4a, 0x00),
            (Ink::Density, true) => Color32::from_rgb(0x35, 0xb7, 0x79),
            (Ink::Density, false) => Color32::from_rgb(0x31, 0x68, 0x8e),
            (Ink::Contour, true) => Color32::from_rgb(0xd6, 0xe4, 0xdf),
            (Ink::Contour, false) => Color32::from_rgb(0x2a, 0x3a, 0x5c),
            (Ink::Truth, true) => Color32::from_rgb(0xff, 0x9e, 0xd8),
            (Ink::Truth, false) => Color32::from_rgb(0xa8, 0x2b, 0x7d),
            (Ink::Warp, true) => Color32::from_rgb(0x72, 0xc5, 0xff),
            (Ink::Warp, false) => Color32::from_rgb(0x0a, 0x6a, 0xb4),
            (Ink::Path, true) => Color32::from_rgb(0xe0, 0x9a, 0xc8),
            (Ink::Path, false) => Color32::from_rgb(0x9c, 0x3f, 0x7c),
            (Ink::Arrow, true) => Color32::from_rgb(0xff, 0xd1, 0x66),
            (Ink::Arrow, false) => Color32::from_rgb(0x8c, 0x58, 0x00),
            (Ink::Push, true) => Color32::from_rgb(0xff, 0xd1, 0x66),
            (Ink::Push, false) => Color32::from_rgb(0x6b, 0x1f, 0x00),
            (Ink::Surface, true) => Color32::from_rgb(0x9f, 0xd0, 0xf0),
            (Ink::Surface, false) => Color32::from_rgb(0x1f, 0x5f, 0x93),
            (Ink::Probe, _) => self.text,
        }
    }

    /// The colour of the n-th term of a formula for log p(x); the first two are those of most formulas.
    pub fn summand(&self, n: usize) -> Color32 {
        const DARK: [[u8; 3]; 4] = [
            [0xe6, 0x9f, 0x00],
            [0x72, 0xc5, 0xff],
            [0xe0, 0x9a, 0xc8],
            [0x4f, 0xc9, 0xa0],
        ];
        const LIGHT: [[u8; 3]; 4] = [
            [0x8c, 0x5c, 0x00],
            [0x0a, 0x6a, 0xb4],
            [0x9c, 0x3f, 0x7c],
            [0x00, 0x7a, 0x58],
        ];
        let colors = if self.dark { DARK } else { LIGHT };
        let [r, g, b] = colors[n % colors.len()];
        Color32::from_rgb(r, g, b)
    }

    /// The colour of a share of the largest density, as the heat map has it, for pictures that are made by hand.
    pub fn heat(&self, share: f32) -> Color32 {
        let t = share.clamp(0.0, 1.0);
        let [r, g, b] = viridis(if self.dark { t } else { 1.0 - t });
        let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
        let color = Color32::from_rgb(byte(r), byte(g), byte(b));
        // As the shader: next to nothing is the ground itself.
        let fade = (t / 0.12).min(1.0);
        self.plot
            .lerp_to_gamma(color, fade * fade * (3.0 - 2.0 * fade))
    }
}

/// The polynomial of `common.wgsl`, fitted to matplotlib's viridis.
fn viridis(t: f32) -> [f32; 3] {
    const C: [[f32; 3]; 7] = [
        [0.277_727_3, 0.005_407_3, 0.334_099_8],
        [0.105_093, 1.404_613_5, 1.384_590_2],
        [-0.330_861_8, 0.214_847_6, 0.095_095_2],
        [-4.634_230_5, -5.799_101, -19.332_441],
        [6.228_27, 14.179_934, 56.690_55],
        [4.776_385, -13.745_145, -65.353_035],
        [-5.435_456, 4.645_852_6, 26.312_435],
    ];
    [0, 1, 2].map(|channel| C.iter().rev().fold(0.0, |sum, c| sum * t + c[channel]))
}

#[cfg(test)]
mod tests {
    use super::super::{DARK, LIGHT};
    use super::*;

    #[test]
    fn viridis_begins_dark_violet_and_ends_yellow() {
        let bytes = |t| viridis(t).map(|v| (v * 255.0).round() as i32);
        for (at, wanted) in [(0.0, [68, 1, 84]), (1.0, [253, 231, 37])] {
            let found = bytes(at);
            let far = (0..3).map(|i| (found[i] - wanted[i]).abs()).max();
            assert!(far.is_some_and(|far| far <= 8), "{at}: {found:?}");
        }
        assert_eq!(DARK.heat(0.0), DARK.plot);
    }

    #[test]
    fn data_and_samples_differ_in_brightness_alone() {
        // What is left for somebody who sees no colours at all.
        for theme in [DARK, LIGHT] {
            let light = |ink| {
                let [r, g, b, _] = egui::Rgba::from(theme.ink(ink)).to_array();
                0.2126 * r + 0.7152 * g + 0.0722 * b
            };
            let (data, sample) = (light(Ink::Data), light(Ink::Sample));
            let ratio = (data.max(sample) + 0.05) / (data.min(sample) + 0.05);
            assert!(ratio > 2.0, "dark {}: {ratio:.2}", theme.dark);
        }
    }
}
