//! All 11,172 syllables of Hangul as pictures of 28x28 pixels, drawn from the bundled font, light on dark as MNIST is.
//!
//! Unicode orders the syllables by their initial consonant, then the vowel, then the final consonant (19 x 21 x 28); the
//! initial consonant is the label.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale, point};
use rayon::prelude::*;

use super::{ImageSet, shuffled};
use crate::files::PRETENDARD;
use crate::text::Trouble;

const SIDE: usize = 28;
/// The first syllable, and how many there are.
const FIRST: u32 = 0xac00;
const SYLLABLES: usize = 11_172;
/// How many syllables begin with the same consonant.
const OF_ONE: usize = 21 * 28;
/// The initial consonants in the order of Unicode.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// As in MNIST, most ink keeps clear of the border.
const INK: f32 = 25.0;

/// The syllables in a fixed order that mixes the consonants: 10,172 to learn from, 1,000 held out. Drawn once.
///
/// # Errors
/// If the bundled font does not decode.
pub fn hangul() -> Result<ImageSet, Trouble> {
    static DRAWN: OnceLock<Option<ImageSet>> = OnceLock::new();
    let broken = || Trouble::new("error-bundled-broken").with("data", "hangul");
    DRAWN.get_or_init(drawn).clone().ok_or_else(broken)
}

fn drawn() -> Option<ImageSet> {
    let font = FontRef::try_from_slice(PRETENDARD).ok()?;
    let pen = Pen::new(&font)?;
    let order = shuffled(SYLLABLES);
    let pictures: Vec<[u8; SIDE * SIDE]> = order.par_iter().map(|&i| pen.picture(i)).collect();
    let labels: Vec<u8> = order.iter().map(|&i| (i / OF_ONE) as u8).collect();
    let set =
        ImageSet::split_by_position("hangul", [SIDE, SIDE, 1], pictures.as_flattened(), &labels);
    Some(ImageSet {
        classes: INITIALS.chars().map(String::from).collect(),
        ..set
    })
}

/// Draws every syllable at the same size and from the same corner of its cell, as type is set.
struct Pen<'a> {
    font: &'a FontRef<'a>,
    scale: PxScale,
    /// Where the origin of a glyph lies in its picture, in pixels.
    origin: [f32; 2],
}

impl<'a> Pen<'a> {
    /// A pen at which the ink of the syllables as a whole is as large as it may be, and in the middle.
    fn new(font: &'a FontRef<'a>) -> Option<Self> {
        const TRIAL: f32 = 100.0;
        // Some hundred syllables, of all consonants and vowels, reach as far as all do.
        let boxes = (0..SYLLABLES).step_by(37).filter_map(|i| {
            let glyph = id(font, i).with_scale(TRIAL);
            Some(font.outline_glyph(glyph)?.px_bounds())
        });
        let whole = boxes.reduce(|a, b| ab_glyph::Rect {
            min: point(a.min.x.min(b.min.x), a.min.y.min(b.min.y)),
            max: point(a.max.x.max(b.max.x), a.max.y.max(b.max.y)),
        })?;
        let zoom = INK / whole.width().max(whole.height());
        let middle = |low: f32, high: f32| SIDE as f32 / 2.0 - zoom * f32::midpoint(low, high);
        Some(Self {
            font,
            scale: PxScale::from(TRIAL * zoom),
            origin: [
                middle(whole.min.x, whole.max.x),
                middle(whole.min.y, whole.max.y),
            ],
        })
    }

    /// The picture of a syllable: 255 where there is ink.
    fn picture(&self, syllable: usize) -> [u8; SIDE * SIDE] {
        let mut picture = [0; SIDE * SIDE];
        let at = point(self.origin[0], self.origin[1]);
        let glyph = id(self.font, syllable).with_scale_and_position(self.scale, at);
        let Some(outline) = self.font.outline_glyph(glyph) else {
            return picture;
        };
        let corner = outline.px_bounds().min;
        outline.draw(|x, y, ink| {
            let (column, row) = (corner.x + x as f32, corner.y + y as f32);
            let inside = 0.0..SIDE as f32;
            if inside.contains(&column) && inside.contains(&row) {
                let at = row as usize * SIDE + column as usize;
                picture[at] = (ink.min(1.0) * 255.0).round() as u8;
            }
        });
        picture
    }
}

fn id(font: &FontRef, syllable: usize) -> GlyphId {
    let letter = char::from_u32(FIRST + syllable as u32).unwrap_or_default();
    font.glyph_id(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syllable_is_drawn_once_and_labelled_by_its_consonant() {
        let set = hangul().unwrap();
        assert_eq!(
            (set.count(&set.train), set.count(&set.test)),
            (SYLLABLES - 1000, 1000)
        );
        let all: Vec<&[u8]> = set
            .train
            .pixels
            .chunks_exact(784)
            .chain(set.test.pixels.chunks_exact(784))
            .collect();
        let distinct: std::collections::HashSet<&[u8]> = all.iter().copied().collect();
        // At this size a few dense syllables could fall together, but no two in this font do.
        assert_eq!(distinct.len(), SYLLABLES);
        for label in 0..19u8 {
            let count = |part: &[u8]| part.iter().map(|l| usize::from(*l == label)).sum::<usize>();
            let (train, test) = (count(&set.train.labels), count(&set.test.labels));
            assert_eq!(train + test, OF_ONE);
            assert!(test > 20, "{label}: {test}");
        }
        let ink = |at: fn(usize, usize) -> bool| {
            let pixels = all.iter().flat_map(|p| p.iter().enumerate());
            let chosen = pixels.filter(|(i, _)| at(i % SIDE, i / SIDE));
            chosen.map(|(_, v)| f64::from(*v) / 255.0).sum::<f64>()
        };
        let border = ink(|x, y| x == 0 || y == 0 || x == SIDE - 1 || y == SIDE - 1);
        assert!(border < 1e-3 * ink(|_, _| true), "{border}");
        assert_eq!(set.classes.len(), 19);
    }

    #[test]
    fn the_first_consonant_is_seen_where_it_is_written() {
        // Of ga the left half is the consonant and the right half the vowel; of go the upper and the lower half.
        let font = FontRef::try_from_slice(PRETENDARD).unwrap();
        let pen = Pen::new(&font).unwrap();
        let syllable = |letter: char| pen.picture((u32::from(letter) - FIRST) as usize);
        let (ga, na) = (syllable('가'), syllable('나'));
        let differs =
            |x: usize| (0..SIDE).any(|y| ga[y * SIDE + x].abs_diff(na[y * SIDE + x]) > 60);
        assert!((4..12).any(differs));
        assert!((19..28).all(|x| !differs(x)), "both have the same vowel");
    }
}
