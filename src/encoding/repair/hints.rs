//! Which legacy encodings, read as which others, the beginning of a text speaks for.

use std::sync::LazyLock;

use super::super::Encoding;
use super::super::codepage::{self, CodePage};
use super::super::cost::{self, INSIDE_WORD, add, least};
use super::super::model::{COMMON, EDGE, Fold, LANES, LATIN, Model, NAT, NEVER, NONE};
use super::gate::HIGHS;
use super::weigh::{self, Look};
use super::wrong::{self, Wrong};

/// The encodings that text was read in, with what a text must gain more (nats).
const WRONG: [(&str, u32); 12] = [
    ("windows-1252", 0),
    ("windows-1251", 1),
    ("windows-1250", 1),
    ("KOI8-R", 1),
    ("windows-1254", 8),
    ("ISO-8859-2", 8),
    ("windows-1257", 14),
    ("windows-1253", 14),
    ("windows-1256", 14),
    ("macintosh", 12),
    ("IBM850", 12),
    ("IBM437", 12),
];

/// Those that it is in, with the same.
const RIGHT: [(&str, u32); 24] = [
    ("windows-1252", 0),
    ("windows-1251", 0),
    ("windows-1250", 0),
    ("windows-1253", 0),
    ("windows-1254", 0),
    ("windows-1255", 0),
    ("windows-1256", 0),
    ("windows-1257", 8),
    ("windows-1258", 10),
    ("windows-874", 0),
    ("KOI8-R", 0),
    ("KOI8-U", 2),
    ("IBM866", 1),
    ("ISO-8859-2", 1),
    ("ISO-8859-5", 2),
    ("ISO-8859-6", 4),
    ("ISO-8859-7", 2),
    ("ISO-8859-8", 3),
    ("macintosh", 1),
    ("x-mac-cyrillic", 4),
    ("IBM437", 3),
    ("IBM850", 1),
    ("IBM852", 3),
    ("IBM862", 4),
];

/// Those of them that have characters of more than one byte.
const DOUBLE: [(&encoding_rs::Encoding, u32); 5] = [
    (encoding_rs::GB18030, 0),
    (encoding_rs::BIG5, 1),
    (encoding_rs::SHIFT_JIS, 0),
    (encoding_rs::EUC_JP, 0),
    (encoding_rs::EUC_KR, 0),
];

/// What a text must gain more at most that was read in an encoding in which it often is.
pub(super) const OFTEN: u32 = NAT;
/// What the beginning of the text must gain, and how far behind the best a reading may be there.
const FIRST_GAIN: u32 = 6 * NAT;
const HOPELESS: u32 = 14 * NAT;
/// What a character above ASCII costs where something is wrong: of another alphabet, or double-byte.
const DEAR: u32 = 5 * NAT;
const DEAR_DOUBLE: u32 = 7 * NAT;
/// What a pair of letters of another alphabet is taken for.
const OTHER: u32 = 4 * NAT;
/// What such a pair costs that is wrong.
const DEAR_PAIR: u32 = 6 * NAT;
/// Readings that are weighed as a whole.
const KEPT: usize = 4;

/// A single-byte encoding that text may be in.
struct Right {
    page: &'static CodePage,
    /// The same encoding among those that text is read in, as a bit; 0 if it is none of them.
    wrong: u32,
    encoding: Encoding,
    prior: u32,
    folds: [Fold; 128],
    /// Bytes of the upper half without a character.
    undefined: u128,
    /// The alphabet that it is for.
    alphabet: u8,
}

