//! [`Statistics`]: what a run saw, in bounded memory: what `run.json` holds and the report shows.
//!
//! It is a function of the set of documents: parts are added up in any order, with the same result. Counts are exact (names
//! are, up to a stated number of spellings: [`NameCounts`]); lists have a total order; samples are chosen by hashes of ids. Only
//! [`Timing`] is not the same in the next run.

mod hash;
mod names;
mod samples;
mod top;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Document, Paragraph, Stage};
pub use names::{Entity, Mentions, NameCounts, SPELLINGS, kinds};
pub use samples::{PER_RULE, Piece, Sample, Samples};
pub use top::{Ranked, TOP, Top};

/// Bins of the histogram of confidences.
pub const CONFIDENCES: usize = 20;
/// Bytes that a document must have to be judged by its rates: in a shorter one they say little.
pub const JUDGED: u64 = 500;

/// What there was in the documents of a run. Parts of a run are added up with [`merge`](Statistics::merge); the order does not matter.
///
/// ```
/// use std::time::Duration;
/// use polynorm::{Pipeline, corpus::Statistics};
///
/// let mut statistics = Statistics::default();
/// let document = Pipeline::new().normalize("The cafe\u{301} opened on Monday, the owner said.".as_bytes());
/// statistics.add("a.txt", &document, Duration::from_millis(1));
/// assert_eq!(statistics.languages["eng"].paragraphs, 1);
/// assert_eq!(statistics.rules["unicode:nfc"].edits, 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statistics {
    /// All documents: those with paragraphs, their paragraphs, and their bytes with what stands between paragraphs.
    pub all: Tally,
    /// Documents that no stage changed.
    pub unchanged: u64,
    /// Documents and paragraphs in more than one language.
    pub mixed: Tally,
    /// By language (ISO 639-3).
    pub languages: BTreeMap<String, Tally>,
    /// By encoding.
    pub encodings: BTreeMap<String, Tally>,
    /// By script (ISO 15924).
    pub scripts: BTreeMap<String, Tally>,
    /// By role.
    pub roles: BTreeMap<String, Tally>,
    /// By stream.
    pub streams: BTreeMap<String, Tally>,
    /// Edits by `stage:rule`.
    pub rules: BTreeMap<String, Edits>,
    /// Repairs of mojibake by how the text was broken: `UTF-8 read as windows-1252`, for text broken twice
    /// `UTF-8 read as windows-1252, twice`.
    pub mojibake: BTreeMap<String, Edits>,
    /// Names and their spellings.
    pub names: NameCounts,
    /// Paragraphs whose language is told, by confidence: from 0 to 0.05, to 0.1, …
    pub confidences: Vec<u64>,
    /// Documents by length: at place `n` those of 2^(`n` - 1) bytes and more, but less than 2^`n`; at 0 the empty ones.
    pub lengths: Vec<u64>,
    /// Documents that stand out.
    pub odd: Odd,
    /// Paragraphs before and after.
    pub samples: Samples,
    /// What took how long.
    pub timing: Timing,
}

/// How much there is of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Documents with at least one such paragraph.
    pub documents: u64,
    /// Documents that are so as a whole: whose own language, script or encoding it is.
    #[serde(skip_serializing_if = "is_zero")]
    pub main: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Bytes of these paragraphs in their sources.
    pub bytes: u64,
}

/// How often something was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// Documents in which it was done.
    pub documents: u64,
    /// How often.
    pub edits: u64,
}

/// Documents that stand out. Each list says what its values are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Odd {
    /// Thousandths that are missing from full confidence, of documents of [`JUDGED`] bytes that have a language.
    pub doubtful: Top,
    /// Bytes of paragraphs without a language, of documents of [`JUDGED`] bytes.
    pub unknown: Top,
    /// Bytes that could not be decoded.
    pub undecodable: Top,
    /// Encodings, if there are several.
    pub encodings: Top,
    /// Languages, if there are several.
    pub languages: Top,
    /// Edits in 1000 bytes, of documents of [`JUDGED`] bytes.
    pub edited: Top,
    /// Bytes.
    pub longest: Top,
}

