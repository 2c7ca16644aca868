//! The report of a run: a snapshot of the page of a small one, and what must hold of any.

#[allow(dead_code, reason = "other tests need all of it")]
mod support;

use std::time::Duration;

use polynorm::Pipeline;
use polynorm::corpus::{RunFile, Statistics, Written};
use polynorm::report::{Failures, page};
use serde_json::Value;

/// Documents that want to be more than text: markup, directions, long words, control characters.
fn hostile() -> Vec<(String, String)> {
    let lines = include_str!("report/hostile.jsonl").lines();
    let texts = lines.map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| record[name].as_str().unwrap().to_owned();
        (field("id"), field("text"))
    });
    texts.collect()
}

/// What a run came to over some documents, as if each had taken a millisecond a number.
fn run<'a>(documents: impl Iterator<Item = (&'a str, &'a [u8])>) -> RunFile {
    let (pipeline, mut statistics) = (Pipeline::new(), Statistics::default());
    for (number, (id, bytes)) in documents.enumerate() {
        statistics.add(id, &pipeline.normalize(bytes), Duration::from_millis(number as u64 + 1));
    }
    let mut run = RunFile {
        polynorm: "0.0.0".into(),
        started: "2026-01-02T03:04:05Z".into(),
        seconds: 1.5,
        threads: 2,
        settings: serde_json::to_value(pipeline.settings()).unwrap(),
        inputs: vec!["articles/".into(), "<i>.jsonl".into()],
        outputs: vec![Written { path: "out/<run>.jsonl".into(), bytes: 12_345, records: statistics.all.documents }],
        quarantine: Some("out/<run>.jsonl.quarantine.jsonl".into()),
        ..RunFile::default()
    };
    run.counts.read = statistics.all.documents + 2;
    run.counts.written = statistics.all.documents;
    run.counts.quarantined = 2;
    run.counts.bytes = statistics.all.bytes;
    run.statistics = statistics;
    run
}

fn failures() -> Failures {
    let first =
        ["broken.jsonl:3", "<b>.jsonl:7"].map(|id| [id, "json", "expected value at column 1: <br>"].map(String::from));
    Failures { stages: [("json".to_owned(), 2)].into(), first: first.into() }
}

#[test]
fn the_page_of_a_small_run() {
    let documents = hostile();
    let run = run(documents.iter().map(|(id, text)| (id.as_str(), text.as_bytes())));
    let page = page(&run, Some(&failures()));
    let (style, rest) = (page.find("<style>").unwrap(), page.find("</style>").unwrap());
    // The style sheet has its own file.
    let without_style = format!("{}{}", &page[..style], &page[rest..]).replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::assert_snapshot!("report", without_style);
    for markup in ["<script", "<img", "<b>", "<i>", "<br>", "<run>", "*{display"] {
        assert!(!without_style.contains(markup), "{markup}");
    }
    assert!(!page.contains(['\u{202E}', '\u{7}', '\u{1B}', '\0']));
}

/// The page of a larger run is left for the test in a browser (`cargo xtask report`).
#[test]
fn the_page_of_a_larger_run() {
    let (documents, hostile) = (support::documents(), hostile());
    let hostile = hostile.iter().map(|(id, text)| (id.as_str(), text.as_bytes()));
    let run = run(documents.iter().map(|(id, bytes)| (id.as_str(), bytes.as_slice())).chain(hostile));
    let page = page(&run, Some(&failures()));
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("report.html"), &page).unwrap();
    assert!((50_000..600_000).contains(&page.len()), "{}", page.len());
    for heading in ["Languages and scripts", "Names and their spellings", "Slowest and oddest", "Samples before"] {
        assert!(page.contains(heading), "{heading}");
    }
    // A summary that was written and read again makes the same page.
    let read: RunFile = serde_json::from_str(&serde_json::to_string(&run).unwrap()).unwrap();
    assert_eq!(read, run);
}

#[test]
fn a_run_without_documents_and_a_summary_without_anything_have_a_page() {
    for json in ["{}", "{\"statistics\": {\"languages\": {}}, \"unknown\": 1}"] {
        let run: RunFile = serde_json::from_str(json).unwrap();
        let page = page(&run, None);
        assert!(page.contains("<h1>") && !page.contains("NaN"), "{page}");
    }
}

/// However much there is of everything, and however bad it is to escape, the page stays below 2 MB.
#[test]
fn the_page_is_bounded() {
    let pipeline = Pipeline::new();
    let mut statistics = Statistics::default();
    let bad = "\u{202E}<&\"'\u{A0}e\u{301}\u{200B}".repeat(80);
    for number in 0..400 {
        let id = format!("{bad}{number}").repeat(3);
        let text = format!("{bad}\n\n{bad} The caf\u{C3}\u{A9} of Kabul is open.\n\n{bad}");
        statistics.add(&id, &pipeline.normalize(text.as_bytes()), Duration::from_millis(number));
    }
    let mut run = RunFile { statistics, ..RunFile::default() };
    run.counts.quarantined = 1;
    run.inputs = vec![bad.repeat(10); 1000];
    let settings = (0..1000).map(|n| (format!("{bad}{n}"), Value::from(bad.repeat(5))));
    run.settings = Value::Object(settings.collect());
    let failures = Failures { first: vec![[bad.repeat(50), bad.repeat(50), bad.repeat(50)]; 10], ..failures() };
    let page = page(&run, Some(&failures));
    assert!(page.len() < 2_000_000, "{}", page.len());
}

/// The command, with an exit code that it has to have.
fn polynorm(folder: &std::path::Path, arguments: &[&str], code: i32) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_polynorm"));
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn runs_are_reported_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let (run, samples) =
        (|arguments: &[&str], code| polynorm(folder.path(), arguments, code), samples.to_str().unwrap());
    run(&["normalize", samples, "--threads", "1", "-o", "one.jsonl"], 0);
    run(&["normalize", samples, "--threads", "2", "-o", "two.jsonl.zst"], 0);
    run(&["normalize", samples, "--mojibake", "off", "--no-fold", "spaces", "-o", "other.jsonl"], 0);

    run(&["report", "one.jsonl"], 0);
    run(&["report", "one.jsonl.run.json"], 0);
    let page = std::fs::read_to_string(folder.path().join("one.jsonl.report.html")).unwrap();
    for shown in ["one.jsonl", "French", "windows-1251", "unicode:nfc", "pipeline.threshold"] {
        assert!(page.contains(shown), "{shown}");
    }

    // Threads and packing are told, and are no difference.
    let told = run(&["diff", "one.jsonl", "two.jsonl.zst"], 0);
    assert!(told.contains(" same, 0 changed, 0 removed, 0 added"), "{told}");
    let told = run(&["diff", "one.jsonl", "other.jsonl.run.json", "--examples", "2"], 1);
    for shown in ["pipeline.mojibake  on \u{2192} off", "rule encoding:mojibake", "paragraphs.text", "[-", "{+"] {
        assert!(told.contains(shown), "{shown}: {told}");
    }
    let told: Value = serde_json::from_str(&run(&["diff", "--json", "one.jsonl", "other.jsonl"], 1)).unwrap();
    assert_eq!((&told["same"], &told["documents"]["removed"]), (&Value::from(false), &Value::from(0)));
    assert!(told["documents"]["changed"].as_u64().unwrap() > 1, "{told}");
    run(&["diff", "one.jsonl", "no-such.jsonl"], 2);
}
