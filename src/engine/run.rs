//! One run: a learner, its data, its clock, and everything that keeps it honest.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use burn::tensor::{Device, Tensor};

use super::evaluation::{self, Evaluation, Mean};
use super::examples::{Examples, Order};
use super::gallery::{Gallery, Scene};
use super::{Doing, Event, Pulse, Readings, Ready, RunId, Slot, View};
use crate::data::{self, ImageSet};
use crate::families::{Batch, Family, Learner, Losses, Setup, Snapshot};
use crate::gpu::{About, Compute};
use crate::knob::{Knobs, Value};
use crate::nn::Noise;
use crate::spec::{Budget, Edit, Spec};
use crate::store::{Kept, MetricsRow, RunFolder};
use crate::text::Trouble;

/// A run steps this long before others, commands and pictures have their turn.
const SLICE: Duration = Duration::from_millis(8);
/// Losses stay on the device this long before they are read together.
const READ_EVERY: Duration = Duration::from_millis(80);
/// And never more of them than this, so that reading stays cheap.
const READ_AT_MOST: usize = 512;
const PULSE_EVERY: Duration = Duration::from_millis(120);
const SAVE_EVERY: Duration = Duration::from_secs(60);

/// A run on the engine's thread.
pub(super) struct Run {
    pub(super) id: RunId,
    spec: Spec,
    knobs: Knobs,
    learner: Box<dyn Learner>,
    data: Arc<ImageSet>,
    train: Examples,
    held_out: Examples,
    order: Order,
    device: Device,
    about: About,
    doing: Doing,
    /// Steps still to take before it pauses by itself; `None` goes on.
    left: Option<u64>,
    step: u64,
    examples: u64,
    seconds: f64,
    first_step_seconds: f64,
    pace: Pace,
    pending: Vec<Losses>,
    last_read: Instant,
    last_pulse: Instant,
    last_save: Instant,
    good: Good,
    evaluation: Option<Evaluation>,
    measured_at: Option<u64>,
    gallery: Gallery,
    folder: Option<RunFolder>,
    rows: Vec<MetricsRow>,
}

/// The last state whose losses were all finite.
struct Good {
    snapshot: Snapshot,
    step: u64,
    examples: u64,
    seconds: f64,
}

/// How fast the run goes, and how fast it may.
struct Pace {
    limit: f64,
    next: Instant,
    recent: Vec<(Instant, u64)>,
}

/// What a run needs from the engine to speak.
pub(super) struct Outlet<'a> {
    pub(super) tell: &'a mut dyn FnMut(Event),
    pub(super) slot: &'a Slot,
}

impl Run {
    /// Builds a run from its spec.
    pub(super) fn start(
        id: RunId,
        spec: Spec,
        out: Option<PathBuf>,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let data = data::load(&spec.data)?;
        let folder = out
            .map(|path| RunFolder::create(&path, &spec, &compute.about, data.fingerprint()))
            .transpose()?;
        Self::build(id, spec, data, folder, compute, view)
    }

    /// Takes up a run from its folder; `data` puts other data in the place of what it is measured by.
    pub(super) fn open(
        id: RunId,
        folder: PathBuf,
        other: Option<&str>,
        compute: &Compute,
        view: View,
    ) -> Result<Self, Trouble> {
        let (folder, kept) = RunFolder::open(&folder)?;
        let data = match other {
            Some(other) if other != kept.spec.data => all_held_out(other, &*data::load(other)?),
            _ => {
                let data = data::load(&kept.spec.data)?;
                if data.fingerprint() != kept.fingerprint {
                    return Err(Trouble::new("error-data-changed").with("data", &kept.spec.data));
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
            ..
        } = kept;
        let path = folder.path().to_owned();
        let mut run = Self::build(id, spec, data, Some(folder), compute, view)?;
        run.learner.load(&state).map_err(|tensor| {
            Trouble::new("error-checkpoint-tensor")
                .with("path", path.display())
                .with("tensor", tensor)
        })?;
        run.knobs = run.spec.knobs_at(step);
        (run.step, run.seconds, run.examples) = (step, seconds, examples);
        run.measured_at = Some(step);
        run.good = Good {
            snapshot: run.learner.snapshot(),
            step,
            examples,
            seconds,
        };
        Ok(run)
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
            good: Good {
                snapshot: learner.snapshot(),
                step: 0,
                examples: 0,
                seconds: 0.0,
            },
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
            pace: Pace {
                limit: f64::INFINITY,
                next: now,
                recent: Vec::new(),
            },
            pending: Vec::new(),
            last_read: now,
            last_pulse: now,
            last_save: now,
            evaluation: None,
            measured_at: None,
            folder,
            rows: Vec::new(),
        })
    }

