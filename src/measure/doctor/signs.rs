//! The detectors: each looks at the measures of one ailment and says after how many steps it began, if it is there now.
//!
//! A sign has to last before it counts, and it counts only after the first steps, when every model is wrong in every way. The
//! thresholds are round numbers between what working and failing settings of the families show.

/// A measure over the steps: steps and values, in order.
pub type Line<'a> = &'a [(u64, f64)];

/// No finding is made of what lies before this step.
const WARM: u64 = 300;

/// Which modes samples find, and how well they cover data without modes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Modes<'a> {
    /// How many modes have a sample.
    pub found: Line<'a>,
    /// How many there are.
    pub total: Line<'a>,
    /// The share of samples where data are.
    pub precision: Line<'a>,
    /// The share of neighbourhoods of data that have samples.
    pub coverage: Line<'a>,
}

/// The loss of a variational model, and the two terms of its bound.
#[derive(Debug, Clone, Copy, Default)]
pub struct Penalty<'a> {
    /// What is minimised.
    pub loss: Line<'a>,
    /// The reconstruction term.
    pub reconstruction: Line<'a>,
    /// The divergence of the posterior from the prior.
    pub kl: Line<'a>,
}

/// Where a sign began that has lasted until now: for `points` points and `steps` steps at least.
fn lasting(line: Line, points: usize, steps: u64, is_bad: impl Fn(f64) -> bool) -> Option<u64> {
    let late = &line[line.partition_point(|(step, _)| *step < WARM)..];
    let bad = late.iter().rev().take_while(|(_, value)| is_bad(*value));
    let bad = bad.count();
    let (first, last) = (late.get(late.len() - bad)?, late.last()?);
    (bad >= points && last.0 - first.0 >= steps).then_some(first.0)
}

/// Samples that lie three times as far out as the data, and stay there.
pub fn wide_samples(spread: Line) -> Option<u64> {
    lasting(spread, 2, 0, |spread| spread > 3.0)
}

/// Verdicts of a judge that nothing holds back.
pub fn large_verdicts(verdicts: [Line; 2]) -> Option<u64> {
    let large = |line| lasting(line, 5, 50, |verdict: f64| verdict.abs() > 50.0);
    verdicts.into_iter().filter_map(large).min()
}

/// At most half of the modes for a long while; where data have no modes, samples that are good and cover little.
pub fn mode_collapse(modes: &Modes) -> Option<u64> {
    const LONG: u64 = 1500;
    let share = missing(modes);
    if !share.is_empty() {
        return lasting(&share, 3, LONG, |missing| missing >= 0.5);
    }
    let both = modes.precision.iter().zip(modes.coverage);
    // What is covered of what is good: nothing where the samples are not good.
    let narrow: Vec<(u64, f64)> = both
        .map(|((step, precision), (_, coverage))| {
            let is_narrow = *precision > 0.6 && *coverage < 0.3;
            (*step, f64::from(u8::from(is_narrow)))
        })
        .collect();
    lasting(&narrow, 3, LONG, |narrow| narrow > 0.5)
}

/// Few modes, and not the same ones: the mean of the samples, in deviations of the data, leaps again and again.
pub fn mode_hopping(modes: &Modes, centre: [Line; 2]) -> Option<u64> {
    const LOOKS: usize = 6;
    const LEAPS: usize = 3;
    const FAR: f64 = 0.7;
    let share = missing(modes);
    let few = lasting(&share, LOOKS, 0, |missing| missing >= 0.5)?;
    let places: Vec<(u64, [f64; 2])> = centre[0]
        .iter()
        .zip(centre[1])
        .filter(|((step, _), _)| *step >= few)
        .map(|((step, x), (_, y))| (*step, [*x, *y]))
        .collect();
    let recent = &places[places.len().saturating_sub(LOOKS)..];
    let mut leaps = recent.windows(2).filter(|pair| {
        let [(_, a), (_, b)] = [pair[0], pair[1]];
        (a[0] - b[0]).hypot(a[1] - b[1]) > FAR
    });
    let first = leaps.next()?;
    (leaps.count() + 1 >= LEAPS).then_some(first[1].0)
}

/// The share of modes without a sample, where data have modes.
fn missing(modes: &Modes) -> Vec<(u64, f64)> {
    let both = modes.found.iter().zip(modes.total);
    both.filter(|(_, (_, total))| *total > 1.0)
        .map(|((step, found), (_, total))| (*step, 1.0 - found / total))
        .collect()
}

/// A gradient of the generator that has shrunk to next to nothing, in itself and beside what it was.
pub fn vanishing_gradient(gradient: Line) -> Option<u64> {
    let most = gradient.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    lasting(gradient, 5, 200, |value| {
        value < 2e-3 && value < 0.15 * most
    })
}

