//! A graphics device that goes away in the middle of a training: the run is kept, and goes on on the processor.

mod common;

use common::{Story, listen, small_vae, start_in};
use eframe::egui_wgpu::RendererOptions;
use eframe::wgpu::{ShaderModuleDescriptor, ShaderSource};
use genera::engine::{Command, Doing, Engine, RunId, View};
use genera::gpu::Devices;
use genera::spec::DeviceChoice;

const RUN: RunId = RunId(1);

#[test]
fn a_refused_shader_and_a_lost_device_take_no_run_along() {
    if Devices::headless(DeviceChoice::Gpu).gpu().is_err() {
        println!("no adapter that computes");
        assert!(
            std::env::var_os("CI").is_none(),
            "the checks install a software rasteriser"
        );
        return;
    }
    let setup = genera::gpu::window_setup().into();
    let state = egui_kittest::wgpu::create_render_state(setup, RendererOptions::default());
    let devices = Devices::of_window(&state);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let engine = Engine::start(devices.clone(), || {}).unwrap();
    let mut spec = small_vae(7, 0);
    spec.device = DeviceChoice::Gpu;
    start_in(&engine, RUN, spec, &path);
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| story.step() > 5);
    engine.send(Command::Save(RUN));
    let saved = story.saved.len();
    listen(&engine, RUN, &mut story, |story| story.saved.len() > saved);

    // A shader of the window that is refused is told, and the training goes on.
    let broken = state.device.create_shader_module(ShaderModuleDescriptor {
        label: Some("broken"),
        source: ShaderSource::Wgsl("fn nonsense(".into()),
    });
    drop(broken);
    let step = story.step();
    listen(&engine, RUN, &mut story, |story| {
        !story.refused.is_empty() && story.step() > step + 2
    });
    assert_eq!(story.refused[0].key(), "trouble-gpu-refused");
    assert!(story.failures.is_empty(), "{:?}", story.failures);

    state.device.destroy();
    listen(&engine, RUN, &mut story, |story| {
        !story.failures.is_empty() && story.doing() == Some(Doing::Failed)
    });
    assert_eq!(
        story.failures[0].key(),
        "trouble-gpu-lost",
        "{}",
        story.failures[0]
    );
    assert!(devices.choose(DeviceChoice::Gpu).is_err());
    // What is asked of it now is answered by the same sentence, and nothing is written over.
    engine.send(Command::Save(RUN));
    engine.send(Command::Play(RUN));
    listen(&engine, RUN, &mut story, |story| story.failures.len() > 1);

    engine.send(Command::Open {
        run: RUN,
        folder: path,
        data: None,
        device: DeviceChoice::Cpu,
        recall: true,
        view: View::NOTHING,
    });
    engine.send(Command::Play(RUN));
    let mut story = Story::default();
    listen(&engine, RUN, &mut story, |story| {
        story.rows.len() > 60 && story.doing() == Some(Doing::Playing)
    });
    assert!(story.failures.is_empty(), "{:?}", story.failures);
    assert_eq!(
        story.rows[0].0, 1,
        "its history is told from the first step"
    );
    let steps: Vec<u64> = story.rows.iter().map(|(step, _)| *step).collect();
    assert!(
        steps.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{steps:?}"
    );
}
