//! Tables of cases and properties of romanization.

use proptest::prelude::*;

use super::script::Script;
use super::*;

/// The rows of `src/romanize/cases/<name>.tsv`.
fn rows(name: &str) -> Vec<Vec<String>> {
    let path = format!("{}/src/romanize/cases/{name}.tsv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    assert!(rows.len() > 5, "{path}");
    rows
}

#[test]
fn cases() {
    for row in rows("default") {
        let [code, text, latin, ascii] = row.as_slice() else { panic!("{row:?}") };
        let language = Language::new(code);
        assert_eq!(romanize(text, language, Alphabet::Latin), *latin, "{code} {text}");
        assert_eq!(romanize(text, language, Alphabet::Ascii), *ascii, "{code} {text}");
    }
}

#[test]
fn standards() {
    for row in rows("standards") {
        let [standard, code, text, latin] = row.as_slice() else { panic!("{row:?}") };
        let standard = Standard::new(standard).unwrap();
        let romanizer = Romanizer::by_standard(Language::new(code), standard).unwrap();
        assert_eq!(romanizer.content(Content::Text).romanize(text), *latin, "{standard} {code} {text}");
    }
}

#[test]
fn a_standard_without_the_script_of_the_language_is_an_error() {
    let error = Romanizer::by_standard(Language::new("tha"), Standard::new("iso-9").unwrap()).unwrap_err();
    assert!(error.is_config());
    assert_eq!(error.to_string(), "iso-9 has no table for tha in Thai");
}

#[test]
fn the_country_decides() {
    for row in rows("countries") {
        let [country, text, latin] = row.as_slice() else { panic!("{row:?}") };
        let candidates = candidates(text, None, Some(country), 5);
        assert_eq!(candidates[0].text, *latin, "{country} {text}");
        assert_eq!(Romanizer::default().alphabet(Alphabet::Ascii).country(country).romanize(text), *latin);
    }
}

/// Words in Arabic letters by the rules alone.
const BY_RULE: &[(&str, &str)] = &[("كرماوي", "karmawi"), ("دوخانلو", "dukhanlu"), ("ايزدراد", "izdarad")];

#[test]
fn vowels_are_supplied() {
    for &(word, by_rule) in BY_RULE {
        let mut latin = String::new();
        abjad::arabic(word, None, &mut latin);
        assert_eq!(latin, by_rule, "{word}");
    }
}

#[test]
fn running_text_has_no_capitals() {
    let text = "这是一个很长的句子。";
    assert!(romanize(text, None, Alphabet::Ascii).starts_with("zheshi"));
}

proptest! {
    #[test]
    fn ascii_is_ascii(text in any::<String>()) {
        prop_assert!(romanize(&text, None, Alphabet::Ascii).is_ascii());
    }

    #[test]
    fn candidates_are_distinct_and_probable(text in "[\\p{Arabic}\\p{Hebrew}\\p{Cyrillic}\\p{Katakana} ]{0,12}", n in 1_usize..9) {
        let candidates = candidates(&text, None, None, n);
        prop_assert!(!candidates.is_empty() && candidates.len() <= n);
        prop_assert!(candidates.windows(2).all(|pair| pair[0].probability >= pair[1].probability && pair[0].text != pair[1].text));
        let total: f64 = candidates.iter().map(|candidate| candidate.probability).sum();
        prop_assert!((0.0..=1.001).contains(&total), "{}", total);
    }

    #[test]
    fn pieces_are_the_text(text in any::<String>(), line in "[\\p{Arabic}\\p{Hebrew}\\p{Cyrillic}\\p{Thai}\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Hangul}\u{301}\u{FB01} a]{0,16}") {
        for text in [text, line] {
            let (latin, alignment) = Romanizer::default().aligned(&text).unwrap();
            prop_assert_eq!(&latin, &Romanizer::default().romanize(&text));
            let (mut read, mut written) = (0, 0);
            for edit in alignment.edits() {
                // Between the edits nothing is changed.
                prop_assert_eq!(text.get(read..edit.source.start), latin.get(written..edit.text.start));
                prop_assert!(text.is_char_boundary(edit.source.end) && latin.is_char_boundary(edit.text.end));
                (read, written) = (edit.source.end, edit.text.end);
            }
            prop_assert_eq!(text.get(read..), latin.get(written..));
        }
    }

    #[test]
    fn letters_of_known_scripts_leave_nothing_foreign(text in "[\\p{Cyrillic}\\p{Greek}\\p{Arabic}\\p{Hebrew}\\p{Devanagari}\\p{Hangul}\\p{Hiragana}\\p{Han} ]{0,20}") {
        for code in ["", "ukr", "fas", "hin"] {
            let latin = romanize(&text, Language::new(code), Alphabet::Latin);
            let foreign = |c: &char| c.is_alphabetic() && Script::of(*c) != Script::Other;
            prop_assert_eq!(latin.chars().find(foreign), None, "{}", latin);
        }
    }
}
