//! What is known of a paragraph before its role is: its shape, its cues, its language against the document's, its words.

use super::boilerplate::Repeated;
use super::character;
use super::folded::Folded;
use super::phrases::{Cue, Cues, Phrases, is_long};
use super::reader::read;
use super::repeat::{self, Common, Vocabulary, Words};
use super::shape::{End, Shape};
use crate::chars::Kind;
use crate::document::Paragraph;
use crate::each::{each, is_shared};
use crate::language::{Language, Script};

/// A paragraph with all that the roles are told by.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub shape: Shape,
    pub cues: Cues,
    /// In another language or script than the document.
    pub foreign: bool,
    /// Running text that by itself looks like the body of an article.
    pub core: bool,
    /// Share of its words with meaning that the body has too, 0.0–1.0; of a core line, that other paragraphs have too.
    pub overlap: f32,
    /// Share of its words that running text of the document has most often, 0.0–1.0.
    pub common: f32,
    /// How often it comes in the document, itself included.
    pub copies: u32,
    /// How much it comes again in other documents of the same source, 0.0–1.0, as far as that is known.
    pub repeated: f32,
    /// Its words come again in a longer paragraph.
    pub set_out: bool,
    /// The longer paragraph comes later.
    pub foretells: bool,
    /// It begins with two or more capitalised words and a bar or comma, or consists of them: a person's name, perhaps.
    pub named: bool,
    /// A person's name that stands in a byline too, or before the line about that person.
    pub signed: bool,
    /// `KABUL, Oct. 8`, `KABUL (Gulf Current) - Ann Lee`.
    pub place_and_date: bool,
    /// `12 May 2021 | Source: …`.
    pub dated: bool,
}

/// What it tells that a line comes again in other documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repetition {
    /// Much: nobody writes the same sentence twice.
    Telling,
    /// Little: a few words may as well be a heading that many have.
    Doubtful,
    /// Nothing.
    Common,
}

/// Words that a core line has at least; fewer if the document has no such line.
const CORE_WORDS: f32 = 12.0;
/// The same in documents of short paragraphs.
const SHORT_CORE_WORDS: f32 = 5.0;
/// Lines of a document so short that any sentence is its text, and that one line in another language may be most of it.
pub(crate) const FEW: usize = 8;
/// Letters of a line that count for the language of so short a document.
const VOTE: usize = 40;
/// Bylines that are looked at for the names of those who sign.
const BYLINES: usize = 4;
/// Confidence and letters from which a paragraph's language counts as told.
const TOLD: (f32, usize) = (0.6, 12);

impl Line {
    /// Whether the whole line is an interface phrase.
    pub(crate) fn is_phrase(&self) -> bool {
        self.cues.has(Cue::Whole)
            && (self.cues.has(Cue::Widget) || self.cues.has(Cue::Announce) || self.cues.has(Cue::Teaser))
    }

    /// `By` alone, before a line of names.
    pub(crate) fn introduces(&self) -> bool {
        self.cues.has(Cue::Byline)
            && self.cues.has(Cue::Start)
            && self.shape.words <= 2.0
            && self.shape.capitalised == 0.0
    }

    /// Names as they follow `By`, places between them.
    pub(crate) fn is_names(&self) -> bool {
        let shape = &self.shape;
        shape.words >= 1.0
            && shape.words <= 30.0
            && shape.end == End::Open
            && !self.cues.has(Cue::Whole)
            && (!shape.cased || !shape.starts_lower && (shape.capitalised >= 0.5 || shape.words < 2.0))
    }

    /// A whole line that says that it is a heading.
    pub(crate) fn is_heading(&self) -> bool {
        self.cues.has(Cue::Heading) && self.cues.has(Cue::Whole)
    }

    /// Whether a phrase of interface, pointer or notice stands in it.
    pub(crate) fn has_aside_cue(&self) -> bool {
        [Cue::Widget, Cue::Announce, Cue::Teaser, Cue::Notice].into_iter().any(|cue| self.cues.has(cue))
    }

    /// Neither letters nor digits, or digits alone.
    pub(crate) fn is_letterless(&self) -> bool {
        self.shape.letters == 0
    }

