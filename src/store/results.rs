//! What was answered to the questions of lessons. It stays on this machine.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files::{read_text, write_whole};

/// More answers than this are too many for one machine.
const MOST_BYTES: u64 = 16 << 20;

/// Everything that was answered, oldest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Results {
    /// The answers.
    #[serde(rename = "answer")]
    answers: Vec<Answer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The lesson.
    pub lesson: String,
    /// Which of its questions, from 1.
    pub question: usize,
    /// Which answer, from 1.
    pub answer: usize,
    /// Whether it is right.
    pub right: bool,
    /// When, in seconds since 1970.
    pub at: u64,
}

/// What came of the last time that a lesson's questions were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Result {
    /// How many answers were right.
    pub right: usize,
    /// Of how many.
    pub all: usize,
}

impl Results {
    /// Reads what was kept; a missing file is an empty one, and what cannot be understood is left where it is.
    pub fn read(path: Option<&Path>) -> Self {
        let Some(path) = path.filter(|path| path.exists()) else {
            return Self::default();
        };
        let text = read_text(path, MOST_BYTES).map_err(|why| why.to_string());
        let results = text.and_then(|text| toml::from_str(&text).map_err(|why| why.to_string()));
        results
            .inspect_err(|why| log::warn!("{}: {why}", path.display()))
            .unwrap_or_default()
    }

    /// Keeps an answer; a failure is logged and does no harm.
    pub fn add(&mut self, answer: Answer, path: Option<&Path>) {
        self.answers.push(answer);
        let Some(path) = path else { return };
        let written = toml::to_string(self).map_err(std::io::Error::other);
        let written = written.and_then(|text| write_whole(path, text.as_bytes()));
        if let Err(why) = written {
            log::warn!("answers could not be kept: {why}");
        }
    }

    /// Whether nothing was answered yet.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The newest answers to a lesson's questions, each once.
    pub fn of(&self, lesson: &str) -> Option<Result> {
        let mut newest: Vec<&Answer> = Vec::new();
        for answer in self.answers.iter().rev().filter(|a| a.lesson == lesson) {
            if newest.iter().all(|known| known.question != answer.question) {
                newest.push(answer);
            }
        }
        let right = newest.iter().filter(|answer| answer.right).count();
        (!newest.is_empty()).then_some(Result {
            right,
            all: newest.len(),
        })
    }

    /// A row an answer, the heads of the columns first.
    pub fn table(&self) -> Vec<Vec<String>> {
        let head = [
            "lesson",
            "question",
            "answer",
            "right",
            "seconds_since_1970",
        ];
        let row = |answer: &Answer| {
            vec![
                answer.lesson.clone(),
                answer.question.to_string(),
                answer.answer.to_string(),
                u8::from(answer.right).to_string(),
                answer.at.to_string(),
            ]
        };
        let rows = self.answers.iter().map(row);
        std::iter::once(head.map(str::to_owned).to_vec())
            .chain(rows)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: usize, right: bool, at: u64) -> Answer {
        Answer {
            lesson: "vae".to_owned(),
            question,
            answer: 1,
            right,
            at,
        }
    }

    #[test]
    fn answers_outlive_the_program_and_the_newest_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.toml");
        let mut results = Results::read(Some(&path));
        assert!(results.is_empty() && results.of("vae").is_none());
        for (question, right, at) in [(1, false, 10), (2, true, 20), (1, true, 30)] {
            results.add(answer(question, right, at), Some(&path));
        }
        let again = Results::read(Some(&path));
        assert_eq!(again, results);
        assert_eq!(again.of("vae"), Some(Result { right: 2, all: 2 }));
        assert_eq!(again.of("gan"), None);
        assert_eq!(again.table().len(), 4);
        assert_eq!(again.table()[1], ["vae", "1", "1", "0", "10"]);
    }

    #[test]
    fn a_damaged_file_is_left_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.toml");
        std::fs::write(&path, "answer = 3").unwrap();
        assert!(Results::read(Some(&path)).is_empty());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "answer = 3");
    }
}