/// A code that says less than a twentieth of a nat about the example.
pub fn posterior_collapse(kl: Line) -> Option<u64> {
    lasting(kl, 5, 200, |kl| kl < 0.05)
}

/// A penalty of a seventh of the information in the code or more, beyond the bound itself, while samples stay farther from the
/// data than fresh data are.
pub fn over_regularisation(penalty: &Penalty, [distance, real]: [Line; 2]) -> Option<u64> {
    let terms = penalty
        .loss
        .iter()
        .zip(penalty.reconstruction)
        .zip(penalty.kl);
    let excess: Vec<(u64, f64)> = terms
        .map(|(((step, loss), (_, reconstruction)), (_, kl))| {
            (*step, (loss - reconstruction - kl) / kl.max(1e-3))
        })
        .collect();
    let heavy = lasting(&excess, 5, 500, |share| share > 0.14)?;
    let far: Vec<(u64, f64)> = distance
        .iter()
        .zip(real)
        .map(|((step, distance), (_, real))| (*step, distance / real.max(1e-9)))
        .collect();
    let far = lasting(&far, 3, 1000, |times| times > 1.5)?;
    Some(far.max(heavy))
}

/// Held-out examples become less likely while the loss goes on falling.
pub fn overfitting(loss: Line, [likelihood, error]: [Line; 2]) -> Option<u64> {
    // A model that is fitted in a few rounds may be at its best before the first steps are over.
    let best = likelihood.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let error = error.last().map_or(0.0, |(_, error)| *error);
    let worse = best.1 + (4.0 * error).max(0.03);
    let risen = lasting(likelihood, 3, 100, |nll| nll > worse)?;
    let around = |step: u64| {
        let near = loss.iter().filter(|(at, _)| at.abs_diff(step) <= 100);
        let near: Vec<f64> = near.map(|(_, loss)| *loss).collect();
        (!near.is_empty()).then(|| near.iter().sum::<f64>() / near.len() as f64)
    };
    let falling = around(loss.last()?.0)? < around(best.0)?;
    (falling && risen > best.0).then_some(best.0)
}

/// A chain whose states are a tenth of a deviation from where they began after many steps.
pub fn stuck_chain(moved: Line) -> Option<u64> {
    lasting(moved, 2, 0, |moved| moved < 0.1)
}

/// A chain whose states lie twice as far out as the data.
pub fn runaway_chain(spread: Line) -> Option<u64> {
    // What has left for good is no number at the end.
    lasting(spread, 2, 0, |spread| spread > 2.0 || spread.is_nan())
}

/// Points that do not come back from the base space to where they were, by a twentieth of a deviation.
pub fn lost_invertibility(error: Line) -> Option<u64> {
    lasting(error, 2, 0, |error| error > 0.05 || error.is_nan())
}

