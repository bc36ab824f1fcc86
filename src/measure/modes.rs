//! Which modes of a mixture samples find (Srivastava et al. 2017, VEEGAN; Lin et al. 2018, PacGAN).

use crate::data::plane::Modes;

/// A sample is of high quality if it is within this many deviations of the nearest centre.
const NEAR: f64 = 3.0;
/// A mode has a fair part if it has at least this share of an equal one.
const FAIR: f64 = 1.0 / 3.0;

/// Which modes samples find, and how many samples are on one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModeCoverage {
    /// How many modes there are.
    pub total: usize,
    /// How many have at least one sample of high quality: the measure of the papers, which is lenient.
    pub covered: usize,
    /// How many have at least a third of their fair part in samples of high quality.
    pub balanced: usize,
    /// The share of samples of high quality; the mixture itself has 1 - exp(-4.5) = 0.989.
    pub high_quality: f64,
}

/// Counts the modes that samples find. A sample that is not finite is on no mode.
pub fn mode_coverage(samples: &[[f64; 2]], modes: &Modes) -> ModeCoverage {
    let counts = mode_counts(samples.iter().copied(), modes);
    let fair = FAIR * samples.len() as f64 / counts.len().max(1) as f64;
    let found = |least: f64| {
        counts
            .iter()
            .filter(|count| **count as f64 >= least)
            .count()
    };
    ModeCoverage {
        total: counts.len(),
        covered: found(1.0),
        balanced: found(fair.max(1.0)),
        high_quality: counts.iter().sum::<usize>() as f64 / samples.len().max(1) as f64,
    }
}

/// How many samples of high quality each mode has, in the order of the centres.
pub fn mode_counts(samples: impl IntoIterator<Item = [f64; 2]>, modes: &Modes) -> Vec<usize> {
    let mut counts = vec![0; modes.centres.len()];
    for sample in samples {
        if let Some((mode, distance)) = nearest(sample, modes)
            && distance <= NEAR * modes.sigma
        {
            counts[mode] += 1;
        }
    }
    counts
}

/// The nearest centre and how far it is.
fn nearest(x: [f64; 2], modes: &Modes) -> Option<(usize, f64)> {
    let distance = |centre: &[f64; 2]| (x[0] - centre[0]).hypot(x[1] - centre[1]);
    let distances = modes.centres.iter().map(distance).enumerate();
    distances.min_by(|a, b| a.1.total_cmp(&b.1))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::data::plane::{Generator, known};

    #[test]
    fn the_mixture_itself_finds_every_mode() {
        for (name, total) in [("eight-gaussians", 8), ("ring", 8), ("grid-25", 25)] {
            let known = known::find(name).unwrap();
            let mut generator = Generator::seed_from_u64(3);
            let samples: Vec<_> = (0..20_000).map(|_| known.draw(&mut generator)).collect();
            let found = mode_coverage(&samples, &known.modes().unwrap());
            assert_eq!(
                (found.total, found.covered, found.balanced),
                (total, total, total)
            );
            // Four standard errors of a share of 20,000.
            let exact = 1.0 - (-4.5f64).exp();
            assert!(
                (found.high_quality - exact).abs() < 0.003,
                "{}",
                found.high_quality
            );
        }
    }

    #[test]
    fn a_mode_with_a_single_sample_is_covered_and_not_fair() {
        let modes = known::find("ring").unwrap().modes().unwrap();
        let mut samples = vec![modes.centres[0]; 78];
        // A sample each on two other modes, one between modes, and one that is no number.
        samples.extend([
            modes.centres[3],
            modes.centres[5],
            [0.0, 0.0],
            [f64::NAN, 0.0],
        ]);
        let found = mode_coverage(&samples, &modes);
        assert_eq!((found.covered, found.balanced), (3, 1));
        assert!((found.high_quality - 80.0 / 82.0).abs() < 1e-12);
        assert_eq!(mode_coverage(&[], &modes).high_quality, 0.0);
    }
}
