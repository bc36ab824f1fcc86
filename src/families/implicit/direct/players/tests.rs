//! Both games against what is known in closed form, with a generator that is set by hand and stands still.

use burn::module::{Module, ModuleMapper, Param};
use burn::tensor::TensorData;

use super::super::gan::Gan;
use super::super::wgan::Wasserstein;
use super::*;
use crate::data::Shape;
use crate::families::Family;

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
