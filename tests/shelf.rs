//! The shelf, driven as a user drives it: runs are found, starred, noted, taken up, taken off and put back.

mod drive;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use drive::{Window, act, until, wait};
use egui::{Key, ThemePreference};
use egui_kittest::kittest::Queryable;
use genera::engine::Doing;
use genera::knob::Value;
use genera::store::Home;
use genera::text::Language;
use genera::ui::shelf::Ask;
use genera::ui::{Action, Screen};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A home with one kept run of this family, of so many steps; its window is closed.
fn home_with_a_run(family: &'static str) -> (Home, PathBuf) {
    let home = drive::new_home();
    let mut window = drive::window_at_home(1280.0, 800.0, home.clone());
    window.run_steps(3);
    act(&mut window, Action::Train(family));
    wait(&mut window, "some steps", |run| run.step() > 20);
    window.key_press(Key::Space);
    wait(&mut window, "a pause", |run| run.doing() == Doing::Paused);
    let folder = window.state().shown_run().unwrap();
    let folder = folder.ready.as_ref().unwrap().out.clone().unwrap();
    (home, folder)
}

#[test]
fn a_kept_run_is_starred_noted_taken_up_and_turned_into_another() {
    let (home, folder) = home_with_a_run("gaussian");
    let mut window = drive::window_at_home(1280.0, 800.0, home);
    window.run_steps(3);
    window.key_press(Key::K);
    window.run_steps(3);
    assert!(window.state().screen() == Screen::Shelf);
    window.get_by_label("Give it a star").click();
    window.run_steps(4);
    assert!(window.query_by_label("Take its star away").is_some());
    let label = std::fs::read_to_string(folder.join("label.toml")).unwrap();
    assert!(label.contains("star = true"), "{label}");

    window
        .get_by_role_and_label(egui::Role::Button, "Note")
        .click();
    window.run_steps(3);
    let is_field = |met: &&drive::Met| format!("{:?}", met.role).contains("TextInput");
    let met = drive::met(&window);
    // The first field is that of the search.
    let field = met.iter().rfind(is_field).unwrap().rect.center();
    window.drag_at(field);
    window.drop_at(field);
    window.run_steps(2);
    window.event(egui::Event::Text("the best so far".to_owned()));
    window.run_steps(2);
    window
        .get_by_role_and_label(egui::Role::Button, "Close the note")
        .click();
    window.run_steps(4);
    let label = std::fs::read_to_string(folder.join("label.toml")).unwrap();
    assert!(label.contains("the best so far"), "{label}");

    window
        .get_by_role_and_label(egui::Role::Button, "Show it on the bench")
        .click();
    wait(&mut window, "the run", |run| run.step() > 20);
    assert!(window.state().screen() == Screen::Bench);
    let run = window.state().shown_run().unwrap();
    assert_eq!(run.ready.as_ref().unwrap().out.as_ref(), Some(&folder));
    assert_eq!(run.doing(), Doing::Paused);

    act(
        &mut window,
        Action::Turn("learning-rate", Value::Real(0.25)),
    );
    act(&mut window, Action::Restart(genera::ui::Seed::Same));
    wait(&mut window, "its child", |run| run.step() > 3);
    let parent = folder.file_name().unwrap().to_string_lossy().into_owned();
    let child = window.state().shown_run().unwrap();
    assert_eq!(child.spec.parent, Some(parent));
    window.key_press(Key::K);
    window.run_steps(3);
    assert!(
        window
            .query_all_by_label_contains("→ 0.25")
            .next()
            .is_some()
    );
}

#[test]
fn a_run_is_taken_off_and_put_back_but_not_while_it_is_open() {
    let (home, folder) = home_with_a_run("gaussian");
    std::fs::create_dir(folder.with_file_name("holiday-pictures")).unwrap();
    let mut window = drive::window_at_home(1280.0, 800.0, home);
    window.run_steps(3);
    // The last bench is open again, and so its run stays.
    act(&mut window, Action::Go(Screen::Shelf));
    window.run_steps(2);
    let off = "It is open in this window and stays on the shelf";
    assert!(window.query_by_label(off).is_some());
    assert!(
        window
            .query_by_label_contains("no run that can be read")
            .is_some(),
        "a foreign folder is told"
    );
    act(&mut window, Action::Shelf(Ask::TakeOff(folder.clone())));
    assert!(!folder.exists());
    window
        .get_by_role_and_label(egui::Role::Button, "Put it back")
        .click();
    window.run_steps(3);
    assert!(folder.join("run.toml").exists());
}

