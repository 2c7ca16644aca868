//! Which names are compared, and what speaks for their being names of the same: [`pairs`]. What becomes of them is decided by
//! `cluster`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::{Entry, Link};
use super::keys::{self, Key};
use super::known;
use super::table::Table;
use crate::document::Kind;
use crate::each::each;
use crate::names::Lexicon;
use crate::names::compare::{is_foreign, score, token_similarity};

/// Names under one blocking key that are compared each with each.
const BLOCK: usize = 48;
/// In a larger block a name is compared with so many behind it, in the order of their letters.
const WINDOW: usize = 8;

/// A name that can be linked: one that was seen, or one of the lexicon.
pub(super) struct Node<'t> {
    pub key: Key,
    pub name: String,
    pub words: Vec<String>,
    pub entry: Option<&'t Entry>,
    /// The entity of the lexicon that it is an alias of.
    pub known: Option<u32>,
    pub kind: Kind,
    pub foreign: bool,
}

/// Two names that may be names of the same.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub a: usize,
    pub b: usize,
    /// Of [`compare`](crate::names::compare), 0.0–1.0.
    pub score: f64,
    /// How much the entities that stand beside both say, in nats: those that stand beside few say much.
    pub shared: f64,
    /// Documents that say so, by how.
    pub said: Option<(Link, u32)>,
    /// How alike the two words are that are least alike, 0.0–1.0, where each has its counterpart: not much, if the given
    /// names are two that only look alike, or a short surname differs.
    pub weakest: f64,
    /// Their words are the same in another order.
    pub swapped: bool,
    /// One has words more than the other; of persons, other words than in the middle.
    pub longer: Option<Longer>,
}

/// What the longer of two names has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Longer {
    /// Names in the middle.
    Middle,
    /// Something else: a title, an office, another's name.
    Other,
}

/// The names of a table and those of the lexicon that are like them, in the order of their keys.
pub(super) fn nodes<'t>(table: &'t Table, lexicon: &Lexicon) -> Vec<Node<'t>> {
    let mut seen: Vec<(Key, &Entry)> = table.entries.iter().map(|(&key, entry)| (key, &**entry)).collect();
    seen.sort_unstable_by_key(|(key, _)| *key);
    let mut nodes: Vec<Node<'_>> = each(seen.len(), usize::MAX, |i| {
        let (key, entry) = seen[i];
        let name = entry.surface().to_owned();
        let words = keys::words(&name);
        let foreign = is_foreign(&name);
        Node { key, name, words, entry: Some(entry), known: None, kind: entry.kind(), foreign }
    });
    let full = nodes.iter().filter(|node| node.words.len() > 1);
    let wanted: FxHashSet<Key> = full.flat_map(|node| keys::blocking(&node.words)).collect();
    let of_entity = |entity: u32, name: String| {
        let (words, foreign) = (keys::words(&name), is_foreign(&name));
        let (key, kind) = (keys::of_entity(lexicon.id(entity)), lexicon.kind(entity));
        Node { key, name, words, entry: None, known: Some(entity), kind, foreign }
    };
    let mut of_lexicon: Vec<Node<'_>> =
        known::candidates(lexicon, &wanted).into_iter().map(|(entity, name)| of_entity(entity, name)).collect();
    // Those that documents name in another spelling.
    let linked = nodes.iter().filter_map(|node| node.entry).flat_map(|entry| entry.links.iter().map(|((to, _), _)| to));
    let linked: FxHashSet<Key> = linked.collect();
    let linked = lexicon.all_entities().filter(|&entity| linked.contains(&keys::of_entity(lexicon.id(entity))));
    of_lexicon.extend(linked.map(|entity| of_entity(entity, lexicon.canonical(entity).to_owned())));
    of_lexicon.sort_by(|a, b| (a.key, &a.name).cmp(&(b.key, &b.name)));
    of_lexicon.dedup_by(|a, b| (a.key, &a.name) == (b.key, &b.name));
    nodes.append(&mut of_lexicon);
    nodes
}

