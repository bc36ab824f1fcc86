//! The pad: a plane through latent space with the codes of the held-out examples, classes in colour, axes of equal scale, the kept
//! places, the walk between them, and the probe.

use egui::{
    Align2, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use super::controls::letter;
use super::source;
use crate::engine::{MANIFOLD_REACH, latent};
use crate::figure::{Lattice, Points, Walk};
use crate::ui::bench::axis::eased;
use crate::ui::bench::{Context, classes, numbers};
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, Theme, size, space};

/// How near the pointer has to be to a point to mean it.
const REACH: f32 = 10.0;
const DOT: f32 = 2.0;

/// What the pad remembers.
#[derive(Default)]
pub(super) struct PadView {
    reach: Option<[f64; 2]>,
}

/// What a frame of it shows.
pub(super) struct Shown<'a> {
    /// The codes.
    pub points: &'a Points,
    /// The class of each point, or nothing.
    pub classes: &'a [u8],
    /// The kept places, and the walk between them.
    pub walk: Option<&'a Walk>,
    /// The lattice of decodes to lie behind.
    pub lattice: Option<&'a Lattice>,
    /// The kept place that the next click replaces.
    pub chosen: usize,
    /// The place that is decoded at the moment.
    pub probe: Option<[f32; 2]>,
    /// Where one stands on the walk.
    pub at: Option<[f32; 2]>,
}

/// What the pointer did.
#[derive(Default)]
pub(super) struct Touched {
    /// What was clicked.
    pub clicked: Option<Click>,
    /// The kept place that was clicked with the other button.
    pub removed: Option<usize>,
    /// The place in the plane under the pointer.
    pub over: Option<[f32; 2]>,
}

/// A click on the plane.
pub(super) struct Click {
    /// The example whose code is near, if one is.
    pub example: Option<usize>,
    /// Whether it is to be kept beside the others, and not in place of one.
    pub another: bool,
}

/// From the plane to the screen.
#[derive(Clone, Copy)]
struct Frame {
    rect: Rect,
    scale: f32,
}

impl Frame {
    fn at(&self, z: [f32; 2]) -> Pos2 {
        self.rect.center() + vec2(z[0], -z[1]) * self.scale
    }

    fn z(&self, at: Pos2) -> [f32; 2] {
        let d = (at - self.rect.center()) / self.scale;
        [d.x, -d.y]
    }
}

impl PadView {
    /// Draws the pad and says what the pointer did.
    pub(super) fn ui(&mut self, ui: &Ui, context: &Context, rect: Rect, shown: &Shown) -> Touched {
        let theme = theme::of(ui);
        let words = context.language.t("latent-scatter");
        let response = ui.interact(rect, ui.scope_id().with("scatter"), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, &words));
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        painter.rect_filled(rect, f32::from(size::PICTURE_RADIUS), theme.plot);
        let frame = self.frame(ui, rect, shown.points);
        if let Some(images) = shown.lattice {
            lattice(ui, &frame, images);
        }
        prior(&painter, &theme, &frame, shown.points.axes);
        axes(&painter, &theme, &frame);
        let radius = if shown.lattice.is_some() {
            DOT - 0.4
        } else {
            DOT
        };
        painter.extend(shown.points.at.iter().enumerate().map(
            |(i, z)| match shown.classes.get(i) {
                Some(class) => classes::dot(&theme, frame.at(*z), radius, *class),
                None => Shape::circle_filled(frame.at(*z), radius, theme.accent),
            },
        ));
        axis_names(&painter, context, &theme, rect, shown.points.axes);
        if let Some(walk) = shown.walk {
            kept(&painter, &theme, &frame, shown, walk);
        }
        let mut touched = Touched::default();
        let Some(pointer) = response.hover_pos() else {
            probe(&painter, &theme, &frame, shown);
            return touched;
        };
        touched.over = Some(frame.z(pointer));
        touched.clicked = clicked(ui, &response, &frame, shown.points);
        touched.removed = removed(&response, &frame, shown.walk);
        probe(&painter, &theme, &frame, shown);
        touched
    }

    fn frame(&mut self, ui: &Ui, rect: Rect, points: &Points) -> Frame {
        // A few far outliers must not shrink the rest: the reach holds 99 in 100 of the codes, and the prior's own.
        let most = latent::farthest(&points.at);
        let wanted = [0.0, f64::from((most * 1.08).max(MANIFOLD_REACH * 1.05))];
        let reach = eased(self.reach, wanted, theme::lapse(ui));
        if reach != wanted {
            ui.ctx().request_repaint();
        }
        self.reach = Some(reach);
        Frame {
            rect,
            scale: rect.size().min_elem() / 2.0 / reach[1] as f32,
        }
    }
}

fn probe(painter: &egui::Painter, theme: &Theme, frame: &Frame, shown: &Shown) {
    let Some(z) = shown.probe else {
        return;
    };
    let at = frame.at(z);
    let stroke = Stroke::new(1.0, theme.text);
    painter.circle_stroke(at, 5.0, stroke);
    for side in [vec2(1.0, 0.0), vec2(0.0, 1.0)] {
        painter.line_segment([at - side * 9.0, at - side * 3.0], stroke);
        painter.line_segment([at + side * 3.0, at + side * 9.0], stroke);
    }
}

