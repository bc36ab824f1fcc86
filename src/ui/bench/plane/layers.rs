//! The layers of the plane: which there are, which of them a run can have, which are on.

use egui::{Modifiers, Ui};

use crate::engine::Ready;
use crate::figure::Known;
use crate::taxonomy::Sight;
use crate::text::Language;
use crate::ui::bench::Context;
use crate::ui::theme::{self, Ink};
use crate::ui::widgets::keys::DIGITS;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// A layer, switched by its word in the title or by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ui::bench) enum Layer {
    /// Held-out points.
    Data,
    /// Points that the model drew.
    Samples,
    /// The density: heat map and contour lines.
    Density,
    /// The contour lines of the data's own density.
    Truth,
    /// A lattice of the base space carried through the model.
    Warp,
    /// How points travel from the base space.
    Paths,
    /// The velocity.
    Arrows,
    /// The parts of a mixture.
    Components,
    /// How Markov chains walk.
    Chain,
    /// Where places are drawn to by a gradient or a transition.
    Drift,
    /// Where samples are drawn to.
    Push,
    /// A verdict, a critic, an energy.
    Landscape,
}

/// All layers in the order of their numbers, with the key of their words and their number. Layers of one number do the same
/// for different kinds of families, and no family has two of them.
const ALL: [(Layer, &str, Ink, usize); 12] = [
    (Layer::Data, "plane-data", Ink::Data, 1),
    (Layer::Samples, "plane-samples", Ink::Sample, 2),
    (Layer::Density, "plane-density", Ink::Density, 3),
    (Layer::Truth, "plane-truth", Ink::Truth, 4),
    (Layer::Warp, "plane-warp", Ink::Warp, 5),
    (Layer::Paths, "plane-paths", Ink::Path, 6),
    (Layer::Chain, "plane-chain", Ink::Path, 6),
    (Layer::Arrows, "plane-arrows", Ink::Arrow, 7),
    (Layer::Drift, "plane-drift", Ink::Arrow, 7),
    (Layer::Components, "plane-components", Ink::Path, 8),
    (Layer::Push, "plane-push", Ink::Push, 8),
    (Layer::Landscape, "plane-landscape", Ink::Surface, 9),
];

/// Which layers a hand has switched on and off; the others are as the run makes them.
#[derive(Debug, Default)]
pub(super) struct Layers {
    on: [Option<bool>; ALL.len()],
}

impl Layers {
    /// What a hand has done to each switch.
    pub(super) fn moved(&self) -> &[Option<bool>] {
        &self.on
    }

    /// Does the same again; nothing where it was done to other layers.
    pub(super) fn move_as(&mut self, moved: &[Option<bool>]) {
        if let Ok(on) = moved.try_into() {
            self.on = on;
        }
    }

    /// Whether a layer is on, and one that the run can have.
    pub(super) fn shows(&self, layer: Layer, ready: &Ready) -> bool {
        let mut all = ALL.iter().zip(self.on);
        let on = all.find(|((other, ..), _)| *other == layer);
        possible(layer, ready)
            && on.is_some_and(|(_, on)| on.unwrap_or_else(|| at_first(layer, ready)))
    }

    /// The switches that stand in the title row; the words of layers that are lit or hold evidence stand out.
    pub(super) fn controls(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        ready: &Ready,
        lit: Option<Layer>,
        evidence: &[Layer],
    ) {
        let theme = theme::of(ui);
        for (i, (layer, key, ink, number)) in ALL.into_iter().enumerate() {
            if !possible(layer, ready) {
                continue;
            }
            let mark = Mark {
                dot: Some(theme.ink(ink)),
                key: char::from_digit(number as u32, 10),
                alarm: evidence.contains(&layer),
            };
            let [name, why] = words(context.language, layer, key, ready);
            let on = self.shows(layer, ready);
            let response = switch_word(ui, on || lit == Some(layer), &name, mark);
            if response.on_hover_text(why).clicked() {
                self.on[i] = Some(!on);
            }
        }
    }

    /// Keys 1 to 9 switch layers.
    pub(super) fn keys(&mut self, ui: &Ui, ready: &Ready) {
        for (i, (layer, _, _, number)) in ALL.into_iter().enumerate() {
            if !possible(layer, ready) {
                continue;
            }
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, DIGITS[number - 1])) {
                self.on[i] = Some(!self.shows(layer, ready));
            }
        }
    }
}

