//! Two outputs walked through side by side: which documents are in both, in bounded memory.
//!
//! Both are in the order of the inputs, so the same document is not far in the other. What has not found its like waits in a
//! window; what falls out of it leaves two hashes behind, which still tell whether it comes, and whether it is the same.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, Hasher};

use rustc_hash::FxBuildHasher;
use serde::Deserialize;

/// Records that wait on each side, and their bytes.
const WINDOW: usize = 1024;
const WINDOW_BYTES: usize = 64 << 20;
/// Hashes that are kept of each side, in about 32 MB.
const HASHES: usize = 1 << 20;

/// A record: its id, and its line.
#[derive(Debug, PartialEq)]
pub(super) struct Line {
    pub id: String,
    pub bytes: Vec<u8>,
}

impl Line {
    /// A line of JSON with its id; without one, the line is its own.
    pub fn new(bytes: Vec<u8>) -> Line {
        #[derive(Deserialize)]
        struct Id {
            id: String,
        }
        let id = serde_json::from_slice(&bytes)
            .map_or_else(|_| String::from_utf8_lossy(&bytes).into_owned(), |Id { id }| id);
        Line { id, bytes }
    }

    fn hashes(&self) -> (u64, u64) {
        (hash(self.id.as_bytes()), hash(&self.bytes))
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    hasher.finish()
}

/// What is found on the way.
pub(super) enum Found {
    /// In both, the same.
    Same,
    /// In both, and not the same.
    Changed(Line, Line),
    /// In both and not the same, too far apart to see how.
    ChangedFar(String),
    /// Only in the first or the second (its id, if it was not too long ago).
    Only(Side, Option<String>),
}

/// One of the two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Second,
}

/// What waits on one side for its like on the other.
#[derive(Default)]
struct Waiting {
    lines: HashMap<String, VecDeque<(u64, Vec<u8>)>, FxBuildHasher>,
    order: VecDeque<(u64, String)>,
    number: u64,
    bytes: usize,
    /// Hashes of ids with those of their lines.
    gone: HashMap<u64, u64, FxBuildHasher>,
}

impl Waiting {
    /// What waits with this id, the first that came.
    fn take(&mut self, id: &str) -> Option<Vec<u8>> {
        let lines = self.lines.get_mut(id)?;
        let (_, bytes) = lines.pop_front()?;
        if lines.is_empty() {
            self.lines.remove(id);
        }
        self.bytes -= bytes.len();
        Some(bytes)
    }

    fn put(&mut self, line: Line) {
        self.bytes += line.bytes.len();
        self.number += 1;
        self.order.push_back((self.number, line.id.clone()));
        self.lines.entry(line.id).or_default().push_back((self.number, line.bytes));
    }

    /// The one that has waited longest, if there are too many, or in any case.
    fn pop(&mut self, in_any_case: bool) -> Option<Line> {
        while in_any_case || self.order.len() > WINDOW || self.bytes > WINDOW_BYTES {
            let (number, id) = self.order.pop_front()?;
            // It may have found its like since.
            if self.lines.get(&id).and_then(|lines| lines.front()).is_some_and(|(waiting, _)| *waiting == number) {
                let bytes = self.take(&id)?;
                return Some(Line { id, bytes });
            }
        }
        None
    }
}

/// Walks through both; tells what it finds as it finds it.
pub(super) fn walk<E>(
    mut first: impl Iterator<Item = Result<Vec<u8>, E>>,
    mut second: impl Iterator<Item = Result<Vec<u8>, E>>,
    mut tell: impl FnMut(Found),
) -> Result<(), E> {
    let (mut left, mut right) = (Waiting::default(), Waiting::default());
    loop {
        let (a, b) = (first.next().transpose()?, second.next().transpose()?);
        if a.is_none() && b.is_none() {
            break;
        }
        if a == b {
            tell(Found::Same);
            continue;
        }
        let (a, b) = (a.map(Line::new), b.map(Line::new));
        match (a, b) {
            (Some(a), Some(b)) if a.id == b.id => tell(Found::Changed(a, b)),
            (a, b) => {
                if let Some(a) = a {
                    meet(a, Side::First, &mut left, &mut right, &mut tell);
                }
                if let Some(b) = b {
                    meet(b, Side::Second, &mut right, &mut left, &mut tell);
                }
            }
        }
    }
    for (side, mut waiting) in [(Side::First, left), (Side::Second, right)] {
        (0..waiting.gone.len()).for_each(|_| tell(Found::Only(side, None)));
        while let Some(line) = waiting.pop(true) {
            tell(Found::Only(side, Some(line.id)));
        }
    }
    Ok(())
}

