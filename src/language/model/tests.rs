//! The model against a slow and obviously right one, and the embedded file.

use std::collections::BTreeMap;

use super::kernel::{Task, Words, dispatch};
use super::training::{for_each_ngram, for_each_word};
use super::*;
use crate::language::power::tempered;

const DIMENSIONS: usize = 32;

/// Numbers that look random, from a seed.
fn numbers(mut seed: u64) -> impl FnMut() -> u64 {
    move || {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = seed;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }
}

fn languages(codes: &[&str]) -> Vec<Language> {
    codes.iter().filter_map(|code| Language::new(code)).collect()
}

/// A model with a vector for most n-grams of `text`, and the vectors beside it.
fn made_for(text: &str, script: Script) -> (Table, BTreeMap<u64, [f64; DIMENSIONS]>) {
    let mut random = numbers(text.len() as u64);
    let mut table = Table::new(DIMENSIONS);
    let codes = languages(&["afr", "dan", "deu", "nld", "swe"]);
    let mut weight = || (random() % 2001) as f32 / 1000.0 - 1.0;
    let bias: Vec<f32> = codes.iter().map(|_| weight()).collect();
    let weights: Vec<f32> = (0..DIMENSIONS * codes.len()).map(|_| weight() / 500.0).collect();
    table.add(Group::new(script, codes, &bias, &weights), 97);
    let mut vectors = BTreeMap::new();
    for_each_word(text, script, |word| {
        for_each_ngram(word, script, |hash| {
            let scale = (random() % 16) as u8 + 1;
            let vector: [u8; DIMENSIONS] = std::array::from_fn(|_| (random() % 16) as u8);
            if !random().is_multiple_of(4) && table.insert(hash, scale, &vector) {
                vectors.insert(hash, vector.map(|n| (2.0 * f64::from(n) - 15.0) * f64::from(scale)));
            }
        });
    });
    (table, vectors)
}

/// The number of a model that no other test has.
fn number() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(1 << 32);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

/// What [`kernel`] computes, in the plainest way.
fn slowly(text: &str, table: &Table, vectors: &BTreeMap<u64, [f64; DIMENSIONS]>) -> Vec<f64> {
    let group = &table.groups[0];
    let (mut sum, mut count) = ([0.0; DIMENSIONS], 0.0_f64);
    for_each_word(text, group.script, |word| {
        for_each_ngram(word, group.script, |hash| {
            if let Some(vector) = vectors.get(&hash) {
                count += 1.0;
                sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
            }
        });
    });
    let (n, numbers) = (group.languages.len(), group.numbers().collect::<Vec<f32>>());
    let score = |l: usize| {
        let product: f64 =
            (0..DIMENSIONS).map(|d| sum[d] / f64::sqrt(count).max(1.0) * f64::from(numbers[(d + 1) * n + l])).sum();
        f64::from(numbers[l]) + product
    };
    let scores: Vec<f64> = (0..n).map(score).collect();
    let most = scores.iter().copied().fold(f64::MIN, f64::max);
    let total: f64 = scores.iter().map(|s| (s - most).exp()).sum();
    scores.iter().map(|s| (s - most).exp() / total).collect()
}

proptest::proptest! {
    #[test]
    fn probabilities_are_those_of_the_plain_sum(text in "[a-eäö' -]{1,60}") {
        let (table, vectors) = made_for(&text, Script::LATIN);
        let group = &table.groups[0];
        let scan = Scan::of(&text);
        let (table, group, scan, weights) = (&table, group, &scan, None);
        let (mut scores, mut portable) = (Vec::new(), Vec::new());
        let total = dispatch(Words::<DIMENSIONS> { table, group, scan, weights, out: &mut scores });
        // Whatever the machine has, the numbers are the same, to the last bit.
        proptest::prop_assert_eq!(total, Words::<DIMENSIONS> { table, group, scan, weights, out: &mut portable }.run());
        proptest::prop_assert_eq!(&scores, &portable);
        match total {
            None => proptest::prop_assert!(!text.chars().any(char::is_alphabetic)),
            Some(total) => for (score, expected) in scores.iter().zip(slowly(&text, table, &vectors)) {
                proptest::prop_assert!((f64::from(score / total) - expected).abs() < 1e-3, "{} {}", score / total, expected);
            },
        }
    }
}

/// Words of several scripts, with all that a plain text must not have now and then.
fn lines() -> impl proptest::strategy::Strategy<Value = String> {
    let word = "[a-zA-Zéßőñ]{1,12}|[а-яА-Я]{1,9}|[a-z]{40,70}|ελλάδα|\\PC{1,4}|[@#<&/._İʻ中ªµ™×]|e\u{301}|क्षत्रिय|-|»";
    let between = proptest::sample::select(vec![" ", " ", " ", ", ", "’", "\u{A0}", " – ", "1", ""]);
    proptest::strategy::Strategy::prop_map(proptest::collection::vec((word, between), 0..40), |words| {
        words.into_iter().map(|(word, between)| word + between).collect()
    })
}

