//! Pixels as places: two by two stand together as one place with four times the channels, which costs a convolution a quarter.

use burn::tensor::Tensor;

/// Pictures of at least this many pixels a side are read two by two pixels at a time.
const LARGE: usize = 16;

/// How the pixels of pictures of one shape become places.
#[derive(Debug, Clone, Copy)]
pub struct Patches {
    width: usize,
    height: usize,
    channels: usize,
    /// Pixels a side that stand together as one place.
    side: usize,
}

impl Patches {
    /// For pictures of this width, height and number of colours.
    pub fn new([width, height, channels]: [usize; 3]) -> Self {
        Self {
            width,
            height,
            channels,
            side: if width.min(height) < LARGE { 1 } else { 2 },
        }
    }

    /// How many numbers a place has.
    pub fn channels(self) -> usize {
        self.channels * self.side * self.side
    }

    /// Rows and columns of places, as many as the pixels need and an even number of each.
    pub fn places(self) -> [usize; 2] {
        [self.height, self.width].map(|side| side.div_ceil(2 * self.side) * 2)
    }

    /// How many places there are.
    pub fn count(self) -> usize {
        self.places().iter().product()
    }

    /// Pixels to places, zeros beyond the border: `[batch, dims]` to `[batch, rows, columns, channels]`.
    pub fn placed(self, x: Tensor<2>) -> Tensor<4> {
        let (batch, side) = (x.dims()[0], self.side);
        let [rows, columns] = self.places();
        let x = x.reshape([batch, self.height, self.width, self.channels]);
        let more = [rows * side - self.height, columns * side - self.width];
        let x = if more == [0, 0] {
            x
        } else {
            x.pad([(0, more[0]), (0, more[1]), (0, 0)], 0.0)
        };
        x.reshape([batch, rows, side, columns, side * self.channels])
            .swap_dims(2, 3) // [batch, rows, columns, side, side colours]
            .reshape([batch, rows, columns, self.channels()])
    }

    /// Places back to pixels: `[batch, rows, columns, channels]` to `[batch, dims]`.
    pub fn flat(self, x: Tensor<4>) -> Tensor<2> {
        let [batch, rows, columns, _] = x.dims();
        let side = self.side;
        let x = x
            .reshape([batch, rows, columns, side, side * self.channels])
            .swap_dims(2, 3) // [batch, rows, side, columns, side colours]
            .reshape([batch, rows * side, columns * side, self.channels]);
        x.narrow(1, 0, self.height)
            .narrow(2, 0, self.width)
            .reshape([batch, self.height * self.width * self.channels])
    }
}

/// The mean of two by two places: `[batch, h, w, c]` to `[batch, h/2, w/2, c]`.
pub fn halved(x: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let x = x.reshape([batch, height / 2, 2, width, channels]);
    let rows = x.clone().narrow(2, 0, 1) + x.narrow(2, 1, 1); // [batch, h/2, 1, w, c]
    let rows = rows.reshape([batch, height / 2, width / 2, 2, channels]);
    let sums = rows.clone().narrow(3, 0, 1) + rows.narrow(3, 1, 1); // [batch, h/2, w/2, 1, c]
    sums.mul_scalar(0.25)
        .reshape([batch, height / 2, width / 2, channels])
}

/// Every place four times: `[batch, h, w, c]` to `[batch, 2h, 2w, c]`.
pub fn doubled(x: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let x = x.reshape([batch, height, 1, width, channels]);
    let x = x
        .repeat_dim(2, 2)
        .reshape([batch, 2 * height, width, 1, channels]);
    x.repeat_dim(3, 2)
        .reshape([batch, 2 * height, 2 * width, channels])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Noise;
    use burn::tensor::Device;

    #[test]
    fn pixels_find_their_way_back_whatever_the_size() {
        for sides in [[17, 19, 3], [8, 5, 1], [28, 28, 1]] {
            let patches = Patches::new(sides);
            let dims = sides.iter().product();
            let x = Noise::new(1, 0).normal("x", [2, dims], &Device::flex());
            let back = patches.flat(patches.placed(x.clone()));
            assert_eq!(back.into_data(), x.into_data());
        }
    }

    #[test]
    fn a_place_is_two_by_two_pixels() {
        let numbers: Vec<f32> = (0..256).map(|i| i as f32).collect();
        let x = Tensor::<1>::from_data(numbers.as_slice(), &Device::flex()).reshape([1, 256]);
        let places = Patches::new([16, 16, 1]).placed(x); // [1, 8, 8, 4]
        let found: Vec<f32> = places.into_data().iter::<f32>().collect();
        assert_eq!(found[..8], [0.0, 1.0, 16.0, 17.0, 2.0, 3.0, 18.0, 19.0]);
    }

    #[test]
    fn halving_what_was_doubled_gives_it_back() {
        let x = Noise::new(1, 0).normal("x", [2, 3 * 2 * 4], &Device::flex());
        let x = x.reshape([2, 3, 2, 4]); // [2, 3, 2, 4]
        let back = halved(doubled(x.clone()));
        assert_eq!(back.into_data(), x.into_data());
    }
}
