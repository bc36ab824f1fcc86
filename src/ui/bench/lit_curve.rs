//! The curve that a term of the objective stands for: it stands out while the term is lit, and the others stand back.

use egui::Color32;

use super::columns::Columns;
use super::curves::Curves;
use super::plane_curves::lift;
use super::{Context, named};
use crate::ui::theme;

/// A curve that stands out is so many times as wide, and the others have so much of their colour.
const STANDS_OUT: f32 = 2.0;
const STANDS_BACK: f32 = 0.3;

impl Curves {
    /// Says which column's curve stands out from the others, if it is drawn at all.
    pub(super) fn light(&mut self, context: &Context, column: Option<&'static str>) {
        self.lit = column
            .map(|column| match named::key_of(column) {
                "curves-loss" if lift(context.run).is_some() => "curves-train",
                key => key,
            })
            .filter(|key| {
                let step = self.step_shown(context.run.training.len());
                let entries = self.entries(&theme::light(), &Columns::of(context), step);
                entries.iter().any(|entry| entry.key == *key)
            });
    }

    /// Whether a curve is drawn: it is switched on, or stands out.
    pub(super) fn draws(&self, key: &str) -> bool {
        !self.hidden.contains(key) || self.lit == Some(key)
    }

    /// The colour of a curve, and how wide it is: one stands out while the others stand back.
    pub(super) fn pen(&self, key: &str, color: Color32, width: f32) -> (Color32, f32) {
        match self.lit {
            Some(lit) if lit == key => (color, width * STANDS_OUT),
            Some(_) => (color.gamma_multiply(STANDS_BACK), width),
            None => (color, width),
        }
    }
}
