//! Counts of pairs of characters, and the costs that come of them.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use polynorm::encoding::Encoding;
use polynorm::encoding::training::{
    ALPHABETS, Alphabet, Folds, LANES, LATIN_LANES, NAT, SHARED, Step, WIDE_LANES, alphabet_of, for_each_step,
};

use crate::language::each_ngram;

use super::texts::{Quotes, Row, Texts, set};

/// Characters that a table of conditional probabilities counts for.
const OF_A_TABLE: f64 = 1_000_000.0;
/// Characters of each language in `mul`.
const OF_OTHERS: usize = 60_000;
/// How much the pool of all languages, and the frequency of a character, weigh against counts.
const POOL: f64 = 3.0;
const ALONE: f64 = 8.0;
/// Letters that a language must have so often to get a place in its alphabet.
const SEEN: usize = 30;
/// The likelihood of a sign or letter never seen, before it is shared out.
const FLOOR: f64 = 3e-6;
/// So many signs share a class.
const OTHER_SIGNS: f64 = 60.0;
/// Costs are multiples of this.
const STEP: f64 = 2.0;

/// The kinds of East Asian text.
const SIMPLIFIED: usize = 0;
const TRADITIONAL: usize = 1;
const JAPANESE: usize = 2;
const KOREAN: usize = 3;

struct OfAlphabet {
    languages: Vec<String>,
    members: BTreeMap<String, (usize, Quotes)>,
    others: Option<(usize, Quotes)>,
    classes: usize,
    /// Language, class before, class.
    pairs: Vec<Vec<f64>>,
}

pub struct Counts {
    folds: Folds,
    alphabets: Vec<OfAlphabet>,
    /// Code point → counts in the kinds of East Asian text, and in all others.
    singles: BTreeMap<char, [f64; WIDE_LANES + 1]>,
}

impl Counts {
    pub fn new(rows: &[Row], texts: &Texts) -> Counts {
        let alphabets = ALPHABETS.iter().enumerate().map(|(i, _)| Alphabet::new(letters(i as u8, texts))).collect();
        let folds = Folds::new(alphabets);
        let alphabets = ALPHABETS
            .iter()
            .zip(&folds.alphabets)
            .map(|(script, alphabet)| {
                let classes = alphabet.classes();
                let lanes = if *script == ALPHABETS[0] { LATIN_LANES } else { LANES };
                let mut one = OfAlphabet {
                    languages: Vec::new(),
                    members: BTreeMap::new(),
                    others: None,
                    classes,
                    pairs: vec![vec![0.0; classes * classes]; lanes],
                };
                for row in rows.iter().filter(|row| row.script == *script).take(lanes) {
                    let lane = one.languages.len();
                    for member in &row.members {
                        if member == "*" {
                            one.others = Some((lane, row.quotes));
                        } else {
                            one.members.insert(member.clone(), (lane, row.quotes));
                        }
                    }
                    one.languages.push(row.language.clone());
                }
                one
            })
            .collect();
        Counts { folds, alphabets, singles: BTreeMap::new() }
    }

    pub fn add_texts(&mut self, texts: &Texts) {
        for (language, sentences) in &texts.sentences {
            let mut others = [0; ALPHABETS.len()];
            for line in sentences {
                let Some(script) = script(line) else {
                    self.add_wide(line, language);
                    continue;
                };
                let of = &self.alphabets[usize::from(script)];
                let (lane, quotes) = match (of.members.get(language), of.others) {
                    (Some(&(lane, quotes)), _) => (lane, quotes),
                    (None, Some((lane, quotes))) if others[usize::from(script)] < OF_OTHERS => {
                        others[usize::from(script)] += line.chars().count();
                        (lane, quotes)
                    }
                    _ => continue,
                };
                let text = set(line, language, quotes);
                let classes = of.classes;
                let pairs = &mut self.alphabets[usize::from(script)].pairs[lane];
                for_each_step(&self.folds, &text, |step| {
                    if let Step::Pair(alphabet, first, second) = step
                        && alphabet == script
                    {
                        pairs[usize::from(first) * classes + usize::from(second)] += 1.0;
                    } else if let Step::Pair(0, first, second) = step
                        && usize::from(first.max(second)) < SHARED
                    {
                        // What ASCII stands between the words of all alphabets is in the Latin table.
                        pairs[usize::from(first) * classes + usize::from(second)] += 1.0;
                    }
                });
            }
        }
    }

