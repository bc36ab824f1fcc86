//! The 16-bit code of the plane: 8 + 8 bits that say in which of 256 x 256 cells a point lies.
//!
//! It makes a density on the plane out of any distribution over bits: p(x) = P(code of x) / (area of a cell), because inside
//! its cell a point is uniform. The cells cover the window of the data set, so outside of it p(x) = 0.
//!
//! The code of a point is the number of its column, then the number of its row, each with the most significant bit first:
//! bit after bit halves the part of the plane in which the point can be.

use std::ops::Range;

use burn::tensor::{Bool, Device, Int, Tensor, TensorData};

use crate::data::plane::Window;
use crate::families::Setup;
use crate::nn::{Noise, positions};

/// The length of a code.
pub(in crate::families) const BITS: usize = 16;
/// How many of them belong to each axis.
const PER_AXIS: usize = BITS / 2;
/// Cells along each axis.
const CELLS: f32 = 256.0;

/// The code of one window, in the units that models see.
pub(in crate::families) struct PlaneCode {
    /// The lower left corner of the window. `[1, 2]`
    low: Tensor<2>,
    /// Width and height of a cell. `[1, 2]`
    cell: Tensor<2>,
    /// What each bit of an axis counts for, in cells: 128, 64, ..., 1. `[1, 1, 8]`
    worth: Tensor<3>,
    /// The logarithms of width and height of a cell.
    log_cell: [f64; 2],
}

impl PlaneCode {
    /// Cells that cover the data a learner is built for.
    pub(in crate::families) fn of(setup: &Setup) -> Self {
        let window = match setup.plane {
            Some(set) => set.standard_window(),
            None => Window::square(4.0),
        };
        Self::new(window, setup.device)
    }

    /// Cells that cover a window.
    fn new(window: Window, device: &Device) -> Self {
        let cell = window.size().map(|size| size / f64::from(CELLS));
        let row = |values: [f64; 2]| Tensor::from_data([values.map(|v| v as f32)], device);
        let worth: Vec<f32> = (0..PER_AXIS).map(|bit| CELLS / (2 << bit) as f32).collect();
        Self {
            low: row(window.low),
            cell: row(cell),
            worth: Tensor::from_data(TensorData::new(worth, [1, 1, PER_AXIS]), device),
            log_cell: cell.map(f64::ln),
        }
    }

    /// The codes of points: x `[batch, 2]` to bits of 0 and 1 `[batch, 16]`.
    ///
    /// A point outside the window has the code of the cell of the border that is nearest along each axis.
    pub(in crate::families) fn bits(&self, x: Tensor<2>) -> Tensor<2> {
        let batch = x.dims()[0];
        let place = (x - self.low.clone()) / self.cell.clone(); // [batch, 2]
        let cell = place.floor().clamp(0.0, CELLS - 1.0).reshape([batch, 2, 1]);
        // The cell in units of each bit, and in units of the bit before: what the second does not explain is the bit.
        let whole = (cell / self.worth.clone()).floor(); // [batch, 2, 8]
        let before = whole.clone().mul_scalar(0.5).floor(); // [batch, 2, 8]
        (whole - before.mul_scalar(2.0)).reshape([batch, BITS])
    }

    /// Points in the cells of codes: bits `[batch, 16]`, and where in its cell each point is, in [0, 1), `[batch, 2]`.
    pub(in crate::families) fn points(&self, bits: Tensor<2>, within: Tensor<2>) -> Tensor<2> {
        let batch = bits.dims()[0];
        let cell = (bits.reshape([batch, 2, PER_AXIS]) * self.worth.clone())
            .sum_dim(2)
            .reshape([batch, 2]); // [batch, 2]
        (cell + within) * self.cell.clone() + self.low.clone()
    }

    /// Where its tensors live.
    pub(in crate::families) fn device(&self) -> Device {
        self.low.device()
    }

    /// log of the area of a cell, in nats; of each axis only so much as the shares say.
    pub(in crate::families) fn log_area(&self, shares: [f64; 2]) -> f64 {
        self.log_cell[0] * shares[0] + self.log_cell[1] * shares[1]
    }