/// A schedule at whose end a hundredth of the signal's power is left: sampling begins from noise that training never saw.
pub fn unfinished_noise(snr: Line) -> Option<u64> {
    let (_, snr) = snr.last()?;
    (*snr > 0.01).then_some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: impl Fn(u64) -> f64) -> Vec<(u64, f64)> {
        (0..40)
            .map(|k| 250 * k)
            .map(|step| (step, value(step)))
            .collect()
    }

    #[test]
    fn a_sign_counts_when_it_lasts_and_only_while_it_does() {
        let bad = |from: u64, to: u64| line(move |s| f64::from(u8::from((from..to).contains(&s))));
        let since = |points, steps, from, to| lasting(&bad(from, to), points, steps, |v| v > 0.5);
        assert_eq!(since(3, 500, 5000, 20_000), Some(5000));
        assert_eq!(since(3, 500, 5000, 9000), None);
        assert_eq!(since(3, 5000, 5000, 20_000), None);
        assert_eq!(since(21, 500, 5000, 20_000), None);
        // What was so from the start is dated to the end of the first steps.
        assert_eq!(since(3, 500, 0, 20_000), Some(500));
        assert_eq!(lasting(&[], 0, 0, |_| true), None);
    }

    #[test]
    fn scales_explode() {
        assert_eq!(wide_samples(&line(|s| 1.0 + s as f64 / 1000.0)), Some(2250));
        assert_eq!(wide_samples(&line(|_| 2.9)), None);
        let up = line(|s| s as f64 / 100.0);
        assert_eq!(large_verdicts([&up, &[]]), Some(5250));
        assert_eq!(large_verdicts([&line(|_| -3.0), &line(|_| 4.0)]), None);
    }

    #[test]
    fn modes_collapse_and_hop() {
        let total = line(|_| 8.0);
        let of = |found| Modes {
            found,
            total: &total,
            ..Modes::default()
        };
        let lost = line(|s| if s < 3000 { 6.0 } else { 2.0 });
        let still = line(|_| 0.9);
        assert_eq!(mode_collapse(&of(&lost)), Some(3000));
        assert_eq!(mode_hopping(&of(&lost), [&still, &still]), None);
        let leaping = line(|s| if s / 250 % 2 == 0 { -1.0 } else { 1.0 });
        assert_eq!(mode_hopping(&of(&lost), [&leaping, &still]), Some(8750));
        let good = line(|s| if s < 2000 { 1.0 } else { 8.0 });
        assert_eq!(mode_collapse(&of(&good)), None);
        assert_eq!(mode_hopping(&of(&good), [&leaping, &still]), None);
    }

    #[test]
    fn without_modes_a_collapse_is_good_samples_that_cover_little() {
        let of = |precision: f64, coverage: f64| {
            let (precision, coverage) = (line(|_| precision), line(|_| coverage));
            let modes = Modes {
                precision: &precision,
                coverage: &coverage,
                ..Modes::default()
            };
            mode_collapse(&modes)
        };
        assert_eq!(of(0.9, 0.1), Some(500));
        assert_eq!(of(0.2, 0.1), None);
        assert_eq!(of(0.95, 0.95), None);
    }

    #[test]
    fn gradients_vanish_in_themselves_and_beside_what_they_were() {
        let fading = line(|s| (-(s as f64) / 500.0).exp());
        assert_eq!(vanishing_gradient(&fading), Some(3250));
        assert_eq!(
            vanishing_gradient(&line(|s| 0.3 / (1.0 + s as f64 / 1000.0))),
            None
        );
        // Small from the start is a matter of units.
        assert_eq!(vanishing_gradient(&line(|_| 5e-4)), None);
    }

    #[test]
    fn posteriors_collapse() {
        let fading = line(|s| 3.0 * (-(s as f64) / 1000.0).exp());
        assert_eq!(posterior_collapse(&fading), Some(4250));
        assert_eq!(posterior_collapse(&line(|_| 0.5)), None);
    }

    #[test]
    fn a_penalty_may_weigh_too_much() {
        let (reconstruction, kl) = (line(|_| 2.0), line(|_| 0.5));
        let (loss, fair) = (line(|_| 4.0), line(|_| 2.5));
        let (far, near, real) = (line(|_| 0.1), line(|_| 0.0012), line(|_| 0.001));
        let heavy = Penalty {
            loss: &loss,
            reconstruction: &reconstruction,
            kl: &kl,
        };
        assert_eq!(over_regularisation(&heavy, [&far, &real]), Some(500));
        assert_eq!(over_regularisation(&heavy, [&near, &real]), None);
        let plain = Penalty {
            loss: &fair,
            ..heavy
        };
        assert_eq!(over_regularisation(&plain, [&far, &real]), None);
    }

    #[test]
    fn a_model_learns_by_heart() {
        let loss = line(|s| 2.0 - s as f64 / 10_000.0);
        let error = line(|_| 0.005);
        let turning = line(|s| 2.0 + (s as f64 / 1000.0 - 4.0).powi(2) / 50.0);
        assert_eq!(overfitting(&loss, [&turning, &error]), Some(4000));
        let falling = line(|s| 3.0 - s as f64 / 10_000.0);
        assert_eq!(overfitting(&loss, [&falling, &error]), None);
        // A loss that rises too is something else.
        assert_eq!(overfitting(&turning, [&turning, &error]), None);
        // Noise of the measure is no rise.
        let noisy = line(|s| 2.0 + 0.02 * f64::from(u8::from(s / 250 % 3 > 0)));
        assert_eq!(overfitting(&loss, [&noisy, &error]), None);
    }

    #[test]
    fn chains_get_stuck_or_run_away_and_flows_lose_their_inverse() {
        assert_eq!(stuck_chain(&line(|_| 0.01)), Some(500));
        assert_eq!(stuck_chain(&line(|_| 0.5)), None);
        assert_eq!(runaway_chain(&line(|s| s as f64 / 1000.0)), Some(2250));
        assert_eq!(runaway_chain(&line(|_| 1.1)), None);
        let lost = line(|s| if s < 4000 { 1e-6 } else { f64::NAN });
        assert_eq!(lost_invertibility(&lost), Some(4000));
        assert_eq!(runaway_chain(&lost), Some(4000));
        assert_eq!(lost_invertibility(&line(|_| 1e-4)), None);
    }

    #[test]
    fn a_schedule_that_ends_in_signal_is_told_at_once() {
        // Fifty steps up to a noise of 0.02 leave 60 % of the power: a ratio of 1.5.
        assert_eq!(unfinished_noise(&[(0, 1.5)]), Some(0));
        assert_eq!(unfinished_noise(&[(0, 4e-5)]), None);
        assert_eq!(unfinished_noise(&[]), None);
    }
}
