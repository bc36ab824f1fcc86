//! What can be turned: the description of a knob, and the values a run holds for all of its knobs.
//!
//! A family declares its knobs once, as constants. The panel in the window, the command line, the run files and the tests
//! all read the same declaration. Names and explanations live in the locales under `knob-ID` and `knob-ID-why`.

mod declare;
mod read;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::taxonomy::DataKind;
use crate::text::Trouble;

/// One knob of a family, as the family declares it.
#[derive(Debug, PartialEq)]
pub struct Knob {
    /// The name on the command line, in run files and, with `knob-` before it, in the locales.
    pub id: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// The default, written as on the command line.
    pub default: &'static str,
    /// The default for points in the plane, where they need another.
    pub on_plane: Option<&'static str>,
    /// The kind of data whose models have it, where others do not.
    pub only: Option<DataKind>,
    /// Whether a change acts on the running model at once; otherwise it waits for a restart.
    pub hot: bool,
    /// Whether it belongs to the few that matter first; the others are folded away.
    pub main: bool,
}

/// The values that a knob takes, ends included.
#[derive(Debug, PartialEq)]
pub enum Kind {
    /// A real number; `log` asks for a logarithmic slider.
    Real {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
        /// Whether equal ratios should be equally far apart on a slider.
        log: bool,
    },
    /// A whole number; `log` asks for a logarithmic slider.
    Whole {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
        /// Whether equal ratios should be equally far apart on a slider.
        log: bool,
    },
    /// The widths of hidden layers, from one to `layers` of them, written `400-200`.
    Sizes {
        /// Smallest width.
        min: usize,
        /// Largest width.
        max: usize,
        /// Most layers.
        layers: usize,
    },
    /// One of a few words; each has its name in the locales under `choice-WORD`.
    Choice(&'static [&'static str]),
    /// On or off.
    Switch,
}

/// The value of one knob.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a knob holds true, false, a number, a word, or a list of whole numbers"
)]
pub enum Value {
    /// On or off.
    Switch(bool),
    /// A whole number.
    Whole(i64),
    /// A real number.
    Real(f64),
    /// Widths of hidden layers.
    Sizes(Vec<usize>),
    /// One of the words of a [`Kind::Choice`].
    Choice(String),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switch(on) => write!(f, "{}", if *on { "on" } else { "off" }),
            Self::Whole(n) => write!(f, "{n}"),
            Self::Real(x) if *x != 0.0 && !(1e-2..1e4).contains(&x.abs()) => write!(f, "{x:e}"),
            Self::Real(x) => write!(f, "{x}"),
            Self::Sizes(widths) => {
                let widths: Vec<String> = widths.iter().map(ToString::to_string).collect();
                write!(f, "{}", widths.join("-"))
            }
            Self::Choice(word) => write!(f, "{word}"),
        }
    }
}

impl Knob {
    /// The default value.
    ///
    /// # Panics
    /// If the declaration's own default does not fit its kind, which a test over all families excludes.
    pub fn default_value(&self) -> Value {
        self.parse(self.default)
            .unwrap_or_else(|why| panic!("the default of knob {} does not fit: {why}", self.id))
    }

    /// Whether models of a kind of data have it.
    pub fn is_for(&self, kind: DataKind) -> bool {
        self.only.is_none_or(|only| only == kind)
    }

    /// The default for data of a kind.
    ///
    /// # Panics
    /// As [`default_value`](Self::default_value).
    pub fn default_for(&self, kind: DataKind) -> Value {
        match (kind, self.on_plane) {
            (DataKind::Plane, Some(text)) => self.parse(text).unwrap_or_else(|why| {
                panic!("the default of knob {} does not fit: {why}", self.id)
            }),
            _ => self.default_value(),
        }
    }

    /// The default for data of a kind, where that is known.
    ///
    /// # Panics
    /// As [`default_value`](Self::default_value).
    pub fn default_on(&self, kind: Option<DataKind>) -> Value {
        kind.map_or_else(|| self.default_value(), |kind| self.default_for(kind))
    }

    /// Reads a value as it is written on the command line.
    ///
    /// # Errors
    /// One sentence that names the knob, the text, and the form or the range that would fit.
    pub fn parse(&self, text: &str) -> Result<Value, Trouble> {
        let text = text.trim();
        let value = self.read(text).ok_or_else(|| self.malformed(text))?;
        self.accept(&value).ok_or_else(|| self.refusal(text))
    }

