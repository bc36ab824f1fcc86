//! Axes of the curves: linear or logarithmic, where the ticks stand, and what range is worth showing.

use egui_plot::{GridInput, GridMark};

use super::numbers;

/// What a plotted zero stands for on a logarithmic axis.
const FLOOR: f64 = 1e-6;

/// One axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// Whether equal ratios are equally far apart.
    pub log: bool,
}

impl Axis {
    /// Where a value is plotted; zero and below stand at the floor of a logarithmic axis.
    pub fn plotted(self, value: f64) -> f64 {
        if self.log {
            value.max(FLOOR).log10()
        } else {
            value
        }
    }

    /// The value plotted here.
    pub fn value(self, plotted: f64) -> f64 {
        if self.log {
            10f64.powf(plotted)
        } else {
            plotted
        }
    }

    /// The words at a tick.
    pub fn words(self, plotted: f64) -> String {
        numbers::short(self.value(plotted))
    }

    /// Ticks for the range on show, about one every `spacing` of `pixels`.
    pub fn ticks(self, input: &GridInput, ticks: f64) -> Vec<GridMark> {
        let (low, high) = input.bounds;
        if self.log && high - low > 0.7 {
            return decades(low, high);
        }
        let step = if self.log {
            nice((self.value(high) - self.value(low)) / ticks)
        } else {
            nice((high - low) / ticks)
        };
        let (first, last) = (self.value(low) / step, self.value(high) / step);
        (first.ceil() as i64..=last.floor() as i64)
            .take(100)
            .map(|i| GridMark {
                value: self.plotted(i as f64 * step),
                step_size: if self.log { (high - low) / ticks } else { step },
            })
            .collect()
    }
}

/// Every power of ten, and two and five of it where there is room.
fn decades(low: f64, high: f64) -> Vec<GridMark> {
    let between: &[f64] = if high - low > 3.0 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let step_size = if high - low > 3.0 { 1.0 } else { 0.3 };
    (low.floor() as i32..=high.ceil() as i32)
        .take(40)
        .flat_map(|decade| between.iter().map(move |m| f64::from(decade) + m.log10()))
        .filter(|value| (low..=high).contains(value))
        .map(|value| GridMark { value, step_size })
        .collect()
}

/// The next larger of 1, 2 and 5 times a power of ten.
fn nice(step: f64) -> f64 {
    let power = 10f64.powf(step.max(1e-12).log10().floor());
    let digit = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|digit| digit * power >= step * 0.999)
        .unwrap_or(10.0);
    digit * power
}

/// The range that holds nearly all of some values: the few huge losses of the first steps would flatten everything else.
pub fn robust(mut values: Vec<f64>) -> Option<[f64; 2]> {
    values.retain(|v| v.is_finite());
    let last = values.len().checked_sub(1)?;
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| values[(share * last as f64).round() as usize];
    // What the curve starts from is told by the upper percentile; a small excess is shown whole.
    let (low, high) = (at(0.0), at(0.96));
    let top = if at(1.0) <= high + 0.5 * (high - low) {
        at(1.0)
    } else {
        high
    };
    Some([low, top])
}

/// Moves a range towards another, so that the picture glides instead of jumping; after endless seconds it is there.
pub fn eased(now: Option<[f64; 2]>, wanted: [f64; 2], seconds: f64) -> [f64; 2] {
    let Some(now) = now else {
        return wanted;
    };
    let share = 1.0 - (-seconds / 0.15).exp();
    let near = (wanted[1] - wanted[0]).abs() * 1e-3;
    [0, 1].map(|i| {
        let step = (wanted[i] - now[i]) * share;
        if (wanted[i] - now[i]).abs() <= near {
            wanted[i]
        } else {
            now[i] + step
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_huge_losses_do_not_flatten_the_curve() {
        let mut losses: Vec<f64> = (0..500).map(|i| 120.0 - f64::from(i) * 0.02).collect();
        losses[0] = 550.0;
        losses[1] = 400.0;
        let [low, high] = robust(losses).unwrap();
        assert!(low < 111.0 && high < 121.0, "{low} {high}");
        assert_eq!(robust(vec![f64::NAN]), None);
    }

    #[test]
    fn a_logarithmic_axis_is_safe_at_zero_and_comes_back() {
        let axis = Axis { log: true };
        assert!(axis.plotted(0.0).is_finite());
        assert!((axis.value(axis.plotted(105.4)) - 105.4).abs() < 1e-9);
        let input = GridInput {
            bounds: (0.0, 4.0),
            base_step_size: 0.1,
        };
        let words: Vec<String> = axis
            .ticks(&input, 5.0)
            .iter()
            .map(|mark| axis.words(mark.value))
            .collect();
        assert_eq!(words, ["1", "10", "100", "1000", "10k"]);
    }

    #[test]
    fn a_range_glides_and_arrives() {
        let mut range = eased(None, [0.0, 1.0], 0.016);
        for _ in 0..300 {
            range = eased(Some(range), [5.0, 20.0], 0.016);
        }
        assert_eq!(range, [5.0, 20.0]);
    }
}
