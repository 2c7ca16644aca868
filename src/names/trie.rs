//! A trie over word numbers: what stands behind each known sequence of words.
//!
//! Nodes lie in the order of their depth, those behind one node side by side and sorted by their word: a node is twelve
//! bytes, and what goes on from it is found by a search in its neighbours.

use super::vocabulary::{UNKNOWN, WordId};

/// A place in a trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node(pub(super) u32);

impl Node {
    /// No place: no sequence starts so.
    pub(super) const NONE: Node = Node(u32::MAX);
}

/// The number of no value.
const END: u32 = u32::MAX;

/// Sequences of words, each with the numbers of its values. The nodes of first words are kept by whoever looks words up,
/// and has more to keep of each; those from the second word on are found here.
#[derive(Clone, Debug, Default)]
pub(super) struct Trie {
    /// With one more at the end, where those are that have a node.
    nodes: Vec<Place>,
    /// Of each value the next of the same node; behind the last the first.
    next: Vec<u32>,
}

/// A node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The word that leads here.
    pub word: WordId,
    /// The first of those behind it; they end where those of the next node begin.
    pub first: u32,
    /// The last of its values, or [`END`].
    pub last: u32,
}

/// Sequences that a trie is to have, one for each value, in their order.
#[derive(Debug, Default)]
pub(super) struct Sequences {
    words: Vec<WordId>,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Sequences {
    pub(super) fn reserve(&mut self, sequences: usize) {
        self.words.reserve(2 * sequences);
        self.ends.reserve(sequences);
    }

    /// Adds the sequence of the next value; an empty one is nowhere.
    pub(super) fn push(&mut self, words: impl IntoIterator<Item = WordId>) {
        self.words.extend(words);
        self.ends.push(self.words.len() as u32);
    }

    fn of(&self, value: u32) -> &[WordId] {
        let start = value.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.words[start as usize..self.ends[value as usize] as usize]
    }
}

/// A first word, and its node.
pub(super) type Root = (WordId, Node);

impl Trie {
    /// The trie of these sequences, and the nodes of their first words, in the order in which they come first.
    /// `words` is the number of words that there are.
    pub(super) fn new(sequences: &Sequences, words: usize) -> (Trie, Vec<Root>) {
        let values = sequences.ends.len() as u32;
        let mut trie = Trie { nodes: Vec::new(), next: vec![END; values as usize] };
        let (mut of_word, mut roots) = (vec![Node::NONE; words], Vec::new());
        // Of each value that goes on: the node that it has come to, the word behind it.
        let mut level: Vec<(u64, u32)> = Vec::new();
        let key = |node: u32, word: WordId| u64::from(node) << 32 | u64::from(word);
        for value in 0..values {
            let Some((&first, rest)) = sequences.of(value).split_first() else { continue };
            let root = &mut of_word[first as usize];
            if *root == Node::NONE {
                *root = trie.add(first);
                roots.push((first, *root));
            }
            match rest.first() {
                Some(&word) => level.push((key(root.0, word), value)),
                None => trie.push(root.0, value),
            }
        }
        drop(of_word);
        let (mut start, mut depth) = (0, 1);
        while start < trie.nodes.len() {
            let end = trie.nodes.len();
            level.sort_unstable();
            let (mut items, mut next) = (level.iter().peekable(), Vec::new());
            for node in start..end {
                trie.nodes[node].first = trie.nodes.len() as u32;
                let mut last = None;
                while let Some(&&(at, value)) = items.peek().filter(|item| item.0 >> 32 == node as u64) {
                    items.next();
                    if last != Some(at) {
                        trie.add(at as WordId);
                        last = Some(at);
                    }
                    let new = trie.nodes.len() as u32 - 1;
                    match sequences.of(value).get(depth + 1) {
                        Some(&word) => next.push((key(new, word), value)),
                        None => trie.push(new, value),
                    }
                }
            }
            (start, level, depth) = (end, next, depth + 1);
        }
        trie.end();
        (trie, roots)
    }

    fn add(&mut self, word: WordId) -> Node {
        self.nodes.push(Place { word, first: 0, last: END });
        Node(self.nodes.len() as u32 - 1)
    }

    /// Sets the mark behind the last node.
    fn end(&mut self) {
        let first = self.nodes.len() as u32;
        self.nodes.push(Place { word: UNKNOWN, first, last: END });
    }

    /// Puts a value behind those of a node.
    fn push(&mut self, node: u32, value: u32) {
        let last = std::mem::replace(&mut self.nodes[node as usize].last, value);
        self.next[value as usize] = match self.next.get_mut(last as usize) {
            Some(first) => std::mem::replace(first, value),
            None => value,
        };
    }

