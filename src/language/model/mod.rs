//! The default detector: a linear model over n-grams of letters, with the vectors of the n-grams in a small table.
//!
//! Words in folded letters between edges have n-grams of 3 and of 5 symbols, and themselves as one more; a Han character has
//! those of 1 to 3 that begin with it. Each n-gram that the table holds has a vector of 32 (in larger models 64) numbers of
//! four bits; their sum, divided by the root of their number, goes through one matrix a script to the scores of the
//! languages written in it, and softmax makes them probabilities. All sums of vectors are of integers and the rest has a
//! fixed order, so that answers are the same on every machine.
//!
//! The shape is that of fastText ([Joulin et al. 2017](https://aclanthology.org/E17-2068/)); `cargo xtask train-language`
//! makes the table.

mod kernel;
mod memory;
mod quick;
mod table;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::cmp::Reverse;
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::power::temper;
use super::scan::Scan;
use super::{Candidates, LEAST, LIKELY, Language, Odds, Script};
use crate::{Error, langdata};
use table::{Group, Table};

/// What `cargo xtask train-language` makes a model with.
#[doc(hidden)]
pub mod training {
    pub use super::super::scan::EDGE;
    pub use super::kernel::{exp, place};
    pub use super::table::{Group, SLOTS, Table};
    use crate::Script;
    use crate::language::scan::Scan;

    /// Calls `each` with the words of `text` that are written in `script`, between edges.
    pub fn for_each_word(text: &str, script: Script, each: impl FnMut(&[u32])) {
        Scan::of(text).words(script.id()).for_each(each);
    }

    /// Calls `each` with the hashes of the n-grams of a word between edges.
    pub fn for_each_ngram(word: &[u32], script: Script, each: impl FnMut(u64)) {
        let mut hashes = Vec::with_capacity(word.len() * 6);
        super::kernel::ngrams(word, script.id(), &mut hashes);
        hashes.into_iter().for_each(each);
    }
}

/// A model that tells the languages of each script apart. [`Model::builtin`] is embedded; a larger one can be opened.
pub struct Model {
    table: Table,
    /// Tells it from the others of the program.
    number: u64,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("languages", &self.languages().len()).finish_non_exhaustive()
    }
}

