//! The map: the whole tree, drawn large.

mod cards;
mod layout;
mod links;
pub(in crate::ui) mod thumbs;
mod walk;

use std::collections::BTreeMap;

use egui::epaint::CubicBezierShape;
use egui::{
    Align2, Color32, EventFilter, Id, Key, Modifiers, Pos2, Rect, Role, Scene, Sense, Shape,
    Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use self::cards::{Asked, Face};
use self::layout::Layout;
use self::links::Route;
use self::thumbs::Thumbs;
use self::walk::{Spot, walk};
use super::run_view::RunView;
use super::theme::{self, map, size, space};
use super::{Action, Screen};
use crate::engine::RunId;
use crate::text::Language;

/// So many families make a race.
const FEWEST: usize = 2;
const MOST: usize = 6;
/// How near the pointer has to be to a link.
const NEAR: f32 = 6.0;

/// What the map remembers.
#[derive(Default)]
pub struct Map {
    /// The room that the tree was laid out for and the part of it that is looked at, once a user has moved it.
    moved: Option<(Rect, Rect)>,
    /// Where the keyboard stands.
    spot: Option<Spot>,
    thumbs: Thumbs,
    /// The families that were chosen for a race.
    chosen: Vec<&'static str>,
}

/// What the map shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// All runs.
    pub runs: &'a BTreeMap<RunId, RunView>,
    /// Whether keys are meant for the map and not for something over it.
    pub enabled: bool,
}

impl Map {
    /// Draws the map.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let hints = space::HUGE + space::SMALL;
        let whole = ui.available_rect_before_wrap();
        let room = whole
            .with_max_y(whole.bottom() - hints)
            .with_min_y(whole.top() + hints);
        let mut view = self.moved.map_or(room, |(_, view)| view);
        let layout = Layout::new(self.moved.map_or(room, |(room, _)| room));
        if context.enabled {
            self.keys(ui, &layout);
        }
        let name = context.language.t("map-name");
        let mut scene_ui = ui.new_child(egui::UiBuilder::new().max_rect(room));
        // The ground is for the hand alone: Tab goes from node to node.
        let response = Scene::new()
            .sense(Sense::CLICK | Sense::DRAG)
            .zoom_range(0.25..=4.0)
            .max_inner_size(room.size())
            .scroll_zooms(true)
            .show(&mut scene_ui, &mut view, |ui| {
                self.contents(ui, &layout, context, actions);
            })
            .response;
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &name));
        if response.changed() && view != room {
            let laid_out = self.moved.map_or(room, |(room, _)| room);
            self.moved = Some((laid_out, view));
        }
        if response.double_clicked() || fit_key(ui, context) {
            self.moved = None;
        }
        hint(ui, whole, context);
        self.start(ui, whole, context, actions);
    }

    /// The families that were chosen, and the button that lets them race.
    fn start(&mut self, ui: &mut Ui, whole: Rect, context: &Context, actions: &mut Vec<Action>) {
        if self.chosen.is_empty() {
            return;
        }
        let row = egui::Layout::right_to_left(egui::Align::Center);
        let place = Rect::from_min_max(
            whole.left_top(),
            whole.right_top() + vec2(-space::HUGE, space::HUGE + space::MEDIUM),
        );
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(row));
        let language = context.language;
        if ui.button(language.t("race-clear")).clicked() {
            self.chosen.clear();
            return;
        }
        let args = [("count", self.chosen.len().into())];
        let enough = self.chosen.len() >= FEWEST;
        let words = language.f("race-start", &args);
        let button = ui.add_enabled(enough, egui::Button::new(words));
        if button
            .on_disabled_hover_text(language.t("race-start-why"))
            .clicked()
        {
            let chosen = std::mem::take(&mut self.chosen);
            let ids = chosen.into_iter().map(str::to_owned).collect();
            actions.push(Action::Race(ids));
        }
    }

    /// Takes a family into the race, or out of it.
    fn choose(&mut self, id: &'static str) {
        if self.chosen.contains(&id) {
            self.chosen.retain(|other| *other != id);
        } else if self.chosen.len() < MOST {
            self.chosen.push(id);
        }
    }

    fn contents(
        &mut self,
        ui: &mut Ui,
        layout: &Layout,
        context: &Context,
        actions: &mut Vec<Action>,
    ) {
        let routes = links::routes(layout);
        let pointer = ui
            .ctx()
            .layer_transform_from_global(ui.layer_id())
            .and_then(|from_global| Some(from_global * ui.input(|i| i.pointer.hover_pos())?))
            .or_else(|| ui.input(|i| i.pointer.hover_pos()));
        let near = pointer.and_then(|pointer| nearest(&routes, layout, pointer));
        edges(ui, layout);
        for route in &routes {
            let on = near.is_some_and(|id| id == route.link.id);
            dashes(ui, route, layout.unit, on);
        }
        for (index, placed) in layout.nodes.iter().enumerate() {
            let response = cards::node(ui, context.language, layout.unit, placed);
            self.focus(ui, Spot::Node(index), response.id);
            if response.clicked() {
                actions.push(Action::Go(Screen::Page(placed.node.id)));
            }
        }
        for (index, card) in layout.cards.iter().enumerate() {
            let id = card.family.card.id;
            let run = context.runs.values().find(|run| run.spec.family == id);
            let thumb = run
                .and_then(|run| self.thumbs.of(ui.ctx(), run))
                .map(Into::into);
            let face = Face {
                language: context.language,
                unit: layout.unit,
                run,
                thumb,
                chosen: self.chosen.contains(&id),
            };
            let (response, asked) = cards::card(ui, card, &face);
            self.focus(ui, Spot::Card(index), response.id);
            match asked {
                Some(Asked::Train) => actions.push(Action::Train(id)),
                Some(Asked::Choose) => self.choose(id),
                Some(Asked::Page) => actions.push(Action::Go(Screen::Page(id))),
                None => {}
            }
        }
        if let Some(link) = near {
            let words = context.language.t(link);
            egui::Tooltip::always_open(
                ui.ctx().clone(),
                ui.layer_id(),
                Id::unique("link"),
                egui::PopupAnchor::Pointer,
            )
            .gap(space::LARGE)
            .show(|ui| ui.label(words));
        }
    }

    /// Keeps the keyboard's place and the focus of the widgets in step.
    fn focus(&mut self, ui: &Ui, spot: Spot, id: Id) {
        let wanted = ui
            .data(|data| data.get_temp::<bool>(walk_id()))
            .unwrap_or(false);
        ui.memory_mut(|memory| {
            if wanted && self.spot == Some(spot) {
                memory.request_focus(id);
            }
            if memory.has_focus(id) {
                self.spot = Some(spot);
                // The arrows walk along the tree and not to whatever is nearest.
                let filter = EventFilter {
                    horizontal_arrows: true,
                    vertical_arrows: true,
                    ..EventFilter::default()
                };
                memory.set_focus_lock_filter(id, filter);
            }
        });
    }

    fn keys(&mut self, ui: &Ui, layout: &Layout) {
        let arrows = [
            Key::ArrowLeft,
            Key::ArrowRight,
            Key::ArrowUp,
            Key::ArrowDown,
        ];
        let pressed = arrows
            .into_iter()
            .find(|key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, *key)));
        ui.data_mut(|data| data.insert_temp(walk_id(), pressed.is_some()));
        let Some(key) = pressed else { return };
        self.spot = Some(match self.spot {
            Some(spot) => walk(layout, spot, key),
            None => Spot::Node(0),
        });
    }
}

