//! What the model has learned so far, in words that follow from measures.

use egui::{Rect, RichText, ScrollArea, Ui, UiBuilder};

use super::super::{Context, numbers};
use super::titled;
use crate::data::TextSet;
use crate::text::Language;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, icon, size, space};

/// A distance of letters is as small as can be told when it is no larger than so many times that of a real piece.
const AS_REAL: f64 = 1.35;
/// Letters that are further off than this are not known yet.
const FAR: f64 = 0.2;
/// Shares of words that stand in the text: hardly any, some, most.
const HARDLY: f64 = 0.2;
const SOME: f64 = 0.6;
/// As many words as in a real piece, but for this.
const NEARLY: f64 = 0.04;
/// Shares of lines of a list that were learned by heart.
const FEW: f64 = 0.1;
const MANY: f64 = 0.5;
/// Lines may be off by this share and still be as long as they should.
const ABOUT: f64 = 0.2;

/// A sentence, and whether it tells of something that is there.
type Sentence = (bool, String);

/// Draws the sentences.
pub(super) fn ui(ui: &mut Ui, context: &Context, rect: Rect, set: &TextSet) {
    let theme = theme::of(ui);
    let rect = titled(ui, rect, &context.language.t("stage-text-learned"));
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    child.set_clip_rect(ui.clip_rect().intersect(rect));
    let sentences = sentences(context.language, context.run, set.is_list);
    ScrollArea::vertical()
        .id_salt("learned")
        .auto_shrink(false)
        .show(&mut child, |ui| {
            ui.spacing_mut().item_spacing.y = space::SMALL;
            for (there, sentence) in sentences {
                ui.horizontal_top(|ui| {
                    let (glyph, color) = if there {
                        (icon::DONE, theme.accent)
                    } else {
                        (icon::OPEN, theme.faint)
                    };
                    let sign = RichText::new(glyph)
                        .font(theme::icons(size::BODY))
                        .color(color);
                    ui.label(sign);
                    let words = RichText::new(sentence).size(size::SMALL).color(theme.text);
                    ui.add(egui::Label::new(words).wrap());
                });
            }
        });
}

fn percent(share: f64) -> fluent_bundle::FluentValue<'static> {
    numbers::fixed(100.0 * share, 0).into()
}

/// What the newest measures say.
fn sentences(language: Language, run: &RunView, is_list: bool) -> Vec<Sentence> {
    let found = [
        order(language, run),
        letters(language, run),
        if is_list {
            lines(language, run)
        } else {
            words(language, run)
        },
        breaks(language, run),
    ];
    let found: Vec<Sentence> = found.into_iter().flatten().collect();
    if found.is_empty() {
        return vec![(false, language.t("learned-not-yet"))];
    }
    found
}

/// What it foretells, beside frequencies.
fn order(language: Language, run: &RunView) -> Option<Sentence> {
    let nats = run.newest("nats_per_char")?;
    let beaten = ["unigram", "bigram", "trigram"].iter().take_while(|name| {
        run.newest(&format!("{name}_nats_per_char"))
            .is_some_and(|other| nats < other)
    });
    let order = beaten.count();
    Some((order > 0, language.t(&format!("learned-order-{order}"))))
}

fn letters(language: Language, run: &RunView) -> Option<Sentence> {
    let (distance, real) = (
        run.newest("letters_distance")?,
        run.newest("letters_distance_real")?,
    );
    let (there, key) = match distance {
        d if d <= AS_REAL * real => (true, "learned-letters"),
        d if d <= FAR => (true, "learned-letters-nearly"),
        _ => (false, "learned-letters-not"),
    };
    let args = [("distance", percent(distance)), ("real", percent(real))];
    Some((there, language.f(key, &args)))
}

fn words(language: Language, run: &RunView) -> Option<Sentence> {
    let share = run.newest("words_known")?;
    let real = run.newest("words_known_real")?;
    let (there, key) = match share {
        s if s >= real - NEARLY => (true, "learned-words"),
        s if s >= SOME => (true, "learned-words-most"),
        s if s >= HARDLY => (false, "learned-words-some"),
        _ => (false, "learned-words-not"),
    };
    let args = [("share", percent(share)), ("real", percent(real))];
    Some((there, language.f(key, &args)))
}

fn lines(language: Language, run: &RunView) -> Option<Sentence> {
    let share = run.newest("lines_known")?;
    let (there, key) = match share {
        s if s < FEW => (true, "learned-lines-known-few"),
        s if s < MANY => (true, "learned-lines-known-some"),
        _ => (false, "learned-lines-known-many"),
    };
    Some((there, language.f(key, &[("share", percent(share))])))
}

fn breaks(language: Language, run: &RunView) -> Option<Sentence> {
    let real = run.newest("line_length_real")?;
    let Some(length) = run.newest("line_length") else {
        return Some((false, language.t("learned-breaks-not")));
    };
    let is_right = (length - real).abs() <= ABOUT * real;
    let key = if is_right {
        "learned-breaks"
    } else {
        "learned-breaks-off"
    };
    let args = [
        ("length", numbers::fixed(length, 1).into()),
        ("real", numbers::fixed(real, 1).into()),
    ];
    Some((is_right, language.f(key, &args)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{RunId, View};
    use crate::families::Family;
    use crate::spec::{DeviceChoice, Spec};
    use crate::ui::run_view::HeldOut;

    fn run(values: &[(&str, f64)]) -> RunView {
        let spec = Spec::of(Family::find("char-gpt").unwrap(), 7, DeviceChoice::Cpu);
        let mut run = RunView::new(RunId(1), spec, View::NOTHING);
        run.held_out.push(HeldOut {
            step: 10,
            values: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value))
                .collect(),
        });
        run
    }

    const REAL: [(&str, f64); 6] = [
        ("letters_distance_real", 0.04),
        ("words_known_real", 0.97),
        ("line_length_real", 40.0),
        ("unigram_nats_per_char", 3.3),
        ("bigram_nats_per_char", 2.5),
        ("trigram_nats_per_char", 2.0),
    ];

    #[test]
    fn sentences_follow_the_measures() {
        let early = [
            ("nats_per_char", 3.5),
            ("letters_distance", 0.5),
            ("words_known", 0.03),
        ];
        let late = [
            ("nats_per_char", 1.7),
            ("letters_distance", 0.05),
            ("words_known", 0.95),
            ("line_length", 38.0),
        ];
        for language in Language::ALL {
            let say = |values: &[(&str, f64)]| {
                sentences(language, &run(&[values, &REAL[..]].concat()), false)
            };
            let (early, late) = (say(&early), say(&late));
            assert!(early.iter().all(|(there, _)| !there), "{early:?}");
            assert!(late.iter().all(|(there, _)| *there), "{late:?}");
            assert!(late[2].1.contains("95"), "{late:?}");
            assert_eq!(early[3].1, language.t("learned-breaks-not"));
            let nothing = sentences(language, &run(&[]), false);
            assert_eq!(nothing, [(false, language.t("learned-not-yet"))]);
        }
    }

    #[test]
    fn a_list_learned_by_heart_is_told() {
        let by_heart = [
            ("lines_known", 0.8),
            ("line_length", 8.0),
            ("line_length_real", 7.0),
        ];
        let said = sentences(Language::English, &run(&by_heart), true);
        assert!(said[0].1.contains("by heart") && !said[0].0, "{said:?}");
    }
}
