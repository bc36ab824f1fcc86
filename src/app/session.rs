//! What outlives the window: the last bench is there again, paused, when the program is opened the next time.

use super::act::first_view;
use super::lesson::is_of_lesson;
use super::{App, Desk};
use crate::engine::{Command, Out, RunId};
use crate::spec::Spec;
use crate::store::{LastBench, RunFolder};
use crate::text::Trouble;
use crate::ui::Screen;
use crate::ui::run_view::RunView;

/// Set by a window that gave up its graphics device, for the one that takes its place.
const AFTER_LOSS: &str = "GENERA_AFTER_LOSS";
/// A window that has lived this many seconds may start anew once more.
const LONG_ENOUGH: f64 = 60.0;

impl App {
    /// Brings back the bench that was on show last. A run that is gone is no trouble; one that is damaged says so there.
    pub(super) fn restore(&mut self) {
        let Some(last) = self.settings.last.clone() else {
            return;
        };
        if !last.run.is_dir() {
            return;
        }
        let spec = match RunFolder::spec(&last.run) {
            Ok(spec) => spec,
            Err(trouble) => {
                self.trouble = Some(trouble);
                return;
            }
        };
        let run = RunId(1);
        self.open(run, last.run, spec);
        if let Some(desk) = self.desks.get_mut(&run) {
            for (knob, value) in last.waiting.iter() {
                if let Err(trouble) = desk.turn(knob, value, 0.0) {
                    log::warn!("a turned knob could not be brought back: {trouble}");
                }
            }
        }
        if last.on_show {
            self.screen = Screen::Bench;
        }
        if std::env::var_os(AFTER_LOSS).is_some() {
            self.trouble = Some(Trouble::new("trouble-window-restarted"));
        }
    }

    /// Whether this window took the place of one whose graphics device was lost.
    pub(super) fn is_after_loss() -> bool {
        std::env::var_os(AFTER_LOSS).is_some()
    }

    /// Takes up a kept run on the device that is chosen, paused and on show.
    pub(super) fn open(&mut self, run: RunId, folder: std::path::PathBuf, spec: Spec) {
        let desk = Desk::of(&spec.family, spec.knobs_at(u64::MAX));
        self.desks.insert(run, desk);
        let view = self
            .runs
            .get(&run)
            .map_or_else(|| first_view(&spec), |known| known.view.clone());
        self.asked.insert(run, view.clone());
        self.command(Command::Open {
            run,
            folder,
            data: None,
            device: self.device,
            recall: true,
            view: view.clone(),
        });
        self.runs.insert(run, RunView::new(run, spec, view));
        self.shown = Some(run);
    }

    /// Where a run is kept: that of a lesson nowhere.
    pub(super) fn out_of(&self, run: RunId, spec: &Spec) -> Out {
        if is_of_lesson(run) {
            return Out::Memory;
        }
        self.out(spec)
    }

    /// Where a new run of the window is kept.
    pub(super) fn out(&self, spec: &Spec) -> Out {
        let name = spec.folder_name();
        self.home
            .runs()
            .map_or(Out::Memory, |runs| Out::NewIfPossible {
                runs: runs.to_owned(),
                name,
            })
    }

    /// Writes the settings, with the bench on show, if anything in them has changed.
    pub(super) fn keep(&mut self) {
        let zoom = self.ctx.zoom_factor();
        if !self.presents() && (zoom - self.settings.zoom.unwrap_or(1.0)).abs() > f32::EPSILON {
            self.settings.zoom = Some(zoom);
        }
        let layout = self.bench.layout();
        self.settings.layout = (!layout.is_empty()).then_some(layout);
        if let Some(last) = self.last_bench() {
            self.settings.last = Some(last);
        }
        let file = self.home.settings();
        if self.settings != crate::store::Settings::read(file) {
            self.settings.write(file);
        }
    }

    fn last_bench(&self) -> Option<LastBench> {
        let id = self.shown?;
        let run = self.runs.get(&id)?.folder()?.to_owned();
        let desk = self.desks.get(&id)?;
        let mut waiting = crate::knob::Knobs::default();
        let shown = desk.knobs();
        for knob in desk.waiting() {
            if let Some(value) = shown.get(knob) {
                waiting.set(knob, value.clone());
            }
        }
        Some(LastBench {
            run: std::path::absolute(&run).unwrap_or(run),
            on_show: self.screen == Screen::Bench,
            waiting,
        })
    }

    /// A window whose graphics device is gone can draw nothing any more: it keeps everything and starts anew in its place.
    pub(super) fn survive_loss(&mut self, ctx: &egui::Context) {
        let lost = self.devices.health().and_then(crate::gpu::Health::lost);
        if lost.is_none() || self.leaving {
            return;
        }
        self.leaving = true;
        // The engine saves what it can when it ends.
        self.engine = None;
        self.keep();
        // One that was lost right after it took another's place would go on for ever.
        if std::env::var_os(AFTER_LOSS).is_none() || ctx.input(|input| input.time) > LONG_ENOUGH {
            let again = std::env::current_exe().and_then(|program| {
                std::process::Command::new(program)
                    .args(std::env::args_os().skip(1))
                    .env(AFTER_LOSS, "1")
                    .spawn()
            });
            if let Err(why) = again {
                log::error!("Genera could not start anew: {why}");
            }
        } else {
            log::error!("{}", Trouble::new("trouble-window-lost-again"));
        }
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }
}
