//! `run.toml`: a run as data, with the version that wrote it. People read it, and some change it by hand.

use std::path::Path;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::files::read_text;
use crate::spec::Spec;
use crate::text::Trouble;

/// The name of the file in the folder of a run.
pub(super) const NAME: &str = "run.toml";

/// A quarter of a million turned knobs fit in; what is longer is no run.
const MOST_BYTES: u64 = 16 << 20;

/// What `run.toml` says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunFile {
    /// The version of Genera that wrote it.
    pub(super) genera: String,
    /// A fingerprint of the data it was trained on.
    pub(super) data_fingerprint: String,
    /// The device it was trained on, in words.
    pub(super) device: String,
    /// The run as data.
    pub(super) spec: Spec,
}

/// The one field that says whether the others can be understood.
#[derive(Deserialize)]
struct Writer {
    genera: Option<String>,
}

/// The version that writes.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Reads `run.toml` in the folder of a run, as it stands there: its spec is not checked yet.
pub(super) fn read(folder: &Path) -> Result<RunFile, Trouble> {
    let path = folder.join(NAME);
    if !path.exists() {
        return Err(Trouble::new("error-run-none").with("path", folder.display()));
    }
    parse(&path, &read_text(&path, MOST_BYTES)?)
}

/// Understands the text of a `run.toml`.
fn parse(path: &Path, text: &str) -> Result<RunFile, Trouble> {
    // A later version may have other fields, and then they are not what is wrong.
    let writer = toml::from_str::<Writer>(text).ok();
    if let Some(version) = writer.and_then(|writer| writer.genera) {
        refuse_later(path, &version)?;
    }
    toml::from_str(text).map_err(|why| {
        let start = why.span().map_or(0, |span| span.start);
        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        Trouble::new("error-run-toml")
            .with("path", path.display())
            .with("line", line)
            .with("why", why.message())
    })
}

fn refuse_later(path: &Path, version: &str) -> Result<(), Trouble> {
    let Ok(writer) = Version::parse(version) else {
        return Err(Trouble::new("error-run-version")
            .with("path", path.display())
            .with("version", version));
    };
    if Version::parse(VERSION).is_ok_and(|own| writer > own) {
        return Err(Trouble::new("error-run-later")
            .with("path", path.display())
            .with("version", writer)
            .with("own", VERSION));
    }
    Ok(())
}
