//! The net on the processor: a tile of examples goes through all layers, and back, while it is still in the cache, and tiles
//! are shared out to threads.
//!
//! Rows are filled up with zeros to whole vectors, which the zero weights of the filling keep at zero. The sums of the tiles
//! are added in their order, so that the same step gives the same bits.

use burn::backend::Flex;
use burn::nn::Linear;
use burn::tensor::{Gradients, Tensor, TensorData};
use rayon::prelude::*;

use super::{LEAK, Share, Surveyed};
use crate::nn::by_hand::HandLayer;
use crate::nn::descent::by_hand;
use crate::nn::product::{Left, add_product, padded};

/// Examples that go through the layers together.
const TILE: usize = 64;

/// A net as it was when it saw a batch, and what it made of it.
pub(super) struct Trace {
    layers: Vec<HandLayer>,
    tiles: Vec<Tile>,
}

/// What a net made of a tile of examples.
struct Tile {
    /// `[rows, inputs]`
    x: Vec<f32>,
    /// h_1 to h_L = f. `[rows, outputs filled up]` each
    h: Vec<Vec<f32>>,
    /// u_1 to u_L, where they are known already. `[rows, outputs filled up]` each
    u: Vec<Vec<f32>>,
}

/// Derivatives by the weights, `[inputs, outputs filled up]`, and the biases, `[outputs filled up]`, of every layer.
struct Slopes(Vec<(Vec<f32>, Vec<f32>)>);

/// The weights of a net; `None` where it does not live on the processor.
fn weights(layers: &[Linear]) -> Option<Vec<HandLayer>> {
    let hand = |layer: &Linear| {
        let weight = numbers(&layer.weight.val())?;
        let bias = numbers(&layer.bias.as_ref()?.val())?;
        Some(HandLayer::new(
            weight.len() / bias.len().max(1),
            &weight,
            &bias,
        ))
    };
    layers.iter().map(hand).collect()
}

/// The numbers of a tensor row by row, if it lives in the memory of the processor.
fn numbers<const D: usize>(tensor: &Tensor<D>) -> Option<Vec<f32>> {
    let primitive = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
    let values = primitive.to_contiguous();
    values.as_slice::<f32>().map(<[f32]>::to_vec)
}

/// f(x).
pub(super) fn forward(layers: &[Linear], x: &Tensor<2>) -> Option<Tensor<2>> {
    let (net, values) = (weights(layers)?, numbers(x)?);
    let (inputs, outputs) = (net.first()?.inputs, net.last()?.outputs);
    let parts = values.par_chunks(TILE * inputs);
    let f: Vec<Vec<f32>> = parts
        .map(|x| {
            let f = through(&net, x).pop().unwrap_or_default();
            narrowed(&f, outputs)
        })
        .collect();
    Some(tensor(f.concat(), outputs, x))
}

/// f(x), and what was made on the way.
pub(super) fn trace(layers: &[Linear], x: &Tensor<2>) -> Option<(Tensor<2>, Trace)> {
    let (net, values) = (weights(layers)?, numbers(x)?);
    let (inputs, outputs) = (net.first()?.inputs, net.last()?.outputs);
    let parts = values.par_chunks(TILE * inputs);
    let tiles: Vec<Tile> = parts
        .map(|x| Tile {
            h: through(&net, x),
            x: x.to_vec(),
            u: Vec::new(),
        })
        .collect();
    let f = tiles.iter().flat_map(|tile| tile.outputs(outputs));
    let f = tensor(f.collect(), outputs, x);
    Some((f, Trace { layers: net, tiles }))
}

