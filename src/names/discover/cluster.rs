//! Pairs to clusters: [`cluster`]. A false merge is worse than a split, so that every two names of a cluster must be able to be
//! one's, and none of them may have stood beside another as somebody else.

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry::Link;
use super::known::Known;
use super::link::{Longer, Node, Pair};
use crate::names::compare::score;

/// Scores of [`compare`](crate::names::compare) from which on names are linked: by themselves, where one of the two is romanized by
/// us, and with the help of what stands beside both.
const ALONE: f64 = 0.91;
const ALONE_FOREIGN: f64 = 0.90;
/// Every word must be so much like its counterpart, of a name that is romanized by us so much.
const WEAKEST: f64 = 0.80;
const WEAKEST_FOREIGN: f64 = 0.65;
const SUPPORTED: f64 = 0.80;
/// Two names of a cluster that are not linked to each other have at least this.
const TOGETHER: f64 = 0.80;
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
    let linked: FxHashSet<(usize, usize)> =
        pairs.iter().filter(|pair| is_link(nodes, pair)).map(|pair| (pair.a, pair.b)).collect();
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
        let alike = |x: usize, y: usize| {
            linked.contains(&(x.min(y), x.max(y))) || score(&nodes[x].name, &nodes[y].name) >= TOGETHER
        };
        if can_be_one(nodes, &members[a], &members[b], known, alike) {
            let moved = std::mem::take(&mut members[b]);
            moved.iter().for_each(|&i| of[i] = a);
            members[a].extend(moved);
            outcomes[n] = Outcome::Linked;
        }
    }
    Clusters { of, outcomes }
}

/// Whether the names of two clusters can all be one's.
fn can_be_one(
    nodes: &[Node<'_>],
    a: &[usize],
    b: &[usize],
    known: &Known,
    alike: impl Fn(usize, usize) -> bool,
) -> bool {
    let in_lexicon = |members: &[usize]| members.iter().any(|&i| nodes[i].known.is_some());
    let is_known = in_lexicon(a) || in_lexicon(b);
    if in_lexicon(a) && in_lexicon(b) || !is_known && a.len() + b.len() > MEMBERS {
        return false;
    }
    // The aliases of an entity of the lexicon need not be alike: one of them is enough, of the same script if there is one.
    let fits = |x: usize, others: &[usize]| {
        let of_lexicon = || others.iter().copied().filter(|&y| nodes[y].known.is_some());
        let same = of_lexicon().any(|y| nodes[y].foreign == nodes[x].foreign);
        let mut comparable = of_lexicon().filter(|&y| !same || nodes[y].foreign == nodes[x].foreign).peekable();
        (comparable.peek().is_none() || comparable.any(|y| alike(x, y)))
            && others.iter().filter(|&&y| nodes[y].known.is_none()).all(|&y| alike(x, y))
    };
    let own = |members: &[usize], others: &[usize]| {
        members.iter().filter(|&&x| nodes[x].known.is_none()).all(|&x| fits(x, others))
    };
    own(a, b) && own(b, a) && a.iter().all(|&x| b.iter().all(|&y| !are_apart(nodes, x, y, known)))
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
    // A man may be called with his second name and without; what else is longer is something else.
    let short = |node: &Node<'_>| node.words.last().is_none_or(|word| word.len() < 2);
    match pair.longer {
        _ if short(x) || short(y) => return false,
        Some(Longer::Other) => return false,
        Some(Longer::Middle) => return supported,
        None => {}
    }
    // "Hassan Mostafa" need not be "Mostafa Hassan".
    if pair.swapped {
        return supported;
    }
    let (alone, weakest) = if x.foreign != y.foreign { (ALONE_FOREIGN, WEAKEST_FOREIGN) } else { (ALONE, WEAKEST) };
    pair.weakest >= weakest && (pair.score >= alone || supported)
}

/// Whether a pair is worth a person's look.
pub(super) fn is_doubtful(pair: &Pair) -> bool {
    pair.score >= DOUBTFUL || pair.said.is_some()
}

fn are_apart(nodes: &[Node<'_>], a: usize, b: usize, known: &Known) -> bool {
    let (x, y) = (&nodes[a], &nodes[b]);
    let beside = |x: &Node<'_>, y: &Node<'_>| x.entry.is_some_and(|entry| entry.apart.count(y.key) > 0);
    beside(x, y) || beside(y, x) || known.are_apart(x.key, y.key)
}
