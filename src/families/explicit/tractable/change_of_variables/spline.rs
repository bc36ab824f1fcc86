//! The monotone rational-quadratic spline (Gregory and Delbourgo 1982; Durkan et al. 2019, section 3.1).
//!
//! The interval [-B, B] is cut into bins. In a bin of width w and height h, with mean slope s = h / w and slopes d0 and d1 at
//! its ends, and with xi = (x - left) / w,
//!
//! g = bottom + h [s xi^2 + d0 xi (1 - xi)] / (s + [d1 + d0 - 2 s] xi (1 - xi))
//!
//! Outside of the interval g is the identity, and the slopes at its ends are 1, so that the seam is smooth.

mod by_hand;

use burn::tensor::activation::{softmax, softplus};
use burn::tensor::{Int, Tensor};

use super::couplings::{Bent, Curve};

/// No bin is narrower or lower than this share of the interval, so that no slope is without bounds.
const SMALLEST: f32 = 1e-3;

/// No slope at an inner knot is less than this.
const FLATTEST: f32 = 1e-3;

/// Splines of so many bins.
#[derive(Debug, Clone, Copy)]
pub struct Spline {
    /// Bins of one curve.
    pub bins: usize,
    /// B: half of the interval that is bent.
    pub bound: f32,
}

/// The bin that each example falls into, each `[batch, 1]`.
struct Bin {
    left: Tensor<2>,
    width: Tensor<2>,
    bottom: Tensor<2>,
    height: Tensor<2>,
    slope: Tensor<2>,
    /// Slope at the left end.
    first: Tensor<2>,
    /// Slope at the right end.
    last: Tensor<2>,
}

/// The knots of a batch of splines, each `[batch, bins + 1]`.
struct Knots {
    x: Tensor<2>,
    y: Tensor<2>,
    slopes: Tensor<2>,
}

impl Spline {
    /// Widths, heights and slopes from what a net makes, `[batch, 3 bins - 1]`; zeros make the identity.
    fn knots(&self, numbers: Tensor<2>) -> Knots {
        let bins = self.bins;
        let [batch, _] = numbers.dims();
        let widths = numbers.clone().slice_dim(1, 0..bins);
        let heights = numbers.clone().slice_dim(1, bins..2 * bins);
        let slopes = numbers.slice_dim(1, 2 * bins..3 * bins - 1); // [batch, bins - 1]
        let one = Tensor::<2>::ones([batch, 1], &slopes.device());
        let slopes = softplus(slopes.add_scalar(neutral_slope()), 1.0).add_scalar(FLATTEST);
        Knots {
            x: self.edges(widths),
            y: self.edges(heights),
            slopes: Tensor::cat(vec![one.clone(), slopes, one], 1),
        }
    }

    /// Where bins begin and end whose shares of the interval are a softmax: `[batch, bins]` to `[batch, bins + 1]`.
    fn edges(&self, logits: Tensor<2>) -> Tensor<2> {
        let [batch, bins] = logits.dims();
        let rest = 1.0 - SMALLEST * bins as f32;
        let shares = softmax(logits, 1).mul_scalar(rest).add_scalar(SMALLEST);
        let inner = shares.cumsum(1).slice_dim(1, 0..bins - 1); // [batch, bins - 1]
        let inner = inner.mul_scalar(2.0 * self.bound).sub_scalar(self.bound);
        // The last end is set rather than summed up, so that the bins fill the interval to the last bit.
        let end = Tensor::<2>::full([batch, 1], self.bound, &inner.device());
        Tensor::cat(vec![end.clone().neg(), inner, end], 1)
    }

    /// The bin of each coordinate among the edges given: `[batch, 1]`, `[batch, bins + 1]`.
    fn bin(&self, knots: &Knots, at: &Tensor<2>, edges: &Tensor<2>) -> Bin {
        let inner = edges.clone().slice_dim(1, 1..self.bins); // [batch, bins - 1]
        let index = at.clone().greater_equal(inner).int().sum_dim(1); // [batch, 1]
        let next = index.clone().add_scalar(1);
        let pick = |from: &Tensor<2>, index: &Tensor<2, Int>| from.clone().gather(1, index.clone());
        let (left, bottom) = (pick(&knots.x, &index), pick(&knots.y, &index));
        let width = pick(&knots.x, &next) - left.clone();
        let height = pick(&knots.y, &next) - bottom.clone();
        Bin {
            slope: height.clone() / width.clone(),
            first: pick(&knots.slopes, &index),
            last: pick(&knots.slopes, &next),
            left,
            width,
            bottom,
            height,
        }
    }

