//! Char GPT as a family: its density, its samples, its texts.

use burn::tensor::Device;

use super::*;
use crate::families::Pen;

const SYMBOLS: usize = 7;

fn gpt(set: &[&str], window: usize) -> CharGpt {
    let mut knobs = FAMILY.defaults();
    for set in [&["depth=2", "heads=2", "width=32"], set].concat() {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    CharGpt::new(&Setup {
        device: &Device::flex(),
        knobs: &knobs,
        shape: Shape::Text {
            symbols: SYMBOLS,
            window,
        },
        classes: 0,
        plane: None,
        noise: Noise::new(1, 0),
    })
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec_as().unwrap()
}

/// 0 1 2 3 4 5 0 1 2 ...
fn counting(batch: usize, window: usize, step: u64) -> Batch {
    let first = Noise::new(4, step).uniform("first", [batch, 1], &Device::flex());
    let rows: Vec<f32> = values(first)
        .into_iter()
        .flat_map(|first| {
            let first = (first * 6.0) as usize;
            (0..window).map(move |i| ((first + i) % 6) as f32)
        })
        .collect();
    Batch {
        x: Tensor::from_data(TensorData::new(rows, [batch, window]), &Device::flex()),
        noise: Noise::new(9, step),
        labels: None,
        steps_done: step,
    }
}

fn trained() -> CharGpt {
    let mut gpt = gpt(&["rate-warm-up=10"], 17);
    let mut knobs = FAMILY.defaults();
    knobs.set_from_text(KNOBS, "rate-warm-up=10").unwrap();
    for step in 0..120 {
        gpt.step(&counting(8, 17, step), &knobs);
    }
    gpt
}

#[test]
fn it_is_a_density_over_windows() {
    let gpt = gpt(&[], 4);
    let all: Vec<f32> = (0..SYMBOLS.pow(4))
        .flat_map(|n| [n / 343, n / 49 % 7, n / 7 % 7, n % 7].map(|d| d as f32))
        .collect();
    let count = SYMBOLS.pow(4);
    let all = Tensor::from_data(TensorData::new(all, [count, 4]), &Device::flex());
    let Density::Exact(density) = gpt.density() else {
        panic!("it is exact");
    };
    let sum: f64 = values(density(all, Noise::new(0, 0)))
        .into_iter()
        .map(|log_p| f64::from(log_p).exp())
        .sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}");
}

#[test]
fn samples_come_as_often_as_the_density_says() {
    let mut gpt = gpt(&["learning-rate=0.01", "rate-warm-up=0"], 3);
    let mut knobs = FAMILY.defaults();
    for set in ["learning-rate=0.01", "rate-warm-up=0"] {
        knobs.set_from_text(KNOBS, set).unwrap();
    }
    for step in 0..12 {
        gpt.step(&counting(8, 3, step), &knobs);
    }
    let drawn = values(gpt.sample(20_000, Noise::new(3, 0)));
    let mut counts = vec![0.0f64; SYMBOLS * SYMBOLS];
    for row in drawn.chunks_exact(3) {
        counts[row[1] as usize * SYMBOLS + row[2] as usize] += 1.0 / 20_000.0;
    }
    let mut expected = vec![0.0f64; SYMBOLS * SYMBOLS];
    let all: Vec<f32> = (0..343)
        .flat_map(|n| [n / 49, n / 7 % 7, n % 7].map(|d| d as f32))
        .collect();
    let windows = Tensor::from_data(TensorData::new(all.clone(), [343, 3]), &Device::flex());
    let Density::Exact(density) = gpt.density() else {
        panic!("it is exact");
    };
    for (row, log_p) in all
        .chunks_exact(3)
        .zip(values(density(windows, Noise::new(0, 0))))
    {
        expected[row[1] as usize * SYMBOLS + row[2] as usize] += f64::from(log_p).exp();
    }
    let spread = expected.iter().copied().fold(0.0, f64::max);
    assert!(spread > 0.03, "it has learned something: {spread}");
    for (count, expected) in counts.iter().zip(&expected) {
        let error = (expected * (1.0 - expected) / 20_000.0).sqrt();
        assert!(
            (count - expected).abs() < 5.0 * error + 1e-4,
            "{count} {expected}"
        );
    }
}

#[test]
fn it_learns_to_count_and_writes_on_beyond_its_block() {
    let gpt = trained();
    let nats = values(gpt.measure(&counting(8, 17, 999)).swap_remove(0).1);
    assert!(nats.iter().all(|nats| *nats < 0.1), "{nats:?}");
    let beginnings = [vec![2], vec![0, 1, 2, 3, 4, 5, 0], vec![5, 0, 1]];
    let mut pen: Box<dyn Pen> = gpt.write(&beginnings, Manner::PLAIN, Noise::new(7, 0));
    let mut last: Vec<u16> = beginnings
        .iter()
        .map(|text| *text.last().unwrap())
        .collect();
    let mut right = 0;
    for _ in 0..60 {
        let next = pen.write();
        right += next
            .iter()
            .zip(&last)
            .filter(|(n, l)| **n == (**l + 1) % 6)
            .count();
        last = next;
    }
    assert!(right > 160, "{right} of 180");
}

#[test]
fn it_reads_what_stands_before() {
    let gpt = trained();
    let text: Vec<u16> = (0..40).map(|i| i % 6).collect();
    let cold = Manner {
        temperature: 0.0,
        ..Manner::PLAIN
    };
    let read = gpt.read(&text, cold);
    assert_eq!((read.length, read.heads), (16, [2, 2]));
    assert!(read.next[4] > 0.9 && read.chosen[4] == 1.0);
    assert!((read.next.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    for (at, row) in read.looks.chunks_exact(16).enumerate() {
        let at = at % 16;
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!(
            row[at + 1..].iter().all(|look| *look == 0.0),
            "it looks ahead"
        );
    }
    // A text longer than the block is judged to its end, and what fits in one block as one.
    let nats = Author::nats(&gpt, &text);
    assert_eq!(nats.len(), 39);
    let whole = values(gpt.nats(&counting(1, 17, 0).x));
    assert_eq!(whole.len(), 16);
    let short: Vec<u16> = values(counting(1, 17, 0).x)
        .iter()
        .map(|n| *n as u16)
        .collect();
    let judged = Author::nats(&gpt, &short);
    for (a, b) in judged.iter().zip(&whole) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
}

#[test]
fn cold_writing_is_always_the_same_and_knobs_act_at_once() {
    let mut gpt = trained();
    let mut knobs = FAMILY.defaults();
    knobs.set_from_text(KNOBS, "temperature=0").unwrap();
    gpt.turn(&knobs);
    let write = |seed: u64| {
        let mut pen = gpt.write(&[vec![3]], gpt.manner(), Noise::new(seed, 0));
        (0..30).map(|_| pen.write()[0]).collect::<Vec<_>>()
    };
    assert_eq!(write(1), write(2));
}