    /// East Asian text, and scripts without a table.
    fn add_wide(&mut self, line: &str, language: &str) {
        let lanes: &[usize] = match language {
            "zho" | "yue" => match traditional(line) {
                Some(true) => &[TRADITIONAL],
                Some(false) => &[SIMPLIFIED],
                None => &[SIMPLIFIED, TRADITIONAL],
            },
            "jpn" => &[JAPANESE],
            "kor" => &[KOREAN],
            _ => &[WIDE_LANES],
        };
        let singles = &mut self.singles;
        for_each_step(&self.folds, line, |step| {
            if let Step::Single(c) = step {
                for &lane in lanes {
                    singles.entry(c).or_insert([0.0; WIDE_LANES + 1])[lane] += 1.0;
                }
            }
        });
    }

    /// Adds `<language>.fst` of `folder`: ln p(last character | those before) inside words.
    pub fn add_tables(&mut self, folder: &Path) -> Result<()> {
        let languages: Vec<String> = ["zho", "jpn", "kor"]
            .into_iter()
            .map(str::to_owned)
            .chain(self.alphabets.iter().flat_map(|a| a.members.keys().cloned()))
            .collect();
        for language in languages {
            let path = folder.join(format!("{language}.fst"));
            if !path.exists() {
                continue;
            }
            let mut alone: BTreeMap<char, f64> = BTreeMap::new();
            let mut behind: Vec<(char, char, f64)> = Vec::new();
            each_ngram(&path, |ngram, p| {
                let mut chars = ngram.chars();
                match (chars.next(), chars.next(), chars.next()) {
                    (Some(c), None, _) => drop(alone.insert(c, p)),
                    (Some(a), Some(b), None) => behind.push((a, b, p)),
                    _ => {}
                }
            })?;
            self.add_table(&language, &alone, &behind);
        }
        Ok(())
    }

    fn add_table(&mut self, language: &str, alone: &BTreeMap<char, f64>, behind: &[(char, char, f64)]) {
        if let Some(lane) = ["zho", "", "jpn", "kor"].iter().position(|l| *l == language) {
            for (&c, p) in alone {
                self.singles.entry(c).or_insert([0.0; WIDE_LANES + 1])[lane] += p * OF_A_TABLE;
            }
            return;
        }
        for (i, of) in self.alphabets.iter_mut().enumerate() {
            let Some(&(lane, _)) = of.members.get(language) else { continue };
            let class = |c: char| (alphabet_of(c) == Some(i as u8)).then(|| self.folds.class_in(c, i as u8)).flatten();
            let mut starts: BTreeMap<char, f64> = alone.clone();
            let mut ends: BTreeMap<char, f64> = alone.clone();
            let pairs = &mut of.pairs[lane];
            for &(a, b, p) in behind {
                let joint = alone.get(&a).copied().unwrap_or(0.0) * p;
                *starts.entry(b).or_default() -= joint;
                *ends.entry(a).or_default() -= joint;
                if let (Some(a), Some(b)) = (class(a), class(b)) {
                    pairs[usize::from(a) * of.classes + usize::from(b)] += joint * OF_A_TABLE;
                }
            }
            // Thai has no spaces between words: its tables begin and end anywhere.
            let edges = if language == "tha" { 0.1 } else { 0.8 };
            for (map, at_start) in [(&starts, true), (&ends, false)] {
                for (&c, &p) in map {
                    if let (Some(c), true) = (class(c), p > 0.0) {
                        let at = if at_start { usize::from(c) } else { usize::from(c) * of.classes };
                        pairs[at] += p * OF_A_TABLE * edges;
                    }
                }
            }
        }
    }

    /// The file, unpacked.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (of, alphabet) in self.alphabets.iter().zip(&self.folds.alphabets) {
            for lane in 0..of.pairs.len() {
                let code = of.languages.get(lane).map_or("---", String::as_str);
                bytes.extend(code.bytes().chain(*b"   ").take(3));
            }
            bytes.extend((alphabet.letters().len() as u32).to_le_bytes());
            for &letter in alphabet.letters() {
                bytes.extend(u32::from(letter).to_le_bytes());
            }
            bytes.extend(costs(of));
        }
        let singles = singles(self.singles);
        bytes.extend((singles.len() as u32).to_le_bytes());
        for (page, costs) in singles {
            bytes.extend(page.to_le_bytes());
            bytes.extend(costs.iter().flatten());
        }
        bytes
    }
}

