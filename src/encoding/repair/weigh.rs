//! What a text costs as it stands and as it may have been, in sixteenths of a nat; a first look at the dear places of a text.

use super::super::cost::{self, Before, CHANGE, CHANGES, Cost, INSIDE_WORD, START, Step, add, least};
use super::super::model::{COMMON, EDGE, Fold, LANES, LATIN, LATIN_LANES, Model, NAT, NEVER, NONE, WIDE, WIDE_LANES};

/// A nat, for sums that may be negative.
pub(super) const NATS: i64 = NAT as i64;

/// The cost of a text.
pub(super) fn cost(text: impl IntoIterator<Item = char>) -> i64 {
    let mut cost = Cost::new();
    cost.extend(text);
    cost.push(' ');
    i64::from(cost.total())
}

/// More than a text can gain by having `new` in the place of `old`: what `old` costs in the dearest language, and with it what stands
/// between it and the next letter, and changes of script, less what `new` costs in the cheapest. What is `before` is in reverse.
pub(super) fn gain_at_most(
    before: &[char],
    old: impl Iterator<Item = char>,
    new: impl Iterator<Item = char>,
    behind: impl Iterator<Item = char>,
) -> i64 {
    let folds = &Model::get().folds;
    // What is before the last letter makes no difference.
    let near = before.iter().position(|&c| is_letter(folds.of(c).group)).map_or(before.len(), |at| at + 1);
    let mut old_bound = Bound { before: START, last: EDGE, script: None, sum: CHANGE * CHANGES };
    for &c in before[..near].iter().rev() {
        old_bound.read(c);
    }
    let mut new_bound = Bound { sum: 0, ..old_bound };
    old.for_each(|c| old_bound.push::<true>(c));
    new.for_each(|c| new_bound.push::<false>(c));
    for c in behind.chain([' ']) {
        old_bound.push::<true>(c);
        new_bound.push::<false>(c);
        if is_letter(old_bound.last.group) {
            break;
        }
    }
    i64::from(old_bound.sum) - i64::from(new_bound.sum)
}

/// A bound on the cost of some of a text's characters, without the changes of script outside of words.
struct Bound {
    before: Before,
    last: Fold,
    /// The script of the last letter.
    script: Option<(u8, u8)>,
    sum: u32,
}

impl Bound {
    /// Goes on with a character that is not counted: how it is charged, what it is, and whether it changes the script.
    #[inline]
    fn read(&mut self, c: char) -> (Step, Fold, bool) {
        let next = Model::get().folds.of(c);
        let step = cost::step(&mut self.before, next);
        let mut changes = false;
        if is_letter(next.group) {
            let script = cost::script(next);
            changes = self.script.is_some_and(|before| before != script);
            self.script = Some(script);
        }
        self.last = next;
        (step, next, changes)
    }

    /// Goes on with a character in the dearest language or in the cheapest.
    #[inline]
    fn push<const MOST: bool>(&mut self, c: char) {
        let (model, last) = (Model::get(), self.last);
        let (step, next, changes) = self.read(c);
        let pair = |most: u8, least: u8| u32::from(if MOST { most } else { least });
        self.sum += cost::case(last.case, next.case);
        self.sum += match step {
            Step::Pair(LATIN, first, second) => pair(model.latin.most(first, second), model.latin.least(first, second)),
            Step::Pair(alphabet, first, second) => {
                let pairs = model.others.get(usize::from(alphabet) - 1);
                pairs.map_or(0, |pairs| pair(pairs.most(first, second), pairs.least(first, second)))
            }
            Step::Single => {
                let row = model.single(c).iter().copied();
                if MOST { row.max() } else { row.min() }.unwrap_or_default().into()
            }
            Step::Never => NEVER,
        };
        let inside = is_letter(last.group) && last.group != WIDE && next.group != WIDE;
        self.sum += if changes && inside { INSIDE_WORD } else { 0 };
    }
}

/// What a look at the first characters above ASCII, and those around them, found.
pub(super) struct Look {
    /// What the pairs of ASCII characters cost in each Latin language.
    pub ascii: [u16; LATIN_LANES],
    /// What the others cost there.
    pub high: [u16; LATIN_LANES],
    /// What all other characters cost.
    pub others: u32,
    /// How many pairs are not of ASCII, and those of them that are single characters.
    pub pairs: u32,
    pub singles: u32,
    /// Letters of ASCII and above.
    pub letters: [u32; 2],
}

