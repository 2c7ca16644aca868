//! [`diff()`]: what a change of settings or version did to a corpus: two runs over the same inputs compared.
//!
//! `walk` pairs the documents of both outputs, `fields` says what differs between two records, `words` what differs
//! between two texts. Memory is bounded whatever the length of the outputs.

mod fields;
mod walk;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::lines::lines;
use super::run::flat_settings;
use crate::Error;
use crate::corpus::statistics::Piece;
use crate::corpus::{Contents, RunFile, Statistics};
use fields::Fields;
use walk::{Found, Side, walk};

/// Ids that are shown of each sort.
const IDS: usize = 10;

/// What differs between two runs.
#[derive(Debug, Default, Serialize)]
pub struct Difference {
    /// Settings (and the version) with their values in both.
    pub settings: Vec<Setting>,
    /// Counts of the summaries.
    pub counts: Vec<Count>,
    /// Documents of the outputs.
    pub documents: Documents,
    /// Why documents were not compared, if they were not.
    pub not_compared: Option<String>,
}

/// A setting that differs.
#[derive(Debug, PartialEq, Serialize)]
pub struct Setting {
    /// Its path.
    pub setting: String,
    /// What it was; nothing if it was not set.
    pub was: Option<String>,
    /// What it is.
    pub now: Option<String>,
}

/// A number that differs.
#[derive(Debug, PartialEq, Serialize)]
pub struct Count {
    /// What of: `language eng`, `rule unicode:nfc`.
    pub of: String,
    /// `documents`, `paragraphs`, `bytes`, `edits`, `mentions`.
    pub unit: &'static str,
    /// What it was.
    pub was: u64,
    /// What it is.
    pub now: u64,
}

/// What became of the documents.
#[derive(Debug, Default, Serialize)]
pub struct Documents {
    /// With the same record.
    pub same: u64,
    /// With another record.
    pub changed: u64,
    /// Only in the first.
    pub removed: u64,
    /// Only in the second.
    pub added: u64,
    /// Changed documents in which a field differs; `paragraphs.text` is the `text` of a paragraph.
    pub fields: BTreeMap<String, u64>,
    /// How often a value became another.
    pub became: Vec<Became>,
    /// The first changed documents.
    pub examples: Vec<Example>,
    /// Ids of the first that are only in one.
    pub removed_ids: Vec<String>,
    /// As above.
    pub added_ids: Vec<String>,
}

/// A value of a field that became another.
#[derive(Debug, PartialEq, Serialize)]
pub struct Became {
    /// The field.
    pub field: String,
    /// Its value in the first run.
    pub was: String,
    /// In the second.
    pub now: String,
    /// How often.
    pub times: u64,
}

/// A document that changed.
#[derive(Debug, PartialEq, Serialize)]
pub struct Example {
    /// Its id.
    pub id: String,
    /// The fields that differ.
    pub fields: BTreeSet<String>,
    /// Where the first paragraph with another text starts in the source, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// That text, with what changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
}

impl Difference {
    /// Whether what was written is the same: the settings may differ and change nothing.
    pub fn is_same(&self) -> bool {
        let Documents { changed, removed, added, .. } = self.documents;
        self.counts.is_empty() && changed + removed + added == 0
    }
}

/// Compares two runs, each given by its output or its summary; shows at most `examples` changed documents.
///
/// Outputs in JSON lines, also packed with gzip or zstd, are compared document by document. An output without a summary is
/// compared too, as far as that goes.
///
/// # Errors
/// [`Error::is_io`] if a run cannot be read, [`Error::is_data`] if a summary is none.
pub fn diff(first: &Path, second: &Path, examples: usize) -> Result<Difference, Error> {
    let mut difference = Difference::default();
    let (a, b) = (Run::open(first)?, Run::open(second)?);
    if let (Some(a), Some(b)) = (&a.file, &b.file) {
        difference.settings = settings(a, b);
        difference.counts = counts(a, b);
    }
    let others: Vec<String> = a
        .outputs
        .iter()
        .chain(&b.outputs)
        .filter(|path| !can_read(path))
        .map(|path| path.display().to_string())
        .collect();
    if !others.is_empty() || a.outputs.is_empty() || b.outputs.is_empty() {
        let which = if others.is_empty() { "a run without an output".to_owned() } else { others.join(", ") };
        difference.not_compared = Some(format!("{which}: only JSON lines are compared document by document"));
        return Ok(difference);
    }
    difference.documents = documents(&a.outputs, &b.outputs, examples)?;
    Ok(difference)
}

/// Whether a file is one of JSON lines, by its name.
fn can_read(path: &Path) -> bool {
    let contents = Contents::of_name(&path.to_string_lossy());
    // What has no ending is taken for what `normalize` writes if it is not told otherwise.
    matches!(contents, Contents::Jsonl | Contents::Quarantine) || (path.is_file() && path.extension().is_none())
}

/// A run with the files that it wrote.
struct Run {
    file: Option<RunFile>,
    outputs: Vec<PathBuf>,
}

