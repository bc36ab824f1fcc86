//! Couplings of pictures: half of the pixels stays and decides how the other half is scaled and shifted.
//!
//! Which half takes turns: the dark squares of a checkerboard, then the light ones; the even rows, then the odd ones; the same
//! with columns. Rows and columns are what the channel-wise masks of the paper come to, whose channels are the pixels of a
//! square of two by two. At coarser scales only every second column and row is left to move. Before the first coupling every
//! pixel is normalised (ActNorm, Kingma and Dhariwal 2018).

use burn::module::{Module, Param};
use burn::tensor::{Device, Gradients, Int, Tensor, TensorData};

use super::super::Affine;
use super::base::Base;
use crate::data::Shape;
use crate::nn::{LeakyMlp, LeakyTrace, Noise};

/// What the flow learns.
#[derive(Module, Debug)]
pub(super) struct Net {
    /// Every pixel is first moved and scaled, y = (x + shift) e^log_scale. `[dims]` each
    pub(super) shift: Param<Tensor<1>>,
    pub(super) log_scale: Param<Tensor<1>>,
    /// One net a coupling: the pixels that stay to s and t of the others.
    pub(super) conditioners: Vec<LeakyMlp>,
}

/// Which pixels a coupling keeps, which it moves, and which are noise for it already.
struct Halves {
    kept: Tensor<1, Int>,
    moved: Tensor<1, Int>,
    done: Tensor<1, Int>,
    /// Where each pixel is, once the kept stand before the moved ones and those before the others. `[dims]`
    places: Tensor<1, Int>,
}

/// A stack of couplings from data to noise; coupling 0 is the one next to the data.
pub(super) struct Couplings {
    halves: Vec<Halves>,
    curve: Affine,
    base: Base,
    dims: usize,
}

/// One coupling on the way to noise, kept for the way back; all `[batch, moved]`.
struct Passed {
    trace: LeakyTrace,
    moved: Tensor<2>,
    s: Tensor<2>,
    factor: Tensor<2>,
}

/// The number of a pixel by its column and row, and its channel, decides whether it is kept.
type Rule = fn(usize, usize) -> usize;

/// The masks that take turns, each with the other way round after it.
const RULES: [Rule; 3] = [|x, y| (x + y) % 2, |_, y| y % 2, |x, _| x % 2];

impl Couplings {
    /// So many couplings at so many scales, about as many at each, the finest next to the data.
    pub(super) fn new(
        shape: Shape,
        [count, scales]: [usize; 2],
        (curve, base): (Affine, Base),
        device: &Device,
    ) -> Self {
        let scales = scales.min(count).min(most_scales(shape)).max(1);
        let scale = |k: usize| k * scales / count;
        let halves = (0..count).map(|k| {
            let within = (0..k).filter(|before| scale(*before) == scale(k)).count();
            Halves::new(shape, within, scale(k), device)
        });
        Self {
            halves: halves.collect(),
            curve,
            base,
            dims: shape.dims(),
        }
    }

    /// How many numbers a picture has.
    pub(super) fn dims(&self) -> usize {
        self.dims
    }

    /// How many couplings there are.
    pub(super) fn count(&self) -> usize {
        self.halves.len()
    }

    /// Couplings that change nothing yet, as the nets say nothing.
    pub(super) fn net(&self, widths: &[usize], noise: Noise, device: &Device) -> Net {
        let conditioner = |(k, halves): (usize, &Halves)| {
            let ends = [halves.kept.dims()[0], 2 * halves.moved.dims()[0]];
            LeakyMlp::new(&format!("conditioners.{k}"), ends, widths, noise, device).silenced()
        };
        let zeros = || {
            let zeros = TensorData::zeros::<f32, _>([self.dims]);
            Param::from_data(zeros, &device.clone().autodiff())
        };
        Net {
            shift: zeros(),
            log_scale: zeros(),
            conditioners: self.halves.iter().enumerate().map(conditioner).collect(),
        }
    }

