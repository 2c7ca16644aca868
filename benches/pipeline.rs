//! Speed of the whole pipeline and of each stage, in bytes of source a second on one thread:
//! `cargo bench --bench pipeline`, or with a filter, `cargo bench --bench pipeline -- stage`.
//!
//! Inputs: `samples`, the files of `examples/corpus` (15 documents, 28 kB: ten languages, five encodings, mojibake, names);
//! `clean`, 10 MB of English in UTF-8 and NFC without names, in 10 documents. Before anything is timed, the answers are
//! verified: a fast wrong stage does not count.
#![allow(clippy::unwrap_used, reason = "a benchmark stops at what is wrong")]

use std::path::Path;
use std::sync::Arc;
use std::{fs, hint};

use ::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, RecordBatch};
use divan::Bencher;
use divan::counter::BytesCount;
use polynorm::arrow::{self, Options};
use polynorm::names::NamesMode;
use polynorm::segment::{Paragraphs, Segment};
use polynorm::{
    Document, Language, LanguageDetector, Lexicon, Pipeline, Role, Settings, encoding, language, names, role, segment,
    unicode,
};

fn main() {
    verify();
    divan::main();
}

#[derive(Clone, Copy, Debug)]
enum Input {
    Samples,
    Clean,
}

impl std::fmt::Display for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Input::Samples => "samples",
            Input::Clean => "clean",
        })
    }
}

const INPUTS: [Input; 2] = [Input::Samples, Input::Clean];

impl Input {
    fn documents(self) -> Vec<Vec<u8>> {
        match self {
            Input::Samples => samples(),
            Input::Clean => (0..10).map(|_| clean(1_000_000)).collect(),
        }
    }
}

fn samples() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/corpus");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn clean(size: usize) -> Vec<u8> {
    let sentences = [
        "The caf\u{E9} by the bridge opens early when the market is held.",
        "Nobody could say later who had moved the boats.",
        "It rained for two days, and the lower path was closed.",
        "Bread was baked twice, because the first batch had been forgotten.",
        "They counted the lamps again and came to the same number.",
    ];
    let mut text = String::new();
    for turn in 0.. {
        if text.len() >= size {
            break;
        }
        text.push_str(sentences[turn * 7 % 5]);
        text.push_str(if turn % 9 == 8 { "\n\n" } else { " " });
    }
    text.truncate(text.trim_end().len());
    text.into_bytes()
}

/// The answers that the timed code must give.
fn verify() {
    let pipeline = Pipeline::new();
    let clean = clean(1_000_000);
    let document = pipeline.normalize(&clean);
    assert!(document.paragraphs.len() > 1000);
    assert_eq!(document.language.code(), "eng");
    assert!(document.paragraphs.iter().all(|p| p.is_borrowed() && p.names.is_empty()), "clean text was changed");
    let samples = samples();
    assert_eq!(samples.len(), 15);
    let documents: Vec<Document<'_>> = samples.iter().map(|bytes| pipeline.normalize(bytes)).collect();
    let languages: Vec<&str> = documents.iter().map(|d| d.language.code()).collect();
    assert_eq!(languages[..5], ["eng", "eng", "fra", "zho", "ara"]);
    assert!(documents.iter().any(|d| d.encoding.name() == "windows-1251"));
    assert!(documents.iter().flat_map(|d| &d.paragraphs).any(|p| !p.names.is_empty()), "no names in the samples");
    assert!(documents.iter().flat_map(|d| &d.paragraphs).all(|p| p.undo() == p.decoded()));
    let texts = BinaryArray::from_iter_values(&samples);
    let columns = arrow::normalize_array(&texts, &Options::new(pipeline)).unwrap();
    let told = columns.column_by_name("language").unwrap().as_string::<i32>();
    assert_eq!(told.iter().map(Option::unwrap).collect::<Vec<_>>(), languages);
    assert_eq!(columns.column_by_name("error").unwrap().null_count(), samples.len());
}

fn size(documents: &[Vec<u8>]) -> BytesCount {
    BytesCount::new(documents.iter().map(Vec::len).sum::<usize>())
}

#[divan::bench(args = INPUTS)]
fn whole_pipeline(bencher: Bencher<'_, '_>, input: Input) {
    let (pipeline, documents) = (Pipeline::new(), input.documents());
    bencher.counter(size(&documents)).bench_local(|| {
        for bytes in &documents {
            hint::black_box(pipeline.normalize(bytes));
        }
    });
}

