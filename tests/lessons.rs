//! Lessons: what they set up exists, what they wait for comes, what they point at is on the screen, and nothing is left over.

mod common;
mod drive;

use std::sync::Arc;
use std::time::{Duration, Instant};

use common::engine;
use drive::{Window, act, until};
use egui::{Key, Modifiers, ThemePreference};
use egui_kittest::kittest::Queryable;
use genera::app::PresentAsk;
use genera::engine::{Command, Engine, Event, Out, RunId, View};
use genera::knob::Value;
use genera::lesson::{Lesson, Start, Wait};
use genera::spec::{DeviceChoice, Spec};
use genera::store::Settings;
use genera::text::Language;
use genera::ui::lesson::{Ask, Place};
use genera::ui::run_view::RunView;
use genera::ui::widgets::spot;
use genera::ui::{Action, Screen};

/// Longer than it takes to draw what is pointed at.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn there_are_lessons_in_both_languages_with_three_questions_each() {
    let lessons = Lesson::bundled();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lessons/tours");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(lessons.len(), files, "every file is a lesson");
    for lesson in lessons {
        let is_tour = lesson.id == "tour";
        assert_eq!(
            lesson.questions.len(),
            if is_tour { 0 } else { 3 },
            "{}",
            lesson.id
        );
        assert!(is_tour || lesson.steps.len() >= 6, "{}", lesson.id);
        let words = lesson.steps.iter().map(|step| &step.say);
        for words in words.chain([&lesson.title, &lesson.summary]) {
            let hangul = words.ko.chars().any(|c| ('가'..='힣').contains(&c));
            let english = !words.en.chars().any(|c| ('가'..='힣').contains(&c));
            assert!(hangul && english, "{}: {}", lesson.id, words.en);
        }
        for words in lesson.steps.iter().map(|step| &step.say) {
            for text in [&words.en, &words.ko] {
                for formula in genera::ui::prose::formulas(text) {
                    genera::ui::formula::check(&formula)
                        .unwrap_or_else(|why| panic!("{}: {formula}: {why}", lesson.id));
                }
            }
        }
    }
}

/// A run of a lesson on the engine alone.
struct Taught {
    engine: Engine,
    view: RunView,
}

impl Taught {
    fn begin(spec: Spec) -> Self {
        let engine = engine();
        let run = RunId(1);
        engine.send(Command::Start {
            run,
            spec: Box::new(spec.clone()),
            out: Out::Memory,
            playing: true,
            view: View::NOTHING,
        });
        Self {
            engine,
            view: RunView::new(run, spec, View::NOTHING),
        }
    }

    fn turn(&self, turn: &str) {
        let family = genera::families::Family::find(&self.view.spec.family).unwrap();
        let mut knobs = family.defaults();
        knobs.set_from_text(family.knobs(), turn).unwrap();
        let knob = turn.split('=').next().unwrap();
        let value: Value = knobs.get(knob).unwrap().clone();
        self.engine.send(Command::Turn {
            run: self.view.run,
            knob: knob.to_owned(),
            value,
        });
    }

    /// Waits for what a lesson waits for, and says how long it took.
    fn wait(&mut self, wait: &Wait) -> Option<f64> {
        let began = Instant::now();
        loop {
            let newest = |metric: &str| self.view.reading(metric);
            if wait.is_over(self.view.step(), newest) {
                return Some(began.elapsed().as_secs_f64());
            }
            if began.elapsed().as_secs_f64() > wait.within {
                return None;
            }
            match self.engine.wait(Duration::from_millis(200)) {
                Some(Event::Trained(_, readings)) => self.view.training.append(&readings),
                Some(Event::HeldOut { step, values, .. }) => {
                    self.view
                        .held_out
                        .push(genera::ui::run_view::HeldOut { step, values });
                }
                Some(Event::Pulse(pulse)) => self.view.pulse = Some(pulse),
                Some(Event::Unbuilt(_, trouble) | Event::Failed(_, trouble)) => panic!("{trouble}"),
                _ => {}
            }
        }
    }
}

fn spec(start: &Start) -> Spec {
    start.spec(DeviceChoice::Cpu).unwrap()
}

