//! The keyboard walk along the tree: which place an arrow key leads to.

use egui::{Key, Rect};

use super::layout::Layout;

/// A place on the map: an inner node, or a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// The node with this index.
    Node(usize),
    /// The card with this index.
    Card(usize),
}

impl Spot {
    fn rect(self, layout: &Layout) -> Rect {
        match self {
            Self::Node(index) => layout.nodes[index].rect,
            Self::Card(index) => layout.cards[index].rect,
        }
    }
}

/// Where an arrow key leads from a place; to itself where there is nowhere to go.
pub(super) fn walk(layout: &Layout, from: Spot, key: Key) -> Spot {
    let next = match (key, from) {
        (Key::ArrowRight, Spot::Node(index)) => inwards(layout, index),
        (Key::ArrowRight, Spot::Card(index)) => beside(layout, index, 1),
        (Key::ArrowLeft, Spot::Node(index)) => layout.nodes[index].parent.map(Spot::Node),
        (Key::ArrowLeft, Spot::Card(index)) => {
            beside(layout, index, -1).or(Some(Spot::Node(layout.cards[index].node)))
        }
        (Key::ArrowUp, spot) => across(layout, spot, -1.0),
        (Key::ArrowDown, spot) => across(layout, spot, 1.0),
        _ => None,
    };
    next.unwrap_or(from)
}

fn inwards(layout: &Layout, index: usize) -> Option<Spot> {
    let node = layout
        .nodes
        .iter()
        .position(|node| node.parent == Some(index));
    let card = layout.cards.iter().position(|card| card.node == index);
    node.map(Spot::Node).or(card.map(Spot::Card))
}

/// The card before or after in the same line.
fn beside(layout: &Layout, index: usize, step: isize) -> Option<Spot> {
    let next = index.checked_add_signed(step)?;
    let card = layout.cards.get(next)?;
    let same_line = card.rect.top() == layout.cards[index].rect.top();
    same_line.then_some(Spot::Card(next))
}

/// The nearest place of the same kind and column above or below.
fn across(layout: &Layout, from: Spot, sign: f32) -> Option<Spot> {
    let here = from.rect(layout);
    let nodes = (0..layout.nodes.len()).map(Spot::Node);
    let cards = (0..layout.cards.len()).map(Spot::Card);
    nodes
        .chain(cards)
        .filter(|spot| matches!(spot, Spot::Node(_)) == matches!(from, Spot::Node(_)))
        .filter(|spot| {
            let there = spot.rect(layout);
            let same_column = match from {
                Spot::Node(_) => (there.left() - here.left()).abs() < 1.0,
                Spot::Card(_) => true,
            };
            same_column && (there.top() - here.top()) * sign > 1.0
        })
        .min_by(|a, b| {
            let cost = |spot: &Spot| {
                let there = spot.rect(layout);
                let dy = (there.top() - here.top()).abs();
                dy + 0.1 * (there.left() - here.left()).abs()
            };
            cost(a).total_cmp(&cost(b))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn layout() -> Layout {
        Layout::new(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 730.0)))
    }

    #[test]
    fn right_leads_from_the_root_to_a_family_and_left_leads_back() {
        let layout = layout();
        let mut spot = Spot::Node(0);
        for _ in 0..4 {
            spot = walk(&layout, spot, Key::ArrowRight);
        }
        assert_eq!(spot, Spot::Card(0));
        for _ in 0..4 {
            spot = walk(&layout, spot, Key::ArrowLeft);
        }
        assert_eq!(spot, Spot::Node(0));
    }

    #[test]
    fn down_visits_every_line_of_cards() {
        let layout = layout();
        let mut spot = Spot::Card(0);
        let mut lines = 1;
        loop {
            let next = walk(&layout, spot, Key::ArrowDown);
            if next == spot {
                break;
            }
            spot = next;
            lines += 1;
        }
        assert_eq!(lines, 8);
    }
}
