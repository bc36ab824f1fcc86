//! The search for a node or family: type a few letters, choose, and its page opens.

use egui::{Context, Id, Key, Modal, Modifiers, RichText, Ui};

use crate::families::{Family, TREE};
use crate::taxonomy::Place;
use crate::text::Language;
use crate::ui::theme::{self, size, space};
use crate::ui::{Action, Screen};

/// As wide as the list is drawn.
const WIDTH: f32 = 440.0;
/// As many rows are drawn.
const ROWS: usize = 12;

/// What is typed and chosen.
#[derive(Default)]
pub struct Find {
    typed: String,
    chosen: usize,
}

/// Something that can be found.
struct Hit {
    screen: Screen,
    name: String,
    line: String,
    place: Option<Place>,
}

impl Find {
    /// Draws the search over everything else.
    pub fn show(&mut self, ctx: &Context, language: Language, actions: &mut Vec<Action>) {
        let hits = hits(language, &self.typed);
        self.walk(ctx, hits.len());
        let enter = ctx.input(|input| input.key_pressed(Key::Enter));
        let again = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::K));
        let modal = Modal::new(Id::unique("find")).show(ctx, |ui| {
            ui.set_width(WIDTH);
            self.field(ui, language);
            ui.add_space(space::SMALL);
            self.list(ui, language, &hits)
        });
        let clicked = modal.inner;
        let chosen = clicked.or_else(|| enter.then_some(self.chosen));
        if let Some(hit) = chosen.and_then(|index| hits.get(index)) {
            actions.push(Action::Go(hit.screen));
        } else if modal.should_close() || again {
            actions.push(Action::Find);
        }
    }

    fn walk(&mut self, ctx: &Context, count: usize) {
        ctx.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
                self.chosen += 1;
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
                self.chosen = self.chosen.saturating_sub(1);
            }
        });
        self.chosen = self.chosen.min(count.saturating_sub(1));
    }

    fn field(&mut self, ui: &mut Ui, language: Language) {
        let title = ui.label(RichText::new(language.t("find-title")).color(theme::of(ui).dim));
        let edit = egui::TextEdit::singleline(&mut self.typed)
            .hint_text(language.t("find-hint"))
            .font(theme::regular(size::READING))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        if response.changed() {
            self.chosen = 0;
        }
        response.request_focus();
        response.labelled_by(title.id);
    }

    fn list(&mut self, ui: &mut Ui, language: Language, hits: &[Hit]) -> Option<usize> {
        if hits.is_empty() {
            ui.label(RichText::new(language.t("find-nothing")).color(theme::of(ui).dim));
        }
        let first = self.chosen.saturating_sub(ROWS - 1);
        let mut clicked = None;
        for (index, hit) in hits.iter().enumerate().skip(first).take(ROWS) {
            if row(ui, hit, index == self.chosen) {
                clicked = Some(index);
            }
        }
        clicked
    }
}

fn row(ui: &mut Ui, hit: &Hit, chosen: bool) -> bool {
    let theme = theme::of(ui);
    let height = space::HUGE + space::SMALL;
    let (rect, response) = ui.allocate_exact_size(
        egui::vec2(ui.available_width(), height),
        egui::Sense::click(),
    );
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, chosen, &hit.name));
    if chosen || response.hovered() {
        ui.painter()
            .rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.raised);
    }
    let dot = rect.left_center() + egui::vec2(space::LARGE, 0.0);
    let color = hit.place.map_or(theme.faint, |place| theme.place(place));
    ui.painter().circle_filled(dot, size::DOT, color);
    let left = dot + egui::vec2(space::LARGE, 0.0);
    let name = ui.painter().text(
        left,
        egui::Align2::LEFT_CENTER,
        &hit.name,
        theme::bold(size::BODY),
        theme.text,
    );
    let room = egui::Rect::from_min_max(
        egui::pos2(name.right() + space::MEDIUM, rect.top()),
        rect.max,
    );
    ui.painter().with_clip_rect(room).text(
        room.left_center(),
        egui::Align2::LEFT_CENTER,
        &hit.line,
        theme::regular(size::SMALL),
        theme.dim,
    );
    response.clicked()
}

/// Everything whose name or line has the typed letters, in the language of the interface or in English; names first.
fn hits(language: Language, typed: &str) -> Vec<Hit> {
    let nodes = TREE.walk().into_iter().map(|node| {
        (
            node.id,
            Screen::Page(node.id),
            format!("node-{}", node.id),
            None,
        )
    });
    let families = Family::all().into_iter().map(|family| {
        let card = &family.card;
        let key = format!("family-{}", card.id);
        (card.id, Screen::Page(card.id), key, Some(card.place))
    });
    let screens = [("museum", Screen::Museum), ("sweep", Screen::Sweep)];
    let screens = screens.map(|(key, screen)| (key, screen, key.to_owned(), None));
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<(usize, Hit)> = nodes
        .chain(families)
        .chain(screens)
        .filter_map(|(id, screen, key, place)| {
            let name = language.t(&key);
            let line = language.t(&format!("{key}-line"));
            let english = Language::English.t(&key);
            let rank = [&name, &english, &id.to_owned(), &line]
                .iter()
                .position(|words| words.to_lowercase().contains(&typed))?;
            let rank = usize::from(rank > 2);
            let hit = Hit {
                screen,
                name,
                line,
                place,
            };
            Some((rank, hit))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, hit)| hit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_found_in_both_languages_whatever_the_interface_speaks() {
        for (language, typed, id) in [
            (Language::English, "diffu", "diffusion"),
            (Language::Korean, "diffu", "diffusion"),
            (Language::Korean, "확산", "diffusion"),
            (Language::English, "VA", "variational"),
        ] {
            let found = hits(language, typed);
            assert!(
                found.iter().any(|hit| hit.screen == Screen::Page(id)),
                "{typed}"
            );
        }
        assert!(hits(Language::English, "zzz").is_empty());
        assert!(hits(Language::English, "").len() > 25);
    }
}
