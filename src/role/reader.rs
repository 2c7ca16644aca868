//! One pass over a paragraph that gives its shape, its words and what it is folded: each character is looked up once.

use super::character;
use super::folded::{Folded, character_at};
use super::repeat::{Spelling, Words};
use super::shape::{Counts, Shape};
use crate::ascii::Run;

/// What is looked at to tell letters that are nothing else.
const ORDINARY: u64 = character::LETTER
    | character::NUMBER
    | character::MARK
    | character::UNSPACED
    | character::TWO_LOWER
    | character::FOLDED_LETTER;

/// Reads `text`: its shape; its words, which are appended; what it is folded, if that `FOLD`s, or at least its flags.
pub(super) fn read<const FOLD: bool>(text: &str, words: &mut Words, folded: &mut Folded) -> Shape {
    folded.begin(if FOLD { text.len() } else { 0 });
    words.begin(text.len());
    let (latin, bytes) = (character::latin(), text.as_bytes());
    let (mut counts, mut spelling) = (Counts::default(), Spelling::default());
    let (mut at, mut flags) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            let letters = Run::of_letters(bytes, at);
            let next = bytes.get(at + letters.length);
            spelling.letters(letters, next, words);
            counts.letters(letters.length, letters.capitals(), byte.is_ascii_uppercase());
            if FOLD {
                folded.letters(letters);
            }
            at += letters.length;
            if next == Some(&b' ') {
                counts.blank();
                spelling.end(words);
                if FOLD {
                    folded.space();
                }
                at += 1;
            }
            continue;
        }
        let (character, len) = character_at(latin, text, at);
        flags |= character.flags;
        at += len;
        if character.flags & ORDINARY == character::LETTER | character::FOLDED_LETTER {
            counts.letter(character.flags);
            spelling.letter(character, words);
            if FOLD {
                folded.letter(character);
            }
            continue;
        }
        counts.push(character.flags);
        spelling.push(character, text, at - len, words);
        if FOLD {
            folded.push(character);
            folded.note(text, at, character.flags);
        }
    }
    spelling.finish(words);
    words.end(counts.has_lower());
    folded.flags = flags;
    if FOLD {
        folded.finish(text);
    }
    // Its ends are seldom blanks.
    let is_sign = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let trimmed = is_sign(bytes.first()) && is_sign(bytes.last()) || text.trim().len() == text.len();
    if trimmed { counts.shape(text, flags) } else { Shape::of(text) }
}