proptest::proptest! {
    #[test]
    fn a_plain_line_is_read_as_any_other(text in lines()) {
        let (table, _) = made_for(&text, Script::LATIN);
        let number = number();
        // Twice, from memory the second time.
        for _ in 0..2 {
            let mut quickly = Vec::new();
            if let Some((group, total)) = quick::probabilities((number, &table), &text, None, |_| None, &mut quickly) {
                let (scan, mut scores) = (Scan::of(&text), Vec::new());
                proptest::prop_assert_eq!(scan.script(), group.script);
                let (table, scan, weights) = (&table, &scan, None);
                let expected = dispatch(Words::<DIMENSIONS> { table, group, scan, weights, out: &mut scores });
                proptest::prop_assert_eq!(Some(total), expected);
                proptest::prop_assert_eq!(quickly, scores);
            }
        }
    }

    #[test]
    fn the_embedded_model_reads_a_plain_line_as_any_other(text in lines()) {
        let model = Model::builtin();
        if let Some((script, found)) = model.best_of_plain(&text, &Candidates::EVERYTHING) {
            let scan = Scan::of(&text);
            proptest::prop_assert_eq!(script, scan.script());
            proptest::prop_assert_eq!(found, model.best_of_scan(&scan, script, &Candidates::EVERYTHING).unwrap());
            let (_, ranking) = model.ranked_plain(&text, None, &Candidates::EVERYTHING).unwrap();
            proptest::prop_assert_eq!(&ranking, &model.ranked(&scan, script, &Candidates::EVERYTHING).unwrap());
            for &(language, p) in &ranking {
                let odds = model.odds_of_plain(&text, Some(script), language).unwrap();
                proptest::prop_assert_eq!((odds.best, odds.other), (ranking[0], Some(p)));
            }
            for power in [1.0, 0.5] {
                let (_, likely) = model.likely_of_plain(&text, &Candidates::EVERYTHING, power).unwrap();
                let of_scan = model.likely_of_scan(&scan, script, &Candidates::EVERYTHING, power).unwrap();
                proptest::prop_assert_eq!(&likely, &of_scan);
                let expected = tempered(ranking.clone(), power);
                proptest::prop_assert_eq!(likely.len(), expected.len());
                for (likely, expected) in likely.iter().zip(expected) {
                    proptest::prop_assert_eq!(likely.0, expected.0);
                    proptest::prop_assert!((likely.1 - expected.1).abs() < 1e-5);
                }
            }
        }
        for script in [Script::LATIN, Script::new("Cyrl").unwrap()] {
            if let Some((_, ranking)) = model.ranked_plain(&text, Some(script), &Candidates::EVERYTHING) {
                let scan = Scan::of(&text);
                proptest::prop_assert_eq!(ranking, model.ranked(&scan, script, &Candidates::EVERYTHING).unwrap());
            }
        }
    }
}

#[test]
fn most_lines_are_plain() {
    let lines = [
        "The talks will go on, he said.",
        "L’été “dernier”, 20 °C…",
        "Работа начнётся в понедельник",
        "शांति वार्ता जारी रहेगी",
    ];
    for line in lines {
        assert!(Model::builtin().best_of_plain(line, &Candidates::EVERYTHING).is_some(), "{line}");
    }
}

#[test]
fn a_file_is_read_as_it_was_written() {
    let (table, _) = made_for("one word and another", Script::LATIN);
    let bytes = table.to_bytes();
    let read = Table::parse(bytes.clone().into()).unwrap();
    assert_eq!(read.groups, table.groups);
    assert_eq!(read.to_bytes(), bytes);
    for cut in 0..bytes.len().min(2000) {
        assert!(Table::parse(bytes[..cut].to_vec().into()).is_err(), "cut at {cut}");
    }
    // No vectors of a length that nothing here can add.
    let mut other = bytes.clone();
    other[8] = 96;
    assert_eq!(Table::parse(other.into()).unwrap_err(), "vectors of a length that is not known");
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Table::parse(longer.into()).is_err());
}

#[test]
fn a_file_that_is_no_model_is_an_error_that_says_so() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "eng\tthe\n").unwrap();
    let error = Model::open(file.path()).unwrap_err();
    assert!(error.is_config() && error.to_string().contains("not a language model"), "{error}");
    assert!(Model::open(file.path().with_extension("missing")).unwrap_err().is_io());
}

#[test]
fn the_embedded_model_is_whole() {
    let bytes = langdata::bytes("language/model.bin");
    assert!(bytes.len() <= 6_000_000, "{} bytes", bytes.len());
    let table = Table::parse(bytes.into()).unwrap();
    let languages: std::collections::BTreeSet<Language> =
        table.groups.iter().flat_map(|group| group.languages.iter().copied()).collect();
    assert!(languages.len() >= 150, "{} languages", languages.len());
}
