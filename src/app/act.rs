//! What the panes ask for, carried out.

use super::lesson::is_of_lesson;
use super::record::Deed;
use super::{App, Desk};
use crate::engine::{Command, NumbersView, PlaneView, RunId, View};
use crate::families::Family;
use crate::knob::Value;
use crate::spec::{DeviceChoice, Spec};
use crate::store::RunFolder;
use crate::taxonomy::DataKind;
use crate::text::Trouble;
use crate::ui::run_view::RunView;
use crate::ui::widgets::find::Find;
use crate::ui::{Action, Banner, Screen, Seed};

impl App {
    /// Carries out what a pane asked for.
    pub fn act(&mut self, ctx: &egui::Context, action: Action) {
        let deed = Deed::of(&action);
        match action {
            Action::Go(screen) => self.go(screen),
            Action::Train(family) => self.train(family),
            Action::Speak(language) => {
                self.language = language;
                self.settings.language = Some(language);
                self.keep();
            }
            Action::Shade(preference) => {
                ctx.set_theme(preference);
                self.settings.shade = super::shade::shade(preference);
                self.keep();
            }
            Action::Still(still) => {
                crate::ui::theme::keep_still(ctx, still);
                self.settings.still = still;
                self.keep();
            }
            Action::Use(choice) => self.use_device(choice),
            Action::Data(data) => self.bring(ctx, data),
            Action::Preview(answer) => self.answer_preview(answer),
            Action::Paste(text) => self.paste(&text),
            Action::Link(text) => self.follow(&text),
            Action::Picture(from) => self.fetch_picture(ctx, from),
            Action::Hide(knob, hides) => self.hide(knob, hides),
            Action::Family(family) => self.compare(family),
            Action::Try(family, preset) => self.try_preset(family, preset),
            Action::Preset(preset) => self.preset(preset, ctx.input(|input| input.time)),
            Action::Look(view) => {
                if let Some(run) = self.shown.and_then(|id| self.runs.get_mut(&id)) {
                    run.view = view;
                }
            }
            Action::Engine(command) => self.command(command),
            Action::Turn(knob, value) => self.turn(knob, &value, ctx.input(|input| input.time)),
            Action::Undo => self.at_desk(Desk::undo),
            Action::Redo => self.at_desk(Desk::redo),
            Action::Revert => self.at_desk(|desk| {
                desk.revert();
                None
            }),
            Action::Restart(Seed::Same) => self.restart_with(|_| {}),
            Action::Restart(Seed::New) => {
                let seed = self.new_seed();
                self.restart_with(|spec| spec.seed = seed);
            }
            Action::Fork => self.fork(),
            Action::Recover => self.recover(),
            Action::Race(families) => self.race(&families),
            Action::Show(run) => {
                self.shown = Some(run);
                self.go(Screen::Bench);
            }
            Action::Exhibit(index) => self.start_exhibit(index),
            Action::Cure(cure) => self.try_cure(cure),
            Action::Soothe => self.soothe(ctx.input(|input| input.time)),
            Action::ToCpu => self.go_on_on_cpu(),
            Action::Dismiss(banner) => self.dismiss(banner),
            Action::FullScreen => {
                let full = ctx.input(|input| input.viewport().fullscreen.unwrap_or(false));
                ctx.send_viewport_cmd(egui::ViewportCommand::Fullscreen(!full));
            }
            Action::Copy(text) => self.copy(ctx, text),
            Action::Export(export) => self.export(ctx, *export),
            Action::Shelf(ask) => self.at_shelf(ctx, ask),
            Action::Sweep(ask) => self.at_sweep(ask),
            Action::Lesson(ask) => self.at_lesson(ctx, ask),
            Action::Beats(ask) => self.at_beats(ask),
            Action::Present(ask) => self.at_present(ctx, ask),
            Action::Keys => self.keys = !self.keys,
            Action::Find => {
                self.find = match self.find {
                    Some(_) => None,
                    None => Some(Find::default()),
                };
            }
            Action::ResetLayout => self.bench.reset_layout(),
        }
        self.record(deed);
    }

    /// Tells the engine which pictures are looked at: all of the shown run, and of the others what their thumbnail needs.
    pub(super) fn look(&mut self) {
        for (id, run) in &self.runs {
            let looked_at = self.shown == Some(*id) && self.screen == Screen::Bench;
            let view = if looked_at {
                run.view.clone()
            } else {
                View {
                    samples: run.view.samples,
                    sample_seed: run.view.sample_seed,
                    ..View::NOTHING
                }
            };
            if self.asked.get(id) == Some(&view) {
                continue;
            }
            if let Some(engine) = &self.engine {
                engine.send(Command::Look(*id, view.clone()));
            }
            self.asked.insert(*id, view);
        }
    }

