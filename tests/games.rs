//! Games on the plane, through the engine: families that only sample are measured by their samples, and every preset that
//! fails does so where it can be seen, soon, and always in the same way.

mod common;

use common::{Story, train};
use genera::families::Family;
use genera::spec::{Budget, DeviceChoice, Spec};
use genera::taxonomy::DensityKind;

const GAMES: [&str; 2] = ["gan", "wgan"];

fn spec(family: &str, data: &str, set: &[&str], steps: u64) -> Spec {
    let family = Family::find(family).unwrap();
    let mut spec = Spec::of(family, 7, DeviceChoice::Cpu);
    data.clone_into(&mut spec.data);
    spec.budget = Budget::Steps(steps);
    for set in set {
        spec.knobs.set_from_text(family.knobs(), set).unwrap();
    }
    spec
}

/// A run of a preset as it stands on the card.
fn preset(id: &str, steps: u64) -> Story {
    let found = GAMES.iter().find_map(|game| {
        let presets = Family::find(game).unwrap().card.presets;
        let preset = presets.iter().find(|preset| preset.id == id)?;
        Some((game, preset))
    });
    let (game, preset) = found.unwrap();
    train(spec(game, preset.data, preset.set, steps))
}

/// A loss of every step.
fn column(story: &Story, name: &str) -> Vec<f32> {
    let column = story.names.iter().position(|other| *other == name).unwrap();
    story.rows.iter().map(|(_, row)| row[column]).collect()
}

/// The mean of the last hundred steps.
fn last(story: &Story, name: &str) -> f32 {
    let column = column(story, name);
    let end = &column[column.len().saturating_sub(100)..];
    end.iter().sum::<f32>() / end.len() as f32
}

#[test]
fn a_family_that_only_samples_is_measured_by_its_samples() {
    for game in GAMES {
        let story = train(spec(game, "eight-gaussians", &["hidden=32"], 60));
        assert_eq!(story.failures.len(), 0, "{game}");
        let finite = |(_, row): &(u64, Vec<f32>)| row.iter().all(|loss| loss.is_finite());
        assert!(
            story.rows.len() == 60 && story.rows.iter().all(finite),
            "{game}"
        );
        assert!(story.measure("energy_distance") > 0.0, "{game}");
        assert!(story.measure("high_quality") >= 0.0, "{game}");
        assert_eq!(story.measure("modes_total"), 8.0, "{game}");
        let (_, values) = story.held_out.last().unwrap();
        let silent = ["nll_nats", "kl_nats", "integral"];
        assert!(
            values
                .iter()
                .all(|(name, _)| !silent.contains(&name.as_str())),
            "{game} has no density: {values:?}"
        );
        let card = &Family::find(game).unwrap().card;
        assert_eq!(card.can.density, DensityKind::None);
    }
}

#[test]
fn the_same_seed_plays_the_same_game() {
    for game in GAMES {
        let run = || train(spec(game, "moons", &["hidden=24"], 30)).bits();
        assert_eq!(run(), run(), "{game}");
    }
}

#[test]
fn a_generator_that_learns_too_fast_collapses() {
    let story = preset("gan-collapse", 320);
    assert!(story.measure("modes") <= 4.0);
    assert!(story.measure("energy_distance") > 0.5);
}

#[test]
fn a_generator_that_outruns_its_judge_hops_from_mode_to_mode() {
    let story = preset("gan-hopping", 640);
    let distances: Vec<f64> = story
        .held_out
        .iter()
        .filter(|(step, _)| *step >= 80)
        .filter_map(|(_, values)| {
            let found = values.iter().find(|(name, _)| name == "energy_distance");
            found.map(|(_, value)| *value)
        })
        .collect();
    let (least, most) = distances
        .iter()
        .fold((f64::MAX, 0.0f64), |(a, b), d| (a.min(*d), b.max(*d)));
    assert!(least > 0.3 && most > 1.3 * least, "{distances:?}");
}

#[test]
fn the_original_loss_goes_flat_where_the_discriminator_is_sure() {
    let vanished = preset("gan-vanishing", 150);
    assert!(last(&vanished, "verdict_fake") < 0.02);
    assert!(last(&vanished, "generator_gradient") < 0.05);
    assert!(vanished.measure("energy_distance") > 0.2);
}

#[test]
fn a_small_clip_leaves_a_flat_critic() {
    let story = preset("wgan-small-clip", 300);
    assert!(last(&story, "at_the_clip") > 0.1);
    assert!(last(&story, "generator_gradient") < 0.01);
    assert!(story.measure("energy_distance") > 0.05);
}

#[test]
fn a_critic_without_a_bound_runs_off_and_is_stopped() {
    let story = preset("wgan-unbounded", 1000);
    assert_eq!(story.failures.len(), 1);
    let name = story.failures[0].to_string();
    assert!(name.contains("critic_loss"), "{name}");
}