/// The pairs of names that share a blocking key, or of which a document says that they are one; scored, in order.
pub(super) fn pairs(nodes: &[Node<'_>], table: &Table) -> Vec<Pair> {
    let mut together: Vec<(usize, usize)> = blocked(nodes);
    let by_key: FxHashMap<Key, usize> = nodes.iter().enumerate().rev().map(|(i, node)| (node.key, i)).collect();
    let mut said = FxHashMap::<(usize, usize), (Link, u32)>::default();
    for (i, node) in nodes.iter().enumerate() {
        for ((to, link), documents) in node.entry.iter().flat_map(|entry| entry.links.iter()) {
            let Some(&to) = by_key.get(&to).filter(|&&to| to != i) else { continue };
            let pair = (i.min(to), i.max(to));
            let known = said.entry(pair).or_insert((link, 0));
            *known = (known.0.min(link), known.1 + documents);
            together.push(pair);
        }
    }
    together.sort_unstable();
    together.dedup();
    each(together.len(), usize::MAX, |n| {
        let (a, b) = together[n];
        let (x, y) = (&nodes[a], &nodes[b]);
        let said = said.get(&(a, b)).copied();
        let score = score(&x.name, &y.name);
        let shared = if score > 0.5 { shared(x, y, table) } else { 0.0 };
        let weakest = if score > 0.7 { weakest(&x.words, &y.words) } else { 0.0 };
        Pair { a, b, score, shared, said, weakest, swapped: swapped(&x.words, &y.words), longer: longer(x, y) }
    })
    .into_iter()
    .filter(|pair| pair.score > 0.5 || pair.said.is_some())
    .collect()
}

/// Pairs of names of one kind that share a blocking key. Large blocks are not compared each with each.
fn blocked(nodes: &[Node<'_>]) -> Vec<(usize, usize)> {
    let keyed = each(nodes.len(), usize::MAX, |i| {
        let node = &nodes[i];
        let is_full = node.words.len() > 1 && !node.entry.is_some_and(Entry::is_short);
        if is_full { keys::blocking(&node.words) } else { Vec::new() }
    });
    let mut blocks: Vec<(Key, usize)> =
        keyed.iter().enumerate().flat_map(|(i, keys)| keys.iter().map(move |&key| (key, i))).collect();
    drop(keyed);
    blocks.sort_unstable();
    let mut pairs = Vec::new();
    for block in blocks.chunk_by(|a, b| a.0 == b.0) {
        let mut block: Vec<usize> = block.iter().map(|(_, i)| *i).collect();
        let window = if block.len() <= BLOCK { BLOCK } else { WINDOW };
        if window == WINDOW {
            block.sort_by(|&a, &b| (&nodes[a].words, a).cmp(&(&nodes[b].words, b)));
        }
        for (n, &a) in block.iter().enumerate() {
            for &b in block[n + 1..].iter().take(window) {
                let (x, y) = (&nodes[a], &nodes[b]);
                let both_known = x.known.is_some() && y.known.is_some();
                if x.kind == y.kind && !both_known {
                    pairs.push((a.min(b), a.max(b)));
                }
            }
        }
    }
    pairs
}

/// How alike the least alike of the words are that stand at the same place, where there are as many; else 1.0.
fn weakest(a: &[String], b: &[String]) -> f64 {
    let kept =
        |words: &[String]| -> Vec<String> { words.iter().filter(|word| !keys::is_empty(word)).cloned().collect() };
    let (a, b) = (kept(a), kept(b));
    if a.len() != b.len() {
        return 1.0;
    }
    let last = a.len().saturating_sub(1);
    let words = a.iter().zip(&b).enumerate().map(|(i, (x, y))| match token_similarity(x, y) {
        // "Chan" and "Chen"
        alike if i == last && x != y && x.len().max(y.len()) <= 4 => alike - 0.15,
        alike => alike,
    });
    words.fold(1.0, f64::min)
}

/// What one of two names has more than the other; nothing where words are only joined otherwise.
fn longer(a: &Node<'_>, b: &Node<'_>) -> Option<Longer> {
    let generation = |node: &Node<'_>| node.words.iter().find(|word| keys::is_generation(word)).cloned();
    if generation(a) != generation(b) {
        return Some(Longer::Other);
    }
    let kept =
        |node: &Node<'_>| -> Vec<String> { node.words.iter().filter(|word| !keys::is_empty(word)).cloned().collect() };
    let (x, y) = (kept(a), kept(b));
    let joined = |words: &[String]| keys::skeleton(&words.concat());
    if x.len() == y.len() || joined(&x) == joined(&y) {
        return None;
    }
    let alike = |x: Option<&String>, y: Option<&String>| x.zip(y).is_some_and(|(x, y)| token_similarity(x, y) > 0.85);
    let ends = alike(x.first(), y.first()) && alike(x.last(), y.last()) && x.len().min(y.len()) > 1;
    Some(if ends && a.kind == Kind::Person { Longer::Middle } else { Longer::Other })
}

/// Whether the words of two names are alike in another order only: one has first what the other has last.
fn swapped(a: &[String], b: &[String]) -> bool {
    let kept = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !keys::is_empty(word)).map(|word| keys::skeleton(word)).collect()
    };
    let (mut a, mut b) = (kept(a), kept(b));
    let (Some(first), Some(second)) = (a.first(), b.first()) else { return false };
    if first != second && (Some(first) == b.last() || Some(second) == a.last()) {
        return true;
    }
    let same = a == b;
    a.sort();
    b.sort();
    !same && a == b
}

/// What stands beside both names.
fn shared(a: &Node<'_>, b: &Node<'_>, table: &Table) -> f64 {
    let (Some(x), Some(y)) = (a.entry, b.entry) else { return 0.0 };
    let documents = f64::from(table.documents.max(2));
    let weight = |key: Key| {
        let seen = table.known.get(&key).copied().map(u64::from);
        let seen = seen.or_else(|| table.entries.get(&key).map(|entry| entry.counted.documents)).unwrap_or(1);
        (documents / seen.max(1) as f64).ln().max(0.0)
    };
    let both = x.neighbours.iter().filter(|&(key, _)| key != a.key && key != b.key && y.neighbours.count(key) > 0);
    both.map(|(key, _)| weight(key)).sum()
}
