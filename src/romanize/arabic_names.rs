//! `langdata/romanize/arabic-names.tsv`: names in Arabic script, how they are written in Latin, and how often in which country.
//!
//! The table lies sorted in the program and is searched where it lies: nothing is read before it is asked for.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::countries::{COUNTRIES, Countries};
use crate::langdata;

/// The table of names.
#[derive(Debug)]
pub(crate) struct ArabicNames {
    text: &'static str,
    countries: &'static Countries,
}

/// A spelling of a name.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) latin: &'static str,
    /// How often it was counted, by country and in all.
    pub(super) counts: [u32; COUNTRIES],
    pub(super) count: u32,
}

impl ArabicNames {
    /// The built-in table.
    pub(crate) fn get() -> &'static ArabicNames {
        static NAMES: OnceLock<ArabicNames> = OnceLock::new();
        NAMES.get_or_init(|| ArabicNames {
            text: langdata::text("romanize/arabic-names.tsv"),
            countries: Countries::get(),
        })
    }

    /// The spellings of a key (see [`super::arabic::key`]), the most frequent first.
    pub(super) fn forms(&self, key: &str) -> Vec<Form> {
        self.row(key).map_or_else(Vec::new, |row| row.split('\t').filter_map(|cell| self.form(cell)).collect())
    }

    /// How often a key was counted with its most frequent spelling.
    pub(super) fn count_of(&self, key: &str) -> u32 {
        let first = self.row(key).and_then(|row| self.form(row.split('\t').next()?));
        first.map_or(0, |form| form.count)
    }

    fn form(&self, cell: &'static str) -> Option<Form> {
        let (latin, list) = cell.split_once('=')?;
        let (mut counts, mut count) = ([0; COUNTRIES], 0);
        for (code, n) in list.split(',').filter_map(|item| item.split_at_checked(2)) {
            let n: u32 = n.parse().ok()?;
            count += n;
            if let Some(country) = self.countries.index(code) {
                counts[country] = n;
            }
        }
        Some(Form { latin, counts, count })
    }

    /// What stands behind a key in the sorted table.
    fn row(&self, key: &str) -> Option<&'static str> {
        let text = self.text.as_bytes();
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = (low + high) / 2;
            let start = memchr::memrchr(b'\n', &text[low..middle]).map_or(low, |i| low + i + 1);
            let end = memchr::memchr(b'\n', &text[middle..high]).map_or(high, |i| middle + i);
            let line = &text[start..end];
            let tab = memchr::memchr(b'\t', line).unwrap_or(line.len());
            match line[..tab].cmp(key.as_bytes()) {
                std::cmp::Ordering::Equal => return self.text.get((start + tab + 1).min(end)..end),
                std::cmp::Ordering::Less => low = end + 1,
                std::cmp::Ordering::Greater => high = start,
            }
        }
        None
    }

    /// How often a Latin token, in lower-case ASCII, is a name or a part of one in the table.
    pub(crate) fn count(&self, token: &str) -> u32 {
        static COUNTS: OnceLock<FxHashMap<u64, u32>> = OnceLock::new();
        // FNV-1a of the token in lower case: of so few tokens no two have the same.
        let hash = |token: &str| {
            token.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x100_0000_01B3)
            })
        };
        let counts = COUNTS.get_or_init(|| {
            let mut counts = FxHashMap::with_capacity_and_hasher(1 << 15, Default::default());
            for (_, line) in langdata::lines(self.text) {
                for (latin, list) in line.split('\t').skip(1).filter_map(|cell| cell.split_once('=')) {
                    let digits = list.split(',').filter_map(|item| item.get(2..)?.parse::<u32>().ok());
                    let count: u32 = digits.sum();
                    for token in latin.split([' ', '-']) {
                        *counts.entry(hash(token)).or_insert(0) += count;
                    }
                }
            }
            counts
        });
        counts.get(&hash(token)).copied().unwrap_or(0)
    }
}
