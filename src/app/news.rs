//! What the engine tells, entered into the window's copy of the run.

use std::time::{Duration, Instant};

use super::{App, tell};
use crate::engine::{Event, Readings};
use crate::spec::Spec;
use crate::text::Trouble;
use crate::ui::run_view::{HeldOut, Mark, RunView};

/// How long a frame may take in the engine's news.
const NEWS_BUDGET: Duration = Duration::from_millis(4);

impl App {
    /// Takes in what the engine has told, as far as a frame has time for it.
    pub(super) fn hear(&mut self, ctx: &egui::Context) {
        let Some(engine) = &self.engine else { return };
        let began = Instant::now();
        let (mut gone, mut built) = (false, false);
        let mut others = Vec::new();
        let looked_at = self.looked_at();
        while let Some(event) = engine.poll() {
            if !self.unborn.admits(&event) {
                continue;
            }
            match &event {
                Event::Gone => gone = true,
                Event::Ready(_) => built = true,
                Event::Refused(trouble) => self.trouble = Some(trouble.clone()),
                // It is told at every save that fails, and read once.
                Event::Unkept(run, trouble) if self.unkept.insert(*run) => {
                    self.trouble = Some(trouble.clone());
                }
                Event::Saved(run, _) => {
                    self.unkept.remove(run);
                }
                _ => {}
            }
            let run = run_of(&event).and_then(|run| self.runs.get_mut(&run));
            if let Some(run) = run {
                let seen = looked_at.sees(run.run);
                if let Some((tells, text)) = tell::of(self.language, run, &event, seen) {
                    self.toasts.tell(tells, text);
                }
                enter(run, event);
            } else {
                others.push(event);
            }
            if began.elapsed() > NEWS_BUDGET {
                ctx.request_repaint();
                break;
            }
        }
        let pictures = engine.pictures().take();
        for event in others {
            self.hear_of_sweep(&event);
            self.hear_of_redrawn(&event);
        }
        for ((run, id), picture) in pictures {
            if !self.unborn.has_drawn(run) {
                continue;
            }
            let Some(known) = self.runs.get_mut(&run) else {
                self.show_redrawn(run, id, &picture);
                self.show_swept(run, id, picture);
                continue;
            };
            known.show(id, picture);
        }
        if built {
            self.keep();
        }
        if gone {
            self.engine = None;
            self.trouble = Some(Trouble::new("engine-gone"));
        }
    }
}

/// The run that an event is about; `None` for news of the engine itself.
pub(super) fn run_of(event: &Event) -> Option<crate::engine::RunId> {
    match event {
        Event::Ready(ready) => Some(ready.run),
        Event::Pulse(pulse) => Some(pulse.run),
        Event::HeldOut { run, .. } | Event::Turned { run, .. } => Some(*run),
        Event::Drawn { run, .. } | Event::Density(run, _) => Some(*run),
        Event::Diagnosed(run, _) | Event::Vouched(run, _) => Some(*run),
        Event::Trained(run, _) | Event::Saved(run, _) => Some(*run),
        Event::Scrubbed(run, _) | Event::Told(run, _) => Some(*run),
        Event::Unbuilt(run, _) | Event::Failed(run, _) => Some(*run),
        Event::Unkept(run, _) | Event::Broke { run, .. } => Some(*run),
        Event::Refused(_) | Event::Gone => None,
    }
}