    /// This trie and another, whose values get the numbers behind those here; `word` gives the numbers here of the words
    /// there. `roots` are the nodes of first words, here and there; gives those of the whole, in the same order.
    pub(super) fn with(
        &self,
        other: &Trie,
        word: impl Fn(WordId) -> WordId,
        roots: impl IntoIterator<Item = (WordId, [Node; 2])>,
    ) -> (Trie, Vec<Root>) {
        let values = self.next.len() as u32;
        let mut next = Vec::with_capacity(self.next.len() + other.next.len());
        next.extend_from_slice(&self.next);
        next.extend(other.next.iter().map(|&value| if value == END { END } else { value + values }));
        let mut trie = Trie { nodes: Vec::with_capacity(self.nodes.len() + other.nodes.len()), next };
        let (mut first, mut origins) = (Vec::new(), Vec::with_capacity(self.nodes.len() + other.nodes.len()));
        for (root, from) in roots {
            first.push((root, trie.add(root)));
            origins.push(from);
        }
        let (mut at, mut theirs) = (0, Vec::new());
        while let Some(&[a, b]) = origins.get(at) {
            trie.nodes[at].first = trie.nodes.len() as u32;
            trie.nodes[at].last = trie.joined(self.last(a), other.last(b).map(|last| last + values));
            theirs.clear();
            theirs.extend(other.behind(b).map(|node| (word(other.nodes[node as usize].word), Node(node))));
            theirs.sort_unstable_by_key(|&(word, _)| word);
            let (mut ours, mut theirs) = (self.behind(a).peekable(), theirs.iter().peekable());
            loop {
                let a = ours.peek().map(|&node| (self.nodes[node as usize].word, Node(node)));
                let b = theirs.peek().map(|&&root| root);
                let Some(word) = a.into_iter().chain(b).map(|root| root.0).min() else { break };
                let [a, b] = [a, b].map(|root| root.filter(|root| root.0 == word).map_or(Node::NONE, |root| root.1));
                if a != Node::NONE {
                    ours.next();
                }
                if b != Node::NONE {
                    theirs.next();
                }
                trie.add(word);
                origins.push([a, b]);
            }
            at += 1;
        }
        trie.end();
        (trie, first)
    }

    /// Joins the values of two nodes, given by their last.
    fn joined(&mut self, a: Option<u32>, b: Option<u32>) -> u32 {
        match (a, b) {
            (Some(a), Some(b)) => {
                self.next.swap(a as usize, b as usize);
                b
            }
            (a, b) => a.or(b).unwrap_or(END),
        }
    }

    #[inline(always)]
    pub(super) fn last(&self, node: Node) -> Option<u32> {
        self.nodes.get(node.0 as usize).map(|place| place.last).filter(|&last| last != END)
    }

    /// The nodes behind a node.
    #[inline(always)]
    fn behind(&self, node: Node) -> std::ops::Range<u32> {
        let at = node.0 as usize;
        match self.nodes.get(at..at.wrapping_add(2)) {
            Some([this, next]) => this.first..next.first,
            _ => 0..0,
        }
    }

    /// Whether any word goes on from a node.
    #[inline(always)]
    pub(super) fn goes_on(&self, node: Node) -> bool {
        !self.behind(node).is_empty()
    }

    /// The node behind one more word.
    #[inline(always)]
    pub(super) fn step(&self, node: Node, word: WordId) -> Option<Node> {
        if word == UNKNOWN {
            return None;
        }
        let behind = self.behind(node);
        let places = self.nodes.get(behind.start as usize..behind.end as usize)?;
        let at = match places {
            [one] => (one.word == word).then_some(0)?,
            _ => places.binary_search_by_key(&word, |place| place.word).ok()?,
        };
        Some(Node(behind.start + at as u32))
    }

    /// The values of a node, in the order in which they came.
    #[inline]
    pub(super) fn values(&self, node: Node) -> impl Iterator<Item = u32> + '_ {
        let last = self.last(node);
        let next = |value: u32| self.next.get(value as usize).copied();
        let first = last.and_then(next);
        std::iter::successors(first, move |&value| if Some(value) == last { None } else { next(value) })
    }

    /// Its nodes, with the mark behind the last.
    pub(super) fn places(&self) -> &[Place] {
        &self.nodes
    }

    /// Of each value the next of its node.
    pub(super) fn next(&self) -> &[u32] {
        &self.next
    }

