//! [`Record`]: a document as one line of JSON.

use std::ops::Range;

use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::source::Origin;
use crate::language::{Language, LanguageSpan};
use crate::names::NamesMode;
use crate::{Document, Name, Paragraph, Stream, document};

/// The unit of `span` offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Offsets {
    /// Unicode code points (Python's string index).
    #[default]
    Chars,
    /// Bytes of UTF-8.
    Bytes,
    /// UTF-16 code units (the string index of JavaScript and Java).
    Utf16,
}

impl Offsets {
    fn length(self, text: &str) -> usize {
        match self {
            Offsets::Bytes => text.len(),
            _ if text.is_ascii() => text.len(),
            Offsets::Chars => text.chars().count(),
            Offsets::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

/// Turns byte offsets into another unit; fast where they are asked in rising order.
#[derive(Clone, Debug)]
pub struct Counter<'a> {
    text: &'a str,
    unit: Offsets,
    bytes: usize,
    units: usize,
}

impl<'a> Counter<'a> {
    /// For the offsets of this text.
    pub fn new(text: &'a str, unit: Offsets) -> Counter<'a> {
        let unit = if text.is_ascii() { Offsets::Bytes } else { unit };
        Counter { text, unit, bytes: 0, units: 0 }
    }

    /// The offset of a byte, which begins a character or is the length of the text.
    pub fn at(&mut self, byte: usize) -> usize {
        if self.unit == Offsets::Bytes {
            return byte;
        }
        if byte < self.bytes {
            (self.bytes, self.units) = (0, 0);
        }
        self.units += self.unit.length(self.text.get(self.bytes..byte).unwrap_or_default());
        self.bytes = byte;
        self.units
    }

    /// The offsets of a range of bytes.
    pub fn span(&mut self, range: &Range<usize>) -> [usize; 2] {
        [self.at(range.start), self.at(range.end)]
    }
}

/// What stands in a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordOptions {
    /// The unit of `span`.
    pub offsets: Offsets,
    /// Whether `edits` are written.
    pub edits: bool,
    /// Whether names were looked for, so that `names` stands in each paragraph.
    pub names: bool,
    /// The streams that are written, with their paragraphs.
    pub streams: document::Streams,
}

impl RecordOptions {
    /// The options for a pipeline with this mode of names.
    pub fn new(offsets: Offsets, edits: bool, names: NamesMode) -> RecordOptions {
        RecordOptions { offsets, edits, names: names != NamesMode::Off, ..RecordOptions::default() }
    }
}

/// A document with where it came from; serializes as the record that `normalize` or `detect` writes.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Its id.
    pub id: &'a str,
    /// Where it comes from.
    pub origin: &'a Origin,
    /// The fields of the input that are carried through. Those whose names the record itself uses stand under `input`.
    pub carried: &'a [(String, Box<RawValue>)],
    /// The document.
    pub document: &'a Document<'a>,
    /// What is written; `None` for the shorter record of `detect`.
    pub options: Option<RecordOptions>,
    /// The stream whose paragraphs stand in it; all of them if `None`.
    pub stream: Option<Stream>,
    /// Whether it is to be a row of a table: all fields of the input stand under `input`, as text in JSON.
    pub table: bool,
}

/// The names that the records use themselves.
const OWN_FIELDS: [&str; 9] =
    ["id", "source", "encoding", "language", "script", "confidence", "streams", "paragraphs", "input"];

/// A confidence as it stands in records: three places behind the point.
pub fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Record { id, origin, carried, document, options, stream, table } = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", id)?;
        map.serialize_entry("source", origin)?;
        describe(&mut map, document, options, stream)?;
        if table {
            if !carried.is_empty() {
                let all: Vec<_> = carried.iter().collect();
                let json = serde_json::to_string(&Carried(&all)).map_err(serde::ser::Error::custom)?;
                map.serialize_entry("input", &json)?;
            }
            return map.end();
        }
        let (own, free): (Vec<_>, Vec<_>) = carried.iter().partition(|(name, _)| OWN_FIELDS.contains(&name.as_str()));
        for (name, value) in free {
            map.serialize_entry(name, value)?;
        }
        if !own.is_empty() {
            map.serialize_entry("input", &Carried(&own))?;
        }
        map.end()
    }
}

