//! The phrases of `langdata/boilerplate/`: which of them a line consists of, begins with, ends with or contains.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};

use super::credit;
use super::fold::{fold, is_unspaced};
use crate::langdata;
use crate::language::Language;

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
    pub(crate) fn has(self, cue: Cue) -> bool {
        self.0 & cue as u16 != 0
    }

    pub(super) fn add(&mut self, cue: Cue) {
        self.0 |= cue as u16;
    }
}

/// Where in a line a phrase has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    End,
    Inside,
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

struct Part {
    place: Place,
    cue: Cue,
    spaced: bool,
}

/// All phrases of all languages.
pub(crate) struct Phrases {
    lines: FxHashMap<String, (Cues, Option<Language>)>,
    /// Words of the longest of these.
    longest: usize,
    /// Beginnings that a colon, slash, bar or dash has to follow.
    marked: FxHashMap<String, Vec<(Mark, Cue)>>,
    parts: Option<AhoCorasick>,
    part: Vec<Part>,
    /// Beginnings, with their mark, of the last sentence of a short line.
    tails: FxHashSet<(Mark, String)>,
    dates: FxHashSet<String>,
    pub(super) credits: FxHashSet<String>,
    /// What a person made, before the name: "words", "pictures".
    pub(super) makings: FxHashSet<String>,
}

