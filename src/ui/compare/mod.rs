//! Two kept runs side by side: what differs in them, how they went, and what they drew last.

mod pictures;

use std::path::PathBuf;

use egui::{Align, Button, Grid, Layout, RichText, Role, Ui, WidgetInfo, vec2};
use egui_plot::{AxisHints, Line, Plot};

pub(super) use self::pictures::texture_of;
use self::pictures::{Last, Pictures};
use super::bench::numbers;
use super::shelf::{between, data_name, figure};
use super::theme::{self, icon, size, space};
use super::{Action, Screen};
use crate::app::run_name;
use crate::data::kind_of;
use crate::measure::Judged;
use crate::spec::Spec;
use crate::store::{MetricsTable, Sheet};
use crate::taxonomy::DataKind;
use crate::text::Language;

/// What is written above the pictures takes at most this share of the height.
const WORDS: f32 = 0.3;
/// The pictures take at most this share of the width, and the curves what is left.
const PICTURES: f32 = 0.66;
/// The curves end where the pictures do, and are at least so high.
const LOWEST: f32 = 150.0;
/// Ticks on the upright axis take this much room, whatever they say.
const AXIS_WIDTH: f32 = 44.0;

/// A run of the two.
pub struct Side {
    folder: PathBuf,
    spec: Spec,
    /// The newest value of everything that was recorded.
    newest: Vec<(String, f64)>,
    /// What was measured on held-out data, over steps.
    curves: Vec<(String, Vec<[f64; 2]>)>,
    /// What it drew last, and after how many steps.
    picture: Option<(u64, Sheet)>,
    /// Whether it learned points.
    on_plane: bool,
}

impl Side {
    /// A kept run with what was recorded of it.
    pub fn new(
        folder: PathBuf,
        spec: Spec,
        table: &MetricsTable,
        picture: Option<(u64, Sheet)>,
    ) -> Self {
        let held_out = |name: &&String| !name.starts_with("train_");
        let named = table.names.iter().filter(held_out);
        let curve = |name: &String| {
            let column = table.column(name)?;
            let rows = table.steps.iter().zip(column);
            let known = rows.filter(|(_, value)| value.is_finite());
            let points: Vec<_> = known.map(|(step, value)| [*step as f64, *value]).collect();
            (!points.is_empty()).then(|| (name.clone(), points))
        };
        let curves: Vec<_> = named.filter_map(curve).collect();
        let newest = curves.iter().filter_map(|(name, points)| {
            let last = points.last()?;
            Some((name.clone(), last[1]))
        });
        Self {
            newest: newest.collect(),
            on_plane: kind_of(&spec.data) == Some(DataKind::Plane),
            folder,
            spec,
            curves,
            picture,
        }
    }

    fn name(&self, language: Language) -> String {
        run_name(language, &self.spec, Some(&self.folder))
    }

    fn value(&self, metric: &str) -> Option<f64> {
        let found = self.newest.iter().find(|(name, _)| name == metric)?;
        Some(found.1)
    }

    fn curve(&self, metric: &str) -> &[[f64; 2]] {
        let found = self.curves.iter().find(|(name, _)| name == metric);
        found.map_or(&[], |(_, points)| points)
    }

    /// The best value by a measure and when it was reached.
    fn best(&self, judged: Judged) -> Option<[f64; 2]> {
        let points = self.curve(judged.metric).iter().copied();
        points.min_by(|a, b| judged.loss(a[1]).total_cmp(&judged.loss(b[1])))
    }
}

/// Both, and what the screen remembers.
pub struct Compare {
    sides: [Side; 2],
    /// What both were measured by.
    judged: Option<Judged>,
    pictures: Pictures,
}

impl Compare {
    /// Two runs.
    pub fn new(sides: [Side; 2]) -> Self {
        let [one, other] = &sides;
        let mut common = one.newest.clone();
        common.retain(|(name, _)| other.value(name).is_some());
        Self {
            judged: Judged::of(&common).map(|(judged, _)| judged),
            sides,
            pictures: Pictures::default(),
        }
    }

