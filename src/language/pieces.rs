//! A text cut where its language may change: at the ends of sentences and lines, at brackets, quotes and dashes, at
//! changes of script; and finer, at commas and between words. What language a piece is in is not asked here.

use std::ops::Range;

use unicode_script::{Script as Ucd, UnicodeScript};

use super::clean::clean;

/// Words and letters that a piece needs to be evidence of a language.
pub(super) const WORDS: usize = 3;
/// See [`WORDS`].
pub(super) const LETTERS: usize = 12;
/// The same for a script that is written without spaces, or in syllables: letters alone count.
const UNSPACED_LETTERS: usize = 8;
/// What stands in brackets or quotes in another script than what is around it is the gloss of a name up to this many
/// words, or this many letters without spaces.
const GLOSS_WORDS: usize = 4;
/// See [`GLOSS_WORDS`].
const GLOSS_LETTERS: usize = 14;
/// A piece of code has at least one sign of programs to this many letters.
const LETTERS_PER_SIGN: usize = 8;

/// A piece of a text: its bytes, what it holds, and what it begins with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    /// The kind of its letters, [`Ucd::Common`] without any.
    pub(super) script: Ucd,
    pub(super) words: usize,
    pub(super) letters: usize,
    /// Words but the first that begin with a capital and go on in small letters.
    pub(super) capitalized: usize,
    /// Those and the words of four small letters and more: without articles, prepositions and acronyms.
    pub(super) content: usize,
    /// How it is parted from the piece before.
    pub(super) border: Border,
    /// Whether it stands in brackets or quotes.
    pub(super) enclosed: bool,
    /// Whether it looks like a program rather than a text.
    pub(super) code: bool,
}

/// What parts two pieces, from the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Border {
    /// Nothing but a space.
    Word,
    /// A comma.
    Comma,
    /// Another script.
    Script,
    /// A bracket, quote, dash, slash or colon.
    Mark,
    /// The end of a sentence or line, or the start of the text.
    Sentence,
}

impl Piece {
    /// Whether it is enough to tell a language from.
    pub(super) fn is_evidence(&self) -> bool {
        if self.code || self.script == Ucd::Common {
            return false;
        }
        match is_unspaced(self.script) {
            true => self.letters >= UNSPACED_LETTERS,
            false => self.words >= WORDS && self.letters >= LETTERS,
        }
    }

    /// Whether most of its words begin with a capital, as those of names and titles do.
    pub(super) fn is_title(&self) -> bool {
        self.words > 1 && !is_unspaced(self.script) && self.capitalized * 4 >= self.content * 3
    }

    /// Whether it is evidence amid text in another script.
    fn is_evidence_amid(&self, script: Ucd) -> bool {
        let foreign = self.script != script && script != Ucd::Common;
        let few = match is_unspaced(self.script) {
            true => self.letters < GLOSS_LETTERS,
            false => self.words < GLOSS_WORDS,
        };
        self.is_evidence() && !(foreign && (self.is_title() || self.enclosed && few))
    }

    fn measured(text: &str, range: Range<usize>, script: Ucd, border: Border) -> Piece {
        let whole = &text[range.clone()];
        let enclosed = is_enclosed(whole);
        let mut piece =
            Piece { range, script, words: 0, letters: 0, capitalized: 0, content: 0, border, enclosed, code: false };
        let is_sign = |b: &u8| {
            matches!(b, b'{' | b'}' | b'=' | b'<' | b'>' | b'_' | b'$' | b';' | b'\\' | b'(' | b')' | b'[' | b']')
        };
        let signs = whole.bytes().filter(is_sign).count();
        let odd = |b: u8| matches!(b, b'@' | b'#' | b'<' | b'&' | b'/' | b'\\' | b'_');
        let read = if whole.bytes().any(odd) || has_dotted_word(whole) { clean(whole) } else { whole.into() };
        let (mut word, mut digits) = (Word::default(), 0);
        for c in read.chars() {
            if c.is_ascii_alphabetic() || !c.is_ascii() && kind(c).is_some() {
                word.letters += 1;
                match word.letters {
                    1 => word.capital = c.is_uppercase(),
                    _ => word.small += usize::from(!c.is_uppercase()),
                }
            } else if !is_mark(c) && !matches!(c, '\u{200C}' | '\u{200D}') {
                digits += usize::from(c.is_numeric());
                piece.count(&std::mem::take(&mut word));
            }
        }
        piece.count(&word);
        piece.code = signs >= 3 && signs * LETTERS_PER_SIGN >= piece.letters || digits * 2 > piece.letters;
        piece
    }

