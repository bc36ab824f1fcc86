//! A small drawing of each failure: what is data is plain, what the model makes is in the colour of samples.

use std::f32::consts::TAU;

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

use crate::measure::doctor::Ailment;
use crate::ui::theme::{Ink, Theme, faded};

/// How many modes the data of the sketches have, and their place and size in shares of the sketch.
const MODES: usize = 8;
const RING: f32 = 0.34;
const MODE: f32 = 0.055;

/// What a sketch is drawn with.
struct Pencil<'a> {
    painter: &'a Painter,
    rect: Rect,
    data: Color32,
    model: Color32,
    alarm: Color32,
    line: f32,
}

/// Draws the sketch of an ailment into a square.
pub(super) fn draw(painter: &Painter, theme: &Theme, rect: Rect, ailment: Ailment) {
    let pencil = Pencil {
        painter,
        rect,
        data: theme.dim,
        model: theme.ink(Ink::Sample),
        alarm: theme.error,
        line: rect.width() / 56.0,
    };
    match ailment {
        Ailment::Divergence => pencil.divergence(),
        Ailment::ExplodingScale => pencil.exploding_scale(),
        Ailment::ModeCollapse => pencil.mode_collapse(),
        Ailment::ModeHopping => pencil.mode_hopping(),
        Ailment::VanishingGradient => pencil.vanishing_gradient(),
        Ailment::PosteriorCollapse => pencil.posterior_collapse(),
        Ailment::OverRegularisation => pencil.over_regularisation(),
        Ailment::Overfitting => pencil.overfitting(),
        Ailment::StuckChain => pencil.stuck_chain(),
        Ailment::RunawayChain => pencil.runaway_chain(),
        Ailment::LostInvertibility => pencil.lost_invertibility(),
        Ailment::UnfinishedNoise => pencil.unfinished_noise(),
    }
}

/// The middle of a mode, in shares of the sketch.
fn mode(k: usize) -> Pos2 {
    let angle = k as f32 / MODES as f32 * TAU;
    pos2(0.5 + RING * angle.cos(), 0.5 - RING * angle.sin())
}

