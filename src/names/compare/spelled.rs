//! How alike two tokens are spelled: an edit distance in which romanization's variants cost little.

use super::rules::Rules;

/// How much the spelling says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Both were written in Latin.
    Latin,
    /// One was romanized by us: its vowels are guessed.
    Loose,
}

/// Letters of a token that are looked at.
const LETTERS: usize = 24;

/// How alike two single names in lower-case ASCII are spelled, 0.0–1.0: about 0.85 and more for spellings of one name.
///
/// ```
/// use polynorm::names::token_similarity;
///
/// assert!(token_similarity("seraj", "siraj") > 0.85);
/// assert!(token_similarity("farooqi", "farooq") < 0.8);
/// ```
pub fn token_similarity(a: &str, b: &str) -> f64 {
    if a.bytes().chain(b.bytes()).all(|b| b.is_ascii_lowercase()) {
        return similarity(a, b, Spelling::Latin);
    }
    let lower = |s: &str| crate::romanize::romanize(s, None, crate::romanize::Alphabet::Ascii).to_ascii_lowercase();
    similarity(&lower(a), &lower(b), Spelling::Latin)
}

pub(super) fn similarity(a: &str, b: &str, spelling: Spelling) -> f64 {
    if a == b {
        return 1.0;
    }
    if Rules::get().are_apart(a, b) {
        return 0.5;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    // An initial.
    if a.len() == 1 || b.len() == 1 {
        return if a[0] == b[0] { 0.8 } else { 0.0 };
    }
    let (a, b) = (&a[..a.len().min(LETTERS)], &b[..b.len().min(LETTERS)]);
    // Far apart in length: no need to look closer.
    if a.len() > 2 * b.len() + 1 || b.len() > 2 * a.len() + 1 {
        return 0.0;
    }
    let size = (a.len() + b.len()) as f64 / 2.0;
    (1.0 - f64::from(distance(a, b, spelling)) / (0.7 * size)).max(0.0)
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// What it costs to leave out the letter at `at`.
fn drop_cost(word: &[u8], at: usize, spelling: Spelling) -> f32 {
    let letter = word[at];
    let (first, last) = (at == 0, at + 1 == word.len());
    if at > 0 && word[at - 1] == letter {
        return if is_vowel(letter) { 0.2 } else { 0.1 };
    }
    let vowel = is_vowel(letter);
    match (vowel, spelling) {
        // A last i or y is an ending of its own: Farooq is not Farooqi.
        _ if last && matches!(letter, b'i' | b'y') => 1.1,
        (true, Spelling::Loose) if last => 0.4,
        (true, Spelling::Loose) => 0.25,
        (true, Spelling::Latin) if last || first => 0.7,
        (true, Spelling::Latin) => 0.5,
        (false, _) if first => 1.2,
        (false, _) => 1.0,
    }
}

fn change_cost(a: u8, b: u8, first: bool, spelling: Spelling) -> f32 {
    match (a == b, is_vowel(a) && is_vowel(b)) {
        (true, _) => 0.0,
        (_, true) => {
            if spelling == Spelling::Loose {
                0.25
            } else {
                0.5
            }
        }
        _ if is_vowel(a) != is_vowel(b) => 1.2,
        _ if first => 1.3,
        _ => 1.0,
    }
}

/// Weighted edit distance with the pairs of the table.
fn distance(a: &[u8], b: &[u8], spelling: Spelling) -> f32 {
    let rules = Rules::get();
    let mut cost = [[0.0_f32; LETTERS + 1]; LETTERS + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            if i == 0 && j == 0 {
                continue;
            }
            let mut best = f32::INFINITY;
            if i > 0 {
                best = best.min(cost[i - 1][j] + drop_cost(a, i - 1, spelling));
            }
            if j > 0 {
                best = best.min(cost[i][j - 1] + drop_cost(b, j - 1, spelling));
            }
            if i > 0 && j > 0 {
                best = best.min(cost[i - 1][j - 1] + change_cost(a[i - 1], b[j - 1], i == 1 && j == 1, spelling));
            }
            let ends = |last_a: Option<&u8>, last_b: Option<&u8>, best: &mut f32| {
                for spell in rules.spells(last_a, last_b) {
                    if (!spell.loose || spelling == Spelling::Loose)
                        && a[..i].ends_with(spell.a)
                        && b[..j].ends_with(spell.b)
                    {
                        *best = best.min(cost[i - spell.a.len()][j - spell.b.len()] + spell.cost);
                    }
                }
            };
            let (last_a, last_b) = (a[..i].last(), b[..j].last());
            ends(last_a, last_b, &mut best);
            if last_a.is_some() && last_b.is_some() {
                ends(last_a, None, &mut best);
                ends(None, last_b, &mut best);
            }
            cost[i][j] = best;
        }
    }
    cost[a.len()][b.len()]
}