    fn count(&mut self, word: &Word) {
        // Letters of an alphabet, initials and variables are no words.
        if word.letters < 2 && !is_unspaced(self.script) {
            return;
        }
        self.letters += word.letters;
        let named = word.capital && word.small > 0;
        if self.words > 0 {
            self.capitalized += usize::from(named);
            self.content += usize::from(named || !word.capital && word.letters > 3);
        }
        self.words += 1;
    }

    /// Takes in the piece that follows.
    fn absorb(&mut self, next: &Piece) {
        self.range.end = next.range.end;
        if self.script == Ucd::Common {
            (self.script, self.enclosed) = (next.script, next.enclosed);
        }
        if next.script == self.script {
            self.words += next.words;
            self.letters += next.letters;
            self.capitalized += next.capitalized;
            self.content += next.content;
        }
        self.code |= next.code && next.letters * 2 > self.letters;
    }
}

/// A word that is being read.
#[derive(Default)]
struct Word {
    letters: usize,
    capital: bool,
    /// Letters after the first that are not capitals.
    small: usize,
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// `name.example` and the like.
fn has_dotted_word(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w[1] == b'.' && w[0].is_ascii_alphanumeric() && w[2].is_ascii_alphabetic())
}

/// The script of a letter, the parts of Japanese as one; `None` for what is no letter of a script.
fn kind(c: char) -> Option<Ucd> {
    match u32::from(c) {
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x1E00..=0x1EFF => Some(Ucd::Latin),
        0..=0xBF | 0xD7 | 0xF7 | 0x2000..=0x206F => None,
        0x430..=0x44F => Some(Ucd::Cyrillic),
        0x4E00..=0x9FFF => Some(Ucd::Han),
        _ => match c.script() {
            _ if !c.is_alphabetic() => None,
            Ucd::Common | Ucd::Inherited | Ucd::Unknown => None,
            Ucd::Hiragana | Ucd::Katakana | Ucd::Bopomofo | Ucd::Han => Some(Ucd::Han),
            script => Some(script),
        },
    }
}

/// Whether words are not parted by spaces, or a letter is a syllable.
pub(super) fn is_unspaced(script: Ucd) -> bool {
    matches!(
        script,
        Ucd::Han | Ucd::Hangul | Ucd::Thai | Ucd::Lao | Ucd::Khmer | Ucd::Myanmar | Ucd::Tibetan | Ucd::Javanese
    )
}

/// What a character does to a text: where a piece may end or begin.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Letter,
    Other,
    Space,
    Open,
    Close,
    /// What stands after it is another piece.
    Ends(Border),
}

