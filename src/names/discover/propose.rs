//! Clusters as rows of a lexicon would have them: which form is canonical, ids, flags, parents, and the evidence.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::Options;
use super::cluster::{self, Clusters, Outcome};
use super::entry::{Entry, Link, Seen};
use super::keys::{self, Key};
use super::known::Known;
use super::link::{self, Node, Pair};
use super::proposals::{Alias, Cluster, Context, Doubt, Evidence, Proposals};
use super::table::Table;
use crate::document::Kind;

use crate::names::{Lexicon, compare};
use crate::romanize::{Alphabet, romanize};

/// Near-misses of a cluster that are told.
const DOUBTS: usize = 5;

/// What is proposed by a table.
pub(super) fn propose(table: &Table, lexicon: &Lexicon, known: &Known, options: &Options) -> Proposals {
    let nodes = link::nodes(table, lexicon);
    let pairs = link::pairs(&nodes, table);
    let clusters = cluster::cluster(&nodes, &pairs, known);
    let mut proposer = Proposer::new(lexicon, &nodes, &pairs, clusters, options);
    proposer.attach();
    let mut proposals = Proposals {
        documents: table.documents.into(),
        names: table.entries.len() as u64,
        evicted: table.evicted,
        forgotten: table.forgotten,
        ..Proposals::default()
    };
    let mut found = Vec::new();
    for (number, members) in proposer.members.iter().filter(|(_, members)| !members.is_empty()) {
        match proposer.cluster(members) {
            Some(cluster) if proposer.is_frequent(&cluster) => found.push((*number, cluster)),
            Some(_) => proposals.rare += 1,
            None => {}
        }
    }
    found.sort_by(|(_, a), (_, b)| {
        let key = |c: &Cluster| (std::cmp::Reverse(c.seen), c.canonical.clone(), c.kind, c.entity.clone());
        key(a).cmp(&key(b))
    });
    proposer.name(&mut found);
    proposals.clusters = found.into_iter().map(|(_, cluster)| cluster).collect();
    proposals
}

struct Proposer<'a> {
    lexicon: &'a Lexicon,
    nodes: &'a [Node<'a>],
    pairs: &'a [Pair],
    outcomes: Vec<Outcome>,
    options: &'a Options,
    /// The cluster of each node.
    of: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
    /// The pairs of each node.
    pairs_of: FxHashMap<usize, Vec<usize>>,
    /// Acronyms and the like, which are no names of their own: the clusters that documents say they stand for.
    attached: BTreeMap<usize, Vec<(usize, usize)>>,
    /// Words of full names of persons.
    in_full_names: BTreeSet<&'a str>,
}

