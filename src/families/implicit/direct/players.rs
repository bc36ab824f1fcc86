//! The two players of every family of this folder: a generator that turns noise into points or pictures, and a judge that looks
//! at them.
//!
//! They take turns. The judge learns to tell samples from data, by whatever the [`Game`] calls telling; the generator moves
//! its samples towards where the judge's verdict is better for them. What is written down here is what all games share; what
//! the players play for is the family's own. Pixels lie between 0 and 1, and so
//! the net of a generator of pictures gives their logits.

use burn::module::Module;
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Gradients, Tensor};

use crate::data::Shape;
use crate::families::knobs::{SETTLE, settled_from};
use crate::families::{
    Batch, Density, EncodedGaussian, Landscape, LatentSpace, Layer, Learner, Losses, Measured,
    Sampler, Setup, Snapshot, State, Trained,
};
use crate::knob::{Knob, Knobs};
use crate::nn::{LeakyMlp, LeakyTrace, Noise, Survey, averaged, load_parameters, parameters};
use crate::text::Trouble;

/// The step size of the generator.
pub(super) const GENERATOR_RATE: Knob = Knob::real("learning-rate-generator", 1e-6, 1.0, "2e-4")
    .logarithmic()
    .hot()
    .main()
    .on_plane("1e-3");

/// How many steps the generator makes in its turn.
pub(super) const GENERATOR_STEPS: Knob = Knob::whole("steps-generator", 1, 20, "1").hot();

/// How many numbers of noise a sample is made from.
pub(super) const NOISE: Knob = Knob::whole("noise-dimensions", 1, 128, "64")
    .logarithmic()
    .on_plane("2");

/// On pictures the rates stay: learning goes on for longer than anybody has time for.
pub(super) const LONG_SETTLE: Knob = Knob {
    default: "0",
    ..SETTLE
}
.on_plane("2000");

/// The generator has layers of these widths; the judge of points the same, and that of pictures from the last to the first.
pub(super) const HIDDEN: Knob = Knob::sizes("hidden", 1024, 4, "256-512").on_plane("128-128");

/// The average is moved once in so many steps, which comes to the same and costs less.
const AVERAGE_EVERY: u64 = 8;
/// What Adam keeps of past gradients, which are about an opponent that has moved on since (Radford et al. 2016).
const FIRST_MOMENT: f64 = 0.5;

/// What two players play for: the formulas by which the families of this folder differ.
pub(super) trait Game: 'static {
    /// The names of the losses of a step: the judge's, the generator's, then `verdict_real`, `verdict_fake`,
    /// `generator_gradient`, and what else the game tells.
    const LOSSES: &'static [&'static str];
    /// What the judge is called in this game.
    const JUDGE: Names;

    /// The game as its knobs say, all of which are hot.
    fn new(knobs: &Knobs) -> Self;

    /// What the judge minimises, about examples and samples: both `[batch, dims]`.
    fn judge(&self, judge: &LeakyMlp, real: Tensor<2>, fake: Tensor<2>, noise: Noise) -> Ruled;

    /// The judge within the bounds that the game sets to it.
    fn bounded(&self, judge: LeakyMlp) -> LeakyMlp {
        judge
    }

    /// What else there is to tell of a judge after its turn, each `[1]`.
    fn tell(&self, _judge: &LeakyMlp) -> Vec<Tensor<1>> {
        Vec::new()
    }

    /// What the generator loses by samples at which the judge's net has these heights, and the derivative of the loss by the
    /// height: `[batch]` to twice `[batch]`.
    fn stake(&self, height: Tensor<1>) -> [Tensor<1>; 2];

    /// The verdict that the judge speaks where its net has this height: `[batch]` to `[batch]`.
    fn verdict(&self, height: Tensor<1>) -> Tensor<1>;
}

/// What a judge and what belongs to it are called.
pub(super) struct Names {
    /// The judge in files, with a dot behind it.
    pub(super) side: &'static str,
    /// The knob of its step size.
    pub(super) rate: &'static str,
    /// The knob of how many steps it makes in its turn, all on the same examples, each against fresh samples.
    pub(super) steps: &'static str,
    /// Its verdict over the plane, as `landscape-ID` in the locales says.
    pub(super) landscape: &'static str,
    /// What its layer on top gives.
    pub(super) top: &'static str,
}

