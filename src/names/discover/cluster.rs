//! Pairs to clusters: [`cluster`]. A false merge is worse than a split, so that every two names of a cluster must be able to be
//! one's, and none of them may have stood beside another as somebody else.

use rustc_hash::FxHashMap;

use super::known::Known;
use super::link::{Node, Pair};
use super::table::Link;
use crate::names::compare::score;

/// Scores of [`compare`](crate::names::compare) from which on names are linked: by themselves, where one of the two is romanized by
/// us, and with the help of what stands beside both.
const ALONE: f64 = 0.91;
const ALONE_FOREIGN: f64 = 0.88;
/// The same where every word is another romanization of its counterpart.
const SAME_WORDS: f64 = 0.85;
const SUPPORTED: f64 = 0.80;
/// Two names of a cluster that are not linked to each other have at least this.
const TOGETHER: f64 = 0.70;
/// From here on a pair that is not linked is told.
const DOUBTFUL: f64 = 0.75;
/// What stands beside both must say this much, in nats.
const SUPPORT: f64 = 4.0;
/// Names of a cluster.
const MEMBERS: usize = 32;

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its names are in one cluster.
    Linked,
    /// It is left to a person.
    Maybe,
    /// They stood side by side as two, or a person has said so.
    Apart,
}

/// The clusters of nodes, and what became of each pair.
pub(super) struct Clusters {
    /// The number of the cluster of each node.
    pub of: Vec<usize>,
    pub outcomes: Vec<Outcome>,
}

/// Brings names together, the surest pairs first.
pub(super) fn cluster(nodes: &[Node<'_>], pairs: &[Pair], known: &Known) -> Clusters {
    let mut of: Vec<usize> = (0..nodes.len()).collect();
    let mut members: Vec<Vec<usize>> = of.iter().map(|&i| vec![i]).collect();
    // The aliases of an entity are one from the start.
    let mut entities = FxHashMap::<u32, usize>::default();
    for (i, node) in nodes.iter().enumerate() {
        if let Some(entity) = node.known {
            let first = *entities.entry(entity).or_insert(i);
            if first != i {
                of[i] = first;
                members[i].clear();
                members[first].push(i);
            }
        }
    }
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    let sureness =
        |pair: &Pair| (pair.said.is_some_and(|(link, _)| link == Link::Spelling), pair.score + pair.shared / 100.0);
    order.sort_by(|&x, &y| {
        let (a, b) = (sureness(&pairs[x]), sureness(&pairs[y]));
        b.0.cmp(&a.0).then_with(|| b.1.total_cmp(&a.1)).then_with(|| x.cmp(&y))
    });
    let linked: FxHashMap<(usize, usize), ()> =
        pairs.iter().filter(|pair| is_link(nodes, pair)).map(|pair| ((pair.a, pair.b), ())).collect();
    let mut outcomes = vec![Outcome::Maybe; pairs.len()];
    for n in order {
        let pair = &pairs[n];
        if are_apart(nodes, pair.a, pair.b, known) {
            outcomes[n] = Outcome::Apart;
            continue;
        }
        let (a, b) = (of[pair.a], of[pair.b]);
        if a == b {
            outcomes[n] = Outcome::Linked;
            continue;
        }
        if !is_link(nodes, pair) {
            continue;
        }
        let can = |&x: &usize, &y: &usize| {
            !are_apart(nodes, x, y, known)
                && !(nodes[x].known.is_some() && nodes[y].known.is_some())
                && (linked.contains_key(&(x.min(y), x.max(y)))
                    // Other aliases of an entity need not be alike.
                    || nodes[x].known.is_some()
                    || nodes[y].known.is_some()
                    || score(&nodes[x].name, &nodes[y].name) >= TOGETHER)
        };
        let room = members[a].len() + members[b].len() <= MEMBERS
            || nodes[pair.a].known.is_some()
            || nodes[pair.b].known.is_some();
        if room && members[a].iter().all(|x| members[b].iter().all(|y| can(x, y))) {
            let moved = std::mem::take(&mut members[b]);
            moved.iter().for_each(|&i| of[i] = a);
            members[a].extend(moved);
            outcomes[n] = Outcome::Linked;
        }
    }
    Clusters { of, outcomes }
}

/// Whether a pair is evidence enough.
fn is_link(nodes: &[Node<'_>], pair: &Pair) -> bool {
    match pair.said {
        Some((Link::Spelling, _)) => return true,
        Some((Link::Acronym | Link::Initials | Link::Alias, _)) => return false,
        None => {}
    }
    let (x, y) = (&nodes[pair.a], &nodes[pair.b]);
    let supported = pair.shared >= SUPPORT && pair.score >= SUPPORTED;
    if x.words.len() != y.words.len() && x.words.concat().len().abs_diff(y.words.concat().len()) > 3 {
        return supported && pair.score >= DOUBTFUL;
    }
    // "Hassan Mostafa" need not be "Mostafa Hassan".
    if pair.swapped {
        return supported;
    }
    let alone = if x.foreign != y.foreign { ALONE_FOREIGN } else { ALONE };
    pair.score >= alone || pair.same_words && pair.score >= SAME_WORDS || supported
}

/// Whether a pair is worth a person's look.
pub(super) fn is_doubtful(pair: &Pair) -> bool {
    pair.score >= DOUBTFUL
}

fn are_apart(nodes: &[Node<'_>], a: usize, b: usize, known: &Known) -> bool {
    let (x, y) = (&nodes[a], &nodes[b]);
    let beside = |x: &Node<'_>, y: &Node<'_>| x.entry.is_some_and(|entry| entry.apart.count(y.key) > 0);
    beside(x, y) || beside(y, x) || known.are_apart(x.key, y.key)
}