static RIGHTS: LazyLock<Vec<Right>> = LazyLock::new(|| {
    let model = Model::get();
    let right = |(name, prior): (&str, u32)| {
        let page = codepage::page(name)?;
        let folds = page.upper.map(|c| model.folds.of(c.unwrap_or('\u{FFFD}')));
        let letters = |alphabet: u8| folds.iter().filter(|fold| fold.group == alphabet).count();
        let alphabet = (1..6).find(|&alphabet| letters(alphabet) > 20).unwrap_or(LATIN);
        let bit = |(i, c): (usize, &Option<char>)| if c.is_none() { 1u128 << i } else { 0 };
        let undefined = page.upper.iter().enumerate().map(bit).sum();
        let wrong = wrong::all().iter().find(|wrong| wrong.name == page.name).map_or(0, Wrong::bit);
        Some(Right {
            page,
            wrong,
            encoding: Encoding::from_name(name)?,
            prior: prior * NAT,
            folds,
            undefined,
            alphabet,
        })
    };
    RIGHT.into_iter().filter_map(right).collect()
});

/// Whether the encoding is one of the Latin alphabet.
pub(super) fn is_latin(encoding: Encoding) -> bool {
    RIGHTS.iter().any(|right| right.encoding == encoding && right.alphabet == LATIN)
}

/// A reading that the beginning of a text speaks for.
#[derive(Clone, Copy)]
pub(super) struct Hint {
    gain: u32,
    /// The encoding that the text was read in, and what it must gain more for that.
    pub wrong: (&'static Wrong, u32),
    /// The encoding that it is in, with the same.
    pub right: (Encoding, u32),
}

impl Hint {
    /// The characters above ASCII that it is for, as they are and as they should be.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (char, char)> {
        let upper = |encoding: &str| codepage::page(encoding).map(|page| page.upper);
        let pairs =
            upper(self.wrong.0.name).into_iter().flatten().zip(upper(self.right.0.name()).into_iter().flatten());
        pairs.filter_map(|(wrong, right)| Some((wrong?, right?)))
    }
}

/// The readings of encodings that text is often misread in.
pub(super) fn usual_readings() -> impl Iterator<Item = Hint> {
    let often = wrongs().iter().filter(|(_, prior)| *prior <= OFTEN);
    often.flat_map(|&wrong| {
        let rights = RIGHTS.iter().filter(move |right| right.wrong != wrong.0.bit());
        rights.map(move |right| Hint { gain: 0, wrong, right: (right.encoding, right.prior) })
    })
}

/// A character above ASCII with those around it, as folds; `None` stands for the one before or behind, if it is above ASCII too.
#[derive(Clone, Copy)]
struct High {
    c: char,
    before: Option<Fold>,
    behind: Option<Fold>,
}

/// The first characters above ASCII.
struct Highs {
    all: [High; HIGHS],
    len: usize,
}

impl Highs {
    fn of(beginning: &str) -> Highs {
        let folds = &Model::get().folds;
        let none = High { c: '\0', before: None, behind: Some(EDGE) };
        let mut highs = Highs { all: [none; HIGHS], len: 0 };
        let mut before = Some(EDGE);
        for c in beginning.chars() {
            let fold = c.is_ascii().then(|| folds.of(c));
            if before.is_none() {
                highs.all[highs.len - 1].behind = fold;
            }
            if fold.is_none() {
                let Some(high) = highs.all.get_mut(highs.len) else { break };
                *high = High { c, before, ..none };
                highs.len += 1;
            }
            before = fold;
        }
        highs
    }

    fn get(&self) -> &[High] {
        &self.all[..self.len]
    }

    /// Their bytes in an encoding that has them all.
    fn bytes_in(&self, wrong: &Wrong) -> [u8; HIGHS] {
        let mut bytes = [0; HIGHS];
        for (high, byte) in self.get().iter().zip(&mut bytes) {
            *byte = wrong.byte(high.c).unwrap_or_default();
        }
        bytes
    }
}

/// The highs as bytes, and what those cost in each of [`RIGHTS`].
struct Weighed {
    bytes: [u8; HIGHS],
    /// The bytes that there are, as bits.
    present: u128,
    costs: [Option<u32>; RIGHT.len()],
}

