//! The gate between work and `os.fork`. The tables of the library are built when they are first needed; a child that is
//! forked while another thread builds one would wait for that thread forever. So a fork waits until no work is going on,
//! and no work begins until the process is forked.
//!
//! Whoever waits here does so without the GIL: the one who forks needs it, and so may the one who works.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use pyo3::prelude::*;

/// How many calls are at work.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
/// How many threads are about to fork.
static FORKING: AtomicUsize = AtomicUsize::new(0);

const A_MOMENT: Duration = Duration::from_micros(100);

/// Someone who is at work.
struct Inside;

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.fetch_sub(1, SeqCst);
    }
}

fn enter() -> Inside {
    loop {
        // First to come in and then to look: the one who closes the gate looks inside after that.
        INSIDE.fetch_add(1, SeqCst);
        let inside = Inside;
        if FORKING.load(SeqCst) == 0 {
            return inside;
        }
        drop(inside);
        wait(|| FORKING.load(SeqCst) == 0);
    }
}

/// Waits without the GIL, also where the caller may have it and cannot tell: consumers of a stream are both kinds.
fn wait(until: impl Fn() -> bool + Sync) {
    let sleep = || {
        while !until() {
            std::thread::sleep(A_MOMENT);
        }
    };
    if Python::try_attach(|py| py.detach(sleep)).is_none() {
        sleep();
    }
}

/// Does work of the library's, which calls nothing of Python's.
pub fn work<T>(work: impl FnOnce() -> T) -> T {
    let _inside = enter();
    work()
}

/// Does it without the GIL.
pub fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
    py.detach(|| self::work(work))
}

/// Waits until no call is at work, and lets none begin: for `os.register_at_fork`.
#[pyfunction(name = "_before_fork")]
pub fn before_fork(py: Python<'_>) {
    FORKING.fetch_add(1, SeqCst);
    py.detach(|| wait(|| INSIDE.load(SeqCst) == 0));
}

/// Lets calls begin again.
#[pyfunction(name = "_after_fork_in_parent")]
pub fn after_fork_in_parent() {
    FORKING.fetch_sub(1, SeqCst);
}

/// The same in the child, which has one thread, and that is not at work.
#[pyfunction(name = "_after_fork_in_child")]
pub fn after_fork_in_child() {
    INSIDE.store(0, SeqCst);
    FORKING.store(0, SeqCst);
}
