//! The phrases of `langdata/boilerplate/`: which of them a line consists of, begins with, ends with or contains.

pub(super) mod dates;
pub(super) mod ends;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::{fold, is_unspaced};
use super::folded::{Folded, word_starts};
use super::index::{self, Builder, Index, Place, Tally};
use super::{character, credit};
use crate::langdata;
use crate::language::Language;
use ends::{border_before, known_last_sentence, last_sentence};

/// What a phrase says about the line it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Cue {
    /// A button, a menu item.
    Widget = 1,
    /// A widget that announces pointers to other stories.
    Announce = 2,
    /// A pointer to another story.
    Teaser = 4,
    /// Copyright, cookies, terms.
    Notice = 8,
    /// A picture's text or credit.
    Caption = 16,
    /// An author.
    Byline = 32,
    /// A date or place of writing.
    Dateline = 64,
    /// Not from the tables: the whole line is a phrase.
    Whole = 128,
    /// Not from the tables: a phrase stands at the beginning.
    Start = 256,
    /// A heading by what it says: "Key points".
    Heading = 512,
}

/// The cues of one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cues(u16);

impl Cues {
    #[inline]
    pub(crate) fn has(self, cue: Cue) -> bool {
        self.0 & cue as u16 != 0
    }

    #[inline]
    pub(super) fn add(&mut self, cue: Cue) {
        self.0 |= cue as u16;
    }
}

/// What stands between a label and what it labels: `Photo: …`, `FILE - …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Mark {
    Colon,
    Bar,
    Dash,
    Stop,
}

impl Mark {
    fn of(c: char) -> Option<Mark> {
        match c {
            ':' | '\u{FF1A}' => Some(Mark::Colon),
            '/' | '|' | '\u{FF0F}' | '\u{FF5C}' | '\u{30FB}' => Some(Mark::Bar),
            '-' | '\u{2013}' | '\u{2014}' | '\u{2500}' | '=' | '\u{FF1D}' => Some(Mark::Dash),
            '.' => Some(Mark::Stop),
            _ => None,
        }
    }
}

/// All phrases of all languages. All are folded.
pub(crate) struct Phrases {
    lines: FxHashMap<Box<[u8]>, (Cues, Option<Language>)>,
    /// Words of the longest of these.
    longest: usize,
    /// Beginnings that a colon, slash, bar or dash has to follow.
    marked: FxHashMap<Box<[u8]>, Vec<(Mark, Cue)>>,
    /// Phrases that stand at the beginning, at the end, or anywhere.
    index: Index,
    /// Beginnings, with their mark, of the last sentence of a short line.
    tails: FxHashSet<(Mark, String)>,
    dates: FxHashSet<Box<[u8]>>,
    credits: FxHashSet<Box<[u8]>>,
    /// Those with characters of scripts without spaces.
    unspaced_credits: Vec<String>,
    /// What a person made, before the name: "words", "pictures".
    pub(super) makings: FxHashSet<String>,
}

/// What stands between the items of a menu.
pub(super) const ITEMS: [char; 6] = ['|', '/', '\u{B7}', '\u{2022}', '\u{203A}', '\u{BB}'];
/// What stands between items that may each have a byline.
pub(super) const BARS: [char; 3] = ['|', '\u{B7}', '\u{2022}'];
/// Bytes of a line up to which all of it is looked at; of a longer one, the ends.
const SHORT: usize = 600;
/// Bytes looked at from the start and from the end of a longer line.
const ENDS: usize = 200;

static BUILTIN: LazyLock<Phrases> = LazyLock::new(|| {
    let files = langdata::files("boilerplate", "tsv");
    Phrases::parse(files.iter().map(|&(name, text)| (name, text)))
});