/// The height and the slope of a net of one output, and what was made on the way.
pub(super) fn survey(layers: &[Linear], x: &Tensor<2>) -> Option<(Tensor<1>, Tensor<2>, Trace)> {
    let (net, values) = (weights(layers)?, numbers(x)?);
    let (inputs, wide) = (net.first()?.inputs, net.last()?.bias.len());
    let parts = values.par_chunks(TILE * inputs);
    let (tiles, slopes): (Vec<Tile>, Vec<Vec<f32>>) = parts
        .map(|x| {
            let h = through(&net, x);
            let mut seed = vec![0.0; x.len() / inputs * wide];
            for row in seed.chunks_exact_mut(wide) {
                row[0] = 1.0;
            }
            let u = back(&net, &h, seed);
            let slope = times_turned(&net[0], &u[0]);
            let x = x.to_vec();
            (Tile { x, h, u }, narrowed(&slope, inputs))
        })
        .unzip();
    let height: Vec<f32> = tiles.iter().flat_map(|tile| tile.outputs(1)).collect();
    let height = Tensor::from_data(height.as_slice(), &x.device());
    let slope = tensor(slopes.concat(), inputs, x);
    Some((height, slope, Trace { layers: net, tiles }))
}

/// The gradients of an objective with a known derivative by the outputs.
pub(super) fn gradients(layers: &[Linear], trace: &Trace, by_outputs: &Tensor<2>) -> Gradients {
    let (tiles, _) = way_back(trace, by_outputs, false);
    filled(layers, &trace.layers, tiles)
}

/// Puts the same gradients beside others, and gives the derivative by what went in. `[batch, inputs]`
pub(super) fn back_into(
    layers: &[Linear],
    gradients: &mut Gradients,
    trace: &Trace,
    by_outputs: &Tensor<2>,
) -> Tensor<2> {
    let (tiles, by_inputs) = way_back(trace, by_outputs, true);
    fill(layers, &trace.layers, tiles, gradients);
    tensor(by_inputs.concat(), trace.layers[0].inputs, by_outputs)
}

/// The slopes of every tile, and its derivative by what went in, where that is asked for.
fn way_back(
    trace: &Trace,
    by_outputs: &Tensor<2>,
    to_inputs: bool,
) -> (Vec<Slopes>, Vec<Vec<f32>>) {
    let outputs = by_outputs.dims()[1];
    let wide = padded(outputs);
    let by_outputs = numbers(by_outputs).unwrap_or_default();
    let by_tile = by_outputs.par_chunks(TILE * outputs);
    (&trace.tiles, by_tile)
        .into_par_iter()
        .map(|(tile, by_outputs)| {
            let mut seed = vec![0.0; by_outputs.len() / outputs * wide];
            for (row, slope) in seed
                .chunks_exact_mut(wide)
                .zip(by_outputs.chunks_exact(outputs))
            {
                row[..outputs].copy_from_slice(slope);
            }
            let u = back(&trace.layers, &tile.h, seed);
            let mut slopes = Slopes::none(&trace.layers);
            for (l, u) in u.iter().enumerate() {
                let (h, stride) = tile.reads(l, &trace.layers);
                slopes.add(l, h, stride, u);
                add_rows(&mut slopes.0[l].1, u, None);
            }
            let first = &trace.layers[0];
            let by_inputs = if to_inputs {
                narrowed(&times_turned(first, &u[0]), first.inputs)
            } else {
                Vec::new()
            };
            (slopes, by_inputs)
        })
        .unzip()
}

/// The gradients of an objective that asks for heights and slopes; `None` where the surveys were not made here.
pub(super) fn survey_gradients(layers: &[Linear], shares: &[Share]) -> Option<Gradients> {
    let mut work: Vec<Work> = Vec::new();
    let parts = shares.iter().map(|share| {
        let Surveyed::Tiles(trace) = &share.survey.kept else {
            return None;
        };
        let by_slope = match &share.by_slope {
            Some(by_slope) => Some(numbers(by_slope)?),
            None => None,
        };
        Some((trace, numbers(&share.by_height)?, by_slope))
    });
    let parts: Vec<Part> = parts.collect::<Option<_>>()?;
    for (trace, by_height, by_slope) in &parts {
        let inputs = trace.layers.first()?.inputs;
        for (i, tile) in trace.tiles.iter().enumerate() {
            let rows = i * TILE..i * TILE + tile.x.len() / inputs;
            work.push(Work {
                layers: &trace.layers,
                tile,
                by_height: &by_height[rows.clone()],
                by_slope: by_slope
                    .as_ref()
                    .map(|v| &v[rows.start * inputs..rows.end * inputs]),
            });
        }
    }
    let net = work.first()?.layers;
    let tiles: Vec<Slopes> = work.par_iter().map(Work::slopes).collect();
    Some(filled(layers, net, tiles))
}

