//! Whether two names, in any scripts, are names of the same: a score and the reasons for it.
//!
//! Names are romanized and cut into tokens; tokens are aligned whatever their order by how alike they are spelled (`spelled`),
//! and weigh by how rare they are. It knows strings only: an alias that shares nothing with the name is not found here.

mod rules;
mod spelled;

use crate::romanize::{Alphabet, ArabicNames, romanize};

use rules::{Rules, Word};
pub use spelled::token_similarity;
use spelled::{Spelling, similarity};

/// The outcome of [`compare`].
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// 0.0–1.0; from 0.5 on they are rather the same than not.
    pub score: f64,
    /// What spoke for it and against it, for a person to read.
    pub reasons: Vec<String>,
}

/// Tokens of a name that are looked at.
const TOKENS: usize = 8;
/// Tokens less alike than this are different.
const ALIKE: f64 = 0.45;

/// Compares two names in any scripts.
///
/// ```
/// use polynorm::names::compare;
///
/// assert!(compare("Muammar Qaddafi", "Moammar al-Gadhafi").score > 0.8);
/// assert!(compare("Никита Хрущев", "Khrushchev, Nikita").score > 0.8);
/// assert!(compare("Pakistani Taliban", "Taliban").score < 0.5);
/// ```
pub fn compare(a: &str, b: &str) -> Comparison {
    compared(a, b, true)
}

/// The score of [`compare`] alone, which is faster.
pub fn score(a: &str, b: &str) -> f64 {
    compared(a, b, false).score
}

fn compared(a: &str, b: &str, explain: bool) -> Comparison {
    let mut reasons = Vec::new();
    let mut say = |reason: &dyn Fn() -> String| {
        if explain {
            reasons.push(reason());
        }
    };
    let (a, b) = (Name::new(a), Name::new(b));
    if a.tokens.is_empty() || b.tokens.is_empty() {
        let score = if a.latin == b.latin && !a.latin.is_empty() { 1.0 } else { 0.0 };
        return Comparison { score, reasons };
    }
    if let Some(acronym) = acronym(&a, &b).or_else(|| acronym(&b, &a)) {
        say(&|| format!("acronym {acronym}"));
        return Comparison { score: 0.85, reasons };
    }
    // The shorter one is looked for in the longer; which that is must not depend on the order of the arguments.
    let order = a.tokens.len().cmp(&b.tokens.len()).then_with(|| a.texts().cmp(b.texts()));
    let (short, long) = if order.is_le() { (&a, &b) } else { (&b, &a) };
    // Two names out of one script were romanized alike.
    let spelling = if a.foreign != b.foreign { Spelling::Loose } else { Spelling::Latin };
    let pairs = align(short, long, spelling);
    // A weighted geometric mean: one token that differs is not made up for by others that agree.
    let (mut log, mut weights, mut matched_long) = (0.0, 0.0, 0.0);
    for (i, token) in short.tokens.iter().enumerate() {
        let pair = pairs.iter().find(|pair| pair.short.contains(&i));
        let alike = pair.map_or(0.0, |pair| pair.alike);
        let weight = token.weight.max(pair.map_or(0.0, |pair| long.tokens[pair.long.start].weight));
        log += weight * ((alike - ALIKE) / (0.97 - ALIKE)).clamp(0.03, 1.0).ln();
        weights += weight;
        match pair {
            Some(pair) => say(&|| format!("{} ~ {} {alike:.2}", token.text, joined(long, pair))),
            None => say(&|| format!("{} has no counterpart", token.text)),
        }
    }
    let mut score = (log / weights).exp();
    let is_matched = |j: usize| pairs.iter().any(|pair| pair.long.contains(&j));
    let mut rest = 0.0;
    for (j, token) in long.tokens.iter().enumerate() {
        if is_matched(j) {
            matched_long += token.weight;
        } else {
            rest += token.weight;
            say(&|| format!("{} is left over", token.text));
        }
    }
    // What the longer name has more: little against it where the shorter has two tokens, much where it has one.
    let share = if rest > 0.0 { rest / (rest + matched_long) } else { 0.0 };
    score *= 1.0 - share * if short.tokens.len() > 1 { 0.5 } else { 0.9 };
    // A first token and a last token that both agree carry a name; one in the middle may be left out.
    if short.tokens.len() > 1 && long.tokens.len() > short.tokens.len() && !is_matched(long.tokens.len() - 1) {
        score *= 0.8;
    }
    let in_order = pairs.windows(2).all(|pair| pair[0].long.start < pair[1].long.start);
    if !in_order {
        say(&|| "another order".to_owned());
        // A son of Omar is not Omar, son of his.
        score *= if a.patronymic && b.patronymic { 0.5 } else { 0.95 };
    }
    let other = |x: &Name, y: &Name| x.modifiers.iter().find(|m| !y.modifiers.contains(m)).cloned();
    if let Some(modifier) = other(&a, &b).or_else(|| other(&b, &a)) {
        say(&|| format!("{modifier} makes another of it"));
        score *= 0.4;
    }
    Comparison { score: score.clamp(0.0, 1.0), reasons }
}