    /// What it would tell that it comes again in other documents.
    pub(crate) fn repetition(&self) -> Repetition {
        match () {
            () if self.is_prose() || self.shape.words >= 8.0 => Repetition::Telling,
            // Menus are there once or twice, "Pros" and "Cons" under each thing that is compared.
            () if self.copies > 3 => Repetition::Common,
            () => Repetition::Doubtful,
        }
    }

    /// Some words that end as a sentence does.
    pub(crate) fn is_sentence(&self) -> bool {
        self.shape.words >= 4.0 && self.shape.ends_sentence()
    }

    /// Reads on as running text: it ends as a sentence, or it is long.
    pub(crate) fn is_prose(&self) -> bool {
        self.is_sentence() || self.shape.words >= 25.0
    }
}

/// Paragraphs of a large document that are measured together.
const TOGETHER: usize = 16;

/// Measures all paragraphs of a document.
pub(crate) fn measure(paragraphs: &[Paragraph<'_>], language: Language, repeated: Option<Repeated<'_>>) -> Vec<Line> {
    let language = if paragraphs.len() <= FEW { language_of_few(paragraphs, language) } else { language };
    let script = script_of(paragraphs);
    let bytes: usize = paragraphs.iter().map(|p| p.text().len()).sum();
    let together = if is_shared(bytes) { TOGETHER } else { paragraphs.len().max(1) };
    let parts = each(paragraphs.len().div_ceil(together), bytes, |i| {
        let part = &paragraphs[i * together..];
        let (lines, mut words) = measure_each(&part[..part.len().min(together)], language, script, repeated);
        if together < paragraphs.len() {
            words.fit();
        }
        (lines, words)
    });
    let (lines, words): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let (mut lines, words) = (lines.concat(), Words::joined(words));
    let set_out = repeat::set_out(&words);
    for (i, (line, copies)) in lines.iter_mut().zip(repeat::copies(&words)).enumerate() {
        line.copies = copies;
        line.set_out = set_out[i].is_some();
        line.foretells = set_out[i].is_some_and(|source| source > i);
    }
    own_languages(paragraphs, &mut lines);
    sign(&mut lines, &words);
    let levels = if lines.len() <= FEW { [3.0, 2.0] } else { [CORE_WORDS, SHORT_CORE_WORDS] };
    for least in levels {
        for line in &mut lines {
            let told_apart = line.foreign
                || line.set_out
                || line.repeated > 0.0
                || line.cues.has(Cue::Caption)
                || line.has_aside_cue() && line.shape.words < 40.0;
            // A question by itself is as well a headline.
            let question = line.shape.end == End::Question && line.shape.stops_inside == 0 && line.shape.words < 20.0;
            line.core = !told_apart && line.shape.words >= least && line.shape.ends_sentence() && !question;
        }
        if lines.iter().any(|line| line.core) {
            break;
        }
    }
    let vocabulary =
        Vocabulary::of(lines.iter().zip(words.each()).filter(|(line, _)| line.core).map(|(_, words)| words));
    let is_running = |line: &Line| line.shape.words >= CORE_WORDS;
    let common =
        Common::of(lines.iter().zip(words.each()).filter(|(line, _)| is_running(line)).map(|(_, words)| words));
    for (line, words) in lines.iter_mut().zip(words.each()) {
        line.overlap = vocabulary.overlap(words, line.core).unwrap_or(0.0);
        line.common = common.share(words);
    }
    lines
}

/// What is known of each paragraph by itself, and its words.
fn measure_each(
    paragraphs: &[Paragraph<'_>],
    language: Language,
    script: &'static str,
    repeated: Option<Repeated<'_>>,
) -> (Vec<Line>, Words) {
    let phrases = Phrases::builtin();
    let bytes = paragraphs.iter().map(|p| p.text().len()).sum();
    let mut words = Words::with_room(paragraphs.len(), bytes);
    let (mut folded, mut part) = (Folded::default(), Folded::default());
    let mut families = Families::default();
    let mut lines = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let text = paragraph.text();
        let shape = if is_long(text) {
            read::<false>(text, &mut words, &mut folded)
        } else {
            read::<true>(text, &mut words, &mut folded)
        };
        lines.push(Line {
            shape,
            cues: phrases.cues(text, &folded, &mut part),
            foreign: is_foreign(paragraph, families.of(paragraph), &shape, language, script),
            core: false,
            overlap: 0.0,
            common: 0.0,
            copies: 1,
            repeated: 0.0,
            set_out: false,
            foretells: false,
            named: is_named(text, &shape, folded.flags),
            signed: false,
            place_and_date: phrases.is_place_and_date(text, &folded, &mut part)
                || folded.flags & character::BRACKET != 0 && is_place_and_source(text),
            dated: !shape.ends_sentence() && phrases.begins_with_date(text, &folded),
        });
        if let (Some(repeated), Some(line)) = (repeated, lines.last_mut()) {
            if is_long(text) {
                folded.of(text);
            }
            line.repeated = repeated.of(&folded);
        }
    }
    (lines, words)
}

/// Words of a paragraph that a second language of the document has at least two of, and their share of all such.
const SECOND: (f32, f32) = (25.0, 0.2);

/// A language with several paragraphs of running text is the document's own too, as that of the second half of a
/// bilingual page is; a box of pointers has headlines.
fn own_languages(paragraphs: &[Paragraph<'_>], lines: &mut [Line]) {
    let mut texts: std::collections::BTreeMap<(&str, &str), (usize, f32)> = std::collections::BTreeMap::new();
    let mut all = 0.0;
    for (paragraph, line) in paragraphs.iter().zip(&*lines) {
        if line.shape.words >= SECOND.0 && line.shape.ends_sentence() {
            let (count, words) = texts.entry((paragraph.language.code(), family(paragraph))).or_default();
            (*count, *words, all) = (*count + 1, *words + line.shape.words, all + line.shape.words);
        }
    }
    texts.retain(|_, &mut (count, words)| count >= 2 && words >= all * SECOND.1);
    for (paragraph, line) in paragraphs.iter().zip(lines).filter(|(_, line)| line.foreign) {
        line.foreign = !texts.contains_key(&(paragraph.language.code(), family(paragraph)));
    }
}

/// Marks the names that stand in a byline too, or before the line about the person.
fn sign(lines: &mut [Line], words: &Words) {
    let is_byline = |line: &Line| line.cues.has(Cue::Byline) && line.shape.words <= 40.0;
    let bylines: Vec<usize> = (0..lines.len()).filter(|&i| is_byline(&lines[i])).take(BYLINES).collect();
    for i in 0..lines.len() {
        let name = words.of(i);
        if !lines[i].named || !(2..=5).contains(&name.len()) || lines[i].cues.has(Cue::Whole) {
            continue;
        }
        let in_byline = |&at: &usize| at != i && words.of(at).windows(name.len()).any(|run| run == name);
        let about = lines.get(i + 1).is_some_and(is_byline) && words.of(i + 1).starts_with(name);
        lines[i].signed = about || bylines.iter().any(in_byline);
    }
}

/// The language of most lines, where it is clearly another than that of most letters.
fn language_of_few(paragraphs: &[Paragraph<'_>], language: Language) -> Language {
    let mut votes: Vec<(Language, usize)> = vec![(language, 0)];
    for paragraph in paragraphs.iter().filter(|p| !p.language.is_und() && p.confidence >= TOLD.0) {
        let vote = paragraph.text().chars().filter(|&c| Kind::of(c).is_alphabetic()).take(VOTE).count();
        match votes.iter_mut().find(|known| known.0 == paragraph.language) {
            Some(known) => known.1 += vote,
            None => votes.push((paragraph.language, vote)),
        }
    }
    let most = votes.iter().map(|vote| vote.1).max().unwrap_or(0);
    if most > votes[0].1 + VOTE / 4 {
        votes.into_iter().find(|vote| vote.1 == most).map_or(language, |vote| vote.0)
    } else {
        language
    }
}

/// The script of most letters; those of Chinese count as one.
fn script_of(paragraphs: &[Paragraph<'_>]) -> &'static str {
    let mut families = Families::default();
    let mut bytes: Vec<(&'static str, usize)> = Vec::new();
    for paragraph in paragraphs {
        let (family, len) = (families.of(paragraph), paragraph.text().len());
        match bytes.iter_mut().find(|(known, _)| *known == family) {
            Some(known) => known.1 += len,
            None => bytes.push((family, len)),
        }
    }
    // Of equals the last in the order of their names.
    let told = bytes.into_iter().filter(|(family, _)| !family.is_empty());
    told.max_by_key(|&(family, bytes)| (bytes, family)).map_or("", |(family, _)| family)
}

/// Remembers the family of the last script; most paragraphs are in the same.
#[derive(Default)]
struct Families(Option<(Script, &'static str)>);

impl Families {
    fn of(&mut self, paragraph: &Paragraph<'_>) -> &'static str {
        match self.0 {
            Some((script, family)) if script == paragraph.script => family,
            _ => self.0.insert((paragraph.script, family(paragraph))).1,
        }
    }
}

/// The script, the ones that one text mixes under one name; empty where there is none to tell.
fn family(paragraph: &Paragraph<'_>) -> &'static str {
    match paragraph.script.code() {
        "Hans" | "Hant" | "Hani" | "Bopo" => "Hani",
        "Jpan" | "Hira" | "Kana" | "Hrkt" => "Jpan",
        "Kore" | "Hang" => "Kore",
        "Latn" => "Latn",
        "Cyrl" => "Cyrl",
        "Arab" => "Arab",
        "Deva" => "Deva",
        "Grek" => "Grek",
        "Hebr" => "Hebr",
        "Beng" => "Beng",
        "Zyyy" | "Zinh" | "Zzzz" => "",
        _ => "other",
    }
}

/// Whether a paragraph, `own` being the family of its script, is in another language or script than the document.
fn is_foreign(paragraph: &Paragraph<'_>, own: &str, shape: &Shape, language: Language, script: &str) -> bool {
    if shape.letters == 0 || language.is_und() {
        return false;
    }
    if !own.is_empty() && !script.is_empty() && own != script {
        // Chinese characters alone are no foreign script in Japanese or Korean text.
        return !(own == "Hani" && matches!(script, "Jpan" | "Kore"));
    }
    !paragraph.language.is_und()
        && paragraph.language != language
        && paragraph.confidence >= TOLD.0
        && shape.letters >= TOLD.1
}

/// What may stand behind a person's name.
pub(super) const NAME_ENDS: [char; 6] = ['|', ',', '\u{B7}', '\u{2022}', '\u{2013}', '\u{2014}'];

/// Two to seven words, most of them capitalised, up to the first bar or comma; not much behind it. `flags` are those of the text.
fn is_named(text: &str, shape: &Shape, flags: u64) -> bool {
    // What is so of the whole is so of the name, and its words are not more than those before and behind the bar.
    if text.len() > 160 || shape.starts_lower || shape.words > 17.0 {
        return false;
    }
    if flags & character::NAME_END == 0 {
        return is_full_name(shape);
    }
    let bar = text.find(NAME_ENDS);
    let (name, rest) = text.split_at(bar.unwrap_or(text.len()));
    let is_short = |rest: Shape| rest.words <= 4.0 || text.contains('|') && rest.words <= 8.0;
    is_full_name(&Shape::of(name)) && is_short(Shape::of(rest))
}

fn is_full_name(name: &Shape) -> bool {
    name.cased
        && !name.starts_lower
        && (2.0..=8.0).contains(&name.words)
        && (name.capitalised >= 0.6 || name.all_capitals)
        && name.end == End::Open
        && name.digits == 0
}

/// A place in capitals, a source in brackets, a dash, then nothing or a name: `KABUL, Afghanistan (Gulf Current) - Ann Lee`.
fn is_place_and_source(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let Some((place, (source, rest))) =
        text.split_once('(').and_then(|(place, rest)| Some((place, rest.split_once(')')?)))
    else {
        return false;
    };
    let rest = rest.trim_start();
    let town = place.split([' ', ',', '/']).next().unwrap_or("");
    let (town, place, source, name) = (Shape::of(town), Shape::of(place), Shape::of(source), Shape::of(rest));
    town.all_capitals
        && place.words <= 6.0
        && source.words <= 5.0
        && rest.starts_with(['-', '\u{2013}', '\u{2014}', ':'])
        && name.words <= 5.0
        && name.end != End::Stop
        && !name.starts_lower
        && (name.words < 2.0 || name.capitalised > 0.6)
}

/// Whether it is cut short as an excerpt is.
pub(crate) fn is_excerpt(line: &Line) -> bool {
    line.shape.end == End::Ellipsis
}