    /// The folders of those that left no picture.
    pub fn without_picture(&self) -> [Option<PathBuf>; 2] {
        let missing = |side: &Side| side.picture.is_none().then(|| side.folder.clone());
        [missing(&self.sides[0]), missing(&self.sides[1])]
    }

    /// One of them drew samples after so many steps.
    pub fn drew(&mut self, side: usize, step: u64, sheet: Sheet) {
        if let Some(side) = self.sides.get_mut(side) {
            side.picture = Some((step, sheet));
        }
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, language: Language, actions: &mut Vec<Action>) {
        let inner = ui.available_rect_before_wrap().shrink(space::HUGE);
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(inner));
        let ui = &mut ui;
        let names = [0, 1].map(|i| self.sides[i].name(language));
        head(ui, language, &names, actions);
        ui.add_space(space::LARGE);
        egui::ScrollArea::vertical()
            .max_height(ui.available_height() * WORDS)
            .auto_shrink([false, true])
            .show(ui, |ui| self.words(ui, language, &names));
        ui.add_space(space::LARGE);
        let Self {
            sides,
            judged,
            pictures: drawn,
        } = self;
        let last = [0, 1].map(|i| {
            let side = &sides[i];
            let (step, sheet) = side.picture.as_ref()?;
            Some(Last {
                step: *step,
                sheet,
                on_plane: side.on_plane,
            })
        });
        let room = ui.available_size();
        let taken = drawn.room(vec2(room.x * PICTURES, room.y));
        ui.horizontal_top(|ui| {
            let layout = Layout::top_down(Align::Min);
            ui.allocate_ui_with_layout(taken, layout, |ui| {
                ui.set_width(taken.x);
                drawn.ui(ui, language, &names, last);
            });
            ui.add_space(space::HUGE);
            let height = taken.y.max(LOWEST);
            ui.vertical(|ui| curves(ui, language, (sides, *judged), &names, height));
        });
    }

    /// What the two reached, and in what they differ.
    fn words(&self, ui: &mut Ui, language: Language, names: &[String; 2]) {
        let theme = theme::of(ui);
        ui.spacing_mut().item_spacing.y = space::SMALL;
        Grid::new("reached")
            .num_columns(3)
            .spacing(vec2(space::HUGE, space::SMALL))
            .show(ui, |ui| {
                for (i, (name, side)) in names.iter().zip(&self.sides).enumerate() {
                    named(ui, name, i as u8);
                    let family = language.t(&format!("family-{}", side.spec.family));
                    let about = format!("{family} · {}", data_name(&side.spec));
                    ui.label(RichText::new(about).color(theme.dim));
                    if let Some(judged) = self.judged {
                        ui.label(reached(language, side, judged));
                    }
                    ui.end_row();
                }
            });
        ui.add_space(space::MEDIUM);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            title(ui, &language.t("compare-differ"));
            let differences = between(&self.sides[0].spec, &self.sides[1].spec, language);
            if differences.is_empty() {
                let words = language.t("compare-same");
                ui.label(RichText::new(words).color(theme.dim));
            }
            for words in differences {
                ui.label(words);
            }
        });
    }
}

/// Both curves in one plot.
fn curves(
    ui: &mut Ui,
    language: Language,
    (sides, judged): (&[Side; 2], Option<Judged>),
    names: &[String; 2],
    height: f32,
) {
    let theme = theme::of(ui);
    let Some(judged) = judged else {
        title(ui, &language.t("compare-curves"));
        let words = language.t("compare-no-curve");
        ui.label(RichText::new(words).color(theme.dim));
        return;
    };
    let measure = language.t(&format!("shelf-figure-{}", judged.metric));
    title(ui, &measure);
    let hints = |hints: AxisHints<'static>| {
        hints
            .tick_label_color(theme.dim)
            .tick_label_font(theme::regular(size::SMALL - 1.0))
            .formatter(|mark, _| numbers::short(mark.value))
    };
    let plot = Plot::new("compare")
        .height((height - size::TITLE - space::LARGE).max(LOWEST / 2.0))
        .width(ui.available_width() - space::LARGE)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .show_x(false)
        .show_y(false)
        .grid_color(theme.line)
        .custom_x_axes(vec![hints(AxisHints::new_x())])
        .custom_y_axes(vec![hints(AxisHints::new_y()).min_thickness(AXIS_WIDTH)]);
    let shown = plot.show(ui, |plot| {
        for (i, (side, name)) in sides.iter().zip(names).enumerate() {
            let line = Line::new(name.clone(), side.curve(judged.metric).to_vec());
            plot.line(line.color(theme.laid_over(i as u8)).width(1.8));
        }
    });
    let values = sides.iter().zip(names).map(|(side, name)| {
        let value = side.value(judged.metric).map_or_else(String::new, figure);
        format!("{name} {value}")
    });
    let words = format!("{measure}: {}", values.collect::<Vec<_>>().join(", "));
    let response = shown.response;
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
}

