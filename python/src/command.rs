//! The command `polynorm` inside of Python.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command with these arguments, of which the first is its name; gives the exit code. It handles signals by itself,
/// ends the process if one comes, and starts threads: for `polynorm.__main__`, which does nothing else.
#[pyfunction(name = "_run")]
pub fn run(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| polynorm::cli::run(args))
}
