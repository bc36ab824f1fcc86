//! Weighted moments of points: all that maximum likelihood needs to know about the data when the density is normal.
//!
//! They are sufficient statistics (Fisher 1922): mean and covariance follow from them, and those of two batches add up.

use burn::tensor::{DType, Device, Tensor};

use super::normals::Covariances;
use crate::families::State;
use crate::nn::{as_it_is, fitting};
use crate::text::Trouble;

/// Averages over examples of r_k (1, x, y, xx, xy, yy), where r_k says how much of an example belongs to component k.
#[derive(Clone)]
pub(super) struct Moments(Tensor<2>); // [6, K]

/// How many rows there are.
const ROWS: usize = 6;

impl Moments {
    /// Of nothing.
    pub(super) fn none(components: usize, device: &Device) -> Self {
        Self(Tensor::zeros([ROWS, components], device))
    }

    /// Of points that belong to components in these shares: x `[batch, 2]`, r `[batch, K]`.
    pub(super) fn of(x: Tensor<2>, r: Tensor<2>) -> Self {
        let count = x.dims()[0];
        let (x, y) = (x.clone().narrow(1, 0, 1), x.narrow(1, 1, 1)); // [batch, 1]
        let squares = [
            x.clone().square(),
            x.clone() * y.clone(),
            y.clone().square(),
        ];
        let [xx, xy, yy] = squares; // [batch, 1]
        let powers = Tensor::cat(vec![x.ones_like(), x, y, xx, xy, yy], 1); // [batch, 6]
        Self(powers.transpose().matmul(r).div_scalar(count as f64)) // [6, K]
    }

    /// (1 - gamma) of these and gamma of those.
    pub(super) fn blended(&self, with: &Self, gamma: f64) -> Self {
        if gamma >= 1.0 {
            return with.clone();
        }
        let step = (with.0.clone() - self.0.clone()).mul_scalar(gamma);
        Self(self.0.clone() + step)
    }

    /// The share of all examples that belongs to each component. `[1, K]`
    pub(super) fn shares(&self) -> Tensor<2> {
        self.row(0)
    }

    /// The mean of each component, coordinate by coordinate, each `[1, K]`.
    pub(super) fn means(&self) -> [Tensor<2>; 2] {
        let share = self.divisor();
        [self.row(1) / share.clone(), self.row(2) / share]
    }

    /// The covariance of each component: the mean of the squares less the square of the mean.
    pub(super) fn covariances(&self) -> Covariances {
        let share = self.divisor();
        let [x, y] = self.means();
        Covariances {
            xx: self.row(3) / share.clone() - x.clone().square(),
            xy: self.row(4) / share.clone() - x * y.clone(),
            yy: self.row(5) / share - y.square(),
        }
    }

    /// Which components have next to nothing, so that their means say nothing. `[1, K]`
    pub(super) fn empty(&self) -> Tensor<2, burn::tensor::Bool> {
        self.shares().lower_elem(LEAST)
    }

    /// For files.
    pub(super) fn state(&self, state: &mut State) {
        state.insert(NAME.to_owned(), as_it_is(self.0.clone()));
    }

    /// From a file.
    ///
    /// # Errors
    /// If they are missing, or of another shape or type.
    pub(super) fn load(&self, state: &State, device: &Device) -> Result<Self, Trouble> {
        let data = fitting(state, NAME, DType::F32, &self.0.dims())?;
        Ok(Self(Tensor::from_data(data.clone(), device)))
    }

    fn row(&self, row: usize) -> Tensor<2> {
        self.0.clone().narrow(0, row, 1)
    }

    fn divisor(&self) -> Tensor<2> {
        self.shares().clamp_min(LEAST)
    }
}

/// A component with a smaller share of the examples than this has none.
const LEAST: f64 = 1e-9;

const NAME: &str = "statistics.moments";