/// The alphabet of most letters of a line, if it is one with a table.
fn script(line: &str) -> Option<u8> {
    let (mut counts, mut none) = ([0usize; ALPHABETS.len()], 0);
    for c in line.chars().filter(|c| c.is_alphabetic()) {
        match alphabet_of(c) {
            Some(i) => counts[usize::from(i)] += 1,
            None => none += 2,
        }
    }
    let (most, count) = counts.iter().enumerate().max_by_key(|&(i, count)| (*count, usize::MAX - i))?;
    (*count > none).then_some(most as u8)
}

/// Letters that get a place: those of old encodings, and those that are frequent in a language.
fn letters(alphabet: u8, texts: &Texts) -> Vec<char> {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match lower.next() {
            _ if c == '\u{130}' => 'i',
            Some(low) if lower.next().is_none() => low,
            _ => c,
        }
    };
    let mut letters: Vec<char> = Encoding::single_byte()
        .flat_map(|encoding| {
            (0x80..=0xFFu8)
                .flat_map(move |b| polynorm::encoding::decode(&[b], encoding).text.chars().collect::<Vec<_>>())
        })
        .filter(|&c| alphabet_of(c) == Some(alphabet))
        .map(lower)
        .collect();
    if alphabet == 0 {
        letters.extend('a'..='z');
        letters.extend((0x1EA0..=0x1EF9).filter_map(char::from_u32).map(lower));
        letters.extend([
            '\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}', '\u{219}', '\u{21B}', '\u{1A1}', '\u{1B0}',
        ]);
    } else {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for c in texts.sentences.values().flatten().flat_map(|line| line.chars()) {
            if alphabet_of(c) == Some(alphabet) {
                *counts.entry(lower(c)).or_default() += 1;
            }
        }
        letters.extend(counts.into_iter().filter(|&(_, n)| n >= SEEN).map(|(c, _)| c).take(120));
    }
    letters.sort_unstable();
    letters.dedup();
    letters
}

/// Whether a Chinese line has characters that only one of the two ways of writing has.
fn traditional(line: &str) -> Option<bool> {
    let has = |c: char, name: &str| encodes(c, name);
    let (mut simplified, mut traditional) = (0, 0);
    for c in line.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)) {
        match (has(c, "gb2312"), has(c, "big5")) {
            (true, false) => simplified += 1,
            (false, true) => traditional += 1,
            _ => {}
        }
    }
    (simplified != traditional).then_some(traditional > simplified)
}

/// The common characters of the old encodings of East Asia, with how common: 0 for the first level, 1 for the second.
fn level(c: char, name: &str) -> Option<u8> {
    use std::sync::OnceLock;
    static SETS: OnceLock<BTreeMap<&'static str, BTreeMap<char, u8>>> = OnceLock::new();
    let sets = SETS.get_or_init(|| {
        let mut sets = BTreeMap::new();
        let range = |name: &'static str,
                     label: &str,
                     rows: [std::ops::RangeInclusive<u8>; 2],
                     trails: &[std::ops::RangeInclusive<u8>]| {
            let encoding = Encoding::from_name(label).unwrap_or(Encoding::UTF_8);
            let mut set = BTreeMap::new();
            for (level, rows) in rows.into_iter().enumerate() {
                for lead in rows {
                    for trail in trails.iter().cloned().flatten() {
                        let pair = [lead, trail];
                        let decoded = polynorm::encoding::decode(&pair, encoding);
                        if let (true, Some(c)) = (decoded.undecodable.is_empty(), decoded.text.chars().next()) {
                            set.entry(c).or_insert(level as u8);
                        }
                    }
                }
            }
            (name, set)
        };
        let high = [0xA1..=0xFE];
        for (name, set) in [
            range("gb2312", "gbk", [0xB0..=0xD7, 0xD8..=0xF7], &high),
            range("big5", "big5", [0xA4..=0xC6, 0xC9..=0xF9], &[0x40..=0x7E, 0xA1..=0xFE]),
            range("jis", "euc-jp", [0xA4..=0xCF, 0xD0..=0xF4], &high),
            range("ksc", "euc-kr", [0xB0..=0xC8, 0xCA..=0xFD], &high),
        ] {
            sets.insert(name, set);
        }
        sets
    });
    sets.get(name).and_then(|set| set.get(&c)).copied()
}

fn encodes(c: char, name: &str) -> bool {
    level(c, name).is_some()
}

