//! What the window shows: the bar at the top, banners, one screen, and what lies over it.

use std::path::Path;

use super::{App, Desk, exhibit, name, own};
use crate::families::Family;
use crate::gpu;
use crate::knob::Knobs;
use crate::ui::bench;
use crate::ui::header;
use crate::ui::lessons;
use crate::ui::map;
use crate::ui::museum as museum_screen;
use crate::ui::page;
use crate::ui::preview::reading;
use crate::ui::race as race_screen;
use crate::ui::run_view::RunView;
use crate::ui::shelf as shelf_screen;
use crate::ui::sweep as sweep_screen;
use crate::ui::welcome;
use crate::ui::widgets::banner;
use crate::ui::widgets::keys as keys_overlay;
use crate::ui::widgets::progress;
use crate::ui::{Action, Banner, Screen};

impl App {
    pub(super) fn header(&self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        let run = self.shown_run();
        let name = run.map(|run| name::name_of(self.language, run));
        let context = header::Context {
            language: self.language,
            screen: self.screen,
            race: !self.race_runs.is_empty(),
            run,
            name: name.as_deref().unwrap_or_default(),
            device: self.device,
            devices: &self.devices,
            frames_per_second: self.frames.per_second(),
        };
        header::show(ui, &context, actions);
    }

    pub(super) fn banners(&self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        let run = self.shown_run();
        let device = run.and_then(|run| Some(&run.ready.as_ref()?.device));
        let to_cpu = device.is_some_and(|device| device.kind != gpu::Kind::Cpu);
        let troubles = [
            (Banner::Program, self.trouble.as_ref()),
            (Banner::Run, run.and_then(|run| run.trouble.as_ref())),
        ];
        for (banner, trouble) in troubles {
            let recover = banner == Banner::Run && device.is_some();
            let remedies = banner::Remedies { recover, to_cpu };
            if let Some(trouble) = trouble {
                banner::show(ui, self.language, (banner, trouble), remedies, actions);
            }
        }
    }

    pub(super) fn body(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        match self.screen {
            Screen::Map => {
                let context = map::Context {
                    language: self.language,
                    runs: &self.runs,
                    enabled: self.find.is_none() && !self.keys && self.own.is_none(),
                };
                self.map.ui(ui, &context, actions);
            }
            Screen::Page(id) => {
                let done = self.runs.values().filter_map(|run| {
                    let family = Family::find(&run.spec.family).ok()?;
                    Some((family.card.id, *bench::done(run)?))
                });
                let context = page::Context {
                    language: self.language,
                    id,
                    done: &done.collect(),
                };
                self.page.ui(ui, &context, actions);
            }
            Screen::Bench => self.bench_ui(ui, actions),
            Screen::Race => {
                let runs = self.race_runs.iter().filter_map(|id| self.runs.get(id));
                let context = race_screen::Context {
                    language: self.language,
                    runs: &runs.collect::<Vec<_>>(),
                };
                self.race.ui(ui, &context, actions);
            }
            Screen::Museum => {
                let context = museum_screen::Context {
                    language: self.language,
                    runs: &exhibit::runs(&self.runs),
                };
                self.museum.ui(ui, &context, actions);
            }
            Screen::Shelf => {
                let open = self.runs.values().filter_map(RunView::folder);
                let open = open.map(Path::to_owned);
                let context = shelf_screen::Context {
                    language: self.language,
                    folder: self.home.runs(),
                    open: &open.collect::<Vec<_>>(),
                    overlays: self.past.overlays(),
                };
                self.shelf.ui(ui, &context, actions);
            }
            Screen::Lessons => {
                let context = lessons::Context {
                    language: self.language,
                    results: &self.results,
                    records: self.records(),
                };
                lessons::ui(ui, &context, actions);
            }
            Screen::Sweep => self.sweep_ui(ui, actions),
            Screen::Compare => {
                if let Some(compare) = &mut self.compare {
                    compare.ui(ui, self.language, actions);
                }
            }
        }
    }

    fn bench_ui(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        let Some(id) = self.shown else { return };
        let (Some(run), Some(desk)) = (self.runs.get(&id), self.desks.get(&id)) else {
            return;
        };
        let name = name::name_of(self.language, run);
        let knobs: Knobs = desk.knobs();
        let waiting = desk.waiting();
        let context = bench::Context {
            language: self.language,
            run,
            name: &name,
            knobs: &knobs,
            waiting: &waiting,
            can_undo: desk.can_undo(),
            can_redo: desk.can_redo(),
            overlays: self.past.overlays(),
        };
        self.bench.ui(ui, &context, actions);
    }

    fn sweep_ui(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        let run = self.shown.and_then(|id| self.runs.get(&id));
        let name = run.map(|run| name::name_of(self.language, run));
        let desk = self.shown.and_then(|id| self.desks.get(&id));
        let knobs = desk.map(Desk::knobs);
        let context = sweep_screen::Context {
            language: self.language,
            run,
            name: name.as_deref().unwrap_or_default(),
            knobs: knobs.as_ref(),
            going: self.going.as_ref(),
        };
        self.sweep.ui(ui, &context, actions);
    }

    pub(super) fn overlays(&mut self, ctx: &egui::Context, actions: &mut Vec<Action>) {
        if self.offers_tour() {
            welcome::show(ctx, self.language, actions);
        }
        self.beats_ui(ctx, actions);
        progress::show(ctx, self.language, self.exports.going());
        if self.keys {
            keys_overlay::show(ctx, self.language, actions);
        }
        if let Some(find) = &mut self.find {
            find.show(ctx, self.language, actions);
        }
        match &mut self.own {
            Some(own::Own::Shown(preview)) => preview.show(ctx, self.language, actions),
            Some(own::Own::Reading(path, _)) => reading(ctx, self.language, path, actions),
            None => {}
        }
    }
}
