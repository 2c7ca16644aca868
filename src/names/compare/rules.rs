//! `langdata/names/compare/spelling.tsv`: pairs of spellings and words that say little or much.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::langdata;

/// A word of a name that is no token like others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Particle,
    Title,
    Company,
    Modifier,
}

/// `a` and `b` spell the same, for this cost.
#[derive(Debug)]
pub(super) struct Spell {
    pub(super) a: &'static [u8],
    pub(super) b: &'static [u8],
    pub(super) cost: f32,
    pub(super) loose: bool,
}

/// The table.
#[derive(Debug, Default)]
pub(super) struct Rules {
    words: HashMap<&'static str, Word>,
    /// The longer first.
    prefixes: Vec<(&'static str, &'static str)>,
    particles: HashMap<&'static str, &'static str>,
    apart: Vec<(&'static str, &'static str)>,
    /// By the last letters of both sides, 0 for none.
    spells: Vec<Vec<Spell>>,
    bad: Vec<usize>,
}

/// 1 to 26 for a letter.
fn index(letter: Option<&u8>) -> usize {
    letter.filter(|b| b.is_ascii_lowercase()).map_or(0, |b| usize::from(b - b'a') + 1)
}

impl Rules {
    /// The built-in table, read once.
    pub(super) fn get() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| Rules::new(langdata::text("names/compare/spelling.tsv")))
    }

    fn new(text: &'static str) -> Rules {
        let mut rules = Rules { spells: (0..27 * 27).map(|_| Vec::new()).collect(), ..Rules::default() };
        for (line, row) in langdata::rows(text) {
            let cost = row.get(3).and_then(|cost| cost.parse::<f32>().ok());
            match (row.as_slice(), cost) {
                (&[kind @ ("pair" | "loose"), a, b, _], Some(cost)) => {
                    let loose = kind == "loose";
                    for (a, b) in [(a.as_bytes(), b.as_bytes()), (b.as_bytes(), a.as_bytes())] {
                        let of = &mut rules.spells[index(a.last()) * 27 + index(b.last())];
                        of.push(Spell { a, b, cost, loose });
                    }
                }
                (&["apart", a, b], _) => rules.apart.push(if a < b { (a, b) } else { (b, a) }),
                (&["prefix", from, to], _) => rules.prefixes.push((from, to)),
                (&["same", particle, as_], _) => _ = rules.particles.insert(particle, as_),
                (&["particle", word], _) => _ = rules.words.insert(word, Word::Particle),
                (&["title", word], _) => _ = rules.words.insert(word, Word::Title),
                (&["company", word], _) => _ = rules.words.insert(word, Word::Company),
                (&["modifier", word], _) => _ = rules.words.insert(word, Word::Modifier),
                _ => rules.bad.push(line),
            }
        }
        rules.apart.sort_unstable();
        rules.prefixes.sort_by_key(|&(from, _)| (std::cmp::Reverse(from.len()), from));
        rules
    }

    pub(super) fn word(&self, word: &str) -> Option<Word> {
        self.words.get(word).copied()
    }

    /// What a word that begins like this is read as, and how many of its letters that is.
    pub(super) fn prefix(&self, word: &str) -> Option<(&'static str, usize)> {
        self.prefixes.iter().find(|(from, _)| word.starts_with(from)).map(|&(from, to)| (to, from.len()))
    }

    /// The one spelling that stands for those of a particle.
    pub(super) fn particle(&self, word: &str) -> Option<&'static str> {
        self.particles.get(word).copied()
    }

    /// Whether these are known to be two names.
    pub(super) fn are_apart(&self, a: &str, b: &str) -> bool {
        let pair = if a < b { (a, b) } else { (b, a) };
        self.apart.binary_search(&pair).is_ok()
    }

    /// The spellings of which one side ends in `a` and the other in `b`.
    pub(super) fn spells(&self, a: Option<&u8>, b: Option<&u8>) -> &[Spell] {
        &self.spells[index(a) * 27 + index(b)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(Rules::get().bad, Vec::<usize>::new());
        assert_eq!(Rules::get().word("sheikh"), Some(Word::Title));
        assert!(Rules::get().are_apart("saeed", "sayed"));
    }
}
