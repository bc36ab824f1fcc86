//! What holds for every net that reads pictures number by number: probabilities against enumeration, masks by gradients,
//! drawing place by place against drawing pass by pass.

use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;

use crate::data::Shape;
use crate::families::{Batch, Density, Family, Given, Learner, Setup};
use crate::knob::Knobs;
use crate::nn::Noise;
use crate::taxonomy::DataKind;

pub(in crate::families) fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f64> {
    tensor.into_data().iter().collect()
}

pub(in crate::families) fn shape(width: usize, height: usize, channels: usize) -> Shape {
    Shape::Image {
        width,
        height,
        channels,
    }
}

pub(in crate::families) fn tensor(pixels: Vec<f32>, dims: usize) -> Tensor<2> {
    let count = pixels.len() / dims;
    Tensor::from_data(TensorData::new(pixels, [count, dims]), &Device::flex())
}

/// Pictures with an edge: everything to its left is dark, and beyond it is lit, in one of the levels.
fn edges(count: usize, shape: Shape, noise: Noise) -> Tensor<2> {
    let mut generator = noise.generator("edges");
    let [width, height, channels] = shape.sides();
    let mut pixels = Vec::with_capacity(count * shape.dims());
    for _ in 0..count {
        let edge = generator.random_range(0..=width);
        let lit = |i: usize| f32::from(u8::from(i / channels % width >= edge));
        pixels.extend((0..width * height * channels).map(|i| lit(i) * 0.9 + 0.05));
    }
    tensor(pixels, shape.dims())
}

/// A learner with these knobs.
pub(in crate::families) fn built(
    family: &Family,
    sets: &[&str],
    shape: Shape,
) -> (Box<dyn Learner>, Knobs) {
    let mut knobs = family.defaults_for(DataKind::Images);
    for set in sets {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    let learner = family.builder().unwrap()(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape,
        classes: 0,
        plane: None,
        noise: Noise::new(5, 0),
    });
    (learner, knobs)
}

/// The same after some steps on edges.
pub(in crate::families) fn trained(
    family: &Family,
    sets: &[&str],
    shape: Shape,
    steps: u64,
) -> Box<dyn Learner> {
    let (mut learner, knobs) = built(family, sets, shape);
    for step in 0..steps {
        let noise = Noise::new(1, step);
        let batch = Batch {
            x: edges(32, shape, noise),
            noise,
            labels: None,
            steps_done: step,
        };
        learner.step(&batch, &knobs);
    }
    learner
}

/// Every picture there is, with so many levels a number.
fn everything(dims: usize, levels: usize) -> Tensor<2> {
    let count = levels.pow(dims as u32);
    let number = |code: usize, i: usize| (code / levels.pow(i as u32) % levels) as f32;
    let top = (levels - 1) as f32;
    let pixels = (0..count)
        .flat_map(|code| (0..dims).map(move |i| number(code, i) / top))
        .collect();
    tensor(pixels, dims)
}

fn probabilities(learner: &dyn Learner, x: Tensor<2>) -> Vec<f64> {
    match learner.density() {
        Density::Exact(log_p) => values(log_p(x, Noise::new(0, 0))),
        _ => panic!("the density is exact"),
    }
    .into_iter()
    .map(f64::exp)
    .collect()
}

/// Probabilities of all pictures add up to one, with two levels and with more.
pub(in crate::families) fn everything_adds_up_to_one(family: &Family, sets: &[&str]) {
    for (levels, width, height, channels) in [(2, 3, 2, 1), (3, 2, 2, 1), (2, 1, 2, 3)] {
        let level = format!("levels={levels}");
        let sets = [sets, &[&level, "filters=5"]].concat();
        let shape = shape(width, height, channels);
        let learner = trained(family, &sets, shape, 20);
        let all = probabilities(&*learner, everything(shape.dims(), levels));
        let total: f64 = all.iter().sum();
        assert!((total - 1.0).abs() < 1e-4, "{sets:?}: {total}");
    }
}

