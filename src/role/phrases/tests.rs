//! The tables of phrases, and what they find.

use super::*;

#[test]
fn every_row_of_the_tables_is_understood() {
    let files = langdata::files("boilerplate", "tsv");
    assert!(files.len() >= 26, "{} tables", files.len());
    for (name, text) in files {
        assert!(Language::new(name).is_some(), "{name}.tsv is not named by an ISO 639-3 code");
        for (number, row) in langdata::rows(text) {
            let folded = &mut Folded::default();
            assert!(parse_row(&row, folded).is_some(), "{name}.tsv:{number}: {row:?}");
        }
    }
}

#[test]
fn the_last_sentence_is_known_from_folding() {
    for text in [
        "One. Two. Three.",
        "One. Two... ",
        "One! .",
        "\u{4ED6}\u{3002}\u{4ED6}",
        "\u{4ED6}\u{3002}",
        "One.Two",
        "What? 'Tis it'. .",
        "A 1.5 b. 2",
        "",
    ] {
        let mut folded = Folded::default();
        folded.of(text);
        let Ok(known) = known_last_sentence(text, folded.sentence) else { continue };
        assert_eq!(known.map(|(tail, _)| tail), last_sentence(text), "{text}");
        if let Some((tail, place)) = known {
            assert_eq!(folded.from(place), fold(tail).as_bytes(), "{text}");
        }
    }
}

#[test]
fn no_line_is_thought_to_be_none() {
    let phrases = Phrases::builtin();
    let mut lines = 0;
    for (_, text) in langdata::files("boilerplate", "tsv") {
        for (_, row) in langdata::rows(text).filter(|(_, row)| row.get(1) == Some(&"line")) {
            for text in [row[2].to_owned(), row[2].to_uppercase(), format!("{} 5", row[2])] {
                let mut folded = Folded::default();
                folded.of(&text);
                let slowly = phrases.lines.get(folded.bytes()).map(|line| line.1);
                let counted = || phrases.lines.get(&*without_count(folded.bytes())?).map(|line| line.1);
                if !text.contains(ITEMS) {
                    assert_eq!(language(&text), slowly.or_else(counted).flatten(), "{text}");
                }
                lines += usize::from(slowly.is_some());
            }
        }
    }
    assert!(lines > 5000, "{lines}");
}

fn small() -> Phrases {
    let eng = "widget\tline\tShare\nwidget\tline\tComments\nannounce\tline\tRelated\ndateline\tword\tMay\nbyline\tstart\tBy\ncaption\tcredit\tAP\n\
                   widget\tline\tHome\nnotice\tinside\trights reserved\n";
    let fra = "widget\tline\tPartager\nwidget\tline\tRelated\n";
    let zho = "dateline\tword\t\u{5E74}\ndateline\tword\t\u{6708}\ndateline\tword\t\u{65E5}\nwidget\tstart\t\u{5B57}\u{53F7}\n";
    Phrases::parse([("eng", eng), ("fra", fra), ("zho", zho)].into_iter())
}

#[test]
fn a_phrase_of_two_languages_tells_neither() {
    let phrases = small();
    let code = |text: &str| phrases.language(text, &mut Folded::default()).map(|l| l.code().to_owned());
    assert_eq!(code("\u{2192} PARTAGER").as_deref(), Some("fra"));
    assert_eq!(code("27 comments").as_deref(), Some("eng"));
    assert_eq!(code("Related"), None);
    assert_eq!(code("Share it"), None);
}

#[test]
fn cues_by_place() {
    let phrases = small();
    for (text, cue, has) in [
        ("Share!", Cue::Widget, true),
        ("Shared", Cue::Widget, false),
        ("Home | Share", Cue::Widget, true),
        ("Maps | Share", Cue::Widget, true),
        ("Maps | War | Home", Cue::Widget, false),
        ("By Ann Lee", Cue::Byline, true),
        ("Bystanders", Cue::Byline, false),
        ("All Rights Reserved.", Cue::Notice, true),
        ("Rights reservedly", Cue::Notice, false),
        ("12 May 2021", Cue::Dateline, true),
        ("2021-11-10", Cue::Dateline, true),
        ("2021\u{5E74}11\u{6708}10\u{65E5}", Cue::Dateline, true),
        ("May", Cue::Dateline, false),
        ("12 men", Cue::Dateline, false),
        ("1812", Cue::Dateline, false),
        ("A street in Kabul, 2021. (AP Photo)", Cue::Caption, true),
        ("A street (of AP) in Kabul", Cue::Caption, false),
        ("\u{5B57}\u{53F7}\u{5927}\u{5C0F}", Cue::Widget, true),
    ] {
        let (mut folded, mut part) = (Folded::default(), Folded::default());
        folded.of(text);
        assert_eq!(phrases.cues(text, &folded, &mut part).has(cue), has, "{text}: {cue:?}");
    }
    for (text, is) in [("KABUL, May 8", true), ("Men, 8 of them", false)] {
        let (mut folded, mut part) = (Folded::default(), Folded::default());
        folded.of(text);
        assert_eq!(phrases.is_place_and_date(text, &folded, &mut part), is, "{text}");
    }
}