    /// Whether a coordinate lies outside of the interval, and the coordinate or, there, the nearest end.
    fn clamped(&self, at: &Tensor<2>) -> (Tensor<2, burn::tensor::Bool>, Tensor<2>) {
        let outside = at.clone().abs().greater_elem(self.bound);
        (outside, at.clone().clamp(-self.bound, self.bound))
    }
}

/// What makes softplus say a slope of 1 for a number of 0.
fn neutral_slope() -> f32 {
    (1.0 - FLATTEST).exp_m1().ln()
}

impl Bin {
    /// d1 + d0 - 2 s
    fn excess(&self) -> Tensor<2> {
        self.first.clone() + self.last.clone() - self.slope.clone().mul_scalar(2.0)
    }

    /// g and log g' at xi: `[batch, 1]`.
    fn at(&self, xi: Tensor<2>) -> Bent {
        let rest = xi.clone().neg().add_scalar(1.0); // 1 - xi
        let both = xi.clone() * rest.clone(); // xi (1 - xi)
        let s = self.slope.clone();
        let above = s.clone() * xi.clone().square() + self.first.clone() * both.clone();
        let below = s.clone() + self.excess() * both.clone();
        let rise = self.last.clone() * xi.square()
            + s.clone().mul_scalar(2.0) * both
            + self.first.clone() * rest.square();
        Bent {
            to: self.bottom.clone() + self.height.clone() * above / below.clone(),
            // g' = s^2 [d1 xi^2 + 2 s xi (1 - xi) + d0 (1 - xi)^2] / below^2
            log_slope: rise.log() + (s / below).log().mul_scalar(2.0),
        }
    }

    /// xi with g(xi) = y, the root of a xi^2 + b xi + c that lies in [0, 1], in the form that loses no digits.
    fn solve(&self, y: &Tensor<2>) -> Tensor<2> {
        let risen = y.clone() - self.bottom.clone();
        let bent = risen.clone() * self.excess();
        let a = self.height.clone() * (self.slope.clone() - self.first.clone()) + bent.clone();
        let b = self.height.clone() * self.first.clone() - bent;
        let c = self.slope.clone().neg() * risen;
        let root = b.clone().square() - a * c.clone().mul_scalar(4.0);
        let xi = c.mul_scalar(2.0) / (b.neg() - root.clamp_min(0.0).sqrt());
        xi.clamp(0.0, 1.0)
    }
}

impl Curve for Spline {
    const ROLE: &'static str = "logits of widths and heights, slopes = h W + b, one net a coupling";

    fn numbers(&self) -> usize {
        3 * self.bins - 1
    }

    fn forward(&self, x: Tensor<2>, numbers: Tensor<2>) -> Bent {
        let knots = self.knots(numbers);
        let (outside, inside) = self.clamped(&x);
        let bin = self.bin(&knots, &inside, &knots.x);
        let xi = (inside - bin.left.clone()) / bin.width.clone();
        let bent = bin.at(xi);
        Bent {
            to: bent.to.mask_where(outside.clone(), x),
            log_slope: bent.log_slope.mask_fill(outside, 0.0),
        }
    }

    fn inverse(&self, y: Tensor<2>, numbers: Tensor<2>) -> Bent {
        let knots = self.knots(numbers);
        let (outside, inside) = self.clamped(&y);
        let bin = self.bin(&knots, &inside, &knots.y);
        let xi = bin.solve(&inside);
        let x = bin.left.clone() + bin.width.clone() * xi.clone();
        Bent {
            to: x.mask_where(outside.clone(), y),
            log_slope: bin.at(xi).log_slope.mask_fill(outside, 0.0),
        }
    }

    fn bend(&self, x: f32, numbers: &mut [f32]) -> (f32, f32) {
        by_hand::bend(self, x, numbers)
    }

    fn bend_back(
        &self,
        x: f32,
        kept: &[f32],
        by_y: f32,
        by_log: f32,
        by_numbers: &mut [f32],
    ) -> f32 {
        by_hand::bend_back(self, x, kept, by_y, by_log, by_numbers)
    }
}