/// The same by the seam of Arrow: what it takes longer is what the record batches cost.
#[divan::bench(args = INPUTS)]
fn whole_pipeline_by_arrow(bencher: Bencher<'_, '_>, input: Input) {
    let (options, documents) = (Options::new(Pipeline::new()), input.documents());
    let texts: ArrayRef = Arc::new(BinaryArray::from_iter_values(&documents));
    let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
    bencher.counter(size(&documents)).bench_local(|| hint::black_box(arrow::normalize(&batch, &options).unwrap()));
}

#[divan::bench(args = INPUTS)]
fn stage_1_segment(bencher: Bencher<'_, '_>, input: Input) {
    let documents = input.documents();
    bencher.counter(size(&documents)).bench_local(|| {
        for bytes in &documents {
            hint::black_box(segment::segment(bytes, Paragraphs::Auto));
        }
    });
}

#[divan::bench(args = INPUTS)]
fn stage_2_encoding(bencher: Bencher<'_, '_>, input: Input) {
    let documents = input.documents();
    let segments: Vec<Vec<Segment>> = documents.iter().map(|d| segment::segment(d, Paragraphs::Auto)).collect();
    bencher.counter(size(&documents)).bench_local(|| {
        for (bytes, segments) in documents.iter().zip(&segments) {
            for (segment, found) in segments.iter().zip(encoding::detect(bytes, segments)) {
                let decoded = encoding::decode(&bytes[segment.range.clone()], found.encoding);
                hint::black_box(encoding::repair(&decoded.text, encoding::RepairMode::On));
            }
        }
    });
}

#[divan::bench(args = INPUTS)]
fn stage_3_language(bencher: Bencher<'_, '_>, input: Input) {
    let (pipeline, sources) = (Pipeline::new(), input.documents());
    let documents: Vec<Document<'_>> = sources.iter().map(|bytes| pipeline.detect(bytes)).collect();
    let detector: &dyn LanguageDetector = &language::Detector::default();
    let Settings { languages, threshold, .. } = pipeline.settings();
    bencher.counter(size(&sources)).bench_local(|| {
        for document in &documents {
            let texts: Vec<&str> = document.paragraphs.iter().map(|p| p.text()).collect();
            let known: Vec<Option<Language>> = texts.iter().map(|text| role::phrase_language(text)).collect();
            hint::black_box(language::identify(&texts, &known, detector, languages, *threshold));
        }
    });
}

#[divan::bench(args = INPUTS)]
fn stage_4_role(bencher: Bencher<'_, '_>, input: Input) {
    let (pipeline, sources) = (Pipeline::new(), input.documents());
    let documents: Vec<Document<'_>> = sources.iter().map(|bytes| pipeline.detect(bytes)).collect();
    bencher.counter(size(&sources)).bench_local(|| {
        let options = role::Options::default();
        let assigned = documents.iter().map(|d| role::assign(&d.paragraphs, d.language, options));
        assigned.for_each(|roles: Vec<(Role, f32)>| {
            hint::black_box(roles);
        });
    });
}

#[divan::bench(args = INPUTS)]
fn stage_5_unicode(bencher: Bencher<'_, '_>, input: Input) {
    let (pipeline, sources) = (Pipeline::new(), input.documents());
    let documents: Vec<Document<'_>> = sources.iter().map(|bytes| pipeline.detect(bytes)).collect();
    let settings = &pipeline.settings().unicode;
    bencher.counter(size(&sources)).bench_local(|| {
        for paragraph in documents.iter().flat_map(|d| &d.paragraphs) {
            hint::black_box(unicode::normalize(paragraph.text(), paragraph.language, paragraph.script, settings));
        }
    });
}

#[divan::bench(args = INPUTS)]
fn stage_6_names(bencher: Bencher<'_, '_>, input: Input) {
    let pipeline = Pipeline::builder().names(NamesMode::Off).build().unwrap();
    let (sources, lexicon) = (input.documents(), Lexicon::builtin());
    let documents: Vec<Document<'_>> = sources.iter().map(|bytes| pipeline.normalize(bytes)).collect();
    bencher.counter(size(&sources)).with_inputs(|| documents.clone()).bench_local_refs(|documents| {
        documents.iter_mut().for_each(|document| names::rewrite(document, &lexicon, NamesMode::Rewrite));
    });
}
