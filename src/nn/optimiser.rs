//! Stochastic optimisation: plain gradient descent, momentum, and Adam (Kingma and Ba 2015).
//!
//! The moments are kept under the path of the parameter they belong to, so that a file can bring them back and a change
//! of rule leaves the weights alone.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::{DType, Device, Gradients, Tensor, TensorData};

use super::fused::{self, AdamRates};
use super::parameters::parameters;
use super::restraint::Restraint;
use super::state::{as_it_is, count, fitting};
use crate::text::Trouble;

/// How a step follows from a gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// theta -= lr g
    Sgd,
    /// v = 0.9 v + g, theta -= lr v (Polyak 1964)
    Momentum,
    /// m = 0.9 m + 0.1 g, s = 0.999 s + 0.001 g^2, theta -= lr m' / (sqrt(s') + 1e-8); games take another number than 0.9
    Adam,
}

impl Rule {
    /// The words of the knob that chooses it.
    pub const WORDS: &'static [&'static str] = &["adam", "momentum", "sgd"];

    /// The rule behind a word of the knob.
    pub fn from_word(word: &str) -> Self {
        match word {
            "sgd" => Self::Sgd,
            "momentum" => Self::Momentum,
            _ => Self::Adam,
        }
    }

    /// All of them, in the order of their words.
    const ALL: [Self; 3] = [Self::Adam, Self::Momentum, Self::Sgd];
}

/// What momentum keeps of itself.
pub const MOMENTUM: f64 = 0.9;
const BETA_1: f64 = 0.9;
/// What the second moment of Adam keeps of itself.
pub const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// An optimiser with the state it carries from step to step.
#[derive(Clone)]
pub struct Optimiser {
    rule: Rule,
    /// What the first moment of Adam keeps of itself.
    beta_1: f64,
    restraint: Restraint,
    /// Steps taken under this rule.
    steps: u64,
    /// First moment (or velocity) and second moment of each parameter, flattened. `[n]`
    moments: BTreeMap<String, (Tensor<1>, Option<Tensor<1>>)>,
}

impl Optimiser {
    /// An optimiser at rest.
    pub fn new(rule: Rule) -> Self {
        Self {
            rule,
            beta_1: BETA_1,
            restraint: Restraint::default(),
            steps: 0,
            moments: BTreeMap::new(),
        }
    }

    /// Adam with another memory of past gradients than usual: in a game they are about an opponent that is no longer there
    /// (Radford et al. 2016).
    #[must_use]
    pub fn with_first_moment(self, beta_1: f64) -> Self {
        Self { beta_1, ..self }
    }

    /// Changes the rule; moments of another rule mean nothing to it and are dropped.
    pub fn follow(&mut self, rule: Rule) {
        if rule != self.rule {
            let restraint = self.restraint;
            *self = Self::new(rule).with_first_moment(self.beta_1);
            self.restraint = restraint;
        }
    }

    /// Holds steps back from now on.
    pub fn restrain(&mut self, restraint: Restraint) {
        self.restraint = restraint;
    }

    /// Moves every parameter of `model` one step against its gradient.
    pub fn step<M: Module>(&mut self, learning_rate: f64, model: M, gradients: Gradients) -> M {
        self.steps += 1;
        let factor = self.restraint.factor(&model, &gradients);
        model.map(&mut Update {
            optimiser: self,
            learning_rate,
            gradients: Source::Tape(gradients),
            factor,
            path: Vec::new(),
        })
    }

    /// Moves parameters one step against gradients that are known, `[n]` each under the path of its parameter; a parameter
    /// without one stays.
    pub fn step_along<M: Module>(
        &mut self,
        learning_rate: f64,
        model: M,
        gradients: BTreeMap<String, TensorData>,
    ) -> M {
        self.steps += 1;
        let device = model.devices().into_iter().next();
        let factor = device.and_then(|device| {
            let device = device.without_autodiff();
            self.restraint.factor_of_known(&gradients, &device)
        });
        model.map(&mut Update {
            optimiser: self,
            learning_rate,
            gradients: Source::Known(gradients),
            factor,
            path: Vec::new(),
        })
    }

