//! The list of keys.

use egui::{Context, Grid, Id, Modal, RichText};

use crate::text::Language;
use crate::ui::Action;
use crate::ui::theme::{self, size, space};

/// The groups of the list: the key of a title, and rows of what to press and the key of what it does.
const GROUPS: &[(&str, &[(&str, &str)])] = &[
    (
        "keys-everywhere",
        &[
            ("M", "keys-map"),
            ("B", "keys-bench"),
            ("Ctrl+K", "keys-find"),
            ("?", "keys-keys"),
            ("Tab", "keys-next"),
            ("Esc", "keys-back"),
            ("F11", "keys-full-screen"),
        ],
    ),
    (
        "keys-on-map",
        &[
            ("← ↑ → ↓", "keys-walk"),
            ("Enter", "keys-open"),
            ("Shift+Enter", "keys-page"),
            ("0", "keys-fit"),
        ],
    ),
    (
        "keys-training",
        &[
            ("Space", "keys-play"),
            ("→", "keys-step"),
            ("Shift+→", "keys-ten-steps"),
            ("R", "keys-restart"),
            ("N", "keys-new-seed"),
            ("Ctrl+Z", "keys-undo"),
            ("Ctrl+Shift+Z", "keys-redo"),
            ("1-9", "keys-layers"),
            ("F", "keys-maximise"),
        ],
    ),
    (
        "keys-on-curves",
        &[
            ("+ −", "keys-zoom"),
            ("← →", "keys-pan"),
            ("Home", "keys-first"),
            ("End", "keys-follow"),
        ],
    ),
];

/// Draws the list over everything else.
pub fn show(ctx: &Context, language: Language, actions: &mut Vec<Action>) {
    let modal = Modal::new(Id::unique("keys")).show(ctx, |ui| {
        let theme = theme::of(ui);
        ui.label(RichText::new(language.t("keys-title")).font(theme::bold(size::TITLE)));
        ui.add_space(space::MEDIUM);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::HUGE;
            for (title, rows) in GROUPS {
                ui.vertical(|ui| {
                    let title = RichText::new(language.t(title)).color(theme.dim);
                    ui.label(title.font(theme::bold(size::SMALL)));
                    Grid::new(*rows.first().unwrap_or(&("", ""))).show(ui, |ui| {
                        for (press, does) in *rows {
                            ui.label(RichText::new(*press).color(theme.accent));
                            ui.label(language.t(does));
                            ui.end_row();
                        }
                    });
                });
            }
        });
    });
    let pressed = ctx.input(|input| input.key_pressed(egui::Key::Questionmark));
    if modal.should_close() || pressed {
        actions.push(Action::Keys);
    }
}
