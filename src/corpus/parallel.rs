//! [`ordered()`]: blocks through workers and out in their order, with a bounded amount of them alive.
//!
//! rayon has no bridge that is both ordered and bounded, so the order and the bounds are ours and the work is rayon's.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use rayon::ThreadPool;

/// How much may be alive between reader and writer.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Blocks.
    pub blocks: usize,
    /// Bytes of input in them; a single block may be larger.
    pub bytes: usize,
}

impl Budget {
    /// A budget that keeps this many threads busy.
    pub fn for_threads(threads: usize) -> Budget {
        Budget { blocks: 4 * threads + 4, bytes: (8 << 20) * threads.max(4) }
    }
}

/// How long the writer waits before it looks after other things.
const IDLE: Duration = Duration::from_millis(100);

/// What is alive.
#[derive(Default)]
struct Alive {
    blocks: usize,
    bytes: usize,
    stopped: bool,
}

/// Calls the function if a panic ends the scope: the block is lost, and nobody may wait for it.
struct OnPanic<F: Fn()>(F);

impl<F: Fn()> Drop for OnPanic<F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}

/// Takes blocks from `read` (with their size in bytes) through `work` on the threads of `pool` to `write`, in order.
///
/// What `write` sees does not depend on the number of threads. `read` is called on the calling thread; it is not
/// called again after `write` has failed. `idle` is called instead of `write` where nothing came for a tenth of a second.
///
/// # Errors
/// The first error of `write` or `idle`.
///
/// # Panics
/// If `work` or `write` does; nothing waits then.
pub fn ordered<B: Send, R: Send, E: Send>(
    pool: &ThreadPool,
    budget: Budget,
    mut read: impl FnMut() -> Option<(B, usize)>,
    work: impl Fn(B) -> R + Sync,
    mut write: impl FnMut(R) -> Result<(), E> + Send,
    mut idle: impl FnMut() -> Result<(), E> + Send,
) -> Result<(), E> {
    let alive = (Mutex::new(Alive::default()), Condvar::new());
    let lock = || alive.0.lock().unwrap_or_else(PoisonError::into_inner);
    let stop = || {
        lock().stopped = true;
        alive.1.notify_all();
    };
    let (done, finished) = mpsc::channel::<(u64, usize, R)>();
    std::thread::scope(|threads| {
        let writer = threads.spawn(|| {
            let (_stop, finished) = (OnPanic(stop), finished);
            let (mut next, mut waiting) = (0, BTreeMap::new());
            let result = (|| {
                loop {
                    match finished.recv_timeout(IDLE) {
                        Ok((number, bytes, result)) => waiting.insert(number, (bytes, result)),
                        Err(mpsc::RecvTimeoutError::Timeout) => {
                            idle()?;
                            continue;
                        }
                        Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(()),
                    };
                    while let Some((bytes, result)) = waiting.remove(&next) {
                        write(result)?;
                        next += 1;
                        let mut alive_now = lock();
                        alive_now.blocks -= 1;
                        alive_now.bytes -= bytes;
                        alive.1.notify_all();
                    }
                }
            })();
            stop();
            result
        });
        pool.in_place_scope(|workers| {
            let mut number = 0;
            while let Some((block, bytes)) = read() {
                let mut alive_now = lock();
                while !alive_now.stopped
                    && alive_now.blocks > 0
                    && (alive_now.blocks >= budget.blocks || alive_now.bytes + bytes > budget.bytes)
                {
                    alive_now = alive.1.wait(alive_now).unwrap_or_else(PoisonError::into_inner);
                }
                if alive_now.stopped {
                    break;
                }
                alive_now.blocks += 1;
                alive_now.bytes += bytes;
                drop(alive_now);
                let (done, work, stop, lock) = (done.clone(), &work, &stop, &lock);
                workers.spawn(move |_| {
                    let _stop = OnPanic(stop);
                    if lock().stopped {
                        return;
                    }
                    // The writer is gone only when it failed; nobody waits for this block then.
                    let _ = done.send((number, bytes, work(block)));
                });
                number += 1;
            }
            drop(done);
        });
        writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn results_come_in_order_and_within_the_budget() {
        for threads in [1, 2, 8] {
            let (alive, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let (mut n, mut out) = (0u64, Vec::new());
            let read = || {
                n += 1;
                // The block that waits for its permit is not counted as alive by the budget.
                most.fetch_max(alive.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                (n <= 300).then_some((n, 1))
            };
            let work = |n: u64| {
                // Later blocks are faster, so that they overtake.
                std::thread::sleep(std::time::Duration::from_micros(200 - n % 200));
                n * 2
            };
            let write = |n| {
                alive.fetch_sub(1, Ordering::SeqCst);
                out.push(n);
                Ok::<_, ()>(())
            };
            ordered(&pool(threads), Budget { blocks: 5, bytes: 1000 }, read, work, write, || Ok(())).unwrap();
            assert_eq!(out, (1..=300).map(|n| n * 2).collect::<Vec<_>>());
            assert!(most.load(Ordering::SeqCst) <= 6, "{most:?} blocks were alive");
        }
    }

    #[test]
    fn a_failing_writer_stops_the_reader() {
        let mut read = 0;
        let result = ordered(
            &pool(2),
            Budget { blocks: 3, bytes: 1000 },
            || {
                read += 1;
                Some(((), 1))
            },
            |()| (),
            |()| Err("full"),
            || Ok(()),
        );
        assert_eq!(result, Err("full"));
        assert!(read < 100, "{read}");
    }

    #[test]
    fn a_panic_ends_the_run() {
        for panics_in_work in [true, false] {
            let run = || {
                let mut n = 0;
                let read = || {
                    n += 1;
                    Some((n, 1))
                };
                let work = |n: u32| assert!(n != 7 || !panics_in_work, "block {n}");
                let write = |()| -> Result<(), ()> {
                    assert!(panics_in_work, "the writer");
                    Ok(())
                };
                ordered(&pool(2), Budget { blocks: 3, bytes: 1000 }, read, work, write, || Ok(()))
            };
            assert!(std::panic::catch_unwind(run).is_err());
        }
    }

    #[test]
    fn a_block_over_the_budget_goes_through_alone() {
        let mut left = 5;
        let read = || {
            left -= 1;
            (left >= 0).then_some(((), 1_000_000))
        };
        let mut written = 0;
        let write = |()| {
            written += 1;
            Ok::<_, ()>(())
        };
        ordered(&pool(2), Budget { blocks: 3, bytes: 10 }, read, |()| (), write, || Ok(())).unwrap();
        assert_eq!(written, 5);
    }
}
