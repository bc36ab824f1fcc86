//! How a judge looks at examples and samples: knowing of which class they are, where that is told.

use burn::tensor::{Gradients, Tensor};

use super::nets::Judge;
use crate::families::labels::Classes;
use crate::nn::Share;

/// A judge beside the labels of what it is about to look at (Mirza and Osindero 2014, <https://arxiv.org/abs/1411.1784>).
pub(in crate::families::implicit::direct) struct Look<'a, J> {
    /// The judge, whose inputs are a picture and its label.
    pub(super) judge: &'a J,
    /// The classes that there are.
    pub(super) classes: Classes,
    /// A one in the column of each picture's class. `[batch, classes]`
    pub(super) labels: Option<&'a Tensor<2>>,
}

impl<J: Judge> Look<'_, J> {
    /// f and all that is needed to come back: x `[batch, dims]`.
    pub(in crate::families::implicit::direct) fn survey(&self, x: Tensor<2>) -> J::Survey {
        self.judge.survey(self.classes.beside(x, self.labels))
    }

    /// f without what is needed to come back: x `[batch, dims]` to `[batch]`.
    pub(super) fn at(&self, x: Tensor<2>) -> Tensor<1> {
        self.judge.at(self.classes.beside(x, self.labels))
    }

    /// The derivative of f by x, while the label stays what it is. `[batch, dims]`
    pub(in crate::families::implicit::direct) fn slope(&self, survey: &J::Survey) -> Tensor<2> {
        let slope = self.judge.slope(survey); // [batch, dims + classes]
        let dims = slope.dims()[1] - self.classes.count();
        slope.narrow(1, 0, dims)
    }

    /// The gradients of an objective that asks for heights and slopes at the points of some surveys.
    pub(in crate::families::implicit::direct) fn gradients(
        &self,
        shares: &[Share<J::Survey>],
    ) -> Gradients {
        if self.classes.count() == 0 {
            return self.judge.gradients(shares);
        }
        let with_labels = shares.iter().map(|share| Share {
            survey: share.survey,
            by_height: share.by_height.clone(),
            // Nothing is asked of the derivative by the label.
            by_slope: share.by_slope.clone().map(|v| self.classes.beside(v, None)),
        });
        self.judge.gradients(&with_labels.collect::<Vec<_>>())
    }
}
