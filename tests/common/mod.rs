//! What the tests of the engine share: a small run, and patience.

#![allow(dead_code, reason = "every test file uses another part of this")]

pub(crate) mod mutate;
pub(crate) mod program;
pub(crate) mod spoil;

use std::path::Path;
use std::time::{Duration, Instant};

use genera::engine::{Command, Doing, Engine, Event, Held, Out, Pulse, Ready, RunId, View};
use genera::families::Family;
use genera::gpu::Devices;
use genera::spec::{Budget, DeviceChoice, Spec};

/// Longer than anything here takes, shorter than anybody's patience.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// A small VAE on the 8x8 digits.
pub(crate) fn small_vae(seed: u64, steps: u64) -> Spec {
    let family = Family::find("vae").unwrap();
    let mut spec = Spec::of(family, seed, DeviceChoice::Cpu);
    spec.data = String::from("digits");
    spec.budget = if steps == 0 {
        Budget::Endless
    } else {
        Budget::Steps(steps)
    };
    for set in ["hidden=32", "latent=4"] {
        spec.knobs.set_from_text(family.knobs(), set).unwrap();
    }
    spec
}

/// An engine on the processor that wakes nobody.
pub(crate) fn engine() -> Engine {
    Engine::start(Devices::cpu_only(), || {}).unwrap()
}

/// Starts a run.
pub(crate) fn start(engine: &Engine, run: RunId, spec: Spec, playing: bool) {
    engine.send(Command::Start {
        run,
        spec: Box::new(spec),
        out: Out::Memory,
        playing,
        view: View::NOTHING,
    });
}

/// Starts a run that is kept in a folder, playing.
pub(crate) fn start_in(engine: &Engine, run: RunId, spec: Spec, folder: &Path) {
    engine.send(Command::Start {
        run,
        spec: Box::new(spec),
        out: Out::Folder(folder.to_owned()),
        playing: true,
        view: View::NOTHING,
    });
}

/// Everything that was told of one run.
#[derive(Default)]
pub(crate) struct Story {
    pub(crate) ready: Option<Ready>,
    pub(crate) names: Vec<&'static str>,
    pub(crate) rows: Vec<(u64, Vec<f32>)>,
    pub(crate) held_out: Vec<(u64, Vec<(String, f64)>)>,
    pub(crate) pulses: Vec<Pulse>,
    pub(crate) failures: Vec<genera::text::Trouble>,
    pub(crate) refused: Vec<genera::text::Trouble>,
    pub(crate) saved: Vec<std::path::PathBuf>,
    pub(crate) turned: Vec<(u64, String)>,
    pub(crate) past: Option<Held>,
}

impl Story {
    pub(crate) fn doing(&self) -> Option<Doing> {
        self.pulses.last().map(|pulse| pulse.doing)
    }

    pub(crate) fn step(&self) -> u64 {
        self.pulses.last().map_or(0, |pulse| pulse.step)
    }

    /// The bits of every loss of every step and of every measure.
    pub(crate) fn bits(&self) -> Vec<u64> {
        let losses = self.rows.iter().flat_map(|(step, row)| {
            std::iter::once(*step).chain(row.iter().map(|value| u64::from(value.to_bits())))
        });
        let measures = self.held_out.iter().flat_map(|(step, values)| {
            std::iter::once(*step).chain(values.iter().map(|(_, value)| value.to_bits()))
        });
        losses.chain(measures).collect()
    }

    /// The last held-out value of a metric.
    pub(crate) fn measure(&self, name: &str) -> f64 {
        let (_, values) = self.held_out.last().unwrap();
        values.iter().find(|(n, _)| n == name).unwrap().1
    }

    fn hear(&mut self, event: Event, run: RunId) {
        match event {
            Event::Ready(ready) if ready.run == run => self.ready = Some(*ready),
            Event::Trained(id, readings) if id == run => {
                self.names.clone_from(&readings.names);
                for row in 0..readings.rows() {
                    self.rows
                        .push((readings.first_step + row as u64, readings.row(row).to_vec()));
                }
            }
            Event::HeldOut {
                run: id,
                step,
                values,
            } if id == run => self.held_out.push((step, values)),
            Event::Pulse(pulse) if pulse.run == run => self.pulses.push(pulse),
            Event::Unbuilt(id, trouble)
            | Event::Failed(id, trouble)
            | Event::Unkept(id, trouble)
                if id == run =>
            {
                self.failures.push(trouble);
            }
            Event::Broke {
                run: id, trouble, ..
            } if id == run => self.failures.push(trouble),
            Event::Refused(trouble) => self.refused.push(trouble),
            Event::Saved(id, path) if id == run => self.saved.push(path),
            Event::Scrubbed(id, past) if id == run => self.past = past,
            Event::Turned {
                run: id,
                step,
                knob,
                ..
            } if id == run => self.turned.push((step, knob)),
            _ => {}
        }
    }
}

/// Listens to one run until `enough` says so.
pub(crate) fn listen(
    engine: &Engine,
    run: RunId,
    story: &mut Story,
    enough: impl Fn(&Story) -> bool,
) {
    let began = Instant::now();
    while !enough(story) {
        assert!(
            began.elapsed() < PATIENCE,
            "nothing came for too long; {:?} at step {}; {:?}",
            story.doing(),
            story.step(),
            story.failures
        );
        if let Some(event) = engine.wait(Duration::from_millis(200)) {
            assert!(!matches!(event, Event::Gone), "the engine is gone");
            story.hear(event, run);
        }
    }
}

/// Trains a run to its end and tells its story.
pub(crate) fn train(spec: Spec) -> Story {
    let engine = engine();
    let run = RunId(1);
    start(&engine, run, spec, true);
    let mut story = Story::default();
    listen(&engine, run, &mut story, |story| {
        matches!(
            story.doing(),
            Some(Doing::Finished | Doing::Diverged | Doing::Failed)
        )
    });
    story
}
