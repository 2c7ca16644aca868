//! [`Document`], [`Paragraph`], [`Role`], [`Stream`], [`Name`]: the data, and nothing else.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::alignment::{Alignment, Edit, Stage};
use crate::encoding::{Decoded, Encoding, Repair};
use crate::language::{self, Language, LanguageSpan, Script};
use crate::{Error, segment};

/// A document that went through a [`Pipeline`](crate::Pipeline); it borrows its source bytes.
///
/// ```
/// use polynorm::{Pipeline, Stream};
///
/// let document = Pipeline::new().normalize("Caf\u{E9} society\n\nA\u{A0}first paragraph, long enough to be a body.".as_bytes());
/// assert_eq!(document.paragraphs.len(), 2);
/// assert!(document.stream(Stream::Body).contains("A first paragraph"));
/// ```
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The bytes that the document was read from.
    pub source: &'a [u8],
    /// The encoding of most of its bytes.
    pub encoding: Encoding,
    /// The language of most of its text, [`Language::UND`] if there is none to tell.
    pub language: Language,
    /// The script of most of its letters.
    pub script: Script,
    /// How sure `language` is, 0.0–1.0.
    pub confidence: f32,
    /// Its paragraphs in the order of their source bytes; they do not overlap.
    pub paragraphs: Vec<Paragraph<'a>>,
}

impl Document<'_> {
    /// The texts of one stream, one paragraph a line.
    pub fn stream(&self, stream: Stream) -> String {
        let mut text = String::new();
        for paragraph in self.paragraphs.iter().filter(|p| p.role.stream() == stream) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(paragraph.text());
        }
        text
    }
}

/// A paragraph: where it stands in the source, what it is, its text, and what was done to it.
///
/// A clean UTF-8 paragraph in NFC without names to rewrite borrows its text from the source.
#[derive(Clone, Debug)]
pub struct Paragraph<'a> {
    /// Its bytes in the source of the document, without the line end.
    pub source: Range<usize>,
    /// Its encoding.
    pub encoding: Encoding,
    /// Its language, [`Language::UND`] if there is none to tell.
    pub language: Language,
    /// The script of most of its letters.
    pub script: Script,
    /// How sure `language` is, 0.0–1.0.
    pub confidence: f32,
    /// Where it is in more than one language, the stretches of each: in order, without gaps or overlaps; `language` is
    /// the one with most letters. Empty where it is in one.
    pub languages: Vec<LanguageSpan>,
    /// What it is in the document.
    pub role: Role,
    /// How sure `role` is, 0.0–1.0.
    pub role_confidence: f32,
    /// The names in it, in order; they do not overlap.
    pub names: Vec<Name>,
    /// Line ends between it and the paragraph before (2 or more: there is a blank line).
    pub breaks_before: u32,
    decoded: Cow<'a, str>,
    decoding: Alignment,
    rewritten: Option<String>,
    alignment: Alignment,
    repair: Option<Box<Repair>>,
}

/// A replacement that a stage asks for: `range` in bytes of the paragraph's text as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Byte range of the text; not empty, on character boundaries.
    pub range: Range<usize>,
    /// What comes in its place.
    pub with: String,
    /// The rule that asks for it.
    pub rule: &'static str,
}