/// The cost of what gains nothing.
const TOO_DEAR: u32 = u32::MAX / 2;

/// The readings that the beginning of a text speaks for, the best first; none for clean text but a little. The single-byte
/// encodings `pages` have its characters.
pub(super) fn hints(beginning: &str, look: &Look, pages: u32) -> Vec<Hint> {
    if look.pairs < 2 {
        return Vec::new();
    }
    let mean = look.mean();
    let highs = Highs::of(beginning);
    let dear = Dear::of(highs.get(), [look.lane(), look.lane_as_is()]);
    if mean < DEAR && dear.pairs < 2 {
        return Vec::new();
    }
    let many = look.letters[1] * 2 >= look.letters[0];
    let as_is = look.cost();
    let mut hints: Vec<Hint> = Vec::new();
    // Encodings that have the same bytes for the highs are weighed once.
    let mut weighed: Vec<Weighed> = Vec::new();
    for (at, &wrong) in wrongs().iter().enumerate() {
        // The rare ones are tried if much is wrong.
        if at > 3 && mean < DEAR {
            break;
        }
        if pages & wrong.0.bit() == 0 {
            continue;
        }
        let mut hint = |cost: u32, right: (Encoding, u32)| {
            if cost + wrong.1 + FIRST_GAIN <= as_is {
                hints.push(Hint { gain: as_is - cost - wrong.1, wrong, right });
            }
        };
        let bytes = highs.bytes_in(wrong.0);
        let known = weighed.iter().position(|weighed| weighed.bytes == bytes).unwrap_or_else(|| {
            let present = bytes[..highs.len].iter().fold(0, |bits, byte| bits | 1u128 << (byte & 0x7F));
            weighed.push(Weighed { bytes, present, costs: [None; RIGHT.len()] });
            weighed.len() - 1
        });
        let weighed = &mut weighed[known];
        for (right, known) in RIGHTS.iter().zip(&mut weighed.costs) {
            if right.alphabet != LATIN && (!many || mean < DEAR) || right.wrong == wrong.0.bit() {
                continue;
            }
            let cost = *known.get_or_insert_with(|| {
                let may_gain =
                    || right.alphabet != LATIN || mean >= DEAR_DOUBLE || dear.may_gain(&highs, &bytes, right);
                if right.undefined & weighed.present != 0 || !may_gain() {
                    return TOO_DEAR;
                }
                cost_of_highs(highs.get(), &bytes, right, look) + right.prior
            });
            hint(cost, (right.encoding, right.prior));
        }
        if many && mean >= DEAR_DOUBLE {
            let Some(bytes) = wrong.0.bytes_of(beginning) else { continue };
            for (encoding, prior) in DOUBLE {
                let mut text = String::with_capacity(bytes.len() * 3 + 16);
                let mut decoder = encoding.new_decoder_without_bom_handling();
                // The beginning may end inside a character.
                let (result, ..) = decoder.decode_to_string_without_replacement(&bytes, &mut text, false);
                if result == encoding_rs::DecoderResult::InputEmpty {
                    hint(weigh::cost(text.chars()) as u32 + prior * NAT, (encoding.into(), prior * NAT));
                }
            }
        }
    }
    hints.sort_by_key(|hint| std::cmp::Reverse(hint.gain));
    let limit = hints.first().map_or(0, |hint| hint.gain.saturating_sub(HOPELESS));
    hints.retain(|hint| hint.gain >= limit);
    hints.truncate(KEPT);
    hints
}

/// The dearest characters of the beginning of a text, in two languages that it may be in.
struct Dear {
    /// Pairs that are dear in the first language, and letters of other scripts beside Latin ones.
    pairs: usize,
    lanes: [usize; 2],
    /// The dearest characters, and what their pairs cost in both languages.
    highs: [(usize, [i32; 2]); WEIGHED],
}

/// Dear characters that are weighed.
const WEIGHED: usize = 4;

