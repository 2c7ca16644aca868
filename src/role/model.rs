//! The model of the roles: boosted trees over the evidence on each line, and how one role follows another.
//!
//! The trees are symmetric: all nodes of a level ask the same question, so that a leaf is found by as many comparisons as there
//! are levels, and each leaf has a number for every role (Prokhorenkova et al., CatBoost, 2018). Their sums are logarithms of
//! odds. What the rules take the line for counts as one more opinion, of a weight that the model has; then the document is decoded
//! as a whole by the forward-backward algorithm (Rabiner 1989), which gives each line its probability of each role.
//!
//! `cargo xtask train-roles` trains it from the pages of `xtask/pages`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::evidence::Column;
use crate::document::Role;
use crate::each::each;
use crate::langdata;

/// Numbers of a line, one a role, in the order of [`Role::ALL`].
pub type Scores = [f32; Role::ALL.len()];

/// A model as it stands in its file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The evidence that the trees ask for, by name.
    pub evidence: Vec<String>,
    /// What the numbers of the leaves are multiplied by to be logarithms.
    pub unit: f32,
    /// The logarithm of how often each role comes, to which the trees add.
    pub prior: Scores,
    /// The trees.
    pub trees: Vec<Tree>,
    /// Weight of the sum of trees and prior in the end: below 1 if the trees are surer than they are right.
    pub weight: f32,
    /// The logarithm that the role that the rules give a line gains.
    pub rules: f32,
    /// For each role, how much more (or less) often than by chance each role follows it: a factor.
    pub follows: Vec<Scores>,
}

/// A symmetric tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tree {
    /// What each level asks: whether this piece of evidence, by its number, is above the threshold.
    pub levels: Vec<(usize, f32)>,
    /// For each leaf a number for each role. The answer of the first level is the lowest bit of the number of the leaf.
    pub leaves: Vec<[i16; Role::ALL.len()]>,
}

/// A model that can be asked.
pub struct Reader {
    /// The evidence that is asked for.
    pub(super) columns: Vec<Column>,
    model: Model,
    /// The leaves of each tree, with room behind their numbers, so that they fill a vector of the processor.
    leaves: Vec<Vec<[i16; WIDTH]>>,
}

/// Numbers of a leaf, with room.
const WIDTH: usize = 16;

/// Lines that a tree is asked about at once.
const TOGETHER: usize = 64;
/// Levels of a tree at most: a leaf has its number in a byte.
pub const LEVELS: usize = 8;

