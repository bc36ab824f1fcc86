//! A sweep in the window: it runs beside what is on show, ends in a grid and a table, and its runs can be opened.

mod drive;

use std::time::{Duration, Instant};

use drive::{Window, act, until};
use egui::{Key, ThemePreference};
use egui_kittest::kittest::Queryable;
use genera::engine::Doing;
use genera::families::Family;
use genera::spec::{Budget, Spec};
use genera::sweep::{self, Grid, State};
use genera::text::Language;
use genera::ui::shelf::Ask as OnShelf;
use genera::ui::sweep::{Ask, Going};
use genera::ui::{Action, Screen};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(10);

fn is_over(window: &Window) -> bool {
    window
        .state()
        .sweep()
        .is_some_and(|going| !going.is_going())
}

/// A window in which a mixture is training on the plane.
fn training() -> Window {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    act(&mut window, Action::Train("mixture"));
    until(&mut window, "some steps", PATIENCE, |window| {
        window
            .state()
            .shown_run()
            .is_some_and(|run| run.step() > 50)
    });
    window
}

/// The runs that differ from the one on show in these knobs.
fn grid(window: &Window, vary: &[&str], steps: u64) -> Grid {
    let spec = &window.state().shown_run().unwrap().spec;
    let base = Spec {
        budget: Budget::Steps(steps),
        ..spec.clone()
    };
    let family = Family::find(&spec.family).unwrap();
    let vary: Vec<String> = vary.iter().map(|text| (*text).to_owned()).collect();
    let varied = sweep::varied(family.knobs(), &vary, &[]).unwrap();
    Grid::new(&base, varied, &[spec.seed]).unwrap()
}

#[test]
fn two_by_two_runs_train_beside_the_one_on_show() {
    let mut window = training();
    window.key_press(Key::S);
    window.run_steps(3);
    assert!(window.state().screen() == Screen::Sweep);
    drive::everything_has_a_name(&window, "the form of a sweep");
    assert!(window.query_by_label_contains("Start 3 runs").is_some());
    let grid = grid(&window, &["components=2,4", "learning-rate=1e-3,1e-2"], 30);
    let before = window.state().shown_run().unwrap().step();
    act(&mut window, Action::Sweep(Ask::Begin(Box::new(grid))));
    until(&mut window, "the sweep", PATIENCE, is_over);
    window.run_steps(4);

    let going = window.state().sweep().unwrap();
    let rows = going.rows();
    assert_eq!(rows.len(), 4);
    for row in &rows {
        assert_eq!((row.state, row.steps), (State::Finished, 30));
        assert!(row.metric("nll_nats").is_some_and(f64::is_finite));
    }
    let table = sweep::table(&going.grid, &[], &rows);
    assert_eq!(table[0][..3], ["components", "learning-rate", "seed"]);
    assert_eq!((table.len(), &*table[4][1]), (5, "0.01"));
    let folders = going.done().map(|cell| cell.view.folder().unwrap());
    assert!(
        folders
            .into_iter()
            .all(|folder| folder.join("run.toml").exists())
    );
    assert!(
        going.done().all(|cell| !cell.view.pictures.is_empty()),
        "each has a picture"
    );
    let run = window.state().shown_run().unwrap();
    assert!(run.step() > before, "the run on show goes on");
    assert!(matches!(run.doing(), Doing::Playing), "{:?}", run.doing());
    drive::everything_has_a_name(&window, "the grid of a sweep");

    let wanted = rows[3].values[0].to_string();
    act(&mut window, Action::Sweep(Ask::Open(3)));
    until(&mut window, "the run", PATIENCE, |window| {
        window
            .state()
            .shown_run()
            .is_some_and(|run| run.step() == 30)
    });
    assert!(window.state().screen() == Screen::Bench);
    let run = window.state().shown_run().unwrap();
    assert_eq!(run.spec.knobs.whole("components").to_string(), wanted);
}

