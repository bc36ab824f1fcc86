//! The bench with a run that is written by hand: how it looks, what its controls ask for, and what a frame costs.

mod drive;

use std::sync::Arc;
use std::time::Duration;

use drive::quiet::Alone;
use drive::stand::{Stand, stand};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use genera::data;
use genera::engine::{Command, Doing, Picture, PictureId, Pulse, Readings, Ready, RunId, View};
use genera::families::Family;
use genera::figure::{Course, Decoded, Figure, Images, Known, Points, Strip, Walk};
use genera::gpu::{About, Kind};
use genera::knob::Value;
use genera::nn::Noise;
use genera::spec::{DeviceChoice, Spec};
use genera::text::{Language, Trouble};
use genera::ui::run_view::{HeldOut, Mark, RunView};
use genera::ui::{Action, Seed};

/// A run of `steps` steps whose figures follow a formula, so that its picture never changes.
fn canned(steps: usize) -> RunView {
    let family = Family::find("vae").unwrap();
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    spec.knobs.set("latent", Value::Whole(2));
    let data = data::load("mnist").unwrap();
    let mut run = RunView::new(RunId(1), spec.clone(), View::NOTHING);
    run.ready = Some(Ready {
        ways: Vec::new(),
        filters: false,
        predicts: false,
        restores: false,
        features: Some("mnist"),
        run: run.run,
        spec,
        out: None,
        shape: data.shape(),
        data: Arc::clone(&data),
        held_out: Arc::default(),
        held_out_count: 1000,
        process: None,
        transport: false,
        flow: false,
        components: 0,
        masks: false,
        density: Some(Known::Bound),
        landscape: None,
        drift: false,
        chain: None,
        parameters: 631_206,
        work: 4e6,
        ladder: false,
        layers: Vec::new(),
        latent: Some(2),
        workspace: Some(2),
        protocol: "grey".to_owned(),
        device: About {
            kind: Kind::Cpu,
            name: "flex".to_owned(),
            backend: "none".to_owned(),
        },
        step: 0,
        seconds: 0.0,
        examples: 0,
        first_step: 0,
    });
    run.pulse = Some(Pulse {
        run: run.run,
        doing: Doing::Playing,
        step: steps as u64,
        seconds: steps as f64 / 212.0,
        examples: steps as u64 * 128,
        steps_per_second: 212.0,
        first_step_seconds: 0.01,
    });
    run.training.append(&readings(steps));
    run.training.clock = clock(steps);
    run.held_out = (0..=steps)
        .step_by((steps / 40).max(1))
        .map(held_out)
        .collect();
    run.marks = vec![Mark {
        step: steps as u64 / 2,
        knob: "beta".to_owned(),
        from: Value::Real(1.0),
        to: Value::Real(4.0),
    }];
    pictures(&mut run, data.images().unwrap());
    run
}

/// The clock of a run that was slow at first, read every hundred steps.
fn clock(steps: usize) -> Vec<(usize, f64, u64)> {
    (100..=steps)
        .step_by(100)
        .chain((!steps.is_multiple_of(100)).then_some(steps))
        .map(|row| {
            let slow = row.min(steps / 10) as f64;
            ((row), row as f64 / 212.0 + slow / 50.0, row as u64 * 128)
        })
        .collect()
}

fn curve(step: usize) -> (f32, f32) {
    let ripple = ((step as f32) * 12.9898).sin() * 2.0;
    let decay = (-(step as f32) / 400.0).exp();
    (
        95.0 + 200.0 * decay + ripple,
        22.0 * (1.0 - decay) + ripple * 0.1 + 0.5,
    )
}

fn readings(steps: usize) -> Readings {
    let mut values = Vec::with_capacity(steps * 3);
    for step in 1..=steps {
        let (reconstruction, kl) = curve(step);
        values.extend([reconstruction + kl, reconstruction, kl]);
    }
    Readings {
        names: vec!["loss", "reconstruction_nats", "kl_term_nats"],
        first_step: 1,
        values,
        seconds: steps as f64 / 212.0,
        examples: steps as u64 * 128,
    }
}

