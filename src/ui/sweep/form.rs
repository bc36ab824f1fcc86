//! What a sweep is to be: one knob or two with their values, seeds, and how long each run trains.

use egui::{Button, ComboBox, RichText, TextEdit, Ui, vec2};

use super::{Ask, Context};
use crate::families::Family;
use crate::knob::{Kind, Knob, Value};
use crate::spec::{Budget, Spec};
use crate::sweep::{self, Grid, Vary};
use crate::text::{Language, Trouble};
use crate::ui::Action;
use crate::ui::bench::numbers;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, size, space};

/// A run that nobody has trained for longer is trained for so many steps.
const STEPS: u64 = 1000;
/// No run of a sweep is asked to train for longer by itself.
const MOST_STEPS: u64 = 20_000;

/// What is entered.
#[derive(Default)]
pub(super) struct Form {
    /// The family that it is filled in for.
    family: String,
    knobs: [Choice; 2],
    seeds: String,
    steps: String,
}

/// A knob and the text of its values.
#[derive(Default)]
struct Choice {
    knob: Option<&'static Knob>,
    values: String,
}

/// What the form says, once all of it can be understood.
struct Wish {
    varied: Vec<Vary>,
    seeds: Vec<u64>,
    steps: u64,
    runs: usize,
}

impl Form {
    /// Draws the form.
    pub(super) fn ui(&mut self, ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
        let (language, Some(run)) = (context.language, context.run) else {
            return;
        };
        let Ok(family) = Family::find(&run.spec.family) else {
            return;
        };
        if self.family != family.card.id {
            *self = Self::of(context, run, family);
        }
        ui.spacing_mut().item_spacing.y = space::SMALL;
        for (index, key) in ["sweep-knob", "sweep-second-knob"].into_iter().enumerate() {
            self.knob(ui, context, family, index, &language.t(key));
            ui.add_space(space::MEDIUM);
        }
        entry(ui, &language.t("sweep-seeds"), &mut self.seeds);
        ui.add_space(space::MEDIUM);
        entry(ui, &language.t("sweep-steps"), &mut self.steps);
        ui.add_space(space::LARGE);
        let wish = self.wish(family);
        let theme = theme::of(ui);
        match &wish {
            Ok(wish) => {
                let words = RichText::new(costs(language, run, wish)).size(size::SMALL);
                ui.label(words.color(theme.dim));
            }
            Err(trouble) => {
                let words = RichText::new(trouble.explain(language)).size(size::SMALL);
                ui.label(words.color(theme.error));
            }
        }
        ui.add_space(space::SMALL);
        let going = context.going.is_some_and(super::Going::is_going);
        let runs = wish.as_ref().map_or(0, |wish| wish.runs);
        let words = language.f("sweep-begin", &[("count", runs.into())]);
        let text = RichText::new(&words).font(theme::bold(size::BODY));
        let button = Button::new(text.color(theme.on_accent))
            .fill(theme.accent)
            .min_size(vec2(ui.available_width(), 34.0));
        let button = ui.add_enabled(wish.is_ok() && !going, button);
        let clicked = button
            .on_disabled_hover_text(language.t("sweep-busy"))
            .clicked();
        if let (true, Ok(wish)) = (clicked, wish) {
            let mut base = Spec {
                budget: Budget::Steps(wish.steps),
                edits: Vec::new(),
                parent: run.folder_name(),
                ..run.spec.clone()
            };
            if let Some(knobs) = context.knobs {
                base.knobs = knobs.clone();
            }
            // What could be wrong with it was told above.
            if let Ok(grid) = Grid::new(&base, wish.varied, &wish.seeds) {
                actions.push(Action::Sweep(Ask::Begin(Box::new(grid))));
            }
        }
    }

    /// The form as it is filled in for a run at first: its first knob, a third and three times its value.
    fn of(context: &Context, run: &RunView, family: &'static Family) -> Self {
        let first = knobs(run, family).find(|knob| knob.main);
        let mut form = Self {
            family: family.card.id.to_owned(),
            seeds: run.spec.seed.to_string(),
            steps: run.step().clamp(STEPS, MOST_STEPS).to_string(),
            ..Self::default()
        };
        form.knobs[0] = Choice {
            knob: first,
            values: first.map_or_else(String::new, |knob| suggestion(context, run, knob)),
        };
        form
    }

