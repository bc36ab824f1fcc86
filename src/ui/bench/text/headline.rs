//! The one number that matters: nats a character, what that means, and what frequencies alone come to.

use egui::{RichText, Ui, vec2};

use super::super::{Context, numbers};
use crate::engine::Ready;
use crate::ui::theme::{self, size, space};

/// Draws it.
pub(super) fn ui(ui: &mut Ui, context: &Context, ready: &Ready) {
    let theme = theme::of(ui);
    let (run, language) = (context.run, context.language);
    let small = |text: String| RichText::new(text).size(size::SMALL).color(theme.dim);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 0.0);
        ui.set_height(size::NUMBER * 1.3);
        let Some(nats) = run.newest("nats_per_char") else {
            ui.label(small(language.t("stage-not-measured")));
            return;
        };
        let number = RichText::new(numbers::fixed(nats, 3)).font(theme::regular(size::NUMBER));
        ui.label(number.color(theme.text));
        ui.label(small(language.t("stage-text-per-char")));
        ui.add_space(space::LARGE);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::SMALL, 2.0);
            let value = numbers::fixed(nats.exp(), 2);
            let perplexity = language.f("stage-text-perplexity", &[("value", value.into())]);
            let args = [
                ("count", numbers::count(ready.held_out_count as u64).into()),
                ("block", (ready.shape.dims() - 1).into()),
            ];
            let held_out = language.f("stage-text-held-out", &args);
            ui.label(small(format!("{perplexity} · {held_out}")))
                .on_hover_text(language.t("stage-text-perplexity-why"));
            let of = |name: &str| {
                let nats = run.newest(&format!("{name}_nats_per_char"))?;
                Some(numbers::fixed(nats, 2))
            };
            let names = ["uniform", "unigram", "bigram", "trigram"];
            let known: Option<Vec<_>> = names
                .iter()
                .map(|name| Some((*name, of(name)?.into())))
                .collect();
            if let Some(args) = known {
                ui.label(small(language.f("stage-text-beside", &args)))
                    .on_hover_text(language.t("stage-text-beside-why"));
            }
        });
    });
}
