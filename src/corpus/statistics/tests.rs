//! Statistics do not depend on the order and the grouping of what is added, and stay small.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::{Kind, Name, Pipeline};

/// Texts that bring out every count: languages, encodings, mojibake, undecodable bytes, roles, names.
const TEXTS: [&[u8]; 6] = [
    b"Talks resume in Kabul\n\nThe talks resumed on Monday, officials in Kabul said, after a pause of three weeks.",
    "The cafe\u{301} opened on\u{A0}Monday.\n\nLe caf\u{E9} a ouvert ses portes lundi, a dit le propri\u{E9}taire."
        .as_bytes(),
    "The caf\u{C3}\u{A9} opened on Monday, and the na\u{C3}\u{AF}ve owner said so.".as_bytes(),
    b"The caf\xE9 opened on Monday, the owner said to us.\n\nIt was full by noon: the caf\xC3\xA9 is small.",
    b"",
    b"12 34 56",
];

fn of(documents: &[(u16, usize)]) -> Statistics {
    let pipeline = Pipeline::new();
    let mut statistics = Statistics::default();
    for &(id, text) in documents {
        let took = Duration::from_micros(u64::from(id) * 7);
        statistics.add(&format!("d{id}"), &pipeline.normalize(TEXTS[text]), took);
    }
    statistics
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_order_and_no_grouping_changes_them(
        documents in prop::collection::vec((0u16..200, 0..TEXTS.len()), 1..40).prop_shuffle(),
        cuts in prop::collection::vec(0usize..40, 0..5),
        backwards: bool,
    ) {
        let whole = of(&documents);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(documents.len())).collect();
        cuts.extend([0, documents.len()]);
        cuts.sort_unstable();
        let mut parts: Vec<Statistics> = cuts.windows(2).map(|cut| of(&documents[cut[0]..cut[1]])).collect();
        if backwards {
            parts.reverse();
        }
        let mut merged = Statistics::default();
        for part in parts {
            // What a journal or the summary of a shard holds is the same as what was in memory.
            let read = serde_json::from_str(&serde_json::to_string(&part).unwrap()).unwrap();
            prop_assert_eq!(&part, &read);
            merged.merge(read);
        }
        prop_assert_eq!(serde_json::to_string(&merged).unwrap(), serde_json::to_string(&whole).unwrap());
    }

    #[test]
    fn names_beyond_the_bound_are_those_of_a_sample_of_documents(
        seed: u64, parts in 1usize..6, documents in 3000u64..6000,
    ) {
        let add = |counts: &mut NameCounts, number: u64| {
            let document = hash::with(seed, &number.to_le_bytes());
            // One that many documents have, and three that few have.
            counts.add(document, &name("everywhere", "Everywhere"));
            for other in 0..3 {
                let rare = hash::with(document, &[other]) % 20_000;
                counts.add(document, &name(&format!("rare-{rare}"), &format!("Rare {rare}")));
            }
        };
        let mut whole = NameCounts::default();
        (0..documents).for_each(|number| add(&mut whole, number));
        let mut merged = NameCounts::default();
        for part in (0..parts as u64).rev() {
            let mut counts = NameCounts::default();
            (0..documents).rev().filter(|number| number % parts as u64 == part).for_each(|n| add(&mut counts, n));
            merged.merge(counts);
        }
        prop_assert_eq!(&merged, &whole);
        let spellings: usize = whole.entities.values().flatten().map(|entity| entity.spellings.len()).sum();
        prop_assert!(spellings <= SPELLINGS && spellings > SPELLINGS / 4, "{spellings}");
        prop_assert_eq!(whole.kinds["person"].mentions, documents * 4);
        let everywhere = whole.entities["everywhere"][0].mentions() << whole.level;
        // Five standard deviations of a sample of an eighth of the documents.
        prop_assert!(everywhere.abs_diff(documents) < documents / 4, "{everywhere} of {documents}");
        prop_assert_eq!(whole.ranked()[0].0, "everywhere");
    }

    #[test]
    fn lists_keep_the_largest(values in prop::collection::vec((0u64..30, 0u8..40), 0..60)) {
        let mut top = Top::default();
        values.iter().for_each(|(value, id)| top.offer(*value, &format!("{id:02}"), 1));
        let mut sorted = values;
        sorted.sort_by_key(|&(value, id)| (std::cmp::Reverse(value), id));
        let kept: Vec<_> = top.documents().iter().map(|d| (d.value, d.id.parse::<u8>().unwrap())).collect();
        prop_assert_eq!(&kept, &sorted[..sorted.len().min(TOP)]);
    }
}