#[test]
fn two_runs_are_laid_over_the_curves_and_held_against_each_other() {
    let (home, first) = home_with_a_run("gaussian");
    let mut window = drive::window_at_home(1280.0, 800.0, home);
    window.run_steps(3);
    act(&mut window, Action::Shelf(Ask::Open(first.clone())));
    wait(&mut window, "the run", |run| run.ready.is_some());
    let turned = Action::Turn("learning-rate", Value::Real(0.25));
    act(&mut window, turned);
    act(&mut window, Action::Restart(genera::ui::Seed::Same));
    wait(&mut window, "its child", |run| run.step() > 20);
    window.key_press(Key::Space);
    wait(&mut window, "a pause", |run| run.doing() == Doing::Paused);
    let second = window.state().shown_run().unwrap().folder().unwrap();
    let second = second.to_owned();
    assert_ne!(first, second);

    window.key_press(Key::K);
    window.run_steps(4);
    assert_eq!(window.query_all_by_label("Show in the curves").count(), 2);
    // The older of the two stands below the newer one.
    let old = window.query_all_by_label("Show in the curves").last();
    old.unwrap().click();
    let off = "Take it off the curves";
    until(&mut window, "the curves", PATIENCE, |window| {
        window.query_by_label(off).is_some()
    });
    window.key_press(Key::B);
    window.run_steps(4);
    let spec = window.state().shown_run().unwrap().spec.clone();
    let name = genera::app::run_name(Language::English, &spec, Some(&first));
    let other = genera::app::run_name(Language::English, &spec, Some(&second));
    assert_ne!(name, other, "one family, one seed, two names");
    let legend = window.query_all_by_label_contains(&name).last();
    legend
        .expect("the legend names the run of the past")
        .click();
    window.run_steps(4);
    assert!(
        window
            .query_by_label_contains(&format!("{name} "))
            .is_none()
    );

    window.key_press(Key::K);
    window.run_steps(3);
    for _ in 0..2 {
        let next = window.query_all_by_label("Compare").next();
        next.expect("a run to choose").click();
        window.run_steps(3);
    }
    window.get_by_label("Compare the two").click();
    let shown = |window: &Window| window.state().screen() == Screen::Compare;
    until(&mut window, "the comparison", PATIENCE, shown);
    window.run_steps(3);
    let change = window.query_all_by_label_contains("→").next();
    assert!(change.is_some(), "what differs is told");
    drive::everything_has_a_name(&window, "two runs");
    window.get_by_label("Swipe").click();
    window.run_steps(3);
    let divider = |window: &Window| {
        let met = drive::met(window);
        met.into_iter().find(|met| met.name.starts_with("Divider"))
    };
    assert!(divider(&window).is_some());
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.state().screen() == Screen::Shelf);
    let missing = Ask::Lay(first.with_file_name("nowhere"));
    act(&mut window, Action::Shelf(missing));
    let told = |window: &Window| window.query_by_label_contains("nowhere").is_some();
    until(&mut window, "a sentence", PATIENCE, told);
}

#[test]
fn of_three_hundred_runs_those_in_sight_are_drawn() {
    let (home, folder) = home_with_a_run("gaussian");
    for n in 2..300 {
        let copy = folder.with_file_name(format!("{}-{n}", folder.file_name().unwrap().display()));
        std::fs::create_dir(&copy).unwrap();
        for file in ["run.toml", "metrics.csv"] {
            std::fs::copy(folder.join(file), copy.join(file)).unwrap();
        }
    }
    let mut window = drive::window_at_home(1280.0, 800.0, home);
    window.run_steps(3);
    act(&mut window, Action::Go(Screen::Shelf));
    window.run_steps(3);
    let rows = window.query_all_by_label("Note").count();
    assert!((8..40).contains(&rows), "{rows} rows are drawn");
    // They have the figure that was best, once their tables were looked through.
    let best = |window: &Window| window.query_all_by_label_contains("best, step").count() > 7;
    until(&mut window, "the best figures", PATIENCE, best);
    drive::everything_has_a_name(&window, "a full shelf");
}

/// The shelf and every run on it, for a person to look at: `GENERA_LOOK_RUNS` names a folder of runs.
#[cfg(unix)]
#[test]
#[ignore = "slow: draws pictures of kept runs that only a person can judge"]
fn look_at_kept_runs() {
    let Some(runs) = std::env::var_os("GENERA_LOOK_RUNS").map(PathBuf::from) else {
        println!("GENERA_LOOK_RUNS names no folder of runs");
        return;
    };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let save = |window: &mut Window, name: &str| {
        let image = window.render().unwrap();
        image.save(folder.join(format!("kept_{name}.png"))).unwrap();
    };
    let wanted = std::env::var("GENERA_LOOK_KEYS").unwrap_or_default();
    let mut kept: Vec<PathBuf> = std::fs::read_dir(&runs)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    kept.sort();
    // The folder is the shelf of these windows: what hangs together is seen side by side.
    for (width, shade, language, end) in [
        (1280.0, ThemePreference::Dark, Language::English, "dark_en"),
        (1920.0, ThemePreference::Light, Language::Korean, "light_ko"),
    ] {
        let home = drive::new_home();
        let shelf = home.runs().unwrap();
        std::fs::create_dir_all(shelf.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&runs, shelf).unwrap();
        let mut window = drive::window_at_home(width, width * 0.6, home);
        window.run_steps(3);
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        act(&mut window, Action::Go(Screen::Shelf));
        window.run_steps(4);
        save(&mut window, &format!("shelf_{end}"));
    }
    for (i, run) in kept.into_iter().enumerate() {
        let (width, height) = [(1280.0, 800.0), (1920.0, 1080.0)][i % 2];
        let mut window = drive::window(width, height);
        window.run_steps(3);
        if i % 4 >= 2 {
            act(&mut window, Action::Shade(ThemePreference::Light));
        } else {
            act(&mut window, Action::Shade(ThemePreference::Dark));
        }
        if i % 3 == 2 {
            act(&mut window, Action::Speak(Language::Korean));
        }
        let name = run.file_name().unwrap().to_string_lossy().into_owned();
        act(&mut window, Action::Shelf(Ask::Open(run)));
        wait(&mut window, "its birth", |run| run.ready.is_some());
        window.run_steps(2);
        for digit in wanted.chars() {
            let key = Key::from_name(&digit.to_string()).unwrap();
            window.key_press(key);
            window.run_steps(2);
        }
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(15) {
            window.step();
            std::thread::sleep(Duration::from_millis(10));
        }
        save(&mut window, &name);
    }
}
