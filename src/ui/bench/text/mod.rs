//! The stage of models of texts: what they write on from a beginning, which character they expect next, what a held-out text
//! costs them, and in words what they have learned so far. What they look back on stands in a pane of its own.

mod attention;
mod headline;
mod learned;
mod next;
mod passage;
mod written;

pub(super) use attention::Looks;

use egui::{Key, Modifiers, Rect, Sense, TextEdit, Ui, UiBuilder};

use super::Context;
use super::stage::{caption, name};
use crate::data::TextSet;
use crate::engine::{PictureId, Ready, RunId, TextView, View};
use crate::figure::{Figure, Tokens};
use crate::taxonomy::Sight;
use crate::text::Language;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, icon, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::spot;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// How many texts are written, and how long each becomes: of running texts, and of lists.
const RUNNING: [usize; 2] = [3, 360];
const LIST: [usize; 2] = [3, 160];
/// The column beside what is written.
const ASIDE: f32 = 264.0;
/// A pane lower than this has no room for the held-out text as well.
const ROOMY: f32 = 300.0;
/// The longest beginning that is taken from the held-out text.
const BEGINNING: usize = 24;
const FIELD: f32 = 26.0;
const CAPTION: f32 = 20.0;

/// A layer of the stage, switched by its word in the title or by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Written,
    Next,
    Passage,
    Learned,
}

const LAYERS: [(Layer, &str, Key); 4] = [
    (Layer::Written, "stage-text-samples", Key::Num1),
    (Layer::Next, "stage-text-next", Key::Num2),
    (Layer::Passage, "stage-text-passage", Key::Num3),
    (Layer::Learned, "stage-text-learned", Key::Num4),
];

/// What the stage remembers of texts.
pub(super) struct TextStage {
    on: [bool; 4],
    /// Whose beginning it is.
    run: Option<RunId>,
    prompt: String,
    first: String,
    /// Which texts: every number draws others.
    draw: u64,
}

impl Default for TextStage {
    fn default() -> Self {
        Self {
            on: [true; 4],
            run: None,
            prompt: String::new(),
            first: String::new(),
            draw: 0,
        }
    }
}

/// What is known of a run whose examples are texts.
pub(super) fn on_text(run: &RunView) -> Option<(&Ready, &TextSet)> {
    let ready = run.ready.as_ref()?;
    Some((ready, ready.data.text()?))
}

/// The texts of a picture.
fn tokens(run: &RunView, id: PictureId) -> Option<&Tokens> {
    match &run.pictures.get(&id)?.figure {
        Figure::Tokens(tokens) => Some(tokens),
        _ => None,
    }
}

/// A character in words where it cannot be seen.
fn visible(language: Language, c: char) -> String {
    match c {
        '\n' => language.t("stage-text-line"),
        ' ' => language.t("stage-text-space"),
        crate::data::corpus::UNKNOWN => language.t("stage-text-unknown"),
        c => c.to_string(),
    }
}

/// A character as a sign where it cannot be seen.
pub(in crate::ui) fn sign(c: char) -> char {
    match c {
        '\n' => '↵',
        ' ' => '␣',
        c => c,
    }
}

/// What a text begins with before anybody has typed: the beginning of a line that the model has not learned from.
fn first_prompt(set: &TextSet) -> String {
    let text = set
        .alphabet
        .decode(&set.held_out[..set.held_out.len().min(2000)]);
    let lines = text.lines().map(str::trim).skip(1);
    let mut lines =
        lines.filter(|line| line.chars().count() >= if set.is_list { 3 } else { BEGINNING });
    let line = lines.next().unwrap_or_default();
    if set.is_list {
        return line.chars().take(2).collect();
    }
    let start: String = line.chars().take(BEGINNING).collect();
    start
        .rsplit_once(' ')
        .map_or(start.clone(), |(whole, _)| format!("{whole} "))
}

impl TextStage {
    fn shows(&self, layer: Layer) -> bool {
        let at = LAYERS.iter().position(|(other, ..)| *other == layer);
        at.is_some_and(|at| self.on[at])
    }

    /// The switches of the layers.
    pub(super) fn layers(&self) -> &[bool] {
        &self.on
    }

    /// Takes up switches that were kept; nothing where those were of other layers.
    pub(super) fn switch(&mut self, on: &[bool]) {
        if let Ok(on) = on.try_into() {
            self.on = on;
        }
    }

    /// The switches that stand in the title row.
    pub(super) fn controls(&mut self, ui: &mut Ui, context: &Context) {
        for (i, (_, key, _)) in LAYERS.into_iter().enumerate() {
            let mark = Mark {
                key: char::from_digit(i as u32 + 1, 10),
                ..Mark::default()
            };
            if switch_word(ui, self.on[i], &context.language.t(key), mark).clicked() {
                self.on[i] = !self.on[i];
            }
        }
    }