fn held_out(step: usize) -> HeldOut {
    let (reconstruction, kl) = curve(step);
    let named = |name: &str, value: f32| (name.to_owned(), f64::from(value));
    HeldOut {
        step: step as u64,
        values: vec![
            named("elbo_nats", -(reconstruction + kl) - 1.5),
            named("reconstruction_nats", reconstruction + 1.5),
            named("kl_term_nats", kl),
        ],
    }
}

fn pictures(run: &mut RunView, data: &data::ImageSet) {
    let images = |positions: &[usize], columns: Option<usize>| {
        let pixels: Vec<f32> = positions
            .iter()
            .flat_map(|&i| data.intensities(&data.test, i))
            .collect();
        Images {
            width: 28,
            height: 28,
            channels: 1,
            columns,
            pixels: pixels.into(),
        }
    };
    let samples: Vec<usize> = (20..116).collect();
    let pairs: Vec<usize> = (0..10).chain(0..10).collect();
    let lattice: Vec<usize> = (0..400).collect();
    let codes = Noise::new(1, 0).generator("codes");
    let mut figures = vec![
        (PictureId::Samples, Figure::Images(images(&samples, None))),
        (
            PictureId::Reconstructions,
            Figure::Images(images(&pairs, Some(10))),
        ),
        (
            PictureId::Manifold,
            Figure::Images(images(&lattice, Some(20))),
        ),
        (PictureId::Path, Figure::Walk(walk(&images))),
        (
            PictureId::Probe,
            Figure::Decoded(Decoded {
                at: [0.0, 0.0],
                code: [0.0, 0.0].into(),
                image: images(&[77], Some(1)),
                nearest: None,
            }),
        ),
        (PictureId::Codes, scattered(codes)),
    ];
    run.pictures = figures
        .drain(..)
        .map(|(id, figure)| (id, Picture::whole(run.step(), figure)))
        .collect();
}

/// From A to B, in the plane of `scattered`.
fn walk(images: &dyn Fn(&[usize], Option<usize>) -> Images) -> Walk {
    let at = |i: usize| [-1.2 + 0.2 * i as f32, 0.8 - 0.15 * i as f32];
    let line: Vec<[f32; 2]> = (0..12).map(at).collect();
    let strip = |course, from: usize| Strip {
        course,
        images: images(&(from..from + 12).collect::<Vec<_>>(), Some(12)),
        codes: line.concat().into(),
        norms: line.iter().map(|z| z[0].hypot(z[1])).collect(),
        decoded: vec![9.0; 12],
        nearest: None,
    };
    Walk {
        strips: vec![strip(Course::Spherical, 40), strip(Course::Straight, 60)],
        places: vec![line[0], line[11]],
        line: line.clone(),
        searched: None,
    }
}

fn scattered(mut generator: impl rand::Rng) -> Figure {
    use rand_distr::{Distribution, StandardNormal};
    let mut normal = || -> f32 { StandardNormal.sample(&mut generator) };
    let at: Vec<[f32; 2]> = (0..1000).map(|_| [normal(), normal()]).collect();
    Figure::Points(Points {
        at: at.into(),
        class: [].into(),
        axes: ["axis-latent-1", "axis-latent-2"],
    })
}

#[test]
fn busy_dark_english() {
    stand(
        canned(4210),
        Language::English,
        egui::ThemePreference::Dark,
        [1280.0, 800.0],
    )
    .snapshot("bench_dark_en");
}

#[test]
fn busy_light_korean() {
    stand(
        canned(4210),
        Language::Korean,
        egui::ThemePreference::Light,
        [1280.0, 800.0],
    )
    .snapshot("bench_light_ko");
}

