//! Two texts as what is the same in both and what is not, word by word.

use crate::corpus::statistics::Piece;
use unicode_segmentation::UnicodeSegmentation;

/// Words of either text that are compared with each other; longer middles are one change.
const WORDS: usize = 600;
/// Bytes of text that stay around the changes.
const AROUND: usize = 60;

/// What changed from one text to the other, with some text around; the pieces' rule is empty.
pub(super) fn pieces(was: &str, now: &str) -> Vec<Piece> {
    let (a, b): (Vec<&str>, Vec<&str>) = (was.split_word_bounds().collect(), now.split_word_bounds().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut pieces = vec![Piece::Same(a[..start].concat())];
    middle(&a[start..a.len() - end], &b[start..b.len() - end], &mut pieces);
    push(&mut pieces, a[a.len() - end..].concat(), String::new(), true);
    shorten(&mut pieces);
    pieces
}

/// The longest common subsequence of words, as pieces.
fn middle(a: &[&str], b: &[&str], pieces: &mut Vec<Piece>) {
    if a.len() > WORDS || b.len() > WORDS {
        return push(pieces, a.concat(), b.concat(), false);
    }
    // `longest[i][j]`: of `a[i..]` and `b[j..]`.
    let width = b.len() + 1;
    let mut longest = vec![0u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if a[i] == b[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            push(pieces, a[i].to_owned(), String::new(), true);
            (i, j) = (i + 1, j + 1);
        } else if j == b.len() || (i < a.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            push(pieces, a[i].to_owned(), String::new(), false);
            i += 1;
        } else {
            push(pieces, String::new(), b[j].to_owned(), false);
            j += 1;
        }
    }
}

/// Adds to the last piece if it is of the same sort. A single blank between changes is part of them.
fn push(pieces: &mut Vec<Piece>, before: String, after: String, is_same: bool) {
    match (pieces.last_mut(), is_same) {
        (Some(Piece::Same(text)), true) => text.push_str(&before),
        (Some(Piece::Changed { was, now, .. }), false) => {
            was.push_str(&before);
            now.push_str(&after);
        }
        (_, true) => pieces.push(Piece::Same(before)),
        (last, false) => {
            let blank = matches!(last, Some(Piece::Same(text)) if text == " ");
            if blank && pieces.len() > 1 {
                pieces.pop();
                if let Some(Piece::Changed { was, now, .. }) = pieces.last_mut() {
                    *was += &format!(" {before}");
                    *now += &format!(" {after}");
                    return;
                }
            }
            pieces.push(Piece::Changed { was: before, now: after, rule: String::new() });
        }
    }
}

/// Leaves out most of what is the same.
fn shorten(pieces: &mut Vec<Piece>) {
    let last = pieces.len() - 1;
    if last == 0 {
        return;
    }
    for (n, piece) in pieces.iter_mut().enumerate() {
        let Piece::Same(text) = piece else { continue };
        let (keep_start, keep_end) = (if n == 0 { 0 } else { AROUND }, if n == last { 0 } else { AROUND });
        let mut start = keep_start.min(text.len());
        let mut end = text.len() - keep_end.min(text.len());
        while !text.is_char_boundary(start) {
            start += 1;
        }
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if start < end {
            *text = format!("{}\u{2026}{}", &text[..start], &text[end..]);
        }
    }
    pieces.retain(|piece| !matches!(piece, Piece::Same(text) if text.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(was: &str, now: &str) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Changed { was, now, .. } => format!("[{was}|{now}]"),
        };
        pieces(was, now).iter().map(piece).collect()
    }

    #[test]
    fn words_that_differ_are_marked() {
        for (was, now, expected) in [
            ("a b c", "a x c", "a [b|x] c"),
            ("a b c", "a c", "a [b |]c"),
            ("", "new", "[|new]"),
            ("the old man sat", "the young woman sat", "the [old man|young woman] sat"),
            ("same", "same", "same"),
        ] {
            assert_eq!(told(was, now), expected);
        }
        let long = "word ".repeat(50);
        let told = told(&format!("{long}x{long}"), &format!("{long}y{long}"));
        assert!(told.starts_with('\u{2026}') && told.ends_with('\u{2026}') && told.len() < 150, "{told}");
    }

    proptest! {
        #[test]
        fn the_pieces_are_both_texts(was in "[ab ]{0,30}", now in "[ab ]{0,30}") {
            let join = |pick: fn(&Piece) -> &str| pieces(&was, &now).iter().map(pick).collect::<String>();
            prop_assert_eq!(join(|p| match p { Piece::Same(t) => t, Piece::Changed { was, .. } => was }), was.clone());
            prop_assert_eq!(join(|p| match p { Piece::Same(t) => t, Piece::Changed { now, .. } => now }), now.clone());
        }
    }
}
