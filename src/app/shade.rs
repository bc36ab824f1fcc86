//! Dark, light or as the system has it: as the settings keep it and as egui calls it.

use crate::store::Shade;

/// The shade as egui calls it.
pub(super) fn preference(shade: Shade) -> egui::ThemePreference {
    match shade {
        Shade::System => egui::ThemePreference::System,
        Shade::Dark => egui::ThemePreference::Dark,
        Shade::Light => egui::ThemePreference::Light,
    }
}

/// And back.
pub(super) fn shade(preference: egui::ThemePreference) -> Shade {
    match preference {
        egui::ThemePreference::System => Shade::System,
        egui::ThemePreference::Dark => Shade::Dark,
        egui::ThemePreference::Light => Shade::Light,
    }
}
