//! The two players of every family of this folder: a generator that turns noise into points or pictures, and a judge that looks
//! at them.
//!
//! They take turns. The judge learns to tell samples from data, by whatever the [`Game`] calls telling; the generator moves
//! its samples towards where the judge's verdict is better for them. What is written down here is what all games share; what
//! the players play for is the family's own. Pixels lie between 0 and 1, and so
//! the net of a generator of pictures gives their logits.

mod latent;
mod learner;
mod look;
mod nets;
mod telling;

use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Gradients, Tensor};

use crate::data::Shape;
use crate::families::knobs::{SETTLE, scheduled_from};
use crate::families::labels::Classes;
use crate::families::{Batch, Landscape, Learner, Sampler, Setup, Story, Trained};
use crate::knob::{Knob, Knobs};
use crate::nn::{LeakyConv, LeakyMlp, Noise, Spectrum, averaged, clipped};

pub(super) use self::look::Look;
use self::nets::ConvMaker;
pub(super) use self::nets::{Judge, Maker};

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
    /// What is played for, in six pieces of LaTeX: what the generator does, what the judge does, the verdict on data, that on
    /// samples until where they stand in it, the samples, and the rest.
    const FORMULA: &'static [&'static str];

    /// The game as its knobs say, all of which are hot.
    fn new(knobs: &Knobs) -> Self;

    /// What the judge minimises, about examples and samples: both `[batch, dims]`.
    fn judge<J: Judge>(
        &self,
        judge: &Look<J>,
        real: Tensor<2>,
        fake: Tensor<2>,
        noise: Noise,
    ) -> Ruled;

    /// The bounds that the game sets to the judge's weights.
    fn bounds(&self) -> Bounds;

    /// What else there is to tell of a judge after its turn, each `[1]`.
    fn tell(&self, _judge: &impl Judge) -> Vec<Tensor<1>> {
        Vec::new()
    }

    /// What the generator loses by samples at which the judge's net has these heights, and the derivative of the loss by the
    /// height: `[batch]` to twice `[batch]`.
    fn stake(&self, height: Tensor<1>) -> [Tensor<1>; 2];

    /// The verdict that the judge speaks where its net has this height: `[batch]` to `[batch]`.
    fn verdict(&self, height: Tensor<1>) -> Tensor<1>;
}

