//! The loop of the engine's thread: commands first, then a short turn for every run, then rest.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use super::run::{Next, Outlet, Run};
use super::way::Way;
use super::{Command, Event, Out, RunId, Slot, View};
use crate::gpu::Devices;
use crate::spec::DeviceChoice;
use crate::text::Trouble;

/// The engine's thread.
pub(super) struct Thread<W> {
    pub(super) devices: Devices,
    pub(super) inbox: Receiver<Command>,
    pub(super) outbox: Sender<Event>,
    pub(super) slot: Arc<Slot>,
    pub(super) wake: W,
    pub(super) runs: BTreeMap<RunId, Run>,
    /// Runs of which none gets ahead of the others.
    pub(super) together: Vec<RunId>,
    /// Runs that others go before.
    pub(super) way: Way,
}

/// A run waits when it has used up so much more of its budget than the slowest one that it runs together with.
const LEAD: f64 = 0.002;

impl<W: Fn()> Thread<W> {
    /// Works until it is told to quit or nobody can tell it anything any more.
    pub(super) fn work(mut self) {
        loop {
            self.keep_together();
            match self.rest() {
                Rest::Command(command) if matches!(*command, Command::Quit) => break,
                Rest::Alone => break,
                Rest::Command(command) => self.guarded(*command),
                Rest::Over => {}
            }
            loop {
                match self.inbox.try_recv() {
                    Ok(Command::Quit) => return self.quit(),
                    Ok(command) => self.guarded(command),
                    Err(_) => break,
                }
            }
            let ids: Vec<RunId> = self.runs.keys().copied().collect();
            let others_want = self.others_want();
            for id in ids {
                if !self.way.may(id, others_want) {
                    continue;
                }
                let began = Instant::now();
                self.with_run(id, Run::turn);
                self.listen_to_device(id);
                self.way.took(id, began.elapsed());
            }
        }
        self.quit();
    }

    /// Whether a run that gives way to none has something to do.
    fn others_want(&self) -> bool {
        let mut others = self.runs.iter().filter(|(id, _)| !self.way.gives(**id));
        others.any(|(_, run)| matches!(run.next(), Next::Now))
    }

    /// Holds runs back that are ahead of others in a race.
    fn keep_together(&mut self) {
        let runs = self.together.iter().filter_map(|id| self.runs.get(id));
        let stepping = runs.filter(|run| run.is_stepping());
        let slowest = stepping.map(Run::used).fold(f64::INFINITY, f64::min);
        for id in &self.together {
            if let Some(run) = self.runs.get_mut(id) {
                run.hold(run.used() > slowest + LEAD);
            }
        }
    }