#[test]
#[ignore = "slow: trains every run of every lesson as far as it is waited for"]
fn what_lessons_wait_for_comes_in_time() {
    let mut late = Vec::new();
    for lesson in Lesson::bundled() {
        let mut taught: Option<Taught> = None;
        for (at, step) in lesson.steps.iter().enumerate() {
            if let Some(start) = &step.start {
                taught = Some(Taught::begin(spec(start)));
            }
            for turn in &step.turn {
                taught.as_ref().unwrap().turn(turn);
            }
            if let (Some(wait), Some(taught)) = (&step.wait, &mut taught) {
                let took = taught.wait(wait);
                println!("{} {}: {took:?} of {}", lesson.id, at + 1, wait.within);
                if took.is_none() {
                    late.push(format!("{} step {}: {wait:?}", lesson.id, at + 1));
                }
            }
        }
        for (at, question) in lesson.questions.iter().enumerate() {
            if let (Some(start), Some(wait)) = (&question.start, &question.wait) {
                let took = Taught::begin(spec(start)).wait(wait);
                println!("{} question {}: {took:?}", lesson.id, at + 1);
                if took.is_none() {
                    late.push(format!("{} question {}", lesson.id, at + 1));
                }
            }
        }
    }
    assert!(late.is_empty(), "{late:#?}");
}

fn lesson(id: &str) -> &'static Arc<Lesson> {
    let mut lessons = Lesson::bundled().iter();
    lessons.find(|lesson| lesson.id == id).unwrap()
}

#[test]
fn the_first_start_offers_a_tour_that_ends_with_something_trained() {
    let home = drive::new_home();
    let settings = Settings {
        language: Some(Language::English),
        ..Settings::default()
    };
    settings.write(home.settings());
    let mut window = drive::window_at_home(1280.0, 800.0, home.clone());
    window.run_steps(3);
    window.get_by_label("Take the tour").click();
    window.run_steps(3);
    assert_eq!(window.state().lesson_place(), Some(Place::Step(0)));
    act(&mut window, Action::Lesson(Ask::Next));
    until(&mut window, "something trained", PATIENCE, |window| {
        let run = window.state().shown_run();
        run.is_some_and(|run| run.step() >= 200)
    });
    act(&mut window, Action::Lesson(Ask::Leave));
    assert!(window.query_by_label("Take the tour").is_none(), "once");
    assert!(Settings::read(home.settings()).toured);
}

#[test]
fn who_presents_has_larger_type_scenes_and_the_same_bench_afterwards() {
    let mut window = at_work();
    let zoom = window.ctx.zoom_factor();
    window.key_press(Key::P);
    window.run_steps(3);
    assert!(window.state().presents());
    assert!(window.ctx.zoom_factor() > 1.2 * zoom);
    // A scene brings the view back with the bench: here the stage without its samples.
    window.key_press(Key::Num2);
    window.run_steps(3);
    let samples = |window: &Window| window.state().shown_run().unwrap().view.samples;
    assert_eq!(samples(&window), 0);
    act(&mut window, Action::Present(PresentAsk::Keep(2)));
    window.key_press(Key::Num2);
    window.run_steps(3);
    assert!(samples(&window) > 0);
    act(&mut window, Action::Go(Screen::Map));
    window.key_press_modifiers(Modifiers::ALT, Key::Num2);
    window.run_steps(3);
    assert!(window.state().screen() == Screen::Bench);
    assert_eq!(samples(&window), 0);
    act(&mut window, Action::Present(PresentAsk::Scene(3)));
    assert!(
        window
            .state()
            .toasts()
            .any(|toast| toast.contains("Scene 3"))
    );
    act(&mut window, Action::Present(PresentAsk::Spotlight));
    window.hover_at(egui::pos2(300.0, 300.0));
    window.run_steps(3);
    window.key_press(Key::P);
    window.run_steps(3);
    assert!(!window.state().presents());
    assert!((window.ctx.zoom_factor() - zoom).abs() < 1e-6);
}

/// A window in which a run of the user's own trains.
fn at_work() -> Window {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    act(&mut window, Action::Train("mixture"));
    until(&mut window, "some steps", PATIENCE, |window| {
        let run = window.state().shown_run();
        run.is_some_and(|run| run.step() > 30)
    });
    window
}

/// Goes to the last beat of a step in slow motion, with the key that leads on from there to the next step of the lesson.
fn go_through_beats(window: &mut Window, lesson: &str) {
    let told = |window: &Window| {
        let told = window.state().shown_run()?.told.as_ref()?;
        window.state().beat().map(|beat| (beat, told.beats.len()))
    };
    until(window, lesson, PATIENCE, |window| told(window).is_some());
    let (first, beats) = told(window).unwrap();
    assert_eq!(first, 0);
    assert!(beats >= 5, "{lesson}: {beats}");
    for beat in 1..beats {
        window.key_press(Key::PageDown);
        window.run_steps(2);
        assert_eq!(window.state().beat(), Some(beat), "{lesson}");
    }
}

