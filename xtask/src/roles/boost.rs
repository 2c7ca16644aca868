//! Gradient boosting of symmetric trees with a number for each role in each leaf (Friedman 2001; Prokhorenkova et al. 2018).

use polynorm::role::training::{LEVELS, Scores, Tree, shares};
use rayon::prelude::*;

use crate::random::Random;

const ROLES: usize = polynorm::Role::ALL.len();
/// Gradients and curvatures of all roles, side by side.
type Sums = [f32; 2 * ROLES];

/// Lines with their evidence, a column each, and their roles.
#[derive(Default)]
pub struct Lines {
    pub columns: Vec<Vec<f32>>,
    pub roles: Vec<usize>,
    /// How much each counts.
    pub weights: Vec<f32>,
}

/// How much is learned.
#[derive(Clone, Copy)]
pub struct Size {
    pub trees: usize,
    pub levels: usize,
}

/// What a leaf's number is multiplied by to be a logarithm.
pub const UNIT: f32 = 1.0 / 512.0;
/// Thresholds that a piece of evidence is tried at.
const BORDERS: usize = 31;
/// Share of the evidence, and of the lines, that a tree is grown from.
const SHARE_OF_EVIDENCE: f64 = 0.35;
const SHARE_OF_LINES: f64 = 0.5;
/// What a tree says counts so much.
const RATE: f32 = 0.15;
/// Keeps leaves of few lines near 0.
const RIDGE: f32 = 8.0;

/// The logarithms of the shares of the roles, and trees that add to them.
pub fn boost(lines: &Lines, size: Size, seed: u64) -> (Scores, Vec<Tree>) {
    assert!(size.levels <= LEVELS, "a tree has {LEVELS} levels at most");
    let count = lines.roles.len();
    let borders: Vec<Vec<f32>> = lines.columns.par_iter().map(|column| borders(column)).collect();
    let bins: Vec<Vec<u8>> = lines
        .columns
        .par_iter()
        .zip(&borders)
        .map(|(column, borders)| {
            column.iter().map(|value| borders.partition_point(|border| value > border) as u8).collect()
        })
        .collect();
    let mut counts = [1.0f32; ROLES];
    lines.roles.iter().for_each(|&role| counts[role] += 1.0);
    let prior = counts.map(|of_role| (of_role / count as f32).ln());
    let mut scores = vec![prior; count];
    let mut random = Random::new(seed);
    let mut trees = Vec::new();
    for _ in 0..size.trees {
        let sums = scores.par_iter().zip(&lines.roles).zip(&lines.weights);
        let sums: Vec<Sums> =
            sums.map(|((scores, &role), weight)| slopes(scores, role).map(|slope| slope * weight)).collect();
        let rows: Vec<u32> = (0..count as u32).filter(|_| random.unit() < SHARE_OF_LINES).collect();
        let asked: Vec<usize> = (0..bins.len()).filter(|_| random.unit() < SHARE_OF_EVIDENCE).collect();
        let mut leaf = vec![0u8; count];
        let mut levels: Vec<(usize, f32)> = Vec::new();
        for level in 0..size.levels {
            let best = asked
                .par_iter()
                .filter(|&&column| !borders[column].is_empty())
                .map(|&column| {
                    let (gain, border) =
                        best_border(&bins[column], borders[column].len(), &leaf, 1 << level, &rows, &sums);
                    (gain, column, border)
                })
                .reduce_with(|a, b| if (b.0, a.1) > (a.0, b.1) { b } else { a });
            let Some((_, column, border)) = best else { break };
            for (leaf, &bin) in leaf.iter_mut().zip(&bins[column]) {
                *leaf |= u8::from(usize::from(bin) > border) << level;
            }
            levels.push((column, borders[column][border]));
        }
        let mut totals = vec![[0.0f32; 2 * ROLES]; 1 << levels.len()];
        for (sums, &leaf) in sums.iter().zip(&leaf) {
            add(&mut totals[usize::from(leaf)], sums);
        }
        let number =
            |total: &Sums, role: usize| (RATE * total[role] / (total[ROLES + role] + RIDGE) / UNIT).round() as i16;
        let leaves: Vec<[i16; ROLES]> =
            totals.iter().map(|total| std::array::from_fn(|role| number(total, role))).collect();
        scores.par_iter_mut().zip(&leaf).for_each(|(scores, &leaf)| {
            for (score, value) in scores.iter_mut().zip(&leaves[usize::from(leaf)]) {
                *score += f32::from(*value) * UNIT;
            }
        });
        trees.push(Tree { levels, leaves });
    }
    (prior, trees)
}

/// Thresholds between the values of a column, about as many lines between each two.
fn borders(column: &[f32]) -> Vec<f32> {
    let mut values = column.to_vec();
    values.sort_unstable_by(f32::total_cmp);
    let mut borders: Vec<f32> = Vec::new();
    for i in 1..=BORDERS {
        let value = values[(values.len() - 1) * i / (BORDERS + 1)];
        // Half way to the next value.
        if let Some(next) = values.get(values.partition_point(|other| *other <= value)) {
            let border = (value + next) / 2.0;
            if borders.last().is_none_or(|last| border > *last) && border < *next {
                borders.push(border);
            }
        }
    }
    borders
}

