//! A line folded in one pass over its characters into a buffer that is used again, and what was met on the way.
//! What it is folded says `fold`, which is slower and takes any text; here it is asked where a line is in no compatibility form.

use super::character::{self, Character};
use super::fold::fold;
use crate::ascii::Run;
use crate::unicode::{Form, is_in_form};

/// A folded line.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The line, and room behind it.
    bytes: Vec<u8>,
    len: usize,
    last: Last,
    /// Where its words begin; the last place may be its end.
    starts: Vec<u32>,
    /// The flags of all its characters.
    pub(super) flags: u64,
    /// Whether places in the line are known by places in what it is folded.
    pub(super) has_places: bool,
    /// Behind the last sign that may end a sentence: bytes of the line, and of what is folded.
    pub(super) sentence: Option<(usize, usize)>,
}

/// The last character that was folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    /// None, or a space.
    #[default]
    Space,
    /// A letter to Unicode.
    Alphabetic,
    Apostrophe,
    Digit,
    Other,
}

impl Folded {
    /// Folds `text`.
    pub(super) fn of(&mut self, text: &str) {
        let (latin, bytes) = (character::latin(), text.as_bytes());
        let (mut at, mut flags) = (0, 0);
        self.begin(text.len());
        while at < bytes.len() {
            if bytes[at].is_ascii_alphabetic() {
                let letters = Run::of_letters(bytes, at);
                self.letters(letters);
                at += letters.length;
                continue;
            }
            let (character, len) = character_at(latin, text, at);
            flags |= character.flags;
            self.push(character);
            at += len;
            self.note(text, at, character.flags);
        }
        self.flags = flags;
        self.finish(text);
    }

    /// Begins a text of so many bytes.
    pub(super) fn begin(&mut self, len: usize) {
        // No character is folded to more than twice its bytes.
        let room = 2 * len + 16;
        if self.bytes.len() < room {
            self.bytes.resize(room, 0);
        }
        (self.len, self.last, self.flags, self.has_places) = (0, Last::Space, 0, true);
        self.sentence = None;
        self.starts.clear();
        self.starts.push(0);
    }

    /// Appends ASCII letters.
    #[inline(always)]
    pub(super) fn letters(&mut self, letters: Run) {
        if let Some(place) = self.bytes.get_mut(self.len..).and_then(|rest| rest.first_chunk_mut()) {
            *place = letters.lower.to_le_bytes();
            self.len += letters.length;
        }
        self.last = Last::Alphabetic;
    }

    /// Appends the space that a blank is folded.
    #[inline(always)]
    pub(super) fn space(&mut self) {
        match self.last {
            Last::Space => return,
            // Inside a word only: "don't", not a quotation.
            Last::Apostrophe => self.len -= 1,
            _ => {}
        }
        self.byte(b' ');
        self.last = Last::Space;
        self.starts.push(self.len as u32);
    }

    /// Appends what a character is folded.
    #[inline(always)]
    pub(super) fn push(&mut self, character: &Character) {
        let flags = character.flags;
        if flags & character::FOLDED_LETTER != 0 {
            self.letter(character);
        } else if flags & (character::FOLDED_DIGIT | character::FOLDED_APOSTROPHE | character::FOLDED_NOTHING) == 0 {
            self.space();
        } else if flags & character::FOLDED_DIGIT != 0 {
            if self.last != Last::Digit {
                self.byte(b'0');
                self.last = Last::Digit;
            }
        } else if flags & character::FOLDED_APOSTROPHE != 0 && self.last == Last::Alphabetic {
            self.byte(b'\'');
            self.last = Last::Apostrophe;
        }
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    /// Notes the character before `end`, which was appended just now, if it may end a sentence.
    #[inline(always)]
    pub(super) fn note(&mut self, text: &str, end: usize, flags: u64) {
        if flags & character::SENTENCE != 0
            && (text.as_bytes()[end - 1] >= 0x80 || text.as_bytes().get(end) == Some(&b' '))
        {
            self.sentence = Some((end, self.len));
        }
    }

    /// Appends a letter that is folded to one.
    #[inline(always)]
    pub(super) fn letter(&mut self, character: &Character) {
        if let Some(place) = self.bytes.get_mut(self.len..).and_then(|rest| rest.first_chunk_mut()) {
            *place = character.folded;
            self.len += character.folded_len();
        }
        let alphabetic = character.flags & character::FOLDED_ALPHABETIC != 0;
        self.last = if alphabetic { Last::Alphabetic } else { Last::Other };
    }

    /// Ends the line, which was `text`.
    pub(super) fn finish(&mut self, text: &str) {
        let reacts = self.flags & character::REACTS != 0;
        let changes = self.flags & character::REPLACED != 0;
        if self.flags & character::COMPLEX != 0 || reacts && (changes || !is_in_form(text, Form::Nfkc)) {
            self.fold_slowly(text);
        }
        self.len = trimmed(&self.bytes[..self.len]).len();
        while self.starts.last().is_some_and(|start| *start as usize >= self.len) {
            self.starts.pop();
        }
    }

    /// Folds `text` by its compatibility form.
    #[cold]
    fn fold_slowly(&mut self, text: &str) {
        let folded = fold(text);
        let of_folded = character::FOLDED_UNSPACED | character::FOLDED_DIGIT;
        let flags = folded.chars().fold(0, |flags, c| flags | Character::of(c).flags);
        self.flags = self.flags & !of_folded | flags & of_folded;
        self.bytes.clear();
        self.bytes.extend_from_slice(folded.as_bytes());
        self.len = folded.len();
        self.has_places = false;
        self.starts.clear();
        self.starts.extend(word_starts(folded.as_bytes()));
    }

    /// Whether there is a number in what is folded.
    pub(super) fn has_digit(&self) -> bool {
        self.flags & character::FOLDED_DIGIT != 0
    }

    /// Whether there are characters of scripts without spaces.
    pub(super) fn has_unspaced(&self) -> bool {
        self.flags & character::FOLDED_UNSPACED != 0
    }

    /// The folded line.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Where the words of the folded line begin.
    pub(super) fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The folded line from a place on, which stands behind a space.
    pub(super) fn from(&self, place: usize) -> &[u8] {
        self.bytes().get(place..).unwrap_or_default()
    }
}

/// Where the words of a folded line begin.
pub(super) fn word_starts(folded: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let first = (!folded.is_empty()).then_some(0);
    first.into_iter().chain(memchr::memchr_iter(b' ', folded).map(|space| space as u32 + 1))
}

/// Without spaces and apostrophes at the end.
fn trimmed(folded: &[u8]) -> &[u8] {
    let end = folded.iter().rposition(|byte| !matches!(byte, b' ' | b'\'')).map_or(0, |i| i + 1);
    &folded[..end]
}

/// The character at `at`, and its bytes.
#[inline(always)]
pub(super) fn character_at<'c>(latin: &'c [Character; 256], text: &str, at: usize) -> (&'c Character, usize) {
    match text.as_bytes()[at] {
        byte @ ..0x80 => (&latin[usize::from(byte)], 1),
        _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) => (Character::of(c), c.len_utf8()),
            None => (&latin[0], 1),
        },
    }
}