/// The word of a layer of a run, and what it says about itself.
fn words(language: Language, layer: Layer, key: &str, ready: &Ready) -> [String; 2] {
    let plain = || [language.t(key), language.t(&format!("{key}-why"))];
    match (layer, ready.density, ready.landscape) {
        (Layer::Density, Some(Known::Oracle(id)), _) => {
            let how = language.t(&format!("oracle-{id}-short"));
            let args = [("how", how.into())];
            ["plane-density-oracle", "plane-density-oracle-why"].map(|key| language.f(key, &args))
        }
        (Layer::Density, Some(Known::UpToConstant), _) => {
            ["plane-density-part", "plane-density-part-why"].map(|key| language.t(key))
        }
        (Layer::Density, Some(Known::Bound), _) => {
            ["plane-density-bound", "plane-density-bound-why"].map(|key| language.t(key))
        }
        (Layer::Landscape, _, Some(id)) => {
            ["short", "why"].map(|part| language.t(&format!("landscape-{id}-{part}")))
        }
        (Layer::Warp, ..) if !ready.transport => {
            ["plane-decodes", "plane-decodes-why"].map(|key| language.t(key))
        }
        _ => plain(),
    }
}

/// Whether a run begins with a layer: what says most about a family of its kind, and as little as that takes.
fn at_first(layer: Layer, ready: &Ready) -> bool {
    match layer {
        Layer::Data | Layer::Samples | Layer::Density | Layer::Components | Layer::Push => true,
        Layer::Landscape => ready.density.is_none(),
        Layer::Chain => ready.density.is_none() && ready.landscape.is_none(),
        Layer::Truth | Layer::Warp | Layer::Paths | Layer::Arrows | Layer::Drift => false,
    }
}

/// Whether a run can have a layer.
pub(super) fn possible(layer: Layer, ready: &Ready) -> bool {
    match layer {
        Layer::Data | Layer::Samples => true,
        Layer::Density => ready.density.is_some(),
        Layer::Truth => ready
            .data
            .plane()
            .is_some_and(|set| set.log_density([0.0; 2]).is_some()),
        Layer::Warp => ready.transport || ready.latent == Some(2),
        Layer::Paths => ready.transport,
        Layer::Arrows => ready.flow,
        Layer::Components => ready.components > 0,
        // Paths and velocities are the trails and the drift of a flow.
        Layer::Chain => ready.chain.is_some() && !ready.transport,
        Layer::Drift => ready.drift && !ready.flow,
        // A sample of a chain is moved by the chain; any other is moved by training alone.
        Layer::Push => ready.drift && ready.chain.is_none() && !ready.flow && ready.components == 0,
        Layer::Landscape => ready.landscape.is_some(),
    }
}

/// The first layer of a run on which something can be seen.
pub(super) fn of_sight(sight: Sight, ready: &Ready) -> Option<Layer> {
    let layers: &[Layer] = match sight {
        Sight::Data => &[Layer::Data],
        Sight::Samples | Sight::Guesses => &[Layer::Samples],
        Sight::Density | Sight::Surprise => &[Layer::Density],
        Sight::Truth => &[Layer::Truth],
        Sight::Restored => &[Layer::Chain, Layer::Warp],
        Sight::Warp => &[Layer::Warp],
        Sight::Paths => &[Layer::Paths, Layer::Chain],
        Sight::Drift => &[Layer::Arrows, Layer::Drift, Layer::Push],
        Sight::Parts => &[Layer::Components],
        Sight::Chain => &[Layer::Chain],
        Sight::Landscape => &[Layer::Landscape, Layer::Density],
        Sight::Filters | Sight::Code => &[],
    };
    let can = |layer: &&Layer| possible(**layer, ready);
    layers.iter().find(can).copied()
}

/// Whether a term of the formula for log p(x) is about the base space.
pub(super) fn is_of_base(term: &str) -> bool {
    matches!(term, "base" | "distance")
}

/// The layer that a term of the formula for log p(x) is about, where there is one.
pub(super) fn of_term(term: &str) -> Option<Layer> {
    match term {
        "log-det" | "divergence" => Some(Layer::Warp),
        "distance" | "normaliser" => Some(Layer::Density),
        "share" | "component" | "responsibility" => Some(Layer::Components),
        _ => None,
    }
}
