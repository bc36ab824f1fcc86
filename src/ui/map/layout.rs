//! Where everything on the map stands: plain geometry, from the tree and the room there is.
//!
//! The tree grows from left to right: a column for each level of inner nodes, then the families in rows, each row under
//! the name of the node it hangs on. Everything is measured for one size of window and scaled from there; what room is left
//! over goes between the rows and into the cards.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::families::{Family, TREE};
use crate::taxonomy::Node;

/// The size that the measures below are made for.
const BASE: Vec2 = vec2(1280.0, 700.0);
const MARGIN: f32 = 24.0;
const BOX: Vec2 = vec2(190.0, 58.0);
/// Between a column of boxes and the next.
const STEP: f32 = 28.0;
const CARD_HEIGHT: f32 = 54.0;
const CARD_GAP: f32 = 10.0;
const HEADING: f32 = 22.0;
/// The most cards side by side.
const COLUMNS: usize = 3;
/// A card does not grow wider than this, in scaled points.
const WIDEST_CARD: f32 = 250.0;

/// The map, laid out.
pub(super) struct Layout {
    /// The factor from the measures to points.
    pub(super) unit: f32,
    /// Inner nodes, parents before children.
    pub(super) nodes: Vec<Placed>,
    /// Families, in the order of the tree.
    pub(super) cards: Vec<Card>,
}

/// An inner node in its place.
pub(super) struct Placed {
    pub(super) node: &'static Node,
    pub(super) rect: Rect,
    /// The index of the node above it.
    pub(super) parent: Option<usize>,
    /// Whether it is the heading of a row of cards and not a box.
    pub(super) heading: bool,
    /// Where the edges from its parent arrive: one, or one a line of cards.
    pub(super) ports: Vec<Pos2>,
}

/// A family in its place.
pub(super) struct Card {
    pub(super) family: &'static Family,
    pub(super) rect: Rect,
    /// The index of the node it hangs on.
    pub(super) node: usize,
}

impl Layout {
    /// Lays the whole tree out in a rectangle.
    pub(super) fn new(room: Rect) -> Self {
        let unit = (room.size() / BASE).min_elem().clamp(0.7, 2.6);
        let mut building = Building::new(room, unit);
        building.place(TREE, 0, None);
        let Building { nodes, cards, .. } = building;
        Self { unit, nodes, cards }
    }
}

struct Building {
    unit: f32,
    left: f32,
    rows_left: f32,
    card_width: f32,
    gap: f32,
    y: f32,
    nodes: Vec<Placed>,
    cards: Vec<Card>,
}

impl Building {
    fn new(room: Rect, unit: f32) -> Self {
        let boxes = levels(TREE) as f32;
        let left = room.left() + MARGIN * unit;
        let right = room.right() - MARGIN * unit;
        let columns = COLUMNS as f32;
        let between = CARD_GAP * unit * (columns - 1.0);
        let tree = boxes * (BOX.x + STEP) * unit;
        let card_width = ((right - left - tree - between) / columns).min(WIDEST_CARD * unit);
        // What the cards do not take goes between the columns of boxes.
        let spare = right - left - tree - between - card_width * columns;
        let rows_left = left + tree + spare.max(0.0);
        let rows: Vec<usize> = TREE
            .walk()
            .iter()
            .filter(|node| !node.families.is_empty())
            .map(|node| node.families.len().div_ceil(COLUMNS))
            .collect();
        let lines: usize = rows.iter().sum();
        let content = rows.len() as f32 * HEADING
            + lines as f32 * CARD_HEIGHT
            + (lines - rows.len()) as f32 * CARD_GAP;
        let gaps = rows.len() as f32 - 1.0;
        let gap = ((room.height() - content * unit) / (gaps + 1.0)).clamp(0.0, 40.0 * unit);
        let height = content * unit + gaps * gap;
        Self {
            unit,
            left,
            rows_left,
            card_width,
            gap,
            y: room.center().y - height / 2.0,
            nodes: Vec::new(),
            cards: Vec::new(),
        }
    }