impl<'a> Paragraph<'a> {
    /// A paragraph as the stages `segment` and `encoding` leave it.
    pub(crate) fn new(segment: &segment::Segment, encoding: Encoding, decoded: Decoded<'a>) -> Paragraph<'a> {
        let mut alignment = Alignment::identity();
        for bad in &decoded.undecodable {
            alignment.push(bad.clone(), bad.len(), Stage::Encoding, "undecodable");
        }
        Paragraph {
            source: segment.range.clone(),
            encoding,
            language: Language::UND,
            script: Script::UNKNOWN,
            confidence: 0.0,
            languages: Vec::new(),
            role: Role::Body,
            role_confidence: 0.0,
            names: Vec::new(),
            breaks_before: segment.breaks_before,
            decoded: decoded.text,
            decoding: decoded.alignment,
            rewritten: None,
            alignment,
            repair: None,
        }
    }

    /// The text as it is after all stages so far.
    pub fn text(&self) -> &str {
        self.rewritten.as_deref().unwrap_or(&self.decoded)
    }

    /// The source bytes decoded, before any other change; U+FFFD stands for what could not be decoded.
    pub fn decoded(&self) -> &str {
        &self.decoded
    }

    /// Whether the text is the source's own bytes, borrowed.
    pub fn is_borrowed(&self) -> bool {
        self.rewritten.is_none() && matches!(self.decoded, Cow::Borrowed(_))
    }

    /// How its mojibake was repaired, in bytes of [`decoded`](Paragraph::decoded); `None` where there was none.
    pub fn repair(&self) -> Option<&Repair> {
        self.repair.as_deref()
    }

    /// Makes the changes of a repair and remembers how they came about.
    pub(crate) fn repaired(&mut self, repair: Repair) -> Result<(), Error> {
        self.rewrite(Stage::Encoding, &repair.changes)?;
        self.repair = (!repair.changes.is_empty()).then(|| Box::new(repair));
        Ok(())
    }

    /// The edits between [`decoded`](Paragraph::decoded) and [`text`](Paragraph::text), in bytes of both.
    pub fn alignment(&self) -> &Alignment {
        &self.alignment
    }

    /// The edits with `source` in bytes of the document's source and `text` in bytes of [`text`](Paragraph::text).
    pub fn edits(&self) -> impl Iterator<Item = Edit> + '_ {
        self.alignment.edits().map(|edit| Edit { source: self.decoded_to_source(edit.source.clone()), ..edit })
    }

    /// The bytes of the document's source that `range`, in bytes of the text, came from.
    ///
    /// Covers: never less than what made the text, without invisible characters deleted at the borders.
    pub fn source_range(&self, range: Range<usize>) -> Range<usize> {
        self.decoded_to_source(self.alignment.to_source_tight(range))
    }

    /// The bytes of the text that `source`, in bytes of the document's source, became. Covers.
    pub fn text_range(&self, source: Range<usize>) -> Range<usize> {
        let start = source.start.clamp(self.source.start, self.source.end) - self.source.start;
        let end = source.end.clamp(self.source.start, self.source.end) - self.source.start;
        self.alignment.to_text(self.decoding.to_text(start..end.max(start)))
    }

    fn decoded_to_source(&self, range: Range<usize>) -> Range<usize> {
        let range = self.decoding.to_source_tight(range);
        self.source.start + range.start..self.source.start + range.end
    }

    /// What the source says where `range`, in bytes of the text, stands now.
    pub fn surface(&self, range: Range<usize>) -> &str {
        &self.decoded[self.alignment.to_source_tight(range)]
    }

    /// The text with every edit undone: always equal to [`decoded`](Paragraph::decoded).
    pub fn undo(&self) -> String {
        let (text, mut undone, mut at) = (self.text(), String::new(), 0);
        for edit in self.alignment.edits() {
            undone.push_str(&text[at..edit.text.start]);
            undone.push_str(&self.decoded[edit.source.clone()]);
            at = edit.text.end;
        }
        undone.push_str(&text[at..]);
        undone
    }

    /// Rewrites the text and remembers how; `changes` in order, in bytes of the text as it is now.
    ///
    /// # Errors
    /// [`Error::is_edit`] if a change is empty, out of order, out of the text, or cuts a character; nothing is changed then.
    pub fn rewrite(&mut self, stage: Stage, changes: &[Change]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let text = self.text();
        let (mut new, mut step, mut at) = (String::with_capacity(text.len()), Alignment::identity(), 0);
        for Change { range, with, rule } in changes {
            if range.is_empty() || range.start < at || text.get(range.clone()).is_none() {
                return Err(Error::edit(format!(
                    "change {rule} of bytes {range:?}: empty, unordered, or not on character boundaries of the text"
                )));
            }
            new.push_str(&text[at..range.start]);
            new.push_str(with);
            step.push(range.clone(), with.len(), stage, rule);
            at = range.end;
        }
        new.push_str(&text[at..]);
        self.alignment = self.alignment.then(&step);
        self.rewritten = Some(new);
        if !self.languages.is_empty() {
            let languages = language::moved(std::mem::take(&mut self.languages), &step);
            self.set_languages(languages);
        }
        Ok(())
    }

    /// Sets the languages of its stretches, and with them that of the whole: the one with most letters.
    pub(crate) fn set_languages(&mut self, languages: Vec<LanguageSpan>) {
        if let Some(most) = language::of_most(self.text(), &languages)
            && (most.language != self.language || !languages.iter().any(|span| span.script == self.script))
        {
            (self.language, self.script, self.confidence) = (most.language, most.script, most.confidence);
        }
        self.languages = languages;
    }
}

