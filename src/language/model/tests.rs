//! The model against a slow and obviously right one, and the embedded file.

use std::collections::BTreeMap;

use super::kernel::read;
use super::training::{for_each_ngram, for_each_word};
use super::*;

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
    let mut table = Table::new(DIMENSIONS, 97);
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
    let codes = languages(&["afr", "dan", "deu", "nld", "swe"]);
    let mut weight = || (random() % 2001) as f32 / 1000.0 - 1.0;
    let bias = codes.iter().map(|_| weight()).collect();
    let weights = (0..DIMENSIONS * codes.len()).map(|_| weight() / 500.0).collect();
    table.groups.push(Group::new(script, codes, bias, weights));
    (table, vectors)
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
    let n = group.languages.len();
    let score = |l: usize| {
        let product: f64 =
            (0..DIMENSIONS).map(|d| sum[d] / f64::sqrt(count).max(1.0) * f64::from(group.weights[d * n + l])).sum();
        f64::from(group.bias[l]) + product
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
        let asked = kernel::Asked { table: &table, group, scan: &scan, weights: None };
        let (mut scores, mut portable) = (Vec::new(), Vec::new());
        let total = kernel::probabilities(asked, &mut scores);
        // Whatever the machine has, the numbers are the same, to the last bit.
        proptest::prop_assert_eq!(total, read::<DIMENSIONS>(asked, &mut portable));
        proptest::prop_assert_eq!(&scores, &portable);
        match total {
            None => proptest::prop_assert!(!text.chars().any(char::is_alphabetic)),
            Some(total) => for (score, expected) in scores.iter().zip(slowly(&text, &table, &vectors)) {
                proptest::prop_assert!((f64::from(score / total) - expected).abs() < 1e-3, "{} {}", score / total, expected);
            },
        }
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