/// What a record says of the document itself.
fn describe<M: SerializeMap>(
    map: &mut M,
    document: &Document<'_>,
    options: Option<RecordOptions>,
    stream: Option<Stream>,
) -> Result<(), M::Error> {
    map.serialize_entry("encoding", document.encoding.name())?;
    let language = stream.map_or(document.language, |stream| language_of(document, stream));
    map.serialize_entry("language", language.code())?;
    match options {
        Some(options) => {
            map.serialize_entry("streams", &Streams(document, stream, options))?;
            map.serialize_entry("paragraphs", &Paragraphs(document, stream, options))
        }
        None => {
            map.serialize_entry("script", document.script.code())?;
            map.serialize_entry("confidence", &rounded(document.confidence))?;
            map.serialize_entry("paragraphs", &Detected(document, stream))
        }
    }
}

/// A document that comes from nowhere in particular; serializes as its [`Record`] without `id` and `source`.
#[derive(Clone, Copy)]
pub struct DocumentRecord<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// What is written; `None` for the shorter record of `detect`.
    pub options: Option<RecordOptions>,
}

impl Serialize for DocumentRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        describe(&mut map, self.document, self.options, None)?;
        map.end()
    }
}

/// One paragraph; serializes as it stands in the [`Record`] of its document.
#[derive(Clone, Copy)]
pub struct ParagraphRecord<'a> {
    /// The paragraph.
    pub paragraph: &'a Paragraph<'a>,
    /// What is written; `None` for the shorter record of `detect`.
    pub options: Option<RecordOptions>,
}

impl Serialize for ParagraphRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.options {
            Some(options) => WrittenParagraph::of(self.paragraph, options).serialize(serializer),
            None => DetectedParagraph::of(self.paragraph).serialize(serializer),
        }
    }
}

struct Carried<'a>(&'a [&'a (String, Box<RawValue>)]);

impl Serialize for Carried<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// The language of most of a stream; that of the document where it tells none.
fn language_of(document: &Document<'_>, stream: Stream) -> Language {
    super::sink::stream_text(document, stream.into()).map_or(document.language, |(_, language)| language)
}

/// The paragraphs of a stream, or all.
fn of_stream<'a>(document: &'a Document<'a>, stream: Option<Stream>) -> impl Iterator<Item = &'a Paragraph<'a>> {
    document.paragraphs.iter().filter(move |p| stream.is_none_or(|stream| p.role.stream() == stream))
}

/// The text of each stream, or of one; a map from its name.
pub(crate) struct Streams<'a>(pub &'a Document<'a>, pub Option<Stream>, pub RecordOptions);

impl Serialize for Streams<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for stream in Stream::ALL {
            let is_written = self.2.streams.contains(stream);
            if is_written && of_stream(self.0, self.1).any(|p| p.role.stream() == stream) {
                map.serialize_entry(stream.name(), &self.0.stream(stream))?;
            }
        }
        map.end()
    }
}

struct Detected<'a>(&'a Document<'a>, Option<Stream>);

#[derive(Serialize)]
struct DetectedParagraph<'a> {
    source: [usize; 2],
    encoding: &'a str,
    language: &'a str,
    script: &'a str,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    languages: Option<Languages<'a>>,
}

impl Serialize for Detected<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(of_stream(self.0, self.1).map(DetectedParagraph::of))
    }
}

