//! The one number that matters, and what it is made of.

use egui::{RichText, Ui, vec2};

use super::units::units;
use super::{Context, numbers};
use crate::ui::theme::{self, Term, size, space};

/// The held-out bound in large type, what it was measured on, and the two terms it is made of.
pub fn headline(ui: &mut Ui, context: &Context) {
    let theme = theme::of(ui);
    let (run, language) = (context.run, context.language);
    let on = |what: &str| measured_on(context, what);
    let words = |ui: &mut Ui, text: String, color| {
        ui.label(RichText::new(text).size(size::SMALL).color(color));
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 0.0);
        if let Some(nats) = run.newest("nll_nats") {
            exact(ui, context, nats);
            return;
        }
        let Some(elbo) = run.newest("elbo_nats") else {
            ui.set_height(size::NUMBER * 1.3);
            words(ui, language.t("stage-not-measured"), theme.dim);
            return;
        };
        let number = format!("≥ {}", numbers::fixed(elbo, 1));
        ui.label(
            RichText::new(number)
                .font(theme::regular(size::NUMBER))
                .color(theme.text),
        );
        words(ui, language.t("unit-nats"), theme.dim);
        ui.add_space(space::LARGE);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::SMALL, 2.0);
            words(ui, on("stage-held-out-elbo"), theme.dim);
            let terms = (
                run.newest("reconstruction_nats"),
                run.newest("kl_term_nats"),
            );
            let (Some(reconstruction), Some(kl)) = terms else {
                return;
            };
            let value = |x| [("value", numbers::fixed(x, 1).into())];
            ui.horizontal(|ui| {
                words(ui, language.t("stage-minus-elbo"), theme.dim);
                let term = theme.term(Term::Reconstruction);
                words(
                    ui,
                    language.f("stage-reconstruction-term", &value(reconstruction)),
                    term,
                );
                words(ui, "+".to_owned(), theme.dim);
                words(
                    ui,
                    language.f("stage-kl-term", &value(kl)),
                    theme.term(Term::Kl),
                );
                let active = run
                    .newest("active_units")
                    .zip(run.ready.as_ref().and_then(|r| r.latent));
                if let Some((active, all)) = active {
                    let args = [("active", active.into()), ("all", all.into())];
                    words(ui, "·".to_owned(), theme.dim);
                    words(ui, language.f("stage-active", &args), theme.dim);
                }
            });
        });
        units(ui, context, size::NUMBER * 1.3);
    });
}

/// What a number is, and the protocol by which it was measured.
fn measured_on(context: &Context, what: &str) -> String {
    let words = context.language.t(what);
    let protocol = context.run.ready.as_ref().map(|ready| &ready.protocol);
    match protocol {
        Some(protocol) => {
            let protocol = context.language.t(&format!("protocol-{protocol}"));
            format!("{words} · {protocol}")
        }
        None => words,
    }
}

/// Where log p(x) itself is known: -log p(x) of the held-out examples, and what that is for a pixel.
fn exact(ui: &mut Ui, context: &Context, nats: f64) {
    let theme = theme::of(ui);
    let language = context.language;
    let words = |ui: &mut Ui, text: String| {
        ui.label(RichText::new(text).size(size::SMALL).color(theme.dim));
    };
    let number = RichText::new(numbers::fixed(nats, 1)).font(theme::regular(size::NUMBER));
    ui.label(number.color(theme.text));
    words(ui, language.t("unit-nats"));
    ui.add_space(space::LARGE);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 2.0);
        words(ui, measured_on(context, "stage-held-out-nll"));
        let Some(ready) = &context.run.ready else {
            return;
        };
        let bits = nats / std::f64::consts::LN_2 / ready.shape.dims().max(1) as f64;
        let args = [("bits", numbers::fixed(bits, 3).into())];
        words(ui, language.f("stage-bits-a-pixel", &args));
    });
}
