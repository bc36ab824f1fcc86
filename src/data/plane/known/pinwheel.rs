//! FFJORD's `pinwheel` (after Johnson et al. 2016): five Gaussian arms, each bent by a turn that grows with the radius.
//!
//! f = (1 + 0.3 n1, 0.1 n2) with n1, n2 standard normal is turned clockwise by 2 pi k / 5 + exp(f1) / 4, with k one of five,
//! and doubled. A turn keeps the length, so f lies on a circle whose radius the point tells, and only its angle a is
//! unknown: a point at angle phi comes from every a with a - exp(r cos a) / 4 = phi mod 2 pi / 5. Its density is the
//! sum over these of N(f) / (5 * 4 |det J|), where det J = 1 + exp(f1) f2 / 4.
//!
//! The map folds where det J is 0, and there the density has no bound, though hardly any mass: less than 1e-6 of f lies
//! beyond the fold.

use std::f64::consts::{PI, TAU};
use std::sync::LazyLock;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::Generator;
use super::quadrature::LogSum;

const ARMS: u8 = 5;
const RADIAL: f64 = 0.3;
const TANGENTIAL: f64 = 0.1;
const RATE: f64 = 0.25;
const SCALE: f64 = 2.0;
/// Angles are looked for between so many directions around the circle.
const DIRECTIONS: usize = 128;
/// Nothing comes from beyond this f1, which is ten deviations out.
const FARTHEST: f64 = 4.0;

/// One point.
pub(super) fn draw(generator: &mut Generator) -> [f64; 2] {
    let normal: [f64; 2] = std::array::from_fn(|_| StandardNormal.sample(&mut *generator));
    let f = [1.0 + RADIAL * normal[0], TANGENTIAL * normal[1]];
    let arm = f64::from(generator.random_range(0..ARMS));
    let (sin, cos) = (TAU * arm / f64::from(ARMS) + RATE * f[0].exp()).sin_cos();
    [
        SCALE * (cos * f[0] + sin * f[1]),
        SCALE * (cos * f[1] - sin * f[0]),
    ]
}

/// log p(x) in nats.
pub(super) fn log_density(x: [f64; 2]) -> f64 {
    let circle = Circle::through(x);
    let mut sum = LogSum::default();
    let mut last: Option<(f64, f64)> = None;
    for &(angle, cos) in DIRECTION.iter() {
        if circle.radius * cos > FARTHEST {
            last = None;
            continue;
        }
        let turns = circle.turns_at(angle, cos);
        if let Some((before, turns_before)) = last {
            for whole in between(turns_before, turns) {
                let angle = root(&circle, whole, [before, angle], turns_before < turns);
                sum.add(circle.log_density(angle), 1.0);
            }
        }
        last = Some((angle, turns));
    }
    sum.value() - (f64::from(ARMS) * SCALE * SCALE).ln()
}

/// The circle that a point comes from.
struct Circle {
    radius: f64,
    phi: f64,
}

impl Circle {
    fn through(x: [f64; 2]) -> Self {
        Self {
            radius: x[0].hypot(x[1]) / SCALE,
            phi: x[1].atan2(x[0]),
        }
    }

    /// How many fifths of a turn lie between the point and what comes from an angle: whole numbers are what is sought.
    fn turns_at(&self, angle: f64, cos: f64) -> f64 {
        (angle - RATE * (self.radius * cos).exp() - self.phi) * f64::from(ARMS) / TAU
    }

    fn turns(&self, angle: f64) -> f64 {
        self.turns_at(angle, angle.cos())
    }

    /// How they change with the angle.
    fn slope(&self, angle: f64) -> f64 {
        self.determinant(angle) * f64::from(ARMS) / TAU
    }

    /// The point f at an angle.
    fn f(&self, angle: f64) -> [f64; 2] {
        [self.radius * angle.cos(), self.radius * angle.sin()]
    }

    fn determinant(&self, angle: f64) -> f64 {
        let f = self.f(angle);
        1.0 + RATE * f[0].exp() * f[1]
    }

    /// log(N(f) / |det J|) at an angle.
    fn log_density(&self, angle: f64) -> f64 {
        let f = self.f(angle);
        let normal = [(f[0] - 1.0) / RADIAL, f[1] / TANGENTIAL];
        -0.5 * (normal[0] * normal[0] + normal[1] * normal[1])
            - (TAU * RADIAL * TANGENTIAL).ln()
            - self.determinant(angle).abs().ln()
    }
}

/// Directions around the circle with their cosines, both ends included.
static DIRECTION: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    let angle = |k: usize| TAU * k as f64 / DIRECTIONS as f64 - PI;
    (0..=DIRECTIONS)
        .map(|k| (angle(k), angle(k).cos()))
        .collect()
});

/// The whole numbers between two others; of the ends, the smaller one belongs to them.
fn between(a: f64, b: f64) -> impl Iterator<Item = f64> {
    let (low, high) = (a.min(b).ceil(), a.max(b).ceil());
    (0..(high - low) as usize).map(move |k| low + k as f64)
}

/// Where `circle.turns` passes a whole number between two angles: Newton's method, and bisection where it would leave them.
fn root(circle: &Circle, whole: f64, ends: [f64; 2], rises: bool) -> f64 {
    let [mut low, mut high] = ends;
    let mut angle = 0.5 * (low + high);
    for _ in 0..40 {
        let off = circle.turns(angle) - whole;
        if (off < 0.0) == rises {
            low = angle;
        } else {
            high = angle;
        }
        let mut next = angle - off / circle.slope(angle);
        if !(low..=high).contains(&next) {
            next = 0.5 * (low + high);
        }
        let moved = (next - angle).abs();
        angle = next;
        if moved < 1e-12 {
            break;
        }
    }
    angle
}
