//! The borders between panes, for the keyboard and for a screen reader: they have names, and the arrows move them.

use egui::{EventFilter, Key, Modifiers, Rect, Response, Role, Ui, WidgetInfo};
use egui_tiles::{Container, LinearDir, Tile, TileId, Tiles, Tree};

use super::{Context, Pane};
use crate::ui::theme::{self, space};

/// How far a press of a key moves a border.
const STEP: f32 = 2.0 * space::LARGE;
/// No pane gets narrower by the keyboard.
const LEAST: f32 = 120.0;

/// A border between two neighbours of a row or column.
struct Border {
    parent: TileId,
    dir: LinearDir,
    index: usize,
    sides: [TileId; 2],
}

/// Names the borders and moves the one that has the focus. `ui` is the one that the tree was drawn in.
pub(super) fn ui(ui: &Ui, context: &Context, tree: &mut Tree<Pane>) {
    for border in borders(&tree.tiles) {
        // The tree has given the border this name.
        let id = ui.scope_id().with((border.parent, "resize", border.index));
        let Some(response) = ui.ctx().read_response(id) else {
            continue;
        };
        let [first, second] = border.sides.map(|tile| {
            let title = first_pane(&tree.tiles, tile).map(Pane::title);
            title.map_or_else(String::new, |key| context.language.t(key))
        });
        let args = [("first", first.into()), ("second", second.into())];
        let words = context.language.f("pane-border", &args);
        response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, &words));
        if response.has_focus() {
            let rect = response
                .rect
                .shrink(response.rect.size().min_elem() / 2.0 - 1.0);
            let color = theme::of(ui).accent;
            ui.painter().rect_filled(rect, 0.0, color);
            let by = moved(ui, &response, border.dir);
            if by != 0.0 {
                shift(tree, &border, by);
            }
        }
    }
}

fn borders(tiles: &Tiles<Pane>) -> Vec<Border> {
    let mut borders = Vec::new();
    for (parent, tile) in tiles.iter() {
        let Tile::Container(Container::Linear(linear)) = tile else {
            continue;
        };
        let visible = linear.children.iter().copied();
        let visible: Vec<TileId> = visible.filter(|tile| tiles.is_visible(*tile)).collect();
        for (index, pair) in visible.windows(2).enumerate() {
            borders.push(Border {
                parent: *parent,
                dir: linear.dir,
                index,
                sides: [pair[0], pair[1]],
            });
        }
    }
    borders
}

/// How far the arrows move the border in this frame.
fn moved(ui: &Ui, response: &Response, dir: LinearDir) -> f32 {
    let across = dir == LinearDir::Horizontal;
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
        STEP * (presses(on) - presses(back))
    })
}

/// Gives one side what the other loses.
fn shift(tree: &mut Tree<Pane>, border: &Border, by: f32) {
    let long = |rect: Rect| match border.dir {
        LinearDir::Horizontal => rect.width(),
        LinearDir::Vertical => rect.height(),
    };
    let Some(lengths) = border
        .sides
        .map(|tile| tree.tiles.rect(tile).map(long))
        .into_iter()
        .collect::<Option<Vec<f32>>>()
    else {
        return;
    };
    let (first, second) = (lengths[0] + by, lengths[1] - by);
    let Some(Tile::Container(Container::Linear(linear))) = tree.tiles.get_mut(border.parent) else {
        return;
    };
    if first < LEAST || second < LEAST {
        return;
    }
    let [a, b] = border.sides;
    let both = linear.shares[a] + linear.shares[b];
    linear.shares.set_share(a, both * first / (first + second));
    linear.shares.set_share(b, both * second / (first + second));
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