impl<'a> Proposer<'a> {
    fn new(
        lexicon: &'a Lexicon,
        nodes: &'a [Node<'a>],
        pairs: &'a [Pair],
        clusters: Clusters,
        options: &'a Options,
    ) -> Proposer<'a> {
        let Clusters { of, outcomes } = clusters;
        let mut members = BTreeMap::<usize, Vec<usize>>::new();
        of.iter().enumerate().for_each(|(i, &cluster)| members.entry(cluster).or_default().push(i));
        let mut pairs_of = FxHashMap::<usize, Vec<usize>>::default();
        for (n, pair) in pairs.iter().enumerate() {
            pairs_of.entry(pair.a).or_default().push(n);
            pairs_of.entry(pair.b).or_default().push(n);
        }
        let full = nodes.iter().filter(|node| node.kind == Kind::Person && node.words.len() > 1);
        let in_full_names = full.flat_map(|node| &node.words).map(String::as_str).collect();
        let attached = BTreeMap::new();
        Proposer { lexicon, nodes, pairs, outcomes, options, of, members, pairs_of, attached, in_full_names }
    }

    /// Takes acronyms, names with initials and names that documents call others out of their own clusters, to those they
    /// stand for.
    fn attach(&mut self) {
        for (i, node) in self.nodes.iter().enumerate() {
            let short = node.entry.is_some_and(Entry::is_short);
            let mut to = BTreeMap::<usize, usize>::new();
            for &n in self.pairs_of.get(&i).map_or(&[][..], Vec::as_slice) {
                let pair = &self.pairs[n];
                let other = if pair.a == i { pair.b } else { pair.a };
                // Who links is the one with the entry of the link.
                let links = node
                    .entry
                    .is_some_and(|entry| entry.links.iter().any(|((key, _), _)| key == self.nodes[other].key));
                // One document may say anything.
                let said = pair.said.is_some_and(|(link, documents)| match link {
                    Link::Spelling => false,
                    Link::Acronym | Link::Initials => true,
                    Link::Alias => documents > 1,
                });
                if said && links && self.outcomes[n] != Outcome::Apart && self.of[other] != self.of[i] {
                    to.entry(self.of[other]).or_insert(n);
                }
            }
            if to.is_empty() {
                continue;
            }
            let own = self.of[i];
            if !short {
                // "also known as": its own documents count with the other's, if there is one other only.
                let (&only, _) = to.iter().next().unwrap_or((&own, &0));
                let kinds = |cluster: usize| self.members[&cluster].iter().map(|&i| self.nodes[i].kind).next();
                if to.len() == 1 && kinds(only) == kinds(own) && !self.has_known(own) {
                    let moved = self.members.insert(own, Vec::new()).unwrap_or_default();
                    moved.iter().for_each(|&i| self.of[i] = only);
                    self.members.entry(only).or_default().extend(moved);
                    continue;
                }
            } else if let Some(members) = self.members.get_mut(&own) {
                members.retain(|&member| member != i);
            }
            self.attached.insert(i, to.into_iter().collect());
        }
    }

    fn has_known(&self, cluster: usize) -> bool {
        self.members.get(&cluster).is_some_and(|members| members.iter().any(|&i| self.nodes[i].known.is_some()))
    }

    /// The proposal that a cluster makes, but for its id and parent; `None` where it has nothing new, or nothing to propose.
    fn cluster(&self, members: &[usize]) -> Option<Cluster> {
        let known = members.iter().find_map(|&i| self.nodes[i].known);
        let mut seen: Vec<(usize, &Entry)> = members.iter().filter_map(|&i| Some((i, self.nodes[i].entry?))).collect();
        // The canonical form: in most documents, with most mentions, in Latin script, the longest.
        seen.sort_by(|&(i, a), &(j, b)| {
            let rank = |i: usize, entry: &Entry| {
                let node = &self.nodes[i];
                (std::cmp::Reverse(entry.spelled), node.foreign, std::cmp::Reverse(node.name.chars().count()))
            };
            rank(i, a).cmp(&rank(j, b)).then_with(|| self.nodes[i].name.cmp(&self.nodes[j].name))
        });
        let number = self.of[*members.first()?];
        let attached: Vec<(usize, usize, bool)> = self
            .attached
            .iter()
            .flat_map(|(&i, to)| to.iter().map(move |&(cluster, pair)| (i, cluster, pair, to.len() > 1)))
            .filter(|&(_, cluster, ..)| cluster == number)
            .map(|(i, _, pair, ambiguous)| (i, pair, ambiguous))
            .collect();
        if seen.is_empty() && attached.is_empty() {
            return None;
        }
        let (entity, canonical, kind) = match (known, seen.first()) {
            (Some(entity), _) => {
                let lexicon = self.lexicon;
                (lexicon.id(entity).to_owned(), lexicon.canonical(entity).to_owned(), lexicon.kind(entity))
            }
            (None, Some(&(first, _))) => (String::new(), self.nodes[first].name.clone(), self.kind(&seen)),
            (None, None) => return None,
        };
        let mut total = Seen::default();
        let (mut missing, mut kinds, mut confidence, mut contexts) =
            (Seen::default(), BTreeMap::<Kind, u32>::new(), 0f32, Vec::new());
        let mut aliases = Vec::new();
        for &(i, entry) in &seen {
            // A new spelling of what is known has no documents of its own.
            total.add(if known.is_some() { entry.spelled } else { entry.counted });
            missing.add(entry.missing);
            confidence = confidence.max(entry.confidence);
            entry.kinds().for_each(|(kind, count)| *kinds.entry(kind).or_default() += count);
            contexts.extend(entry.contexts.iter().take(self.options.contexts));
            let first = known.is_none() && i == seen[0].0;
            aliases.push(self.alias(i, entry, kind, &canonical, if first { None } else { self.evidence(i, members) }));
        }
        for &(i, pair, ambiguous) in &attached {
            let node = &self.nodes[i];
            let Some(entry) = node.entry else { continue };
            if known.is_some() {
                total.add(entry.spelled);
            }
            let mut alias = self.alias(i, entry, kind, &canonical, Some(self.evidence_of(pair, i)));
            if ambiguous {
                alias.flags = vec!["weak", "document"];
            }
            aliases.push(alias);
        }
        contexts.truncate(self.options.contexts);
        let contexts = contexts
            .into_iter()
            .map(|(document, text)| Context { document: document.to_string(), text: text.to_string() });
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
        Some(Cluster {
            entity,
            kind,
            canonical,
            parent: None,
            known: known.is_some(),
            seen: total,
            missing,
            kinds,
            confidence,
            aliases,
            contexts: contexts.collect(),
            doubts: self.doubts(members),
        })
    }

    fn kind(&self, seen: &[(usize, &Entry)]) -> Kind {
        let mut counts = BTreeMap::<Kind, u32>::new();
        seen.iter()
            .flat_map(|(_, entry)| entry.kinds())
            .for_each(|(kind, count)| *counts.entry(kind).or_default() += count);
        counts
            .into_iter()
            .max_by_key(|&(kind, count)| (count, std::cmp::Reverse(kind)))
            .map_or(Kind::Person, |(kind, _)| kind)
    }

    fn alias(&self, i: usize, entry: &Entry, kind: Kind, canonical: &str, link: Option<Evidence>) -> Alias {
        let node = &self.nodes[i];
        let mut flags = Vec::new();
        let one_word = !node.name.contains([' ', '-']);
        let word = entry.as_word > 0 && u64::from(entry.as_word) * 5 >= entry.spelled.documents;
        if one_word && (kind == Kind::Person || word) || entry.is_short() {
            flags.push("weak");
        }
        let acronym = one_word && node.name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if acronym && !node.foreign {
            flags.push("case");
        }
        // In the script of the canonical form a spelling is good for any language.
        let other_script = node.foreign != compare::is_foreign(canonical) || node.foreign;
        let language = entry.language().filter(|_| other_script).map(|language| language.code().to_owned());
        Alias { alias: node.name.clone(), language, flags, seen: entry.spelled, link }
    }

    /// Why a name is in its cluster: the best of its pairs there.
    fn evidence(&self, i: usize, members: &[usize]) -> Option<Evidence> {
        let of_cluster = self.pairs_of.get(&i)?.iter().filter(|&&n| {
            let pair = &self.pairs[n];
            members.contains(&pair.a) && members.contains(&pair.b) && self.outcomes[n] != Outcome::Apart
        });
        let best = of_cluster.max_by(|&&x, &&y| {
            let rank = |n: usize| (self.pairs[n].said.is_some(), self.pairs[n].score);
            rank(x).0.cmp(&rank(y).0).then_with(|| rank(x).1.total_cmp(&rank(y).1)).then_with(|| y.cmp(&x))
        });
        best.map(|&n| self.evidence_of(n, i))
    }

    /// What a pair says, told to the one of its names.
    fn evidence_of(&self, n: usize, to: usize) -> Evidence {
        let pair = &self.pairs[n];
        let other = if pair.a == to { pair.b } else { pair.a };
        let (x, y) = (&self.nodes[to], &self.nodes[other]);
        let mut reasons = Vec::new();
        if let Some((link, documents)) = pair.said {
            let how = match link {
                Link::Spelling => "one in a document",
                Link::Acronym => "defined in a document",
                Link::Initials => "initials in a document",
                Link::Alias => "said to be another name",
            };
            reasons.push(if documents > 1 { format!("{how}, {documents} times") } else { how.to_owned() });
        }
        let beside = [(x, y), (y, x)].map(|(x, y)| x.entry.map_or(0, |entry| entry.apart.count(y.key)));
        match beside[0].max(beside[1]) {
            0 => {}
            1 => reasons.push("side by side as two in 1 document".to_owned()),
            n => reasons.push(format!("side by side as two in {n} documents")),
        }
        if pair.shared >= 1.0 {
            reasons.push(format!("the same beside both {:.1}", pair.shared));
        }
        reasons.extend(compare(&x.name, &y.name).reasons);
        let score = (pair.score * 100.0).round() / 100.0;
        Evidence { to: y.name.clone(), score, reasons }
    }

    /// Names that are like those of a cluster and not in it, the likest first.
    fn doubts(&self, members: &[usize]) -> Vec<Doubt> {
        let mut doubts = BTreeMap::<usize, usize>::new();
        for &i in members {
            for &n in self.pairs_of.get(&i).map_or(&[][..], Vec::as_slice) {
                let pair = &self.pairs[n];
                let other = if pair.a == i { pair.b } else { pair.a };
                let apart = self.outcomes[n] == Outcome::Apart;
                let open = self.outcomes[n] == Outcome::Maybe && cluster::is_doubtful(pair);
                if self.of[other] == self.of[i] || !(apart || open) || self.attached.contains_key(&other) {
                    continue;
                }
                let known = doubts.entry(other).or_insert(n);
                if pair.score > self.pairs[*known].score {
                    *known = n;
                }
            }
        }
        let mut doubts: Vec<(usize, usize)> = doubts.into_iter().collect();
        doubts.sort_by(|a, b| self.pairs[b.1].score.total_cmp(&self.pairs[a.1].score).then_with(|| a.cmp(b)));
        let told = doubts.into_iter().take(DOUBTS).map(|(other, n)| Doubt {
            name: self.nodes[other].name.clone(),
            apart: self.outcomes[n] == Outcome::Apart,
            seen: self.nodes[other].entry.map_or(Seen::default(), |entry| entry.spelled),
            evidence: self.evidence_of(n, other),
        });
        told.collect()
    }

    /// Whether a cluster is asked for.
    fn is_frequent(&self, cluster: &Cluster) -> bool {
        let Options { kinds, min_documents, min_mentions, min_confidence, .. } = self.options;
        let one_word = !cluster.known && cluster.kind == Kind::Person && !cluster.canonical.contains([' ', '-']);
        let surname =
            one_word && keys::words(&cluster.canonical).iter().any(|word| self.in_full_names.contains(word.as_str()));
        (kinds.is_empty() || kinds.contains(&cluster.kind))
            && cluster.seen.documents >= *min_documents
            && cluster.seen.mentions >= *min_mentions
            && cluster.confidence >= *min_confidence
            && !surname
    }

    /// Gives clusters their ids, which nothing else has, and the parents that documents tell of.
    fn name(&self, clusters: &mut [(usize, Cluster)]) {
        let mut taken = BTreeSet::new();
        let mut ids = FxHashMap::<usize, String>::default();
        for (number, cluster) in clusters.iter_mut() {
            if !cluster.known {
                let slug = slug(&cluster.canonical);
                let free = |id: &String| self.lexicon.entity(id).is_none() && !taken.contains(id);
                let numbered = (2u32..).map(|n| format!("{slug}-{n}"));
                let mut ids = [slug.clone(), format!("{slug}-{}", cluster.kind)].into_iter().chain(numbered);
                cluster.entity = ids.find(free).unwrap_or_default();
                taken.insert(cluster.entity.clone());
            }
            ids.insert(*number, cluster.entity.clone());
        }
        let by_key: FxHashMap<Key, usize> =
            self.nodes.iter().enumerate().map(|(i, node)| (node.key, self.of[i])).collect();
        let of_lexicon: FxHashMap<Key, &str> = self
            .lexicon
            .all_entities()
            .map(|entity| self.lexicon.id(entity))
            .map(|id| (keys::of_entity(id), id))
            .collect();
        let mut parents = BTreeMap::<String, String>::new();
        for (number, cluster) in clusters.iter() {
            let mut said = BTreeMap::<&str, u32>::new();
            let entries = self.members[number].iter().filter_map(|&i| self.nodes[i].entry);
            for (key, documents) in entries.flat_map(|entry| entry.parents.iter()) {
                let own = by_key.get(&key).and_then(|cluster| ids.get(cluster)).map(String::as_str);
                if let Some(id) = own.or_else(|| of_lexicon.get(&key).copied()).filter(|id| *id != cluster.entity) {
                    *said.entry(id).or_default() += documents;
                }
            }
            // Of several the one that most documents name.
            let most = said.into_iter().max_by_key(|&(id, documents)| (documents, std::cmp::Reverse(id)));
            if let Some((parent, _)) = most.filter(|_| !cluster.known) {
                parents.insert(cluster.entity.clone(), parent.to_owned());
            }
        }
        for (_, cluster) in clusters.iter_mut() {
            // What is above it must not end in itself.
            let above = std::iter::successors(parents.get(&cluster.entity), |id| parents.get(*id));
            if above.take(16).all(|id| *id != cluster.entity) {
                cluster.parent = parents.get(&cluster.entity).cloned();
            } else {
                parents.remove(&cluster.entity);
            }
        }
    }
}

/// The id of a name: its words in lower-case ASCII.
fn slug(name: &str) -> String {
    let mut latin = romanize(name, None, Alphabet::Ascii).to_ascii_lowercase();
    latin.retain(|c| !matches!(c, '\'' | '`' | '.'));
    let words = latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "name".to_owned() } else { slug }
}
