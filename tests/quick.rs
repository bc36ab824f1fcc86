//! tmp
mod common;
#[test]
fn mnist() {
    use genera::{families::Family, spec::*};
    let steps: u64 = std::env::var("STEPS").ok().and_then(|s| s.parse().ok()).unwrap_or(300);
    let mut spec = Spec::of(Family::find("vae").unwrap(), 7, DeviceChoice::Cpu);
    spec.budget = Budget::Steps(steps);
    if let Ok(h) = std::env::var("HIDDEN") { spec.knobs.set_from_text(Family::find("vae").unwrap().knobs(), &format!("hidden={h}")).unwrap(); }
    let story = common::train(spec);
    for (s, v) in &story.held_out { println!("{s} {v:?}"); }
    let p = story.pulses.last().unwrap();
    println!("{p:?} {:?}", story.failures);
    println!("steps/s {}", (p.step - 1) as f64 / (p.seconds - p.first_step_seconds));
}