    /// A knob that is varied, and its values as text.
    fn knob(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        family: &'static Family,
        index: usize,
        caption: &str,
    ) {
        let (language, Some(run)) = (context.language, context.run) else {
            return;
        };
        let other = self.knobs[1 - index].knob.map(|knob| knob.id);
        let choice = &mut self.knobs[index];
        let name = |knob: Option<&Knob>| match knob {
            Some(knob) => language.t(&format!("knob-{}", knob.id)),
            None => language.t("sweep-no-knob"),
        };
        let theme = theme::of(ui);
        let label = ui.label(RichText::new(caption).size(size::SMALL).color(theme.dim));
        let none = (index == 1).then_some(None);
        let all = none.into_iter().chain(knobs(run, family).map(Some));
        let combo = ComboBox::from_id_salt(("sweep knob", index))
            .width(ui.available_width())
            .selected_text(name(choice.knob));
        let id = |knob: Option<&Knob>| knob.map(|knob| knob.id);
        let mut chosen = choice.knob;
        let response = combo.show_ui(ui, |ui| {
            for knob in all.filter(|knob| knob.is_none() || id(*knob) != other) {
                let on = id(knob) == id(choice.knob);
                if ui.selectable_label(on, name(knob)).clicked() {
                    chosen = knob;
                }
            }
        });
        response.response.labelled_by(label.id);
        if id(chosen) != id(choice.knob) {
            choice.knob = chosen;
            choice.values = chosen.map_or_else(String::new, |knob| suggestion(context, run, knob));
        }
        if choice.knob.is_some() {
            let values = language.f("sweep-values", &[("knob", name(choice.knob).into())]);
            let field = TextEdit::singleline(&mut choice.values).desired_width(f32::INFINITY);
            let field = ui.add(field).on_hover_text(language.t("sweep-values-why"));
            let text = &choice.values;
            field.widget_info(|| egui::WidgetInfo::text_edit(true, text, text, &values));
        }
    }

    /// What is entered, understood.
    fn wish(&self, family: &'static Family) -> Result<Wish, Trouble> {
        let chosen = self.knobs.iter();
        let texts =
            chosen.filter_map(|choice| Some(format!("{}={}", choice.knob?.id, choice.values)));
        let varied = sweep::varied(family.knobs(), &texts.collect::<Vec<_>>(), &[])?;
        let number = |text: &str| text.trim().replace('_', "").parse::<u64>().ok();
        let seeds = self
            .seeds
            .split(',')
            .map(number)
            .collect::<Option<Vec<_>>>();
        let seeds =
            seeds.ok_or_else(|| Trouble::new("error-sweep-seeds").with("text", &self.seeds))?;
        let steps = number(&self.steps).filter(|steps| *steps > 0);
        let steps =
            steps.ok_or_else(|| Trouble::new("error-sweep-steps").with("text", &self.steps))?;
        let runs = sweep::count(&varied, seeds.len())?;
        Ok(Wish {
            varied,
            seeds,
            steps,
            runs,
        })
    }
}

/// The knobs that a run has.
fn knobs(run: &RunView, family: &'static Family) -> impl Iterator<Item = &'static Knob> {
    let kind = run.ready.as_ref().map(|ready| ready.shape.kind());
    let there = move |knob: &&Knob| kind.is_none_or(|kind| knob.is_for(kind));
    family.knobs().iter().filter(there)
}

/// Values to begin with: the one the run has with one below and one above, or every choice there is.
fn suggestion(context: &Context, run: &RunView, knob: &Knob) -> String {
    let shown = context.knobs.unwrap_or(&run.spec.knobs);
    let Some(now) = shown.get(knob.id) else {
        return String::new();
    };
    let fits = |value: &Value| knob.check(value).is_ok();
    let values: Vec<Value> = match (&knob.kind, now) {
        (Kind::Real { .. }, Value::Real(now)) => {
            let third = |factor: f64| format!("{:.1e}", now * factor).parse().unwrap_or(*now);
            [1.0 / 3.0, 1.0, 3.0]
                .map(|by| Value::Real(third(by)))
                .to_vec()
        }
        (Kind::Whole { .. }, Value::Whole(now)) => {
            [now / 2, *now, now * 2].map(Value::Whole).to_vec()
        }
        (Kind::Choice(words), _) => {
            let choice = |word: &&str| Value::Choice((*word).to_owned());
            words.iter().map(choice).collect()
        }
        (Kind::Switch, _) => vec![Value::Switch(false), Value::Switch(true)],
        _ => vec![now.clone()],
    };
    let mut texts: Vec<String> = Vec::new();
    for text in values
        .iter()
        .filter(|value| fits(value))
        .map(Value::to_string)
    {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join(", ")
}

/// How many runs it takes, and how long they will take at the speed that the run on show has had.
fn costs(language: Language, run: &RunView, wish: &Wish) -> String {
    let args = [
        ("count", wish.runs.into()),
        ("steps", numbers::count(wish.steps).into()),
    ];
    let runs = language.f("sweep-costs", &args);
    let Some(pulse) = run.pulse.filter(|pulse| pulse.step > 0) else {
        return runs;
    };
    let seconds = pulse.seconds / pulse.step as f64 * wish.steps as f64 * wish.runs as f64;
    let time = [("time", numbers::clock(seconds.ceil()).into())];
    format!("{runs} {}", language.f("sweep-time", &time))
}

/// A field below its name.
fn entry(ui: &mut Ui, caption: &str, text: &mut String) {
    let color = theme::of(ui).dim;
    let label = ui.label(RichText::new(caption).size(size::SMALL).color(color));
    let field = TextEdit::singleline(text).desired_width(f32::INFINITY);
    ui.add(field).labelled_by(label.id);
}
