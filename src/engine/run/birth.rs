//! How a run comes to be: from its spec, or from the folder it was kept in.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::journal::Journal;
use super::pace::Pace;
use super::{Run, SAVE_AT_MOST_EVERY};
use crate::data::{self, ImageSet};
use crate::engine::examples::{Examples, Order};
use crate::engine::gallery::Gallery;
use crate::engine::history::{History, Moment};
use crate::engine::{Doing, Out, Ready, RunId, View};
use crate::families::{Family, LatentSpace, Setup, State};
use crate::gpu::Compute;
use crate::knob::Value;
use crate::nn::Noise;
use crate::spec::Spec;
use crate::store::{Kept, RunFolder};
use crate::text::Trouble;

impl Run {
    /// Builds a run from its spec.
    pub(in crate::engine) fn start(
        id: RunId,
        spec: Spec,
        out: Out,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let spec = spec.checked()?;
        let data = data::load(&spec.data)?;
        let mut run = Self::build(id, spec, data, None, compute, view)?;
        // Only what could be built gets a folder.
        match out {
            Out::Memory => {}
            Out::Folder(path) => run.keep_in(&path)?,
            Out::NewIfPossible { runs, name } => {
                let path = RunFolder::free_name(&runs, &name);
                run.unkept = run.keep_in(&path).err();
            }
        }
        Ok(run)
    }

    fn keep_in(&mut self, path: &Path) -> Result<(), Trouble> {
        let fingerprint = self.data.fingerprint();
        let folder = RunFolder::create(path, &self.spec, &self.about, fingerprint)?;
        self.journal = Journal::new(Some(folder));
        Ok(())
    }

    /// Takes up a run from its folder; `data` puts other data in the place of what it is measured by.
    pub(in crate::engine) fn open(
        id: RunId,
        folder: &Path,
        other: Option<&str>,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let (folder, kept) = RunFolder::open(folder)?;
        let data = match other {
            Some(other) if other != kept.spec.data => all_held_out(other, &*data::load(other)?),
            _ => {
                let data = data::load(&kept.spec.data).map_err(|trouble| {
                    Trouble::new("error-run-data")
                        .with("path", folder.path().display())
                        .with_trouble("trouble", trouble)
                })?;
                if data.fingerprint() != kept.fingerprint {
                    return Err(Trouble::new("error-data-changed")
                        .with("path", folder.path().display())
                        .with("data", &kept.spec.data));
                }
                data
            }
        };
        let Kept {
            spec,
            state,
            step,
            seconds,
            examples,
            recorded,
            ..
        } = kept;
        let path = folder.path().to_owned();
        let mut run = Self::build(id, spec, data, Some(folder), compute, view)?;
        if let Some(state) = state {
            run.take_up(&state).map_err(|misfit| {
                Trouble::new("error-checkpoint-tensor")
                    .with("path", path.display())
                    .with_trouble("misfit", misfit)
            })?;
            run.measured_at = recorded.then_some(step);
        }
        run.knobs = run.spec.knobs_at(step);
        (run.step, run.seconds, run.examples) = (step, seconds, examples);
        run.history = History::new(run.moment(0.0));
        Ok(run)
    }

    /// Takes up all of a state; what the learner has no place for is as wrong as what it misses.
    fn take_up(&mut self, state: &State) -> Result<(), Trouble> {
        self.learner.load(state)?;
        let known = self.learner.state();
        match state.keys().find(|name| !known.contains_key(*name)) {
            Some(name) => Err(Trouble::new("misfit-extra").with("tensor", name)),
            None => Ok(()),
        }
    }

    fn build(
        id: RunId,
        spec: Spec,
        data: Arc<ImageSet>,
        folder: Option<RunFolder>,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let family = Family::find(&spec.family)?;
        let build = family.builder()?;
        let shape = data.shape();
        if !family.card.accepts.contains(&shape.kind()) {
            return Err(Trouble::new("error-data-kind")
                .with("family", family.card.id)
                .with("data", &data.name));
        }
        if data.train.pixels.is_empty() && data.test.pixels.is_empty() {
            return Err(Trouble::new("error-data-empty").with("data", &data.name));
        }
        let device = compute.device().clone();
        let noise = Noise::fixed(spec.seed, "weights");
        let knobs = spec.knobs.clone();
        let learner = build(&Setup {
            device: &device,
            knobs: &knobs,
            shape,
            noise,
        });
        let train = Examples::new(&data, &data.train, &device);
        let held_out = Examples::new(&data, &data.test, &device);
        let now = Instant::now();
        Ok(Self {
            id,
            knobs,
            order: Order::new(spec.seed, train.count().max(1)),
            history: History::new(Moment {
                snapshot: learner.snapshot(),
                step: 0,
                examples: 0,
                seconds: 0.0,
                loss: 0.0,
            }),
            scale: None,
            unkept: None,
            health: compute.health.clone(),
            lost: false,
            gallery: Gallery::new(view, &data),
            about: compute.about.clone(),
            spec,
            learner,
            data,
            train,
            held_out,
            device,
            doing: Doing::Paused,
            left: None,
            step: 0,
            examples: 0,
            seconds: 0.0,
            first_step_seconds: 0.0,
            pace: Pace::unlimited(),
            queued_step: None,
            pending: Vec::new(),
            last_read: now,
            last_pulse: now,
            last_save: now,
            save_pause: SAVE_AT_MOST_EVERY,
            evaluation: None,
            ladder: None,
            climbed_at: None,
            measured_at: None,
            journal: Journal::new(folder),
        })
    }

    /// What there is to know before the first step.
    pub(in crate::engine) fn ready(&self) -> Ready {
        let protocol = match self.knobs.get("pixels") {
            Some(Value::Choice(pixels)) => pixels.clone(),
            _ => "grey".to_owned(),
        };
        Ready {
            run: self.id,
            spec: self.spec.clone(),
            out: self.journal.path().map(Path::to_owned),
            data: Arc::clone(&self.data),
            shape: self.data.shape(),
            parameters: self.learner.parameters(),
            layers: self.learner.layers(),
            latent: self.learner.latent().map(LatentSpace::dimension),
            protocol,
            device: self.about.clone(),
            step: self.step,
            seconds: self.seconds,
            examples: self.examples,
        }
    }
}

/// A file that a run was not trained on is held out as a whole.
fn all_held_out(name: &str, set: &ImageSet) -> Arc<ImageSet> {
    let mut whole = set.clone();
    if data::BUNDLED.iter().any(|bundled| bundled.name == name) {
        whole.train = data::Split::default();
        return Arc::new(whole);
    }
    let train = std::mem::take(&mut whole.train);
    whole.test.pixels = [train.pixels, whole.test.pixels].concat();
    whole.test.labels = [train.labels, whole.test.labels].concat();
    Arc::new(whole)
}