impl Model {
    /// The embedded model.
    pub fn builtin() -> &'static Model {
        static BUILTIN: LazyLock<Model> = LazyLock::new(|| {
            let bytes = langdata::bytes("language/model.bin");
            // A test opens it; without it every alphabet of several languages is `und`.
            Model::of(Table::parse(bytes.into()).unwrap_or_default())
        });
        &BUILTIN
    }

    /// The model in a file that `cargo xtask train-language` has written.
    ///
    /// # Errors
    /// [`Error::is_io`] if the file cannot be read, [`Error::is_config`] if it is no such model.
    pub fn open(path: impl AsRef<Path>) -> Result<Model, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| Error::io(path.display().to_string(), e))?;
        let table = Table::parse(bytes.into()).map_err(|e| {
            Error::config(format!(
                "{}: {e}; a model is a file that `cargo xtask train-language` writes",
                path.display()
            ))
        })?;
        Ok(Model::of(table))
    }

    fn of(table: Table) -> Model {
        static MODELS: AtomicU64 = AtomicU64::new(1);
        Model { table, number: MODELS.fetch_add(1, Ordering::Relaxed) }
    }

    /// The languages it tells apart, with their scripts, in the order of the scripts.
    pub fn languages(&self) -> Vec<(Language, Script)> {
        self.table.groups.iter().flat_map(|group| group.languages.iter().map(|&l| (l, group.script))).collect()
    }

    /// Whether the language is one of those that are told apart in the script; `None` if the model does not know the script.
    pub(super) fn has(&self, language: Language, script: Script) -> Option<bool> {
        self.table.group(script).map(|group| group.languages.contains(&language))
    }

    /// The likely languages of what was read.
    pub(super) fn ranked(&self, scan: &Scan, script: Script, candidates: &Candidates) -> Result<Ranking, NoScript> {
        self.of_scan(scan, script, candidates, ranking).map(Option::unwrap_or_default)
    }

    /// The script and the likely languages of a plain text, as [`Model::ranked`] has them, in less time; `None` of any other
    /// text. `script` if it is known.
    pub(super) fn ranked_plain(
        &self,
        text: &str,
        script: Option<Script>,
        candidates: &Candidates,
    ) -> Option<(Script, Ranking)> {
        self.of_plain(text, script, candidates, ranking)
    }

    /// The likeliest languages of what was read, tempered as [`power::tempered`](super::power::tempered) does it.
    pub(super) fn likely_of_scan(
        &self,
        scan: &Scan,
        script: Script,
        candidates: &Candidates,
        power: f32,
    ) -> Result<Ranking, NoScript> {
        let of = |group: &Group, total, scratch: &mut Scratch| likely(group, total, power, scratch);
        self.of_scan(scan, script, candidates, of).map(Option::unwrap_or_default)
    }

    /// The script and the likeliest languages of a plain text, as [`Model::likely_of_scan`] has them, in less time; `None` of
    /// any other text.
    pub(super) fn likely_of_plain(&self, text: &str, candidates: &Candidates, power: f32) -> Option<(Script, Ranking)> {
        self.of_plain(text, None, candidates, |group, total, scratch| likely(group, total, power, scratch))
    }

    /// What a plain text says for its most likely language and for `other`, with its script; `None` of any other text.
    pub(super) fn odds_of_plain(&self, text: &str, script: Option<Script>, other: Language) -> Option<Odds> {
        let of = |group: &Group, total, scratch: &mut Scratch| {
            let number = group.languages.binary_search(&other).ok();
            let of_other = number.and_then(|i| scratch.scores.get(i)).map(|score| score / total);
            Some(Odds { best: best(group, total, scratch)?, other: of_other.filter(|p| *p > LEAST) })
        };
        self.of_plain(text, script, &Candidates::EVERYTHING, of)?.1
    }

    /// The most likely language of what was read.
    pub(super) fn best_of_scan(
        &self,
        scan: &Scan,
        script: Script,
        candidates: &Candidates,
    ) -> Result<Option<(Language, f32)>, NoScript> {
        self.of_scan(scan, script, candidates, best).map(Option::flatten)
    }

    /// The script and the most likely language of a plain text, as [`Model::best_of_scan`] has them, in less time; `None` of
    /// any other text.
    pub(super) fn best_of_plain(
        &self,
        text: &str,
        candidates: &Candidates,
    ) -> Option<(Script, Option<(Language, f32)>)> {
        self.of_plain(text, None, candidates, best)
    }

    /// What `of` makes of the scores of what was read, and of their sum; `None` without a word.
    fn of_scan<T>(
        &self,
        scan: &Scan,
        script: Script,
        candidates: &Candidates,
        of: impl FnOnce(&Group, f32, &mut Scratch) -> T,
    ) -> Result<Option<T>, NoScript> {
        let group = self.table.group(script).ok_or(NoScript)?;
        Ok(scratch(|scratch| {
            let total = self.probabilities(group, scan, candidates, &mut scratch.scores)?;
            Some(of(group, total, scratch))
        }))
    }

    /// The script of a plain text, and what `of` makes of its scores and their sum; `None` of any other text.
    fn of_plain<T>(
        &self,
        text: &str,
        script: Option<Script>,
        candidates: &Candidates,
        of: impl FnOnce(&Group, f32, &mut Scratch) -> T,
    ) -> Option<(Script, T)> {
        scratch(|scratch| {
            let (group, total) = self.probabilities_of_plain(text, script, candidates, &mut scratch.scores)?;
            Some((group.script, of(group, total, scratch)))
        })
    }

    /// The group of a plain text, and as below.
    fn probabilities_of_plain(
        &self,
        text: &str,
        script: Option<Script>,
        candidates: &Candidates,
        out: &mut Vec<f32>,
    ) -> Option<(&Group, f32)> {
        let group = match script {
            Some(script) => Some(self.table.group(script)?),
            None => None,
        };
        let weights = |group: &Group| weights(group, candidates);
        quick::probabilities((self.number, &self.table), text, group, weights, out)
    }

    /// How probable each language of the group is, in units of the sum that is returned.
    fn probabilities(&self, group: &Group, scan: &Scan, candidates: &Candidates, out: &mut Vec<f32>) -> Option<f32> {
        let weights = weights(group, candidates);
        let (table, weights) = (&self.table, weights.as_deref());
        match table.dimensions {
            32 => kernel::dispatch(kernel::Words::<32> { table, group, scan, weights, out }),
            64 => kernel::dispatch(kernel::Words::<64> { table, group, scan, weights, out }),
            _ => None,
        }
    }
}