/// One look of the judge at examples and samples.
pub(super) struct Ruling {
    /// What the judge minimises. `[1]`
    pub(super) loss: Tensor<1>,
    /// The heights of the judge's net at the examples. `[batch]`
    pub(super) real: Tensor<1>,
    /// And at the samples. `[batch]`
    pub(super) fake: Tensor<1>,
    /// The parts of the loss that the game tells, each `[1]`.
    pub(super) parts: Vec<Tensor<1>>,
}

/// A ruling, and the gradients of its loss by the judge's weights.
pub(super) type Ruled = (Ruling, Gradients);

/// A game that is being played.
pub(super) struct Match<G> {
    game: G,
    generator: Trained<LeakyMlp>,
    judge: Trained<LeakyMlp>,
    /// The average of the generator over its past, which does not run after the judge's every move (Yazıcı et al. 2019).
    average: LeakyMlp,
    averages: bool,
    noise_dimensions: usize,
    /// Whether samples are pictures.
    draws_pictures: bool,
}

impl<G: Game> Match<G> {
    pub(super) fn new(setup: &Setup) -> Self {
        let widths = setup.knobs.sizes("hidden");
        let noise_dimensions = setup.knobs.whole("noise-dimensions").max(1);
        let draws_pictures = matches!(setup.shape, Shape::Image { .. });
        let mirrored: Vec<usize> = widths.iter().rev().copied().collect();
        let of_judge = if draws_pictures { &mirrored } else { widths };
        let net = |name, ends, widths| LeakyMlp::new(name, ends, widths, setup.noise, setup.device);
        let side = |net| Trained::new(net, setup).with_first_moment(FIRST_MOMENT);
        let dims = setup.shape.dims();
        let generator = net("generator", [noise_dimensions, dims], widths);
        Self {
            game: G::new(setup.knobs),
            average: generator.clone(),
            generator: side(generator),
            judge: side(net(G::JUDGE.side, [dims, 1], of_judge)),
            averages: setup.knobs.real("averaging") > 0.0,
            noise_dimensions,
            draws_pictures,
        }
    }

    fn device(&self) -> &Device {
        self.generator.device()
    }

    /// The generator that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &LeakyMlp {
        if self.averages {
            &self.average
        } else {
            &self.generator.net
        }
    }

    /// Samples of the generator as it is now, `[count, dims]`, and what is needed to come back through it.
    fn imitate(&self, count: usize, noise: Noise) -> (Tensor<2>, LeakyTrace) {
        let z = noise.normal("noise", [count, self.noise_dimensions], self.device());
        let (made, trace) = self.generator.net.trace(z);
        (self.shown(made), trace)
    }

    /// What the generator's net makes, as a sample: points are what they are, pixels the logistic function of it.
    /// `[count, dims]`
    fn shown(&self, made: Tensor<2>) -> Tensor<2> {
        if self.draws_pictures {
            sigmoid(made)
        } else {
            made
        }
    }

    /// The derivative by what the generator's net makes, from that by the samples x. `[count, dims]` each
    fn by_made(&self, x: Tensor<2>, by_sample: Tensor<2>) -> Tensor<2> {
        if self.draws_pictures {
            // s' = s (1 - s)
            by_sample * (x.clone() - x.square())
        } else {
            by_sample
        }
    }

    /// A step of the judge: the ruling, and the samples that it was about.
    fn judge(&mut self, batch: &Batch, turn: u64, knobs: &Knobs) -> (Ruling, Fakes) {
        let noise = batch.noise.part(turn);
        let fakes = self.imitate(batch.x.dims()[0], noise);
        let net = &self.judge.net;
        let (real, fake) = (batch.x.clone(), fakes.0.clone());
        let (ruling, gradients) = self.game.judge(net, real, fake, noise);
        let rate = settled_from(knobs.real(G::JUDGE.rate), knobs, batch.steps_done);
        self.judge.descend_along_at(rate, gradients, knobs);
        self.judge.net = self.game.bounded(self.judge.net.clone());
        (ruling, fakes)
    }

    /// A step of the generator: its loss, and how strongly the judge pulls at a sample, both `[1]`.
    fn generate(&mut self, (x, trace): Fakes, steps_done: u64, knobs: &Knobs) -> [Tensor<1>; 2] {
        let count = x.dims()[0] as f64;
        let survey = self.judge.net.survey(x.clone());
        let (loss, push) = self.stakes(survey); // [batch], [batch, dims]
        let pull = push.clone().square().sum_dim(1).sqrt().mean();
        let by_made = self.by_made(x, push.div_scalar(count));
        let gradients = self.generator.net.gradients(&trace, by_made);
        let rate = settled_from(knobs.real("learning-rate-generator"), knobs, steps_done);
        self.generator.descend_along_at(rate, gradients, knobs);
        [loss.mean(), pull]
    }

    /// What the generator loses at the points of a survey, `[batch]`, and its derivative by the point, `[batch, dims]`.
    fn stakes(&self, survey: Survey) -> (Tensor<1>, Tensor<2>) {
        let [loss, by_height] = self.game.stake(survey.height);
        (loss, survey.slope * by_height.unsqueeze_dim(1))
    }

    /// Moves the average towards the generator: over n steps it keeps decay^n of itself, and less of itself while it is young.
    fn follow(&mut self, steps_done: u64, decay: f64) {
        if !(steps_done + 1).is_multiple_of(AVERAGE_EVERY) {
            return;
        }
        let young = (1.0 + steps_done as f64) / (10.0 + steps_done as f64);
        let share = 1.0 - decay.min(young).powi(AVERAGE_EVERY as i32);
        self.average = averaged(self.average.clone(), &self.generator.net, share);
    }

    /// The judge's verdict on points: x `[batch, dims]` to `[batch]`.
    fn verdict(&self, x: Tensor<2>) -> Tensor<1> {
        let height = self.judge.net.forward(x).squeeze_dim(1); // [batch]
        self.game.verdict(height)
    }
}

