//! Rows of numbers, laid out: a picture an example, or a small grid of cells, or the number itself.

use std::sync::Arc;

use egui::{Align2, Id, Pos2, Rect, Ui, vec2};

use crate::data::Shape;
use crate::figure::{Images, Look, Shown};
use crate::ui::bench::numbers;
use crate::ui::paint::{ColorMap, Look as Paint, Tiles};
use crate::ui::theme::{self, size, space};

/// At most so many examples stand beside one another.
const MOST: usize = 8;
/// Where there is only one row of examples, so many stand beside one another.
const BROAD: usize = 4;
/// The largest a picture gets: in one of several rows, in the only one, or alone.
const LARGEST: f32 = 132.0;
const LARGEST_BROAD: f32 = 210.0;
const LARGEST_ALONE: f32 = 280.0;
/// The height of a row of numbers, and of the numbers below pictures.
const NUMBERS: f32 = 30.0;
const BELOW: f32 = 20.0;

/// Rows of numbers as they are drawn.
pub(super) struct Rows {
    images: Option<Images>,
    /// What the colours run up to, and whether they run down as far.
    scale: Option<(f32, bool)>,
    /// Numbers below the pictures, or alone.
    numbers: Vec<f32>,
}

impl Rows {
    /// Lays out rows of numbers; nothing else, and no points, which are drawn in a plane.
    pub(super) fn of(shown: &Shown, shape: Shape) -> Option<Self> {
        let Shown::Rows {
            look,
            width,
            values,
            beside,
            ..
        } = shown
        else {
            return None;
        };
        let (look, width) = (*look, *width);
        if width == 1 {
            return Some(Self {
                images: None,
                scale: None,
                numbers: values.iter().take(MOST).copied().collect(),
            });
        }
        let has_form = !matches!(look, Look::Numbers | Look::Shares);
        let is_picture = matches!(shape, Shape::Image { .. });
        if has_form && !is_picture && width == 2 {
            return None;
        }
        // Of what is pulled it is the pull that is drawn.
        let source = if look == Look::Pulled { beside } else { values };
        let some = source.chunks_exact(width).take(MOST);
        let sides = if has_form && is_picture {
            shape.sides()
        } else {
            folded(width)
        };
        let (pixels, scale) = toned(some, sides, look);
        let is_verdict = look == Look::Examples && !beside.is_empty();
        let numbers = if is_verdict { &beside[..] } else { &[] };
        Some(Self {
            images: Some(Images::arranged(sides_of(sides, look), None, pixels)),
            scale,
            numbers: numbers.iter().take(MOST).copied().collect(),
        })
    }

    /// How much height it wants, against the others.
    pub(super) fn weight(&self) -> f32 {
        f32::from(u8::from(self.images.is_some()))
    }

    /// What stands below it.
    pub(super) fn below(&self) -> f32 {
        match (&self.images, self.numbers.is_empty()) {
            (None, _) => NUMBERS,
            (_, true) => 0.0,
            (_, false) => BELOW,
        }
    }

    /// Where the colours end, in words.
    pub(super) fn reach(&self) -> Option<String> {
        let (reach, is_signed) = self.scale?;
        let reach = numbers::scaled(f64::from(reach));
        Some(if is_signed {
            format!("\u{b1}{reach}")
        } else {
            format!("0\u{2013}{reach}")
        })
    }

    /// Draws it from the upper left corner of an area, larger where it is alone, and says what it took.
    pub(super) fn ui(
        &self,
        ui: &Ui,
        id: impl std::hash::Hash + std::fmt::Debug,
        area: Rect,
        alone: bool,
    ) -> Rect {
        let Some(images) = &self.images else {
            let pitch = pitch(area.width(), MOST);
            self.write(ui, area.min, pitch, pitch);
            return area.with_max_y(area.top());
        };
        let count = images.count();
        let is_broad = alone && self.numbers.is_empty() && count > BROAD;
        let columns = match count {
            1 => 1,
            _ if is_broad => BROAD,
            _ => MOST,
        };
        let lines = count.div_ceil(columns);
        let largest = match columns {
            1 => LARGEST_ALONE,
            BROAD => LARGEST_BROAD,
            _ => LARGEST,
        };
        let high = area.height() / lines as f32 - space::MEDIUM * (lines - 1) as f32;
        let wide = pitch(area.width(), columns).min(largest + space::MEDIUM) - space::MEDIUM;
        let side = wide.min(high).max(8.0);
        let form = images.width as f32 / images.height as f32;
        let tile = vec2(side * form.min(1.0), side / form.max(1.0));
        let id = Id::unique(("beats", &id));
        // In one line the examples of all rows stand below one another, whatever their form.
        let gap = if lines == 1 { wide - tile.x } else { 0.0 } + space::MEDIUM;
        let tiles = Tiles {
            columns,
            gap,
            radius: 2.0,
            look: self.paint(theme::of(ui).dark),
            ..Tiles::new(id, images, tile)
        };
        let used = tiles.paint(ui, id, area.min);
        self.write(ui, used.left_bottom(), tile.x + gap, tile.x);
        used
    }

