//! The same step on wgpu and on the processor. A software rasteriser serves; without any adapter the test says so and ends.

mod common;

use burn::tensor::Device;
use genera::data::Shape;
use genera::families::{Batch, Family, Setup, State};
use genera::gpu::Devices;
use genera::nn::Noise;
use genera::spec::DeviceChoice;

/// A small VAE after one plain gradient step of rate 1, so that the difference of the weights is the gradient.
fn one_step(device: &Device) -> (Vec<f32>, State, State) {
    let family = Family::find("vae").unwrap();
    let mut knobs = family.defaults();
    for set in [
        "hidden=16",
        "latent=3",
        "optimiser=sgd",
        "learning-rate=1",
        "pixels=dynamic",
    ] {
        knobs.set_from_text(family.knobs(), set).unwrap();
    }
    let shape = Shape::Image {
        width: 8,
        height: 8,
        channels: 1,
    };
    let setup = Setup {
        device,
        knobs: &knobs,
        shape,
        plane: None,
        noise: Noise::new(1, 0),
    };
    let mut vae = family.builder().unwrap()(&setup);
    let before = vae.state();
    let batch = Batch {
        x: Noise::new(5, 0).uniform("x", [32, 64], device),
        noise: Noise::new(9, 0),
        steps_done: 0,
    };
    let losses = vae
        .step(&batch, &knobs)
        .into_iter()
        .flat_map(|(_, loss)| loss.into_data().iter::<f32>().collect::<Vec<_>>())
        .collect();
    (losses, before, vae.state())
}

fn gradient(before: &State, after: &State, name: &str) -> Vec<f32> {
    before[name]
        .iter::<f32>()
        .zip(after[name].iter::<f32>())
        .map(|(b, a)| b - a)
        .collect()
}

#[test]
fn wgpu_takes_the_same_step_as_the_processor() {
    let devices = Devices::headless(DeviceChoice::Gpu);
    let compute = match devices.choose(DeviceChoice::Gpu) {
        Ok(compute) => compute,
        Err(why) => {
            println!("no adapter that computes: {why}");
            assert!(
                std::env::var_os("CI").is_none(),
                "the checks install a software rasteriser"
            );
            return;
        }
    };
    println!("on {:?}", compute.about);
    let (losses, before, after) = one_step(&Device::flex());
    let (gpu_losses, gpu_before, gpu_after) = one_step(compute.device());
    for (cpu, gpu) in losses.iter().zip(&gpu_losses) {
        assert!(
            (cpu - gpu).abs() <= 1e-3 * cpu.abs().max(1.0),
            "loss {cpu} against {gpu}"
        );
    }
    let mut compared = 0;
    for name in before.keys().filter(|name| name.starts_with("model.")) {
        assert_eq!(
            before[name].iter::<f32>().collect::<Vec<_>>(),
            gpu_before[name].iter::<f32>().collect::<Vec<_>>(),
            "{name}"
        );
        for (cpu, gpu) in
            gradient(&before, &after, name)
                .iter()
                .zip(gradient(&gpu_before, &gpu_after, name))
        {
            assert!(
                (cpu - gpu).abs() <= 1e-3 * cpu.abs().max(1.0),
                "{name}: gradient {cpu} against {gpu}"
            );
            compared += 1;
        }
    }
    assert!(compared > 2000, "{compared}");
}
