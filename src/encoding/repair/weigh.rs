//! What a text costs as it stands and as it may have been, in sixteenths of a nat; a first look at the dear places of a text.

use std::ops::Range;

use super::super::cost::{self, Cost, INSIDE_WORD, START, Step, add, least};
use super::super::model::{COMMON, EDGE, LANES, LATIN, LATIN_LANES, Model, NAT, NEVER, NONE, WIDE, WIDE_LANES};

/// A nat, for sums that may be negative.
pub(super) const NATS: i64 = NAT as i64;

/// The cost of a text.
pub(super) fn cost(text: impl IntoIterator<Item = char>) -> i64 {
    let mut cost = Cost::new();
    cost.extend(text);
    cost.push(' ');
    i64::from(cost.total())
}

/// The beginning of a text that is looked at: characters before the first above ASCII, and from there on.
const BEFORE: usize = 24;
const LOOKED_AT: usize = 32;

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
    /// The bytes that were looked at.
    pub window: Range<usize>,
}

impl Look {
    /// At a text; nothing if it is ASCII.
    pub(super) fn at(text: &str) -> Option<Look> {
        let first = first_high(text.as_bytes())?;
        let model = Model::get();
        let mut start = first.saturating_sub(BEFORE);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        let mut look = Look {
            ascii: [0; LATIN_LANES],
            high: [0; LATIN_LANES],
            others: 0,
            pairs: 0,
            singles: 0,
            letters: [0; 2],
            window: start..text.len(),
        };
        let (mut other, mut wide) = ([[0u16; LANES]; 5], [0u16; WIDE_LANES]);
        let (mut before, mut last) = (START, EDGE);
        let mut left = first - start + LOOKED_AT;
        for (at, c) in text[start..].char_indices() {
            if left == 0 {
                look.window.end = start + at;
                break;
            }
            left -= 1;
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
        Some(look)
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

/// Where the first character above ASCII is, or the one behind quotes and spaces that are not ASCII.
fn first_high(text: &[u8]) -> Option<usize> {
    let first = text.iter().position(|byte| *byte >= 0x80)?;
    let mut at = first;
    while let Some(&byte) = text.get(at) {
        match (byte, text.get(at + 1)) {
            (0xE2, Some(0x80)) => at += 3,
            (0xC2, Some(0xA0 | 0xAB | 0xBB)) => at += 2,
            (0x80.., _) => return Some(at),
            _ => at += 1,
        }
    }
    Some(first)
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
    let row = |row: &[u8]| row.iter().copied().min().map_or(0, u32::from);
    let cost = match group {
        LATIN => row(model.latin.row(first.class, second.class)),
        COMMON => return false,
        other => {
            model.others.get(usize::from(other) - 1).map_or(NEVER, |pairs| row(pairs.row(first.class, second.class)))
        }
    };
    cost + cost::case(first.case, second.case) < USUAL
}

fn is_letter(group: u8) -> bool {
    group != COMMON && group != NONE
}
