//! How a run comes to be: from its spec, or from the folder it was kept in.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::journal::Journal;
use super::pace::Pace;
use super::{Run, SAVE_AT_MOST_EVERY};
use crate::data::{self, DataSet, PlaneSet, Shape};
use crate::engine::clinic::Clinic;
use crate::engine::gallery::{CHAIN_STEPS, Gallery, known};
use crate::engine::history::{History, Moment};
use crate::engine::material::Material;
use crate::engine::picture_measures;
use crate::engine::{Doing, Out, Ready, RunId, View};
use crate::families::labels::are_told;
use crate::families::{Family, Landscape, LatentSpace, Setup, State, Unfolding, work};
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
        let mut run = Self::fresh(id, spec.checked()?, 0, compute, view)?;
        // Only what could be built gets a folder.
        run.keep(out)?;
        Ok(run)
    }

    /// A run before its first step, with the data that it learns from at a later one.
    pub(super) fn fresh(
        id: RunId,
        spec: Spec,
        step: u64,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let data = data_of(&spec, step)?;
        Self::build(id, spec, (data, None), None, compute, view)
    }

    pub(super) fn keep(&mut self, out: Out) -> Result<(), Trouble> {
        match out {
            Out::Memory => {}
            Out::Folder(path) => self.keep_in(&path)?,
            Out::NewIfPossible { runs, name } => {
                let path = RunFolder::free_name(&runs, &name);
                self.unkept = self.keep_in(&path).err();
            }
        }
        Ok(())
    }

    fn keep_in(&mut self, path: &Path) -> Result<(), Trouble> {
        let fingerprint = fingerprint(&self.spec, &self.material.data);
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
        let data = data_of(&kept.spec, kept.step).map_err(|trouble| {
            Trouble::new("error-run-data")
                .with("path", folder.path().display())
                .with_trouble("trouble", trouble)
        });
        let other = other.filter(|other| *other != kept.spec.data);
        let other = other.map(data::load).transpose()?;
        let other = other.map(|data| as_the_model_sees(&kept.spec, data));
        let data = match (data, &other) {
            (Ok(data), _) => data,
            // A picture needs no units of the data that it was learned from.
            (Err(_), Some(other)) if other.images().is_some() => Arc::clone(other),
            (Err(trouble), _) => return Err(trouble),
        };
        if other.is_none() && fingerprint(&kept.spec, &data) != kept.fingerprint {
            return Err(Trouble::new("error-data-changed")
                .with("path", folder.path().display())
                .with("data", &kept.spec.data));
        }
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
        let mut run = Self::build(id, spec, (data, other), Some(folder), compute, view)?;
        let origin = run.moment(f32::INFINITY);
        if let Some(state) = state {
            run.take_up(&state).map_err(|misfit| {
                Trouble::new("error-checkpoint-tensor")
                    .with("path", path.display())
                    .with_trouble("misfit", misfit)
            })?;
            run.measured_at = recorded.then_some(step);
        }
        run.knobs = run.spec.knobs_at(step);
        run.learner.turn(&run.knobs);
        (run.step, run.seconds, run.examples) = (step, seconds, examples);
        run.history = History::new(run.moment(0.0));
        if step > 0 && run.material.may_train() {
            run.history = run.history.with_origin(origin);
        }
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
        (data, other): (Arc<DataSet>, Option<Arc<DataSet>>),
        folder: Option<RunFolder>,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let family = Family::find(&spec.family)?;
        let build = family.builder()?;
        let shape = match spec.knobs.block() {
            Some(block) => data.shape().looking_back(block),
            None => data.shape(),
        };
        if !family.card.accepts.contains(&shape.kind()) {
            return Err(Trouble::new("error-data-kind")
                .with("family", family.card.id)
                .with("data", data.name()));
        }
        let device = compute.device().clone();
        let material = Material::new(data, other, shape, spec.seed, &device).on(compute.about.kind);
        if material.is_empty() && material.data.plane().and_then(PlaneSet::drawing).is_none() {
            return Err(Trouble::new("error-data-empty").with("data", material.data.name()));
        }
        if material.classes == 0 && are_told(&spec.knobs) {
            return Err(Trouble::new("error-labels-none").with("data", material.data.name()));
        }
        let noise = Noise::fixed(spec.seed, "weights");
        let knobs = spec.knobs.clone();
        let learner = build(&Setup {
            device: &device,
            knobs: &knobs,
            shape,
            classes: material.classes,
            plane: material.data.plane(),
            noise,
        });
        let now = Instant::now();
        Ok(Self {
            id,
            knobs,
            past: None,
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
            gallery: Gallery::new(view, &material.judge),
            clinic: Clinic::default(),
            about: compute.about.clone(),
            spec,
            learner,
            material,
            device,
            doing: Doing::Paused,
            held: false,
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
        let protocol = match (self.material.shape, self.knobs.get("pixels")) {
            (Shape::Text { .. }, _) => "text".to_owned(),
            (Shape::Plane, _) => "plane".to_owned(),
            (Shape::Image { .. }, pixels) => {
                let pixels = match pixels {
                    Some(Value::Choice(pixels)) => pixels,
                    _ => "grey",
                };
                let given = if are_told(&self.knobs) { "-labels" } else { "" };
                format!("{pixels}{given}")
            }
        };
        let learner = &*self.learner;
        let transport = learner.transport();
        let on_plane = self.material.shape == Shape::Plane;
        let nowhere = || Noise::fixed(0, "probe").normal("flow", [1, 2], &self.device);
        Ready {
            run: self.id,
            spec: self.spec.clone(),
            out: self.journal.path().map(Path::to_owned),
            data: Arc::clone(&self.material.judge),
            held_out: Arc::clone(&self.material.points),
            held_out_count: self.material.held_out.count(),
            process: learner.process().map(|p| (p.axis(), p.steps())),
            transport: transport.is_some(),
            flow: transport.is_some_and(|map| map.velocity(nowhere(), 0).is_some()),
            components: learner.components().len(),
            predicts: learner.predictor().is_some(),
            ways: learner.unfolding().map_or_else(Vec::new, Unfolding::ways),
            filters: learner.filters().is_some(),
            restores: learner.restorer().is_some(),
            masks: !learner.masks().is_empty(),
            density: known(learner),
            landscape: learner.landscape().map(Landscape::id),
            drift: on_plane && learner.drift(nowhere()).is_some(),
            chain: learner.chain().map(|_| CHAIN_STEPS),
            shape: self.material.shape,
            parameters: learner.parameters(),
            work: work(learner),
            ladder: learner.bounds(),
            layers: learner.layers(),
            latent: learner.latent().map(LatentSpace::dimension),
            workspace: learner.workspace().map(LatentSpace::dimension),
            protocol,
            features: self.material.judge.images().map(picture_measures::features),
            device: self.about.clone(),
            step: self.step,
            seconds: self.seconds,
            examples: self.examples,
            first_step: self.history.first(),
        }
    }
}

/// What a run learned from when it stood at a step.
fn data_of(spec: &Spec, step: u64) -> Result<Arc<DataSet>, Trouble> {
    let drawing = spec.drawing.as_ref().map(|drawing| drawing.at(step));
    let data = data::load_or_drawn(&spec.data, drawing.as_ref())?;
    Ok(as_the_model_sees(spec, data))
}

/// Pictures in black and white where the pixels are to be tossed once and for good; what else the pixels may be, the model
/// makes of the grey ones by itself.
fn as_the_model_sees(spec: &Spec, data: Arc<DataSet>) -> Arc<DataSet> {
    let is_static = spec.knobs.get("pixels") == Some(&Value::Choice("static".to_owned()));
    match &*data {
        DataSet::Images(images) if is_static => Arc::new(DataSet::Images(images.tossed())),
        _ => data,
    }
}

/// A drawing is a part of the spec and may change while it is learned from; other data must stay what it was.
fn fingerprint(spec: &Spec, data: &DataSet) -> String {
    match spec.drawing {
        Some(_) => data::DRAWN.to_owned(),
        None => data.fingerprint(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::DeviceChoice;

    #[test]
    fn static_bits_are_the_same_for_every_family_and_seed() {
        let seen = |family: &str, seed: u64, pixels: &str| {
            let family = Family::find(family).unwrap();
            let mut spec = Spec::of(family, seed, DeviceChoice::Cpu);
            spec.learn_from("digits".to_owned());
            spec.knobs.set("pixels", Value::Choice(pixels.to_owned()));
            data_of(&spec, 0).unwrap()
        };
        let bits = seen("vae", 7, "static");
        assert_eq!(bits, seen("made", 8, "static"));
        let grey = seen("vae", 7, "grey");
        assert_eq!(grey, seen("made", 7, "dynamic"), "the model tosses these");
        let images = |set: &DataSet| set.images().map(|set| set.test.pixels.clone()).unwrap();
        let of_bits = images(&bits);
        assert!(of_bits.iter().all(|bit| [0, 255].contains(bit)));
        assert_ne!(of_bits, images(&grey));
    }
}
