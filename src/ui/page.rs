//! The page of a node or family: what it is, in prose and formulas, and what it can compute.

mod tries;

use std::collections::{BTreeMap, HashMap};

use egui::{Align, Button, Grid, Layout, RichText, ScrollArea, Ui};

use super::bench::in_short;
use super::prose::{self, Prose};
use super::theme::{self, Theme, icon, size, space};
use super::{Action, Screen};
use crate::families::{Family, TREE};
use crate::figure::Abilities;
use crate::taxonomy::{Capabilities, DataKind, Node};
use crate::text::{Language, lesson};

/// As wide as the table beside the prose is.
const ASIDE: f32 = 560.0;
/// Narrower windows have the table below the prose.
const TWO_COLUMNS: f32 = 1160.0;

/// The page and the lessons that it has parsed.
#[derive(Default)]
pub struct Page {
    lessons: HashMap<(Language, &'static str), Prose>,
}

/// What the page shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The node or family.
    pub id: &'static str,
    /// What runs of this session have done, by their families.
    pub done: &'a BTreeMap<&'static str, Abilities>,
}

impl Page {
    /// Draws the page.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let room = ui.available_width() - 2.0 * space::HUGE;
        let wide = room >= TWO_COLUMNS;
        let gap = space::HUGE + space::MEDIUM;
        let text = if wide { room - ASIDE - gap } else { room }.min(size::MEASURE);
        let width = if wide { text + gap + ASIDE } else { text };
        let side = ((ui.available_width() - width) / 2.0).floor();
        ScrollArea::vertical()
            .id_salt(context.id)
            .auto_shrink(false)
            .show(ui, |ui| {
                let margin = egui::Margin {
                    left: side as i8,
                    right: 0,
                    top: space::HUGE as i8,
                    bottom: space::HUGE as i8,
                };
                // A margin is a byte; what is more is added by hand.
                let rest = side - f32::from(side as i8);
                egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                    ui.horizontal_top(|ui| {
                        ui.add_space(rest);
                        ui.vertical(|ui| {
                            ui.set_width(width);
                            title(ui, context, actions);
                            ui.add_space(space::LARGE);
                            self.columns(ui, context, wide, text, actions);
                        });
                    });
                });
            });
    }

    fn columns(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        wide: bool,
        text: f32,
        actions: &mut Vec<Action>,
    ) {
        if !wide {
            self.prose(ui, context);
            ui.add_space(space::HUGE);
            aside(ui, context, actions);
            return;
        }
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(text);
                self.prose(ui, context);
            });
            ui.add_space(2.0 * space::HUGE - ui.spacing().item_spacing.x);
            ui.vertical(|ui| {
                ui.set_width(ASIDE);
                aside(ui, context, actions);
            });
        });
    }

    fn prose(&mut self, ui: &mut Ui, context: &Context) {
        let key = (context.language, context.id);
        let prose = self.lessons.entry(key).or_insert_with(|| {
            Prose::parse(lesson(context.language, context.id).unwrap_or_default())
                .explained(context.language, context.id)
        });
        prose.ui(ui, size::READING);
    }
}

/// Breadcrumbs, name, one line, and what can be done.
fn title(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    let language = context.language;
    breadcrumbs(ui, &theme, context, actions);
    ui.add_space(space::MEDIUM);
    let family = family_of(context.id);
    let key = key_of(context.id);
    ui.horizontal(|ui| {
        if let Some(family) = family {
            dot(ui, &theme, family, size::HEADING);
        }
        let name = RichText::new(language.t(&key)).font(theme::bold(size::HEADING));
        ui.label(name);
        let Some(family) = family else { return };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if family.build.is_none() {
                ui.label(RichText::new(language.t("map-not-yet")).color(theme.dim));
                return;
            }
            let words = language.t("page-train");
            let parts = [
                (icon::PLAY, theme::icons(size::BODY)),
                (words.as_str(), theme::bold(size::BODY)),
            ];
            let words = theme::beside(parts, theme.on_accent);
            let button = Button::new(words)
                .fill(theme.accent)
                .min_size(egui::vec2(0.0, space::HUGE + space::MEDIUM));
            let response = ui.add(button);
            let label = language.t("page-train");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
            if response.clicked() {
                actions.push(Action::Train(family.card.id));
            }
        });
    });
    let line = language.t(&format!("{key}-line"));
    ui.label(RichText::new(line).size(size::READING).color(theme.dim));
}

