//! The menu that takes the curves out of the window, and the figure it takes: the same lines over the same stretch of the
//! same axes, in the light colours, with words enough to stand alone.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, RichText, Ui};
use egui_plot::GridInput;

use super::axis::Axis;
use super::columns::Columns;
use super::curves::{Curves, RUNGS};
use super::plot::{Drawn, Plotted};
use super::readout::Entry;
use super::series::Bucket;
use super::{Context, about, headline, overlay};
use crate::ui::Action;
use crate::ui::export::{Chart, Curve, Export, Panel, Shape, Sheet, Tick, Upright, What};
use crate::ui::theme::{self, Theme, icon, size, space};
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// A figure is cut into so many columns.
const COLUMNS: f32 = 900.0;
/// As many ticks stand on an axis, about.
const TICKS: f64 = 6.0;

/// The shape of the picture: for a slide, for half of one, for the width of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Choice {
    /// 16:9
    #[default]
    Wide,
    /// 4:3
    Tall,
    /// 2:1
    Flat,
}

impl Choice {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Wide, "export-wide"),
        (Self::Tall, "export-tall"),
        (Self::Flat, "export-flat"),
    ];

    fn size(self) -> [f32; 2] {
        match self {
            Self::Wide => [1280.0, 720.0],
            Self::Tall => [960.0, 720.0],
            Self::Flat => [1280.0, 640.0],
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Png,
    Svg,
    Csv,
}

/// The button and its menu.
pub(super) fn menu(
    ui: &mut Ui,
    context: &Context,
    curves: &Curves,
    choice: &mut Choice,
    actions: &mut Vec<Action>,
) {
    let t = |key: &str| context.language.t(key);
    let theme = theme::of(ui);
    let glyph = RichText::new(icon::EXPORT)
        .font(theme::icons(size::TITLE))
        .color(theme.dim);
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let button = Button::new(glyph).frame(false);
    let (response, _) = MenuButton::from_button(button).config(config).ui(ui, |ui| {
        ui.set_min_width(170.0);
        for (kind, key) in [
            (Kind::Png, "export-png"),
            (Kind::Svg, "export-svg"),
            (Kind::Csv, "export-csv"),
        ] {
            if ui.button(t(key)).clicked() {
                let export = export(context, curves, kind, *choice);
                actions.push(Action::Export(Box::new(export)));
                ui.close();
            }
        }
        ui.separator();
        ui.label(
            RichText::new(t("export-size"))
                .size(size::SMALL)
                .color(theme.dim),
        );
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::LARGE;
            for (each, key) in Choice::ALL {
                if switch_word(ui, each == *choice, &t(key), Mark::default()).clicked() {
                    *choice = each;
                }
            }
        });
    });
    response
        .accessible_name(t("export-curves"))
        .on_hover_text(t("export-curves"));
}

fn export(context: &Context, curves: &Curves, kind: Kind, choice: Choice) -> Export {
    let what = match kind {
        Kind::Csv => What::Csv(sheet(context)),
        Kind::Svg => What::Svg(curves.chart(context, choice.size())),
        Kind::Png => What::Png(curves.chart(context, choice.size())),
    };
    let spec = &context.run.spec;
    let name = format!("{}-{}-{}", context.name, spec.family, context.run.step());
    // A name may hold spaces and signs that no file name should.
    let name = name.replace(|c: char| !c.is_alphanumeric() && c != '-', "-");
    Export { name, what }
}

/// Everything that was read and measured.
fn sheet(context: &Context) -> Sheet {
    let table = &context.run.training;
    let names = table.names.iter().map(|name| (*name).to_owned());
    let held_out = context.run.held_out.iter();
    Sheet {
        clock: table.clock.clone(),
        training: names.zip(table.columns.iter().cloned()).collect(),
        held_out: held_out.map(|at| (at.step, at.values.clone())).collect(),
    }
}

impl Curves {
    /// The curves as a figure.
    fn chart(&self, context: &Context, size: [f32; 2]) -> Chart {
        let (theme, run) = (theme::light(), context.run);
        let columns = Columns::of(context);
        let range = self.view.range(self.whole(run));
        let panels = self.plots(&columns).into_iter();
        let panels = panels
            .map(|plot| self.panel(context, &theme, &columns, plot, range))
            .collect();
        let (title, subtitle) = titles(context);
        Chart {
            size,
            title,
            subtitle,
            across: context.language.t(&format!("{}-axis", self.unit().key())),
            range,
            ticks: ticks(self.x, range),
            uprights: self.uprights(context, &theme),
            panels,
        }
    }