#[test]
fn empty_and_failed_benches_say_what_is_the_matter() {
    let spec = Spec::of(Family::find("vae").unwrap(), 7, DeviceChoice::Cpu);
    let run = RunView::new(RunId(1), spec, View::NOTHING);
    let harness = stand(
        run,
        Language::English,
        egui::ThemePreference::Dark,
        [960.0, 600.0],
    );
    assert!(harness.query_by_label("building the model").is_some());

    let mut run = canned(100);
    run.trouble = Some(
        Trouble::new("trouble-diverged")
            .with("step", 90)
            .with("loss", "loss")
            .with("good", 80),
    );
    run.pulse.as_mut().unwrap().doing = Doing::Diverged;
    let mut harness = stand(
        run,
        Language::English,
        egui::ThemePreference::Dark,
        [1280.0, 800.0],
    );
    assert!(harness.query_by_label("diverged").is_some());
    harness.get_by_label("Go on").click();
    harness.run_steps(2);
    assert!(
        harness
            .state()
            .asked
            .iter()
            .any(|action| matches!(action, Action::Recover))
    );
}

#[test]
fn controls_ask_for_what_they_say() {
    let mut harness = stand(
        canned(500),
        Language::English,
        egui::ThemePreference::Dark,
        // High enough for the whole panel of knobs.
        [1280.0, 1000.0],
    );
    let mut asks = |label: &str, wanted: fn(&Action) -> bool| {
        harness.state_mut().asked.clear();
        harness.get_by_label(label).click();
        harness.run_steps(2);
        assert!(harness.state().asked.iter().any(wanted), "{label}");
    };
    asks("Pause (Space)", |a| {
        matches!(a, Action::Engine(Command::Pause(_)))
    });
    asks("One step (Right)", |a| {
        matches!(a, Action::Engine(Command::Step(_, 1)))
    });
    asks("Ten steps (Shift+Right)", |a| {
        matches!(a, Action::Engine(Command::Step(_, 10)))
    });
    asks("New seed", |a| matches!(a, Action::Restart(Seed::New)));
    asks("Restart with the same seed (R)", |a| {
        matches!(a, Action::Restart(Seed::Same))
    });
    asks("Restart with 1 change", |a| {
        matches!(a, Action::Restart(Seed::Same))
    });
    asks("Revert", |a| matches!(a, Action::Revert));
    asks("Take the last turn back (Ctrl+Z)", |a| {
        matches!(a, Action::Undo)
    });
    asks(
        "Copy the command line",
        |a| matches!(a, Action::Copy(line) if line.contains("--set latent=2")),
    );
    asks(
        "directions",
        |a| matches!(a, Action::Look(view) if view.latent.directions && view.latent.path.is_none()),
    );
    asks("samples", |a| {
        matches!(a, Action::Look(View { samples: 0, .. }))
    });
    asks("Set Latent dimensions back to its default", |a| {
        matches!(a, Action::Turn("latent", Value::Whole(20)))
    });
}

/// A bench in English on a window of the usual size.
fn usual(run: RunView) -> Harness<'static, Stand> {
    stand(
        run,
        Language::English,
        egui::ThemePreference::Dark,
        [1280.0, 800.0],
    )
}

/// Lets the flat axis of the curves count something else.
fn count(harness: &mut Harness<'_, Stand>, unit: &str) {
    harness.get_by_label("What the flat axis counts").click();
    harness.run_steps(4);
    let list = harness.get_all_by_label(unit);
    list.last().unwrap().click();
    harness.run_steps(4);
}

/// The plot, and where it stands.
fn plot(harness: &Harness<'_, Stand>) -> drive::Met {
    let met = drive::met(harness);
    met.into_iter()
        .find(|met| met.name.starts_with("Curves, "))
        .unwrap()
}

fn follows(harness: &Harness<'_, Stand>) -> bool {
    let words = "Follow the run again (double click, or End)";
    let held = harness.query_by_label(words).is_some();
    let following = harness.query_by_label("following").is_some();
    assert_ne!(held, following);
    following
}