    fn read(&self, text: &str) -> Option<Value> {
        match self.kind {
            Kind::Real { .. } => text.parse().ok().map(Value::Real),
            Kind::Whole { .. } => text.parse().ok().map(Value::Whole),
            Kind::Sizes { .. } => text
                .split('-')
                .map(|w| w.trim().parse().ok())
                .collect::<Option<_>>()
                .map(Value::Sizes),
            Kind::Choice(_) => Some(Value::Choice(text.to_owned())),
            Kind::Switch => match text {
                "on" | "true" | "yes" => Some(Value::Switch(true)),
                "off" | "false" | "no" => Some(Value::Switch(false)),
                _ => None,
            },
        }
    }

    /// Checks a value from a file or a slider; a whole number serves where a real one is wanted.
    ///
    /// # Errors
    /// One sentence that names the knob, the value and what would fit.
    pub fn check(&self, value: &Value) -> Result<Value, Trouble> {
        self.accept(value)
            .ok_or_else(|| self.refusal(&value.to_string()))
    }

    /// The values that fit, in the notation of the command line: `1e-6 .. 1`, `adam | sgd`.
    pub fn range(&self) -> String {
        match &self.kind {
            Kind::Real { min, max, .. } => {
                format!("{} .. {}", Value::Real(*min), Value::Real(*max))
            }
            Kind::Whole { min, max, .. } => format!("{min} .. {max}"),
            Kind::Sizes { min, max, layers } => {
                format!("{min} .. {max}, 1 .. {layers} layers as 400-200")
            }
            Kind::Choice(words) => words.join(" | "),
            Kind::Switch => "on | off".to_owned(),
        }
    }

    fn accept(&self, value: &Value) -> Option<Value> {
        let fits = match (&self.kind, value) {
            (Kind::Real { min, max, .. }, Value::Real(x)) => {
                x.is_finite() && (*min..=*max).contains(x)
            }
            (Kind::Real { .. }, Value::Whole(n)) => return self.accept(&Value::Real(*n as f64)),
            (Kind::Whole { min, max, .. }, Value::Whole(n)) => (*min..=*max).contains(n),
            (Kind::Sizes { .. }, Value::Whole(n)) => {
                return self.accept(&Value::Sizes(vec![usize::try_from(*n).ok()?]));
            }
            (Kind::Sizes { min, max, layers }, Value::Sizes(widths)) => {
                (1..=*layers).contains(&widths.len())
                    && widths.iter().all(|w| (*min..=*max).contains(w))
            }
            (Kind::Choice(words), Value::Choice(word)) => words.contains(&word.as_str()),
            (Kind::Switch, Value::Switch(_)) => true,
            _ => false,
        };
        fits.then(|| value.clone())
    }

    /// What is not written as the knob reads it, such as a number with a unit.
    fn malformed(&self, text: &str) -> Trouble {
        let form = match self.kind {
            Kind::Real { .. } => Trouble::new("form-real"),
            Kind::Whole { .. } => Trouble::new("form-whole"),
            Kind::Sizes { .. } => Trouble::new("form-sizes"),
            Kind::Choice(_) | Kind::Switch => return self.refusal(text),
        };
        Trouble::new("error-knob-form")
            .with("knob", self.id)
            .with("value", text)
            .with_trouble("form", form)
            .with("range", self.range())
    }

    fn refusal(&self, text: &str) -> Trouble {
        Trouble::new("error-knob-value")
            .with("knob", self.id)
            .with("value", text)
            .with("range", self.range())
    }
}

/// The values of all knobs of one run; complete by construction.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Knobs(BTreeMap<String, Value>);

impl Knobs {
    /// Every knob at its default.
    pub fn defaults(knobs: &[Knob]) -> Self {
        Self::defaults_on(knobs, None)
    }

    /// Every knob at its default for data of a kind.
    pub fn defaults_for(knobs: &[Knob], kind: DataKind) -> Self {
        Self::defaults_on(knobs, Some(kind))
    }

    fn defaults_on(knobs: &[Knob], kind: Option<DataKind>) -> Self {
        let value = |knob: &Knob| (knob.id.to_owned(), knob.default_on(kind));
        Self(knobs.iter().map(value).collect())
    }

    /// Goes over to data of another kind: what stands at the default of the old kind stands at that of the new one.
    pub fn move_over(&mut self, knobs: &[Knob], [from, to]: [DataKind; 2]) {
        for knob in knobs {
            if self.get(knob.id) == Some(&knob.default_for(from)) {
                self.set(knob.id, knob.default_for(to));
            }
        }
    }

    /// Completes and checks values that came from a file: unknown knobs are refused, missing ones take their default for data of
    /// the kind, which is asked for only then: a file has to be read for it.
    ///
    /// # Errors
    /// The first knob that is unknown or out of range.
    pub fn completed(
        mut self,
        knobs: &[Knob],
        kind: impl FnOnce() -> Option<DataKind>,
    ) -> Result<Self, Trouble> {
        for (id, value) in &mut self.0 {
            *value = find(knobs, id)?.check(value)?;
        }
        if knobs.iter().all(|knob| self.0.contains_key(knob.id)) {
            return Ok(self);
        }
        let kind = kind();
        for knob in knobs {
            self.0
                .entry(knob.id.to_owned())
                .or_insert_with(|| knob.default_on(kind));
        }
        Ok(self)
    }

