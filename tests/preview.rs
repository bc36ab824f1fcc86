//! Pictures of one's own in the window: dropped, looked at, trained on or put away; and how samples are measured.

mod drive;

use std::path::Path;
use std::time::Duration;

use drive::{Window, act, until};
use egui::{Key, ThemePreference};
use egui_kittest::kittest::Queryable;
use genera::engine::PictureId;
use genera::text::Language;
use genera::ui::Action;
use genera::ui::run_view::RunView;
use image::{Rgb, RgbImage};

const PATIENCE: Duration = Duration::from_mins(2);

fn run(window: &Window) -> &RunView {
    window.state().shown_run().unwrap()
}

/// Flags of three stripes, in folders by their first colour, and a file that is no picture.
fn flags(folder: &Path) {
    let colours = [
        [200, 30, 40],
        [30, 60, 180],
        [250, 250, 250],
        [20, 140, 60],
        [240, 190, 20],
    ];
    for i in 0..60usize {
        let stripe = |k: usize| Rgb(colours[(i / [1, 5, 25][k] + k) % 5].map(|v: u8| v));
        let class = folder.join(["red", "blue", "white", "green", "yellow"][i % 5]);
        std::fs::create_dir_all(&class).unwrap();
        let flag = RgbImage::from_fn(60, 40, |_, y| stripe(y as usize * 3 / 40));
        flag.save(class.join(format!("{i:02}.png"))).unwrap();
    }
    std::fs::write(folder.join("red/notes.txt"), "flags").unwrap();
}

fn window_on_vae(size: [f32; 2]) -> Window {
    let mut window = drive::window(size[0], size[1]);
    window.run_steps(3);
    act(&mut window, Action::Train("vae"));
    until(&mut window, "a run", PATIENCE, |window| {
        window
            .state()
            .shown_run()
            .is_some_and(|run| run.ready.is_some())
    });
    window
}

#[test]
fn a_folder_is_shown_before_it_is_trained_on() {
    let folder = tempfile::tempdir().unwrap();
    flags(folder.path());
    let path = folder.path().display().to_string();
    let mut window = window_on_vae([1280.0, 800.0]);
    let shown = |window: &Window| window.query_by_label("Train on these").is_some();

    act(&mut window, Action::Data(path.clone()));
    until(&mut window, "the preview", PATIENCE, shown);
    assert!(
        window
            .query_by_label_contains("54 to learn from, 6 held out")
            .is_some()
    );
    assert!(
        window
            .query_by_label_contains("5 classes: blue, green")
            .is_some()
    );
    assert!(
        window
            .query_by_label_contains("Left out 1 of 61 files")
            .is_some()
    );
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(!shown(&window));
    assert_eq!(run(&window).spec.data, "mnist");

    act(&mut window, Action::Data(path.clone()));
    until(&mut window, "the preview", PATIENCE, shown);
    window.key_press(Key::Enter);
    until(&mut window, "a run on the pictures", PATIENCE, |window| {
        let run = run(window);
        run.spec.data == path && run.training.len() > 3
    });
}

#[test]
fn what_cannot_be_read_is_told_and_costs_no_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_on_vae([1280.0, 800.0]);
    act(
        &mut window,
        Action::Data(folder.path().display().to_string()),
    );
    until(&mut window, "the trouble", PATIENCE, |window| {
        window.query_all_by_label_contains("at least 10").count() > 0
    });
    assert_eq!(run(&window).spec.data, "mnist");
    assert!(run(&window).trouble.is_none());
}

/// For a person to look at: the preview, the measures of samples, Hangul and emoji.
#[test]
#[ignore = "slow: trains for minutes to draw pictures that only a person can judge"]
fn look_at_pictures_of_ones_own_and_at_measures() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let own = tempfile::tempdir().unwrap();
    flags(own.path());
    let scenes = [
        (
            [1280.0, 800.0],
            ThemePreference::Dark,
            Language::English,
            "dark_en",
        ),
        (
            [1920.0, 1080.0],
            ThemePreference::Light,
            Language::Korean,
            "light_ko",
        ),
    ];
    for (size, shade, language, end) in scenes {
        let mut window = window_on_vae(size);
        let save = |window: &mut Window, name: &str| {
            let image = window.render().unwrap();
            image
                .save(folder.join(format!("pictures_{name}_{end}.png")))
                .unwrap();
        };
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        window.key_press(Key::Num5);
        until(&mut window, "measures", PATIENCE, |window| {
            run(window).newest("precision").is_some()
        });
        until(&mut window, "the nearest", PATIENCE, |window| {
            run(window).pictures.contains_key(&PictureId::Nearest)
        });
        save(&mut window, "measures");
        for data in ["hangul", "emoji"] {
            act(&mut window, Action::Data(data.to_owned()));
            until(&mut window, data, PATIENCE, |window| {
                run(window).training.len() > 600
            });
            save(&mut window, data);
        }
        act(&mut window, Action::Data(own.path().display().to_string()));
        let train = language.t("preview-train");
        until(&mut window, "the preview", PATIENCE, |window| {
            window.query_by_label(&train).is_some()
        });
        window.run_steps(3);
        save(&mut window, "preview");
    }
}
