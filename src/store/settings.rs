//! What Genera remembers between two starts: language, shade, device, layout.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::write_whole;
use crate::knob::Knobs;
use crate::spec::DeviceChoice;
use crate::text::Language;

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
    /// The device that runs ask for.
    pub device: DeviceChoice,
    /// The layout of the bench, as the window writes it.
    pub layout: Option<String>,
    /// The bench that was on show last.
    pub last: Option<LastBench>,
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
        let Some(text) = path.and_then(|path| std::fs::read_to_string(path).ok()) else {
            return Self::default();
        };
        toml::from_str(&text).unwrap_or_else(|why| {
            log::warn!("the settings are damaged and start afresh: {why}");
            Self::default()
        })
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
