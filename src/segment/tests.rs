//! Tables of documents with their paragraphs, and properties that hold for any bytes.

use proptest::prelude::*;

use super::cut::LIMIT;
use super::*;

fn pieces(bytes: &[u8], paragraphs: Paragraphs) -> Vec<(&[u8], u32)> {
    segment(bytes, paragraphs).into_iter().map(|s| (&bytes[s.range], s.breaks_before)).collect()
}

fn texts(text: &str, paragraphs: Paragraphs) -> Vec<(&str, u32)> {
    segment(text.as_bytes(), paragraphs).into_iter().map(|s| (&text[s.range], s.breaks_before)).collect()
}

#[test]
fn line_ends_of_every_kind() {
    for (text, expected) in [
        ("", vec![]),
        ("\n\r\n \t\n", vec![]),
        ("one", vec![("one", 0)]),
        ("one\n", vec![("one", 0)]),
        ("one\r\ntwo\rthree\n\nfour", vec![("one", 0), ("two", 1), ("three", 1), ("four", 2)]),
        ("one\n\r\n\rtwo", vec![("one", 0), ("two", 3)]),
        ("a\u{85}b\u{2028}c\u{2029}d\u{B}e\u{C}f", vec![("a", 0), ("b", 1), ("c", 1), ("d", 1), ("e", 1), ("f", 1)]),
        ("\u{FEFF}one", vec![("one", 0)]),
        ("\n\n one \u{A0}\u{3000}\n\u{200B}two", vec![("one", 2), ("two", 1)]),
        ("a\0b\nc", vec![("a\0b", 0), ("c", 1)]),
    ] {
        assert_eq!(texts(text, Paragraphs::Line), expected, "{text:?}");
    }
}

#[test]
fn bytes_of_other_encodings_are_no_line_ends() {
    // An ellipsis in windows-1252; "V..." and "V" with a no-break space in windows-1251.
    assert_eq!(pieces(b"wait\x85 no\nyes", Paragraphs::Line), [(&b"wait\x85 no"[..], 0), (b"yes", 1)]);
    assert_eq!(pieces(b"\xC2\x85 \xE4\xE0\nyes", Paragraphs::Line), [(&b"\xC2\x85 \xE4\xE0"[..], 0), (b"yes", 1)]);
    assert_eq!(pieces(b"\xE4\xE0 \xC2\xA0", Paragraphs::Line), [(&b"\xE4\xE0 \xC2\xA0"[..], 0)]);
}

#[test]
fn wide_documents_have_wide_line_ends() {
    let text =
        "\u{41F}\u{435}\u{440}\u{432}\u{44B}\u{439}\r\n\r\n\u{432}\u{442}\u{43E}\u{440}\u{43E}\u{439} \u{A0A}\u{D0A}\n";
    let utf16 = |mark: bool, big: bool| -> Vec<u8> {
        let units = mark.then_some(0xFEFFu16).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
        let found = segment(&utf16(mark, big), Paragraphs::Auto);
        let at = if mark { 2 } else { 0 };
        assert_eq!(found.len(), 2, "mark {mark}, big {big}");
        assert_eq!((found[0].range.clone(), found[0].breaks_before), (at..at + 12, 0));
        assert_eq!((found[1].range.clone(), found[1].breaks_before), (at + 20..at + 38, 2));
    }
    let utf32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert_eq!(segment(&utf32, Paragraphs::Auto)[1].range, 40..76);
}

const WRAPPED: &str = "The river rose again during the night, and by the morning the lower\n\
                       fields could not be seen from the bridge. People had carried what they\n\
                       could to the school on the hill, where the teachers had lit the stoves\n\
                       and were giving out tea.\n\
                       \n\
                       \x20- blankets\n\
                       \x20- dry shoes\n\
                       \n\
                       Nobody had been hurt, said the mayor, who had not slept. He thanked the\n\
                       neighbours who came with their boats before anyone had asked them to do\n\
                       so.\n";

#[test]
fn hard_wrapped_text_is_joined() {
    let found = texts(WRAPPED, Paragraphs::Auto);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].0.ends_with("giving out tea."));
    assert_eq!((found[1], found[2]), (("- blankets", 2), ("- dry shoes", 1)));
    assert!(found[3].0.starts_with("Nobody") && found[3].0.ends_with("so."));
    assert_eq!(texts(WRAPPED, Paragraphs::Line).len(), 9);
    assert_eq!(texts(WRAPPED, Paragraphs::Block).len(), 3);
}