/// What multiplies the odds of the languages, unless all are alike.
fn weights(group: &Group, candidates: &Candidates) -> Option<Vec<f32>> {
    let weigh = || group.languages.iter().map(|&language| candidates.weight(language)).collect();
    (!candidates.is_everything()).then(weigh)
}

/// Room that every answer needs for a while.
#[derive(Default)]
struct Scratch {
    scores: Vec<f32>,
    order: Vec<u64>,
    numbers: Vec<f32>,
}

/// Calls `with` with room that this thread keeps.
fn scratch<T>(with: impl FnOnce(&mut Scratch) -> T) -> T {
    thread_local! {
        static SCRATCH: Cell<Scratch> = Cell::default();
    }
    let mut scratch = SCRATCH.take();
    let found = with(&mut scratch);
    SCRATCH.set(scratch);
    found
}

/// The languages that are not out of the question, as numbers: the larger the more probable, and of equal ones the larger
/// the earlier their code. Below the score is the complement of the language's number.
fn keep<'a>(scores: &[f32], total: f32, order: &'a mut Vec<u64>) -> &'a mut [u64] {
    const LANES: usize = 8;
    let least = total * LEAST;
    order.resize(scores.len() + 1, 0);
    let mut n = 0;
    // Most scores are 0, those of neighbours too.
    for (scores, first) in scores.chunks(LANES).zip((0..).step_by(LANES)) {
        if scores.iter().fold(false, |any, &score| any | (score > least)) {
            for (&score, i) in scores.iter().zip(first..) {
                // Written whether kept or not, so that no branch depends on it. Positive floats are in the order of their bits.
                let i: u32 = i;
                order[n] = u64::from(score.to_bits()) << 32 | u64::from(!i);
                n += usize::from(score > least);
            }
        }
    }
    &mut order[..n]
}

/// What was kept: a language and its probability.
fn kept(group: &Group, key: u64, total: f32) -> Option<(Language, f32)> {
    Some((*group.languages.get(!(key as u32) as usize)?, f32::from_bits((key >> 32) as u32) / total))
}

/// Brings the [`LIKELY`] largest to the front, in order.
fn order_likely(order: &mut [u64]) {
    if order.len() > LIKELY {
        order.select_nth_unstable_by_key(LIKELY - 1, |&key| Reverse(key));
    }
    let likely = order.len().min(LIKELY);
    order[..likely].sort_unstable_by_key(|&key| Reverse(key));
}

/// The languages that are not out of the question: the [`LIKELY`] most probable ones in order.
fn ranking(group: &Group, total: f32, scratch: &mut Scratch) -> Ranking {
    let Scratch { scores, order, .. } = scratch;
    let order = keep(scores, total, order);
    order_likely(order);
    order.iter().filter_map(|&key| kept(group, key, total)).collect()
}

/// Numbers that are to be tempered.
struct Tempering<'a> {
    numbers: &'a mut [f32],
    power: f32,
}

impl kernel::Task for Tempering<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        temper(self.numbers, self.power)
    }
}

/// The most probable languages, tempered.
fn likely(group: &Group, total: f32, power: f32, scratch: &mut Scratch) -> Ranking {
    let Scratch { scores, order, numbers } = scratch;
    let order = keep(scores, total, order);
    order_likely(order);
    numbers.clear();
    numbers.extend(order.iter().map(|key| f32::from_bits((key >> 32) as u32) / total));
    let factor = kernel::dispatch(Tempering { numbers, power });
    let likely = order.iter().take(LIKELY).zip(numbers);
    likely.filter_map(|(&key, p)| Some((kept(group, key, total)?.0, *p * factor))).collect()
}

/// The most probable language.
fn best(group: &Group, total: f32, scratch: &mut Scratch) -> Option<(Language, f32)> {
    let scores = &scratch.scores;
    let most = kernel::by_lanes(scores, 0.0, |a, b| if b > a { b } else { a });
    let best = scores.iter().position(|&score| score == most && score > 0.0)?;
    Some((*group.languages.get(best)?, most / total))
}

/// The model has no languages of the script.
#[derive(Debug)]
pub(super) struct NoScript;

/// Languages with their probabilities, the most likely [`LIKELY`] first.
type Ranking = Vec<(Language, f32)>;
