//! What the family on show can compute: what it claims, ticked where the run has just done it, with a link to the page that
//! explains it.

use egui::{Button, RichText, Ui, vec2};

use super::{Context, numbers};
use crate::engine::PictureId;
use crate::figure::{Abilities, Figure, Known};
use crate::taxonomy::{Capabilities, DensityKind, LatentKind};
use crate::text::Language;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, Theme, icon, size, space};
use crate::ui::{Action, Screen};

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// It was done, as it was claimed.
    Done,
    /// The family says that it cannot, and nothing came.
    Nothing,
    /// It has not been tried, or the data do not allow to try it.
    Open,
    /// Something else came than was claimed.
    Differs,
}

/// How a claim stands, and what was found.
type Finding = (Stand, Vec<String>);

/// What a run has done, as far as it was asked.
pub fn done(run: &RunView) -> Option<&Abilities> {
    match &run.pictures.get(&PictureId::Abilities)?.figure {
        Figure::Abilities(abilities) => Some(abilities),
        _ => None,
    }
}

/// Draws the table: a row a question.
pub(super) fn ui(ui: &mut Ui, context: &Context, can: Capabilities, actions: &mut Vec<Action>) {
    let (theme, language) = (theme::of(ui), context.language);
    let findings = findings(language, can, done(context.run));
    let rows = Capabilities::HEADS.into_iter().zip(can.words());
    let rows = rows.zip(can.explained()).zip(findings);
    for (((what, word), page), (stand, found)) in rows {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::SMALL, 0.0);
            tick(ui, &theme, language, stand);
            let what = language.t(what);
            ui.label(RichText::new(&what).size(size::SMALL).color(theme.dim));
            let word = language.t(word);
            let text = RichText::new(&word).size(size::SMALL).color(theme.accent);
            let link = Button::new(text).frame(false);
            let name = format!("{what}: {word}");
            let why = language.t("abilities-page");
            if ui
                .add(link)
                .accessible_name(name)
                .on_hover_text(why)
                .clicked()
            {
                actions.push(Action::Go(Screen::Page(page)));
            }
        });
        for line in found {
            ui.horizontal(|ui| {
                ui.add_space(size::BODY + space::SMALL);
                let text = RichText::new(line).size(size::SMALL - 1.0);
                ui.add(egui::Label::new(text.color(theme.faint)).wrap());
            });
        }
        ui.add_space(space::SMALL);
    }
}

/// The sign of how a claim stands, as wide as every other.
fn tick(ui: &mut Ui, theme: &Theme, language: Language, stand: Stand) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(size::BODY, size::BODY), egui::Sense::hover());
    let (glyph, color, key) = match stand {
        Stand::Done => (icon::DONE, theme.accent, "abilities-done"),
        Stand::Nothing => (icon::NOTHING, theme.faint, "abilities-nothing"),
        Stand::Open => (icon::OPEN, theme.faint, "abilities-open"),
        Stand::Differs => (icon::WARNING, theme.warning, "abilities-differs"),
    };
    let font = theme::icons(size::BODY);
    let painter = ui.painter();
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        glyph,
        font,
        color,
    );
    let words = language.t(key);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &words));
    response.on_hover_text(words);
}

/// How the claims about density, sampling and code stand.
fn findings(language: Language, can: Capabilities, done: Option<&Abilities>) -> [Finding; 3] {
    let Some(done) = done else {
        return [0, 1, 2].map(|_| (Stand::Open, Vec::new()));
    };
    [
        density(language, can.density, done),
        sampling(language, done),
        latent(language, can.latent, done),
    ]
}

fn density(language: Language, claim: DensityKind, done: &Abilities) -> Finding {
    let kind = match done.density.map(|(known, _)| known) {
        Some(Known::Exact | Known::Oracle(_)) => DensityKind::Exact,
        Some(Known::Bound) => DensityKind::Bound,
        Some(Known::UpToConstant) => DensityKind::UpToConstant,
        None => DensityKind::None,
    };
    let mut found = Vec::new();
    if let Some((known, nats)) = done.density {
        let key = match known {
            Known::Exact | Known::Oracle(_) => "abilities-exact",
            Known::Bound => "abilities-bound",
            Known::UpToConstant => "abilities-up-to-constant",
        };
        let nats = numbers::fixed(f64::from(nats), 2);
        found.push(language.f(key, &[("nats", nats.into())]));
    }
    if let Some((id, nats)) = done.oracle {
        let how = language.t(&format!("oracle-{id}-short"));
        let nats = numbers::fixed(f64::from(nats), 2);
        let args = [("how", how.into()), ("nats", nats.into())];
        found.push(language.f("abilities-oracle", &args));
    }
    let stand = match (claim, kind) {
        (DensityKind::None, DensityKind::None) => Stand::Nothing,
        (claim, kind) if claim == kind => Stand::Done,
        (_, DensityKind::None) => Stand::Open,
        _ => Stand::Differs,
    };
    (stand, found)
}