/// What took how long: not the same in the next run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timing {
    /// Microseconds of work, of all threads together.
    pub micros: u64,
    /// The documents that took longest, in microseconds.
    pub slowest: Top,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Statistics {
    /// Adds a document that took `took` to normalize.
    pub fn add(&mut self, id: &str, document: &Document<'_>, took: Duration) {
        let (hash, bytes) = (hash::hash(id.as_bytes()), document.source.len() as u64);
        let paragraphs = &document.paragraphs;
        self.all += Tally { documents: 1, main: 0, paragraphs: paragraphs.len() as u64, bytes };
        let length = (u64::BITS - bytes.leading_zeros()) as usize;
        if self.lengths.len() <= length {
            self.lengths.resize(length + 1, 0);
        }
        self.lengths[length] += 1;
        self.confidences.resize(CONFIDENCES, 0);

        let (mut languages, mut encodings) = (Vec::new(), Vec::new());
        let (mut scripts, mut roles, mut streams) = (Vec::new(), Vec::new(), Vec::new());
        let (mut rules, mut chains) = (Vec::new(), Vec::new());
        let (mut mixed, mut unknown, mut undecodable) = (0, 0, 0);
        for paragraph in paragraphs {
            let length = paragraph.source.len() as u64;
            tally(&mut languages, paragraph.language, length);
            tally(&mut encodings, paragraph.encoding.name(), length);
            tally(&mut scripts, paragraph.script, length);
            tally(&mut roles, paragraph.role, length);
            tally(&mut streams, paragraph.role.stream(), length);
            mixed += u64::from(!paragraph.languages.is_empty());
            if paragraph.language.is_und() {
                unknown += length;
            } else {
                let bin = (paragraph.confidence * CONFIDENCES as f32) as usize;
                self.confidences[bin.min(CONFIDENCES - 1)] += 1;
            }
            undecodable += self.edits(id, hash, paragraph, &mut rules);
            if let Some(repair) = paragraph.repair() {
                for change in 0..repair.changes.len() {
                    let steps = repair.chain(change).map(|step| (repair.steps[step].is, repair.steps[step].read_as));
                    count(&mut chains, steps.collect::<Vec<_>>(), 1);
                }
            }
            for name in &paragraph.names {
                self.names.add(hash, name);
            }
        }

        if languages.iter().filter(|(language, _)| !language.is_und()).count() > 1 || mixed > 0 {
            self.mixed += Tally { documents: 1, main: 0, paragraphs: mixed, bytes };
        }
        for (chain, edits) in chains {
            put(&mut self.mojibake, &told(chain.into_iter()), Edits { documents: 1, edits });
        }
        self.unchanged += u64::from(rules.is_empty());
        let edits: u64 = rules.iter().map(|(_, edits)| edits).sum();
        for ((stage, rule), edits) in rules {
            put(&mut self.rules, &samples::named((stage, rule)), Edits { documents: 1, edits });
        }
        self.odd.add(
            id,
            document,
            &Facts { unknown, undecodable, edits, languages: &languages, encodings: &encodings },
        );
        put_all(&mut self.languages, &languages, |language| language.code(), Some(document.language));
        put_all(&mut self.encodings, &encodings, |encoding| encoding, Some(document.encoding.name()));
        put_all(&mut self.scripts, &scripts, |script| script.code(), Some(document.script));
        put_all(&mut self.roles, &roles, |role| role.name(), None);
        put_all(&mut self.streams, &streams, |stream| stream.name(), None);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.timing.micros = self.timing.micros.saturating_add(micros);
        self.timing.slowest.offer(micros, id, bytes);
    }

    /// Counts a paragraph's edits and offers it as a sample. Gives the bytes that could not be decoded.
    fn edits(&mut self, id: &str, hash: u64, paragraph: &Paragraph<'_>, rules: &mut Vec<(Rule, u64)>) -> u64 {
        let mut lost = false;
        for (stage, rule, edits) in paragraph.alignment().runs() {
            if count(rules, (stage, rule), edits) {
                self.samples.offer((stage, rule), hash, id, paragraph);
            }
            lost |= rule == "undecodable";
        }
        if !lost {
            return 0;
        }
        paragraph.edits().filter(|edit| edit.rule == "undecodable").map(|edit| edit.source.len() as u64).sum()
    }

    /// Adds what another part of the run saw.
    pub fn merge(&mut self, other: Statistics) {
        let Statistics {
            all,
            unchanged,
            mixed,
            languages,
            encodings,
            scripts,
            roles,
            streams,
            rules,
            mojibake,
            names,
            confidences,
            lengths,
            odd,
            samples,
            timing,
        } = other;
        self.all += all;
        self.unchanged += unchanged;
        self.mixed += mixed;
        merge(&mut self.languages, languages);
        merge(&mut self.encodings, encodings);
        merge(&mut self.scripts, scripts);
        merge(&mut self.roles, roles);
        merge(&mut self.streams, streams);
        merge(&mut self.rules, rules);
        merge(&mut self.mojibake, mojibake);
        self.names.merge(names);
        add_up(&mut self.confidences, &confidences);
        add_up(&mut self.lengths, &lengths);
        self.odd.merge(odd);
        self.samples.merge(samples);
        self.timing.micros = self.timing.micros.saturating_add(timing.micros);
        self.timing.slowest.merge(timing.slowest);
    }
}