/// Enters an event.
pub(super) fn enter(run: &mut RunView, event: Event) {
    match event {
        Event::Ready(ready) => {
            let marks = marks(&ready.spec);
            *run = run.built(*ready);
            run.marks = marks;
        }
        Event::Trained(_, readings) => trained(run, &readings),
        Event::HeldOut { step, values, .. } => measured(run, step, values),
        Event::Pulse(pulse) => {
            if pulse.doing.is_stepping() {
                run.trouble = None;
            }
            run.pulse = Some(pulse);
        }
        Event::Turned {
            step,
            knob,
            from,
            to,
            ..
        } => run.marks.push(Mark {
            step,
            knob,
            from,
            to,
        }),
        Event::Drawn { data, held_out, .. } => {
            if let Some(ready) = &mut run.ready {
                ready.held_out_count = held_out.len();
                (ready.data, ready.held_out) = (data, held_out);
            }
        }
        Event::Scrubbed(_, held) => run.past = held,
        Event::Told(_, told) => run.told = Some(told),
        Event::Unbuilt(_, trouble) | Event::Failed(_, trouble) => run.trouble = Some(trouble),
        Event::Broke { step, trouble, .. } => {
            run.broke.push(step);
            run.trouble = Some(trouble);
        }
        Event::Diagnosed(_, findings) => run.findings = findings,
        Event::Density(..) | Event::Vouched(..) | Event::Saved(..) | Event::Unkept(..) => {}
        Event::Refused(_) | Event::Gone => {}
    }
}

/// The knobs that were turned before the run was taken up.
fn marks(spec: &Spec) -> Vec<Mark> {
    let mut knobs = spec.knobs.clone();
    let turned = spec.edits.iter().filter_map(|edit| {
        let from = knobs.get(&edit.knob).cloned()?;
        knobs.set(&edit.knob, edit.value.clone());
        Some(Mark {
            step: edit.step,
            knob: edit.knob.clone(),
            from,
            to: edit.value.clone(),
        })
    });
    turned.collect()
}

/// What takes long is measured while the run goes on, so measures of one step may come one after the other, and late.
fn measured(run: &mut RunView, step: u64, values: Vec<(String, f64)>) {
    let at = run.held_out.partition_point(|held| held.step < step);
    match run.held_out.get_mut(at).filter(|held| held.step == step) {
        Some(held) => {
            let is_old = |(name, _): &(String, f64)| values.iter().any(|(new, _)| new == name);
            held.values.retain(|value| !is_old(value));
            held.values.extend(values);
        }
        None => run.held_out.insert(at, HeldOut { step, values }),
    }
}

/// Readings of steps that were seen before come after a return to a snapshot: what was measured beyond it is void.
fn trained(run: &mut RunView, readings: &Readings) {
    if readings.first_step <= run.training.len() as u64 {
        run.held_out.retain(|held| held.step < readings.first_step);
        run.marks.retain(|mark| mark.step < readings.first_step);
    }
    run.training.append(readings);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{RunId, View};
    use crate::families::Family;
    use crate::spec::DeviceChoice;

    fn readings(first_step: u64, rows: usize) -> Event {
        let readings = Readings {
            names: vec!["loss"],
            first_step,
            values: vec![1.0; rows],
            seconds: 1.0,
            examples: 1,
        };
        Event::Trained(RunId(0), readings)
    }

    #[test]
    fn a_return_to_a_snapshot_forgets_what_was_measured_beyond_it() {
        let family = Family::find("vae").unwrap();
        let spec = Spec::of(family, 0, DeviceChoice::Cpu);
        let mut run = RunView::new(RunId(0), spec, View::NOTHING);
        enter(&mut run, readings(1, 10));
        for step in [0, 5, 10] {
            let values = vec![("elbo_nats".to_owned(), -100.0)];
            let run_id = RunId(0);
            enter(
                &mut run,
                Event::HeldOut {
                    run: run_id,
                    step,
                    values,
                },
            );
        }
        // What took long comes late, and joins what was measured at its step.
        let late = vec![("iwae_5_nats".to_owned(), -99.0)];
        let (id, step) = (RunId(0), 5);
        enter(
            &mut run,
            Event::HeldOut {
                run: id,
                step,
                values: late,
            },
        );
        assert_eq!(run.held_out.len(), 3);
        assert_eq!(run.newest("iwae_5_nats"), Some(-99.0));
        enter(&mut run, readings(6, 2));
        assert_eq!(run.training.len(), 7);
        assert_eq!(run.held_out.last().map(|held| held.step), Some(5));
    }
}
