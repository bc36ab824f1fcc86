//! Points as marks for the painter, made once for each list of points and each shade.

use std::sync::Arc;

use egui::{Color32, Id, Rect, Ui};

use super::camera::Frame;
use crate::ui::paint::{Particle, Particles};
use crate::ui::theme::{self, faded};

/// So many points are shown at most: enough to see where they lie, and few enough to see what lies below.
const MOST: usize = 2000;
/// On a small canvas there are fewer: one for so many square points of the screen.
const ROOM: f32 = 130.0;
const LEAST: usize = 500;

/// Points that are ready to be drawn.
#[derive(Default)]
pub(in crate::ui::bench) struct Marks {
    made: Option<Made>,
}

struct Made {
    points: Arc<[[f32; 2]]>,
    color: Color32,
    dark: bool,
    marks: Arc<[Particle]>,
}

/// How marks look.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui::bench) struct Style {
    /// Their radius, in points of the screen.
    pub(in crate::ui::bench) radius: f32,
    /// The width of their line, where they are rings.
    pub(in crate::ui::bench) ring: f32,
    /// From 0, not there, to 1.
    pub(in crate::ui::bench) opacity: f32,
}

impl Marks {
    /// Draws points in one colour, or in those of their classes.
    #[expect(
        clippy::too_many_arguments,
        reason = "what, where and how, each by itself"
    )]
    pub(in crate::ui::bench) fn paint(
        &mut self,
        ui: &Ui,
        name: &str,
        frame: &Frame,
        points: &Arc<[[f32; 2]]>,
        class: &[u8],
        color: Color32,
        style: Style,
    ) {
        let theme = theme::of(ui);
        let fits = |made: &Made| {
            Arc::ptr_eq(&made.points, points) && (made.color, made.dark) == (color, theme.dark)
        };
        if !self.made.as_ref().is_some_and(fits) {
            let mark = |(i, at): (usize, &[f32; 2])| {
                let class = class.get(i).map(|class| theme.class(*class));
                Particle::new(*at, class.unwrap_or(color))
            };
            self.made = Some(Made {
                points: Arc::clone(points),
                color,
                dark: theme.dark,
                marks: points.iter().take(MOST).enumerate().map(mark).collect(),
            });
        }
        let Some(made) = &self.made else { return };
        let room = (frame.rect.area() / ROOM) as usize;
        let particles = Particles {
            source: Id::unique(("plane", name)),
            marks: &made.marks,
            count: made.marks.len().min(room.clamp(LEAST, MOST)),
            origin: frame.origin(),
            scale: frame.unit(),
            radius: style.radius,
            ring: style.ring,
            edge: faded(theme.plot, 0.45),
            opacity: style.opacity,
        };
        let rect: Rect = frame.rect;
        particles.paint(ui, Id::unique(("plane marks", name)), rect);
    }
}
