//! The best value of a measure in the whole table of a run, and at which step it was made.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::run_folder::METRICS;
use crate::measure::Judged;

/// The best that a run has been.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// By which measure.
    pub judged: Judged,
    /// Its value.
    pub value: f64,
    /// After how many steps.
    pub step: u64,
}

/// Looks through the table of a run; nothing where the measure was never made. A long table takes a while.
pub fn best(folder: &Path, judged: Judged) -> Option<Best> {
    let mut table = BufReader::with_capacity(1 << 16, File::open(folder.join(METRICS)).ok()?);
    let mut line = Vec::new();
    table.read_until(b'\n', &mut line).ok()?;
    let head = std::str::from_utf8(&line).ok()?;
    let column = head
        .trim_end()
        .split(',')
        .position(|n| n == judged.metric)?;
    let mut best: Option<Best> = None;
    loop {
        line.clear();
        let read = table.read_until(b'\n', &mut line).ok()?;
        // Half a line, as a kill leaves it, is no row.
        if read == 0 || line.last() != Some(&b'\n') {
            return best;
        }
        let Some((step, value)) = cells(line.trim_ascii_end(), column) else {
            continue;
        };
        let is_better = |best: &Best| judged.loss(value) < judged.loss(best.value);
        if best.as_ref().is_none_or(is_better) {
            best = Some(Best {
                judged,
                value,
                step,
            });
        }
    }
}

/// The step of a row and the value in a column of it, where it is a number.
fn cells(line: &[u8], column: usize) -> Option<(u64, f64)> {
    let mut cells = line.split(|&byte| byte == b',');
    let step = cells.next()?;
    let value = cells.nth(column.checked_sub(1)?)?;
    if value.is_empty() {
        return None;
    }
    let value: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    let step = std::str::from_utf8(step).ok()?.parse().ok()?;
    value.is_finite().then_some((step, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_value_is_found_with_its_step() {
        let folder = tempfile::tempdir().unwrap();
        let table = "step,seconds,examples,train_loss,elbo_nats\n0,0,0,,-9\n1,0,1,3,\n2,0,2,3,-7.5\nnonsense\n3,0,3,2,-8\n4,0,4,2,-1";
        std::fs::write(folder.path().join(METRICS), table).unwrap();
        let judged = |metric, more_is_better| Judged {
            metric,
            more_is_better,
        };
        let found = best(folder.path(), judged("elbo_nats", true)).unwrap();
        assert_eq!((found.value, found.step), (-7.5, 2));
        let found = best(folder.path(), judged("elbo_nats", false)).unwrap();
        assert_eq!((found.value, found.step), (-9.0, 0));
        assert_eq!(best(folder.path(), judged("nll_nats", false)), None);
        assert_eq!(best(Path::new("nowhere"), judged("nll_nats", false)), None);
    }
}
