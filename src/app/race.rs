//! Races: the families that were chosen on the map, started together.

use super::{App, act};
use crate::engine::Command;
use crate::families::Family;
use crate::spec::{Budget, Spec};
use crate::text::Trouble;
use crate::ui::Screen;

/// How many seconds of its own each family trains.
const SECONDS: f64 = 20.0;

impl App {
    /// Starts a race on data that all of the families can learn from: those of the shown run, or those of a family.
    pub(super) fn race(&mut self, ids: &[String]) {
        let families: Vec<_> = ids.iter().filter_map(|id| Family::find(id).ok()).collect();
        let shown = self.shown_run().map(|run| run.spec.data.clone());
        let own = families.iter().map(|family| family.card.data.to_owned());
        let candidates = shown.filter(|data| data != crate::data::DRAWN);
        let mut candidates = candidates.into_iter().chain(own);
        let fits = |data: &String| {
            let kind = match crate::data::find_bundled(data) {
                Some(set) => Some(set.kind),
                None => crate::data::load(data).ok().map(|set| set.shape().kind()),
            };
            let accepts =
                |family: &&Family| kind.is_some_and(|kind| family.card.accepts.contains(&kind));
            families.iter().all(accepts)
        };
        let Some(data) = candidates.find(fits) else {
            self.trouble = Some(Trouble::new("error-race-data"));
            return;
        };
        let seed = self.new_seed();
        let mut runs = Vec::new();
        for family in &families {
            let mut spec = Spec::of(family, seed, self.device);
            spec.learn_from(data.clone());
            spec.budget = Budget::Seconds(SECONDS);
            let run = self.next_run();
            let view = act::first_view(&spec);
            self.start(run, spec, view);
            runs.push(run);
        }
        self.shown = runs.first().copied();
        self.command(Command::Together(runs.clone()));
        self.race_runs = runs;
        self.go(Screen::Race);
    }
}