    /// Minus infinity in place of the values, `[batch]`, of points, `[batch, 2]`, that lie outside the window along an axis
    /// whose share is not 0.
    pub(in crate::families) fn nothing_outside(
        &self,
        mut values: Tensor<1>,
        x: Tensor<2>,
        shares: [f64; 2],
    ) -> Tensor<1> {
        let place = (x - self.low.clone()) / self.cell.clone(); // [batch, 2]
        let inside = place
            .clone()
            .greater_equal_elem(0.0)
            .bool_and(place.lower_elem(CELLS)); // [batch, 2]
        for axis in (0..2).filter(|&axis| shares[axis] > 0.0) {
            let outside: Tensor<1, Bool> =
                inside.clone().narrow(1, axis, 1).squeeze_dim(1).bool_not(); // [batch]
            values = values.mask_fill(outside, f32::NEG_INFINITY);
        }
        values
    }
}

/// In which order a model looks at the bits of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order(Vec<usize>);

impl Order {
    /// The words of the knob that chooses it.
    pub(in crate::families) const WORDS: &'static [&'static str] =
        &["x-first", "y-first", "interleaved", "random"];

    /// The order behind a word of the knob; a random one comes from the noise.
    pub fn from_word(word: &str, noise: Noise) -> Self {
        let turns = |first: usize| (0..BITS).map(move |k| (first + k) % BITS);
        Self(match word {
            "y-first" => turns(PER_AXIS).collect(),
            "interleaved" => (0..BITS).map(|k| k % 2 * PER_AXIS + k / 2).collect(),
            "random" => {
                let order = noise.permutation("order", BITS);
                order.into_iter().map(|bit| bit as usize).collect()
            }
            _ => turns(0).collect(),
        })
    }

    /// The bits of the code, in the order in which they are looked at.
    pub fn sequence(&self) -> &[usize] {
        &self.0
    }

    /// When each bit of the code is looked at, counted from 0.
    pub(in crate::families) fn positions(&self) -> Vec<usize> {
        positions(&self.0)
    }

    /// What share of the bits of each axis is looked at during these positions.
    pub(in crate::families) fn shares(&self, positions: Range<usize>) -> [f64; 2] {
        let bits = &self.0[positions];
        [0, 1].map(|axis| {
            let of_axis = bits.iter().filter(|&&bit| bit / PER_AXIS == axis).count();
            of_axis as f64 / PER_AXIS as f64
        })
    }

    /// The columns of a code, `[batch, 16]`, that stand at these positions, in order: `[batch, positions]`.
    pub(in crate::families) fn pick(
        &self,
        columns: Tensor<2>,
        positions: Range<usize>,
    ) -> Tensor<2> {
        let device = columns.device();
        columns.select(1, index(&self.0[positions], &device))
    }

    /// The way back from columns in this order, `[batch, 16]`, to those of a code.
    pub(in crate::families) fn put_back(&self, columns: Tensor<2>) -> Tensor<2> {
        let device = columns.device();
        columns.select(1, index(&self.positions(), &device))
    }
}

/// Numbers of columns or rows as a tensor. `[n]`
pub(in crate::families) fn index(numbers: &[usize], device: &Device) -> Tensor<1, Int> {
    let numbers: Vec<i32> = numbers.iter().map(|&n| n as i32).collect();
    let count = numbers.len();
    Tensor::from_data(TensorData::new(numbers, [count]), device)
}

