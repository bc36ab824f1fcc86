//! A lesson that is under way: its runs are kept apart from the user's own, which are as they were when it is left.

use std::sync::Arc;
use std::time::SystemTime;

use super::App;
use super::act::first_view;
use crate::engine::{Command, RunId};
use crate::lesson::{Ground, Lesson, Shown, Start, Target, page_of};
use crate::spec::Spec;
use crate::store::Answer;
use crate::text::Trouble;
use crate::ui::Screen;
use crate::ui::lesson::{Ask, Context, Panel, Place};

/// The runs of lessons are numbered from here, far from all others.
const FIRST: u64 = 1 << 48;

/// The lesson of the first start.
const TOUR: &str = "tour";

/// Whether a run belongs to a lesson.
pub(super) fn is_of_lesson(run: RunId) -> bool {
    run.0 >= FIRST
}

/// A lesson that is under way.
pub(super) struct Guide {
    lesson: Arc<Lesson>,
    place: Place,
    revealed: bool,
    answers: Vec<Option<usize>>,
    /// Which step or question has started the runs that there are.
    started: Option<Place>,
    runs: Vec<RunId>,
    /// Whether a step is to be told in slow motion as soon as its run is there.
    pub(super) wants_beats: bool,
    /// What was on show before, and which runs stepped.
    before: Before,
    panel: Panel,
}

/// The window as it was before a lesson.
struct Before {
    shown: Option<RunId>,
    screen: Screen,
    race: Vec<RunId>,
    stepping: Vec<RunId>,
}

impl Guide {
    /// What is pointed at.
    pub(super) fn targets(&self) -> &[Target] {
        match self.place {
            Place::Step(at) => &self.lesson.steps[at].point,
            Place::Question(_) | Place::End => &[],
        }
    }
}

impl App {
    /// Carries out what was asked for in the panel of a lesson.
    pub(super) fn at_lesson(&mut self, ctx: &egui::Context, ask: Ask) {
        match ask {
            Ask::Begin(index) => {
                if let Some(lesson) = Lesson::bundled().get(index) {
                    self.begin_lesson(Arc::clone(lesson));
                }
            }
            Ask::Tour => {
                self.tour_is_over();
                let tour = Lesson::bundled().iter().find(|lesson| lesson.id == TOUR);
                if let Some(tour) = tour {
                    self.begin_lesson(Arc::clone(tour));
                }
            }
            Ask::PutAway => self.tour_is_over(),
            Ask::Record => self.toggle_recording(ctx),
            Ask::Read(file) => match Lesson::read(&file) {
                Ok(lesson) => self.begin_lesson(Arc::new(lesson)),
                Err(trouble) => self.trouble = Some(trouble),
            },
            Ask::Choose => self.choose_lesson(ctx),
            Ask::Next => self.go_in_lesson(1),
            Ask::Back => self.go_in_lesson(-1),
            Ask::Reveal => {
                if let Some(guide) = &mut self.guide {
                    guide.revealed = true;
                }
            }
            Ask::Answer(index) => self.answer(index),
            Ask::Leave => self.leave_lesson(),
        }
    }

    /// Asks for the file of a lesson, without holding up the window.
    fn choose_lesson(&mut self, ctx: &egui::Context) {
        let (slit, ctx) = (self.chosen.slit(), ctx.clone());
        // The dialog has to be begun here: macOS shows windows for its first thread alone.
        let ask = rfd::AsyncFileDialog::new()
            .set_title(self.language.t("lessons-choose"))
            .add_filter("TOML", &["toml"])
            .pick_file();
        let work = move || {
            if let Some(file) = pollster::block_on(ask) {
                slit.send(file.path().to_owned()).ok();
                ctx.request_repaint();
            }
        };
        let thread = std::thread::Builder::new().name("lesson".to_owned());
        if let Err(why) = thread.spawn(work) {
            self.trouble = Some(Trouble::new("engine-failed").with("why", why));
        }
    }

    /// Begins the lesson that was chosen, once it is.
    pub(super) fn take_chosen(&mut self, ctx: &egui::Context) {
        while let Some(file) = self.chosen.fetch() {
            self.at_lesson(ctx, Ask::Read(file));
        }
    }

    /// The first start is over: nobody is asked again.
    fn tour_is_over(&mut self) {
        self.settings.toured = true;
        self.keep();
    }

