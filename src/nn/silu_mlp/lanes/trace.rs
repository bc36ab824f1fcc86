//! A pass through the net that can be gone back: by the weights, for a step down, or by the inputs, for the slope at a place.

use burn::nn::Linear;
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::arithmetic::{activate, times, times_transposed};
use super::{Layer, ROWS, Slopes, TILE, fill, filled, gradients, input, values};

/// What a tile of examples has made of its inputs.
pub(in crate::nn::silu_mlp) struct Tape {
    /// What each layer reads, and at last what comes out. `[rows filled up, width filled up]`
    pub(in crate::nn::silu_mlp) read: Vec<Vec<f32>>,
    /// The slopes of the units that each layer reads from, of the same shape; nothing where it reads the inputs.
    slopes: Vec<Vec<f32>>,
}

/// The derivatives by weights and biases, layer by layer, and those by the inputs.
pub(in crate::nn::silu_mlp) type WayBack = (Vec<(Vec<f32>, Vec<f32>)>, Vec<f32>);

/// A tile through all layers: x `[rows, inputs]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(in crate::nn::silu_mlp) fn ahead<S: Simd>(simd: S, net: &[Layer], x: &[f32]) -> Tape {
    let inputs = net[0].inputs;
    let rows = (x.len() / inputs).next_multiple_of(ROWS);
    let mut tape = Tape {
        read: vec![input(x, inputs, rows)],
        slopes: vec![Vec::new()],
    };
    for (depth, layer) in net.iter().enumerate() {
        let wide = layer.wide();
        let mut a = vec![0.0; rows * wide];
        fill(&mut a, &layer.bias);
        times(
            simd,
            &tape.read[depth],
            filled(layer.inputs),
            layer.inputs,
            &layer.weight,
            &mut a,
            wide,
        );
        let mut slope = vec![0.0; a.len()];
        if depth + 1 < net.len() {
            activate(&mut a, &mut slope);
        }
        tape.read.push(a);
        tape.slopes.push(slope);
    }
    tape
}

/// What is wanted of the way back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::nn::silu_mlp) enum Wanted {
    /// The derivatives by weights and biases.
    Weights,
    /// Those by the inputs.
    Inputs,
    Both,
}

/// The way back from the derivative by what came out, `[rows filled up, outputs filled up]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(in crate::nn::silu_mlp) fn back<S: Simd>(
    simd: S,
    net: &[Layer],
    tape: &Tape,
    delta: Vec<f32>,
    wanted: Wanted,
) -> WayBack {
    let mut delta = delta;
    let mut layers = Vec::with_capacity(net.len());
    for (depth, layer) in net.iter().enumerate().rev() {
        let (wide, from) = (layer.wide(), filled(layer.inputs));
        if wanted != Wanted::Inputs {
            let mut weight = vec![0.0; layer.inputs.next_multiple_of(ROWS) * wide];
            times_transposed(simd, &tape.read[depth], from, &delta, &mut weight, wide);
            let mut bias = vec![0.0; wide];
            for row in delta.chunks_exact(wide) {
                bias.iter_mut().zip(row).for_each(|(b, d)| *b += d);
            }
            layers.push((weight, bias));
        }
        if depth > 0 || wanted != Wanted::Weights {
            let mut back = vec![0.0; delta.len() / wide * from];
            times(
                simd,
                &delta,
                wide,
                layer.outputs,
                &layer.transposed,
                &mut back,
                from,
            );
            // The inputs are no units and have no slopes.
            back.iter_mut()
                .zip(&tape.slopes[depth])
                .for_each(|(b, slope)| *b *= slope);
            delta = back;
        }
    }
    layers.reverse();
    (layers, delta)
}

/// A net whose weights are laid out for the way there and back.
pub(in crate::nn) struct Packed {
    net: Vec<Layer>,
    device: Device,
}

/// A batch that has gone through a net, and can go back.
pub(in crate::nn) struct Passed {
    packed: Packed,
    tiles: Vec<Tape>,
}

impl Packed {
    /// `None` where the net does not live on the processor.
    pub(in crate::nn::silu_mlp) fn new(layers: &[Linear]) -> Option<Self> {
        let net = layers.iter().map(|layer| Layer::new(layer, true));
        Some(Self {
            net: net.collect::<Option<_>>()?,
            device: layers.first()?.weight.val().inner().device(),
        })
    }

    fn ends(&self) -> [usize; 2] {
        [self.net[0].inputs, self.net[self.net.len() - 1].outputs]
    }