impl Dear {
    fn of(highs: &[High], lanes: [usize; 2]) -> Dear {
        let model = Model::get();
        let mut dear = Dear { pairs: 0, lanes, highs: [(usize::MAX, [0; 2]); WEIGHED] };
        let fold = |at: usize| highs.get(at).map_or(EDGE, |high| model.folds.of(high.c));
        let (mut last, mut this, mut pair_before) = (EDGE, fold(0), [0; 2]);
        for (at, high) in highs.iter().enumerate() {
            let next = fold(at + 1);
            let before = high.before.unwrap_or(last);
            if !matches!(this.group, LATIN | COMMON) {
                dear.pairs += usize::from(before.group == LATIN) * 2;
            }
            // A pair of two highs is weighed with each of them.
            let first = if at > 0 && high.before.is_none() { pair_before } else { pair_cost(before, this, lanes) };
            let second = pair_cost(this, high.behind.unwrap_or(next), lanes);
            dear.pairs += [first, second].iter().filter(|cost| cost[0] >= DEAR_PAIR as i32).count();
            let mut one = (at, [first[0] + second[0], first[1] + second[1]]);
            for kept in &mut dear.highs {
                if one.1[0] > kept.1[0] {
                    std::mem::swap(kept, &mut one);
                }
            }
            (last, this, pair_before) = (this, next, second);
        }
        dear
    }

    /// Whether they are cheaper in another encoding.
    fn may_gain(&self, highs: &Highs, bytes: &[u8; HIGHS], right: &Right) -> bool {
        let (highs, bytes) = (highs.get(), &bytes[..highs.len]);
        let is_as_is = |(high, byte): (&High, &u8)| right.page.upper[usize::from(byte & 0x7F)] == Some(high.c);
        if highs.iter().zip(bytes).all(is_as_is) {
            return false;
        }
        let fold = |at: usize| bytes.get(at).map_or(EDGE, |byte| right.folds[usize::from(byte & 0x7F)]);
        let mut gain = [0; 2];
        for (at, old) in self.highs {
            let Some(high) = highs.get(at) else { break };
            let before = high.before.unwrap_or_else(|| at.checked_sub(1).map_or(EDGE, fold));
            let first = pair_cost(before, fold(at), self.lanes);
            let second = pair_cost(fold(at), high.behind.unwrap_or_else(|| fold(at + 1)), self.lanes);
            for (lane, gain) in gain.iter_mut().enumerate() {
                *gain += old[lane] - first[lane] - second[lane];
            }
        }
        gain.iter().any(|gain| *gain >= FIRST_GAIN as i32)
    }
}

/// What a pair costs in two Latin languages; other alphabets are not weighed here.
fn pair_cost(first: Fold, second: Fold, lanes: [usize; 2]) -> [i32; 2] {
    let letter = |fold: Fold| fold.group != COMMON;
    if letter(first) && first.group != LATIN || letter(second) && second.group != LATIN {
        let mixed = first.group == NONE
            || second.group == NONE
            || letter(first) && letter(second) && first.group != second.group;
        return if mixed { [NEVER as i32; 2] } else { [OTHER as i32; 2] };
    }
    let row = Model::get().latin.row(first.class, second.class);
    let case = cost::case(first.case, second.case) as i32;
    lanes.map(|lane| i32::from(row[lane]) + case)
}

/// The encodings that text was read in.
fn wrongs() -> &'static [(&'static Wrong, u32)] {
    static WRONGS: LazyLock<Vec<(&Wrong, u32)>> = LazyLock::new(|| {
        let find =
            |(name, prior)| wrong::all().iter().find(|wrong| wrong.name == name).map(|wrong| (wrong, prior * NAT));
        WRONG.into_iter().filter_map(find).collect()
    });
    &WRONGS
}

