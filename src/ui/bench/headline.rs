//! The one number that matters, and what it is made of.

use egui::{RichText, Ui, vec2};

use super::units::units;
use super::{Context, numbers};
use crate::ui::theme::{self, Term, size, space};

/// The held-out bound in large type, what it was measured on, and the two terms it is made of.
pub fn headline(ui: &mut Ui, context: &Context) {
    let theme = theme::of(ui);
    let (run, language) = (context.run, context.language);
    let protocol = run.ready.as_ref().map(|ready| ready.protocol.as_str());
    let words = |ui: &mut Ui, text: String, color| {
        ui.label(RichText::new(text).size(size::SMALL).color(color));
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 0.0);
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
            let what = protocol.map_or_else(
                || language.t("stage-held-out-elbo"),
                |p| {
                    format!(
                        "{} · {}",
                        language.t("stage-held-out-elbo"),
                        language.t(&format!("protocol-{p}"))
                    )
                },
            );
            words(ui, what, theme.dim);
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