    /// Sets the ActNorm so that every pixel has mean 0 and deviation 1 on this batch: x `[batch, dims]`.
    pub(super) fn normalised(net: Net, x: &Tensor<2>) -> Net {
        let (variance, mean) = x.clone().var_mean_bias(0); // [1, dims]
        let log_scale = variance.clamp_min(NARROWEST).log().mul_scalar(-0.5); // [1, dims]
        let put = |param: Param<Tensor<1>>, row: Tensor<2>| {
            param.map(|_| Tensor::from_inner(row.squeeze_dim(0)).require_grad())
        };
        Net {
            shift: put(net.shift, mean.neg()),
            log_scale: put(net.log_scale, log_scale),
            ..net
        }
    }

    /// From the side of the data to that of noise: x `[batch, dims]` to z `[batch, dims]` and log|det dz/dx|, `[batch]`.
    pub(super) fn to_noise(&self, net: &Net, x: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let (mut at, mut log_det) = normalise(net, x);
        for (halves, conditioner) in self.halves.iter().zip(&net.conditioners) {
            let [kept, moved, done] = halves.split(&at);
            let (s, t) = self
                .curve
                .scale_and_shift(&conditioner.forward(kept.clone()));
            log_det = log_det + s.clone().sum_dim(1).squeeze_dim(1);
            at = halves.join([kept, moved * s.exp() + t, done]);
        }
        (at, log_det)
    }

    /// From the side of noise to that of the data: z `[batch, dims]` to x `[batch, dims]`.
    pub(super) fn to_data(&self, net: &Net, z: Tensor<2>) -> Tensor<2> {
        let mut at = z;
        for (halves, conditioner) in self.halves.iter().zip(&net.conditioners).rev() {
            let [kept, moved, done] = halves.split(&at);
            let (s, t) = self
                .curve
                .scale_and_shift(&conditioner.forward(kept.clone()));
            at = halves.join([kept, (moved - t) * s.neg().exp(), done]);
        }
        let scale: Tensor<2> = net.log_scale.val().inner().neg().exp().unsqueeze(); // [1, dims]
        at * scale - net.shift.val().inner().unsqueeze()
    }

    /// log p(z) + log|det dz/dx| of every example, `[batch]`, and the way down minus its mean, there and back by hand.
    ///
    /// With z = f(x) the derivative by z is the slope of the base, that by each s is -1, and from there it goes back coupling by coupling:
    /// by s it is by_y x e^s - 1, by t it is by_y, by x it is by_y e^s.
    pub(super) fn descent(&self, net: &Net, x: Tensor<2>) -> (Tensor<1>, Gradients) {
        let (mut at, mut log_det) = normalise(net, x);
        let first = at.clone(); // [batch, dims]
        let mut passed = Vec::with_capacity(self.count());
        for (halves, conditioner) in self.halves.iter().zip(&net.conditioners) {
            let [kept, moved, done] = halves.split(&at);
            let (numbers, trace) = conditioner.trace(kept.clone());
            let (s, t) = self.curve.scale_and_shift(&numbers);
            let factor = s.clone().exp(); // [batch, moved]
            log_det = log_det + s.clone().sum_dim(1).squeeze_dim(1);
            at = halves.join([kept, moved.clone() * factor.clone() + t, done]);
            passed.push(Passed {
                trace,
                moved,
                s,
                factor,
            });
        }
        let count = at.dims()[0] as f64;
        let (log_base, slope) = self.base.log_density_and_slope(at);
        let log_p = log_base + log_det; // [batch]
        let mut slope = slope.div_scalar(count); // [batch, dims]
        let mut gradients = match net.conditioners.first() {
            Some(conditioner) => conditioner.no_gradients(),
            None => net.shift.val().sum().backward(),
        };
        for (k, step) in passed.into_iter().enumerate().rev() {
            let [by_kept, by_moved, by_done] = self.halves[k].split(&slope);
            let by_x = by_moved.clone() * step.factor; // [batch, moved]
            let by_s = (by_x.clone() * step.moved).sub_scalar(1.0 / count);
            let by_numbers = Tensor::cat(vec![self.curve.by_raw(step.s, by_s), by_moved], 1);
            let back = net.conditioners[k].back_into(&mut gradients, &step.trace, by_numbers);
            slope = self.halves[k].join([by_kept + back, by_x, by_done]);
        }
        // y = (x + shift) e^scale: by the scale it is the slope times y, less 1, by the shift the slope times e^scale.
        let by_scale = (slope.clone() * first).sum_dim(0).sub_scalar(1.0); // [1, dims]
        let scale: Tensor<2> = net.log_scale.val().inner().exp().unsqueeze(); // [1, dims]
        let by_shift = slope.sum_dim(0) * scale; // [1, dims]
        let log_scale = net.log_scale.val();
        log_scale.grad_replace(&mut gradients, by_scale.squeeze_dim(0));
        net.shift
            .val()
            .grad_replace(&mut gradients, by_shift.squeeze_dim(0));
        (log_p, gradients)
    }
}

