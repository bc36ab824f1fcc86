//! How a family stands among others that learned the same data: by its samples first, which all of them have, and by its
//! likelihood where there is one.

use std::cmp::Ordering;

use crate::taxonomy::DensityKind;

/// What is known of KL(p_data || p_model), or of the mean of -log p(x) where the entropy of the data is not known, in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nats {
    /// The value itself.
    pub value: Option<f64>,
    /// What it is at most.
    pub at_most: Option<f64>,
}

/// What a family reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The energy distance of its samples to real data.
    pub energy: Option<f64>,
    /// What is known of its likelihood.
    pub nats: Nats,
}

impl Standing {
    /// Reads it off what was measured. A family that claims no density has no likelihood, whatever else was measured.
    pub fn of(metrics: &[(String, f64)], claim: DensityKind, entropy: Option<f64>) -> Self {
        let metric = |name: &str| {
            let found = metrics.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| *value).filter(|v| v.is_finite())
        };
        let has_density = claim != DensityKind::None;
        let above = |nll: f64| nll - entropy.unwrap_or_default();
        let value = metric("kl_nats").or_else(|| metric("nll_nats").map(above));
        let at_most = metric("elbo_nats").map(|elbo| above(-elbo));
        Self {
            energy: metric("energy_distance"),
            nats: Nats {
                value: value.filter(|_| has_density),
                at_most: at_most.filter(|_| has_density),
            },
        }
    }

    /// The better one first: by the energy distance, then by the likelihood; what is not known comes last.
    pub fn order(&self, other: &Self) -> Ordering {
        let nats = |standing: &Self| standing.nats.value.or(standing.nats.at_most);
        smaller_first(self.energy, other.energy)
            .then_with(|| smaller_first(nats(self), nats(other)))
    }
}

/// Orders what is known by its size, and what is not known after it.
pub fn smaller_first(one: Option<f64>, other: Option<f64>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(metrics: &[(&str, f64)], claim: DensityKind) -> Standing {
        let metrics: Vec<_> = metrics.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect();
        Standing::of(&metrics, claim, Some(2.0))
    }

    #[test]
    fn a_bound_is_never_taken_for_the_value() {
        let vae = standing(&[("elbo_nats", -2.5)], DensityKind::Bound);
        assert_eq!((vae.nats.value, vae.nats.at_most), (None, Some(0.5)));
        let both = [("elbo_nats", -2.5), ("kl_nats", 0.25)];
        let vae = standing(&both, DensityKind::Bound);
        assert_eq!((vae.nats.value, vae.nats.at_most), (Some(0.25), Some(0.5)));
        let flow = standing(&[("nll_nats", 2.125)], DensityKind::Exact);
        assert_eq!((flow.nats.value, flow.nats.at_most), (Some(0.125), None));
        let gan = standing(&both, DensityKind::None);
        assert_eq!((gan.nats.value, gan.nats.at_most), (None, None));
    }

    #[test]
    fn the_nearest_samples_come_first_and_what_is_unknown_last() {
        let of = |energy: f64, kl: f64| {
            standing(
                &[("energy_distance", energy), ("kl_nats", kl)],
                DensityKind::Exact,
            )
        };
        let mut all = [of(f64::NAN, 0.1), of(0.2, 0.0), of(0.1, 9.0), of(0.1, 0.3)];
        all.sort_by(Standing::order);
        let order = all.map(|one| (one.energy, one.nats.value));
        let sorted = [
            (Some(0.1), Some(0.3)),
            (Some(0.1), Some(9.0)),
            (Some(0.2), Some(0.0)),
            (None, Some(0.1)),
        ];
        assert_eq!(order, sorted);
    }
}