#[test]
fn a_frame_costs_little_with_a_million_points_on_every_line() {
    let mut harness = usual(canned(1_000_000));
    let _alone = Alone::new();
    // The long history is taken up in pieces, a piece a frame.
    harness.run_steps(60);
    for unit in ["steps", "seconds", "examples"] {
        if unit != "steps" {
            count(&mut harness, unit);
        }
        harness.run_steps(40);
        // Other programs may share the processor and its cache: a round that they leave alone counts.
        let mut rounds = (0..8).map(|_| dearest_frame(&mut harness, unit));
        assert!(rounds.any(|p99| p99 < Duration::from_millis(4)), "{unit}");
    }
}

/// The 99th percentile of the processor time of frames.
fn dearest_frame(harness: &mut Harness<'_, Stand>, unit: &str) -> Duration {
    harness.state_mut().frames.clear();
    for _ in 0..200 {
        harness.step();
    }
    let what = format!("a bench frame with 1,000,000 points over {unit}");
    harness.state().dearest_frame(&what)
}

#[test]
fn wheel_drag_and_keys_hold_the_view_and_end_follows_again() {
    let mut harness = usual(canned(4210));
    assert!(follows(&harness));
    let at = plot(&harness).rect.center();
    harness.event(egui::Event::PointerMoved(at));
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, 80.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::NONE,
    });
    harness.run_steps(6);
    assert!(!follows(&harness), "the wheel zooms");
    harness
        .get_by_label("Follow the run again (double click, or End)")
        .click();
    harness.run_steps(4);
    assert!(follows(&harness));

    harness.drag_at(at);
    harness.run_steps(2);
    harness.event(egui::Event::PointerMoved(at + egui::vec2(40.0, 0.0)));
    harness.run_steps(2);
    harness.drop_at(at + egui::vec2(40.0, 0.0));
    harness.run_steps(2);
    assert!(follows(&harness), "all of the run cannot be moved");

    harness.event(egui::Event::PointerMoved(at));
    harness.get_by_label_contains("Curves, ").focus();
    harness.run_steps(2);
    assert!(plot(&harness).focused);
    harness.key_press(egui::Key::Plus);
    harness.run_steps(2);
    assert!(!follows(&harness), "plus zooms");
    harness.key_press(egui::Key::ArrowRight);
    harness.key_press(egui::Key::ArrowLeft);
    harness.run_steps(2);
    assert!(
        plot(&harness).focused,
        "the arrows move the view and not the focus"
    );
    for unit in ["seconds", "examples", "steps"] {
        count(&mut harness, unit);
        assert!(!follows(&harness), "{unit}: a held view stays held");
    }
    harness.get_by_label_contains("Curves, ").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::End);
    harness.run_steps(2);
    assert!(follows(&harness));
    count(&mut harness, "seconds");
    assert!(follows(&harness), "following goes on in another unit");
}

#[test]
fn the_ladder_is_shown_where_it_was_climbed() {
    let mut run = canned(4210);
    let bound = |harness: &Harness<'_, Stand>| plot(harness).name;
    assert!(!bound(&usual(canned(4210))).contains("IWAE"));
    let rungs = [
        ("iwae_5_nats", -117.1),
        ("iwae_50_nats", -115.2),
        ("iwae_500_nats", -114.3),
    ];
    run.held_out.push(HeldOut {
        step: 4210,
        values: rungs.map(|(name, value)| (name.to_owned(), value)).to_vec(),
    });
    let mut harness = usual(run);
    assert!(bound(&harness).contains("IWAE 5 ≤ 117.1, IWAE 50 ≤ 115.2, IWAE 500 ≤ 114.3"));
    assert!(
        harness.query_by_label("≥ −119.6").is_some(),
        "the headline stays"
    );
    harness.get_by_label("IWAE 50 ≤ 115.2").click();
    harness.run_steps(3);
    assert!(
        !bound(&harness).contains("IWAE 50 ≤"),
        "its word switches it"
    );
}

