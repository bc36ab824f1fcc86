//! Genera: opens the window, or runs a command without one.

use std::process::ExitCode;

fn main() -> ExitCode {
    genera::cli::main()
}
