//! The net there and back on plain numbers, for objectives that pass through several nets: a caller takes a tile of examples
//! through one after another while they lie in the cache, and comes back the same way.

use std::collections::BTreeMap;

use burn::tensor::TensorData;
use pulp::{Arch, Simd, WithSimd};

use super::SiluMlp;
use super::lanes::{Layer, ROWS, Tape, Wanted, WayBack, ahead, back, filled};

/// The net as plain numbers.
pub struct SiluPass {
    net: Vec<Layer>,
}

/// What some rows have become on their way through the net, kept for the way back.
pub struct SiluTape {
    tape: Tape,
    rows: usize,
    outputs: usize,
}

/// The derivatives of a loss by all weights and biases.
pub struct SiluSlopes(Vec<(Vec<f32>, Vec<f32>)>);

impl SiluMlp {
    /// The net as it is now, on plain numbers; `None` where it does not live on the processor.
    pub fn pass(&self) -> Option<SiluPass> {
        let net = self.layers.iter().map(|layer| Layer::new(layer, true));
        let net = net.collect::<Option<_>>()?;
        Some(SiluPass { net })
    }
}

impl SiluPass {
    fn inputs(&self) -> usize {
        self.net[0].inputs
    }

    fn outputs(&self) -> usize {
        self.net[self.net.len() - 1].outputs
    }

    /// f of some rows: x `[rows, inputs]`.
    pub fn forward(&self, x: &[f32]) -> SiluTape {
        SiluTape {
            tape: Arch::new().dispatch(Ahead { net: &self.net, x }),
            rows: x.len() / self.inputs(),
            outputs: self.outputs(),
        }
    }

    /// From the derivative of a loss by f, `[rows, outputs]`, to those by the parameters and by x, `[rows, inputs]`.
    pub fn backward(&self, tape: &SiluTape, by_output: &[f32]) -> (SiluSlopes, Vec<f32>) {
        let wide = filled(tape.outputs);
        let mut delta = vec![0.0; tape.rows.next_multiple_of(ROWS) * wide];
        for (row, by) in delta
            .chunks_exact_mut(wide)
            .zip(by_output.chunks_exact(tape.outputs))
        {
            row[..tape.outputs].copy_from_slice(by);
        }
        let (slopes, by_input) = Arch::new().dispatch(Back {
            net: &self.net,
            tape: &tape.tape,
            delta,
        });
        let by_input = compact(&by_input, tape.rows, self.inputs());
        (SiluSlopes(slopes), by_input)
    }

    /// Derivatives under the paths of their parameters, `[n]` each; `prefix` stands before every path.
    pub fn by_path(&self, slopes: SiluSlopes, prefix: &str) -> BTreeMap<String, TensorData> {
        let mut by_path = BTreeMap::new();
        for (i, (layer, (weight, bias))) in self.net.iter().zip(slopes.0).enumerate() {
            let mut put = |what: &str, numbers: Vec<f32>| {
                let count = numbers.len();
                let data = TensorData::new(numbers, [count]);
                by_path.insert(format!("{prefix}layers.{i}.{what}"), data);
            };
            let rows = weight.chunks_exact(layer.wide()).take(layer.inputs);
            let weight = rows.flat_map(|row| &row[..layer.outputs]).copied();
            put("weight", weight.collect());
            put("bias", bias[..layer.outputs].to_vec());
        }
        by_path
    }
}

impl SiluTape {
    /// What came out. `[rows, outputs]`
    pub fn outputs(&self) -> Vec<f32> {
        let last = self.tape.read.last().map_or(&[][..], Vec::as_slice);
        compact(last, self.rows, self.outputs)
    }
}

impl SiluSlopes {
    /// The sum with those of other rows.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            for (mine, theirs) in [(&mut mine.0, &theirs.0), (&mut mine.1, &theirs.1)] {
                mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
            }
        }
        self
    }
}

/// The first `columns` numbers of the first `rows` rows.
fn compact(filled_up: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let wide = filled(columns);
    let rows = filled_up.chunks_exact(wide).take(rows);
    rows.flat_map(|row| &row[..columns]).copied().collect()
}

/// A tile on its way through the layers.
struct Ahead<'a> {
    net: &'a [Layer],
    x: &'a [f32],
}

impl WithSimd for Ahead<'_> {
    type Output = Tape;

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Tape {
        ahead(simd, self.net, self.x)
    }
}

/// A tile on its way back.
struct Back<'a> {
    net: &'a [Layer],
    tape: &'a Tape,
    delta: Vec<f32>,
}

impl WithSimd for Back<'_> {
    type Output = WayBack;

    #[expect(clippy::inline_always, reason = "wide vectors need it")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> WayBack {
        back(simd, self.net, self.tape, self.delta, Wanted::Both)
    }
}
