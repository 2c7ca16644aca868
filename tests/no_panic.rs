//! Any bytes make a document that keeps its promises: 100,000 random byte strings, and the documents of the repository
//! spliced, cut and mutated. The seeds are fixed, so a failure comes again; it names the input.

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use polynorm::names::NamesMode;
use polynorm::segment::Paragraphs;
use polynorm::unicode::Form;
use polynorm::{Document, Pipeline};
use rayon::prelude::*;

const RANDOM_STRINGS: u64 = 100_000;
const MUTATIONS_OF_EACH_DOCUMENT: u64 = 150;

#[test]
fn random_byte_strings() {
    let pipelines = pipelines();
    run((0..RANDOM_STRINGS).into_par_iter().map(|seed| {
        let mut random = Random::new(seed);
        let bytes = random_string(&mut random);
        // Every second string meets the default settings; the others each meet one of the other pipelines in turn.
        let pipeline = if seed % 2 == 0 { &pipelines[0] } else { random.of(&pipelines) };
        check(&format!("random string {seed}"), pipeline, &bytes)
    }));
}

#[test]
fn mutations_of_the_documents() {
    let documents = support::documents();
    let pipelines = pipelines();
    let count = documents.len() as u64 * MUTATIONS_OF_EACH_DOCUMENT;
    run((0..count).into_par_iter().map(|seed| {
        let mut random = Random::new(1 << 32 | seed);
        let (name, bytes) = &documents[seed as usize % documents.len()];
        let bytes = mutated(bytes, &documents, &mut random);
        check(&format!("mutation {seed} of {name}"), random.of(&pipelines), &bytes)
    }));
}

#[test]
fn the_documents_as_they_are() {
    let documents = support::documents();
    let pipelines = pipelines();
    run(documents.par_iter().flat_map_iter(|(name, bytes)| pipelines.iter().map(move |p| check(name, p, bytes))));
}

fn run(results: impl ParallelIterator<Item = Result<(), String>>) {
    let mut failures: Vec<String> = results.filter_map(Result::err).collect();
    // The shortest first: they are the easiest to understand.
    failures.sort_by(|a, b| a.len().cmp(&b.len()).then(a.cmp(b)));
    let shown = failures.iter().take(10).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} inputs failed, such as\n{shown}", failures.len());
}

/// The default first, then one that differs from it in each setting that changes what the stages do.
fn pipelines() -> Vec<Pipeline> {
    let other =
        |form, names, paragraphs| Pipeline::builder().form(form).names(names).paragraphs(paragraphs).build().unwrap();
    vec![
        Pipeline::new(),
        other(Form::Nfd, NamesMode::Full, Paragraphs::Line),
        other(Form::Nfkc, NamesMode::Annotate, Paragraphs::Block),
        other(Form::Nfkd, NamesMode::Off, Paragraphs::Auto),
        other(Form::None, NamesMode::Rewrite, Paragraphs::Block),
    ]
}

// ---- what must be true

fn check(what: &str, pipeline: &Pipeline, bytes: &[u8]) -> Result<(), String> {
    let checked = catch_unwind(AssertUnwindSafe(|| {
        let document = pipeline.normalize(bytes);
        promises(&document, bytes)?;
        match support::difference(&document, &pipeline.normalize(bytes)) {
            Some(difference) => Err(format!("the second time is different: {difference}")),
            None => Ok(()),
        }
    }));
    let broken = match checked {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(broken)) => broken,
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            format!("panic: {}", message.or(panic.downcast_ref().copied()).unwrap_or("of an unknown kind"))
        }
    };
    let start = bytes[..bytes.len().min(400)].escape_ascii();
    Err(format!("{what} with {:?}: {broken}\n  input: b\"{start}\"", pipeline.settings()))
}