/// Goes through a lesson from the first step to its end.
fn go_through(window: &mut Window, lesson: &Arc<Lesson>) {
    window.state_mut().begin_lesson(Arc::clone(lesson));
    for (at, step) in lesson.steps.iter().enumerate() {
        assert_eq!(window.state().lesson_place(), Some(Place::Step(at)));
        if step.start.is_some() || step.race.is_some() {
            until(window, "the run of a step", PATIENCE, |window| {
                let run = window.state().shown_run();
                run.is_some_and(|run| run.ready.is_some() && run.trouble.is_none())
            });
        }
        for target in &step.point {
            let name = format!("{} step {}: {target:?}", lesson.id, at + 1);
            until(window, &name, PATIENCE, |window| {
                spot::find(&window.ctx, target).is_some()
            });
        }
        if step.slow {
            go_through_beats(window, &lesson.id);
        }
        window.key_press(Key::PageDown);
        window.run_steps(2);
    }
    for at in 0..lesson.questions.len() {
        assert_eq!(window.state().lesson_place(), Some(Place::Question(at)));
        act(window, Action::Lesson(Ask::Answer(0)));
        act(window, Action::Lesson(Ask::Next));
    }
    assert_eq!(window.state().lesson_place(), Some(Place::End));
}

#[test]
fn every_step_of_every_lesson_finds_what_it_points_at_and_leaves_nothing_behind() {
    let mut window = at_work();
    let own = window.state().shown_run().unwrap();
    let (run, spec) = (own.run, own.spec.clone());
    for language in Language::ALL {
        act(&mut window, Action::Speak(language));
        for lesson in Lesson::bundled() {
            go_through(&mut window, lesson);
            act(&mut window, Action::Lesson(Ask::Leave));
            assert_eq!(window.state().lesson_place(), None);
            let own = window.state().shown_run().unwrap();
            assert_eq!((own.run, &own.spec), (run, &spec), "{}", lesson.id);
            assert!(window.state().screen() == Screen::Bench);
            assert!((2..9).all(|id| window.state().run(RunId(id)).is_none()));
        }
    }
    let step = window.state().shown_run().unwrap().step();
    until(&mut window, "the run goes on", PATIENCE, |window| {
        window.state().shown_run().unwrap().step() > step
    });
}

#[test]
fn going_back_sets_the_bench_as_it_was() {
    let lesson = Arc::clone(lesson("distributions"));
    let mut window = at_work();
    window.state_mut().begin_lesson(Arc::clone(&lesson));
    let starts = |at: usize| lesson.ground(at).start.cloned();
    let last = lesson.steps.len() - 1;
    for _ in 0..last {
        act(&mut window, Action::Lesson(Ask::Next));
    }
    for at in (0..last).rev() {
        act(&mut window, Action::Lesson(Ask::Back));
        assert_eq!(window.state().lesson_place(), Some(Place::Step(at)));
        if let Some(start) = starts(at) {
            let shown = window.state().shown_run().unwrap();
            assert_eq!(shown.spec.knobs, spec(&start).knobs, "step {}", at + 1);
        }
    }
    act(&mut window, Action::Lesson(Ask::Leave));
}

#[test]
fn answers_are_kept_and_told_on_the_screen_of_lessons() {
    let lesson = Arc::clone(lesson("distributions"));
    let mut window = at_work();
    window.state_mut().begin_lesson(Arc::clone(&lesson));
    for _ in 0..lesson.steps.len() {
        act(&mut window, Action::Lesson(Ask::Next));
    }
    for question in &lesson.questions {
        act(&mut window, Action::Lesson(Ask::Answer(question.right)));
        // An answer stays what it was.
        act(&mut window, Action::Lesson(Ask::Next));
    }
    act(&mut window, Action::Lesson(Ask::Leave));
    act(&mut window, Action::Go(Screen::Lessons));
    let met = drive::met(&window);
    assert!(met.iter().any(|met| met.name.contains("3 of 3")), "told");
    drive::everything_has_a_name(&window, "lessons");
}

#[test]
#[ignore = "slow: for looking at"]
fn look() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("look");
    std::fs::create_dir_all(&folder).unwrap();
    let sizes = [(1920.0, 1080.0), (1280.0, 800.0)];
    let shades = [ThemePreference::Light, ThemePreference::Dark];
    for ((size, shade), language) in sizes.into_iter().zip(shades).zip(Language::ALL) {
        let mut window = drive::window(size.0, size.1);
        window.run_steps(3);
        act(&mut window, Action::Shade(shade));
        act(&mut window, Action::Speak(language));
        act(&mut window, Action::Go(Screen::Lessons));
        let save = |window: &mut Window, name: &str| {
            let image = window.render().unwrap();
            let code = language.code();
            image
                .save(folder.join(format!("lesson_{name}_{code}.png")))
                .unwrap();
        };
        save(&mut window, "list");
        // `GENERA_LOOK` names those that are looked at; without it, all.
        let wanted = std::env::var("GENERA_LOOK").unwrap_or_default();
        let lessons = Lesson::bundled().iter();
        for lesson in lessons.filter(|lesson| wanted.is_empty() || wanted.contains(&lesson.id)) {
            window.state_mut().begin_lesson(Arc::clone(lesson));
            for at in 0..lesson.steps.len() {
                let began = Instant::now();
                while began.elapsed() < Duration::from_secs(4) {
                    window.step();
                    std::thread::sleep(Duration::from_millis(5));
                }
                save(&mut window, &format!("{}_{}", lesson.id, at + 1));
                act(&mut window, Action::Lesson(Ask::Next));
            }
            act(&mut window, Action::Lesson(Ask::Answer(1)));
            window.run_steps(3);
            save(&mut window, &format!("{}_question", lesson.id));
            act(&mut window, Action::Lesson(Ask::Leave));
        }
    }
}

