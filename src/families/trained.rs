//! A net and the optimiser that moves it: what every family that goes down a gradient keeps, and how it is kept.

use std::collections::BTreeMap;

use burn::module::Module;
use burn::tensor::{Device, Gradients, Tensor, TensorData};

use super::{Layer, Setup, Snapshot, State};
use crate::knob::Knobs;
use crate::nn::{Optimiser, Restraint, Rule, load_parameters, parameters};
use crate::text::Trouble;

/// A net that learns by the rule that the knob `optimiser` names, at the rate that the knob `learning-rate` says.
#[derive(Clone)]
pub struct Trained<M> {
    /// The parameters as they are now, with a tape.
    pub net: M,
    optimiser: Optimiser,
    device: Device,
}

impl<M: Module + 'static> Trained<M> {
    /// A net with an optimiser at rest.
    pub fn new(net: M, setup: &Setup) -> Self {
        Self {
            net,
            optimiser: Optimiser::new(Rule::from_word(setup.knobs.choice("optimiser"))),
            device: setup.device.clone(),
        }
    }

    /// One side of a game, whose optimiser remembers past gradients less than usual.
    #[must_use]
    pub fn with_first_moment(self, beta_1: f64) -> Self {
        Self {
            optimiser: self.optimiser.with_first_moment(beta_1),
            ..self
        }
    }

    /// Where the parameters live; without gradients.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The net without a tape, for everything that is not a training step.
    pub fn valid(&self) -> M {
        self.net.valid()
    }

    /// One step down the gradient of a loss, `[1]`, on the tape.
    pub fn descend(&mut self, loss: &Tensor<1>, knobs: &Knobs) {
        self.descend_at(knobs.real("learning-rate"), loss, knobs);
    }

    /// One step down the gradient of a loss, `[1]`, at a rate that follows a schedule of the family's own.
    pub fn descend_at(&mut self, rate: f64, loss: &Tensor<1>, knobs: &Knobs) {
        self.descend_along_at(rate, loss.backward(), knobs);
    }

    /// One step along gradients that were computed without a loss on the tape.
    pub fn descend_along(&mut self, gradients: Gradients, knobs: &Knobs) {
        self.descend_along_at(knobs.real("learning-rate"), gradients, knobs);
    }

    /// One step along such gradients, at a rate that follows a schedule of the family's own.
    pub fn descend_along_at(&mut self, rate: f64, gradients: Gradients, knobs: &Knobs) {
        self.follow(knobs);
        let net = self.net.clone();
        self.net = self.optimiser.step(rate, net, gradients);
    }

    /// Takes up the rule that the knobs name, and how they hold steps back where a family has knobs for it.
    fn follow(&mut self, knobs: &Knobs) {
        self.optimiser
            .follow(Rule::from_word(knobs.choice("optimiser")));
        let of = |id: &str| knobs.get(id).map_or(0.0, |_| knobs.real(id));
        self.optimiser.restrain(Restraint {
            clip: of("clip-norm"),
            decay: of("weight-decay"),
        });
    }

    /// One step down a gradient that is known, `[n]` each under the path of its parameter.
    pub fn descend_by(&mut self, rate: f64, gradient: BTreeMap<String, TensorData>, knobs: &Knobs) {
        self.follow(knobs);
        let net = self.net.clone();
        self.net = self.optimiser.step_along(rate, net, gradient);
    }

    /// Keeps the parameters and the optimiser.
    pub fn snapshot(&self) -> Snapshot {
        let bytes = self.net.num_params() * size_of::<f32>() + self.optimiser.bytes();
        Snapshot::new((self.net.clone(), self.optimiser.clone()), bytes)
    }

    /// Goes back to a snapshot of this same net; another's changes nothing.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        if let Some((net, optimiser)) = snapshot.state::<(M, Optimiser)>() {
            self.net = net.clone();
            self.optimiser = optimiser.clone();
        }
    }

    /// The parameters under `model.`, the optimiser's numbers under `optimiser.`.
    pub fn state(&self) -> State {
        self.state_of("")
    }

    /// The same where it is one of several: `side` stands after `model.` and `optimiser.`, with a dot of its own.
    pub fn state_of(&self, side: &str) -> State {
        let model = parameters(&self.net)
            .into_iter()
            .map(|(path, data)| (format!("model.{side}{path}"), data));
        let optimiser = self
            .optimiser
            .state()
            .into_iter()
            .map(|(name, data)| (format!("optimiser.{side}{name}"), data));
        model.chain(optimiser).collect()
    }

    /// Takes up a state from a file.
    ///
    /// # Errors
    /// The first tensor that is missing, or has another shape or type, as a part of a sentence.
    pub fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.load_of("", state)
    }

    /// Takes up a state from a file that holds several, as [`state_of`](Self::state_of) named it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_of(&mut self, side: &str, state: &State) -> Result<(), Trouble> {
        self.net = load_parameters(self.net.clone(), &format!("model.{side}"), state)?;
        let prefix = format!("optimiser.{side}");
        self.optimiser.load(&self.net, &prefix, state, &self.device)
    }

    /// The layers, sorted by the position of the first of these beginnings of a path that fits; what fits none comes last.
    /// Within a layer the weight stands before the bias. `role` says what the tensor under a path does.
    pub fn layers(&self, order: &[&str], role: impl Fn(&str) -> &'static str) -> Vec<Layer> {
        let rank = |tensor: &str| {
            order
                .iter()
                .position(|part| tensor.starts_with(part))
                .unwrap_or(order.len())
        };
        let mut layers: Vec<Layer> = parameters(&self.net)
            .into_iter()
            .map(|(path, data)| Layer {
                shape: data.shape().to_vec(),
                role: role(&path),
                tensor: path,
            })
            .collect();
        layers.sort_by_key(|layer| (rank(&layer.tensor), layer.tensor.replace("weight", "a")));
        layers
    }
}
