//! One pass over a paragraph that gives its shape, its words and what it is folded: each character is looked up once.

use super::character;
use super::folded::{Folded, character_at};
use super::repeat::{Spelling, Words};
use super::shape::{Counts, Shape};

/// Reads `text`: its shape; its words, which are appended; what it is folded, if that `FOLD`s, or at least its flags.
pub(super) fn read<const FOLD: bool>(text: &str, words: &mut Words, folded: &mut Folded) -> Shape {
    folded.begin(if FOLD { text.len() } else { 0 });
    let (latin, bytes) = (character::latin(), text.as_bytes());
    let (mut counts, mut spelling) = (Counts::default(), Spelling::default());
    let (mut at, mut flags) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            // Words of ASCII letters, the most of most texts.
            let (mut count, mut upper) = (0, 0);
            for byte in bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()) {
                let lower = byte | 0x20;
                upper += usize::from(*byte != lower);
                spelling.lower_case(lower.into());
                if FOLD {
                    folded.letter(count, lower);
                }
                count += 1;
            }
            spelling.letters(count, upper);
            counts.letters(count, upper, byte.is_ascii_uppercase());
            if FOLD {
                folded.letters(count);
            }
            at += count;
            continue;
        }
        let (character, len) = character_at(latin, text, at);
        flags |= character.flags;
        counts.push(character.flags);
        spelling.push(character, text, at, words);
        if FOLD {
            folded.push(character);
            folded.note(text, at, len, character.flags);
        }
        at += len;
    }
    spelling.finish(words);
    words.end(counts.has_lower());
    folded.flags = flags;
    if FOLD {
        folded.finish(text);
    }
    if text.trim().len() == text.len() { counts.shape(text, flags) } else { Shape::of(text) }
}