/// What was found out about a document on the way.
struct Facts<'a> {
    unknown: u64,
    undecodable: u64,
    edits: u64,
    languages: &'a [(crate::Language, Tally)],
    encodings: &'a [(&'static str, Tally)],
}

impl Odd {
    fn add(&mut self, id: &str, document: &Document<'_>, facts: &Facts<'_>) {
        let bytes = document.source.len() as u64;
        let offer = |list: &mut Top, value: u64, least: u64| {
            if value >= least {
                list.offer(value, id, bytes);
            }
        };
        let languages = facts.languages.iter().filter(|(language, _)| !language.is_und()).count() as u64;
        offer(&mut self.undecodable, facts.undecodable, 1);
        offer(&mut self.encodings, facts.encodings.len() as u64, 2);
        offer(&mut self.languages, languages, 2);
        offer(&mut self.longest, bytes, 1);
        if bytes >= JUDGED {
            let doubt = ((1.0 - document.confidence.clamp(0.0, 1.0)) * 1000.0).round() as u64;
            offer(&mut self.doubtful, if document.language.is_und() { 0 } else { doubt }, 1);
            offer(&mut self.unknown, facts.unknown, 1);
            offer(&mut self.edited, facts.edits * 1000 / bytes, 1);
        }
    }

    fn merge(&mut self, other: Odd) {
        let Odd { doubtful, unknown, undecodable, encodings, languages, edited, longest } = other;
        self.doubtful.merge(doubtful);
        self.unknown.merge(unknown);
        self.undecodable.merge(undecodable);
        self.encodings.merge(encodings);
        self.languages.merge(languages);
        self.edited.merge(edited);
        self.longest.merge(longest);
    }
}

type Rule = (Stage, &'static str);

/// Counts `number` more of a key; tells whether it is new. A document has few, so they are looked through from the last on.
fn count<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K, number: u64) -> bool {
    match counts.iter_mut().rev().find(|(other, _)| *other == key) {
        Some((_, count)) => {
            *count += number;
            false
        }
        None => {
            counts.push((key, number));
            true
        }
    }
}

fn tally<K: PartialEq>(tallies: &mut Vec<(K, Tally)>, key: K, bytes: u64) {
    let more = Tally { documents: 0, main: 0, paragraphs: 1, bytes };
    match tallies.iter_mut().find(|(other, _)| *other == key) {
        Some((_, tally)) => *tally += more,
        None => tallies.push((key, more)),
    }
}

fn put_all<K: PartialEq + Copy>(
    all: &mut BTreeMap<String, Tally>,
    of_document: &[(K, Tally)],
    name: impl for<'k> Fn(&'k K) -> &'k str,
    main: Option<K>,
) {
    for (key, tally) in of_document {
        put(all, name(key), Tally { documents: 1, main: u64::from(Some(*key) == main), ..*tally });
    }
}

fn put<T: std::ops::AddAssign + Default>(all: &mut BTreeMap<String, T>, key: &str, more: T) {
    match all.get_mut(key) {
        Some(value) => *value += more,
        None => all.insert(key.to_owned(), more).map_or((), drop),
    }
}

fn merge<T: std::ops::AddAssign + Default>(all: &mut BTreeMap<String, T>, other: BTreeMap<String, T>) {
    for (key, more) in other {
        *all.entry(key).or_default() += more;
    }
}

fn add_up(all: &mut Vec<u64>, other: &[u64]) {
    if all.len() < other.len() {
        all.resize(other.len(), 0);
    }
    for (sum, more) in all.iter_mut().zip(other) {
        *sum += more;
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.documents += other.documents;
        self.main += other.main;
        self.paragraphs += other.paragraphs;
        self.bytes += other.bytes;
    }
}

impl std::ops::AddAssign for Edits {
    fn add_assign(&mut self, other: Edits) {
        self.documents += other.documents;
        self.edits += other.edits;
    }
}

/// How a text was broken, for a person to read; `steps`: what it was, what it was read as, as undone.
fn told(steps: impl Iterator<Item = (&'static str, &'static str)>) -> String {
    let mut counted: Vec<((&str, &str), usize)> = Vec::new();
    for step in steps {
        match counted.last_mut() {
            Some((last, times)) if *last == step => *times += 1,
            _ => counted.push((step, 1)),
        }
    }
    let told = counted.into_iter().map(|((is, read_as), times)| match times {
        1 => format!("{is} read as {read_as}"),
        2 => format!("{is} read as {read_as}, twice"),
        times => format!("{is} read as {read_as}, {times} times"),
    });
    told.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests;
