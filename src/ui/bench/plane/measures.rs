//! The one number of a run on the plane, and the measures beside it.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::data::plane::Source;
use crate::families::Family;
use crate::taxonomy::DensityKind;
use crate::ui::bench::{Context, numbers};
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, size, space};

/// The height of a row of the list.
const ROW: f32 = 18.0;
/// What a reading below the list needs; the list leaves out its last rows rather than cover that.
const READING: f32 = 116.0;

/// The entropy of the data in nats, where it is known: of a drawing from what was measured, because it changes with every
/// stroke.
pub(in crate::ui::bench) fn entropy(run: &RunView) -> Option<f64> {
    let set = run.ready.as_ref()?.data.plane()?;
    match &set.source {
        Source::Known(known) => Some(known.entropy),
        Source::Drawn(_) => {
            let both = |held: &crate::ui::run_view::HeldOut| {
                Some(held.value("nll_nats")? - held.value("kl_nats")?)
            };
            run.held_out.iter().rev().find_map(both)
        }
        Source::Table(_) => None,
    }
}

/// The one number with its standard error, and the key of what it is.
fn number(run: &RunView) -> Option<(String, &'static str, &'static str)> {
    let error = |metric: &str| {
        let error = run.newest(&format!("{metric}_se"))?;
        Some(format!(" ± {}", numbers::fixed(error, 3)))
    };
    let of = |metric: &str, key, why| {
        let value = numbers::fixed(run.newest(metric)?, 3);
        Some((
            format!("{value}{}", error(metric).unwrap_or_default()),
            key,
            why,
        ))
    };
    of("kl_nats", "plane-above-entropy", "plane-above-entropy-why")
        .or_else(|| of("nll_nats", "plane-nll", "plane-nll-why"))
        .or_else(|| {
            let (bound, above) = bound(run)?;
            let number = format!("≤ {bound}{}", error("elbo_nats").unwrap_or_default());
            Some(if above {
                (number, "plane-above-entropy", "plane-above-bound-why")
            } else {
                (number, "plane-nll", "plane-bound-why")
            })
        })
        .or_else(|| {
            let distance = numbers::fixed(run.newest("energy_distance")?, 4);
            Some((distance, "plane-energy", "plane-energy-why"))
        })
}

/// What the bound on log p(x) leaves: how far above the entropy of the data the model is at most where that is known, else
/// what its NLL is at most.
fn bound(run: &RunView) -> Option<(String, bool)> {
    let elbo = run.newest("elbo_nats")?;
    let entropy = entropy(run);
    let value = -elbo - entropy.unwrap_or_default();
    Some((numbers::fixed(value, 3), entropy.is_some()))
}

/// What the family of a run can say about log p(x), where that is not the value itself: the key of the words.
fn likelihood(run: &RunView) -> Option<&'static str> {
    let family = Family::find(&run.spec.family).ok()?;
    match family.card.can.density {
        DensityKind::None => Some("plane-likelihood-none"),
        DensityKind::UpToConstant => Some("plane-likelihood-constant"),
        DensityKind::Bound => Some("plane-likelihood-bound"),
        DensityKind::Exact => None,
    }
}

/// The two-sample measures: the key of the name, the metric, and how many decimals are meant.
const COMPARED: [(&str, &str, usize); 7] = [
    ("plane-energy", "energy_distance", 4),
    ("plane-precision", "precision", 3),
    ("plane-recall", "recall", 3),
    ("plane-density-share", "density", 3),
    ("plane-coverage", "coverage", 3),
    ("plane-mmd", "mmd2", 4),
    ("plane-sliced", "sliced_wasserstein", 3),
];

/// A two-sample measure beside what two sets of fresh data get.
fn compared(context: &Context, metric: &str, decimals: usize) -> Option<String> {
    let run = context.run;
    let value = numbers::fixed(run.newest(metric)?, decimals);
    let Some(real) = run.newest(&format!("{metric}_real")) else {
        return Some(value);
    };
    let args = [
        ("value", value.into()),
        ("real", numbers::fixed(real, decimals).into()),
    ];
    Some(context.language.f("plane-energy-value", &args))
}

/// The measures beside the large number, which is written once only: the key of the name, and the value in words.
fn rows(
    context: &Context,
    integral: Option<f32>,
    large: &'static str,
) -> Vec<(&'static str, String)> {
    let (run, language) = (context.run, context.language);
    let mut rows = Vec::new();
    rows.extend(likelihood(run).map(|key| ("plane-likelihood", language.t(key))));
    let is_known = run.newest("kl_nats").or(run.newest("nll_nats")).is_some();
    if let Some((bound, above)) = bound(run).filter(|_| is_known) {
        let key = if above {
            "plane-above-bound"
        } else {
            "plane-bound"
        };
        rows.push((key, format!("≤ {bound}")));
    }
    let measured = run.newest("integral").or(integral.map(f64::from));
    if let Some(integral) = measured {
        rows.push(("plane-integral", numbers::fixed(integral, 2)));
    }
    let mut compared = COMPARED
        .iter()
        .filter_map(|(key, metric, decimals)| Some((*key, compared(context, metric, *decimals)?)));
    rows.extend(compared.next());
    if let Some((found, all)) = run.newest("modes").zip(run.newest("modes_total")) {
        let args = [("found", found.into()), ("all", all.into())];
        rows.push(("plane-modes", language.f("plane-modes-value", &args)));
    }
    if let Some(share) = run.newest("high_quality") {
        let words = format!("{} %", numbers::fixed(100.0 * share, 1));
        rows.push(("plane-quality", words));
    }
    rows.extend(compared);
    rows.retain(|(key, _)| *key != large);
    rows
}