impl Reader {
    /// The embedded one.
    pub(super) fn builtin() -> &'static Reader {
        static READER: LazyLock<Reader> = LazyLock::new(|| {
            let model = serde_json::from_slice(langdata::bytes("roles/model.json"));
            model
                .map_err(|e| e.to_string())
                .and_then(Reader::new)
                .unwrap_or_else(|e| panic!("langdata/roles/model.json: {e}"))
        });
        &READER
    }

    /// Takes a model.
    ///
    /// # Errors
    /// What is wrong with a model that cannot be asked.
    pub fn new(model: Model) -> Result<Reader, String> {
        let known = Column::all();
        let column = |name: &String| known.iter().find(|column| column.name() == *name).copied();
        let columns = model
            .evidence
            .iter()
            .map(|name| column(name).ok_or(format!("there is no evidence \u{201C}{name}\u{201D}")));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        for (number, tree) in model.trees.iter().enumerate() {
            let of_evidence = tree.levels.iter().all(|level| level.0 < columns.len());
            if tree.levels.len() > LEVELS || tree.leaves.len() != 1 << tree.levels.len() || !of_evidence {
                return Err(format!(
                    "tree {number} has other leaves than its levels want, or asks for evidence that is not there"
                ));
            }
        }
        if model.follows.len() != Role::ALL.len() {
            return Err("`follows` wants a row for each role".to_owned());
        }
        let most =
            |tree: &Tree, role: usize| tree.leaves.iter().map(|leaf| leaf[role].unsigned_abs()).max().unwrap_or(0);
        let sum = |role: usize| model.trees.iter().map(|tree| u32::from(most(tree, role))).sum::<u32>();
        if (0..Role::ALL.len()).any(|role| sum(role) > i16::MAX as u32) {
            return Err("the numbers of the leaves may add up to more than 16 bits hold; make `unit` larger".to_owned());
        }
        let wide = |leaf: &[i16; Role::ALL.len()]| std::array::from_fn(|role| leaf.get(role).copied().unwrap_or(0));
        let leaves = model.trees.iter().map(|tree| tree.leaves.iter().map(wide).collect()).collect();
        Ok(Reader { columns, model, leaves })
    }

    /// The probability of each role, for each line; `rules` has what the rules take it for, `favoured` the factor by which the roles of the
    /// document's own text count more.
    pub(super) fn probabilities(
        &self,
        columns: &[Vec<f32>],
        rules: &[Role],
        bytes: usize,
        favoured: impl Fn(usize) -> f32 + Sync,
    ) -> Vec<Scores> {
        let parts = each(rules.len().div_ceil(TOGETHER), bytes, |part| {
            let from = part * TOGETHER;
            let mut scores = self.scores(columns, from, rules.len().min(from + TOGETHER));
            for (scores, i) in scores.iter_mut().zip(from..) {
                scores[rules[i] as usize] += self.model.rules;
                *scores = shares(scores);
                for (score, role) in scores.iter_mut().zip(Role::ALL) {
                    *score *= if is_own(role) { favoured(i) } else { 1.0 };
                }
            }
            scores
        });
        self.decode(parts.concat())
    }

    /// The logarithms of the odds of some lines.
    fn scores(&self, columns: &[Vec<f32>], from: usize, to: usize) -> Vec<Scores> {
        let mut sums = [[0i16; WIDTH]; TOGETHER];
        let sums = &mut sums[..to - from];
        for (tree, numbers) in self.model.trees.iter().zip(&self.leaves) {
            let leaves = leaves(tree, columns, from, to);
            for (sums, leaf) in sums.iter_mut().zip(leaves) {
                for (sum, number) in sums.iter_mut().zip(numbers[usize::from(leaf)]) {
                    // They fit: `new` has seen to it.
                    *sum = sum.wrapping_add(number);
                }
            }
        }
        let Model { unit, prior, weight, .. } = &self.model;
        sums.iter().map(|sums| std::array::from_fn(|r| (f32::from(sums[r]) * unit + prior[r]) * weight)).collect()
    }

    /// From the probabilities of lines by themselves to those in the document, by the forward-backward algorithm.
    fn decode(&self, alone: Vec<Scores>) -> Vec<Scores> {
        let follows = &self.model.follows;
        let mut forward = alone.clone();
        for i in 1..forward.len() {
            let before = forward[i - 1];
            forward[i] = normal(std::array::from_fn(|to| {
                alone[i][to] * (0..before.len()).map(|from| before[from] * follows[from][to]).sum::<f32>()
            }));
        }
        let mut backward = [1.0; Role::ALL.len()];
        for i in (0..forward.len()).rev() {
            for (forward, backward) in forward[i].iter_mut().zip(backward) {
                *forward *= backward;
            }
            forward[i] = normal(forward[i]);
            backward = normal(std::array::from_fn(|from| {
                (0..backward.len()).map(|to| follows[from][to] * alone[i][to] * backward[to]).sum()
            }));
        }
        forward
    }

    /// What each piece of evidence says for one role against another, for a line: by how much the mean of the leaves that are left changes
    /// with each answer (Saabas 2014); the largest first.
    pub(super) fn reasons(&self, columns: &[Vec<f32>], line: usize, role: Role, against: Role) -> Vec<(Column, f32)> {
        let mut said = vec![0.0; self.columns.len()];
        for tree in &self.model.trees {
            let value = |leaf: usize| {
                f32::from(tree.leaves[leaf][role as usize]) - f32::from(tree.leaves[leaf][against as usize])
            };
            let mut left: Vec<f32> = (0..tree.leaves.len()).map(value).collect();
            let mean = |left: &[f32]| left.iter().sum::<f32>() / left.len() as f32;
            for &(column, threshold) in &tree.levels {
                let (before, above) = (mean(&left), usize::from(columns[column][line] > threshold));
                left = left.iter().skip(above).step_by(2).copied().collect();
                said[column] += mean(&left) - before;
            }
        }
        let unit = self.model.unit * self.model.weight;
        let mut said: Vec<_> = self.columns.iter().copied().zip(said.into_iter().map(|sum| sum * unit)).collect();
        said.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        said
    }
}

