//! What the doctor's findings rest on, lit up on the stage: modes without a sample, samples out of sight, the layer to look at.

use egui::{Align2, Painter, Rect, Shape, Stroke, pos2, vec2};

use super::camera::Frame;
use super::canvas::points;
use super::layers::{self, Layer};
use crate::data::PlaneSet;
use crate::data::plane::Modes;
use crate::engine::{PictureId, Ready};
use crate::measure::doctor::Ailment;
use crate::measure::mode_counts;
use crate::ui::bench::Context;
use crate::ui::theme::{self, Theme, faded, size, space};

/// Rings are so many deviations of a mode wide, and no smaller than so many points of the screen.
const RING: f64 = 3.0;
const LEAST: f32 = 7.0;
/// A ring is so many dashes.
const DASHES: usize = 14;

/// The layer on which an ailment shows, the first that a run can have.
pub(super) fn layer(ailment: Ailment, ready: &Ready) -> Option<Layer> {
    let candidates: &[Layer] = match ailment {
        Ailment::ModeCollapse | Ailment::ModeHopping | Ailment::ExplodingScale => &[Layer::Samples],
        Ailment::VanishingGradient => &[Layer::Landscape, Layer::Push],
        Ailment::PosteriorCollapse | Ailment::OverRegularisation => &[Layer::Warp, Layer::Samples],
        Ailment::Overfitting => &[Layer::Components, Layer::Density],
        Ailment::StuckChain | Ailment::RunawayChain => &[Layer::Chain, Layer::Samples],
        Ailment::LostInvertibility => &[Layer::Warp],
        Ailment::UnfinishedNoise => &[Layer::Paths, Layer::Chain],
        Ailment::Divergence => &[],
    };
    let possible = |layer: &&Layer| layers::possible(**layer, ready);
    candidates.iter().find(possible).copied()
}

/// Draws the evidence for everything that is found.
pub(super) fn draw(
    painter: &Painter,
    theme: &Theme,
    context: &Context,
    ready: &Ready,
    frame: &Frame,
) {
    let found = |ailment| {
        let mut findings = context.run.findings.iter();
        findings.any(|finding| finding.ailment == ailment)
    };
    let Some(samples) = points(context.run, PictureId::Samples) else {
        return;
    };
    if (found(Ailment::ModeCollapse) || found(Ailment::ModeHopping))
        && let Some(modes) = ready.data.plane().and_then(PlaneSet::modes)
    {
        for centre in missed(&modes, &samples.at) {
            ring(painter, theme, frame, centre, modes.sigma);
        }
    }
    if found(Ailment::ExplodingScale) || found(Ailment::RunawayChain) {
        outside(painter, theme, context, frame, &samples.at);
    }
}

/// The modes without a sample.
fn missed(modes: &Modes, samples: &[[f32; 2]]) -> Vec<[f64; 2]> {
    let counts = mode_counts(samples.iter().map(|at| at.map(f64::from)), modes);
    let counted = modes.centres.iter().zip(counts);
    counted
        .filter(|(_, count)| *count == 0)
        .map(|(centre, _)| *centre)
        .collect()
}

/// A dashed ring around a mode, on a ground that stands out from the density.
fn ring(painter: &Painter, theme: &Theme, frame: &Frame, centre: [f64; 2], sigma: f64) {
    let middle = frame.at(centre.map(|x| x as f32));
    let radius = ((RING * sigma * frame.scale) as f32).max(LEAST);
    let dash = std::f32::consts::TAU * radius / (2 * DASHES) as f32;
    let round = (0..=48).map(|i| {
        let angle = i as f32 / 48.0 * std::f32::consts::TAU;
        middle + radius * vec2(angle.cos(), angle.sin())
    });
    let round: Vec<_> = round.collect();
    for (width, color) in [(4.0, faded(theme.plot, 0.8)), (2.0, theme.warning)] {
        painter.extend(Shape::dashed_line(
            &round,
            Stroke::new(width, color),
            dash,
            dash,
        ));
    }
}

/// How many samples the canvas does not show, told at its top.
fn outside(
    painter: &Painter,
    theme: &Theme,
    context: &Context,
    frame: &Frame,
    samples: &[[f32; 2]],
) {
    let away = |at: &&[f32; 2]| !frame.rect.contains(frame.at(**at));
    let count = samples.iter().filter(away).count();
    if count == 0 {
        return;
    }
    let args = [("count", count.into()), ("all", samples.len().into())];
    let words = context.language.f("evidence-outside", &args);
    let galley = painter.layout_no_wrap(words, theme::bold(size::SMALL), theme.warning);
    let room = galley.size() + vec2(2.0 * space::MEDIUM, 2.0 * space::SMALL);
    let top = pos2(frame.rect.center().x, frame.rect.top() + space::MEDIUM);
    let ground = Align2::CENTER_TOP.anchor_rect(Rect::from_min_size(top, room));
    painter.rect_filled(ground, f32::from(size::PICTURE_RADIUS), theme.raised);
    let at = ground.min + vec2(space::MEDIUM, space::SMALL);
    painter.galley(at, galley, theme.warning);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_is_missed_when_no_sample_is_near() {
        let modes = Modes {
            centres: vec![[0.0, 0.0], [2.0, 0.0], [0.0, 2.0]],
            sigma: 0.1,
        };
        let samples = [[0.05, -0.1], [1.5, 0.0], [0.1, 2.25]];
        assert_eq!(missed(&modes, &samples), [[2.0, 0.0]]);
        assert_eq!(missed(&modes, &[[f32::NAN, 0.0]]).len(), 3);
    }
}