/// Lessons 5 and 7 as a lecturer shows them, screen by screen, and all screens of each on one sheet.
#[test]
#[ignore = "slow: trains what the lessons wait for, for pictures that only a person can judge"]
fn contact_sheets() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("slides");
    std::fs::create_dir_all(&folder).unwrap();
    let wanted = ["variational", "adversarial"];
    let lessons = Lesson::bundled().iter();
    for lesson in lessons.filter(|lesson| wanted.contains(&lesson.id.as_str())) {
        for language in Language::ALL {
            let slides = slides(lesson, language);
            let name = format!("{}_{}", lesson.id, language.code());
            for (i, slide) in slides.iter().enumerate() {
                assert_eq!([slide.width(), slide.height()], [1920, 1080]);
                let file = format!("{name}_{:02}.png", i + 1);
                slide.save(folder.join(file)).unwrap();
            }
            let sheet = sheet(&slides);
            sheet.save(folder.join(format!("{name}.png"))).unwrap();
        }
    }
}

/// Every step of a lesson on a projector, when what it waits for has come, with the answer to what it asks; then its questions.
fn slides(lesson: &Arc<Lesson>, language: Language) -> Vec<image::RgbaImage> {
    let mut window = drive::window(1920.0, 1080.0);
    window.run_steps(3);
    act(&mut window, Action::Shade(ThemePreference::Light));
    act(&mut window, Action::Speak(language));
    act(&mut window, Action::Present(PresentAsk::Toggle));
    // The notes have a window of their own, which is not projected.
    act(&mut window, Action::Present(PresentAsk::Notes));
    window.state_mut().begin_lesson(Arc::clone(lesson));
    let mut slides = Vec::new();
    for step in &lesson.steps {
        wait_for(&mut window, step.wait.as_ref());
        if step.slow {
            let told = |window: &Window| window.state().beat().is_some();
            until(&mut window, &lesson.id, PATIENCE, told);
        }
        settle(&mut window);
        act(&mut window, Action::Lesson(Ask::Reveal));
        slides.push(window.render().unwrap());
        act(&mut window, Action::Lesson(Ask::Next));
    }
    for question in &lesson.questions {
        act(&mut window, Action::Lesson(Ask::Answer(question.right)));
        window.run_steps(5);
        wait_for(&mut window, question.wait.as_ref());
        settle(&mut window);
        slides.push(window.render().unwrap());
        act(&mut window, Action::Lesson(Ask::Next));
    }
    slides
}

/// Draws frames until what a lesson waits for has come.
fn wait_for(window: &mut Window, wait: Option<&Wait>) {
    let Some(wait) = wait else { return };
    let patience = PATIENCE + Duration::from_secs_f64(2.0 * wait.within);
    until(window, "what a lesson waits for", patience, |window| {
        let run = window.state().shown_run();
        run.is_some_and(|run| wait.is_over(run.step(), |metric| run.reading(metric)))
    });
}

/// Draws frames for as long as the newest pictures need.
fn settle(window: &mut Window) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(3) {
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Pictures of one size, three in a row.
fn sheet(slides: &[image::RgbaImage]) -> image::RgbaImage {
    let (columns, gap) = (3, 12);
    let [width, height] = [640, 360];
    let rows = (slides.len() as u32).div_ceil(columns);
    let size = [(columns, width), (rows, height)].map(|(n, side)| n * (side + gap) + gap);
    let mut sheet = image::RgbaImage::from_pixel(size[0], size[1], image::Rgba([90, 90, 90, 255]));
    for (i, slide) in (0..).zip(slides) {
        let small = image::imageops::thumbnail(slide, width, height);
        let at =
            [(i % columns, width), (i / columns, height)].map(|(n, side)| n * (side + gap) + gap);
        image::imageops::overlay(&mut sheet, &small, at[0].into(), at[1].into());
    }
    sheet
}
