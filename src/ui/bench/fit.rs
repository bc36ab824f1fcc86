//! Where the layers of the stage go: the largest tiles with which everything that is switched on fits into the pane.

use egui::{Rect, Vec2, pos2, vec2};

use crate::ui::theme::space;

/// The height of a caption above a block.
pub const CAPTION: f32 = 20.0;
/// Between tiles.
pub const GAP: f32 = 2.0;
/// No tile is smaller than this, whatever the pane; the rest is cut off.
const SMALLEST: f32 = 8.0;

/// What is to be laid out.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many samples.
    pub samples: usize,
    /// After how many samples their classes begin anew, where they have classes: then rows hold whole turns.
    pub turn: Option<usize>,
    /// How many test images with their reconstructions.
    pub pairs: usize,
    /// Rows of one band: test image, reconstruction, and perhaps their difference.
    pub rows: usize,
    /// The room that the names of these rows take.
    pub names: f32,
    /// Whether the manifold is shown.
    pub manifold: bool,
    /// Height of an image over its width.
    pub aspect: f32,
    /// The width of an image in points at one screen pixel a texel.
    pub native: f32,
}

/// Where everything goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The size of a tile.
    pub tile: Vec2,
    /// The block of samples, caption included, and how many stand in a row.
    pub samples: Option<(Rect, usize)>,
    /// The block of reconstructions, caption not included, and how many stand in a row.
    pub pairs: Option<(Rect, usize)>,
    /// The block of the manifold, caption and axes included.
    pub manifold: Option<Rect>,
}

/// Lays everything out in an area.
pub fn plan(area: Rect, wanted: &Wanted) -> Plan {
    let mut rest = area;
    let mut manifold = None;
    if wanted.manifold {
        let others = wanted.samples + wanted.pairs > 0;
        let most = if others {
            0.5 * area.width()
        } else {
            area.width()
        };
        let side = (area.height() - CAPTION + CAPTION).min(most);
        let left = if others {
            area.right() - side
        } else {
            area.left()
        };
        manifold = Some(Rect::from_min_size(
            pos2(left, area.top()),
            vec2(side, area.height()),
        ));
        rest.set_right(left - space::HUGE);
    }
    let mut side = area.height().max(area.width()).ceil();
    while side > SMALLEST {
        if let Some((samples, pairs)) = try_side(rest, wanted, side) {
            let snapped = snapped(side, wanted.native);
            let (samples, pairs) = try_side(rest, wanted, snapped).unwrap_or((samples, pairs));
            return Plan {
                tile: vec2(snapped, snapped * wanted.aspect),
                samples,
                pairs,
                manifold,
            };
        }
        side -= 1.0;
    }
    Plan {
        tile: vec2(SMALLEST, SMALLEST * wanted.aspect),
        samples: None,
        pairs: None,
        manifold,
    }
}

/// A whole number of screen pixels a texel where that costs little size.
fn snapped(side: f32, native: f32) -> f32 {
    let whole = (side / native).floor() * native;
    if whole >= 0.93 * side { whole } else { side }
}

type Blocks = (Option<(Rect, usize)>, Option<(Rect, usize)>);

fn try_side(area: Rect, wanted: &Wanted, side: f32) -> Option<Blocks> {
    let tile = vec2(side, side * wanted.aspect);
    if wanted.pairs == 0 {
        return Some((samples_in(area, wanted, tile)?, None));
    }
    let below = pairs_below(area, wanted, tile);
    below.or_else(|| pairs_beside(area, wanted, tile))
}

/// Samples on top, the reconstructions in as many bands as it takes at the bottom.
fn pairs_below(area: Rect, wanted: &Wanted, tile: Vec2) -> Option<Blocks> {
    let columns = fitting(area.width() - wanted.names, tile.x).min(wanted.pairs);
    if columns == 0 {
        return None;
    }
    let height = bands_height(wanted, tile, columns);
    let pairs = Rect::from_min_max(pos2(area.left(), area.bottom() - height), area.max);
    if wanted.samples == 0 {
        let at = Rect::from_min_size(area.min, vec2(area.width(), height));
        return (height <= area.height()).then_some((None, Some((at, columns))));
    }
    let rest = area.with_max_y(pairs.top() - space::LARGE);
    Some((samples_in(rest, wanted, tile)?, Some((pairs, columns))))
}

