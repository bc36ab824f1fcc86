//! The latent pane: where the held-out examples lie, a path between two of them decoded while it trains, and a probe.

use std::sync::Arc;

use egui::{Align2, Id, Rect, RichText, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::plane::Side;
use super::scatter::{Scatter, Shown, Touched};
use super::stage::on_plane;
use super::text::{Looks, on_text};
use super::{Context, numbers};
use crate::data::ImageSet;
use crate::engine::{LatentPath, PathKind, PictureId, View};
use crate::figure::{Figure, Images};
use crate::ui::paint::Tiles;
use crate::ui::run_view::RunView;
use crate::ui::theme::{self, icon, size, space};
use crate::ui::widgets::icon_button::icon_button;
use crate::ui::widgets::switch_word::{Mark, switch_word};

/// How many codes are decoded along a path.
const FRAMES: usize = 12;
/// The column beside the scatter: classes, and the probe.
const ASIDE: f32 = 92.0;
/// The decoded probe.
const PROBE: f32 = 84.0;
/// The largest a frame of the path gets.
const LARGEST: f32 = 72.0;

/// What the pane remembers.
#[derive(Default)]
pub struct Latent {
    scatter: Scatter,
    ends: Option<(usize, usize)>,
    kind: PathKind,
    next_is_b: bool,
    lattice: bool,
    probe: Option<[f32; 2]>,
    /// The held-out images at both ends, and which they are.
    end_images: Option<(String, usize, usize, Images)>,
    draws: u64,
    /// What stands here for runs on the plane.
    pub(super) plane: Side,
    /// What stands here for runs on texts.
    looks: Looks,
}

impl Latent {
    /// The controls that stand in the title row.
    pub fn controls(&mut self, ui: &mut Ui, context: &Context) {
        let t = |key: &str| context.language.t(key);
        if on_text(context.run).is_some() {
            return self.looks.controls(ui, context);
        }
        if on_plane(context.run).is_some() || dimension(context.run).is_none() {
            return;
        }
        for (kind, key) in [
            (PathKind::Straight, "latent-straight"),
            (PathKind::Spherical, "latent-spherical"),
        ] {
            if switch_word(ui, self.kind == kind, &t(key), Mark::default()).clicked() {
                self.kind = kind;
            }
        }
        if dimension(context.run) == Some(2)
            && switch_word(ui, self.lattice, &t("latent-lattice"), Mark::default()).clicked()
        {
            self.lattice = !self.lattice;
        }
        if let Some(ready) = &context.run.ready
            && icon_button(ui, icon::DICE, &t("latent-random"), true).clicked()
        {
            self.draws += 1;
            self.ends = ready
                .data
                .images()
                .map(|images| drawn_ends(images, ready.spec.seed ^ self.draws));
        }
    }

    /// Asks for the pictures that the pane shows.
    pub fn look(&mut self, view: &mut View, run: &RunView) {
        let Some(ready) = &run.ready else {
            return;
        };
        if on_plane(run).is_some() {
            return Side::look(view, ready);
        }
        let Some(images) = ready.data.images() else {
            return;
        };
        let count = images.count(&images.test);
        let Some(dimension) = ready.latent.filter(|_| count > 1) else {
            return;
        };
        if self.ends.is_none_or(|(a, b)| a >= count || b >= count) {
            self.ends = Some(match run.view.path {
                Some(path) if path.from < count && path.to < count => (path.from, path.to),
                _ => drawn_ends(images, ready.spec.seed),
            });
        }
        view.codes = true;
        view.path = self.ends.map(|(from, to)| LatentPath {
            from,
            to,
            kind: self.kind,
            frames: FRAMES,
        });
        if dimension == 2 {
            view.manifold |= self.lattice;
            view.probe = Some(self.probe.unwrap_or_default().to_vec());
        }
    }

    /// Draws the pane below its title.
    pub fn ui(&mut self, ui: &mut Ui, context: &Context) {
        let run = context.run;
        let t = |key: &str| context.language.t(key);
        if let Some(ready) = on_plane(run) {
            return self.plane.ui(ui, context, ready);
        }
        if on_text(run).is_some() {
            return self.looks.ui(ui, context);
        }
        if run.ready.is_some() && dimension(run).is_none() {
            super::empty(ui, &t("latent-none-here"));
            return;
        }
        let (Some(data), Some(Figure::Points(points))) = (
            run.ready.as_ref().and_then(|ready| ready.data.images()),
            run.pictures.get(&PictureId::Codes).map(|p| &p.figure),
        ) else {
            super::empty(ui, &t("latent-empty"));
            return;
        };
        let area = ui.available_rect_before_wrap();
        let frames = (area.width() - 2.0 * space::LARGE) / (FRAMES as f32 + 2.6);
        let tile = frames.clamp(12.0, LARGEST.min(area.height() * 0.22));
        let strip = area.with_min_y(area.bottom() - tile - size::SMALL - space::MEDIUM);
        let upper = area.with_max_y(strip.top() - space::MEDIUM);
        let plane = dimension(run) == Some(2);
        let labels = &data.test.labels;
        let shown = Shown {
            points,
            classes: if points.class.is_empty() {
                labels
            } else {
                &points.class
            },
            path: run.view.path,
            lattice: figure(run, PictureId::Manifold).filter(|_| self.lattice && plane),
            plane,
            probe: self.probe,
        };
        let plot = upper.with_max_x(upper.right() - ASIDE - space::LARGE);
        let touched = self.scatter.ui(ui, context, plot, &shown);
        self.touched(&touched, plane);
        let aside = upper.with_min_x(upper.right() - ASIDE);
        let below = classes(ui, context, aside, labels);
        if plane {
            self.probed(ui, context, aside.with_min_y(below));
        }
        self.strip(ui, context, strip, tile, data);
        ui.allocate_rect(area, Sense::hover());
    }

    /// A click marks A, then B, then A; Shift marks B. The pointer over a plane is the probe.
    fn touched(&mut self, touched: &Touched, plane: bool) {
        if plane && touched.over.is_some() {
            self.probe = touched.over;
        }
        let (Some((point, shift)), Some((a, b))) = (touched.clicked, self.ends) else {
            return;
        };
        if shift || self.next_is_b {
            self.ends = Some((a, point));
            self.next_is_b = false;
        } else {
            self.ends = Some((point, b));
            self.next_is_b = true;
        }
    }

    /// The decode of the place under the pointer, with its coordinates.
    fn probed(&self, ui: &Ui, context: &Context, rect: Rect) {
        let theme = theme::of(ui);
        let z = self.probe.unwrap_or_default();
        let side = PROBE
            .min(rect.width())
            .min(rect.height() - 2.0 * size::SMALL);
        if side < 24.0 {
            return;
        }
        let words = context.language.f(
            "latent-probe",
            &[
                ("z1", numbers::fixed(f64::from(z[0]), 2).into()),
                ("z2", numbers::fixed(f64::from(z[1]), 2).into()),
            ],
        );
        let at = pos2(rect.left(), rect.bottom() - side);
        ui.painter().text(
            at - vec2(0.0, space::SMALL),
            Align2::LEFT_BOTTOM,
            &words,
            theme::regular(size::SMALL),
            theme.dim,
        );
        if let Some(images) = figure(context.run, PictureId::Probe) {
            let tile = fitted(images, side);
            let drawn = picture(images, "probe", tile).paint(ui, Id::unique("latent probe"), at);
            named(ui, drawn, "probe", &context.language.t("latent-probe-name"));
        }
    }

    /// The two held-out images, and the decodes along the path between them.
    fn strip(&mut self, ui: &Ui, context: &Context, rect: Rect, tile: f32, data: &ImageSet) {
        let theme = theme::of(ui);
        let (Some(images), Some((a, b))) = (figure(context.run, PictureId::Path), self.ends) else {
            return;
        };
        let size_of = fitted(images, tile);
        let ends = self.end_images(data, a, b);
        let top = rect.bottom() - size_of.y;
        let label = |x: f32, align: Align2, words: &str| {
            let font = theme::regular(size::SMALL);
            ui.painter()
                .text(pos2(x, top - space::SMALL), align, words, font, theme.dim);
        };
        let middle = size_of.x * images.count() as f32;
        let gap = space::MEDIUM;
        let starts = [
            rect.left(),
            rect.left() + size_of.x + gap,
            rect.left() + size_of.x + 2.0 * gap + middle,
        ];
        for (i, (letter, x)) in [("A", starts[0]), ("B", starts[2])].into_iter().enumerate() {
            label(x, Align2::LEFT_BOTTOM, letter);
            let one = Tiles {
                first: i,
                count: 1,
                columns: 1,
                ..picture(ends, "ends", size_of)
            };
            let drawn = one.paint(ui, Id::unique(("latent end", i)), pos2(x, top));
            named(
                ui,
                drawn,
                letter,
                &context.language.f("latent-end", &[("end", letter.into())]),
            );
        }
        let drawn = picture(images, "path", size_of).paint(
            ui,
            Id::unique("latent path"),
            pos2(starts[1], top),
        );
        let words = context.language.t("latent-path");
        named(ui, drawn, "path", &words);
        label(starts[1], Align2::LEFT_BOTTOM, &words);
    }

    fn end_images(&mut self, data: &ImageSet, a: usize, b: usize) -> &Images {
        let fits = |(name, from, to, _): &(String, usize, usize, Images)| {
            *name == data.name && (*from, *to) == (a, b)
        };
        let kept = self.end_images.take().filter(fits);
        let made = kept.unwrap_or_else(|| {
            let pixels: Arc<[f32]> = [a, b]
                .iter()
                .flat_map(|i| data.intensities(&data.test, *i))
                .collect();
            let images = Images {
                width: data.width,
                height: data.height,
                channels: data.channels,
                columns: None,
                pixels,
            };
            (data.name.clone(), a, b, images)
        });
        &self.end_images.insert(made).3
    }
}

fn dimension(run: &RunView) -> Option<usize> {
    run.ready.as_ref().and_then(|ready| ready.latent)
}

fn figure(run: &RunView, id: PictureId) -> Option<&Images> {
    match &run.pictures.get(&id)?.figure {
        Figure::Images(images) if images.count() > 0 => Some(images),
        _ => None,
    }
}

/// The size of an image whose longer side is given.
fn fitted(images: &Images, side: f32) -> Vec2 {
    let (w, h) = (images.width as f32, images.height as f32);
    vec2(w, h) * (side / w.max(h).max(1.0))
}

fn picture<'a>(images: &'a Images, source: &str, tile: Vec2) -> Tiles<'a> {
    Tiles::new(Id::unique(("latent", source)), images, tile)
}

