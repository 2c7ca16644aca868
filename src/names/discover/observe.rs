//! [`Observed`]: what a document says of names, small enough to be sent to whoever counts.
//!
//! A mention in part ("Mr Karimi said") counts for its entity, and is no spelling of it. Nothing is linked here that the
//! document does not say itself.

use std::collections::BTreeMap;

use unicode_normalization::char::is_combining_mark;

use super::keys::{self, Key};
use super::phrases;
use crate::document::{Document, Kind, Name, Paragraph, Stream};
use crate::language::{Language, Script};
use crate::names::Lexicon;
use crate::names::compare::score;

/// Characters of a context on each side of the name.
const CONTEXT: usize = 60;
/// How much a name in brackets must be like the one before it, 0.0–1.0.
const BRACKETED: f64 = 0.5;
/// Bytes that a name may have.
const NAME_BYTES: usize = 120;
/// Entities of a line that are neighbours of each other.
const NEIGHBOURS: usize = 8;

/// The names of a document, to be counted with [`Discovery::add`](super::Discovery::add).
#[derive(Clone, Debug, Default)]
pub struct Observed {
    pub(super) document: String,
    pub(super) lines: Vec<Line>,
    pub(super) entities: Vec<Seen>,
    /// Of two entities: that the first is a branch of the second; that they have been said to be one.
    pub(super) said: Vec<(usize, usize, Said)>,
}

/// What a document says of two entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    /// The first is a branch of the second.
    Branch,
    /// The second is another name of the first.
    Alias,
}

/// A line that has names.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub key: Key,
    /// Entity and form of each mention; no form where it is named in part.
    pub mentions: Vec<(usize, Option<usize>)>,
}

/// An entity of the document.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The entity's own key if the lexicon has it, else that of the first form.
    pub key: Key,
    pub known: bool,
    pub kind: Kind,
    /// Its spellings, its full name first.
    pub forms: Vec<Form>,
    /// The consonants of its last word, by which it is told apart from others of this document.
    last: String,
    /// The document introduces its acronym, and so says that it is a name.
    defined: bool,
}

/// A spelling in a document.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub surface: String,
    pub folded: String,
    pub key: Key,
    pub how: How,
    pub confidence: f32,
    pub language: Language,
    pub context: String,
    /// The document has it in small letters too.
    pub is_word: bool,
}

/// How a spelling stands to the entity's full name in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    /// It is the full name, or another spelling of all of it.
    Full,
    /// With an initial.
    Initials,
    /// An acronym that the document introduces.
    Acronym,
}

impl Observed {
    /// What `document` says of names; it has been through a [`Pipeline`](crate::Pipeline) with the same lexicon, whatever that
    /// did with names but `off`.
    pub fn new(id: &str, document: &Document<'_>, lexicon: &Lexicon) -> Observed {
        let mut observed = Observed { document: id.to_owned(), ..Observed::default() };
        let mut by_id = BTreeMap::<&str, usize>::new();
        for paragraph in &document.paragraphs {
            // Pointers to other documents and what stands on every page say nothing.
            if paragraph.role.stream() != Stream::Body || paragraph.names.is_empty() {
                continue;
            }
            let Some(key) = keys::of_line(paragraph.text()) else { continue };
            let mut line = Line { key, mentions: Vec::with_capacity(paragraph.names.len()) };
            for name in &paragraph.names {
                let entity = *by_id.entry(&name.entity).or_insert_with(|| {
                    observed.entities.push(Seen::new(name, lexicon));
                    observed.entities.len() - 1
                });
                line.mentions.push((entity, observed.entities[entity].form(name, paragraph)));
            }
            said(paragraph, &line.mentions, &mut observed.said);
            for (n, name) in paragraph.names.iter().enumerate() {
                let (entity, form) = line.mentions[n];
                let seen = &mut observed.entities[entity];
                if let Some(other) = form.and_then(|_| in_brackets(paragraph.text(), name)) {
                    line.mentions.push((entity, seen.other_script(other, name, paragraph)));
                }
            }
            observed.lines.push(line);
        }
        observed.entities.iter_mut().for_each(Seen::settle);
        mark_words(document, &mut observed.entities);
        observed
    }

    /// Pairs of persons or of organizations that stand in this document as two, though their names are alike.
    pub(super) fn apart(&self) -> Vec<(usize, usize)> {
        let mut by_last = BTreeMap::<&str, Vec<usize>>::new();
        for (i, seen) in self.entities.iter().enumerate().filter(|(_, seen)| !seen.last.is_empty()) {
            by_last.entry(&seen.last).or_default().push(i);
        }
        let mut pairs = Vec::new();
        for alike in by_last.values() {
            for (i, &a) in alike.iter().enumerate().take(NEIGHBOURS) {
                pairs.extend(alike[i + 1..].iter().take(NEIGHBOURS).map(|&b| (a, b)));
            }
        }
        // "the Harbour Union" and "the Harbour Workers Union": each word of one is in the other.
        let long: Vec<usize> = (0..self.entities.len()).filter(|&i| self.entities[i].has_words()).take(200).collect();
        for (n, &a) in long.iter().enumerate() {
            for &b in &long[n + 1..] {
                let (x, y) = (&self.entities[a], &self.entities[b]);
                if x.last != y.last && x.is_in(y) {
                    pairs.push((a, b));
                }
            }
        }
        pairs
    }

