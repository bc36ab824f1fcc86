//! The latent workspace and the history, driven as a user drives them.

mod drive;

use std::time::{Duration, Instant};

use drive::{Window, act, wait};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, ThemePreference, vec2};
use egui_kittest::kittest::Queryable;
use genera::engine::{Anchor, Command, Doing, PictureId, Scrub};
use genera::figure::{Course, Figure, Walk};
use genera::knob::Value;
use genera::text::Language;
use genera::ui::run_view::RunView;
use genera::ui::{Action, Screen, Seed};

/// A family on the 8x8 digits, after some steps.
fn trained(family: &'static str, steps: usize, knobs: &[(&'static str, Value)]) -> Window {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    act(&mut window, Action::Train(family));
    act(&mut window, Action::Data("digits".to_owned()));
    for (knob, value) in knobs {
        act(&mut window, Action::Turn(knob, value.clone()));
    }
    act(&mut window, Action::Restart(Seed::Same));
    wait(&mut window, "training", move |run| {
        run.training.len() >= steps && run.pictures.contains_key(&PictureId::Path)
    });
    window
}

fn small_vae(steps: usize) -> Window {
    let knobs = [
        ("hidden", Value::Sizes(vec![32])),
        ("latent", Value::Whole(4)),
    ];
    trained("vae", steps, &knobs)
}

fn walk(run: &RunView) -> Option<&Walk> {
    match &run.pictures.get(&PictureId::Path)?.figure {
        Figure::Walk(walk) => Some(walk),
        _ => None,
    }
}

fn anchors(window: &Window) -> Vec<Anchor> {
    window
        .state()
        .shown_run()
        .unwrap()
        .view
        .latent
        .anchors
        .clone()
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(2);
}

fn click(window: &mut Window, at: Pos2, button: PointerButton, modifiers: Modifiers) {
    window.event(Event::ModifiersChanged(modifiers));
    window.event(Event::PointerMoved(at));
    window.step();
    for pressed in [true, false] {
        let press = Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        };
        window.event(press);
        window.step();
    }
    window.event(Event::ModifiersChanged(Modifiers::NONE));
    window.run_steps(3);
}

fn pad(window: &Window) -> egui::Rect {
    let name = Language::English.t("latent-scatter");
    window.get_by_label(&name).rect()
}

#[test]
fn earlier_steps_are_held_by_keys_and_a_branch_begins_there() {
    let mut window = small_vae(150);
    press(&mut window, Modifiers::NONE, Key::J);
    wait(&mut window, "an earlier step", |run| {
        run.past.is_some_and(|past| past.is_there())
    });
    let held = window.state().shown_run().unwrap().past.unwrap().goal;
    wait(&mut window, "its walk", |run| {
        run.pictures[&PictureId::Path].step == held
    });
    assert!(window.state().shown_run().unwrap().step() > held);
    press(&mut window, Modifiers::SHIFT, Key::J);
    wait(&mut window, "the step before it", |run| {
        run.past
            .is_some_and(|past| past.is_there() && past.goal == held - 1)
    });
    let curve = |run: &RunView| run.training.columns[0][..held as usize - 1].to_vec();
    let before = curve(window.state().shown_run().unwrap());
    press(&mut window, Modifiers::SHIFT, Key::R);
    wait(&mut window, "a branch", |run| {
        run.ready
            .as_ref()
            .is_some_and(|ready| ready.step == held - 1)
    });
    let branch = window.state().shown_run().unwrap();
    assert_eq!(curve(branch), before);
    assert_eq!(branch.training.len() as u64, held - 1);
    let id = branch_id(&window);
    act(&mut window, Action::Engine(Command::Step(id, 5)));
    wait(&mut window, "five steps more", |run| {
        run.training.len() as u64 == held + 4
    });
}

fn branch_id(window: &Window) -> genera::engine::RunId {
    window.state().shown_run().unwrap().run
}

fn pause(window: &mut Window) {
    let id = branch_id(window);
    act(window, Action::Engine(Command::Pause(id)));
    wait(window, "its rest", |run| run.doing() == Doing::Paused);
}

#[test]
fn the_film_plays_to_its_end_and_the_newest_step_is_followed_again() {
    let mut window = small_vae(100);
    press(&mut window, Modifiers::NONE, Key::H);
    wait(&mut window, "the film", |run| run.past.is_some());
    press(&mut window, Modifiers::NONE, Key::End);
    wait(&mut window, "the newest step", |run| run.past.is_none());
}

