//! Phrases by which a document says that one organization is a branch of another: `langdata/names/discover/branches.tsv`.

use std::sync::OnceLock;

use crate::langdata;

/// Which of two names is the branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// What the text between two names says of them: "Jaish al-Bahr, the armed wing of the Lake Movement".
pub(super) fn branch(between: &str) -> Option<Side> {
    static PHRASES: OnceLock<Vec<(Side, &'static str)>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let rows = langdata::rows(langdata::text("names/discover/branches.tsv"));
        rows.filter_map(|(_, row)| match row[..] {
            ["left", _, phrase, ..] => Some((Side::Left, phrase)),
            ["right", _, phrase, ..] => Some((Side::Right, phrase)),
            _ => None,
        })
        .collect()
    });
    let lower = between.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let between = format!(" {} ", words.collect::<Vec<_>>().join(" "));
    let has = |phrase: &str| {
        between
            .match_indices(phrase)
            .any(|(at, _)| between[..at].ends_with(' ') && between[at + phrase.len()..].starts_with(' '))
    };
    phrases.iter().find(|(_, phrase)| has(phrase)).map(|&(side, _)| side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phrase_says_which_is_the_branch() {
        for (between, side) in [
            (", the armed wing of the ", Some(Side::Left)),
            (" and its armed wing, ", Some(Side::Right)),
            (", le bras arm\u{E9} du ", Some(Side::Left)),
            (" met members of ", None),
            (" and ", None),
        ] {
            assert_eq!(branch(between), side, "{between}");
        }
    }

    #[test]
    fn every_row_is_read() {
        let rows = langdata::rows(langdata::text("names/discover/branches.tsv"));
        let mut count = 0;
        for (number, row) in rows {
            let [side, language, phrase] = row[..] else { panic!("line {number}: side, language, phrase") };
            assert!(matches!(side, "left" | "right"), "line {number}");
            assert!(crate::Language::new(language).is_some(), "line {number}");
            assert_eq!(phrase, phrase.to_lowercase(), "line {number}");
            count += 1;
        }
        assert!(count > 40);
    }
}