#[test]
fn the_menu_takes_out_what_is_on_show() {
    let mut run = canned(500);
    run.broke = vec![400];
    let mut harness = usual(run);
    let mut taken = |item: &str| {
        harness.state_mut().asked.clear();
        harness.get_by_label("Export the curves…").click();
        harness.run_steps(4);
        harness.get_by_label(item).click();
        harness.run_steps(4);
        let asked = std::mem::take(&mut harness.state_mut().asked);
        let export = asked.into_iter().find_map(|action| match action {
            Action::Export(export) => Some(*export),
            _ => None,
        });
        export.unwrap()
    };
    let svg = taken("Drawing (SVG)…");
    assert_eq!(svg.file_name(), "brave-otter-vae-500.svg");
    let drawing = String::from_utf8(svg.bytes().unwrap()).unwrap();
    for words in [
        "brave-otter · VAE",
        "mnist · grey pixels · seed 7",
        "training steps",
        "nats",
        "reconstruction",
        "held-out −ELBO",
        "Beta 1 → 4",
        "broke",
    ] {
        assert!(drawing.contains(&format!(">{words}<")), "{words}");
    }
    let csv = String::from_utf8(taken("Table (CSV)…").bytes().unwrap()).unwrap();
    assert_eq!(csv.lines().count(), 502, "a heading, step 0 and 500 steps");
    let png = taken("Picture (PNG)…").bytes().unwrap();
    assert!(png.starts_with(b"\x89PNG"));
}

#[test]
fn everything_on_the_bench_has_a_name() {
    let spec = Spec::of(Family::find("vae").unwrap(), 7, DeviceChoice::Cpu);
    let empty = RunView::new(RunId(1), spec, View::NOTHING);
    let mut failed = canned(100);
    failed.pulse.as_mut().unwrap().doing = Doing::Diverged;
    for (run, name) in [(empty, "empty"), (canned(500), "busy"), (failed, "failed")] {
        drive::everything_has_a_name(&usual(run), name);
    }
    let mut menu = usual(canned(500));
    menu.get_by_label("Export the curves…").click();
    menu.run_steps(4);
    drive::everything_has_a_name(&menu, "menu");
}

#[test]
fn tab_follows_the_reading_order_within_every_pane() {
    let mut harness = usual(canned(500));
    let panes = ["Taxonomy", "Stage", "Curves", "Latent space", "Knobs"];
    let titles: Vec<drive::Met> = drive::met(&harness)
        .into_iter()
        .filter(|met| met.role == egui::Role::TitleBar)
        .collect();
    assert_eq!(titles.len(), panes.len(), "{titles:#?}");
    let order = drive::tabbed(&mut harness, 200);
    assert!(order.len() > 60, "{}", order.len());
    let nameless: Vec<_> = order.iter().filter(|met| met.name.is_empty()).collect();
    assert!(nameless.is_empty(), "{nameless:#?}");
    for pane in titles {
        // A pane is as wide as its title row and reaches down to where the next begins.
        let inside: Vec<&drive::Met> = order
            .iter()
            .filter(|met| pane.rect.x_range().contains(met.rect.center().x))
            .filter(|met| met.rect.center().y >= pane.rect.top() && met.rect.bottom() < 730.0)
            .filter(|met| pane.name != "Stage" || met.rect.bottom() < 390.0)
            .collect();
        assert!(!inside.is_empty(), "{}", pane.name);
        for pair in inside.windows(2) {
            let [a, b] = [pair[0].rect, pair[1].rect];
            let below = b.center().y > a.center().y + 4.0;
            let right = (b.center().y - a.center().y).abs() <= 10.0 && b.left() >= a.left();
            assert!(
                below || right,
                "{}: {:?} before {:?}",
                pane.name,
                pair[0],
                pair[1]
            );
        }
    }
    for stop in ["Pause (Space)", "Export the curves…", "Maximise Curves (F)"] {
        assert!(order.iter().any(|met| met.name == stop), "{stop}");
    }
}
