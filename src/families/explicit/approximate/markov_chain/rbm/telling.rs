//! A step of the machine in seven beats: data, what the hidden units make of them, chains, what they make of those, what both cost in
//! energy, how often units are on together, and the way that the weights go.

use burn::tensor::Tensor;

use super::phases::Phase;
use crate::families::Story;
use crate::figure::Look;

/// The slope of the likelihood in pieces.
const FORMULA: &[&str] = &[
    r"\frac{\partial \log p(v)}{\partial W} =",
    r"\langle v\, h^{\mathsf T} \rangle_{\mathrm{data}}",
    r"-\; \langle v'\, h'^{\mathsf T} \rangle_{\mathrm{model}}",
];

/// Both phases, and the difference of their energies, `[1]`; visible units are drawn in the form of examples, or have none of their
/// own.
pub(super) fn phases(
    story: &mut Story,
    [data, model]: [&Phase; 2],
    loss: &Tensor<1>,
    has_form: bool,
) {
    if !story.is_told() {
        return;
    }
    let look = if has_form {
        Look::Examples
    } else {
        Look::Shares
    };
    story.formula(FORMULA);
    story.beat("rbm-data", &[1]);
    story.rows("visible", look, &data.v);
    story.beat("rbm-hidden", &[1]);
    story.rows("hidden", Look::Shares, &data.h);
    story.beat("rbm-chains", &[2]);
    story.rows("chains", look, &model.v);
    story.beat("rbm-chains-hidden", &[2]);
    story.rows("hidden", Look::Shares, &model.h);
    story.beat("rbm-together", &[1, 2]);
    let lead = (data.together() - model.together()).transpose(); // [hidden, visible]
    let look = if has_form {
        Look::Signed
    } else {
        Look::Numbers
    };
    story.rows("correlations", look, &lead);
    story.beat("rbm-energy", &[1, 2]);
    story.value("energy-data", &data.energy());
    story.value("energy-model", &model.energy());
    story.value("loss", loss);
    story.down(loss);
}