    /// How many bytes its moments take.
    pub fn bytes(&self) -> usize {
        let numbers = |tensor: &Tensor<1>| tensor.dims()[0];
        let of_one = |(first, second): &(Tensor<1>, Option<Tensor<1>>)| {
            numbers(first) + second.as_ref().map_or(0, numbers)
        };
        self.moments.values().map(of_one).sum::<usize>() * size_of::<f32>()
    }

    /// The state by name, for files.
    pub fn state(&self) -> BTreeMap<String, TensorData> {
        let mut state = BTreeMap::new();
        state.insert("steps".to_owned(), TensorData::from([self.steps as i64]));
        let rule = Rule::ALL
            .iter()
            .position(|rule| *rule == self.rule)
            .unwrap_or_default();
        state.insert("rule".to_owned(), TensorData::from([rule as i64]));
        for (path, (first, second)) in &self.moments {
            state.insert(format!("first.{path}"), as_it_is(first.clone()));
            if let Some(second) = second {
                state.insert(format!("second.{path}"), as_it_is(second.clone()));
            }
        }
        state
    }

    /// Takes up a state from a file, as the optimiser of `model`; `prefix` stands before every name.
    ///
    /// # Errors
    /// The first tensor that is missing, or has another shape or type.
    pub fn load<M: Module>(
        &mut self,
        model: &M,
        prefix: &str,
        state: &BTreeMap<String, TensorData>,
        device: &Device,
    ) -> Result<(), Trouble> {
        let steps = count(state, &format!("{prefix}steps"))?;
        let rule = kept_rule(prefix, state, self.rule)?;
        let mut moments = BTreeMap::new();
        // Plain descent has no moments, and before the first step there are none yet.
        if rule != Rule::Sgd && steps > 0 {
            for (path, parameter) in parameters(model) {
                let moment = |order: &str| {
                    let name = format!("{prefix}{order}.{path}");
                    fitting(state, &name, DType::F32, &[parameter.num_elements()])
                        .map(|data| Tensor::from_data(data.clone(), device))
                };
                let first = moment("first")?;
                let second = (rule == Rule::Adam).then(|| moment("second")).transpose()?;
                moments.insert(path.clone(), (first, second));
            }
        }
        (self.rule, self.steps, self.moments) = (rule, steps, moments);
        Ok(())
    }

    /// The parameter after one step. parameter and gradient `[n]` to `[n]`
    fn moved(
        &mut self,
        path: &str,
        parameter: Tensor<1>,
        gradient: Tensor<1>,
        learning_rate: f64,
    ) -> Tensor<1> {
        match self.rule {
            Rule::Sgd => parameter.sub(gradient.mul_scalar(learning_rate)),
            Rule::Momentum => {
                let velocity = match self.moments.remove(path) {
                    Some((velocity, _)) => velocity.mul_scalar(MOMENTUM).add(gradient),
                    None => gradient,
                };
                self.moments
                    .insert(path.to_owned(), (velocity.clone(), None));
                parameter.sub(velocity.mul_scalar(learning_rate))
            }
            Rule::Adam => self.adam(path, parameter, gradient, learning_rate),
        }
    }