    /// Whether the tour of the first start is offered.
    pub(super) fn offers_tour(&self) -> bool {
        !self.settings.toured && self.guide.is_none() && self.screen == Screen::Map
    }

    /// Begins a lesson at its first step. What the user trains waits.
    pub fn begin_lesson(&mut self, lesson: Arc<Lesson>) {
        self.leave_lesson();
        let stepping = self.runs.values();
        let stepping = stepping.filter(|run| run.doing().is_stepping());
        let stepping: Vec<RunId> = stepping.map(|run| run.run).collect();
        for run in &stepping {
            self.command(Command::Pause(*run));
        }
        let before = Before {
            shown: self.shown,
            screen: self.screen,
            race: std::mem::take(&mut self.race_runs),
            stepping,
        };
        self.guide = Some(Guide {
            answers: vec![None; lesson.questions.len()],
            lesson,
            place: Place::Step(0),
            revealed: false,
            started: None,
            runs: Vec::new(),
            wants_beats: false,
            before,
            panel: Panel::default(),
        });
        self.enter_step(0);
    }

    /// Where in a lesson the window is.
    pub fn lesson_place(&self) -> Option<Place> {
        self.guide.as_ref().map(|guide| guide.place)
    }

    /// The lesson that is under way, and where.
    pub(super) fn taught_place(&self) -> Option<(Arc<Lesson>, Place)> {
        let guide = self.guide.as_ref()?;
        Some((Arc::clone(&guide.lesson), guide.place))
    }

    pub(super) fn go_in_lesson(&mut self, by: isize) {
        let Some(guide) = &mut self.guide else { return };
        let (steps, questions) = (guide.lesson.steps.len(), guide.lesson.questions.len());
        let at = match guide.place {
            Place::Step(at) => at,
            Place::Question(at) => steps + at,
            Place::End => steps + questions,
        };
        let at = at.saturating_add_signed(by).min(steps + questions);
        guide.revealed = false;
        if at < steps {
            guide.place = Place::Step(at);
            return self.enter_step(at);
        }
        guide.place = if at < steps + questions {
            Place::Question(at - steps)
        } else {
            Place::End
        };
    }

    /// Sets the bench as a step wants it.
    fn enter_step(&mut self, at: usize) {
        let Some(guide) = &self.guide else { return };
        let lesson = Arc::clone(&guide.lesson);
        let (step, ground) = (&lesson.steps[at], lesson.ground(at));
        let began = ground.began.map(Place::Step);
        if guide.started != began {
            self.lay_ground(&ground, ground.began == Some(at));
            if let Some(guide) = &mut self.guide {
                guide.started = began;
            }
        }
        self.set_taught_knobs(&ground);
        self.teach_beats(step.slow);
        if let (Some(play), Some(run)) = (step.play, self.taught()) {
            self.command(if play {
                Command::Play(run)
            } else {
                Command::Pause(run)
            });
        }
        match &ground.screen {
            Some(Shown::Map) => self.screen = Screen::Map,
            Some(Shown::Race) => self.screen = Screen::Race,
            Some(Shown::Bench) if self.shown.is_some() => self.screen = Screen::Bench,
            Some(Shown::Page(id)) => {
                if let Some(id) = page_of(id) {
                    self.screen = Screen::Page(id);
                }
            }
            Some(Shown::Bench) | None => {}
        }
    }

    /// Starts what a step stands on; knobs that were turned on the way there are turned from the first step on.
    fn lay_ground(&mut self, ground: &Ground, is_own: bool) {
        let (specs, playing) = match (ground.race, ground.start) {
            (Some(race), _) => (race.specs(self.device), true),
            (None, Some(start)) => {
                let turned = if is_own { &[] } else { &*ground.turned };
                let spec = set(start, turned, self);
                (spec.map(|spec| vec![spec]), !start.paused)
            }
            (None, None) => return self.forget_taught(),
        };
        self.start_taught(specs, playing);
    }

    /// Turns the knobs of the lesson's run to where a step has them.
    fn set_taught_knobs(&mut self, ground: &Ground) {
        let (Some(run), Some(start)) = (self.taught(), ground.start) else {
            return;
        };
        let Ok(spec) = set(start, &ground.turned, self) else {
            return;
        };
        let Some(desk) = self.desks.get(&run) else {
            return;
        };
        let now = desk.knobs();
        for (knob, value) in spec.knobs.iter() {
            if now.get(knob) != Some(value) {
                self.turn(knob, value, 0.0);
            }
        }
    }