fn walk_id() -> Id {
    Id::unique("map walks")
}

fn fit_key(ui: &Ui, context: &Context) -> bool {
    context.enabled && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Num0))
}

/// The link under the pointer, if no card or node is.
fn nearest(routes: &[Route], layout: &Layout, pointer: Pos2) -> Option<&'static str> {
    if layout.cards.iter().any(|card| card.rect.contains(pointer)) {
        return None;
    }
    routes
        .iter()
        .map(|route| (route.distance(pointer), route.link.id))
        .filter(|(distance, _)| *distance < NEAR * layout.unit)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}

/// The edges of the tree, curved.
fn edges(ui: &Ui, layout: &Layout) {
    let stroke = Stroke::new(map::EDGE * layout.unit, theme::of(ui).edge());
    for placed in &layout.nodes {
        let Some(parent) = placed.parent.map(|index| &layout.nodes[index]) else {
            continue;
        };
        for to in &placed.ports {
            edge(ui, layout.unit, parent.rect.right_center(), *to, stroke);
        }
    }
}

/// A long way to the rows is a curve at first, and straight from there.
fn edge(ui: &Ui, unit: f32, from: Pos2, to: Pos2, stroke: Stroke) {
    let reach = vec2((to.x - from.x).min(80.0 * unit) / 2.0, 0.0);
    let bend = from + vec2(reach.x * 2.0, to.y - from.y);
    let points = [from, from + reach, bend - reach, bend];
    let curve = CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke);
    ui.painter().add(curve);
    ui.painter().line_segment([bend, to], stroke);
}

fn dashes(ui: &Ui, route: &Route, unit: f32, on: bool) {
    let theme = theme::of(ui);
    let color = if on { theme.accent } else { theme.faint };
    let width = map::EDGE * unit * if on { 1.5 } else { 0.85 };
    let stroke = Stroke::new(width, color);
    let shapes = Shape::dashed_line(&route.points, stroke, 5.0 * unit, 4.0 * unit);
    ui.painter().extend(shapes);
    for end in [route.points.first(), route.points.last()]
        .into_iter()
        .flatten()
    {
        ui.painter().circle_filled(*end, 2.5 * unit, color);
    }
}

/// What to do first, at the top, and the keys, at the bottom.
fn hint(ui: &Ui, whole: Rect, context: &Context) {
    let theme = theme::of(ui);
    let margin = Vec2::new(space::HUGE, space::MEDIUM);
    let inner = whole.shrink2(margin);
    let first = if context.runs.is_empty() {
        "map-first"
    } else {
        "map-next"
    };
    for (at, align, key, color) in [
        (inner.left_top(), Align2::LEFT_TOP, first, theme.dim),
        (
            inner.left_bottom(),
            Align2::LEFT_BOTTOM,
            "map-keys",
            theme.faint,
        ),
    ] {
        let words = context.language.t(key);
        let font = theme::regular(size::BODY);
        ui.painter().text(at, align, words, font, color);
    }
}