impl Run {
    fn open(path: &Path) -> Result<Run, Error> {
        let (file, place) = match RunFile::read(path) {
            Ok(read) => read,
            // An output alone is something to compare.
            Err(e) if e.is_io() && path.is_file() && RunFile::output(path).is_none() => {
                return Ok(Run { file: None, outputs: vec![path.to_owned()] });
            }
            Err(e) => return Err(e),
        };
        let outputs: Vec<PathBuf> = match (&*file.outputs, RunFile::output(&place)) {
            // The output may have been moved with its summary.
            ([_] | [], Some(own)) if own.is_file() => vec![own],
            (outputs, _) => outputs
                .iter()
                .map(|output| {
                    let path = output.path.clone();
                    let moved = path.file_name().map(|name| place.with_file_name(name));
                    moved.filter(|moved| !path.exists() && moved.exists()).unwrap_or(path)
                })
                .collect(),
        };
        Ok(Run { file: Some(file), outputs })
    }
}

fn settings(a: &RunFile, b: &RunFile) -> Vec<Setting> {
    let flat = |run: &RunFile| -> BTreeMap<String, String> {
        let version = ("version of polynorm".to_owned(), run.polynorm.clone());
        flat_settings(run).into_iter().chain([version]).collect()
    };
    let (a, b) = (flat(a), flat(b));
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let differ = names.into_iter().filter(|name| a.get(*name) != b.get(*name));
    differ.map(|name| Setting { setting: name.clone(), was: a.get(name).cloned(), now: b.get(name).cloned() }).collect()
}

fn counts(a: &RunFile, b: &RunFile) -> Vec<Count> {
    let (a, b) = (numbers(a), numbers(b));
    let keys: BTreeSet<&(usize, String, usize)> = a.keys().chain(b.keys()).collect();
    let counts = keys.into_iter().map(|key| {
        let value = |of: &Numbers| of.get(key).copied().unwrap_or_default();
        Count { of: key.1.clone(), unit: UNITS[key.2], was: value(&a), now: value(&b) }
    });
    counts.filter(|count| count.was != count.now).collect()
}

/// What is counted, in the order in which it is told.
const UNITS: [&str; 6] = ["documents", "paragraphs", "bytes", "edits", "mentions", "rewritten"];

/// Numbers by the place of their sort, their name, and the place of their unit.
type Numbers = BTreeMap<(usize, String, usize), u64>;

/// The numbers of a run that should not change, in the order in which they are told.
fn numbers(run: &RunFile) -> Numbers {
    let Statistics { all, languages, scripts, encodings, roles, streams, rules, mojibake, names, .. } = &run.statistics;
    let mut numbers = Numbers::new();
    let mut put = |place: usize, of: String, unit: &str, number| {
        let unit = UNITS.iter().position(|known| *known == unit).unwrap_or_default();
        numbers.insert((place, of, unit), number)
    };
    put(0, "read".to_owned(), "documents", run.counts.read);
    put(0, "written".to_owned(), "documents", run.counts.written);
    put(0, "quarantined".to_owned(), "documents", run.counts.quarantined);
    put(0, "all".to_owned(), "paragraphs", all.paragraphs);
    for (place, sort, tallies) in [
        (1, "language", languages),
        (2, "script", scripts),
        (3, "encoding", encodings),
        (4, "stream", streams),
        (5, "role", roles),
    ] {
        for (name, tally) in tallies {
            put(place, format!("{sort} {name}"), "documents", tally.documents);
            put(place, format!("{sort} {name}"), "paragraphs", tally.paragraphs);
            put(place, format!("{sort} {name}"), "bytes", tally.bytes);
        }
    }
    for (place, sort, all) in [(6, "rule", rules), (7, "mojibake", mojibake)] {
        for (name, edits) in all {
            put(place, format!("{sort} {name}"), "edits", edits.edits);
        }
    }
    for (kind, mentions) in &names.kinds {
        put(8, format!("names {kind}"), "mentions", mentions.mentions);
        put(8, format!("names {kind}"), "rewritten", mentions.rewritten);
    }
    numbers
}

fn documents(first: &[PathBuf], second: &[PathBuf], examples: usize) -> Result<Documents, Error> {
    let (mut documents, mut fields) = (Documents::default(), Fields::default());
    let note = |ids: &mut Vec<String>, id: Option<String>| ids.extend(id.filter(|_| ids.len() < IDS));
    walk(lines(first)?, lines(second)?, |found| match found {
        Found::Same => documents.same += 1,
        Found::Changed(was, now) => {
            documents.changed += 1;
            let (fields, text) = fields.compare(&was.bytes, &now.bytes);
            if documents.examples.len() < examples {
                let (at, pieces) = text.map_or((None, Vec::new()), |text| (Some(text.at), text.pieces));
                documents.examples.push(Example { id: now.id, fields, at, pieces });
            }
        }
        Found::ChangedFar(id) => {
            documents.changed += 1;
            if documents.examples.len() < examples {
                documents.examples.push(Example { id, fields: BTreeSet::new(), at: None, pieces: Vec::new() });
            }
        }
        Found::Only(Side::First, id) => {
            documents.removed += 1;
            note(&mut documents.removed_ids, id);
        }
        Found::Only(Side::Second, id) => {
            documents.added += 1;
            note(&mut documents.added_ids, id);
        }
    })?;
    documents.fields = fields.documents;
    let became = fields.became.into_iter().map(|((field, was, now), times)| Became { field, was, now, times });
    documents.became = became.collect();
    documents.became.sort_by(|a, b| {
        b.times.cmp(&a.times).then_with(|| (&a.field, &a.was, &a.now).cmp(&(&b.field, &b.was, &b.now)))
    });
    Ok(documents)
}
