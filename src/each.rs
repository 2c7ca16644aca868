//! One thing done for each paragraph of a document, on all threads of the pool where the document is large. The results
//! are those of a loop, in its order, whatever the number of threads.

use rayon::prelude::*;

/// Bytes of a document from which on it is worth waking other threads.
const LARGE: usize = 1 << 18;
/// Paragraphs that a thread takes at once, at least.
const AT_ONCE: usize = 16;

/// What `of` says of each number below `count`, which are the paragraphs of a document of so many bytes. Work is shared
/// only by a thread that is in a pool already: no library starts threads that nobody asked for.
pub(crate) fn each<T: Send>(count: usize, bytes: usize, of: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if is_shared(bytes) && count > AT_ONCE {
        (0..count).into_par_iter().with_min_len(AT_ONCE).map(&of).collect()
    } else {
        (0..count).map(of).collect()
    }
}

/// Whether the paragraphs of a document of so many bytes are shared among threads.
pub(crate) fn is_shared(bytes: usize) -> bool {
    bytes >= LARGE && rayon::current_thread_index().is_some() && rayon::current_num_threads() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_order_on_any_number_of_threads() {
        let expected: Vec<usize> = (0..1000).map(|i| i * i).collect();
        assert_eq!(each(1000, LARGE, |i| i * i), expected);
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let seen = std::sync::Mutex::new(std::collections::BTreeSet::new());
            let found = pool.install(|| {
                each(1000, LARGE, |i| {
                    std::thread::sleep(std::time::Duration::from_micros(20));
                    seen.lock().unwrap().insert(rayon::current_thread_index());
                    i * i
                })
            });
            assert_eq!(found, expected);
            assert!(threads == 1 || seen.into_inner().unwrap().len() > 1);
        }
    }
}