    /// Sets one knob from text such as `beta=4`.
    ///
    /// # Errors
    /// If there is no `=`, no such knob, or the value does not fit.
    pub fn set_from_text(&mut self, knobs: &[Knob], assignment: &str) -> Result<(), Trouble> {
        let (id, text) = assignment
            .split_once('=')
            .filter(|(id, _)| !id.trim().is_empty())
            .ok_or_else(|| Trouble::new("error-set-form").with("text", assignment))?;
        let knob = find(knobs, id.trim())?;
        self.0.insert(knob.id.to_owned(), knob.parse(text)?);
        Ok(())
    }

    /// Puts in a value that has been checked.
    pub fn set(&mut self, id: &str, value: Value) {
        self.0.insert(id.to_owned(), value);
    }

    /// The value of a knob, if the run has it.
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    /// All values by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }
}

/// Finds a knob by name.
///
/// # Errors
/// A sentence that lists the knobs there are.
pub fn find<'a>(knobs: &'a [Knob], id: &str) -> Result<&'a Knob, Trouble> {
    knobs.iter().find(|k| k.id == id).ok_or_else(|| {
        let known: Vec<&str> = knobs.iter().map(|k| k.id).collect();
        Trouble::new("error-knob-unknown")
            .with("knob", id)
            .with("known", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOBS: &[Knob] = &[
        Knob {
            id: "beta",
            kind: Kind::Real {
                min: 0.0,
                max: 100.0,
                log: false,
            },
            default: "1",
            on_plane: None,
            only: None,
            hot: true,
            main: true,
        },
        Knob {
            id: "hidden",
            kind: Kind::Sizes {
                min: 1,
                max: 4096,
                layers: 4,
            },
            default: "400",
            on_plane: Some("64-64"),
            only: None,
            hot: false,
            main: true,
        },
        Knob {
            id: "optimiser",
            kind: Kind::Choice(&["adam", "sgd"]),
            default: "adam",
            on_plane: None,
            only: None,
            hot: true,
            main: false,
        },
    ];

    #[test]
    fn text_goes_in_and_comes_out_the_same() {
        let mut knobs = Knobs::defaults(KNOBS);
        knobs.set_from_text(KNOBS, "hidden=400-200").unwrap();
        knobs.set_from_text(KNOBS, "beta = 0.0001").unwrap();
        assert_eq!(knobs.sizes("hidden"), [400, 200]);
        assert_eq!(knobs.get("hidden").unwrap().to_string(), "400-200");
        assert_eq!(knobs.get("beta").unwrap().to_string(), "1e-4");
    }

    #[test]
    fn knobs_at_their_default_follow_the_kind_of_data_and_others_stay() {
        let mut knobs = Knobs::defaults_for(KNOBS, DataKind::Plane);
        assert_eq!(knobs.sizes("hidden"), [64, 64]);
        knobs.set_from_text(KNOBS, "beta=4").unwrap();
        knobs.move_over(KNOBS, [DataKind::Plane, DataKind::Images]);
        assert_eq!(
            (knobs.sizes("hidden"), knobs.real("beta")),
            (&[400][..], 4.0)
        );
        knobs.set_from_text(KNOBS, "hidden=7").unwrap();
        knobs.move_over(KNOBS, [DataKind::Images, DataKind::Plane]);
        assert_eq!(knobs.sizes("hidden"), [7]);
    }

    #[test]
    fn nonsense_is_refused_in_a_sentence_that_names_the_range() {
        let mut knobs = Knobs::defaults(KNOBS);
        for wrong in [
            "beta=NaN",
            "beta=-1",
            "beta=",
            "hidden=0",
            "hidden=4-4-4-4-4",
            "optimiser=magic",
            "gamma=1",
            "beta",
        ] {
            let why = knobs.set_from_text(KNOBS, wrong).unwrap_err().to_string();
            assert!(why.len() > 20, "{wrong}: {why}");
        }
        assert_eq!(knobs, Knobs::defaults(KNOBS));
    }

    #[test]
    fn values_survive_a_toml_file() {
        let mut knobs = Knobs::defaults(KNOBS);
        knobs.set_from_text(KNOBS, "beta=4").unwrap();
        let text = toml::to_string(&knobs).unwrap();
        let back: Knobs = toml::from_str(&text).unwrap();
        assert_eq!(back.completed(KNOBS, || None).unwrap(), knobs);
    }
}
