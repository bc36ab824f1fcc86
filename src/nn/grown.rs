//! NADE on the processor: each example stays in the nearest memory while its hidden layer grows, there and back.
//!
//! In tensor operations `[batch, inputs, hidden]` numbers would travel through memory some twenty times a step. On other
//! devices, and where a tape is asked for through the logits, these functions answer `None`.

use burn::backend::Flex;
use burn::tensor::{Tensor, TensorData};
use rayon::prelude::*;

use super::fused::bernoulli_row;
use super::shared_hidden::Weights;

/// Examples are handed to threads in pieces of this many; the sums over pieces are added in their order, so that a run
/// repeats bit for bit.
const PIECE: usize = 64;
const LANES: usize = 16;

/// The weights as plain memory.
struct Memory {
    inputs: usize,
    hidden: usize,
    read: Vec<f32>,
    start: Vec<f32>,
    tell: Vec<f32>,
    bias: Vec<f32>,
}

impl Memory {
    /// `None` where the weights live on another device.
    fn of(weights: &Weights) -> Option<Self> {
        let [inputs, hidden] = weights.read.dims();
        Some(Self {
            inputs,
            hidden,
            read: numbers(&weights.read)?,
            start: numbers(&weights.start)?,
            tell: numbers(&weights.tell)?,
            bias: numbers(&weights.bias)?,
        })
    }
}

/// The numbers of a tensor row by row, if it lives in the memory of the processor.
fn numbers<const D: usize>(tensor: &Tensor<D>) -> Option<Vec<f32>> {
    let primitive = tensor.clone().inner().try_into_primitive::<Flex>().ok()?;
    primitive
        .to_contiguous()
        .as_slice::<f32>()
        .map(<[f32]>::to_vec)
}

/// What an example needs on its way there and back.
struct Scratch {
    /// The hidden units at each input. `[inputs, hidden]`
    units: Vec<f32>,
    /// Sums of the hidden units on the way there, their slopes on the way back. `[hidden]`
    sums: Vec<f32>,
    /// `[inputs]`
    logits: Vec<f32>,
}

impl Scratch {
    fn new(memory: &Memory) -> Self {
        Self {
            units: vec![0.0; memory.inputs * memory.hidden],
            sums: vec![0.0; memory.hidden],
            logits: vec![0.0; memory.inputs],
        }
    }
}

/// The logits of a batch whose inputs are read in a sequence, without a tape: x `[batch, inputs]` to `[batch, inputs]`.
pub(super) fn logits(x: &Tensor<2>, weights: &Weights, sequence: &[usize]) -> Option<Tensor<2>> {
    if x.is_autodiff() || weights.read.is_autodiff() {
        return None;
    }
    let (memory, bits) = (Memory::of(weights)?, numbers(x)?);
    let mut logits = vec![0.0f32; bits.len()];
    let arch = pulp::Arch::new();
    let piece = PIECE * memory.inputs;
    bits.par_chunks(piece)
        .zip(logits.par_chunks_mut(piece))
        .for_each(|(bits, logits)| {
            let mut scratch = Scratch::new(&memory);
            let rows = bits.chunks_exact(memory.inputs);
            for (bits, logits) in rows.zip(logits.chunks_exact_mut(memory.inputs)) {
                arch.dispatch(|| there(bits, sequence, &memory, &mut scratch));
                logits.copy_from_slice(&scratch.logits);
            }
        });
    Some(Tensor::from_data(
        TensorData::new(logits, x.dims()),
        &x.device(),
    ))
}

/// The mean of -log p(x) over a batch in nats, `[1]`, with its slopes by the weights; nothing here is on a tape.
pub(super) fn mean_nats(
    x: &Tensor<2>,
    weights: &Weights,
    sequence: &[usize],
) -> Option<(Tensor<1>, Weights)> {
    let (memory, bits) = (Memory::of(weights)?, numbers(x)?);
    let arch = pulp::Arch::new();
    let pieces: Vec<Slopes> = bits
        .par_chunks(PIECE * memory.inputs)
        .map(|bits| {
            let (mut slopes, mut scratch) = (Slopes::none(&memory), Scratch::new(&memory));
            for bits in bits.chunks_exact(memory.inputs) {
                arch.dispatch(|| {
                    there(bits, sequence, &memory, &mut scratch);
                    back(bits, sequence, &memory, &mut scratch, &mut slopes);
                });
            }
            slopes
        })
        .collect();
    let mut sum = Slopes::none(&memory);
    for piece in &pieces {
        sum.add(piece);
    }
    Some(sum.averaged(x, weights))
}

