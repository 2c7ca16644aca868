//! The ends of a line: where its beginning ends, and its last sentence, in which a caption names its source.

/// Whether `c` may end a sentence inside of a line; in ASCII, where a space stands behind it.
pub(in crate::role) fn may_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '\u{3002}' | '\u{FF01}' | '\u{964}' | '\u{6D4}' | '\u{61F}')
}

/// What stands after the last full stop inside `text`, if it is short.
pub(super) fn last_sentence(text: &str) -> Option<&str> {
    let text = without_end(text);
    let stop = |(i, c): (usize, char)| {
        let end = i + c.len_utf8();
        (may_end(c) && (!c.is_ascii() || text[end..].starts_with(' '))).then_some(end)
    };
    short_tail(&text[text.char_indices().rev().find_map(stop)?..])
}

/// Without full stops and blanks at the end.
fn without_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || c == '.')
}

fn short_tail(tail: &str) -> Option<&str> {
    let tail = tail.trim();
    (tail.len() <= 120 && !tail.is_empty()).then_some(tail)
}

/// What [`last_sentence`] says where it is known behind which sign it stands, with the place of what it is folded; an error if that sign is in
/// what is cut off from the end.
pub(super) fn known_last_sentence(text: &str, sentence: Option<(usize, usize)>) -> Result<Option<(&str, usize)>, ()> {
    let Some((at, place)) = sentence else { return Ok(None) };
    let end = without_end(text).len();
    // A full stop needs a space behind it that is not cut off.
    let is_ascii = text.as_bytes()[..at].last().is_some_and(u8::is_ascii);
    if at > end || is_ascii && at == end {
        return Err(());
    }
    Ok(text.get(at..end).and_then(short_tail).map(|tail| (tail, place)))
}

/// The last border of characters up to a byte.
pub(super) fn border_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}
