//! A measure over the steps of a run, thinned so that it never takes more room.

/// No series holds more points than this.
const MOST: usize = 512;

/// A measure over the steps. A point is the mean over a stretch of steps, and stands at the first of them that had a value; the
/// stretches grow twofold whenever there are too many.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    stretch: u64,
    points: Vec<(u64, f64)>,
    /// How many values each point is the mean of.
    counts: Vec<u64>,
}

impl Series {
    /// An empty series whose points are means over so many steps.
    pub fn new(stretch: u64) -> Self {
        Self {
            stretch: stretch.max(1),
            points: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// The points so far: steps and values.
    pub fn points(&self) -> &[(u64, f64)] {
        &self.points
    }

    /// Appends the value of a step that is no earlier than the last.
    pub fn push(&mut self, step: u64, value: f64) {
        self.merge(step, value, 1);
        if self.points.len() > MOST {
            self.stretch *= 2;
            let points = std::mem::take(&mut self.points);
            let counts = std::mem::take(&mut self.counts);
            for ((step, value), count) in points.into_iter().zip(counts) {
                self.merge(step, value, count);
            }
        }
    }

    /// Forgets every point after a step.
    pub fn forget_after(&mut self, step: u64) {
        let kept = self.points.partition_point(|(at, _)| *at <= step);
        self.points.truncate(kept);
        self.counts.truncate(kept);
    }

    fn merge(&mut self, step: u64, value: f64, count: u64) {
        let stretch = self.stretch;
        let same = |other: u64| other / stretch == step / stretch;
        match (self.points.last_mut(), self.counts.last_mut()) {
            (Some((at, mean)), Some(before)) if same(*at) => {
                let all = (*before + count) as f64;
                *mean += (value - *mean) * count as f64 / all;
                *before += count;
            }
            _ => {
                self.points.push((step, value));
                self.counts.push(count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_means_and_never_too_many() {
        let mut series = Series::new(10);
        for step in 0..20_000u64 {
            series.push(step, step as f64);
        }
        assert!(series.points().len() <= MOST);
        let stretch = 20_000 / series.points().len() as u64;
        let near = |(step, value): (u64, f64)| (value - step as f64 - stretch as f64 / 2.0).abs();
        assert!(
            series
                .points()
                .iter()
                .all(|point| near(*point) <= stretch as f64)
        );
        let whole: u64 = series.counts.iter().sum();
        assert_eq!(whole, 20_000);
        series.forget_after(100);
        assert!(series.points().iter().all(|(step, _)| *step <= 100));
        assert_eq!(series.points().len(), series.counts.len());
    }
}