/// Sums over examples: of -log p(x), and of its slopes by the weights.
struct Slopes {
    nats: f32,
    read: Vec<f32>,
    start: Vec<f32>,
    tell: Vec<f32>,
    bias: Vec<f32>,
}

impl Slopes {
    fn none(memory: &Memory) -> Self {
        Self {
            nats: 0.0,
            read: vec![0.0; memory.read.len()],
            start: vec![0.0; memory.start.len()],
            tell: vec![0.0; memory.tell.len()],
            bias: vec![0.0; memory.bias.len()],
        }
    }

    fn add(&mut self, other: &Self) {
        self.nats += other.nats;
        let pairs = [
            (&mut self.read, &other.read),
            (&mut self.start, &other.start),
            (&mut self.tell, &other.tell),
            (&mut self.bias, &other.bias),
        ];
        for (mine, theirs) in pairs {
            mine.iter_mut()
                .zip(theirs)
                .for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// The means over the batch x, as tensors shaped like the weights.
    fn averaged(self, x: &Tensor<2>, weights: &Weights) -> (Tensor<1>, Weights) {
        let (count, device) = (x.dims()[0], x.device());
        let matrix = |sums: Vec<f32>, shape: [usize; 2]| {
            Tensor::<2>::from_data(TensorData::new(sums, shape), &device).div_scalar(count as f64)
        };
        let row = |sums: Vec<f32>| {
            let length = sums.len();
            Tensor::<1>::from_data(TensorData::new(sums, [length]), &device)
                .div_scalar(count as f64)
        };
        let nats = row(vec![self.nats]);
        let slopes = Weights {
            read: matrix(self.read, weights.read.dims()),
            start: row(self.start),
            tell: matrix(self.tell, weights.tell.dims()),
            bias: row(self.bias),
        };
        (nats, slopes)
    }
}

/// One example there: a_0 = c; h_i = s(a_i), l_i = b_i + V_i h_i, a_{i+1} = a_i + x_i W_i.
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined into the dispatch"
)]
#[inline(always)]
fn there(x: &[f32], sequence: &[usize], memory: &Memory, scratch: &mut Scratch) {
    let hidden = memory.hidden;
    let Scratch {
        units,
        sums,
        logits,
    } = scratch;
    sums.copy_from_slice(&memory.start);
    for &i in sequence {
        let x = x[i];
        let of_input = i * hidden..(i + 1) * hidden;
        let units = &mut units[of_input.clone()];
        for (unit, &sum) in units.iter_mut().zip(&*sums) {
            *unit = logistic(sum);
        }
        logits[i] = memory.bias[i] + dot(units, &memory.tell[of_input.clone()]);
        if x != 0.0 {
            for (sum, &read) in sums.iter_mut().zip(&memory.read[of_input]) {
                *sum += x * read;
            }
        }
    }
}

/// Draws examples input after input in a sequence, each by a number uniform in [0, 1): `[count, inputs]` to bits,
/// `[count, inputs]`.
///
/// It is done on the processor, wherever the weights live: step after step, a graphics card would wait for itself.
pub(super) fn draw(uniform: &Tensor<2>, weights: &Weights, sequence: &[usize]) -> Tensor<2> {
    let [count, inputs] = uniform.dims();
    let host = |data: TensorData| data.iter::<f32>().collect::<Vec<f32>>();
    let memory = Memory {
        inputs,
        hidden: weights.start.dims()[0],
        read: host(weights.read.clone().inner().into_data()),
        start: host(weights.start.clone().inner().into_data()),
        tell: host(weights.tell.clone().inner().into_data()),
        bias: host(weights.bias.clone().inner().into_data()),
    };
    let mut drawn = host(uniform.clone().into_data());
    let arch = pulp::Arch::new();
    drawn.par_chunks_mut(inputs).for_each(|example| {
        arch.dispatch(|| drawn_one(example, sequence, &memory));
    });
    let data = TensorData::new(drawn, [count, inputs]);
    Tensor::from_data(data, &uniform.device())
}

