//! Between the units of the data and those that models see.

/// The affine map x = mean + deviation * x' between data x and what models see, x'; axis by axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standard {
    /// The mean of the data along each axis.
    pub mean: [f64; 2],
    /// The standard deviation of the data along each axis; never 0.
    pub deviation: [f64; 2],
}

impl Default for Standard {
    fn default() -> Self {
        Self::NONE
    }
}

/// A rectangle of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// The smallest x and y.
    pub low: [f64; 2],
    /// The largest x and y.
    pub high: [f64; 2],
}

impl Standard {
    /// The units as they are.
    pub const NONE: Self = Self {
        mean: [0.0; 2],
        deviation: [1.0; 2],
    };

    /// Measured from points. An axis along which nothing varies keeps its unit.
    pub fn of(points: &[[f64; 2]]) -> Self {
        let count = points.len().max(1) as f64;
        let along = |axis: usize| {
            let mean = points.iter().map(|p| p[axis]).sum::<f64>() / count;
            let squares = points.iter().map(|p| (p[axis] - mean).powi(2)).sum::<f64>();
            (mean, (squares / count).sqrt())
        };
        let (x, y) = (along(0), along(1));
        let unless_flat = |deviation: f64| if deviation > 0.0 { deviation } else { 1.0 };
        Self {
            mean: [x.0, y.0],
            deviation: [unless_flat(x.1), unless_flat(y.1)],
        }
    }

    /// A point of the data as models see it.
    pub fn to_model(&self, x: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| (x[axis] - self.mean[axis]) / self.deviation[axis])
    }

    /// A point that a model made, in units of the data.
    pub fn to_data(&self, x: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| self.mean[axis] + self.deviation[axis] * x[axis])
    }

    /// A direction that a model made, in units of the data.
    pub fn direction_to_data(&self, d: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| self.deviation[axis] * d[axis])
    }

    /// log of the area that a unit square of the model has in the data, in nats: log p(x) = log p'(x') - this.
    pub fn log_area(&self) -> f64 {
        self.deviation[0].ln() + self.deviation[1].ln()
    }
}

impl Window {
    /// A square about the origin.
    pub const fn square(reach: f64) -> Self {
        Self {
            low: [-reach, -reach],
            high: [reach, reach],
        }
    }

    /// Width and height.
    pub fn size(&self) -> [f64; 2] {
        [self.high[0] - self.low[0], self.high[1] - self.low[1]]
    }

    /// Whether a point lies in it; of its edges, the lower ones belong to it.
    pub fn contains(&self, x: [f64; 2]) -> bool {
        (0..2).all(|axis| (self.low[axis]..self.high[axis]).contains(&x[axis]))
    }

    /// A window with a margin around it, as a share of its size.
    #[must_use]
    pub fn widened(&self, share: f64) -> Self {
        let by = self.size().map(|size| size * share);
        Self {
            low: [self.low[0] - by[0], self.low[1] - by[1]],
            high: [self.high[0] + by[0], self.high[1] + by[1]],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_point() {
        let points = [[1.0, 100.0], [3.0, 300.0], [5.0, 250.0]];
        let standard = Standard::of(&points);
        for point in points {
            let back = standard.to_data(standard.to_model(point));
            assert!((0..2).all(|axis| (back[axis] - point[axis]).abs() < 1e-9));
        }
        let seen = points.map(|point| standard.to_model(point));
        let again = Standard::of(&seen);
        assert!(again.log_area().abs() < 1e-12 && again.mean[0].abs() < 1e-12);
    }

    #[test]
    fn a_flat_axis_keeps_its_unit() {
        let standard = Standard::of(&[[1.0, 7.0], [2.0, 7.0]]);
        assert_eq!((standard.mean[1], standard.deviation[1]), (7.0, 1.0));
    }
}