/// The way back to the map, and the way down from the root.
fn breadcrumbs(ui: &mut Ui, theme: &Theme, context: &Context, actions: &mut Vec<Action>) {
    let language = context.language;
    ui.horizontal(|ui| {
        let words = language.t("page-back");
        let parts = [
            (icon::BACK, theme::icons(size::BODY)),
            (words.as_str(), theme::regular(size::BODY)),
        ];
        let back = theme::beside(parts, theme.text);
        let response = ui.button(back).on_hover_text(language.t("page-back-key"));
        let label = language.t("page-back");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &label));
        if response.clicked() {
            actions.push(Action::Go(Screen::Map));
        }
        ui.add_space(space::SMALL);
        for (index, node) in above(context.id).into_iter().enumerate() {
            if index > 0 {
                ui.label(RichText::new("›").color(theme.faint));
            }
            crumb(
                ui,
                theme,
                &language.t(&format!("node-{}", node.id)),
                node.id,
                actions,
            );
        }
    });
}

fn crumb(ui: &mut Ui, theme: &Theme, words: &str, id: &'static str, actions: &mut Vec<Action>) {
    let text = RichText::new(words).color(theme.dim);
    if ui.add(Button::new(text).frame(false)).clicked() {
        actions.push(Action::Go(Screen::Page(id)));
    }
}

/// What stands beside the prose: for a node what the families below it can compute, for a family its card.
fn aside(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    theme.pane().show(ui, |ui| {
        ui.set_width(ui.available_width());
        match (family_of(context.id), node_of(context.id)) {
            (Some(family), _) => {
                card(ui, context.language, family);
                let tries = tries::of_family(family);
                tries::ui(ui, context.language, &tries, actions);
            }
            (None, Some(node)) => {
                table(ui, context, node, actions);
                let tries = tries::of_node(&node.leaves());
                tries::ui(ui, context.language, &tries, actions);
            }
            (None, None) => {}
        }
    });
}

/// What the families below a node can compute.
fn table(ui: &mut Ui, context: &Context, node: &'static Node, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    heading(ui, &language.t("page-below"));
    let columns = Capabilities::HEADS;
    Grid::new("families")
        .num_columns(4)
        .spacing([space::LARGE, space::SMALL])
        .show(ui, |ui| {
            ui.allocate_space(egui::Vec2::ZERO);
            for column in columns {
                ui.label(RichText::new(language.t(column)).small().color(theme.faint));
            }
            ui.end_row();
            for family in node.leaves() {
                ui.horizontal(|ui| {
                    dot(ui, &theme, family, size::BODY);
                    let name = language.t(&format!("family-{}", family.card.id));
                    let text = RichText::new(name).color(theme.text);
                    if ui.add(Button::new(text).frame(false)).clicked() {
                        actions.push(Action::Go(Screen::Page(family.card.id)));
                    }
                });
                let can = family.card.can;
                let done = context.done.get(family.card.id);
                let found = done
                    .map(|done| in_short(language, can, done))
                    .unwrap_or_default();
                for (key, found) in can.words().into_iter().zip(found) {
                    cell(ui, &theme, language.t(key), found);
                }
                ui.end_row();
            }
        });
    ui.add_space(space::MEDIUM);
    let words = RichText::new(language.t("page-below-done"));
    ui.label(words.small().color(theme.faint));
    if node.id == TREE.id {
        ui.add_space(space::MEDIUM);
        let museum = ui.button(language.t("museum"));
        if museum.on_hover_text(language.t("museum-line")).clicked() {
            actions.push(Action::Go(Screen::Museum));
        }
    }
}