/// What was kept of one survey, and the derivatives of an objective by its heights and slopes.
type Part<'a> = (&'a Trace, Vec<f32>, Option<Vec<f32>>);

/// A tile, and what an objective has to do with it.
struct Work<'a> {
    layers: &'a [HandLayer],
    tile: &'a Tile,
    /// `[rows]`
    by_height: &'a [f32],
    /// `[rows, inputs]`
    by_slope: Option<&'a [f32]>,
}

impl Work<'_> {
    /// (c h_{l-1} + t_{l-1})^T u_l and the sum of c u_l of every layer.
    fn slopes(&self) -> Slopes {
        let mut slopes = Slopes::none(self.layers);
        let mut t = self.by_slope.map(<[f32]>::to_vec);
        for (l, (layer, u)) in self.layers.iter().zip(&self.tile.u).enumerate() {
            let (h, stride) = self.tile.reads(l, self.layers);
            let mut both = t.clone().unwrap_or_else(|| vec![0.0; h.len()]);
            for ((both, h), c) in both
                .chunks_exact_mut(stride)
                .zip(h.chunks_exact(stride))
                .zip(self.by_height)
            {
                both.iter_mut().zip(h).for_each(|(both, h)| *both += c * h);
            }
            slopes.add(l, &both, stride, u);
            add_rows(&mut slopes.0[l].1, u, Some(self.by_height));
            if l + 1 < self.layers.len() {
                t = t.map(|t| {
                    let mut next = vec![0.0; u.len()];
                    let from = Left::Plain(&t, stride);
                    add_product(from, &layer.weight, &mut next, layer.bias.len());
                    mask(&mut next, &self.tile.h[l]);
                    next
                });
            }
        }
        slopes
    }
}

impl Tile {
    /// What a layer reads, and how far apart its rows are.
    fn reads(&self, l: usize, layers: &[HandLayer]) -> (&[f32], usize) {
        match l.checked_sub(1) {
            Some(below) => (&self.h[below], padded(layers[l].inputs)),
            None => (&self.x, layers[0].inputs),
        }
    }

    /// What came out, without the filling.
    fn outputs(&self, outputs: usize) -> Vec<f32> {
        self.h
            .last()
            .map_or_else(Vec::new, |f| narrowed(f, outputs))
    }
}

impl Slopes {
    fn none(layers: &[HandLayer]) -> Self {
        let zeros =
            |layer: &HandLayer| (vec![0.0; layer.weight.len()], vec![0.0; layer.bias.len()]);
        Self(layers.iter().map(zeros).collect())
    }

    /// Adds h^T u to the derivative by the weights of a layer.
    fn add(&mut self, l: usize, h: &[f32], stride: usize, u: &[f32]) {
        let (weight, bias) = &mut self.0[l];
        add_product(Left::Transposed(h, stride), u, weight, bias.len());
    }

    fn plus(mut self, other: Self) -> Self {
        let add = |mine: &mut [f32], theirs: &[f32]| {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        };
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            add(&mut mine.0, &theirs.0);
            add(&mut mine.1, &theirs.1);
        }
        self
    }
}

/// Adds all rows to a sum, each times its weight where they have weights.
fn add_rows(sum: &mut [f32], rows: &[f32], weights: Option<&[f32]>) {
    for (i, row) in rows.chunks_exact(sum.len()).enumerate() {
        let c = weights.map_or(1.0, |weights| weights[i]);
        sum.iter_mut().zip(row).for_each(|(sum, u)| *sum += c * u);
    }
}

