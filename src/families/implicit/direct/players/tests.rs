//! Both games against what is known in closed form, with a generator that is set by hand and stands still.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::TensorData;

use super::super::gan::Gan;
use super::super::wgan::Wasserstein;
use super::learner::SPECTRUM;
use super::*;
use crate::data::Shape;
use crate::families::Family;
use crate::families::Losses;
use crate::nn::parameters;

/// A match with some knobs turned.
fn play<G: Game>(family: &Family, set: &[&str]) -> (Match<G>, Knobs) {
    let mut knobs = family.defaults();
    for set in set {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    let learner = Match::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: Shape::Plane,
        classes: 0,
        plane: None,
        noise: Noise::new(5, 0),
    });
    (learner, knobs)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

fn one(losses: &Losses, name: &str) -> f64 {
    let found = losses.iter().find(|(other, _)| *other == name).unwrap();
    numbers(found.1.clone())[0]
}

/// Sets a net of two inputs, four units and two outputs to x = z: a unit for each sign of each coordinate, of which
/// leaky(a) - leaky(-a) = (1 + 1/5) a.
struct Identity;

impl ModuleMapper for Identity {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let shape = param.dims();
        let values: Vec<f32> = match (D, shape[0]) {
            (2, 2) => vec![1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0, -1.0],
            (2, 4) => [1.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, -1.0]
                .map(|w| w / 1.2)
                .to_vec(),
            _ => vec![0.0; shape[0]],
        };
        let data = TensorData::new(values, shape);
        param.map(|old| Tensor::from_data(data, &old.device()).require_grad())
    }
}

/// Data N((distance, 0), I) against samples N(0, I) of a generator that stands still: the losses of the last step.
fn judge_alone<G: Game>(
    learner: &mut Match<G>,
    knobs: &Knobs,
    distance: f64,
    steps: u64,
) -> Losses {
    let identity = LeakyMlp::new("identity", [2, 2], &[4], Noise::new(1, 0), &Device::flex());
    learner.generator.net = identity.map(&mut Identity);
    let still = learner.generator.net.clone();
    learner.average = still.clone();
    let mut losses = Vec::new();
    for step in 0..steps {
        let noise = Noise::new(11, step);
        let x = noise.normal("examples", [256, 2], &Device::flex());
        let moved = x.clone().narrow(1, 0, 1).add_scalar(distance);
        let batch = Batch {
            x: x.slice_assign([0..256, 0..1], moved),
            noise,
            labels: None,
            steps_done: step,
        };
        losses = learner.step(&batch, knobs);
        learner.generator.net = still.clone();
    }
    losses
}

fn points(at: &[[f32; 2]]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(at.concat(), [at.len(), 2]), &Device::flex())
}

#[test]
fn the_generator_set_by_hand_is_the_identity() {
    let net = LeakyMlp::new("identity", [2, 2], &[4], Noise::new(1, 0), &Device::flex());
    let x = points(&[[0.5, -2.0], [-1.5, 3.0]]);
    let f = numbers(net.map(&mut Identity).forward(x.clone()));
    for (f, x) in f.iter().zip(numbers(x)) {
        assert!((f - x).abs() < 1e-6, "{f} against {x}");
    }
}

#[test]
fn the_discriminator_finds_the_share_of_the_data() {
    // D*(x) = p(x) / (p(x) + q(x)) (Goodfellow et al. 2014, proposition 1), here 1 / (1 + exp(-(x_1 - 1/2))) for a distance of 1.
    let set = ["slope-penalty=0", "hidden=32", "settle=200"];
    let (mut learner, knobs) = play::<Gan>(&super::super::gan::FAMILY, &set);
    let losses = judge_alone(&mut learner, &knobs, 1.0, 1500);
    let at = [[-1.0, 0.0], [0.0, 0.5], [0.5, 0.0], [1.0, -0.5], [2.0, 0.0]];
    let verdicts = numbers(learner.height(points(&at)));
    for (x, verdict) in at.iter().zip(verdicts) {
        let best = 1.0 / (1.0 + (0.5 - f64::from(x[0])).exp());
        assert!((verdict - best).abs() < 0.06, "{x:?}: {verdict}, {best}");
    }
    assert!(one(&losses, "verdict_real") > one(&losses, "verdict_fake"));
    // 2 log 2 less twice the Jensen-Shannon divergence, which is between 0 and log 2.
    let loss = one(&losses, "discriminator_loss");
    assert!(loss > 0.9 && loss < 2.0 * 2f64.ln(), "{loss}");
}