/// The slopes of the loss at a line, and their curvatures, role by role.
fn slopes(scores: &Scores, role: usize) -> Sums {
    let mut sums = [0.0; 2 * ROLES];
    for (i, share) in shares(scores).into_iter().enumerate() {
        sums[i] = if i == role { 1.0 - share } else { -share };
        sums[ROLES + i] = share * (1.0 - share);
    }
    sums
}

fn add(total: &mut Sums, sums: &Sums) {
    for (total, sum) in total.iter_mut().zip(sums) {
        *total += sum;
    }
}

/// What a leaf is worth.
fn worth(total: &Sums) -> f32 {
    (0..ROLES).map(|role| total[role] * total[role] / (total[ROLES + role] + RIDGE)).sum()
}

/// The best threshold of a column for all leaves together, and its worth.
fn best_border(bins: &[u8], borders: usize, leaf: &[u8], leaves: usize, rows: &[u32], sums: &[Sums]) -> (f32, usize) {
    let mut totals = vec![[0.0f32; 2 * ROLES]; leaves * (borders + 1)];
    for &row in rows {
        let row = row as usize;
        add(&mut totals[usize::from(leaf[row]) * (borders + 1) + usize::from(bins[row])], &sums[row]);
    }
    let mut gains = vec![0.0; borders];
    for of_leaf in totals.chunks(borders + 1) {
        let mut above = [0.0; 2 * ROLES];
        of_leaf.iter().for_each(|total| add(&mut above, total));
        let mut below = [0.0; 2 * ROLES];
        for (gain, total) in gains.iter_mut().zip(of_leaf) {
            add(&mut below, total);
            for (above, sum) in above.iter_mut().zip(total) {
                *above -= sum;
            }
            *gain += worth(&below) + worth(&above);
        }
    }
    let best = (0..borders).max_by(|&a, &b| f32::total_cmp(&gains[a], &gains[b]).then(b.cmp(&a))).unwrap_or(0);
    (gains[best], best)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the trees say of a line, more than the prior.
    fn said(trees: &[Tree], line: &[f32]) -> Scores {
        let mut scores = [0.0; ROLES];
        for tree in trees {
            let leaf: usize = tree
                .levels
                .iter()
                .enumerate()
                .map(|(level, &(column, at))| usize::from(line[column] > at) << level)
                .sum();
            (0..ROLES).for_each(|role| scores[role] += f32::from(tree.leaves[leaf][role]) * UNIT);
        }
        scores
    }

    #[test]
    fn two_questions_together_are_learned_and_each_time_the_same() {
        let mut random = Random::new(1);
        let mut lines = Lines { columns: vec![Vec::new(); 5], weights: vec![1.0; 3000], ..Lines::default() };
        for _ in 0..3000 {
            let line: Vec<f32> = (0..5).map(|_| (random.unit() * 8.0).floor() as f32).collect();
            // One role where exactly one of two numbers is large; each number alone tells nothing.
            lines.roles.push(if (line[1] > 3.0) != (line[4] > 3.0) { 3 } else { 9 });
            lines.columns.iter_mut().zip(line).for_each(|(column, value)| column.push(value));
        }
        let size = Size { trees: 60, levels: 4 };
        let (prior, trees) = boost(&lines, size, 5);
        let right = (0..lines.roles.len()).filter(|&i| {
            let line: Vec<f32> = lines.columns.iter().map(|column| column[i]).collect();
            let scores = said(&trees, &line);
            (scores[3] + prior[3] > scores[9] + prior[9]) == (lines.roles[i] == 3)
        });
        assert!(right.count() * 100 > lines.roles.len() * 97);
        assert_eq!(boost(&lines, size, 5), (prior, trees));
    }

    #[test]
    fn what_counts_more_is_believed() {
        let columns = vec![(0..2000).map(|i| (i % 7) as f32).collect()];
        let (roles, weights) = (0..2000).map(|i| if i / 7 % 2 == 0 { (3, 1.0) } else { (9, 3.0) }).unzip();
        let (prior, trees) = boost(&Lines { columns, roles, weights }, Size { trees: 40, levels: 2 }, 5);
        let scores = said(&trees, &[2.0]);
        let odds = scores[9] + prior[9] - scores[3] - prior[3];
        assert!((odds - 3.0f32.ln()).abs() < 0.2, "{odds}");
    }

    #[test]
    fn borders_stand_between_values() {
        assert_eq!(borders(&[2.0, 0.0, 0.0, 2.0, 5.0, 5.0]), [1.0, 3.5]);
        assert!(borders(&[4.0; 9]).is_empty());
        assert!(borders(&(0..1000).map(|i| i as f32).collect::<Vec<_>>()).len() == BORDERS);
    }
}
