//! The failure museum: a card a failure, each of which starts the run that fails by itself.

mod sketch;

use egui::{Align, Button, Frame, Layout, Margin, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use super::bench::numbers;
use super::map::thumbs::Thumbs;
use super::run_view::RunView;
use super::theme::{self, icon, size, space};
use super::widgets::sheet::sheet;
use super::{Action, Screen};
use crate::engine::museum::{EXHIBITS, Exhibit};
use crate::families::Family;
use crate::taxonomy::Preset;
use crate::text::Language;

/// A card is at least so wide.
const CARD: f32 = 300.0;
/// The side of its picture.
const PICTURE: f32 = 96.0;
/// The height of a card beside its longest text: the title, the family, the button, and the air between them.
const AROUND: f32 = 74.0;
/// No line of the page is wider.
const WIDEST: f32 = 1480.0;

/// What the screen remembers.
#[derive(Default)]
pub struct Museum {
    thumbs: Thumbs,
}

/// What the screen shows.
pub struct Context<'a> {
    /// The language of the interface.
    pub language: Language,
    /// The newest run of each exhibit, in their order.
    pub runs: &'a [Option<&'a RunView>],
}

impl Museum {
    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        sheet(ui, WIDEST, |ui| {
            let t = |key| context.language.t(key);
            ui.label(RichText::new(t("museum")).font(theme::bold(size::HEADING)));
            let line = RichText::new(t("museum-line")).size(size::READING);
            ui.label(line.color(theme::of(ui).dim));
            ui.add_space(space::LARGE);
            self.wall(ui, context, actions);
        });
    }

    fn wall(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let gap = space::LARGE;
        let columns = (((ui.available_width() + gap) / (CARD + gap)) as usize).clamp(1, 4);
        let width = (ui.available_width() - gap * (columns - 1) as f32) / columns as f32;
        let width = width.floor();
        let height = longest(ui, context.language, width) + AROUND;
        ui.spacing_mut().item_spacing = vec2(gap, gap);
        for (row, exhibits) in EXHIBITS.chunks(columns).enumerate() {
            ui.horizontal_top(|ui| {
                for (column, exhibit) in exhibits.iter().enumerate() {
                    let index = row * columns + column;
                    let run = context.runs.get(index).copied().flatten();
                    let Ok((family, preset)) = exhibit.find() else {
                        continue;
                    };
                    let card = Card {
                        index,
                        exhibit,
                        family,
                        preset,
                        run,
                        width,
                        height,
                    };
                    self.card(ui, context.language, &card, actions);
                }
            });
        }
    }

    fn card(&mut self, ui: &mut Ui, language: Language, card: &Card, actions: &mut Vec<Action>) {
        let theme = theme::of(ui);
        let frame = Frame::new()
            .fill(theme.panel)
            .stroke(egui::Stroke::new(1.0, theme.line))
            .corner_radius(size::CARD_RADIUS)
            .inner_margin(Margin::same(space::LARGE as i8));
        frame.show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(space::LARGE, space::SMALL);
            ui.set_width(card.width - 2.0 * space::LARGE - 2.0);
            ui.set_height(card.height);
            ui.horizontal_top(|ui| {
                self.picture(ui, card);
                ui.vertical(|ui| words(ui, language, card, actions));
            });
        });
    }

    /// The newest samples of the exhibit's run, where it was started; its sketch before.
    fn picture(&mut self, ui: &mut Ui, card: &Card) {
        let theme = theme::of(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(PICTURE, PICTURE), Sense::hover());
        let radius = f32::from(size::PICTURE_RADIUS);
        ui.painter().rect_filled(rect, radius, theme.plot);
        let ctx = ui.ctx().clone();
        let thumb = card.run.and_then(|run| self.thumbs.of(&ctx, run));
        match thumb {
            Some(thumb) => {
                let image = egui::Image::new((thumb.id(), rect.size())).corner_radius(radius);
                image.paint_at(ui, rect);
            }
            None => sketch::draw(ui.painter(), &theme, rect, card.exhibit.ailment),
        }
    }
}

/// The height of the longest text on a card of some width.
fn longest(ui: &Ui, language: Language, width: f32) -> f32 {
    let room = width - 3.0 * space::LARGE - 2.0 - PICTURE;
    let font = theme::regular(size::SMALL);
    let height = |exhibit: &Exhibit| {
        let why = language.t(&format!("preset-{}-why", exhibit.preset));
        let color = theme::of(ui).text;
        ui.painter().layout(why, font.clone(), color, room).size().y
    };
    EXHIBITS.iter().map(height).fold(PICTURE, f32::max)
}

/// A card on the wall.
struct Card<'a> {
    index: usize,
    exhibit: &'a Exhibit,
    family: &'static Family,
    preset: &'static Preset,
    run: Option<&'a RunView>,
    width: f32,
    height: f32,
}

/// What fails, in which family, why, and the way to see it.
fn words(ui: &mut Ui, language: Language, card: &Card, actions: &mut Vec<Action>) {
    let theme = theme::of(ui);
    let key = card.exhibit.ailment.key();
    let name = language.t(&format!("{key}-title"));
    ui.label(RichText::new(&name).font(theme::bold(size::TITLE)));
    let id = card.family.card.id;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::SMALL;
        let (rect, _) = ui.allocate_exact_size(vec2(2.0 * size::DOT, size::BODY), Sense::hover());
        let color = theme.place(card.family.card.place);
        ui.painter().circle_filled(rect.center(), size::DOT, color);
        let words = RichText::new(language.t(&format!("family-{id}"))).size(size::SMALL);
        let page = ui.add(Button::new(words.color(theme.dim)).frame(false));
        if page.clicked() {
            actions.push(Action::Go(Screen::Page(id)));
        }
    });
    let why = language.t(&format!("preset-{}-why", card.preset.id));
    ui.label(RichText::new(why).size(size::SMALL).color(theme.text));
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::MEDIUM;
            start(ui, language, card, &name, actions);
            state(ui, language, card);
        });
    });
}

/// The button that starts the run, or shows the one there is.
fn start(ui: &mut Ui, language: Language, card: &Card, name: &str, actions: &mut Vec<Action>) {
    let words = language.t(if card.run.is_some() {
        "museum-show"
    } else {
        "museum-start"
    });
    let parts = [
        (icon::PLAY, theme::icons(size::SMALL)),
        (words.as_str(), theme::regular(size::SMALL)),
    ];
    let response = ui.add(Button::new(theme::beside(parts, theme::of(ui).text)));
    let label = format!("{words}: {name}");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    if response.clicked() {
        actions.push(match card.run {
            Some(run) => Action::Show(run.run),
            None => Action::Exhibit(card.index),
        });
    }
}

/// What the doctor has found so far.
fn state(ui: &mut Ui, language: Language, card: &Card) {
    let theme = theme::of(ui);
    let Some(run) = card.run else { return };
    let ailment = card.exhibit.ailment;
    let (words, color) = match run.findings.iter().find(|found| found.ailment == ailment) {
        Some(found) => {
            let since = [("step", numbers::count(found.since).into())];
            (language.f("museum-found", &since), theme.warning)
        }
        None => (language.t("museum-waiting"), theme.dim),
    };
    ui.label(RichText::new(words).size(size::SMALL).color(color));
}