    /// Keys 1 to 4 switch layers.
    pub(super) fn keys(&mut self, ui: &Ui) {
        for (i, (.., key)) in LAYERS.into_iter().enumerate() {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                self.on[i] = !self.on[i];
            }
        }
    }

    /// Another run has a beginning of its own.
    fn begin(&mut self, run: RunId, set: &TextSet) {
        if self.run != Some(run) {
            self.run = Some(run);
            self.first = first_prompt(set);
            self.prompt.clone_from(&self.first);
        }
    }

    /// Asks for the pictures that the pane shows.
    pub(super) fn look(&mut self, view: &mut View, run: RunId, set: &TextSet) {
        self.begin(run, set);
        let [texts, length] = if set.is_list { LIST } else { RUNNING };
        view.sample_seed = self.draw;
        view.text = Some(TextView {
            prompt: self.prompt.clone(),
            texts: if self.shows(Layer::Written) { texts } else { 0 },
            length,
            plain: false,
            next: self.shows(Layer::Next),
            attention: true,
            passage: self.shows(Layer::Passage),
        });
    }

    /// Draws the pane below its title.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, ready: &Ready, set: &TextSet) {
        self.begin(context.run.run, set);
        headline::ui(ui, context, ready);
        ui.add_space(space::MEDIUM);
        let area = ui.available_rect_before_wrap();
        let (left, aside) = self.columns(area);
        let field = left.with_max_y(left.top() + FIELD);
        self.field(ui, context, field);
        let mut rest = left.with_min_y(field.bottom() + space::MEDIUM);
        if self.shows(Layer::Passage) && (area.height() > ROOMY || !self.shows(Layer::Written)) {
            let share = if self.shows(Layer::Written) {
                0.36
            } else {
                1.0
            };
            let passage = rest.with_min_y(rest.bottom() - share * rest.height());
            rest.set_bottom(passage.top() - space::MEDIUM);
            passage::ui(ui, context, passage);
            spot::picture(ui, Sight::Surprise, passage);
        }
        if self.shows(Layer::Written) {
            written::ui(ui, context, rest, &self.prompt);
            spot::picture(ui, Sight::Samples, rest);
        }
        if let Some(aside) = aside {
            let next = next::HEIGHT.min(0.62 * aside.height());
            let mut below = aside;
            if self.shows(Layer::Next) {
                let next = if self.shows(Layer::Learned) {
                    next
                } else {
                    next::HEIGHT
                };
                let bars = aside.with_max_y(aside.top() + next);
                next::ui(ui, context, bars);
                spot::picture(ui, Sight::Guesses, bars);
                below.set_top(aside.top() + next + space::MEDIUM);
            }
            if self.shows(Layer::Learned) {
                learned::ui(ui, context, below, set);
            }
        }
        ui.allocate_rect(area, Sense::hover());
    }

    /// What is written at the left, what is said about it at the right.
    fn columns(&self, area: Rect) -> (Rect, Option<Rect>) {
        let wanted = self.shows(Layer::Next) || self.shows(Layer::Learned);
        let width = ASIDE.max(0.3 * area.width()).min(420.0);
        if !wanted || area.width() < 2.0 * ASIDE {
            return (area, None);
        }
        let aside = area.with_min_x(area.right() - width);
        (area.with_max_x(aside.left() - space::HUGE), Some(aside))
    }

    /// The field for the beginning, the way back to the first one, and other texts.
    fn field(&mut self, ui: &mut Ui, context: &Context, rect: Rect) {
        let t = |key: &str| context.language.t(key);
        let row = egui::Layout::right_to_left(egui::Align::Center);
        let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(row));
        if icon_button(&mut row, icon::DICE, &t("stage-text-again"), true).clicked() {
            self.draw += 1;
        }
        let other = self.prompt != self.first;
        if icon_button(&mut row, icon::RESET, &t("stage-text-prompt-reset"), other).clicked() {
            self.prompt.clone_from(&self.first);
        }
        let width = row.available_width();
        let field = TextEdit::singleline(&mut self.prompt)
            .hint_text(t("stage-text-prompt-hint"))
            .desired_width(width);
        row.add(field)
            .accessible_name(t("stage-text-prompt"))
            .on_hover_text(t("stage-text-prompt-why"));
    }
}

/// A caption, and the room below it.
fn titled(ui: &Ui, rect: Rect, words: &str) -> Rect {
    caption(ui, &theme::of(ui), rect, words);
    rect.with_min_y(rect.top() + CAPTION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn a_text_begins_with_a_line_that_was_not_learned_from() {
        for (source, most) in [("shakespeare", BEGINNING + 1), ("names", 2), ("korean", 2)] {
            let data = data::load(source).unwrap();
            let prompt = first_prompt(data.text().unwrap());
            let length = prompt.chars().count();
            assert!((1..=most).contains(&length), "{source}: {prompt:?}");
            assert!(!prompt.contains('\n'));
        }
    }
}
