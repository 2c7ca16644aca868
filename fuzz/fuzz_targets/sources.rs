//! Any bytes are read as a file of any kind: no panic, nothing larger than the limits say, and what is read from a place
//! in the middle on is what was read behind it.
//!
//! Parquet and Arrow are not in this build: their decoders are others' code, whose panics are caught and quarantined.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use polynorm::corpus::{Contents, FileSource, Item, Position, RAW_LIMIT, Source, SourceOptions};

/// The first byte of the input says what the others are read as.
const KINDS: [Contents; 10] = [
    Contents::Auto,
    Contents::Text,
    Contents::Jsonl,
    Contents::Quarantine,
    Contents::Csv,
    Contents::Tsv,
    Contents::Warc,
    Contents::Mbox,
    Contents::Eml,
    Contents::Html,
];

/// Limits that short inputs reach.
const CUT: usize = 256;
const MAX_DOCUMENT: usize = 4 << 10;
const MAX_MEMBER: u64 = 64 << 10;

static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("polynorm-fuzz-{}", std::process::id())));

fn items(contents: Contents, from: Option<&Position>) -> Vec<Item> {
    let options = SourceOptions {
        contents,
        cut: CUT,
        max_document: MAX_DOCUMENT,
        max_member: MAX_MEMBER,
        max_depth: 3,
        max_held: 16 << 10,
        ..SourceOptions::default()
    };
    let mut source = FileSource::open(vec![FILE.clone()], options).expect("the file is there");
    if let Some(from) = from {
        source.resume_at(from).expect("the file has not changed");
    }
    source.collect()
}

fuzz_target!(|input: &[u8]| {
    let Some((&kind, bytes)) = input.split_first() else { return };
    let contents = KINDS[usize::from(kind) % KINDS.len()];
    std::fs::write(&*FILE, bytes).expect("a file for the temporary folder");
    let items = items(contents, None);
    let mut documents = 0;
    for item in &items {
        // A failure keeps the first bytes; fields beside a text are as long as their row, and longer as JSON.
        let most = bytes.len() + RAW_LIMIT + 8 * MAX_DOCUMENT;
        assert!(item.size() <= most, "{} bytes from {}", item.size(), bytes.len());
        assert!(documents <= item.next.document());
        documents = item.next.document();
    }
    let shown = |items: &[Item]| items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>();
    if let Some(middle) = items.get(items.len() / 2) {
        let rest = self::items(contents, Some(&middle.next));
        assert_eq!(shown(&items[items.len() / 2 + 1..]), shown(&rest));
    }
    for item in items {
        let _ = item.open("text", "id");
    }
});