#[test]
fn a_sweep_that_is_cancelled_keeps_what_is_done() {
    let mut window = training();
    let grid = grid(&window, &["components=2,3,4,5"], 100_000);
    act(&mut window, Action::Sweep(Ask::Begin(Box::new(grid))));
    let trains = |going: &Going| going.cells[0].view.step() > 20;
    until(&mut window, "its first run", PATIENCE, |window| {
        window.state().sweep().is_some_and(trains)
    });
    act(&mut window, Action::Go(Screen::Sweep));
    window.get_by_label("Cancel the rest").click();
    window.run_steps(2);
    until(&mut window, "its end", PATIENCE, is_over);
    let going = window.state().sweep().unwrap();
    let rows = going.rows();
    assert_eq!((rows.len(), rows[0].state), (1, State::Stopped));
    assert!(
        rows[0].metric("nll_nats").is_some(),
        "measured where it stopped"
    );
    assert!(
        going
            .done()
            .all(|cell| cell.view.folder().is_some_and(std::path::Path::exists))
    );
}

/// A grid of three by three, for a person to look at.
#[test]
#[ignore = "slow: draws pictures that only a person can judge"]
fn look_at_a_grid() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let mut window = training();
    act(&mut window, Action::Go(Screen::Sweep));
    let save = |window: &mut Window, name: &str| {
        let image = window.render().unwrap();
        image
            .save(folder.join(format!("sweep_{name}.png")))
            .unwrap();
    };
    save(&mut window, "form_dark_en");
    let vary = ["components=2,8,16", "learning-rate=1e-3,1e-2,1e-1"];
    let grid = grid(&window, &vary, 300);
    act(&mut window, Action::Sweep(Ask::Begin(Box::new(grid))));
    let fourth = |going: &Going| going.current().is_some_and(|at| at > 3);
    until(&mut window, "half of it", PATIENCE, |window| {
        window.state().sweep().is_some_and(fourth)
    });
    save(&mut window, "going_dark_en");
    act(&mut window, Action::Shade(ThemePreference::Light));
    act(&mut window, Action::Speak(Language::Korean));
    window.run_steps(3);
    save(&mut window, "going_light_ko");
    until(&mut window, "its end", PATIENCE, is_over);
    window.run_steps(3);
    save(&mut window, "done_light_ko");
    act(&mut window, Action::Shade(ThemePreference::Dark));
    act(&mut window, Action::Speak(Language::English));
    window.run_steps(3);
    save(&mut window, "done_dark_en");
    let going = window.state().sweep().unwrap();
    let folders: Vec<_> = going.done().filter_map(|cell| cell.view.folder()).collect();
    let folders: Vec<_> = folders.into_iter().map(std::path::Path::to_owned).collect();
    // Two of them laid over the run on show, and held against each other.
    for folder in [&folders[0], &folders[8]] {
        act(&mut window, Action::Shelf(OnShelf::Lay(folder.clone())));
    }
    act(&mut window, Action::Go(Screen::Shelf));
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(3) {
        window.step();
        std::thread::sleep(Duration::from_millis(10));
    }
    save(&mut window, "shelf_dark_en");
    act(&mut window, Action::Go(Screen::Bench));
    for (shade, language, end) in [
        (ThemePreference::Dark, Language::English, "dark_en"),
        (ThemePreference::Light, Language::Korean, "light_ko"),
    ] {
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        window.run_steps(30);
        save(&mut window, &format!("bench_{end}"));
    }
    let both = OnShelf::Compare(folders[0].clone(), folders[8].clone());
    act(&mut window, Action::Shelf(both));
    until(&mut window, "both", PATIENCE, |window| {
        window.state().screen() == Screen::Compare
    });
    window.run_steps(3);
    save(&mut window, "compare_light_ko");
    act(&mut window, Action::Shade(ThemePreference::Dark));
    act(&mut window, Action::Speak(Language::English));
    window.run_steps(3);
    save(&mut window, "compare_dark_en");
    window.get_by_label("Swipe").click();
    window.run_steps(3);
    save(&mut window, "swipe_dark_en");
}
