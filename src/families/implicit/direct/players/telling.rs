//! A step of the game in ten beats, five of the judge and five of the generator.

use burn::tensor::Tensor;

use super::learner::GENERATOR;
use super::nets::{Judge, Maker};
use super::{Fakes, Game, Match, Ruling};
use crate::families::Story;
use crate::figure::Look;

impl<G: Game, M: Maker, J: Judge> Match<G, M, J> {
    /// The turn of the judge: data, noise, samples, the verdicts on both, and the way down. x `[batch, dims]`
    pub(super) fn tell_judging(
        &self,
        story: &mut Story,
        x: &Tensor<2>,
        fakes: &Fakes<M>,
        ruling: &Ruling,
    ) {
        if !story.is_told() {
            return;
        }
        let verdict = |height: &Tensor<1>| self.game.verdict(height.clone());
        let (real, fake) = (verdict(&ruling.real), verdict(&ruling.fake)); // [batch]
        story.beat("judge-data", &[2]);
        story.rows("x", Look::Examples, x);
        story.beat("judge-noise", &[4]);
        story.rows("noise", Look::Numbers, &fakes.z);
        story.beat("judge-samples", &[4]);
        story.rows("samples", Look::Examples, &fakes.x);
        story.beat("judge-verdicts", &[2, 3, 5]);
        let column = |verdict: &Tensor<1>| verdict.clone().unsqueeze_dim::<2>(1); // [batch, 1]
        story.rows_beside("x", Look::Examples, x, Some(&column(&real)));
        story.rows_beside("samples", Look::Examples, &fakes.x, Some(&column(&fake)));
        story.value("verdict_real", &real.mean());
        story.value("verdict_fake", &fake.mean());
        story.beat("judge-down", &[1, 2, 3, 4, 5]);
        story.value(G::LOSSES[0], &ruling.loss);
        story.moves(G::JUDGE.side);
    }

    /// The turn of the generator: the samples, what the judge says of them by now, what that costs, where they are pulled, and the
    /// way down. The loss `[batch]`, its derivative by the samples `[batch, dims]`.
    pub(super) fn tell_generating(
        &self,
        story: &mut Story,
        fakes: &Fakes<M>,
        y: Option<&Tensor<2>>,
        (loss, push): (&Tensor<1>, &Tensor<2>),
    ) {
        if !story.is_told() {
            return;
        }
        let verdict = self.verdict(fakes.x.clone(), y); // [batch]
        let column = verdict.clone().unsqueeze_dim::<2>(1); // [batch, 1]
        story.beat("maker-samples", &[4]);
        story.rows("noise", Look::Numbers, &fakes.z);
        story.rows("samples", Look::Examples, &fakes.x);
        story.beat("maker-verdicts", &[3, 4, 5]);
        story.rows_beside("samples", Look::Examples, &fakes.x, Some(&column));
        story.value("verdict_by_now", &verdict.mean());
        story.beat("maker-loss", &[3, 4, 5]);
        let losses = loss.clone().unsqueeze_dim::<2>(1); // [batch, 1]
        story.rows_beside("losses", Look::Examples, &fakes.x, Some(&losses));
        story.value(G::LOSSES[1], &loss.clone().mean());
        story.beat("maker-pull", &[3, 4, 5]);
        let pull = push.clone().neg(); // [batch, dims]
        story.rows_beside("pull", Look::Pulled, &fakes.x, Some(&pull));
        let strength = push.clone().square().sum_dim(1).sqrt().mean();
        story.value("generator_gradient", &strength);
        story.beat("maker-down", &[0, 3, 4, 5]);
        story.value(G::LOSSES[1], &loss.clone().mean());
        story.moves(GENERATOR);
    }
}
