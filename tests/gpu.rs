//! The same step on wgpu and on the processor. A software rasteriser serves; without any adapter the test says so and ends.

mod common;

use burn::tensor::Device;
use genera::data::{self, Shape};
use genera::families::{Batch, Family, Setup, State};
use genera::gpu::Devices;
use genera::nn::Noise;
use genera::spec::DeviceChoice;
use genera::taxonomy::DataKind;

/// A family, small, with a plain gradient step of rate 1, so that the difference of the weights is the gradient.
struct Case {
    family: &'static str,
    knobs: &'static [&'static str],
    /// Whether it learns pictures of 8x8 even where it could learn the plane.
    pictures: bool,
}

const PLAIN: [&str; 2] = ["optimiser=sgd", "learning-rate=1"];

/// What is tried every time; the others compile kernels for too long on a software rasteriser.
const QUICK: &[Case] = &[
    Case {
        family: "vae",
        knobs: &["hidden=16", "latent=3", "pixels=dynamic"],
        pictures: false,
    },
    Case {
        family: "made",
        knobs: &["hidden=24"],
        pictures: false,
    },
    Case {
        family: "real-nvp",
        knobs: &["hidden=16-16", "layers=2"],
        pictures: false,
    },
    Case {
        family: "pixel-cnn",
        knobs: &["filters=6", "blocks=1"],
        pictures: true,
    },
];
const SLOW: &[Case] = &[
    Case {
        family: "nade",
        knobs: &["hidden=24"],
        pictures: false,
    },
    Case {
        family: "spline-flow",
        knobs: &["hidden=16-16", "layers=2"],
        pictures: false,
    },
    Case {
        family: "flow-matching",
        knobs: &["hidden=24-24"],
        pictures: false,
    },
    Case {
        family: "vae",
        knobs: &["net=conv", "channels=8", "latent=3", "pixels=dynamic"],
        pictures: true,
    },
    Case {
        family: "diffusion",
        knobs: &["channels=8"],
        pictures: true,
    },
];

/// The losses of one step, and the states before and after it.
fn one_step(case: &Case, device: &Device) -> (Vec<f32>, State, State) {
    let family = Family::find(case.family).unwrap();
    let mut knobs = family.defaults();
    for set in case.knobs.iter().chain(&PLAIN) {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    let data = data::load("moons").unwrap();
    let plane = data
        .plane()
        .filter(|_| !case.pictures && family.card.accepts.contains(&DataKind::Plane));
    let images = Shape::Image {
        width: 8,
        height: 8,
        channels: 1,
    };
    let shape = plane.map_or(images, |_| Shape::Plane);
    let setup = Setup {
        classes: 0,
        device,
        knobs: &knobs,
        shape,
        plane,
        noise: Noise::new(1, 0),
    };
    let mut learner = family.builder().unwrap()(&setup);
    let before = learner.state();
    let noise = Noise::new(5, 0);
    let batch = Batch {
        labels: None,
        x: match plane {
            None => noise.uniform("x", [32, 64], device),
            Some(_) => noise.normal("x", [64, 2], device),
        },
        noise: Noise::new(9, 0),
        steps_done: 0,
    };
    let losses = learner
        .step(&batch, &knobs)
        .into_iter()
        .flat_map(|(_, loss)| loss.into_data().iter::<f32>().collect::<Vec<_>>())
        .collect();
    (losses, before, learner.state())
}

fn gradient(before: &State, after: &State, name: &str) -> Vec<f32> {
    before[name]
        .iter::<f32>()
        .zip(after[name].iter::<f32>())
        .map(|(b, a)| b - a)
        .collect()
}

/// The adapter that computes, a software rasteriser too; `None` where there is none.
fn devices() -> Option<Devices> {
    let devices = Devices::headless(DeviceChoice::Gpu);
    match devices.choose(DeviceChoice::Gpu) {
        Ok(compute) => println!("on {:?}", compute.about),
        Err(why) => {
            println!("no adapter that computes: {why}");
            assert!(
                std::env::var_os("CI").is_none(),
                "the checks install a software rasteriser"
            );
            return None;
        }
    }
    Some(devices)
}

fn compare(case: &Case, device: &Device) {
    let id = case.family;
    let (losses, before, after) = one_step(case, &Device::flex());
    let (gpu_losses, gpu_before, gpu_after) = one_step(case, device);
    for (cpu, gpu) in losses.iter().zip(&gpu_losses) {
        assert!(
            (cpu - gpu).abs() <= 1e-3 * cpu.abs().max(1.0),
            "{id}: loss {cpu} against {gpu}"
        );
    }
    let mut compared = 0;
    for name in before.keys().filter(|name| name.starts_with("model.")) {
        assert_eq!(
            before[name].iter::<f32>().collect::<Vec<_>>(),
            gpu_before[name].iter::<f32>().collect::<Vec<_>>(),
            "{id}: {name}"
        );
        let gpu = gradient(&gpu_before, &gpu_after, name);
        for (cpu, gpu) in gradient(&before, &after, name).iter().zip(gpu) {
            assert!(
                (cpu - gpu).abs() <= 1e-3 * cpu.abs().max(1.0),
                "{id}: {name}: gradient {cpu} against {gpu}"
            );
            compared += 1;
        }
    }
    assert!(compared > 200, "{id}: {compared}");
}

#[test]
fn wgpu_takes_the_same_step_as_the_processor() {
    let Some(devices) = devices() else { return };
    for case in QUICK {
        let compute = devices.choose(DeviceChoice::Gpu).unwrap();
        compare(case, compute.device());
    }
}

#[test]
#[ignore = "slow: a software rasteriser compiles the kernels of each family for a minute"]
fn wgpu_takes_the_same_step_in_every_family() {
    let Some(devices) = devices() else { return };
    for case in SLOW {
        let compute = devices.choose(DeviceChoice::Gpu).unwrap();
        compare(case, compute.device());
    }
}
