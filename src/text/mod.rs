//! Languages: the words a user reads, by key, in English and Korean.
//!
//! Every word lives in `assets/locales/{en,ko}/*.ftl` (Project Fluent) or, for longer prose, in `assets/lessons`. Code names keys.

mod lessons;
mod symbols;
mod trouble;
pub mod typeset;

pub use lessons::lesson;
pub use symbols::{Symbol, symbols};
pub use trouble::Trouble;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/locales");

static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::English));
static KOREAN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Korean));

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// All languages, in the order of the menu.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// The language of the operating system, English where it is neither.
    pub fn of_system() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if locale.starts_with("ko") => Self::Korean,
            _ => Self::English,
        }
    }

    /// The short code: `en` or `ko`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// The language's name in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// The words under `key`. A key that is missing shows as itself, so that it is seen and mended.
    pub fn t(self, key: &str) -> String {
        self.format(key, None)
    }

    /// Whether there are words under `key`.
    pub fn has(self, key: &str) -> bool {
        self.source().has_message(key)
    }

    /// The words under `key` with arguments filled in: `lang.f("bench-restart", &[("changes", 2.into())])`.
    pub fn f(self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        let mut filled = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            filled.set(*name, value.clone());
        }
        self.format(key, Some(&filled))
    }

    /// Reads the words now rather than at the first sentence, so that a long run has all of its memory from the start.
    pub fn prepare(self) {
        LazyLock::force(self.source());
    }

    fn source(self) -> &'static LazyLock<FluentBundle<FluentResource>> {
        match self {
            Self::English => &ENGLISH,
            Self::Korean => &KOREAN,
        }
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.source();
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
            log::warn!("no words under {key} in {}", self.code());
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let words = bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned();
        if !errors.is_empty() {
            log::warn!("{key} in {}: {errors:?}", self.code());
        }
        words
    }
}

/// A text as it may stand in XML or HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The source text of every locale file of a language, by file name.
pub fn locale_files(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    LOCALES
        .get_dir(language.code())
        .into_iter()
        .flat_map(Dir::files)
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    for (name, source) in locale_files(language) {
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
                log::error!("{}/{name}: {errors:?}", language.code());
                resource
            });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("{}/{name}: {errors:?}", language.code());
        }
    }
    bundle
}
