//! The functions in queries over Parquet, as a user writes them.
#![allow(clippy::unwrap_used, reason = "a test stops at what is wrong")]

use std::fs::File;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, BinaryArray, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use polynorm::Pipeline;
use polynorm::arrow::{Options, normalize_array};

fn options() -> Options {
    let mut options = Options::new(Pipeline::new());
    options.max_document = 100;
    options
}

fn documents() -> RecordBatch {
    let texts: ArrayRef = Arc::new(StringArray::from(vec![
        Some("Der Rat tagte am Montag in Bern."),
        Some("The council met on Monday in Bern."),
        None,
        Some("Совет собрался в понедельник в Берне."),
    ]));
    let large = "x".repeat(101);
    let raw: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![
        Some(b"The caf\xE9 opened on Monday, the owner said."),
        Some(large.as_bytes()),
        None,
        Some(b""),
    ]));
    let lang: ArrayRef = Arc::new(StringArray::from(vec![Some("deu"), None, Some("rus"), Some("ukr")]));
    RecordBatch::try_from_iter([("text", texts), ("raw", raw), ("lang", lang)]).unwrap()
}

async fn session(folder: &std::path::Path) -> SessionContext {
    let (path, batch) = (folder.join("documents.parquet"), documents());
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let mut context = SessionContext::new();
    polynorm_datafusion::register(&mut context, options()).unwrap();
    context.register_parquet("documents", path.to_str().unwrap(), ParquetReadOptions::default()).await.unwrap();
    context
}

/// The cells of a query's answer as text, a row a line.
async fn ask(context: &SessionContext, query: &str) -> Vec<String> {
    let shown = context.sql(query).await.unwrap().to_string().await.unwrap();
    let rows = shown.lines().filter(|line| line.starts_with('|')).skip(1);
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>().join(";")).collect()
}

#[tokio::test]
async fn queries_over_parquet() {
    let folder = tempfile::tempdir().unwrap();
    let context = session(folder.path()).await;
    let cases: [(&str, &[&str]); 7] = [
        ("SELECT language(text) FROM documents", &["deu", "eng", "", "rus"]),
        ("SELECT language(raw) FROM documents", &["eng", "", "", "und"]),
        (
            "SELECT normalize(raw)['streams']['body'], normalize(raw)['encoding'] FROM documents LIMIT 1",
            &["The caf\u{e9} opened on Monday, the owner said.;windows-1252"],
        ),
        (
            "SELECT normalize(raw)['error'] FROM documents WHERE normalize(raw)['error'] IS NOT NULL",
            &["a text of 101 bytes, more than the limit of 100; raise it with `max_document`"],
        ),
        ("SELECT count(*) FROM documents WHERE normalize(text) IS NULL", &["1"]),
        ("SELECT romanize(text, lang) FROM documents WHERE lang = 'ukr'", &["Sovet sobralsia v ponedelnyk v Berne."]),
        ("SELECT romanize('Никола Тесла'), language('Nobody knows why he left the town.')", &["Nikola Tesla;eng"]),
    ];
    for (query, expected) in cases {
        assert_eq!(ask(&context, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_query_gives_what_the_library_gives() {
    let folder = tempfile::tempdir().unwrap();
    let context = session(folder.path()).await;
    let batches = context.sql("SELECT normalize(raw) FROM documents").await.unwrap().collect().await.unwrap();
    let expected = normalize_array(documents().column(1), &options()).unwrap();
    let found = batches[0].column(0).as_struct();
    assert_eq!(found.column_names(), expected.column_names());
    for (found, expected) in found.columns().iter().zip(expected.columns()) {
        let plain = datafusion::arrow::compute::cast(found, expected.data_type()).unwrap();
        assert_eq!(&plain, expected);
    }
}

#[tokio::test]
async fn wrong_calls_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let context = session(folder.path()).await;
    for (query, said) in [
        ("SELECT language(7)", "not Int64"),
        ("SELECT normalize(text, lang) FROM documents", "takes one text, not 2 arguments"),
        ("SELECT romanize(text, 'Russian') FROM documents", "is no ISO 639-3 code"),
    ] {
        let error = match context.sql(query).await {
            Ok(frame) => frame.collect().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(error.to_string().contains(said), "{query}: {error}");
    }
}
