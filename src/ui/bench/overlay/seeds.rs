//! Runs that differ in their seed alone: the band between the lowest and the highest of their curves says how far chance goes.

use crate::spec::Spec;

/// A band, as plotted: where it is, and its lower and upper edge.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Band {
    pub(super) xs: Vec<f64>,
    pub(super) low: Vec<f64>,
    pub(super) high: Vec<f64>,
}

/// Whether two runs are the same but for their seeds.
pub(super) fn are_alike(one: &Spec, other: &Spec) -> bool {
    (&one.family, &one.data, &one.knobs, &one.edits, &one.drawing)
        == (
            &other.family,
            &other.data,
            &other.knobs,
            &other.edits,
            &other.drawing,
        )
}

/// The band of some curves where all of them are known; each goes from left to right. `None` of fewer than two, or of those that
/// have no stretch in common.
pub(super) fn band(curves: &[&[[f64; 2]]]) -> Option<Band> {
    let known: Vec<&[[f64; 2]]> = curves.iter().copied().filter(|c| c.len() > 1).collect();
    if known.len() < 2 {
        return None;
    }
    let from = known
        .iter()
        .map(|curve| curve[0][0])
        .fold(f64::MIN, f64::max);
    let to = known.iter().map(|curve| curve[curve.len() - 1][0]);
    let to = to.fold(f64::MAX, f64::min);
    let all = known
        .iter()
        .flat_map(|curve| curve.iter().map(|point| point[0]));
    let mut xs: Vec<f64> = all.filter(|x| (from..=to).contains(x)).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    if xs.len() < 2 {
        return None;
    }
    let edge = |choose: fn(f64, f64) -> f64, start: f64| -> Vec<f64> {
        let of = |x: &f64| known.iter().map(|curve| at(curve, *x)).fold(start, choose);
        xs.iter().map(of).collect()
    };
    Some(Band {
        low: edge(f64::min, f64::MAX),
        high: edge(f64::max, f64::MIN),
        xs,
    })
}

/// The height of a curve at a place between its ends, along the line between the two points around it.
fn at(curve: &[[f64; 2]], x: f64) -> f64 {
    let after = curve
        .partition_point(|point| point[0] < x)
        .min(curve.len() - 1);
    let [x1, y1] = curve[after];
    let [x0, y0] = curve[after.saturating_sub(1)];
    if x1 <= x0 {
        return y1;
    }
    y0 + (y1 - y0) * (x - x0) / (x1 - x0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::Family;
    use crate::knob::Value;
    use crate::spec::DeviceChoice;

    #[test]
    fn the_band_lies_between_the_lowest_and_the_highest_where_all_are_known() {
        let one = [[0.0, 4.0], [2.0, 2.0], [4.0, 0.0]];
        let other = [[1.0, 2.0], [3.0, 2.0]];
        let band = band(&[&one, &other]).unwrap();
        assert_eq!(band.xs, [1.0, 2.0, 3.0]);
        assert_eq!(band.low, [2.0, 2.0, 1.0]);
        assert_eq!(band.high, [3.0, 2.0, 2.0]);
    }

    #[test]
    fn one_curve_has_no_band_nor_have_two_that_never_meet() {
        let one = [[0.0, 1.0], [1.0, 1.0]];
        let far = [[2.0, 1.0], [3.0, 1.0]];
        assert_eq!(band(&[&one]), None);
        assert_eq!(band(&[&one, &far]), None);
        assert_eq!(band(&[&one, &[]]), None);
    }

    #[test]
    fn only_the_seed_may_differ() {
        let family = Family::find("vae").unwrap();
        let spec = |seed| Spec::of(family, seed, DeviceChoice::Cpu);
        assert!(are_alike(&spec(1), &spec(2)));
        let mut other = spec(2);
        other.knobs.set("beta", Value::Real(4.0));
        assert!(!are_alike(&spec(1), &other));
    }
}
