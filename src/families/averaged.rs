//! A net that learns, and beside it the calmer average of its past that pictures and measures ask.

use burn::module::Module;
use burn::tensor::{Device, Gradients, Tensor};

use super::{Layer, Setup, Snapshot, State, Trained};
use crate::families::knobs::scheduled;
use crate::knob::Knobs;
use crate::nn::{followed, load_parameters, parameters};
use crate::text::Trouble;

/// A net that learns at the rate of the knob `learning-rate`, and its average, which forgets as the knob `averaging` says.
#[derive(Clone)]
pub struct Averaged<M> {
    trained: Trained<M>,
    average: M,
    /// Whether the average is asked at all.
    averages: bool,
}

impl<M: Module + 'static> Averaged<M> {
    /// A net with an optimiser at rest, and an average that begins as it.
    pub fn new(net: M, setup: &Setup) -> Self {
        Self {
            trained: Trained::new(net.clone(), setup),
            average: net,
            averages: setup.knobs.real("averaging") > 0.0,
        }
    }

    /// Where the parameters live; without gradients.
    pub fn device(&self) -> &Device {
        self.trained.device()
    }

    /// The net as it is now, with a tape.
    pub fn net(&self) -> &M {
        &self.trained.net
    }

    /// What pictures and measures ask: the average, or the net as it is now.
    pub fn asked(&self) -> &M {
        if self.averages {
            &self.average
        } else {
            &self.trained.net
        }
    }

    /// The same without a tape.
    pub fn calm(&self) -> M {
        self.asked().valid()
    }

    /// Whether the average is asked follows the knob.
    pub fn turn(&mut self, knobs: &Knobs) {
        self.averages = knobs.real("averaging") > 0.0;
    }

    /// One step down the gradient of a loss, `[1]`, on the tape, at the rate of its schedule, and the average after it.
    pub fn descend(&mut self, loss: &Tensor<1>, steps_done: u64, knobs: &Knobs) {
        let rate = scheduled(knobs, steps_done);
        self.trained.descend_at(rate, loss, knobs);
        self.follow(steps_done, knobs);
    }

    /// One step along gradients that were computed without a loss on the tape, at a rate of the family's own, and the average
    /// after it.
    pub fn descend_along_at(
        &mut self,
        rate: f64,
        gradients: Gradients,
        steps_done: u64,
        knobs: &Knobs,
    ) {
        self.trained.descend_along_at(rate, gradients, knobs);
        self.follow(steps_done, knobs);
    }

    fn follow(&mut self, steps_done: u64, knobs: &Knobs) {
        self.turn(knobs);
        let decay = knobs.real("averaging");
        self.average = followed(self.average.clone(), &self.trained.net, steps_done, decay);
    }

    /// How many bytes the net, its optimiser and the average take.
    pub fn bytes(&self) -> usize {
        self.trained.snapshot().bytes() + self.average.num_params() * size_of::<f32>()
    }

    /// Keeps the net, its optimiser and the average.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.clone(), self.bytes())
    }

    /// Goes back to a snapshot of this same net; another's changes nothing.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state() {
            self.go_back(kept);
        }
    }

    /// Goes back to what was kept; which of the two is asked stays as the knob says now.
    pub fn go_back(&mut self, kept: &Self) {
        let averages = self.averages;
        self.clone_from(kept);
        self.averages = averages;
    }

    /// What [`Trained::state`] has, and the average under `average.`.
    pub fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        self.trained.state().into_iter().chain(average).collect()
    }

    /// Takes up a state from a file.
    ///
    /// # Errors
    /// The first tensor that is missing, or has another shape or type, as a part of a sentence.
    pub fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.trained.load(state)
    }

    /// The layers, as [`Trained::layers`] sorts them.
    pub fn layers(&self, order: &[&str], role: impl Fn(&str) -> &'static str) -> Vec<Layer> {
        self.trained.layers(order, role)
    }
}
