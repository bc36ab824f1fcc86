//! How the panes look: pictures of them, held against those that a person has looked at.

mod drive;

use egui::ThemePreference;
use egui_kittest::Harness;
use genera::app::App;
use genera::text::Language;
use genera::ui::{Action, Screen};

fn shown(
    language: Language,
    shade: ThemePreference,
    screen: Screen,
    size: [f32; 2],
) -> Harness<'static, App> {
    let mut window = drive::window(size[0], size[1]);
    let ctx = window.ctx.clone();
    for action in [
        Action::Speak(language),
        Action::Shade(shade),
        Action::Go(screen),
    ] {
        window.state_mut().act(&ctx, action);
    }
    window.run_steps(4);
    window
}

fn look(name: &str, language: Language, shade: ThemePreference, screen: Screen) {
    shown(language, shade, screen, [1280.0, 800.0]).snapshot(name);
}

#[test]
fn map_dark_english() {
    look(
        "map_dark_en",
        Language::English,
        ThemePreference::Dark,
        Screen::Map,
    );
}

#[test]
fn map_light_korean() {
    look(
        "map_light_ko",
        Language::Korean,
        ThemePreference::Light,
        Screen::Map,
    );
}

#[test]
fn page_of_a_node_dark_english() {
    let screen = Screen::Page("approximate");
    look(
        "page_approximate_dark_en",
        Language::English,
        ThemePreference::Dark,
        screen,
    );
}

#[test]
fn page_of_a_family_light_korean() {
    let screen = Screen::Page("vae");
    look(
        "page_vae_light_ko",
        Language::Korean,
        ThemePreference::Light,
        screen,
    );
}
