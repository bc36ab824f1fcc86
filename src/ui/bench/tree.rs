//! The tree pane: the taxonomy as an indented list, with the family on show selected.

use egui::{CursorIcon, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Context;
use crate::engine::RunId;
use crate::families::{Family, TREE};
use crate::taxonomy::Node;
use crate::ui::theme::{self, size, space};
use crate::ui::{Action, Screen};

/// The height of a row is as near to the larger one as the pane lets all rows be seen, but not below the smaller one.
const ROW: [f32; 2] = [20.0, 24.0];
/// A row begins so much farther to the right than the one that it hangs from.
const INDENT: f32 = 7.0;

/// Draws the pane below its title.
pub fn ui(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let even = ui.clip_rect().height() / count(TREE) as f32;
    ui.spacing_mut().interact_size.y = even.clamp(ROW[0], ROW[1]);
    branch(ui, context, TREE, 0, actions);
}

/// How many rows a node and all below it take.
fn count(node: &Node) -> usize {
    1 + node.families.len()
        + node
            .children
            .iter()
            .map(|child| count(child))
            .sum::<usize>()
}

fn branch(
    ui: &mut Ui,
    context: &Context,
    node: &'static Node,
    depth: usize,
    actions: &mut Vec<Action>,
) {
    let words = context.language.t(&format!("node-{}", node.id));
    let line = context.language.t(&format!("node-{}-line", node.id));
    if row(ui, &words, depth, Kind::Node)
        .on_hover_text(line)
        .clicked()
    {
        actions.push(Action::Go(Screen::Page(node.id)));
    }
    for family in node.families {
        leaf(ui, context, family, depth + 1, actions);
    }
    for child in node.children {
        branch(ui, context, child, depth + 1, actions);
    }
}

fn leaf(
    ui: &mut Ui,
    context: &Context,
    family: &'static Family,
    depth: usize,
    actions: &mut Vec<Action>,
) {
    let id = family.card.id;
    let words = context.language.t(&format!("family-{id}"));
    let ready = family.build.is_some();
    let kind = Kind::Family {
        color: theme::of(ui).place(family.card.place),
        selected: context.run.spec.family == id,
        ready,
    };
    let response = row(ui, &words, depth, kind);
    if context.run.spec.family == id {
        bring_into_view(ui, context.run.run, &response);
    }
    let line = context.language.t(&format!("family-{id}-line"));
    let response = if ready {
        response.on_hover_text(line)
    } else {
        response.on_hover_text(format!("{line}\n{}", context.language.t("tree-not-ready")))
    };
    if !response.clicked() {
        return;
    }
    actions.push(if ready {
        Action::Train(id)
    } else {
        Action::Go(Screen::Page(id))
    });
}

/// Scrolls to the family on show when another run comes on show.
fn bring_into_view(ui: &Ui, run: RunId, response: &Response) {
    let id = ui.scope_id().with("family on show");
    let before = ui.data(|data| data.get_temp::<RunId>(id));
    if before != Some(run) {
        ui.data_mut(|data| data.insert_temp(id, run));
        response.scroll_to_me(None);
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Node,
    Family {
        color: egui::Color32,
        selected: bool,
        ready: bool,
    },
}

fn row(ui: &mut Ui, words: &str, depth: usize, kind: Kind) -> Response {
    let theme = theme::of(ui);
    let room = vec2(ui.available_width(), ui.spacing().interact_size.y);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    let is_selected = matches!(kind, Kind::Family { selected: true, .. });
    response
        .widget_info(|| WidgetInfo::selected(Role::TreeItem, ui.is_enabled(), is_selected, words));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if is_selected || response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.raised);
    }
    let mut left = rect.left() + space::SMALL + depth as f32 * INDENT;
    let (color, font) = match kind {
        Kind::Node => (theme.dim, theme::regular(size::SMALL)),
        Kind::Family {
            color,
            selected,
            ready,
        } => {
            let dot = if ready {
                color
            } else {
                color.gamma_multiply(0.45)
            };
            ui.painter().circle_filled(
                pos2(left + space::SMALL, rect.center().y),
                space::SMALL,
                dot,
            );
            left += space::LARGE + 2.0;
            let text = if ready { theme.text } else { theme.faint };
            (
                text,
                if selected {
                    theme::bold(size::BODY)
                } else {
                    theme::regular(size::BODY)
                },
            )
        }
    };
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width((rect.right() - left).max(8.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(
        pos2(left, rect.center().y - galley.size().y / 2.0),
        galley,
        color,
    );
    response.on_hover_cursor(CursorIcon::PointingHand)
}