impl<'a> DetectedParagraph<'a> {
    fn of(p: &'a Paragraph<'a>) -> DetectedParagraph<'a> {
        DetectedParagraph {
            source: [p.source.start, p.source.end],
            encoding: p.encoding.name(),
            language: p.language.code(),
            script: p.script.code(),
            confidence: rounded(p.confidence),
            languages: Languages::of(p, Offsets::Chars),
        }
    }
}

/// The paragraphs of all streams, or of one.
pub(crate) struct Paragraphs<'a>(pub &'a Document<'a>, pub Option<Stream>, pub RecordOptions);

impl Serialize for Paragraphs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = of_stream(self.0, self.1).filter(|p| self.2.streams.contains(p.role.stream()));
        serializer.collect_seq(written.map(|p| WrittenParagraph::of(p, self.2)))
    }
}

impl<'a> WrittenParagraph<'a> {
    fn of(p: &'a Paragraph<'a>, options: RecordOptions) -> WrittenParagraph<'a> {
        WrittenParagraph {
            source: [p.source.start, p.source.end],
            encoding: p.encoding.name(),
            language: p.language.code(),
            script: p.script.code(),
            confidence: rounded(p.confidence),
            languages: Languages::of(p, options.offsets),
            role: p.role.name(),
            role_confidence: rounded(p.role_confidence),
            stream: p.role.stream().name(),
            text: p.text(),
            names: options.names.then_some(Names(p, options.offsets)),
            edits: options.edits.then_some(Edits(p, options.offsets)),
        }
    }
}

#[derive(Serialize)]
struct WrittenParagraph<'a> {
    source: [usize; 2],
    encoding: &'a str,
    language: &'a str,
    script: &'a str,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    languages: Option<Languages<'a>>,
    role: &'a str,
    role_confidence: f64,
    stream: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<Names<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Edits<'a>>,
}

/// The languages of a paragraph that is in more than one.
struct Languages<'a>(&'a Paragraph<'a>, Offsets);

#[derive(Serialize)]
struct WrittenLanguage<'a> {
    span: [usize; 2],
    language: &'a str,
    script: &'a str,
    confidence: f64,
}

impl<'a> Languages<'a> {
    fn of(paragraph: &'a Paragraph<'a>, offsets: Offsets) -> Option<Languages<'a>> {
        (paragraph.languages.len() > 1).then_some(Languages(paragraph, offsets))
    }
}

impl Serialize for Languages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut counter = Counter::new(self.0.text(), self.1);
        serializer.collect_seq(self.0.languages.iter().map(|found| {
            let LanguageSpan { span, language, script, confidence } = found;
            WrittenLanguage {
                span: counter.span(span),
                language: language.code(),
                script: script.code(),
                confidence: rounded(*confidence),
            }
        }))
    }
}

struct Names<'a>(&'a Paragraph<'a>, Offsets);

#[derive(Serialize)]
struct WrittenName<'a> {
    source: [usize; 2],
    span: [usize; 2],
    surface: &'a str,
    written: &'a str,
    canonical: &'a str,
    entity: &'a str,
    kind: &'a str,
    how: &'a str,
    confidence: f64,
}

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut counter = Counter::new(self.0.text(), self.1);
        let mut seq = serializer.serialize_seq(Some(self.0.names.len()))?;
        for name in &self.0.names {
            let Name { source, span, surface, written, canonical, entity, kind, how, confidence } = name;
            seq.serialize_element(&WrittenName {
                source: [source.start, source.end],
                span: counter.span(span),
                surface,
                written,
                canonical,
                entity,
                kind: kind.name(),
                how,
                confidence: rounded(*confidence),
            })?;
        }
        seq.end()
    }
}

struct Edits<'a>(&'a Paragraph<'a>, Offsets);

#[derive(Serialize)]
struct WrittenEdit<'a> {
    source: [usize; 2],
    span: [usize; 2],
    /// What the source says there, decoded: put in the place of `span`, from the last edit to the first, it gives
    /// the decoded source.
    was: &'a str,
    stage: String,
    rule: &'a str,
}

