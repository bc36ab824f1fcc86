//! One knob: its name and how it acts, a wide slider or a choice, and a field that takes the value as text.

use egui::{
    Align, Align2, Color32, ComboBox, Label, Layout, Rect, Response, RichText, Slider, TextEdit,
    Ui, pos2,
};

use super::Context;
use crate::knob::{Kind, Knob, Value};
use crate::lesson::Target;
use crate::text::Language;
use crate::ui::Action;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::spot;

/// The field at the end of a slider.
const FIELD: f32 = 68.0;

/// A value or text that is being entered.
#[derive(Debug, Default)]
pub struct Draft {
    /// Where a slider is held, until it is let go.
    held: Option<f64>,
    /// What is being typed.
    text: Option<String>,
    /// The text that did not fit.
    refused: Option<String>,
}

/// Draws the row and asks for what was turned.
pub fn ui(
    ui: &mut Ui,
    context: &Context,
    knob: &'static Knob,
    draft: &mut Draft,
    actions: &mut Vec<Action>,
) {
    let Some(now) = context.knobs.get(knob.id) else {
        return;
    };
    let top = ui.cursor().min;
    let (label, reset) = heading(ui, context, knob, now);
    let turned = if reset {
        *draft = Draft::default();
        Some(default(context, knob))
    } else {
        body(ui, context, knob, now, draft, &label)
    };
    if let Some(text) = &draft.refused {
        let words = context.language.f(
            "knobs-refused",
            &[
                ("value", text.as_str().into()),
                ("range", range(context.language, knob).into()),
            ],
        );
        ui.label(
            RichText::new(words)
                .size(size::SMALL)
                .color(theme::of(ui).error),
        );
    }
    if let Some(value) = turned.filter(|value| value != now) {
        actions.push(Action::Turn(knob.id, value));
    }
    let row = Rect::from_min_max(top, pos2(ui.max_rect().right(), ui.cursor().top()));
    spot::mark(ui, Target::Knob(knob.id.to_owned()), row);
    ui.add_space(space::SMALL);
}

/// The default for the data of the run on show.
fn default(context: &Context, knob: &Knob) -> Value {
    let ready = context.run.ready.as_ref();
    knob.default_on(ready.map(|ready| ready.shape.kind()))
}

/// The name, whether it acts at once, and the reset button. The name's response, and whether to reset.
fn heading(ui: &mut Ui, context: &Context, knob: &Knob, now: &Value) -> (Response, bool) {
    let theme = theme::of(ui);
    let language = context.language;
    let default = default(context, knob);
    let why = format!(
        "{}\n{}",
        language.t(&format!("knob-{}-why", knob.id)),
        language.f(
            "knobs-range",
            &[
                ("range", range(language, knob).into()),
                ("default", written(language, knob, &default).into())
            ],
        )
    );
    let name = language.t(&format!("knob-{}", knob.id));
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        let row = ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = language.f("knobs-reset", &[("knob", name.as_str().into())]);
            let reset = icon_button(ui, icon::RESET, &words, *now != default).clicked();
            let (key, color) = badge(context, knob, &theme);
            ui.label(
                RichText::new(language.t(key))
                    .size(size::SMALL - 1.0)
                    .color(color),
            )
            .on_hover_text(language.t(&format!("{key}-why")));
            // A long name ends where the badge begins.
            let rest = Layout::left_to_right(Align::Center);
            let label = ui.with_layout(rest, |ui| ui.add(Label::new(&name).truncate()));
            (label.inner.on_hover_text(&why), reset)
        });
        row.inner
    })
    .inner
}

fn badge(context: &Context, knob: &Knob, theme: &theme::Theme) -> (&'static str, Color32) {
    if context.waiting.contains(&knob.id) {
        ("knobs-waits", theme.warning)
    } else if knob.hot {
        ("knobs-hot", theme.accent)
    } else {
        ("knobs-cold", theme.faint)
    }
}

fn body(
    ui: &mut Ui,
    context: &Context,
    knob: &Knob,
    now: &Value,
    draft: &mut Draft,
    label: &Response,
) -> Option<Value> {
    match (&knob.kind, now) {
        (Kind::Real { min, max, log }, Value::Real(x)) => {
            numeric(ui, knob, now, draft, label, (*x, *min, *max, *log))
                .map(|x| Value::Real(tidy(x)))
        }
        (Kind::Whole { min, max, log }, Value::Whole(n)) => {
            let span = (*n as f64, *min as f64, *max as f64, *log);
            numeric(ui, knob, now, draft, label, span).map(|x| Value::Whole(x.round() as i64))
        }
        (Kind::Choice(words), Value::Choice(word)) => choice(ui, context, knob, words, word, label),
        (Kind::Switch, Value::Switch(on)) => {
            let mut turned = *on;
            let words = context
                .language
                .t(if *on { "knobs-on" } else { "knobs-off" });
            let response = ui.checkbox(&mut turned, words).labelled_by(label.id);
            response.changed().then_some(Value::Switch(turned))
        }
        _ => {
            let width = ui.available_width() - 2.0 * space::SMALL;
            field(ui, knob, now, draft, label, width)
        }
    }
}

