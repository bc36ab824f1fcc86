//! The gradient of a flow's likelihood on the processor, derived by hand.
//!
//! With z = f(x) the loss of one example is |z|^2 / 2 + log 2 pi - sum of the log slopes: its derivative by z is z, and by
//! each log slope -1. From there it goes back coupling by coupling. A few examples at a time pass through all couplings and
//! back while they lie in the nearest cache; threads share the batch.

use std::collections::BTreeMap;
use std::f32::consts::TAU;

use burn::module::Param;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::couplings::{Couplings, Curve, Net};
use crate::nn::{HandGradient, HandMlp, HandTape};

/// Examples that go through all couplings together.
const TOGETHER: usize = 64;

/// The mean loss of a batch, in nats, and its derivative by every parameter, by path.
pub struct Slope {
    /// -log p(x), averaged.
    pub loss: f32,
    /// `[n]` for each parameter.
    pub gradient: BTreeMap<String, TensorData>,
}

/// The parameters as plain numbers.
struct Weights {
    nets: Vec<HandMlp>,
    /// Shift and logarithm of the scale of both coordinates before each coupling, if there are any.
    norms: Option<Vec<[[f32; 2]; 2]>>,
}

/// What some examples add: the sum of their losses, and of its derivatives.
struct Share {
    loss: f64,
    nets: Vec<HandGradient>,
    norms: Vec<[[f32; 2]; 2]>,
}

/// One coupling on the way to noise, kept for the way back.
struct Passed {
    /// What its net read. `[rows]`
    kept: Vec<f32>,
    /// What it moved, before it was moved. `[rows]`
    moved: Vec<f32>,
    tape: HandTape,
}

/// The loss and its gradient: x `[batch, 2]`.
pub fn slope<C: Curve>(couplings: &Couplings<C>, net: &Net, x: &Tensor<2>) -> Slope {
    let batch = x.dims()[0];
    let points: Vec<f32> = x.clone().into_data().iter().collect();
    let weights = Weights::of(net);
    let shares: Vec<Share> = points
        .par_chunks(2 * TOGETHER)
        .map(|points| weights.share(couplings, points))
        .collect();
    let mut shares = shares.into_iter();
    let mut whole = shares.next().unwrap_or_else(|| weights.nothing());
    shares.for_each(|share| whole.add(&share));
    let factor = 1.0 / batch as f32;
    let path = "conditioners.";
    let mut gradient = HandGradient::by_path(&weights.nets, &whole.nets, factor, path);
    if weights.norms.is_some() {
        for (i, path) in ["norms.shift", "norms.log_scale"].into_iter().enumerate() {
            let numbers = whole.norms.iter().flat_map(|norm| norm[i]);
            let numbers: Vec<f32> = numbers.map(|slope| slope * factor).collect();
            let count = numbers.len();
            gradient.insert(path.to_owned(), TensorData::new(numbers, [count]));
        }
    }
    Slope {
        loss: (whole.loss / batch as f64) as f32,
        gradient,
    }
}

impl Weights {
    fn of(net: &Net) -> Self {
        let pairs = |param: &Param<Tensor<2>>| -> Vec<[f32; 2]> {
            let numbers: Vec<f32> = param.val().inner().into_data().iter().collect();
            numbers
                .chunks_exact(2)
                .map(|pair| [pair[0], pair[1]])
                .collect()
        };
        Self {
            nets: HandMlp::all(&net.conditioners),
            norms: net.norms.as_ref().map(|norms| {
                let (shifts, scales) = (pairs(&norms.shift), pairs(&norms.log_scale));
                shifts
                    .into_iter()
                    .zip(scales)
                    .map(|(a, b)| [a, b])
                    .collect()
            }),
        }
    }

    fn nothing(&self) -> Share {
        Share {
            loss: 0.0,
            nets: self.nets.iter().map(HandMlp::no_gradient).collect(),
            norms: vec![[[0.0; 2]; 2]; self.nets.len()],
        }
    }

    /// There and back for some examples: `[rows, 2]`.
    fn share<C: Curve>(&self, couplings: &Couplings<C>, points: &[f32]) -> Share {
        let mut share = self.nothing();
        let mut at = [0, 1].map(|axis| column(points, axis)); // twice [rows]
        let mut log_det = vec![0.0f32; at[0].len()];
        let mut passed = Vec::with_capacity(self.nets.len());
        for coupling in 0..self.nets.len() {
            self.normalise(coupling, &mut at, &mut log_det);
            passed.push(self.pass(couplings, coupling, &mut at, &mut log_det));
        }
        for ((x, y), log_det) in at[0].iter().zip(&at[1]).zip(&log_det) {
            share.loss += f64::from(0.5 * (x * x + y * y) + TAU.ln() - log_det);
        }
        let mut slope = at;
        for (coupling, passed) in passed.into_iter().enumerate().rev() {
            let inputs = self.pass_back(couplings, coupling, passed, &mut slope, &mut share);
            self.normalise_back(coupling, inputs, &mut slope, &mut share);
        }
        share
    }