impl Look {
    /// At the beginning of a text.
    pub(super) fn at(text: &str) -> Look {
        let model = Model::get();
        let mut look =
            Look { ascii: [0; LATIN_LANES], high: [0; LATIN_LANES], others: 0, pairs: 0, singles: 0, letters: [0; 2] };
        let (mut other, mut wide) = ([[0u16; LANES]; 5], [0u16; WIDE_LANES]);
        let (mut before, mut last) = (START, EDGE);
        for c in text.chars() {
            let next = model.folds.of(c);
            look.letters[usize::from(!next.ascii)] += u32::from(next.group != COMMON && next.group != NONE);
            match cost::step(&mut before, next) {
                Step::Pair(LATIN, one, two) => {
                    let row = model.latin.row(one, two);
                    if last.ascii && next.ascii {
                        add(&mut look.ascii, row);
                    } else {
                        add(&mut look.high, row);
                        look.pairs += 1;
                        look.others += cost::case(last.case, next.case);
                    }
                }
                Step::Pair(alphabet, one, two) => {
                    let at = usize::from(alphabet) - 1;
                    if let (Some(sum), Some(table)) = (other.get_mut(at), model.others.get(at)) {
                        add(sum, table.row(one, two));
                        look.pairs += 1;
                        look.others += cost::case(last.case, next.case);
                    }
                }
                Step::Single => {
                    add(&mut wide, model.single(c));
                    look.singles += 1;
                }
                Step::Never => {
                    look.others += NEVER;
                    look.pairs += 1;
                }
            }
            if last.group != next.group && is_letter(last.group) && is_letter(next.group) {
                look.others += if last.group == WIDE || next.group == WIDE { 2 * NAT } else { INSIDE_WORD };
            }
            last = next;
        }
        for other in &other {
            look.others += least(other);
        }
        look.others += least(&wide);
        look
    }

    /// The Latin language of the whole: what is above ASCII counts less, as it may be wrong.
    pub(super) fn lane(&self) -> usize {
        cheapest(&std::array::from_fn(|lane| self.ascii[lane] + self.high[lane] / 4))
    }

    /// The Latin language of what is ASCII.
    pub(super) fn lane_of_ascii(&self) -> usize {
        cheapest(&self.ascii)
    }

    /// The Latin language that all is cheapest in.
    pub(super) fn lane_as_is(&self) -> usize {
        cheapest(&std::array::from_fn(|lane| self.ascii[lane] + self.high[lane]))
    }

    /// What the characters above ASCII cost on average, in the language of the whole.
    pub(super) fn mean(&self) -> u32 {
        let lane = self.lane();
        (self.others + u32::from(self.high[lane])) / (self.pairs + self.singles).max(1)
    }

    /// What all that was looked at costs.
    pub(super) fn cost(&self) -> u32 {
        self.others + least(&std::array::from_fn::<u16, LATIN_LANES, _>(|lane| self.ascii[lane] + self.high[lane]))
    }
}

/// The first language that costs least.
fn cheapest(sums: &[u16; LATIN_LANES]) -> usize {
    let least = sums.iter().copied().min();
    sums.iter().position(|sum| Some(*sum) == least).unwrap_or(0)
}

/// What a pair costs at most that is usual in some language.
const USUAL: u32 = 3 * NAT;

/// Whether two code points above ASCII stand beside each other in clean text.
pub(super) fn is_usual(first: u32, second: u32) -> bool {
    let model = Model::get();
    let fold = |c: u32| char::from_u32(c).map(|c| model.folds.of(c));
    let (Some(first), Some(second)) = (fold(first), fold(second)) else { return false };
    let group = if second.group < COMMON { second.group } else { first.group };
    if first.group > COMMON || second.group > COMMON || first.group < COMMON && first.group != group {
        return false;
    }
    let least = match group {
        LATIN => model.latin.least(first.class, second.class),
        COMMON => return false,
        other => {
            model.others.get(usize::from(other) - 1).map_or(u8::MAX, |pairs| pairs.least(first.class, second.class))
        }
    };
    u32::from(least) + cost::case(first.case, second.case) < USUAL
}

fn is_letter(group: u8) -> bool {
    group != COMMON && group != NONE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_reading_gains_more(parts in prop::array::uniform4("[a-zA-Z\u{E9}\u{C3}\u{416}-\u{44F}\u{627}-\u{64A}\u{60C}\u{4E00}-\u{4E20}\u{85}\u{E000} ,.?0-9\u{2019}]{0,6}")) {
            let [before, old, new, behind] = parts;
            let gain = cost(format!("{before}{old}{behind}").chars()) - cost(format!("{before}{new}{behind}").chars());
            let before: Vec<char> = before.chars().rev().collect();
            prop_assert!(gain <= gain_at_most(&before, old.chars(), new.chars(), behind.chars()));
        }
    }
}