/// A slider as wide as the pane allows, and a field for exact values.
fn numeric(
    ui: &mut Ui,
    knob: &Knob,
    now: &Value,
    draft: &mut Draft,
    label: &Response,
    (x, min, max, log): (f64, f64, f64, bool),
) -> Option<f64> {
    ui.horizontal(|ui| {
        ui.spacing_mut().slider_width =
            (ui.available_width() - FIELD - 2.0 * space::MEDIUM).max(40.0);
        let whole = matches!(knob.kind, Kind::Whole { .. });
        let mut at = draft.held.unwrap_or(x);
        let mut slider = Slider::new(&mut at, min..=max)
            .logarithmic(log)
            .show_value(false);
        if whole {
            slider = slider.step_by(1.0);
        }
        let response = ui.add(slider).labelled_by(label.id);
        let slid = slid(&response, draft, at);
        let held = draft.held.map(|at| {
            if whole {
                Value::Whole(at.round() as i64)
            } else {
                Value::Real(tidy(at))
            }
        });
        let shown = held.as_ref().unwrap_or(now);
        let typed = field(ui, knob, shown, draft, label, FIELD);
        slid.or(typed.and_then(|value| match value {
            Value::Real(x) => Some(x),
            Value::Whole(n) => Some(n as f64),
            _ => None,
        }))
    })
    .inner
}

/// A drag counts once, when it is let go, so that one movement of the hand is one change.
fn slid(response: &Response, draft: &mut Draft, at: f64) -> Option<f64> {
    if response.dragged() {
        draft.held = Some(at);
        draft.refused = None;
        return None;
    }
    if response.drag_stopped() {
        return draft.held.take();
    }
    response.changed().then_some(at)
}

/// A field that takes the value as the command line does.
fn field(
    ui: &mut Ui,
    knob: &Knob,
    now: &Value,
    draft: &mut Draft,
    label: &Response,
    width: f32,
) -> Option<Value> {
    let mut text = draft.text.clone().unwrap_or_else(|| now.to_string());
    let mut edit = TextEdit::singleline(&mut text)
        .desired_width(width)
        .align(if width > FIELD {
            Align2::LEFT_CENTER
        } else {
            Align2::RIGHT_CENTER
        });
    if draft.refused.is_some() {
        edit = edit.text_color(theme::of(ui).error);
    }
    let response = ui.add(edit).labelled_by(label.id);
    if response.changed() {
        draft.text = Some(text.clone());
    }
    if !response.lost_focus() {
        return None;
    }
    let text = draft.text.take()?;
    if ui.input(|i| i.key_pressed(egui::Key::Escape)) {
        draft.refused = None;
        return None;
    }
    if let Ok(value) = knob.parse(&text) {
        draft.refused = None;
        return Some(value);
    }
    draft.refused = Some(text);
    None
}

fn choice(
    ui: &mut Ui,
    context: &Context,
    knob: &Knob,
    words: &[&str],
    now: &str,
    label: &Response,
) -> Option<Value> {
    let t = |word: &str| context.language.t(&format!("choice-{word}"));
    let mut turned = None;
    let combo = ComboBox::from_id_salt(knob.id)
        .width(ui.available_width())
        .selected_text(t(now));
    let response = combo.show_ui(ui, |ui| {
        for word in words {
            if ui.selectable_label(*word == now, t(word)).clicked() {
                turned = Some(Value::Choice((*word).to_owned()));
            }
        }
    });
    response.response.labelled_by(label.id);
    turned
}

/// What fits, in words.
fn range(language: Language, knob: &Knob) -> String {
    match &knob.kind {
        Kind::Real { min, max, .. } => format!("{} – {}", Value::Real(*min), Value::Real(*max)),
        Kind::Whole { min, max, .. } => format!("{min} – {max}"),
        Kind::Sizes { min, max, layers } => language.f(
            "knobs-range-sizes",
            &[
                ("min", min.to_string().into()),
                ("max", max.to_string().into()),
                ("layers", (*layers).into()),
            ],
        ),
        Kind::Choice(words) => {
            let words: Vec<String> = words
                .iter()
                .map(|word| language.t(&format!("choice-{word}")))
                .collect();
            words.join(", ")
        }
        Kind::Switch => format!("{}, {}", language.t("knobs-on"), language.t("knobs-off")),
    }
}

fn written(language: Language, knob: &Knob, value: &Value) -> String {
    match (&knob.kind, value) {
        (Kind::Choice(_), Value::Choice(word)) => language.t(&format!("choice-{word}")),
        (_, Value::Switch(on)) => language.t(if *on { "knobs-on" } else { "knobs-off" }),
        _ => value.to_string(),
    }
}

/// Two significant digits, as a hand on a slider means them.
fn tidy(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let digits = format!("{x:.1e}");
    digits.parse().unwrap_or(x)
}