    /// One coupling towards noise.
    fn pass<C: Curve>(
        &self,
        couplings: &Couplings<C>,
        coupling: usize,
        at: &mut [Vec<f32>; 2],
        log_det: &mut [f32],
    ) -> Passed {
        let moves = couplings.moves(coupling);
        let kept = at[1 - moves].clone();
        let moved = at[moves].clone();
        let mut tape = self.nets[coupling].forward(&kept);
        let numbers = tape.outputs();
        let stride = numbers.len() / kept.len();
        let numbers = numbers.chunks_exact_mut(stride);
        for (((x, log_det), numbers), to) in
            moved.iter().zip(log_det).zip(numbers).zip(&mut at[moves])
        {
            let (y, log_slope) = couplings.curve.bend(*x, numbers);
            *to = y;
            *log_det += log_slope;
        }
        Passed { kept, moved, tape }
    }

    /// The same coupling back: the derivative by its outputs becomes that by its inputs, which are given back.
    fn pass_back<C: Curve>(
        &self,
        couplings: &Couplings<C>,
        coupling: usize,
        Passed { kept, moved, tape }: Passed,
        slope: &mut [Vec<f32>; 2],
        share: &mut Share,
    ) -> [Vec<f32>; 2] {
        let moves = couplings.moves(coupling);
        let numbers = tape.kept();
        let stride = numbers.len() / kept.len();
        let mut by_numbers = vec![0.0; numbers.len()];
        let rows = numbers
            .chunks_exact(stride)
            .zip(by_numbers.chunks_exact_mut(stride));
        for ((x, slope), (numbers, by_numbers)) in moved.iter().zip(&mut slope[moves]).zip(rows) {
            *slope = couplings
                .curve
                .bend_back(*x, numbers, *slope, -1.0, by_numbers);
        }
        let gradient = &mut share.nets[coupling];
        let by_kept = self.nets[coupling].backward(&kept, &tape, by_numbers, gradient);
        let across = by_kept.len() / kept.len();
        let by_kept = by_kept.chunks_exact(across);
        slope[1 - moves]
            .iter_mut()
            .zip(by_kept)
            .for_each(|(slope, by)| *slope += by[0]);
        if moves == 0 {
            [moved, kept]
        } else {
            [kept, moved]
        }
    }

    /// y = (x + shift) e^scale of both coordinates before a coupling.
    fn normalise(&self, coupling: usize, at: &mut [Vec<f32>; 2], log_det: &mut [f32]) {
        let Some(norms) = &self.norms else { return };
        let [shift, log_scale] = norms[coupling];
        for axis in [0, 1] {
            let scale = log_scale[axis].exp();
            for x in &mut at[axis] {
                *x = (*x + shift[axis]) * scale;
            }
        }
        for log_det in log_det {
            *log_det += log_scale[0] + log_scale[1];
        }
    }

    /// The way back: by x it is the slope times e^scale, by the shift the same, by the scale the slope times y, less 1.
    fn normalise_back(
        &self,
        coupling: usize,
        outputs: [Vec<f32>; 2],
        slope: &mut [Vec<f32>; 2],
        share: &mut Share,
    ) {
        let Some(norms) = &self.norms else { return };
        let [_, log_scale] = norms[coupling];
        let [by_shift, by_scale] = &mut share.norms[coupling];
        for axis in [0, 1] {
            let scale = log_scale[axis].exp();
            for (slope, y) in slope[axis].iter_mut().zip(&outputs[axis]) {
                by_scale[axis] += *slope * y - 1.0;
                *slope *= scale;
                by_shift[axis] += *slope;
            }
        }
    }
}

impl Share {
    fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        self.nets
            .iter_mut()
            .zip(&other.nets)
            .for_each(|(a, b)| a.add(b));
        let norms = self.norms.as_flattened_mut().as_flattened_mut();
        let more = other.norms.as_flattened().as_flattened();
        norms.iter_mut().zip(more).for_each(|(a, b)| *a += b);
    }
}

/// One coordinate of points `[rows, 2]`.
fn column(points: &[f32], axis: usize) -> Vec<f32> {
    points.chunks_exact(2).map(|point| point[axis]).collect()
}
