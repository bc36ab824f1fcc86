//! What Genera remembers between two starts: language, shade, device, layout.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::files::write_whole;
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
}

impl Settings {
    /// Reads the settings; a missing or damaged file gives the defaults.
    pub fn read() -> Self {
        let Some(text) = path().and_then(|path| std::fs::read_to_string(path).ok()) else {
            return Self::default();
        };
        toml::from_str(&text).unwrap_or_else(|why| {
            log::warn!("the settings are damaged and start afresh: {why}");
            Self::default()
        })
    }

    /// Writes the settings; a failure is logged and does no harm.
    pub fn write(&self) {
        if let Err(why) = self.try_write() {
            log::warn!("the settings could not be written: {why}");
        }
    }

    fn try_write(&self) -> std::io::Result<()> {
        let Some(path) = path() else { return Ok(()) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = toml::to_string(self).map_err(std::io::Error::other)?;
        write_whole(&path, text.as_bytes())
    }
}

/// `GENERA_SETTINGS` names another file, for tests and for a lecturer with two set-ups.
fn path() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("GENERA_SETTINGS") {
        return Some(PathBuf::from(path));
    }
    directories::ProjectDirs::from("", "", "genera")
        .map(|dirs| dirs.config_dir().join("settings.toml"))
}
