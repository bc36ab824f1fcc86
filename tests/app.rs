//! The whole window, driven as a user drives it: by the names of what is on the screen.

mod drive;

use std::time::{Duration, Instant};

use drive::{Window, act, wait};
use egui_kittest::kittest::Queryable;
use genera::engine::{Doing, PictureId};
use genera::families::Family;
use genera::knob::Value;
use genera::text::Language;
use genera::ui::run_view::Mark;
use genera::ui::{Action, Screen, Seed};

fn trained(steps: usize) -> Window {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    window.get_by_label("VAE").click();
    wait(&mut window, "training", move |run| {
        run.training.len() >= steps
    });
    window
}

#[test]
fn a_click_on_a_leaf_trains_it_on_the_bench() {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    window.get_by_label("VAE").click();
    let clicked = Instant::now();
    wait(&mut window, "samples", |run| {
        run.pictures.contains_key(&PictureId::Samples)
    });
    let pictured = clicked.elapsed();
    println!("from the click to the first picture: {pictured:?}");
    assert!(pictured < Duration::from_secs(2), "{pictured:?}");
    assert!(window.state().screen() == Screen::Bench);

    wait(&mut window, "a path", |run| {
        run.pictures.contains_key(&PictureId::Path) && run.training.len() > 5
    });
    let run = window.state().shown_run().unwrap();
    let (path, rows) = (run.pictures[&PictureId::Path].clone(), run.training.len());
    wait(&mut window, "another path", |run| {
        run.pictures[&PictureId::Path].step > path.step + 30
    });
    let run = window.state().shown_run().unwrap();
    assert_ne!(
        run.pictures[&PictureId::Path].figure,
        path.figure,
        "the strip moves while it trains"
    );
    assert!(run.training.len() > rows, "and so do the curves");
    assert!(run.newest("elbo_nats").is_some());
}

#[test]
fn space_pauses_and_plays_and_the_arrow_steps() {
    let mut window = trained(20);
    window.key_press(egui::Key::Space);
    wait(&mut window, "a pause", |run| run.doing() == Doing::Paused);
    let step = window.state().shown_run().unwrap().step();
    window.key_press(egui::Key::ArrowRight);
    wait(&mut window, "one step", |run| {
        run.step() == step + 1 && run.doing() == Doing::Paused
    });
    window.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowRight);
    wait(&mut window, "ten steps", |run| {
        run.step() == step + 11 && run.doing() == Doing::Paused
    });
    window.key_press(egui::Key::Space);
    wait(&mut window, "playing", |run| run.step() > step + 20);
}

#[test]
fn a_hot_knob_leaves_a_mark_and_undo_leaves_another() {
    let mut window = trained(20);
    act(&mut window, Action::Turn("beta", Value::Real(4.0)));
    wait(&mut window, "a mark", |run| {
        run.marks.len() == 1 && run.marks[0].to == Value::Real(4.0)
    });
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    wait(&mut window, "undo", |run| {
        run.marks.len() == 2 && run.marks[1].to == Value::Real(1.0)
    });
    let run = window.state().shown_run().unwrap();
    assert!(
        run.marks[1].step >= run.marks[0].step,
        "undo never rewinds training"
    );
}

#[test]
fn a_restart_knob_waits_for_the_restart() {
    let mut window = trained(20);
    act(&mut window, Action::Turn("latent", Value::Whole(2)));
    assert_eq!(
        window
            .state()
            .shown_run()
            .unwrap()
            .spec
            .knobs
            .whole("latent"),
        20
    );
    window.get_by_label("Restart with 1 change").click();
    wait(&mut window, "a plane", |run| {
        run.ready
            .as_ref()
            .is_some_and(|ready| ready.latent == Some(2))
            && run.pictures.contains_key(&PictureId::Manifold)
    });
    let seed = window.state().shown_run().unwrap().spec.seed;
    act(&mut window, Action::Restart(Seed::New));
    assert_ne!(window.state().shown_run().unwrap().spec.seed, seed);
}