fn sampling(language: Language, done: &Abilities) -> Finding {
    let Some(sampling) = done.sampling else {
        return (Stand::Open, Vec::new());
    };
    let args = [
        ("passes", sampling.passes.into()),
        ("ms", milliseconds(done).unwrap_or_default().into()),
        ("count", sampling.count.into()),
    ];
    (Stand::Done, vec![language.f("abilities-sampling", &args)])
}

fn latent(language: Language, claim: LatentKind, done: &Abilities) -> Finding {
    let says_none = matches!(claim, LatentKind::OneWay | LatentKind::None);
    let Some(code) = done.code else {
        let stand = if says_none {
            Stand::Nothing
        } else {
            Stand::Open
        };
        return (stand, Vec::new());
    };
    let found = match code.error {
        Some(error) => {
            let error = numbers::scaled(f64::from(error));
            language.f("abilities-back", &[("error", error.into())])
        }
        None => language.t("abilities-shares"),
    };
    let stand = if code.kind == claim {
        Stand::Done
    } else {
        Stand::Differs
    };
    (stand, vec![found])
}

/// What a sample costs, with two digits that mean something.
fn milliseconds(done: &Abilities) -> Option<String> {
    let sampling = done.sampling?;
    let each = f64::from(sampling.seconds) / sampling.count.max(1) as f64;
    Some(numbers::scaled(1000.0 * each))
}

/// What was found, in a word each, for a table of many families: nothing where nothing was done.
pub(in crate::ui) fn in_short(
    language: Language,
    can: Capabilities,
    done: &Abilities,
) -> [Option<String>; 3] {
    let [density, _, latent] = findings(language, can, Some(done)).map(|(stand, _)| stand);
    let nats = done.density.filter(|_| density == Stand::Done);
    let nats = nats.map(|(known, nats)| {
        let nats = numbers::fixed(f64::from(nats), 2);
        let sign = if known == Known::Bound { "≥ " } else { "" };
        language.f(
            "abilities-nats",
            &[("nats", format!("{sign}{nats}").into())],
        )
    });
    let each = milliseconds(done).map(|ms| language.f("abilities-ms", &[("ms", ms.into())]));
    let code = done.code.filter(|_| latent == Stand::Done).map(|code| {
        code.error.map_or_else(
            || language.t("abilities-code"),
            |error| format!("± {}", numbers::scaled(f64::from(error))),
        )
    });
    [nats, each, code]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Code, Sampling};
    use crate::taxonomy::SamplingKind;

    const DONE: Abilities = Abilities {
        density: Some((Known::Bound, -3.0)),
        oracle: Some(("quadrature", -2.9)),
        sampling: Some(Sampling {
            count: 256,
            passes: 1,
            seconds: 0.001,
        }),
        code: Some(Code {
            kind: LatentKind::Amortised,
            error: Some(0.2),
        }),
    };

    fn can(density: DensityKind, latent: LatentKind) -> Capabilities {
        Capabilities {
            density,
            sampling: SamplingKind::OnePass,
            latent,
        }
    }

    fn stands(can: Capabilities, done: Option<&Abilities>) -> [Stand; 3] {
        findings(Language::English, can, done).map(|(stand, _)| stand)
    }

    #[test]
    fn a_claim_is_ticked_only_by_what_was_done() {
        let vae = can(DensityKind::Bound, LatentKind::Amortised);
        assert_eq!(stands(vae, None), [Stand::Open; 3]);
        assert_eq!(stands(vae, Some(&DONE)), [Stand::Done; 3]);
        let liar = can(DensityKind::Exact, LatentKind::Exact);
        let [density, _, latent] = stands(liar, Some(&DONE));
        assert_eq!([density, latent], [Stand::Differs; 2]);
        let silent = Abilities {
            density: None,
            code: None,
            ..DONE
        };
        let gan = can(DensityKind::None, LatentKind::OneWay);
        assert_eq!(
            stands(gan, Some(&silent)),
            [Stand::Nothing, Stand::Done, Stand::Nothing]
        );
    }

    #[test]
    fn a_sample_has_a_price_that_can_be_read() {
        assert_eq!(milliseconds(&DONE).as_deref(), Some("0.0039"));
        let [nats, ms, _] = in_short(
            Language::English,
            can(DensityKind::Bound, LatentKind::Amortised),
            &DONE,
        );
        assert!(nats.is_some_and(|words| words.starts_with('≥')));
        assert!(ms.is_some_and(|words| words.contains("0.0039")));
    }
}