impl Phrases {
    /// The tables embedded in the program.
    pub(crate) fn builtin() -> &'static Phrases {
        &BUILTIN
    }

    /// Reads tables, each with the name of its language; rows that it does not understand are skipped (a test of the
    /// tables finds them).
    fn parse<'t>(tables: impl Iterator<Item = (&'t str, &'t str)>) -> Phrases {
        let mut phrases = Phrases {
            lines: FxHashMap::default(),
            longest: 0,
            marked: FxHashMap::default(),
            index: Builder::default().build(),
            tails: FxHashSet::default(),
            dates: FxHashSet::default(),
            credits: FxHashSet::default(),
            unspaced_credits: Vec::new(),
            makings: FxHashSet::default(),
        };
        let mut index = Builder::default();
        let mut folded = Folded::default();
        for (name, text) in tables {
            let language = Language::new(name).filter(|l| l.code() != "mul");
            for (_, row) in langdata::rows(text) {
                let Some((cue, place, phrase)) = parse_row(&row, &mut folded) else { continue };
                let mark = row.last().and_then(|written| Mark::of(written.chars().next_back()?));
                let bytes = phrase.as_bytes();
                match (place, mark) {
                    ("start", Some(mark)) => {
                        index.head(bytes, index::LABEL);
                        let marks = phrases.marked.entry(bytes.into()).or_default();
                        marks.retain(|&(known, _)| known != mark);
                        marks.push((mark, cue));
                    }
                    ("tail", Some(mark)) => {
                        index.head(bytes, index::TAIL);
                        phrases.tails.insert((mark, phrase.to_owned()));
                    }
                    ("label", _) => {
                        index.head(bytes, index::MAKING);
                        phrases.makings.insert(phrase.to_owned());
                    }
                    ("line", _) => {
                        let words = phrases.add_line(bytes, cue, language);
                        index.head(bytes, index::LINE | if words == 1 { index::WORD } else { 0 });
                    }
                    ("word", _) => phrases.dates.extend(phrase.split(' ').map(|word| word.as_bytes().into())),
                    ("credit", _) => {
                        index.head(bytes, index::CREDIT);
                        if phrase.contains(is_unspaced) {
                            phrases.unspaced_credits.push(phrase.to_owned());
                        }
                        phrases.credits.insert(bytes.into());
                    }
                    ("start", _) => index.part(phrase, Place::Start, cue),
                    ("end", _) => index.part(phrase, Place::End, cue),
                    _ => index.part(phrase, Place::Inside, cue),
                }
            }
        }
        phrases.index = index.build();
        phrases
    }

    /// Adds a phrase that is a whole line; its words.
    fn add_line(&mut self, phrase: &[u8], cue: Cue, language: Option<Language>) -> usize {
        let words = phrase.split(|byte| *byte == b' ').count();
        self.longest = self.longest.max(words);
        let entry = self.lines.entry(phrase.into()).or_insert((Cues::default(), language));
        entry.0.add(cue);
        if entry.1 != language {
            entry.1 = None;
        }
        words
    }

    /// The phrase that a folded line consists of, apart from a count beside it.
    fn line(&self, folded: &[u8], head: u8, tally: Tally) -> Option<&(Cues, Option<Language>)> {
        let exact = if head & index::LINE != 0 { self.lines.get(folded) } else { None };
        exact.or_else(|| {
            let may_be = (1..=2).contains(&tally.counts) && tally.words - tally.counts <= self.longest;
            if may_be { self.lines.get(&*without_counts(folded)?) } else { None }
        })
    }

    /// The language of a phrase that is a whole line, if it is of one language only. `folded` is for folding it.
    fn language(&self, text: &str, folded: &mut Folded) -> Option<Language> {
        if is_long(text) || self.cannot_be_line(text) {
            return None;
        }
        folded.of(text);
        let has_items = folded.flags & character::ITEM != 0;
        // A count may stand beside a phrase, or a sign.
        let has_more_words = || text.split_ascii_whitespace().nth(self.longest + 4).is_some();
        if !has_items && has_more_words() {
            return None;
        }
        let line = folded.bytes();
        let known = self.index.head(line) & index::LINE != 0;
        let exact = if known { self.lines.get(line).map(|line| line.1) } else { None };
        if exact.is_none() && has_items {
            // Menu items side by side: those that are of one language tell it, if they agree.
            let (mut told, mut agree) = (None, true);
            for item in text.split(ITEMS) {
                folded.of(item);
                match self.lines.get(folded.bytes()) {
                    Some((_, Some(language))) => agree &= *told.get_or_insert(*language) == *language,
                    Some((_, None)) => {}
                    None if matches!(folded.bytes(), b"" | b"0") => {}
                    None => return None,
                }
            }
            return told.filter(|_| agree);
        }
        exact.or_else(|| self.lines.get(&*without_count(line)?).map(|line| line.1)).flatten()
    }

    /// Whether the first word of a text is of ASCII letters, and one that no phrase begins with.
    fn cannot_be_line(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let letters = bytes.iter().take(9).take_while(|byte| byte.is_ascii_alphabetic()).count();
        // One letter may be a count, and behind a word there may be a sign that belongs to it.
        if letters < 2 || letters < 9 && bytes.get(letters) != Some(&b' ') {
            return false;
        }
        let mut word = [b' '; 8];
        word.iter_mut().zip(&bytes[..letters]).for_each(|(lower, byte)| *lower = byte | 0x20);
        self.index.head(&word) & index::LINE == 0
    }

    /// The cues of a line; `folded` is what it is folded, which is not asked of a long one. `part` is for parts of it.
    pub(super) fn cues(&self, text: &str, folded: &Folded, part: &mut Folded) -> Cues {
        let mut cues = Cues::default();
        if is_long(text) {
            let start = border_before(text, ENDS);
            let end = border_before(text, text.len() - ENDS);
            part.of(&text[..start]);
            self.index.starts(part.bytes(), self.index.head(part.bytes()), part.has_unspaced(), &mut cues);
            self.index.insides(part.bytes(), part.starts(), part.has_unspaced(), &mut cues);
            part.of(&text[end..]);
            self.index.ends(part.bytes(), part.has_unspaced(), &mut cues);
            self.index.insides(part.bytes(), part.starts(), part.has_unspaced(), &mut cues);
            return cues;
        }
        let (line, unspaced) = (folded.bytes(), folded.has_unspaced());
        let has = |flags: u64| folded.flags & flags != 0;
        let head = self.index.head(line);
        let tally = self.index.insides(line, folded.starts(), unspaced, &mut cues);
        if let Some(&(mut whole, _)) = self.line(line, head, tally) {
            whole.add(Cue::Whole);
            return whole;
        }
        self.index.starts(line, head, unspaced, &mut cues);
        self.index.ends(line, unspaced, &mut cues);
        if has(character::LABEL) && head & index::LABEL != 0 {
            self.labels(text, part, &mut cues);
        }
        if has(character::BAR) && self.has_byline_item(text, part) {
            cues.add(Cue::Byline);
            cues.add(Cue::Start);
        }
        if has(character::SENTENCE) && self.is_caption_tail(text, folded, part) {
            cues.add(Cue::Caption);
        }
        if !(cues.has(Cue::Teaser) && cues.has(Cue::Start)) && self.is_menu(text, folded, head, part) {
            cues.add(Cue::Widget);
            cues.add(Cue::Whole);
        }
        if self.is_date(folded) {
            cues.add(Cue::Dateline);
        }
        if has(character::AGENCY) && self.ends_in_credit(text, part)
            || has(character::COPYRIGHT) && !cues.has(Cue::Notice) && credit::ends_in_copyright(text)
        {
            cues.add(Cue::Caption);
        }
        if has(character::CREDIT) && head & index::MAKING != 0 && self.is_credits(text) {
            cues.add(Cue::Byline);
            cues.add(Cue::Start);
        }
        cues
    }

    /// Labels at the beginning: `Tags: …`, `FILE - …`; `part` is for folding them.
    fn labels(&self, text: &str, part: &mut Folded, cues: &mut Cues) {
        let marks = text.char_indices().take(60).filter_map(|(at, c)| Some((at, Mark::of(c)?))).take(4);
        for (at, mark) in marks {
            part.of(&text[..at]);
            let Some(known) = self.marked.get(part.bytes()) else { continue };
            let of = |mark| known.iter().find(|(of, _)| *of == mark).map(|&(_, cue)| cue);
            // `RELATED | …` points to another story as `Related: …` does.
            let pointer = || of(Mark::Colon).filter(|&cue| mark == Mark::Bar && cue == Cue::Teaser);
            if let Some(cue) = of(mark).or_else(pointer) {
                cues.add(cue);
                cues.add(Cue::Start);
            }
        }
    }

    /// Whether one of the items behind the first has a byline.
    fn has_byline_item(&self, text: &str, part: &mut Folded) -> bool {
        text.split(BARS).skip(1).any(|item| {
            part.of(item);
            let mut own = Cues::default();
            self.index.starts(part.bytes(), self.index.head(part.bytes()), part.has_unspaced(), &mut own);
            if own.has(Cue::Start) {
                self.index.insides(part.bytes(), part.starts(), part.has_unspaced(), &mut own);
            }
            own.has(Cue::Byline) && own.has(Cue::Start)
        })
    }

    /// Whether the last sentence says that the line is of a picture.
    fn is_caption_tail(&self, text: &str, folded: &Folded, part: &mut Folded) -> bool {
        let known = if folded.has_places { known_last_sentence(text, folded.sentence) } else { Err(()) };
        let (tail, line) = match known {
            Ok(None) => return false,
            Ok(Some((tail, place))) => (tail, folded.from(place)),
            Err(()) => {
                let Some(tail) = last_sentence(text) else { return false };
                part.of(tail);
                (tail, part.bytes())
            }
        };
        let mut own = Cues::default();
        let head = self.index.head(line);
        self.index.starts(line, head, folded.has_unspaced(), &mut own);
        let slash = folded.flags & character::SLASH != 0 && tail.contains('/');
        if !own.has(Cue::Start) && head & (index::LABEL | index::TAIL) == 0 && !slash {
            return false;
        }
        let starts: Vec<u32> = word_starts(line).collect();
        self.index.insides(line, &starts, folded.has_unspaced(), &mut own);
        let credit = slash && self.has_credit(line);
        self.labels(tail, part, &mut own);
        own.has(Cue::Caption) && own.has(Cue::Start) || credit || self.is_source(text, tail)
    }

    /// Whether `tail`, the last sentence of `text`, names the source of what a figure shows: `… 2010–2020. Source: …`.
    fn is_source(&self, text: &str, tail: &str) -> bool {
        text.len() <= 240
            && tail
                .char_indices()
                .find_map(|(i, c)| Some((i, Mark::of(c)?)))
                .is_some_and(|(i, mark)| self.tails.contains(&(mark, fold(&tail[..i]))))
    }

    /// The name of an agency or of a picture's source stands in `folded`.
    pub(super) fn has_credit(&self, folded: &[u8]) -> bool {
        let begins = |at: usize| self.index.head(&folded[at..]) & index::CREDIT != 0;
        let stands = |at: usize| {
            // Of one to three words.
            let ends = memchr::memchr_iter(b' ', &folded[at..]).chain([folded.len() - at]).take(3);
            begins(at) && ends.into_iter().any(|end| self.credits.contains(&folded[at..at + end]))
        };
        word_starts(folded).any(|at| stands(at as usize))
            || std::str::from_utf8(folded).is_ok_and(|folded| {
                folded.contains(is_unspaced)
                    && self.unspaced_credits.iter().any(|credit| folded.contains(credit.as_str()))
            })
    }

    /// Menu items side by side: `Home | Maps | Contact`; at least half of them are phrases. `head` begins with its first word.
    fn is_menu(&self, text: &str, folded: &Folded, head: u8, part: &mut Folded) -> bool {
        if text.len() > 200 {
            return false;
        }
        if folded.flags & character::ITEM == 0 {
            // `Share Tweet Email`, `Previous 1 2 3 Next`.
            let line = folded.bytes();
            if head & index::WORD == 0 && !line.starts_with(b"0 ") {
                return false;
            }
            let mut words = 0;
            let known = |item: &[u8]| {
                words += usize::from(item != b"0");
                item == b"0" || self.lines.contains_key(item)
            };
            return line.split(|byte| *byte == b' ').all(known) && words > 1;
        }
        let (mut items, mut known) = (0, 0);
        for item in text.split(ITEMS) {
            part.of(item);
            items += usize::from(!part.bytes().is_empty());
            known += usize::from(self.lines.contains_key(part.bytes()));
        }
        items > 1 && known * 2 >= items
    }
}