/// Samples at the left, the reconstructions in bands at the right.
fn pairs_beside(area: Rect, wanted: &Wanted, tile: Vec2) -> Option<Blocks> {
    if wanted.samples == 0 {
        return None;
    }
    let rows = fitting(area.height() - CAPTION, tile.y);
    let width = wanted.samples.div_ceil(rows.max(1)) as f32 * (tile.x + GAP);
    let right = area.with_min_x(area.left() + width + space::HUGE);
    let columns = fitting(right.width() - wanted.names, tile.x).min(wanted.pairs);
    if rows == 0 || columns == 0 {
        return None;
    }
    let height = bands_height(wanted, tile, columns);
    if height > area.height() - CAPTION {
        return None;
    }
    let samples = samples_in(area.with_max_x(area.left() + width), wanted, tile)?;
    let pairs = right.with_min_y(right.top() + CAPTION);
    Some((samples, Some((pairs, columns))))
}

#[expect(
    clippy::option_option,
    reason = "no samples wanted is not the same as no room for them"
)]
fn samples_in(area: Rect, wanted: &Wanted, tile: Vec2) -> Option<Option<(Rect, usize)>> {
    if wanted.samples == 0 {
        return Some(None);
    }
    let fit = fitting(area.width(), tile.x).min(wanted.samples);
    let columns = match wanted.turn {
        Some(turn) if turn <= wanted.samples => fit / turn * turn,
        _ => fit,
    };
    let rows = fitting(area.height() - CAPTION, tile.y);
    (columns * rows >= wanted.samples).then_some(Some((area, columns)))
}

/// The height of all bands with so many pairs a row.
pub fn bands_height(wanted: &Wanted, tile: Vec2, columns: usize) -> f32 {
    let bands = wanted.pairs.div_ceil(columns.max(1)) as f32;
    let band = wanted.rows as f32 * (tile.y + GAP) - GAP;
    bands * band + (bands - 1.0) * space::MEDIUM
}

fn fitting(room: f32, tile: f32) -> usize {
    ((room + GAP) / (tile + GAP)).max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(samples: usize, pairs: usize, manifold: bool) -> Wanted {
        Wanted {
            samples,
            turn: None,
            pairs,
            rows: 2,
            names: 90.0,
            manifold,
            aspect: 1.0,
            native: 28.0,
        }
    }

    #[test]
    fn everything_lies_inside_and_nothing_overlaps() {
        for size in [
            vec2(780.0, 340.0),
            vec2(1300.0, 600.0),
            vec2(420.0, 260.0),
            vec2(300.0, 700.0),
        ] {
            let area = Rect::from_min_size(pos2(10.0, 20.0), size);
            for (samples, pairs, manifold) in [
                (64, 10, false),
                (64, 10, true),
                (64, 0, false),
                (0, 10, false),
                (0, 10, true),
            ] {
                let wanted = wanted(samples, pairs, manifold);
                let plan = plan(area, &wanted);
                let rects: Vec<Rect> = [
                    plan.samples.map(|s| s.0),
                    plan.pairs.map(|p| p.0),
                    plan.manifold,
                ]
                .into_iter()
                .flatten()
                .collect();
                assert_eq!(
                    rects.len(),
                    usize::from(samples > 0) + usize::from(pairs > 0) + usize::from(manifold)
                );
                for (i, rect) in rects.iter().enumerate() {
                    assert!(
                        area.expand(0.5).contains_rect(*rect),
                        "{rect:?} in {area:?}"
                    );
                    for other in &rects[i + 1..] {
                        assert!(
                            !rect.shrink(0.5).intersects(other.shrink(0.5)),
                            "{rect:?} {other:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_column_of_samples_is_of_one_class() {
        for size in [vec2(780.0, 340.0), vec2(420.0, 500.0)] {
            let area = Rect::from_min_size(pos2(0.0, 0.0), size);
            let wanted = Wanted {
                turn: Some(10),
                ..wanted(64, 0, false)
            };
            let columns = plan(area, &wanted).samples.map(|s| s.1).unwrap();
            assert_eq!(columns % 10, 0, "{size}");
        }
    }

    #[test]
    fn tiles_use_most_of_the_pane() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(780.0, 340.0));
        let plan = plan(area, &wanted(64, 0, false));
        let used = 64.0 * plan.tile.x * plan.tile.y / (area.width() * (area.height() - CAPTION));
        assert!(used > 0.7, "{used}");
    }
}