/// What a family claims, and below it what a run of this session has found.
fn cell(ui: &mut Ui, theme: &Theme, claim: String, found: Option<String>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.label(RichText::new(claim).small().color(theme.dim));
        let Some(found) = found else { return };
        let parts = [
            (icon::DONE, theme::icons(size::SMALL)),
            (found.as_str(), theme::regular(size::SMALL)),
        ];
        ui.label(theme::beside(parts, theme.accent));
    });
}

/// The card of a family: what it can compute, what it accepts, its paper.
fn card(ui: &mut Ui, language: Language, family: &'static Family) {
    let theme = theme::of(ui);
    let card = &family.card;
    heading(ui, &language.t("page-can"));
    Grid::new("abilities")
        .num_columns(2)
        .spacing([space::HUGE, space::MEDIUM])
        .show(ui, |ui| {
            let keys = ["can-density", "can-sampling", "can-latent"];
            for (label, key) in keys.into_iter().zip(card.can.words()) {
                ui.label(RichText::new(language.t(label)).color(theme.dim));
                ui.label(language.t(key));
                ui.end_row();
            }
            ui.label(RichText::new(language.t("page-accepts")).color(theme.dim));
            let kinds: Vec<String> = card
                .accepts
                .iter()
                .map(|kind| language.t(kind_key(*kind)))
                .collect();
            ui.label(kinds.join(", "));
            ui.end_row();
        });
    ui.add_space(space::LARGE);
    heading(ui, &language.t("page-objective"));
    let objective = card.formula();
    let formula = super::formula::formula_ui(ui, &objective, size::READING);
    prose::explain(formula, language, card.id, &objective);
    ui.add_space(space::LARGE);
    heading(ui, &language.t("page-paper"));
    let paper = &card.paper;
    let by = format!("{}, {}", paper.authors, paper.year);
    ui.label(RichText::new(by).color(theme.dim));
    ui.add(egui::Hyperlink::from_label_and_url(paper.title, paper.link));
}

fn heading(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(theme::bold(size::TITLE)));
    ui.add_space(space::SMALL);
}

fn dot(ui: &mut Ui, theme: &Theme, family: &Family, height: f32) {
    let side = 2.0 * size::DOT;
    let (rect, _) = ui.allocate_exact_size(egui::vec2(side, height), egui::Sense::hover());
    let color = theme.place(family.card.place);
    ui.painter().circle_filled(rect.center(), size::DOT, color);
}

fn kind_key(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Plane => "kind-plane",
        DataKind::Images => "kind-images",
        DataKind::Text => "kind-text",
    }
}

fn node_of(id: &str) -> Option<&'static Node> {
    TREE.walk().into_iter().find(|node| node.id == id)
}

fn family_of(id: &str) -> Option<&'static Family> {
    Family::all()
        .into_iter()
        .find(|family| family.card.id == id)
}

fn key_of(id: &str) -> String {
    match node_of(id) {
        Some(_) => format!("node-{id}"),
        None => format!("family-{id}"),
    }
}

/// The nodes from the root down to the one above this.
fn above(id: &str) -> Vec<&'static Node> {
    TREE.walk()
        .into_iter()
        .filter(|node| {
            let below = node.walk().iter().skip(1).any(|child| child.id == id);
            below || node.leaves().iter().any(|family| family.card.id == id)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breadcrumbs_lead_from_the_root() {
        let ids = |id| above(id).iter().map(|node| node.id).collect::<Vec<_>>();
        assert_eq!(
            ids("vae"),
            ["root", "explicit", "approximate", "variational"]
        );
        assert_eq!(ids("tractable"), ["root", "explicit"]);
        assert!(ids("root").is_empty());
    }
}