    /// Waits while no run has anything to do: a paused engine uses no time at all.
    fn rest(&self) -> Rest {
        let mut until: Option<Instant> = None;
        for run in self.runs.values() {
            match run.next() {
                Next::Now => return Rest::Over,
                Next::At(time) => until = Some(until.map_or(time, |earliest| earliest.min(time))),
                Next::Never => {}
            }
        }
        let Some(until) = until else {
            return self
                .inbox
                .recv()
                .map_or(Rest::Alone, |command| Rest::Command(Box::new(command)));
        };
        match self
            .inbox
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            Ok(command) => Rest::Command(Box::new(command)),
            Err(RecvTimeoutError::Timeout) => Rest::Over,
            Err(RecvTimeoutError::Disconnected) => Rest::Alone,
        }
    }

    /// A panic while a run is built must not take the others along either.
    fn guarded(&mut self, command: Command) {
        let run = command.run();
        let outcome = catch_unwind(AssertUnwindSafe(|| self.obey(command)));
        if let (Err(panic), Some(run)) = (outcome, run) {
            let trouble = Trouble::new("trouble-panicked")
                .with("why", reason(&*panic))
                .with("good", 0);
            self.tell(Event::Unbuilt(run, trouble));
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Start {
                run,
                spec,
                out,
                playing,
                view,
            } => {
                let choice = spec.device;
                self.take_up(run, choice, playing, |compute| {
                    Run::start(run, *spec, out, compute, view)
                });
            }
            Command::Open {
                run,
                folder,
                data,
                device,
                recall,
                view,
            } => {
                self.take_up(run, device, false, |compute| {
                    Run::open(run, &folder, data.as_deref(), compute, view)
                });
                if recall {
                    self.with_run(run, Run::recall);
                }
            }
            Command::Play(id) => self.with_run(id, |run, outlet| run.play(None, outlet)),
            Command::Pause(id) => self.with_run(id, Run::pause),
            Command::Step(id, steps) => {
                self.with_run(id, |run, outlet| run.play(Some(steps.max(1)), outlet));
            }
            Command::Tell(id) => self.with_run(id, Run::tell_step),
            Command::Speed(id, limit) => self.with_run(id, |run, _| run.limit(limit)),
            Command::Together(ids) => {
                for run in self.runs.values_mut() {
                    run.hold(false);
                }
                self.together = ids;
            }
            Command::Behind(ids) => self.way.give(ids),
            Command::Budget(id, budget) => {
                self.with_run(id, |run, outlet| run.budget(budget, outlet));
            }
            Command::Turn { run, knob, value } => {
                self.with_run(run, |run, outlet| run.turn_knob(&knob, &value, outlet));
            }
            Command::Draw(id, strokes) => {
                self.with_run(id, |run, outlet| run.draw(&strokes, outlet));
            }
            Command::Density(id, points) => {
                self.with_run(id, |run, outlet| run.tell_density(&points, outlet));
            }
            Command::Vouch(id, count) => self.with_run(id, |run, outlet| run.vouch(count, outlet)),
            Command::Recover(id) => self.with_run(id, Run::recover),
            Command::Look(id, view) => self.with_run(id, |run, _| run.look(view)),
            Command::Measure(id) => self.with_run(id, |run, _| run.measure()),
            Command::Ladder(id, height) => self.with_run(id, |run, _| run.begin_ladder(height)),
            Command::Save(id) => self.with_run(id, |run, outlet| {
                run.settle(outlet);
                run.save(outlet);
            }),
            Command::Scrub(id, to) => self.with_run(id, |run, outlet| run.scrub(to, outlet)),
            Command::Fork { of, run, out, view } => self.fork(of, run, out, view),
            Command::Close(id) => drop(self.runs.remove(&id)),
            Command::Quit => {}
        }
    }

    fn take_up(
        &mut self,
        id: RunId,
        choice: DeviceChoice,
        playing: bool,
        build: impl FnOnce(&crate::gpu::Compute) -> Result<Run, Trouble>,
    ) {
        self.runs.remove(&id);
        self.slot.forget(id);
        match self.devices.choose(choice).and_then(build) {
            Ok(run) => {
                self.tell(Event::Ready(Box::new(run.ready())));
                self.runs.insert(id, run);
                self.with_run(id, |run, outlet| {
                    run.tell_unkept(outlet);
                    if playing {
                        run.play(None, outlet);
                    } else {
                        run.pulse(outlet);
                    }
                });
            }
            Err(trouble) => self.tell(Event::Unbuilt(id, trouble)),
        }
    }

    /// A run that stands where another does.
    fn fork(&mut self, of: RunId, id: RunId, out: Out, view: View) {
        let mut branch = None;
        self.with_run(of, |run, outlet| branch = Some(run.branch(outlet)));
        let Some(branch) = branch else { return };
        let choice = branch.spec.device;
        self.take_up(id, choice, false, |compute| {
            Run::from_branch(id, branch, out, compute, view)
        });
        self.with_run(id, Run::save);
    }

    /// What the graphics interface complains about after a turn is most likely that run's own; what is lost, all runs lose.
    fn listen_to_device(&mut self, id: RunId) {
        let Some(health) = self.devices.health() else {
            return;
        };
        let complaint = health.take_complaint();
        if health.lost().is_some() {
            let ids: Vec<RunId> = self.runs.keys().copied().collect();
            for id in ids {
                self.with_run(id, |run, outlet| {
                    if run.is_on_lost_device() {
                        run.lose(outlet);
                    }
                });
            }
            return;
        }
        match complaint {
            Some(trouble)
                if trouble.key() == "trouble-gpu-memory"
                    && self.runs.get(&id).is_some_and(Run::is_on_gpu) =>
            {
                self.with_run(id, |run, outlet| run.fell_ill(trouble, outlet));
            }
            Some(trouble) => self.tell(Event::Refused(trouble)),
            None => {}
        }
    }

    /// Lets a run do something; if it panics, it goes back to its last good state and the others go on.
    fn with_run(&mut self, id: RunId, act: impl FnOnce(&mut Run, &mut Outlet)) {
        let Self {
            runs,
            outbox,
            slot,
            wake,
            ..
        } = self;
        let Some(run) = runs.get_mut(&id) else { return };
        let mut news = false;
        let mut tell = |event| {
            news = true;
            outbox.send(event).ok();
        };
        let mut outlet = Outlet {
            tell: &mut tell,
            slot,
        };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| act(run, &mut outlet))) {
            run.broke(&reason(&*panic), &mut outlet);
        }
        if news || !slot.is_empty() {
            wake();
        }
    }

    fn tell(&self, event: Event) {
        self.outbox.send(event).ok();
        (self.wake)();
    }

    fn quit(mut self) {
        let ids: Vec<RunId> = self.runs.keys().copied().collect();
        for id in ids {
            self.with_run(id, |run, outlet| {
                if run.is_stepping() {
                    run.pause(outlet);
                }
            });
        }
        self.tell(Event::Gone);
    }
}

enum Rest {
    Command(Box<Command>),
    Over,
    Alone,
}

fn reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "?".to_owned())
}