/// Every picture is drawn as often as it is likely.
pub(in crate::families) fn samples_come_as_often_as_the_density_says(
    family: &Family,
    sets: &[&str],
) {
    for (levels, width, height) in [(2, 2, 3), (3, 2, 2)] {
        let level = format!("levels={levels}");
        let sets = [sets, &[&level, "filters=5", "learning-rate=0.01"]].concat();
        let shape = shape(width, height, 1);
        let learner = trained(family, &sets, shape, 60);
        let exact = probabilities(&*learner, everything(shape.dims(), levels));
        let most = exact.iter().fold(0.0f64, |most, &p| most.max(p));
        assert!(
            most > 3.0 / exact.len() as f64,
            "something was learned: {most}"
        );
        let count = 20_000;
        let drawn = learner.sampler().unwrap().sample(count, Noise::new(2, 0));
        let mut found = vec![0.0; exact.len()];
        for x in values(drawn).chunks_exact(shape.dims()) {
            let digits = x.iter().rev();
            let code = digits.fold(0, |code, x| {
                code * levels + (x * (levels - 1) as f64).round() as usize
            });
            found[code] += 1.0 / count as f64;
        }
        for (code, (p, found)) in exact.iter().zip(found).enumerate() {
            let error = (p * (1.0 - p) / count as f64).sqrt();
            assert!(
                (p - found).abs() < 4.5 * error + 2.0 / count as f64,
                "{code}: {found} against {p}"
            );
        }
    }
}

/// What a number's logit depends on, by its gradient. `[dims]`
pub(in crate::families) fn seen_by(
    learner: &dyn Learner,
    shape: Shape,
    number: usize,
) -> Vec<bool> {
    let x = Noise::new(8, 0).uniform("x", [1, shape.dims()], &Device::flex());
    let predictor = learner.predictor().unwrap();
    let slopes = predictor.sensitivity(x, number).unwrap();
    values(slopes)
        .into_iter()
        .map(|slope| slope != 0.0)
        .collect()
}

/// No number's logits have a gradient by itself or by a later one.
pub(in crate::families) fn nothing_comes_from_what_is_later(family: &Family, sets: &[&str]) {
    for (shape, levels) in [(shape(6, 5, 1), "levels=2"), (shape(3, 4, 3), "levels=5")] {
        let sets = [sets, &[levels]].concat();
        let (learner, _) = built(family, &sets, shape);
        for number in 0..shape.dims() {
            let seen = seen_by(&*learner, shape, number);
            assert!(
                seen[number..].iter().all(|seen| !seen),
                "{number}: {seen:?}"
            );
            assert_eq!(number > 0, seen[..number].contains(&true), "{number}");
        }
    }
}

/// Drawing that keeps what it has computed is drawing with a whole pass for every number.
pub(in crate::families) fn drawing_place_by_place_is_drawing_pass_by_pass(
    family: &Family,
    sets: &[&str],
) {
    let shape = shape(5, 9, 1);
    let dims = shape.dims();
    let learner = trained(family, sets, shape, 30);
    let (drawing, predictor) = (learner.drawing().unwrap(), learner.predictor().unwrap());
    // More pictures than one thread draws together.
    let count = 20;
    let noise = Noise::new(3, 0);
    let mut draft = drawing.begin(count, None, noise);
    for numbers in [1, 7, 2, dims] {
        draft.go_on(numbers);
    }
    assert_eq!((draft.done(), draft.dims()), (dims, dims));
    let uniform = values(noise.uniform("pixels", [count, dims], &Device::flex()));
    let mut naive = vec![0.0f32; count * dims];
    for number in 0..dims {
        let x = tensor(naive.clone(), dims);
        let expected = values(predictor.predict(x, Noise::new(0, 0)).expected);
        for at in (0..count).map(|picture| picture * dims + number) {
            assert!((expected[at] - f64::from(draft.expected()[at])).abs() < 1e-5);
            naive[at] = f32::from(u8::from(uniform[at] < expected[at]));
        }
    }
    assert_eq!(draft.values(), naive);
    let mean = naive.iter().sum::<f32>() / naive.len() as f32;
    assert!((0.1..0.9).contains(&mean), "both values are drawn: {mean}");

    // With more levels the expectations must agree.
    let learner = trained(family, &[sets, &["levels=4"]].concat(), shape, 10);
    let mut draft = learner.drawing().unwrap().begin(count, None, noise);
    draft.go_on(dims);
    let x = tensor(draft.values(), dims);
    let expected = learner.predictor().unwrap().predict(x, noise).expected;
    for (ours, theirs) in draft.expected().iter().zip(values(expected)) {
        assert!((f64::from(*ours) - theirs).abs() < 1e-5);
    }
}