#[test]
fn a_divergence_is_told_and_one_click_goes_on_more_gently() {
    let mut window = trained(20);
    act(
        &mut window,
        Action::Turn("optimiser", Value::Choice("sgd".to_owned())),
    );
    act(&mut window, Action::Turn("learning-rate", Value::Real(1.0)));
    wait(&mut window, "a divergence", |run| {
        run.doing() == Doing::Diverged && run.trouble.is_some()
    });
    window.run_steps(3);
    window
        .get_by_label("Go on with a tenth of the learning rate")
        .click();
    wait(
        &mut window,
        "a gentler rate from the last good step on",
        |run| {
            let gentler = |mark: &Mark| mark.step > 0 && mark.to == Value::Real(0.1);
            run.trouble.is_none() && run.marks.iter().any(gentler) && !run.broke.is_empty()
        },
    );
}

#[test]
fn data_that_is_not_there_is_told_and_nothing_is_lost() {
    let mut window = trained(20);
    act(&mut window, Action::Data("no-such-file.idx".to_owned()));
    let told = window.query_all_by_label_contains("no-such-file.idx");
    assert!(told.count() > 0);
    let rows = window.state().shown_run().unwrap().training.len();
    wait(&mut window, "more steps", |run| run.training.len() > rows);
    act(&mut window, Action::Data("digits".to_owned()));
    wait(&mut window, "digits", |run| {
        run.spec.data == "digits" && run.trouble.is_none() && run.training.len() > 5
    });
}

#[test]
fn a_run_that_is_started_again_at_once_is_what_was_asked_for_last() {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    act(&mut window, Action::Train("vae"));
    act(&mut window, Action::Data("digits".to_owned()));
    act(&mut window, Action::Turn("hidden", Value::Sizes(vec![24])));
    act(&mut window, Action::Restart(Seed::Same));
    wait(&mut window, "training", |run| run.training.len() > 5);
    let run = window.state().shown_run().unwrap();
    let built = &run.ready.as_ref().unwrap().spec;
    for spec in [&run.spec, built] {
        assert_eq!(spec.data, "digits");
        assert_eq!(spec.knobs.get("hidden"), Some(&Value::Sizes(vec![24])));
    }
}

#[test]
fn the_language_changes_while_it_trains() {
    let mut window = trained(20);
    assert!(window.query_all_by_label("Latent dimensions").count() > 0);
    act(&mut window, Action::Speak(Language::Korean));
    window.run_steps(2);
    assert!(window.query_all_by_label("잠재 차원").count() > 0);
    let rows = window.state().shown_run().unwrap().training.len();
    wait(&mut window, "more steps", |run| run.training.len() > rows);
}

#[test]
fn the_palette_finds_a_family_by_its_name() {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    window.run_steps(3);
    window.event(egui::Event::Text("diffu".to_owned()));
    window.run_steps(3);
    window.key_press(egui::Key::Enter);
    window.run_steps(3);
    assert!(window.state().screen() == Screen::Page("diffusion"));
}

#[test]
fn a_term_under_the_pointer_lights_what_it_stands_for_and_tells_its_value() {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    window.get_by_label("MADE").click();
    wait(&mut window, "training", |run| run.training.len() > 60);
    let says = |window: &Window, words: &str| {
        let met = drive::met(window);
        met.iter().any(|met| met.name.contains(words))
    };
    let asks = |window: &Window| window.state().shown_run().unwrap().view.plane.density;
    // The third layer is the density.
    window.key_press(egui::Key::Num3);
    window.run_steps(4);
    assert!(says(&window, "Point at a term") && !asks(&window));
    let family = Family::find("made").unwrap();
    let [density, guesses, _] = family.card.objective else {
        panic!("three terms");
    };
    window.get_by_label(density.latex).hover();
    window.run_steps(4);
    assert!(says(&window, "Value now (") && asks(&window));
    window.get_by_label(guesses.latex).hover();
    window.run_steps(4);
    assert!(says(&window, "No number of its own") && !asks(&window));
    // The keyboard comes there too.
    window.hover_at(egui::pos2(1.0, 1.0));
    window.get_by_label(density.latex).focus();
    window.run_steps(4);
    assert!(says(&window, "Value now (") && asks(&window));
}

