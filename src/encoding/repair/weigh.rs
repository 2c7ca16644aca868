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

/// More than a text can gain by having others in the place of the characters `old`: what they cost in the dearest language, and
/// with them what stands between them and the next letter, and all changes of script.
pub(super) fn gain_at_most(
    before: impl Iterator<Item = char>,
    old: impl Iterator<Item = char>,
    behind: impl Iterator<Item = char>,
) -> i64 {
    let mut dearest = Dearest { before: START, last: EDGE, script: None, changes: 0, sum: 0 };
    before.for_each(|c| dearest.push(c, false));
    old.for_each(|c| dearest.push(c, true));
    let mut counted = true;
    for c in behind.chain([' ']) {
        dearest.push(c, counted);
        counted &= !is_letter(dearest.last.group);
    }
    i64::from(dearest.sum + CHANGE * dearest.changes.min(CHANGES))
}

/// The cost of some of a text's characters in the dearest language.
struct Dearest {
    before: Before,
    last: Fold,
    /// The script of the last letter.
    script: Option<(u8, u8)>,
    changes: u32,
    sum: u32,
}

impl Dearest {
    #[inline]
    fn push(&mut self, c: char, counted: bool) {
        let model = Model::get();
        let next = model.folds.of(c);
        let step = cost::step(&mut self.before, next);
        if counted {
            self.sum += cost::case(self.last.case, next.case);
            self.sum += match step {
                Step::Pair(LATIN, first, second) => u32::from(model.latin.most(first, second)),
                Step::Pair(alphabet, first, second) => {
                    model.others.get(usize::from(alphabet) - 1).map_or(0, |pairs| pairs.most(first, second).into())
                }
                Step::Single => model.single(c).iter().copied().max().unwrap_or_default().into(),
                Step::Never => NEVER,
            };
        }
        if is_letter(next.group) {
            let script = cost::script(next);
            if self.script.is_some_and(|before| before != script) {
                self.changes += 1;
                self.sum += if counted { INSIDE_WORD } else { 0 };
            }
            self.script = Some(script);
        }
        self.last = next;
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
        (0..LATIN_LANES).min_by_key(|&lane| self.ascii[lane] + self.high[lane] / 4).unwrap_or(0)
    }

    /// The Latin language that all is cheapest in.
    pub(super) fn lane_as_is(&self) -> usize {
        (0..LATIN_LANES).min_by_key(|&lane| self.ascii[lane] + self.high[lane]).unwrap_or(0)
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
            prop_assert!(gain <= gain_at_most(before.chars(), old.chars(), behind.chars()));
        }
    }
}