/// What stands between the items of a menu.
const ITEMS: [char; 6] = ['|', '/', '\u{B7}', '\u{2022}', '\u{203A}', '\u{BB}'];
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
            parts: None,
            part: Vec::new(),
            tails: FxHashSet::default(),
            dates: FxHashSet::default(),
            credits: FxHashSet::default(),
            makings: FxHashSet::default(),
        };
        let mut patterns = Vec::new();
        for (name, text) in tables {
            let language = Language::new(name).filter(|l| l.code() != "mul");
            for (_, row) in langdata::rows(text) {
                let Some((cue, place, phrase)) = parse_row(&row) else { continue };
                let mark = row.last().and_then(|written| Mark::of(written.chars().next_back()?));
                match (place, mark) {
                    ("start", Some(mark)) => {
                        let marks = phrases.marked.entry(phrase).or_default();
                        marks.retain(|&(known, _)| known != mark);
                        marks.push((mark, cue));
                    }
                    ("tail", Some(mark)) => drop(phrases.tails.insert((mark, phrase))),
                    ("label", _) => drop(phrases.makings.insert(phrase)),
                    ("line", _) => phrases.add_line(phrase, cue, language),
                    ("word", _) => phrases.dates.extend(phrase.split(' ').map(str::to_owned)),
                    ("credit", _) => drop(phrases.credits.insert(phrase)),
                    _ => {
                        let place = match place {
                            "start" => Place::Start,
                            "end" => Place::End,
                            _ => Place::Inside,
                        };
                        phrases.part.push(Part { place, cue, spaced: !phrase.contains(is_unspaced) });
                        patterns.push(phrase);
                    }
                }
            }
        }
        phrases.parts = AhoCorasick::new(patterns).ok();
        phrases
    }

    fn add_line(&mut self, phrase: String, cue: Cue, language: Option<Language>) {
        self.longest = self.longest.max(phrase.split(' ').count());
        let entry = self.lines.entry(phrase).or_insert((Cues::default(), language));
        entry.0.add(cue);
        if entry.1 != language {
            entry.1 = None;
        }
    }

    /// The language of a phrase that is a whole line, if it is of one language only.
    pub(crate) fn language(&self, text: &str) -> Option<Language> {
        let has_items = text.contains(ITEMS);
        // A count may stand beside a phrase, or a sign.
        let has_more_words = || text.split_ascii_whitespace().nth(self.longest + 4).is_some();
        if is_long(text) || !has_items && has_more_words() {
            return None;
        }
        let folded = fold(text);
        let exact = self.lines.get(&folded).map(|line| line.1);
        if exact.is_none() && has_items {
            // Menu items side by side: those that are of one language tell it, if they agree.
            let items = || text.split(ITEMS).map(fold).filter(|item| !item.is_empty());
            let mut told = items().filter_map(|item| self.lines.get(&item)?.1);
            let first = told.next()?;
            let all = items().all(|item| item == "0" || self.lines.contains_key(&item));
            return (all && told.all(|other| other == first)).then_some(first);
        }
        exact.or_else(|| self.lines.get(&without_count(&folded)?).map(|line| line.1)).flatten()
    }

    /// The cues of a line; `folded` is what it is folded, which is not asked of a long one.
    pub(crate) fn cues(&self, text: &str, folded: &str) -> Cues {
        if is_long(text) {
            let mut cues = Cues::default();
            let start = text.floor_char_boundary_at(ENDS);
            let end = text.floor_char_boundary_at(text.len() - ENDS);
            self.scan(&fold(&text[..start]), true, false, &mut cues);
            self.scan(&fold(&text[end..]), false, true, &mut cues);
            return cues;
        }
        let mut cues = Cues::default();
        let counted = || self.lines.get(&without_count(folded)?);
        if let Some((line, _)) = self.lines.get(folded).or_else(counted) {
            cues = *line;
            cues.add(Cue::Whole);
            return cues;
        }
        self.scan(folded, true, true, &mut cues);
        self.labels(text, &mut cues);
        for item in text.split(['|', '\u{B7}', '\u{2022}']).skip(1) {
            let mut own = Cues::default();
            self.scan(&fold(item), true, false, &mut own);
            if own.has(Cue::Byline) && own.has(Cue::Start) {
                cues.add(Cue::Byline);
                cues.add(Cue::Start);
            }
        }
        if let Some(tail) = last_sentence(text) {
            let mut own = Cues::default();
            self.scan(&fold(tail), true, false, &mut own);
            self.labels(tail, &mut own);
            if own.has(Cue::Caption) && own.has(Cue::Start)
                || self.is_source(text, tail)
                || tail.contains('/') && self.has_credit(&fold(tail))
            {
                cues.add(Cue::Caption);
            }
        }
        if !(cues.has(Cue::Teaser) && cues.has(Cue::Start)) && self.is_menu(text, folded) {
            cues.add(Cue::Widget);
            cues.add(Cue::Whole);
        }
        if self.is_date(folded) {
            cues.add(Cue::Dateline);
        }
        if self.ends_in_credit(text) || !cues.has(Cue::Notice) && credit::ends_in_copyright(text) {
            cues.add(Cue::Caption);
        }
        if self.is_credits(text) {
            cues.add(Cue::Byline);
            cues.add(Cue::Start);
        }
        cues
    }

    fn scan(&self, folded: &str, at_start: bool, at_end: bool, cues: &mut Cues) {
        let Some(parts) = &self.parts else { return };
        for found in parts.find_overlapping_iter(folded) {
            let part = &self.part[found.pattern().as_usize()];
            let starts = found.start() == 0 || folded[..found.start()].ends_with(' ');
            let ends = found.end() == folded.len() || folded[found.end()..].starts_with(' ');
            let fits = match part.place {
                Place::Start => at_start && found.start() == 0 && (ends || !part.spaced),
                Place::End => at_end && found.end() == folded.len() && (starts || !part.spaced),
                Place::Inside => !part.spaced || starts && ends,
            };
            if fits {
                cues.add(part.cue);
                if part.place == Place::Start {
                    cues.add(Cue::Start);
                }
            }
        }
    }

    /// Labels at the beginning: `Tags: …`, `FILE - …`.
    fn labels(&self, text: &str, cues: &mut Cues) {
        let marks = text.char_indices().take(60).filter_map(|(i, c)| Some((i, Mark::of(c)?))).take(4);
        for (i, mark) in marks {
            let Some(known) = self.marked.get(&fold(&text[..i])) else { continue };
            let of = |mark| known.iter().find(|(of, _)| *of == mark).map(|&(_, cue)| cue);
            // `RELATED | …` points to another story as `Related: …` does.
            let pointer = || of(Mark::Colon).filter(|&cue| mark == Mark::Bar && cue == Cue::Teaser);
            if let Some(cue) = of(mark).or_else(pointer) {
                cues.add(cue);
                cues.add(Cue::Start);
            }
        }
    }

    /// Whether `tail`, the last sentence of `text`, names the source of what a figure shows: `… 2010–2020. Source: …`.
    fn is_source(&self, text: &str, tail: &str) -> bool {
        text.len() <= 240
            && tail
                .char_indices()
                .find_map(|(i, c)| Some((i, Mark::of(c)?)))
                .is_some_and(|(i, mark)| self.tails.contains(&(mark, fold(&tail[..i]))))
    }

    /// Menu items side by side: `Home | Maps | Contact`; at least half of them are phrases.
    fn is_menu(&self, text: &str, folded: &str) -> bool {
        if text.len() > 200 {
            return false;
        }
        let known = |item: &str| self.lines.contains_key(item);
        if !text.contains(ITEMS) {
            // `Share Tweet Email`, `Previous 1 2 3 Next`.
            let items = || folded.split(' ');
            return items().count() > 1
                && items().all(|item| item == "0" || known(item))
                && items().filter(|item| *item != "0").count() > 1;
        }
        let items: Vec<String> = text.split(ITEMS).map(fold).filter(|item| !item.is_empty()).collect();
        items.len() > 1 && items.iter().filter(|item| known(item)).count() * 2 >= items.len()
    }

    /// Begins with a date, and not much comes after it: `12 May 2021 | Updated by …`.
    pub(crate) fn begins_with_date(&self, text: &str, folded: &str) -> bool {
        // A number, and not at the end of many words.
        if text.len() > 160 || !folded.contains('0') {
            return false;
        }
        let date = |token: &&str| token.split('0').all(|word| word.is_empty() || self.is_date_word(word));
        let dated = folded.split(' ').take_while(date);
        let (mut words, mut numbers) = (0, 0);
        for token in dated {
            numbers += token.matches('0').count();
            words += usize::from(token != "0");
        }
        let rest = folded.split(' ').skip_while(date).count();
        (numbers >= 2 && words >= 1 || numbers >= 3) && rest <= 8
    }

    /// Only numbers and the words of dates, with a number and not too many.
    fn is_date(&self, folded: &str) -> bool {
        let mut tokens = 0;
        let mut words = 0;
        folded.contains('0')
            && folded.split(' ').all(|token| {
                tokens += 1;
                words += usize::from(token != "0");
                tokens <= 14 && token.split('0').all(|word| word.is_empty() || self.is_date_word(word))
            })
            && (words > 0 || tokens >= 3)
    }

    fn is_date_word(&self, word: &str) -> bool {
        if self.dates.contains(word) {
            return true;
        }
        // Without spaces between words: the longest known one each time.
        let mut rest = word;
        while !rest.is_empty() && rest.starts_with(is_unspaced) {
            let longest =
                rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(8).filter(|&i| self.dates.contains(&rest[..i]));
            let Some(end) = longest.last() else { return false };
            rest = &rest[end..];
        }
        rest.is_empty()
    }

    /// Whether the line, apart from a place in front, is a date: `KABUL, Oct. 8`, `ADEN, Nov 3 (Gulf Current)`.
    pub(crate) fn is_place_and_date(&self, text: &str) -> bool {
        if text.len() > 120 {
            return false;
        }
        let text = text.split_once('(').map_or(text, |(before, _)| before);
        let Some((place, date)) = text.split_once([',', '|', '\u{2013}', '\u{2014}', '\u{60C}', '\u{FF0C}']) else {
            return false;
        };
        place.split_whitespace().count() <= 4
            && place.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
            && self.is_date(&fold(date))
    }
}

