//! What several tests need: the documents of the repository, and what must be true of any normalized document.

use std::fs;
use std::path::{Path, PathBuf};

use polynorm::{Document, Paragraph};

/// The sample documents and the test articles with their names, in the order of their paths.
pub fn documents() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = ["examples/corpus", "tests/articles"]
        .iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 24, "only {} documents in examples/corpus and tests/articles", paths.len());
    paths.iter().map(|path| (path.file_name().unwrap().display().to_string(), fs::read(path).unwrap())).collect()
}

/// The first difference between two documents, in words.
pub fn difference(one: &Document<'_>, other: &Document<'_>) -> Option<String> {
    let summary = |d: &Document<'_>| (d.encoding, d.language, d.script, d.confidence.to_bits(), d.paragraphs.len());
    if summary(one) != summary(other) {
        return Some(format!("{:?} became {:?}", summary(one), summary(other)));
    }
    one.paragraphs.iter().zip(&other.paragraphs).find(|(a, b)| !same(a, b)).map(|(a, b)| format!("{a:?} became {b:?}"))
}

fn same(a: &Paragraph<'_>, b: &Paragraph<'_>) -> bool {
    (&a.source, a.encoding, a.language, a.script) == (&b.source, b.encoding, b.language, b.script)
        && (a.confidence.to_bits(), a.role, a.breaks_before) == (b.confidence.to_bits(), b.role, b.breaks_before)
        && (a.text(), a.decoded()) == (b.text(), b.decoded())
        && a.names == b.names
        && a.languages == b.languages
        && a.edits().eq(b.edits())
}
