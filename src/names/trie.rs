//! A trie over word numbers: the longest known sequence of words at a place.

use rustc_hash::FxHashMap;

use super::tokens::{UNKNOWN, WordId};

#[derive(Clone, Debug)]
pub(super) struct Trie<V> {
    edges: FxHashMap<(u32, WordId), u32>,
    values: Vec<Vec<V>>,
}

impl<V> Default for Trie<V> {
    fn default() -> Trie<V> {
        Trie { edges: FxHashMap::default(), values: vec![Vec::new()] }
    }
}

impl<V: PartialEq> Trie<V> {
    pub(super) const ROOT: u32 = 0;

    /// Puts `value` behind `words`, once; nothing for no words.
    pub(super) fn insert(&mut self, words: &[WordId], value: V) {
        if words.is_empty() {
            return;
        }
        let mut node = Self::ROOT;
        for &word in words {
            let next = self.values.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.values.push(Vec::new());
            }
        }
        let values = &mut self.values[node as usize];
        if !values.contains(&value) {
            values.push(value);
        }
    }

    pub(super) fn step(&self, node: u32, word: WordId) -> Option<u32> {
        if word == UNKNOWN {
            return None;
        }
        self.edges.get(&(node, word)).copied()
    }

    pub(super) fn values(&self, node: u32) -> &[V] {
        &self.values[node as usize]
    }
}
