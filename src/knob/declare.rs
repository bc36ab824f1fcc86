//! How a family declares a knob: what it takes and its default, then what it is like.
//!
//! `Knob::real("beta", 0.0, 20.0, "1").hot().main()`

use super::{Kind, Knob};
use crate::taxonomy::DataKind;

impl Knob {
    /// A real number between two ends, both included.
    pub const fn real(id: &'static str, min: f64, max: f64, default: &'static str) -> Self {
        let log = false;
        Self::of(id, Kind::Real { min, max, log }, default)
    }

    /// A whole number between two ends, both included.
    pub const fn whole(id: &'static str, min: i64, max: i64, default: &'static str) -> Self {
        let log = false;
        Self::of(id, Kind::Whole { min, max, log }, default)
    }

    /// The widths of up to `layers` hidden layers.
    pub const fn sizes(id: &'static str, max: usize, layers: usize, default: &'static str) -> Self {
        let min = 1;
        Self::of(id, Kind::Sizes { min, max, layers }, default)
    }

    /// One of a few words.
    pub const fn choice(
        id: &'static str,
        words: &'static [&'static str],
        default: &'static str,
    ) -> Self {
        Self::of(id, Kind::Choice(words), default)
    }

    /// On or off.
    pub const fn switch(id: &'static str, default: &'static str) -> Self {
        Self::of(id, Kind::Switch, default)
    }

    /// Equal ratios are equally far apart on its slider.
    #[must_use]
    pub const fn logarithmic(self) -> Self {
        let kind = match self.kind {
            Kind::Real { min, max, .. } => Kind::Real {
                min,
                max,
                log: true,
            },
            Kind::Whole { min, max, .. } => Kind::Whole {
                min,
                max,
                log: true,
            },
            other => other,
        };
        Self { kind, ..self }
    }

    /// Points in the plane need another default than images.
    #[must_use]
    pub const fn on_plane(self, default: &'static str) -> Self {
        Self {
            on_plane: Some(default),
            ..self
        }
    }

    /// It belongs to models of this kind of data alone.
    #[must_use]
    pub const fn only(self, kind: DataKind) -> Self {
        Self {
            only: Some(kind),
            ..self
        }
    }

    /// A change acts on the running model at once.
    #[must_use]
    pub const fn hot(self) -> Self {
        Self { hot: true, ..self }
    }

    /// It belongs to the few that matter first.
    #[must_use]
    pub const fn main(self) -> Self {
        Self { main: true, ..self }
    }

    const fn of(id: &'static str, kind: Kind, default: &'static str) -> Self {
        Self {
            id,
            kind,
            default,
            on_plane: None,
            only: None,
            hot: false,
            main: false,
        }
    }
}
