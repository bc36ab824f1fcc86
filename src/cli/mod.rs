//! The command line: one file a command. Without a command the window opens.

use std::process::ExitCode;

/// Runs what the arguments ask for.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
