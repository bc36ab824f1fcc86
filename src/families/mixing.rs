//! What a step tells that mixes examples with noise and has a net say what went in: that of diffusion, and that of flow matching.

use burn::tensor::Tensor;

use super::Story;
use crate::figure::Look;

/// The objective of diffusion in pieces, where y is what the net is asked for: the noise, the example or the velocity.
pub(super) const OF_DIFFUSION: &[&str] = &[
    r"\mathcal L =",
    r"\mathbb E_{x_0,\, \epsilon,\, t}",
    r"\|\, y -",
    r"f_\theta(",
    r"\alpha_t x_0 + \sigma_t \epsilon",
    r",\, t)",
    r"\|^2",
];
/// That of flow matching.
pub(super) const OF_FLOW: &[&str] = &[
    r"\mathcal L =",
    r"\mathbb E_{x_0,\, x_1,\, t}",
    r"\|\, (x_1 - x_0) -",
    r"v_\theta(",
    r"(1 - t)\, x_0 + t\, x_1",
    r",\, t)",
    r"\|^2",
];

/// Examples as the batch has them, the noise, and what both are mixed to at the times t: `[batch, dims]` and `[batch, 1]`.
pub(super) fn mixture(
    story: &mut Story,
    formula: &'static [&'static str],
    [x, noise, x_t]: [&Tensor<2>; 3],
    t: &Tensor<2>,
) {
    story.formula(formula);
    story.beat("batch", &[1]);
    story.rows("x", Look::Examples, x);
    story.beat("mix-noise", &[1]);
    story.rows("noise", look(x), noise);
    story.rows("time", Look::Shares, t);
    story.beat("mix-mix", &[4]);
    story.rows("mixed", look(x), x_t);
}

/// What the net says, and what it should have said. `[batch, dims]`
pub(super) fn guess(story: &mut Story, said: &Tensor<2>, target: &Tensor<2>) {
    if !story.is_told() {
        return;
    }
    story.beat("mix-guess", &[3, 4, 5]);
    story.rows("target", look(said), target);
    story.rows("said", look(said), said);
    story.beat("mix-error", &[2, 3, 4, 5, 6]);
    let error = said.clone() - target.clone(); // [batch, dims]
    story.rows("error", look(said), &error);
    story.rows("errors", Look::Numbers, &error.square().mean_dim(1));
}

/// Points are points whatever their sign; pictures have none.
fn look(x: &Tensor<2>) -> Look {
    if x.dims()[1] > 2 {
        Look::Signed
    } else {
        Look::Examples
    }
}
