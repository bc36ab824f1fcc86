//! The dashed links between families that are kin across branches: routed around the cards.

use egui::{Pos2, Rect, pos2, vec2};

use super::layout::Layout;
use crate::taxonomy::{CROSS_LINKS, CrossLink};

/// How near to a card a link may come, in units.
const CLEAR: f32 = 3.0;
/// How far below their cards neighbours are joined, in units.
const SAG: f32 = 7.0;
/// The radius of a corner, in units.
const CORNER: f32 = 8.0;

/// A link on its way.
pub(super) struct Route {
    pub(super) link: &'static CrossLink,
    /// The way as short straight pieces.
    pub(super) points: Vec<Pos2>,
}

impl Route {
    /// How far a point is from the link.
    pub(super) fn distance(&self, to: Pos2) -> f32 {
        self.points
            .windows(2)
            .map(|pair| distance(pair[0], pair[1], to))
            .fold(f32::INFINITY, f32::min)
    }
}

/// The routes of all links.
pub(super) fn routes(layout: &Layout) -> Vec<Route> {
    let mut arrivals = 0;
    CROSS_LINKS
        .iter()
        .filter_map(|link| {
            let a = rect_of(layout, link.from)?;
            let b = rect_of(layout, link.to)?;
            let (upper, lower) = if a.top() <= b.top() { (a, b) } else { (b, a) };
            let corners = if upper.top() == lower.top() {
                beside(upper, lower, layout.unit)
            } else {
                below(layout, upper, lower, &mut arrivals)
            };
            let points = rounded(&corners, CORNER * layout.unit);
            Some(Route { link, points })
        })
        .collect()
}

fn rect_of(layout: &Layout, family: &str) -> Option<Rect> {
    let card = layout
        .cards
        .iter()
        .find(|card| card.family.card.id == family)?;
    Some(card.rect)
}

/// Neighbours in a row: under both cards.
fn beside(a: Rect, b: Rect, unit: f32) -> Vec<Pos2> {
    let (left, right) = if a.left() < b.left() { (a, b) } else { (b, a) };
    let y = left.bottom() + SAG * unit;
    let from = left.right() - left.width() * 0.25;
    let to = right.left() + right.width() * 0.25;
    vec![
        pos2(from, left.bottom()),
        pos2(from, y),
        pos2(to, y),
        pos2(to, right.bottom()),
    ]
}

/// Cards in different rows: straight down where nothing is in the way, otherwise down past the cards and in from the side.
fn below(layout: &Layout, upper: Rect, lower: Rect, arrivals: &mut u32) -> Vec<Pos2> {
    let unit = layout.unit;
    let shared = upper.x_range().intersection(lower.x_range());
    if shared.span() > 0.0 {
        let x = shared.min + shared.span() * 0.6;
        if free(layout, x, upper.bottom(), lower.top()) {
            return vec![pos2(x, upper.bottom()), pos2(x, lower.top())];
        }
    }
    *arrivals += 1;
    let y = lower.top() + lower.height() * if *arrivals == 1 { 0.65 } else { 0.35 };
    let x = upper.center().x;
    if free(layout, x, upper.bottom(), y) {
        return vec![pos2(x, upper.bottom()), pos2(x, y), pos2(lower.right(), y)];
    }
    let x = upper.right() + 2.5 * CLEAR * unit;
    let start = upper.right_center();
    vec![start, pos2(x, start.y), pos2(x, y), pos2(lower.right(), y)]
}

/// Whether a vertical line keeps clear of every card between two heights.
fn free(layout: &Layout, x: f32, top: f32, bottom: f32) -> bool {
    let clear = CLEAR * layout.unit;
    let line = Rect::from_min_max(pos2(x, top), pos2(x, bottom)).shrink2(vec2(0.0, 1.0));
    !layout
        .cards
        .iter()
        .any(|card| card.rect.expand2(vec2(clear, 0.0)).intersects(line))
}

/// The same way with round corners.
fn rounded(corners: &[Pos2], radius: f32) -> Vec<Pos2> {
    let (Some(first), Some(last)) = (corners.first(), corners.last()) else {
        return Vec::new();
    };
    let mut points = vec![*first];
    for way in corners.windows(3) {
        let (before, corner, after) = (way[0], way[1], way[2]);
        let reach =
            |to: Pos2| (to - corner).normalized() * radius.min((to - corner).length() / 2.0);
        let (start, end) = (corner + reach(before), corner + reach(after));
        for i in 0..=6 {
            let t = i as f32 / 6.0;
            points.push(start.lerp(corner, t).lerp(corner.lerp(end, t), t));
        }
    }
    points.push(*last);
    points
}

fn distance(a: Pos2, b: Pos2, to: Pos2) -> f32 {
    let along = b - a;
    let t = ((to - a).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
    (a + along * t).distance(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_crosses_a_card() {
        for size in [[960.0, 520.0], [1280.0, 730.0], [1920.0, 1010.0]] {
            let layout = Layout::new(Rect::from_min_size(pos2(0.0, 40.0), size.into()));
            let routes = routes(&layout);
            assert_eq!(routes.len(), CROSS_LINKS.len());
            for route in routes {
                for pair in route.points.windows(2) {
                    for t in 0..20 {
                        let at = pair[0].lerp(pair[1], t as f32 / 20.0);
                        let hit = layout
                            .cards
                            .iter()
                            .find(|card| card.rect.shrink(1.0).contains(at));
                        assert!(hit.is_none(), "{size:?} {}", route.link.id);
                    }
                }
            }
        }
    }
}
