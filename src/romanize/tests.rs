//! Tables of cases and properties of romanization.

use proptest::prelude::*;

use super::*;

/// (language or nothing, text, Latin, ASCII)
const CASES: &[(&str, &str, &str, &str)] = &[
    ("", "plain text", "plain text", "plain text"),
    ("", "Łódź, Đà Nẵng, Århus", "Łódź, Đà Nẵng, Århus", "Lodz, Da Nang, Arhus"),
    ("rus", "Щукин Юрий, МХАТ", "Shchukin Yury, MKHAT", "Shchukin Yury, MKHAT"),
    ("ukr", "Зеленський Євген", "Zelenskyi Yevhen", "Zelenskyi Yevhen"),
    ("bul", "Търговище", "Targovishte", "Targovishte"),
    ("srp", "Ђорђе Живковић", "Đorđe Živković", "Dorde Zivkovic"),
    ("tgk", "Хуҷанд", "Khujand", "Khujand"),
    ("ell", "Μπάμπης Ευτυχίου", "Bampis Eftychiou", "Bampis Eftychiou"),
    ("kat", "თბილისი", "Tbilisi", "Tbilisi"),
    ("hye", "Երևան", "Yerevan", "Yerevan"),
    ("heb", "שלום", "Shelom", "Shelom"),
    ("hin", "दिल्ली", "Dilli", "Dilli"),
    ("hin", "कमल", "Kamal", "Kamal"),
    ("hin", "रामचंद्र", "Ramachandr", "Ramachandr"),
    ("ben", "ঢাকা", "Dhaka", "Dhaka"),
    ("tam", "சென்னை", "Chennai", "Chennai"),
    ("kor", "한국 신라 음악", "Hanguk Silla Eumak", "Hanguk Silla Eumak"),
    ("jpn", "さっぽろ キャンディー マッチャ", "Sapporo Kyandi Matcha", "Sapporo Kyandi Matcha"),
    ("zho", "北京", "Beijing", "Beijing"),
    ("ara", "محمد", "Mohamed", "Mohamed"),
    ("ara", "عبد الله", "Abdullah", "Abdullah"),
    ("fas", "احمدی", "Ahmadi", "Ahmadi"),
    ("", "١٢٣", "123", "123"),
    ("", "Путин 2024", "Putin 2024", "Putin 2024"),
];

#[test]
fn cases() {
    for &(code, text, latin, ascii) in CASES {
        let language = Language::new(code);
        assert_eq!(romanize(text, language, Alphabet::Latin), latin, "{code} {text}");
        assert_eq!(romanize(text, language, Alphabet::Ascii), ascii, "{code} {text}");
    }
}

/// Words that no table of names has, read by rule.
const BY_RULE: &[(&str, &str)] =
    &[("كرماوي", "Karmawi"), ("البزرقاني", "Al-Bazraqani"), ("دوخانلو", "Dukhanlu"), ("ايزدراد", "Izdarad")];

#[test]
fn vowels_are_supplied() {
    for &(word, latin) in BY_RULE {
        assert_eq!(romanize(word, None, Alphabet::Ascii), latin, "{word}");
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
    fn letters_of_known_scripts_leave_nothing_foreign(text in "[\\p{Cyrillic}\\p{Greek}\\p{Arabic}\\p{Hebrew}\\p{Devanagari}\\p{Hangul}\\p{Hiragana}\\p{Han} ]{0,20}") {
        for code in ["", "ukr", "fas", "hin"] {
            let latin = romanize(&text, Language::new(code), Alphabet::Latin);
            let foreign = |c: &char| c.is_alphabetic() && Script::of(*c) != Script::Other;
            prop_assert_eq!(latin.chars().find(foreign), None, "{}", latin);
        }
    }
}