fn clicked(ui: &Ui, response: &Response, frame: &Frame, points: &Points) -> Option<Click> {
    if !response.clicked() {
        return None;
    }
    let at = response.interact_pointer_pos()?;
    let distance = |z: &[f32; 2]| frame.at(*z).distance(at);
    let points = points.at.iter().enumerate();
    let nearest = points.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
    let near = nearest.filter(|(_, z)| distance(z) <= REACH);
    Some(Click {
        example: near.map(|(index, _)| index),
        another: ui.input(|i| i.modifiers.shift),
    })
}

fn removed(response: &Response, frame: &Frame, walk: Option<&Walk>) -> Option<usize> {
    if !response.secondary_clicked() {
        return None;
    }
    let at = response.interact_pointer_pos()?;
    let is_it = |z: &[f32; 2]| frame.at(*z).distance(at) <= REACH;
    walk?.places.iter().position(is_it)
}

/// One, two and three deviations of the prior, where the plane is of latent dimensions through its middle.
fn prior(painter: &egui::Painter, theme: &Theme, frame: &Frame, axes: [&str; 2]) {
    if !axes.iter().all(|axis| axis.starts_with("axis-latent")) {
        return;
    }
    for deviations in 1..=3 {
        let radius = deviations as f32 * frame.scale;
        painter.circle_stroke(frame.at([0.0; 2]), radius, theme.hairline());
    }
}

fn lattice(ui: &Ui, frame: &Frame, lattice: &Lattice) {
    let side = 2.0 * lattice.reach * frame.scale;
    let tile = Vec2::splat(side / lattice.side.max(1) as f32);
    let corner = frame.at([-lattice.reach, lattice.reach]);
    let ground = Rect::from_min_size(corner, Vec2::splat(side)).intersect(frame.rect);
    ui.painter().rect_filled(ground, 0.0, theme::NIGHT);
    let tiles = Tiles {
        opacity: 0.6,
        ..Tiles::new(source("lattice"), &lattice.images, tile)
    };
    tiles.paint(ui, Id::unique("latent lattice"), corner);
}

fn axes(painter: &egui::Painter, theme: &Theme, frame: &Frame) {
    let rect = frame.rect;
    let font = theme::regular(size::SMALL - 1.0);
    let origin = frame.at([0.0, 0.0]);
    painter.hline(rect.x_range(), origin.y, theme.hairline());
    painter.vline(origin.x, rect.y_range(), theme.hairline());
    let reach = rect.size().min_elem() / 2.0 / frame.scale;
    let step = if reach > 12.0 {
        (reach / 3.0).round()
    } else if reach > 6.0 {
        4.0
    } else {
        2.0
    };
    for i in [-2.0f32, -1.0, 1.0, 2.0] {
        let value = i * step;
        let text = numbers::fixed(f64::from(value), 0);
        let (x, y) = (frame.at([value, 0.0]), frame.at([0.0, value]));
        if rect.shrink(space::LARGE).x_range().contains(x.x) {
            painter.vline(x.x, x.y - 2.0..=x.y + 2.0, Stroke::new(1.0, theme.faint));
            painter.text(
                x + vec2(0.0, 3.0),
                Align2::CENTER_TOP,
                &text,
                font.clone(),
                theme.faint,
            );
        }
        if rect.shrink(space::LARGE).y_range().contains(y.y) {
            painter.hline(y.x - 2.0..=y.x + 2.0, y.y, Stroke::new(1.0, theme.faint));
            painter.text(
                y + vec2(5.0, 0.0),
                Align2::LEFT_CENTER,
                &text,
                font.clone(),
                theme.faint,
            );
        }
    }
}

/// What the axes are, over everything that lies on them.
fn axis_names(
    painter: &egui::Painter,
    context: &Context,
    theme: &Theme,
    rect: Rect,
    names: [&str; 2],
) {
    let font = theme::regular(size::SMALL - 1.0);
    let [right, up] = names.map(|key| context.language.t(key));
    let inset = vec2(space::SMALL, space::SMALL);
    for (at, align, words) in [
        (rect.right_bottom() - inset, Align2::RIGHT_BOTTOM, right),
        (rect.left_top() + inset, Align2::LEFT_TOP, up),
    ] {
        let words = painter.layout_no_wrap(words, font.clone(), theme.dim);
        let place = align.anchor_size(at, words.size());
        painter.rect_filled(place.expand(2.0), 2.0, theme::faded(theme.plot, 0.8));
        painter.galley(place.min, words, theme.dim);
    }
}

/// The letters of the kept places, the walk between them, and where one stands on it.
fn kept(painter: &egui::Painter, theme: &Theme, frame: &Frame, shown: &Shown, walk: &Walk) {
    let line: Vec<Pos2> = walk.line.iter().map(|z| frame.at(*z)).collect();
    painter.add(Shape::line(line.clone(), Stroke::new(4.0, theme.plot)));
    painter.add(Shape::line(line, Stroke::new(1.5, theme.text)));
    if let Some(at) = shown.at {
        painter.circle(
            frame.at(at),
            4.0,
            theme.accent,
            Stroke::new(1.5, theme.plot),
        );
    }
    for (index, z) in walk.places.iter().enumerate() {
        let at = frame.at(*z);
        let fill = if index == shown.chosen {
            theme.accent
        } else {
            theme.text
        };
        painter.circle(at, 8.0, fill, Stroke::new(1.5, theme.plot));
        painter.text(
            at,
            Align2::CENTER_CENTER,
            letter(index),
            theme::bold(size::SMALL - 1.0),
            theme.panel,
        );
    }
}
