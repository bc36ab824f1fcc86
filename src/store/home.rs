//! Where a user's files are: the settings, and the runs that the window keeps.

use std::path::{Path, PathBuf};

/// The two places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    settings: Option<PathBuf>,
    runs: Option<PathBuf>,
}

impl Home {
    /// Where the operating system wants them. `GENERA_SETTINGS` names another file and `GENERA_RUNS` another folder, for a
    /// lecturer with two set-ups.
    pub fn of_user() -> Self {
        let named = |variable| std::env::var_os(variable).map(PathBuf::from);
        let places = directories::ProjectDirs::from("", "", "genera");
        let usual = |place: fn(&directories::ProjectDirs) -> &Path, name| {
            places.as_ref().map(|places| place(places).join(name))
        };
        Self {
            settings: named("GENERA_SETTINGS")
                .or_else(|| usual(directories::ProjectDirs::config_dir, "settings.toml")),
            runs: named("GENERA_RUNS")
                .or_else(|| usual(directories::ProjectDirs::data_local_dir, "runs")),
        }
    }

    /// Both in one folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            settings: Some(folder.join("settings.toml")),
            runs: Some(folder.join("runs")),
        }
    }

    /// The file of the settings; `None` on a system without a place for them.
    pub fn settings(&self) -> Option<&Path> {
        self.settings.as_deref()
    }

    /// The folder of data that were pasted, beside that of the runs; `None` on a system without a place for them.
    pub fn data(&self) -> Option<PathBuf> {
        Some(self.runs()?.parent()?.join("data"))
    }

    /// The file of what was answered to the questions of lessons, beside the folder of the runs.
    pub fn answers(&self) -> Option<PathBuf> {
        Some(self.runs()?.parent()?.join("answers.toml"))
    }

    /// The folder of the runs; `None` on a system without a place for them.
    pub fn runs(&self) -> Option<&Path> {
        self.runs.as_deref()
    }
}