fn sign(c: char, before: char, after: char) -> Sign {
    match c {
        'a'..='z' | 'A'..='Z' => Sign::Letter,
        ' ' => Sign::Space,
        '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' | '|' | '\u{2022}' => {
            Sign::Ends(Border::Sentence)
        }
        // A stop without a space behind it stands in a number or an abbreviation.
        '.' | '!' | '?' | '\u{2026}' | '\u{61F}' | '\u{6D4}' | '\u{37E}' | '\u{589}' => {
            if after.is_whitespace() || is_quote(after) { Sign::Ends(Border::Sentence) } else { Sign::Other }
        }
        '\u{3002}' | '\u{FF01}' | '\u{FF1F}' | '\u{FF61}' | '\u{964}' | '\u{965}' | '\u{1362}' | '\u{104B}'
        | '\u{17D4}' => Sign::Ends(Border::Sentence),
        // A call or an index in a program, an ending in brackets.
        '(' | '[' if before.is_ascii_alphanumeric() => Sign::Other,
        '"' if matches!(before, '(' | '[' | '{' | '=' | ',') => Sign::Other,
        '(' | '[' | '\u{201A}' | '\u{201E}' | '\u{2039}' | '\u{300C}' | '\u{300E}' | '\u{3008}' | '\u{300A}'
        | '\u{3010}' | '\u{FF08}' | '\u{BF}' | '\u{A1}' => Sign::Open,
        ')' | ']' | '\u{203A}' | '\u{300D}' | '\u{300F}' | '\u{3009}' | '\u{300B}' | '\u{3011}' | '\u{FF09}' => {
            Sign::Close
        }
        c if is_quote(c) => quote(c, before, after),
        '\u{2013}' | '\u{2015}' | '-' | '/' if before.is_whitespace() && after.is_whitespace() => {
            Sign::Ends(Border::Mark)
        }
        '\u{2014}' => Sign::Ends(Border::Mark),
        ':' | ';' if after.is_whitespace() => Sign::Ends(Border::Mark),
        '\u{FF1A}' | '\u{FF1B}' | '\u{61B}' => Sign::Ends(Border::Mark),
        ',' if after.is_whitespace() => Sign::Ends(Border::Comma),
        '\u{60C}' | '\u{FF0C}' | '\u{3001}' => Sign::Ends(Border::Comma),
        c if c.is_ascii() => Sign::Other,
        c if c.is_whitespace() => Sign::Space,
        c if c.is_alphabetic() => Sign::Letter,
        _ => Sign::Other,
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{AB}' | '\u{BB}' | '\u{2018}' | '\u{2019}' | '\u{201C}' | '\u{201D}' | '\u{201F}')
}

/// Quotes open in one language and close in another: what stands beside them tells.
fn quote(c: char, before: char, after: char) -> Sign {
    match (before.is_whitespace(), after.is_whitespace()) {
        _ if c == '\u{2019}' && after.is_alphanumeric() => Sign::Other,
        (true, false) => Sign::Open,
        (false, true) => Sign::Close,
        (true, true) => {
            if matches!(c, '"' | '\u{BB}' | '\u{2019}' | '\u{201D}') {
                Sign::Close
            } else {
                Sign::Open
            }
        }
        (false, false) if before.is_alphanumeric() && !after.is_alphanumeric() => Sign::Close,
        (false, false) if after.is_alphanumeric() && !before.is_alphanumeric() => Sign::Open,
        (false, false) => {
            if matches!(c, '\u{AB}' | '\u{201C}') {
                Sign::Open
            } else {
                Sign::Close
            }
        }
    }
}

/// Whether a piece begins with a bracket or quote.
fn is_enclosed(piece: &str) -> bool {
    let first = piece.chars().next().unwrap_or(' ');
    is_quote(first) || sign(first, ' ', 'x') == Sign::Open
}

/// The pieces of a text, in order, without gaps. Those that are too small to tell a language from are joined to a
/// neighbour of their sentence, or to each other.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let raw = cut(text, 0, false);
    let mut joined: Vec<Piece> = Vec::with_capacity(raw.len());
    for i in 0..raw.len() {
        let piece = &raw[i];
        let Some(last) = joined.last_mut() else {
            joined.push(piece.clone());
            continue;
        };
        let around = if last.script == Ucd::Common { Ucd::Common } else { last.script };
        let (one, other) = (last.is_evidence_amid(piece.script), piece.is_evidence_amid(around));
        let foreign = last.script != piece.script && last.script != Ucd::Common && piece.script != Ucd::Common;
        // The first words of a bracket, in the script of what is around it, belong to what follows in it.
        let opens = raw.get(i + 1).is_some_and(|next| next.border < piece.border);
        let join = match piece.border {
            Border::Mark if opens && one && !other => false,
            // Sentences that are short for themselves are read together.
            Border::Sentence => (!one && !other && !foreign) || piece.script == Ucd::Common,
            _ if foreign => !other || !one,
            _ => !one || !other,
        };
        if !join {
            joined.push(piece.clone());
        } else if foreign && other && !one {
            // Too little of another script before: the piece's own script is what it is read as.
            let (start, border) = (last.range.start, last.border);
            *last = Piece { range: start..piece.range.end, border, ..piece.clone() };
        } else {
            last.absorb(piece);
        }
    }
    joined
}

