//! The development gold of `tests/articles`: language, stream and role of every paragraph; recall, clusters (B³) and false
//! merges of the names. The floors are what is reached; raise them when it gets better. A failure prints every mistake.
#![allow(clippy::print_stdout, reason = "`-- --nocapture` shows the figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use polynorm::{Document, Name, Pipeline, Stream};

/// Articles by their numbers, and what is reached in them at least.
struct Set {
    numbers: std::ops::RangeInclusive<usize>,
    /// Whether its mistakes are looked at. Those of a set that is not tell what is to be expected of unseen articles.
    seen: bool,
    /// Share of paragraphs with the right language, stream and role.
    language: f64,
    stream: f64,
    role: f64,
    /// Share of the annotated names that are found with exactly their bytes, and of the names found that are annotated.
    recall: f64,
    precision: f64,
    /// F1 of B³ over the annotated names, each missed one a cluster by itself.
    b_cubed: f64,
    /// Pairs of annotated entities that stand under one id in one document.
    false_merges: usize,
}

#[rustfmt::skip]
const SETS: [Set; 3] = [
    Set { numbers: 1..=18, seen: true, language: 0.995, stream: 0.98, role: 0.97, recall: 0.97, precision: 0.98, b_cubed: 0.985, false_merges: 3 },
    Set { numbers: 19..=26, seen: true, language: 0.97, stream: 0.965, role: 0.95, recall: 0.9, precision: 0.96, b_cubed: 0.95, false_merges: 13 },
    Set { numbers: 27..=34, seen: false, language: 0.98, stream: 0.96, role: 0.93, recall: 0.87, precision: 0.92, b_cubed: 0.92, false_merges: 16 },
];

impl Set {
    /// Whether an article is in it: `01_sahel.txt`.
    fn has(&self, doc: &str) -> bool {
        doc.get(..2).and_then(|number| number.parse().ok()).is_some_and(|number| self.numbers.contains(&number))
    }
}

#[test]
fn paragraphs() {
    let documents = Documents::read();
    let normalized = documents.normalize();
    for set in &SETS {
        paragraphs_of(set, &normalized);
    }
}

fn paragraphs_of(set: &Set, normalized: &BTreeMap<String, Document<'_>>) {
    let (mut lines, mut mistakes) = (0.0, Vec::new());
    let (mut language, mut stream, mut role) = (0.0, 0.0, 0.0);
    for row in table("paragraphs.tsv").iter().filter(|row| set.has(&row["doc"])) {
        let (start, end) = row.range();
        let (doc, text) = (&row["doc"], &row["text"]);
        let paragraph = normalized[doc]
            .paragraphs
            .iter()
            .max_by_key(|p| (overlap(&p.source, start..end), std::cmp::Reverse(p.source.start)))
            .filter(|p| overlap(&p.source, start..end) * 2 > end - start);
        let got = paragraph.map_or(("-", "-", "-"), |p| (p.language.code(), p.role.name(), p.role.stream().name()));
        let right = (
            row["lang"].split('|').any(|l| l == got.0),
            row["role"].split('|').any(|r| r == got.1),
            row["stream"] == got.2,
        );
        lines += 1.0;
        language += f64::from(right.0);
        role += f64::from(right.1);
        stream += f64::from(right.2);
        if right != (true, true, true) {
            let wanted = format!("{}/{}/{}", row["lang"], row["role"], row["stream"]);
            mistakes.push(format!("{doc}:{} wanted {wanted}, got {}/{}/{}: {text}", row["line"], got.0, got.1, got.2));
        }
    }
    let floors = [
        ("language", language / lines, set.language),
        ("stream", stream / lines, set.stream),
        ("role", role / lines, set.role),
    ];
    judge(set, &floors, &mistakes);
}

#[test]
fn names() {
    let documents = Documents::read();
    let normalized = documents.normalize();
    for set in &SETS {
        names_of(set, &normalized);
    }
}

