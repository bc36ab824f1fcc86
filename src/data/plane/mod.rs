//! Points in a plane: distributions that are known, ones that are drawn by hand, and tables that users bring.
//!
//! Models see points in standard units (mean 0, deviation 1 along each axis); [`Standard`] remembers the way back, so that
//! every figure comes out in the units of the data.

mod drawing;
pub mod known;
mod standard;
mod table;

pub use drawing::{Dab, Drawing, Stroke};
pub use known::{Known, Modes};
pub use standard::{Standard, Window};
pub use table::Table;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// What points are drawn with.
pub type Generator = Xoshiro256PlusPlus;

/// How many points of a source without end are held out.
pub const HELD_OUT: usize = 20_000;

/// A set of points in a plane.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaneSet {
    /// The name it was asked for by: a bundled name, `drawn`, or a path.
    pub name: String,
    /// Where its points come from.
    pub source: Source,
    /// Between the units of the data and those that models see.
    pub standard: Standard,
    /// The part of the plane that holds all of it, in units of the data; codes of the plane cover just this.
    pub window: Window,
    /// What there is to tell about how it was read, such as rows left out.
    pub remarks: Vec<crate::text::Trouble>,
    /// The entropy of p_data in nats, where it is known.
    pub entropy: Option<f64>,
}

/// Where points come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A distribution that is known: fresh points without end.
    Known(&'static Known),
    /// What somebody has drawn: fresh points without end.
    Drawn(Drawing),
    /// So many points and no more.
    Table(Table),
}

impl PlaneSet {
    /// A distribution that is known, in standard units measured from points of a fixed seed.
    pub fn known(known: &'static Known) -> Self {
        let mut set = Self {
            name: known.name.to_owned(),
            source: Source::Known(known),
            standard: Standard::NONE,
            window: known.window,
            remarks: Vec::new(),
            entropy: Some(known.entropy),
        };
        set.standard = Standard::of(&set.draw(&mut Generator::seed_from_u64(0), HELD_OUT));
        set
    }

    /// What somebody has drawn. The units stay as they are, so that a model keeps its place while the drawing grows.
    pub fn drawn(drawing: Drawing) -> Self {
        Self {
            name: super::DRAWN.to_owned(),
            entropy: drawing.entropy(),
            source: Source::Drawn(drawing),
            standard: Standard {
                mean: [0.0; 2],
                deviation: [Drawing::REACH / 2.0; 2],
            },
            window: Window::square(Drawing::REACH),
            remarks: Vec::new(),
        }
    }

    /// A short fingerprint of what points come from.
    pub fn fingerprint(&self) -> String {
        let fold = |h: u64, byte: u8| (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let numbers = |points: &[[f64; 2]]| -> Vec<u8> {
            points
                .iter()
                .flatten()
                .flat_map(|v| v.to_le_bytes())
                .collect()
        };
        let bytes = match &self.source {
            Source::Known(known) => known.name.as_bytes().to_vec(),
            Source::Drawn(drawing) => drawing
                .dabs
                .iter()
                .flat_map(|dab| [dab.at[0], dab.at[1], dab.sigma, dab.weight])
                .flat_map(f64::to_le_bytes)
                .collect(),
            Source::Table(table) => [numbers(&table.train), numbers(&table.held_out)].concat(),
        };
        format!(
            "{:016x}",
            bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, fold)
        )
    }

    /// How many points there are to learn from; `None` where they have no end.
    pub fn train_count(&self) -> Option<usize> {
        match &self.source {
            Source::Known(_) | Source::Drawn(_) => None,
            Source::Table(table) => Some(table.train.len()),
        }
    }

    /// The table, if that is where its points come from.
    pub fn table(&self) -> Option<&Table> {
        match &self.source {
            Source::Table(table) => Some(table),
            Source::Known(_) | Source::Drawn(_) => None,
        }
    }

    /// The drawing, if that is where its points come from.
    pub fn drawing(&self) -> Option<&Drawing> {
        match &self.source {
            Source::Drawn(drawing) => Some(drawing),
            Source::Known(_) | Source::Table(_) => None,
        }
    }

    /// Whether there is nothing to learn from.
    pub fn is_empty(&self) -> bool {
        match &self.source {
            Source::Known(_) => false,
            Source::Drawn(drawing) => drawing.is_empty(),
            Source::Table(table) => table.train.is_empty(),
        }
    }

    /// Fresh points of a source without end, in units of the data; nothing of a table.
    pub fn draw(&self, generator: &mut Generator, count: usize) -> Vec<[f64; 2]> {
        match &self.source {
            Source::Known(known) => (0..count).map(|_| known.draw(generator)).collect(),
            Source::Drawn(drawing) => (0..count).map(|_| drawing.draw(generator)).collect(),
            Source::Table(_) => Vec::new(),
        }
    }

    /// The points that a run is judged by, in units of the data: fixed for a generator that is seeded by the run.
    pub fn held_out(&self, generator: &mut Generator) -> Vec<[f64; 2]> {
        match &self.source {
            Source::Drawn(drawing) if drawing.is_empty() => Vec::new(),
            Source::Known(_) | Source::Drawn(_) => self.draw(generator, HELD_OUT),
            Source::Table(table) => table.held_out.clone(),
        }
    }

    /// The same, with all points of a table held out.
    #[must_use]
    pub fn all_held_out(&self) -> Self {
        let mut whole = self.clone();
        if let Source::Table(table) = &mut whole.source {
            let train = std::mem::take(&mut table.train);
            table.held_out = [train, std::mem::take(&mut table.held_out)].concat();
        }
        whole
    }

    /// log p_data(x) in nats, where it is known; minus infinity where there is nothing.
    pub fn log_density(&self, x: [f64; 2]) -> Option<f64> {
        match &self.source {
            Source::Known(known) => Some(known.log_density(x)),
            Source::Drawn(drawing) => Some(drawing.log_density(x)),
            Source::Table(_) => None,
        }
    }

    /// Whether the density is known, smooth everywhere and always the same, so that one can follow its gradient. A drawing may
    /// be empty, and changes while a model trains on it.
    pub fn is_smooth(&self) -> bool {
        match &self.source {
            Source::Known(known) => known.smooth,
            Source::Drawn(_) | Source::Table(_) => false,
        }
    }

    /// The entropy of p_data in nats, where it is known.
    pub fn entropy(&self) -> Option<f64> {
        self.entropy
    }

    /// The modes, where there are some.
    pub fn modes(&self) -> Option<Modes> {
        match &self.source {
            Source::Known(known) => known.modes(),
            Source::Drawn(_) | Source::Table(_) => None,
        }
    }

    /// The window in the units that models see.
    pub fn standard_window(&self) -> Window {
        Window {
            low: self.standard.to_model(self.window.low),
            high: self.standard.to_model(self.window.high),
        }
    }
}
