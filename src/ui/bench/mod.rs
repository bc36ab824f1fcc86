//! The bench: one run in panes that can be dragged, tabbed and maximised.

mod abilities;
mod about;
mod arrangement;
mod axis;
mod borders;
mod chart;
mod classes;
mod columns;
pub mod compare;
mod curves;
mod data_menu;
mod decimate;
mod doctor;
mod fit;
mod headline;
mod inside;
mod knob_row;
mod knobs;
mod latent;
mod lit_curve;
mod marks;
mod named;
mod named_plot;
pub(in crate::ui) mod numbers;
mod objective;
mod overlay;
mod panes;
mod picture_measures;
mod plane;
mod plane_curves;
mod plot;
mod readout;
mod rows;
mod scrubber;
mod series;
mod side;
mod stage;
mod text;
mod transport;
mod tree;
mod units;
mod view;

pub use abilities::done;
pub(super) use abilities::in_short;
pub(super) use named::words as name_of;
pub use overlay::{MOST as MOST_OVERLAYS, Overlay};
pub(super) use text::sign;

use egui::{Align2, Key, Modifiers, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo};
use egui_tiles::{Container, Linear, LinearDir, Tile, Tiles, Tree};
use serde::{Deserialize, Serialize};

use self::panes::Panes;
use self::scrubber::Scrubber;
use super::Action;
use super::run_view::RunView;
use super::theme::{self, size, space};
use crate::engine::View;
use crate::knob::Knobs;
use crate::lesson;
use crate::text::Language;

/// The width of the tree and of the knobs before anybody moves them, on a window of 1280 points.
const TREE_SHARE: f32 = 0.155;
const KNOBS_SHARE: f32 = 0.225;
/// The height of the stage before anybody moves it.
const STAGE_SHARE: f32 = 0.53;

/// A pane of the bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Pane {
    Tree,
    Stage,
    Curves,
    Latent,
    Knobs,
}

impl Pane {
    const ALL: [Self; 5] = [
        Self::Tree,
        Self::Stage,
        Self::Curves,
        Self::Latent,
        Self::Knobs,
    ];

    /// What a lesson points at to point at it.
    fn target(self) -> lesson::Pane {
        match self {
            Self::Tree => lesson::Pane::Tree,
            Self::Stage => lesson::Pane::Stage,
            Self::Curves => lesson::Pane::Curves,
            Self::Latent => lesson::Pane::Latent,
            Self::Knobs => lesson::Pane::Knobs,
        }
    }

    /// The key of its title.
    fn title(self) -> &'static str {
        match self {
            Self::Tree => "pane-tree",
            Self::Stage => "pane-stage",
            Self::Curves => "pane-curves",
            Self::Latent => "pane-latent",
            Self::Knobs => "pane-knobs",
        }
    }
}

/// The panes of the bench and what they remember.
pub struct Bench {
    tree: Tree<Pane>,
    panes: Panes,
    scrubber: Scrubber,
    maximised: Option<Pane>,
}

/// What the bench shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The run on show.
    pub run: &'a RunView,
    /// Its name.
    pub name: &'a str,
    /// The knobs as the panel shows them: those of the run, with the changes that wait for a restart on top.
    pub knobs: &'a Knobs,
    /// The knobs whose changes wait for a restart.
    pub waiting: &'a [&'static str],
    /// Whether there is a turn to take back.
    pub can_undo: bool,
    /// Whether there is a turn to do again.
    pub can_redo: bool,
    /// The kept runs that are laid over the curves.
    pub overlays: &'a [Overlay],
}

impl Bench {
    /// The bench with a kept layout, or with the first one where there is none or it cannot be read.
    pub fn new(layout: Option<&str>) -> Self {
        Self {
            tree: layout.and_then(kept_tree).unwrap_or_else(first_layout),
            panes: Panes::default(),
            scrubber: Scrubber::default(),
            maximised: None,
        }
    }

    /// The layout, to be kept.
    pub fn layout(&self) -> String {
        let mut layout = serde_json::to_value(&self.tree).unwrap_or_default();
        // The tiles come out of a hash map; sorted, the same layout is the same text.
        layout.sort_all_objects();
        layout.to_string()
    }

    /// Puts the panes back where they were at first.
    pub fn reset_layout(&mut self) {
        self.tree = first_layout();
        self.maximised = None;
    }

    /// Puts a picture onto the canvas of the latent pane, if it is still there.
    pub fn put(&mut self, pixels: &[f32]) {
        self.panes.latent.put(pixels);
    }

