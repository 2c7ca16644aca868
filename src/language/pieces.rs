//! A text cut where its language may change: at the ends of sentences and lines, at brackets, quotes and dashes, at
//! changes of script; and finer, at commas and between words. What language a piece is in is not asked here.

use std::ops::Range;

use unicode_script::{Script as Ucd, UnicodeScript};

use super::clean::clean;
use crate::chars::{Kind, Table};

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
        self.capitalized > 0 && !is_unspaced(self.script) && self.capitalized * 4 >= self.content * 3
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

    fn new(start: usize, border: Border, enclosed: bool) -> Piece {
        let script = Ucd::Common;
        Piece {
            range: start..start,
            script,
            words: 0,
            letters: 0,
            capitalized: 0,
            content: 0,
            border,
            enclosed,
            code: false,
        }
    }

    /// Takes in a word that has been read.
    fn count(&mut self, word: &mut Word) {
        let Word { letters, capital, small } = std::mem::take(word);
        // Letters of an alphabet, initials and variables are no words.
        if letters < 2 && (letters == 0 || !is_unspaced(self.script)) {
            return;
        }
        self.letters += letters;
        let named = capital && small > 0;
        if self.words > 0 {
            self.capitalized += usize::from(named);
            self.content += usize::from(named || !capital && letters > 3);
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

/// The script of a letter, the parts of Japanese as one; `None` for what is no letter of a script. Marks count as letters
/// in scripts whose words have them inside.
#[inline(always)]
fn kind(c: char) -> Option<Ucd> {
    static KINDS: Table<Option<Ucd>> = Table::new(look_up);
    KINDS.get(c)
}

fn look_up(c: char) -> Option<Ucd> {
    match u32::from(c) {
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF | 0x1E00..=0x1EFF => Some(Ucd::Latin),
        0..=0xBF | 0xD7 | 0xF7 | 0x2000..=0x206F => None,
        0x376..=0x3FF | 0x1F00..=0x1FFC => Some(Ucd::Greek),
        0x400..=0x52F => Some(Ucd::Cyrillic),
        0x5B0..=0x5BD | 0x5D0..=0x5F2 => Some(Ucd::Hebrew),
        0x620..=0x65F | 0x66E..=0x6D3 | 0x6D5..=0x6DC | 0x6FA..=0x6FF | 0x750..=0x77F => Some(Ucd::Arabic),
        0x900..=0x963 | 0x970..=0x97F => Some(Ucd::Devanagari),
        0x980..=0x9E3 => Some(Ucd::Bengali),
        0xA01..=0xA4D => Some(Ucd::Gurmukhi),
        0xA81..=0xACD => Some(Ucd::Gujarati),
        0xB82..=0xBCD => Some(Ucd::Tamil),
        0xC00..=0xC4D => Some(Ucd::Telugu),
        0xC80..=0xCCD => Some(Ucd::Kannada),
        0xD00..=0xD4D => Some(Ucd::Malayalam),
        0xE01..=0xE3A | 0xE40..=0xE4E => Some(Ucd::Thai),
        0x1000..=0x103F => Some(Ucd::Myanmar),
        0x10D0..=0x10FA => Some(Ucd::Georgian),
        0x1200..=0x135A => Some(Ucd::Ethiopic),
        0x1780..=0x17D3 => Some(Ucd::Khmer),
        0x3041..=0x3096 | 0x30A1..=0x30FA | 0x3400..=0x4DBF | 0x4E00..=0x9FFF => Some(Ucd::Han),
        0xAC00..=0xD7A3 => Some(Ucd::Hangul),
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
    Other,
    Joined,
    Space,
    Open,
    Close,
    /// What stands after it is another piece.
    Ends(Border),
}

/// What a character does that is no letter.
fn sign(c: char, before: char, after: char) -> Sign {
    match c {
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
        // Decomposed marks and joiners are part of their word.
        '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}' => Sign::Joined,
        c if c.is_whitespace() => Sign::Space,
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

/// The pieces of a text, in order, without gaps, cut at commas and spaces too where they would have more than `words`
/// words. Those that are too small to tell a language from are joined to a neighbour of their sentence, or to each other.
pub(super) fn pieces(text: &str, words: usize) -> Vec<Piece> {
    join(cut(text, 0, words), words)
}

/// The parts of a piece, of about `words` words each.
pub(super) fn parts(text: &str, piece: &Piece, words: usize) -> Vec<Piece> {
    if is_unspaced(piece.script) || piece.words < 2 * words {
        return vec![piece.clone()];
    }
    let mut parts = join(cut(&text[piece.range.clone()], piece.range.start, words), words);
    if let Some(first) = parts.first_mut() {
        first.border = piece.border;
    }
    parts
}

fn join(raw: Vec<Piece>, words: usize) -> Vec<Piece> {
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
            Border::Word | Border::Comma if piece.words.min(last.words) < words / 2 => true,
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

/// Cuts at every sign, and where a piece would have more words than `most`; `part` begins at byte `offset` of the text.
fn cut(part: &str, offset: usize, most: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut piece = Piece::new(0, Border::Sentence, false);
    let (mut word, mut digits, mut signs, mut odd) = (Word::default(), 0, 0, false);
    // What ends a piece has been read; the piece goes on up to the next letter or opening sign.
    let mut pending: Option<Border> = None;
    let (mut before, mut chars) = ('\n', part.char_indices());
    while let Some((at, c)) = chars.next() {
        // Nothing begins or ends inside a word of the commonest letters.
        if c.is_ascii_lowercase() && word.letters > 0 && pending.is_none() && piece.script == Ucd::Latin {
            (word.letters, word.small, before) = (word.letters + 1, word.small + 1, c);
            continue;
        }
        let letter = kind(c);
        let sign = match letter {
            Some(_) => Sign::Other,
            None if c == ' ' => Sign::Space,
            None => sign(c, before, chars.as_str().chars().next().unwrap_or('\n')),
        };
        let ends = match sign {
            Sign::Open => pending.max(Some(Border::Mark)),
            Sign::Other => match letter {
                _ if pending.is_some() => pending,
                Some(script) if script != piece.script && piece.script != Ucd::Common => Some(Border::Script),
                _ if piece.words >= most && before.is_whitespace() && !is_unspaced(piece.script) => Some(Border::Word),
                _ => None,
            },
            _ => None,
        };
        if let Some(border) = ends {
            // At a comma only what is long enough by itself.
            if at > piece.range.start && (border != Border::Comma || piece.words * 2 >= most) {
                piece.count(&mut word);
                let next = Piece::new(at, border, sign == Sign::Open);
                pieces.push(finished(part, std::mem::replace(&mut piece, next), at, digits, signs, odd));
                (digits, signs, odd) = (0, 0, false);
            }
            pending = None;
        }
        if let Some(script) = letter {
            piece.script = script;
            word.letters += 1;
            match word.letters {
                1 => word.capital = Kind::of(c).is_uppercase(),
                _ => word.small += usize::from(c.is_ascii_lowercase() || !c.is_ascii() && !Kind::of(c).is_uppercase()),
            }
        } else if sign != Sign::Joined {
            piece.count(&mut word);
            match c {
                '0'..='9' => digits += 1,
                '.' if sign == Sign::Other => odd |= before.is_ascii_alphanumeric(),
                // A call: print("…")
                '(' | '[' if before.is_ascii_alphanumeric() => signs += 2,
                '"' if matches!(before, '(' | '=') => signs += 1,
                '{' | '}' | '=' | '>' | '$' | ';' | '(' | ')' | '[' | ']' => signs += 1,
                '<' | '_' | '\\' => (signs, odd) = (signs + 1, true),
                '@' | '#' | '&' | '/' => odd = true,
                _ => {}
            }
        }
        match sign {
            Sign::Close => pending = pending.max(Some(Border::Mark)),
            Sign::Ends(found) => pending = pending.max(Some(found)),
            _ => {}
        }
        before = c;
    }
    if piece.range.start < part.len() {
        piece.count(&mut word);
        pieces.push(finished(part, piece, part.len(), digits, signs, odd));
    }
    for piece in &mut pieces {
        piece.range = piece.range.start + offset..piece.range.end + offset;
    }
    pieces
}

/// A piece that ends at `end`. With `odd` signs in it there may be addresses and markup, which are no words.
fn finished(part: &str, mut piece: Piece, end: usize, digits: usize, signs: usize, odd: bool) -> Piece {
    piece.range.end = end;
    if odd {
        (piece.words, piece.letters, piece.capitalized, piece.content) = (0, 0, 0, 0);
        let mut word = Word::default();
        for c in clean(&part[piece.range.clone()]).chars() {
            match kind(c) {
                Some(_) => {
                    word.letters += 1;
                    match word.letters {
                        1 => word.capital = c.is_uppercase(),
                        _ => word.small += usize::from(!c.is_uppercase()),
                    }
                }
                None => piece.count(&mut word),
            }
        }
        piece.count(&mut word);
    }
    piece.code = signs >= 3 && signs * LETTERS_PER_SIGN >= piece.letters || digits * 2 > piece.letters;
    piece
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces of a text in brackets; `!` before those that are no evidence.
    fn cut_up(text: &str) -> String {
        let pieces = pieces(text, 10);
        let whole: String = pieces.iter().map(|piece| &text[piece.range.clone()]).collect();
        assert_eq!(whole, text);
        let told = |p: &Piece| format!("{}[{}]", if p.is_evidence() { "" } else { "!" }, &text[p.range.clone()]);
        pieces.iter().map(told).collect()
    }

    #[test]
    fn cuts_stand_where_a_language_may_change() {
        for expected in [
            // Sentences, lines, brackets, quotes of several kinds, dashes.
            "[The old harbour was closed. ][Nobody could say why it was.]",
            "[The old harbour was closed\n][Nobody could say why it was]",
            "[The old harbour was closed ][(nobody could say why it was) ][until the very next morning.]",
            "[The old harbour was closed, ][\u{AB} personne ne savait pourquoi \u{BB} ][until the very next morning.]",
            "[Der alte Hafen war gesperrt, ][\u{201E}personne ne savait pourquoi\u{201C}, ][bis zum n\u{E4}chsten Morgen.]",
            "[The old harbour was closed \u{2013} ][nobody could say why it was]",
            // What is small goes with its neighbour, in its sentence or with other small ones.
            "[The old harbour (of Saint-Malo) was closed.]",
            "[The old harbour was \u{201C}closed\u{201D} until noon.]",
            "![Yes. No. Why?]",
            // Another script, if it is more than a name.
            "[The old harbour of \u{4E1C}\u{5C71} was closed.]",
            "[She wrote only this: ][\u{6211}\u{4EEC}\u{660E}\u{5929}\u{65E9}\u{4E0A}\u{5728}\u{8F66}\u{7AD9}\u{89C1}\u{9762}\u{3002}]",
            // No cuts in numbers, abbreviations and words.
            "[The boats' owners paid 3.50 for an and/or clause.]",
            // Long sentences: at a comma, at a space.
            "[The old harbour was closed to all of the boats, ][and nobody who stood there could say why it was]",
            "[The old harbour was closed to all of the boats ][of the fishermen that night and nobody who stood there ][could say why it was closed]",
            // Code, letters of an alphabet, addresses are no evidence.
            "![if (count == null) { return false; }]",
            "![a b c d e f g h i j k l m n o p q r s t]",
            "![https://www.example.org/the/whole/timetable]",
        ] {
            let text: String = expected.trim_start_matches('!').trim_matches(['[', ']']).replace("][", "");
            assert_eq!(cut_up(&text), expected);
        }
    }

    #[test]
    fn titles_are_words_with_capitals() {
        let is_title = |text| pieces(text, 10)[0].is_title();
        assert!(is_title("Centers for Disease Control and Prevention"));
        assert!(is_title("Le Monde and The Daily Telegraph"));
        assert!(!is_title("Der alte Hafen der Stadt war schon seit Montag gesperrt"));
        assert!(!is_title("THE OLD HARBOUR WAS CLOSED"));
        assert!(!is_title("the old harbour"));
    }
}
