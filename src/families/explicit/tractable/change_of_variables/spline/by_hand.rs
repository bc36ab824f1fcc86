//! The spline of one example by plain arithmetic, and its derivatives by hand, in the notation of the parent.

use super::{FLATTEST, SMALLEST, Spline, neutral_slope};

/// One bin as numbers.
struct Bin {
    index: usize,
    width: f32,
    height: f32,
    bottom: f32,
    /// Slope at the left end.
    first: f32,
    /// Slope at the right end.
    last: f32,
    xi: f32,
}

/// What the formula has in its middle.
struct Middle {
    s: f32,
    /// xi (1 - xi)
    both: f32,
    /// d1 + d0 - 2 s
    excess: f32,
    above: f32,
    below: f32,
    rise: f32,
}

/// y and log g'(x); leaves the shares of the widths and heights in place of their logits.
pub fn bend(spline: &Spline, x: f32, numbers: &mut [f32]) -> (f32, f32) {
    let bins = spline.bins;
    if is_outside(spline, x) {
        return (x, 0.0);
    }
    softmax(&mut numbers[..bins]);
    softmax(&mut numbers[bins..2 * bins]);
    let bin = Bin::of(spline, x, numbers);
    let Middle {
        s,
        above,
        below,
        rise,
        ..
    } = bin.middle();
    let ratio = s / below;
    (
        bin.bottom + bin.height * above / below,
        (rise * ratio * ratio).ln(),
    )
}

/// The derivative by x, and by the numbers.
pub fn bend_back(
    spline: &Spline,
    x: f32,
    kept: &[f32],
    by_y: f32,
    by_log: f32,
    by_numbers: &mut [f32],
) -> f32 {
    if is_outside(spline, x) {
        return by_y;
    }
    let bins = spline.bins;
    let bin = Bin::of(spline, x, kept);
    let slopes = bin.slopes(by_y, by_log);
    let (widths, rest) = by_numbers.split_at_mut(bins);
    let (heights, inner) = rest.split_at_mut(bins);
    spline.by_logits(&kept[..bins], bin.index, slopes.edges_x, widths);
    spline.by_logits(&kept[bins..2 * bins], bin.index, slopes.edges_y, heights);
    let logits = &kept[2 * bins..3 * bins - 1];
    if bin.index > 0 {
        inner[bin.index - 1] = slopes.first * sigmoid(logits[bin.index - 1] + neutral_slope());
    }
    if bin.index + 1 < bins {
        inner[bin.index] = slopes.last * sigmoid(logits[bin.index] + neutral_slope());
    }
    slopes.x
}

fn is_outside(spline: &Spline, x: f32) -> bool {
    // So that it stays a NaN.
    x.is_nan() || x.abs() > spline.bound
}

impl Bin {
    /// The bin of x among shares of widths and heights and logits of slopes.
    fn of(spline: &Spline, x: f32, numbers: &[f32]) -> Self {
        let bins = spline.bins;
        let (widths, heights) = (&numbers[..bins], &numbers[bins..2 * bins]);
        let logits = &numbers[2 * bins..3 * bins - 1];
        let mut index = 0;
        let (mut left, mut right) = (-spline.bound, spline.edge(0.0, widths, 0));
        let mut sum = spline.share(widths[0]);
        while index + 1 < bins && x >= right {
            index += 1;
            left = right;
            right = spline.edge(sum, widths, index);
            sum += spline.share(widths[index]);
        }
        let below: f32 = heights[..index].iter().map(|p| spline.share(*p)).sum();
        let bottom = if index == 0 {
            -spline.bound
        } else {
            spline.place(below)
        };
        let top = spline.edge(below, heights, index);
        let slope = |i: usize| softplus(logits[i] + neutral_slope()) + FLATTEST;
        Self {
            index,
            width: right - left,
            height: top - bottom,
            bottom,
            first: if index == 0 { 1.0 } else { slope(index - 1) },
            last: if index + 1 == bins { 1.0 } else { slope(index) },
            xi: (x - left) / (right - left),
        }
    }