/// The newest figure of a run, and its best.
fn reached(language: Language, side: &Side, judged: Judged) -> String {
    let newest = side.value(judged.metric).map_or_else(String::new, figure);
    let Some([step, best]) = side.best(judged) else {
        return newest;
    };
    let step = [("step", numbers::count(step as u64).into())];
    let at = language.f("shelf-best", &step);
    format!("{newest} ({}, {at})", figure(best))
}

fn head(ui: &mut Ui, language: Language, names: &[String; 2], actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let words = names.join(" · ");
        ui.label(RichText::new(words).font(theme::bold(size::HEADING)));
        ui.add_space(space::LARGE);
        let words = language.t("compare-back");
        let parts = [
            (icon::BACK, theme::icons(size::BODY)),
            (words.as_str(), theme::regular(size::SMALL)),
        ];
        let button = Button::new(theme::beside(parts, theme::of(ui).text));
        if ui.add(button).accessible_name(&words).clicked() {
            actions.push(Action::Go(Screen::Shelf));
        }
    });
}

/// A name after a dot of its colour.
fn named(ui: &mut Ui, name: &str, slot: u8) {
    ui.horizontal(|ui| {
        let theme = theme::of(ui);
        let side = 2.0 * size::DOT;
        let (rect, _) = ui.allocate_exact_size(vec2(side, side), egui::Sense::hover());
        ui.painter()
            .circle_filled(rect.center(), size::DOT, theme.laid_over(slot));
        ui.label(RichText::new(name).font(theme::bold(size::BODY)));
    });
}

fn title(ui: &mut Ui, words: &str) {
    let color = theme::of(ui).dim;
    let text = RichText::new(words).font(theme::bold(size::SMALL));
    ui.label(text.color(color));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::spec::DeviceChoice;

    fn side(family: &str, metrics: &[(&str, &[f64])]) -> Side {
        let rows = metrics[0].1.len();
        let table = MetricsTable {
            steps: (0..rows as u64).collect(),
            seconds: vec![0.0; rows],
            examples: vec![0; rows],
            names: metrics.iter().map(|(name, _)| (*name).to_owned()).collect(),
            columns: metrics.iter().map(|(_, column)| column.to_vec()).collect(),
        };
        let spec = Spec::of(Family::find(family).unwrap(), 7, DeviceChoice::Cpu);
        Side::new(family.into(), spec, &table, None)
    }

    #[test]
    fn two_runs_are_held_against_each_other_by_what_both_have() {
        let one: [(&str, &[f64]); 3] = [
            ("train_loss", &[9.0, 8.0, 7.0]),
            ("nll_nats", &[3.0, 2.0, 2.5]),
            ("energy_distance", &[0.3, 0.2, f64::NAN]),
        ];
        let other: [(&str, &[f64]); 1] = [("energy_distance", &[0.4, 0.1, 0.2])];
        let both = Compare::new([side("made", &one), side("gan", &other)]);
        let judged = both.judged.unwrap();
        assert_eq!(judged.metric, "energy_distance");
        assert_eq!(both.sides[0].value(judged.metric), Some(0.2));
        assert_eq!(both.sides[1].best(judged), Some([1.0, 0.1]));
        assert!(both.sides[0].curve("train_loss").is_empty());
        let same = Compare::new([side("made", &one), side("made", &one)]);
        assert_eq!(same.judged.unwrap().metric, "nll_nats");
    }
}
