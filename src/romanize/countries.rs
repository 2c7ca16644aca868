//! `langdata/romanize/countries.tsv`: where Arabic letters are written, and what is known of the country a name is from.

use std::sync::OnceLock;

use super::arabic_names::Form;
use crate::Language;
use crate::langdata;

/// Countries that the table may have.
pub(super) const COUNTRIES: usize = 25;

/// A row of the table.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) code: &'static str,
    /// Thousands of names that the table of names counts there.
    names: f32,
    /// What the learned model tells apart, from 1 on.
    pub(super) group: u8,
    languages: Vec<&'static str>,
    pub(super) article: &'static str,
    pub(super) servant: &'static str,
    pub(super) faith: &'static str,
    pub(super) god: &'static str,
}

/// The table.
#[derive(Debug)]
pub(super) struct Countries {
    rows: Vec<Country>,
}

impl Countries {
    pub(super) fn get() -> &'static Countries {
        static TABLE: OnceLock<Countries> = OnceLock::new();
        TABLE.get_or_init(|| {
            let row = |line: &'static str| {
                let cells: Vec<&str> = line.split('\t').collect();
                let &[code, names, group, languages, article, servant, faith, god] = cells.as_slice() else {
                    return None;
                };
                let (names, group) = (names.parse().ok()?, group.parse().ok()?);
                let languages = languages.split(',').filter(|code| !code.is_empty()).collect();
                Some(Country { code, names, group, languages, article, servant, faith, god })
            };
            let text = langdata::text("romanize/countries.tsv");
            Countries { rows: langdata::lines(text).filter_map(|(_, line)| row(line)).take(COUNTRIES).collect() }
        })
    }

    pub(super) fn index(&self, code: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.code == code)
    }

    /// What is believed of a name of which nothing is known.
    fn usual(&self) -> [f32; COUNTRIES] {
        let total: f32 = self.rows.iter().map(|row| row.names).sum();
        let mut shares = [0.0; COUNTRIES];
        shares.iter_mut().zip(&self.rows).for_each(|(share, row)| *share = row.names / total);
        shares
    }

    pub(super) fn row(&self, index: usize) -> Option<&Country> {
        self.rows.get(index)
    }
}

/// How probable each country is as that of a name.
#[derive(Clone, Debug)]
pub(super) struct Belief {
    shares: [f32; COUNTRIES],
}

impl Belief {
    /// What the country, the language and the letters say of a name.
    pub(super) fn new(country: Option<&str>, language: Option<Language>, name: &str) -> Belief {
        let countries = Countries::get();
        let mut shares = countries.usual();
        let code = language.as_ref().map_or("", Language::code);
        let has_article = name.split(' ').any(|word| word.starts_with("\u{627}\u{644}") && word.chars().count() > 4);
        let letters = |set: &[char]| name.contains(set);
        let is_arabic = matches!(code, "ara" | "arb");
        let is_known = !code.is_empty() && countries.rows.iter().any(|row| row.languages.contains(&code));
        for (i, row) in countries.rows.iter().enumerate() {
            if let Some(country) = country {
                shares[i] *= if row.code.eq_ignore_ascii_case(country) { 1.0 } else { 1e-4 };
            } else if is_arabic {
                shares[i] *= if row.group <= 2 { 1.0 } else { 1e-3 };
            } else if is_known {
                shares[i] *= if row.languages.contains(&code) { 1.0 } else { 1e-3 };
            }
            // Letters that only some languages have.
            let odds = match row.group {
                // Urdu: tteh, ddal, rreh, noon ghunna, heh doachashmee and goal, yeh barree.
                4 if letters(&['\u{679}', '\u{688}', '\u{691}', '\u{6BA}', '\u{6BE}', '\u{6C1}', '\u{6D2}']) => 200.0,
                // Pashto.
                5 if letters(&[
                    '\u{67C}', '\u{689}', '\u{693}', '\u{69A}', '\u{696}', '\u{681}', '\u{685}', '\u{6BC}', '\u{6CD}',
                    '\u{6D0}',
                ]) =>
                {
                    500.0
                }
                3..=5 if letters(&['\u{6A9}', '\u{6CC}', '\u{67E}', '\u{686}', '\u{698}', '\u{6AF}']) => 20.0,
                1 | 2 if has_article => 8.0,
                // Teh marbuta, alef with hamza: seldom Persian. Kaf and yeh say nothing, for many keyboards have the Arabic ones alone.
                1 | 2 if letters(&['\u{629}', '\u{623}', '\u{625}']) => 4.0,
                _ => 1.0,
            };
            shares[i] *= odds;
        }
        let mut belief = Belief { shares };
        belief.normalize();
        belief
    }

    fn normalize(&mut self) {
        let total: f32 = self.shares.iter().sum();
        if total > 0.0 {
            self.shares.iter_mut().for_each(|share| *share /= total);
        }
    }

    /// Takes a part of the name into account: how often it was counted in each country.
    pub(super) fn learn(&mut self, forms: &[Form]) {
        let usual = Countries::get().usual();
        let total: u32 = forms.iter().map(|form| form.count).sum();
        for (i, share) in self.shares.iter_mut().enumerate() {
            let here: u32 = forms.iter().map(|form| form.counts[i]).sum();
            let usual = usual[i].max(1e-6);
            *share *= ((here as f32 + usual) / (total as f32 + 1.0) / usual).min(1e3);
        }
        self.normalize();
    }

    /// The probability of each form, in their order.
    pub(super) fn weigh(&self, forms: &[Form]) -> Vec<f32> {
        let total: u32 = forms.iter().map(|form| form.count).sum::<u32>().max(1);
        let mut weights = vec![0.0; forms.len()];
        for (i, share) in self.shares.iter().enumerate().filter(|(_, share)| **share > 1e-4) {
            let here: u32 = forms.iter().map(|form| form.counts[i]).sum();
            for (weight, form) in weights.iter_mut().zip(forms) {
                *weight +=
                    share * (form.counts[i] as f32 + 2.0 * form.count as f32 / total as f32) / (here as f32 + 2.0);
            }
        }
        weights
    }

    /// The group of countries that is likely, 0 if none is.
    pub(super) fn group(&self) -> u8 {
        let mut shares = [0.0; 8];
        for (share, row) in self.shares.iter().zip(&Countries::get().rows) {
            shares[usize::from(row.group) % 8] += share;
        }
        (0..8_u8).find(|&group| shares[usize::from(group)] > 0.6).unwrap_or(0)
    }

    /// The likeliest country.
    pub(super) fn country(&self) -> Option<&'static Country> {
        let best = (0..COUNTRIES).max_by(|&a, &b| self.shares[a].total_cmp(&self.shares[b]).then(b.cmp(&a)))?;
        Countries::get().row(best)
    }
}