    pub(super) fn go(&mut self, screen: Screen) {
        if screen == Screen::Bench && self.shown.is_none() {
            return;
        }
        if screen == Screen::Shelf {
            self.look_at_shelf();
        }
        self.find = None;
        self.keys = false;
        self.screen = screen;
    }

    fn train(&mut self, family: &'static str) {
        // Of several runs of a family the newest is meant.
        let mut runs = self.runs.values().rev();
        let known = runs
            .find(|run| run.spec.family == family)
            .map(|run| run.run);
        if known.is_some() {
            self.shown = known;
            return self.go(Screen::Bench);
        }
        match Family::find(family) {
            Ok(family) if family.build.is_some() => self.begin(family, |_| {}),
            Ok(_) => self.go(Screen::Page(family)),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    /// Starts a new run of a family with a new seed, and shows it.
    pub(super) fn begin(&mut self, family: &Family, change: impl FnOnce(&mut Spec)) {
        let mut spec = Spec::of(family, self.new_seed(), self.device);
        change(&mut spec);
        let view = first_view(&spec);
        self.show_new(spec, view);
    }

    /// The name of a run that is about to be.
    pub(super) fn next_run(&self) -> RunId {
        let own = self.runs.keys().filter(|run| !is_of_lesson(**run));
        RunId(own.map(|run| run.0).max().unwrap_or_default() + 1)
    }

    pub(super) fn show_new(&mut self, spec: Spec, view: View) {
        let run = self.next_run();
        self.start(run, spec, view);
        self.shown = Some(run);
        self.go(Screen::Bench);
    }

    /// The same data and seed with another family: the run that has them, or a new one at the same speed.
    fn compare(&mut self, id: &'static str) {
        let Some(shown) = self.shown_run() else {
            return self.train(id);
        };
        let Ok(family) = Family::find(id) else { return };
        let (spec, view, speed) = (shown.spec.clone(), shown.view.clone(), shown.speed);
        let same = |run: &&RunView| {
            run.spec.family == id && (&run.spec.data, run.spec.seed) == (&spec.data, spec.seed)
        };
        if let Some(known) = self.runs.values().rev().find(same).map(|run| run.run) {
            self.shown = Some(known);
            return self.go(Screen::Bench);
        }
        let spec = Spec {
            family: id.to_owned(),
            knobs: family.defaults_on(&spec.data),
            edits: Vec::new(),
            ..spec
        };
        self.show_new(spec, view);
        let run = self.shown.filter(|_| speed.is_finite());
        if let Some(run) = run {
            self.command(Command::Speed(run, speed));
        }
    }

    pub(super) fn start(&mut self, run: RunId, spec: Spec, view: View) {
        self.set_up(run, spec, view, true);
    }

    /// Sets a run up, to train at once or to wait.
    pub(super) fn set_up(&mut self, run: RunId, spec: Spec, view: View, playing: bool) {
        let fresh = || Desk::of(&spec.family, spec.knobs.clone());
        self.desks.entry(run).or_insert_with(fresh);
        self.asked.insert(run, view.clone());
        self.command(Command::Start {
            run,
            spec: Box::new(spec.clone()),
            out: self.out_of(run, &spec),
            playing,
            view: view.clone(),
        });
        let hidden = self.runs.get(&run).map(|known| known.hidden.clone());
        let mut fresh = RunView::new(run, spec, view);
        fresh.hidden = hidden.unwrap_or_default();
        self.runs.insert(run, fresh);
    }

    /// Starts the shown run anew, with the changes that wait and with one more.
    pub(super) fn restart_with(&mut self, change: impl FnOnce(&mut Spec)) {
        let Some(id) = self.shown else { return };
        let (Some(run), Some(desk)) = (self.runs.get(&id), self.desks.get_mut(&id)) else {
            return;
        };
        let (view, speed) = (run.view.clone(), run.speed);
        let mut spec = desk.restart(&run.spec, run.spec.seed);
        spec.parent = run.folder_name();
        change(&mut spec);
        desk.adopt(spec.knobs.clone());
        self.start(id, spec, view);
        if speed.is_finite() {
            self.command(Command::Speed(id, speed));
        }
    }

    fn use_device(&mut self, choice: DeviceChoice) {
        let before = self.devices.choose(self.device).ok().map(|c| &c.about);
        match self.devices.choose(choice) {
            Err(trouble) => self.trouble = Some(trouble),
            Ok(after) => {
                let moves = before != Some(&after.about);
                self.device = choice;
                self.settings.device = choice;
                self.keep();
                if moves {
                    self.restart_with(|spec| spec.device = choice);
                }
            }
        }
    }

    pub(super) fn turn(&mut self, knob: &str, value: &Value, at: f64) {
        let Some(desk) = self.shown.and_then(|id| self.desks.get_mut(&id)) else {
            return;
        };
        match desk.turn(knob, value, at) {
            Ok(hot) => self.at_desk(|_| hot),
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    fn at_desk(&mut self, act: impl FnOnce(&mut Desk) -> Option<super::Hot>) {
        let Some(id) = self.shown else { return };
        let Some(desk) = self.desks.get_mut(&id) else {
            return;
        };
        if let Some((knob, value)) = act(desk) {
            self.command(Command::Turn {
                run: id,
                knob: knob.to_owned(),
                value,
            });
        }
    }

    fn recover(&mut self) {
        let Some(run) = self.shown.and_then(|id| self.runs.get_mut(&id)) else {
            return;
        };
        run.trouble = None;
        let id = run.run;
        // A run that broke shows nothing until it is looked at anew.
        self.asked.remove(&id);
        self.command(Command::Recover(id));
        self.command(Command::Play(id));
    }

    /// Goes on from the last good state with a tenth of the learning rate.
    fn soothe(&mut self, at: f64) {
        const KNOB: &str = "learning-rate";
        let knobs = self
            .shown
            .and_then(|id| self.desks.get(&id))
            .map(Desk::knobs);
        if let Some(Value::Real(rate)) = knobs.as_ref().and_then(|knobs| knobs.get(KNOB)) {
            self.turn(KNOB, &Value::Real((rate / 10.0).max(1e-6)), at);
        }
        self.recover();
    }

    /// Takes the shown run up on the processor: where its folder says it stands, or from the start where it has none.
    fn go_on_on_cpu(&mut self) {
        self.trouble = None;
        self.device = DeviceChoice::Cpu;
        let Some((id, out)) = self.shown.and_then(|id| {
            let run = self.runs.get(&id).filter(|run| run.ready.is_some())?;
            Some((id, run.folder().map(std::path::Path::to_owned)))
        }) else {
            return;
        };
        let Some(folder) = out else {
            return self.restart_with(|spec| spec.device = DeviceChoice::Cpu);
        };
        self.command(Command::Save(id));
        match RunFolder::spec(&folder) {
            Ok(spec) => {
                self.open(id, folder, spec);
                self.command(Command::Play(id));
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }

    fn dismiss(&mut self, banner: Banner) {
        if banner == Banner::Program {
            self.trouble = None;
        } else if let Some(run) = self.shown.and_then(|id| self.runs.get_mut(&id)) {
            run.trouble = None;
        }
    }

    pub(super) fn command(&mut self, command: Command) {
        if let Command::Speed(id, limit) = &command
            && let Some(run) = self.runs.get_mut(id)
        {
            run.speed = *limit;
        }
        match &self.engine {
            Some(engine) => {
                self.unborn.send(&command);
                engine.send(command);
            }
            None => self.trouble = Some(Trouble::new("engine-gone")),
        }
    }

    /// A seed that no run here has had: small, so that it can be read out and typed in.
    pub(super) fn new_seed(&self) -> u64 {
        let clock = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |time| time.as_millis() as u64);
        let taken = |seed| self.runs.values().any(|run| run.spec.seed == seed);
        (clock % 10_000..).find(|seed| !taken(*seed)).unwrap_or(0)
    }
}

/// The pictures of a run that is shown for the first time.
pub(super) fn first_view(spec: &Spec) -> View {
    let kind = crate::data::find_bundled(&spec.data).map(|set| set.kind);
    if kind == Some(DataKind::Plane) || spec.data == crate::data::DRAWN {
        return View {
            samples: 2000,
            plane: PlaneView {
                density: true,
                ..PlaneView::NOTHING
            },
            ..View::NOTHING
        };
    }
    View {
        samples: 64,
        sample_seed: 0,
        reconstructions: true,
        manifold: true,
        units: true,
        ladder: true,
        abilities: true,
        numbers: NumbersView {
            growing: true,
            ..NumbersView::NOTHING
        },
        ..View::NOTHING
    }
}
