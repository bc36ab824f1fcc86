//! The one number that matters, and what it is made of.

use egui::{RichText, Ui, vec2};

use super::units::units;
use super::{Context, numbers};
use crate::data::Shape;
use crate::engine::Ready;
use crate::text::Language;
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
            words(ui, unmeasured(context), theme.dim);
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

/// What stands where there is no likelihood: how well spoiled pictures are restored, or that there is nothing to wait for.
fn unmeasured(context: &Context) -> String {
    let language = context.language;
    if let Some(nats) = context.run.newest("denoising_nats") {
        let args = [("value", numbers::fixed(nats, 1).into())];
        return with_protocol(context, language.f("stage-denoising", &args));
    }
    let ready = context.run.ready.as_ref();
    let silent = ready.is_some_and(|ready| ready.density.is_none());
    language.t(if silent {
        "stage-no-likelihood"
    } else {
        "stage-not-measured"
    })
}

/// What a number is, and the protocol by which it was measured.
fn measured_on(context: &Context, what: &str) -> String {
    with_protocol(context, context.language.t(what))
}

/// Words for a number, and the protocol behind them.
fn with_protocol(context: &Context, words: String) -> String {
    match &context.run.ready {
        Some(ready) => format!("{words} · {}", protocol(context.language, ready)),
        None => words,
    }
}

/// What likelihoods mean in a run.
pub(super) fn protocol(language: Language, ready: &Ready) -> String {
    let key = format!("protocol-{}", ready.protocol);
    let colour = format!("{key}-colour");
    let is_colour = matches!(ready.shape, Shape::Image { channels: 3, .. });
    if is_colour && language.has(&colour) {
        return language.t(&colour);
    }
    language.t(&key)
}

/// After how many steps -log p(x) was estimated, and its standard error, where the normaliser is an estimate by chains.
fn estimated(context: &Context) -> Option<(u64, f64)> {
    let mut measures = context.run.held_out.iter().rev();
    measures.find_map(|held| {
        held.value("free_energy_nats")?;
        held.value("nll_nats")?;
        Some((held.step, held.value("nll_nats_se")?))
    })
}

/// Where log p(x) itself is known: -log p(x) of the held-out examples, and what that is for a pixel.
fn exact(ui: &mut Ui, context: &Context, nats: f64) {
    let theme = theme::of(ui);
    let language = context.language;
    let words = |ui: &mut Ui, text: String| {
        ui.label(RichText::new(text).size(size::SMALL).color(theme.dim));
    };
    let estimate = estimated(context);
    let number = match estimate {
        Some(_) => format!("≈ {}", numbers::fixed(nats, 1)),
        None => numbers::fixed(nats, 1),
    };
    let number = RichText::new(number).font(theme::regular(size::NUMBER));
    ui.label(number.color(theme.text));
    if let Some((_, error)) = estimate {
        words(ui, format!("± {}", numbers::fixed(error, 1)));
    }
    words(ui, language.t("unit-nats"));
    ui.add_space(space::LARGE);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 2.0);
        match estimate {
            None => words(ui, measured_on(context, "stage-held-out-nll")),
            Some((step, _)) => {
                let at = language.f("stage-held-out-nll-estimate", &[("step", step.into())]);
                words(ui, with_protocol(context, at));
            }
        }
        let Some(ready) = &context.run.ready else {
            return;
        };
        let bits = nats / std::f64::consts::LN_2 / ready.shape.dims().max(1) as f64;
        let args = [("bits", numbers::fixed(bits, 3).into())];
        words(ui, language.f("stage-bits-a-pixel", &args));
    });
}
