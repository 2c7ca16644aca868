use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Int64Array, NullArray, RecordBatch, StringArray, UInt8Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::json::ArrayWriter;
use serde_json::Value;

use super::*;
use crate::corpus::{Origin, Record};
use crate::names::NamesMode;
use crate::{LanguageDetector, Script};

/// Texts with a bit of everything that stands in a record: streams, languages in one paragraph, names, mojibake, other encodings.
const TEXTS: [&[u8]; 6] = [
    b"The caf\xE9 opened on Monday, the owner said.",
    "Talks resume\n\nThe talks resumed on Monday, officials said. Les pourparlers ont repris lundi, disent-ils.\n\nBack to top".as_bytes(),
    "Moussa Abdoulaye Tchemogo spoke in Niamey on Friday.\n\nTchimogo said that he would stay. Ca\u{308}sar \u{1F600} na\u{c3}\u{af}ve.".as_bytes(),
    b"",
    b" \n\n ",
    b"\xff\xfe\x00",
];

fn options(edits: bool) -> Options {
    let mut options = Options::new(Pipeline::new());
    options.record.edits = edits;
    options
}

fn binary(texts: &[&[u8]]) -> ArrayRef {
    Arc::new(BinaryArray::from_vec(texts.to_vec()))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

fn rows(batch: &RecordBatch) -> Vec<Value> {
    let mut writer = ArrayWriter::new(Vec::new());
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    serde_json::from_slice(&writer.into_inner()).unwrap()
}

/// The record that the command writes, without what tells where it is from.
fn record(text: &[u8], options: &Options) -> Value {
    let document = options.pipeline.normalize(text);
    let record = Record {
        id: "",
        origin: &Origin::default(),
        carried: &[],
        document: &document,
        options: Some(options.record),
        stream: None,
        table: false,
    };
    let mut record = serde_json::to_value(record).unwrap();
    let fields = record.as_object_mut().unwrap();
    fields.retain(|name, _| name != "id" && name != "source");
    record
}

#[test]
fn rows_are_the_records_of_the_command() {
    for (edits, names) in [(false, NamesMode::Rewrite), (true, NamesMode::Annotate), (true, NamesMode::Off)] {
        let mut options = Options::new(Pipeline::builder().names(names).build().unwrap());
        options.record.edits = edits;
        let normalized = normalize(&batch(vec![("text", binary(&TEXTS))]), &options).unwrap();
        assert_eq!(normalized.schema(), schema(&batch(vec![("text", binary(&TEXTS))]).schema(), &options).unwrap());
        for (mut row, text) in rows(&normalized).into_iter().zip(TEXTS) {
            row.as_object_mut().unwrap().retain(|name, _| name != "text");
            assert_eq!(row, record(text, &options));
        }
    }
}

#[test]
fn every_layout_of_texts_gives_the_same() {
    let texts = ["Der Rat tagte am Montag in Bern.", "", "Le conseil s\u{2019}est r\u{e9}uni lundi \u{e0} Berne."];
    let plain: ArrayRef = Arc::new(StringArray::from(texts.iter().map(|t| Some(*t)).chain([None]).collect::<Vec<_>>()));
    let expected = rows(&RecordBatch::from(normalize_array(&plain.slice(0, 3), &options(true)).unwrap()));
    assert_eq!(expected[2]["language"], "fra");
    let dictionary = |values| DataType::Dictionary(Box::new(DataType::Int32), Box::new(values));
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    for kind in [Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView, dictionary(Utf8), dictionary(Binary)] {
        let column = cast(&plain, &kind).unwrap_or_else(|_| cast(&cast(&plain, &Binary).unwrap(), &kind).unwrap());
        let found = normalize_array(&column, &options(true)).unwrap();
        assert_eq!(found.fields(), &fields_of(&kind, &options(true)).unwrap(), "{kind}");
        assert!(found.is_null(3), "{kind}");
        assert_eq!(rows(&RecordBatch::from(found.slice(0, 3))), expected, "{kind}");
        let languages = language_array(&column, &options(false)).unwrap();
        let languages: Vec<_> = languages.as_string::<i32>().iter().collect();
        assert_eq!(languages, [Some("deu"), Some("und"), Some("fra"), None], "{kind}");
    }
    assert!(normalize_array(&NullArray::new(2), &options(false)).unwrap().column(0).is_null(1));
}

#[test]
fn other_columns_stay_and_those_of_our_names_move() {
    let ids: ArrayRef = Arc::new(Int64Array::from(vec![7, 8]));
    let said: ArrayRef = Arc::new(StringArray::from(vec![Some("xx"), None]));
    let input = batch(vec![
        ("id", ids.clone()),
        ("language", said.clone()),
        ("text", binary(&[b"A line.", b"Eine Zeile."])),
        ("input", ids),
    ]);
    let normalized = normalize(&input, &options(false)).unwrap();
    let names: Vec<String> = normalized.schema().fields().iter().map(|f| f.name().clone()).collect();
    assert_eq!(names, ["id", "text", "encoding", "language", "streams", "paragraphs", "error", "input"]);
    assert_eq!(normalized.schema(), schema(&input.schema(), &options(false)).unwrap());
    assert_eq!(normalized.column(0).as_primitive::<Int64Type>().values(), &[7, 8]);
    let moved = normalized.column_by_name("input").unwrap().as_struct();
    assert_eq!(moved.column_names(), ["language", "input"]);
    assert_eq!(moved.column(0).as_ref(), said.as_ref());
    // Alone, a column of the name `input` is in nobody's way.
    let alone = batch(vec![("input", said), ("text", binary(&[b"A line.", b"Eine Zeile."]))]);
    assert_eq!(normalize(&alone, &options(false)).unwrap().schema().field(0).name(), "input");
}

#[test]
fn a_bad_row_is_null_and_says_why() {
    let mut options = options(false);
    options.max_document = 20;
    let texts: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![
        Some(b"A short line."),
        None,
        Some(b"A line of more than twenty bytes."),
    ]));
    let normalized = normalize(&batch(vec![("text", texts.clone())]), &options).unwrap();
    let rows = rows(&normalized);
    assert_eq!(rows[0]["streams"]["body"], "A short line.");
    assert!(rows[0].get("error").is_none());
    assert!(rows[1].as_object().unwrap().is_empty(), "{}", rows[1]);
    let error = rows[2]["error"].as_str().unwrap();
    assert!(error.contains("33 bytes") && error.contains("max_document"), "{error}");
    assert_eq!(rows[2].as_object().unwrap().len(), 2, "text and error: {}", rows[2]);
    assert!(language_array(&texts, &options).unwrap().is_null(2));
}