fn names_of(set: &Set, normalized: &BTreeMap<String, Document<'_>>) {
    let mut gold = table("mentions.tsv");
    gold.retain(|row| set.has(&row["doc"]));
    let (mut hits, mut listed, mut merges) = (0, 0, 0);
    // The annotated names of all documents as (annotated cluster, our cluster).
    let mut clustered: Vec<(String, String)> = Vec::new();
    let mut mistakes = Vec::new();
    for (doc, document) in normalized.iter().filter(|(doc, _)| set.has(doc)) {
        let rows: Vec<&Row> = gold.iter().filter(|row| row["doc"] == *doc).collect();
        let names: BTreeMap<(usize, usize), &Name> = document
            .paragraphs
            .iter()
            .flat_map(|p| &p.names)
            .map(|name| ((name.source.start, name.source.end), name))
            .collect();
        listed += names.len();
        let annotated: BTreeSet<(usize, usize)> = rows.iter().map(|row| (row.range().0, row.range().1)).collect();
        for (range, name) in names.iter().filter(|(range, _)| !annotated.contains(range)) {
            mistakes.push(format!("{doc}:{range:?} superfluous {:?} ({}, {})", name.surface, name.entity, name.how));
        }
        let found: Vec<(&Row, Option<&Name>)> =
            rows.iter().map(|row| (*row, names.get(&row.range()).copied())).collect();

        // A second reading that the annotation accepts counts where the name stands with that entity's own names.
        let mut of_cluster: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (row, name) in &found {
            if let (Some(name), true) = (name, row["alt"].is_empty()) {
                *of_cluster.entry(&name.entity).or_default().entry(&row["entity"]).or_default() += 1;
            }
        }
        let mut in_cluster: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (row, name) in &found {
            let Some(name) = name else {
                mistakes.push(format!("{doc}:{:?} missed {:?} ({})", row.range(), row["surface"], row["entity"]));
                clustered.push((format!("{doc} {}", row["entity"]), format!("{doc} missed {}", row["start"])));
                continue;
            };
            hits += 1;
            let mainly = of_cluster.get(name.entity.as_str()).and_then(|c| c.iter().max_by_key(|&(_, count)| *count));
            let second = !row["alt"].is_empty() && mainly.is_some_and(|(entity, _)| *entity == row["alt"]);
            let entity = if second { &row["alt"] } else { &row["entity"] };
            in_cluster.entry(&name.entity).or_default().entry(entity).or_insert(&row["surface"]);
            clustered.push((format!("{doc} {entity}"), format!("{doc} {}", name.entity)));
            if name.kind.name() != row["kind"] {
                let wanted = format!("wanted {}, got {}", row["kind"], name.kind);
                mistakes.push(format!(
                    "{doc}:{:?} kind of {:?}: {wanted} ({})",
                    row.range(),
                    row["surface"],
                    name.entity
                ));
            }
        }
        for (ours, entities) in in_cluster.iter().filter(|(_, entities)| entities.len() > 1) {
            merges += entities.len() * (entities.len() - 1) / 2;
            mistakes.push(format!("{doc} FALSE MERGE under {ours}: {entities:?}"));
        }
    }
    for (annotated, ours) in split(&clustered) {
        mistakes.push(format!("{annotated} is split into {ours:?}"));
    }
    let floors = [
        ("recall", hits as f64 / gold.len() as f64, set.recall),
        ("precision", hits as f64 / f64::max(listed as f64, 1.0), set.precision),
        ("B3", b_cubed(&clustered), set.b_cubed),
        ("false merges (negative)", -(merges as f64), -(set.false_merges as f64)),
    ];
    judge(set, &floors, &mistakes);
}

/// Every name's bytes are what it says, in every document.
#[test]
fn names_stand_where_they_say() {
    let documents = Documents::read();
    for (doc, document) in &documents.normalize() {
        for paragraph in &document.paragraphs {
            for name in &paragraph.names {
                let bytes = &document.source[name.source.clone()];
                assert_eq!(std::str::from_utf8(bytes), Ok(name.surface.as_str()), "{doc} {:?}", name.source);
                assert_eq!(&paragraph.text()[name.span.clone()], name.written, "{doc} {:?}", name.span);
            }
        }
    }
}

/// The tables are what they say: ranges in order within their document, surfaces as in the file, streams as the roles.
#[test]
fn the_annotation_fits_the_articles() {
    let documents = Documents::read();
    let mut before: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for file in ["paragraphs.tsv", "mentions.tsv"] {
        for row in table(file) {
            let (start, end) = row.range();
            let bytes = &documents.0[&row["doc"]][start..end];
            let last = before.insert((file, row["doc"].clone()), end).unwrap_or(0);
            assert!(last <= start && start < end, "{file}: {}: {start}..{end} after {last}", row["doc"]);
            if file == "mentions.tsv" {
                assert_eq!(bytes, row["surface"].as_bytes(), "{}: {start}..{end}", row["doc"]);
                assert!(polynorm::Kind::from_name(&row["kind"]).is_some(), "{}: kind of {start}..{end}", row["doc"]);
            } else {
                let role = row["role"].split('|').next().and_then(polynorm::Role::from_name);
                assert_eq!(
                    role.map(|r| r.stream().name()),
                    Some(row["stream"].as_str()),
                    "{}: {start}..{end}",
                    row["doc"]
                );
            }
        }
    }
    assert!(Stream::ALL.iter().all(|s| table("paragraphs.tsv").iter().any(|row| row["stream"] == s.name())));
}