/// What the plane shows, for those who do not see it: the number that matters, and the rest of the list.
pub(super) fn spoken(context: &Context) -> String {
    let language = context.language;
    let Some((number, what, _)) = number(context.run) else {
        return language.t("stage-not-measured");
    };
    let rest = rows(context, None, what).into_iter();
    let rest = rest.map(|(key, value)| format!("{} {value}", language.t(key)));
    let first = format!("{} {number}", language.t(what));
    std::iter::once(first)
        .chain(rest)
        .collect::<Vec<_>>()
        .join("; ")
}

/// Draws the number and, below it or beside it, the list; where it ends.
pub(super) fn ui(
    ui: &Ui,
    context: &Context,
    rect: Rect,
    integral: Option<f32>,
    beside: bool,
) -> f32 {
    let theme = theme::of(ui);
    let small = theme::regular(size::SMALL);
    let language = context.language;
    let lay = |words: String, font, color| ui.painter().layout(words, font, color, rect.width());
    let Some((number, what, why)) = number(context.run) else {
        let words = language.t("stage-not-measured");
        let galley = lay(words.clone(), small, theme.dim);
        let place = Rect::from_min_size(rect.min, galley.size());
        ui.painter().galley(rect.min, galley, theme.dim);
        named(ui, place, "number", &words, None);
        return place.bottom();
    };
    let words = caption(context, what);
    let (value, error) = number.split_once(" ± ").unwrap_or((&number, ""));
    let large = lay(value.to_owned(), theme::regular(size::NUMBER), theme.text);
    let mut place = Rect::from_min_size(rect.min, large.size());
    let baseline = rect.top() + large.size().y * 0.78;
    ui.painter().galley(rect.min, large, theme.text);
    if !error.is_empty() {
        let galley = lay(format!("± {error}"), theme::regular(size::TITLE), theme.dim);
        let at = pos2(
            place.right() + space::SMALL,
            baseline - galley.size().y * 0.78,
        );
        place.set_right(at.x + galley.size().x);
        ui.painter().galley(at, galley, theme.dim);
    }
    let caption = lay(words.clone(), small.clone(), theme.dim);
    let at = if beside {
        pos2(
            place.right() + space::MEDIUM,
            baseline - caption.size().y * 0.78,
        )
    } else {
        pos2(rect.left(), place.bottom())
    };
    let caption_place = Rect::from_min_size(at, caption.size());
    ui.painter().galley(at, caption, theme.dim);
    let whole = place.union(caption_place);
    named(
        ui,
        whole,
        "number",
        &format!("{number} {words}"),
        Some(&language.t(why)),
    );
    let rows = rows(context, integral, what);
    list(ui, context, rect, whole, &rows, beside)
}

/// What the number is; of a distance also what two sets of fresh data get.
fn caption(context: &Context, what: &str) -> String {
    let real = context.run.newest("energy_distance_real");
    match real.filter(|_| what == "plane-energy") {
        Some(real) => {
            let args = [("real", numbers::fixed(real, 4).into())];
            context.language.f("plane-energy-caption", &args)
        }
        None => context.language.t(what),
    }
}

fn list(
    ui: &Ui,
    context: &Context,
    rect: Rect,
    above: Rect,
    rows: &[(&'static str, String)],
    beside: bool,
) -> f32 {
    let theme = theme::of(ui);
    let font = theme::regular(size::SMALL);
    let mut at = if beside {
        pos2(above.right() + space::HUGE, above.top())
    } else {
        pos2(rect.left(), above.bottom() + space::SMALL)
    };
    for (key, value) in rows {
        let name = context.language.t(key);
        let label = ui
            .painter()
            .layout_no_wrap(name.clone(), font.clone(), theme.dim);
        let galley = ui
            .painter()
            .layout_no_wrap(value.clone(), font.clone(), theme.text);
        let wide = label.size().x + space::MEDIUM + galley.size().x;
        let mut full = at.y + ROW > rect.bottom() - READING;
        if beside {
            if at.x + wide > rect.right() + 1.0 {
                at = pos2(above.right() + space::HUGE, at.y + ROW);
            }
            full = at.y + ROW > rect.bottom() + 1.0;
        }
        if full {
            break;
        }
        let right = if beside {
            at.x + label.size().x + space::MEDIUM
        } else {
            rect.right() - galley.size().x
        };
        let place = Rect::from_min_size(at, vec2(wide.max(right + galley.size().x - at.x), ROW));
        ui.painter().galley(at, label, theme.dim);
        ui.painter().galley(pos2(right, at.y), galley, theme.text);
        let why = context.language.t(&format!("{key}-why"));
        named(ui, place, key, &format!("{name}: {value}"), Some(&why));
        if beside {
            at.x = place.right() + space::HUGE;
        } else {
            at.y += ROW;
        }
    }
    if beside { above.bottom() } else { at.y }
}

fn named(ui: &Ui, rect: Rect, id: &str, words: &str, why: Option<&str>) {
    let response = ui.interact(rect, ui.scope_id().with(("measure", id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if let Some(why) = why {
        response.on_hover_text(why);
    }
}