/// Samples, `[batch, dims]`, and the way back to the generator that made them.
type Fakes = (Tensor<2>, LeakyTrace);

impl<G: Game> Learner for Match<G> {
    fn losses(&self) -> &'static [&'static str] {
        G::LOSSES
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.turn(knobs);
        let turns = |knob| knobs.whole(knob).max(1) as u64;
        let (judging, generating) = (turns(G::JUDGE.steps), turns("steps-generator"));
        let (mut ruling, mut fakes) = self.judge(batch, 0, knobs);
        for turn in 1..judging {
            (ruling, fakes) = self.judge(batch, turn, knobs);
        }
        // The last samples that the judge has seen are the first that the generator moves.
        let [mut loss, mut pull] = self.generate(fakes, batch.steps_done, knobs);
        for turn in judging..judging + generating - 1 {
            let fakes = self.imitate(batch.x.dims()[0], batch.noise.part(turn));
            [loss, pull] = self.generate(fakes, batch.steps_done, knobs);
        }
        self.follow(batch.steps_done, knobs.real("averaging"));
        let verdict = |height| self.game.verdict(height).mean();
        let shared = [
            ruling.loss,
            loss,
            verdict(ruling.real),
            verdict(ruling.fake),
            pull,
        ];
        let told = self.game.tell(&self.judge.net);
        let values = shared.into_iter().chain(ruling.parts).chain(told);
        G::LOSSES.iter().copied().zip(values).collect()
    }

    fn turn(&mut self, knobs: &Knobs) {
        self.game = G::new(knobs);
        self.averages = knobs.real("averaging") > 0.0;
    }

    fn measure(&self, batch: &Batch) -> Measured {
        vec![("verdict_held_out", self.verdict(batch.x.clone()))]
    }

    fn density(&self) -> Density<'_> {
        Density::None
    }

    fn sampler(&self) -> Option<&dyn Sampler> {
        Some(self)
    }

    /// A code goes in, but none can be read off an example.
    fn latent(&self) -> Option<&dyn LatentSpace> {
        None
    }

    fn workspace(&self) -> Option<&dyn LatentSpace> {
        Some(self)
    }

    fn landscape(&self) -> Option<&dyn Landscape> {
        (!self.draws_pictures).then_some(self as &dyn Landscape)
    }

    /// Where the generator would move a sample that lay here: down its loss.
    fn drift(&self, x: Tensor<2>) -> Option<Tensor<2>> {
        let (_, push) = self.stakes(self.judge.net.survey(x));
        Some(push.neg())
    }

    fn snapshot(&self) -> Snapshot {
        let both = self.generator.snapshot().bytes() + self.judge.snapshot().bytes();
        let bytes = both + self.average.num_params() * size_of::<f32>();
        let kept: Kept = (
            self.generator.clone(),
            self.judge.clone(),
            self.average.clone(),
        );
        Snapshot::new(kept, bytes)
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<Kept>() {
            (self.generator, self.judge, self.average) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        let sides = [
            self.generator.state_of(GENERATOR),
            self.judge.state_of(G::JUDGE.side),
        ];
        sides.into_iter().flatten().chain(average).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.generator.load_of(GENERATOR, state)?;
        self.judge.load_of(G::JUDGE.side, state)
    }

    fn layers(&self) -> Vec<Layer> {
        let last = format!("layers.{}.", self.judge.net.depth());
        let of = |side: &'static str, trained: &Trained<LeakyMlp>, top, below| {
            let layers = trained.layers(
                &[],
                |path| {
                    if path.starts_with(&last) { top } else { below }
                },
            );
            layers.into_iter().map(move |layer| Layer {
                tensor: format!("{side}{}", layer.tensor),
                ..layer
            })
        };
        let from_noise = "h = leaky(h W + b), which is a or a / 5; the first reads z";
        let from_point = "h = leaky(h W + b); the first reads x";
        let made = if self.draws_pictures {
            "logits of the pixels x = h W + b"
        } else {
            "x = h W + b"
        };
        let generator = of(GENERATOR, &self.generator, made, from_noise);
        let judge = of(G::JUDGE.side, &self.judge, G::JUDGE.top, from_point);
        generator.chain(judge).collect()
    }
}

