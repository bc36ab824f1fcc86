//! What goes wrong in a user's hands, as data: a key of the locales and what fills it.
//!
//! The sentence says what is wrong, why, and what to do. The command line prints it in English, the window in its own language.

use std::fmt;

use super::Language;

/// A failure that a user reads about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    key: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Trouble {
    /// A failure whose sentence stands under `key` in the locales.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// Fills one place of the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The key of the sentence.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// The sentence in a language.
    pub fn explain(&self, language: Language) -> String {
        let args: Vec<_> = self
            .args
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        language.f(self.key, &args)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explain(Language::English))
    }
}

impl std::error::Error for Trouble {}
