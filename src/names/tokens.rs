//! A text as the name stage sees it: words with a folded key, and what stands between them.
//!
//! Scripts without spaces between words give a token for each character, so that a lexicon matches inside a run of them.

use std::ops::Range;

use super::ascii;
use super::cues::Cues;
use super::fold::{fold, fold_into, strip_case_ending};
use super::letters::Letter;
use super::vocabulary::{Key, Slot, UNKNOWN, Vocabulary, WordId};

/// A word, number or other sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    start: u32,
    end: u32,
    pub kind: TokenKind,
    pub id: WordId,
    /// The same word without a plural or genitive s, where it has one.
    pub singular: WordId,
    /// Bits that depend on its whole key: what has others is another word.
    pub hash: u32,
    /// What the tables of cues say of it.
    pub cues: Cues,
    /// The number of the alias of the lexicon that covers it, from 1; 0 for none.
    pub covered: u32,
    /// White space stands before it.
    pub space_before: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Starts with a letter that is not upper case, or has no case.
    Word,
    /// Starts with an upper-case letter and has others.
    Capital,
    /// Upper-case letters only, at least two (dots of an acronym left out).
    Upper,
    /// One upper-case letter, with its dot if it has one.
    Initial,
    /// One character of a script without spaces between words.
    Ideograph,
    /// Starts with a digit.
    Number,
    /// Any other character.
    Sign(char),
}

impl Token {
    /// Its bytes in the text.
    #[inline]
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Bytes that it has.
    #[inline]
    pub(super) fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// Leaves the dot behind a letter to the sentence: "on X."
    pub(super) fn leave_dot(&mut self) {
        self.end = self.start + 1;
    }

    /// Whether no table has it, with an s or without.
    #[inline(always)]
    pub(super) fn is_unknown(&self) -> bool {
        self.id == UNKNOWN && self.singular == UNKNOWN
    }

    #[inline]
    pub(super) fn is_word(&self) -> bool {
        !matches!(self.kind, TokenKind::Sign(_) | TokenKind::Number)
    }

    /// Starts with an upper-case letter.
    #[inline]
    pub(super) fn is_capital(&self) -> bool {
        matches!(self.kind, TokenKind::Capital | TokenKind::Upper | TokenKind::Initial)
    }

    #[inline]
    pub(super) fn is_sign(&self, signs: &str) -> bool {
        matches!(self.kind, TokenKind::Sign(c) if signs.contains(c))
    }

