//! The weights of a Transformer as plain numbers, and gradients of the same form.

use burn::module::Param;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::Size;
use crate::nn::product::padded;

/// A norm.
#[derive(Debug, Clone, Default)]
pub(super) struct Norm {
    /// `[width]`
    pub(super) scale: Vec<f32>,
    /// `[width]`
    pub(super) shift: Vec<f32>,
}

/// x W + b.
#[derive(Debug, Clone, Default)]
pub(super) struct Dense {
    /// `[inputs, outputs]`
    pub(super) weight: Vec<f32>,
    /// `[outputs]`
    pub(super) bias: Vec<f32>,
}

/// One layer, as the net has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Layer {
    pub(super) norm_1: Norm,
    pub(super) attend: Dense,
    pub(super) mix: Dense,
    pub(super) norm_2: Norm,
    pub(super) up: Dense,
    pub(super) down: Dense,
}

/// All of them.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    pub(super) size: Size,
    /// `[symbols, width]`
    pub(super) characters: Vec<f32>,
    /// `[block, width]`
    pub(super) positions: Vec<f32>,
    pub(super) layers: Vec<Layer>,
    pub(super) norm: Norm,
    /// The columns are filled up with zeros. `[width, symbols filled up]`
    pub(super) head: Vec<f32>,
}

impl Weights {
    /// The weights of a net, wherever it lives.
    pub(super) fn of(net: &super::Transformer) -> Self {
        let size = net.size();
        let norm = |norm: &super::Norm| Norm {
            scale: numbers(&norm.scale),
            shift: numbers(&norm.shift),
        };
        let dense = |dense: &super::Dense| Dense {
            weight: numbers(&dense.weight),
            bias: numbers(&dense.bias),
        };
        let layers = net.layers.iter().map(|layer| Layer {
            norm_1: norm(&layer.norm_1),
            attend: dense(&layer.attend),
            mix: dense(&layer.mix),
            norm_2: norm(&layer.norm_2),
            up: dense(&layer.up),
            down: dense(&layer.down),
        });
        Self {
            size,
            characters: numbers(&net.characters),
            positions: numbers(&net.positions),
            layers: layers.collect(),
            norm: norm(&net.norm),
            head: filled_up(&numbers(&net.head), size.symbols),
        }
    }

    /// Zeros in the same form.
    pub(super) fn zeros(size: Size) -> Self {
        let Size { width, .. } = size;
        let norm = || Norm {
            scale: vec![0.0; width],
            shift: vec![0.0; width],
        };
        let dense = |inputs: usize, outputs: usize| Dense {
            weight: vec![0.0; inputs * outputs],
            bias: vec![0.0; outputs],
        };
        let layer = |_| Layer {
            norm_1: norm(),
            attend: dense(width, 3 * width),
            mix: dense(width, width),
            norm_2: norm(),
            up: dense(width, 4 * width),
            down: dense(4 * width, width),
        };
        Self {
            size,
            characters: vec![0.0; size.symbols * width],
            positions: vec![0.0; size.block * width],
            layers: (0..size.layers).map(layer).collect(),
            norm: norm(),
            head: vec![0.0; width * padded(size.symbols)],
        }
    }

    /// Every tensor, in one order.
    fn tensors_mut(&mut self) -> Vec<&mut Vec<f32>> {
        let mut all = vec![&mut self.characters, &mut self.positions];
        for layer in &mut self.layers {
            all.extend([&mut layer.norm_1.scale, &mut layer.norm_1.shift]);
            for dense in [&mut layer.attend, &mut layer.mix] {
                all.extend([&mut dense.weight, &mut dense.bias]);
            }
            all.extend([&mut layer.norm_2.scale, &mut layer.norm_2.shift]);
            for dense in [&mut layer.up, &mut layer.down] {
                all.extend([&mut dense.weight, &mut dense.bias]);
            }
        }
        all.extend([&mut self.norm.scale, &mut self.norm.shift, &mut self.head]);
        all
    }

    /// Adds others of the same form, in their order.
    pub(super) fn add(&mut self, mut others: Vec<Self>) {
        let others: Vec<Vec<&mut Vec<f32>>> = others.iter_mut().map(Self::tensors_mut).collect();
        let add = |(at, mine): (usize, &mut Vec<f32>)| {
            for other in &others {
                mine.iter_mut()
                    .zip(other[at].iter())
                    .for_each(|(a, b)| *a += b);
            }
        };
        let mine = self.tensors_mut();
        mine.into_par_iter().enumerate().for_each(add);
    }
}

/// Weights with their rows and columns exchanged, for the way back.
pub(super) struct Turned {
    pub(super) layers: Vec<TurnedLayer>,
    /// `[symbols, width]`
    pub(super) head: Vec<f32>,
}

/// The same of one layer.
pub(super) struct TurnedLayer {
    /// `[3 width, width]`
    pub(super) attend: Vec<f32>,
    /// `[width, width]`
    pub(super) mix: Vec<f32>,
    /// `[4 width, width]`
    pub(super) up: Vec<f32>,
    /// `[width, 4 width]`
    pub(super) down: Vec<f32>,
}

impl Turned {
    pub(super) fn of(weights: &Weights) -> Self {
        let Size { width, symbols, .. } = weights.size;
        let layer = |layer: &Layer| TurnedLayer {
            attend: turned(&layer.attend.weight, 3 * width, 3 * width),
            mix: turned(&layer.mix.weight, width, width),
            up: turned(&layer.up.weight, 4 * width, 4 * width),
            down: turned(&layer.down.weight, width, width),
        };
        Self {
            layers: weights.layers.par_iter().map(layer).collect(),
            head: turned(&weights.head, padded(symbols), symbols),
        }
    }
}

/// The first columns of a matrix as rows.
fn turned(matrix: &[f32], stride: usize, columns: usize) -> Vec<f32> {
    /// A square of this side stays in the nearest cache.
    const SIDE: usize = 16;
    let rows = matrix.len() / stride;
    let mut out = vec![0.0; rows * columns];
    for row in (0..rows).step_by(SIDE) {
        for column in (0..columns).step_by(SIDE) {
            for c in column..(column + SIDE).min(columns) {
                let to = &mut out[c * rows..][row..(row + SIDE).min(rows)];
                for (r, to) in to.iter_mut().enumerate() {
                    *to = matrix[(row + r) * stride + c];
                }
            }
        }
    }
    out
}

/// The rows of a matrix with zeros after them up to whole vectors.
fn filled_up(matrix: &[f32], columns: usize) -> Vec<f32> {
    let wide = padded(columns);
    let mut out = vec![0.0; matrix.len() / columns * wide];
    for (to, from) in out.chunks_exact_mut(wide).zip(matrix.chunks_exact(columns)) {
        to[..columns].copy_from_slice(from);
    }
    out
}

/// The rows of a matrix without what was filled up.
pub(super) fn cut_off(matrix: &[f32], columns: usize) -> Vec<f32> {
    let rows = matrix.chunks_exact(padded(columns));
    rows.flat_map(|row| &row[..columns]).copied().collect()
}

fn numbers<const D: usize>(param: &Param<Tensor<D>>) -> Vec<f32> {
    let data: TensorData = param.val().inner().into_data();
    data.try_into_vec_as().unwrap_or_default()
}