/// A name to compare.
struct Name {
    latin: String,
    tokens: Vec<Token>,
    /// Words that make another entity of the same name.
    modifiers: Vec<String>,
    /// Not written in Latin, so that its spelling is ours.
    foreign: bool,
    /// Has a word for "son of".
    patronymic: bool,
    /// One token of capitals.
    is_acronym: bool,
}

struct Token {
    text: String,
    weight: f64,
}

impl Name {
    fn new(name: &str) -> Name {
        let mut prefix: Option<&'static str> = None;
        let mut latin = romanize(name, None, Alphabet::Ascii);
        latin.retain(|c| !matches!(c, '\'' | '`'));
        let foreign = is_foreign(name);
        let letters = latin.trim();
        let is_acronym = (2..=7).contains(&letters.len()) && letters.bytes().all(|c| c.is_ascii_uppercase());
        let lower = latin.to_ascii_lowercase();
        let (rules, mut tokens, mut modifiers, mut weak) = (Rules::get(), Vec::new(), Vec::new(), Vec::new());
        for word in lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            let kind = if word.bytes().all(|b| b.is_ascii_digit()) { Some(Word::Modifier) } else { rules.word(word) };
            match kind {
                Some(Word::Modifier) => modifiers.push(word.to_owned()),
                Some(_) => weak.push(word),
                None => {
                    let (begun, length) = rules.prefix(word).filter(|_| prefix.is_none()).unzip();
                    match (prefix.take(), begun) {
                        (None, Some(begun)) if length == Some(word.len()) => prefix = Some(begun),
                        (Some(before), _) => {
                            tokens.push(Token::new(&format!("{before}{}", word.strip_prefix("al").unwrap_or(word))));
                        }
                        (None, Some(begun)) => {
                            tokens.push(Token::new(&format!("{begun}{}", &word[length.unwrap_or(0)..])));
                        }
                        (None, None) => tokens.push(Token::new(word)),
                    }
                }
            }
        }
        tokens.extend(prefix.map(Token::new));
        let patronymic = weak.iter().any(|word| matches!(*word, "bin" | "ibn" | "ben" | "bint"));
        // A name of nothing but particles, titles and the like is those.
        if tokens.is_empty() {
            tokens.extend(weak.into_iter().map(Token::new));
            tokens.extend(modifiers.drain(..).map(|word| Token::new(&word)));
        }
        tokens.truncate(TOKENS);
        modifiers.sort_unstable();
        modifiers.dedup();
        Name { latin, tokens, modifiers, foreign, patronymic, is_acronym }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| token.text.as_str())
    }
}

impl Token {
    fn new(word: &str) -> Token {
        // The article written together with the name.
        let bare = ["al", "el"].iter().find_map(|article| word.strip_prefix(article));
        let known = |word: &str| ArabicNames::get().count(word);
        let text = bare.filter(|bare| bare.len() > 3 && known(bare) > known(word).max(1) * 4).unwrap_or(word);
        let count = f64::from(known(text));
        let weight = (1.1 - 0.06 * (1.0 + count).ln()).clamp(0.45, 1.0) * if text.len() == 1 { 0.5 } else { 1.0 };
        Token { text: text.to_owned(), weight }
    }
}

