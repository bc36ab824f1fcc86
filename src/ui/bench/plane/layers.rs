//! The layers of the plane: which there are, which of them a run can have, which are on.

use egui::{Key, Modifiers, Ui};

use crate::engine::Ready;
use crate::families::Family;
use crate::taxonomy::DensityKind;
use crate::ui::bench::Context;
use crate::ui::theme::{self, Ink};
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
}

/// All layers in the order of their numbers, with the key of their words.
const ALL: [(Layer, &str, Ink); 8] = [
    (Layer::Data, "plane-data", Ink::Data),
    (Layer::Samples, "plane-samples", Ink::Sample),
    (Layer::Density, "plane-density", Ink::Density),
    (Layer::Truth, "plane-truth", Ink::Truth),
    (Layer::Warp, "plane-warp", Ink::Warp),
    (Layer::Paths, "plane-paths", Ink::Path),
    (Layer::Arrows, "plane-arrows", Ink::Arrow),
    (Layer::Components, "plane-components", Ink::Path),
];
const KEYS: [Key; 8] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
];

/// Which layers are on.
#[derive(Debug)]
pub(super) struct Layers {
    on: [bool; ALL.len()],
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            on: ALL.map(|(layer, ..)| {
                !matches!(
                    layer,
                    Layer::Truth | Layer::Warp | Layer::Paths | Layer::Arrows
                )
            }),
        }
    }
}

impl Layers {
    /// Whether a layer is on, and one that the run can have.
    pub(super) fn shows(&self, layer: Layer, ready: &Ready) -> bool {
        let on = ALL
            .iter()
            .zip(self.on)
            .any(|((l, ..), on)| *l == layer && on);
        on && possible(layer, ready)
    }

    /// The switches that stand in the title row; the word of the layer that is lit stands out.
    pub(super) fn controls(
        &mut self,
        ui: &mut Ui,
        context: &Context,
        ready: &Ready,
        lit: Option<Layer>,
    ) {
        let theme = theme::of(ui);
        for (i, (layer, key, ink)) in ALL.into_iter().enumerate() {
            if !possible(layer, ready) {
                continue;
            }
            let mark = Mark {
                dot: Some(theme.ink(ink)),
                key: char::from_digit(i as u32 + 1, 10),
            };
            let why = context.language.t(&format!("{key}-why"));
            let on = self.on[i] || lit == Some(layer);
            let response = switch_word(ui, on, &context.language.t(key), mark);
            if response.on_hover_text(why).clicked() {
                self.on[i] = !self.on[i];
            }
        }
    }

    /// Keys 1 to 8 switch layers.
    pub(super) fn keys(&mut self, ui: &Ui, ready: &Ready) {
        for (i, key) in KEYS.into_iter().enumerate() {
            let pressed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if pressed && possible(ALL[i].0, ready) {
                self.on[i] = !self.on[i];
            }
        }
    }
}

/// Whether a run can have a layer.
pub(super) fn possible(layer: Layer, ready: &Ready) -> bool {
    match layer {
        Layer::Data | Layer::Samples => true,
        Layer::Density => Family::find(&ready.spec.family)
            .is_ok_and(|family| family.card.can.density == DensityKind::Exact),
        Layer::Truth => ready
            .data
            .plane()
            .is_some_and(|set| set.log_density([0.0; 2]).is_some()),
        Layer::Warp | Layer::Paths => ready.transport,
        Layer::Arrows => ready.flow,
        Layer::Components => ready.components > 0,
    }
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
        _ if term.starts_with("component") || term == "inside" => Some(Layer::Components),
        _ => None,
    }
}
