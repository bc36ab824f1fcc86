//! How the samples of a model of pictures compare with real ones: every number beside what real pictures get in their place.

use egui::{Color32, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Context, numbers};
use crate::engine::Command;
use crate::ui::Action;
use crate::ui::theme::{self, size, space};

/// The measures: the key of the name, the metric, and how many decimals are meant.
const MEASURES: [(&str, &str, usize); 6] = [
    ("measure-frechet", "frechet_distance", 1),
    ("plane-precision", "precision", 2),
    ("plane-recall", "recall", 2),
    ("plane-density-share", "density", 2),
    ("plane-coverage", "coverage", 2),
    ("measure-nearest", "nearest_distance", 3),
];
/// The classes that are told apart.
const CLASSES: usize = 10;
/// The size of the histogram of classes.
const HISTOGRAM: egui::Vec2 = vec2(96.0, 26.0);

/// Draws the measures in one row, where they were taken, and the button that takes them of the model as it is now.
pub(super) fn ui(ui: &mut Ui, context: &Context, actions: &mut Vec<Action>) {
    let (run, language) = (context.run, context.language);
    let Some(features) = run.ready.as_ref().and_then(|ready| ready.features) else {
        return;
    };
    let features = language.t(&format!("features-{features}"));
    let samples = run.newest("samples").unwrap_or_default();
    let args = [
        ("features", features.into()),
        ("samples", numbers::fixed(samples, 0).into()),
    ];
    let why = language.f("measures-why", &args);
    let row = ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::LARGE, 2.0);
        for (key, metric, decimals) in MEASURES {
            let Some(value) = run.newest(metric) else {
                continue;
            };
            let real = run.newest(&format!("{metric}_real"));
            let fixed = |value| numbers::fixed(value, decimals);
            cell(
                ui,
                &language.t(key),
                &fixed(value),
                real.map(fixed),
                context,
            );
        }
        classes(ui, context);
        let words = RichText::new(language.t("measure-now")).size(size::SMALL);
        let button = ui
            .button(words)
            .on_hover_text(language.t("measure-now-why"));
        if button.clicked() {
            actions.push(Action::Engine(Command::Measure(run.run)));
        }
    });
    if run.newest("precision").is_some() {
        row.response.on_hover_text(why);
    }
    ui.add_space(space::SMALL);
}

/// A name above a value, with what real pictures get behind it.
fn cell(ui: &mut Ui, name: &str, value: &str, real: Option<String>, context: &Context) {
    let theme = theme::of(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::SMALL, 0.0);
        ui.label(RichText::new(name).size(size::SMALL).color(theme.dim));
        ui.horizontal(|ui| {
            ui.label(RichText::new(value).color(theme.text));
            if let Some(real) = real {
                let words = context
                    .language
                    .f("measure-real", &[("value", real.into())]);
                ui.label(RichText::new(words).size(size::SMALL).color(theme.dim));
            }
        });
    });
}

/// How many classes appear among the samples, and the share of each as a bar.
fn classes(ui: &mut Ui, context: &Context) {
    let (run, language) = (context.run, context.language);
    let Some((found, all)) = run.newest("classes").zip(run.newest("classes_total")) else {
        return;
    };
    let theme = theme::of(ui);
    let args = [
        ("found", numbers::fixed(found, 0).into()),
        ("all", numbers::fixed(all, 0).into()),
    ];
    cell(
        ui,
        &language.t("measure-classes"),
        &language.f("measure-classes-value", &args),
        None,
        context,
    );
    let shares: Vec<f64> = (0..CLASSES)
        .map(|class| run.newest(&format!("class_{class}")).unwrap_or_default())
        .collect();
    let (rect, response) = ui.allocate_exact_size(HISTOGRAM, Sense::hover());
    let most = shares.iter().copied().fold(0.2, f64::max);
    let width = rect.width() / CLASSES as f32;
    let bar = |class: usize, share: f64, color: Color32| {
        let left = rect.left() + class as f32 * width;
        let top = rect.bottom() - rect.height() * (share / most) as f32;
        let area = egui::Rect::from_min_max(
            pos2(left + 1.0, top),
            pos2(left + width - 1.0, rect.bottom()),
        );
        ui.painter().rect_filled(area, 1.0, color);
    };
    for (class, share) in shares.iter().enumerate() {
        bar(class, *share, theme.accent);
    }
    // Where all bars would end if all classes came equally often.
    let even = rect.bottom() - rect.height() * (1.0 / (CLASSES as f64 * most)) as f32;
    ui.painter().hline(rect.x_range(), even, theme.hairline());
    let listed: Vec<String> = shares
        .iter()
        .enumerate()
        .map(|(class, share)| format!("{class}: {} %", numbers::fixed(100.0 * share, 1)))
        .collect();
    let words = format!("{}: {}", language.t("measure-histogram"), listed.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.clone()));
    response.on_hover_text(words);
}