/// At how many scales a picture of this shape still has two numbers to couple.
fn most_scales(shape: Shape) -> usize {
    let [width, height, channels] = shape.sides();
    let numbers = |scale: usize| {
        let every = 1 << scale;
        width.div_ceil(every) * height.div_ceil(every) * channels
    };
    (0..8).take_while(|scale| numbers(*scale) >= 2).count()
}

/// The least variance that a pixel counts as having: one that was dark throughout the first batch may be lit in a later one, and
/// would be a hundred deviations away.
const NARROWEST: f64 = 0.04;

/// (x + shift) e^log_scale, and the sum of the scales for every example: x `[batch, dims]` to `[batch, dims]` and `[batch]`.
fn normalise(net: &Net, x: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
    let log_scale: Tensor<2> = net.log_scale.val().inner().unsqueeze(); // [1, dims]
    let batch = x.dims()[0];
    let moved = (x + net.shift.val().inner().unsqueeze()) * log_scale.clone().exp();
    let log_det = log_scale.sum_dim(1).repeat_dim(0, batch).squeeze_dim(1);
    (moved, log_det)
}

impl Halves {
    /// What the k-th coupling of a scale keeps. Scale 0 has all pixels; every further one has those in even columns and rows of
    /// the one before, and leaves the others to the base as they are (Dinh et al. 2017, section 3.6, where half of them is left).
    /// A picture so thin that a mask would leave one side empty is halved number by number.
    fn new(shape: Shape, k: usize, scale: usize, device: &Device) -> Self {
        let [width, _, channels] = shape.sides();
        let rule = RULES[k / 2 % RULES.len()];
        let place = |number: usize| [number / channels % width, number / channels / width];
        let every = 1 << scale;
        let (active, done): (Vec<usize>, Vec<usize>) =
            (0..shape.dims()).partition(|n| place(*n).iter().all(|at| at % every == 0));
        let of = |number: &usize| {
            let [x, y] = place(*number).map(|at| at / every);
            rule(x, y) == k % 2
        };
        let mut halves: (Vec<usize>, Vec<usize>) = active.iter().partition(|n| of(n));
        if halves.0.is_empty() || halves.1.is_empty() {
            let numbered = active.iter().enumerate();
            let (even, odd): (Vec<_>, Vec<_>) = numbered.partition(|(i, _)| i % 2 == k % 2);
            let numbers = |half: Vec<(usize, &usize)>| half.into_iter().map(|(_, n)| *n).collect();
            halves = (numbers(even), numbers(odd));
        }
        let (kept, moved) = halves;
        let order = [kept.as_slice(), &moved, &done].concat();
        let index = |numbers: &[usize]| {
            let numbers: Vec<i64> = numbers.iter().map(|&n| n as i64).collect();
            let count = numbers.len();
            Tensor::from_data(TensorData::new(numbers, [count]), device)
        };
        Self {
            kept: index(&kept),
            moved: index(&moved),
            done: index(&done),
            places: index(&crate::nn::positions(&order)),
        }
    }

    /// `[batch, dims]` to what is kept, `[batch, kept]`, what is moved, `[batch, moved]`, and the rest, `[batch, done]`.
    fn split(&self, at: &Tensor<2>) -> [Tensor<2>; 3] {
        [&self.kept, &self.moved, &self.done].map(|which| at.clone().select(1, which.clone()))
    }

    fn join(&self, parts: [Tensor<2>; 3]) -> Tensor<2> {
        let there = parts.into_iter().filter(|part| part.dims()[1] > 0);
        Tensor::cat(there.collect(), 1).select(1, self.places.clone())
    }
}
