//! Signals that end the program: a run stops where it can be gone on with, and the exit code tells the signal.
//!
//! A hang-up is left alone, so that `nohup` works; what it kills can be gone on with too.

use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use crate::corpus::Stop;

/// What stops a run, when a signal asks for it.
pub static STOP: Stop = Stop::new();

/// The exit code of an interrupted run: 128 and the number of the signal, as shells have it.
static CODE: AtomicU8 = AtomicU8::new(INTERRUPTED);

const INTERRUPTED: u8 = 128 + 2;
#[cfg(unix)]
const TERMINATED: u8 = 128 + 15;

const TOLD: &str =
    "polynorm: interrupted; what is not finished stands in files that end in `.partial`, `--resume` goes on with it";

/// Says that the run was interrupted; gives the exit code.
pub fn interrupted() -> u8 {
    eprintln!("{TOLD}");
    CODE.load(Ordering::Relaxed)
}

/// From now on signals stop the run.
#[cfg(unix)]
pub fn handle() {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            stop(if signal == SIGTERM { TERMINATED } else { INTERRUPTED });
        }
    });
}

/// The same elsewhere, where there is one signal.
#[cfg(not(unix))]
pub fn handle() {
    let _ = ctrlc::set_handler(|| stop(INTERRUPTED));
}

fn stop(code: u8) -> ! {
    CODE.store(code, Ordering::Relaxed);
    if STOP.ask(Duration::from_secs(4)) {
        // The run ends by itself, unless it waits for its input.
        std::thread::sleep(Duration::from_secs(1));
    }
    eprintln!("{TOLD}");
    std::process::exit(code.into())
}