#[test]
fn the_critic_measures_how_far_the_data_were_moved() {
    // A linear critic of slope s gains s d - lambda (s - 1)^2, which is largest for s = 1 + d / (2 lambda).
    let set = ["penalty=10", "hidden=32", "settle=200", "steps-critic=1"];
    let (mut learner, knobs) = play::<Wasserstein>(&super::super::wgan::FAMILY, &set);
    let distance = 2.0;
    let losses = judge_alone(&mut learner, &knobs, distance, 1500);
    let best = distance * (1.0 + distance / 20.0);
    let found = one(&losses, "wasserstein");
    assert!((found - best).abs() < 0.25, "{found} against {best}");
    let [there, here] = [[1.5, 0.0], [0.5, 0.0]].map(|x| numbers(learner.height(points(&[x])))[0]);
    let slope = there - here;
    assert!((slope - 1.1).abs() < 0.15, "{slope}");
    let (loss, penalty) = (one(&losses, "critic_loss"), one(&losses, "penalty"));
    assert!((loss - (penalty - found)).abs() < 1e-4);
}

#[test]
fn clipped_weights_stay_within_the_clip_and_run_into_it() {
    let set = ["constraint=clipping", "clip=0.01", "hidden=32"];
    let (mut learner, knobs) = play::<Wasserstein>(&super::super::wgan::FAMILY, &set);
    let losses = judge_alone(&mut learner, &knobs, 2.0, 100);
    assert!(one(&losses, "at_the_clip") > 0.5);
    for data in parameters(&learner.judge.net).values() {
        assert!(data.iter::<f32>().all(|weight| weight.abs() <= 0.01));
    }
}

#[test]
fn a_critic_without_a_bound_claims_ever_more() {
    let set = ["constraint=none", "hidden=32"];
    let (mut learner, knobs) = play::<Wasserstein>(&super::super::wgan::FAMILY, &set);
    let losses = judge_alone(&mut learner, &knobs, 2.0, 300);
    assert!(one(&losses, "wasserstein") > 30.0);
    assert!(one(&losses, "at_the_clip") == 0.0 && one(&losses, "penalty") == 0.0);
}

#[test]
fn samples_are_drawn_up_the_verdict() {
    // The loss as a function of the verdict, from outside: -log D, log(1 - D), -C.
    type Loss = fn(f64) -> f64;
    let check = |learner: &dyn Learner, loss: Loss| {
        const WIDTH: f32 = 1e-2;
        let at = [[0.3, -0.7], [1.1, 0.2], [-0.4, 0.9]];
        let drift = numbers(learner.drift(points(&at)).unwrap());
        let height = |x: [f32; 2]| {
            let landscape = learner.landscape().unwrap();
            loss(numbers(landscape.height(points(&[x])))[0])
        };
        for (x, drift) in at.iter().zip(drift.chunks_exact(2)) {
            for axis in [0, 1] {
                let moved = |by: f32| {
                    let mut x = *x;
                    x[axis] += by;
                    height(x)
                };
                let numeric = -(moved(WIDTH) - moved(-WIDTH)) / (2.0 * f64::from(WIDTH));
                let ours = drift[axis];
                assert!(
                    (ours - numeric).abs() < 0.02 * (0.1 + numeric.abs()),
                    "{ours}, {numeric}"
                );
            }
        }
    };
    // One layer of few units, so that hardly any of them switches within the width.
    let gan = &super::super::gan::FAMILY;
    let (learner, _) = play::<Gan>(gan, &["hidden=4"]);
    check(&learner, |d| -d.ln());
    let (learner, _) = play::<Gan>(gan, &["hidden=4", "generator-loss=minimax"]);
    check(&learner, |d| (1.0 - d).ln());
    let (learner, _) = play::<Wasserstein>(&super::super::wgan::FAMILY, &["hidden=4"]);
    check(&learner, |c| -c);
}

#[test]
fn the_average_moves_slowly_and_makes_the_samples() {
    let (mut learner, knobs) = play::<Gan>(&super::super::gan::FAMILY, &["averaging=0.99"]);
    let batch = |step| Batch {
        x: Noise::new(2, step).normal("examples", [64, 2], &Device::flex()),
        noise: Noise::new(3, step),
        labels: None,
        steps_done: step,
    };
    for step in 0..16 {
        learner.step(&batch(step), &knobs);
    }
    let noise = Noise::new(4, 0);
    let draw = |learner: &Match<Gan>| numbers(learner.sample(4, noise));
    let (calm, now) = (draw(&learner), {
        let mut knobs = knobs.clone();
        knobs
            .set_from_text(super::super::gan::FAMILY.knobs(), "averaging=0")
            .unwrap();
        learner.turn(&knobs);
        draw(&learner)
    });
    assert_ne!(calm, now);
    let z = noise.normal("prior", [4, 2], &Device::flex());
    assert_eq!(now, numbers(learner.generator.net.forward(z)));
}

