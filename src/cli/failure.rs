//! How a command ends when it does not end well: an exit status and one line.

use std::process::ExitCode;

use crate::text::Trouble;

/// The caller can mend it by another call.
const WRONG_CALL: u8 = 2;
/// The call was right, and it went wrong.
const FAILED: u8 = 1;

/// Troubles that another call would have avoided; everything else is a failure.
const CALLERS: &[&str] = &[
    "error-call",
    "error-data-empty",
    "error-data-kind",
    "error-data-shape",
    "error-data-unknown",
    "error-density-none",
    "error-density-plane",
    "error-device-variable",
    "error-export-family",
    "error-export-fresh",
    "error-export-knob",
    "error-family-planned",
    "error-family-unknown",
    "error-held-out-index",
    "error-held-out-none",
    "error-knob-form",
    "error-knob-unknown",
    "error-knob-value",
    "error-labels-none",
    "error-latent-none",
    "error-lesson-form",
    "error-link-damaged",
    "error-open-command",
    "error-out-folder",
    "error-out-kind",
    "error-race-same",
    "error-resume-family",
    "error-resume-steps",
    "error-run-exists",
    "error-run-none",
    "error-sample-plane",
    "error-set-form",
    "error-sweep-knobs",
    "error-sweep-many",
    "error-sweep-metric",
    "error-sweep-same",
    "error-sweep-twice",
    "error-vary-form",
    "error-vary-range",
];

/// A command that did not do what it was asked for.
#[derive(Debug)]
pub(super) struct Failure {
    status: u8,
    sentence: String,
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let status = if CALLERS.contains(&trouble.key()) {
            WRONG_CALL
        } else {
            FAILED
        };
        Self {
            status,
            sentence: trouble.to_string(),
        }
    }
}

impl Failure {
    /// A refusal of the argument parser, which writes several paragraphs.
    pub(super) fn of_clap(refusal: &clap::Error) -> Self {
        let text = refusal.render().to_string();
        let mut why = Vec::new();
        let mut help = "genera --help".to_owned();
        for paragraph in text.split("\n\n") {
            let line = one_line(paragraph);
            if let Some(usage) = line.strip_prefix("Usage: ") {
                usage.clone_into(&mut help);
            } else if !line.is_empty() && !line.starts_with("For more information") {
                why.push(line.trim_start_matches("error: ").to_owned());
            }
        }
        let trouble = Trouble::new("error-call")
            .with("why", why.join("; "))
            .with("help", help);
        trouble.into()
    }

    /// Tells it, and gives the exit status that belongs to it.
    pub(super) fn report(&self) -> ExitCode {
        eprintln!("error: {}", one_line(&self.sentence));
        ExitCode::from(self.status)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
