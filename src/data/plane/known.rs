//! The distributions on the plane that everybody draws: generator, log density, entropy and modes of each.
//!
//! Generators as in the code that published figures come from, so that figures compare: `ffjord` for eight-gaussians,
//! checkerboard, moons, circles, swiss-roll, pinwheel and the spiral (Grathwohl et al. 2019, lib/toy_data.py), `VEEGAN` for
//! ring and grid-25 (Srivastava et al. 2017).

use std::f64::consts::PI;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::{Generator, Window};

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

/// The modes of a mixture of equal, round Gaussians.
#[derive(Debug, Clone, PartialEq)]
pub struct Modes {
    /// Where they are.
    pub centres: Vec<[f64; 2]>,
    /// The deviation of each along every direction.
    pub sigma: f64,
}

impl Modes {
    /// One point of the mixture.
    fn draw(&self, generator: &mut Generator) -> [f64; 2] {
        let centre = self.centres[generator.random_range(0..self.centres.len())];
        let normal: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut *generator));
        [0, 1].map(|axis| centre[axis] + self.sigma * normal[axis])
    }

    /// log p(x) of the mixture, in nats.
    fn log_density(&self, x: [f64; 2]) -> f64 {
        let variance = self.sigma * self.sigma;
        let distance = |c: &[f64; 2]| (x[0] - c[0]).powi(2) + (x[1] - c[1]).powi(2);
        let nearest = self.centres.iter().map(distance).fold(f64::MAX, f64::min);
        let sum: f64 = self
            .centres
            .iter()
            .map(|c| (-(distance(c) - nearest) / (2.0 * variance)).exp())
            .sum();
        sum.ln()
            - nearest / (2.0 * variance)
            - (self.centres.len() as f64 * 2.0 * PI * variance).ln()
    }
}

/// All of them, in the order of the menus.
pub static ALL: &[Known] = &[
    Known {
        name: "eight-gaussians",
        entropy: 2.833,
        window: Window::square(4.8),
        smooth: true,
        draw: |generator| eight_gaussians().draw(generator),
        log_density: |x| eight_gaussians().log_density(x),
        modes: Some(eight_gaussians),
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
];

/// The distribution with this name.
pub fn find(name: &str) -> Option<&'static Known> {
    ALL.iter().find(|known| known.name == name)
}

/// Eight round Gaussians on a circle of radius 4, with deviation 0.5, all divided by 1.414.
fn eight_gaussians() -> Modes {
    let centre = |k: usize| {
        let angle = k as f64 * PI / 4.0;
        [4.0 * angle.cos() / 1.414, 4.0 * angle.sin() / 1.414]
    };
    Modes {
        centres: (0..8).map(centre).collect(),
        sigma: 0.5 / 1.414,
    }
}

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
