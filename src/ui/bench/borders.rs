//! The borders between panes: a hand or the arrows move them, and a screen reader knows them by name.

use egui::{CursorIcon, EventFilter, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo};
use egui_tiles::{Container, LinearDir, Tile, TileId, Tiles, Tree};

use super::{Context, Pane};
use crate::ui::theme::{self, space};

/// How far a press of a key moves a border.
const STEP: f32 = 2.0 * space::LARGE;
/// No pane gets smaller.
pub(super) const LEAST: f32 = 120.0;

/// A border between two neighbours of a row or column.
struct Border {
    parent: TileId,
    dir: LinearDir,
    index: usize,
    sides: [TileId; 2],
    rect: Rect,
}

/// Draws the borders between the panes of a tree that has just been drawn.
pub(super) fn ui(ui: &Ui, context: &Context, tree: &mut Tree<Pane>) {
    for border in borders(&tree.tiles) {
        let id = ui.scope_id().with(("border", border.parent, border.index));
        let response = ui.interact(border.rect, id, Sense::click_and_drag());
        let [first, second] = border.sides.map(|tile| {
            let title = first_pane(&tree.tiles, tile).map(Pane::title);
            title.map_or_else(String::new, |key| context.language.t(key))
        });
        let args = [("first", first.into()), ("second", second.into())];
        let words = context.language.f("pane-border", &args);
        response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, &words));
        if response.hovered() || response.dragged() || response.has_focus() {
            let least = border.rect.size().min_elem();
            let line = border.rect.shrink(least / 2.0 - 1.0);
            ui.painter().rect_filled(line, 0.0, theme::of(ui).accent);
        }
        let by = moved(ui, &response, border.dir);
        if by != 0.0 {
            shift(tree, &border, by);
        }
        response.on_hover_cursor(match border.dir {
            LinearDir::Horizontal => CursorIcon::ResizeHorizontal,
            LinearDir::Vertical => CursorIcon::ResizeVertical,
        });
    }
}

/// Every border, from the top of the tree down, so that Tab meets them in one order.
fn borders(tiles: &Tiles<Pane>) -> Vec<Border> {
    let mut borders = Vec::new();
    for (parent, tile) in tiles.iter() {
        let Tile::Container(Container::Linear(linear)) = tile else {
            continue;
        };
        let visible = linear.children.iter().copied();
        let visible: Vec<TileId> = visible.filter(|tile| tiles.is_visible(*tile)).collect();
        for (index, pair) in visible.windows(2).enumerate() {
            let (Some(a), Some(b)) = (tiles.rect(pair[0]), tiles.rect(pair[1])) else {
                continue;
            };
            let rect = match linear.dir {
                LinearDir::Horizontal => Rect::from_x_y_ranges(a.right()..=b.left(), a.y_range()),
                LinearDir::Vertical => Rect::from_x_y_ranges(a.x_range(), a.bottom()..=b.top()),
            };
            borders.push(Border {
                parent: *parent,
                dir: linear.dir,
                index,
                sides: [pair[0], pair[1]],
                rect,
            });
        }
    }
    borders.sort_by_key(|border| (border.rect.left() as i32, border.rect.top() as i32));
    borders
}

/// How far a hand or the arrows move the border in this frame.
fn moved(ui: &Ui, response: &Response, dir: LinearDir) -> f32 {
    let across = dir == LinearDir::Horizontal;
    let drag = response.drag_delta();
    let dragged = if across { drag.x } else { drag.y };
    if !response.has_focus() {
        return dragged;
    }
    let filter = EventFilter {
        horizontal_arrows: across,
        vertical_arrows: !across,
        ..EventFilter::default()
    };
    let (back, on) = if across {
        (Key::ArrowLeft, Key::ArrowRight)
    } else {
        (Key::ArrowUp, Key::ArrowDown)
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ui.input_mut(|input| {
        let mut presses = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
        dragged + STEP * (presses(on) - presses(back))
    })
}

/// Gives one side what the other loses.
fn shift(tree: &mut Tree<Pane>, border: &Border, by: f32) {
    let long = |tile: TileId| {
        let rect = tree.tiles.rect(tile)?;
        Some(match border.dir {
            LinearDir::Horizontal => rect.width(),
            LinearDir::Vertical => rect.height(),
        })
    };
    let [a, b] = border.sides;
    let (Some(first), Some(second)) = (long(a), long(b)) else {
        return;
    };
    let first = (first + by).clamp(LEAST, (first + second - LEAST).max(LEAST)) / (first + second);
    let Some(Tile::Container(Container::Linear(linear))) = tree.tiles.get_mut(border.parent) else {
        return;
    };
    let both = linear.shares[a] + linear.shares[b];
    linear.shares.set_share(a, both * first);
    linear.shares.set_share(b, both * (1.0 - first));
}

/// The pane that stands first in a tile.
fn first_pane(tiles: &Tiles<Pane>, tile: TileId) -> Option<Pane> {
    match tiles.get(tile)? {
        Tile::Pane(pane) => Some(*pane),
        Tile::Container(container) => container
            .children()
            .find_map(|child| first_pane(tiles, *child)),
    }
}
