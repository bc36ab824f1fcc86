//! Points on their way from the base space to the data: a lattice that is bent, and paths with a dot at their head.

use egui::{Color32, Painter, Pos2, Shape, Stroke};

use super::camera::Frame;
use crate::engine::LINE_EVERY;
use crate::figure::{Arrows, Extent, Motion};
use crate::ui::theme::{self, Theme};

/// Every so many of the lines that are drawn is stronger.
const MAJOR: usize = 3;
/// The head of a path.
const HEAD: f32 = 2.6;
/// A trail fades in so many stretches of so many steps each.
const FADES: usize = 5;
const STRETCH: usize = 5;
/// The longest arrow of a sample, in points of the screen.
const PUSH: f32 = 20.0;
/// The longest arrow reaches this far to the next, and the least that is worth drawing.
const REACH: f32 = 0.9;
const SHORTEST: f32 = 2.5;
/// This share of all arrows is drawn as long as it is; faster ones, far from the data, are as long as the fastest of these.
const MOST: f32 = 0.8;

/// Where the points of a motion are at a place of the slider, as a share of the whole way; between two frames, in between.
pub(super) fn at(motion: &Motion, share: f32) -> Vec<[f32; 2]> {
    let last = motion.frames.len().saturating_sub(1);
    let place = share.clamp(0.0, 1.0) * last as f32;
    let (before, part) = (place.floor() as usize, place.fract());
    let Some(from) = motion.frames.get(before) else {
        return Vec::new();
    };
    let to = motion.frames.get(before + 1).filter(|_| part > 1e-3);
    let Some(to) = to else {
        return from.to_vec();
    };
    from.iter()
        .zip(to.iter())
        .map(|(a, b)| [0, 1].map(|axis| a[axis] + part * (b[axis] - a[axis])))
        .collect()
}

/// log |det J| from the base space to the vertex of the lattice next to a point, at a place of the slider.
pub(super) fn volume_near(motion: &Motion, share: f32, x: [f32; 2]) -> Option<f32> {
    let last = motion.frames.len().checked_sub(1)?;
    let frame = (share.clamp(0.0, 1.0) * last as f32).round() as usize;
    let (points, volumes) = (motion.frames.get(frame)?, motion.log_volume.get(frame)?);
    let far = |p: &[f32; 2]| (p[0] - x[0]).hypot(p[1] - x[1]);
    let nearest = points
        .iter()
        .enumerate()
        .min_by(|a, b| far(a.1).total_cmp(&far(b.1)))?;
    volumes.get(nearest.0).copied()
}

/// Draws the lines of the lattice, row by row and column by column; the vertices between two lines keep each line smooth.
pub(super) fn lattice(
    painter: &Painter,
    frame: &Frame,
    points: &[[f32; 2]],
    columns: usize,
    color: Color32,
    width: f32,
) {
    if columns == 0 {
        return;
    }
    let rows = points.len() / columns;
    let line = |n: usize, places: Vec<Pos2>| {
        let strong = (n / LINE_EVERY).is_multiple_of(MAJOR);
        let color = color.gamma_multiply(if strong { 0.95 } else { 0.55 });
        Shape::line(places, Stroke::new(width, color))
    };
    let place = |row: usize, column: usize| frame.at(points[row * columns + column]);
    painter.extend((0..rows).step_by(LINE_EVERY).map(|row| {
        let along = (0..columns).map(|column| place(row, column));
        line(row, along.collect())
    }));
    painter.extend((0..columns).step_by(LINE_EVERY).map(|column| {
        let along = (0..rows).map(|row| place(row, column));
        line(column, along.collect())
    }));
}

/// Draws the way of every point up to a place of the slider, and the point itself at its head.
pub(super) fn paths(
    painter: &Painter,
    theme: &Theme,
    frame: &Frame,
    motion: &Motion,
    share: f32,
    stroke: Stroke,
) {
    let heads = at(motion, share);
    let last = motion.frames.len().saturating_sub(1);
    let behind = (share.clamp(0.0, 1.0) * last as f32).floor() as usize;
    let faint = Stroke::new(stroke.width, stroke.color.gamma_multiply(0.6));
    painter.extend(heads.iter().enumerate().map(|(i, head)| {
        let passed = motion.frames.iter().take(behind + 1);
        let mut way: Vec<Pos2> = passed.filter_map(|f| Some(frame.at(*f.get(i)?))).collect();
        way.push(frame.at(*head));
        Shape::line(way, faint)
    }));
    painter.extend(heads.iter().map(|head| {
        let ring = Stroke::new(1.0, theme.plot);
        Shape::Circle(egui::epaint::CircleShape {
            center: frame.at(*head),
            radius: HEAD,
            fill: stroke.color,
            stroke: ring,
        })
    }));
}

