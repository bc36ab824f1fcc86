//! How the bench writes numbers: thousands separated, a true minus sign, as many digits as are meant.

/// A count with thousands separators: `4,210`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with a fixed number of decimals, and a minus sign as wide as a plus.
pub fn fixed(x: f64, decimals: usize) -> String {
    if !x.is_finite() {
        return if x.is_nan() { "NaN" } else { "∞" }.to_owned();
    }
    let text = format!("{x:.decimals$}");
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    // What rounds to nothing has no sign.
    let sign = if is_zero { "" } else { "\u{2212}" };
    text.replace('-', sign)
}

/// A number with two digits that mean something, however small it is: `0.0039`, `1.2`, `140`.
pub fn scaled(x: f64) -> String {
    if !x.is_finite() || x == 0.0 {
        return fixed(x, 0);
    }
    let places = (1.0 - x.abs().log10().floor()).clamp(0.0, 8.0);
    fixed(x, places as usize)
}

/// A number for an axis: `0.02`, `350`, `12k`, `1.5M`.
pub fn short(x: f64) -> String {
    let trimmed = |x: f64, unit: &str| {
        let text = format!("{x:.2}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        format!("{text}{unit}").replace('-', "\u{2212}")
    };
    match x.abs() {
        a if a >= 1e6 => trimmed(x / 1e6, "M"),
        a if a >= 1e4 => trimmed(x / 1e3, "k"),
        a if a >= 1e-2 || a == 0.0 => trimmed(x, ""),
        _ => format!("{x:.0e}").replace('-', "\u{2212}"),
    }
}

/// Seconds as a clock would show them: `48 s` is the caller's; from a minute on `3:07`, from an hour on `1:03:07`.
pub fn clock(seconds: f64) -> String {
    let s = seconds.max(0.0) as u64;
    let (hours, minutes, rest) = (s / 3600, s / 60 % 60, s % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes}:{rest:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_they_are_meant() {
        assert_eq!(count(7), "7");
        assert_eq!(count(4210), "4,210");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(fixed(-105.44, 1), "\u{2212}105.4");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(scaled(0.003_94), "0.0039");
        assert_eq!(scaled(-0.0062), "\u{2212}0.0062");
        assert_eq!(scaled(-0.0), "0");
        assert_eq!(short(12_500.0), "12.5k");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(350.0), "350");
        assert_eq!(clock(187.9), "3:07");
        assert_eq!(clock(3787.0), "1:03:07");
    }
}
