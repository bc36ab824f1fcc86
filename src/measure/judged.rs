//! By which measure a run is judged, and which way is better: of all that is measured, the one that says most about the model.

/// A measure that says how good a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The name of the metric.
    pub metric: &'static str,
    /// Whether more of it is better.
    pub more_is_better: bool,
}

/// The first that was made counts.
const JUDGED: [(&str, bool); 12] = [
    ("kl_nats", false),
    ("nll_nats", false),
    ("nats_per_char", false),
    ("elbo_nats", true),
    ("bits_per_dim", false),
    ("energy_distance", false),
    ("frechet_distance", false),
    ("denoising_nats", false),
    ("velocity_error", false),
    ("wasserstein", false),
    ("verdict_held_out", true),
    ("free_energy_nats", false),
];

impl Judged {
    /// The measure by which a run with these metrics is judged, and its value.
    pub fn of(metrics: &[(String, f64)]) -> Option<(Self, f64)> {
        let mut all = JUDGED.into_iter();
        all.find_map(|(metric, more_is_better)| {
            let found = metrics.iter().find(|(name, _)| name == metric)?;
            let judged = Self {
                metric,
                more_is_better,
            };
            Some((judged, found.1))
        })
    }

    /// A number that is the smaller the better the value is.
    pub fn loss(self, value: f64) -> f64 {
        if self.more_is_better { -value } else { value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_measure_counts_and_says_which_way_is_better() {
        let metrics = [("energy_distance", 0.1), ("elbo_nats", -90.0)];
        let metrics = metrics.map(|(name, value)| (name.to_owned(), value));
        let (judged, value) = Judged::of(&metrics).unwrap();
        assert_eq!((judged.metric, value), ("elbo_nats", -90.0));
        assert!(judged.loss(-80.0) < judged.loss(value));
        assert_eq!(Judged::of(&[]), None);
    }
}