    /// Writes the numbers in a row, each in the middle of what is so wide and stands so far from the next.
    fn write(&self, ui: &Ui, from: Pos2, pitch: f32, wide: f32) {
        let color = theme::of(ui).text;
        for (i, number) in self.numbers.iter().enumerate() {
            let at = from + vec2(i as f32 * pitch + wide / 2.0, space::SMALL);
            let words = numbers::fixed(f64::from(*number), decimals(*number));
            let font = theme::bold(size::BODY);
            ui.painter()
                .text(at, Align2::CENTER_TOP, words, font, color);
        }
    }

    fn paint(&self, dark: bool) -> Paint {
        match self.scale {
            None => Paint::Picture,
            Some((reach, true)) => {
                let map = if dark {
                    ColorMap::Diverging
                } else {
                    ColorMap::DivergingLight
                };
                Paint::Heat(map, [-reach, reach])
            }
            Some((reach, false)) => {
                let map = if dark {
                    ColorMap::Viridis
                } else {
                    ColorMap::ViridisReversed
                };
                Paint::Heat(map, [0.0, reach])
            }
        }
    }
}

/// How far it is from one column to the next, where so many fill a width.
fn pitch(width: f32, columns: usize) -> f32 {
    (width + space::MEDIUM) / columns as f32
}

/// Two decimals where they tell something.
fn decimals(number: f32) -> usize {
    if number.abs() >= 100.0 { 1 } else { 2 }
}

/// A form for numbers that have none: as square as can be.
fn folded(width: usize) -> [usize; 3] {
    let columns = (width as f64).sqrt().ceil() as usize;
    [columns, width.div_ceil(columns), 1]
}

/// What is toned has one tone a pixel, whatever colours it had.
fn sides_of([width, height, channels]: [usize; 3], look: Look) -> [usize; 3] {
    let channels = if look == Look::Examples { channels } else { 1 };
    [width, height, channels]
}

/// The pixels of all pictures, and how far their tones reach where they are no intensities. Colours are put together: of numbers of
/// either sign the mean, of nats and ranks the sum.
fn toned<'a>(
    rows: impl Iterator<Item = &'a [f32]>,
    [width, height, channels]: [usize; 3],
    look: Look,
) -> (Arc<[f32]>, Option<(f32, bool)>) {
    let size = width * height * channels;
    let mut pixels: Vec<f32> = Vec::new();
    for row in rows {
        let mut whole = row.to_vec();
        whole.resize(size, 0.0);
        if look == Look::Examples || channels == 1 {
            pixels.extend(whole);
            continue;
        }
        let share = if look == Look::Heat {
            1.0
        } else {
            channels as f32
        };
        let together = whole
            .chunks_exact(channels)
            .map(|c| c.iter().sum::<f32>() / share);
        pixels.extend(together);
    }
    let most = pixels.iter().fold(0.0f32, |most, v| most.max(v.abs()));
    let most = most.max(f32::MIN_POSITIVE);
    let scale = match look {
        Look::Examples | Look::Shares => None,
        Look::Heat => Some((most, false)),
        Look::Signed | Look::Numbers | Look::Pulled => Some((most, true)),
    };
    (pixels.into(), scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(look: Look, width: usize, values: &[f32]) -> Shown {
        Shown::Rows {
            id: "x",
            look,
            width,
            values: values.into(),
            beside: Vec::new().into(),
        }
    }

    #[test]
    fn numbers_without_a_form_are_folded_and_their_scale_is_told() {
        let rows = Rows::of(
            &shown(Look::Numbers, 5, &[1.0, -2.0, 0.0, 0.0, 0.5]),
            Shape::Plane,
        )
        .unwrap();
        let images = rows.images.as_ref().unwrap();
        assert_eq!([images.width, images.height, images.count()], [3, 2, 1]);
        assert_eq!(rows.reach().unwrap(), "\u{b1}2.0");
    }

    #[test]
    fn points_are_no_rows_and_single_numbers_are_written() {
        assert!(Rows::of(&shown(Look::Examples, 2, &[1.0, 2.0]), Shape::Plane).is_none());
        let rows = Rows::of(&shown(Look::Numbers, 1, &[3.0; 20]), Shape::Plane).unwrap();
        assert_eq!((rows.numbers.len(), rows.images.is_none()), (MOST, true));
    }

    #[test]
    fn colours_become_one_tone_where_numbers_are_no_intensities() {
        let shape = Shape::Image {
            width: 1,
            height: 1,
            channels: 3,
        };
        let rows = Rows::of(&shown(Look::Heat, 3, &[1.0, 2.0, 3.0]), shape).unwrap();
        assert_eq!(&rows.images.as_ref().unwrap().pixels[..], [6.0]);
        let rows = Rows::of(&shown(Look::Examples, 3, &[0.1, 0.2, 0.3]), shape).unwrap();
        assert_eq!(rows.images.as_ref().unwrap().channels, 3);
    }
}
