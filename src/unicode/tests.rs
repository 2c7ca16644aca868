//! Tables of cases and properties of the whole stage.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;

const FORMS: [Form; 5] = [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd, Form::None];

fn language(code: &str) -> Language {
    Language::new(code).unwrap()
}

fn applied(text: &str, changes: &[Change]) -> String {
    let (mut new, mut at) = (String::new(), 0);
    for change in changes {
        assert!(change.range.start >= at && !change.range.is_empty(), "{change:?} in {text:?}");
        assert_ne!(text[change.range.clone()], change.with, "a change of nothing in {text:?}");
        new.push_str(&text[at..change.range.start]);
        new.push_str(&change.with);
        at = change.range.end;
    }
    new + &text[at..]
}

/// What comes back when the edits are undone.
fn undone(new: &str, text: &str, changes: &[Change]) -> String {
    let (mut end, mut grown) = (0, 0_isize);
    let edits = changes.iter().map(|change| {
        let start = change.range.start.wrapping_add_signed(grown);
        end = start + change.with.len();
        grown = end as isize - change.range.end as isize;
        Edit { source: change.range.clone(), text: start..end, stage: Stage::Unicode, rule: change.rule }
    });
    let (mut undone, mut at) = (String::new(), 0);
    for edit in Alignment::from_edits(edits).unwrap().edits() {
        undone.push_str(&new[at..edit.text.start]);
        undone.push_str(&text[edit.source]);
        at = edit.text.end;
    }
    undone + &new[at..]
}

fn normalized(text: &str, code: &str, settings: &Settings) -> String {
    applied(text, &normalize(text, language(code), Script::UNKNOWN, settings))
}

fn settings(form: Form, profile: Profile) -> Settings {
    Settings { form, profile, folds: BTreeMap::new() }
}