/// Every code there is, in the order of the numbers they write. `[65536, 16]`
#[cfg(test)]
pub(in crate::families) fn every_code(device: &Device) -> Tensor<2> {
    let bits: Vec<f32> = (0..1u32 << BITS)
        .flat_map(|code| (0..BITS).map(move |bit| (code >> (BITS - 1 - bit) & 1) as f32))
        .collect();
    Tensor::from_data(TensorData::new(bits, [1 << BITS, BITS]), device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().try_into_vec_as().unwrap()
    }

    /// A window that is neither square nor about the origin.
    fn code() -> PlaneCode {
        let window = Window {
            low: [-1.7, -0.4],
            high: [2.3, 5.9],
        };
        PlaneCode::new(window, &Device::flex())
    }

    #[test]
    fn every_code_comes_back_from_its_cell() {
        let codes = every_code(&Device::flex());
        let mut generator = Noise::new(1, 0).generator("within");
        // Not quite to the edges: there the cells of neighbours meet within rounding.
        let within: Vec<f32> = (0..2 << BITS)
            .map(|_| generator.random_range(0.01..0.99))
            .collect();
        let within = Tensor::from_data(TensorData::new(within, [1 << BITS, 2]), &Device::flex());
        let code = code();
        let again = code.bits(code.points(codes.clone(), within));
        assert_eq!(values(again), values(codes));
    }

    #[test]
    fn the_most_significant_bit_halves_the_window_and_the_last_the_cell() {
        let x = |x: f32, y: f32| values(code().bits(Tensor::from_data([[x, y]], &Device::flex())));
        let [mut zeros, ones] = [[0.0f32; BITS], [1.0; BITS]];
        // In units of the data the window is 4 wide and 6.3 high.
        assert_eq!(x(-1.699, -0.399), zeros);
        assert_eq!(x(2.299, 5.899), ones);
        zeros[0] = 1.0;
        assert_eq!(x(0.301, -0.399), zeros, "just right of the middle");
        zeros[0] = 0.0;
        zeros[15] = 1.0;
        assert_eq!(x(-1.699, -0.399 + 6.3 / 256.0), zeros, "the second row");
    }

    #[test]
    fn outside_counts_as_the_nearest_cell_of_the_border() {
        let far = Tensor::<2>::from_data(
            [[-50.0, 90.0], [f32::NEG_INFINITY, f32::INFINITY]],
            &Device::flex(),
        );
        let bits = values(code().bits(far));
        for row in bits.chunks_exact(BITS) {
            assert!(
                row[..8].iter().all(|&bit| bit == 0.0) && row[8..].iter().all(|&bit| bit == 1.0)
            );
        }
    }

    #[test]
    fn the_cells_cover_the_window() {
        let whole = code().log_area([1.0, 1.0]) + 65_536f64.ln();
        assert!((whole - (4.0f64 * 6.3).ln()).abs() < 1e-12);
        let (across, along) = (code().log_area([1.0, 0.0]), code().log_area([0.0, 1.0]));
        assert!((across - (4.0f64 / 256.0).ln()).abs() < 1e-12);
        assert!((across + along - code().log_area([1.0, 1.0])).abs() < 1e-12);
    }

    #[test]
    fn every_order_has_every_bit_once() {
        for word in Order::WORDS {
            let order = Order::from_word(word, Noise::new(7, 0));
            let mut bits = order.sequence().to_vec();
            bits.sort_unstable();
            assert!(bits.into_iter().eq(0..BITS), "{word}");
            for (bit, position) in order.positions().into_iter().enumerate() {
                assert_eq!(order.sequence()[position], bit);
            }
            let columns = Noise::new(1, 0).uniform("columns", [3, BITS], &Device::flex());
            let there_and_back = order.put_back(order.pick(columns.clone(), 0..BITS));
            assert_eq!(values(there_and_back), values(columns));
        }
    }

    #[test]
    fn the_orders_are_what_their_words_say() {
        let order = |word: &str| Order::from_word(word, Noise::new(7, 0));
        assert_eq!(order("x-first").shares(0..8), [1.0, 0.0]);
        assert_eq!(order("y-first").shares(0..8), [0.0, 1.0]);
        assert_eq!(order("interleaved").sequence()[..4], [0, 8, 1, 9]);
        assert_eq!(order("interleaved").shares(0..4), [0.25, 0.25]);
        let other = Order::from_word("random", Noise::new(8, 0));
        assert_ne!(order("random"), other);
    }
}