/// Whether only the ends of a line are looked at.
pub(super) fn is_long(text: &str) -> bool {
    text.len() > SHORT
}

/// What stands after the last full stop inside `text`, if it is short.
fn last_sentence(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let stop = |(i, c): (usize, char)| match c {
        '.' | '!' | '?' if text[i + 1..].starts_with(' ') => Some(i + 1),
        '\u{3002}' | '\u{FF01}' | '\u{964}' | '\u{6D4}' | '\u{61F}' => Some(i + c.len_utf8()),
        _ => None,
    };
    let tail = text[text.char_indices().rev().find_map(stop)?..].trim();
    (tail.len() <= 120 && !tail.is_empty()).then_some(tail)
}

/// `comments 0` and `0 comments` without the count; none if there is no count or nothing else.
fn without_count(folded: &str) -> Option<String> {
    let is_count = |word: &[u8]| matches!(word, b"0" | b"0k" | b"0m" | b"k" | b"m");
    // Bytes, which are parted faster, and most lines have none.
    let counts = folded.as_bytes().split(|&byte| byte == b' ').filter(|word| is_count(word)).count();
    if !(1..=2).contains(&counts) {
        return None;
    }
    let words: Vec<&str> = folded.split(' ').filter(|word| !is_count(word.as_bytes())).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Cue, place and folded phrase of a row; none if the row is not well formed.
fn parse_row<'r>(row: &[&'r str]) -> Option<(Cue, &'r str, String)> {
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
    let phrase = fold(&phrase.replace("{n}", "0"));
    (fits && !phrase.is_empty()).then_some((cue, place, phrase))
}