impl Serialize for Edits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut counter = Counter::new(self.0.text(), self.1);
        let mut seq = serializer.serialize_seq(None)?;
        // Both give the same edits in the same order: by bytes of the source, and by bytes of the decoded text.
        for (edit, decoded) in self.0.edits().zip(self.0.alignment().edits()) {
            seq.serialize_element(&WrittenEdit {
                source: [edit.source.start, edit.source.end],
                span: counter.span(&edit.text),
                was: self.0.decoded().get(decoded.source).unwrap_or_default(),
                stage: edit.stage.to_string(),
                rule: edit.rule,
            })?;
        }
        seq.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_in_every_unit() {
        // One, two, three and four bytes; the last is two code units of UTF-16.
        let text = "a\u{E9}\u{4E2D}\u{1F600}b";
        for (unit, expected) in
            [(Offsets::Bytes, [1, 3, 6, 10, 11]), (Offsets::Chars, [1, 2, 3, 4, 5]), (Offsets::Utf16, [1, 2, 3, 5, 6])]
        {
            let mut counter = Counter::new(text, unit);
            assert_eq!([1, 3, 6, 10, 11].map(|byte| counter.at(byte)), expected, "{unit:?}");
            assert_eq!(counter.at(1), 1, "back again");
        }
    }

    #[test]
    fn languages_stand_where_there_are_several() {
        let text = "The caf\u{E9} \u{1F600} will stay closed until Thursday. Le caf\u{E9} restera ferm\u{E9} jusqu\u{2019}\u{E0} jeudi.\n\nNobody knows why.";
        let document = crate::Pipeline::new().normalize(text.as_bytes());
        let origin = Origin { path: "p".into(), bytes: text.len() as u64, ..Origin::default() };
        let json = |options| {
            let record = Record {
                id: "i",
                origin: &origin,
                carried: &[],
                document: &document,
                options,
                stream: None,
                table: false,
            };
            serde_json::to_value(record).unwrap()
        };
        let border = text.find("Le caf").unwrap();
        let chars = text[..border].chars().count();
        for (unit, at) in [(Offsets::Bytes, border), (Offsets::Chars, chars), (Offsets::Utf16, chars + 1)] {
            let json = json(Some(RecordOptions::new(unit, false, NamesMode::Off)));
            let languages = &json["paragraphs"][0]["languages"];
            assert_eq!(
                (&languages[0]["language"], &languages[1]["language"]),
                (&"eng".into(), &"fra".into()),
                "{json}"
            );
            assert_eq!((&languages[0]["span"][1], &languages[1]["span"][0]), (&at.into(), &at.into()), "{unit:?}");
            assert!(json["paragraphs"][1].get("languages").is_none(), "in one language");
        }
        assert_eq!(json(None)["paragraphs"][0]["languages"][0]["span"], serde_json::json!([0, chars]));
    }

    #[test]
    fn fields_of_the_input_never_hide_the_records_own() {
        let document = crate::Pipeline::new().normalize(b"A line.");
        let carried = [("url", "\"u\""), ("language", "\"xx\"")]
            .map(|(name, value)| (name.to_owned(), RawValue::from_string(value.to_owned()).unwrap()));
        let origin = Origin { path: "p".into(), bytes: 7, ..Origin::default() };
        let options = Some(RecordOptions::new(Offsets::Chars, false, NamesMode::Off));
        let record = Record {
            id: "i",
            origin: &origin,
            carried: &carried,
            document: &document,
            options,
            stream: None,
            table: false,
        };
        let json = serde_json::to_value(record).unwrap();
        assert_eq!(json["url"], "u");
        assert_eq!(json["input"]["language"], "xx");
        assert_eq!(json["streams"]["body"], "A line.");
        assert_eq!(json["paragraphs"][0]["source"], serde_json::json!([0, 7]));
        assert!(json["paragraphs"][0].get("names").is_none() && json["paragraphs"][0].get("edits").is_none());
    }
}
