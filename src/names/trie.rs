//! A trie over word numbers: what stands behind each known sequence of words.

use rustc_hash::FxHashMap;

use super::vocabulary::{UNKNOWN, WordId};

/// A place in a trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node(u32);

impl Node {
    /// No place: no sequence starts so.
    pub(super) const NONE: Node = Node(u32::MAX);
}

/// Sequences of words with values. The nodes of first words are kept by whoever looks words up, and has more to keep of
/// each; those from the second word on are found here.
#[derive(Clone, Debug)]
pub(super) struct Trie<V> {
    edges: FxHashMap<(Node, WordId), Node>,
    nodes: Vec<Ends>,
    /// A value, and the number of the next of the same node: most nodes have one, and none has room of its own.
    values: Vec<(V, u32)>,
}

/// What ends at a node, and what goes on.
#[derive(Clone, Debug)]
struct Ends {
    first: u32,
    last: u32,
    /// A bit for each word that goes on from here, by the lowest bits of its number: most that follow in a text do not.
    next: u32,
}

/// The number of no value.
const END: u32 = u32::MAX;

impl<V> Default for Trie<V> {
    fn default() -> Trie<V> {
        Trie { edges: FxHashMap::default(), nodes: Vec::new(), values: Vec::new() }
    }
}

impl<V: Copy> Trie<V> {
    /// Makes room for so many sequences.
    pub(super) fn reserve(&mut self, sequences: usize) {
        self.edges.reserve(sequences);
        self.nodes.reserve(2 * sequences);
        self.values.reserve(sequences);
    }

    /// The node behind the words, made where it is missing; `first` is that of the first word.
    pub(super) fn node(&mut self, first: &mut Node, others: impl IntoIterator<Item = WordId>) -> Node {
        if *first == Node::NONE {
            *first = self.add_node();
        }
        let mut node = *first;
        for word in others {
            self.nodes[node.0 as usize].next |= 1 << (word % 32);
            let new = Node(self.nodes.len() as u32);
            node = *self.edges.entry((node, word)).or_insert(new);
            if node == new {
                self.add_node();
            }
        }
        node
    }

    fn add_node(&mut self) -> Node {
        self.nodes.push(Ends { first: END, last: END, next: 0 });
        Node(self.nodes.len() as u32 - 1)
    }

    /// Puts a value behind those of a node.
    pub(super) fn push(&mut self, node: Node, value: V) {
        let number = self.values.len() as u32;
        self.values.push((value, END));
        let ends = &mut self.nodes[node.0 as usize];
        let last = std::mem::replace(&mut ends.last, number);
        match self.values.get_mut(last as usize) {
            Some(last) => last.1 = number,
            None => ends.first = number,
        }
    }

    /// Whether any word goes on from a node.
    #[inline(always)]
    pub(super) fn goes_on(&self, node: Node) -> bool {
        self.nodes[node.0 as usize].next != 0
    }

    /// The node behind one more word.
    #[inline(always)]
    pub(super) fn step(&self, node: Node, word: WordId) -> Option<Node> {
        let next = self.nodes[node.0 as usize].next;
        if word == UNKNOWN || next >> (word % 32) & 1 == 0 {
            return None;
        }
        self.edges.get(&(node, word)).copied()
    }

    /// The values of a node, in the order in which they came.
    #[inline]
    pub(super) fn values(&self, node: Node) -> impl Iterator<Item = V> + '_ {
        let first = self.nodes[node.0 as usize].first;
        let value = |number: u32| self.values.get(number as usize).copied();
        std::iter::successors(value(first), move |&(_, next)| value(next)).map(|(value, _)| value)
    }
}
