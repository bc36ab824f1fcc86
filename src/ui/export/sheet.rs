//! A run's curves as a table: a line a step, with everything that was read and measured there, in full precision.

use std::collections::BTreeMap;

use csv::Writer;

use crate::ui::clock::{Clock, Unit};

/// The columns of the table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The seconds of training and the examples after so many steps, where they are known; interpolated in between.
    pub clock: Vec<(usize, f64, u64)>,
    /// Names and values of what was read at every step; row i is step i + 1.
    pub training: Vec<(String, Vec<f32>)>,
    /// What was measured on the held-out set: after how many steps, names and values.
    pub held_out: Vec<(u64, Vec<(String, f64)>)>,
}

impl Sheet {
    /// The table as comma-separated values. An empty field is a value that is not there.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn write(&self) -> Result<Vec<u8>, String> {
        self.lines().map_err(|why| why.to_string())
    }

    fn lines(&self) -> Result<Vec<u8>, csv::Error> {
        let metrics = self.metrics();
        let measured = self.measured();
        let mut clock = Clock::default();
        clock.take_up(&self.clock);
        let mut writer = Writer::from_writer(Vec::new());
        let mut heading = ["step", "seconds", "examples"].map(str::to_owned).to_vec();
        heading.extend(self.training.iter().map(|(name, _)| name.clone()));
        heading.extend(metrics.iter().map(|name| format!("held_out_{name}")));
        writer.write_record(&heading)?;
        let rows = self.rows();
        let beyond = measured.keys().copied().filter(|step| *step > rows);
        let start = measured.contains_key(&0).then_some(0);
        for step in start.into_iter().chain(1..=rows).chain(beyond) {
            let mut line = vec![
                step.to_string(),
                known(&clock, Unit::Seconds, step).map_or_else(String::new, |s| s.to_string()),
                known(&clock, Unit::Examples, step)
                    .map_or_else(String::new, |n| n.round().to_string()),
            ];
            let row = (step as usize).checked_sub(1);
            line.extend(self.training.iter().map(|(_, column)| {
                let value = row.and_then(|row| column.get(row));
                value.map_or_else(String::new, f32::to_string)
            }));
            let values = measured.get(&step);
            line.extend(metrics.iter().map(|name| {
                let value = values.and_then(|values| values.get(name.as_str()));
                value.map_or_else(String::new, ToString::to_string)
            }));
            writer.write_record(&line)?;
        }
        writer.into_inner().map_err(|why| why.into_error().into())
    }

    fn rows(&self) -> u64 {
        self.training
            .first()
            .map_or(0, |(_, column)| column.len() as u64)
    }

    /// The names of all metrics, in the order in which they first came.
    fn metrics(&self) -> Vec<&String> {
        let mut names: Vec<&String> = Vec::new();
        for (name, _) in self.held_out.iter().flat_map(|(_, values)| values) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The measurements step by step; what was measured apart after the same step comes together.
    fn measured(&self) -> BTreeMap<u64, BTreeMap<&str, f64>> {
        let mut measured: BTreeMap<u64, BTreeMap<&str, f64>> = BTreeMap::new();
        for (step, values) in &self.held_out {
            let values = values.iter().map(|(name, value)| (name.as_str(), *value));
            measured.entry(*step).or_default().extend(values);
        }
        measured
    }
}

/// The reading of a clock, if the run has one.
fn known(clock: &Clock, unit: Unit, step: u64) -> Option<f64> {
    (clock.known(unit) == unit).then(|| clock.at(unit, step as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let loss: Vec<f32> = (0..6).map(|i| 0.1 + i as f32 / 3.0).collect();
        let mut kl = loss.clone();
        kl[2] = f32::NAN;
        let at = |step, values: &[(&str, f64)]| {
            let values = values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), *value));
            (step, values.collect())
        };
        Sheet {
            clock: vec![(4, 2.0, 400), (6, 4.0, 600)],
            training: vec![("loss".to_owned(), loss), ("kl".to_owned(), kl)],
            held_out: vec![
                at(0, &[("elbo_nats", -543.21)]),
                at(4, &[("elbo_nats", -1.0 / 3.0)]),
                at(4, &[("iwae_5_nats", -0.3)]),
                at(8, &[("elbo_nats", -0.1)]),
            ],
        }
    }

    #[test]
    fn every_value_comes_back_exactly() {
        let sheet = sheet();
        let bytes = sheet.write().unwrap();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let heading: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(
            heading,
            [
                "step",
                "seconds",
                "examples",
                "loss",
                "kl",
                "held_out_elbo_nats",
                "held_out_iwae_5_nats"
            ]
        );
        let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let steps: Vec<u64> = lines.iter().map(|line| line[0].parse().unwrap()).collect();
        assert_eq!(steps, [0, 1, 2, 3, 4, 5, 6, 8]);
        for line in &lines[1..7] {
            let row = line[0].parse::<usize>().unwrap() - 1;
            for (i, (_, column)) in sheet.training.iter().enumerate() {
                let value: f32 = line[3 + i].parse().unwrap();
                assert_eq!(value.to_bits(), column[row].to_bits());
            }
        }
        assert_eq!(lines[4][5].parse::<f64>().unwrap(), -1.0 / 3.0);
        assert_eq!(&lines[4][6], "-0.3");
        assert_eq!((&lines[5][5], &lines[5][1], &lines[5][2]), ("", "3", "500"));
        assert_eq!((&lines[7][3], &lines[7][5]), ("", "-0.1"));
    }

    #[test]
    fn a_run_without_a_clock_leaves_its_columns_empty() {
        let sheet = Sheet {
            clock: Vec::new(),
            ..sheet()
        };
        let text = String::from_utf8(sheet.write().unwrap()).unwrap();
        assert!(text.contains("\n1,,,0.1,0.1,,\n"), "{text}");
    }
}
