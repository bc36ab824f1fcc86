mod common;
use egui::ThemePreference as T;
use genera::text::Language;
use genera::ui::{Action, Screen};
#[test]
fn look() {
    let all: &[(&str, Language, T, Screen, [f32; 2])] = &[
        (
            "map_dark_1280",
            Language::English,
            T::Dark,
            Screen::Map,
            [1280., 800.],
        ),
        (
            "map_light_ko_960",
            Language::Korean,
            T::Light,
            Screen::Map,
            [960., 600.],
        ),
        (
            "map_dark_ko_1920",
            Language::Korean,
            T::Dark,
            Screen::Map,
            [1920., 1080.],
        ),
        (
            "page_appr_1280",
            Language::English,
            T::Dark,
            Screen::Page("approximate"),
            [1280., 800.],
        ),
        (
            "page_vae_ko_1280",
            Language::Korean,
            T::Light,
            Screen::Page("vae"),
            [1280., 800.],
        ),
        (
            "page_root_960",
            Language::English,
            T::Light,
            Screen::Page("root"),
            [960., 600.],
        ),
        (
            "page_vae_1920",
            Language::English,
            T::Dark,
            Screen::Page("vae"),
            [1920., 1080.],
        ),
    ];
    let only = std::env::var("ONLY").unwrap_or_default();
    for (name, l, t, s, size) in all {
        if !name.contains(&only) {
            continue;
        }
        let mut w = common::window(size[0], size[1]);
        let ctx = w.ctx.clone();
        for a in [Action::Speak(*l), Action::Shade(*t), Action::Go(*s)] {
            w.state_mut().act(&ctx, a);
        }
        w.run_steps(4);
        w.render()
            .unwrap()
            .save(format!("/tmp/look/{name}.png"))
            .unwrap();
    }
}