/// Tokens of the shorter and the longer name that stand for each other; one of the two ranges has one token.
struct Pair {
    short: std::ops::Range<usize>,
    long: std::ops::Range<usize>,
    alike: f64,
}

fn joined(name: &Name, pair: &Pair) -> String {
    name.tokens[pair.long.clone()].iter().map(|token| token.text.as_str()).collect()
}

/// The best pairs first, each token once; then in the order of the shorter name.
fn align(short: &Name, long: &Name, spelling: Spelling) -> Vec<Pair> {
    let mut all = Vec::with_capacity(short.tokens.len() * long.tokens.len());
    let two = |name: &Name, i: usize| Some(name.tokens.get(i)?.text.clone() + &name.tokens.get(i + 1)?.text);
    for (i, a) in short.tokens.iter().enumerate() {
        for (j, b) in long.tokens.iter().enumerate() {
            let alike = similarity(&a.text, &b.text, spelling);
            if alike > ALIKE {
                all.push(Pair { short: i..i + 1, long: j..j + 1, alike });
            }
            // Abd Allah, Abdullah.
            let near = |a: &str, b: &str| {
                a.len() + 2 >= b.len() && b.len() + 2 >= a.len() && a.as_bytes()[0] == b.as_bytes()[0]
            };
            if let Some(both) = two(long, j).filter(|both| near(both, &a.text)) {
                let alike = similarity(&a.text, &both, spelling) + 0.01;
                if alike > 0.8 {
                    all.push(Pair { short: i..i + 1, long: j..j + 2, alike });
                }
            }
            if let Some(both) = two(short, i).filter(|both| near(both, &b.text)) {
                let alike = similarity(&both, &b.text, spelling) + 0.01;
                if alike > 0.8 {
                    all.push(Pair { short: i..i + 2, long: j..j + 1, alike });
                }
            }
        }
    }
    let place = |pair: &Pair| (pair.short.start, pair.long.start, pair.short.end, pair.long.end);
    all.sort_by(|x, y| y.alike.total_cmp(&x.alike).then_with(|| place(x).cmp(&place(y))));
    let (mut short_used, mut long_used) = ([false; TOKENS + 1], [false; TOKENS + 1]);
    all.retain(|pair| {
        let free = !short_used[pair.short.clone()].contains(&true) && !long_used[pair.long.clone()].contains(&true);
        if free {
            short_used[pair.short.clone()].fill(true);
            long_used[pair.long.clone()].fill(true);
        }
        free
    });
    all.sort_by_key(place);
    all
}

/// The acronym that `a` is of `b`.
fn acronym<'a>(a: &'a Name, b: &Name) -> Option<&'a str> {
    if !a.is_acronym || b.is_acronym {
        return None;
    }
    let words = b.latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let initials = |all: bool| -> String {
        let counts =
            |word: &&str| all || !matches!(Rules::get().word(&word.to_ascii_lowercase()), Some(Word::Particle));
        words.clone().filter(counts).filter_map(|word| word.chars().next()).map(|c| c.to_ascii_uppercase()).collect()
    };
    let acronym = a.latin.trim();
    (initials(true) == acronym || initials(false) == acronym).then_some(acronym)
}

/// Whether two folded words are spellings of one particle: "abu" and "abou", "abd" and "abdul".
pub(super) fn same_particle(a: &str, b: &str) -> bool {
    let rules = Rules::get();
    rules.particle(a).is_some_and(|a| rules.particle(b) == Some(a))
}

/// Whether a name is in another script than Latin.
pub(super) fn is_foreign(name: &str) -> bool {
    name.chars().any(|c| c.is_alphabetic() && c > '\u{24F}' && !matches!(c, '\u{1E00}'..='\u{1EFF}'))
}

#[cfg(test)]
mod tests;