    /// May stand between two words of one name: dashes, apostrophes, the dot of an abbreviation.
    pub(super) fn is_joiner(&self) -> bool {
        matches!(self.kind, TokenKind::Sign(c) if is_dash(c) || is_apostrophe(c) || c == '.' || c == '\u{30FB}' || c == '\u{B7}')
    }
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BB}'..='\u{2BF}' | '`' | '\u{B4}')
}

/// What a byte is at the start of a token.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    Space,
    Small,
    Capital,
    Digit,
    Sign,
    /// Of a character beyond ASCII.
    Other,
}

const STARTS: [Start; 256] = {
    let mut starts = [Start::Sign; 256];
    let mut byte = 0;
    while byte < 256 {
        starts[byte] = match byte as u8 {
            b'\t'..=b'\r' | b' ' => Start::Space,
            b'a'..=b'z' => Start::Small,
            b'A'..=b'Z' => Start::Capital,
            b'0'..=b'9' => Start::Digit,
            0x80.. => Start::Other,
            _ => Start::Sign,
        };
        byte += 1;
    }
    starts
};

/// Appends the tokens of `text`; `vocabulary` numbers their keys, for which `key` is room. A text of 4 GiB or more has none.
pub(super) fn tokenize(text: &str, vocabulary: &Vocabulary, tokens: &mut Vec<Token>, key: &mut String) {
    if text.len() > u32::MAX as usize {
        return;
    }
    let mut tokenizer = Tokenizer::new(text, vocabulary);
    while let Some(token) = tokenizer.next(key) {
        tokens.push(token);
    }
}

/// Gives the tokens of a text of less than 4 GiB, one after the other.
pub(super) struct Tokenizer<'t> {
    reader: Reader<'t>,
    at: usize,
    space: bool,
    after_dash: bool,
}

impl<'t> Tokenizer<'t> {
    pub(super) fn new(text: &'t str, vocabulary: &'t Vocabulary) -> Tokenizer<'t> {
        Tokenizer { reader: Reader { text, vocabulary }, at: 0, space: false, after_dash: false }
    }

    /// The next token; `key` is room.
    #[inline(always)]
    pub(super) fn next(&mut self, key: &mut String) -> Option<Token> {
        self.next_with(key, |reader, word, key| (reader.slot(word, false, key).id, reader.slot(word, true, key).id))
    }

    /// The next token without its numbers, and its key and that without its s, for [`number`](Tokenizer::number).
    #[inline(always)]
    pub(super) fn next_unnumbered(&mut self, key: &mut String) -> Option<(Token, [Option<Key>; 2])> {
        let mut keys = [None; 2];
        let token = self.next_with(key, |_, word, _| {
            keys = [word.key, word.singular];
            (UNKNOWN, UNKNOWN)
        })?;
        Some((token, keys))
    }

    /// The kind of the next token and its key, whose letters come behind what `folded` has; `room` is room too.
    pub(super) fn next_folded(&mut self, room: &mut String, folded: &mut String) -> Option<(TokenKind, Option<Key>)> {
        let mut of = None;
        let token = self.next_with(room, |reader, word, key| {
            of = word.key;
            if !word.is_plain {
                folded.push_str(key);
            } else if of.is_some() {
                let start = folded.len();
                folded.push_str(&reader.text[word.start..word.end]);
                folded[start..].make_ascii_lowercase();
            }
            (UNKNOWN, UNKNOWN)
        })?;
        Some((token.kind, of))
    }

    /// Gives a token its numbers; gives what is noted of them.
    #[inline(always)]
    pub(super) fn number(&self, token: &mut Token, [key, singular]: [Option<Key>; 2]) -> [u32; 2] {
        let range = token.range();
        let find = |of: Option<Key>, end: usize| {
            let Some(of) = of else { return (UNKNOWN, u32::MAX) };
            let slot = self.reader.vocabulary.slot(of, |known| {
                let word = &self.reader.text[range.start..range.end];
                if word.is_ascii() && !word.contains('.') {
                    return known.as_bytes().eq_ignore_ascii_case(&word.as_bytes()[..end - range.start]);
                }
                let folded = fold(word);
                known == folded || end < range.end && folded.strip_suffix('s') == Some(known)
            });
            (slot.id, slot.note)
        };
        let (id, note) = find(key, range.end);
        let (without_s, note_without_s) = find(singular, range.end - 1);
        (token.id, token.singular) = (id, without_s);
        [note, note_without_s]
    }

    /// The next token, of which `number` gives the numbers.
    #[inline(always)]
    fn next_with(
        &mut self,
        key: &mut String,
        number: impl FnOnce(&Reader<'t>, &Word, &str) -> (WordId, WordId),
    ) -> Option<Token> {
        let text = self.reader.text;
        let bytes = text.as_bytes();
        loop {
            let at = self.at;
            let start = STARTS[*bytes.get(at)? as usize];
            let plain = match start {
                Start::Space => {
                    self.at += 1;
                    (self.space, self.after_dash) = (true, false);
                    continue;
                }
                Start::Sign => Some(Word::sign(bytes[at] as char, at, at + 1)),
                Start::Small | Start::Capital | Start::Digit => self.reader.plain(at, start),
                Start::Other => None,
            };
            let mut word = match plain {
                Some(word) => word,
                None => {
                    let c = text[at..].chars().next().unwrap_or_default();
                    if Letter::of(c).is_whitespace() {
                        self.at += c.len_utf8();
                        (self.space, self.after_dash) = (true, false);
                        continue;
                    }
                    self.reader.any(at, c, key)
                }
            };
            let (id, singular) = number(&self.reader, &word, key);
            // "J. Doe", but not the end of the sentence in "Mrauk-U."
            if word.kind == TokenKind::Initial && !self.after_dash && bytes.get(word.end) == Some(&b'.') {
                word.end += 1;
            }
            self.after_dash = matches!(word.kind, TokenKind::Sign(c) if is_dash(c));
            self.at = word.end;
            return Some(Token {
                start: at as u32,
                end: word.end as u32,
                kind: word.kind,
                id,
                singular,
                hash: word.key.map_or(0, Key::hash),
                cues: Cues::default(),
                covered: 0,
                space_before: std::mem::take(&mut self.space),
            });
        }
    }

    /// Passes over what is quickly told to be no known word: white space, signs, and words of ASCII that no table has.
    #[inline(always)]
    pub(super) fn skip(&mut self) {
        let (bytes, vocabulary) = (self.reader.text.as_bytes(), self.reader.vocabulary);
        while let Some(&byte) = bytes.get(self.at) {
            match STARTS[byte as usize] {
                Start::Space => (self.at, self.space, self.after_dash) = (self.at + 1, true, false),
                Start::Sign => {
                    (self.at, self.space, self.after_dash) = (self.at + 1, false, is_dash(byte as char));
                }
                Start::Other => return,
                Start::Small | Start::Capital | Start::Digit => {
                    let found = ascii::word(bytes, self.at);
                    let end = self.at + found.length;
                    // What goes on, and what may be an initial or acronym, is read with more care.
                    let goes_on = match bytes.get(end) {
                        Some(0x80..) => true,
                        Some(b'.') => found.length == 1,
                        _ => false,
                    };
                    let plural = || found.singular.is_some_and(|key| vocabulary.may_have(key));
                    if goes_on || vocabulary.may_have(found.key) || plural() {
                        return;
                    }
                    (self.at, self.space, self.after_dash) = (end, false, false);
                }
            }
        }
    }
}

/// A token but for its numbers and for what stands before it.
struct Word {
    start: usize,
    end: usize,
    kind: TokenKind,
    /// Its key, and that without a plural or genitive s; none of signs.
    key: Option<Key>,
    singular: Option<Key>,
    /// It is of ASCII, and its key is it in lower case.
    is_plain: bool,
}

impl Word {
    fn sign(sign: char, start: usize, end: usize) -> Word {
        Word { start, end, kind: TokenKind::Sign(sign), key: None, singular: None, is_plain: true }
    }
}

struct Reader<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
}

impl Reader<'_> {
    /// The word or number at `at`, if it is of ASCII and no acronym with dots.
    #[inline(always)]
    fn plain(&self, at: usize, start: Start) -> Option<Word> {
        let bytes = self.text.as_bytes();
        let found = ascii::word(bytes, at);
        let end = at + found.length;
        match bytes.get(end) {
            Some(0x80..) => {
                let next = Letter::of(self.text[end..].chars().next()?);
                if if start == Start::Digit { next.continues_number() } else { next.continues_word() } {
                    return None;
                }
            }
            Some(b'.') if start == Start::Capital && found.length == 1 => {
                if matches!(bytes.get(end + 1), Some(b'A'..=b'Z' | 0x80..)) {
                    return None;
                }
            }
            _ => {}
        }
        let kind = match start {
            Start::Digit => TokenKind::Number,
            Start::Capital if found.length == 1 => TokenKind::Initial,
            Start::Capital if found.small => TokenKind::Capital,
            Start::Capital => TokenKind::Upper,
            _ => TokenKind::Word,
        };
        Some(Word { start: at, end, kind, key: Some(found.key), singular: found.singular, is_plain: true })
    }

    /// The slot of a word, or of it without its s; `folded` is its key, if it is not plain.
    #[inline(always)]
    fn slot(&self, word: &Word, is_singular: bool, folded: &str) -> Slot {
        let key = if is_singular { word.singular } else { word.key };
        let Some(key) = key else { return Slot::FREE };
        self.vocabulary.slot(key, |known| {
            if word.is_plain {
                let end = word.end - usize::from(is_singular);
                known.as_bytes().eq_ignore_ascii_case(&self.text.as_bytes()[word.start..end])
            } else {
                known == if is_singular { &folded[..folded.len() - 1] } else { folded }
            }
        })
    }

    /// The token at `at`, which starts with `c`, in any script; `key` is room for its key.
    fn any(&self, at: usize, c: char, key: &mut String) -> Word {
        let rest = &self.text[at..];
        let first = Letter::of(c);
        key.clear();
        key.reserve(64);
        let (length, kind) = if first.is_alphabetic() {
            if first.is_unspaced() {
                (read(rest, Letter::is_mark, key).length, TokenKind::Ideograph)
            } else if first.is_uppercase()
                && let Some(length) = acronym(rest)
            {
                fold_into(&rest[..length], key);
                (length, TokenKind::Upper)
            } else {
                let found = read(rest, Letter::continues_word, key);
                let kind = if !first.is_uppercase() {
                    TokenKind::Word
                } else if found.length == c.len_utf8() {
                    TokenKind::Initial
                } else if found.small {
                    TokenKind::Capital
                } else {
                    TokenKind::Upper
                };
                (found.length, kind)
            }
        } else if first.is_numeric() {
            (read(rest, Letter::continues_number, key).length, TokenKind::Number)
        } else {
            return Word::sign(c, at, at + c.len_utf8());
        };
        strip_case_ending(key, 0);
        let singular = key.strip_suffix('s').filter(|_| key.len() > 4).map(|singular| Key::of(singular.as_bytes()));
        let folded = Some(Key::of(key.as_bytes()));
        Word { start: at, end: at + length, kind, key: folded, singular, is_plain: false }
    }
}

/// Characters one behind the other.
struct Run {
    /// Bytes.
    length: usize,
    /// A letter behind the first character is lower case.
    small: bool,
}

/// The first character of `text` and those behind it that fulfil `part`; their key is appended to `key`.
fn read(text: &str, part: impl Fn(Letter) -> bool, key: &mut String) -> Run {
    let mut small = false;
    for (at, c) in text.char_indices() {
        let letter = Letter::of(c);
        if at > 0 {
            if !part(letter) {
                return Run { length: at, small };
            }
            small |= letter.is_small();
        }
        letter.fold(c, key);
    }
    Run { length: text.len(), small }
}

/// Length of an acronym with dots (`U.S.`, `U.N`) at the start of `text`.
fn acronym(text: &str) -> Option<usize> {
    let (mut end, mut letters) = (0, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next_if(|&c| Letter::of(c).is_uppercase()) {
        end += c.len_utf8();
        letters += 1;
        if chars.next_if_eq(&'.').is_none() {
            break;
        }
        end += 1;
    }
    // The letter behind the last dot must stand alone: "S.Africa" is no acronym.
    let alone = !text[end..].starts_with(|c| Letter::of(c).is_word_part());
    (letters >= 2 && text[..end].contains('.') && alone).then_some(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<(String, TokenKind)> {
        let mut tokens = Vec::new();
        tokenize(text, &Vocabulary::default(), &mut tokens, &mut String::new());
        tokens.into_iter().map(|t| (text[t.range()].to_owned(), t.kind)).collect()
    }

    #[test]
    fn acronyms_keep_their_last_dot() {
        use TokenKind::*;
        assert_eq!(
            words("U.S.-led U.N., J. Doe IS"),
            [
                ("U.S.".to_owned(), Upper),
                ("-".to_owned(), Sign('-')),
                ("led".to_owned(), Word),
                ("U.N.".to_owned(), Upper),
                (",".to_owned(), Sign(',')),
                ("J.".to_owned(), Initial),
                ("Doe".to_owned(), Capital),
                ("IS".to_owned(), Upper),
            ]
        );
    }

    proptest! {
        #[test]
        fn folded_words_are_those_of_the_tokens(text in "[a-cA-C.' \\-1\u{C9}\u{E9}\u{301}\u{418}\u{438}\u{43C}\u{627}\u{200C}\u{5854}]{0,30}") {
            let (vocabulary, mut tokens, mut room) = (Vocabulary::default(), Vec::new(), String::new());
            tokenize(&text, &vocabulary, &mut tokens, &mut room);
            let (mut tokenizer, mut folded) = (Tokenizer::new(&text, &vocabulary), String::new());
            for token in tokens {
                let before = folded.len();
                let (kind, key) = tokenizer.next_folded(&mut room, &mut folded).unwrap();
                prop_assert_eq!(kind, token.kind);
                prop_assert_eq!(key.is_none(), matches!(kind, TokenKind::Sign(_)));
                prop_assert_eq!(key.unwrap_or_default(), Key::of(&folded.as_bytes()[before..]));
                prop_assert_eq!(key.map_or(0, Key::hash), token.hash);
            }
            prop_assert_eq!(tokenizer.next_folded(&mut room, &mut folded), None);
        }
    }

    #[test]
    fn unspaced_scripts_give_a_token_a_character() {
        assert_eq!(words("塔利班 IS").len(), 4);
    }
}
