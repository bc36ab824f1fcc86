//! The distributions on the plane that everybody draws: generator, log density, entropy and modes of each.
//!
//! Generators as in the code that published figures come from, so that figures compare: FFJORD's for eight-gaussians, moons,
//! circles, checkerboard, swiss-roll, pinwheel and the spiral, its `2spirals` (Grathwohl et al. 2019, lib/toy_data.py),
//! VEEGAN's for ring and grid-25 (Srivastava et al. 2017). Entropies without a closed form are minus the integral of p log p
//! over the window by the midpoint rule; grids of 600 and of 1201 cells a side agree to a millionth.

mod curves;
mod mixtures;
mod pinwheel;
mod quadrature;
mod spiral;
#[cfg(test)]
mod tests;

pub use mixtures::Modes;

use rand::RngExt;

use super::{Generator, Window};
use curves::{CIRCLES, MOONS, SWISS_ROLL};
use mixtures::{EIGHT, GRID, RING, TWO};

/// A distribution whose density can be written down.
pub struct Known {
    /// Its name on the command line; its words stand in the locales under `data-NAME`.
    pub name: &'static str,
    /// Its entropy in nats.
    pub entropy: f64,
    /// The part of the plane that holds all but a millionth of it.
    pub window: Window,
    /// Whether its density is smooth and nowhere zero, so that its gradient can be followed.
    pub smooth: bool,
    draw: fn(&mut Generator) -> [f64; 2],
    log_density: fn([f64; 2]) -> f64,
    modes: Option<fn() -> Modes>,
}

impl Known {
    /// One point.
    pub fn draw(&self, generator: &mut Generator) -> [f64; 2] {
        (self.draw)(generator)
    }

    /// log p(x) in nats; minus infinity where there is nothing.
    pub fn log_density(&self, x: [f64; 2]) -> f64 {
        (self.log_density)(x)
    }

    /// Its modes, where it has some.
    pub fn modes(&self) -> Option<Modes> {
        self.modes.map(|modes| modes())
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// All of them, in the order of the menus.
pub static ALL: &[Known] = &[
    Known {
        name: "eight-gaussians",
        entropy: 2.831_880,
        window: Window::square(4.8),
        smooth: true,
        draw: |generator| EIGHT.draw(generator),
        log_density: |x| EIGHT.log_density(x),
        modes: Some(|| EIGHT.clone()),
    },
    Known {
        name: "ring",
        entropy: -4.293_022,
        window: Window::square(1.06),
        smooth: true,
        draw: |generator| RING.draw(generator),
        log_density: |x| RING.log_density(x),
        modes: Some(|| RING.clone()),
    },
    Known {
        name: "grid-25",
        entropy: 0.065_288,
        window: Window::square(4.5),
        smooth: true,
        draw: |generator| GRID.draw(generator),
        log_density: |x| GRID.log_density(x),
        modes: Some(|| GRID.clone()),
    },
    Known {
        name: "moons",
        entropy: 2.393_879,
        window: Window::square(4.2),
        smooth: true,
        draw: |generator| MOONS.draw(generator),
        log_density: |x| MOONS.log_density(x),
        modes: None,
    },
    Known {
        name: "circles",
        entropy: 3.268_136,
        window: Window::square(4.5),
        smooth: true,
        draw: |generator| CIRCLES.draw(generator),
        log_density: |x| CIRCLES.log_density(x),
        modes: None,
    },
    Known {
        name: "checkerboard",
        // The logarithm of its area: eight squares of two by two.
        entropy: 3.465_735_902_799_726_5,
        window: Window::square(4.0),
        smooth: false,
        draw: checkerboard,
        log_density: |x| {
            if is_on_checkerboard(x) {
                -(32.0f64.ln())
            } else {
                f64::NEG_INFINITY
            }
        },
        modes: None,
    },
    Known {
        name: "swiss-roll",
        entropy: 2.669_646,
        window: Window::square(4.1),
        smooth: true,
        draw: |generator| SWISS_ROLL.draw(generator),
        log_density: |x| SWISS_ROLL.log_density(x),
        modes: None,
    },
    Known {
        // Where its map folds, its density has no bound.
        name: "pinwheel",
        entropy: 2.317_788,
        window: Window::square(5.6),
        smooth: false,
        draw: pinwheel::draw,
        log_density: pinwheel::log_density,
        modes: None,
    },
    Known {
        name: "spiral",
        entropy: 2.645_450,
        window: Window::square(4.0),
        smooth: true,
        draw: spiral::draw,
        log_density: spiral::log_density,
        modes: None,
    },
    Known {
        name: "two-gaussians",
        entropy: 2.144_636,
        window: Window::square(5.0),
        smooth: true,
        draw: |generator| TWO.draw(generator),
        log_density: |x| TWO.log_density(x),
        modes: Some(|| TWO.clone()),
    },
];

/// The distribution with this name.
pub fn find(name: &str) -> Option<&'static Known> {
    ALL.iter().find(|known| known.name == name)
}

/// FFJORD's checkerboard: a column, a row of every other square, both doubled.
fn checkerboard(generator: &mut Generator) -> [f64; 2] {
    let x = generator.random::<f64>() * 4.0 - 2.0;
    let y = generator.random::<f64>() - f64::from(generator.random_range(0..2u8)) * 2.0;
    let y = y + x.floor().rem_euclid(2.0);
    [2.0 * x, 2.0 * y]
}

fn is_on_checkerboard(x: [f64; 2]) -> bool {
    let inside = x.iter().all(|v| (-4.0..4.0).contains(v));
    let row = (x[0] / 2.0).floor() + (x[1] / 2.0).floor();
    inside && row.rem_euclid(2.0) == 0.0
}
