//! What Genera remembers between two starts: language, shade, device, layout.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{first_free, read_text, write_whole};
use crate::knob::Knobs;
use crate::spec::DeviceChoice;
use crate::text::Language;

/// No settings are longer.
const MOST_BYTES: u64 = 1 << 20;

/// Dark, light, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shade {
    /// As the system says.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// The settings of a user.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language; `None` until it was chosen once.
    pub language: Option<Language>,
    /// Dark or light.
    pub shade: Shade,
    /// Whether nothing glides or fades.
    pub still: bool,
    /// How large everything is drawn, where that was changed.
    pub zoom: Option<f32>,
    /// The device that runs ask for.
    pub device: DeviceChoice,
    /// The layout of the bench, as the window writes it.
    pub layout: Option<String>,
    /// Whether the tour of the first start was taken or put away.
    pub toured: bool,
    /// The bench that was on show last.
    pub last: Option<LastBench>,
    /// What was prepared to be shown at the press of a key, by the number on it.
    pub scenes: BTreeMap<String, Scene>,
}

/// Something that was prepared to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The screen.
    pub screen: String,
    /// The folder of the run on show.
    #[serde(default)]
    pub run: Option<PathBuf>,
    /// How the bench is arranged, as the window writes it.
    #[serde(default)]
    pub view: String,
}

/// The bench that was on show when the window was closed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastBench {
    /// The folder of its run.
    pub run: PathBuf,
    /// Whether the bench itself was on show, and not the map or a page.
    pub on_show: bool,
    /// The knobs that were turned and waited for a restart.
    #[serde(default)]
    pub waiting: Knobs,
}

impl Settings {
    /// Reads the settings; a missing or damaged file gives the defaults.
    pub fn read(path: Option<&Path>) -> Self {
        path.map_or_else(Self::default, Self::read_from)
    }

    /// Reads the settings in a file. What cannot be understood is kept beside it, because the next change is written in its
    /// place.
    pub fn read_from(path: &Path) -> Self {
        if !path.exists() {
            return Self::default();
        }
        let damage = match read_text(path, MOST_BYTES).map(|text| toml::from_str(&text)) {
            Ok(Ok(settings)) => return settings,
            Ok(Err(why)) => why.to_string(),
            Err(trouble) => trouble.to_string(),
        };
        log::warn!("the settings are damaged and start afresh: {damage}");
        if path.is_file() {
            let kept = free_name(path);
            match std::fs::rename(path, &kept) {
                Ok(()) => log::warn!("what they were is in {}", kept.display()),
                Err(why) => log::warn!("they cannot be kept: {why}"),
            }
        }
        Self::default()
    }

    /// Writes the settings; a failure is logged and does no harm.
    pub fn write(&self, path: Option<&Path>) {
        if let Err(why) = path.map_or(Ok(()), |path| self.try_write(path)) {
            log::warn!("the settings could not be written: {why}");
        }
    }

    fn try_write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = toml::to_string(self).map_err(std::io::Error::other)?;
        write_whole(path, text.as_bytes())
    }
}

/// `settings.toml.damaged`, or with a number where that is taken.
fn free_name(path: &Path) -> PathBuf {
    first_free(|n| {
        let mut name = path.as_os_str().to_owned();
        name.push(".damaged");
        if n > 1 {
            name.push(format!("-{n}"));
        }
        PathBuf::from(name)
    })
}
