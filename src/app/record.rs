//! A lesson written from what one does: every run that is started, knob that is turned and screen that is shown is a step, with words
//! that say what was done, to be replaced by what is to be said about it.

use super::App;
use crate::engine::Command;
use crate::lesson::{Lesson, Shown, Start, Step, Words};
use crate::spec::Spec;
use crate::text::Language;
use crate::ui::export::{Export, What};
use crate::ui::{Action, Screen};

/// The name of a lesson that has none yet.
const ID: &str = "my-lesson";

/// What of an action is worth a step.
pub(super) enum Deed {
    /// A run was started.
    Started,
    /// A knob was turned.
    Turned(&'static str, String),
    /// A screen was shown.
    Went(Screen),
    /// The run was let go, or held.
    Played(bool),
}

impl Deed {
    /// What an action does, where it is worth a step.
    pub(super) fn of(action: &Action) -> Option<Self> {
        match action {
            Action::Train(_)
            | Action::Try(..)
            | Action::Family(_)
            | Action::Preset(_)
            | Action::Restart(_)
            | Action::Exhibit(_) => Some(Self::Started),
            Action::Turn(knob, value) => Some(Self::Turned(knob, value.to_string())),
            Action::Go(screen @ (Screen::Map | Screen::Page(_) | Screen::Bench)) => {
                Some(Self::Went(*screen))
            }
            Action::Engine(Command::Play(_)) => Some(Self::Played(true)),
            Action::Engine(Command::Pause(_)) => Some(Self::Played(false)),
            _ => None,
        }
    }
}

impl App {
    /// Whether what is done is written down.
    pub fn records(&self) -> bool {
        self.recording.is_some()
    }

    /// Begins to write down what is done, or hands over what was written.
    pub(super) fn toggle_recording(&mut self, ctx: &egui::Context) {
        let Some(steps) = self.recording.take() else {
            self.recording = Some(Vec::new());
            return;
        };
        if steps.is_empty() {
            return;
        }
        let title = |language: Language| language.t("record-title");
        let lesson = Lesson {
            id: ID.to_owned(),
            minutes: 5,
            title: both(title),
            summary: both(|language| language.t("record-summary")),
            steps,
            questions: Vec::new(),
        };
        match lesson.to_text() {
            Ok(text) => {
                let what = What::Lesson(text);
                let name = ID.to_owned();
                self.export(ctx, Export { name, what });
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Writes down what was done.
    pub(super) fn record(&mut self, deed: Option<Deed>) {
        let (Some(steps), Some(deed)) = (&mut self.recording, deed) else {
            return;
        };
        let run = self.shown.and_then(|run| self.runs.get(&run));
        let spec = run.map(|run| &run.spec);
        let Some(step) = step(&deed, spec) else {
            return;
        };
        // Going to a screen that a start shows anyway is no step of its own.
        let is_there = |last: &Step| last.start.is_some() && step.show == Some(Shown::Bench);
        if !steps.last().is_some_and(is_there) {
            steps.push(step);
        }
    }
}

/// What was done as a step of a lesson.
fn step(deed: &Deed, spec: Option<&Spec>) -> Option<Step> {
    let empty = |say: Words| Step {
        say,
        notes: None,
        show: None,
        start: None,
        race: None,
        turn: Vec::new(),
        play: None,
        point: Vec::new(),
        wait: None,
        slow: false,
        ask: None,
    };
    match deed {
        Deed::Started => {
            let spec = spec?;
            let kind = crate::data::kind_of(&spec.data);
            let args = |language: Language| {
                let family = language.t(&format!("family-{}", spec.family));
                language.f(
                    "record-started",
                    &[
                        ("family", family.into()),
                        ("data", spec.data.as_str().into()),
                    ],
                )
            };
            let set = spec.turned(kind);
            Some(Step {
                start: Some(Start {
                    family: spec.family.clone(),
                    data: Some(spec.data.clone()),
                    seed: spec.seed,
                    set: set
                        .iter()
                        .map(|(id, value)| format!("{id}={value}"))
                        .collect(),
                    paused: false,
                }),
                ..empty(both(args))
            })
        }
        Deed::Turned(knob, value) => {
            let family = crate::families::Family::find(&spec?.family).ok()?;
            if !crate::knob::find(family.knobs(), knob).ok()?.hot {
                return None;
            }
            let words = |language: Language| {
                let name = language.t(&format!("knob-{knob}"));
                let args = [("knob", name.into()), ("value", value.as_str().into())];
                language.f("record-turned", &args)
            };
            let turn = vec![format!("{knob}={value}")];
            Some(Step {
                turn,
                point: vec![crate::lesson::Target::Knob((*knob).to_owned())],
                ..empty(both(words))
            })
        }
        Deed::Went(screen) => {
            let shown = match screen {
                Screen::Map => Shown::Map,
                Screen::Page(id) => Shown::Page((*id).to_owned()),
                _ => Shown::Bench,
            };
            Some(Step {
                show: Some(shown),
                ..empty(both(|language| language.t("record-went")))
            })
        }
        Deed::Played(on) => {
            let key = if *on {
                "record-played"
            } else {
                "record-paused"
            };
            Some(Step {
                play: Some(*on),
                ..empty(both(|language| language.t(key)))
            })
        }
    }
}

fn both(words: impl Fn(Language) -> String) -> Words {
    Words {
        en: words(Language::English),
        ko: words(Language::Korean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::knob::Value;
    use crate::spec::DeviceChoice;

    #[test]
    fn what_was_done_is_a_lesson_that_can_be_read_again() {
        let family = Family::find("vae").unwrap();
        let mut spec = Spec::of(family, 11, DeviceChoice::Cpu);
        spec.knobs.set("latent", Value::Whole(2));
        let deeds = [
            Deed::Went(Screen::Page("vae")),
            Deed::Started,
            Deed::Turned("beta", "4".to_owned()),
            Deed::Turned("latent", "3".to_owned()),
            Deed::Played(false),
        ];
        let steps: Vec<Step> = deeds
            .iter()
            .filter_map(|deed| step(deed, Some(&spec)))
            .collect();
        assert_eq!(steps.len(), 4, "a knob that acts at a restart is no step");
        let words = both(|language| language.t("record-title"));
        let lesson = Lesson {
            id: ID.to_owned(),
            minutes: 5,
            title: words.clone(),
            summary: words,
            steps,
            questions: Vec::new(),
        };
        let again = Lesson::parse(&lesson.to_text().unwrap()).unwrap();
        assert_eq!(again, lesson);
        let start = again.steps[1].start.as_ref().unwrap();
        assert_eq!(
            (start.seed, &*start.set),
            (11, &["latent=2".to_owned()][..])
        );
        assert_eq!(again.steps[2].turn, ["beta=4"]);
    }
}