/// A line looks for its like on the other side, else it waits on its own.
fn meet(line: Line, side: Side, own: &mut Waiting, other: &mut Waiting, tell: &mut impl FnMut(Found)) {
    if let Some(bytes) = other.take(&line.id) {
        let found = Line { id: line.id.clone(), bytes };
        tell(match side {
            _ if found.bytes == line.bytes => Found::Same,
            Side::First => Found::Changed(line, found),
            Side::Second => Found::Changed(found, line),
        });
        return;
    }
    let (id, content) = line.hashes();
    match other.gone.remove(&id) {
        Some(found) if found == content => return tell(Found::Same),
        Some(_) => return tell(Found::ChangedFar(line.id)),
        None => own.put(line),
    }
    while let Some(line) = own.pop(false) {
        let (id, content) = line.hashes();
        // Of several with the same id one hash is kept.
        if own.gone.len() < HASHES && !own.gone.contains_key(&id) {
            own.gone.insert(id, content);
        } else {
            tell(Found::Only(side, Some(line.id)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: usize, text: &str) -> Result<Vec<u8>, ()> {
        Ok(format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}").into_bytes())
    }

    /// Documents that are the same, changed, changed far away, only in the first, only in the second.
    fn counts(first: Vec<Result<Vec<u8>, ()>>, second: Vec<Result<Vec<u8>, ()>>) -> [usize; 5] {
        let mut counts = [0; 5];
        walk(first.into_iter(), second.into_iter(), |found| {
            counts[match found {
                Found::Same => 0,
                Found::Changed(a, b) => {
                    assert!(a.id == b.id && a != b);
                    1
                }
                Found::ChangedFar(_) => 2,
                Found::Only(Side::First, _) => 3,
                Found::Only(Side::Second, _) => 4,
            }] += 1;
        })
        .unwrap();
        counts
    }

    #[test]
    fn documents_find_their_like() {
        let all = |text| (0..50).map(|n| line(n, text)).collect::<Vec<_>>();
        assert_eq!(counts(all("a"), all("a")), [50, 0, 0, 0, 0]);
        assert_eq!(counts(all("a"), all("b")), [0, 50, 0, 0, 0]);
        assert_eq!(counts(all("a"), vec![]), [0, 0, 0, 50, 0]);
        // Every fifth is missing in one, every seventh in the other.
        let some = |left_out| (0..50).filter(|n| n % left_out != 0).map(|n| line(n, "a")).collect::<Vec<_>>();
        assert_eq!(counts(some(5), some(7)), [34, 0, 0, 6, 8]);
        let backwards = all("a").into_iter().rev().collect();
        assert_eq!(counts(all("a"), backwards), [50, 0, 0, 0, 0]);
        // The same id twice.
        let twice = |text| vec![line(1, "a"), line(1, text), line(2, "a")];
        assert_eq!(counts(twice("a"), twice("b")), [2, 1, 0, 0, 0]);
    }

    #[test]
    fn beyond_the_window_hashes_tell() {
        let many = 3 * WINDOW;
        let forth: Vec<_> = (0..many).map(|n| line(n, "a")).collect();
        let moved = (0..many).rev().map(|n| line(n, if n == 3 { "b" } else { "a" }));
        assert_eq!(counts(forth.clone(), moved.collect()), [many - 1, 0, 1, 0, 0]);
        let others: Vec<_> = (many..2 * many).map(|n| line(n, "a")).collect();
        assert_eq!(counts(forth, others), [0, 0, 0, many, many]);
    }
}
