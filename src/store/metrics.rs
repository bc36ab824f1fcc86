//! The table of metrics of a run, read back from `metrics.csv`.

use std::path::Path;

use super::run_folder::METRICS;

/// Columns of numbers, a row a step that has something to tell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MetricsTable {
    /// Steps done.
    pub steps: Vec<u64>,
    /// Seconds of training.
    pub seconds: Vec<f64>,
    /// Examples seen.
    pub examples: Vec<u64>,
    /// The names of the metrics.
    pub names: Vec<String>,
    /// A column a metric; NaN where it was not measured.
    pub columns: Vec<Vec<f64>>,
}

impl MetricsTable {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.steps.len()
    }

    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let index = self.names.iter().position(|other| other == name)?;
        Some(&self.columns[index])
    }
}

/// Everything that was recorded of the run in a folder; nothing where there is no table.
pub fn metrics(folder: &Path) -> Option<MetricsTable> {
    read_metrics(&folder.join(METRICS), u64::MAX)
}

/// Reads the rows up to a step. Rows that are damaged are left out: a picture with a gap is better than none.
pub(super) fn read_metrics(path: &Path, until: u64) -> Option<MetricsTable> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .ok()?;
    let names: Vec<String> = reader
        .headers()
        .ok()?
        .iter()
        .skip(3)
        .map(str::to_owned)
        .collect();
    let mut table = MetricsTable {
        columns: vec![Vec::new(); names.len()],
        names,
        ..MetricsTable::default()
    };
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Some(table),
            Err(why) if why.is_io_error() => return Some(table),
            Err(_) => continue,
        }
        let clock = (number(&record, 0), number(&record, 1), number(&record, 2));
        let (Some(step), Some(seconds), Some(examples)) = clock else {
            continue;
        };
        let newer = table.steps.last().is_none_or(|&last| step > last);
        if !newer || step > until || record.len() != table.names.len() + 3 {
            continue;
        }
        table.steps.push(step);
        table.seconds.push(seconds);
        table.examples.push(examples);
        for (index, column) in table.columns.iter_mut().enumerate() {
            column.push(number(&record, index + 3).unwrap_or(f64::NAN));
        }
    }
}

fn number<T: std::str::FromStr>(record: &csv::ByteRecord, index: usize) -> Option<T> {
    std::str::from_utf8(record.get(index)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_rows_are_read_and_damaged_ones_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("metrics.csv");
        let text = "step,seconds,examples,train_loss,elbo_nats\n\
            0,0.000,0,,-44.5\n\
            1,0.100,128,40.5,\n\
            nonsense\n\
            2,0.100,256,39.25,\n\
            2,0.100,256,39.25,\n\
            3,0.200,384,38.5,-40\n\
            4,0.2";
        std::fs::write(&path, text).unwrap();
        let table = read_metrics(&path, 3).unwrap();
        assert_eq!(table.steps, [0, 1, 2, 3]);
        assert_eq!(table.examples, [0, 128, 256, 384]);
        assert_eq!(
            &table.column("train_loss").unwrap()[1..],
            [40.5, 39.25, 38.5]
        );
        assert!(table.column("train_loss").unwrap()[0].is_nan());
        assert_eq!(table.column("elbo_nats").unwrap()[3], -40.0);
        assert_eq!(read_metrics(&path, 1).unwrap().rows(), 2);
        assert_eq!(read_metrics(&folder.path().join("none.csv"), 1), None);
    }
}