    /// What there is to know before the first step.
    pub(super) fn ready(&self) -> Ready {
        let protocol = match self.knobs.get("pixels") {
            Some(Value::Choice(pixels)) => pixels.clone(),
            _ => "grey".to_owned(),
        };
        Ready {
            run: self.id,
            spec: self.spec.clone(),
            out: self.folder.as_ref().map(|folder| folder.path().to_owned()),
            data: Arc::clone(&self.data),
            shape: self.data.shape(),
            parameters: self.learner.parameters(),
            layers: self.learner.layers(),
            latent: self
                .learner
                .latent()
                .map(crate::families::LatentSpace::dimension),
            protocol,
            device: self.about.clone(),
            step: self.step,
        }
    }

    pub(super) fn play(&mut self, steps: Option<u64>, outlet: &mut Outlet) {
        if matches!(
            self.doing,
            Doing::Diverged | Doing::Failed | Doing::Finished
        ) || self.train.count() == 0
        {
            return;
        }
        self.left = steps;
        self.doing = if self.first_step_seconds == 0.0 {
            Doing::WarmingUp
        } else {
            Doing::Playing
        };
        self.pace.restart();
        self.pulse(outlet);
    }

    /// Stops stepping, with everything read, told and saved.
    pub(super) fn pause(&mut self, outlet: &mut Outlet) {
        if self.is_stepping() {
            self.rest(Doing::Paused, outlet);
        }
    }

    pub(super) fn limit(&mut self, steps_per_second: f64) {
        self.pace.limit = if steps_per_second > 0.0 {
            steps_per_second
        } else {
            f64::INFINITY
        };
        self.pace.restart();
    }

    pub(super) fn turn_knob(&mut self, knob: &str, value: &Value, outlet: &mut Outlet) {
        let Ok(value) = Family::find(&self.spec.family)
            .and_then(|f| crate::knob::find(f.knobs(), knob))
            .and_then(|k| k.check(value))
        else {
            return;
        };
        let Some(from) = self.knobs.get(knob).cloned().filter(|old| *old != value) else {
            return;
        };
        self.knobs.set(knob, value.clone());
        if self.step == 0 {
            self.spec.knobs.set(knob, value.clone());
        } else {
            self.spec.edits.push(Edit {
                step: self.step,
                knob: knob.to_owned(),
                value: value.clone(),
            });
        }
        (outlet.tell)(Event::Turned {
            run: self.id,
            step: self.step,
            knob: knob.to_owned(),
            from,
            to: value,
        });
    }

    /// Gives the run another budget; one that was finished may go on.
    pub(super) fn budget(&mut self, budget: Budget, outlet: &mut Outlet) {
        self.spec.budget = budget;
        if self.doing == Doing::Finished && !self.budget_is_used_up() {
            self.doing = Doing::Paused;
            self.pulse(outlet);
        }
    }

    pub(super) fn look(&mut self, view: View) {
        self.gallery.look(view);
    }

    pub(super) fn recover(&mut self, outlet: &mut Outlet) {
        if matches!(self.doing, Doing::Diverged | Doing::Failed) {
            self.doing = Doing::Paused;
            self.pulse(outlet);
        }
    }

    pub(super) fn measure(&mut self) {
        if self.held_out.count() > 0 {
            self.evaluation = Some(Evaluation::new(self.spec.seed));
        }
    }

    pub(super) fn is_stepping(&self) -> bool {
        matches!(self.doing, Doing::Playing | Doing::WarmingUp)
    }

