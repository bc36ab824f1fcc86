//! What a model says about some held-out examples, so that whoever rebuilds it elsewhere can see that it is the same one.

use burn::tensor::Tensor;

use super::{Outlet, Run};
use crate::data::Shape;
use crate::engine::{Column, Event, gallery};
use crate::families::Batch;
use crate::knob::Value;
use crate::nn::Noise;

/// What the pixels may be that a model makes black and white by itself.
const TOSSED: [&str; 2] = ["dynamic", "threshold"];

impl Run {
    /// Tells the first `count` held-out examples as the model sees them, and all that it says about them without chance.
    pub(in crate::engine) fn vouch(&self, count: usize, outlet: &mut Outlet) {
        (outlet.tell)(Event::Vouched(self.id, self.columns(count)));
    }

    fn columns(&self, count: usize) -> Vec<Column> {
        let count = count.min(self.material.held_out.count());
        let learner = &*self.learner;
        let noise = Noise::fixed(self.spec.seed, "vouch");
        let x = self.sharp(self.material.held_out.range(0, count)); // [count, dims]
        let batch = Batch {
            labels: None,
            x: x.clone(),
            noise,
            steps_done: 0,
        };
        let measured = learner.measure(&batch).into_iter();
        let mut columns: Vec<Column> = measured
            .map(|(name, values)| column(name, values.unsqueeze_dim(1)))
            .collect();
        columns.push(column("x", x.clone()));
        if let Some((_, log_density)) = gallery::way(learner) {
            columns.push(column("log_p", log_density(x.clone()).unsqueeze_dim(1)));
        }
        if let Some(latent) = learner.latent() {
            let code = latent.encode(x);
            columns.push(column("decoded", latent.decode(code.mean.clone())));
            columns.push(column("mean", code.mean));
            columns.push(column("log_variance", code.log_variance));
        }
        let drawn = learner.sampler();
        if let Some([z, sample]) = drawn.and_then(|sampler| sampler.one_pass(count, noise)) {
            columns.push(column("z", z));
            columns.push(column("sample", sample));
        }
        columns
    }

    /// Pixels that a model of coins would toss, or cut by itself, are cut at one half: then every toss gives the same.
    fn sharp(&self, x: Tensor<2>) -> Tensor<2> {
        let is_image = matches!(self.material.shape, Shape::Image { .. });
        match self.knobs.get("pixels") {
            Some(Value::Choice(word)) if is_image && TOSSED.contains(&word.as_str()) => {
                x.greater_elem(0.5).float()
            }
            _ => x,
        }
    }
}

/// Values with their name: `[count, width]`.
fn column(name: &'static str, values: Tensor<2>) -> Column {
    let width = values.dims()[1];
    Column {
        name,
        width,
        values: values.into_data().iter::<f32>().collect(),
    }
}
