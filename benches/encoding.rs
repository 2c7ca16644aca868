//! Speed of the detection of encodings alone, in bytes a second on one thread: `cargo bench --bench encoding`.
//!
//! Inputs: `ascii` and `utf8`, 4 MB of clean lines; `legacy`, 4,000 documents of one short paragraph each in 20 encodings in turn;
//! `mixed`, one document of 4,000 paragraphs: English in UTF-8 and ASCII, and every third one in one of those encodings. Answers are verified first.
#![allow(clippy::unwrap_used, reason = "a benchmark stops at what is wrong")]

use std::hint;

use divan::Bencher;
use divan::counter::BytesCount;
use polynorm::encoding::{self, Encoding, decode};
use polynorm::segment::{Paragraphs, Segment, segment};

fn main() {
    verify();
    divan::main();
}

const ENGLISH: [&str; 3] = [
    "Nobody could say later who had moved the boats, and the lower path was closed for two days.",
    "The caf\u{E9} by the bridge opens early when the market is held.",
    "They counted the lamps again and came to the same number as before.",
];

/// Sentences, and the encodings they are put in.
const OTHERS: [(&str, &str); 6] = [
    (
        "Le ma\u{EE}tre a \u{E9}t\u{E9} tr\u{E8}s \u{E9}tonn\u{E9} de voir arriver les invit\u{E9}s si t\u{F4}t.",
        "windows-1252 ISO-8859-15 macintosh IBM850",
    ),
    (
        "\u{17B}elazna g\u{119}\u{15B} \u{17C}y\u{142}a w ja\u{17A}ni, a dziewczynka \u{15B}pi\u{105}c m\u{F3}wi\u{142}a.",
        "windows-1250 ISO-8859-2 IBM852 x-mac-ce",
    ),
    (
        "\u{412}\u{447}\u{435}\u{440}\u{430} \u{431}\u{44B}\u{43B}\u{43E} \u{442}\u{435}\u{43F}\u{43B}\u{43E}, \u{438} \u{43C}\u{44B} \u{43F}\u{43E}\u{448}\u{43B}\u{438} \u{43A} \u{440}\u{435}\u{43A}\u{435}.",
        "windows-1251 KOI8-R ISO-8859-5 IBM866 x-mac-cyrillic",
    ),
    (
        "\u{3A4}\u{3B1} \u{3C0}\u{3B1}\u{3B9}\u{3B4}\u{3B9}\u{3AC} \u{3AD}\u{3C0}\u{3B1}\u{3B9}\u{3B6}\u{3B1}\u{3BD} \u{3BA}\u{3BF}\u{3BD}\u{3C4}\u{3AC} \u{3C3}\u{3C4}\u{3B7} \u{3B8}\u{3AC}\u{3BB}\u{3B1}\u{3C3}\u{3C3}\u{3B1}.",
        "windows-1253 ISO-8859-7 IBM737",
    ),
    (
        "\u{5B69}\u{5B50}\u{4EEC}\u{6574}\u{5929}\u{5728}\u{6D77}\u{8FB9}\u{73A9}\u{FF0C}\u{5929}\u{9ED1}\u{4E86}\u{624D}\u{56DE}\u{5BB6}\u{3002}",
        "gb18030",
    ),
    (
        "\u{5B50}\u{4F9B}\u{305F}\u{3061}\u{306F}\u{6D77}\u{306E}\u{8FD1}\u{304F}\u{3067}\u{904A}\u{3093}\u{3067}\u{3044}\u{307E}\u{3057}\u{305F}\u{3002}",
        "shift_jis euc-jp",
    ),
];

/// The text in an encoding, character by character: what each pair of bytes, and each byte, is read as.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    let name = encoding.name();
    if let Some(known) = encoding_rs::Encoding::for_label(name.as_bytes()) {
        return known.encode(text).0.into_owned();
    }
    let byte = |c: char| (0..=255u8).find(|&byte| decode(&[byte], encoding).text.chars().eq([c]));
    text.chars().filter_map(byte).collect()
}

/// Paragraphs with the texts they are.
fn legacy() -> Vec<(Vec<u8>, &'static str)> {
    let mut paragraphs = Vec::new();
    for (text, names) in OTHERS {
        for name in names.split(' ') {
            paragraphs.push((encoded(text, Encoding::from_name(name).unwrap()), text));
        }
    }
    paragraphs
}

#[derive(Clone, Copy, Debug)]
enum Input {
    Ascii,
    Utf8,
    Legacy,
    Mixed,
}

impl Input {
    fn documents(self) -> Vec<Vec<u8>> {
        let repeated = |lines: &[&str]| {
            let mut text = lines.join("\n").into_bytes();
            text.push(b'\n');
            text.repeat(4_000_000 / text.len())
        };
        match self {
            Input::Ascii => vec![repeated(&[ENGLISH[0], ENGLISH[2]])],
            Input::Utf8 => vec![repeated(&[ENGLISH[1], OTHERS[2].0, ENGLISH[0], OTHERS[4].0])],
            Input::Legacy => legacy().into_iter().map(|(bytes, _)| bytes).cycle().take(4000).collect(),
            Input::Mixed => {
                let legacy = legacy();
                let line = |i: usize| match i % 3 {
                    0 => legacy[i / 3 % legacy.len()].0.clone(),
                    _ => ENGLISH[i % 7 % 3].as_bytes().to_vec(),
                };
                vec![(0..4000).map(line).collect::<Vec<_>>().join(&b'\n')]
            }
        }
    }
}

/// The answers that the timed code must give.
fn verify() {
    for (bytes, text) in legacy() {
        let segments = segment(&bytes, Paragraphs::Line);
        let found = encoding::detect(&bytes, &segments);
        assert_eq!(decode(&bytes, found[0].encoding).text, text, "{found:?}");
    }
    for input in [Input::Ascii, Input::Utf8] {
        let document = &input.documents()[0];
        let found = encoding::detect(document, &segment(document, Paragraphs::Line));
        assert!(found.iter().all(|one| one.encoding == Encoding::UTF_8), "{input:?}");
    }
}

#[divan::bench(args = [Input::Ascii, Input::Utf8, Input::Legacy, Input::Mixed])]
fn detect(bencher: Bencher<'_, '_>, input: Input) {
    let documents = input.documents();
    let segments: Vec<Vec<Segment>> = documents.iter().map(|bytes| segment(bytes, Paragraphs::Line)).collect();
    let size: usize = documents.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(size)).bench_local(|| {
        for (bytes, segments) in documents.iter().zip(&segments) {
            hint::black_box(encoding::detect(bytes, segments));
        }
    });
}