/// What the judge's weights are put back into after each of its steps.
#[derive(Clone, Copy)]
pub(super) enum Bounds {
    /// They may be anything.
    None,
    /// Every one lies within +-c.
    Clip(f64),
    /// No matrix of them has a singular value above 1.
    Spectrum,
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

/// A game that is being played by two nets.
pub(super) struct Match<G, M = LeakyMlp, J = LeakyMlp> {
    game: G,
    generator: Trained<M>,
    judge: Trained<J>,
    /// What keeps the judge's matrices short, where the game asks for it.
    spectrum: Spectrum,
    /// The average of the generator over its past, which does not run after the judge's every move (Yazıcı et al. 2019).
    average: M,
    averages: bool,
    noise_dimensions: usize,
    /// What both players are told, behind the noise and behind the picture.
    classes: Classes,
    /// The class of codes that are walked in.
    class: usize,
    /// Whether samples are pictures.
    draws_pictures: bool,
}

/// A match of the nets that the knobs ask for; convolutions are for pictures.
pub(super) fn build<G: Game>(setup: &Setup) -> Box<dyn Learner> {
    let is_conv = setup.knobs.choice("net") == "conv";
    if is_conv && matches!(setup.shape, Shape::Image { .. }) {
        Box::new(Match::<G, ConvMaker, LeakyConv>::convolutional(setup))
    } else {
        Box::new(Match::<G>::new(setup))
    }
}

/// How many numbers of noise there are.
fn noise_dimensions(setup: &Setup) -> usize {
    setup.knobs.whole("noise-dimensions").max(1)
}

impl<G: Game> Match<G> {
    /// Between nets of fully connected layers.
    pub(super) fn new(setup: &Setup) -> Self {
        let widths = setup.knobs.sizes("hidden");
        let mirrored: Vec<usize> = widths.iter().rev().copied().collect();
        let draws_pictures = matches!(setup.shape, Shape::Image { .. });
        let of_judge = if draws_pictures { &mirrored } else { widths };
        let net = |name, ends, widths| LeakyMlp::new(name, ends, widths, setup.noise, setup.device);
        let (dims, told) = (setup.shape.dims(), Classes::new(setup).count());
        let generator = net("generator", [noise_dimensions(setup) + told, dims], widths);
        let judge = net(G::JUDGE.side, [dims + told, 1], of_judge);
        Self::between(generator, judge, setup)
    }
}

impl<G: Game> Match<G, ConvMaker, LeakyConv> {
    /// Between nets of convolutions.
    fn convolutional(setup: &Setup) -> Self {
        let (sides, fine) = (setup.shape.sides(), setup.knobs.whole("channels"));
        let (noise, device) = (setup.noise, setup.device);
        let told = Classes::new(setup).count();
        let inputs = noise_dimensions(setup) + told;
        let generator = ConvMaker::new(sides, inputs, fine, noise, device);
        let judge = LeakyConv::new("judge", sides, [told, fine], noise, device);
        Self::between(generator, judge, setup)
    }
}

impl<G: Game, M: Maker, J: Judge> Match<G, M, J> {
    fn between(generator: M, judge: J, setup: &Setup) -> Self {
        Self {
            game: G::new(setup.knobs),
            average: generator.clone(),
            generator: Trained::new(generator, setup).with_first_moment(FIRST_MOMENT),
            judge: Trained::new(judge, setup).with_first_moment(FIRST_MOMENT),
            spectrum: Spectrum::default(),
            averages: setup.knobs.real("averaging") > 0.0,
            noise_dimensions: noise_dimensions(setup),
            classes: Classes::new(setup),
            class: setup.knobs.whole("class"),
            draws_pictures: matches!(setup.shape, Shape::Image { .. }),
        }
    }

    fn device(&self) -> &Device {
        self.generator.device()
    }

    /// The generator that pictures and measures use: the average of its past, or as it is now.
    fn calm(&self) -> &M {
        if self.averages {
            &self.average
        } else {
            &self.generator.net
        }
    }

