//! The languages of mixed texts: `tests/cases/language_spans.tsv`, and what must be true of the spans of any text.

use polynorm::language::{Candidates, Detector, identify, of_most, spans};
use polynorm::{Document, Paragraph, Pipeline, Script};
use proptest::prelude::*;

/// The stretches of a paragraph: `language text | language text`.
fn stretches(paragraph: &Paragraph<'_>) -> String {
    let text = paragraph.text();
    if paragraph.languages.is_empty() {
        return format!("{} {text}", paragraph.language);
    }
    let told = paragraph.languages.iter().map(|found| format!("{} {}", found.language, &text[found.span.clone()]));
    told.collect::<Vec<_>>().join(" | ")
}

#[test]
fn every_row_has_its_stretches() {
    let pipeline = Pipeline::builder().paragraphs(polynorm::segment::Paragraphs::Block).build().unwrap();
    let mut wrong = Vec::new();
    for row in include_str!("cases/language_spans.tsv").lines().filter(|row| !row.starts_with('#')) {
        let (what, expected) = row.split_once('\t').expect("a row is what it tests<TAB>stretches");
        let expected = expected.replace("\\n", "\n");
        let text: String = expected.split(" | ").map(|stretch| stretch.split_once(' ').unwrap().1).collect();
        let document = pipeline.detect(text.as_bytes());
        let found: Vec<String> = document.paragraphs.iter().map(stretches).collect();
        if what.starts_with("todo: ") {
            if found == [expected.clone()] {
                wrong.push(format!("{what}\n  is right now: take off the mark `todo`"));
            }
        } else if found != [expected.clone()] {
            wrong.push(format!("{what}\n  expected {expected}\n  found    {}", found.join(" ¶ ")));
        }
        consistent(&document).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Spans cover the text in order without gaps, there are none or several, neighbours differ, and the paragraph's
/// language is the one with most letters.
fn consistent(document: &Document<'_>) -> Result<(), String> {
    for paragraph in &document.paragraphs {
        let (text, languages) = (paragraph.text(), &paragraph.languages);
        if languages.is_empty() {
            continue;
        }
        let told = format!("{} {languages:?} of {text:?}", paragraph.language);
        let mut letters = std::collections::BTreeMap::new();
        let mut end = 0;
        for found in languages {
            let part = text.get(found.span.clone()).ok_or_else(|| format!("cut inside a character: {told}"))?;
            if found.span.start != end || part.is_empty() {
                return Err(format!("gap, overlap or nothing: {told}"));
            }
            if found.language.is_und() || !(0.0..=1.0).contains(&found.confidence) || found.script == Script::UNKNOWN {
                return Err(format!("not told: {told}"));
            }
            *letters.entry(found.language).or_insert(0) += part.chars().filter(|c| c.is_alphabetic()).count();
            end = found.span.end;
        }
        if end != text.len() || languages.len() < 2 || languages.windows(2).any(|w| w[0].language == w[1].language) {
            return Err(format!("not whole, or not several: {told}"));
        }
        let own = letters.get(&paragraph.language).copied().unwrap_or(0);
        if letters.values().any(|&n| n > own)
            || of_most(text, languages).map(|m| m.language) != Some(paragraph.language)
        {
            return Err(format!("the single answer contradicts: {told}"));
        }
    }
    Ok(())
}

/// Sentences of many languages, one a line.
const SENTENCES: &[&str] = &[
    "The ferry did not leave the harbour before noon. ",
    "Le bateau est resté toute la matinée au port. ",
    "Der Zug nach Süden hält hier seit Montag nicht mehr. ",
    "Los viajeros tuvieron que volver a casa en autobús. ",
    "Вчера вечером в городе снова отключили воду на несколько часов. ",
    "我们明天早上在车站见面，请不要迟到。",
    "駅の掲示板には英語でこう書いてありました。",
    "أعلنت البلدية أن الجسر سيبقى مغلقا حتى نهاية الشهر. ",
    "Το μουσείο θα μείνει κλειστό για το κοινό μέχρι την άνοιξη. ",
    "Hasan Dağı, ISIL and the Cafe\u{301} de Flore\u{A0}! ",
    "“Saraj” (Седой), ",
    "https://example.org/a?b=c #tag ",
    "\u{200B}\u{FEFF}--- ",
    "e\u{301}e\u{301} \u{FB01}n \u{1F600}\u{200D} ",
];

proptest! {
    #[test]
    fn spans_of_any_mixture_are_consistent(picked in prop::collection::vec((0..SENTENCES.len(), 0usize..80), 1..8), separator in "[ \n(\"]{0,2}") {
        let parts: Vec<String> = picked.iter().map(|&(i, cut)| SENTENCES[i].chars().skip(cut / 8).collect()).collect();
        let text = parts.join(&separator);
        let pipeline = Pipeline::new();
        let document = pipeline.normalize(text.as_bytes());
        prop_assert_eq!(consistent(&document), Ok(()));
        let document = pipeline.detect(text.as_bytes());
        prop_assert_eq!(consistent(&document), Ok(()));
    }

    #[test]
    fn spans_of_any_text_are_consistent(text in "(\\PC{0,30}[ .\n]?){0,8}") {
        let found = identify(&[&text], &[None], &Detector::default(), &Candidates::default(), 0.3)[0];
        let spans = spans(&text, &found, &Detector::default(), &Candidates::default(), &[]);
        prop_assert_ne!(spans.len(), 1);
        prop_assert_eq!(spans.iter().map(|s| &text[s.span.clone()]).collect::<String>(), if spans.is_empty() { "" } else { &text });
        prop_assert_eq!(consistent(&Pipeline::new().normalize(text.as_bytes())), Ok(()));
    }
}

#[test]
fn long_texts_take_time_in_proportion() {
    let sentence = SENTENCES[..9].concat();
    let text = sentence.repeat(200);
    let document = Pipeline::new().detect(text.as_bytes());
    consistent(&document).unwrap();
    let spans: usize = document.paragraphs.iter().map(|p| p.languages.len()).sum();
    assert!(spans > 1000, "{spans}");
    for text in ["x".repeat(1 << 20), " ".repeat(1 << 20), "(\"".repeat(1 << 18), "\u{4E00}a".repeat(1 << 17)] {
        consistent(&Pipeline::new().detect(text.as_bytes())).unwrap();
    }
}