#[test]
fn a_run_is_begun_and_followed_by_ear_and_keyboard_alone() {
    use egui::{Key, Modifiers};
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    let heard = |window: &Window, words: &str| {
        let met = drive::met(window);
        met.iter().find(|met| met.name.contains(words)).cloned()
    };
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.run_steps(3);
    window.event(egui::Event::Text("mixture".to_owned()));
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(3);
    let train = heard(&window, "Train it").expect("a page says that its family can be trained");
    let seen = drive::tabbed(&mut window, 60);
    assert!(seen.iter().any(|met| met.name == train.name), "{train:?}");
    while !heard(&window, &train.name).is_some_and(|met| met.focused) {
        window.key_press(Key::Tab);
        window.run_steps(2);
    }
    window.key_press(Key::Enter);
    window.run_steps(10);
    wait(&mut window, "steps", |run| {
        run.training.len() > 30 && run.pictures.contains_key(&PictureId::Samples)
    });
    // The pictures say in words what they show: the curves their values, the plane how well the model does.
    let spoken = |window: &Window, role| {
        let met = drive::met(window).into_iter();
        let images = met.filter(move |met| met.role == role);
        images.map(|met| met.name).collect::<Vec<_>>()
    };
    let canvas = spoken(&window, egui::Role::Canvas).join("; ");
    assert!(
        canvas.contains("step") && canvas.contains("nats"),
        "{canvas}"
    );
    window.key_press(Key::Space);
    wait(&mut window, "rest", |run| run.doing() == Doing::Paused);
    assert!(heard(&window, "Play").is_some());
    window.key_press(Key::W);
    until_told(&mut window);
    let beats = drive::met(&window);
    let named = beats.iter().filter(|met| !met.name.is_empty()).count();
    assert!(named > 5, "{beats:?}");
    drive::everything_has_a_name(&window, "slow motion");
    window.key_press(Key::Escape);
    window.run_steps(3);
    assert!(window.state().beat().is_none());
}

/// Draws frames until a step is told.
fn until_told(window: &mut Window) {
    drive::until(window, "a told step", Duration::from_mins(1), |window| {
        window.state().beat().is_some()
            && window
                .state()
                .shown_run()
                .is_some_and(|run| run.told.is_some())
    });
    window.run_steps(2);
}

#[test]
fn the_last_bench_is_there_again_paused_with_its_knobs_and_its_curves() {
    let home = drive::new_home();
    let mut window = drive::window_at_home(1280.0, 800.0, home.clone());
    window.run_steps(3);
    window.get_by_label("VAE").click();
    wait(&mut window, "training", |run| run.held_out.len() > 2);
    act(&mut window, Action::Turn("beta", Value::Real(2.0)));
    act(&mut window, Action::Turn("latent", Value::Whole(7)));
    act(&mut window, Action::Speak(Language::Korean));
    let run = window.state().shown_run().unwrap().run;
    act(
        &mut window,
        Action::Engine(genera::engine::Command::Pause(run)),
    );
    wait(&mut window, "a pause", |run| {
        run.doing() == Doing::Paused && run.marks.len() == 1
    });
    window.run_steps(2);
    let before = window.state().shown_run().unwrap();
    let (spec, step) = (before.spec.clone(), before.step());
    let (training, held_out) = (before.training.columns.clone(), before.held_out.len());
    drop(window);

    let mut window = drive::window_at_home(1280.0, 800.0, home);
    wait(&mut window, "the history", |run| {
        run.pulse.is_some() && run.training.len() as u64 == step && run.held_out.len() == held_out
    });
    wait(&mut window, "its pictures", |run| {
        run.pictures.contains_key(&PictureId::Samples)
    });
    let after = window.state().shown_run().unwrap();
    assert_eq!((after.doing(), after.step()), (Doing::Paused, step));
    assert_eq!((after.spec.seed, &after.spec.data), (spec.seed, &spec.data));
    assert_eq!(after.training.columns, training);
    assert_eq!(after.marks.len(), 1);
    assert_eq!(window.state().screen(), Screen::Bench);
    assert_eq!(window.state().language(), Language::Korean);
    let desk = window.state().shown_desk().unwrap();
    assert_eq!(desk.waiting(), ["latent"]);
    assert_eq!(desk.knobs().get("beta"), Some(&Value::Real(2.0)));
    assert_eq!(desk.knobs().get("latent"), Some(&Value::Whole(7)));
}
