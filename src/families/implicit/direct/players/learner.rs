//! A game as the engine sees it: its steps, its claims, and what is kept of it.

use burn::tensor::Tensor;

use super::nets::{Judge, Maker};
use super::{Game, Match};
use crate::families::{
    Batch, Density, Landscape, LatentSpace, Layer, Learner, Losses, Measured, Sampler, Snapshot,
    State, Story, Trained,
};
use crate::knob::Knobs;
use crate::nn::{Spectrum, load_parameters, parameters};
use crate::text::Trouble;

/// The generator, the judge, the average of the generator, and what keeps the judge short.
type Kept<M, J> = (Trained<M>, Trained<J>, M, Spectrum);

/// How the generator is called in files.
pub(super) const GENERATOR: &str = "generator.";
/// What the directions of the spectrum have before their names in files.
pub(super) const SPECTRUM: &str = "spectrum.";

impl<G: Game, M: Maker, J: Judge> Learner for Match<G, M, J> {
    fn losses(&self) -> &'static [&'static str] {
        G::LOSSES
    }

    fn step(&mut self, batch: &Batch, knobs: &Knobs) -> Losses {
        self.told_step(batch, knobs, &mut Story::untold())
    }

    /// Of several turns of a side the last one is told.
    fn told_step(&mut self, batch: &Batch, knobs: &Knobs, story: &mut Story) -> Losses {
        self.turn(knobs);
        story.formula(G::FORMULA);
        let turns = |knob| knobs.whole(knob).max(1) as u64;
        let (judging, generating) = (turns(G::JUDGE.steps), turns("steps-generator"));
        for turn in 1..judging {
            self.judge(batch, turn - 1, knobs, &mut Story::untold());
        }
        let (ruling, mut fakes) = self.judge(batch, judging - 1, knobs, story);
        // The last samples that the judge has seen are the first that the generator moves.
        for turn in judging..judging + generating - 1 {
            self.generate(fakes, batch, knobs, &mut Story::untold());
            let y = self.classes.of(batch); // [batch, classes]
            let noise = batch.noise.part(turn);
            fakes = self.imitate(batch.x.dims()[0], y.as_ref(), noise);
        }
        let [loss, pull] = self.generate(fakes, batch, knobs, story);
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
        self.class = knobs.whole("class");
    }

    fn measure(&self, batch: &Batch) -> Measured {
        let y = self.classes.of(batch); // [batch, classes]
        vec![(
            "verdict_held_out",
            self.verdict(batch.x.clone(), y.as_ref()),
        )]
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
        let (_, push) = self.stakes(x, None);
        Some(push.neg())
    }

    fn snapshot(&self) -> Snapshot {
        let both = self.generator.snapshot().bytes() + self.judge.snapshot().bytes();
        let average = self.average.num_params() * size_of::<f32>();
        let kept: Kept<M, J> = (
            self.generator.clone(),
            self.judge.clone(),
            self.average.clone(),
            self.spectrum.clone(),
        );
        Snapshot::new(kept, both + average + self.spectrum.bytes())
    }

    fn restore(&mut self, snapshot: &Snapshot) {
        if let Some(kept) = snapshot.state::<Kept<M, J>>() {
            (self.generator, self.judge, self.average, self.spectrum) = kept.clone();
        }
    }

    fn state(&self) -> State {
        let average = parameters(&self.average).into_iter();
        let average = average.map(|(path, data)| (format!("average.{path}"), data));
        let spectrum = self.spectrum.state().into_iter();
        let spectrum = spectrum.map(|(path, data)| (format!("{SPECTRUM}{path}"), data));
        let sides = [
            self.generator.state_of(GENERATOR),
            self.judge.state_of(G::JUDGE.side),
        ];
        let all = sides.into_iter().flatten().chain(average);
        all.chain(spectrum).collect()
    }

    fn load(&mut self, state: &State) -> Result<(), Trouble> {
        self.average = load_parameters(self.average.clone(), "average.", state)?;
        self.generator.load_of(GENERATOR, state)?;
        self.judge.load_of(G::JUDGE.side, state)?;
        let device = self.generator.device();
        self.spectrum.load(&self.judge.net, SPECTRUM, state, device)
    }

    fn layers(&self) -> Vec<Layer> {
        let beside = |side: &'static str, layers: Vec<Layer>| {
            layers.into_iter().map(move |layer| Layer {
                tensor: format!("{side}{}", layer.tensor),
                ..layer
            })
        };
        let made = if self.draws_pictures {
            "logits of the pixels x = h W + b"
        } else {
            "x = h W + b"
        };
        let (generator, judge) = (&self.generator, &self.judge);
        let of_generator = generator.layers(M::ORDER, |path| generator.net.role(path, made));
        let of_judge = judge.layers(J::ORDER, |path| judge.net.role(path, G::JUDGE.top));
        beside(GENERATOR, of_generator)
            .chain(beside(G::JUDGE.side, of_judge))
            .collect()
    }

    /// The judge looks at examples and at samples, and once more for the generator.
    fn uses(&self, tensor: &str) -> usize {
        match tensor.strip_prefix(G::JUDGE.side) {
            Some(path) => 3 * self.judge.net.uses(path),
            None => self
                .generator
                .net
                .uses(tensor.trim_start_matches(GENERATOR)),
        }
    }
}
