//! How the next character is chosen: temperature, and which of the most likely may come at all.
//!
//! Top-k keeps the k most likely (Fan, Lewis and Dauphin 2018), top-p the fewest that have the share p together (Holtzman et al.
//! 2020); both after the temperature.

use crate::families::Manner;
use crate::knob::Knobs;

/// Below this, the most likely character comes for certain.
const COLD: f32 = 1e-3;

/// What the knobs say.
pub(super) fn manner(knobs: &Knobs) -> Manner {
    Manner {
        temperature: knobs.real("temperature") as f32,
        top_k: knobs.whole("top-k"),
        top_p: knobs.real("top-p") as f32,
    }
}

/// softmax(logits)
pub(super) fn probabilities(logits: &[f32]) -> Vec<f32> {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut p: Vec<f32> = logits.iter().map(|x| (x - most).exp()).collect();
    normalise(&mut p);
    p
}

/// The probabilities by which a character is chosen.
pub(super) fn chosen_by(logits: &[f32], manner: Manner) -> Vec<f32> {
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
    if manner.temperature < COLD {
        let mut p = vec![0.0; logits.len()];
        p[order[0]] = 1.0;
        return p;
    }
    let tempered: Vec<f32> = logits.iter().map(|x| x / manner.temperature).collect();
    let mut p = probabilities(&tempered);
    let by_count = if manner.top_k == 0 {
        order.len()
    } else {
        manner.top_k.min(order.len())
    };
    let mut together = 0.0;
    let by_share = order.iter().position(|&at| {
        together += p[at];
        together >= manner.top_p
    });
    let most = by_count.min(by_share.map_or(order.len(), |at| at + 1));
    for &at in &order[most..] {
        p[at] = 0.0;
    }
    normalise(&mut p);
    p
}

/// The symbol at a height between 0 and 1 of probabilities that are stacked up.
pub(super) fn at_height(p: &[f32], height: f32) -> u16 {
    let mut below = 0.0;
    let found = p.iter().position(|p| {
        below += p;
        height < below
    });
    let last = || p.iter().rposition(|p| *p > 0.0).unwrap_or(0);
    found.unwrap_or_else(last) as u16
}

fn normalise(p: &mut [f32]) {
    let sum: f32 = p.iter().sum();
    for p in p {
        *p /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 4] = [1.0, 3.0, 2.0, -50.0];

    fn shares(temperature: f32, top_k: usize, top_p: f32) -> Vec<f32> {
        let manner = Manner {
            temperature,
            top_k,
            top_p,
        };
        chosen_by(&LOGITS, manner)
    }

    #[test]
    fn temperature_sharpens_and_flattens() {
        let plain = shares(1.0, 0, 1.0);
        let e = std::f32::consts::E;
        let all = 1.0 + e + e * e;
        for (p, exact) in plain.iter().zip([1.0 / all, e * e / all, e / all, 0.0]) {
            assert!((p - exact).abs() < 1e-6);
        }
        assert!(shares(0.5, 0, 1.0)[1] > plain[1] && shares(2.0, 0, 1.0)[1] < plain[1]);
        assert_eq!(shares(0.0, 0, 1.0), [0.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn only_the_most_likely_may_come() {
        let e = std::f32::consts::E;
        let two = shares(1.0, 2, 1.0);
        assert!((two[1] - e / (1.0 + e)).abs() < 1e-6 && two[0] == 0.0);
        // The most likely alone has 0.665 of all.
        assert_eq!(shares(1.0, 0, 0.6), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(shares(1.0, 0, 0.7), two);
        assert_eq!(at_height(&two, 0.0), 1);
        assert_eq!(at_height(&two, 0.99), 2);
        assert_eq!(at_height(&two, 1.0), 2);
    }
}
