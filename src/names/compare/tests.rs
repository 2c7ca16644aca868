//! Tables of cases and properties of comparing names.

use proptest::prelude::*;

use super::*;

/// Spellings of one name.
const SAME_TOKEN: &[(&str, &str)] = &[
    ("seraj", "saraj"),
    ("seraj", "siraj"),
    ("saraj", "siraj"),
    ("khalil", "kahlil"),
    ("mohammad", "muhammed"),
    ("yusuf", "youssef"),
    ("qasim", "kassem"),
    ("tawfiq", "toufik"),
    ("shukri", "choukri"),
    ("jamal", "gamal"),
];

/// Names that are spelled alike and are not the same.
const OTHER_TOKEN: &[(&str, &str)] = &[
    ("sayed", "saeed"),
    ("farooqi", "farooq"),
    ("kahl", "kahlil"),
    ("hamid", "hamza"),
    ("karim", "karima"),
    ("tom", "tim"),
];

#[test]
fn tokens() {
    for (a, b) in SAME_TOKEN {
        let alike = token_similarity(a, b);
        assert!(alike >= 0.85, "{a} {b} {alike}");
    }
    for (a, b) in OTHER_TOKEN {
        let alike = token_similarity(a, b);
        assert!(alike < 0.84, "{a} {b} {alike}");
    }
}

/// Names of the same.
const SAME: &[(&str, &str)] = &[
    ("Anwar Ibrahim", "Anwar Ebrahim"),
    ("Tolstoy, Leo", "Leo Tolstoi"),
    ("Abd al-Aziz Bouteflika", "Abdelaziz Bouteflika"),
    ("Dr. Salam Fayyad", "Salam Fayad"),
    ("Антон Чехов", "Anton Chekhov"),
    ("محمود درويش", "Mahmoud Darwish"),
    ("Acme Trading Ltd", "Acme Trading Limited"),
    ("WHO", "World Health Organization"),
    ("J. Conrad", "Joseph Conrad"),
    ("Łukasz Żak", "Lukasz Zak"),
];

/// Names of different ones.
const OTHER: &[(&str, &str)] = &[
    ("Pakistani Taliban", "Taliban"),
    ("John Smith Jr", "John Smith"),
    ("Brigade 313", "Brigade 55"),
    ("Hamid Karzai", "Hamid Gul"),
    ("Mahmoud Abbas", "Mahmoud Darwish"),
    ("Anna Karlsson", "Boris Karlov"),
    ("محمود درويش", "Mahmoud Abbas"),
    ("", "Nobody"),
];

#[test]
fn names() {
    for (a, b) in SAME {
        let compared = compare(a, b);
        assert!(compared.score >= 0.6, "{a} ~ {b}: {compared:?}");
    }
    for (a, b) in OTHER {
        let compared = compare(a, b);
        assert!(compared.score < 0.5, "{a} ~ {b}: {compared:?}");
    }
}

#[test]
fn reasons_are_given() {
    let compared = compare("Ahmad Shah Massoud", "Ahmed Masood");
    assert!(compared.reasons.iter().any(|reason| reason == "shah is left over"), "{compared:?}");
}

/// As many tokens on both sides, of which some have no counterpart.
#[test]
fn the_order_of_the_arguments_does_not_matter() {
    for (a, b) in [("Ali Hasan", "Alya Tom"), ("Ann Bo", "Anna Ab"), ("Anna An Anne", "Ann Ana Hanna")] {
        assert_eq!(score(a, b), score(b, a), "{a} ~ {b}");
    }
}

proptest! {
    #[test]
    fn bounded_and_symmetric(a in "\\PC{0,24}", b in "\\PC{0,24}") {
        let there = score(&a, &b);
        prop_assert!((0.0..=1.0).contains(&there));
        prop_assert_eq!(there, score(&b, &a));
    }

    #[test]
    fn a_name_is_itself(a in "[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8}){0,3}") {
        prop_assert!(score(&a, &a) > 0.99, "{}", score(&a, &a));
    }

    #[test]
    fn tokens_are_symmetric(a in "[a-z]{0,30}", b in "[a-z]{0,30}") {
        prop_assert!((token_similarity(&a, &b) - token_similarity(&b, &a)).abs() < 1e-5);
    }
}