    /// When it next has something to do: now, at some time, or never by itself.
    pub(super) fn next(&self) -> Next {
        if self.evaluation.is_some() || self.gallery.is_behind(&self.scene()) && !self.is_stepping()
        {
            return Next::Now;
        }
        match self.is_stepping() {
            true if self.pace.limit.is_finite() => Next::At(self.pace.next),
            true => Next::Now,
            false => Next::Never,
        }
    }

    /// One turn of a few milliseconds: a batch of measuring, or some steps; then the pictures that are due.
    pub(super) fn turn(&mut self, outlet: &mut Outlet) {
        // A picture of the fresh net comes before its first measure: it is what the click was for.
        self.paint(outlet);
        if self.is_stepping() && self.wants_measuring() {
            self.read(outlet);
            self.measure();
        }
        if self.evaluation.is_some() {
            self.measuring_turn(outlet);
        } else if self.is_stepping() {
            self.stepping_turn(outlet);
        }
        self.paint(outlet);
        if self.last_pulse.elapsed() >= PULSE_EVERY && self.is_stepping() {
            self.pulse(outlet);
        }
    }

    fn wants_measuring(&self) -> bool {
        let interval = evaluation::interval(self.held_out.count(), self.spec.knobs.batch_size());
        self.held_out.count() > 0
            && self.evaluation.is_none()
            && self.measured_at != Some(self.step)
            && evaluation::is_due(self.step, interval)
    }

    fn measuring_turn(&mut self, outlet: &mut Outlet) {
        let Some(mut evaluation) = self.evaluation.take() else {
            return;
        };
        let Some(means) = evaluation.turn(&*self.learner, &self.held_out) else {
            self.evaluation = Some(evaluation);
            return;
        };
        self.measured_at = Some(self.step);
        let values: Vec<(String, f64)> = means
            .iter()
            .flat_map(
                |Mean {
                     name,
                     value,
                     standard_error,
                 }| {
                    [
                        ((*name).to_owned(), *value),
                        (format!("{name}_se"), *standard_error),
                    ]
                },
            )
            .collect();
        self.record_held_out(&values);
        (outlet.tell)(Event::HeldOut {
            run: self.id,
            step: self.step,
            values,
        });
        if self.budget_is_used_up() && self.is_stepping() {
            self.rest(Doing::Finished, outlet);
        }
    }

    fn stepping_turn(&mut self, outlet: &mut Outlet) {
        let began = Instant::now();
        while began.elapsed() < SLICE && self.is_stepping() && self.evaluation.is_none() {
            if self.budget_is_used_up() {
                self.finish(outlet);
                return;
            }
            if !self.pace.allows() {
                break;
            }
            self.one_step(outlet);
            if self.wants_measuring() {
                break;
            }
        }
        if self.last_read.elapsed() >= READ_EVERY || self.pending.len() >= READ_AT_MOST {
            self.read(outlet);
        }
        if self.last_save.elapsed() >= SAVE_EVERY {
            self.save(outlet);
        }
    }

    fn one_step(&mut self, outlet: &mut Outlet) {
        let began = Instant::now();
        let size = self.knobs.batch_size().min(self.train.count());
        let positions = self.order.positions(self.examples, size);
        let batch = Batch {
            x: self.train.at(&positions),
            noise: Noise::new(self.spec.seed, self.step),
        };
        let losses = self.learner.step(&batch, &self.knobs);
        self.pending.push(losses);
        self.step += 1;
        self.examples += size as u64;
        if self.doing == Doing::WarmingUp {
            // The first step counts when its result is there: on a GPU that is after compilation and tuning.
            self.read(outlet);
            self.first_step_seconds = began.elapsed().as_secs_f64();
            if self.doing == Doing::WarmingUp {
                self.doing = Doing::Playing;
            }
            self.pulse(outlet);
        }
        self.seconds += began.elapsed().as_secs_f64();
        self.pace.stepped(self.step);
        if let Some(left) = &mut self.left {
            *left -= 1;
            if *left == 0 && self.is_stepping() {
                self.rest(Doing::Paused, outlet);
            }
        }
    }

