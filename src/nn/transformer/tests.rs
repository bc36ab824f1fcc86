//! A small Transformer against the tape, against itself, and against what may not be.

use super::*;
use crate::nn::{load_parameters, parameters};

fn size() -> Size {
    // Neither the length nor the symbols nor the heads' depth fill whole vectors.
    Size {
        symbols: 11,
        block: 21,
        layers: 2,
        heads: 4,
        width: 32,
    }
}

fn net(size: Size) -> Transformer {
    let net = Transformer::new(size, Noise::new(3, 0), &Device::flex());
    // Fresh weights are so small that all symbols are equally likely: larger ones tell more.
    let mut all = parameters(&net);
    for data in all.values_mut().filter(|data| data.shape().len() == 2) {
        let larger: Vec<f32> = data.iter::<f32>().map(|weight| 8.0 * weight).collect();
        *data = TensorData::new(larger, data.shape().clone());
    }
    load_parameters(net, "", &all).unwrap()
}

fn windows(size: Size, batch: usize) -> Tensor<2> {
    let noise = Noise::new(5, 0);
    let numbers = noise.uniform("windows", [batch, size.block + 1], &Device::flex());
    numbers.mul_scalar(size.symbols as f32).floor()
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as().unwrap()
}

fn numbers(windows: Tensor<2>) -> Vec<u16> {
    values(windows).into_iter().map(|n| n as u16).collect()
}

#[test]
fn a_step_by_hand_is_what_the_tape_says() {
    let net = net(size());
    // More texts than a share has.
    let windows = windows(size(), 7);
    let ours = by_hand::mean_nats(&net, &windows).unwrap();
    let tape = Descent::of(&net.composed(&windows).mean());
    let (mine, theirs) = (values(ours.loss)[0], values(tape.loss)[0]);
    assert!((mine - theirs).abs() < 1e-5, "{mine} {theirs}");
    let compare = |name: &str, ours: Vec<f32>, tape: Vec<f32>| {
        let largest = tape.iter().fold(0.0f32, |most, x| most.max(x.abs()));
        assert!(largest > 1e-5, "{name} has a slope: {largest}");
        for (ours, tape) in ours.iter().zip(&tape) {
            assert!(
                (ours - tape).abs() < 2e-4 * largest + 1e-7,
                "{name}: {ours} {tape}"
            );
        }
    };
    let one = |name: &str, param: &Param<Tensor<1>>| {
        let slope = |from| values(param.val().grad(from).unwrap());
        compare(name, slope(&ours.gradients), slope(&tape.gradients));
    };
    let two = |name: &str, param: &Param<Tensor<2>>| {
        let slope = |from| values(param.val().grad(from).unwrap());
        compare(name, slope(&ours.gradients), slope(&tape.gradients));
    };
    two("characters", &net.characters);
    two("positions", &net.positions);
    two("head", &net.head);
    one("norm", &net.norm.scale);
    one("norm", &net.norm.shift);
    for layer in &net.layers {
        for norm in [&layer.norm_1, &layer.norm_2] {
            one("norm", &norm.scale);
            one("norm", &norm.shift);
        }
        for (name, dense) in [
            ("attend", &layer.attend),
            ("mix", &layer.mix),
            ("up", &layer.up),
            ("down", &layer.down),
        ] {
            two(name, &dense.weight);
            one(name, &dense.bias);
        }
    }
    let mean = values(net.nats(&windows).mean())[0];
    assert!((mean - mine).abs() < 1e-5, "without a tape too");
}

#[test]
fn the_same_step_gives_the_same_bits() {
    let (net, windows) = (net(size()), windows(size(), 9));
    let step = || {
        let Descent { loss, gradients } = net.mean_nats(&windows);
        let slope = net.layers[0].up.weight.val().grad(&gradients).unwrap();
        (values(loss), values(slope))
    };
    assert_eq!(step(), step());
}