fn promises(document: &Document<'_>, bytes: &[u8]) -> Result<(), String> {
    let ensure = |holds: bool, promise: &str, about: &dyn std::fmt::Debug| match holds {
        true => Ok(()),
        false => Err(format!("not so: {promise}: {about:?}")),
    };
    ensure(document.source == bytes, "the document borrows its source", &document.source)?;
    ensure((0.0..=1.0).contains(&document.confidence), "confidence is 0 to 1", &document.confidence)?;
    let mut end = 0;
    for paragraph in &document.paragraphs {
        let source = &paragraph.source;
        ensure(source.start >= end && source.start < source.end, "paragraphs are in order, none empty", source)?;
        end = source.end;
        ensure(end <= bytes.len(), "a paragraph lies in the source", source)?;
        ensure(paragraph.undo() == paragraph.decoded(), "undoing gives the decoded source", paragraph)?;
        ensure((0.0..=1.0).contains(&paragraph.confidence), "confidence is 0 to 1", paragraph)?;
        let unchanged = paragraph.text() == paragraph.decoded();
        ensure(unchanged || !paragraph.is_borrowed(), "changed text is not borrowed", paragraph)?;
        ensure(
            !paragraph.is_borrowed() || paragraph.alignment().is_identity(),
            "borrowed text has no edit",
            paragraph,
        )?;

        let text = paragraph.text();
        let whole = paragraph.source_range(0..text.len());
        ensure(source.start <= whole.start && whole.end <= source.end, "the text comes from the paragraph", paragraph)?;
        let mut at = 0;
        for edit in paragraph.edits() {
            let inside = source.start <= edit.source.start && edit.source.end <= source.end;
            ensure(inside && edit.source.start < edit.source.end, "an edit lies in its paragraph", &edit)?;
            ensure(at <= edit.text.start, "edits are in order", &edit)?;
            ensure(text.get(edit.text.clone()).is_some(), "an edit cuts no character", &edit)?;
            at = edit.text.end;
        }
        let mut at = 0;
        for name in &paragraph.names {
            let inside = source.start <= name.source.start && name.source.end <= source.end;
            ensure(inside && name.source.start < name.source.end, "a name lies in its paragraph", name)?;
            ensure(name.span.start >= at && !name.span.is_empty(), "names are in order", name)?;
            at = name.span.end;
            ensure(text.get(name.span.clone()) == Some(&name.written), "the text has what is written", name)?;
            ensure(paragraph.surface(name.span.clone()) == name.surface, "the surface is what stands there", name)?;
            ensure(paragraph.source_range(name.span.clone()) == name.source, "the span leads to the source", name)?;
            let there = paragraph.text_range(name.source.clone());
            ensure(
                there.start <= name.span.start && name.span.end <= there.end,
                "the source leads to the span",
                &(name, there),
            )?;
            ensure(!name.canonical.is_empty() && !name.entity.is_empty(), "a name has an entity", name)?;
            ensure((0.0..=1.0).contains(&name.confidence), "confidence is 0 to 1", name)?;
        }
    }
    Ok(())
}

// ---- random input

/// SplitMix64.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0xD134_2543_DE82_EF95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let (a, b) = (self.below(len + 1), self.below(len + 1));
        a.min(b)..a.max(b)
    }
}

/// Pieces in several scripts, with what is special about each kind of text.
const FRAGMENTS: &[&str] = &[
    "The talks resumed on Monday, officials said. ",
    "Le ministre a d\u{E9}clar\u{E9} que l\u{2019}accord \u{AB}\u{A0}tient\u{A0}\u{BB}. ",
    "Cafe\u{301} ",
    "\u{130}stanbul ",
    "\u{41F}\u{440}\u{430}\u{432}\u{438}\u{442}\u{435}\u{43B}\u{44C}\u{441}\u{442}\u{432}\u{43E} \u{441}\u{43E}\u{43E}\u{431}\u{449}\u{438}\u{43B}\u{43E}. ",
    "\u{627}\u{644}\u{62D}\u{643}\u{648}\u{645}\u{629} \u{62A}\u{640}\u{640}\u{642}\u{648}\u{644} ",
    "\u{645}\u{6CC}\u{200C}\u{6AF}\u{648}\u{6CC}\u{62F} ",
    "\u{915}\u{94D}\u{200D}\u{937}\u{947}\u{924}\u{94D}\u{930} ",
    "\u{95B}\u{930} ",
    "\u{653F}\u{5E9C}\u{8868}\u{793A}\u{FF0C}\u{5B57}\u{53F7} + ",
    "\u{FF76}\u{FF9E}\u{30AB}\u{3099} \u{D55C}\u{AD6D}\u{C5B4} \u{1112}\u{1161}\u{11AB} ",
    "\u{E20}\u{E32}\u{E29}\u{E32}\u{E44}\u{E17}\u{E22} ",
    "\u{3B1}\u{301}\u{3C2} ",
    "\u{5E9}\u{5DC}\u{5D5}\u{5DD} ",
    "\u{1F469}\u{1F3FD}\u{200D}\u{1F680} \u{1F1FA}\u{1F1E6} ",
    "caf\u{C3}\u{A9} \u{E2}\u{20AC}\u{2122} ",
    "\u{FB01}\u{2126}\u{212B}\u{2460} ",
    "a\u{316}\u{301}\u{327}\u{315}\u{302}\u{31B} ",
    "\u{344}\u{F73}\u{1D15E}\u{2FA1D} ",
    "Check Also",
    "Related Articles",
    "Lire aussi",
    "\u{76F8}\u{5173}\u{9605}\u{8BFB}",
    "By ",
    "(AP Photo)",
    "https://example.org/a?b=c ",
    "KABUL \u{2014} ",
];

/// Names that are easily taken for each other or for words, in several spellings.
const NAMES: &[&str] = &[
    "ISIS",
    "ISIS -K",
    "ISIS\u{2011}K",
    "IS",
    "is",
    "US",
    "us",
    "U.S.",
    "the West",
    "Thomas West",
    "Daesh",
    "Taliban",
    "Pakistani Taliban",
    "TTP",
    "Kabul",
    "Ahmad Zia Seraj",
    "Saraj",
    "Abdul Sayed",
    "al-Qa\u{2019}ida",
    "Al\u{A0}Qaeda",
    "Khorasan",
    "Farooqi\u{2019}s",
    "(known as \u{201C}JNIM\u{201D})",
    "Mohammad",
    "M\u{FC}ller-Mu\u{308}ller",
    "\u{627}\u{644}\u{642}\u{627}\u{639}\u{62F}\u{629}",
    "\u{422}\u{430}\u{43B}\u{438}\u{431}\u{430}\u{43D}",
];