/// h_1 to h_L of some rows.
fn through(net: &[HandLayer], x: &[f32]) -> Vec<Vec<f32>> {
    let mut made: Vec<Vec<f32>> = Vec::with_capacity(net.len());
    for (l, layer) in net.iter().enumerate() {
        let (input, stride) = match made.last() {
            Some(h) => (h.as_slice(), padded(layer.inputs)),
            None => (x, layer.inputs),
        };
        let mut h = layer.bias.repeat(input.len() / stride);
        let from = Left::Plain(input, stride);
        add_product(from, &layer.weight, &mut h, layer.bias.len());
        if l + 1 < net.len() {
            // What is not a number stays what it is.
            for h in &mut h {
                *h = if *h < 0.0 { LEAK * *h } else { *h };
            }
        }
        made.push(h);
    }
    made
}

/// u_1 to u_L, where `seed` is u_L.
fn back(net: &[HandLayer], h: &[Vec<f32>], seed: Vec<f32>) -> Vec<Vec<f32>> {
    let mut u = vec![seed];
    for l in (1..net.len()).rev() {
        let mut below = times_turned(&net[l], &u[u.len() - 1]);
        mask(&mut below, &h[l - 1]);
        u.push(below);
    }
    u.reverse();
    u
}

/// u W^T: `[rows, outputs filled up]` to `[rows, inputs filled up]`.
fn times_turned(layer: &HandLayer, u: &[f32]) -> Vec<f32> {
    let (wide, below) = (layer.bias.len(), padded(layer.inputs));
    let mut through = vec![0.0; u.len() / wide * below];
    add_product(Left::Plain(u, wide), &layer.turned, &mut through, below);
    through
}

/// Lets a leak through where what the unit made is below zero.
fn mask(through: &mut [f32], h: &[f32]) {
    for (through, h) in through.iter_mut().zip(h) {
        *through *= if *h < 0.0 { LEAK } else { 1.0 };
    }
}

/// Rows without their filling: `[rows, filled up]` to `[rows, count]`.
fn narrowed(rows: &[f32], count: usize) -> Vec<f32> {
    let rows = rows.chunks_exact(padded(count));
    rows.flat_map(|row| &row[..count]).copied().collect()
}

/// Numbers as a tensor of rows, where x is. `[batch, columns]`
fn tensor(values: Vec<f32>, columns: usize, x: &Tensor<2>) -> Tensor<2> {
    let rows = values.len() / columns;
    Tensor::from_data(
        TensorData::new(values, [rows, columns]),
        &x.clone().inner().device(),
    )
}

/// The sum over tiles as the optimiser takes it.
fn filled(layers: &[Linear], net: &[HandLayer], tiles: Vec<Slopes>) -> Gradients {
    let mut gradients = by_hand(&layers[0].weight);
    fill(layers, net, tiles, &mut gradients);
    gradients
}

/// The same beside other gradients.
fn fill(layers: &[Linear], net: &[HandLayer], tiles: Vec<Slopes>, gradients: &mut Gradients) {
    let whole = tiles.into_iter().reduce(Slopes::plus);
    let whole = whole.unwrap_or_else(|| Slopes::none(net));
    for ((linear, layer), (weight, bias)) in layers.iter().zip(net).zip(whole.0) {
        let parameter = linear.weight.val();
        let weight = tensor(narrowed(&weight, layer.outputs), layer.outputs, &parameter);
        parameter.grad_replace(gradients, weight);
        if let Some(parameter) = &linear.bias {
            let parameter = parameter.val();
            let device = parameter.clone().inner().device();
            let bias = Tensor::from_data(&bias[..layer.outputs], &device);
            parameter.grad_replace(gradients, bias);
        }
    }
}