/// The cost of what was looked at, in another encoding.
fn cost_of_highs(highs: &[High], bytes: &[u8], right: &Right, look: &Look) -> u32 {
    let model = Model::get();
    let (mut latin, mut other, mut fixed) = (look.ascii, [0u16; LANES], 0);
    let other_pairs = usize::from(right.alphabet).checked_sub(1).and_then(|at| model.others.get(at));
    let mut pair = |first: Fold, second: Fold| {
        fixed += cost::case(first.case, second.case);
        if second.group == NONE {
            fixed += NEVER;
            return;
        }
        let mut class = first.class;
        if first.group < COMMON && second.group < COMMON && first.group != second.group {
            fixed += INSIDE_WORD;
            class = 0;
        }
        let group = if second.group < COMMON {
            second.group
        } else if first.group < COMMON {
            first.group
        } else {
            right.alphabet
        };
        match other_pairs {
            Some(pairs) if group == right.alphabet => add(&mut other, pairs.row(class, second.class)),
            _ if group == LATIN => add(&mut latin, model.latin.row(class, second.class)),
            _ => fixed += 10 * NAT,
        }
    };
    let mut last = EDGE;
    for (high, &byte) in highs.iter().zip(bytes) {
        let this = right.folds[usize::from(byte & 0x7F)];
        pair(high.before.unwrap_or(last), this);
        if let Some(behind) = high.behind {
            pair(this, behind);
        }
        last = this;
    }
    fixed + least(&latin) + least(&other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encoding::repair::gate;

    /// The gains of all single-byte readings of a beginning, each weighed by itself.
    fn gains_slowly(beginning: &str, look: &Look) -> Vec<(u32, &'static str, &'static str)> {
        let (mean, highs) = (look.mean(), Highs::of(beginning));
        let dear = Dear::of(highs.get(), [look.lane(), look.lane_as_is()]);
        let mut gains = Vec::new();
        for (at, wrong) in wrongs().iter().enumerate() {
            let bytes = highs.bytes_in(wrong.0);
            let has_all = highs.get().iter().all(|high| wrong.0.byte(high.c).is_some());
            for right in RIGHTS.iter() {
                let defined =
                    bytes[..highs.len].iter().all(|byte| right.page.upper[usize::from(byte & 0x7F)].is_some());
                let latin = right.alphabet == LATIN;
                let tried = if latin {
                    mean >= DEAR_DOUBLE || dear.may_gain(&highs, &bytes, right)
                } else {
                    mean >= DEAR && look.letters[1] * 2 >= look.letters[0]
                };
                let cost = cost_of_highs(highs.get(), &bytes, right, look) + right.prior + wrong.1;
                let usual = at <= 3 || mean >= DEAR;
                let other = right.page.name != wrong.0.name;
                if has_all && usual && other && defined && tried && cost + FIRST_GAIN <= look.cost() {
                    gains.push((look.cost() - cost, wrong.0.name, right.page.name));
                }
            }
        }
        gains
    }

    proptest! {
        #[test]
        fn readings_that_share_bytes_are_weighed_right(
            text in "([a-z]{1,6} |[\u{E0}-\u{FF}]{1,4}|[\u{C0}-\u{DF}][\u{E0}-\u{FF}]{1,6} |[\u{430}-\u{44F}]{1,6}[ ,]|[\u{A0}-\u{BF}\u{2019}\u{159}\u{15F}]){1,8}",
        ) {
            let Some(beginning) = gate::beginning(&text) else { return Ok(()) };
            let window = &text[beginning.window];
            let look = Look::at(window);
            let hints = hints(window, &look, beginning.pages);
            let gains = gains_slowly(window, &look);
            for hint in &hints {
                let one = (hint.gain, hint.wrong.0.name, hint.right.0.name());
                prop_assert!(codepage::page(one.2).is_none() || gains.contains(&one), "{one:?}");
            }
            let best = hints.iter().map(|hint| hint.gain).max();
            prop_assert!(best.is_none() || best >= gains.iter().map(|gain| gain.0).max());
        }
    }
}
