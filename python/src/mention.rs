//! What stands at a place in a paragraph: a name, an edit, a stretch in one language.

use polynorm::corpus::{Counter, rounded};
use pyo3::prelude::*;

/// A mention of a person, organization, place or group.
///
/// >>> import polynorm
/// >>> text = "Moammar Gadhafi spoke on Monday. Gadhafi said little."
/// >>> paragraph = polynorm.normalize(text)[0]
/// >>> name = paragraph.names[0]
/// >>> name.surface, name.written, name.kind
/// ('Moammar Gadhafi', 'Muammar Gaddafi', 'person')
/// >>> start, end = name.span
/// >>> paragraph.text[start:end] == name.written
/// True
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct Name {
    /// Its bytes in the source of the document: start and end.
    source: (usize, usize),
    /// Its code points in the paragraph's text: start and end.
    span: (usize, usize),
    /// What the source says.
    surface: String,
    /// What stands in the text.
    written: String,
    /// The one form of the entity.
    canonical: String,
    /// The id of the entity.
    entity: String,
    /// What it names: `person`, `organization`, `place` or `group`.
    kind: &'static str,
    /// How it was found and resolved, for a person to read.
    how: String,
    /// How sure that is, 0.0 to 1.0.
    confidence: f64,
}

impl Name {
    pub fn new(name: &polynorm::Name, counter: &mut Counter<'_>) -> Name {
        Name {
            source: (name.source.start, name.source.end),
            span: counter.span(&name.span).into(),
            surface: name.surface.clone(),
            written: name.written.clone(),
            canonical: name.canonical.clone(),
            entity: name.entity.clone(),
            kind: name.kind.name(),
            how: name.how.clone(),
            confidence: rounded(name.confidence),
        }
    }
}

#[pymethods]
impl Name {
    fn __repr__(&self) -> String {
        format!("<Name: {}, {:?} as {:?}, of {}>", self.kind, self.surface, self.written, self.canonical)
    }
}

/// A change that was made to a paragraph.
///
/// >>> import polynorm
/// >>> edit = polynorm.normalize("cafe\u0301 au lait")[0].edits[0]
/// >>> edit.source, edit.span, edit.was == "e\u0301", edit.stage, edit.rule
/// ((3, 6), (3, 4), True, 'unicode', 'nfc')
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct Edit {
    /// The bytes in the source of the document: start and end.
    source: (usize, usize),
    /// The code points in the paragraph's text: start and end.
    span: (usize, usize),
    /// What the source says there, decoded.
    was: String,
    /// The stage that made it: `encoding`, `unicode` or `names`.
    stage: String,
    /// The rule that asked for it.
    rule: &'static str,
}

impl Edit {
    pub fn new(edit: &polynorm::Edit, was: &str, counter: &mut Counter<'_>) -> Edit {
        Edit {
            source: (edit.source.start, edit.source.end),
            span: counter.span(&edit.text).into(),
            was: was.to_owned(),
            stage: edit.stage.to_string(),
            rule: edit.rule,
        }
    }
}

#[pymethods]
impl Edit {
    fn __repr__(&self) -> String {
        format!(
            "<Edit: {} {}, bytes {} to {}, was {:?}>",
            self.stage, self.rule, self.source.0, self.source.1, self.was
        )
    }
}

/// A stretch of a paragraph that is in one language.
///
/// >>> import polynorm
/// >>> text = "The café will stay closed until Thursday. Le café restera fermé jusqu'à jeudi."
/// >>> [(span.span, span.language) for span in polynorm.detect(text)[0].languages]
/// [((0, 42), 'eng'), ((42, 78), 'fra')]
#[pyclass(frozen, get_all, module = "polynorm")]
pub struct LanguageSpan {
    /// Its code points in the paragraph's text: start and end.
    span: (usize, usize),
    /// Its language, ISO 639-3.
    language: String,
    /// Its script, ISO 15924.
    script: String,
    /// How sure that is, 0.0 to 1.0.
    confidence: f64,
}

impl LanguageSpan {
    pub fn new(span: &polynorm::language::LanguageSpan, counter: &mut Counter<'_>) -> LanguageSpan {
        LanguageSpan {
            span: counter.span(&span.span).into(),
            language: span.language.code().to_owned(),
            script: span.script.code().to_owned(),
            confidence: rounded(span.confidence),
        }
    }
}

#[pymethods]
impl LanguageSpan {
    fn __repr__(&self) -> String {
        format!("<LanguageSpan: {}, {}, {} to {}>", self.language, self.script, self.span.0, self.span.1)
    }
}