#[test]
fn what_is_kept_says_the_same_as_a_whole_pass() {
    let net = net(size());
    let writer = net.writer();
    let texts = numbers(windows(size(), 3));
    let texts: Vec<&[u16]> = texts.chunks(size().block + 1).collect();
    let mut kept: Vec<_> = texts.iter().map(|_| writer.begin()).collect();
    let whole: Vec<_> = texts
        .iter()
        .map(|text| writer.logits(&text[..21]))
        .collect();
    for at in 0..size().block {
        let symbols: Vec<u16> = texts.iter().map(|text| text[at]).collect();
        let logits = writer.take(&mut kept, &symbols);
        for (logits, whole) in logits.iter().zip(&whole) {
            for (kept, whole) in logits.iter().zip(&whole[at]) {
                assert!((kept - whole).abs() < 1e-4, "{at}: {kept} {whole}");
            }
        }
    }
    let spread = |row: &[f32]| row.iter().fold(0.0f32, |most, x| most.max(x.abs()));
    assert!(spread(&whole[0][20]) > 0.1, "there is something to say");
}

#[test]
fn nothing_leaks_from_what_comes_later() {
    let net = net(size());
    let writer = net.writer();
    let text = numbers(windows(size(), 1));
    let before = writer.logits(&text[..21]);
    for place in 1..21 {
        let mut other = text[..21].to_vec();
        other[place] = (other[place] + 3) % 11;
        let after = writer.logits(&other);
        assert_eq!(before[..place], after[..place], "{place}");
        assert_ne!(before[place], after[place], "{place}");
    }
    // And on the tape: a symbol that stands only at place 7 has no slope from the places before it.
    let mut lone = vec![1.0f32; 22];
    lone[7] = 9.0;
    let lone = Tensor::<2>::from_data(TensorData::new(lone, [1, 22]), &Device::flex());
    let slope = |to: usize| {
        let nats = net.composed(&lone).narrow(1, 0, to).sum(); // The place `to - 1` is the last that is judged.
        let slopes = net.characters.val().grad(&nats.backward()).unwrap();
        values(slopes.narrow(0, 9, 1).abs().sum())[0]
    };
    assert_eq!(slope(7), 0.0);
    assert!(slope(8) > 0.0);
}

#[test]
fn the_probabilities_of_all_texts_sum_to_one() {
    let size = Size {
        symbols: 3,
        block: 4,
        layers: 1,
        heads: 2,
        width: 16,
    };
    let net = net(size);
    let all: Vec<f32> = (0..3usize.pow(4))
        .flat_map(|n| {
            let digits = [n / 27, n / 9 % 3, n / 3 % 3, n % 3];
            std::iter::once(1.0).chain(digits.map(|d| d as f32))
        })
        .collect();
    let all = Tensor::<2>::from_data(TensorData::new(all, [81, 5]), &Device::flex());
    let p = values(net.nats(&all).sum_dim(1).neg().exp());
    let sum: f32 = p.iter().sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
    assert!(p.iter().any(|p| (p - 1.0 / 81.0).abs() > 1e-3));
}

#[test]
fn weights_begin_as_they_should_and_widths_are_evened() {
    let size = Size {
        symbols: 65,
        block: 64,
        layers: 4,
        heads: 3,
        width: 100,
    }
    .evened();
    assert_eq!(size.width, 144);
    let fresh = Transformer::new(size, Noise::new(1, 0), &Device::flex());
    assert_eq!(fresh.size(), size);
    let all = parameters(&fresh);
    let deviation = |path: &str| {
        let values: Vec<f32> = all[path].iter::<f32>().collect();
        (values.iter().map(|x| x * x).sum::<f32>() / values.len() as f32).sqrt()
    };
    assert!((deviation("layers.3.up.weight") - 0.02).abs() < 5e-4);
    assert!((deviation("layers.0.down.weight") - 0.02 / 8f32.sqrt()).abs() < 2e-4);
    assert_eq!(deviation("layers.0.norm_1.scale"), 1.0);
    // Every symbol is about as likely as any other.
    let nats = values(fresh.nats(&windows(size, 2)).mean())[0];
    assert!((nats - 65f32.ln()).abs() < 0.05, "{nats}");
}