/// Draws the way of every chain up to a place of the slider, fading into the past, and where it is now.
pub(super) fn trails(
    painter: &Painter,
    theme: &Theme,
    frame: &Frame,
    chain: &Motion,
    share: f32,
    stroke: Stroke,
) {
    let heads = at(chain, share);
    let last = chain.frames.len().saturating_sub(1);
    let now = (share.clamp(0.0, 1.0) * last as f32).floor() as usize;
    for age in (0..FADES).rev() {
        let end = now.saturating_sub(age * STRETCH);
        let start = end.saturating_sub(STRETCH);
        if end == 0 && age > 0 {
            continue;
        }
        let strength = 0.9 * (1.0 - age as f32 / FADES as f32).powi(2);
        let line = Stroke::new(stroke.width, theme::faded(stroke.color, strength));
        painter.extend(heads.iter().enumerate().map(|(i, head)| {
            let passed = &chain.frames[start..=end];
            let way = passed.iter().filter_map(|f| Some(frame.at(*f.get(i)?)));
            let head = (age == 0).then(|| frame.at(*head));
            Shape::line(way.chain(head).collect(), line)
        }));
    }
    painter.extend(heads.iter().map(|head| {
        Shape::Circle(egui::epaint::CircleShape {
            center: frame.at(*head),
            radius: HEAD + 0.6,
            fill: stroke.color,
            stroke: Stroke::new(1.2, theme.plot),
        })
    }));
}

/// Draws where single points are drawn to, each arrow from the point itself; the strongest are as long as fits between modes.
pub(super) fn pushes(
    painter: &Painter,
    theme: &Theme,
    frame: &Frame,
    arrows: &Arrows,
    color: Color32,
) {
    let Some(strong) = strong(arrows) else { return };
    for (at, by) in arrows.at.iter().zip(arrows.by.iter()) {
        let way = egui::vec2(by[0], -by[1]) * (PUSH / strong);
        let way = way * (PUSH / way.length().max(1e-6)).min(1.0);
        if way.length() < SHORTEST {
            continue;
        }
        let tail = frame.at(*at);
        // A line below in the colour of the ground keeps it apart from whatever colours are there.
        for (width, color) in [(2.6, theme::faded(theme.plot, 0.7)), (1.2, color)] {
            arrow(painter, tail, way, Stroke::new(width, color));
        }
    }
}

/// An arrow from a place along a way.
fn arrow(painter: &Painter, tail: Pos2, way: egui::Vec2, stroke: Stroke) {
    let (head, length) = (tail + way, way.length());
    let barb = way / length * (0.35 * length).min(4.5);
    let aside = barb.rot90() * 0.6;
    painter.line_segment([tail, head], stroke);
    let barbs = vec![head - barb + aside, head, head - barb - aside];
    painter.add(Shape::line(barbs, stroke));
}

/// How strong the strongest are but for a few: those decide nothing.
fn strong(arrows: &Arrows) -> Option<f32> {
    let mut speeds: Vec<f32> = arrows.by.iter().map(|v| v[0].hypot(v[1])).collect();
    let rank = (speeds.len() as f32 * MOST) as usize;
    if rank >= speeds.len() {
        return None;
    }
    let fast = *speeds.select_nth_unstable_by(rank, f32::total_cmp).1;
    (fast > 0.0 && fast.is_finite()).then_some(fast)
}

/// Draws velocities, so long that none reaches the next arrow.
pub(super) fn arrows(
    painter: &Painter,
    frame: &Frame,
    arrows: &Arrows,
    extent: Extent,
    color: Color32,
) {
    let side = |axis: usize| extent.high[axis] - extent.low[axis];
    let apart = side(0).min(side(1)) / (arrows.at.len().max(1) as f32).sqrt();
    let Some(fast) = strong(arrows) else { return };
    let longest = REACH * apart * frame.scale as f32;
    let stretch = longest / fast;
    let stroke = Stroke::new(1.2, color);
    for (at, by) in arrows.at.iter().zip(arrows.by.iter()) {
        let way = egui::vec2(by[0], -by[1]) * stretch;
        let way = way * (longest / way.length().max(1e-6)).min(1.0);
        let length = way.length();
        if length < SHORTEST {
            painter.circle_filled(frame.at(*at), 0.8, color);
            continue;
        }
        arrow(painter, frame.at(*at) - way / 2.0, way, stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Axis;

    fn motion() -> Motion {
        Motion {
            axis: Axis::Layers,
            columns: Some(2),
            frames: vec![
                vec![[0.0, 0.0], [1.0, 0.0]].into(),
                vec![[0.0, 2.0], [3.0, 0.0]].into(),
            ],
            log_volume: vec![vec![0.0, 0.0].into(), vec![0.5, -0.5].into()],
        }
    }

    #[test]
    fn between_two_frames_points_are_in_between() {
        assert_eq!(at(&motion(), 0.0)[1], [1.0, 0.0]);
        assert_eq!(at(&motion(), 0.5), [[0.0, 1.0], [2.0, 0.0]]);
        assert_eq!(at(&motion(), 1.0)[0], [0.0, 2.0]);
        assert!(
            at(
                &Motion {
                    frames: Vec::new(),
                    ..motion()
                },
                0.5
            )
            .is_empty()
        );
    }

    #[test]
    fn the_volume_is_that_of_the_nearest_vertex() {
        assert_eq!(volume_near(&motion(), 1.0, [2.5, 0.5]), Some(-0.5));
        assert_eq!(volume_near(&motion(), 0.0, [0.1, 0.0]), Some(0.0));
    }
}