    /// The entities that stand in one line with each other.
    pub(super) fn neighbours(&self, line: &Line) -> Vec<usize> {
        let mut entities: Vec<usize> = Vec::new();
        for &(entity, _) in &line.mentions {
            if !entities.contains(&entity) && entities.len() < NEIGHBOURS {
                entities.push(entity);
            }
        }
        entities
    }
}

impl Seen {
    fn new(name: &Name, lexicon: &Lexicon) -> Seen {
        let known = lexicon.entity(&name.entity).is_some();
        let canonical = if known { String::new() } else { keys::folded(&name.canonical) };
        let key = if known { keys::of_entity(&name.entity) } else { keys::of_name(&canonical) };
        let mut seen = Seen { key, known, kind: name.kind, forms: Vec::new(), last: String::new(), defined: false };
        let words = keys::words(&name.canonical);
        if words.len() > 1 && name.kind != Kind::Place {
            seen.last = words.last().map(|word| keys::skeleton(word)).unwrap_or_default();
        }
        seen
    }

    /// The form that a mention has; `None` where it is only a part of the name.
    fn form(&mut self, name: &Name, paragraph: &Paragraph<'_>) -> Option<usize> {
        let how = how(name)?;
        let surface = visible(&name.surface);
        let folded = keys::folded(&surface);
        let key = keys::of_name(&folded);
        // That the document has it elsewhere makes a mention surer, and not the name.
        let confidence = if name.how.starts_with("document") { 0.0 } else { name.confidence };
        self.defined |= name.how.starts_with("acronym, mentioned");
        if let Some(known) = self.forms.iter().position(|form| form.key == key) {
            let form = &mut self.forms[known];
            form.confidence = form.confidence.max(confidence);
            return Some(known);
        }
        if folded.is_empty() || surface.len() > NAME_BYTES {
            return None;
        }
        let context = context(paragraph.text(), name);
        let language = paragraph.language;
        self.forms.push(Form { surface, folded, key, how, confidence, language, context, is_word: false });
        Some(self.forms.len() - 1)
    }

    /// The form that stands in brackets behind a name.
    fn other_script(&mut self, other: &str, name: &Name, paragraph: &Paragraph<'_>) -> Option<usize> {
        let end = name.span.end;
        let how = "document".to_owned();
        let span = end..end + paragraph.text()[end..].find(other)? + other.len();
        let name = Name { surface: other.to_owned(), span, how, ..name.clone() };
        let form = self.form(&name, paragraph)?;
        // It is not in the language of the text around it.
        self.forms[form].language = Language::UND;
        Some(form)
    }

    /// What stands for an entity of which the full name itself was not counted: its first full form.
    fn settle(&mut self) {
        if self.defined {
            self.forms.iter_mut().for_each(|form| form.confidence = form.confidence.max(0.9));
        }
        let has_own = |form: &Form| form.key == self.key;
        if !self.known
            && !self.forms.iter().any(has_own)
            && let Some(first) = self.forms.iter().find(|form| form.how == How::Full)
        {
            self.key = first.key;
        }
    }

    /// One with this name alone.
    #[cfg(test)]
    pub fn of(name: &str, kind: Kind) -> Seen {
        let folded = keys::folded(name);
        let key = keys::of_name(&folded);
        let (surface, context, language) = (name.to_owned(), name.to_owned(), Language::UND);
        let form = Form { surface, folded, key, how: How::Full, confidence: 0.9, language, context, is_word: false };
        Seen { key, known: false, kind, forms: vec![form], last: String::new(), defined: false }
    }

    fn has_words(&self) -> bool {
        matches!(self.kind, Kind::Organization | Kind::Group)
            && self.forms.iter().any(|form| form.how == How::Full && form.folded.contains(' '))
    }

    /// Whether all words of one name are in the other's.
    fn is_in(&self, other: &Seen) -> bool {
        let full = |seen: &Seen| seen.forms.iter().find(|form| form.how == How::Full).map(|form| form.folded.clone());
        let (Some(a), Some(b)) = (full(self), full(other)) else { return false };
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        short.split(' ').all(|word| long.split(' ').any(|other| other == word))
    }
}

