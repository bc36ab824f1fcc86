//! Attention over one text, there and back.
//!
//! P = softmax(Q K^T / sqrt(d)) below and on the diagonal, O = P V, head by head. Back from D, the slope by O: by V it is P^T D;
//! with E = D V^T the slope by the scores is P (E - sum_j P_ij E_ij), and from there by Q and K.

use pulp::Arch;

use super::parts::{dot, soften};
use crate::nn::product::{Left, add_product, padded};

/// How queries, keys and values lie: side by side in rows of 3 width numbers.
#[derive(Clone, Copy)]
pub(super) struct Heads {
    pub(super) count: usize,
    pub(super) width: usize,
    pub(super) length: usize,
}

impl Heads {
    /// The numbers of a head.
    fn depth(self) -> usize {
        self.width / self.count
    }

    /// The length of a row of weights, in whole vectors.
    pub(super) fn across(self) -> usize {
        padded(self.length)
    }

    /// The part of a head as a matrix of its own: `[length, depth filled up]`.
    fn rows(self, of: &[f32], stride: usize, first: usize) -> Vec<f32> {
        let (depth, wide) = (self.depth(), padded(self.depth()));
        let mut out = vec![0.0; self.length * wide];
        for (to, from) in out.chunks_exact_mut(wide).zip(of.chunks_exact(stride)) {
            to[..depth].copy_from_slice(&from[first..first + depth]);
        }
        out
    }

    /// The same with rows and columns exchanged: `[depth, length filled up]`.
    fn columns(self, of: &[f32], stride: usize, first: usize) -> Vec<f32> {
        let across = self.across();
        let mut out = vec![0.0; self.depth() * across];
        for (at, from) in of.chunks_exact(stride).enumerate() {
            for (k, x) in from[first..first + self.depth()].iter().enumerate() {
                out[k * across + at] = *x;
            }
        }
        out
    }

    /// Puts the part of a head in its place.
    fn put(self, part: &[f32], into: &mut [f32], stride: usize, first: usize, factor: f32) {
        let (depth, wide) = (self.depth(), padded(self.depth()));
        for (from, to) in part.chunks_exact(wide).zip(into.chunks_exact_mut(stride)) {
            for (to, from) in to[first..first + depth].iter_mut().zip(from) {
                *to = factor * from;
            }
        }
    }

    fn factor(self) -> f32 {
        1.0 / (self.depth() as f32).sqrt()
    }
}

/// What each place looks at, `[heads, length, length filled up]`, and what it sees there, `[length, width]`.
pub(super) fn forward(qkv: &[f32], heads: Heads) -> (Vec<f32>, Vec<f32>) {
    let Heads {
        count,
        width,
        length,
    } = heads;
    let (stride, across, wide) = (3 * width, heads.across(), padded(heads.depth()));
    let mut looks = vec![0.0; count * length * across];
    let mut out = vec![0.0; length * width];
    for (head, p) in looks.chunks_exact_mut(length * across).enumerate() {
        let first = head * heads.depth();
        let keys = heads.columns(qkv, stride, width + first);
        add_product(Left::Plain(&qkv[first..], stride), &keys, p, across);
        Arch::new().dispatch(|| look_back(p, across, heads.factor()));
        let values = heads.rows(qkv, stride, 2 * width + first);
        let mut seen = vec![0.0; length * wide];
        add_product(Left::Plain(p, across), &values, &mut seen, wide);
        heads.put(&seen, &mut out, width, first, 1.0);
    }
    (looks, out)
}

/// Scores become shares of what is at or before each place.
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined"
)]
#[inline(always)]
fn look_back(scores: &mut [f32], across: usize, factor: f32) {
    for (at, row) in scores.chunks_exact_mut(across).enumerate() {
        for x in row.iter_mut() {
            *x *= factor;
        }
        soften(row, at + 1);
    }
}

/// The slope by queries, keys and values, `[length, 3 width]`, for the slope by what is seen, `[length, width]`.
pub(super) fn back(qkv: &[f32], looks: &[f32], slope: &[f32], heads: Heads) -> Vec<f32> {
    let Heads { width, length, .. } = heads;
    let (stride, across, wide) = (3 * width, heads.across(), padded(heads.depth()));
    let factor = heads.factor();
    let mut out = vec![0.0; length * stride];
    let mut e = vec![0.0; length * across];
    for (head, p) in looks.chunks_exact(length * across).enumerate() {
        let first = head * heads.depth();
        let d = heads.rows(slope, width, first);
        let mut part = vec![0.0; length * wide];
        add_product(Left::Transposed(p, across), &d, &mut part, wide);
        heads.put(&part, &mut out, stride, 2 * width + first, 1.0);

        let values = heads.columns(qkv, stride, 2 * width + first);
        e.fill(0.0);
        add_product(Left::Plain(&slope[first..], width), &values, &mut e, across);
        Arch::new().dispatch(|| by_scores(p, &mut e, across));

        let keys = heads.rows(qkv, stride, width + first);
        part.fill(0.0);
        add_product(Left::Plain(&e, across), &keys, &mut part, wide);
        heads.put(&part, &mut out, stride, first, factor);

        let queries = heads.rows(qkv, stride, first);
        part.fill(0.0);
        add_product(Left::Transposed(&e, across), &queries, &mut part, wide);
        heads.put(&part, &mut out, stride, width + first, factor);
    }
    out
}

/// E becomes P (E - sum_j P_ij E_ij).
#[expect(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn by_scores(p: &[f32], e: &mut [f32], across: usize) {
    for (p, e) in p.chunks_exact(across).zip(e.chunks_exact_mut(across)) {
        let along = dot(p, e);
        for (e, p) in e.iter_mut().zip(p) {
            *e = p * (*e - along);
        }
    }
}
