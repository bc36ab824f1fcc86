//! A step of the autoencoder in seven beats: what goes in, what it is taken for, the draw, what it is taken back to, the two terms
//! of the bound, and the way down.

use burn::tensor::Tensor;

use super::objective::warmed_up;
use crate::families::Story;
use crate::figure::Look;
use crate::knob::Knobs;

/// The bound in pieces.
const BOUND: &[&str] = &[
    r"\mathcal L =",
    r"\mathbb E_{q_\phi(z \mid x)}",
    r"\left[ \log p_\theta(x \mid z) \right]",
    r"- \,\beta",
    r"D_{\mathrm{KL}}\left( q_\phi(z \mid x) \,\|\, p(z) \right)",
];

/// The batch, its codes and their draws, and what those become: x `[batch, dims]`; mu, log sigma^2, epsilon and z
/// `[batch, latent]` each; the decoded and -log p(x|z), `[batch, dims]` and `[batch]`.
pub(super) fn way(
    story: &mut Story,
    x: &Tensor<2>,
    [mean, log_variance, epsilon, z]: [&Tensor<2>; 4],
    (decoded, nats): (&Tensor<2>, &Tensor<1>),
) {
    let sigma = log_variance.clone().mul_scalar(0.5).exp(); // [batch, latent]
    let nats: Tensor<2> = nats.clone().unsqueeze_dim(1); // [batch, 1]
    story.formula(BOUND);
    story.beat("batch", &[]);
    story.rows("x", Look::Examples, x);
    story.beat("vae-encode", &[1, 4]);
    story.rows("x", Look::Examples, x);
    story.rows("mean", Look::Numbers, mean);
    story.rows("deviation", Look::Numbers, &sigma);
    story.beat("vae-draw", &[1]);
    story.rows("mean", Look::Numbers, mean);
    story.rows("deviation", Look::Numbers, &sigma);
    story.rows("epsilon", Look::Numbers, epsilon);
    story.rows("z", Look::Numbers, z);
    story.beat("vae-decode", &[2]);
    story.rows("z", Look::Numbers, z);
    story.rows("decoded", Look::Examples, decoded);
    story.beat("vae-reconstruction", &[1, 2]);
    story.rows("decoded", Look::Examples, decoded);
    story.rows_beside("x-and-nats", Look::Examples, x, Some(&nats));
}

/// The terms as the step found them: the loss, -log p(x|z) and the KL term, `[1]` each, and that of each unit, `[batch, latent]`.
pub(super) fn bound(
    story: &mut Story,
    [loss, reconstruction, kl]: &[Tensor<1>; 3],
    of_units: Tensor<2>,
    knobs: &Knobs,
    steps_done: u64,
) {
    if !story.is_told() {
        return;
    }
    story.value("reconstruction_nats", reconstruction);
    story.beat("vae-divergence", &[3, 4]);
    story.rows("units", Look::Numbers, &of_units.mean_dim(0));
    story.value("kl_term_nats", kl);
    story.beat("down", &[0, 1, 2, 3, 4]);
    // The importance-weighted bound is no sum of the two.
    if knobs.choice("objective") != "iwae" {
        story.value("reconstruction_nats", reconstruction);
        let warm = warmed_up(steps_done, knobs.whole("warm-up"));
        story.number("beta", knobs.real("beta") * warm);
        story.value("kl_term_nats", kl);
    }
    story.value("loss", loss);
    story.moves("");
}