    /// f(x), and what is needed to go back: x `[batch, inputs]`.
    pub(in crate::nn::silu_mlp) fn pass(self, x: &Tensor<2>) -> (Tensor<2>, Passed) {
        let ([inputs, outputs], x) = (self.ends(), host(x));
        let (arch, net) = (Arch::new(), &self.net);
        let tiles: Vec<Tape> = x
            .par_chunks(TILE * inputs)
            .map(|x| arch.dispatch(There { net, x }))
            .collect();
        let batch = x.len() / inputs;
        let mut f = Vec::with_capacity(batch * outputs);
        for (tile, tape) in tiles.iter().enumerate() {
            let rows = (batch - tile * TILE).min(TILE);
            let made = tape.read.last().map_or(&[][..], Vec::as_slice);
            for row in made.chunks_exact(filled(outputs)).take(rows) {
                f.extend_from_slice(&row[..outputs]);
            }
        }
        let f = Tensor::from_data(TensorData::new(f, [batch, outputs]), &self.device);
        let packed = self;
        (f, Passed { packed, tiles })
    }

    /// f(x) and its derivative by x, where there is one output: x `[batch, inputs]` to `[batch]` and `[batch, inputs]`.
    pub(in crate::nn::silu_mlp) fn slopes(&self, x: &Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let ([inputs, _], batch, x) = (self.ends(), x.dims()[0], host(x));
        let (mut f, mut slopes) = (vec![0.0; batch], vec![0.0; x.len()]);
        let (arch, net) = (Arch::new(), &self.net);
        x.par_chunks(TILE * inputs)
            .zip(f.par_chunks_mut(TILE))
            .zip(slopes.par_chunks_mut(TILE * inputs))
            .for_each(|((x, f), slopes)| arch.dispatch(ThereAndBack { net, x, f, slopes }));
        let f = Tensor::from_data(TensorData::new(f, [batch]), &self.device);
        let slopes = TensorData::new(slopes, [batch, inputs]);
        (f, Tensor::from_data(slopes, &self.device))
    }
}

impl Passed {
    /// The gradients by the weights of these layers, for the derivative of a loss by the outputs: `[batch, outputs]`.
    pub(in crate::nn::silu_mlp) fn gradients(
        &self,
        layers: &[Linear],
        delta: &Tensor<2>,
    ) -> Gradients {
        let ([_, outputs], delta) = (self.packed.ends(), host(delta));
        let (arch, net) = (Arch::new(), &self.packed.net);
        let tiles: Vec<Slopes> = self
            .tiles
            .par_iter()
            .zip(delta.par_chunks(TILE * outputs))
            .map(|(tape, delta)| arch.dispatch(Back { net, tape, delta }))
            .collect();
        let whole = tiles.into_iter().reduce(Slopes::plus);
        match whole.and_then(|whole| gradients(layers, net, whole)) {
            Some(gradients) => gradients,
            None => unreachable!("a batch has examples, and the layers have biases"),
        }
    }
}

/// The numbers of a tensor, wherever it lives.
fn host(x: &Tensor<2>) -> Vec<f32> {
    values(x).unwrap_or_else(|| x.clone().into_data().iter().collect())
}

struct There<'a> {
    net: &'a [Layer],
    x: &'a [f32],
}

impl WithSimd for There<'_> {
    type Output = Tape;

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Tape {
        ahead(simd, self.net, self.x)
    }
}

struct Back<'a> {
    net: &'a [Layer],
    tape: &'a Tape,
    delta: &'a [f32],
}

impl WithSimd for Back<'_> {
    type Output = Slopes;

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Slopes {
        let outputs = self.net[self.net.len() - 1].outputs;
        let rows = (self.delta.len() / outputs).next_multiple_of(ROWS);
        let delta = input(self.delta, outputs, rows);
        let (layers, _) = back(simd, self.net, self.tape, delta, Wanted::Weights);
        Slopes { loss: 0.0, layers }
    }
}

struct ThereAndBack<'a> {
    net: &'a [Layer],
    x: &'a [f32],
    f: &'a mut [f32],
    slopes: &'a mut [f32],
}

impl WithSimd for ThereAndBack<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut tape = ahead(simd, self.net, self.x);
        let mut outputs = tape.read.pop().unwrap_or_default();
        let wide = self.net[self.net.len() - 1].wide();
        for (f, row) in self.f.iter_mut().zip(outputs.chunks_exact_mut(wide)) {
            *f = row[0];
            // From here on the row is the derivative of the output by itself.
            row.fill(0.0);
            row[0] = 1.0;
        }
        let (_, by_input) = back(simd, self.net, &tape, outputs, Wanted::Inputs);
        let inputs = self.net[0].inputs;
        let rows = by_input.chunks_exact(filled(inputs));
        for (slopes, row) in self.slopes.chunks_exact_mut(inputs).zip(rows) {
            slopes.copy_from_slice(&row[..inputs]);
        }
    }
}
