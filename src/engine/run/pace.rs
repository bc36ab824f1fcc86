//! How fast a run goes, and how fast it may.

use std::time::{Duration, Instant};

/// How fast the run goes, and how fast it may.
pub(super) struct Pace {
    pub(super) limit: f64,
    pub(super) next: Instant,
    recent: Vec<(Instant, u64)>,
}

impl Pace {
    pub(super) fn unlimited() -> Self {
        Self {
            limit: f64::INFINITY,
            next: Instant::now(),
            recent: Vec::new(),
        }
    }

    pub(super) fn restart(&mut self) {
        self.next = Instant::now();
        self.recent.clear();
    }

    pub(super) fn allows(&mut self) -> bool {
        if self.limit.is_infinite() {
            return true;
        }
        let now = Instant::now();
        if now < self.next {
            return false;
        }
        self.next = (self.next + Duration::from_secs_f64(1.0 / self.limit)).max(now);
        true
    }

    pub(super) fn stepped(&mut self, step: u64) {
        let now = Instant::now();
        let fresh = self
            .recent
            .last()
            .is_none_or(|(at, _)| now - *at >= Duration::from_millis(50));
        if fresh {
            self.recent.push((now, step));
            self.recent
                .retain(|(at, _)| now - *at < Duration::from_secs(3));
        }
    }

    /// Steps a second over the last three seconds of stepping.
    pub(super) fn rate(&self) -> f64 {
        match (self.recent.first(), self.recent.last()) {
            (Some((t0, s0)), Some((t1, s1))) if t1 > t0 => {
                (s1 - s0) as f64 / (*t1 - *t0).as_secs_f64()
            }
            _ => 0.0,
        }
    }
}