#[test]
fn places_are_kept_added_and_removed_by_clicks_on_the_pad() {
    let mut window = small_vae(30);
    pause(&mut window);
    let before = anchors(&window);
    assert_eq!(before.len(), 2);
    // Far from all examples the place itself is kept.
    let corner = pad(&window).right_bottom() - vec2(8.0, 8.0);
    window.event(Event::PointerMoved(corner));
    wait(&mut window, "the decode under the pointer", |run| match run
        .pictures
        .get(&PictureId::Probe)
        .map(|p| &p.figure)
    {
        Some(Figure::Decoded(decoded)) => decoded.at[0] > 2.0 && decoded.at[1] < -2.0,
        _ => false,
    });
    click(&mut window, corner, PointerButton::Primary, Modifiers::NONE);
    let now = anchors(&window);
    assert!(matches!(now[0], Anchor::Code(_)), "{now:?}");
    assert_eq!(now[1], before[1]);
    click(
        &mut window,
        corner - vec2(4.0, 60.0),
        PointerButton::Primary,
        Modifiers::SHIFT,
    );
    assert_eq!(anchors(&window).len(), 3);
    wait(&mut window, "a walk by three places", |run| {
        walk(run).is_some_and(|walk| walk.places.len() == 3)
    });
    // The walk begins where the code was kept: at the place under the pointer.
    let run = window.state().shown_run().unwrap();
    let Anchor::Code(code) = &now[0] else {
        unreachable!()
    };
    assert_eq!(walk(run).unwrap().strips[0].codes[..4], code[..]);
    click(
        &mut window,
        corner,
        PointerButton::Secondary,
        Modifiers::NONE,
    );
    assert_eq!(anchors(&window).len(), 2);
}

#[test]
fn directions_and_dimensions_are_shown_on_request() {
    let mut window = small_vae(60);
    window.get_by_label("directions").click();
    wait(&mut window, "directions", |run| {
        run.pictures.contains_key(&PictureId::Directions)
    });
    let run = window.state().shown_run().unwrap();
    let Figure::Strips(strips) = &run.pictures[&PictureId::Directions].figure else {
        panic!("no strips");
    };
    let shares: Vec<f32> = strips
        .iter()
        .filter_map(|strip| match strip.course {
            Course::Component(_, share) => Some(share),
            _ => None,
        })
        .collect();
    assert_eq!(shares.len(), 4);
    assert!(
        shares.windows(2).all(|pair| pair[0] >= pair[1] * 0.99),
        "{shares:?}"
    );
    let all: f32 = shares.iter().sum();
    assert!(
        (all - 1.0).abs() < 0.02,
        "four dimensions have four directions: {shares:?}"
    );
    assert!(
        strips
            .iter()
            .any(|strip| matches!(strip.course, Course::Classes(..)))
    );
    window.get_by_label("dimensions").click();
    wait(&mut window, "dimensions", |run| {
        match run.pictures.get(&PictureId::Traversals).map(|p| &p.figure) {
            Some(Figure::Strips(strips)) => strips.len() == 4 && strips[0].images.count() == 7,
            _ => false,
        }
    });
}