    fn panel(
        &self,
        context: &Context,
        theme: &Theme,
        columns: &Columns,
        plot: Plotted,
        view: [f64; 2],
    ) -> Panel {
        let drawn = self.cut(columns, plot, view, COLUMNS);
        let range = Self::wanted(&drawn, plot);
        let newest = context.run.training.len() as f64;
        let entries = self.entries(theme, columns, newest);
        let entries = entries
            .into_iter()
            .filter(|entry| plot.holds(entry.key, columns.by_kind))
            .filter(|entry| !self.hidden.contains(entry.key));
        let live = entries.map(|entry| Curve {
            name: entry.name(context.language),
            value: entry.written(),
            color: theme::bytes(entry.color),
            shape: self.shape(&entry, &drawn, range[0]),
        });
        let curves = live.chain(overlay::exported(context, &drawn)).collect();
        let label = match plot {
            Plotted::Bound | Plotted::Nll | Plotted::Kl | Plotted::LogZ => "unit-nats",
            Plotted::Loss => "curves-loss",
            Plotted::Verdict => "curves-verdicts",
            Plotted::Gradient => "curves-gradient",
            Plotted::Wasserstein => "curves-wasserstein",
            Plotted::Misleading => "curves-misleading",
            Plotted::Energy => "curves-energy-full",
        };
        Panel {
            label: context.language.t(label),
            range,
            ticks: ticks(drawn.y, range),
            curves,
        }
    }

    fn shape(&self, entry: &Entry, drawn: &Drawn, floor: f64) -> Shape {
        let up = |value: f32| drawn.y.plotted(f64::from(value));
        let banded = |buckets: &[Bucket]| {
            let point = |b: &Bucket| [self.at(b), up(b.raw[0]), up(b.raw[1]), up(b.smooth)];
            Shape::Banded(buckets.iter().map(point).collect())
        };
        if let Some(i) = RUNGS.iter().position(|(key, _)| *key == entry.key) {
            return Shape::Dashed(drawn.rungs[i].clone());
        }
        if let Some(shape) = Self::plane_shape(entry.key, drawn) {
            return shape;
        }
        let mut named = drawn.named.iter();
        if let Some((_, buckets)) = named.find(|(name, _)| *name == entry.key) {
            return banded(buckets);
        }
        let mut lines = drawn.lines.iter();
        if let Some((_, points, _)) = lines.find(|(name, ..)| *name == entry.key) {
            return Shape::Measured(points.clone());
        }
        match entry.key {
            "curves-reconstruction" => {
                let base = if drawn.y.log { floor } else { floor.min(0.0) };
                let point = |b: &Bucket| [self.at(b), base, up(b.smooth)];
                Shape::Area(drawn.reconstruction.iter().map(point).collect())
            }
            "curves-kl" => {
                let pairs = drawn.reconstruction.iter().zip(&drawn.total);
                let point = |(low, high): (&Bucket, &Bucket)| {
                    [self.at(high), up(low.smooth), up(high.smooth)]
                };
                Shape::Area(pairs.map(point).collect())
            }
            "curves-held-out" => Shape::Measured(drawn.held_out.clone()),
            "curves-loss" | "curves-train" => banded(&drawn.loss),
            _ => banded(&drawn.total),
        }
    }

    /// The turned knobs, and the steps at which the run broke.
    fn uprights(&self, context: &Context, theme: &Theme) -> Vec<Upright> {
        let at = |step: u64| self.place(step.max(1) as f64);
        let turned = context.run.marks.iter().map(|mark| Upright {
            at: at(mark.step),
            words: about::turn(context.language, mark),
            color: theme::bytes(theme.warning),
        });
        let broke = context.run.broke.iter().map(|step| Upright {
            at: at(*step),
            words: context.language.t("curves-broke"),
            color: theme::bytes(theme.error),
        });
        turned.chain(broke).collect()
    }
}

/// What the run is, and what its figures mean.
fn titles(context: &Context) -> (String, String) {
    let (language, run) = (context.language, context.run);
    let family = language.t(&format!("family-{}", run.spec.family));
    let title = format!("{} · {family}", context.name);
    let data = run.spec.data.rsplit(['/', '\\']).next().unwrap_or_default();
    let seed = language.f("run-seed", &[("seed", run.spec.seed.to_string().into())]);
    let mut parts = vec![data.to_owned()];
    if let Some(ready) = &run.ready {
        parts.push(headline::protocol(language, ready));
    }
    parts.push(seed);
    (title, parts.join(" · "))
}

fn ticks(axis: Axis, range: [f64; 2]) -> Vec<Tick> {
    let input = GridInput {
        bounds: (range[0], range[1]),
        base_step_size: (range[1] - range[0]) / TICKS,
    };
    axis.ticks(&input, TICKS)
        .into_iter()
        .map(|mark| Tick {
            at: mark.value,
            words: axis.words(mark.value),
        })
        .collect()
}