fn judge(set: &Set, floors: &[(&str, f64, f64)], mistakes: &[String]) {
    let figures: Vec<String> = floors.iter().map(|(what, got, _)| format!("{what} {got:.4}")).collect();
    println!("{:?}: {}", set.numbers, figures.join(", "));
    if floors.iter().any(|(_, got, floor)| got < floor) {
        let mistakes = if set.seen { mistakes.join("\n") } else { String::new() };
        panic!("{:?}: below the floors {floors:?} (what, got, floor)\n{mistakes}", set.numbers);
    }
}

/// F1 of B³: of each item, how much of its cluster of ours is in its annotated cluster, and the other way round.
fn b_cubed(items: &[(String, String)]) -> f64 {
    let count = |key: fn(&(String, String)) -> (&str, &str)| {
        let mut counts: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        items.iter().for_each(|item| *counts.entry(key(item)).or_default() += 1.0);
        items.iter().map(|item| counts[&key(item)]).collect::<Vec<f64>>()
    };
    let both = count(|(gold, ours)| (gold, ours));
    let (gold, ours) = (count(|(gold, _)| (gold, "")), count(|(_, ours)| ("", ours)));
    let precision: f64 = both.iter().zip(&ours).map(|(b, o)| b / o).sum();
    let recall: f64 = both.iter().zip(&gold).map(|(b, g)| b / g).sum();
    2.0 * precision * recall / (precision + recall) / items.len() as f64
}

/// The annotated clusters whose found names stand in several of ours.
fn split(items: &[(String, String)]) -> Vec<(&str, BTreeSet<&str>)> {
    let mut ours: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (gold, cluster) in items.iter().filter(|(_, cluster)| !cluster.contains(" missed ")) {
        ours.entry(gold).or_default().insert(cluster);
    }
    ours.into_iter().filter(|(_, clusters)| clusters.len() > 1).collect()
}

#[test]
fn b_cubed_of_known_clusters() {
    let items = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect::<Vec<_>>();
    assert_eq!(b_cubed(&items(&[("a", "x"), ("a", "x"), ("b", "y")])), 1.0);
    // All in one: precision (2/3 + 2/3 + 1/3) / 3 = 5/9, recall 1.
    assert!((b_cubed(&items(&[("a", "x"), ("a", "x"), ("b", "x")])) - 10.0 / 14.0).abs() < 1e-9);
    // Each by itself: precision 1, recall (1/2 + 1/2 + 1) / 3 = 2/3.
    assert!((b_cubed(&items(&[("a", "x"), ("a", "y"), ("b", "z")])) - 0.8).abs() < 1e-9);
}

struct Documents(BTreeMap<String, Vec<u8>>);

impl Documents {
    fn read() -> Documents {
        let paths = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let articles = paths.filter(|path| path.extension().is_some_and(|e| e == "txt"));
        Documents(articles.map(|p| (p.file_name().unwrap().display().to_string(), fs::read(p).unwrap())).collect())
    }

    fn normalize(&self) -> BTreeMap<String, Document<'_>> {
        let pipeline = Pipeline::new();
        self.0.iter().map(|(name, bytes)| (name.clone(), pipeline.normalize(bytes))).collect()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/articles")
}

fn overlap(one: &std::ops::Range<usize>, other: std::ops::Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

/// A row of a table, by the names of its columns.
struct Row(BTreeMap<String, String>);

impl std::ops::Index<&str> for Row {
    type Output = String;

    fn index(&self, column: &str) -> &String {
        &self.0[column]
    }
}

impl Row {
    fn range(&self) -> (usize, usize) {
        (self["start"].parse().unwrap(), self["end"].parse().unwrap())
    }
}

fn table(file: &str) -> Vec<Row> {
    let text = fs::read_to_string(folder().join(file)).unwrap();
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned));
    let header: Vec<String> = lines.next().unwrap().collect();
    lines.map(|cells| Row(header.iter().cloned().zip(cells).collect())).collect()
}