fn name(entity: &str, surface: &str) -> Name {
    Name {
        source: 0..1,
        span: 0..1,
        surface: surface.to_owned(),
        written: surface.to_owned(),
        canonical: surface.to_owned(),
        entity: entity.to_owned(),
        kind: Kind::Person,
        how: String::new(),
        confidence: 1.0,
    }
}

#[test]
fn a_document_is_counted_as_it_is() {
    let statistics = of(&[(1, 1), (2, 2), (3, 3), (4, 4)]);
    let [eng, fra] = ["eng", "fra"].map(|code| statistics.languages[code]);
    assert_eq!((eng.documents, fra.documents, fra.paragraphs), (3, 1, 1), "{statistics:#?}");
    assert_eq!((statistics.all.documents, statistics.unchanged), (4, 2), "{statistics:#?}");
    assert_eq!(statistics.rules["unicode:nfc"], Edits { documents: 1, edits: 1 });
    assert_eq!(statistics.mojibake["UTF-8 read as windows-1252"], Edits { documents: 1, edits: 2 });
    assert_eq!(statistics.encodings["windows-1252"].documents, 1);
    assert_eq!(statistics.confidences.iter().sum::<u64>(), eng.paragraphs + fra.paragraphs);
    assert_eq!((statistics.lengths[0], statistics.lengths.iter().sum::<u64>()), (1, 4));
    assert_eq!(statistics.odd.encodings.documents()[0].id, "d3");
    assert_eq!(statistics.timing.slowest.documents()[0].id, "d4");
}

#[test]
fn samples_hold_the_text_before_and_after() {
    let pipeline = Pipeline::new();
    let text =
        format!("{} cafe\u{301} and\u{A0}na\u{EF}ve. {}", "Some words here.".repeat(40), "More words.".repeat(60));
    let document = pipeline.normalize(text.as_bytes());
    let mut statistics = Statistics::default();
    statistics.add("a", &document, Duration::ZERO);
    let samples: Vec<_> = statistics.samples.iter().collect();
    assert_eq!(samples.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), ["unicode:nfc", "unicode:spaces"]);
    for (_, samples) in samples {
        let [sample] = samples else { panic!("{samples:?}") };
        let join = |pick: fn(&Piece) -> &str| sample.pieces.iter().map(pick).collect::<String>();
        let was = join(|piece| match piece {
            Piece::Same(text) => text,
            Piece::Changed { was, .. } => was,
        });
        let now = join(|piece| match piece {
            Piece::Same(text) => text,
            Piece::Changed { now, .. } => now,
        });
        assert!(text.contains(&was) && document.paragraphs[0].text().contains(&now), "{sample:?}");
        assert!(was.contains("cafe\u{301} and\u{A0}na") && now.contains("caf\u{E9} and na"), "{sample:?}");
        assert_eq!(sample.cut, (true, true));
    }
}

#[test]
fn how_a_text_was_broken_is_told_in_words() {
    let (a, b) = (("UTF-8", "windows-1252"), ("KOI8-R", "windows-1251"));
    assert_eq!(told([a].into_iter()), "UTF-8 read as windows-1252");
    assert_eq!(told([a, a].into_iter()), "UTF-8 read as windows-1252, twice");
    assert_eq!(told([a, a, a, b].into_iter()), "UTF-8 read as windows-1252, 3 times; KOI8-R read as windows-1251");
}