/// The costs of an alphabet, language by language.
fn costs(of: &OfAlphabet) -> Vec<u8> {
    let n = of.classes;
    let mut pool = vec![0.0; n * n];
    for (lane, pairs) in of.pairs.iter().enumerate() {
        let sum: f64 = pairs.iter().sum();
        // The rows of others hold many languages.
        let share = if of.others.is_some_and(|(l, _)| l == lane) { 3.0 } else { 1.0 };
        for (pool, pair) in pool.iter_mut().zip(pairs) {
            *pool += pair / sum.max(1.0) * share * 1_000_000.0;
        }
    }
    let total: f64 = pool.iter().sum();
    let alone: Vec<f64> =
        (0..n).map(|b| ((0..n).map(|a| pool[a * n + b]).sum::<f64>() / total.max(1.0)).max(FLOOR)).collect();
    let pooled: Vec<f64> = (0..n * n)
        .map(|i| {
            let (a, b) = (i / n, i % n);
            let behind: f64 = pool[a * n..(a + 1) * n].iter().sum();
            (pool[i] + ALONE * alone[b]) / (behind + ALONE)
        })
        .collect();
    let mut bytes = Vec::with_capacity(of.pairs.len() * n * n);
    for lane in 0..of.pairs.len() {
        let pairs = &of.pairs[lane];
        if lane >= of.languages.len() {
            bytes.extend(std::iter::repeat_n(255, n * n));
            continue;
        }
        for i in 0..n * n {
            let behind: f64 = pairs[i / n * n..(i / n + 1) * n].iter().sum();
            let members = if (SHARED - 2..SHARED).contains(&(i % n)) { OTHER_SIGNS } else { 1.0 };
            bytes.push(cost((pairs[i] + POOL * pooled[i]) / (behind + POOL) / members));
        }
    }
    bytes
}

fn cost(p: f64) -> u8 {
    ((-p.ln() * f64::from(NAT) / STEP).round() * STEP).clamp(0.0, 254.0) as u8
}

/// The costs of single characters, by pages of 256.
fn singles(mut counts: BTreeMap<char, [f64; WIDE_LANES + 1]>) -> Vec<(u32, Vec<[u8; WIDE_LANES]>)> {
    // What East Asia writes is known even where no sentence has it.
    for c in (0x3000..=0x30FF)
        .chain(0x4E00..=0x9FFF)
        .chain(0xAC00..=0xD7A3)
        .chain(0xFF00..=0xFFEF)
        .filter_map(char::from_u32)
    {
        counts.entry(c).or_insert([0.0; WIDE_LANES + 1]);
    }
    let mut sums = [0.0; WIDE_LANES + 1];
    let mut of_page: BTreeMap<u32, f64> = BTreeMap::new();
    for (&c, counts) in &counts {
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        *of_page.entry(u32::from(c) >> 8).or_default() += counts[WIDE_LANES];
    }
    let mut pages: BTreeMap<u32, Vec<[u8; WIDE_LANES]>> = BTreeMap::new();
    for (&c, count) in &counts {
        let page = u32::from(c) >> 8;
        let costs = pages.entry(page).or_insert_with(|| vec![[240; WIDE_LANES]; 256]);
        let slot = &mut costs[(u32::from(c) & 0xFF) as usize];
        let east_asian = page >= 0x30 && (count[..WIDE_LANES].iter().any(|n| *n > 0.0) || count[WIDE_LANES] == 0.0);
        if page > 5 && !east_asian {
            // Other scripts: what is known of the page; it costs as much to come to it, which is told apart.
            *slot = [cost((count[WIDE_LANES] + 0.5) / (of_page[&page] + 128.0)); WIDE_LANES];
            continue;
        }
        let floors =
            [("gb2312", 0), ("big5", 1), ("jis", 2), ("ksc", 3)].map(|(set, lane)| match (level(c, set), lane) {
                (Some(0), 3) => 1e-5,
                (Some(0), _) => 3e-6,
                (Some(_), 2) => 5e-7,
                (Some(_), _) => 7e-7,
                (None, _) if ('\u{AC00}'..='\u{D7A3}').contains(&c) && lane == 3 => 5e-7,
                (None, _) => 1.2e-7,
            });
        for lane in 0..WIDE_LANES {
            slot[lane] = cost((count[lane] / sums[lane].max(1.0)).max(floors[lane]) * 0.98);
        }
    }
    pages.into_iter().collect()
}