#[test]
fn a_digit_drawn_by_hand_gets_a_code() {
    let mut window = small_vae(60);
    let draw = Language::English.t("latent-draw");
    window.get_by_label(&draw).click();
    window.run_steps(2);
    let canvas = window
        .get_by_label(&Language::English.t("latent-draw-here"))
        .rect();
    window.drag_at(canvas.center() - vec2(0.0, 40.0));
    window.step();
    window.event(Event::PointerMoved(canvas.center() + vec2(0.0, 40.0)));
    window.step();
    window.event(Event::PointerButton {
        pos: canvas.center() + vec2(0.0, 40.0),
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    window.run_steps(2);
    window.get_by_label("Use it").click();
    window.run_steps(3);
    let kept = anchors(&window);
    let Anchor::Own(pixels) = &kept[0] else {
        panic!("{kept:?}")
    };
    let ink = pixels.iter().filter(|pixel| **pixel > 0.5).count();
    assert!((4..40).contains(&ink), "{ink} of 64");
    wait(&mut window, "its walk", |run| {
        walk(run).is_some_and(|walk| walk.places.len() == 2)
    });
}

#[test]
fn escape_puts_away_what_is_open_before_it_leaves_the_bench() {
    let mut window = small_vae(20);
    let here = Language::English.t("latent-draw-here");
    window
        .get_by_label(&Language::English.t("latent-draw"))
        .click();
    window.run_steps(2);
    assert_eq!(window.query_all_by_label(&here).count(), 1);
    window.event(Event::PointerMoved(Pos2::ZERO));
    press(&mut window, Modifiers::NONE, Key::F);
    assert_eq!(window.query_all_by_label(&here).count(), 0, "a pane alone");
    for (there, screen) in [(1, Screen::Bench), (0, Screen::Bench), (0, Screen::Map)] {
        press(&mut window, Modifiers::NONE, Key::Escape);
        assert_eq!(window.query_all_by_label(&here).count(), there);
        assert_eq!(window.state().screen(), screen);
    }
}

/// Families whose codes are searched for, or take many passes.
#[test]
fn every_family_with_a_code_has_a_workspace() {
    let small = |knob| (knob, Value::Sizes(vec![32]));
    let mut gan = trained("gan", 40, &[small("hidden")]);
    pause(&mut gan);
    let error = |run: &RunView| walk(run).and_then(|walk| walk.searched);
    wait(&mut gan, "the search", |run| {
        error(run).is_some_and(|(steps, _)| steps >= 400)
    });
    let (_, last) = error(gan.state().shown_run().unwrap()).unwrap();
    assert!(last < 0.2, "{last}");
    for (family, knobs) in [
        ("rbm", vec![("hidden", Value::Whole(24))]),
        ("diffusion", vec![("channels", Value::Whole(8))]),
        ("flow-matching", vec![("channels", Value::Whole(8))]),
        ("real-nvp", Vec::new()),
    ] {
        let mut window = trained(family, 3, &knobs);
        pause(&mut window);
        let step = window.state().shown_run().unwrap().step();
        wait(&mut window, family, |run| {
            [PictureId::Codes, PictureId::Probe, PictureId::Path]
                .iter()
                .all(|id| run.pictures.get(id).is_some_and(|p| p.step == step))
        });
        let run = window.state().shown_run().unwrap();
        let strip = &walk(run).unwrap().strips[0];
        assert!(
            strip.images.pixels.iter().all(|p| (0.0..=1.0).contains(p)),
            "{family}"
        );
    }
}

/// The workspace of kept runs, for a person to look at: `GENERA_LOOK_RUNS` names a folder of runs.
#[test]
#[ignore = "slow: draws pictures of kept runs that only a person can judge"]
fn look_at_workspaces() {
    let Some(runs) = std::env::var_os("GENERA_LOOK_RUNS").map(std::path::PathBuf::from) else {
        println!("GENERA_LOOK_RUNS names no folder of runs");
        return;
    };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let mut kept: Vec<_> = std::fs::read_dir(runs)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .collect();
    kept.sort();
    for (i, run) in kept.into_iter().enumerate() {
        let (width, height) = [(1280.0, 800.0), (1920.0, 1080.0)][i % 2];
        let mut window = drive::window(width, height);
        window.run_steps(3);
        let shade = [ThemePreference::Dark, ThemePreference::Light][i / 2 % 2];
        act(&mut window, Action::Shade(shade));
        if i % 3 == 2 {
            act(&mut window, Action::Speak(Language::Korean));
        }
        let name = run.file_name().unwrap().to_string_lossy().into_owned();
        act(
            &mut window,
            Action::Shelf(genera::ui::shelf::Ask::Open(run)),
        );
        wait(&mut window, "its birth", |run| run.ready.is_some());
        let t = |window: &Window, key: &str| window.state().language().t(key);
        let lattice = t(&window, "latent-lattice");
        if let Some(word) = window.query_by_label(&lattice) {
            word.click();
        }
        let save = |window: &mut Window, what: &str| {
            let began = Instant::now();
            while began.elapsed() < Duration::from_secs(8) {
                window.step();
                std::thread::sleep(Duration::from_millis(10));
            }
            let image = window.render().unwrap();
            image
                .save(folder.join(format!("latent_{name}_{what}.png")))
                .unwrap();
        };
        save(&mut window, "walk");
        let directions = t(&window, "latent-directions");
        if let Some(word) = window.query_by_label(&directions) {
            word.click();
        }
        save(&mut window, "directions");
        let (id, step) = (
            branch_id(&window),
            window.state().shown_run().unwrap().step(),
        );
        let scrub = Command::Scrub(id, Scrub::At((step / 10).min(400)));
        act(&mut window, Action::Engine(scrub));
        save(&mut window, "held");
    }
}