/// Whether `c` may stand behind a label.
pub(super) fn is_mark(c: char) -> bool {
    Mark::of(c).is_some()
}

/// The language of a phrase that is a whole line, if it is of one language only.
pub(super) fn language(text: &str) -> Option<Language> {
    thread_local! {
        static FOLDED: RefCell<Folded> = RefCell::default();
    }
    FOLDED.with_borrow_mut(|folded| Phrases::builtin().language(text, folded))
}

/// Whether only the ends of a line are looked at.
pub(super) fn is_long(text: &str) -> bool {
    text.len() > SHORT
}

fn is_count(word: &[u8]) -> bool {
    index::is_count(index::key(word, 0))
}

/// `comments 0` and `0 comments` without the count; none if there is no count or nothing else.
fn without_count(folded: &[u8]) -> Option<Vec<u8>> {
    let counts = folded.split(|&byte| byte == b' ').filter(|word| is_count(word)).count();
    if (1..=2).contains(&counts) { without_counts(folded) } else { None }
}

/// Without all counts; none if there is nothing else.
fn without_counts(folded: &[u8]) -> Option<Vec<u8>> {
    let mut words = Vec::with_capacity(folded.len());
    for word in folded.split(|&byte| byte == b' ').filter(|word| !is_count(word)) {
        if !words.is_empty() {
            words.push(b' ');
        }
        words.extend_from_slice(word);
    }
    (!words.is_empty()).then_some(words)
}

/// Cue, place and folded phrase of a row; none if the row is not well formed.
fn parse_row<'r>(row: &[&'r str], folded: &'r mut Folded) -> Option<(Cue, &'r str, &'r str)> {
    let &[role, place, phrase] = row else { return None };
    let cue = match role {
        "widget" => Cue::Widget,
        "announce" => Cue::Announce,
        "teaser" => Cue::Teaser,
        "notice" => Cue::Notice,
        "caption" => Cue::Caption,
        "byline" => Cue::Byline,
        "dateline" => Cue::Dateline,
        "heading" => Cue::Heading,
        _ => return None,
    };
    let fits = match place {
        "line" | "start" | "end" | "inside" => true,
        "word" => cue == Cue::Dateline,
        "credit" | "tail" => cue == Cue::Caption,
        "label" => cue == Cue::Byline,
        _ => false,
    };
    if phrase.contains('{') {
        folded.of(&phrase.replace("{n}", "0"));
    } else {
        folded.of(phrase);
    }
    let phrase = std::str::from_utf8(folded.bytes()).ok()?;
    (fits && !phrase.is_empty()).then_some((cue, place, phrase))
}
