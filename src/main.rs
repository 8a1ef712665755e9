//! The program: reads the command line, runs the command, and says by its exit status how it went.

use std::process::ExitCode;

use supportplan::commands;

fn main() -> ExitCode {
    commands::main()
}