    fn middle(&self) -> Middle {
        let (xi, rest) = (self.xi, 1.0 - self.xi);
        let (s, both) = (self.height / self.width, xi * rest);
        let excess = self.first + self.last - 2.0 * s;
        Middle {
            s,
            both,
            excess,
            above: s * xi * xi + self.first * both,
            below: s + excess * both,
            rise: self.last * xi * xi + 2.0 * s * both + self.first * rest * rest,
        }
    }

    /// The derivatives of something by all that makes the bin, from those by y and log g'.
    fn slopes(&self, by_y: f32, by_log: f32) -> BinSlopes {
        let Self {
            width,
            height,
            first,
            last,
            xi,
            ..
        } = *self;
        let Middle {
            s,
            both,
            excess,
            above,
            below,
            rise,
        } = self.middle();
        let rest = 1.0 - xi;
        let by_above = by_y * height / below;
        let by_below = -by_above * above / below - 2.0 * by_log / below;
        let by_rise = by_log / rise;
        let by_s = by_above * xi * xi
            + by_below * (1.0 - 2.0 * both)
            + by_rise * 2.0 * both
            + 2.0 * by_log / s;
        let by_both = by_above * first + by_below * excess + by_rise * 2.0 * s;
        let by_xi = by_above * 2.0 * s * xi
            + by_both * (1.0 - 2.0 * xi)
            + by_rise * 2.0 * (last * xi - first * rest);
        // s = height / width, xi = (x - left) / width, width = right - left, height = top - bottom
        let by_height = by_y * above / below + by_s / width;
        let by_width = -(by_s * s + by_xi * xi) / width;
        BinSlopes {
            x: by_xi / width,
            edges_x: [-by_xi / width - by_width, by_width],
            edges_y: [by_y - by_height, by_height],
            first: (by_above + by_below) * both + by_rise * rest * rest,
            last: by_below * both + by_rise * xi * xi,
        }
    }
}

/// Derivatives by what makes a bin.
struct BinSlopes {
    x: f32,
    /// By its left and right edge.
    edges_x: [f32; 2],
    /// By its lower and upper edge.
    edges_y: [f32; 2],
    first: f32,
    last: f32,
}

impl Spline {
    /// The share of the interval that a probability stands for.
    fn share(&self, p: f32) -> f32 {
        SMALLEST + self.rest() * p
    }

    fn rest(&self) -> f32 {
        1.0 - SMALLEST * self.bins as f32
    }

    /// The place in the interval up to which these shares reach.
    fn place(&self, shares: f32) -> f32 {
        2.0 * self.bound * shares - self.bound
    }

    /// The upper edge of a bin that begins after shares of `below`.
    fn edge(&self, below: f32, probabilities: &[f32], index: usize) -> f32 {
        if index + 1 == self.bins {
            return self.bound;
        }
        self.place(below + self.share(probabilities[index]))
    }

    /// The derivative by the logits of the shares, from that by both edges of one bin; the outermost edges are fixed.
    fn by_logits(
        &self,
        probabilities: &[f32],
        index: usize,
        by_edges: [f32; 2],
        by_logits: &mut [f32],
    ) {
        let upper = if index + 1 == self.bins {
            0.0
        } else {
            by_edges[1]
        };
        let (before, own) = (by_edges[0] + upper, upper);
        let factor = 2.0 * self.bound * self.rest();
        // An edge lies behind all shares before it.
        let by_share = |i: usize| match i.cmp(&index) {
            std::cmp::Ordering::Less => before * factor,
            std::cmp::Ordering::Equal => own * factor,
            std::cmp::Ordering::Greater => 0.0,
        };
        let mean: f32 = (0..=index).map(|i| probabilities[i] * by_share(i)).sum();
        for (i, (by_logit, p)) in by_logits.iter_mut().zip(probabilities).enumerate() {
            *by_logit = p * (by_share(i) - mean);
        }
    }
}

fn softmax(logits: &mut [f32]) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for logit in &mut *logits {
        *logit = (*logit - largest).exp();
    }
    let sum: f32 = logits.iter().sum();
    for logit in logits {
        *logit /= sum;
    }
}

fn softplus(x: f32) -> f32 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
