//! The divergence against derivatives, the density against a closed form, and pictures that are learned.

use super::*;
use crate::families::explicit::tractable::change_of_variables::flow_matching::FAMILY;
use crate::families::tests::{EIGHT, halves, knobs, values as numbers};
use burn::module::Module;
use burn::tensor::Device;

fn small() -> (PixelFlow, Knobs) {
    let sets = [
        "channels=8",
        "averaging=0.9",
        "learning-rate=3e-3",
        "ode-steps=8",
    ];
    let knobs = knobs(&FAMILY, &sets);
    let model = PixelFlow::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: EIGHT,
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    });
    (model, knobs)
}

/// v = rate_i x_i, whose divergence is the sum of the rates and whose flow is x e^(rate t).
struct Stretch(Tensor<2>);

impl Field for Stretch {
    fn at_each(&self, x: Tensor<2>, _t: Tensor<2>) -> Tensor<2> {
        x * self.0.clone()
    }
}

#[test]
fn a_direction_of_signs_finds_the_divergence_of_what_acts_on_each_axis_alone() {
    let noise = Noise::new(2, 0);
    let rates = noise
        .normal("rates", [1, 64], &Device::flex())
        .mul_scalar(0.3);
    let exact: f64 = numbers(rates.clone()).iter().sum();
    let x = noise.normal("x", [3, 64], &Device::flex());
    let direction = noise.uniform("direction", [3, 64], &Device::flex());
    let direction = direction
        .greater_elem(0.5)
        .float()
        .mul_scalar(2.0)
        .sub_scalar(1.0);
    let field = Stretch(rates.clone());
    let (v, divergence) = with_divergence(&field, x.clone(), 0.3, direction);
    assert_eq!(numbers(v), numbers(x.clone() * rates));
    for found in numbers(divergence) {
        assert!((found - exact).abs() < 1e-4, "{found} {exact}");
    }
    // Along the whole way: the end is x e^-rate, and the volume is what it has shrunk by.
    let (model, _) = small();
    let end = travel_with_volume(&field, x.clone(), model.settings.for_density(), noise).end();
    let shrunk = x * field.0.clone().neg().exp();
    let moved = numbers(end.clone().narrow(1, 0, 64));
    for (moved, exact) in moved.into_iter().zip(numbers(shrunk)) {
        assert!(
            (moved - exact).abs() < 5e-3 * (1.0 + exact.abs()),
            "{moved} {exact}"
        );
    }
    for volume in numbers(end.narrow(1, 64, 1)) {
        assert!((volume + exact).abs() < 1e-3, "{volume} {exact}");
    }
}

#[test]
fn the_divergence_of_the_net_is_the_trace_of_its_derivative() {
    let (mut model, knobs) = small();
    for step in 0..5 {
        model.step(&halves(16, step), &knobs);
    }
    let net = model.net.net().clone().valid();
    let noise = Noise::new(8, 0);
    let x = noise.normal("x", [1, 64], &Device::flex());
    // The mean over every sign that one axis can have against the others: e_i alone has the diagonal.
    let mut trace = 0.0;
    for axis in 0..64 {
        let direction: Vec<f32> = (0..64).map(|i| f32::from(u8::from(i == axis))).collect();
        let direction = Tensor::from_data(TensorData::new(direction, [1, 64]), &Device::flex());
        let width = 1e-2;
        let by = direction.clone().mul_scalar(width);
        let ahead = net.at(x.clone() + by.clone(), 0.4) - net.at(x.clone() - by, 0.4);
        let numeric = numbers((ahead * direction.clone()).sum_dim(1))[0] / (2.0 * width);
        let (_, found) = with_divergence(&net, x.clone(), 0.4, direction);
        let found = numbers(found)[0];
        assert!(
            (found - numeric).abs() < 2e-3 * (1.0 + numeric.abs()),
            "{found} {numeric}"
        );
        trace += found;
    }
    assert!(trace.abs() > 1e-3);
}

#[test]
fn it_learns_two_pictures_and_knows_them_from_others() {
    let (mut model, knobs) = small();
    let losses: Vec<f64> = (0..250)
        .map(|step| numbers(model.step(&halves(32, step), &knobs)[0].1.clone())[0])
        .collect();
    assert!(losses[240..].iter().sum::<f64>() < 0.5 * losses[..10].iter().sum::<f64>());
    let samples = numbers(model.sample(16, Noise::new(5, 0)));
    for picture in samples.chunks(64) {
        let side = |of_left: bool| {
            let of_side = picture
                .iter()
                .enumerate()
                .filter(|(i, _)| (i % 8 < 4) == of_left);
            of_side.map(|(_, v)| v).sum::<f64>() / 32.0
        };
        assert!((side(true) - side(false)).abs() > 0.7);
    }
    let Density::Exact(density) = model.density() else {
        panic!("the density of a flow is exact");
    };
    let mean = |x: Tensor<2>| numbers(density(x, Noise::new(6, 0))).iter().sum::<f64>() / 8.0;
    let known = mean(halves(8, 1000).x);
    let grey = mean(Tensor::full([8, 64], 0.5, &Device::flex()));
    assert!(known > grey + 50.0, "{known} {grey}");
}

#[test]
fn a_flow_that_is_told_the_class_draws_it_and_says_how_likely_a_picture_is_given_it() {
    let sets = [
        "channels=8",
        "averaging=0.9",
        "learning-rate=3e-3",
        "ode-steps=8",
        "labels=on",
        "guidance=1.5",
    ];
    let knobs = knobs(&FAMILY, &sets);
    let mut model = PixelFlow::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: EIGHT,
        classes: 2,
        plane: None,
        noise: Noise::new(1, 0),
    });
    // The left half is white in the first class, the right half in the second.
    let labelled = |step, right: bool| {
        let batch = halves(32, step);
        let left = batch.x.clone().narrow(1, 0, 1); // [32, 1]
        let other = left.clone().neg().add_scalar(1.0); // [32, 1]
        let columns = if right { [left, other] } else { [other, left] };
        Batch {
            labels: Some(Tensor::cat(columns.to_vec(), 1)),
            ..batch
        }
    };
    for step in 0..300 {
        model.step(&labelled(step, true), &knobs);
    }
    let drawn = numbers(model.sample(20, Noise::new(2, 0)));
    for (i, picture) in drawn.chunks_exact(64).enumerate() {
        let left: f64 = (0..64).filter(|p| p % 8 < 4).map(|p| picture[p]).sum();
        let all: f64 = picture.iter().sum();
        let of_class = if i % 2 == 0 { left } else { all - left };
        assert!(of_class > 0.6 * all, "picture {i}: {of_class} of {all}");
    }
    let nats = |batch: &Batch| -> f64 {
        let measured = model.measure_dear(batch);
        numbers(measured[0].1.clone()).iter().sum()
    };
    assert!(nats(&labelled(1000, true)) < nats(&labelled(1000, false)));
}
