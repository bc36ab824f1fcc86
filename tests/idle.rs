//! A paused engine waits and does nothing else. Alone in its file, because it measures the whole process.

mod common;

use std::time::Duration;

use common::{Story, engine, listen, small_vae, start};
use genera::engine::{Command, Doing, LatentView, RunId, View};

#[test]
fn a_paused_run_uses_no_processor() {
    let engine = engine();
    let run = RunId(1);
    start(&engine, run, small_vae(7, 0), true);
    engine.send(Command::Look(
        run,
        View {
            samples: 16,
            latent: LatentView {
                codes: true,
                lattice: true,
                probe: Some([0.0; 2]),
                ..LatentView::NOTHING
            },
            ..View::NOTHING
        },
    ));
    let mut story = Story::default();
    listen(&engine, run, &mut story, |story| story.step() > 20);
    engine.send(Command::Pause(run));
    listen(&engine, run, &mut story, |story| {
        story.doing() == Some(Doing::Paused)
    });
    // The threads of the device fall asleep a moment after their last work.
    std::thread::sleep(Duration::from_millis(300));

    let before = cpu_time::ProcessTime::now();
    std::thread::sleep(Duration::from_secs(1));
    let used = before.elapsed();
    println!("processor time while paused: {used:?} of 1 s");
    assert!(used < Duration::from_millis(10), "{used:?}");
}