    /// The run of the lesson that is on show.
    fn taught(&self) -> Option<RunId> {
        self.guide.as_ref()?.runs.first().copied()
    }

    /// Starts the runs of a step or question, in place of those before.
    fn start_taught(&mut self, specs: Result<Vec<Spec>, Trouble>, playing: bool) {
        self.forget_taught();
        let specs = match specs {
            Ok(specs) => specs,
            Err(trouble) => {
                self.trouble = Some(trouble);
                return;
            }
        };
        let mut runs = Vec::new();
        for spec in specs {
            self.taught_so_far += 1;
            let run = RunId(FIRST + self.taught_so_far);
            let view = first_view(&spec);
            self.set_up(run, spec, view, playing);
            runs.push(run);
        }
        self.shown = runs.first().copied();
        if runs.len() > 1 {
            self.command(Command::Together(runs.clone()));
            self.race_runs.clone_from(&runs);
        }
        if let Some(guide) = &mut self.guide {
            guide.runs = runs;
        }
    }

    fn forget_taught(&mut self) {
        let Some(guide) = &mut self.guide else { return };
        guide.started = None;
        guide.runs.clear();
        let ids: Vec<RunId> = self.runs.keys().copied().collect();
        for run in ids.into_iter().filter(|run| is_of_lesson(*run)) {
            self.command(Command::Close(run));
            self.runs.remove(&run);
            self.desks.remove(&run);
            self.asked.remove(&run);
            self.race_runs.retain(|other| *other != run);
        }
    }

    /// Keeps an answer, and starts the run that shows whether it is right.
    fn answer(&mut self, index: usize) {
        let Some(guide) = &mut self.guide else { return };
        let Place::Question(at) = guide.place else {
            return;
        };
        // What was answered stays answered.
        if guide.answers[at].is_some() {
            return;
        }
        let lesson = Arc::clone(&guide.lesson);
        let question = &lesson.questions[at];
        guide.answers[at] = Some(index);
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let answer = Answer {
            lesson: lesson.id.clone(),
            question: at + 1,
            answer: index + 1,
            right: index == question.right,
            at: since.map_or(0, |since| since.as_secs()),
        };
        self.results.add(answer, self.home.answers().as_deref());
        if let Some(start) = &question.start {
            let spec = start.spec(self.device);
            self.start_taught(spec.map(|spec| vec![spec]), true);
            if let Some(guide) = &mut self.guide {
                guide.started = Some(Place::Question(at));
            }
            self.screen = Screen::Bench;
        }
    }

    /// Leaves the lesson: its runs are gone, and the window is as it was before.
    pub fn leave_lesson(&mut self) {
        if self.guide.is_none() {
            return;
        }
        self.forget_taught();
        let Some(guide) = self.guide.take() else {
            return;
        };
        let Before {
            shown,
            screen,
            race,
            stepping,
        } = guide.before;
        self.shown = shown.filter(|run| self.runs.contains_key(run));
        self.screen = match screen {
            Screen::Bench if self.shown.is_none() => Screen::Map,
            other => other,
        };
        self.race_runs = race;
        self.command(Command::Together(self.race_runs.clone()));
        for run in stepping {
            self.command(Command::Play(run));
        }
    }

    /// Draws the panel of the lesson that is under way.
    pub(super) fn lesson_panel(&mut self, ui: &mut egui::Ui, actions: &mut Vec<crate::ui::Action>) {
        let Some(mut guide) = self.guide.take() else {
            return;
        };
        let run = guide.runs.first().and_then(|run| self.runs.get(run));
        let context = Context {
            language: self.language,
            lesson: &guide.lesson,
            place: guide.place,
            revealed: guide.revealed,
            answers: &guide.answers,
            run,
        };
        guide.panel.show(ui, &context, actions);
        self.guide = Some(guide);
    }
}

/// A run with knobs turned.
fn set(start: &Start, turned: &[&String], app: &App) -> Result<Spec, Trouble> {
    let mut start = start.clone();
    start.set.extend(turned.iter().map(|turn| (*turn).clone()));
    start.spec(app.device)
}