/// The numbers of the leaves of a tree that some lines come to.
fn leaves(tree: &Tree, columns: &[Vec<f32>], from: usize, to: usize) -> [u8; TOGETHER] {
    let mut leaves = [0; TOGETHER];
    for (level, &(column, threshold)) in tree.levels.iter().enumerate() {
        for (leaf, value) in leaves.iter_mut().zip(&columns[column][from..to]) {
            *leaf |= u8::from(*value > threshold) << level;
        }
    }
    leaves
}

/// The roles of what readers take for the document's own text.
pub(super) fn is_own(role: Role) -> bool {
    matches!(role, Role::Title | Role::Subtitle | Role::Heading | Role::Body | Role::Pullquote)
}

/// Probabilities from logarithms.
pub fn shares(logs: &Scores) -> Scores {
    let most = logs.iter().copied().fold(f32::MIN, f32::max);
    normal(logs.map(|log| (log - most).exp()))
}

/// The same with the sum 1.
fn normal(numbers: Scores) -> Scores {
    let sum: f32 = numbers.iter().sum();
    if sum > 0.0 { numbers.map(|number| number / sum) } else { [1.0 / numbers.len() as f32; Role::ALL.len()] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROLES: usize = Role::ALL.len();

    /// A model that asks two pieces of evidence.
    fn model() -> Model {
        let leaf = |i: i16| std::array::from_fn(|role| i * (role as i16 - 4) * 90);
        let tree =
            |at: f32| Tree { levels: vec![(0, at), (1, 0.5)], leaves: vec![leaf(1), leaf(-2), leaf(3), leaf(0)] };
        let follows = |from: usize| std::array::from_fn(|to| if to == from { 2.0 } else { 0.4 + to as f32 / 20.0 });
        Model {
            evidence: vec!["words".into(), "digits".into()],
            unit: 1.0 / 1024.0,
            prior: std::array::from_fn(|role| role as f32 / -10.0),
            trees: vec![tree(3.0), tree(9.5)],
            weight: 0.8,
            rules: 0.5,
            follows: (0..ROLES).map(follows).collect(),
        }
    }

    /// The leaf of a line, question by question.
    fn leaf(tree: &Tree, line: &[f32]) -> usize {
        tree.levels.iter().enumerate().map(|(level, &(column, at))| usize::from(line[column] > at) << level).sum()
    }

    fn columns(lines: &[[f32; 2]]) -> Vec<Vec<f32>> {
        [0, 1].map(|column| lines.iter().map(|line| line[column]).collect()).into()
    }

    fn near(a: f32, b: f32) -> bool {
        (a - b).abs() < 1e-4
    }

    proptest! {
        #[test]
        fn probabilities_are_those_of_all_ways_through_the_document(
            lines in prop::collection::vec([0.0f32..15.0, 0.0f32..2.0], 1..4),
            rules in prop::collection::vec(0..ROLES, 3),
            favoured in 0.2f32..4.0,
        ) {
            let model = model();
            let rules: Vec<Role> = rules.iter().take(lines.len()).map(|role| Role::ALL[*role]).collect();
            let alone: Vec<Scores> = lines.iter().zip(&rules).map(|(line, rule)| {
                let mut scores = model.prior;
                for tree in &model.trees {
                    let leaf = tree.leaves[leaf(tree, line)];
                    (0..ROLES).for_each(|role| scores[role] += f32::from(leaf[role]) * model.unit);
                }
                scores = scores.map(|score| score * model.weight);
                scores[*rule as usize] += model.rules;
                let odds = scores.map(f32::exp);
                std::array::from_fn(|role| odds[role] * if is_own(Role::ALL[role]) { favoured } else { 1.0 })
            }).collect();
            let mut expected = vec![[0.0f32; ROLES]; lines.len()];
            for way in 0..ROLES.pow(lines.len() as u32) {
                let roles: Vec<usize> = (0..lines.len() as u32).map(|i| way / ROLES.pow(i) % ROLES).collect();
                let own: f32 = roles.iter().zip(&alone).map(|(role, alone)| alone[*role]).product();
                let steps: f32 = roles.windows(2).map(|step| model.follows[step[0]][step[1]]).product();
                roles.iter().enumerate().for_each(|(i, role)| expected[i][*role] += own * steps);
            }
            let reader = Reader::new(model).unwrap();
            let found = reader.probabilities(&columns(&lines), &rules, 0, |_| favoured);
            for (found, expected) in found.into_iter().zip(expected.into_iter().map(normal)) {
                prop_assert!((0..ROLES).all(|role| near(found[role], expected[role])), "{found:?} {expected:?}");
            }
        }

        #[test]
        fn reasons_add_up_to_what_the_trees_say(line in [0.0f32..15.0, 0.0f32..2.0]) {
            let reader = Reader::new(model()).unwrap();
            let said = |of: &dyn Fn(&Tree) -> f32| {
                reader.model.trees.iter().map(of).sum::<f32>() * reader.model.unit * reader.model.weight
            };
            let (a, b) = (3, 9);
            let value = |leaf: &[i16; ROLES]| f32::from(leaf[a]) - f32::from(leaf[b]);
            let mean = said(&|tree| tree.leaves.iter().map(value).sum::<f32>() / tree.leaves.len() as f32);
            let here = said(&|tree| value(&tree.leaves[leaf(tree, &line)]));
            let reasons = reader.reasons(&columns(&[line]), 0, Role::ALL[a], Role::ALL[b]);
            let all: f32 = reasons.iter().map(|reason| reason.1).sum();
            prop_assert!(near(mean + all, here), "{mean} + {all} is not {here}");
            prop_assert!(reasons.is_sorted_by(|a, b| a.1.abs() >= b.1.abs()));
        }
    }

    #[test]
    fn lines_beyond_those_that_are_asked_together() {
        let reader = Reader::new(model()).unwrap();
        let lines: Vec<[f32; 2]> = (0..2 * TOGETHER + 5).map(|i| [(i % 13) as f32, (i % 3) as f32]).collect();
        let columns = columns(&lines);
        let at_once = reader.scores(&columns, TOGETHER, 2 * TOGETHER);
        for (i, scores) in at_once.iter().enumerate() {
            assert_eq!(reader.scores(&columns, TOGETHER + i, TOGETHER + i + 1), [*scores]);
        }
        assert_eq!(reader.probabilities(&columns, &vec![Role::Body; lines.len()], 0, |_| 1.0).len(), lines.len());
    }

    #[test]
    fn a_model_that_cannot_be_asked_is_refused() {
        let refused = |change: fn(&mut Model)| {
            let mut model = model();
            change(&mut model);
            Reader::new(model).err().unwrap_or_default()
        };
        assert!(refused(|model| model.evidence[0] = "phase of the moon".into()).contains("phase of the moon"));
        assert!(refused(|model| _ = model.trees[1].leaves.pop()).contains("tree 1"));
        assert!(refused(|model| model.trees[0].levels[0].0 = 2).contains("tree 0"));
        assert!(refused(|model| _ = model.follows.pop()).contains("follows"));
        assert!(refused(|model| model.trees.iter_mut().for_each(|tree| tree.leaves[0][3] = 20_000)).contains("unit"));
        assert!(!Reader::builtin().columns.is_empty());
    }
}
