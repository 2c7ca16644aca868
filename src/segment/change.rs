//! Paragraphs that change their encoding: UTF-8 up to some place and bytes of another encoding from there on, or the reverse, are cut
//! between the two. A bad byte or two in UTF-8 are damage, and no change.

use std::ops::Range;

use super::Segment;

/// Characters in UTF-8 on one side, and bytes that are none on the other, from which on it is a change.
const ENOUGH: usize = 3;

/// Cuts the segments of a document in an encoding of bytes.
pub(super) fn cut_changes(bytes: &[u8], segments: Vec<Segment>) -> Vec<Segment> {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return segments;
    }
    let mut cut = Vec::with_capacity(segments.len() + 2);
    for segment in segments {
        let Segment { range, breaks_before } = segment;
        match change(&bytes[range.clone()]) {
            Some(space) => {
                let at = range.start + space.start..range.start + space.end;
                cut.push(Segment { range: range.start..at.start, breaks_before });
                cut.push(Segment { range: at.end..range.end, breaks_before: 0 });
            }
            None => cut.push(Segment { range, breaks_before }),
        }
    }
    cut
}

/// The space between the two encodings of a paragraph, if it has two.
fn change(bytes: &[u8]) -> Option<Range<usize>> {
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return None;
    }
    // Characters above ASCII in UTF-8, and bytes that are none: how many, where the first begins and the last ends.
    let (mut good, mut bad) = (Kind::default(), Kind::default());
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        for (i, c) in chunk.valid().char_indices().filter(|(_, c)| !c.is_ascii()) {
            good.add(at + i..at + i + c.len_utf8());
        }
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            bad.add(at..at + chunk.invalid().len());
        }
        at += chunk.invalid().len();
    }
    if good.count < ENOUGH || bad.count < ENOUGH {
        return None;
    }
    let between = if good.end <= bad.start {
        good.end..bad.start
    } else if bad.end <= good.start {
        bad.end..good.start
    } else {
        return None;
    };
    // At the end of a sentence, else between words, as near as may be to what is not ASCII in the second part.
    let gap = &bytes[between.clone()];
    let spaces = || (1..gap.len()).rev().filter(|&i| gap[i] == b' ' || gap[i] == b'\t');
    let at =
        spaces().find(|&i| matches!(gap[i - 1], b'.' | b'!' | b'?' | b':' | b'"' | b')')).or_else(|| spaces().next());
    let start = between.start + at.or_else(|| gap.first().filter(|byte| **byte == b' ').map(|_| 0))?;
    Some(start..start + 1)
}

#[derive(Default)]
struct Kind {
    count: usize,
    start: usize,
    end: usize,
}

impl Kind {
    fn add(&mut self, range: Range<usize>) {
        if self.count == 0 {
            self.start = range.start;
        }
        self.count += 1;
        self.end = range.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8]) -> Vec<&[u8]> {
        let whole = vec![Segment { range: 0..bytes.len(), breaks_before: 1 }];
        cut_changes(bytes, whole).into_iter().map(|segment| &bytes[segment.range]).collect()
    }

    #[test]
    fn lines_are_cut_where_the_encoding_changes() {
        let utf8 = "Le caf\u{E9} est ferm\u{E9} l\u{E0}-bas.".as_bytes();
        let latin1 = b"Le caf\xE9 est ferm\xE9 l\xE0-bas.";
        let cyrillic = b"\xCF\xF0\xE8\xE2\xE5\xF2 \xE2\xF1\xE5\xEC.";
        for (first, second) in [(utf8, &latin1[..]), (&latin1[..], utf8), (utf8, &cyrillic[..]), (&cyrillic[..], utf8)]
        {
            assert_eq!(parts(&[first, second].join(&b' ')), [first, second]);
        }
        let between = [utf8, b"and so on. Then", latin1].join(&b' ');
        assert_eq!(parts(&between), [&[utf8, b"and so on."].join(&b' ')[..], &[b"Then", &latin1[..]].join(&b' ')[..]]);
    }

    #[test]
    fn damage_is_no_change() {
        for text in [
            &b"caf\xC3\xA9 d\xC3\xA9j\xC3\xA0 \xE9"[..],
            b"\xE9 caf\xC3\xA9 d\xC3\xA9j\xC3\xA0 \xE9 \xC3\xA0",
            b"\xE9\xE8 plain",
            b"",
        ] {
            assert_eq!(parts(text).len(), 1);
        }
    }
}
