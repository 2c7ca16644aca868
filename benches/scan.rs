//! Speed of the search for aliases alone, in bytes a second on one thread: `cargo bench --bench scan`.
//!
//! Input: 16 MB of made-up news with about one name in every fifty bytes, and 100,000 aliases of two or three words; a million for
//! `million`. Beside it the peers `daachorse` and `aho-corasick` look for the same aliases as bytes, without word boundaries or
//! other spellings. The answer is verified first: on the text, which has every name as its alias is written, the peers'
//! leftmost-longest matches that stand between word boundaries are ours.
#![allow(clippy::unwrap_used, reason = "a benchmark stops at what is wrong")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder, MatchKind};
use divan::Bencher;
use divan::counter::BytesCount;
use polynorm::Lexicon;
use polynorm::names::Scanner;

const MEGABYTES: usize = 16;

struct Input {
    text: String,
    aliases: Vec<String>,
    scanner: Scanner,
}

static INPUT: LazyLock<Input> = LazyLock::new(|| Input::new(100_000, MEGABYTES << 20));
static MILLION: LazyLock<Input> = LazyLock::new(|| Input::new(1_000_000, MEGABYTES << 20));

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

impl Input {
    fn new(count: usize, bytes: usize) -> Input {
        let mut numbers = Numbers(7);
        // Some twenty thousand words that look like names, of two to four syllables.
        let syllables: Vec<String> = ["a", "e", "i", "o", "u"]
            .iter()
            .flat_map(|vowel| {
                ["b", "d", "f", "gh", "k", "l", "m", "n", "r", "s", "t", "z"].map(|c| format!("{c}{vowel}"))
            })
            .collect();
        let word = |numbers: &mut Numbers| {
            let word: String =
                (0..2 + numbers.below(3)).map(|_| syllables[numbers.below(syllables.len())].as_str()).collect();
            word[..1].to_uppercase() + &word[1..]
        };
        let words: Vec<String> = (0..20_000).map(|_| word(&mut numbers)).collect();
        let mut aliases = BTreeSet::new();
        while aliases.len() < count {
            let name: Vec<_> = (0..2 + numbers.below(2)).map(|_| words[numbers.below(words.len())].as_str()).collect();
            aliases.insert(name.join(" "));
        }
        let aliases: Vec<String> = aliases.into_iter().collect();
        let rows = aliases.iter().enumerate().map(|(at, alias)| format!("e{at}\tperson\t{alias}\t{alias}\tmul\n"));
        let table: String = rows.collect();
        let common: Vec<&str> =
            "officials said that the meeting in the capital was held after reports of fighting near a border town, \
            and that no date had been set for further talks between both sides"
                .split(' ')
                .collect();
        let mut text = String::with_capacity(bytes + 256);
        while text.len() < bytes {
            text.push_str(&aliases[numbers.below(aliases.len())]);
            for _ in 0..3 + numbers.below(7) {
                text.push(' ');
                text.push_str(common[numbers.below(common.len())]);
            }
            text.push_str(if numbers.below(4) == 0 { ".\n" } else { ", " });
        }
        let scanner = Scanner::new(Lexicon::default().with_tsv(&table, "table").unwrap());
        Input { text, aliases, scanner }
    }

    fn peer(&self) -> DoubleArrayAhoCorasick<u32> {
        let builder = DoubleArrayAhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest);
        builder.build(&self.aliases).unwrap()
    }
}

fn main() {
    let Input { text, aliases, scanner } = &*INPUT;
    let text = &text[..text[..1 << 20].rfind('\n').unwrap()];
    let peer = INPUT.peer();
    let whole = |at: usize| !text[at..].starts_with(|c: char| c.is_alphanumeric());
    let expected: Vec<_> =
        peer.leftmost_find_iter(text).filter(|m| whole(m.end())).map(|m| (m.start(), m.end())).collect();
    let found: Vec<_> = scanner.scan(text).map(|hit| (hit.span.start, hit.span.end)).collect();
    assert!(found.len() > text.len() / 100 && aliases.len() == 100_000);
    assert_eq!(found, expected);
    divan::main();
}

#[divan::bench(sample_count = 5)]
fn polynorm(bencher: Bencher<'_, '_>) {
    let input = &*INPUT;
    let bytes = BytesCount::of_str(&input.text);
    bencher.counter(bytes).bench(|| input.scanner.scan(&input.text).map(|hit| hit.span.len()).sum::<usize>());
}

#[divan::bench(sample_count = 5)]
fn polynorm_million(bencher: Bencher<'_, '_>) {
    let input = &*MILLION;
    let bytes = BytesCount::of_str(&input.text);
    bencher.counter(bytes).bench(|| input.scanner.scan(&input.text).map(|hit| hit.span.len()).sum::<usize>());
}

#[divan::bench(sample_count = 5)]
fn daachorse(bencher: Bencher<'_, '_>) {
    let (input, peer) = (&*INPUT, INPUT.peer());
    let bytes = BytesCount::of_str(&input.text);
    bencher.counter(bytes).bench(|| peer.leftmost_find_iter(&input.text).map(|m| m.end() - m.start()).sum::<usize>());
}

#[divan::bench(sample_count = 5)]
fn aho_corasick(bencher: Bencher<'_, '_>) {
    let input = &*INPUT;
    let kind = aho_corasick::MatchKind::LeftmostLongest;
    let peer = aho_corasick::AhoCorasick::builder().match_kind(kind).build(&input.aliases).unwrap();
    let bytes = BytesCount::of_str(&input.text);
    bencher.counter(bytes).bench(|| peer.find_iter(&input.text).map(|m| m.len()).sum::<usize>());
}
