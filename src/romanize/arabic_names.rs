//! `langdata/romanize/arabic-names.tsv`: names in Arabic script and how they are mostly written in Latin.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::langdata;

/// The table of names.
#[derive(Debug)]
pub(crate) struct ArabicNames {
    by_key: HashMap<&'static str, (&'static str, u32)>,
    /// How often a Latin token stands in the table, by the token in lower case.
    counts: HashMap<String, u32>,
}

impl ArabicNames {
    /// The built-in table, read once.
    pub(crate) fn get() -> &'static ArabicNames {
        static NAMES: OnceLock<ArabicNames> = OnceLock::new();
        NAMES.get_or_init(|| ArabicNames::new(langdata::text("romanize/arabic-names.tsv")))
    }

    fn new(text: &'static str) -> ArabicNames {
        let (mut by_key, mut counts) = (HashMap::new(), HashMap::new());
        for (_, row) in langdata::rows(text) {
            let &[key, latin, count] = row.as_slice() else { continue };
            let count: u32 = count.parse().unwrap_or(1);
            by_key.insert(key, (latin, count));
            for token in latin.split([' ', '-']) {
                *counts.entry(token.to_lowercase()).or_insert(0) += count;
            }
        }
        ArabicNames { by_key, counts }
    }

    /// The Latin form of a key (see [`super::abjad::key`]) and how often it was counted.
    pub(super) fn latin(&self, key: &str) -> Option<(&'static str, u32)> {
        self.by_key.get(key).copied()
    }

    /// How often a Latin token, in lower case, is a name or a part of one in the table.
    pub(crate) fn count(&self, token: &str) -> u32 {
        self.counts.get(token).copied().unwrap_or(0)
    }
}
