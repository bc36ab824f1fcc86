//! What goes wrong in a user's hands, as data: a key of the locales and what fills it.
//!
//! The sentence says what is wrong, why, and what to do. The command line prints it in English, the window in its own language.

use std::fmt;

use super::Language;

/// A failure that a user reads about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    key: &'static str,
    args: Vec<(&'static str, Filling)>,
}

/// What fills a place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Filling {
    /// A name, a number, a path: the same in every language.
    Text(String),
    /// A sentence of its own, in the language of the one around it.
    Trouble(Box<Trouble>),
}

impl Filling {
    fn words(&self, language: Language) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Trouble(trouble) => trouble.explain(language),
        }
    }
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
        self.args.push((name, Filling::Text(value.to_string())));
        self
    }

    /// Fills one place of the sentence with another trouble, told in the same language.
    #[must_use]
    pub fn with_trouble(mut self, name: &'static str, trouble: Trouble) -> Self {
        self.args.push((name, Filling::Trouble(Box::new(trouble))));
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
            .map(|(name, filling)| (*name, filling.words(language).into()))
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