    /// Draws the panes and handles the keys that belong to them (1-9 layers, F maximise).
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let room = ui.available_rect_before_wrap().shrink(space::MEDIUM);
        let bar = Rect::from_min_max(
            egui::pos2(room.left(), room.bottom() - transport::HEIGHT),
            room.max,
        );
        let area = room.with_max_y(bar.top() - space::MEDIUM);
        self.keys(ui, context, actions);
        let mut tiles = ui.new_child(UiBuilder::new().max_rect(area));
        self.panes.begin(context);
        self.panes.light(ui.ctx());
        if let Some(pane) = self.maximised {
            // A pane alone has nowhere to be dragged to.
            let _dragged = self.panes.pane(&mut tiles, context, pane, true, actions);
        } else {
            let mut behavior = panes::Behavior::new(&mut self.panes, context, actions);
            self.tree.ui(&mut behavior, &mut tiles);
            borders::ui(&tiles, context, &mut self.tree);
        }
        if let Some(pane) = self.panes.toggled.take() {
            self.maximised = if self.maximised.is_some() {
                None
            } else {
                Some(pane)
            };
        }
        let mut bottom = ui.new_child(UiBuilder::new().max_rect(bar));
        transport::ui(&mut bottom, context, &mut self.scrubber, actions);
        self.look(context, actions);
    }

    /// Whether Escape puts something away here.
    pub fn is_open(&self) -> bool {
        self.maximised.is_some() || self.panes.latent.is_drawing()
    }

    /// Keys of the panes; they rest while a field is being typed in.
    fn keys(&mut self, ui: &Ui, context: &Context, actions: &mut Vec<Action>) {
        if ui.ctx().text_edit_focused() {
            return;
        }
        self.panes.stage.keys(ui, context);
        self.panes.knobs.inside.keys(ui);
        self.scrubber.keys(ui, context, actions);
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F)) {
            self.panes.toggled = Some(
                self.maximised
                    .or(self.panes.under_pointer)
                    .unwrap_or(Pane::Stage),
            );
        }
        // A canvas in the pane that is alone goes first, and hears the key itself.
        let draws_alone = self.maximised == Some(Pane::Latent) && self.panes.latent.is_drawing();
        if self.maximised.is_some()
            && !draws_alone
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            self.maximised = None;
        }
    }

    /// Asks the engine for what the panes show, when that has changed.
    fn look(&mut self, context: &Context, actions: &mut Vec<Action>) {
        let mut view = View {
            abilities: true,
            sample_seed: context.run.view.sample_seed,
            ..View::NOTHING
        };
        self.panes.stage.look(&mut view, context.run);
        self.panes.latent.look(&mut view, context.run);
        view.inside = self.panes.knobs.inside.open;
        if context.run.ready.is_some() && view != context.run.view {
            actions.push(Action::Look(view));
        }
    }
}

/// The tiles of a layout that was kept, if it can be read.
fn kept_tree(layout: &str) -> Option<Tree<Pane>> {
    serde_json::from_str(layout).ok().and_then(whole)
}

/// Every pane once and in sight: a layout from another version, or one edited by hand, starts afresh.
fn whole(layout: Tree<Pane>) -> Option<Tree<Pane>> {
    let root = layout.root()?;
    let mut panes = Vec::new();
    let mut waiting = vec![root];
    let mut seen = 0;
    while let Some(id) = waiting.pop() {
        seen += 1;
        // A tile that is its own child would go round for ever.
        if seen > layout.tiles.len() || !layout.tiles.is_visible(id) {
            return None;
        }
        match layout.tiles.get(id)? {
            Tile::Pane(pane) => panes.push(*pane),
            Tile::Container(container) => {
                if let Container::Linear(linear) = container
                    && !linear
                        .shares
                        .iter()
                        .all(|(_, share)| (0.0..1e6).contains(share))
                {
                    return None;
                }
                waiting.extend(container.children().copied());
            }
        }
    }
    let is_whole = panes.len() == Pane::ALL.len() && Pane::ALL.iter().all(|p| panes.contains(p));
    // The tiles alone count; the size of the tree is that of the window.
    is_whole.then(|| Tree::new(egui::Id::unique("bench"), root, layout.tiles))
}

fn first_layout() -> Tree<Pane> {
    let mut tiles = Tiles::default();
    let [tree, stage, curves, latent, knobs] = Pane::ALL.map(|pane| tiles.insert_pane(pane));
    let below = tiles.insert_horizontal_tile(vec![curves, latent]);
    let middle = linear(
        &mut tiles,
        LinearDir::Vertical,
        &[(stage, STAGE_SHARE), (below, 1.0 - STAGE_SHARE)],
    );
    let rest = 1.0 - TREE_SHARE - KNOBS_SHARE;
    let root = linear(
        &mut tiles,
        LinearDir::Horizontal,
        &[(tree, TREE_SHARE), (middle, rest), (knobs, KNOBS_SHARE)],
    );
    Tree::new(egui::Id::unique("bench"), root, tiles)
}

fn linear(
    tiles: &mut Tiles<Pane>,
    dir: LinearDir,
    children: &[(egui_tiles::TileId, f32)],
) -> egui_tiles::TileId {
    let mut linear = Linear::new(dir, children.iter().map(|(id, _)| *id).collect());
    for (id, share) in children {
        linear.shares.set_share(*id, *share);
    }
    tiles.insert_new(Tile::Container(Container::Linear(linear)))
}

/// Words in the middle of a pane that has nothing to show yet.
fn empty(ui: &Ui, words: &str) {
    let theme = theme::of(ui);
    let area = ui.available_rect_before_wrap();
    let width = (area.width() - 2.0 * space::LARGE).max(40.0);
    let galley = ui.painter().layout(
        words.to_owned(),
        theme::regular(size::BODY),
        theme.dim,
        width,
    );
    let at = Align2::CENTER_CENTER
        .anchor_size(area.center(), galley.size())
        .min;
    ui.painter().galley(at, galley, theme.dim);
    let response = ui.interact(area, ui.scope_id().with("empty"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_survives_and_nonsense_gives_the_first_one() {
        let bench = Bench::new(None);
        let kept = bench.layout();
        assert_eq!(Bench::new(Some(&kept)).layout(), kept);
        for nonsense in [
            "",
            "{}",
            "nonsense",
            &kept.replace("\"latent\"", "\"stage\""),
        ] {
            assert_eq!(Bench::new(Some(nonsense)).layout(), kept);
        }
    }
}
