//! A race in the window, driven by the names of what is on the screen.

mod drive;

use std::time::Duration;

use drive::until;
use egui_kittest::kittest::Queryable;
use genera::engine::RunId;
use genera::ui::{Action, Screen};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn cards_chosen_with_shift_race_side_by_side() {
    let mut window = drive::window(1280.0, 800.0);
    window.run_steps(3);
    for name in ["Gaussian", "Real NVP"] {
        window
            .get_by_label(name)
            .click_modifiers(egui::Modifiers::SHIFT);
        window.run_steps(2);
    }
    assert!(
        window.state().screen() == Screen::Map,
        "choosing trains nothing"
    );
    window.get_by_label("Race 2 families").click();
    until(&mut window, "the race", PATIENCE, |window| {
        window.state().screen() == Screen::Race
    });
    let ids = [RunId(1), RunId(2)];
    until(&mut window, "measures", PATIENCE, |window| {
        let run = |id| window.state().run(id);
        ids.iter()
            .all(|id| run(*id).is_some_and(|run| run.newest("energy_distance").is_some()))
    });
    let specs = ids.map(|id| window.state().run(id).unwrap().spec.clone());
    assert_eq!(
        (&specs[0].data, specs[0].seed),
        (&specs[1].data, specs[1].seed)
    );
    window.run_steps(3);
    drive::everything_has_a_name(&window, "race");
    // Twice, so that the order is turned round.
    for _ in 0..2 {
        window.get_by_label("recall").click();
        window.run_steps(2);
    }
    let ctx = window.ctx.clone();
    window.state_mut().act(&ctx, Action::Show(ids[1]));
    window.run_steps(3);
    assert!(window.state().screen() == Screen::Bench);
    assert_eq!(window.state().shown_run().unwrap().spec.family, "real-nvp");
}