    fn adam(
        &mut self,
        path: &str,
        parameter: Tensor<1>,
        gradient: Tensor<1>,
        learning_rate: f64,
    ) -> Tensor<1> {
        let t = i32::try_from(self.steps).unwrap_or(i32::MAX);
        let rate = learning_rate / (1.0 - self.beta_1.powi(t));
        let scale = 1.0 / (1.0 - BETA_2.powi(t)).sqrt();
        let (first, second) = match self.moments.remove(path) {
            Some((first, Some(second))) => (first, second),
            _ => (gradient.zeros_like(), gradient.zeros_like()),
        };
        if fused::is_possible(&parameter) {
            let rates = AdamRates {
                beta_1: self.beta_1 as f32,
                beta_2: BETA_2 as f32,
                rate: rate as f32,
                scale: scale as f32,
                epsilon: EPSILON as f32,
            };
            let moved = fused::adam(parameter, gradient, first, second, rates);
            self.moments
                .insert(path.to_owned(), (moved.first, Some(moved.second)));
            return moved.parameter;
        }
        let first = first
            .mul_scalar(self.beta_1)
            .add(gradient.clone().mul_scalar(1.0 - self.beta_1));
        let second = second
            .mul_scalar(BETA_2)
            .add(gradient.square().mul_scalar(1.0 - BETA_2));
        self.moments
            .insert(path.to_owned(), (first.clone(), Some(second.clone())));
        parameter.sub(
            first
                .mul_scalar(rate)
                .div(second.sqrt().mul_scalar(scale).add_scalar(EPSILON)),
        )
    }
}

/// The rule that a state was made under; one written before rules were kept tells it by the moments it has.
fn kept_rule(
    prefix: &str,
    state: &BTreeMap<String, TensorData>,
    now: Rule,
) -> Result<Rule, Trouble> {
    let name = format!("{prefix}rule");
    if state.contains_key(&name) {
        let index = count(state, &name)?;
        return usize::try_from(index)
            .ok()
            .and_then(|index| Rule::ALL.get(index).copied())
            .ok_or_else(|| Trouble::new("misfit-value").with("tensor", name));
    }
    let has = |order: &str| {
        let start = format!("{prefix}{order}.");
        state.keys().any(|name| name.starts_with(&start))
    };
    Ok(match (has("first"), has("second")) {
        (_, true) => Rule::Adam,
        (true, false) => Rule::Momentum,
        (false, false) => now,
    })
}

/// Where the gradient of a parameter comes from.
enum Source {
    Tape(Gradients),
    /// Derived by hand, by path. `[n]`
    Known(BTreeMap<String, TensorData>),
}

impl Source {
    /// The gradient of a parameter, flattened, if it has one. `[n]`
    fn take<const D: usize>(&mut self, path: &str, value: &Tensor<D>) -> Option<Tensor<1>> {
        match self {
            Self::Tape(gradients) => {
                let gradient = value.grad_remove(gradients)?;
                let count = gradient.dims().iter().product::<usize>();
                Some(gradient.reshape([count]))
            }
            Self::Known(gradients) => {
                let gradient = gradients.remove(path)?;
                Some(Tensor::from_data(gradient, &value.clone().inner().device()))
            }
        }
    }
}

struct Update<'a> {
    optimiser: &'a mut Optimiser,
    learning_rate: f64,
    gradients: Source,
    /// What gradients are multiplied by. `[1]`
    factor: Option<Tensor<1>>,
    path: Vec<String>,
}

impl ModuleMapper for Update<'_> {
    fn enter_module(&mut self, name: &str, _kind: &str) {
        self.path.push(name.to_owned());
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let path = self.path.join(".");
        let Some(gradient) = self.gradients.take(&path, &param.val()) else {
            return param;
        };
        param.map(|value| {
            let shape = value.dims();
            let gradient = match &self.factor {
                Some(factor) => gradient * factor.clone(),
                None => gradient,
            };
            let flat = value.inner().reshape(gradient.dims()); // [n]
            let keeps = self.optimiser.restraint.keeps(D, self.learning_rate);
            let flat = if keeps < 1.0 {
                flat.mul_scalar(keeps)
            } else {
                flat
            };
            let moved = self
                .optimiser
                .moved(&path, flat, gradient, self.learning_rate); // [n]
            Tensor::from_inner(moved.reshape(shape)).require_grad()
        })
    }
}