/// The profile `text` in NFC: (language, before, after).
const TEXT: &[(&str, &str, &str)] = &[
    // Blanks.
    ("fra", "Vraiment\u{202F}?\u{A0}Oui\u{A0}!", "Vraiment ? Oui !"),
    ("eng", "  two  blanks,\ta tab \u{2003} and a quad\u{2000}", "two blanks, a tab and a quad"),
    ("jpn", "\u{6771}\u{4EAC}\u{3000}\u{5927}\u{962A}", "\u{6771}\u{4EAC} \u{5927}\u{962A}"),
    ("eng", "\u{A0}\u{200B}\u{FEFF}", ""),
    // Line ends.
    (
        "eng",
        "one\r\ntwo\nthree\u{85}four\u{2028}five\u{B}six\u{C}seven \r\n  eight",
        "one two three four five six seven eight",
    ),
    (
        "zho",
        "\u{4E2D}\u{6587}\n\u{8BCD}\u{8BED}\u{3002}\r\n\u{201C}\u{5B83}\u{201D}\nABC\n\u{5B57}",
        "\u{4E2D}\u{6587}\u{8BCD}\u{8BED}\u{3002}\u{201C}\u{5B83}\u{201D} ABC \u{5B57}",
    ),
    ("kor", "\u{D55C}\u{AD6D}\n\u{C0AC}\u{B78C}", "\u{D55C}\u{AD6D} \u{C0AC}\u{B78C}"),
    ("tha", "\u{E01}\u{E32}\n\u{E02}\u{E32}", "\u{E01}\u{E32}\u{E02}\u{E32}"),
    ("eng", "a well-\nknown fact", "a well-known fact"),
    ("eng", "an exam\u{AD}\nple", "an example"),
    ("eng", "the dash -\nthen more", "the dash - then more"),
    ("eng", "Iran-\nIraq war", "Iran- Iraq war"),
    // Controls and invisible characters.
    ("eng", "nul\u{0} bell\u{7} c1\u{93} delete\u{7F}", "nul bell c1 delete"),
    (
        "eng",
        "zero\u{200B}width, word\u{2060}joiner, \u{FEFF}mark, soft\u{AD}hyphen",
        "zerowidth, wordjoiner, mark, softhyphen",
    ),
    ("eng", "a \u{200B} b\u{200E} c", "a b c"),
    ("khm", "\u{1780}\u{200B}\u{1781}", "\u{1780}\u{200B}\u{1781}"),
    ("mon", "\u{1820}\u{180E}\u{1820}x\u{180E}x", "\u{1820}\u{180E}\u{1820}xx"),
    // Joiners: Persian, also after digits and Latin; Indic; emoji; none in Latin.
    ("fas", "\u{645}\u{6CC}\u{200C}\u{631}\u{648}\u{645}", "\u{645}\u{6CC}\u{200C}\u{631}\u{648}\u{645}"),
    (
        "fas",
        "\u{6F2}\u{6F0}\u{200C}\u{633}\u{627}\u{644}\u{647} CD\u{200C}\u{647}\u{627}",
        "\u{6F2}\u{6F0}\u{200C}\u{633}\u{627}\u{644}\u{647} CD\u{200C}\u{647}\u{627}",
    ),
    (
        "fas",
        "\u{646}\u{627}\u{645}\u{647}\u{200C}\u{200C}\u{647}\u{627}\u{200C} \u{200C}\u{648}",
        "\u{646}\u{627}\u{645}\u{647}\u{200C}\u{647}\u{627} \u{648}",
    ),
    ("urd", "\u{6C1}\u{200D} \u{648}", "\u{6C1}\u{200D} \u{648}"),
    (
        "hin",
        "\u{915}\u{94D}\u{200D}\u{937} \u{915}\u{94D}\u{200C}\u{937}",
        "\u{915}\u{94D}\u{200D}\u{937} \u{915}\u{94D}\u{200C}\u{937}",
    ),
    ("mal", "\u{D2E}\u{D4D}\u{200D} \u{D15}", "\u{D2E}\u{D4D}\u{200D} \u{D15}"),
    ("sin", "\u{DC1}\u{DCA}\u{200D}\u{DBB}\u{DD3}", "\u{DC1}\u{DCA}\u{200D}\u{DBB}\u{DD3}"),
    (
        "eng",
        "\u{1F469}\u{1F3FD}\u{200D}\u{1F680} \u{2764}\u{FE0F}\u{200D}\u{1F525} \u{1F3F3}\u{FE0F}\u{200D}\u{1F308}",
        "\u{1F469}\u{1F3FD}\u{200D}\u{1F680} \u{2764}\u{FE0F}\u{200D}\u{1F525} \u{1F3F3}\u{FE0F}\u{200D}\u{1F308}",
    ),
    ("deu", "Auf\u{200C}lage, of\u{200D}fice", "Auflage, office"),
    ("eng", "\u{2764}\u{FE0E} \u{845B}\u{E0100}", "\u{2764}\u{FE0E} \u{845B}\u{E0100}"),
    // Bidirectional controls: none where one direction rules, those at a change of direction stay.
    ("eng", "\u{202A}plain\u{202C} \u{2066}text\u{2069}\u{200F}", "plain text"),
    ("ara", "\u{200F}\u{645}\u{631}\u{62D}\u{628}\u{627}\u{200F}", "\u{645}\u{631}\u{62D}\u{628}\u{627}"),
    ("heb", "\u{5D0}\u{200F}\u{5D1} \u{200F}(C++)\u{200F} \u{5D2}", "\u{5D0}\u{5D1} \u{200F}(C++)\u{200F} \u{5D2}"),
    ("heb", "\u{2067}\u{5D0}\u{2069} ab", "\u{2067}\u{5D0}\u{2069} ab"),
    // What a language needs.
    ("tur", "I\u{131}\u{130}i I\u{307}", "I\u{131}\u{130}i \u{130}"),
    ("tur", "i\u{307}stanbul \u{219}ehir", "istanbul \u{15F}ehir"),
    ("lit", "i\u{307}\u{301}", "i\u{307}\u{301}"),
    ("ron", "\u{15E}tefan, \u{163}ar\u{103}", "\u{218}tefan, \u{21B}ar\u{103}"),
    ("eng", "\u{15E}tefan \u{140} \u{133}", "\u{15E}tefan \u{140} \u{133}"),
    ("nld", "\u{132}sselmeer, \u{133}s", "IJsselmeer, ijs"),
    ("cat", "co\u{140}legi, col\u{2022}legi, \u{2022} llista", "col\u{B7}legi, col\u{B7}legi, \u{2022} llista"),
    ("mal", "\u{D05}\u{D35}\u{D28}\u{D4D}\u{200D}", "\u{D05}\u{D35}\u{D7B}"),
    ("ben", "\u{9A4}\u{9CD}\u{200D} \u{995}\u{9CD}\u{200D}\u{9B7}", "\u{9CE} \u{995}\u{9CD}\u{200D}\u{9B7}"),
    // Thai: am from its parts, the tone behind the vowel, ae from e and e.
    (
        "tha",
        "\u{E19}\u{E49}\u{E4D}\u{E32} \u{E19}\u{E4D}\u{E49}\u{E32} \u{E17}\u{E4D}\u{E32}",
        "\u{E19}\u{E49}\u{E33} \u{E19}\u{E49}\u{E33} \u{E17}\u{E33}",
    ),
    ("tha", "\u{E17}\u{E48}\u{E35} \u{E40}\u{E40}\u{E21}", "\u{E17}\u{E35}\u{E48} \u{E41}\u{E21}"),
    ("lao", "\u{E99}\u{EC9}\u{ECD}\u{EB2}", "\u{E99}\u{EC9}\u{EB3}"),
    ("eng", "\u{E17}\u{E48}\u{E35}", "\u{E17}\u{E48}\u{E35}"),
    // Khmer: subscripts before vowels, ro the last of them, whole vowels.
    ("khm", "\u{179F}\u{17D2}\u{179A}\u{17D2}\u{178F}\u{17B8}", "\u{179F}\u{17D2}\u{178F}\u{17D2}\u{179A}\u{17B8}"),
    (
        "khm",
        "\u{1781}\u{17C2}\u{17D2}\u{1798}\u{179A} \u{1780}\u{17C1}\u{17B8}",
        "\u{1781}\u{17D2}\u{1798}\u{17C2}\u{179A} \u{1780}\u{17BE}",
    ),
    // Letters of another script in a word.
    ("eng", "the pr\u{435}sident of \u{420}\u{424}", "the president of \u{420}\u{424}"),
    // Marks beyond any sense.
    ("eng", "a\u{302}", "\u{E2}"),
    ("ell", "\u{3B1}\u{301} \u{3AC} \u{1F71}", "\u{3AC} \u{3AC} \u{3AC}"),
    ("vie", "Vie\u{323}\u{302}t", "Vi\u{1EC7}t"),
    ("hin", "\u{958}", "\u{915}\u{93C}"),
    ("kor", "\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
    ("eng", "\u{2126}\u{212B}\u{37E}", "\u{3A9}\u{C5};"),
    ("eng", "e\u{200B}\u{301}", "\u{E9}"),
    // Off in this profile.
    (
        "eng",
        "\u{201C}q\u{201D} \u{2013} \u{FB01} \u{2026} \u{FF21}",
        "\u{201C}q\u{201D} \u{2013} \u{FB01} \u{2026} \u{FF21}",
    ),
    ("fas", "\u{64A}\u{643}\u{640}", "\u{64A}\u{643}\u{640}"),
];

#[test]
fn profile_text() {
    for (code, before, after) in TEXT {
        assert_eq!(normalized(before, code, &Settings::default()), *after, "{code} {before:?}");
    }
}

/// The profile `search` in NFC: (language, before, after).
const SEARCH: &[(&str, &str, &str)] = &[
    ("eng", "\u{201C}Caf\u{E9}\u{201D}\u{2014}NA\u{CF}VE\u{2026}", "\"cafe\"-naive..."),
    ("rus", "\u{416}\u{443}\u{440}\u{43D}\u{430}\u{301}\u{43B}", "\u{436}\u{443}\u{440}\u{43D}\u{430}\u{43B}"),
    ("heb", "\u{5E9}\u{5C1}\u{5B8}\u{5DC}\u{5D5}\u{5B9}\u{5DD}", "\u{5E9}\u{5DC}\u{5D5}\u{5DD}"),
    ("yid", "\u{5D0}\u{5B7}", "\u{5D0}\u{5B7}"),
    ("hin", "\u{915}\u{93C} \u{915}\u{94D}\u{200D}\u{937}", "\u{915} \u{915}\u{94D}\u{937}"),
    ("ben", "\u{9A1}\u{9BC}", "\u{9A1}\u{9BC}"),
    ("ara", "\u{645}\u{624}\u{645}\u{646} \u{622}\u{62F}\u{645}", "\u{645}\u{648}\u{645}\u{646} \u{627}\u{62F}\u{645}"),
    ("fas", "\u{645}\u{624}\u{645}\u{646}", "\u{645}\u{624}\u{645}\u{646}"),
    ("eng", "\u{9E7}\u{A69}\u{E53}\u{1043}\u{17E2}\u{FF12}\u{1D7D9}", "1333221"),
    (
        "eng",
        "\u{1F469}\u{1F3FD}\u{200D}\u{1F680} 1\u{FE0F}\u{20E3} \u{1F1E9}\u{1F1EA}",
        "\u{1F469}\u{1F3FD}\u{200D}\u{1F680} 1\u{FE0F}\u{20E3} \u{1F1E9}\u{1F1EA}",
    ),
    ("zho", "\u{6F22}\u{5B57}", "\u{6F22}\u{5B57}"),
    ("deu", "Stra\u{DF}e \u{DC}ber", "strasse uber"),
    ("dan", "\u{D8}rsted \u{C6}bler", "orsted aebler"),
    ("pol", "\u{141}\u{F3}d\u{17A}", "lodz"),
    ("tur", "D\u{130}YARBAKIR", "diyarbak\u{131}r"),
    ("eng", "\u{130}I", "ii"),
    ("ell", "\u{39F}\u{3B4}\u{3CC}\u{3C2}", "\u{3BF}\u{3B4}\u{3BF}\u{3C3}"),
    ("rus", "\u{401}\u{43B}\u{43A}\u{430} \u{419}\u{43E}\u{434}", "\u{435}\u{43B}\u{43A}\u{430} \u{439}\u{43E}\u{434}"),
    ("vie", "\u{110}\u{1EA1}i Vi\u{1EC7}t", "dai viet"),
    ("fas", "\u{643}\u{62A}\u{627}\u{628}\u{64A}", "\u{6A9}\u{62A}\u{627}\u{628}\u{6CC}"),
    ("ara", "\u{623}\u{64E}\u{62D}\u{652}\u{645}\u{640}\u{62F} \u{6A9}", "\u{627}\u{62D}\u{645}\u{62F} \u{643}"),
    ("ara", "\u{FEE3}\u{FEAE}", "\u{645}\u{631}"),
    ("hin", "\u{915}\u{93F} \u{967}\u{968}", "\u{915}\u{93F} 12"),
    ("jpn", "\u{FF76}\u{FF9E}\u{FF21}", "\u{30AC}a"),
];

#[test]
fn profile_search() {
    for (code, before, after) in SEARCH {
        assert_eq!(normalized(before, code, &settings(Form::Nfc, Profile::Search)), *after, "{code} {before:?}");
    }
}

#[test]
fn profile_lossless() {
    let lossless = settings(Form::Nfc, Profile::Lossless);
    assert_eq!(normalized("a\u{A0}\u{200B} b\r\nce\u{301}  ", "eng", &lossless), "a\u{A0}\u{200B} b\r\nc\u{E9}  ");
}

/// Folds that are asked for, over the profile `lossless`: (fold, language, before, after).
const SINGLE: &[(Fold, &str, &str, &str)] = &[
    (Fold::Umlauts, "deu", "\u{DC}ber O\u{308}l", "Ueber Oel"),
    (Fold::Umlauts, "fin", "\u{E4}iti", "\u{E4}iti"),
    (Fold::GermanLetters, "deu", "Stra\u{DF}e GRO\u{1E9E} Ma\u{17F}t", "Strasse GROSS Mast"),
    (Fold::VietnameseTones, "vie", "ho\u{E0} thu\u{1EF7} kho\u{1EBB}", "h\u{F2}a th\u{1EE7}y kh\u{1ECF}e"),
    (Fold::VietnameseTones, "vie", "qu\u{FD} ho\u{E0}ng toa\u{300}n", "qu\u{FD} ho\u{E0}ng to\u{E0}n"),
    (Fold::VietnameseTones, "ita", "poi\u{E9} o\u{E0}", "poi\u{E9} o\u{E0}"),
    (Fold::Simplified, "zho", "\u{6F22}\u{5B57}\u{8207}\u{8A9E}\u{8A00}", "\u{6C49}\u{5B57}\u{4E0E}\u{8BED}\u{8A00}"),
    (Fold::Traditional, "zho", "\u{6C49}\u{8BED}", "\u{6F22}\u{8A9E}"),
    (Fold::Simplified, "jpn", "\u{6F22}\u{5B57}", "\u{6F22}\u{5B57}"),
    (Fold::Digits, "ara", "\u{664}\u{66B}\u{665}", "4\u{66B}5"),
    (Fold::HebrewForms, "heb", "\u{FB21}\u{FB4F}", "\u{5D0}\u{5D0}\u{5DC}"),
    (Fold::Harakat, "ara", "\u{645}\u{62F}\u{651}\u{64E}", "\u{645}\u{62F}"),
    (Fold::SoftHyphens, "eng", "so\u{AD}ft\u{200B}", "soft\u{200B}"),
    (Fold::ArabicLetters, "fas", "\u{6CC}", "\u{6CC}"),
];

#[test]
fn single_folds() {
    for (fold, code, before, after) in SINGLE {
        let settings = Settings { folds: [(*fold, true)].into(), ..settings(Form::Nfc, Profile::Lossless) };
        assert_eq!(normalized(before, code, &settings), *after, "{fold:?} {code}");
        for change in normalize(before, language(code), Script::UNKNOWN, &settings) {
            assert!(change.rule == fold.name() || change.rule == "nfc", "{change:?}");
        }
    }
}

#[test]
fn folds_are_switched_by_themselves() {
    let mut settings = Settings::default();
    settings.folds.insert(Fold::Quotes, true);
    settings.folds.insert(Fold::Spaces, false);
    assert_eq!(normalized("\u{2018}a\u{A0}b\u{2019}\u{200B}", "eng", &settings), "'a\u{A0}b'");
}

#[test]
fn rules_and_ranges() {
    let changes =
        normalize("a \u{200B}b\u{A0}c\u{202F}\nd e\u{301}", language("eng"), Script::UNKNOWN, &Settings::default());
    let told: Vec<_> = changes.iter().map(|c| (c.range.clone(), c.with.as_str(), c.rule)).collect();
    assert_eq!(
        told,
        [(2..5, "", "invisible"), (6..8, " ", "spaces"), (9..13, " ", "line-ends"), (15..18, "\u{E9}", "nfc"),]
    );
}

#[test]
fn clean_text_has_no_changes_and_allocates_nothing() {
    for text in [
        "plain, clean ASCII",
        "d\u{E9}j\u{E0} vu",
        "\u{645}\u{6CC}\u{200C}\u{631}\u{648}\u{645}",
        "\u{D55C}\u{AD6D}",
        "",
    ] {
        let changes = normalize(text, Language::UND, Script::UNKNOWN, &Settings::default());
        assert_eq!((changes.len(), changes.capacity()), (0, 0), "{text:?}");
        assert!(matches!(to_form(text, Form::Nfc), std::borrow::Cow::Borrowed(_)));
    }
}

#[test]
fn a_million_marks_take_linear_time() {
    let marks: String = ['a'].into_iter().chain(['\u{301}', '\u{323}'].into_iter().cycle().take(1_000_000)).collect();
    let start = std::time::Instant::now();
    let changes = normalize(&marks, Language::UND, Script::UNKNOWN, &Settings::default());
    let wanted: String = marks.chars().stream_safe().nfc().collect();
    assert!(applied(&marks, &changes) == wanted);
    // The form alone is exact, and linear too.
    assert!(to_form(&marks, Form::Nfc) == to_form(&to_form(&marks, Form::Nfd), Form::Nfc));
    let none = settings(Form::Nfc, Profile::Lossless);
    assert!(normalized(&marks, "und", &none) == to_form(&marks, Form::Nfc));
    // A quadratic pass over a million marks takes hours; the bound leaves room for a busy machine.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn long_runs_of_invisible_characters_take_linear_time() {
    let start = std::time::Instant::now();
    for c in ['\u{200B}', '\u{200D}', '\u{2060}', '\u{200F}', '\u{A0}', '\n', '\u{301}'] {
        let text = format!("a{}b", c.to_string().repeat(300_000));
        let changes = normalize(&text, Language::UND, Script::UNKNOWN, &Settings::default());
        assert!(applied(&text, &changes).len() < text.len() + 40_000, "{c:?}");
    }
    // A quadratic pass takes minutes.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// What unicode-normalization makes of it.
fn reference(text: &str, form: Form) -> String {
    match form {
        Form::Nfc => text.nfc().collect(),
        Form::Nfd => text.nfd().collect(),
        Form::Nfkc => text.nfkc().collect(),
        Form::Nfkd => text.nfkd().collect(),
        Form::None => text.to_owned(),
    }
}

#[test]
fn every_character_as_the_reference() {
    for c in ('\u{80}'..=char::MAX).filter(|c| !matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)) {
        // Before and behind it, what composes or is reordered.
        for text in [c.to_string(), format!("a{c}\u{323}\u{301}"), format!("\u{1100}\u{1161}{c}\u{11A8}")] {
            for form in [Form::Nfc, Form::Nfkd] {
                let wanted = reference(&text, form);
                assert_eq!(to_form(&text, form), wanted, "{text:?} {form:?}");
                assert_eq!(applied(&text, &form::changes(&text, form)), wanted, "{text:?} {form:?}");
            }
        }
    }
}

/// Strings of what normalization and the folds care about.
fn hard() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        prop::char::range('\u{300}', '\u{36F}'),
        prop::char::range('\u{1100}', '\u{11FF}'),
        prop::char::range('\u{AC00}', '\u{AC3F}'),
        prop::char::range('\u{0}', '\u{BF}'),
        prop::char::range('\u{2000}', '\u{2070}'),
        prop::char::range('\u{600}', '\u{6FF}'),
        prop::char::range('\u{915}', '\u{95F}'),
        prop::char::range('\u{1F00}', '\u{1FFF}'),
        prop::char::range('\u{2100}', '\u{21FF}'),
        prop::char::range('\u{3000}', '\u{3100}'),
        prop::char::range('\u{F900}', '\u{FFFD}'),
        prop::char::range('\u{1D100}', '\u{1D1FF}'),
        prop::char::range('\u{E30}', '\u{E4E}'),
        prop::char::range('\u{1780}', '\u{17DD}'),
        prop::char::range('\u{D15}', '\u{D7F}'),
        prop::char::range('\u{390}', '\u{460}'),
        prop::sample::select(
            "aeiouAEIOU sS\u{131}\u{130}\u{DF}-\u{AD}\n\r\u{A0}\u{200B}\u{200C}\u{200D}\u{200F}\u{2066}\u{2069}\u{FEFF}\u{1F469}\u{FE0F}\u{4E2D}\u{6587}\u{E01}\u{F71}\u{F72}\u{F73}\u{344}\u{9BE}\u{9C7}"
                .chars()
                .collect::<Vec<_>>()
        ),
        any::<char>(),
    ];
    prop::collection::vec(pieces, 0..24).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn the_two_crates_agree(text in hard()) {
        for form in FORMS {
            prop_assert_eq!(&*to_form(&text, form), &reference(&text, form));
        }
    }

    #[test]
    fn changes_by_segment_are_the_whole(text in hard()) {
        for form in FORMS {
            let changes = form::changes(&text, form);
            prop_assert_eq!(applied(&text, &changes), reference(&text, form));
        }
    }

    #[test]
    fn normalization_is_idempotent(text in hard(), code in prop::sample::select(vec!["und", "eng", "fas", "ara", "tur", "hin", "tha", "khm", "vie", "cat", "deu", "rus", "mal", "zho"])) {
        for form in FORMS {
            for profile in [Profile::Lossless, Profile::Text, Profile::Search] {
                let settings = settings(form, profile);
                let changes = normalize(&text, language(code), Script::UNKNOWN, &settings);
                let once = applied(&text, &changes);
                prop_assert_eq!(undone(&once, &text, &changes), text.as_str());
                prop_assert_eq!(&once, &to_form(&once, form));
                let again = normalize(&once, language(code), Script::UNKNOWN, &settings);
                prop_assert_eq!(again, vec![], "{:?} {:?} {:?}", form, profile, once);
            }
        }
    }
}