/// A match on pictures of eight by eight pixels between small convolutional nets.
fn play_conv<G: Game>(family: &Family, set: &[&str]) -> (Match<G, ConvMaker, LeakyConv>, Knobs) {
    let mut knobs = family.defaults_on("digits");
    let small = ["net=conv", "channels=8", "noise-dimensions=6"];
    for set in small.iter().chain(set) {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    let learner = Match::convolutional(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: Shape::Image {
            width: 8,
            height: 8,
            channels: 1,
        },
        classes: 0,
        plane: None,
        noise: Noise::new(5, 0),
    });
    (learner, knobs)
}

fn pictures(step: u64, count: usize) -> Batch {
    Batch {
        x: Noise::new(2, step).uniform("examples", [count, 64], &Device::flex()),
        noise: Noise::new(3, step),
        labels: None,
        steps_done: step,
    }
}

/// Moves a net along gradients by so much of them.
struct Along<'a>(&'a Gradients, f64);

impl ModuleMapper for Along<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let gradient = param.val().grad(self.0).unwrap();
        param
            .map(|old| Tensor::from_inner(old.inner() + gradient.mul_scalar(self.1)).require_grad())
    }
}

/// The square of the length of gradients by all weights of a net.
fn squared<M: Module>(net: &M, gradients: &Gradients) -> f64 {
    struct Sum<'a>(&'a Gradients, f64);
    impl burn::module::ModuleVisitor for Sum<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            let gradient = param.val().grad(self.0).unwrap();
            self.1 += numbers(gradient.square().sum())[0];
        }
    }
    let mut sum = Sum(gradients, 0.0);
    net.visit(&mut sum);
    sum.1
}

/// Along a net's own gradients a loss rises by their squared length, as far as it is straight: how far off that is, in
/// proportion.
fn off_slope<M: Module>(net: &M, gradients: &Gradients, loss: impl Fn(&M) -> f64) -> f64 {
    let expected = squared(net, gradients);
    let width = 2e-4 / expected.sqrt();
    let moved = |by: f64| loss(&net.clone().map(&mut Along(gradients, by)));
    let found = (moved(width) - moved(-width)) / (2.0 * width);
    (found - expected).abs() / expected
}

/// A unit that switches on within a step makes the slope jump, which happens now and then: what counts is the median.
fn assert_mostly_straight(mut off: Vec<f64>) {
    off.sort_by(f64::total_cmp);
    assert!(off[off.len() / 2] < 0.03, "{off:?}");
}

#[test]
fn a_convolutional_judge_goes_down_what_it_minimises() {
    fn check<G: Game>(family: &Family, set: &[&str]) {
        let (learner, _) = play_conv::<G>(family, set);
        // A steeper net, of whose losses the penalty is a good part.
        let judge = learner.judge.net.clone().map(&mut Steeper);
        let off = (0..9).map(|draw| {
            let real = pictures(draw, 3).x;
            let fake = learner.imitate(3, None, Noise::new(6, draw)).x;
            let rule = |judge: &LeakyConv| {
                let (real, fake) = (real.clone(), fake.clone());
                let look = Look {
                    judge,
                    classes: learner.classes,
                    labels: None,
                };
                learner.game.judge(&look, real, fake, Noise::new(7, draw))
            };
            let (_, gradients) = rule(&judge);
            off_slope(&judge, &gradients, |judge| numbers(rule(judge).0.loss)[0])
        });
        assert_mostly_straight(off.collect());
    }
    let (gan, wgan) = (&super::super::gan::FAMILY, &super::super::wgan::FAMILY);
    check::<Gan>(gan, &["slope-penalty=0"]);
    check::<Gan>(gan, &["slope-penalty=5"]);
    check::<Wasserstein>(wgan, &["constraint=none"]);
    check::<Wasserstein>(wgan, &["penalty=10"]);
}

/// Twice the weights of every matrix.
struct Steeper;

