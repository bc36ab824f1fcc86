//! The codes of the held-out examples as a scatter: classes in colour, axes of equal scale, two ends of a path, and a probe.

use egui::{
    Align2, Id, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use super::axis::eased;
use super::{Context, numbers};
use crate::engine::{LatentPath, MANIFOLD_REACH, MANIFOLD_SIDE, latent};
use crate::figure::{Images, Points};
use crate::ui::paint::Tiles;
use crate::ui::theme::{self, Theme, size, space};

/// How near the pointer has to be to a point to mean it.
const REACH: f32 = 10.0;
const DOT: f32 = 2.0;

/// What the scatter remembers.
#[derive(Default)]
pub struct Scatter {
    reach: Option<[f64; 2]>,
}

/// What a frame of it shows.
pub struct Shown<'a> {
    /// The codes.
    pub points: &'a Points,
    /// The class of each point, or nothing.
    pub classes: &'a [u8],
    /// The path whose ends are marked.
    pub path: Option<LatentPath>,
    /// The lattice of decodes to lie behind, in two dimensions.
    pub lattice: Option<&'a Images>,
    /// Whether the plane of the scatter is the latent space itself.
    pub plane: bool,
    /// The code that is decoded at the moment.
    pub probe: Option<[f32; 2]>,
}

/// What the pointer did.
#[derive(Default)]
pub struct Touched {
    /// The point that was clicked, and whether with Shift.
    pub clicked: Option<(usize, bool)>,
    /// The place in the plane under the pointer.
    pub over: Option<[f32; 2]>,
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

impl Scatter {
    /// Draws the scatter and says what the pointer did.
    pub fn ui(&mut self, ui: &Ui, context: &Context, rect: Rect, shown: &Shown) -> Touched {
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
        axes(&painter, context, &theme, &frame, shown.points.axes);
        let radius = if shown.lattice.is_some() {
            DOT - 0.4
        } else {
            DOT
        };
        painter.extend(shown.points.at.iter().enumerate().map(|(i, z)| {
            let color = shown
                .classes
                .get(i)
                .map_or(theme.accent, |class| theme.class(*class));
            Shape::circle_filled(frame.at(*z), radius, color)
        }));
        if let Some(path) = shown.path {
            ends(&painter, &theme, &frame, shown, path);
        }
        let mut touched = Touched::default();
        let Some(pointer) = response.hover_pos() else {
            self.probe(&painter, &theme, &frame, shown);
            return touched;
        };
        touched.over = Some(frame.z(pointer));
        touched.clicked = clicked(ui, &response, &frame, shown.points);
        self.probe(&painter, &theme, &frame, shown);
        touched
    }

    fn frame(&mut self, ui: &Ui, rect: Rect, points: &Points) -> Frame {
        // A few far outliers must not shrink the rest: the reach holds 99 in 100 of the codes, and the prior's own.
        let mut far: Vec<f32> = points
            .at
            .iter()
            .map(|z| z[0].abs().max(z[1].abs()))
            .filter(|r| r.is_finite())
            .collect();
        let last = far.len().saturating_sub(1);
        let rank = (far.len() * 99 / 100).min(last);
        let most = if far.is_empty() {
            0.0
        } else {
            *far.select_nth_unstable_by(rank, f32::total_cmp).1
        };
        let wanted = [0.0, f64::from((most * 1.08).max(MANIFOLD_REACH * 1.05))];
        let seconds = f64::from(ui.input(|i| i.stable_dt).min(0.1));
        let reach = eased(self.reach, wanted, seconds);
        if reach != wanted {
            ui.ctx().request_repaint();
        }
        self.reach = Some(reach);
        Frame {
            rect,
            scale: rect.size().min_elem() / 2.0 / reach[1] as f32,
        }
    }

    #[expect(
        clippy::unused_self,
        reason = "drawn together with the rest of the scatter"
    )]
    fn probe(&self, painter: &egui::Painter, theme: &Theme, frame: &Frame, shown: &Shown) {
        let Some(z) = shown.probe.filter(|_| shown.plane) else {
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
}

fn clicked(ui: &Ui, response: &Response, frame: &Frame, points: &Points) -> Option<(usize, bool)> {
    if !response.clicked() {
        return None;
    }
    let at = response.interact_pointer_pos()?;
    let distance = |z: &[f32; 2]| frame.at(*z).distance(at);
    let (nearest, z) = points
        .at
        .iter()
        .enumerate()
        .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))?;
    (distance(z) <= REACH).then(|| (nearest, ui.input(|i| i.modifiers.shift)))
}

fn lattice(ui: &Ui, frame: &Frame, images: &Images) {
    let side = 2.0 * MANIFOLD_REACH * frame.scale;
    let tiles = Tiles {
        opacity: 0.55,
        ..Tiles::new(
            Id::unique("manifold"),
            images,
            Vec2::splat(side / MANIFOLD_SIDE as f32),
        )
    };
    tiles.paint(
        ui,
        Id::unique("latent lattice"),
        frame.at([-MANIFOLD_REACH, MANIFOLD_REACH]),
    );
}

fn axes(
    painter: &egui::Painter,
    context: &Context,
    theme: &Theme,
    frame: &Frame,
    names: [&str; 2],
) {
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
    let [right, up] = names.map(|key| context.language.t(key));
    painter.text(
        rect.right_bottom() - vec2(space::SMALL, space::SMALL),
        Align2::RIGHT_BOTTOM,
        right,
        font.clone(),
        theme.dim,
    );
    painter.text(
        rect.left_top() + vec2(space::SMALL, space::SMALL),
        Align2::LEFT_TOP,
        up,
        font,
        theme.dim,
    );
}

/// The marks A and B, and the path between them where the plane is the latent space itself.
fn ends(painter: &egui::Painter, theme: &Theme, frame: &Frame, shown: &Shown, path: LatentPath) {
    let at = |i: usize| shown.points.at.get(i).copied();
    let (Some(a), Some(b)) = (at(path.from), at(path.to)) else {
        return;
    };
    if shown.plane {
        let line: Vec<Pos2> = latent::path(&a, &b, path.kind, 48)
            .iter()
            .filter_map(|z| Some(frame.at([*z.first()?, *z.get(1)?])))
            .collect();
        painter.add(Shape::line(line.clone(), Stroke::new(4.0, theme.plot)));
        painter.add(Shape::line(line, Stroke::new(1.5, theme.text)));
    }
    for (z, letter) in [(a, "A"), (b, "B")] {
        let at = frame.at(z);
        painter.circle(at, 8.0, theme.text, Stroke::new(1.5, theme.plot));
        painter.text(
            at,
            Align2::CENTER_CENTER,
            letter,
            theme::bold(size::SMALL - 1.0),
            theme.panel,
        );
    }
}