/// A piece of many words in parts of about `words` each, cut at commas where they are near.
pub(super) fn parts(text: &str, piece: &Piece, words: usize) -> Vec<Piece> {
    if is_unspaced(piece.script) || piece.words < 2 * words {
        return vec![piece.clone()];
    }
    let mut parts: Vec<Piece> = Vec::new();
    for raw in cut(&text[piece.range.clone()], piece.range.start, true) {
        let starts = word_starts(&text[raw.range.clone()], raw.range.start);
        let count = ((starts.len() + 1) / words).max(1);
        let mut from = raw.range.start;
        for i in 1..=count {
            let to = if i == count { raw.range.end } else { starts[i * (starts.len() + 1) / count - 1] };
            let border = if i == 1 { raw.border } else { Border::Word };
            let part = Piece::measured(text, from..to, raw.script, border);
            match parts.last_mut() {
                Some(last) if part.words.min(last.words) < words / 2 || !part.is_evidence() || !last.is_evidence() => {
                    last.absorb(&part);
                }
                _ => parts.push(part),
            }
            from = to;
        }
    }
    if let Some(first) = parts.first_mut() {
        first.border = piece.border;
    }
    parts
}

/// Where words begin after a space, in bytes of the text of which `part` begins at `offset`; without the first.
pub(super) fn word_starts(part: &str, offset: usize) -> Vec<usize> {
    let mut before = ' ';
    let mut starts = Vec::new();
    for (at, c) in part.char_indices() {
        if at > 0 && before.is_whitespace() && !c.is_whitespace() {
            starts.push(offset + at);
        }
        before = c;
    }
    starts
}

/// Cuts at every sign, at commas if asked; `part` begins at byte `offset` of the text.
fn cut(part: &str, offset: usize, commas: bool) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut start, mut border, mut script) = (0, Border::Sentence, Ucd::Common);
    // What ends a piece has been read; the piece goes on up to the next letter or opening sign.
    let mut pending: Option<Border> = None;
    let (mut before, mut chars) = ('\n', part.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or('\n', |&(_, c)| c);
        let sign = sign(c, before, after);
        let new = if sign == Sign::Letter { kind(c) } else { None };
        let turns = new.is_some_and(|new| new != script && script != Ucd::Common);
        let ends = match sign {
            Sign::Open => Some(pending.unwrap_or(Border::Mark)),
            Sign::Letter | Sign::Other => pending.or(turns.then_some(Border::Script)),
            _ => None,
        };
        if let Some(found) = ends {
            if at > start {
                pieces.push(Piece::measured(part, start..at, script, border));
                (start, border, script) = (at, found, Ucd::Common);
            }
            pending = None;
        }
        match sign {
            Sign::Letter => script = new.unwrap_or(script),
            Sign::Close => pending = pending.max(Some(Border::Mark)),
            Sign::Ends(Border::Comma) if !commas => {}
            Sign::Ends(found) => pending = pending.max(Some(found)),
            Sign::Open | Sign::Space | Sign::Other => {}
        }
        before = c;
    }
    if start < part.len() {
        pieces.push(Piece::measured(part, start..part.len(), script, border));
    }
    for piece in &mut pieces {
        piece.range = piece.range.start + offset..piece.range.end + offset;
    }
    pieces
}