/// A detector of a user's that has a defect.
struct Defective;

impl LanguageDetector for Defective {
    fn detect(&self, text: &str, _: Script) -> Option<(Language, f32)> {
        assert!(!text.contains("poison"), "poison found");
        Some((Language::new("eng")?, 1.0))
    }
}

#[test]
fn a_panic_is_the_error_of_its_row_alone() {
    let options = Options::new(Pipeline::builder().detector(Defective).build().unwrap());
    let texts: Vec<&[u8]> = (0..1000).map(|n| if n == 700 { &b"a poison"[..] } else { b"a line" }).collect();
    let columns = normalize_array(&binary(&texts), &options).unwrap();
    let (language, error) = (columns.column(1).as_string::<i32>(), columns.column(4).as_string::<i32>());
    for row in 0..1000 {
        assert_eq!(language.is_null(row), row == 700, "{row}");
        assert_eq!(error.is_valid(row), row == 700, "{row}");
    }
    assert!(error.value(700).contains("poison found"), "{}", error.value(700));
    assert!(columns.column(2).is_null(700) && columns.column(3).is_null(700));
}

#[test]
fn threads_give_the_same() {
    let texts: Vec<&[u8]> = TEXTS.iter().cycle().take(1000).copied().collect();
    let input = batch(vec![("text", binary(&texts))]);
    let one = normalize(&input, &options(false)).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    assert_eq!(pool.install(|| normalize(&input, &options(false))).unwrap(), one);
}

#[test]
fn unfit_columns_are_told() {
    let input = batch(vec![("body", binary(&[b"a"])), ("n", Arc::new(UInt8Array::from(vec![1])))]);
    let error = normalize(&input, &options(false)).unwrap_err();
    assert!(error.is_config() && error.to_string().contains("no column \"text\" among body, n"), "{error}");
    let mut options = options(false);
    options.column = "n".to_owned();
    let error = schema(&input.schema(), &options).unwrap_err();
    assert!(error.is_config() && error.to_string().contains("not UInt8"), "{error}");
    assert!(language_array(input.column(1), &options).is_err());
}

#[test]
fn no_rows_and_no_other_columns() {
    let schema = Arc::new(Schema::new(vec![Field::new("text", DataType::Utf8, false)]));
    let normalized = normalize(&RecordBatch::new_empty(schema), &options(false)).unwrap();
    assert_eq!((normalized.num_rows(), normalized.num_columns()), (0, 6));
}

#[test]
fn texts_in_latin_script() {
    let texts = StringArray::from(vec![Some("Никола Тесла"), None, Some("Григорій"), Some("plain")]);
    let latin = romanize_array(&texts, None, Alphabet::Ascii).unwrap();
    assert_eq!(latin.as_string::<i64>().value(0), "Nikola Tesla");
    assert!(latin.is_null(1));
    let languages = StringArray::from(vec![None, Some("rus"), Some("ukr"), Some("eng")]);
    let latin = romanize_array(&texts, Some(&languages), Alphabet::Ascii).unwrap();
    let latin: Vec<_> = latin.as_string::<i64>().iter().collect();
    assert_eq!(latin, [Some("Nikola Tesla"), None, Some("Hryhorii"), Some("plain")]);
    let error = romanize_array(&texts, Some(&texts), Alphabet::Ascii).unwrap_err();
    assert!(error.is_config() && error.to_string().contains("ISO 639-3"), "{error}");
}
