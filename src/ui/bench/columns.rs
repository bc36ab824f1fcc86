//! The columns that the curves are drawn from, and what their numbers mean.

use super::Context;
use super::overlay::Overlay;
use super::plane_curves::{area, lift};
use super::stage::on_plane;
use crate::families::Family;
use crate::taxonomy::DensityKind;
use crate::ui::run_view::{RunView, Table};

/// The columns that the curves are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) reconstruction: &'a [f32],
    pub(super) kl: &'a [f32],
    pub(super) loss: &'a [f32],
    /// What else is drawn under its own name.
    pub(super) table: &'a Table,
    /// Whether every kind of number has a plot of its own: of points in a plane, and of families whose steps tell other things
    /// than one loss that falls.
    pub(super) by_kind: bool,
    /// Whether the family has no likelihood to draw.
    pub(super) is_silent: bool,
    /// What makes nats of points in the units of the model those in the units of the data.
    pub(super) area: f32,
    /// What makes the loss nats of points in the units of the data; `None` where it is no likelihood of points.
    pub(super) lift: Option<f32>,
    /// The family of the run.
    pub(super) family: &'a str,
    /// The kept runs that are laid over it.
    pub(super) laid: &'a [Overlay],
}

impl<'a> Columns<'a> {
    pub(super) fn of(context: &Context<'a>) -> Self {
        let run = context.run;
        let column = |name: &str| run.training.column(name).unwrap_or_default();
        Self {
            reconstruction: column("reconstruction_nats"),
            kl: column("kl_term_nats"),
            loss: column("loss"),
            table: &run.training,
            by_kind: on_plane(run).is_some() || tells_more(&run.training),
            is_silent: claim(run) == Some(DensityKind::None),
            area: area(run),
            lift: lift(run),
            family: &run.spec.family,
            laid: context.overlays,
        }
    }

    /// The loss of a step.
    pub(super) fn loss_at(&self, row: usize) -> f32 {
        self.loss[row] + self.lift.unwrap_or_default()
    }

    /// -ELBO of a step, beta taken as 1.
    pub(super) fn total(&self, row: usize) -> f32 {
        self.reconstruction[row] + self.kl[row] + self.area
    }

    pub(super) fn bound(&self) -> bool {
        !self.reconstruction.is_empty() && !self.kl.is_empty()
    }
}

/// Whether the steps of a game or of a machine were told: a verdict, or a reconstruction that is no term of a bound.
fn tells_more(table: &Table) -> bool {
    let has = |name| table.column(name).is_some();
    has("verdict_real") || has("reconstruction")
}

/// What the family of a run claims about its density.
pub(super) fn claim(run: &RunView) -> Option<DensityKind> {
    let family = Family::find(&run.spec.family).ok()?;
    Some(family.card.can.density)
}