/// What a paragraph is in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The headline of the document, also where it is repeated.
    Title,
    /// The line under the headline.
    Subtitle,
    /// A heading inside the body.
    Heading,
    /// Running text.
    Body,
    /// What stands under or over a picture.
    Caption,
    /// Who wrote it.
    Byline,
    /// Where and when it was written.
    Dateline,
    /// A sentence of the body set out again for display.
    Pullquote,
    /// A pointer to another story: its heading or text.
    Teaser,
    /// Navigation, buttons, and what scripts left behind.
    Widget,
    /// Copyright, cookies, terms.
    Notice,
}

impl Role {
    /// All roles, in the order of this page.
    pub const ALL: [Role; 11] = [
        Role::Title,
        Role::Subtitle,
        Role::Heading,
        Role::Body,
        Role::Caption,
        Role::Byline,
        Role::Dateline,
        Role::Pullquote,
        Role::Teaser,
        Role::Widget,
        Role::Notice,
    ];

    /// The stream that paragraphs of this role are written to.
    pub fn stream(self) -> Stream {
        match self {
            Role::Teaser => Stream::Teaser,
            Role::Widget | Role::Notice => Stream::Widget,
            _ => Stream::Body,
        }
    }

    /// Its name in records and tables: `title`, `subtitle`, …
    pub fn name(self) -> &'static str {
        match self {
            Role::Title => "title",
            Role::Subtitle => "subtitle",
            Role::Heading => "heading",
            Role::Body => "body",
            Role::Caption => "caption",
            Role::Byline => "byline",
            Role::Dateline => "dateline",
            Role::Pullquote => "pullquote",
            Role::Teaser => "teaser",
            Role::Widget => "widget",
            Role::Notice => "notice",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text that a paragraph belongs to: the document's own, or what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// The document's own text.
    Body,
    /// Pointers to other documents.
    Teaser,
    /// Navigation, buttons, notices.
    Widget,
}

impl Stream {
    /// All streams.
    pub const ALL: [Stream; 3] = [Stream::Body, Stream::Teaser, Stream::Widget];

    /// Its name in records: `body`, `teaser`, `widget`.
    pub fn name(self) -> &'static str {
        match self {
            Stream::Body => "body",
            Stream::Teaser => "teaser",
            Stream::Widget => "widget",
        }
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Some of the streams; by default all.
///
/// ```
/// use polynorm::{Stream, document::Streams};
///
/// let streams: Streams = [Stream::Body, Stream::Teaser].into_iter().collect();
/// assert!(streams.contains(Stream::Teaser) && !streams.contains(Stream::Widget));
/// assert!(Streams::default().contains(Stream::Widget));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams([bool; Stream::ALL.len()]);

impl Streams {
    /// Whether a stream is one of them.
    pub fn contains(self, stream: Stream) -> bool {
        self.0[stream as usize]
    }
}

impl Default for Streams {
    fn default() -> Streams {
        Streams([true; Stream::ALL.len()])
    }
}

impl FromIterator<Stream> for Streams {
    fn from_iter<I: IntoIterator<Item = Stream>>(streams: I) -> Streams {
        let mut some = Streams([false; Stream::ALL.len()]);
        streams.into_iter().for_each(|stream| some.0[stream as usize] = true);
        some
    }
}

impl From<Stream> for Streams {
    fn from(stream: Stream) -> Streams {
        Streams::from_iter([stream])
    }
}

/// A mention of a person, organization, place or group in a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its bytes in the source of the document.
    pub source: Range<usize>,
    /// Its bytes in the paragraph's text.
    pub span: Range<usize>,
    /// What the source says.
    pub surface: String,
    /// What stands in the text.
    pub written: String,
    /// The one form of the entity.
    pub canonical: String,
    /// The id of the entity.
    pub entity: String,
    /// What it names.
    pub kind: Kind,
    /// How it was found and resolved, for a person to read: `lexicon`, `surname, spelling`, …
    pub how: String,
    /// How sure that is, 0.0–1.0.
    pub confidence: f32,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A human being.
    Person,
    /// A body that acts: state organs, armed groups, companies, newspapers.
    Organization,
    /// A country, region, city, river, building.
    Place,
    /// A people, nationality (as an adjective too) or religious community.
    Group,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Person, Kind::Organization, Kind::Place, Kind::Group];

    /// Its name in records and lexicons.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Organization => "organization",
            Kind::Place => "place",
            Kind::Group => "group",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
