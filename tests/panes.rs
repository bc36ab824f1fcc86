//! How the panes look: pictures of them, held against those that a person has looked at.

mod drive;

use std::time::{Duration, Instant};

use egui::ThemePreference;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use genera::app::App;
use genera::text::Language;
use genera::ui::export::{Export, Sheet, What};
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
fn museum_dark_english() {
    look(
        "museum_dark_en",
        Language::English,
        ThemePreference::Dark,
        Screen::Museum,
    );
}

#[test]
fn museum_light_korean() {
    look(
        "museum_light_ko",
        Language::Korean,
        ThemePreference::Light,
        Screen::Museum,
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

fn act(window: &mut Harness<'static, App>, action: Action) {
    let ctx = window.ctx.clone();
    window.state_mut().act(&ctx, action);
    window.run_steps(4);
}

#[test]
fn everything_on_every_screen_has_a_name() {
    let size = [1280.0, 800.0];
    for language in Language::ALL {
        for (name, screen) in [
            ("map", Screen::Map),
            ("node", Screen::Page("approximate")),
            ("family", Screen::Page("vae")),
            ("museum", Screen::Museum),
        ] {
            let window = shown(language, ThemePreference::Dark, screen, size);
            drive::everything_has_a_name(&window, name);
        }
    }
    for overlay in [Action::Find, Action::Keys] {
        let mut window = shown(Language::English, ThemePreference::Dark, Screen::Map, size);
        act(&mut window, overlay);
        drive::everything_has_a_name(&window, "overlay");
    }
}

#[test]
fn tab_reads_the_header_from_left_to_right() {
    let page = Screen::Page("vae");
    let mut window = shown(
        Language::English,
        ThemePreference::Light,
        page,
        [1280.0, 800.0],
    );
    let order = drive::tabbed(&mut window, 40);
    let header: Vec<&drive::Met> = order
        .iter()
        .filter(|met| met.rect.bottom() < 40.0)
        .collect();
    assert!(header.len() >= 6, "{header:#?}");
    for pair in header.windows(2) {
        assert!(pair[0].rect.left() < pair[1].rect.left(), "{pair:#?}");
    }
    assert_eq!(header.last().unwrap().name, "Keys");
}

#[test]
fn what_was_copied_and_saved_is_told_once_and_to_everybody() {
    let mut window = shown(
        Language::English,
        ThemePreference::Dark,
        Screen::Map,
        [1280.0, 800.0],
    );
    for _ in 0..2 {
        act(&mut window, Action::Copy("genera train vae".to_owned()));
    }
    let texts: Vec<String> = window.state().toasts().map(str::to_owned).collect();
    assert_eq!(texts, ["Copied to the clipboard"]);
    let status = |window: &Harness<'static, App>| {
        let met = drive::met(window);
        let status = met.into_iter().find(|met| met.role == egui::Role::Status);
        status.map(|met| met.name).unwrap_or_default()
    };
    assert_eq!(status(&window), "Copied to the clipboard");

    let export = Export {
        name: "curves".to_owned(),
        what: What::Csv(Sheet {
            training: vec![("loss".to_owned(), vec![1.5; 3])],
            ..Sheet::default()
        }),
    };
    act(&mut window, Action::Export(Box::new(export)));
    let began = Instant::now();
    let saved = |window: &Harness<'static, App>| {
        let mut toasts = window.state().toasts();
        toasts.find_map(|text| text.strip_prefix("Saved to ").map(str::to_owned))
    };
    let path = loop {
        if let Some(path) = saved(&window) {
            break path;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "nothing is saved");
        window.step();
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .contains("\n3,,,1.5\n")
    );
    window.step();
    assert!(status(&window).contains(&path));
    assert!(window.query_by_label_contains("Saved to").is_some());
}
