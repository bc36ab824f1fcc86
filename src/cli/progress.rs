//! How far a training is: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::{filled, number, remark, thousands, words};
use crate::engine::{Doing, Pulse};
use crate::spec::Budget;
use crate::text::Language;

const LINE_EVERY: Duration = Duration::from_secs(10);

/// What a training goes towards, counted from the beginning of the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Goal {
    pub(super) budget: Budget,
    /// Steps behind the run when this session took it up.
    pub(super) from_step: u64,
    /// Seconds behind the run when this session took it up.
    pub(super) from_seconds: f64,
}

impl Goal {
    /// From the first step to the budget.
    pub(super) fn fresh(budget: Budget) -> Self {
        Self {
            budget,
            from_step: 0,
            from_seconds: 0.0,
        }
    }

    /// How far the run is, in thousandths.
    fn thousandths(&self, pulse: &Pulse) -> u64 {
        let share = match self.budget {
            Budget::Endless => 0.0,
            limited => limited.used(pulse.step, pulse.seconds, pulse.examples),
        };
        (share.clamp(0.0, 1.0) * 1000.0) as u64
    }
}

/// Tells on standard error how far a training is.
pub(super) struct Progress {
    goal: Goal,
    bar: Option<ProgressBar>,
    last_line: Instant,
}

impl Progress {
    /// Begins to tell.
    pub(super) fn begin(goal: Goal) -> Self {
        Language::English.prepare();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(1000);
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self {
            goal,
            bar,
            last_line: Instant::now(),
        }
    }

    /// Tells where the run stands.
    pub(super) fn tell(&mut self, pulse: &Pulse, loss: Option<f32>) {
        if let Some(bar) = &self.bar {
            bar.set_position(self.goal.thousandths(pulse));
            bar.set_message(self.sentence(pulse, loss));
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            remark(&self.sentence(pulse, loss));
        }
    }

    /// Tells where the slowest of several runs stands.
    pub(super) fn tell_of(&mut self, slowest: &Pulse, sentence: &str) {
        self.tell_share(self.goal.thousandths(slowest) as f64 / 1000.0, sentence);
    }

    /// Tells which share of everything is done.
    pub(super) fn tell_share(&mut self, share: f64, sentence: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position((share * 1000.0) as u64);
            bar.set_message(sentence.to_owned());
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            remark(sentence);
        }
    }

    /// Takes the bar away, so that what follows stands alone.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn sentence(&self, pulse: &Pulse, loss: Option<f32>) -> String {
        if pulse.doing == Doing::WarmingUp {
            return words("progress-first-step");
        }
        let loss = loss.map_or_else(|| words("progress-unknown"), |loss| number(f64::from(loss)));
        let mut args = vec![
            ("step", thousands(pulse.step)),
            ("rate", number(pulse.steps_per_second)),
            ("loss", loss),
        ];
        match self.goal.budget {
            Budget::Steps(steps) => {
                let left = steps.saturating_sub(pulse.step) as f64 / pulse.steps_per_second;
                args.extend([("steps", thousands(steps)), ("left", duration(left))]);
                filled("progress-steps", &args)
            }
            Budget::Seconds(seconds) => {
                args.extend([
                    ("seconds", format!("{:.0}", pulse.seconds)),
                    ("budget", format!("{seconds:.0}")),
                ]);
                filled("progress-seconds", &args)
            }
            Budget::Examples(examples) => {
                args.extend([
                    ("examples", thousands(pulse.examples)),
                    ("budget", thousands(examples)),
                ]);
                filled("progress-examples", &args)
            }
            Budget::Endless => filled("progress-endless", &args),
        }
    }
}

/// A time in the words of a clock; unknown where it is no number.
pub(super) fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return words("progress-unknown");
    }
    let whole = seconds.ceil() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{}:{:02} min", whole / 60, whole % 60),
        _ => format!("{}:{:02} h", whole / 3600, whole / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let texts = [0.2, 59.0, 61.0, 3725.0].map(duration);
        assert_eq!(texts, ["1 s", "59 s", "1:01 min", "1:02 h"]);
    }
}
