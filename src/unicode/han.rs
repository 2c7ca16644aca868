//! Chinese characters from traditional to simplified and back, one for one, where that is asked for: `langdata/unicode/han.tsv`.
//! Which of several traditional characters a simplified one stands for needs the word, which is not looked at.

use std::sync::OnceLock;

use super::folds::{Fold, Folds};
use crate::document::Change;
use crate::langdata;
use crate::language::Language;

/// The languages that it is done in.
pub(super) const LANGUAGES: [&str; 8] = ["zho", "cmn", "yue", "wuu", "hak", "nan", "gan", "lzh"];

/// Characters and what comes in their place, in order.
struct Table {
    simplified: Vec<(char, char)>,
    traditional: Vec<(char, char)>,
}

impl Table {
    fn get() -> &'static Table {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| {
            let of = |fold: Fold| {
                let mut pairs = Vec::new();
                for (_, row) in langdata::rows(langdata::text("unicode/han.tsv")) {
                    if let &[name, text] = &row[..]
                        && name == fold.name()
                    {
                        let chars: Vec<char> = text.chars().collect();
                        pairs.extend(chars.as_chunks::<2>().0.iter().map(|&[from, to]| (from, to)));
                    }
                }
                pairs.sort_unstable();
                pairs
            };
            Table { simplified: of(Fold::Simplified), traditional: of(Fold::Traditional) }
        })
    }
}

/// The simplified character for a traditional one, every other as it is.
pub(crate) fn simplified(c: char) -> char {
    let pairs = &Table::get().simplified;
    pairs.binary_search_by_key(&c, |pair| pair.0).map_or(c, |found| pairs[found].1)
}

/// The changes that the folds `simplified` and `traditional` ask for; simplified goes before.
pub(super) fn changes(text: &str, language: Language, folds: Folds) -> Vec<Change> {
    if !LANGUAGES.contains(&language.code()) {
        return Vec::new();
    }
    let (fold, pairs) = if folds.has(Fold::Simplified) {
        (Fold::Simplified, &Table::get().simplified)
    } else if folds.has(Fold::Traditional) {
        (Fold::Traditional, &Table::get().traditional)
    } else {
        return Vec::new();
    };
    let change = |(i, c): (usize, char)| {
        let found = pairs.binary_search_by_key(&c, |pair| pair.0).ok().filter(|_| c > '\u{2E7F}')?;
        Some(Change { range: i..i + c.len_utf8(), with: pairs[found].1.to_string(), rule: fold.name() })
    };
    text.char_indices().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_comes_is_changed_again() {
        let Table { simplified, traditional } = Table::get();
        for pairs in [simplified, traditional] {
            assert!(pairs.len() > 2000);
            for pair in pairs.windows(2) {
                assert!(pair[0].0 < pair[1].0, "{pair:?}");
            }
            let chains: Vec<_> =
                pairs.iter().filter(|(_, to)| pairs.binary_search_by_key(to, |p| p.0).is_ok()).collect();
            assert!(chains.is_empty(), "{chains:?}");
        }
    }
}
