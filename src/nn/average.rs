//! The average of a net's parameters over its training, which is calmer than the net itself (Polyak and Juditsky 1992).

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::Tensor;

/// The average moved by `share` of the way towards the net: every parameter becomes average + share (net - average).
pub fn averaged<M: Module>(average: M, net: &M, share: f64) -> M {
    let mut collect = Collect(Vec::new());
    net.visit(&mut collect);
    average.map(&mut Blend {
        towards: collect.0.into_iter(),
        share,
    })
}

/// The average is moved once in so many steps, which comes to the same and costs less.
const EVERY: u64 = 8;

/// The average after the next step of a net: over n steps it keeps decay^n of itself, and less of itself while it is young.
pub fn followed<M: Module>(average: M, net: &M, steps_done: u64, decay: f64) -> M {
    if !(steps_done + 1).is_multiple_of(EVERY) {
        return average;
    }
    let young = (1.0 + steps_done as f64) / (10.0 + steps_done as f64);
    averaged(average, net, 1.0 - decay.min(young).powi(EVERY as i32))
}

/// The parameters of a net in their order, flattened. `[n]`
struct Collect(Vec<Tensor<1>>);

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let value = param.val().inner();
        let count = value.dims().iter().product::<usize>();
        self.0.push(value.reshape([count]));
    }
}

struct Blend {
    towards: std::vec::IntoIter<Tensor<1>>,
    share: f64,
}

impl ModuleMapper for Blend {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(towards) = self.towards.next() else {
            return param;
        };
        param.map(|average| {
            let average = average.inner();
            let towards = towards.reshape(average.dims());
            let moved = average.clone() + (towards - average).mul_scalar(self.share);
            Tensor::from_inner(moved).require_grad()
        })
    }
}