    /// A trie of what [`places`](Trie::places) and [`next`](Trie::next) gave, if it can be one: whoever walks it ends.
    pub(super) fn from_parts(nodes: Vec<Place>, next: Vec<u32>, words: u32) -> Option<Trie> {
        let (mark, places) = nodes.split_last()?;
        let (count, mut before) = (places.len() as u32, 0);
        let mut seen = vec![false; next.len()];
        for (at, place) in places.iter().enumerate() {
            let end = nodes[at + 1].first;
            let ordered = before <= place.first && place.first <= end && end <= count;
            // What goes on from a node stands behind it.
            if !ordered || (place.first < end && place.first as usize <= at) || place.word >= words {
                return None;
            }
            let behind = &places[place.first as usize..end as usize];
            if !behind.is_sorted_by(|a, b| a.word < b.word) {
                return None;
            }
            before = place.first;
            if place.last == END {
                continue;
            }
            // Its values make a ring, and no other node has one of them.
            let mut value = place.last;
            loop {
                if std::mem::replace(seen.get_mut(value as usize)?, true) {
                    return None;
                }
                value = next[value as usize];
                if value == place.last {
                    break;
                }
            }
        }
        let complete = mark.first == count && next.iter().zip(&seen).all(|(&next, &seen)| seen || next == END);
        complete.then_some(Trie { nodes, next })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What [`Trie::values`] gives for each sequence, as a map has it.
    fn map(lists: &[Vec<Vec<WordId>>]) -> BTreeMap<Vec<WordId>, Vec<u32>> {
        let mut map = BTreeMap::<_, Vec<u32>>::new();
        for (value, sequence) in lists.concat().into_iter().enumerate() {
            map.entry(sequence).or_default().push(value as u32);
        }
        map
    }

    fn trie(list: &[Vec<WordId>]) -> (Trie, Vec<Root>) {
        let mut sequences = Sequences::default();
        list.iter().for_each(|sequence| sequences.push(sequence.iter().copied()));
        Trie::new(&sequences, 8)
    }

    fn all(trie: &Trie, node: Node, path: &mut Vec<WordId>, found: &mut BTreeMap<Vec<WordId>, Vec<u32>>) {
        let values: Vec<u32> = trie.values(node).collect();
        if !values.is_empty() {
            found.insert(path.clone(), values);
        }
        let mut goes_on = false;
        for word in 0..8 {
            if let Some(next) = trie.step(node, word) {
                goes_on = true;
                path.push(word);
                all(trie, next, path, found);
                path.pop();
            }
        }
        assert_eq!(trie.goes_on(node), goes_on);
    }

    fn contents(trie: &Trie, roots: &[Root]) -> BTreeMap<Vec<WordId>, Vec<u32>> {
        let mut found = BTreeMap::new();
        roots.iter().for_each(|&(word, node)| all(trie, node, &mut vec![word], &mut found));
        found
    }

    proptest! {
        #[test]
        fn tries_are_maps(
            a in prop::collection::vec(prop::collection::vec(0u32..8, 1..5), 0..30),
            b in prop::collection::vec(prop::collection::vec(0u32..8, 1..5), 0..30),
        ) {
            let ((one, ours), (other, theirs)) = (trie(&a), trie(&b));
            prop_assert_eq!(contents(&one, &ours), map(std::slice::from_ref(&a)));
            // The words of the second by other numbers.
            let node = |roots: &[Root], word| roots.iter().find(|r| r.0 == word).map_or(Node::NONE, |r| r.1);
            let roots = (0..8).map(|word| (word, [node(&ours, word), node(&theirs, 7 - word)]));
            let roots = roots.filter(|(_, nodes)| *nodes != [Node::NONE; 2]);
            let (both, roots) = one.with(&other, |word| 7 - word, roots);
            let b: Vec<Vec<WordId>> = b.iter().map(|s| s.iter().map(|word| 7 - word).collect()).collect();
            prop_assert_eq!(contents(&both, &roots), map(&[a, b]));
            let again = Trie::from_parts(both.nodes.clone(), both.next.clone(), 8);
            prop_assert_eq!(contents(&again.unwrap(), &roots), contents(&both, &roots));
        }

        #[test]
        fn no_parts_make_a_walk_without_end(
            nodes in prop::collection::vec((0u32..4, 0u32..6, prop::option::of(0u32..4)), 0..6),
            next in prop::collection::vec(prop::option::of(0u32..4), 0..5),
        ) {
            let node = |(word, first, last): (u32, u32, Option<u32>)| Place { word, first, last: last.unwrap_or(END) };
            let next = next.into_iter().map(|next| next.unwrap_or(END)).collect();
            if let Some(trie) = Trie::from_parts(nodes.into_iter().map(node).collect(), next, 4) {
                let roots: Vec<Root> = (0..trie.nodes.len() as u32).map(|at| (0, Node(at))).collect();
                contents(&trie, &roots);
            }
        }
    }
}
