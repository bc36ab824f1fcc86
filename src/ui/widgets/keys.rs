//! The list of keys.

use egui::{Context, Grid, Id, Key, Modal, RichText, Ui};

use crate::text::Language;
use crate::ui::Action;
use crate::ui::theme::{self, size, space};

/// The keys 1 to 9, in their order.
pub const DIGITS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// The key of a title, and rows of what to press and the key of what it does.
type Group = (&'static str, &'static [(&'static str, &'static str)]);

/// Which groups stand below one another, column by column, so that the list fits into the smallest window.
const COLUMNS: &[&[usize]] = &[&[0, 1], &[2, 3], &[4, 5]];
/// The groups of the list.
const GROUPS: [Group; 6] = [
    (
        "keys-everywhere",
        &[
            ("M", "keys-map"),
            ("B", "keys-bench"),
            ("K", "keys-shelf"),
            ("T", "keys-lessons"),
            ("PgUp PgDn", "keys-lesson"),
            ("P", "keys-present"),
            ("Shift+P", "keys-spotlight"),
            ("Alt+P", "keys-notes"),
            ("Alt+1-9", "keys-scene"),
            ("Alt+Shift+1-9", "keys-keep-scene"),
            ("Ctrl+K", "keys-find"),
            ("?", "keys-keys"),
            ("Tab", "keys-next"),
            ("Esc", "keys-back"),
            ("Ctrl+ +", "keys-larger"),
            ("F11", "keys-full-screen"),
        ],
    ),
    (
        "keys-on-map",
        &[
            ("← ↑ → ↓", "keys-walk"),
            ("Enter", "keys-open"),
            ("Shift+Enter", "keys-page"),
            ("C", "keys-choose"),
            ("0", "keys-fit"),
        ],
    ),
    (
        "keys-training",
        &[
            ("Space", "keys-play"),
            ("→", "keys-step"),
            ("Shift+→", "keys-ten-steps"),
            ("W", "keys-slow"),
            ("R", "keys-restart"),
            ("N", "keys-new-seed"),
            ("S", "keys-sweep"),
            ("Ctrl+Z", "keys-undo"),
            ("Ctrl+Shift+Z", "keys-redo"),
            ("1-9", "keys-layers"),
            (", .", "keys-family"),
            ("I", "keys-inside"),
            ("F", "keys-maximise"),
        ],
    ),
    (
        "keys-on-history",
        &[
            ("J L", "keys-leap"),
            ("Shift+J Shift+L", "keys-one-step"),
            ("H", "keys-film"),
            ("Home End", "keys-ends"),
            ("Shift+R", "keys-fork"),
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
    (
        "keys-on-plane",
        &[
            ("← ↑ → ↓", "keys-probe"),
            ("+ −", "keys-near"),
            ("0", "keys-all"),
            ("D", "keys-draw"),
            ("E", "keys-erase"),
            ("[ ]", "keys-brush"),
            ("Ctrl+V", "keys-paste"),
        ],
    ),
];

/// Draws the list over everything else.
pub fn show(ctx: &Context, language: Language, actions: &mut Vec<Action>) {
    let modal = Modal::new(Id::unique("keys")).show(ctx, |ui| {
        ui.label(RichText::new(language.t("keys-title")).font(theme::bold(size::TITLE)));
        ui.add_space(space::MEDIUM);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::HUGE;
            for column in COLUMNS {
                ui.vertical(|ui| {
                    for group in *column {
                        list(ui, language, &GROUPS[*group]);
                    }
                });
            }
        });
        let mut still = ui.style().animation_time == 0.0;
        if ui.checkbox(&mut still, language.t("keys-still")).changed() {
            actions.push(Action::Still(still));
        }
    });
    let pressed = ctx.input(|input| input.key_pressed(Key::Questionmark));
    if modal.should_close() || pressed {
        actions.push(Action::Keys);
    }
}

fn list(ui: &mut Ui, language: Language, (title, rows): &Group) {
    let theme = theme::of(ui);
    let words = RichText::new(language.t(title)).color(theme.dim);
    ui.label(words.font(theme::bold(size::SMALL)));
    Grid::new(*title).show(ui, |ui| {
        for (press, does) in *rows {
            ui.label(RichText::new(*press).color(theme.accent));
            ui.label(language.t(does));
            ui.end_row();
        }
    });
    ui.add_space(space::LARGE);
}
