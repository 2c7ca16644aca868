//! [`Stop`]: a run is asked to stop, and tells when it has.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Running,
    Asked,
    Stopped,
}

/// Asks a run to stop, from another thread such as one that handles signals.
///
/// ```
/// use polynorm::corpus::Stop;
/// use std::time::Duration;
///
/// let stop = Stop::new();
/// // Nothing runs: there is nothing to wait for.
/// assert!(!stop.ask(Duration::from_secs(5)));
/// ```
#[derive(Debug)]
pub struct Stop {
    state: Mutex<State>,
    changed: Condvar,
}

impl Default for Stop {
    fn default() -> Stop {
        Stop::new()
    }
}

impl Stop {
    /// Nothing is asked yet.
    pub const fn new() -> Stop {
        Stop { state: Mutex::new(State::Idle), changed: Condvar::new() }
    }

    fn set(&self, when: impl Fn(State) -> bool, state: State) {
        let mut now = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if when(*now) {
            *now = state;
            self.changed.notify_all();
        }
    }

    /// A run has begun.
    pub(super) fn begin(&self) {
        self.set(|state| state != State::Asked, State::Running);
    }

    /// All that the run has written lasts; or it is over.
    pub(super) fn end(&self) {
        self.set(|state| state == State::Running, State::Idle);
        self.set(|state| state == State::Asked, State::Stopped);
    }

    /// Whether the run is to stop.
    pub fn is_asked(&self) -> bool {
        matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), State::Asked | State::Stopped)
    }

    /// Asks the run to stop, and waits until what it has written lasts; tells whether a run did so in that time.
    pub fn ask(&self, wait: Duration) -> bool {
        self.set(|state| state == State::Running, State::Asked);
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(state, wait, |state| *state == State::Asked);
        *waited.unwrap_or_else(PoisonError::into_inner).0 == State::Stopped
    }
}
