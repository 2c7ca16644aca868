//! What is wrong with tables of names, and what a person should know of them: every place, not only the first.

use std::sync::Arc;

use super::store::{Flags, NONE};
use super::{Lexicon, Trie};
use crate::Error;
use crate::names::trie::Node;

/// Errors that are told, and warnings; of more only the number is.
const TOLD: usize = 20;

/// What was noticed, in the order of the files.
#[derive(Debug, Default)]
pub(super) struct Problems {
    /// With their places.
    errors: Vec<(String, String)>,
    more_errors: usize,
    warnings: Vec<String>,
    more_warnings: usize,
    /// What the files are called.
    origins: Vec<String>,
    /// Entities whose parents no row before had, and where they name them.
    pub parents: Vec<(u32, Place)>,
    /// Entities that name parents.
    pub children: Vec<(u32, Place)>,
}

/// Where a row stands: the number of its file, and its line from 1; 0 where it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub file: u32,
    pub line: u32,
}

impl Place {
    pub(super) const NOWHERE: Place = Place { file: u32::MAX, line: 0 };
}

impl Problems {
    /// The number of a file.
    pub(super) fn file(&mut self, origin: &str) -> u32 {
        self.origins.push(origin.to_owned());
        self.origins.len() as u32 - 1
    }

    /// A place in words.
    pub(super) fn told(&self, place: Place) -> String {
        let origin = self.origins.get(place.file as usize).map_or("", String::as_str);
        if place.line == 0 { origin.to_owned() } else { format!("{origin}:{}", place.line) }
    }

    pub(super) fn error(&mut self, place: Place, message: impl Into<String>) {
        if self.errors.len() < TOLD {
            self.errors.push((self.told(place), message.into()));
        } else {
            self.more_errors += 1;
        }
    }

    pub(super) fn warning(&mut self, message: impl FnOnce(&Problems) -> String) {
        if self.warnings.len() < TOLD {
            self.warnings.push(message(self));
        } else {
            self.more_warnings += 1;
        }
    }

    pub(super) fn take_warnings(&mut self) -> Vec<String> {
        let more = std::mem::take(&mut self.more_warnings);
        let mut warnings = std::mem::take(&mut self.warnings);
        if more > 0 {
            warnings.push(format!("{more} more such warnings"));
        }
        warnings
    }

    /// All errors as one.
    pub(super) fn result(self) -> Result<(), Error> {
        let mut errors = self.errors.into_iter();
        let Some((place, mut message)) = errors.next() else { return Ok(()) };
        for (place, other) in errors {
            message.push_str(&format!("\n{place}: {other}"));
        }
        if self.more_errors > 0 {
            message.push_str(&format!("\n{} more errors", self.more_errors));
        }
        Err(Error::data(message).at(place))
    }
}

/// The text of a table, without its byte order mark.
pub(super) fn text<'b>(bytes: &'b [u8], file: u32, problems: &mut Problems) -> Option<&'b str> {
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = bytes {
        problems.error(Place { file, line: 0 }, "the file is UTF-16; save it as UTF-8");
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u32;
            let byte = bytes.get(at).copied().unwrap_or_default();
            let message = format!("byte {at} (0x{byte:02X}) is not UTF-8; save the file as UTF-8");
            problems.error(Place { file, line }, message);
            None
        }
    }
}

impl Lexicon {
    /// Says which parents are no entities, here or in the lexicon `parents`, and which lead back to where they started.
    pub(super) fn check_parents(&self, problems: &mut Problems, parents: Option<fn() -> Arc<Lexicon>>) {
        for (child, place) in std::mem::take(&mut problems.parents) {
            let parent = self.entities[child as usize].parent;
            if parent != NONE && !self.entities[parent as usize].is_defined {
                let (parent, child) = (self.id(parent), self.id(child));
                if parents.is_some_and(|parents| parents().entity(parent).is_some()) {
                    continue;
                }
                problems.error(
                    place,
                    format!(
                        "the parent {parent:?} of {child:?} is no entity; give it a row, or leave the column empty"
                    ),
                );
            }
        }
        // Of each entity the number of the walk that has come by.
        let mut walks = vec![0u32; if problems.children.is_empty() { 0 } else { self.entities.len() }];
        for (number, (child, place)) in std::mem::take(&mut problems.children).into_iter().enumerate() {
            let (walk, mut at) = (number as u32 + 1, child);
            while walks[at as usize] == 0 {
                walks[at as usize] = walk;
                match self.parent(at) {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
            if walks[at as usize] == walk && self.parent(at).is_some() {
                let mut circle = vec![self.id(at)];
                let mut next = self.parent(at);
                while let Some(parent) = next.filter(|&parent| parent != at) {
                    circle.push(self.id(parent));
                    next = self.parent(parent);
                }
                circle.push(self.id(at));
                problems
                    .error(place, format!("the parents go in a circle: {}; take one of them out", circle.join(" → ")));
            }
        }
    }

    /// Tells which aliases of a table two entities have, and nothing says which is meant. The values of `trie` are numbers of
    /// aliases less `first`; `place` says where each is from.
    pub(super) fn check_shared(&self, trie: &Trie, first: u32, place: impl Fn(u32) -> Place, problems: &mut Problems) {
        for node in 0..trie.places().len() as u32 {
            let mut strong = trie.values(Node(node)).filter(|&value| {
                let alias = &self.aliases[(first + value) as usize];
                alias.is_strong() && !alias.flags.has(Flags::KEEP)
            });
            let Some(one) = strong.next() else { continue };
            for other in strong {
                let [a, b] = [one, other].map(|value| &self.aliases[(first + value) as usize]);
                let languages = a.language == b.language || a.language.is_und() || b.language.is_und();
                if a.entity != b.entity && languages && a.shapes == b.shapes {
                    problems.warning(|problems| {
                        format!(
                            "{}: the alias {:?} is one of {:?} and, {}, of {:?}; say which is meant with `weak` or `context:WORD`, \
                             or the first counts",
                            problems.told(place(other)),
                            self.arena.get(b.text()),
                            self.id(b.entity),
                            problems.told(place(one)),
                            self.id(a.entity),
                        )
                    });
                    break;
                }
            }
        }
    }
}