/// One example: every number uniform in [0, 1) gives way to the bit that it decides.
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined into the dispatch"
)]
#[inline(always)]
fn drawn_one(example: &mut [f32], sequence: &[usize], memory: &Memory) {
    let hidden = memory.hidden;
    let (mut sums, mut units) = (memory.start.clone(), vec![0.0; hidden]);
    for &i in sequence {
        let of_input = i * hidden..(i + 1) * hidden;
        for (unit, &sum) in units.iter_mut().zip(&sums) {
            *unit = logistic(sum);
        }
        let logit = memory.bias[i] + dot(&units, &memory.tell[of_input.clone()]);
        let on = example[i] < logistic(logit);
        example[i] = f32::from(u8::from(on));
        if on {
            for (sum, &read) in sums.iter_mut().zip(&memory.read[of_input]) {
                *sum += read;
            }
        }
    }
}

/// The same example back, from the last input to the first: with g_i = s(l_i) - x_i the slope by b_i is g_i, by V_i g_i h_i,
/// and by a_i, where the slope by all later a has come in, it grows by g_i V_i h_i (1 - h_i).
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined into the dispatch"
)]
#[inline(always)]
fn back(
    x: &[f32],
    sequence: &[usize],
    memory: &Memory,
    scratch: &mut Scratch,
    slopes: &mut Slopes,
) {
    let hidden = memory.hidden;
    let Scratch {
        units,
        sums,
        logits,
    } = scratch;
    sums.fill(0.0);
    slopes.nats += bernoulli_row(x, logits); // g stands in place of the logits now.
    for &i in sequence.iter().rev() {
        let x = x[i];
        let of_input = i * hidden..(i + 1) * hidden;
        let slope = logits[i];
        slopes.bias[i] += slope;
        if x != 0.0 {
            for (read, &later) in slopes.read[of_input.clone()].iter_mut().zip(&*sums) {
                *read += x * later;
            }
        }
        let units = &units[of_input.clone()];
        let tell = &memory.tell[of_input.clone()];
        for (sum, (&h, &v)) in sums.iter_mut().zip(units.iter().zip(tell)) {
            *sum += slope * v * h * (1.0 - h);
        }
        for (tell, &h) in slopes.tell[of_input].iter_mut().zip(units) {
            *tell += slope * h;
        }
    }
    for (start, &all) in slopes.start.iter_mut().zip(&*sums) {
        *start += all;
    }
}

/// The sum of products, in as many lanes as the widest vectors have.
#[expect(
    clippy::inline_always,
    reason = "wide vectors are used only in what is inlined into the dispatch"
)]
#[inline(always)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let whole = a.len() / LANES * LANES;
    for (a, b) in a[..whole]
        .chunks_exact(LANES)
        .zip(b[..whole].chunks_exact(LANES))
    {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    let rest = a[whole..]
        .iter()
        .zip(&b[whole..])
        .map(|(a, b)| a * b)
        .sum::<f32>();
    lanes.iter().sum::<f32>() + rest
}

/// 1 / (1 + exp(-a)), to about four parts in ten million, in steps that a compiler can do for many numbers at once.
#[inline(always)]
fn logistic(a: f32) -> f32 {
    // exp(y) = 2^n exp(r), where n is the whole number nearest to y / log 2 and r the rest.
    // Adding this number rounds to a whole one, which then stands in the last bits.
    const ROUND: f32 = 12_582_912.0;
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    let y = (-a).clamp(-87.0, 87.0);
    let shifted = y * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = y - n * HIGH - n * LOW;
    let series = 1.0 / 720.0;
    let series = series * r + 1.0 / 120.0;
    let series = series * r + 1.0 / 24.0;
    let series = series * r + 1.0 / 6.0;
    let series = series * r + 0.5;
    let series = series * r + 1.0;
    let series = series * r + 1.0;
    let power = f32::from_bits((shifted.to_bits() << 23).wrapping_add(1.0f32.to_bits()));
    1.0 / (1.0 + series * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logistic_is_the_logistic_from_far_left_to_far_right() {
        for i in -4000..=4000 {
            let a = i as f32 * 0.025;
            let exact = 1.0 / (1.0 + (-f64::from(a)).exp());
            let ours = f64::from(logistic(a));
            assert!(
                (ours - exact).abs() <= 4e-7 * exact + 1e-37,
                "{a}: {ours} against {exact}"
            );
        }
    }
}
