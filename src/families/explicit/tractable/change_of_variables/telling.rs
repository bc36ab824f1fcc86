//! A step of a flow in five beats: the batch, its way to noise, the two terms of log p(x), and the way down.

use burn::tensor::Tensor;

use crate::families::Story;
use crate::figure::Look;

/// The change of variables in pieces.
const FORMULA: &[&str] = &[
    r"-\log p(x) =",
    r"-\log p_Z\left( f_\theta(x) \right)",
    r"-\log \left| \det \frac{\partial f_\theta}{\partial x} \right|",
];

/// The batch, and the beat of its way to noise. `[batch, dims]`
pub(super) fn begin(story: &mut Story, x: &Tensor<2>) {
    story.formula(FORMULA);
    story.beat("batch", &[]);
    story.rows("x", Look::Examples, x);
    story.beat("flow-way", &[1, 2]);
}

/// What the terms of log p(x) come to, log p(z) and log|det dz/dx|, `[batch]` each, and the loss of the step, `[1]`.
pub(super) fn likelihood(story: &mut Story, terms: Option<[Tensor<1>; 2]>, loss: &Tensor<1>) {
    let Some([base, volume]) = terms.map(|terms| terms.map(|term| term.mean().neg())) else {
        return;
    };
    story.beat("flow-base", &[1]);
    story.value("base_nats", &base);
    story.beat("flow-volume", &[2]);
    story.value("volume_nats", &volume);
    story.beat("down", &[0, 1, 2]);
    story.value("base_nats", &base);
    story.value("volume_nats", &volume);
    story.value("loss", loss);
    story.moves("");
}
