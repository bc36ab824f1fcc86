//! What the engine tells, entered into the window's copy of the run.

use crate::engine::{Doing, Event, Readings};
use crate::ui::run_view::{HeldOut, Mark, RunView};

/// The run that an event is about; `None` for news of the engine itself.
pub(super) fn run_of(event: &Event) -> Option<crate::engine::RunId> {
    match event {
        Event::Ready(ready) => Some(ready.run),
        Event::Pulse(pulse) => Some(pulse.run),
        Event::HeldOut { run, .. } | Event::Turned { run, .. } => Some(*run),
        Event::Trained(run, _) | Event::Saved(run, _) | Event::Failed(run, _) => Some(*run),
        Event::Gone => None,
    }
}

/// Enters an event.
pub(super) fn enter(run: &mut RunView, event: Event) {
    match event {
        Event::Ready(ready) => {
            let speed = run.speed;
            let view = run.view.clone();
            *run = RunView::new(ready.run, ready.spec.clone(), view);
            run.speed = speed;
            run.ready = Some(*ready);
        }
        Event::Trained(_, readings) => trained(run, &readings),
        Event::HeldOut { step, values, .. } => run.held_out.push(HeldOut { step, values }),
        Event::Pulse(pulse) => {
            if matches!(pulse.doing, Doing::Playing | Doing::WarmingUp) {
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
        Event::Failed(_, trouble) => run.trouble = Some(trouble),
        Event::Saved(..) | Event::Gone => {}
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
    use crate::spec::{DeviceChoice, Spec};

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
        enter(&mut run, readings(6, 2));
        assert_eq!(run.training.len(), 7);
        assert_eq!(run.held_out.last().map(|held| held.step), Some(5));
    }
}