/// What is known stays, and what is drawn follows from it.
pub(in crate::families) fn what_is_given_stays(family: &Family, sets: &[&str]) {
    let shape = shape(4, 4, 1);
    let learner = trained(
        family,
        &[sets, &["learning-rate=0.01"]].concat(),
        shape,
        150,
    );
    let x = edges(40, shape, Noise::new(20, 0))
        .greater_elem(0.5)
        .float();
    let known: Vec<bool> = (0..16).map(|i| i < 8).collect();
    let given = Given {
        x: x.clone(),
        known,
    };
    let drawing = learner.drawing().unwrap();
    let mut draft = drawing.begin(40, Some(given), Noise::new(4, 0));
    draft.go_on(16);
    let (drawn, x) = (draft.values(), values(x));
    let mut right = 0;
    for (i, (drawn, x)) in drawn.iter().zip(x).enumerate() {
        if i % 16 < 8 {
            assert_eq!(f64::from(*drawn), x, "{i}");
        } else {
            right += usize::from(f64::from(*drawn) == x);
        }
    }
    // The lower half of an edge follows from its upper half.
    assert!(right > 40 * 8 * 8 / 10, "{right} of 320");
}

/// Edges are learned down to their entropy.
pub(in crate::families) fn edges_are_learned(family: &Family, sets: &[&str]) {
    let shape = shape(4, 3, 1);
    let sets = [sets, &["pixels=threshold", "learning-rate=0.01"]].concat();
    let learner = trained(family, &sets, shape, 250);
    let batch = Batch {
        x: edges(1000, shape, Noise::new(77, 0)),
        noise: Noise::new(3, 0),
        labels: None,
        steps_done: 0,
    };
    let mut measured = learner.measure(&batch);
    let (_, bits) = measured.remove(1);
    let (_, nats) = measured.remove(0);
    let mean = |x: Tensor<1>| values(x).iter().sum::<f64>() / 1000.0;
    let (nats, bits) = (mean(nats), mean(bits));
    // Five pictures, equally often.
    let entropy = 5f64.ln();
    assert!(nats > entropy - 0.05 && nats < entropy + 0.2, "{nats}");
    assert!((bits - nats / (12.0 * 2f64.ln())).abs() < 1e-5);
}

/// Steps on the bundled digits as a peer takes them: held-out nats and their error, and steps a second.
pub(in crate::families) fn compared_with_a_peer(
    family: &Family,
    sets: &[&str],
    steps: u64,
) -> [f64; 3] {
    let data = crate::data::load("mnist").unwrap();
    let set = data.images().unwrap();
    let grey = |pixels: &[u8]| tensor(pixels.iter().map(|&p| f32::from(p) / 255.0).collect(), 784);
    let (mut learner, knobs) = built(family, sets, data.shape());
    let (size, count) = (knobs.whole("batch-size"), set.train.pixels.len() / 784);
    let began = std::time::Instant::now();
    let mut order = Vec::new();
    for step in 0..steps {
        let noise = Noise::new(7, step);
        if order.len() < size {
            order = noise.permutation("epoch", count);
        }
        let pixels: Vec<u8> = order
            .drain(..size)
            .flat_map(|i| set.train.pixels[i as usize * 784..][..784].to_vec())
            .collect();
        let batch = Batch {
            x: grey(&pixels),
            noise,
            labels: None,
            steps_done: step,
        };
        let losses = learner.step(&batch, &knobs);
        assert!(values(losses[0].1.clone())[0].is_finite());
    }
    let speed = steps as f64 / began.elapsed().as_secs_f64();
    let batch = Batch {
        x: grey(&set.test.pixels),
        noise: Noise::new(1, 0),
        labels: None,
        steps_done: 0,
    };
    let nats = values(learner.measure(&batch).remove(0).1);
    let n = nats.len() as f64;
    let mean = nats.iter().sum::<f64>() / n;
    let variance = nats.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    [mean, (variance / n).sqrt(), speed]
}