trait FloorCharBoundary {
    fn floor_char_boundary_at(&self, at: usize) -> usize;
}

impl FloorCharBoundary for str {
    fn floor_char_boundary_at(&self, at: usize) -> usize {
        (0..=at.min(self.len())).rev().find(|&i| self.is_char_boundary(i)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_understood() {
        let files = langdata::files("boilerplate", "tsv");
        assert!(files.len() >= 26, "{} tables", files.len());
        for (name, text) in files {
            assert!(Language::new(name).is_some(), "{name}.tsv is not named by an ISO 639-3 code");
            for (number, row) in langdata::rows(text) {
                assert!(parse_row(&row).is_some(), "{name}.tsv:{number}: {row:?}");
            }
        }
    }

    fn small() -> Phrases {
        let eng = "widget\tline\tShare\nwidget\tline\tComments\nannounce\tline\tRelated\ndateline\tword\tMay\nbyline\tstart\tBy\ncaption\tcredit\tAP\n\
                   widget\tline\tHome\nnotice\tinside\trights reserved\n";
        let fra = "widget\tline\tPartager\nwidget\tline\tRelated\n";
        let zho = "dateline\tword\t\u{5E74}\ndateline\tword\t\u{6708}\ndateline\tword\t\u{65E5}\nwidget\tstart\t\u{5B57}\u{53F7}\n";
        Phrases::parse([("eng", eng), ("fra", fra), ("zho", zho)].into_iter())
    }

    #[test]
    fn a_phrase_of_two_languages_tells_neither() {
        let phrases = small();
        let code = |text: &str| phrases.language(text).map(|l| l.code().to_owned());
        assert_eq!(code("\u{2192} PARTAGER").as_deref(), Some("fra"));
        assert_eq!(code("27 comments").as_deref(), Some("eng"));
        assert_eq!(code("Related"), None);
        assert_eq!(code("Share it"), None);
    }

    #[test]
    fn cues_by_place() {
        let phrases = small();
        for (text, cue, has) in [
            ("Share!", Cue::Widget, true),
            ("Shared", Cue::Widget, false),
            ("Home | Share", Cue::Widget, true),
            ("Maps | Share", Cue::Widget, true),
            ("Maps | War | Home", Cue::Widget, false),
            ("By Ann Lee", Cue::Byline, true),
            ("Bystanders", Cue::Byline, false),
            ("All Rights Reserved.", Cue::Notice, true),
            ("Rights reservedly", Cue::Notice, false),
            ("12 May 2021", Cue::Dateline, true),
            ("2021-11-10", Cue::Dateline, true),
            ("2021\u{5E74}11\u{6708}10\u{65E5}", Cue::Dateline, true),
            ("May", Cue::Dateline, false),
            ("12 men", Cue::Dateline, false),
            ("1812", Cue::Dateline, false),
            ("A street in Kabul, 2021. (AP Photo)", Cue::Caption, true),
            ("A street (of AP) in Kabul", Cue::Caption, false),
            ("\u{5B57}\u{53F7}\u{5927}\u{5C0F}", Cue::Widget, true),
        ] {
            assert_eq!(phrases.cues(text, &fold(text)).has(cue), has, "{text}: {cue:?}");
        }
        assert!(phrases.is_place_and_date("KABUL, May 8"));
        assert!(!phrases.is_place_and_date("Men, 8 of them"));
    }
}