    fn budget_is_used_up(&self) -> bool {
        match self.spec.budget {
            Budget::Endless => false,
            Budget::Steps(steps) => self.step >= steps,
            Budget::Seconds(seconds) => self.seconds >= seconds,
        }
    }

    /// The last measure belongs to the last step.
    fn finish(&mut self, outlet: &mut Outlet) {
        self.read(outlet);
        if self.held_out.count() > 0 && self.measured_at != Some(self.step) {
            self.measure();
        } else if self.is_stepping() {
            self.rest(Doing::Finished, outlet);
        }
    }

    fn rest(&mut self, doing: Doing, outlet: &mut Outlet) {
        self.left = None;
        self.read(outlet);
        if self.is_stepping() {
            self.doing = doing;
        }
        self.save(outlet);
        self.pulse(outlet);
    }

    /// Reads the losses that wait on the device, checks that they are finite, and keeps the state they belong to.
    fn read(&mut self, outlet: &mut Outlet) {
        self.last_read = Instant::now();
        let pending = std::mem::take(&mut self.pending);
        let Some(names) = pending
            .first()
            .map(|losses| losses.iter().map(|(name, _)| *name).collect::<Vec<_>>())
        else {
            return;
        };
        let first_step = self.step - pending.len() as u64 + 1;
        let scalars: Vec<Tensor<1>> = pending
            .into_iter()
            .flatten()
            .map(|(_, value)| value)
            .collect();
        let mut values: Vec<f32> = Tensor::cat(scalars, 0).into_data().iter::<f32>().collect();
        let broken = values.iter().position(|value| !value.is_finite());
        if let Some(broken) = broken {
            values.truncate(broken / names.len() * names.len());
        }
        let readings = Readings {
            names,
            first_step,
            values,
            seconds: self.seconds,
            examples: self.examples,
        };
        self.record(&readings);
        if readings.rows() > 0 {
            (outlet.tell)(Event::Trained(self.id, readings.clone()));
        }
        match broken {
            None => {
                self.good = Good {
                    snapshot: self.learner.snapshot(),
                    step: self.step,
                    examples: self.examples,
                    seconds: self.seconds,
                }
            }
            Some(broken) => self.diverge(
                first_step + (broken / readings.names.len()) as u64,
                readings.names[broken % readings.names.len()],
                outlet,
            ),
        }
    }

    fn diverge(&mut self, step: u64, loss: &str, outlet: &mut Outlet) {
        self.go_back(Doing::Diverged);
        let trouble = Trouble::new("trouble-diverged")
            .with("step", step)
            .with("loss", loss)
            .with("good", self.step);
        (outlet.tell)(Event::Failed(self.id, trouble));
        self.pulse(outlet);
    }

    /// What a panic leaves behind is not to be trusted: back to the last good state.
    pub(super) fn broke(&mut self, why: &str, outlet: &mut Outlet) {
        self.go_back(Doing::Failed);
        // What broke may have been a picture, and it would break again at every turn until somebody looks anew.
        self.gallery.look(View::NOTHING);
        (outlet.tell)(Event::Failed(
            self.id,
            Trouble::new("trouble-panicked")
                .with("why", why)
                .with("good", self.step),
        ));
        self.pulse(outlet);
    }

    fn go_back(&mut self, doing: Doing) {
        self.pending.clear();
        self.evaluation = None;
        self.left = None;
        self.learner.restore(&self.good.snapshot);
        (self.step, self.examples, self.seconds) =
            (self.good.step, self.good.examples, self.good.seconds);
        self.doing = doing;
        self.gallery.refresh();
    }

    fn record(&mut self, readings: &Readings) {
        if self.folder.is_none() {
            return;
        }
        for index in 0..readings.rows() {
            let named = readings.names.iter().zip(readings.row(index));
            let values = named
                .map(|(name, value)| (format!("train_{name}"), f64::from(*value)))
                .collect();
            let step = readings.first_step + index as u64;
            let fresh = MetricsRow {
                step,
                seconds: readings.seconds,
                examples: readings.examples,
                values,
            };
            match self.rows.iter_mut().find(|row| row.step == step) {
                Some(row) => row.values.extend(fresh.values),
                None => self.rows.push(fresh),
            }
        }
    }