    /// Places a node and all below it; gives the height at which an edge should leave for it.
    fn place(&mut self, node: &'static Node, level: usize, parent: Option<usize>) -> f32 {
        let index = self.nodes.len();
        self.nodes.push(Placed {
            node,
            rect: Rect::NOTHING,
            parent,
            heading: node.children.is_empty(),
            ports: Vec::new(),
        });
        if node.children.is_empty() {
            return self.place_row(node, index);
        }
        let heights: Vec<f32> = node
            .children
            .iter()
            .map(|child| self.place(child, level + 1, Some(index)))
            .collect();
        let first = heights.first().copied().unwrap_or(self.y);
        let last = heights.last().copied().unwrap_or(self.y);
        let y = f32::midpoint(first, last);
        let columns = levels(TREE) as f32;
        let pitch = (self.rows_left - self.left) / columns;
        let x = self.left + level as f32 * pitch;
        let size = BOX * self.unit;
        let rect = Rect::from_min_size(pos2(x, y - size.y / 2.0), size);
        self.nodes[index].rect = rect;
        self.nodes[index].ports = vec![rect.left_center()];
        y
    }

    fn place_row(&mut self, node: &'static Node, index: usize) -> f32 {
        let unit = self.unit;
        let top = self.y;
        let width = self.card_width * COLUMNS as f32 + CARD_GAP * unit * (COLUMNS - 1) as f32;
        let heading = Rect::from_min_size(pos2(self.rows_left, top), vec2(width, HEADING * unit));
        self.nodes[index].rect = heading;
        self.y += HEADING * unit;
        let first = self.y;
        for (i, family) in node.families.iter().copied().enumerate() {
            let (line, column) = ((i / COLUMNS) as f32, (i % COLUMNS) as f32);
            let x = self.rows_left + column * (self.card_width + CARD_GAP * unit);
            let y = first + line * (CARD_HEIGHT + CARD_GAP) * unit;
            let size = vec2(self.card_width, CARD_HEIGHT * unit);
            self.cards.push(Card {
                family,
                rect: Rect::from_min_size(pos2(x, y), size),
                node: index,
            });
        }
        let lines = node.families.len().div_ceil(COLUMNS) as f32;
        self.y = first + (lines * (CARD_HEIGHT + CARD_GAP) - CARD_GAP) * unit;
        let middle = f32::midpoint(first, self.y);
        self.nodes[index].ports = (0..lines as usize)
            .map(|line| {
                let line = line as f32 * (CARD_HEIGHT + CARD_GAP) + CARD_HEIGHT / 2.0;
                pos2(self.rows_left, first + line * unit)
            })
            .collect();
        self.y += self.gap;
        middle
    }
}

/// How many columns of boxes the tree needs.
fn levels(node: &Node) -> usize {
    if node.children.is_empty() {
        return 0;
    }
    1 + node
        .children
        .iter()
        .map(|child| levels(child))
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_inside_and_nothing_overlaps_at_any_size() {
        for size in [
            [960.0, 520.0],
            [1280.0, 730.0],
            [1920.0, 1010.0],
            [1000.0, 1400.0],
        ] {
            let room = Rect::from_min_size(pos2(0.0, 40.0), size.into());
            let layout = Layout::new(room);
            let rects: Vec<Rect> = layout
                .nodes
                .iter()
                .map(|node| node.rect)
                .chain(layout.cards.iter().map(|card| card.rect))
                .collect();
            assert_eq!(layout.cards.len(), Family::all().len());
            for (i, a) in rects.iter().enumerate() {
                assert!(room.expand(1.0).contains_rect(*a), "{size:?}: {a:?}");
                for b in &rects[i + 1..] {
                    assert!(
                        !a.shrink(0.5).intersects(b.shrink(0.5)),
                        "{size:?}: {a:?} {b:?}"
                    );
                }
            }
        }
    }
}