fn named(ui: &Ui, rect: Rect, id: &str, words: &str) {
    let response = ui.interact(rect, ui.scope_id().with(("latent", id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
}

/// The classes in two columns; where they end.
fn classes(ui: &Ui, context: &Context, rect: Rect, labels: &[u8]) -> f32 {
    let theme = theme::of(ui);
    let most = labels
        .iter()
        .copied()
        .max()
        .map_or(0, |class| usize::from(class) + 1);
    let shown = most.min(10);
    if shown == 0 {
        return rect.top();
    }
    let row = 18.0f32.min((rect.height() * 0.5) / shown.div_ceil(2) as f32);
    let font = theme::regular(size::SMALL);
    for class in 0..shown {
        let at = rect.min
            + vec2(
                (class % 2) as f32 * 40.0,
                (class / 2) as f32 * row + row / 2.0,
            );
        ui.painter()
            .circle_filled(at + vec2(4.0, 0.0), 4.0, theme.class(class as u8));
        let words = class.to_string();
        ui.painter().text(
            at + vec2(14.0, 0.0),
            Align2::LEFT_CENTER,
            words,
            font.clone(),
            theme.dim,
        );
    }
    let bottom = rect.top() + shown.div_ceil(2) as f32 * row;
    let block = Rect::from_min_max(rect.min, pos2(rect.right(), bottom));
    let words = context.language.t("latent-classes");
    let response = ui.interact(block, ui.scope_id().with("classes"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    response.on_hover_ui(|ui| {
        ui.label(RichText::new(words.clone()).size(size::SMALL));
    });
    bottom
}

/// Two different held-out examples, of different classes where there are classes; the same for the same seed.
fn drawn_ends(data: &ImageSet, seed: u64) -> (usize, usize) {
    let count = data.count(&data.test).max(2) as u64;
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % count) as usize
    };
    let a = next();
    let class = |i: usize| data.test.labels.get(i);
    for _ in 0..32 {
        let b = next();
        if b != a && (class(a).is_none() || class(a) != class(b)) {
            return (a, b);
        }
    }
    (a, (a + 1) % count as usize)
}