/// White space, line ends, dashes, quotes, marks that order text, and what is not to be seen.
const PUNCTUATION: &[&str] = &[
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{B}",
    "\u{C}",
    "\0",
    "\u{1B}",
    "\u{A0}",
    "\u{202F}",
    "\u{3000}",
    "\u{200B}",
    "\u{200C}",
    "\u{200D}",
    "\u{2060}",
    "\u{FEFF}",
    "\u{AD}",
    "\u{200E}",
    "\u{200F}",
    "\u{202A}",
    "\u{202E}",
    "\u{202C}",
    "\u{2066}",
    "\u{2069}",
    "\u{FE0F}",
    "\u{FFFD}",
    "\u{FFFF}",
    "\u{10FFFF}",
    "-",
    "\u{2010}",
    "\u{2011}",
    "\u{2013}",
    "\u{2014}",
    "\u{2212}",
    "'",
    "\u{2019}",
    "\u{201C}",
    "\u{201D}",
    "\"",
    ".",
    ",",
    ":",
    ";",
    "(",
    ")",
    "&nbsp;",
    "&amp;",
    "|",
    "\u{2022}",
    "_",
    "/",
    "0",
    "2025",
];

/// Byte sequences that are not text in UTF-8, or that begin another encoding.
const BYTES: &[&[u8]] = &[
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\xFF\xFE\0\0",
    b"\0\0\xFE\xFF",
    b"\xC0\x80",
    b"\xED\xA0\x80",
    b"\xF4\x90\x80\x80",
    b"\xF0\x9F",
    b"\xE2\x80",
    b"\x80",
    b"\x81",
    b"\x92",
    b"\xE9",
    b"\xFF",
    b"\x1B$B",
    b"\x1B(B",
    b"~{",
    b"\x84\x31\x95\x33",
];

fn random_string(random: &mut Random) -> Vec<u8> {
    let kind = random.below(8);
    let mut bytes = Vec::new();
    if random.below(6) == 0 {
        bytes.extend(*random.of(BYTES));
    }
    for _ in 0..=random.below(24) {
        match kind {
            0 => bytes.push(random.next() as u8),
            1 => bytes.push(random.next() as u8 | 0x80),
            2 => bytes.extend(*random.of(BYTES)),
            3 => bytes.extend(any_char(random).to_string().bytes()),
            _ => match random.below(5) {
                0 => bytes.extend(random.of(NAMES).bytes()),
                1 | 2 => bytes.extend(random.of(PUNCTUATION).bytes()),
                3 => bytes.extend(random.of(FRAGMENTS).bytes()),
                _ if kind == 4 => bytes.extend(*random.of(BYTES)),
                _ => bytes.extend(any_char(random).to_string().bytes()),
            },
        }
    }
    match kind {
        5 => reencoded(&bytes, random),
        _ => bytes,
    }
}

fn any_char(random: &mut Random) -> char {
    // Blocks with letters, marks and controls come more often than their share of Unicode.
    let ends = [0x80, 0x250, 0x370, 0x700, 0xE80, 0x2100, 0x3100, 0xA000, 0x1_0000, 0x11_0000];
    let end = *random.of(&ends);
    char::from_u32(random.below(end) as u32).unwrap_or('\u{D7FF}')
}

/// The text in UTF-16 or UTF-32, sometimes cut within a unit, or in an encoding of the Web.
fn reencoded(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out: Vec<u8> = match random.below(6) {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        2 => text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        3 => text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(),
        4 => encoding_rs::WINDOWS_1251.encode(&text).0.into_owned(),
        _ => encoding_rs::GB18030.encode(&text).0.into_owned(),
    };
    out.truncate(out.len().saturating_sub(random.below(3)));
    out
}

/// A document cut, with pieces of others put in, bytes changed, and lines repeated; not longer than twice as long.
fn mutated(bytes: &[u8], documents: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes[random.range(bytes.len())].to_vec();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        match random.below(6) {
            0 => {
                let other = &random.of(documents).1;
                let piece = random.range(other.len().min(2000));
                bytes.splice(at..at, other[piece].iter().copied());
            }
            1 => drop(bytes.drain(at..bytes.len().min(at + random.below(40)))),
            2 => (0..8).for_each(|_| {
                let at = random.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }),
            3 => {
                let piece = random.range(bytes.len());
                let piece = bytes[piece.start..piece.end.min(piece.start + 300)].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => drop(bytes.splice(at..at, random_string(random))),
            _ => bytes.truncate(at),
        }
    }
    bytes
}
