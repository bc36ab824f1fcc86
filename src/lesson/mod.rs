//! Lessons: guided tours that set up a bench, say what to look at, and wait until it can be seen.
//!
//! A lesson is a TOML file; [`Lesson`] and what it is made of are its format. Both languages stand side by side, so that none of
//! them can fall behind. Knobs, data and families are named as on the command line.

mod step;
mod target;

pub use self::step::{Ask, Question, Race, Shown, Start, Step, Wait, page_of};
pub use self::target::{Pane, Target};

use std::path::Path;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use crate::files::read_text;
use crate::text::{Language, Trouble};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/lessons/tours");

/// No lesson is longer.
const MOST_BYTES: u64 = 4 << 20;

/// The lessons that come with the program, in their order.
static BUNDLED: LazyLock<Vec<Arc<Lesson>>> = LazyLock::new(|| {
    let mut files: Vec<_> = FILES.files().collect();
    files.sort_by_key(|file| file.path());
    let lessons = files.into_iter().filter_map(|file| {
        let parsed = Lesson::parse(file.contents_utf8()?);
        let refused = |why: &Trouble| log::error!("{}: {why}", file.path().display());
        parsed.inspect_err(refused).ok().map(Arc::new)
    });
    lessons.collect()
});

/// A guided tour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    /// Its name among the results that are kept.
    pub id: String,
    /// How many minutes it takes, about.
    pub minutes: u32,
    /// Its title.
    pub title: Words,
    /// What one knows afterwards, in a sentence.
    pub summary: Words,
    /// Its steps, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// The questions at its end.
    #[serde(rename = "question", default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// The same in both languages: markdown with formulas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Korean.
    pub ko: String,
}

impl Words {
    /// In a language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Korean => &self.ko,
        }
    }
}

impl Lesson {
    /// The lessons that come with the program, in their order.
    pub fn bundled() -> &'static [Arc<Self>] {
        &BUNDLED
    }

    /// Reads a lesson.
    ///
    /// # Errors
    /// If it is not written as lessons are, or asks for something that there is not.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let lesson: Self = toml::from_str(text).map_err(|why| {
            Trouble::new("error-lesson-form").with("why", why.message().replace('\n', " "))
        })?;
        lesson.check()?;
        Ok(lesson)
    }

    /// Reads a lesson from a file.
    ///
    /// # Errors
    /// If the file cannot be read, and as [`parse`](Self::parse).
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        Self::parse(&read_text(path, MOST_BYTES)?)
    }

    /// The lesson as a file.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn to_text(&self) -> Result<String, Trouble> {
        toml::to_string_pretty(self)
            .map_err(|why| Trouble::new("error-lesson-form").with("why", why))
    }

    fn check(&self) -> Result<(), Trouble> {
        let wrong = |why: &str| Err(Trouble::new("error-lesson-form").with("why", why));
        if self.steps.is_empty() {
            return wrong("no step");
        }
        let mut family = None;
        for step in &self.steps {
            if let Some(start) = &step.start {
                family = Some(start.check()?);
            }
            if let Some(race) = &step.race {
                race.check()?;
            }
            step.check(family)?;
        }
        for question in &self.questions {
            question.check()?;
        }
        Ok(())
    }

    /// What a step stands on: the last run or race that was started before it or at it, the knobs that have been turned since then,
    /// and the screen on show.
    pub fn ground(&self, at: usize) -> Ground<'_> {
        let before = &self.steps[..=at.min(self.steps.len() - 1)];
        let starts = |step: &Step| step.start.is_some() || step.race.is_some();
        let began = before.iter().rposition(starts);
        let since = &before[began.unwrap_or(0)..];
        let screen = |step: &Step| match (&step.show, &step.race, &step.start) {
            (Some(shown), _, _) => Some(shown.clone()),
            (None, Some(_), _) => Some(Shown::Race),
            (None, None, Some(_)) => Some(Shown::Bench),
            (None, None, None) => None,
        };
        Ground {
            began,
            start: began.and_then(|index| before[index].start.as_ref()),
            race: began.and_then(|index| before[index].race.as_ref()),
            turned: since.iter().flat_map(|step| &step.turn).collect(),
            screen: before.iter().rev().find_map(screen),
        }
    }
}

/// What a step stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground<'a> {
    /// The place of the step that started what there is, if any did.
    pub began: Option<usize>,
    /// The run.
    pub start: Option<&'a Start>,
    /// The race.
    pub race: Option<&'a Race>,
    /// The knobs that have been turned since, as `knob=value`.
    pub turned: Vec<&'a String>,
    /// The screen.
    pub screen: Option<Shown>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        id = "small"
        minutes = 1
        title = { en = "Small", ko = "작은 수업" }
        summary = { en = "Nothing much.", ko = "별것 아닙니다." }

        [[step]]
        say = { en = "Look.", ko = "보십시오." }
        show = "map"

        [[step]]
        say = { en = "It learns.", ko = "배웁니다." }
        start = { family = "vae", data = "eight-gaussians", set = ["beta=2"] }
        point = ["stage", "knob beta"]
        wait = { steps = 50, within = 20.0 }

        [[step]]
        say = { en = "Turn it.", ko = "돌립니다." }
        turn = ["beta=4"]

        [[question]]
        ask = { en = "What now?", ko = "이제는?" }
        answers = [{ en = "This", ko = "이것" }, { en = "That", ko = "저것" }]
        right = 1
        because = { en = "So it is.", ko = "그렇습니다." }
    "#;

    #[test]
    fn a_lesson_comes_back_from_its_file() {
        let lesson = Lesson::parse(SMALL).unwrap();
        assert_eq!(lesson.steps.len(), 3);
        let again = Lesson::parse(&lesson.to_text().unwrap()).unwrap();
        assert_eq!(lesson, again);
    }

    #[test]
    fn a_step_stands_on_what_was_started_and_turned_before_it() {
        let lesson = Lesson::parse(SMALL).unwrap();
        assert_eq!(lesson.ground(0).start, None);
        let ground = lesson.ground(2);
        assert_eq!(ground.began, Some(1));
        assert_eq!(ground.screen, Some(Shown::Bench));
        assert_eq!(lesson.ground(0).screen, Some(Shown::Map));
        assert_eq!(ground.start.unwrap().family, "vae");
        assert_eq!(ground.turned, ["beta=4"]);
        assert!(lesson.ground(1).turned.is_empty());
    }

    #[test]
    fn a_lesson_that_asks_for_what_there_is_not_is_refused_in_words() {
        for (right, wrong) in [
            ("family = \"vae\"", "family = \"vea\""),
            ("\"beta=2\"", "\"betta=2\""),
            ("turn = [\"beta=4\"]", "turn = [\"latent=4\"]"),
            ("knob beta", "knob betta"),
            ("\"stage\"", "\"the moon\""),
            ("show = \"map\"", "show = \"moon\""),
            ("right = 1", "right = 2"),
            ("steps = 50, ", ""),
            ("minutes = 1", "minutes = 1\nhours = 2"),
            (", ko = \"보십시오.\"", ""),
        ] {
            let text = SMALL.replace(right, wrong);
            assert_ne!(text, SMALL);
            let trouble = Lesson::parse(&text).unwrap_err();
            assert!(trouble.to_string().len() > 20, "{wrong}: {trouble}");
        }
    }
}
