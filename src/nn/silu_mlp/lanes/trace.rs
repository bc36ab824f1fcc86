//! A pass through the net that can be gone back: by the weights, for a step down, or by the inputs, for the slope at a place.

use burn::nn::Linear;
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::arithmetic::{activate, times, times_transposed};
use super::{Layer, ROWS, Slopes, TILE, fill, filled, gradients, input, values};

/// What a tile leaves on its way: what each layer reads, and the slopes of the units that it reads from.
pub(super) struct Kept {
    read: Vec<Vec<f32>>,
    slopes: Vec<Vec<f32>>,
}

/// A tile of examples through all layers: what it leaves, and the outputs, `[rows, outputs filled up]`.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(super) fn there<S: Simd>(simd: S, net: &[Layer], x: &[f32]) -> (Kept, Vec<f32>) {
    let inputs = net[0].inputs;
    let rows = (x.len() / inputs).next_multiple_of(ROWS);
    let mut read = vec![input(x, inputs, rows)];
    let mut slopes = vec![Vec::new()];
    for (depth, layer) in net.iter().enumerate() {
        let (from, wide) = (filled(layer.inputs), layer.wide());
        let mut a = vec![0.0; rows * wide];
        fill(&mut a, &layer.bias);
        times(
            simd,
            &read[depth],
            from,
            layer.inputs,
            &layer.weight,
            &mut a,
            wide,
        );
        let mut slope = Vec::new();
        if depth + 1 < net.len() {
            slope = vec![0.0; a.len()];
            activate(&mut a, &mut slope);
        }
        read.push(a);
        slopes.push(slope);
    }
    let f = read.pop().unwrap_or_default();
    (Kept { read, slopes }, f)
}

/// Back from the derivative by the outputs, `[rows, outputs filled up]`, to that by what layer `last` reads.
///
/// `by_weights` is given the derivatives by weight and bias of each layer, from the last one on.
#[expect(clippy::inline_always, reason = "wide vectors need it")]
#[inline(always)]
pub(super) fn back<S: Simd>(
    simd: S,
    net: &[Layer],
    kept: &Kept,
    mut delta: Vec<f32>,
    mut by_weights: Option<impl FnMut((Vec<f32>, Vec<f32>))>,
    last: usize,
) -> Vec<f32> {
    for (depth, layer) in net.iter().enumerate().rev() {
        let (from, wide) = (filled(layer.inputs), layer.wide());
        if let Some(by_weights) = &mut by_weights {
            let mut weight = vec![0.0; layer.inputs.next_multiple_of(ROWS) * wide];
            times_transposed(simd, &kept.read[depth], from, &delta, &mut weight, wide);
            let mut bias = vec![0.0; wide];
            for row in delta.chunks_exact(wide) {
                bias.iter_mut().zip(row).for_each(|(b, d)| *b += d);
            }
            by_weights((weight, bias));
        }
        if depth < last {
            continue;
        }
        let mut before = vec![0.0; delta.len() / wide * from];
        times(
            simd,
            &delta,
            wide,
            layer.outputs,
            &layer.transposed,
            &mut before,
            from,
        );
        for (b, slope) in before.iter_mut().zip(&kept.slopes[depth]) {
            *b *= slope;
        }
        delta = before;
    }
    delta
}

/// A net whose weights are laid out for the way there and back.
pub(in crate::nn) struct Packed {
    net: Vec<Layer>,
    device: Device,
}

/// A batch that has gone through a net, and can go back.
pub(in crate::nn) struct Passed {
    packed: Packed,
    tiles: Vec<Kept>,
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
        let passed: Vec<(Kept, Vec<f32>)> = x
            .par_chunks(TILE * inputs)
            .map(|x| arch.dispatch(There { net, x }))
            .collect();
        let batch = x.len() / inputs;
        let mut f = Vec::with_capacity(batch * outputs);
        let mut tiles = Vec::with_capacity(passed.len());
        for (tile, (kept, filled_f)) in passed.into_iter().enumerate() {
            let rows = (batch - tile * TILE).min(TILE);
            for row in filled_f.chunks_exact(filled(outputs)).take(rows) {
                f.extend_from_slice(&row[..outputs]);
            }
            tiles.push(kept);
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
            .map(|(kept, delta)| arch.dispatch(Back { net, kept, delta }))
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
    type Output = (Kept, Vec<f32>);

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        there(simd, self.net, self.x)
    }
}

struct Back<'a> {
    net: &'a [Layer],
    kept: &'a Kept,
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
        let mut layers = Vec::with_capacity(self.net.len());
        let by_weights = |layer: (Vec<f32>, Vec<f32>)| layers.push(layer);
        back(simd, self.net, self.kept, delta, Some(by_weights), 1);
        layers.reverse();
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
        let (kept, mut outputs) = there(simd, self.net, self.x);
        let wide = self.net[self.net.len() - 1].wide();
        for (f, row) in self.f.iter_mut().zip(outputs.chunks_exact_mut(wide)) {
            *f = row[0];
            // From here on the row is the derivative of the output by itself.
            row.fill(0.0);
            row[0] = 1.0;
        }
        let nothing: Option<fn((Vec<f32>, Vec<f32>))> = None;
        let by_input = back(simd, self.net, &kept, outputs, nothing, 0);
        let inputs = self.net[0].inputs;
        let rows = by_input.chunks_exact(filled(inputs));
        for (slopes, row) in self.slopes.chunks_exact_mut(inputs).zip(rows) {
            slopes.copy_from_slice(&row[..inputs]);
        }
    }
}