/// A name without what nobody sees (soft hyphens, zero-width spaces, marks of direction) and with single spaces. What joins letters
/// stays: U+200C and U+200D.
fn visible(name: &str) -> String {
    let hidden = |c: char| {
        matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
    };
    let seen: String = name.chars().filter(|&c| !hidden(c)).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a mention is of its entity's full name; `None` for a part.
fn how(name: &Name) -> Option<How> {
    if name.how.starts_with("surname") || name.how.starts_with("part") {
        return None;
    }
    let words = |text: &str| text.split([' ', '-']).filter(|word| !word.is_empty()).count();
    let (own, all) = (words(&name.surface), words(&name.canonical));
    let mut letters = name.surface.chars().filter(|c| c.is_alphabetic());
    if own == 1 && all > 1 {
        // Of a person it is a part, whatever the document binds it to.
        let acronym = name.kind != Kind::Person && letters.all(char::is_uppercase);
        return acronym.then_some(How::Acronym);
    }
    let initial = |word: &str| {
        let mut chars = word.trim_end_matches('.').chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    };
    let initials = name.kind == Kind::Person && name.surface.split(' ').any(initial);
    Some(if initials { How::Initials } else { How::Full })
}

/// The name with some text around it, on one line.
fn context(text: &str, name: &Name) -> String {
    let (before, behind) = (&text[..name.span.start], &text[name.span.end..]);
    let start = before.char_indices().rev().nth(CONTEXT).map_or(0, |(at, _)| at);
    let start = if start == 0 { 0 } else { before[start..].find(' ').map_or(start, |space| start + space + 1) };
    let end = behind.char_indices().nth(CONTEXT).map_or(behind.len(), |(at, _)| at);
    let end = if end == behind.len() { end } else { behind[..end].rfind(' ').unwrap_or(end) };
    let cut = |cut: bool| if cut { "\u{2026}" } else { "" };
    let words = text[start..name.span.end + end].split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("{}{}{}", cut(start > 0), words.join(" "), cut(end < behind.len()))
}

/// The name in another script that stands in brackets behind a name, if the two sound alike.
fn in_brackets<'t>(text: &'t str, name: &Name) -> Option<&'t str> {
    let behind = text[name.span.end..].trim_start().strip_prefix(['(', '\u{FF08}'])?;
    let inner = behind[..behind.find([')', '\u{FF09}'])?].trim();
    let of_name =
        |c: char| c.is_alphabetic() || is_combining_mark(c) || matches!(c, ' ' | '-' | '.' | '\u{200C}' | '\u{200D}');
    let (own, other) = (Script::of(&name.surface), Script::of(inner));
    let is_name = inner.len() <= NAME_BYTES && inner.contains(' ') && inner.chars().all(of_name);
    (is_name && own != other && score(&name.surface, inner) >= BRACKETED).then_some(inner)
}

/// What the text between two names says of them.
fn said(paragraph: &Paragraph<'_>, mentions: &[(usize, Option<usize>)], said: &mut Vec<(usize, usize, Said)>) {
    let text = paragraph.text();
    for (pair, names) in mentions.windows(2).zip(paragraph.names.windows(2)) {
        let (a, b) = (pair[0].0, pair[1].0);
        let Some(between) = text.get(names[0].span.end..names[1].span.start) else { continue };
        if a == b || between.len() > 80 || between.contains(['.', ';', '\u{61B}', '\u{3002}']) {
            continue;
        }
        let mentioned = |name: &Name| name.how.ends_with("mentioned");
        let both = mentioned(&names[0]) && mentioned(&names[1]);
        // A conjunction joins two that are both called so.
        let letters = between.chars().filter(|c| c.is_alphabetic()).count();
        if both && names[0].kind == names[1].kind && letters > 4 {
            said.push((a, b, Said::Alias));
        } else if names[0].kind == Kind::Organization && names[1].kind == Kind::Organization {
            match phrases::branch(between) {
                Some(phrases::Side::Left) => said.push((a, b, Said::Branch)),
                Some(phrases::Side::Right) => said.push((b, a, Said::Branch)),
                None => {}
            }
        }
    }
}

/// Marks names of one word that the document has as a word, in small letters, too.
fn mark_words(document: &Document<'_>, entities: &mut [Seen]) {
    let mut words = BTreeMap::<String, bool>::new();
    let alone = |form: &Form| form.how != How::Acronym && !form.folded.contains(' ') && form.folded != form.surface;
    for form in entities.iter().filter(|seen| !seen.known).flat_map(|seen| &seen.forms).filter(|form| alone(form)) {
        words.insert(form.surface.to_lowercase(), false);
    }
    if words.is_empty() {
        return;
    }
    for paragraph in &document.paragraphs {
        for word in paragraph.text().split(|c: char| !c.is_alphanumeric()) {
            if word.starts_with(char::is_lowercase)
                && let Some(found) = words.get_mut(word)
            {
                *found = true;
            }
        }
    }
    for form in entities.iter_mut().flat_map(|seen| &mut seen.forms).filter(|form| alone(form)) {
        form.is_word = words.get(&form.surface.to_lowercase()).copied().unwrap_or(false);
    }
}