    fn record_held_out(&mut self, values: &[(String, f64)]) {
        if self.folder.is_none() {
            return;
        }
        match self.rows.iter_mut().find(|row| row.step == self.step) {
            Some(row) => row.values.extend_from_slice(values),
            None => self.rows.push(MetricsRow {
                step: self.step,
                seconds: self.seconds,
                examples: self.examples,
                values: values.to_vec(),
            }),
        }
        self.flush_rows().ok();
    }

    fn flush_rows(&mut self) -> Result<(), Trouble> {
        let Some(folder) = &mut self.folder else {
            return Ok(());
        };
        // The first rows name the columns, and the first measures come with step 0 or after the first losses.
        let has_losses = self.rows.iter().any(|row| {
            row.values
                .iter()
                .any(|(name, _)| name.starts_with("train_"))
        });
        if !has_losses {
            return Ok(());
        }
        folder.append(&self.rows)?;
        self.rows.clear();
        Ok(())
    }

    /// Writes the run to its folder, if it has one.
    pub(super) fn save(&mut self, outlet: &mut Outlet) {
        self.last_save = Instant::now();
        if self.folder.is_none() || self.train.count() == 0 {
            return;
        }
        match self.try_save() {
            Ok(path) => (outlet.tell)(Event::Saved(self.id, path)),
            Err(trouble) => (outlet.tell)(Event::Failed(self.id, trouble)),
        }
    }

    fn try_save(&mut self) -> Result<PathBuf, Trouble> {
        self.flush_rows()?;
        let Some(folder) = &self.folder else {
            return Ok(PathBuf::new());
        };
        folder.write_spec(&self.spec)?;
        folder.checkpoint(
            &self.learner.state(),
            self.step,
            self.seconds,
            self.examples,
        )?;
        Ok(folder.path().to_owned())
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            run: self.id,
            step: self.step,
            seed: self.spec.seed,
            playing: self.is_stepping(),
            learner: &*self.learner,
            held_out: &self.held_out,
            shape: self.data.shape(),
            device: &self.device,
        }
    }

    fn paint(&mut self, outlet: &mut Outlet) {
        let scene = Scene {
            run: self.id,
            step: self.step,
            seed: self.spec.seed,
            playing: matches!(self.doing, Doing::Playing | Doing::WarmingUp),
            learner: &*self.learner,
            held_out: &self.held_out,
            shape: self.data.shape(),
            device: &self.device,
        };
        self.gallery.paint(&scene, outlet.slot);
    }

    /// Tells where the run stands.
    pub(super) fn pulse(&mut self, outlet: &mut Outlet) {
        self.last_pulse = Instant::now();
        (outlet.tell)(Event::Pulse(Pulse {
            run: self.id,
            doing: self.doing,
            step: self.step,
            seconds: self.seconds,
            examples: self.examples,
            steps_per_second: self.pace.rate(),
            first_step_seconds: self.first_step_seconds,
        }));
    }
}

/// When a run next has something to do.
pub(super) enum Next {
    Now,
    At(Instant),
    Never,
}

impl Pace {
    fn restart(&mut self) {
        self.next = Instant::now();
        self.recent.clear();
    }

    fn allows(&mut self) -> bool {
        if self.limit.is_infinite() {
            return true;
        }
        let now = Instant::now();
        if now < self.next {
            return false;
        }
        self.next = (self.next + Duration::from_secs_f64(1.0 / self.limit)).max(now);
        true
    }

    fn stepped(&mut self, step: u64) {
        let now = Instant::now();
        let fresh = self
            .recent
            .last()
            .is_none_or(|(at, _)| now - *at >= Duration::from_millis(50));
        if fresh {
            self.recent.push((now, step));
            self.recent
                .retain(|(at, _)| now - *at < Duration::from_secs(3));
        }
    }

    /// Steps a second over the last three seconds of stepping.
    fn rate(&self) -> f64 {
        match (self.recent.first(), self.recent.last()) {
            (Some((t0, s0)), Some((t1, s1))) if t1 > t0 => {
                (s1 - s0) as f64 / (*t1 - *t0).as_secs_f64()
            }
            _ => 0.0,
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
