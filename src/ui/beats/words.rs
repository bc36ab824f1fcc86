//! What a beat says: its sentence, its numbers, and how the weights moved.

use egui::{Align, Layout, RichText, ScrollArea, Ui};

use super::Context;
use crate::figure::{Beat, Shown};
use crate::text::Language;
use crate::ui::bench::{name_of, numbers};
use crate::ui::prose::Prose;
use crate::ui::theme::{self, size, space};

/// Draws the words.
pub(super) fn ui(ui: &mut Ui, context: &Context, beat: &Beat) {
    let (theme, language) = (theme::of(ui), context.language);
    let column = Layout::top_down(Align::LEFT);
    ui.with_layout(column, |ui| {
        ScrollArea::vertical()
            .id_salt(("beat", beat.id))
            .show(ui, |ui| {
                let title = language.t(&format!("beat-{}", beat.id));
                ui.label(RichText::new(title).font(theme::bold(size::HEADING)));
                ui.add_space(space::MEDIUM);
                let why = language.t(&format!("beat-{}-why", beat.id));
                Prose::parse(&why).ui(ui, size::READING);
                ui.add_space(space::MEDIUM);
                for shown in &beat.shown {
                    if let Shown::Value { id, value } = shown {
                        row(ui, &words_of(language, id), *value);
                    }
                }
                let Some(moved) = beat.moved else { return };
                ui.add_space(space::SMALL);
                if let Some(gradient) = moved.gradient {
                    row(ui, &language.t("beats-gradient"), f64::from(gradient));
                }
                row(ui, &language.t("beats-update"), f64::from(moved.update));
                ui.add_space(space::SMALL);
                let note = RichText::new(language.t("beats-not-yet")).size(size::SMALL);
                ui.label(note.color(theme.dim));
            });
    });
}

/// What something is that a beat shows: its own words, or those of the curve of this name.
pub(super) fn words_of(language: Language, id: &str) -> String {
    let key = format!("told-{}", id.replace('_', "-"));
    if language.has(&key) {
        return language.t(&key);
    }
    name_of(language, id, "-full")
}

/// A number and what it is.
fn row(ui: &mut Ui, words: &str, value: f64) {
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(words)
                .size(size::READING)
                .color(theme::of(ui).dim),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let number = RichText::new(precise(value)).font(theme::bold(size::TITLE + 3.0));
            ui.label(number);
        });
    });
}

/// A number with five digits that mean something, so that sums can be checked.
pub(super) fn precise(value: f64) -> String {
    let places = 4.0 - value.abs().max(1e-6).log10().floor();
    numbers::fixed(value, places.clamp(0.0, 7.0) as usize)
}