#[test]
fn lines_that_were_meant_stay_lines() {
    for text in [
        // A poem.
        "I met a dog upon the road\nwho carried home a heavy load\nof bones and sticks and stones and string\nand would not tell me anything\n",
        // Headlines of similar width.
        "Council votes to close the old swimming pool by the station\nFarmers say that the new dam has left their fields all dry\nTrains stopped for hours after a cow walked on to the line\nMinister denies that she knew of the letter before Monday\n",
        // One line a paragraph.
        "The first paragraph of this article is on one line, and it is a rather long one, as they are. It goes on for more than a hundred columns.\nThe second is shorter.\nThe third one is long again, because lines are paragraphs here, and nothing was ever wrapped by any program at all.\n",
        // A menu.
        "Home\nNews\nSport\nabout us\ncontact\n",
    ] {
        assert_eq!(texts(text, Paragraphs::Auto).len(), text.lines().count(), "{text}");
    }
}

#[test]
fn a_change_of_script_or_of_bytes_ends_a_block() {
    let text =
        "Latin letters here\n\u{4E2D}\u{6587}\u{5728}\u{8FD9}\u{91CC}\nand back\nstill here\n12\n\u{440}\u{443}\u{441}";
    assert_eq!(texts(text, Paragraphs::Block).len(), 4);
    let bytes = b"caf\xC3\xA9 one\ncaf\xE9 two\nplain\ncaf\xE9 three";
    assert_eq!(
        pieces(bytes, Paragraphs::Block),
        [(&b"caf\xC3\xA9 one"[..], 0), (b"caf\xE9 two\nplain\ncaf\xE9 three", 1)]
    );
}

#[test]
fn long_paragraphs_are_cut_where_it_hurts_least() {
    let sentence = "A sentence of some words. ";
    let text = sentence.repeat(3 * LIMIT / sentence.len());
    let found = texts(&text, Paragraphs::Auto);
    assert!(found.len() >= 3);
    assert!(
        found.iter().all(|(piece, _)| piece.len() <= LIMIT && piece.starts_with("A s") && piece.ends_with("words."))
    );
    for text in ["\u{4E2D}".repeat(LIMIT), "\u{1F600}".repeat(LIMIT / 2), "a".repeat(2 * LIMIT + 1)] {
        let found = texts(&text, Paragraphs::Auto);
        assert!(found.len() >= 2 && found.iter().all(|(piece, _)| piece.len() <= LIMIT));
        assert_eq!(found.iter().map(|(piece, _)| *piece).collect::<String>(), text);
    }
}

/// Documents with many line ends, marks, NULs and bytes of every kind.
fn documents() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\xC2\x85".to_vec()),
        Just(b"\xE2\x80\xA8".to_vec()),
        Just(b"\xE3\x80\x80".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        Just(b"\xFF\xFE".to_vec()),
        Just(b"\0".to_vec()),
        Just(b"word \0\0 ".to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
        "[a-z \u{E9}\u{416}\u{4E2D}]{0,80}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn segments_are_ordered_and_in_bounds(bytes in documents()) {
        for paragraphs in [Paragraphs::Auto, Paragraphs::Line, Paragraphs::Block] {
            let mut end = 0;
            for segment in segment(&bytes, paragraphs) {
                prop_assert!(segment.range.start >= end && segment.range.start < segment.range.end);
                end = segment.range.end;
            }
            prop_assert!(end <= bytes.len());
        }
    }

    #[test]
    fn nothing_but_space_is_left_out(bytes in documents()) {
        prop_assume!(wide::sniff(&bytes).is_none() && wide::mixed(&bytes).is_none());
        let mut left = bytes.clone();
        for segment in segment(&bytes, Paragraphs::Auto).into_iter().rev() {
            left.drain(segment.range);
        }
        let left = String::from_utf8(left);
        prop_assert!(left.is_ok());
        let space = |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}');
        prop_assert!(left.unwrap_or_default().chars().all(space));
    }
}