impl Pencil<'_> {
    /// From shares of the sketch to the screen.
    fn at(&self, share: Pos2) -> Pos2 {
        self.rect.lerp_inside(share.to_vec2())
    }

    fn long(&self, share: f32) -> f32 {
        share * self.rect.width()
    }

    fn stroke(&self, color: Color32) -> Stroke {
        Stroke::new(self.line, color)
    }

    fn line(&self, places: impl IntoIterator<Item = Pos2>, color: Color32) {
        let places = places.into_iter().map(|share| self.at(share)).collect();
        self.painter.add(Shape::line(places, self.stroke(color)));
    }

    fn dashed(&self, places: [Pos2; 2], color: Color32) {
        let places = places.map(|share| self.at(share));
        let dash = self.long(0.05);
        let dashes = Shape::dashed_line(&places, self.stroke(color), dash, dash);
        self.painter.extend(dashes);
    }

    /// A curve over the width of the sketch, both in shares; up is more.
    fn curve(&self, span: [f32; 2], color: Color32, height: impl Fn(f32) -> f32) {
        let place = |i: u16| {
            let share = span[0] + (span[1] - span[0]) * f32::from(i) / 40.0;
            pos2(share, 1.0 - height(share))
        };
        self.line((0..=40).map(place), color);
    }

    fn axes(&self) {
        let corner = pos2(0.12, 0.88);
        self.line([pos2(0.12, 0.1), corner, pos2(0.9, 0.88)], self.data);
    }

    fn dot(&self, at: Pos2, radius: f32, color: Color32) {
        let (at, radius) = (self.at(at), self.long(radius));
        self.painter.circle_filled(at, radius, color);
    }

    fn circle(&self, at: Pos2, radius: f32, color: Color32) {
        let (at, radius) = (self.at(at), self.long(radius));
        self.painter.circle_stroke(at, radius, self.stroke(color));
    }

    fn cross(&self, at: Pos2) {
        let arm = 0.055;
        for side in [vec2(arm, arm), vec2(arm, -arm)] {
            self.line([at - side, at + side], self.alarm);
        }
    }

    fn arrow(&self, from: Pos2, to: Pos2, color: Color32) {
        let way = (to - from).normalized() * 0.08;
        let side = Vec2::new(-way.y, way.x) * 0.6;
        self.line([from, to], color);
        self.line([to - way + side, to, to - way - side], color);
    }

    /// The modes of the data, of which the model has found those that `found` says, so well.
    fn modes(&self, found: impl Fn(usize) -> f32) {
        for k in 0..MODES {
            let share = found(k);
            if share > 0.0 {
                self.dot(mode(k), MODE, faded(self.model, share));
            }
            self.circle(mode(k), MODE, self.data);
        }
    }

    fn divergence(&self) {
        self.axes();
        self.curve([0.16, 0.84], self.model, |x| {
            let rise = (9.0 * (x - 0.66)).exp();
            (0.14 + 0.62 * (-7.0 * (x - 0.16)).exp() + 0.12 * rise).min(0.92)
        });
        self.cross(pos2(0.88, 0.1));
    }

    fn exploding_scale(&self) {
        self.circle(pos2(0.5, 0.5), 0.1, self.data);
        for k in 0..MODES {
            let way = (mode(k) - pos2(0.5, 0.5)) / RING;
            let middle = pos2(0.5, 0.5);
            self.arrow(middle + way * 0.16, middle + way * 0.42, self.model);
        }
    }

    fn mode_collapse(&self) {
        self.modes(|k| f32::from(u8::from(k == 1)));
        for turn in [0.0f32, 1.3, 2.9, 4.4] {
            let off = vec2(turn.cos(), turn.sin()) * 0.075;
            self.dot(mode(1) + off, 0.018, self.model);
        }
    }

    fn mode_hopping(&self) {
        self.modes(|k| match k {
            1 => 1.0,
            4 => 0.35,
            _ => 0.0,
        });
        let (from, to) = (mode(4), mode(1));
        let way = (to - from).normalized() * 0.11;
        self.arrow(from + way, to - way, self.alarm);
    }

    fn vanishing_gradient(&self) {
        self.axes();
        let hill = |x: f32| 0.16 + 0.62 / (1.0 + (-22.0 * (x - 0.68)).exp());
        self.curve([0.14, 0.9], self.data, hill);
        self.dot(pos2(0.3, 1.0 - hill(0.3) - 0.05), 0.05, self.model);
    }

    fn posterior_collapse(&self) {
        self.circle(pos2(0.5, 0.5), 0.32, self.data);
        for (turn, radius) in [(0.4f32, 0.30), (2.2, 0.29), (3.9, 0.31), (5.3, 0.28)] {
            let off = vec2(turn.cos(), turn.sin()) * 0.025;
            self.circle(pos2(0.5, 0.5) + off, radius, faded(self.model, 0.8));
            self.dot(pos2(0.5, 0.5) + off, 0.018, self.model);
        }
    }

    fn over_regularisation(&self) {
        for (radius, strength) in [(0.44, 0.12), (0.34, 0.16), (0.24, 0.2), (0.13, 0.26)] {
            self.dot(pos2(0.5, 0.5), radius, faded(self.model, strength));
        }
        self.modes(|_| 0.0);
    }

    fn overfitting(&self) {
        self.axes();
        let fall = |x: f32| 0.16 + 0.62 * (-4.2 * (x - 0.14)).exp();
        self.curve([0.14, 0.9], self.model, fall);
        self.curve([0.14, 0.9], self.alarm, |x| {
            fall(x) + 0.04 + 1.5 * (x - 0.4).max(0.0).powi(2)
        });
        self.dashed([pos2(0.4, 0.3), pos2(0.4, 0.88)], self.data);
    }

    fn stuck_chain(&self) {
        self.modes(|_| 0.0);
        let middle = mode(2);
        let steps: [(f32, f32); 7] = [
            (0.00, 0.00),
            (0.02, 0.02),
            (-0.01, 0.03),
            (-0.025, 0.0),
            (0.0, -0.02),
            (0.025, -0.015),
            (0.01, 0.01),
        ];
        let places = steps.map(|(x, y)| middle + vec2(x, y));
        self.line(places, self.model);
        self.dot(middle, 0.02, self.model);
    }

    fn runaway_chain(&self) {
        for k in 0..MODES {
            let at = pos2(0.34, 0.62) + (mode(k) - pos2(0.5, 0.5)) * 0.55;
            self.circle(at, 0.035, self.data);
        }
        let steps = [
            (0.34, 0.43),
            (0.42, 0.48),
            (0.47, 0.37),
            (0.58, 0.4),
            (0.62, 0.27),
            (0.74, 0.27),
        ];
        self.line(steps.map(|(x, y)| pos2(x, y)), self.model);
        self.arrow(pos2(0.74, 0.27), pos2(0.92, 0.08), self.model);
    }

    fn lost_invertibility(&self) {
        for i in 0u8..5 {
            let share = 0.14 + 0.18 * f32::from(i);
            self.line(
                [pos2(share, 0.14), pos2(share, 0.86)],
                faded(self.data, 0.5),
            );
            self.line(
                [pos2(0.14, share), pos2(0.86, share)],
                faded(self.data, 0.5),
            );
        }
        let (from, to) = (pos2(0.32, 0.68), pos2(0.68, 0.32));
        self.dot(from, 0.035, self.model);
        self.arrow(from + vec2(0.03, -0.06), to + vec2(-0.08, 0.0), self.model);
        self.dot(to, 0.035, self.model);
        self.arrow(to + vec2(0.0, 0.06), pos2(0.6, 0.74), self.alarm);
        self.cross(pos2(0.6, 0.8));
    }

    fn unfinished_noise(&self) {
        self.axes();
        self.curve([0.14, 0.86], self.model, |x| {
            0.5 + 0.32 * ((x - 0.14) * 2.0).cos()
        });
        self.dashed([pos2(0.86, 0.1), pos2(0.86, 0.88)], self.data);
        self.arrow(pos2(0.86, 0.58), pos2(0.86, 0.84), self.alarm);
    }
}
