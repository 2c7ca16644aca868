//! The conformance tests of Unicode 18.0 (`tests/unicode/`) through the public API: normalization with edits on, and segmentation.

use std::collections::BTreeSet;

use proptest::prelude::*;
use unicode_normalization::char::is_public_assigned;

use polynorm::unicode::{self, Fold, Form, Profile, Settings, to_form};
use polynorm::{Alignment, Edit, Language, Script, Stage};

const FORMS: [Form; 4] = [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd];

/// The rows of a file of `tests/unicode/`, comments left out.
fn rows(file: &str) -> Vec<String> {
    let path = format!("{}/tests/unicode/{file}-18.0.0.txt.zst", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let text = String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn text(hex: &str) -> String {
    let c = |code| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
    hex.split_whitespace().map(c).collect()
}

/// The text in the form by edits, which are undone on the way: what comes back has to be the text.
fn by_edits(text: &str, form: Form) -> String {
    let settings = Settings { form, profile: Profile::Lossless, folds: [(Fold::LineEnds, false)].into() };
    let changes = unicode::normalize(text, Language::UND, Script::UNKNOWN, &settings);
    let (mut new, mut edits, mut at) = (String::new(), Vec::new(), 0);
    for change in &changes {
        new.push_str(&text[at..change.range.start]);
        let start = new.len();
        new.push_str(&change.with);
        at = change.range.end;
        assert_eq!(change.rule, form.name());
        edits.push(Edit {
            source: change.range.clone(),
            text: start..new.len(),
            stage: Stage::Unicode,
            rule: change.rule,
        });
    }
    new.push_str(&text[at..]);
    let alignment = Alignment::from_edits(edits).unwrap();
    let (mut undone, mut at) = (String::new(), 0);
    for edit in alignment.edits() {
        undone.push_str(&new[at..edit.text.start]);
        undone.push_str(&text[edit.source]);
        at = edit.text.end;
    }
    undone.push_str(&new[at..]);
    assert_eq!(undone, text);
    new
}

#[test]
fn normalization() {
    let (mut rows_seen, mut listed, mut part) = (0, BTreeSet::new(), String::new());
    for row in rows("NormalizationTest") {
        if row.starts_with('@') {
            part = row;
            continue;
        }
        rows_seen += 1;
        let columns: Vec<String> = row.split(';').take(5).map(text).collect();
        let [source, nfc, nfd, nfkc, nfkd] = &columns[..] else { panic!("{row}") };
        if part.starts_with("@Part1") {
            listed.extend(source.chars());
        }
        for (i, column) in columns.iter().enumerate() {
            let canonical = i < 3;
            let wanted = [if canonical { nfc } else { nfkc }, if canonical { nfd } else { nfkd }, nfkc, nfkd];
            for (form, wanted) in FORMS.into_iter().zip(wanted) {
                assert_eq!(to_form(column, form), **wanted, "{form:?} of column {} of {row}", i + 1);
                assert_eq!(by_edits(column, form), **wanted, "{form:?} by edits of column {} of {row}", i + 1);
            }
        }
    }
    assert_eq!(rows_seen, 20_171);
    // The rule for all others: they are what they are in every form.
    for c in ('\0'..=char::MAX).filter(|c| !listed.contains(c)) {
        for form in FORMS {
            let mut bytes = [0; 4];
            let text: &str = c.encode_utf8(&mut bytes);
            assert!(matches!(to_form(text, form), std::borrow::Cow::Borrowed(same) if same == text), "{c:?} {form:?}");
        }
    }
}

/// Every row of a break test: the pieces between its signs of division.
fn breaks(file: &str, expected_rows: usize, pieces: fn(&str) -> Vec<&str>) {
    let rows = rows(file);
    assert_eq!(rows.len(), expected_rows);
    let mut wrong = Vec::new();
    for row in &rows {
        let wanted: Vec<String> = row.split('\u{F7}').map(|piece| text(&piece.replace('\u{D7}', " "))).collect();
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).filter(|piece| !piece.is_empty()).collect();
        if pieces(&wanted.concat()) != wanted {
            wrong.push(row);
        }
    }
    assert!(wrong.is_empty(), "{file}: {} rows: {wrong:#?}", wrong.len());
}

#[test]
fn grapheme_breaks() {
    breaks("GraphemeBreakTest", 853, |text| unicode::graphemes(text).collect());
}

#[test]
fn word_breaks() {
    breaks("WordBreakTest", 1944, |text| unicode::word_boundaries(text).collect());
}

#[test]
fn sentence_breaks() {
    breaks("SentenceBreakTest", 512, |text| unicode::sentences(text).collect());
}

/// Strings of assigned code points, with more of what composes and is reordered.
fn assigned() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        any::<char>(),
        prop::char::range('\0', '\u{FFFF}'),
        prop::char::range('\u{C0}', '\u{345}'),
        prop::char::range('\u{9BE}', '\u{DDF}'),
        prop::char::range('\u{1100}', '\u{11FF}'),
        prop::char::range('\u{AC00}', '\u{AC20}'),
        prop::char::range('\u{11300}', '\u{11400}'),
        prop::char::range('\u{16D60}', '\u{16D70}'),
        prop::sample::select(vec![
            '\u{301}', '\u{323}', '\u{338}', '\u{3099}', '\u{93C}', '\u{5B0}', '\u{64B}', 'a', 'e', ' '
        ]),
    ];
    prop::collection::vec(c.prop_filter("assigned", |c| is_public_assigned(*c)), 0..20).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn forms_are_idempotent_and_commute(text in assigned()) {
        let [nfc, nfd, nfkc, nfkd] = FORMS.map(|form| to_form(&text, form).into_owned());
        for (form, formed) in FORMS.into_iter().zip([&nfc, &nfd, &nfkc, &nfkd]) {
            prop_assert!(matches!(to_form(formed, form), std::borrow::Cow::Borrowed(_)), "{form:?} of itself {formed:?}");
            prop_assert_eq!(&by_edits(&text, form), formed);
        }
        prop_assert_eq!(to_form(&nfd, Form::Nfc), nfc.as_str());
        prop_assert_eq!(to_form(&nfc, Form::Nfd), nfd.as_str());
        for other in [&nfc, &nfd, &nfkc, &nfkd] {
            prop_assert_eq!(to_form(other, Form::Nfkc), nfkc.as_str());
            prop_assert_eq!(to_form(other, Form::Nfkd), nfkd.as_str());
        }
    }

    #[test]
    fn long_texts_are_as_their_parts(parts in prop::collection::vec(assigned(), 0..40)) {
        // Across the borders of blocks, and with stretches of clean text between.
        let text = parts.join("\n");
        for form in FORMS {
            let formed: Vec<String> = parts.iter().map(|part| to_form(part, form).into_owned()).collect();
            prop_assert_eq!(to_form(&text, form), formed.join("\n"));
            prop_assert_eq!(by_edits(&text, form), formed.join("\n"));
        }
    }
}