impl ModuleMapper for Steeper {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let by = if D == 2 { 2.0 } else { 1.0 };
        param.map(|old| Tensor::from_inner(old.inner().mul_scalar(by)).require_grad())
    }
}

#[test]
fn a_convolutional_generator_goes_down_what_it_loses() {
    let (learner, _) = play_conv::<Gan>(&super::super::gan::FAMILY, &[]);
    let generator = &learner.generator.net;
    let z = Noise::new(6, 0).normal("z", [4, 6], &Device::flex());
    let loss = |generator: &ConvMaker| {
        let x = sigmoid(generator.make(z.clone()));
        numbers(learner.stakes(x, None).0.mean())[0]
    };
    let (made, trace) = generator.trace(z.clone());
    let x = learner.shown(made);
    let (_, push) = learner.stakes(x.clone(), None);
    let by_made = learner.by_made(x, push.div_scalar(4.0));
    let gradients = Maker::gradients(generator, &trace, by_made);
    let off = off_slope(generator, &gradients, loss);
    assert!(off < 0.03, "{off}");
}

#[test]
fn a_convolutional_game_goes_on_bit_for_bit_from_a_snapshot_and_from_a_file() {
    fn check<G: Game>(family: &Family, set: &[&str]) {
        let go_on = |learner: &mut dyn Learner, knobs: &Knobs| {
            for step in 10..13 {
                learner.step(&pictures(step, 16), knobs);
            }
            learner.state()
        };
        let (mut first, knobs) = play_conv::<G>(family, set);
        for step in 0..10 {
            first.step(&pictures(step, 16), &knobs);
        }
        let (snapshot, state) = (first.snapshot(), first.state());
        let unbroken = go_on(&mut first, &knobs);
        first.restore(&snapshot);
        assert_eq!(first.state(), state);
        assert_eq!(go_on(&mut first, &knobs), unbroken);
        let (mut second, _) = play_conv::<G>(family, set);
        second.load(&state).unwrap();
        assert_eq!(go_on(&mut second, &knobs), unbroken);
        let kept = state.keys().filter(|name| name.starts_with(SPECTRUM));
        let is_spectral = set.iter().any(|set| set.contains("spectral"));
        assert_eq!(kept.count(), if is_spectral { 4 } else { 0 });
    }
    let (gan, wgan) = (&super::super::gan::FAMILY, &super::super::wgan::FAMILY);
    check::<Gan>(gan, &[]);
    check::<Gan>(gan, &["spectral-norm=on"]);
    check::<Wasserstein>(wgan, &["constraint=spectral"]);
    check::<Wasserstein>(wgan, &["constraint=clipping"]);
}

#[test]
fn no_matrix_of_a_spectral_critic_stretches_anything() {
    let family = &super::super::wgan::FAMILY;
    let (mut learner, knobs) = play_conv::<Wasserstein>(family, &["constraint=spectral"]);
    for step in 0..60 {
        learner.step(&pictures(step, 16), &knobs);
    }
    let mut norms = Vec::new();
    for data in parameters(&learner.judge.net).into_values() {
        if data.shape().len() == 2 {
            let weight = Tensor::<2>::from_data(data, &Device::flex());
            let gram = weight.clone().transpose().matmul(weight); // [outputs, outputs]
            // The largest eigenvalue of W^T W lies above every Rayleigh quotient, and the powers of it come near.
            let start = gram.clone().narrow(1, 0, 1).ones_like(); // [outputs, 1]
            let v = (0..200).fold(start, |v, _| {
                let next = gram.clone().matmul(v);
                next.clone() / next.square().sum().sqrt().unsqueeze()
            });
            norms.push(numbers(gram.matmul(v).square().sum().sqrt().sqrt())[0]);
        }
    }
    assert_eq!(norms.len(), 4);
    assert!(norms.iter().all(|norm| *norm < 1.02), "{norms:?}");
    assert!(norms.iter().any(|norm| *norm > 0.97), "{norms:?}");
}

#[test]
fn the_layers_of_a_convolutional_game_are_all_told() {
    let (learner, _) = play_conv::<Gan>(&super::super::gan::FAMILY, &[]);
    let layers = learner.layers();
    let numbers_told = layers
        .iter()
        .map(|layer| layer.shape.iter().product::<usize>());
    let there = learner.generator.net.num_params() + learner.judge.net.num_params();
    assert_eq!(numbers_told.sum::<usize>(), there);
    assert_eq!(layers[0].tensor, "generator.enter.weight");
    assert_eq!(layers[layers.len() - 1].role, Gan::JUDGE.top);
}