/// The generator, the judge, and the average of the generator.
type Kept = (Trained<LeakyMlp>, Trained<LeakyMlp>, LeakyMlp);

/// How the generator is called in files.
const GENERATOR: &str = "generator.";

impl<G: Game> Match<G> {
    /// Noise, and the samples that it becomes. `[count, noise]` and `[count, dims]`
    fn drawn(&self, count: usize, noise: Noise) -> [Tensor<2>; 2] {
        let z = noise.normal("prior", [count, self.noise_dimensions], self.device());
        [z.clone(), self.shown(self.calm().forward(z))]
    }
}

impl<G: Game> Sampler for Match<G> {
    /// x = G(z), z ~ N(0, I).
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let [_, x] = self.drawn(count, noise);
        x
    }

    fn one_pass(&self, count: usize, noise: Noise) -> Option<[Tensor<2>; 2]> {
        Some(self.drawn(count, noise))
    }
}

impl<G: Game> LatentSpace for Match<G> {
    fn dimension(&self) -> usize {
        self.noise_dimensions
    }

    fn encodes(&self) -> bool {
        false
    }

    /// The middle of the prior: nothing is known of codes but that.
    fn encode(&self, x: Tensor<2>) -> EncodedGaussian {
        let zeros = Tensor::zeros([x.dims()[0], self.noise_dimensions], self.device());
        EncodedGaussian {
            mean: zeros.clone(),
            log_variance: zeros,
        }
    }

    fn decode(&self, z: Tensor<2>) -> Tensor<2> {
        self.shown(self.calm().forward(z))
    }

    fn pull(&self, z: Tensor<2>, x: Tensor<2>) -> Option<[Tensor<2>; 2]> {
        let (made, trace) = self.calm().trace(z);
        let made = self.shown(made); // [batch, dims]
        let off = made.clone() - x;
        let by_made = self.by_made(made, off.clone().mul_scalar(2.0));
        let mut unused = self.calm().no_gradients();
        let slope = self.calm().back_into(&mut unused, &trace, by_made); // [batch, latent]
        Some([off.square().sum_dim(1), slope])
    }
}

impl<G: Game> Landscape for Match<G> {
    fn id(&self) -> &'static str {
        G::JUDGE.landscape
    }

    fn height(&self, x: Tensor<2>) -> Tensor<1> {
        self.verdict(x)
    }
}

#[cfg(test)]
mod tests;
