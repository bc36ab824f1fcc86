//! The pages of the taxonomy: markdown with formulas, one file a node and a language.

use include_dir::{Dir, include_dir};

use super::Language;

static LESSONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/lessons");

/// The page of a node or family, in markdown; formulas stand between `$` or `$$`.
pub fn lesson(language: Language, id: &str) -> Option<&'static str> {
    file(&format!("{}/{id}.md", language.code()))
}

/// A file of the lessons, by its path below them.
pub(super) fn file(path: &str) -> Option<&'static str> {
    LESSONS.get_file(path)?.contents_utf8()
}
