//! Numbers on the command line, each refused in words that say what is needed.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::output::{filled, words};

/// Reads a number of seconds.
pub(super) fn positive_seconds(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|seconds: &f64| seconds.is_finite() && *seconds > 0.0)
        .ok_or_else(|| words("call-seconds"))
}

/// Reads a number of steps.
pub(super) fn positive_steps(text: &str) -> Result<u64, String> {
    whole(text, 1..=u64::MAX)
}

/// Reads a seed.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0..=u64::MAX)
}

/// Reads the position of an example.
pub(super) fn position(text: &str) -> Result<usize, String> {
    whole(text, 0..=u32::MAX as usize)
}

/// Reads a whole number of a range.
pub(super) fn whole<N: FromStr + PartialOrd + Display>(
    text: &str,
    range: RangeInclusive<N>,
) -> Result<N, String> {
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| {
            let ends = [("first", range.start()), ("last", range.end())];
            filled("call-whole", &ends.map(|(end, n)| (end, n.to_string())))
        })
}
