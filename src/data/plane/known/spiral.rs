//! FFJORD's `2spirals`: two arms of one and a half turns, blurred by a little box and a Gaussian.
//!
//! At the angle n = 3 pi sqrt(u), with u even between 0 and 1, a point is c(n) = (-n cos n, n sin n) / 3 or its mirror
//! image -c(n); a box of side 1/6 (even noise) and a Gaussian of deviation 0.1 blur it. Along an axis, box and Gaussian
//! together have the density (Phi(d / sigma) - Phi((d - w) / sigma)) / w; the rest is an integral along the arm.

use std::f64::consts::PI;
use std::sync::OnceLock;

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::Generator;
use super::quadrature::{Arm, Panels};

/// The largest angle: 540 degrees.
const END: f64 = 3.0 * PI;
/// The side of the box: even noise from 0 to 0.5, divided by 3.
const WIDTH: f64 = 0.5 / 3.0;
/// The deviation of the Gaussian.
const SIGMA: f64 = 0.1;
/// Into how many panels the arm is cut; the outermost are one and a half deviations long.
const PANELS: usize = 200;
fn arm(n: f64) -> [f64; 2] {
    [-n * n.cos() / 3.0, n * n.sin() / 3.0]
}

/// One point.
pub(super) fn draw(generator: &mut Generator) -> [f64; 2] {
    let place = arm(END * generator.random::<f64>().sqrt());
    let sign = if generator.random() { 1.0 } else { -1.0 };
    place.map(|middle| {
        let normal: f64 = StandardNormal.sample(&mut *generator);
        sign * (middle + WIDTH * generator.random::<f64>()) + SIGMA * normal
    })
}

/// log p(x) in nats.
pub(super) fn log_density(x: [f64; 2]) -> f64 {
    static CUT: OnceLock<Panels> = OnceLock::new();
    // The lower left corner of the box; that of the mirrored arm is the mirror image of the upper right one.
    const CORNERS: [Arm; 2] = [arm, |n| arm(n).map(|v| -v - WIDTH)];
    // Angles are as dense as 2 n / END^2, because n is the root of an even number.
    let cut = || Panels::along(&CORNERS, [0.0, END], PANELS, |n| 2.0 * n / END);
    let energy = |corner: [f64; 2]| {
        let gaps = [0, 1].map(|axis| gap(x[axis] - corner[axis]));
        (gaps[0] * gaps[0] + gaps[1] * gaps[1]) / (2.0 * SIGMA * SIGMA)
    };
    CUT.get_or_init(cut).log_mean(energy, |corner| {
        blur(x[0] - corner[0]) * blur(x[1] - corner[1])
    })
}

/// How far outside of the box from 0 to WIDTH something is.
fn gap(d: f64) -> f64 {
    (-d).max(d - WIDTH).max(0.0)
}

/// The density of box and Gaussian together, times exp(gap^2 / 2 sigma^2), which would be lost to rounding far away.
fn blur(d: f64) -> f64 {
    let gap = gap(d);
    if gap > 0.0 {
        let (near, far) = (gap / SIGMA, (gap + WIDTH) / SIGMA);
        let fall = (0.5 * (near * near - far * far)).exp();
        return (scaled_tail(near) - fall * scaled_tail(far)) / WIDTH;
    }
    (1.0 - tail(d / SIGMA) - tail((WIDTH - d) / SIGMA)) / WIDTH
}

/// The chance that a standard normal number is above z >= 0.
fn tail(z: f64) -> f64 {
    (-0.5 * z * z).exp() * scaled_tail(z)
}

/// The same times exp(z^2 / 2): a Chebyshev fit with a relative error below 1.2e-7 everywhere (Press et al., Numerical
/// Recipes, section 6.2).
fn scaled_tail(z: f64) -> f64 {
    const COEFFICIENTS: [f64; 10] = [
        0.170_872_77,
        -0.822_152_23,
        1.488_515_87,
        -1.135_203_98,
        0.278_868_07,
        -0.186_288_06,
        0.096_784_18,
        0.374_091_96,
        1.000_023_68,
        -1.265_512_23,
    ];
    let t = 1.0 / (1.0 + 0.5 * z / 2.0f64.sqrt());
    let exponent = COEFFICIENTS.iter().fold(0.0, |sum, c| sum * t + c);
    0.5 * t * exponent.exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_the_normal_distribution() {
        for (z, exact) in [
            (0.0, 0.5),
            (1.0, 0.158_655_253_931_457),
            (3.0, 1.349_898_031_630_09e-3),
            (8.0, 6.220_960_574_271_78e-16),
            (30.0, 4.906_713_927_148_19e-198),
        ] {
            assert!((tail(z) / exact - 1.0).abs() < 1.5e-7, "{z}: {}", tail(z));
        }
    }

    #[test]
    fn box_and_gaussian_together_integrate_to_one() {
        let step = 1e-3;
        let at = (-2000..2000).map(|i| f64::from(i) * step);
        let density = |d: f64| blur(d) * (-0.5 * (gap(d) / SIGMA).powi(2)).exp();
        let (whole, mean) = at.fold((0.0, 0.0), |(whole, mean), d| {
            (whole + density(d) * step, mean + d * density(d) * step)
        });
        assert!((whole - 1.0).abs() < 1e-6, "{whole}");
        assert!((mean - WIDTH / 2.0).abs() < 1e-6, "{mean}");
    }
}