    /// Samples of the generator as it is now, `[count, dims]`, of these classes, `[count, classes]`, and what is needed to come back
    /// through it.
    fn imitate(&self, count: usize, y: Option<&Tensor<2>>, noise: Noise) -> Fakes<M> {
        let z = noise.normal("noise", [count, self.noise_dimensions], self.device());
        let (made, trace) = self.generator.net.trace(self.classes.beside(z.clone(), y));
        let x = self.shown(made);
        Fakes { z, x, trace }
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

    /// The judge beside the labels of what it looks at. `[batch, classes]`
    fn look<'a>(&'a self, y: Option<&'a Tensor<2>>) -> Look<'a, J> {
        Look {
            judge: &self.judge.net,
            classes: self.classes,
            labels: y,
        }
    }

    /// A step of the judge: the ruling, and the samples that it was about.
    fn judge(
        &mut self,
        batch: &Batch,
        turn: u64,
        knobs: &Knobs,
        story: &mut Story,
    ) -> (Ruling, Fakes<M>) {
        let noise = batch.noise.part(turn);
        let y = self.classes.of(batch); // [batch, classes]
        let fakes = self.imitate(batch.x.dims()[0], y.as_ref(), noise);
        let (real, fake) = (batch.x.clone(), fakes.x.clone());
        let look = self.look(y.as_ref());
        let (ruling, gradients) = self.game.judge(&look, real, fake, noise);
        self.tell_judging(story, &batch.x, &fakes, &ruling);
        let rate = scheduled_from(knobs.real(G::JUDGE.rate), knobs, batch.steps_done);
        self.judge.descend_along_at(rate, gradients, knobs);
        self.put_back();
        (ruling, fakes)
    }

    /// Puts the judge's weights back into the bounds of the game.
    fn put_back(&mut self) {
        let net = self.judge.net.clone();
        self.judge.net = match self.game.bounds() {
            Bounds::None => return,
            Bounds::Clip(bound) => clipped(net, bound),
            Bounds::Spectrum => self.spectrum.within(net),
        };
    }

    /// A step of the generator: its loss, and how strongly the judge pulls at a sample, both `[1]`.
    fn generate(
        &mut self,
        fakes: Fakes<M>,
        batch: &Batch,
        knobs: &Knobs,
        story: &mut Story,
    ) -> [Tensor<1>; 2] {
        let count = fakes.x.dims()[0] as f64;
        let y = self.classes.of(batch); // [batch, classes]
        let (loss, push) = self.stakes(fakes.x.clone(), y.as_ref()); // [batch], [batch, dims]
        let pull = push.clone().square().sum_dim(1).sqrt().mean();
        self.tell_generating(story, &fakes, y.as_ref(), (&loss, &push));
        let by_made = self.by_made(fakes.x, push.div_scalar(count));
        let gradients = self.generator.net.gradients(&fakes.trace, by_made);
        let rate = scheduled_from(
            knobs.real("learning-rate-generator"),
            knobs,
            batch.steps_done,
        );
        self.generator.descend_along_at(rate, gradients, knobs);
        [loss.mean(), pull]
    }

    /// What the generator loses by samples of these classes, `[batch]`, and its derivative by each of them: x `[batch, dims]` to the
    /// same.
    fn stakes(&self, x: Tensor<2>, y: Option<&Tensor<2>>) -> (Tensor<1>, Tensor<2>) {
        let judge = self.look(y);
        let survey = judge.survey(x);
        let [loss, by_height] = self.game.stake(J::height(&survey));
        (loss, judge.slope(&survey) * by_height.unsqueeze_dim(1))
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

    /// The judge's verdict on points of these classes: x `[batch, dims]` to `[batch]`.
    fn verdict(&self, x: Tensor<2>, y: Option<&Tensor<2>>) -> Tensor<1> {
        self.game.verdict(self.look(y).at(x))
    }
}

/// Samples, and the way back to the generator that made them.
struct Fakes<M: Maker> {
    /// What they were made from. `[batch, noise]`
    z: Tensor<2>,
    /// `[batch, dims]`
    x: Tensor<2>,
    trace: M::Trace,
}

impl<G: Game, M: Maker, J: Judge> Match<G, M, J> {
    /// Noise, and the samples that it becomes. `[count, noise]` and `[count, dims]`
    fn drawn(&self, count: usize, noise: Noise) -> [Tensor<2>; 2] {
        let z = noise.normal("prior", [count, self.noise_dimensions], self.device());
        let y = self.classes.in_turn(count, self.device()); // [count, classes]
        let made = self.calm().make(self.classes.beside(z.clone(), y.as_ref()));
        [z, self.shown(made)]
    }
}

impl<G: Game, M: Maker, J: Judge> Sampler for Match<G, M, J> {
    /// x = G(z), z ~ N(0, I).
    fn sample(&self, count: usize, noise: Noise) -> Tensor<2> {
        let [_, x] = self.drawn(count, noise);
        x
    }

    fn one_pass(&self, count: usize, noise: Noise) -> Option<[Tensor<2>; 2]> {
        Some(self.drawn(count, noise))
    }

    fn classes(&self) -> usize {
        self.classes.count()
    }
}

impl<G: Game, M: Maker, J: Judge> Landscape for Match<G, M, J> {
    fn id(&self) -> &'static str {
        G::JUDGE.landscape
    }

    fn height(&self, x: Tensor<2>) -> Tensor<1> {
        self.verdict(x, None)
    }
}

#[cfg(test)]
mod tests;
